"""A network that dies during a build: what was spoken is kept, and asked for once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from support.interruption import Published, make_publication, published, run_program, strays
from support.loopback_google import LoopbackGoogle, speech, status

SENTENCES = 8
SCRIPT = "---\ntitle: Small\n---\n" + "\n\n".join(f"Sentence {number} is here." for number in range(SENTENCES))
IMPATIENT = "import random; random.random = lambda: 0.0"
"""No wait between attempts: waits are jittered down to nothing."""


def _build(root: Path, google: LoopbackGoogle, *arguments: str) -> Any:
    environment = {**os.environ, **google.environment}
    return run_program(root, "build", "--voice", "gtts:en", *arguments, env=environment, prelude=IMPATIENT)


def test_a_network_that_dies_and_comes_back(tmp_path: Path) -> None:
    root = make_publication(tmp_path / "publication", {"small": SCRIPT})
    clean = make_publication(tmp_path / "clean", {"small": SCRIPT})
    with LoopbackGoogle() as google:
        assert _build(clean, google).code == 0
        in_all = google.requests
        assert in_all == SENTENCES + 1
        google.forget()
        google.behaviour = [speech] * 4 + [status(503)] * 100
        ran = _build(root, google)
        assert ran.code == 5, ran.stderr
        assert "what was spoken is kept: run the same command again later" in ran.stderr
        assert "small.md:" in ran.stderr, "it names the sentence and its line"
        assert published(root) == Published(b"", b"")
        spoken = sum(1 for _, answer in google.answers if not answer.fault)
        assert spoken == 4
        google.forget()
        google.behaviour = speech
        again = _build(root, google, "--json")
        assert again.code == 0, again.stderr
        assert google.requests == again.result["spoken"] == in_all - spoken
        assert len(set(google.texts)) == google.requests
    assert published(root) == published(clean)
    assert strays(root) == []


def test_a_server_that_is_gone_from_one_moment_to_the_next(tmp_path: Path) -> None:
    """Connections are refused; the edition stays as it is."""
    root = make_publication(tmp_path / "publication", {"small": SCRIPT})
    with LoopbackGoogle() as google:
        assert _build(root, google).code == 0
        old = published(root)
        environment = {**os.environ, **google.environment, "AUDIO_EDITION_STATE_DIR": str(tmp_path / "state")}
        bundle = Path(google.environment["REQUESTS_CA_BUNDLE"]).read_bytes()
    (tmp_path / "ca.pem").write_bytes(bundle)
    environment["REQUESTS_CA_BUNDLE"] = str(tmp_path / "ca.pem")
    script = root / "script" / "small.md"
    script.write_text(SCRIPT + "\n\nOne more.", encoding="utf-8")
    ran = run_program(root, "build", "--voice", "gtts:en", env=environment, prelude=IMPATIENT)
    assert ran.code == 5, ran.stderr
    assert "Google's voice does not answer" in ran.stderr
    assert published(root) == old
