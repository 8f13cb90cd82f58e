"""Roman numerals are said as numbers where something beside them says that they are numbers.

Enters: a sentence and its language. Leaves: the sentence with "World War II" as "World War 2" and "Nicholas II" as
"Nicholas the second". Letters that could be a word stay letters, above all "I", "MIX", "CD" and "DIV".
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.languages import word_list, word_set
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_NUMERAL = pattern(r"(?<![^\s(\"'’“«])[IVXLC]+(?!\w)|(?<![^\s(\"'’“«])[IVXLC]+(?=(?:e|ème)\b)")
_CANONICAL = pattern(r"(?:X{0,3}|XL|LX{0,3}|XC|CX{0,3}|C?XL|C?LX{0,3}|C?XC)(?:I{0,3}|IV|VI{0,3}|IX)\Z")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_BETWEEN = frozenset(
    (",", ", and", ", or", " and", " or", " &", " to", ", und", " und", " bis", " et", " y", " e", " и")
)
_HEADING = pattern(r"[IVXLC]+(?=[.:)]\s|[.:)]?\Z|\s+[—–-])")

_ENGLISH_NOUNS = word_set(
    "war wars chapter chapters part parts book books volume volumes vol act acts scene scenes section sections article "
    "articles phase stage appendix title figure table canto cantos type types class level grade unit division "
    "apollo mark bowl category schedule psalm convention amendment protocol annex region vatican"
)
NOUNS: dict[str, frozenset[str]] = {
    "en": frozenset(map(str.capitalize, _ENGLISH_NOUNS)),
    "de": word_set(
        "Kapitel Band Teil Buch Akt Szene Artikel Abschnitt Anhang Klasse Stufe Typ Weltkrieg Tor Halle Block Schacht"
    ),
    "fr": word_set("chapitre tome volume livre acte scène article partie annexe titre guerre vatican"),
    "es": word_set("capítulo tomo volumen libro acto escena artículo parte título siglo guerra"),
    "it": word_set("capitolo tomo volume libro atto scena articolo parte titolo secolo guerra"),
    "pt": word_set("capítulo tomo volume livro ato cena artigo parte título século guerra"),
    "nl": word_set("hoofdstuk deel band boek akte scène artikel bijlage wereldoorlog"),
    "ru": word_set("глава том часть книга раздел статья акт сцена"),
}
"""After these words a Roman numeral is a number. In English and German they are capitalised there."""

NAMES = word_set(
    "Nicholas Alexander Peter Catherine Ivan Paul Feodor Henry Louis George Edward Charles James William Richard "
    "Elizabeth Mary Frederick Friedrich Napoleon Pius Benedict Gregory Leo Innocent Urban Clement Boniface Philip "
    "Ferdinand Francis Franz Joseph Wilhelm Leopold Victor Emmanuel Umberto Ramses Ramesses Ptolemy Darius Xerxes "
    "Cyrus Artaxerxes Mehmed Selim Murad Suleiman Bayezid Ahmed Mahmud Hamid Otto Rama Haakon Harald Olav Christian "
    "Gustav Carl Karl Oscar Margaret Margrethe Carlos Felipe Albert Constantine Theodosius Justinian Basil Sixtus "
    "Julius Alfonso Pedro João Manuel Sancho Ludwig Maximilian Rudolf Leopold Matthias Baldwin Conrad Stephen "
    "Casimir Sigismund Robert David Malcolm Kenneth Amenhotep Thutmose Seti Antiochus Tiglath Abdul Faisal "
    "Hussein Abdullah Hassan Mohammed Farouk Celestine Callixtus Adrian Eugene Nicolas Isabella Joan Anne John"
)
"""Rulers' names: a numeral after them is an ordinal."""

AFTER: dict[str, re.Pattern[str]] = {
    "fr": re.compile(r"(?:e|ème)? siècles?\b"),
    "ru": re.compile(r" (?:век|столети)\w*"),
}
"""Before these words a Roman numeral is a number."""

_TITLES = word_set("King Queen Pope Emperor Empress Tsar Czar Tsarina Czarina Kaiser Sultan Shah Emir Caliph")
"""Before a ruler's name: the "I" behind the name is hardly a pronoun then."""

_SURELY_FIRST = pattern(
    r" (?:of|is|has|does|reigns|reigned|rules|ruled|died|dies|abdicated|ascended|acceded"
    r"|succeeded|and (?:[A-Z][a-z]+ )?[IVX]{2,})\b"
    r"|['’]s |,| ?[;:)(]|[.!?]?[\"'”’)]*\Z"
)
"""Behind "Charles I": no speaker goes on like this."""
_SURELY_SPEAKING = pattern(
    r" (?:am|have|think|thought|know|knew|believed?|do|don['’]t|love|loved|like|liked|admired?|remember|mean|met)\b"
)
"""Behind "Queen Elizabeth I": somebody speaks."""

