"""A network that dies during a build: what was spoken is kept, and asked for once."""

from __future__ import annotations

from pathlib import Path

from support.loopback_google import LoopbackGoogle, speech, status
from support.program import Ended
from support.publications import Published, TestPublication

SENTENCES = 8
SCRIPT = "---\ntitle: Small\n---\n" + "\n\n".join(f"Sentence {number} is here." for number in range(SENTENCES))
IMPATIENT = "import random; random.random = lambda: 0.0"
"""No wait between attempts: waits are jittered down to nothing."""


def _build(publication: TestPublication, google: LoopbackGoogle, *arguments: str) -> Ended:
    return publication.run("build", "--voice", "gtts:en", *arguments, env=google.environment, prelude=IMPATIENT)


def test_a_network_that_dies_and_comes_back(tmp_path: Path) -> None:
    publication = TestPublication(tmp_path / "publication", SCRIPT)
    clean = TestPublication(tmp_path / "clean", SCRIPT)
    with LoopbackGoogle() as google:
        assert _build(clean, google).returncode == 0
        in_all = google.requests
        assert in_all == SENTENCES + 1
        google.forget()
        google.behaviour = [speech] * 4 + [status(503)] * 100
        ran = _build(publication, google)
        assert ran.returncode == 5, ran.stderr
        assert "what was spoken is kept: run the same command again later" in ran.stderr
        assert "small.md:" in ran.stderr, "it names the sentence and its line"
        assert publication.published() == Published()
        spoken = sum(1 for _, answer in google.answers if not answer.fault)
        assert spoken == 4
        google.forget()
        google.behaviour = speech
        again = _build(publication, google, "--json")
        assert again.returncode == 0, again.stderr
        assert google.requests == again.result["spoken"] == in_all - spoken
        assert len(set(google.texts)) == google.requests
    assert publication.published() == clean.published()
    assert publication.strays() == []


def test_a_server_that_is_gone_from_one_moment_to_the_next(tmp_path: Path) -> None:
    """Connections are refused; the edition stays as it is."""
    publication = TestPublication(tmp_path / "publication", SCRIPT)
    with LoopbackGoogle() as google:
        assert _build(publication, google).returncode == 0
        old = publication.published()
        environment = {**google.environment, "AUDIO_EDITION_STATE_DIR": str(tmp_path / "state")}
        bundle = Path(google.environment["REQUESTS_CA_BUNDLE"]).read_bytes()
    (tmp_path / "ca.pem").write_bytes(bundle)
    environment["REQUESTS_CA_BUNDLE"] = str(tmp_path / "ca.pem")
    publication.write(SCRIPT + "\n\nOne more.")
    ran = publication.run("build", "--voice", "gtts:en", env=environment, prelude=IMPATIENT)
    assert ran.returncode == 5, ran.stderr
    assert "Google's voice does not answer" in ran.stderr
    assert publication.published() == old
