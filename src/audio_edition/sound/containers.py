"""The same sound in other containers than MP3: M4B (AAC) and Ogg Opus, with chapters, tags and cover.

Enters: samples at 44.1 kHz piece by piece, a tag, chapters. Leaves: a file for each container; memory does not grow
with their length. Refuses: a container nobody knows (``KeyError``); missing packages (``MissingExtraError``).

FFmpeg's libraries encode and write, through PyAV; mutagen writes the tags of M4B. Nothing of clock or version gets into
a file: FFmpeg is told to be "bitexact". The first sample of the timeline is the first that is heard: both containers
say how many samples of encoder delay to leave out (an edit list; the pre-skip, RFC 7845, 4.2).

Source: RFC 7845 (Ogg Opus); xiph.org, "Chapter Extension" and "VorbisComment: METADATA_BLOCK_PICTURE".
"""

from __future__ import annotations

import base64
import hashlib
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from audio_edition.errors import MissingExtraError
from audio_edition.sound.mp3.id3 import Tag, cover_type, tag_text
from audio_edition.sound.timeline import SAMPLE_RATE_HZ, Chapter, Timeline

if TYPE_CHECKING:
    from audio_edition.sound.limiter import FloatSamples

_BLOCK_SAMPLES = SAMPLE_RATE_HZ
"""Silence is rendered in blocks of at most this."""
_FRONT_COVER = 3
_AUDIOBOOK = 2
"""The media kind of an MP4 file that players keep the place in. Source: iTunes metadata, ``stik``."""


class Container(Struct, frozen=True):
    """How a container is written."""

    muxer: str
    codec: str
    sample_rate_hz: int
    bitrate_kbps: int
    sample_format: str
    """As FFmpeg calls what the encoder takes."""
    codec_options: Mapping[str, str] = field(default_factory=dict)
    muxer_options: Mapping[str, str] = field(default_factory=dict)


CONTAINERS: Mapping[str, Container] = {
    "m4b": Container("ipod", "aac", SAMPLE_RATE_HZ, 64, "fltp", {"aac_coder": "fast"}, {"movflags": "+faststart"}),
    "opus": Container("opus", "libopus", 48_000, 40, "flt", {"application": "audio"}),
}
"""By the name in ``formats``. The AAC coder is the fast one: measured on six minutes of speech at 64 kb/s, what it
decodes to differs 9 dB less from the source than that of the usual one, keeps its peaks (the usual one passes full
scale), and takes a quarter of the time."""


def require_packages() -> None:
    """Go on only where containers can be written.

    Raises:
        MissingExtraError: PyAV is not installed.
    """
    if find_spec("av") is None:
        raise MissingExtraError("formats", "writing M4B or Opus")


def recipe(name: str) -> str:
    """Everything but sound and tag that a container's bytes depend on: how it is written, and by which PyAV.

    Returns:
        ``aac 64 kb/s 1f0c22ab; PyAV 16.0.1``; without the second part where PyAV is not installed.
    """
    container = CONTAINERS[name]
    how = hashlib.sha256(repr(container).encode()).hexdigest()[:8]
    return "; ".join(filter(None, (f"{container.codec} {container.bitrate_kbps} kb/s {how}", _pyav())))


def same_recipe(written: str, *, any_pyav: bool = False) -> bool:
    """Whether a container that was written so would be written so now; yes where that cannot be known.

    Args:
        written: What ``recipe`` said then; empty where nobody kept it.
        any_pyav: Whether another version of PyAV is the same.
    """
    how, _, pyav = written.partition("; ")
    known = {recipe(name).partition("; ")[0] for name in CONTAINERS}
    return not written or (how in known and (any_pyav or not _pyav() or pyav == _pyav()))


def _pyav() -> str:
    try:
        return f"PyAV {version('av')}"
    except PackageNotFoundError:
        return ""


def render(timeline: Timeline, read: Callable[[], FloatSamples]) -> Iterator[FloatSamples]:
    """All samples of a timeline, piece by piece.

    Args:
        timeline: What is heard when.
        read: Gives the samples of its segments, one after the other.

    Raises:
        ValueError: A segment does not have the samples the timeline says.
    """
    position = 0
    for segment in timeline.segments:
        yield from _silence(segment.start_sample - position)
        samples = read()
        if len(samples) != segment.samples:
            raise ValueError(f"a segment has {len(samples)} samples, not {segment.samples}")
        yield samples
        position = segment.start_sample + segment.samples
    yield from _silence(timeline.samples - position)


def _silence(samples: int) -> Iterator[FloatSamples]:
    import numpy as np

    if samples < 0:
        raise ValueError("segments of a timeline overlap")
    for start in range(0, samples, _BLOCK_SAMPLES):
        yield np.zeros(min(_BLOCK_SAMPLES, samples - start), dtype=np.float32)


def write_containers(
    targets: Mapping[str, Path],
    pieces: Iterable[FloatSamples],
    tag: Tag,
    chapters: Sequence[Chapter],
    wrote: Callable[[int], None] = lambda _: None,
) -> None:
    """Write one file for each container, all from the same pass over the samples, each in a thread of its own.

    Args:
        targets: Where to, by the name of the container.
        pieces: The samples, at 44.1 kHz.
        tag: What the tags say.
        chapters: In time order.
        wrote: Told the samples of each piece once it is in all of them.

    Raises:
        OSError: A file could not be written.
    """
    import av
    import mutagen

    try:
        _encode_all(targets, pieces, tag, chapters, wrote)
        for name, path in targets.items():
            if CONTAINERS[name].muxer == "ipod":
                _tag_mp4(path, tag)
    except (av.FFmpegError, mutagen.MutagenError) as error:
        cause = error.__cause__ if error.__cause__ is not None else error
        if isinstance(cause, OSError):
            raise OSError(cause.errno, cause.strerror) from error
        raise


