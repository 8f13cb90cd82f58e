"""Every setting in force, and where it comes from.

Enters: settings as they were merged, and the layers they were merged of. Leaves: a row for each setting of
``settings.KEYS``, and for each entry of a table. Refuses nothing: the layers were checked when they were merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from audio_edition.publication.entries import Entry, Layer
from audio_edition.publication.setting_texts import TEXTS
from audio_edition.publication.settings import KEYS, PAUSES, Settings, merge

DEFAULT = "default"
_PARTS = {"section_voices", "language_voices"}
"""Fields that are parts of the table ``voices``."""


class SettingInForce(Struct, frozen=True):
    """One setting."""

    name: str
    """As it is written in a file; with its table: ``pauses.section``."""
    value: Any
    """Text, number, truth value, list or ``None``: as JSON has it."""
    source: str
    """``default``, ``publication.toml``, ``front matter``, ``command line`` or, of a title, ``heading``."""
    place: str = ""
    """``file:line``; empty for a default and for the command line."""
    text: str = ""
    """What it is."""


def settings_in_force(settings: Settings, layers: Sequence[Layer]) -> tuple[SettingInForce, ...]:
    """List every setting.

    Args:
        settings: Merged of the layers.
        layers: The weakest first.
    """
    rows = [row for name in KEYS for row in _rows(name, settings, layers)]
    return (*rows, *_of_the_publication(settings, layers))


def _of_the_publication(settings: Settings, layers: Sequence[Layer]) -> Iterator[SettingInForce]:
    """What publication.toml says of the publication under a name that means something else in a script."""
    named = {key.field for key in KEYS.values()}
    for layer in layers:
        for name, entry in layer.entries.items():
            for field in _changed(Layer(layer.kind, layer.path, {name: entry})) - named - _PARTS:
                value = _plain(getattr(settings, field))
                yield SettingInForce(field.replace("_", "-"), value, layer.kind.value, f"{layer.path}:{entry.line}")


def _rows(name: str, settings: Settings, layers: Sequence[Layer]) -> Iterator[SettingInForce]:
    text = TEXTS.get(name, "")
    table = _table(name, settings)
    if not table:
        value = _plain(getattr(settings, KEYS[name].field)) if table is None else {}
        source, place = _origin((name,), layers)
        if name == "title" and value and source == DEFAULT:
            source = "heading"
        yield SettingInForce(name, value, source, place, text)
        return
    for path, value in table.items():
        source, place = _origin((name, *path), layers)
        yield SettingInForce(".".join((name, *path)), _plain(value), source, place, text)


def _table(name: str, settings: Settings) -> dict[tuple[str, ...], object] | None:
    """The entries of a table by their names; ``None`` where the setting is no table."""
    if name == "pauses":
        return {(each,): getattr(settings.pauses, field) for each, (field, _) in PAUSES.items()}
    value = getattr(settings, KEYS[name].field)
    if not isinstance(value, Mapping):
        return None
    found: dict[tuple[str, ...], object] = {(str(each),): item for each, item in value.items()}
    if name == "voices":
        found.update({(tag,): voice for tag, voice in settings.language_voices.items()})
        found.update({("sections", heading): voice for heading, voice in settings.section_voices.items()})
    return found


def _origin(path: tuple[str, ...], layers: Sequence[Layer]) -> tuple[str, str]:
    """The strongest layer that has the setting, and ``file:line``."""
    for layer in reversed(layers):
        entry = _entry(layer.entries, path) if len(path) > 1 else _deciding(KEYS[path[0]].field, path[0], layer)
        if entry is not None:
            return layer.kind.value, f"{layer.path}:{entry.line}" if layer.path else ""
    return DEFAULT, ""


def _deciding(field: str, name: str, layer: Layer) -> Entry | None:
    """What a layer says of a field: in publication.toml, some names mean something of the publication itself."""
    found = None
    for each, entry in layer.entries.items():
        changed = _changed(Layer(layer.kind, layer.path, {each: entry}))
        if field in changed or (each == name and not changed):
            found = entry
    return found


def _changed(layer: Layer) -> set[str]:
    """The fields that a layer sets to something other than their defaults."""
    usual, now = Settings(), merge(layer)
    return {name for name in Settings.__struct_fields__ if getattr(usual, name) != getattr(now, name)}


def _entry(entries: Mapping[str, Entry], path: tuple[str, ...]) -> Entry | None:
    found = entries.get(path[0])
    if found is None or len(path) == 1:
        return found
    return _entry(found.value, path[1:]) if isinstance(found.value, Mapping) else None


def _plain(value: object) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
