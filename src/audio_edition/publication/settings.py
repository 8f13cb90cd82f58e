"""The settings an edition has, from defaults, publication, front matter and command line.

Enters: mappings with the line of each key. Leaves: one frozen ``Settings``. Refuses: unknown keys (with the
nearest known one), wrong types, values out of range; always at the line of the key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date as Date  # noqa: N812
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from audio_edition.errors import SourceError
from audio_edition.publication import setting_values as values
from audio_edition.publication.entries import Layer, LayerKind, SettingValue
from audio_edition.publication.policies import CHOICES
from audio_edition.text.language_tags import language_tag
from audio_edition.text.nearest import hint_for
from audio_edition.text.pattern import pattern
from audio_edition.text.visible import quoted


class Pauses(Struct, frozen=True):
    """Silence between what is said, in milliseconds, 0 to 10,000 each."""

    title_ms: int = 1000
    """After the title, and after each further spoken line of the opening."""
    heading_ms: int = 700
    sentence_ms: int = 350
    paragraph_ms: int = 650
    list_item_ms: int = 450
    section_ms: int = 1500
    """Before a heading; at least 1,000, so that players which round to whole seconds land in it."""
    rule_ms: int = 1200
    """At a thematic break."""
    jingle_ms: int = 800
    """Between the opening sound and the title, and between the last word and the closing sound."""


class Settings(Struct, frozen=True):
    """Everything that can be set for one edition."""

    title: str = ""
    """Never empty in an ``Article``."""
    subtitle: str = ""
    author: tuple[str, ...] = ()
    publication: str = ""
    date: Date | None = None
    lang: str = "en"
    """BCP 47 language tag."""
    voice: str = "auto"
    """``engine:name`` or ``auto``."""
    voice_parameters: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    """From the table ``voice-parameters``: rate, pitch and the like; the engine checks them."""
    speed: float = 1.0
    """How much faster than usual every voice speaks, 0.5 to 2, at the same pitch; not every engine can."""
    voices: Mapping[str, str] = field(default_factory=dict)
    """Other voices, by what they speak: names of ``VOICED``."""
    section_voices: Mapping[str, str] = field(default_factory=dict)
    """Other voices, by the text of the heading whose section they speak: the table ``voices.sections``."""
    speakers: Mapping[str, str] = field(default_factory=dict)
    """Other voices, by the names of who speaks in an interview or a play: "Anna" of "Anna: It was a promise."."""
    language_voices: Mapping[str, str] = field(default_factory=dict)
    """Other voices, by the language of the sentences they speak; from the table ``voices``, by their tags."""
    pauses: Pauses = field(default_factory=Pauses)
    speak: Mapping[str, str] = field(default_factory=dict)
    """Policy per element, overriding ``policies.DEFAULTS``."""
    normalise: Mapping[str, bool] = field(default_factory=dict)
    """Whether a class of token (of ``NORMALISED``) is put into words; what is not named is."""
    slug: str = ""
    """Folder and file name of the edition; empty: made from the script's file name."""
    description: str = ""
    """What the edition is about."""
    cover: str = ""
    """Path of a JPEG or PNG, relative to the publication's ``script`` folder."""
    loudness_lufs: float = -19.0
    """Of the whole MP3, integrated, -31 to -16: louder, and a voice with high peaks would be pressed flat."""
    bitrate_kbps: int = 96
    quality: int | None = None
    """LAME's, 0 to 9; ``None``: as the edition has it, and LAME's 7 for a new one."""
    announce: bool = True
    """Whether byline, publication and date are spoken after the title."""
    address: str = ""
    """Where the article can be read on the web: http or https."""
    copyright: str = ""
    draft: bool = False
    """Built, and left out of feed and index."""
    formats: tuple[str, ...] = ("mp3",)
    """Containers the edition is published in; ``mp3`` is always the first. The others are encoded whole at every edit,
    which takes about as long as encoding the MP3 anew."""
    split: bool = False
    """Whether to publish one numbered MP3 per section too, with a playlist; they are cut, not encoded."""
    meeting: bool = True
    """Whether to publish the page for meetings, which has the MP3 inside."""
    opening_sound: str = ""
    """Path of a sound file of at most a minute, relative to ``script``, heard before the title; and one after the last
    word. Both are mixed to mono and brought to the edition's loudness."""
    closing_sound: str = ""
    publication_description: str = ""
    """What the publication is about: ``description`` of ``publication.toml``."""
    site: str = ""
    """Of the publication: the address under which its folder ``audio`` can be reached, with a slash at its end."""
    email: str = ""
    """Of the publication: whom directories write to."""
    category: tuple[str, ...] = ()
    """Of the publication: a category of Apple Podcasts, and one inside it where wanted."""
    explicit: bool | None = None
    """Whether it is for adults; ``None``: as the publication says."""
    publication_explicit: bool | None = None
    """Whether the publication is: ``explicit`` of ``publication.toml``. No part of its editions: only feed and index
    say it. ``None``: nobody said so, and a feed asks."""
    feed_limit: int = 0
    """Of the publication: how many editions its feed lists, the newest; 0: all."""


