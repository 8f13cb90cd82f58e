"""The manifest ``edition.json``: a published edition as types, read and written here and nowhere else.

Enters: an ``Edition``, or the file of one. Leaves: the file, or the ``Edition``. Refuses: a manifest that is there and
cannot be read, is damaged, or is of an unknown version (``EditionError``); it is never taken for "no edition yet".

The format, schema 2. One JSON object, UTF-8, a list entry a line. Nothing in it depends on clock, host or path::

    {
      "schema": 2,
      "slug": "harbour",                    name of folder and MP3
      "revision": 3,                        1 for the first; raised when the MP3 changes
      "content": "6f0c...",                 digest of what the MP3 is made of: tag, format, segments, all their places
      "title": "...", "subtitle": "", "author": ["..."], "publication": "...", "date": "2026-05-01", "lang": "en",
      "description": "",
      "guid": "1b9d...", "address": "https://...", "draft": true, "explicit": false,           left out where not set
      "loudness_lufs": -19.0,
      "format": {"sample_rate_hz": 44100, "channels": 1, "bitrate_kbps": 96, "quality": 7,
                 "encoders": "lameenc=1.9 ...", "samples": 775296, "duration_ms": 17580},
      "tag_sha256": "be80...",
      "cover": {"inputs": "41d0...", "picture_sha256": "77ac...", "lacking": []},              not in older ones
      "voices": [{"name": "espeak:en-us", "gain_db": 2.5, "key": {...}, "reason": "..."}],     the edition's own first
      "chapters": [{"id": "next", "title": "Next", "level": 2, "start_ms": 12382, "end_ms": 17580,
                    "start_sample": 546048, "end_sample": 775296}],
      "segments": [{"id": "5b1f09c2", "chapter": 0, "kind": "title", "start_sample": 11473, "samples": 40000,
                    "spans": [[0, 40000]], "voice": 0, "key": "..."}],
      "cues": [{"segment": 0, "start_ms": 260, "end_ms": 1167, "text": "...", "key": "...", "clip": [0.9, -21.3, 0.0],
                "spoken": "..."}],              where the words said are others than those of the text
      "not_spoken": [{"element": "code", "reason": "...", "excerpt": "..."}],
      "files": [{"name": "harbour.mp3", "bytes": 211707, "sha256": "..."}],                    the MP3 first
      "history": [{"revision": 1, "note": "first revision", "duration_ms": 17580, "sha256": "...", "changes": []}],
      "digest": "..."                       of everything above, so that damage shows
    }

History of the format:
    1   frames instead of samples, no spans, no files, no ids; ``edition`` for ``revision``, ``voice`` and
        ``other_voices`` for ``voices``. Read by ``edition.schema_1``, never written.
    2   samples and spans, so that a timeline can be laid out from the manifest alone; what is known of each clip; files
        with size and digest; ids of chapters and segments. ``cover`` came later and may be missing: with the same
        inputs, the picture in the MP3 and ``cover.jpg`` stay as they were published, whatever would be drawn now.
        A segment of kind "jingle" is a sound file: it has "sound", the digest of that file, its id is "opening-sound"
        or "closing-sound", and it has no spans and no cues; every other segment has at least one cue. "files" lists
        other containers, parts and the playlist after the MP3.
        Also later: ``guid``, ``address``, ``draft``, ``explicit``, ``containers``, ``spoken`` of a cue, and
        ``discussion`` of a chapter. What came later is left out where it is not set, so that a manifest from before has
        the digest it had.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta, Struct

from audio_edition.errors import Place, SourceError, StorageError

MANIFEST_NAME = "edition.json"
"""Beside the MP3, in the folder of the edition."""
SCHEMA = 2
JINGLE = "jingle"
"""The kind of segment that is not spoken."""
_LEFT_OUT: Mapping[str, object] = {"guid": "", "address": "", "draft": False, "explicit": None, "containers": {}}
"""Fields that came to the format later, as they are where not set; then they stand neither in the file nor in its
digest."""
MOST_MANIFEST_BYTES = 256 << 20
"""An edition of ten hours has 3 MB."""

Count: TypeAlias = Annotated[int, Meta(ge=0, lt=1 << 48)]
Number: TypeAlias = Annotated[float, Meta(ge=-1e12, le=1e12)]
Name: TypeAlias = Annotated[str, Meta(min_length=1)]


class EditionError(StorageError):
    """A manifest is there, and nobody can say which edition it describes."""


class EditionVoice(Struct, frozen=True, forbid_unknown_fields=True):
    """A voice of the edition."""

    name: str
    """``engine:name``."""
    gain_db: Number
    """What brings it to the loudness of the edition."""
    key: dict[str, str | int | float | bool]
    """Everything that changes how it sounds."""
    reason: str = ""
    """Why it was chosen, for a person; of the edition's own voice only."""


