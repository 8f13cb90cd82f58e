"""Sounds before and after the speech: as loud as it, in no transcript, known by the content of their files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from audio_edition.edition.manifest import read_edition, validate
from audio_edition.sound.jingles import MOST_SECONDS, JingleError, levelled, read_jingle
from audio_edition.sound.limiter import CEILING_DBTP
from audio_edition.sound.mp3.format import Mp3Format
from audio_edition.store.keys import jingle_key
from support.publications import BODY, HEAD, TestPublication
from support.readers import mp3val
from support.sounds import RATE_HZ, Samples, decoded, lufs, music, sound_file, tone, true_peak_db

WITH_BOTH = HEAD.replace("slug: small", "slug: small\nopening-sound: in.flac\nclosing-sound: sounds/out.ogg")
WITH_OPENING = HEAD.replace("slug: small", "slug: small\nopening-sound: in.wav")


@pytest.fixture
def both(publication: Path) -> TestPublication:
    made = TestPublication(publication, WITH_BOTH + BODY)
    (publication / "script" / "sounds").mkdir()
    stereo = np.stack([tone(3, rate_hz=48_000), tone(3, hz=660, rate_hz=48_000)], axis=1)
    made.write_file("in.flac", sound_file(stereo, rate_hz=48_000, kind="FLAC"))
    made.write_file("sounds/out.ogg", sound_file(tone(1.5, level=0.05), kind="OGG"))
    made.build()
    return made


@pytest.fixture
def opened(publication: Path) -> TestPublication:
    made = TestPublication(publication, WITH_OPENING + BODY)
    made.write_file("in.wav", sound_file(tone(2)))
    made.build()
    return made


# A file becomes samples


KINDS = [("WAV", "PCM_24"), ("WAV", "FLOAT"), ("FLAC", None), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", None)]


@pytest.mark.parametrize(("kind", "subtype"), KINDS)
def test_whatever_libsndfile_reads(kind: str, subtype: str | None) -> None:
    data = sound_file(tone(2, rate_hz=48_000), rate_hz=48_000, kind=kind, subtype=subtype)
    jingle = read_jingle(data)
    assert jingle.seconds == pytest.approx(2, abs=0.06)
    assert float(np.abs(jingle.samples).max()) == pytest.approx(0.5, abs=0.05)


def test_channels_are_mixed_and_rates_made_one() -> None:
    sides = np.stack([tone(1, rate_hz=22_050), np.zeros(22_050, np.float32)], axis=1)
    jingle = read_jingle(sound_file(sides, rate_hz=22_050))
    assert (len(jingle.samples), jingle.samples.ndim) == (RATE_HZ, 1)
    assert float(np.abs(jingle.samples).max()) == pytest.approx(0.25, abs=0.02)


NOT_USABLE = {
    "nothing": (b"", "is no sound file"),
    "text": (b"RIFF but not really", "is no sound file"),
    "cut off": (sound_file(tone(1))[:40], "is no sound file|has no sound"),
    "no samples": (sound_file(np.zeros(0, np.float32)), "has no sound"),
    "silence": (sound_file(np.zeros(RATE_HZ, np.float32)), "is silent$"),
    "channels that cancel": (sound_file(np.stack([tone(1), -tone(1)], axis=1)), "silent in mono"),
    "no numbers": (sound_file(np.full(999, np.nan, np.float32), subtype="FLOAT"), "no numbers"),
    "too long": (sound_file(np.ones((MOST_SECONDS * 8_000 + 1, 1), np.float32), rate_hz=8_000), "longer than 60 s"),
    "nine channels": (sound_file(np.ones((99, 9), np.float32)), "has 9 channels"),
    "a strange rate": (sound_file(tone(1), rate_hz=1_000), "sample rate of 1000 Hz"),
}


@pytest.mark.parametrize("what", NOT_USABLE)
def test_what_cannot_be_used_says_why(what: str) -> None:
    data, why = NOT_USABLE[what]
    with pytest.raises(JingleError, match=why):
        read_jingle(data)


@pytest.mark.parametrize("target_lufs", [-19.0, -16.0, -31.0])
@pytest.mark.parametrize("name", ["tone", "music", "short", "quiet"])
def test_it_is_brought_to_the_loudness(name: str, target_lufs: float) -> None:
    sounds = {"tone": tone(3), "music": music(5), "short": tone(0.2), "quiet": music(5, level=0.02)}
    jingle = read_jingle(sound_file(sounds[name], subtype="FLOAT"))
    samples = levelled(jingle, target_lufs)
    assert len(samples) == len(jingle.samples)
    margin = RATE_HZ * 3 // 10
    assert lufs(np.pad(samples, margin)) == pytest.approx(target_lufs, abs=0.3)
    assert true_peak_db(samples) <= CEILING_DBTP + 0.1


def test_high_peaks_are_kept_below_the_ceiling_whatever_the_loudness() -> None:
    clicks = np.zeros(2 * RATE_HZ, np.float32)
    clicks[:: RATE_HZ // 4] = 0.9
    assert true_peak_db(levelled(read_jingle(sound_file(clicks)), -16.0)) <= CEILING_DBTP + 0.1


def test_its_key_is_what_changes_the_sound() -> None:
    def key(sha256: str = "a", loudness: float = -19.0, bitrate: int = 96) -> str:
        return jingle_key(sha256, loudness_lufs=loudness, mp3_format=Mp3Format(bitrate), encoders="x")

    assert len({key(), key(sha256="b"), key(loudness=-18.0), key(bitrate=64)}) == 4


# In an edition


def test_it_stands_before_the_title_and_after_the_last_word(both: TestPublication) -> None:
    segments = both.manifest.segments
    assert (segments[0].kind, segments[1].kind, segments[-1].kind) == ("jingle", "title", "jingle")
    assert (segments[0].id, segments[-1].id) == ("opening-sound", "closing-sound")
    assert both.manifest.chapters[0].start_ms == 0
    assert segments[-1].chapter == len(both.manifest.chapters) - 1
    # Heard where the manifest says: the tones, and 800 ms of silence between them and the speech.
    heard = np.abs(decoded(both.mp3))
    loud = heard > 0.005
    assert int(np.argmax(loud)) == pytest.approx(11_473, abs=200)
    title_ms = both.manifest.cues[0].start_ms
    assert rest_before(loud, title_ms) == pytest.approx(800, abs=40)


def rest_before(loud: Samples, end_ms: int) -> float:
    """Milliseconds of silence before a time, a little of it in the silence."""
    end = end_ms * RATE_HZ // 1000 - 400
    return (end - int(np.flatnonzero(loud[:end])[-1]) + 400) * 1000 / RATE_HZ


def test_it_is_as_loud_as_what_is_spoken(both: TestPublication) -> None:
    heard = decoded(both.mp3)
    first, last = both.manifest.segments[0], both.manifest.segments[-1]
    for segment in (first, last):
        start = segment.start_frame * 1152
        assert lufs(heard[start : start + segment.frames * 1152]) == pytest.approx(-19, abs=0.7)
    assert lufs(heard) == pytest.approx(-19, abs=0.7)
    assert true_peak_db(heard) <= -1
    assert mp3val(both.mp3).faults == ()


def test_it_is_in_no_transcript(both: TestPublication) -> None:
    plain = both.copy_to(both.root.with_name("plain"))
    plain.write(HEAD + BODY)
    plain.build()
    assert [each.text for each in both.manifest.cues] == [each.text for each in plain.manifest.cues]
    for name in ("transcript.vtt", "transcript.srt"):
        with_sound, without = ((each.folder / name).read_text("utf-8") for each in (both, plain))
        assert with_sound.count("-->") == without.count("-->") == len(plain.manifest.cues)
    # Ids of what is spoken stay, with and without.
    ids = [each.id for each in both.manifest.segments if each.kind != "jingle"]
    assert ids == [each.id for each in plain.manifest.segments]


def test_it_makes_no_edition_one_of_several_voices(both: TestPublication) -> None:
    both.edit("slug: small\n", "slug: small\nvoices:\n  title: espeak:en-gb\n")
    both.build()
    segments = both.manifest.segments
    assert (segments[0].voice, segments[1].voice) == ("espeak:en-gb", "espeak:en-gb")
    assert segments[-1].voice == segments[-2].voice == "espeak:en-us"


def test_a_second_build_does_nothing_and_a_lost_store_is_no_reason(both: TestPublication) -> None:
    assert (both.build().status, both.check()) == ("unchanged", "matches")
    shutil.rmtree(both.store)
    assert (both.check(), both.build().status) == ("matches", "unchanged")


def test_another_sound_under_the_same_name_is_seen(opened: TestPublication) -> None:
    assert "nothing to do" in opened.run("build").stdout
    opened.write_file("in.wav", sound_file(tone(2, hz=880)))
    assert opened.check() == "stale"
    assert "the opening sound is another" in opened.run("check").stdout
    assert "the opening sound is another" in opened.run("diff").stdout
    ran = opened.run("build", "--json").results[0]
    assert (ran["status"], ran["spoken"], ran["encoded"]) == ("built", 0, 1)
    assert opened.manifest.notes[-1] == "the opening sound is another"
    assert "nothing to do" in opened.run("build").stdout


def test_the_same_sound_under_another_name_is_the_same(opened: TestPublication) -> None:
    before = opened.mp3.read_bytes()
    (opened.root / "script" / "in.wav").rename(opened.root / "script" / "renamed.wav")
    opened.edit("in.wav", "renamed.wav")
    assert (opened.check(), opened.build().status) == ("matches", "unchanged")
    assert opened.mp3.read_bytes() == before


def test_taken_out_it_is_gone_and_put_back_it_is_as_before(opened: TestPublication) -> None:
    before = opened.mp3.read_bytes()
    opened.edit("opening-sound: in.wav\n", "")
    assert "the opening sound is left out" in opened.run("check").stdout
    built = opened.build()
    assert (built.spoken, built.encoded, opened.manifest.segments[0].kind) == (0, 0, "title")
    opened.edit("slug: small\n", "slug: small\nopening-sound: in.wav\n")
    assert opened.build().encoded == 0
    assert opened.mp3.read_bytes() == before


def test_its_pause_is_a_setting(opened: TestPublication) -> None:
    before = opened.manifest.cues[0].start_ms
    opened.edit("slug: small\n", "slug: small\npauses:\n  jingle: 2000\n")
    assert opened.check() == "stale"
    built = opened.build()
    assert (built.spoken, built.encoded) == (0, 0)
    assert opened.manifest.cues[0].start_ms - before == pytest.approx(1200, abs=27)


def test_loudness_encodes_it_anew(opened: TestPublication) -> None:
    opened.edit("slug: small\n", "slug: small\nloudness: -23\n")
    opened.build()
    segment = opened.manifest.segments[0]
    heard = decoded(opened.mp3)[segment.start_frame * 1152 :][: segment.frames * 1152]
    assert lufs(heard) == pytest.approx(-23, abs=0.7)


def test_what_cannot_be_used_is_an_error_at_its_line(publication: Path, tmp_path: Path) -> None:
    made = TestPublication(publication, WITH_OPENING + BODY)
    missing = made.run("build")
    assert missing.returncode == 3
    assert "script/small.md:5: opening-sound: in.wav cannot be read: No such file" in missing.stderr
    made.write_file("in.wav", b"RIFF")
    damaged = made.run("check")
    assert "script/small.md:5: opening-sound: in.wav is no sound file, or is damaged; name a WAV" in damaged.stdout
    assert damaged.returncode == 1
    made.write_file("in.wav", sound_file(np.zeros(99, np.float32)))
    assert "in.wav is silent" in made.run("build").stderr
    assert not made.folder.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_link_to_outside_and_a_fifo_are_refused(publication: Path, tmp_path: Path) -> None:
    made = TestPublication(publication, WITH_OPENING + BODY)
    outside = tmp_path / "outside.wav"
    outside.write_bytes(sound_file(tone(1)))
    link = made.root / "script" / "in.wav"
    link.symlink_to(outside)
    ran = made.run("build")
    assert (ran.returncode, "is a link to outside the script folder" in ran.stderr) == (3, True)
    link.unlink()
    os.mkfifo(link)
    ran = made.run("build", timeout_s=60)
    assert (ran.returncode, "is a FIFO" in ran.stderr) == (3, True)


def test_a_sound_of_the_publication_is_named_at_its_line(publication: Path) -> None:
    made = TestPublication(publication, settings='lang = "en"\nopening-sound = "no.wav"\n')
    assert "publication.toml:2: opening-sound: no.wav cannot be read" in made.run("build").stderr


def test_a_manifest_whose_jingle_is_spoken_is_damaged(both: TestPublication) -> None:
    edition = read_edition(both.manifest_path)
    assert edition is not None
    spoken = msgspec.structs.replace(edition, cues=(*edition.cues, msgspec.structs.replace(edition.cues[0], segment=0)))
    silent = msgspec.structs.replace(edition, cues=edition.cues[1:])
    for wrong in (spoken, silent):
        with pytest.raises(ValueError, match="has no cue, or a cue no segment"):
            validate(wrong)
