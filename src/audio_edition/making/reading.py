"""A script and what goes with it become a narration.

Enters: a publication and the path of a script. Leaves: article, narration and slug. Refuses: what the readers refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from audio_edition.article.model import Article
from audio_edition.errors import AudioEditionError, Place, SourceError, StorageError
from audio_edition.narration.model import Narration
from audio_edition.publication.folder import LEXICON_FILE, SETTINGS_FILE, Publication
from audio_edition.publication.settings import Settings
from audio_edition.store.links import refuse_outside

if TYPE_CHECKING:
    from audio_edition.making.cast import Cast
    from audio_edition.narration.lexicon import Lexicon
    from audio_edition.sound.jingles import Jingle


class ReadScript(Struct, frozen=True):
    """A script as it will be narrated."""

    path: Path
    slug: str
    article: Article
    narration: Narration
    channel: Settings
    """Of the publication alone."""
    jingles: Mapping[str, Jingle] = field(default_factory=dict)
    """By the setting that names the file."""


def read_inputs(publication: Publication, script: Path, *, voice: str = "", encoding: str | None = None) -> ReadScript:
    """Read a script with its publication's settings and lexicon.

    Args:
        publication: Gives settings and lexicon.
        script: Path of the Markdown file.
        voice: ``--voice``, stronger than any setting; or empty.
        encoding: Of the script; ``None``: UTF-8, or UTF-16 with a mark.

    Raises:
        SourceError: Script, settings, lexicon or a sound file are wrong.
    """
    from audio_edition.article.script import read_script
    from audio_edition.making.cast import in_its_language
    from audio_edition.narration.jingles import with_jingles
    from audio_edition.narration.long_paragraphs import split_long_paragraphs
    from audio_edition.narration.narrate import narrate
    from audio_edition.publication.settings import merge
    from audio_edition.publication.slug import slug_of

    for path in (script, publication.script_folder / SETTINGS_FILE, publication.script_folder / LEXICON_FILE):
        refuse_outside(path, publication.root)
    overrides = {"voice": voice} if voice else {}
    article = read_script(script, publication, overrides=overrides, encoding=encoding)
    if not voice:
        article = replace(article, settings=in_its_language(article.settings))
    lexicon = read_lexicon(publication)
    narration = split_long_paragraphs(narrate(article, lexicon))
    jingles = read_jingles(article, publication)
    lines = {name: article.lines.get(name, 0) for name in jingles}
    narration = with_jingles(narration, lines, article.settings.pauses.jingle_ms)
    return ReadScript(script, slug_of(article.settings, script), article, narration, merge(publication.layer), jingles)


def in_voices(read: ReadScript, cast: Cast) -> ReadScript:
    """The script as its voices share it out: sentences in another language are spoken by another voice."""
    from audio_edition.narration.languages_apart import set_languages_apart

    narration = set_languages_apart(read.narration, cast.voice_name_of)
    return read if narration is read.narration else replace(read, narration=narration)


def read_lexicon(publication: Publication) -> Lexicon | None:
    """The lexicon of a publication, if it has one.

    Raises:
        SourceError: It is wrong.
    """
    from audio_edition.narration.lexicon import parse_lexicon
    from audio_edition.text.source import read_source

    if publication.lexicon is None:
        return None
    return parse_lexicon(read_source(publication.lexicon).text, str(publication.lexicon))


def read_jingles(article: Article, publication: Publication) -> dict[str, Jingle]:
    """The sounds that the settings name, by the name of the setting.

    Raises:
        SourceError: One cannot be used; at the line of its setting.
    """
    from audio_edition.narration.jingles import CLOSING_SOUND, OPENING_SOUND

    named = {OPENING_SOUND: article.settings.opening_sound, CLOSING_SOUND: article.settings.closing_sound}
    return {name: _jingle(name, path, article, publication) for name, path in named.items() if path}


def _jingle(name: str, path: str, article: Article, publication: Publication) -> Jingle:
    from audio_edition.sound.jingles import MOST_BYTES, JingleError, read_jingle
    from audio_edition.text.regular_file import read_regular_file

    folder = publication.script_folder
    place, hint = _place_of(name, article, publication), "name a WAV, FLAC, Ogg or MP3 file of at most a minute"
    if not (folder / path).resolve().is_relative_to(folder.resolve()):
        raise SourceError(f"{name}: {path} is a link to outside the script folder", place=place, hint=hint)
    try:
        return read_jingle(read_regular_file(folder / path, MOST_BYTES))
    except (JingleError, SourceError, StorageError) as error:
        what = error.what if isinstance(error, AudioEditionError) else str(error)
        raise SourceError(f"{name}: {path} {what}", place=place, hint=hint) from error


def _place_of(name: str, article: Article, publication: Publication) -> Place:
    """Where a setting stands: in the script, else in the publication's settings."""
    if name in article.lines:
        return Place(article.path, article.lines[name])
    entry = publication.layer.entries.get(name)
    return Place(publication.layer.path, entry.line) if entry else Place(article.path)
