"""The folder of a publication: its common settings, its scripts, its lexicon.

Enters: the folder that holds ``script/``. Leaves: a ``Publication``. Refuses: a folder without ``script/``, settings
that are not TOML. Settings are checked when they are merged, so that a message has the line of the key.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from audio_edition.errors import Place, SourceError, StorageError
from audio_edition.publication.entries import Layer, LayerKind

SCRIPT_FOLDER = "script"
SETTINGS_FILE = "publication.toml"
LEXICON_FILE = "lexicon.toml"
_MISTAKEN_SUFFIXES = (".txt", ".text", ".md", ".markdown", ".mkd", ".html", ".htm", ".docx", ".odt", ".rtf", ".epub")


class Publication(Struct, frozen=True):
    """What lies in a publication's ``script`` folder."""

    root: Path
    layer: Layer
    """The settings of ``publication.toml``; without entries where there is no such file."""
    scripts: tuple[Path, ...]
    """Sorted by name. Anything called ``*.md`` but README and hidden files; not opened yet."""
    lexicon: Path | None

    @property
    def script_folder(self) -> Path:
        """Where scripts, settings, lexicon and covers lie."""
        return self.root / SCRIPT_FOLDER


def read_publication(root: Path) -> Publication:
    """Read the settings of a publication and list its scripts.

    Args:
        root: The folder that holds ``script/``.

    Raises:
        SourceError: No ``script`` folder, or ``publication.toml`` is not TOML.
        StorageError: The folder or the file cannot be read.
    """
    folder = root / SCRIPT_FOLDER
    if not folder.is_dir():
        hint = "make a publication with: audio-edition init; or run the command in the folder of yours"
        raise SourceError("has no folder script/", place=Place(str(root)), hint=hint)
    try:
        found = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise StorageError(f"cannot be listed: {error.strerror}", place=Place(str(folder))) from error
    present = {path.name for path in found}
    scripts = tuple(path for path in found if _is_script_name(path.name))
    return Publication(
        root=root,
        layer=_layer(folder / SETTINGS_FILE, SETTINGS_FILE in present),
        scripts=scripts,
        lexicon=folder / LEXICON_FILE if LEXICON_FILE in present else None,
    )


def _is_script_name(name: str) -> bool:
    return name.endswith(".md") and not name.startswith(".") and name.lower() != "readme.md"


def _layer(path: Path, present: bool) -> Layer:
    if not present:
        return Layer(LayerKind.PUBLICATION, str(path), {})
    # Imported when used: most of what this module is asked for needs no TOML.
    from audio_edition.publication.toml_reading import read_toml
    from audio_edition.text.source import read_source

    return Layer(LayerKind.PUBLICATION, str(path), read_toml(read_source(path)))


def files_without_use(publication: Publication) -> tuple[Path, ...]:
    """Text files among the scripts that look as if somebody expected an edition of them."""
    try:
        found = sorted(publication.script_folder.iterdir())
    except OSError:
        return ()
    return tuple(
        path
        for path in found
        if path.suffix.lower() in _MISTAKEN_SUFFIXES
        and not path.name.startswith(".")
        and not _is_script_name(path.name)
        and path.stem.lower() != "readme"
    )
