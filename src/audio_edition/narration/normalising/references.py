"""References: p. 5 → page 5, pp. 3–7 → pages 3 to 7, Art. 3 Abs. 2 → Artikel 3 Absatz 2, page xii → page 12."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.normalising.numerals import TABLES, final_stop
from audio_edition.narration.roman import value as roman_value
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_PAGE = pattern(r"(?<!\w)([Pp]ages?|[Pp]reface) (?P<first>[ivxlc]{1,7})(?:[–—-](?P<last>[ivxlc]{1,7}))?(?!\w)")
_NUMERAL_FOLLOWS = pattern(r"\. ?[\dIVXLCivxlc]")
_NUMBER = pattern(r"(?:(?<=[,(] )|(?<=\()|(?<=\d )|(?<=\w at )|(?<=[Tt]he )|(?<=ranked )|(?<=seeded ))no\. ?(?=\d)")
"""In small letters only where the word is no answer: vol. 3, no. 2."""
_FOLLOWING = pattern(r"(?<!\w)((?:Seite|Artikel|Paragraf|Randnummer|Band|§) \d{1,4}) ?ff?\.?(?!\w)")
_NUMERO = pattern(r"(?:(?<=[Ll]e )|(?<=[Aa]u )|(?<=[Dd]u )|(?<=,\ ))no (?=\d)")


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = sorted(TABLES[language].references, key=lambda word: (-len(word), word))
    roman = "|[IVXLC]+\\b" + ("|[ivxlc]+\\b" if language == "en" else "")
    return re.compile(
        rf"(?<![\w.])(?P<elided>[ldLD]')?(?P<word>{'|'.join(map(re.escape, words))})\. ?(?=\d{roman})",
        re.IGNORECASE,
    )


def references(text: str, lang: str) -> str:
    """Vol. 2 → volume 2, Fig. 3 → figure 3, l'art. 3 → l'article 3; where a numeral follows only."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    table = TABLES[language]

    def say(match: re.Match[str]) -> str:
        word = match["word"]
        if word == "No" or (word.lower() == "no" and language == "en"):
            return match[0]  # "No. 5" has a rule of its own
        said = (
            table.references.get(word) or table.references.get(word.lower()) or table.references.get(word.capitalize())
        )
        if said is None or (language == "de" and not word[0].isupper()) or (word == "C" and language == "en"):
            return match[0]
        if word == "ч" and match.string[max(0, match.start() - 2) : match.start() - 1].isdecimal():
            return match[0]  # an hour: в 17 ч. 30 мин.
        if language == "ru" and match.string[max(0, match.start() - 4) : match.start()].lower() == "см. ":
            said = re.sub("а$", "у", re.sub("я$", "ю", said))
        if word[0].isupper() and language != "ru":
            said = said[0].upper() + said[1:]
        return f"{match['elided'] or ''}{said} "

    if language == "fr":
        text = _NUMERO.sub("numéro ", text)
    if _NUMERAL_FOLLOWS.search(text) is None:
        return text
    text = _pattern(language).sub(say, text)
    if language == "de":
        text = _FOLLOWING.sub(lambda match: f"{match[1]} folgende{final_stop(match)}", text)
    if language == "en":
        text = _NUMBER.sub("number ", text)
    return text


def roman_pages(text: str, lang: str) -> str:
    """Page xii → page 12; where there is no full stop."""
    return _PAGE.sub(_page, text)


def _page(match: re.Match[str]) -> str:
    first, last = (roman_value((match[name] or "").upper()) for name in ("first", "last"))
    if not first or (match["last"] and not last):
        return match[0]
    return f"{match[1]} {first}{f' to {last}' if last else ''}"
