"""``say`` and ``lexicon suggest``: what an editor does about a name."""

import json
from pathlib import Path

import pytest
import soundfile

from support.publications import TestPublication

SCRIPT = "---\ntitle: The march\n---\n\nIn August, General Kornilov marched. Then Kornilov stopped at Smolny.\n"


def write(publication: Path, lexicon: str = "") -> None:
    TestPublication(publication, {"march": SCRIPT}).write_file("lexicon.toml", lexicon)


def test_suggest_lists_names_with_their_phonemes(publication, run_cli) -> None:
    write(publication, 'Smolny = "smole nee"\n')
    rows = json.loads(run_cli("lexicon", "suggest", "march", "--json", check=True).stdout)
    kornilov = next(row for row in rows if row["word"] == "Kornilov")
    assert (kornilov["times"], kornilov["line"], kornilov["why"]) == (2, 5, "name")
    assert "k" in kornilov["espeak"]
    assert "ˈ" in kornilov["ipa"] or "ˌ" in kornilov["ipa"]
    assert "Smolny" not in {row["word"] for row in rows}
    everything = json.loads(run_cli("lexicon", "suggest", "march", "--all", "--json", check=True).stdout)
    assert {row["word"] for row in everything if row["in_lexicon"]} == {"Smolny"}


def test_suggested_phonemes_said_back_sound_the_same(publication, run_cli) -> None:
    write(publication)
    rows = json.loads(run_cli("lexicon", "suggest", "march", "--json", check=True).stdout)
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

    target = tmp_path / "x.wav"
    target.write_bytes(b"precious")
    said = saying.Said(np.zeros(1000, dtype=np.float32), "espeak:en")

    def full(path):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(saying, "open_new", full)
        with pytest.raises(StorageError, match="No space left"):
            saying.write_wav(target, said)
    assert target.read_bytes() == b"precious"
    saying.write_wav(target, said)
    assert target.read_bytes()[:4] == b"RIFF"
    assert [path.name for path in tmp_path.iterdir()] == ["x.wav"]
