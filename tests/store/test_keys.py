"""Keys are what they have always been: a store that an older version filled answers for every sentence and paragraph.

The digests below were written down before the modules moved into the rooms in which they are now. A change of one of
them costs every listener's publication all of its speech: it needs a new schema number and a reason.
"""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from audio_edition.narration.model import Phrase
from audio_edition.sound.mp3.format import Mp3Format
from audio_edition.store.keys import clip_key, encoder_versions, segment_key
from audio_edition.store.objects import pack_object

ESPEAK = {
    "engine": "espeak",
    "version": "1.52.0",
    "voice": "gmw/en-US",
    "rate": 165,
    "pitch": 50,
    "range": 50,
    "word-gap": 0,
}
GTTS = {"engine": "gtts", "version": "2.5.4", "lang": "en", "tld": "com", "slow": False}
PHRASES = (
    Phrase("On 7 November, General "),
    Phrase("Korneelof", (("espeak", "ko@n'i:l0f"), ("ipa", "kɔɹˈniːlɒf"))),
    Phrase(" marched."),
)
ENCODERS = "lameenc=1.9.0 soxr=1.1.0"


def test_clips_are_found_under_the_keys_of_before() -> None:
    assert clip_key(ESPEAK, PHRASES, "espeak") == "bbbb96702ac8f7fba21d9ddca49f2fd9c2dc01ea53e214fb93d39db13cab22f5"
    assert clip_key(GTTS, PHRASES, "") == "037cb88d1b4768136d1db10c8cd309084eac7546309bb394945a36c8375e9991"
    phrases = (Phrase("Élan “vital”"),)
    assert clip_key(GTTS, phrases, "") == "ec552a9ddd925b802a21b848354e96071d1191f5961990bb44fc525178978921"


def test_segments_are_found_under_the_keys_of_before() -> None:
    one = segment_key(["a" * 64], pause_ms=350, gain_db=2.5, mp3_format=Mp3Format(96, 3), encoders=ENCODERS)
    assert one == "c1246b4faa88f6077f696317f4085458464e5f42459cd11f94198ee2ee13862f"
    two = ["a" * 64, "b" * 64]
    other = segment_key(two, pause_ms=350, gain_db=-0.5, mp3_format=Mp3Format(128, 3), encoders=ENCODERS)
    assert other == "bdd925372b8308828c2708c66065fa9dbf612a6059d9ccbc4e5e83c1dee95d48"


def test_objects_are_written_as_before() -> None:
    facts = {"samples": 3, "spans": [[0, 3]], "clips": [[0.5, -20.25, 0.0, 0.5, 1.5]]}
    written = pack_object("segment", "c" * 64, facts, b"payload")
    assert hashlib.sha256(written).hexdigest() == "2e2da51eaf8cebed49d57d1683997f46a54ab439635dfb8bd855f12df4ff4c1b"


def test_the_encoders_are_those_installed_here_unless_others_are_named() -> None:
    named = segment_key(["a"], pause_ms=0, gain_db=0, mp3_format=Mp3Format(), encoders=encoder_versions())
    assert segment_key(["a"], pause_ms=0, gain_db=0, mp3_format=Mp3Format()) == named
    assert segment_key(["a"], pause_ms=0, gain_db=0, mp3_format=Mp3Format(), encoders="lameenc=0") != named


@given(st.integers(0, 5000))
def test_the_pause_of_a_single_sentence_is_no_part_of_its_key(pause_ms: int) -> None:
    keys = {
        segment_key(["a"], pause_ms=pause, gain_db=0, mp3_format=Mp3Format(), encoders=ENCODERS)
        for pause in (0, pause_ms)
    }
    assert len(keys) == 1