class Format(Struct, frozen=True, forbid_unknown_fields=True):
    """Of the MP3."""

    sample_rate_hz: Count
    channels: Count
    bitrate_kbps: Count
    quality: Count
    encoders: str
    """Versions of the libraries that made it."""
    samples: Count
    duration_ms: Count


class EditionChapter(Struct, frozen=True, forbid_unknown_fields=True):
    """A section on the timeline; chapters are contiguous and cover all of it."""

    id: Name
    """Stays the section's while other sections are edited: for links to it."""
    title: str
    level: Count
    start_ms: Count
    end_ms: Count
    start_sample: Count
    end_sample: Count
    discussion: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    """Questions for a meeting; unset where the script has none."""


class EditionSegment(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A block on the timeline, or a part of a long one."""

    id: Name
    """Stays the block's while other blocks are edited; the parts of a long block share it."""
    chapter: Count
    """Position among the chapters, from 0."""
    kind: str
    """A ``narration.model.SegmentKind``."""
    start_sample: Count
    samples: Count
    spans: tuple[tuple[Count, Count], ...]
    """First and one-past-last sample of each utterance, from the segment's first."""
    key: str
    """Of the encoded segment in the store; empty where that cannot be known yet."""
    voice: Count = 0
    """Position among the voices, from 0; of a jingle, that of its neighbour."""
    part: Count = 0
    """0 for the first part of a block, then 1, 2 and so on."""
    sound: str = ""
    """Of a jingle: SHA-256 of its file."""

    @property
    def is_jingle(self) -> bool:
        """Whether it is a sound file; it then has neither spans nor cues."""
        return self.kind == JINGLE


class EditionCue(Struct, frozen=True, forbid_unknown_fields=True):
    """An utterance on the timeline."""

    segment: Count
    """Position among the segments, from 0."""
    start_ms: Count
    end_ms: Count
    text: str
    """The sentence as the article has it."""
    key: str
    """Of its clip in the store: the same text spoken differently has another key."""
    clip: tuple[Number, ...] = ()
    """What is known of the clip: seconds, LUFS, and what the limiter takes at three loudnesses, in dB."""
    spoken: str | msgspec.UnsetType = msgspec.UNSET
    """The sentence as the voice got it, where its words are others: "1917" and "nineteen seventeen". Not in manifests
    from before; a transcript shows ``text``."""


class NotSpoken(Struct, frozen=True, forbid_unknown_fields=True):
    """Something of the article that is not spoken."""

    element: str
    reason: str
    excerpt: str


class EditionFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that was published with the edition, this manifest aside."""

    name: Name
    bytes: Count
    sha256: str


class EditionCover(Struct, frozen=True, forbid_unknown_fields=True):
    """What the cover was made of, so that it can stay as it is while that is the same."""

    inputs: str
    """Digest of the picture that was given, or of the texts on the one that was drawn, and of how it was made."""
    picture_sha256: str
    """Of the picture in the MP3."""
    lacking: tuple[str, ...] = ()
    """Writing that no font had, and that was left out; where one has it now, the cover is drawn anew."""


class Change(Struct, frozen=True, forbid_unknown_fields=True):
    """What happened to one chapter."""

    chapter: str
    change: str
    """A kind of ``edition.history.ChapterChange``."""
    start_ms: Count


class Revision(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the editions there have been."""

    revision: Annotated[int, Meta(ge=1, lt=1 << 48)]
    note: str
    """What is different, for a person."""
    duration_ms: Count
    sha256: str
    """Of the MP3."""
    changes: tuple[Change, ...] = ()


class Edition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A published edition, or one that is about to be: then ``revision`` is 0, and it has neither files nor history."""

    schema: int = SCHEMA
    slug: Name
    revision: Count = 0
    content: str = ""
    title: str
    subtitle: str = ""
    author: tuple[str, ...] = ()
    publication: str = ""
    date: str | None = None
    lang: str
    description: str = ""
    loudness_lufs: Number
    format: Format
    tag_sha256: str
    cover: EditionCover | msgspec.UnsetType = msgspec.UNSET
    voices: Annotated[tuple[EditionVoice, ...], Meta(min_length=1)]
    chapters: Annotated[tuple[EditionChapter, ...], Meta(min_length=1)]
    segments: Annotated[tuple[EditionSegment, ...], Meta(min_length=1)]
    cues: Annotated[tuple[EditionCue, ...], Meta(min_length=1)]
    not_spoken: tuple[NotSpoken, ...] = ()
    files: tuple[EditionFile, ...] = ()
    history: tuple[Revision, ...] = ()
    guid: str = ""
    """Of the item in a feed: stays with the edition through every revision; given when it is published."""
    address: str = ""
    """Where the article can be read on the web."""
    draft: bool = False
    """Left out of feed and index."""
    explicit: bool | None = None
    """Whether it is for adults; ``None``: nobody said so."""
    containers: dict[str, str] = {}
    """By what M4B and Opus were written, as ``sound.containers.recipe`` says it; nothing of older ones."""
    digest: str = ""

    @property
    def duration_ms(self) -> int:
        """Of the whole."""
        return self.format.duration_ms

    @property
    def mp3_name(self) -> str:
        """File name of the MP3."""
        return f"{self.slug}.mp3"

    @property
    def mp3(self) -> EditionFile | None:
        """The MP3 as it was published."""
        return next((file for file in self.files if file.name == self.mp3_name), None)

    @property
    def note(self) -> str:
        """What is new in this revision; empty before it is published."""
        return self.history[-1].note if self.history else ""

    def voice_of(self, segment: EditionSegment) -> EditionVoice:
        """Who speaks a segment."""
        return self.voices[segment.voice]

    def cues_by_segment(self) -> tuple[tuple[EditionCue, ...], ...]:
        """The cues of each segment."""
        found: list[list[EditionCue]] = [[] for _ in self.segments]
        for cue in self.cues:
            found[cue.segment].append(cue)
        return tuple(map(tuple, found))

    def describes_same(self, other: Edition) -> bool:
        """Whether two editions are the same but for what publishing adds: revision, files, history, GUID."""
        return _unpublished(self) == _unpublished(other)


def read_edition(path: Path) -> Edition | None:
    """Read a manifest; ``None`` where there is no such file.

    Raises:
        EditionError: It is there, and it cannot be read, is damaged or of an unknown version.
    """
    from audio_edition.text.regular_file import read_regular_file

    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from error
    try:
        return parse_edition(read_regular_file(path, MOST_MANIFEST_BYTES), path)
    except EditionError:
        raise
    except (SourceError, StorageError) as error:
        raise _unusable(path, error.what) from error


def parse_edition(data: bytes, path: Path) -> Edition:
    """Read the bytes of a manifest.

    Raises:
        EditionError: They are damaged, or of an unknown version.
    """
    schema = _schema_of(data, path)
    if schema == 1:
        from audio_edition.edition.schema_1 import convert

        try:
            return validate(convert(data))
        except (ValueError, KeyError, TypeError, IndexError, OverflowError) as error:
            raise _unusable(path, f"is damaged: {error}") from error
    if schema != SCHEMA:
        raise EditionError(
            f"the manifest is of version {schema}, and this program knows up to {SCHEMA}",
            place=Place(str(path)),
            hint="use the newer version of the program that wrote it; nothing was changed",
        )
    try:
        edition = validate(msgspec.json.decode(data, type=Edition))
    except (ValueError, RecursionError) as error:
        raise _unusable(path, f"is damaged: {error}") from error
    if edition.digest != digest_of(edition):
        raise _unusable(path, "is damaged, or was edited: its digest is not that of what it says")
    return edition


def validate(edition: Edition) -> Edition:
    """Return the edition, if everything in it belongs to something that is there.

    Raises:
        ValueError: A cue of no segment, a segment of no chapter, a chapter of nothing, a segment without cues that is
            no jingle, or a jingle with a cue.
    """
    of_chapter = {segment.chapter for segment in edition.segments}
    of_segment = {cue.segment for cue in edition.cues}
    if of_chapter != set(range(len(edition.chapters))):
        raise ValueError("a chapter has no segment, or a segment no chapter")
    if of_segment != {index for index, segment in enumerate(edition.segments) if not segment.is_jingle}:
        raise ValueError("a segment has no cue, or a cue no segment")
    if any(segment.voice >= len(edition.voices) for segment in edition.segments):
        raise ValueError("a segment has no voice")
    return edition


def write_edition(edition: Edition) -> bytes:
    """The manifest as it is written: UTF-8, a list entry a line, so that versions of it can be compared."""
    fields = _fields(msgspec.structs.replace(edition, digest=digest_of(edition)))
    lines = ["{"]
    for position, (name, value) in enumerate(fields.items()):
        comma = "," if position < len(fields) - 1 else ""
        lines.extend(_lines(name, value, comma))
    return ("\n".join([*lines, "}"]) + "\n").encode()


def digest_of(edition: Edition) -> str:
    """Digest of everything in a manifest but the digest itself."""
    return hashlib.sha256(msgspec.json.encode(_fields(msgspec.structs.replace(edition, digest="")))).hexdigest()


def file_entry(name: str, data: bytes) -> EditionFile:
    """A small file as the manifest lists it."""
    return EditionFile(name, len(data), hashlib.sha256(data).hexdigest())


def _fields(edition: Edition) -> dict[str, Any]:
    fields = msgspec.structs.asdict(edition)
    return {
        name: value
        for name, value in fields.items()
        if value is not msgspec.UNSET and (name not in _LEFT_OUT or value != _LEFT_OUT[name])
    }


def _lines(name: str, value: object, comma: str) -> Iterator[str]:
    def text(part: object) -> str:
        return msgspec.json.encode(part).decode()

    if isinstance(value, tuple) and value:
        entries = ",\n".join("    " + text(entry) for entry in value)
        yield f'  "{name}": [\n{entries}\n  ]{comma}'
    else:
        yield f'  "{name}": {text(value)}{comma}'


def _unpublished(edition: Edition) -> Edition:
    """Without what publishing adds, and without the wording of cues.

    Older manifests have no wording, and where it is another, so is the key.
    """
    cues = tuple(
        cue if cue.spoken is msgspec.UNSET else msgspec.structs.replace(cue, spoken=msgspec.UNSET)
        for cue in edition.cues
    )
    return msgspec.structs.replace(
        edition, revision=0, files=(), history=(), guid="", containers={}, digest="", cues=cues
    )


def _schema_of(data: bytes, path: Path) -> Any:
    try:
        found = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        return msgspec.json.decode(found["schema"])
    except (ValueError, KeyError, RecursionError) as error:
        raise _unusable(path, f"is damaged: {error}") from error


def _unusable(path: Path, what: str) -> EditionError:
    return EditionError(
        f"the manifest {what}",
        place=Place(str(path)),
        hint="the edition was left as it is; put the file back from a copy, or remove it: the next "
        "build goes on from editions.lock.json, or else begins again at revision 1",
    )
