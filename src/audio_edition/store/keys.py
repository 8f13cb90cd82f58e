"""Keys: content addresses of what goes into a sound.

Enters: everything that changes the sound, and nothing else. Leaves: SHA-256 in hex. No path,
position, time or title of anything gets in, so moved, renamed and re-ordered text finds what it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from audio_edition.narration.model import Phrase
from audio_edition.sound.mp3.format import Mp3Format

CLIP_SCHEMA = 3
"""Raised when the same voice and words would be trimmed or kept differently."""
SEGMENT_SCHEMA = 2
"""Raised when the same clips would be joined, levelled, limited or encoded differently."""
JINGLE_SCHEMA = 1
"""Raised when the same sound file would be mixed, levelled, limited or encoded differently."""
_SEGMENTS_REMEMBERED = 16_384
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def clip_key(voice: Mapping[str, Any], phrases: Sequence[Phrase], alphabet: str) -> str:
    """Key of one utterance as one voice speaks it.

    Args:
        voice: The voice's own key.
        phrases: What is spoken.
        alphabet: The phonemes the voice honours; others do not change the sound.
    """
    return _digest({"schema": CLIP_SCHEMA, "voice": dict(voice), "phrases": _as_heard(phrases, alphabet)})


def _as_heard(phrases: Sequence[Phrase], alphabet: str) -> list[list[str]]:
    """Phrases as the voice takes them: neighbours without phonemes are one text."""
    heard: list[list[str]] = []
    for phrase in phrases:
        phonemes = dict(phrase.phonemes).get(alphabet, "") if alphabet else ""
        if heard and not phonemes and not heard[-1][1]:
            heard[-1][0] += phrase.text
        else:
            heard.append(["" if phonemes else phrase.text, phonemes])
    return heard


def segment_key(
    clips: Sequence[str], *, pause_ms: int, gain_db: float, mp3_format: Mp3Format, encoders: str = ""
) -> str:
    """Key of one encoded segment.

    Args:
        clips: Keys of its clips, in order.
        pause_ms: Between them; no part of the key of a single clip.
        gain_db: Of its voice.
        mp3_format: How it is encoded.
        encoders: Versions of the libraries that encode; empty: those that are installed here.
    """
    pause_ms = pause_ms if len(clips) > 1 else 0
    return _segment_key(tuple(clips), pause_ms, gain_db, mp3_format, encoders or encoder_versions())


@lru_cache(_SEGMENTS_REMEMBERED)
def _segment_key(clips: tuple[str, ...], pause_ms: int, gain_db: float, mp3_format: Mp3Format, encoders: str) -> str:
    """As ``segment_key``; a build asks it of every segment each time it plans."""
    return _digest(
        {
            "schema": SEGMENT_SCHEMA,
            "clips": clips,
            "pause_ms": pause_ms,
            "gain_db": gain_db,
            "bitrate_kbps": mp3_format.bitrate_kbps,
            "quality": mp3_format.quality,
            "encoders": encoders,
        }
    )


def jingle_key(sha256: str, *, loudness_lufs: float, mp3_format: Mp3Format, encoders: str = "") -> str:
    """Key of an encoded jingle.

    Args:
        sha256: Of its file, wherever that lies.
        loudness_lufs: What it is brought to.
        mp3_format: How it is encoded.
        encoders: Versions of the libraries that encode; empty: those that are installed here.
    """
    return _digest(
        {
            "schema": JINGLE_SCHEMA,
            "jingle": sha256,
            "loudness_lufs": loudness_lufs,
            "bitrate_kbps": mp3_format.bitrate_kbps,
            "quality": mp3_format.quality,
            "encoders": encoders or encoder_versions(),
        }
    )


@cache
def encoder_versions() -> str:
    """Versions of the libraries that turn clips into frames."""
    from importlib.metadata import version

    return " ".join(f"{name}={version(name)}" for name in ("lameenc", "soxr"))


def _digest(value: Any) -> str:
    return hashlib.sha256(_ENCODER.encode(value).encode()).hexdigest()
