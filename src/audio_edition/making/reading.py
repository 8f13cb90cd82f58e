"""A script and what goes with it become a narration.

Enters: a publication and the path of a script. Leaves: article, narration and slug. Refuses: what the readers refuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.article.model import Article
from audio_edition.narration.model import Narration
from audio_edition.publication.folder import LEXICON_FILE, SETTINGS_FILE, Publication
from audio_edition.publication.settings import Settings
from audio_edition.store.links import refuse_outside

if TYPE_CHECKING:
    from audio_edition.narration.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class ReadScript:
    """A script as it will be narrated."""

    path: Path
    slug: str
    article: Article
    narration: Narration
    channel: Settings
    """Of the publication alone."""


def read_inputs(publication: Publication, script: Path, *, voice: str = "", encoding: str | None = None) -> ReadScript:
    """Read a script with its publication's settings and lexicon.

    Args:
        publication: Gives settings and lexicon.
        script: Path of the Markdown file.
        voice: ``--voice``, stronger than any setting; or empty.
        encoding: Of the script; ``None``: UTF-8, or UTF-16 with a mark.

    Raises:
        SourceError: Script, settings or lexicon are wrong.
    """
    from audio_edition.article.script import read_script
    from audio_edition.narration.long_paragraphs import split_long_paragraphs
    from audio_edition.narration.narrate import narrate
    from audio_edition.publication.settings import merge
    from audio_edition.publication.slug import slug_of

    for path in (script, publication.script_folder / SETTINGS_FILE, publication.script_folder / LEXICON_FILE):
        refuse_outside(path, publication.root)
    overrides = {"voice": voice} if voice else {}
    article = read_script(script, publication, overrides=overrides, encoding=encoding)
    lexicon = read_lexicon(publication)
    narration = split_long_paragraphs(narrate(article, lexicon))
    return ReadScript(script, slug_of(article.settings, script), article, narration, merge(publication.layer))


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
