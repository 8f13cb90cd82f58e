"""Who speaks what.

Enters: the name of the edition's voice, the settings, the narration. Leaves: a ``Cast``: one voice for every segment,
and how each compares with the voices of the published edition. Refuses: a section voice whose heading does not exist;
voices the engines do not have.

A voice named for a language (``voices.fr``) goes before one named for a kind of segment (``voices.quotation``), that
before one named for who speaks in an interview (``speakers``), that before one named for a section
(``voices.sections``), and that before the edition's own voice. Where none is named for the language of a sentence and
its speaker does not have it, another voice of the same engine that has it speaks. The edition's own voice is the one
named for the language of the script, where ``voice`` does not have that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from audio_edition.edition.manifest import Edition, EditionVoice
from audio_edition.errors import (
    AudioEditionError,
    MissingExtraError,
    Place,
    SourceError,
    VoiceError,
    VoiceUnavailableError,
)
from audio_edition.making.choice import AUTO, parameters_of, speed_of
from audio_edition.narration.model import Narration, SegmentKind, Utterance
from audio_edition.publication.settings import Settings
from audio_edition.store.keys import clip_key
from audio_edition.text.language_tags import base_language
from audio_edition.text.nearest import nearest
from audio_edition.voices.protocol import Voice
from audio_edition.voices.registry import find_engine, find_voice

_VERSIONS = ("version", "way-of-speaking")
"""Names in a voice's key that tell which program speaks, not what it was asked for."""


class CastVoice(Struct, frozen=True):
    """A voice as an edition needs it: to be known by its key, and to speak where it is here."""

    name: str
    key: Mapping[str, Any] | None
    """``None``: its package is not installed, and its sentences are known by their words alone."""
    alphabet: str = ""
    """Of the phonemes it honours."""
    voice: Voice | None = None
    """Ready to speak; ``None`` where its package is not installed."""
    known_texts: Mapping[str, str] = field(default_factory=dict)
    """Keys of the published sentences by their words, where ``key`` is not known."""
    difference: str = ""
    """What the settings ask for that the published edition does not have."""
    note: str = ""
    """What a person should know about the comparison with the published edition."""

    def clip_key(self, utterance: Utterance) -> str:
        """Key of a sentence as this voice speaks it; empty where that cannot be known."""
        if self.key is None:
            return self.known_texts.get(utterance.source, "")
        return clip_key(self.key, utterance.phrases, self.alphabet)

    @property
    def speaker(self) -> Voice:
        """The voice itself, which a build has made sure is here."""
        if self.voice is None:
            raise RuntimeError(f"{self.name} was planned without its package")
        return self.voice


