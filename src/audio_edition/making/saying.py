"""A text is spoken at once, in the way an edition would speak it, and not published.

Enters: a text, settings, a voice. Leaves: samples at the loudness of the edition. Refuses: text without words; whatever
the voice refuses.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from audio_edition.article.script import parse_script
from audio_edition.errors import SourceError
from audio_edition.making.cast import Cast
from audio_edition.making.choice import AUTO, parameters_of, require_consent
from audio_edition.making.facts import StoreFacts
from audio_edition.making.lengths import Lengths
from audio_edition.making.plan import Encoding, make_plan, plan_speech
from audio_edition.making.speaking import Speaker
from audio_edition.making.work import work_of
from audio_edition.narration.model import Narration, SegmentKind
from audio_edition.narration.narrate import narrate
from audio_edition.net.waiting import told_of_waits
from audio_edition.sound.mp3.format import Mp3Format
from audio_edition.sound.segment import join
from audio_edition.sound.timeline import SAMPLE_RATE_HZ
from audio_edition.store.folder import Store, storage_error, write_whole
from audio_edition.voices.registry import find_voice

if TYPE_CHECKING:
    from audio_edition.narration.lexicon import Lexicon
    from audio_edition.publication.entries import Layer
    from audio_edition.publication.settings import Settings
    from audio_edition.sound.limiter import FloatSamples

_BUILT_IN = "espeak"
FILES = {
    ".wav": ("WAV", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
}
"""Kinds of file by the end of the name: format and subtype, as libsndfile calls them."""


class Said(Struct, frozen=True):
    """A text as it is heard."""

    samples: FloatSamples
    """Shape (n,), float32, 1.0 is full scale, 44.1 kHz mono."""
    voice: str
    """``engine:name``."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / SAMPLE_RATE_HZ


def say(
    text: str,
    settings: Settings,
    *,
    layer: Layer | None = None,
    lexicon: Lexicon | None = None,
    concern: Callable[[str], None] = lambda _: None,
    asked_for: str = "",
    may_send: Callable[[str], bool] | None = None,
) -> Said:
    """Speak a text: its sentences, the pauses between them and its loudness are those of an edition.

    Args:
        text: Markdown, as in a script.
        settings: Voice, its parameters, language, loudness. ``auto`` is the built-in voice: nothing is sent unasked.
        layer: Settings of the publication.
        lexicon: Of the publication.
        concern: Told what a person should know before the first word.
        asked_for: ``--voice`` of the command line, or empty.
        may_send: Whether texts may go to a service, by its name; ``None``: nobody is asked.

    Raises:
        SourceError: There is nothing to read aloud.
        VoiceError: The voice does not exist, cannot speak it, or may not be sent it.
    """
    article = parse_script(text, "TEXT", layer, {"title": "-", "lang": settings.lang, "announce": False})
    narration = _without_title(narrate(article, lexicon))
    name = _BUILT_IN if settings.voice == AUTO else settings.voice
    cast = Cast.of(find_voice(name, parameters_of(settings), lang=settings.lang))
    try:
        require_consent((cast.main.name,), asked_for=asked_for, may_send=may_send)
        for each in cast.main.speaker.concerns:
            concern(each)
        with tempfile.TemporaryDirectory(prefix="audio-edition-") as folder, told_of_waits(concern):
            return Said(_spoken(narration, cast, settings, Store(Path(folder))), cast.main.name)
    finally:
        cast.close()


def write_sound(path: Path, said: Said) -> None:
    """Write what was said as the kind of file that its name says: WAV where it says none.

    A file that is there stays as it is until the new one is whole.

    Raises:
        StorageError: It cannot be written.
        SourceError: The name ends in something that is not in ``FILES``.
    """
    kind = FILES.get(path.suffix.lower() or ".wav")
    if kind is None:
        raise SourceError(f"{path}: {path.suffix} cannot be written", hint=f"name a file in {', '.join(FILES)}")
    data = _bytes(said, *kind)
    if path.exists() and not path.is_file():  # a device or a pipe: there is nothing to be kept
        try:
            path.write_bytes(data)
        except OSError as error:
            raise storage_error(error, path) from error
    else:
        write_whole(path.resolve() if path.is_symlink() else path, data)


def write_wav(file: BinaryIO, said: Said) -> None:
    """Write what was said as WAV, to anything that is open; it need not be able to seek."""
    file.write(_bytes(said, *FILES[".wav"]))


def _bytes(said: Said, kind: str, subtype: str) -> bytes:
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, said.samples, SAMPLE_RATE_HZ, format=kind, subtype=subtype)
    return out.getvalue()


def _without_title(narration: Narration) -> Narration:
    """The narration without the title every article has, which nobody asked to hear."""
    sections = tuple(
        replace(section, segments=segments)
        for section in narration.sections
        if (segments := tuple(each for each in section.segments if each.kind is not SegmentKind.TITLE))
    )
    if not sections:
        raise SourceError("there is nothing to read aloud in the text", hint="give it a word")
    return replace(narration, sections=sections)


def _spoken(narration: Narration, cast: Cast, settings: Settings, store: Store) -> FloatSamples:
    """Speech, loudness, segments: as for an edition, but for the encoding."""
    import numpy as np

    speech = plan_speech(narration, cast)
    encoding, stored = Encoding(Mp3Format(), settings.loudness_lufs), StoreFacts(store)
    lengths = Lengths(None, cast, {})
    plan = make_plan(speech, encoding, stored, {}, lengths)
    speaker = Speaker(cast, store, "TEXT")
    stored.learn(speaker.speak_all(work_of(plan, stored).to_speak, lambda _: None), {})
    plan = make_plan(speech, encoding, stored, {}, lengths)
    whole = np.zeros(plan.timeline.samples, dtype=np.float32)
    end = 0
    for spoken, placed in zip(speech.segments, plan.timeline.segments, strict=True):
        clips = [speaker.clip(each) for each in spoken.utterances]
        gain_db = plan.gains_db[spoken.voice.name]
        joined = join(clips, pause_ms=spoken.segment.sentence_pause_ms, gain_db=gain_db).samples
        end = placed.start_sample + len(joined)
        whole[placed.start_sample : end] = joined[: len(whole) - placed.start_sample]
    return whole[plan.timeline.segments[0].start_sample : end]
