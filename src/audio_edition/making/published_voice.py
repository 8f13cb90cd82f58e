"""The voice of a published edition, as far as it is known here.

Enters: a manifest and the settings of its script. Leaves: the key by which its sentences are known, and what of the
voice is different now. Refuses: settings that no voice can follow, as the engines do. Asks no network.

An engine of another version is no difference by itself: the script still is what the edition says. It is noted,
because the next build with it speaks anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audio_edition.edition.manifest import Manifest, ManifestVoice
from audio_edition.errors import MissingExtraError, VoiceUnavailableError
from audio_edition.making.cast import make_cast
from audio_edition.making.choice import AUTO, parameters_of
from audio_edition.making.reading import ReadScript
from audio_edition.narration.model import SegmentKind
from audio_edition.voices.protocol import Parameter, Voice
from audio_edition.voices.registry import find_voice

_VERSIONS = ("version", "way-of-speaking")
"""Names in a voice's key that tell which program speaks, not what it was asked for."""


@dataclass(frozen=True, slots=True)
class PublishedVoice:
    """The voice of an edition against that of its script."""

    key: Mapping[str, Any] | None
    """Of the published voice; ``None``: its sentences cannot be known by their keys, only by their texts."""
    alphabet: str = ""
    """Of the phonemes it honours."""
    difference: str = ""
    """What the settings ask for that the edition does not have; empty where it is the same voice."""
    note: str = ""
    """What a person should know about the comparison."""


@dataclass(frozen=True, slots=True)
class PublishedCast:
    """The voices of an edition against those of its script."""

    main: PublishedVoice
    kinds: Mapping[SegmentKind, PublishedVoice] = field(default_factory=dict)
    sections: Mapping[int, PublishedVoice] = field(default_factory=dict)

    def of(self, section: int, kind: SegmentKind) -> PublishedVoice:
        """The voice of a segment."""
        return self.kinds.get(kind) or self.sections.get(section) or self.main

    @property
    def all(self) -> tuple[PublishedVoice, ...]:
        """Every voice; some may be equal."""
        return (self.main, *self.kinds.values(), *self.sections.values())


def published_cast(manifest: Manifest, read: ReadScript) -> PublishedCast:
    """Compare the voices of an edition with those its script asks for now.

    Raises:
        VoiceError: The settings name a voice or a parameter that does not exist.
        SourceError: They name a section that does not exist.
    """
    settings = read.article.settings
    name = manifest.voice if settings.voice == AUTO else settings.voice
    main = _compared(name, manifest.voices[0], parameters_of(settings), settings.lang)
    if not settings.voices and not settings.section_voices:
        return PublishedCast(main)
    cast = make_cast(
        find_voice(name, parameters_of(settings), lang=settings.lang), settings, read.narration, str(read.path)
    )
    published = {entry.name: entry for entry in manifest.voices}

    def compared(voice: Voice) -> PublishedVoice:
        was = published.get(voice.name)
        if was is None:
            return PublishedVoice(None, difference=f"the voice {voice.name} speaks now too")
        return _against(voice, was)

    kinds = {kind: compared(voice) for kind, voice in cast.kinds.items() if _is_heard(read, kind=kind)}
    return PublishedCast(main, kinds, {index: compared(voice) for index, voice in cast.sections.items()})


def _is_heard(read: ReadScript, kind: SegmentKind) -> bool:
    return any(segment.kind is kind for section in read.narration.sections for segment in section.segments)


def _compared(name: str, was: ManifestVoice, parameters: Mapping[str, Parameter], lang: str) -> PublishedVoice:
    try:
        voice = find_voice(name, parameters, lang=lang)
    except (MissingExtraError, VoiceUnavailableError) as error:
        if name not in (was.name, was.name.partition(":")[0]):
            return PublishedVoice(None, difference=f"the voice is {name}, not {was.name} any more")
        note = f"sentences are compared by their words alone, without lexicon and voice parameters: {error}"
        return PublishedVoice(None, note=note)
    try:
        return _against(voice, was)
    finally:
        voice.close()


def _against(voice: Voice, published: ManifestVoice) -> PublishedVoice:
    key, alphabet, was = dict(voice.key), voice.phoneme_alphabet, published.key
    if key == was:
        return PublishedVoice(was, alphabet)
    if _asked_for(key) == _asked_for(was):
        versions = ", ".join(
            f"{each} {was.get(each)} → {key.get(each)}" for each in _VERSIONS if _differs(was, key, each)
        )
        return PublishedVoice(was, alphabet, note=f"the next build speaks everything anew: {voice.name}, {versions}")
    return PublishedVoice(None, difference=_difference(published.name, was, voice.name, key))


def _asked_for(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name not in _VERSIONS}


def _differs(was: Mapping[str, Any], now: Mapping[str, Any], name: str) -> bool:
    return bool(was.get(name) != now.get(name))


def _difference(was_name: str, was: Mapping[str, Any], now_name: str, now: Mapping[str, Any]) -> str:
    if was_name != now_name:
        return f"the voice is {now_name}, not {was_name} any more"
    names = [name for name in {**was, **now} if name not in _VERSIONS and _differs(was, now, name)]
    changed = ", ".join(f"{name} {was.get(name)} → {now.get(name)}" for name in names)
    return f"the voice {now_name} has other parameters: {changed}"
