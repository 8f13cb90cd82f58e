"""``say`` and ``lexicon suggest``: what an editor does about a name."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from support.publications import TestPublication

SCRIPT = "---\ntitle: The march\n---\n\nIn August, General Kornilov marched. Then Kornilov stopped at Smolny.\n"


def write(publication: Path, lexicon: str = "") -> None:
    TestPublication(publication, {"march": SCRIPT}).write_file("lexicon.toml", lexicon)


def test_suggest_lists_names_with_their_phonemes(publication, run_cli) -> None:
    write(publication, 'Smolny = "smole nee"\n')
    rows = json.loads(run_cli("lexicon", "suggest", "march", "--json", check=True).stdout)["results"]
    kornilov = next(row for row in rows if row["word"] == "Kornilov")
    assert (kornilov["times"], kornilov["line"], kornilov["why"]) == (2, 5, "name")
    assert "k" in kornilov["espeak"]
    assert "ˈ" in kornilov["ipa"] or "ˌ" in kornilov["ipa"]
    assert "Smolny" not in {row["word"] for row in rows}
    everything = json.loads(run_cli("lexicon", "suggest", "march", "--all", "--json", check=True).stdout)["results"]
    assert {row["word"] for row in everything if row["in_lexicon"]} == {"Smolny"}


def test_suggested_phonemes_said_back_sound_the_same(publication, run_cli) -> None:
    write(publication)
    rows = json.loads(run_cli("lexicon", "suggest", "march", "--json", check=True).stdout)["results"]
    mnemonics = next(row["espeak"] for row in rows if row["word"] == "Kornilov")
    run_cli("say", "Kornilov", "-o", "plain.wav", check=True)
    write(publication, f"[Kornilov]\nespeak = {json.dumps(mnemonics)}\n")
    run_cli("say", "Kornilov", "-o", "phonemes.wav", check=True)
    plain, phonemes = (soundfile.read(publication / name)[0] for name in ("plain.wav", "phonemes.wav"))
    assert abs(len(plain) - len(phonemes)) < 0.1 * len(plain)


def test_say_uses_the_lexicon(publication, run_cli) -> None:
    write(publication)
    run_cli("say", "Smolny", "-o", "before.wav", check=True)
    write(publication, 'Smolny = "a very much longer way to say it"\n')
    said = run_cli("say", "--script", "march", "Smolny", "-o", "after.wav", check=True)
    assert "after.wav" in said.stdout
    before, after = (soundfile.read(publication / name) for name in ("before.wav", "after.wav"))
    assert before[1] == after[1] == 44_100
    assert len(after[0]) > 2 * len(before[0])


def test_say_needs_words_and_a_place_to_write(publication, run_cli) -> None:
    assert run_cli("say", "...").returncode == 3
    assert run_cli("say", "Word", "-o", "nowhere/x.wav").returncode == 6
    assert run_cli("say", "Word", "--voice", "espeak:xx-none").returncode == 4


def test_a_file_is_kept_until_the_new_one_is_whole(tmp_path, monkeypatch) -> None:
    import numpy as np

    from audio_edition.errors import StorageError
    from audio_edition.making import saying
    from audio_edition.store import folder

    target = tmp_path / "x.wav"
    target.write_bytes(b"precious")
    said = saying.Said(np.zeros(1000, dtype=np.float32), "espeak:en")

    def full(path):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(folder, "open_new", full)
        with pytest.raises(StorageError, match="no space left"):
            saying.write_sound(target, said)
    assert target.read_bytes() == b"precious"
    saying.write_sound(target, said)
    assert target.read_bytes()[:4] == b"RIFF"
    assert [path.name for path in tmp_path.iterdir()] == ["x.wav"]


def test_the_name_says_the_kind_of_file(publication, run_cli) -> None:
    write(publication)
    for name, kind in (("x.wav", "WAV"), ("x.mp3", "MP3"), ("x.flac", "FLAC"), ("x.ogg", "OGG"), ("x", "WAV")):
        run_cli("say", "A word.", "-o", name, check=True)
        assert soundfile.info(publication / name).format == kind
        assert soundfile.info(publication / name).samplerate == 44_100
    ran = run_cli("say", "A word.", "-o", "x.m4a")
    assert (ran.returncode, ".m4a cannot be written; name a file in .wav" in ran.stderr) == (3, True)
    assert not (publication / "x.m4a").exists()


def test_it_works_where_there_is_no_publication_and_in_pipes(tmp_path, run_cli) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    run_cli("say", "A word.", "-o", "plain.wav", cwd=folder, check=True)
    run_cli("say", "-", "-o", "piped.wav", cwd=folder, stdin="A word.\n", check=True)
    assert (folder / "plain.wav").read_bytes() == (folder / "piped.wav").read_bytes()
    ran = subprocess.run(
        [sys.executable, "-m", "audio_edition", "say", "A word.", "-o", "-"],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    assert ran.stdout == (folder / "plain.wav").read_bytes()
    assert b"espeak:" in ran.stderr
    assert run_cli("say", "A word.", "--publication", str(folder), cwd=folder).returncode == 3


def test_auto_is_the_voice_that_the_edition_has(publication, run_cli) -> None:
    write(publication)
    run_cli("build", "--voice", "espeak:en-us", check=True)
    for arguments in ((), ("--script", "march")):
        assert "espeak:en-us)" in run_cli("say", "A word.", *arguments, check=True).stdout
    shutil.rmtree(publication / "audio")
    assert "espeak:en-us)" in run_cli("say", "A word.", "--script", "march", check=True).stdout, "from the lock file"
    assert "espeak:de)" in run_cli("say", "A word.", "--voice", "espeak:de", check=True).stdout
    american = run_cli("lexicon", "suggest", "march", "--json", check=True).stdout
    (publication / "script" / "editions.lock.json").unlink()
    assert "espeak:en-us" not in run_cli("say", "A word.", check=True).stdout
    assert run_cli("lexicon", "suggest", "march", "--json", check=True).stdout != american


NAMES = ["Kornilov", "Smolny", "Petrograd", "Przybylski", "Nguyen"]
NOISY = (
    "Nobody knew. In January, Kornilov went to Petrograd. Yet Monday came, and Przybylski stayed. "
    "During February the Council met at Smolny. However, Nguyen disagreed. Therefore Friday was quiet. "
    "Everyone waited until March. Perhaps April would be better. Workers in Europe read of it in December.\n"
)


def test_names_are_not_drowned_by_months_and_first_words(publication, run_cli) -> None:
    """Issue: 5 of 19 rows were of use."""
    TestPublication(publication, {"noisy": f"---\ntitle: Noise\n---\n\n{NOISY}"})
    rows = json.loads(run_cli("lexicon", "suggest", "noisy", "--json", check=True).stdout)["results"]
    listed = [row["word"] for row in rows]
    assert set(NAMES) <= set(listed)
    assert set(listed[: len(NAMES)]) <= set(NAMES) | {"Europe"}
    assert len(listed) <= len(NAMES) + 2
    assert not {"January", "Monday", "February", "Friday", "Nobody", "However", "Perhaps", "Workers"} & set(listed)


def test_suggested_lines_wait_for_an_editor_and_words_can_be_heard(publication, run_cli) -> None:
    TestPublication(publication, {"noisy": f"---\ntitle: Noise\n---\n\n{NOISY}"})
    run_cli("lexicon", "suggest", "noisy", "--write", "--hear", "words", check=True)
    lexicon = (publication / "script" / "lexicon.toml").read_text()
    (line,) = [each for each in lexicon.splitlines() if "Przybylski" in each]
    assert line.startswith("#")
    assert run_cli("check", check=False).returncode != 3, "lines after a # are valid TOML"
    heard = [path for path in (publication / "words").iterdir() if "rzybylski" in path.name]
    assert [soundfile.info(path).samplerate for path in heard] == [44_100]
    (publication / "script" / "lexicon.toml").write_text(lexicon.replace(line, line.lstrip("# ")))
    run_cli("lexicon", "suggest", "noisy", check=True)
