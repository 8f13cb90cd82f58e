"""Money: $5 → 5 dollars, £3.5m → 3.5 million pounds, 4,99 € → 4 Euro 99, 80p → 80 pence."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.normalising.numerals import BEFORE, DASH, TABLES, final_stop, form, grouped, number
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_ARTICLE = pattern(r"(?:(?<!\w)[Aa]n? |\w- ?)\Z")
_THE = pattern(
    r"(?<!\w)(?:[Tt]he|[Tt]his|[Tt]hat|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur|[Mm]y|[Aa]nother|[Ee]very|[Ee]ach) \Z"
)
_HEAD = pattern(
    r" (?:[a-z]+ )?(?:acquisition|apartment|award|bailout|bet|bid|bill|bond|bonus"
    r"|bounty|budget|campaign|cap|check|cheque"
    r"|coin|company|contract|credit|deal|debt|deficit|deposit|donation|facility|factory|fee|fine|fortune|fund|gap|gift"
    r"|grant|handout|hole|home|house|industry|investment|item|jackpot|lawsuit|limit|loan|mansion|market|merger|mortgage"
    r"|note|offer|package|payment|payout|pension|piece|plan|plant|pledge|prize|program|programme|project|purchase|question"
    r"|ransom|rescue|reward|salary|sale|scheme|settlement|shortfall|stake|stamp|subsidy|surplus|takeover|tax|threshold"
    r"|ticket|transfer|verdict|wager)\b"
)
"""Behind an amount that says what kind of thing it is: the 64,000 dollar question."""
_POUNDS = pattern(r"£ ?(?P<pounds>\d[\d,]*) (?P<shillings>\d{1,2}) ?s\.?(?:,? (?P<pence>\d{1,2}) ?d\.?)?(?!\w)")
_THOUSANDS = frozenset(("k", "K", "Tsd", "Tsd.", "тыс", "тыс."))
_AREAS = r"(?:US|AU|CA|NZ|HK|A|C)?"


def _alternatives(signs: list[str]) -> str:
    return "|".join(re.escape(sign) for sign in sorted(signs, key=lambda sign: (-len(sign), sign)))


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Of money with its sign before, and behind the number."""
    table = TABLES[language]
    large = rf"(?:[ -]?(?P<large>{_alternatives(list(table.magnitudes))})(?![\w²³]))?"
    amount = rf"(?P<first>{number(language)})(?:(?:{DASH})(?:[$£€¥₹₽] ?)?(?P<last>{number(language)}))?{large}"
    never = ("p", "$", "£") if language == "en" else ("p",)
    behind = [sign for sign in (*table.currencies, *table.cents) if sign not in never]
    units = "|".join(re.escape(unit) for unit in sorted({*table.per_units, *table.per_amounts}, key=len, reverse=True))
    per = rf"(?:/(?P<per>{units})(?![\w/]))?" if table.per else "(?P<per>)"
    before = re.compile(rf"(?<![\w$£€¥₹₽])(?<!\d )(?P<sign>{_AREAS}[$£€¥₹₽]) ?{amount}{per}(?![\w%]|[.,]\d)")
    after = re.compile(rf"{BEFORE}{amount}(?: ?(?P<sign>{_alternatives(behind)})(?!\w)|(?P<pence>p)(?![\w.])){per}")
    return before, after


def money(text: str, lang: str) -> str:
    """$5 → 5 dollars; $5–10 → 5 to 10 dollars; a $5 note → a 5 dollar note; 50¢ → 50 cents."""
    language = base_language(lang)
    if language not in TABLES:
        return text
    before, after = _patterns(language)
    if language == "en" and "£" in text:
        text = _POUNDS.sub(_shillings, text)
    if any(sign in text for sign in "$£€¥₹₽"):
        text = before.sub(lambda match: _say(match, language), text)
    if any(sign in text for sign in "$£€¥₹₽¢р") or (language == "en" and "p" in text):
        text = after.sub(lambda match: _say(match, language), text)
    return text


def _shillings(match: re.Match[str]) -> str:
    """£27 10s. → 27 pounds 10 shillings; the full stop stays where the sentence ends."""
    said = f"{match['pounds']} {form(('pound', 'pounds'), match['pounds'], 'en')}"
    said += f" {match['shillings']} {form(('shilling', 'shillings'), match['shillings'], 'en')}"
    if match["pence"]:
        said += f" {match['pence']} {form(('penny', 'pence'), match['pence'], 'en')}"
    return f"{said}{final_stop(match)}"


def _say(match: re.Match[str], language: str) -> str:
    """The amount, and what it is paid for: 3 Euro pro Tag."""
    said = _amount(match, language)
    if said == match[0] or not match["per"]:
        return said
    table = TABLES[language]
    unit = table.per_units.get(match["per"]) or table.per_amounts[match["per"]]
    article = "an" if unit in ("hour", "ounce") else "a"
    return f"{said} {article if language == 'en' else table.per} {unit}"


def _amount(match: re.Match[str], language: str) -> str:
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
    if language == "en" and _is_attribute(match):
        return f"{count} {names[0]}"
    name = names[-1] if large else form(names, last or first, language)
    said = f"{count}{name}" if count[-1] == "'" else f"{count} {name}"
    return f"{said}{final_stop(match)}" if sign.endswith(".") else said


def _is_attribute(match: re.Match[str]) -> bool:
    """Whether an English amount stands before a noun that it belongs to."""
    begin, start = max(0, match.start() - 9), match.start()
    if _ARTICLE.search(match.string, begin, start):
        return True
    return _THE.search(match.string, begin, start) is not None and _HEAD.match(match.string, match.end()) is not None


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