_UNITS = word_list(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENS = {2: ("twentieth", "twenty"), 3: ("thirtieth", "thirty")}


def value(numeral: str) -> int:
    """The number a Roman numeral stands for; 0 if it is not one below 200, written as it is today."""
    if not numeral or not _CANONICAL.match(numeral):
        return 0
    numbers = [_VALUES[letter] for letter in numeral]
    following = [*numbers[1:], 0]
    return sum(-number if number < after else number for number, after in zip(numbers, following, strict=True))


@cache
def ordinal(number: int) -> str:
    """An English ordinal in words, 1 to 39; beyond: empty."""
    if number < len(_UNITS):
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    if tens not in _TENS:
        return ""
    return f"{_TENS[tens][1]}-{_UNITS[unit]}" if unit else _TENS[tens][0]


def _before(text: str, end: int) -> str:
    """The word that ends at ``end``, without an opening mark and without a full stop behind it."""
    start = text.rfind(" ", 0, end) + 1
    return text[start:end].lstrip("\"“‘'([").rstrip(".")


def _is_placeholder(word: str) -> bool:
    """Whether a word ends in the placeholder of a lexicon entry: a name, most likely."""
    return bool(word) and "\ue000" <= word[-1] <= "\uf8ff"


def _after_name(text: str, numeral: str, end: int, before: str) -> str:
    """What is said in English for a numeral after a ruler's name; empty: it is left as it is."""
    known = before in NAMES
    if not known and not (_is_placeholder(before) and len(numeral) > 1):
        return ""
    if len(numeral) == 1 and not _is_numeral(text, numeral, end, before):
        return ""
    return _the(value(numeral))


def _the(number: int) -> str:
    """An ordinal as behind a ruler's name, or a numeral where it has no word; empty for 0."""
    said = ordinal(number) if number else ""
    return f"the {said}" if said else str(number or "")


def _is_numeral(text: str, numeral: str, end: int, before: str) -> bool:
    """Whether a single letter behind a name is a numeral: Henry V; not Malcolm X, John V. Smith, "as Charles I saw"."""
    if numeral in "LC" or (before == "Malcolm" and numeral == "X"):
        return False
    if text.startswith(".", end) and any(map(str.isalnum, text[end : end + 12])):
        return False  # an initial
    titled = _has_title(text, end)
    if numeral == "I":
        if titled and not _SURELY_SPEAKING.match(text, end):
            return True
        return _SURELY_FIRST.match(text, end) is not None  # "As Charles I stand before you" may go on in many ways
    return titled or not text[end + 1 : end + 2].isupper()  # John V Smith


def _has_title(text: str, end: int) -> bool:
    """Whether "King" or the like stands before the names before ``text[:end]``'s last word."""
    words = text[max(0, end - 60) : end].split()[-5:-1]
    while words and words[-1].strip("\"“‘'([") in NAMES:
        words.pop()
    return bool(words) and words[-1].strip("\"“‘'([") in _TITLES


def _spoken(text: str, start: int, end: int, lang: str, *, continues: bool) -> str:
    """What is said for the numeral ``text[start:end]``; empty: it is left as it is."""
    numeral = text[start:end]
    before = _before(text, start - 1) if start else ""
    if lang == "fr":
        before = before.rpartition("'")[2]
    nouns = NOUNS[lang]
    is_number = (
        (continues and numeral != "I")
        or before in nouns
        or (lang == "en" and before.isupper() and before.capitalize() in nouns)
        or (lang not in ("en", "de") and before.lower() in nouns)
        or (lang in AFTER and AFTER[lang].match(text, end) is not None)
        or (lang == "fr" and numeral != "I" and before in NAMES)
    )
    if is_number:
        return str(value(numeral) or "")
    return _after_name(text, numeral, end, before) if lang == "en" and before else ""


def roman_numerals(text: str, lang: str) -> str:
    """World War II → World War 2; Nicholas II → Nicholas the second; Chapter IV → Chapter 4; siglo XIX → siglo 19."""
    language = base_language(lang)
    if language not in NOUNS:
        return text
    parts: list[str] = []
    done = 0
    for match in _NUMERAL.finditer(text):
        start, end = match.start(), match.end()
        continues = bool(parts) and text[done:start].rstrip() in _BETWEEN
        spoken = _spoken(text, start, end, language, continues=continues)
        if continues and spoken.isdecimal() and parts[-1].startswith("the "):
            spoken = _the(int(spoken))  # James I and VI
        if spoken:
            parts += [text[done:start], spoken]
            done = end
    return "".join([*parts, text[done:]]) if parts else text


def heading_numeral(text: str) -> str:
    """At the head of a heading: "IV. The Return" → "4. The Return", "III" → "3"; "I Have a Dream" stays."""
    match = _HEADING.match(text)
    number = value(match[0]) if match else 0
    return f"{number}{text[match.end() :]}" if match and number else text