class Cast(Struct, frozen=True):
    """The voices of an edition."""

    main: CastVoice
    """The edition's own: it speaks whatever no other is named for."""
    kinds: Mapping[SegmentKind, CastVoice] = field(default_factory=dict)
    sections: Mapping[int, CastVoice] = field(default_factory=dict)
    """By position of the section in the narration, from 0."""
    speakers: Mapping[str, CastVoice] = field(default_factory=dict)
    """By name, as written in the settings."""
    languages: Mapping[str, CastVoice] = field(default_factory=dict)
    """Named for sentences in another language, by tag."""
    found: Mapping[tuple[str, str], CastVoice] = field(default_factory=dict)
    """Found for sentences in another language, by the name of the voice that does not have it, and tag."""

    @classmethod
    def of(cls, voice: Voice) -> Cast:
        """A cast of one."""
        return cls(_cast_voice(voice))

    def speaker_of(self, section: int, kind: SegmentKind, lang: str = "", speaker: str = "") -> CastVoice:
        """Who speaks a segment, or a sentence of it.

        Args:
            section: Position of the section, from 0.
            kind: Of the segment.
            lang: Of the sentence; empty where it is the article's.
            speaker: Of the segment, in an interview or a play; empty: nobody is named.
        """
        usual = self.kinds.get(kind) or self.speakers.get(speaker) or self.sections.get(section) or self.main
        if not lang:
            return usual
        named = self.languages.get(lang) or self.languages.get(base_language(lang))
        return named or self.found.get((usual.name, lang)) or usual

    def voice_name_of(self, section: int, kind: SegmentKind, lang: str, speaker: str = "") -> str:
        """Name of whoever speaks a sentence."""
        return self.speaker_of(section, kind, lang, speaker).name

    @property
    def voices(self) -> tuple[CastVoice, ...]:
        """Each voice once, the main one first."""
        named = (self.kinds, self.sections, self.speakers, self.languages, self.found)
        others = (each for table in named for each in table.values())
        return tuple({each.name: each for each in (self.main, *others)}.values())

    @property
    def differences(self) -> tuple[str, ...]:
        """In what its voices differ from those of the published edition."""
        return tuple(dict.fromkeys(voice.difference for voice in self.voices if voice.difference))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about its comparison with the published edition."""
        return tuple(dict.fromkeys(voice.note for voice in self.voices if voice.note))

    def close(self) -> None:
        """Close every voice."""
        for each in self.voices:
            if each.voice is not None:
                each.voice.close()


UNKNOWN_CAST = Cast(CastVoice("auto", None))
"""Of an edition whose voice is chosen at its first build."""


def make_cast(
    name: str, settings: Settings, narration: Narration, path: str, *, must_speak: bool, found: Voice | None = None
) -> Cast:
    """Find the voices of an edition.

    A voice of the same engine as the edition's own takes its parameters too; two names of one voice are one voice.

    Args:
        name: Of the edition's own voice.
        settings: Name the others.
        narration: What they speak.
        path: Of the script, for messages.
        must_speak: Whether voices whose packages are missing are refused, or only known by name.
        found: The edition's own voice, where it is at hand.

    Raises:
        SourceError: ``voices.sections`` names a heading that is not there.
        VoiceError: A voice does not exist.
    """
    known: dict[str, CastVoice] = {}
    engine = name.partition(":")[0]

    def voice(wanted: str) -> CastVoice:
        parameters = parameters_of(settings) if wanted.partition(":")[0] == engine else speed_of(settings)
        try:
            made = find_voice(wanted, parameters, lang=settings.lang)
        except (MissingExtraError, VoiceUnavailableError) as error:
            if must_speak:
                raise
            return CastVoice(wanted, None, note=str(error))
        return known.setdefault(made.name, _cast_voice(made))

    main = voice(name) if found is None else known.setdefault(found.name, _cast_voice(found))
    kinds = {SegmentKind(kind): voice(other) for kind, other in settings.voices.items()}
    sections: dict[int, CastVoice] = {}
    for heading, other in settings.section_voices.items():
        sections.update(dict.fromkeys(_positions(heading, narration, path), voice(other)))
    speakers = {speaker: voice(other) for speaker, other in settings.speakers.items()}
    languages = {tag: voice(other) for tag, other in settings.language_voices.items()}
    cast = Cast(main, kinds, sections, speakers, languages)
    return replace(cast, found=_found_for(cast, settings, narration, known))


def require_named_voices(settings: Settings, narration: Narration, path: str) -> None:
    """Make sure that the voices a script names exist, as far as that is known here without asking a service.

    Raises:
        SourceError: ``voices.sections`` names a heading that is not there.
        VoiceError: A voice does not exist.
    """
    tables = (settings.voices, settings.section_voices, settings.speakers, settings.language_voices)
    named = [name for table in tables for name in table.values()]
    if settings.voice != AUTO:
        make_cast(settings.voice, settings, narration, path, must_speak=False).close()
    elif named:
        # Whose parameters they are is not known before a voice is chosen.
        make_cast(named[0], replace(settings, voice_parameters={}), narration, path, must_speak=False).close()


def in_its_language(settings: Settings) -> Settings:
    """The settings of a script, with the voice that ``voices`` names for its language where ``voice`` does not have it.

    So one ``voice`` in ``publication.toml`` does not speak scripts in other languages, for which another is named.
    """
    other = settings.language_voices.get(settings.lang) or settings.language_voices.get(base_language(settings.lang))
    if settings.voice == AUTO or not other:
        return settings
    try:
        own = find_voice(settings.voice, parameters_of(settings), lang=settings.lang)
    except AudioEditionError:
        return settings  # whoever needs the voice is told
    with closing(own):
        if has_language(own, settings.lang):
            return settings
    same = other.partition(":")[0] == settings.voice.partition(":")[0]
    return replace(settings, voice=other, voice_parameters=settings.voice_parameters if same else {})


def _found_for(
    cast: Cast, settings: Settings, narration: Narration, known: dict[str, CastVoice]
) -> dict[tuple[str, str], CastVoice]:
    """Voices for the sentences whose language nobody was named for, and whose speaker does not have it."""
    found: dict[tuple[str, str], CastVoice] = {}
    without: set[tuple[str, str]] = set()
    for index, section in enumerate(narration.sections):
        for segment in section.segments:
            for lang in {utterance.lang for utterance in segment.utterances} - {""}:
                usual = cast.speaker_of(index, segment.kind, "", segment.speaker)
                wanted = (usual.name, lang)
                if (
                    wanted in found
                    or wanted in without
                    or cast.speaker_of(index, segment.kind, lang, segment.speaker) is not usual
                ):
                    continue
                other = _other_with_language(usual, lang, settings)
                if other is None:
                    without.add(wanted)
                else:
                    found[wanted] = known.setdefault(other.name, _cast_voice(other))
    return found


def _other_with_language(usual: CastVoice, lang: str, settings: Settings) -> Voice | None:
    """The best voice for a language that an engine has here, where the one that speaks does not have it."""
    if usual.voice is None or has_language(usual.voice, lang):
        return None
    engine = find_engine(usual.name.partition(":")[0])
    try:
        if not any(_speaks(each.languages, lang) for each in engine.voices()):
            return None
        other = engine.voice("", speed_of(settings), lang=lang)
    except VoiceError:
        return None  # the warning says that the language is missing
    return other if has_language(other, lang) else None


def _cast_voice(voice: Voice) -> CastVoice:
    return CastVoice(voice.name, dict(voice.key), voice.phoneme_alphabet, voice)


def _positions(heading: str, narration: Narration, path: str) -> list[int]:
    titles = [section.title for section in narration.sections]
    positions = [index for index, title in enumerate(titles) if title == heading]
    if not positions:
        near = nearest(heading, titles, cutoff=0)
        hint = f"the nearest is {near!r}" if near else "write the heading as it stands"
        raise SourceError(f"voices.sections names {heading!r}, which is no heading", place=Place(path), hint=hint)
    return positions


def as_published(cast: Cast, published: Edition, narration: Narration) -> Cast:
    """The voices that have something to say, as the published edition knows them, and what is different about each.

    An engine of another version is no difference by itself: the script still is what the edition says. It is noted,
    because the next build speaks everything anew with it.
    """
    own, *others = published.voices

    def main() -> CastVoice:
        wanted = cast.main
        if wanted.key is None:
            same = wanted.name in (own.name, own.name.partition(":")[0])
            return _known_by_words(wanted, own, published) if same else _differs(wanted, _other_voice(wanted, own))
        return _compared(wanted, own)

    def other(wanted: CastVoice) -> CastVoice:
        was = next((voice for voice in (own, *others) if voice.name == wanted.name), None)
        if was is None:
            return _differs(wanted, f"the voice {wanted.name} speaks now too")
        return _known_by_words(wanted, was, published) if wanted.key is None else _compared(wanted, was)

    spoken = {segment.kind for section in narration.sections for segment in section.segments}
    named = {segment.speaker for section in narration.sections for segment in section.segments}
    kinds = {kind: other(voice) for kind, voice in cast.kinds.items() if kind in spoken}
    tags = {
        utterance.lang for section in narration.sections for each in section.segments for utterance in each.utterances
    }
    heard = {*tags, *map(base_language, tags)}
    return Cast(
        main(),
        kinds,
        {position: other(voice) for position, voice in cast.sections.items()},
        {name: other(voice) for name, voice in cast.speakers.items() if name in named},
        {tag: other(voice) for tag, voice in cast.languages.items() if tag in heard},
        {wanted: other(voice) for wanted, voice in cast.found.items()},
    )


def _known_by_words(wanted: CastVoice, was: EditionVoice, published: Edition) -> CastVoice:
    note = f"sentences are compared by their words alone, without lexicon and voice parameters: {wanted.note}"
    texts = {cue.text: cue.key for cue in published.cues}
    return replace(wanted, name=was.name, known_texts=texts, note=note)


def _compared(wanted: CastVoice, was: EditionVoice) -> CastVoice:
    key = dict(wanted.key or {})
    if key == was.key:
        return wanted
    if _asked_for(key) == _asked_for(was.key):
        versions = ", ".join(f"{name} {was.key.get(name)} → {key.get(name)}" for name in _changed(was.key, key))
        return replace(wanted, key=was.key, note=f"the next build speaks everything anew: {wanted.name}, {versions}")
    if wanted.name != was.name:
        return _differs(wanted, _other_voice(wanted, was))
    names = [name for name in _changed(was.key, key) if name not in _VERSIONS]
    changed = ", ".join(f"{name} {was.key.get(name)} → {key.get(name)}" for name in names)
    return _differs(wanted, f"the voice {wanted.name} has other parameters: {changed}")


def _differs(voice: CastVoice, difference: str) -> CastVoice:
    return replace(voice, difference=difference, note="")


def _other_voice(wanted: CastVoice, was: EditionVoice) -> str:
    return f"the voice is now {wanted.name}; it was {was.name}"


def _asked_for(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name not in _VERSIONS}


def _changed(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [name for name in {**was, **now} if was.get(name) != now.get(name)]


def language_warnings(cast: Cast, settings: Settings, narration: Narration) -> tuple[tuple[int, str], ...]:
    """Say, before anything is spoken, where a voice does not have the language of what it is to speak."""
    warned: dict[tuple[str, str], tuple[int, str]] = {}
    for index, section in enumerate(narration.sections):
        for segment in section.segments:
            for utterance in segment.utterances:
                voice = cast.speaker_of(index, segment.kind, utterance.lang, segment.speaker).speaker
                lang = utterance.lang or settings.lang
                if not has_language(voice, lang) and (voice.name, lang) not in warned:
                    spoken = ", ".join(voice.languages[:3])
                    message = f"the voice {voice.name} speaks {spoken}, but this is in {lang!r}"
                    warned[voice.name, lang] = (utterance.line, f"{message}; name another with voice or voices")
    return tuple(warned.values())


def has_language(voice: Voice, lang: str) -> bool:
    """Whether a voice speaks a language, as far as it says which it does."""
    return not voice.languages or _speaks(voice.languages, lang)


def _speaks(languages: Iterable[str], lang: str) -> bool:
    primary = base_language(lang)
    known = set(map(base_language, languages))
    return primary in known or bool(_SAME_LANGUAGE.get(primary, frozenset()) & known)


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
