"""The cover of an edition: given or drawn, and kept as it was published while it is made of the same.

Enters: a script, and the published edition. Leaves: a ``Cover``, which makes its pictures when they are asked for.
Refuses: a cover that is missing, too large, damaged or no picture (``SourceError``).

The picture in the MP3 is part of its bytes, and another version of Pillow compresses the same drawing to other ones. So
the manifest has a digest of what the cover was made of; as long as that is the same, the published pictures are read
back: the small one from the tag of the MP3, the large one from ``cover.jpg``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

from audio_edition.cover import design
from audio_edition.cover.given import UnusablePictureError, pictures_of, shape_of
from audio_edition.cover.jpeg import Pictures
from audio_edition.edition.companions.cover import COVER_NAME
from audio_edition.edition.manifest import Edition, EditionCover, file_entry
from audio_edition.errors import Place, SourceError
from audio_edition.narration.languages import spoken_date
from audio_edition.publication.folder import Publication
from audio_edition.publication.settings import Settings
from audio_edition.sound.mp3.id3 import cover_type, picture_of, read_tag
from audio_edition.store.folder import storage_error, write_note, write_whole
from audio_edition.store.links import refuse_outside
from audio_edition.text.regular_file import open_regular_file, read_note

MOST_COVER_BYTES = 8 << 20
_SCALING = 1
"""Raised when ``cover.given`` makes other pictures of the same bytes."""


class Cover:
    """What a cover is made of, and its pictures as soon as somebody asks for them.

    Args:
        inputs: What it is made of: the same inputs, the same cover.
        make: Makes the pictures.
        shape_concerns: What is to be said of the shape of a picture that was given.
    """

    def __init__(self, inputs: str, make: Callable[[], Pictures], shape_concerns: tuple[str, ...] = ()) -> None:
        self.inputs = inputs
        self.shape_concerns = shape_concerns
        self._make = make
        self._begun: Future[Pictures] | None = None

    def begin(self) -> None:
        """Make the pictures now, in a thread of their own: drawing takes as long as speaking a short article."""
        if self._begun is None and "pictures" not in self.__dict__:
            pool = ThreadPoolExecutor(1, thread_name_prefix="cover")
            self._begun = pool.submit(self._make)
            pool.shutdown(wait=False)

    @cached_property
    def pictures(self) -> Pictures:
        """Both pictures.

        Raises:
            SourceError: The one that was given is damaged.
        """
        return self._make() if self._begun is None else self._begun.result()

    @property
    def entry(self) -> EditionCover:
        """The cover as the manifest has it."""
        digest = hashlib.sha256(self.pictures.small).hexdigest()
        return EditionCover(self.inputs, digest, self.pictures.lacking)

    @property
    def concerns(self) -> tuple[str, ...]:
        """What a person should know of it."""
        lacking = tuple(
            f"the cover leaves out what is written in {name}: no font here has its letters; install one and build again"
            for name in self.pictures.lacking
        )
        return (*self.shape_concerns, *lacking)


def find_cover(settings: Settings, script_folder: Path, folder: Path, published: Edition | None) -> Cover:
    """The cover of an edition.

    Args:
        settings: Its own.
        script_folder: Where a cover that is given lies.
        folder: ``audio/<slug>``, with what is published.
        published: The published edition, if there is one.

    Raises:
        SourceError: The cover that is given cannot be used.
    """
    cover = _given(settings, script_folder) if settings.cover else _drawn(settings)
    kept = _published(cover.inputs, folder, published)
    if kept is not None and not _can_be_better(settings, kept):
        return Cover(cover.inputs, lambda: _with_large(kept, cover), cover.shape_concerns)
    if settings.cover:
        _ = cover.pictures  # a damaged one is refused before anything is spoken
    return cover


def read_cover(settings: Settings, script_folder: Path) -> bytes:
    """The picture named in the settings, or nothing; its head is looked at.

    Raises:
        SourceError: It cannot be read, is over 8 MB, is neither JPEG nor PNG, or has too many pixels.
    """
    if not settings.cover:
        return b""
    path = script_folder / settings.cover
    place = Place(str(path))
    refuse_outside(path, script_folder.parent)
    try:
        if not path.exists():
            raise SourceError("the cover is missing", place=place, hint="put it there, or take the setting cover away")
        if not path.is_file():
            raise SourceError("the cover is not a file", place=place, hint="name a JPEG or PNG")
        if path.stat().st_size > MOST_COVER_BYTES:
            raise SourceError("the cover is larger than 8 MB", place=place, hint="save a smaller JPEG, 3000 x 3000")
        data = read_note(path, MOST_COVER_BYTES)
    except OSError as error:
        raise SourceError(f"the cover cannot be read: {error.strerror}", place=place) from error
    if not cover_type(data):
        raise SourceError("the cover is neither a JPEG nor a PNG", place=place, hint="save it as JPEG")
    try:
        shape_of(data)
    except UnusablePictureError as error:
        raise _unusable(error, place) from error
    return data


def write_publication_cover(publication: Publication, channel: Settings) -> bool:
    """Write ``audio/cover.jpg``, the publication's own: the one its settings name, or one drawn from its title.

    What it was made of is noted in the store: it is made again when that changes, and a file that somebody else put
    there is never replaced.

    Returns:
        Whether it was written.

    Raises:
        SourceError: The cover that is given cannot be used.
        StorageError: It cannot be written.
    """
    audio = publication.root / "audio"
    path, note = audio / COVER_NAME, audio / ".store" / "notes" / "cover.json"
    own = Settings(title=channel.publication, lang=channel.lang, cover=channel.cover)
    cover = _given(own, publication.script_folder) if own.cover else _drawn_for(own.title)
    if path.exists() and not _is_ours_and_old(path, note, cover.inputs):
        return False
    data = cover.pictures.large
    try:
        write_whole(path, data)
        write_note(audio / ".store", note, json.dumps([cover.inputs, hashlib.sha256(data).hexdigest()]).encode())
    except OSError as error:
        raise storage_error(error, path) from error
    return True


def _is_ours_and_old(path: Path, note: Path, inputs: str) -> bool:
    """Whether a publication's cover is one that we made, of something else."""
    try:
        was, digest = json.loads(read_note(note))
        return bool(was != inputs and digest == hashlib.sha256(read_note(path, MOST_COVER_BYTES)).hexdigest())
    except (OSError, ValueError, TypeError):
        return False