class Key(Struct, frozen=True):
    """How a setting is read."""

    field: str
    """Of ``Settings``."""
    read: Callable[[SettingValue], Any]
    allowed: frozenset[LayerKind] = frozenset(LayerKind)


VOICED = ("title", "opening", "heading", "quotation", "list-item", "table", "footnote", "code")
"""What can have a voice of its own in the table ``voices``: kinds of segment."""

_LANGUAGE = pattern(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*")
"""What in the table ``voices`` is the tag of a language."""
NORMALISED = (
    "abbreviations", "dates", "fractions", "letters", "money", "numbers", "ordinals", "percent", "ranges", "references",
    "roman", "telephone", "times", "titles", "units", "years",
)  # fmt: skip
"""Classes of token that are put into words, unless the table ``normalise`` says false."""

PAUSES: Mapping[str, tuple[str, int]] = {
    "title": ("title_ms", 0),
    "heading": ("heading_ms", 0),
    "sentence": ("sentence_ms", 0),
    "paragraph": ("paragraph_ms", 0),
    "list-item": ("list_item_ms", 0),
    "section": ("section_ms", 1000),
    "rule": ("rule_ms", 0),
    "jingle": ("jingle_ms", 0),
}
"""Names in the table ``pauses``: field of ``Pauses``, least value in milliseconds."""


def _pauses(setting: SettingValue) -> dict[str, int]:
    table: dict[str, int] = {}
    for name, item in setting.items():
        if name not in PAUSES:
            raise _unknown("pause", item, name, PAUSES)
        field_name, least_ms = PAUSES[name]
        table[field_name] = values.pause_ms(item, least_ms)
    return table


def _voices(setting: SettingValue) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, item in setting.items():
        if name == "sections":
            table["sections"] = {heading: values.named_voice(each) for heading, each in item.items()}
        elif name in VOICED:
            table[name] = values.named_voice(item)
        elif _LANGUAGE.fullmatch(name) and language_tag(name):
            table.setdefault("languages", {})[language_tag(name)] = values.named_voice(item)
        else:
            raise _unknown("key of voices", item, name, (*VOICED, "sections", "fr"))
    return table


def _speakers(setting: SettingValue) -> dict[str, str]:
    named = {name.strip().rstrip(":"): values.named_voice(item) for name, item in setting.items()}
    return _by_any_case({}, named)


def _by_any_case(before: Mapping[str, str], named: Mapping[str, str]) -> dict[str, str]:
    """Voices of speakers, their names as written; of names that differ in capitals only, the last one stands."""
    table: dict[str, tuple[str, str]] = {}
    for name, voice in (*before.items(), *named.items()):
        table[name.casefold()] = (name, voice)
    return dict(table.values())


def _policies(setting: SettingValue) -> dict[str, str]:
    table: dict[str, str] = {}
    for name, item in setting.items():
        if name not in CHOICES:
            raise _unknown("element", item, name, CHOICES)
        if item.value not in CHOICES[name]:
            raise item.error(" or ".join(CHOICES[name]))
        table[name] = str(item.value)
    return table


def _normalise(setting: SettingValue) -> dict[str, bool]:
    """``false`` leaves all of them to the voice; a table names some."""
    if isinstance(setting.value, bool):
        return dict.fromkeys(NORMALISED, setting.value)
    table: dict[str, bool] = {}
    for name, item in setting.items():
        if name not in NORMALISED:
            raise _unknown("class", item, name, NORMALISED)
        table[name] = values.truth(item)
    return table


_OF_A_SCRIPT = frozenset({LayerKind.FRONT_MATTER, LayerKind.COMMAND_LINE})
_OF_THE_PUBLICATION = frozenset({LayerKind.PUBLICATION})

KEYS: Mapping[str, Key] = {
    "title": Key("title", values.text),
    "subtitle": Key("subtitle", values.text, _OF_A_SCRIPT),
    "author": Key("author", values.names),
    "publication": Key("publication", values.text, _OF_A_SCRIPT),
    "date": Key("date", values.day, _OF_A_SCRIPT),
    "lang": Key("lang", values.language),
    "voice": Key("voice", values.voice),
    "voice-parameters": Key("voice_parameters", values.parameters),
    "speed": Key("speed", values.speed),
    "voices": Key("voices", _voices),
    "speakers": Key("speakers", _speakers),
    "pauses": Key("pauses", _pauses),
    "speak": Key("speak", _policies),
    "normalise": Key("normalise", _normalise),
    "slug": Key("slug", values.slug, _OF_A_SCRIPT),
    "description": Key("description", values.text),
    "cover": Key("cover", values.cover),
    "loudness": Key("loudness_lufs", values.loudness_lufs),
    "bitrate": Key("bitrate_kbps", values.bitrate_kbps),
    "quality": Key("quality", values.quality),
    "announce": Key("announce", values.truth),
    "address": Key("address", values.web_address, _OF_A_SCRIPT),
    "copyright": Key("copyright", values.text),
    "draft": Key("draft", values.truth, _OF_A_SCRIPT),
    "formats": Key("formats", values.formats),
    "split": Key("split", values.truth),
    "meeting": Key("meeting", values.truth),
    "opening-sound": Key("opening_sound", values.sound_file),
    "closing-sound": Key("closing_sound", values.sound_file),
    "site": Key("site", values.folder_address, _OF_THE_PUBLICATION),
    "email": Key("email", values.email, _OF_THE_PUBLICATION),
    "category": Key("category", values.names, _OF_THE_PUBLICATION),
    "explicit": Key("explicit", values.truth),
    "feed-limit": Key("feed_limit", values.count, _OF_THE_PUBLICATION),
}
"""All settings. In ``publication.toml``, ``title`` is the publication's name and ``description`` what it is about."""

_OF_ITSELF: Mapping[str, str] = {
    "title": "publication",
    "description": "publication_description",
    "explicit": "publication_explicit",
}
"""What ``publication.toml`` says of the publication under the same names as a script of its article: the fields."""


def merge(*layers: Layer) -> Settings:
    """Put layers of settings on top of the defaults.

    Tables (``pauses``, ``speak``, ``normalise``, ``voice-parameters``) are merged key by key. Parameters belong to an
    engine: a layer that names a voice of another engine drops those of the layers below it.

    Args:
        layers: The weakest first: publication, front matter, command line.

    Raises:
        SourceError: Unknown key, wrong type, out of range, or a key that does not belong in that layer; at its line.
    """
    settings = Settings()
    for layer in layers:
        settings = _apply(settings, layer)
    return settings


def _apply(settings: Settings, layer: Layer) -> Settings:
    changes: dict[str, Any] = {}
    for name, entry in layer.entries.items():
        setting = SettingValue(name, entry.value, entry.line, layer.path)
        key = KEYS.get(name)
        if key is None:
            raise _unknown("setting", setting, name, KEYS)
        if layer.kind not in key.allowed:
            raise _misplaced(setting, key)
        own = _OF_ITSELF if layer.kind is LayerKind.PUBLICATION else {}
        changes[own.get(name, key.field)] = key.read(setting)
    if changes.get("voice", settings.voice).partition(":")[0] != settings.voice.partition(":")[0]:
        settings = replace(settings, voice_parameters={})
    if "pauses" in changes:
        changes["pauses"] = replace(settings.pauses, **changes["pauses"])
    if "voices" in changes:
        changes["section_voices"] = changes["voices"].pop("sections", {})
        changes["language_voices"] = changes["voices"].pop("languages", {})
    for table in ("speak", "normalise", "voice_parameters", "voices", "section_voices", "language_voices"):
        if table in changes:
            changes[table] = {**getattr(settings, table), **changes[table]}
    if "speakers" in changes:
        changes["speakers"] = _by_any_case(settings.speakers, changes["speakers"])
    return replace(settings, **changes)


def _misplaced(setting: SettingValue, key: Key) -> SourceError:
    if key.allowed == _OF_THE_PUBLICATION:
        what, hint = f"{setting.name} belongs to the publication, not to a script", "put it into publication.toml"
    else:
        what = f"{setting.name} belongs to a script, not to the publication"
        named = setting.name == "publication"
        hint = "in publication.toml, the publication's name is its title" if named else ""
    return SourceError(what, place=setting.place, hint=hint or "put it into the front matter of the script")


def _unknown(what: str, setting: SettingValue, name: str, known: Iterable[str]) -> SourceError:
    return SourceError(f"unknown {what} {quoted(name)}", place=setting.place, hint=hint_for(name, known))
