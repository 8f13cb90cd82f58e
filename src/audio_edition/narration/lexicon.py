"""How the words of a publication are pronounced: ``script/lexicon.toml``.

Enters: TOML, one entry per word or words::

    Petrograd = "Petro-grad"
    "V. I. Lenin" = "Vladimir Ilyich Lenin"

    [Kornilov]
    say = "Kor-nee-loff"      # every voice
    ipa = "kɐrˈnʲiləf"        # voices that take IPA
    espeak = "kVrn'il@f"      # the built-in voice
    lang = "en"               # only in articles of this language
    ignore-case = true

    [SQL]
    spell = true              # letter by letter

    ["ICE trains"]
    word = true               # ICE as the word it is, not as three letters

Leaves: a ``Lexicon``. Refuses: unknown keys, wrong types, empty entries; at their line.
"""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import normalize

from msgspec import Struct

from audio_edition.errors import Place, SourceError
from audio_edition.publication.toml_reading import parse_toml
from audio_edition.text.language_tags import base_language
from audio_edition.text.nearest import hint_for
from audio_edition.text.pattern import pattern
from audio_edition.text.visible import excerpt

MOST_CHARACTERS = 200
"""Characters of an entry or its respelling, at most: an utterance must hold it."""

_TEXT_KEYS = ("say", "ipa", "espeak", "lang")
_TRUTHS = ("spell", "word", "ignore-case")
_KEYS = (*_TEXT_KEYS, *_TRUTHS)
_KEY_LINE = pattern(
    r"\s*(?:\[\s*(?P<table>\"[^\"]*\"|'[^']*'|[\w-]+)\s*\]\s*(?:#.*)?\Z"
    r"|(?P<key>\"[^\"]*\"|'[^']*'|[\w-]+)\s*[=.])"
)


class Entry(Struct, frozen=True):
    """One word, or several, and how they are said."""

    word: str
    """NFC, as it is written in articles; single blanks; straight apostrophes."""
    say: str
    """Respelling; empty: as written."""
    phonemes: tuple[tuple[str, str], ...]
    """Pairs of alphabet and transcription, sorted."""
    lang: str
    """Only in articles of this language; empty: in all."""
    ignore_case: bool
    line: int


class Lexicon(Struct, frozen=True):
    """The entries of a publication."""

    path: str
    """For messages only."""
    entries: tuple[Entry, ...] = ()

    def entries_for(self, lang: str) -> tuple[Entry, ...]:
        """The entries that apply to articles of a language."""
        return tuple(
            entry for entry in self.entries if not entry.lang or base_language(entry.lang) == base_language(lang)
        )


EMPTY = Lexicon("")


def plain(word: str) -> str:
    """A word in the form in which entries and text are compared: NFC, straight apostrophes, single blanks."""
    return " ".join(normalize("NFC", word).replace("’", "'").replace("ʼ", "'").split())


def spelt(word: str) -> str:
    """SQL → S.Q.L, B2B → B 2 B: letter by letter; the full stops keep "A" from being an article."""
    letters = [char.upper() for char in word if char.isalnum()]
    if all(letter.isalpha() for letter in letters):
        return ".".join(letters) if len(letters) > 1 else letters[0]
    return " ".join(letters)


def as_word(word: str) -> str:
    """NASA → Nasa: voices spell capitals, and say a word that only begins with one."""
    return " ".join(part.capitalize() if part.isupper() else part for part in word.split())


def _lines(text: str) -> Mapping[tuple[str, str], int]:
    """The lines of entries, and of keys inside entries: ``("Kornilov", "")`` and ``("Kornilov", "say")``."""
    lines: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _KEY_LINE.match(line)
        if match is None:
            continue
        name = match["table"] or match["key"]
        if name[0] in "\"'":
            name = name[1:-1]
        if match["table"]:
            table = name
            lines.setdefault((table, ""), number)
        else:
            lines.setdefault((table, name) if table else (name, ""), number)
    return lines


def _text(value: object, what: str, place: Place) -> str:
    """A text that is not empty, NFC, with single blanks.

    Raises:
        SourceError: It is empty, too long or no text.
    """
    if not isinstance(value, str):
        raise SourceError(f"{what} must be text in quotation marks", place=place, hint='write it as "…"')
    text = " ".join(normalize("NFC", value).split())
    if not text:
        raise SourceError(f"{what} is empty", place=place, hint="write how it is said, or delete the line")
    if len(text) > MOST_CHARACTERS:
        raise SourceError(f"{what} is longer than {MOST_CHARACTERS} characters", place=place, hint="shorten it")
    if not text.isprintable():
        raise SourceError(f"{what} has characters that cannot be printed", place=place, hint="type it again by hand")
    return text


def _entry(word: str, value: object, lines: Mapping[tuple[str, str], int], path: str) -> Entry:
    """One entry of the file.

    Raises:
        SourceError: It is wrong.
    """
    place = Place(path, lines.get((word, ""), 0))
    name = plain(word)
    if not any(char.isalnum() for char in name):
        raise SourceError(f"the entry '{word}' has no letters", place=place, hint="name the word as it is written")
    _text(word, f"the word of the entry '{excerpt(word, 20)}'", place)
    if not isinstance(value, dict):
        return Entry(name, _text(value, f"the entry '{word}'", place), (), "", ignore_case=False, line=place.line)
    found: dict[str, str] = {}
    for key, content in value.items():
        here = Place(path, lines.get((word, key), place.line))
        if key not in _KEYS:
            message = f"the entry '{word}' has an unknown key '{key}'"
            raise SourceError(message, place=here, hint=hint_for(key, _KEYS))
        if key in _TEXT_KEYS:
            found[key] = _text(content, f"'{key}' of the entry '{word}'", here)
        elif not isinstance(content, bool):
            raise SourceError(f"'{key}' of the entry '{word}' must be true or false", place=here)
    phonemes = tuple((alphabet, found[alphabet]) for alphabet in ("espeak", "ipa") if alphabet in found)
    ways = [way for way in ("say", "spell", "word") if way in found or value.get(way) is True]
    if not ways and not phonemes:
        hint = "give it say, spell, word, ipa or espeak"
        raise SourceError(f"the entry '{word}' says nothing", place=place, hint=hint)
    if len(ways) > 1:
        message = f"the entry '{word}' has {' and '.join(ways)}, and it can be said in one way only"
        raise SourceError(message, place=place, hint=f"keep {' or '.join(ways)}")
    if ways == ["spell"]:
        found["say"] = spelt(name)
    elif ways == ["word"]:
        found["say"] = as_word(name)
    ignore_case = value.get("ignore-case") is True
    return Entry(name, found.get("say", ""), phonemes, found.get("lang", ""), ignore_case=ignore_case, line=place.line)


def parse_lexicon(text: str, path: str) -> Lexicon:
    """Read a lexicon.

    Args:
        text: The content of ``lexicon.toml``.
        path: Its path, for messages.

    Raises:
        SourceError: It is not TOML, or an entry is wrong.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    content = parse_toml(
        text,
        lambda index: Place(path, index + 1),
        "the lexicon is not TOML",
        "words with blanks, full stops or letters beyond a to z stand in quotation marks",
    )
    lines = _lines(text)
    return Lexicon(path, tuple(_entry(word, value, lines, path) for word, value in content.items()))
