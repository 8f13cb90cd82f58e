"""Who speaks what.

Enters: the voice of the edition, the settings, the narration. Leaves: a ``Cast``: one voice for every segment. Refuses:
a section voice whose heading does not exist; voices the engines do not have.

A voice named for a kind of segment (``voices.quotation``) goes before one named for a section
(``voices.sections``), and that before the edition's own voice.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field

from audio_edition.errors import Place, SourceError
from audio_edition.making.choice import parameters_of, speed_of
from audio_edition.narration.model import Narration, SegmentKind
from audio_edition.publication.settings import Settings
from audio_edition.voices.protocol import Voice
from audio_edition.voices.registry import find_voice


@dataclass(frozen=True, slots=True)
class Cast:
    """The voices of an edition."""

    main: Voice
    """The edition's own: it speaks whatever no other is named for."""
    kinds: Mapping[SegmentKind, Voice] = field(default_factory=dict)
    sections: Mapping[int, Voice] = field(default_factory=dict)
    """By position of the section in the narration, from 0."""

    def speaker_of(self, section: int, kind: SegmentKind) -> Voice:
        """Who speaks a segment."""
        return self.kinds.get(kind) or self.sections.get(section) or self.main

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Each voice once, the main one first."""
        return tuple(
            {voice.name: voice for voice in (self.main, *self.kinds.values(), *self.sections.values())}.values()
        )

    def close(self) -> None:
        """Close every voice."""
        for voice in self.voices:
            voice.close()


def make_cast(main: Voice, settings: Settings, narration: Narration, path: str) -> Cast:
    """Find the other voices of an edition.

    A voice of the same engine as the edition's own takes its parameters too; two names of one voice are one voice.

    Raises:
        SourceError: ``voices.sections`` names a heading that is not there.
        VoiceError: A voice does not exist.
    """
    if not settings.voices and not settings.section_voices:
        return Cast(main)
    found = {main.name: main}
    engine = main.name.partition(":")[0]

    def voice(name: str) -> Voice:
        same_engine = name.partition(":")[0] == engine
        parameters = parameters_of(settings) if same_engine else speed_of(settings)
        made = find_voice(name, parameters, lang=settings.lang)
        return found.setdefault(made.name, made)

    kinds = {SegmentKind(kind): voice(name) for kind, name in settings.voices.items()}
    sections: dict[int, Voice] = {}
    titles = [section.title for section in narration.sections]
    for heading, name in settings.section_voices.items():
        positions = [index for index, title in enumerate(titles) if title == heading]
        if not positions:
            near = difflib.get_close_matches(heading, titles, n=1, cutoff=0)
            hint = f"the nearest is {near[0]!r}" if near else "write the heading as it stands"
            raise SourceError(f"voices.sections names {heading!r}, which is no heading", place=Place(path), hint=hint)
        sections.update(dict.fromkeys(positions, voice(name)))
    return Cast(main, kinds, sections)


def language_warnings(cast: Cast, settings: Settings, narration: Narration) -> tuple[tuple[int, str], ...]:
    """Say, before anything is spoken, where a voice does not have the language of what it is to speak."""
    warned: dict[tuple[str, str], tuple[int, str]] = {}
    for index, section in enumerate(narration.sections):
        for segment in section.segments:
            voice = cast.speaker_of(index, segment.kind)
            for utterance in segment.utterances:
                lang = utterance.lang or settings.lang
                if not _has_language(voice, lang) and (voice.name, lang) not in warned:
                    spoken = ", ".join(voice.languages[:3])
                    message = f"the voice {voice.name} speaks {spoken}, but this is in {lang!r}"
                    warned[voice.name, lang] = (utterance.line, f"{message}; name another with voice or voices")
    return tuple(warned.values())


def _has_language(voice: Voice, lang: str) -> bool:
    primary = lang.lower().partition("-")[0]
    known = {tag.lower().partition("-")[0] for tag in voice.languages}
    return not known or primary in known or bool(_SAME_LANGUAGE.get(primary, frozenset()) & known)


_SAME_LANGUAGE = {
    "zh": frozenset({"cmn", "yue", "hak"}),
    "cmn": frozenset({"zh"}),
    "no": frozenset({"nb", "nn"}),
    "nb": frozenset({"no"}),
    "nn": frozenset({"no"}),
    "he": frozenset({"iw"}),
    "iw": frozenset({"he"}),
    "id": frozenset({"in"}),
    "fil": frozenset({"tl"}),
    "tl": frozenset({"fil"}),
}
"""Tags that name one language or its parts. Source: IANA Language Subtag Registry."""