def _encode_all(
    targets: Mapping[str, Path],
    pieces: Iterable[FloatSamples],
    tag: Tag,
    chapters: Sequence[Chapter],
    wrote: Callable[[int], None],
) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from contextlib import ExitStack

    with ExitStack() as open_files, ThreadPoolExecutor(max(1, len(targets)), thread_name_prefix="container") as pool:
        writers = [open_files.enter_context(_Writer(CONTAINERS[name], path)) for name, path in targets.items()]
        for writer in writers:
            writer.begin(tag, chapters)
        for samples in pieces:
            list(pool.map(_Writer.write, writers, [samples] * len(writers)))
            wrote(len(samples))
        list(pool.map(_Writer.end, writers))


class _Writer:
    """One file while it is written."""

    def __init__(self, container: Container, path: Path) -> None:
        import av

        self._container = container
        # By an absolute path: FFmpeg takes "a:b" for a protocol.
        options = {"fflags": "+bitexact", **container.muxer_options}
        self._file: Any = av.open(str(path.resolve()), "w", format=container.muxer, options=options)
        self._stream: Any = None
        self._resampler: Any = None
        self._position = 0

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def begin(self, tag: Tag, chapters: Sequence[Chapter]) -> None:
        """Say what is in it."""
        container = self._container
        options = {"flags": "+bitexact", **container.codec_options}
        self._stream = self._file.add_stream(
            container.codec, rate=container.sample_rate_hz, layout="mono", options=options
        )
        self._stream.bit_rate = container.bitrate_kbps * 1000
        self._stream.metadata["language"] = tag.language
        if container.muxer == "opus":
            self._file.metadata.update(_comments(tag, chapters))
        else:
            self._file.set_chapters([_chapter(number, chapter) for number, chapter in enumerate(chapters)])
        if container.sample_rate_hz != SAMPLE_RATE_HZ:
            import soxr

            self._resampler = soxr.ResampleStream(SAMPLE_RATE_HZ, container.sample_rate_hz, 1, dtype="float32")
        self._file.start_encoding()

    def write(self, samples: FloatSamples) -> None:
        """Encode a piece."""
        self._encode(samples if self._resampler is None else self._resampler.resample_chunk(samples))

    def end(self) -> None:
        """Encode what is left."""
        if self._resampler is not None:
            import numpy as np

            self._encode(self._resampler.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
        self._file.mux(self._stream.encode(None))

    def _encode(self, samples: FloatSamples) -> None:
        import av

        if not len(samples):
            return
        container = self._container
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format=container.sample_format, layout="mono")
        frame.sample_rate = container.sample_rate_hz
        frame.time_base = Fraction(1, container.sample_rate_hz)
        frame.pts = self._position
        self._position += len(samples)
        self._file.mux(self._stream.encode(frame))


def _chapter(number: int, chapter: Chapter) -> Any:
    return {
        "id": number,
        "start": chapter.start_ms,
        "end": chapter.end_ms,
        "time_base": Fraction(1, 1000),
        "metadata": {"title": tag_text(chapter.title)},
    }


def _comments(tag: Tag, chapters: Sequence[Chapter]) -> dict[str, str]:
    """Vorbis comments.

    Chapters too: FFmpeg's own writing of them is a second late where a chapter starts in the second half of a second.
    """
    said = {
        "TITLE": tag_text(tag.title),
        "ARTIST": tag_text(tag.artist),
        "ALBUM": tag_text(tag.album),
        "DATE": tag.date.isoformat() if tag.date else "",
        "GENRE": "Speech",
        "LANGUAGE": tag.language,
        "DESCRIPTION": tag_text(tag.description, 4000),
    }
    for number, chapter in enumerate(chapters):
        said[f"CHAPTER{number:03}"] = _clock(chapter.start_ms)
        said[f"CHAPTER{number:03}NAME"] = tag_text(chapter.title)
    if tag.cover:  # last: MediaInfo reads nothing behind it
        picture: Any = importlib.import_module("mutagen.flac").Picture()
        picture.type, picture.mime, picture.data = _FRONT_COVER, cover_type(tag.cover), tag.cover
        said["METADATA_BLOCK_PICTURE"] = base64.b64encode(picture.write()).decode()
    return {name: text for name, text in said.items() if text}


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _tag_mp4(path: Path, tag: Tag) -> None:
    """Write the tags that players of audiobooks read; FFmpeg wrote the chapters."""
    mp4: Any = importlib.import_module("mutagen.mp4")
    file = mp4.MP4(path)
    said = {
        "\xa9nam": tag_text(tag.title),
        "\xa9ART": tag_text(tag.artist),
        "aART": tag_text(tag.artist),
        "\xa9alb": tag_text(tag.album or tag.title),
        "\xa9day": tag.date.isoformat() if tag.date else "",
        "\xa9gen": "Speech",
        "\xa9cmt": tag_text(tag.description, 4000),
        "desc": tag_text(tag.description, 255),
    }
    for name, text in said.items():
        if text:
            file[name] = [text]
    file["stik"] = [_AUDIOBOOK]
    if tag.cover:
        png = cover_type(tag.cover) == "image/png"
        file["covr"] = [mp4.MP4Cover(tag.cover, mp4.MP4Cover.FORMAT_PNG if png else mp4.MP4Cover.FORMAT_JPEG)]
    file.save(padding=lambda _: 0)
