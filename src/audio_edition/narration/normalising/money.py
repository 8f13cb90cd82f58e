"""Money: $5 → 5 dollars, £3.5m → 3.5 million pounds, 4,99 € → 4 Euro 99, 80p → 80 pence."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.normalising.numerals import BEFORE, DASH, TABLES, form, grouped, number
from audio_edition.text.language_tags import base_language

_ARTICLE = re.compile(r"(?<!\w)(?:[Aa]n?|\w+-)\Z")
_THOUSANDS = frozenset(("k", "K", "Tsd", "Tsd.", "тыс", "тыс."))
_AREAS = r"(?:US|AU|CA|NZ|HK|A|C)?"


def _alternatives(signs: list[str]) -> str:
    return "|".join(re.escape(sign) for sign in sorted(signs, key=lambda sign: (-len(sign), sign)))


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Of money with its sign before, and behind the number."""
    table = TABLES[language]
    large = rf"(?: ?(?P<large>{_alternatives(list(table.magnitudes))})(?![\w²³]))?"
    amount = rf"(?P<first>{number(language)})(?:(?:{DASH})(?:[$£€¥₹₽] ?)?(?P<last>{number(language)}))?{large}"
    behind = [sign for sign in (*table.currencies, *table.cents) if sign not in ("p", "$", "£")]
    before = re.compile(rf"(?<![\w$£€¥₹₽])(?P<sign>{_AREAS}[$£€¥₹₽]) ?{amount}(?![\w%])")
    after = re.compile(rf"{BEFORE}{amount}(?: ?(?P<sign>{_alternatives(behind)})(?!\w)|(?P<pence>p)(?![\w.]))")
    return before, after


def money(text: str, lang: str) -> str:
    """$5 → 5 dollars; $5–10 → 5 to 10 dollars; a $5 note → a 5 dollar note; 50¢ → 50 cents."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    before, after = _patterns(language)
    if any(sign in text for sign in "$£€¥₹₽"):
        text = before.sub(lambda match: _say(match, language), text)
    if any(sign in text for sign in "$£€¥₹₽¢р") or (language == "en" and "p" in text):
        text = after.sub(lambda match: _say(match, language), text)
    return text


def _say(match: re.Match[str], language: str) -> str:
    table = TABLES[language]
    sign = match["sign"] or "p"
    first, last, large = match["first"], match["last"], match["large"] or ""
    count = grouped(first, language)
    if last:
        count += f" {table.to} {grouped(last, language)}" if table.to else f"–{last}"
    if sign in ("p", "¢"):
        known = sign in table.cents and not large
        return f"{count} {form(table.cents[sign], last or first, language)}" if known else match[0]
    names = table.currencies.get(sign)
    if names is None:
        return match[0]
    whole, point, part = first.partition(table.point)
    if point and len(part) == 2 and not large and not last and sign in table.cents:
        return _with_cents(whole, part, sign, language)
    if large:
        count += f" {form(table.magnitudes[large], last or first, language)}"
        count += _joint(language, names[1]) if large not in _THOUSANDS else ""
    if language == "en" and _ARTICLE.search(match.string[max(0, match.start() - 3) : match.start()].rstrip()):
        return f"{count} {names[0]}"
    name = names[-1] if large else form(names, last or first, language)
    return f"{count}{name}" if count[-1] == "'" else f"{count} {name}"


def _joint(language: str, name: str) -> str:
    """What stands between a million and the money: deux millions d'euros, dos millones de euros."""
    of = TABLES[language].of
    if language == "fr" and name[0] in "aeiouéè":
        return " d'"
    return f" {of}" if of else ""


def _with_cents(whole: str, part: str, sign: str, language: str) -> str:
    """4.99 → 4 dollars and 99 cents; where nothing is said between them, only the numeral follows."""
    table = TABLES[language]
    value = str(int(part))
    cents = form(table.cents[sign], value, language)
    if whole == "0" and int(part):
        return f"{value} {cents}"
    said = f"{grouped(whole, language)} {form(table.currencies[sign], whole, language)}"
    if not int(part):
        return said
    if language == "en":
        return f"{said} and {value} {cents}"
    return f"{said} e {value}" if language == "it" else f"{said} {value}"
