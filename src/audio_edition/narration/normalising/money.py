"""Money: $5 → 5 dollars, £3.5m → 3.5 million pounds, 4,99 € → 4 Euro 99, 80p → 80 pence."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.languages import base_language
from audio_edition.narration.normalising.numerals import BEFORE, DASH, TABLES, form, grouped, is_one, number

_ARTICLE = re.compile(r"(?<!\w)(?:[Aa]n?|\w+-)\Z")
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
    sign = match["sign"] or match.groupdict().get("pence") or ""
    first, last, large = match["first"], match["last"], match["large"] or ""
    if sign in ("p", "¢") and (sign != "p" or language == "en"):
        if sign not in table.cents:
            return match[0]
        count = f"{first} {table.to} {last}" if last else first
        return f"{count} {form(table.cents[sign], last or first, language)}"
    names = table.currencies.get(sign)
    if names is None:
        return match[0]
    whole, point, part = first.partition(table.point)
    if point and len(part) == 2 and not large and not last and sign in table.cents:
        return _with_cents(whole, part, sign, language)
    count = grouped(first, language)
    if last:
        count += f" {table.to or '–'} {grouped(last, language)}" if table.to else f"–{last}"
    if large:
        count += f" {form(table.magnitudes[large], last or first, language)}"
        if large in ("k", "K", "Tsd", "Tsd.") or not table.of:
            pass
        else:
            # "vingt millions d'euros", but "millones de euros"
            linked = (
                f"{table.of[0]}'"
                if table.of == "de" and language == "fr" and names[1][0] in "aeiouéè"
                else f"{table.of} "
            )
            return f"{count} {linked}{names[-1]}"
    attribute = language == "en" and _ARTICLE.search(match.string[max(0, match.start() - 3) : match.start()].rstrip())
    if attribute or (not large and not last and is_one(first, language)):
        return f"{count} {names[0]}"
    if large and language == "ru":
        return f"{count} {names[-1]}"
    return f"{count} {names[-1] if large else form(names, last or first, language)}"


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