def _given(settings: Settings, script_folder: Path) -> Cover:
    data = read_cover(settings, script_folder)
    place = Place(str(script_folder / settings.cover))

    def make() -> Pictures:
        try:
            return pictures_of(data)
        except UnusablePictureError as error:
            raise _unusable(error, place) from error

    inputs = _digest("given", _SCALING, hashlib.sha256(data).hexdigest())
    return Cover(inputs, make, shape_of(data).concerns)


def _drawn(settings: Settings) -> Cover:
    texts = _texts(settings)
    inputs = _digest("drawn", design.DESIGN, texts.title, texts.publication, texts.date)
    return Cover(inputs, lambda: design.draw(texts))


def _drawn_for(publication: str) -> Cover:
    inputs = _digest("publication", design.PUBLICATION_DESIGN, publication)
    return Cover(inputs, lambda: design.draw_publication(publication))


def _texts(settings: Settings) -> design.CoverTexts:
    date = spoken_date(settings.date, settings.lang) if settings.date else ""
    return design.CoverTexts(settings.title, settings.publication, date)


def _published(inputs: str, folder: Path, published: Edition | None) -> Pictures | None:
    """The published pictures, if they are made of the same; ``large`` is empty where its file is not the one listed."""
    if published is None or not isinstance(published.cover, EditionCover) or published.cover.inputs != inputs:
        return None
    small = _picture_in(folder / published.mp3_name)
    if hashlib.sha256(small).hexdigest() != published.cover.picture_sha256:
        return None
    try:
        large = read_note(folder / COVER_NAME, MOST_COVER_BYTES)
    except OSError:
        large = b""
    whole = file_entry(COVER_NAME, large) in published.files
    return Pictures(large if whole else b"", small, published.cover.lacking)


def _picture_in(mp3: Path) -> bytes:
    try:
        with open_regular_file(mp3) as file:
            return picture_of(read_tag(file))
    except (OSError, SourceError):
        return b""


def _can_be_better(settings: Settings, kept: Pictures) -> bool:
    """Whether a font has come that the published cover lacked."""
    return bool(kept.lacking) and not set(kept.lacking) <= set(design.lacks(_texts(settings)))


def _with_large(kept: Pictures, cover: Cover) -> Pictures:
    if kept.large:
        return kept
    return Pictures(cover.pictures.large, kept.small, kept.lacking)


def _unusable(error: UnusablePictureError, place: Place) -> SourceError:
    return SourceError(f"the cover cannot be used: {error}", place=place, hint="save it anew as JPEG, 3000 x 3000")


def _digest(*inputs: str | int) -> str:
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
