"""Dates: Jan. 5, 1917 → January 5th nineteen seventeen, 7. November → siebter November, 7 ноября 1917 г.

A day with its month has no comma in it: a voice would pause there.
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.narration.normalising.english import WEEKDAYS
from audio_edition.narration.normalising.german import BEHIND_EIN
from audio_edition.narration.normalising.numerals import TABLES, final_stop, ordinal, ordinal_numeral, words, year
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_ISO = pattern(
    r"(?<![\w.,:/-])(?P<year>1\d{3}|20\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\w:/-]|\.\d)"
)
_SLASHED = pattern(
    r"(?<![\w.,:/-])(?P<one>[0-3]?\d)(?P<sign>[/.])(?P<two>[0-3]?\d)(?P=sign)(?P<year>1\d{3}|20\d\d)(?![\w:/-]|\.\d)"
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>1\d{3}|20\d\d)(?![\w:/–-]|[.,]\d)"


@cache
def _months(language: str) -> str:
    names = sorted(TABLES[language].month_names, key=lambda name: (-len(name), name))
    if language in ("en", "de"):
        names = [name.capitalize() for name in names]
    return "|".join(names)


@cache
def _english() -> tuple[re.Pattern[str], ...]:
    months = rf"(?P<month>{_months('en')})(?!\w)\.?"
    weekday = rf"(?<!\w)(?P<weekday>{'|'.join(WEEKDAYS)})(?!\w)\.?,? (?=(?:\d{{1,2}} )?(?:{_months('en')})(?!\w))"
    full = rf"(?<!\w)(?P<weekday>{'|'.join(sorted(set(WEEKDAYS.values())))}), (?=(?:{_months('en')})(?!\w)\.? \d)"
    month_first = (
        rf"(?<!\w){months}(?: |(?<=\.)){_DAY}(?:st|nd|rd|th)?"
        rf"(?:(?: ?[–—] ?|-)(?P<last>0?[1-9]|[12]\d|3[01]))?(?![\w%°$:]|[.,]\d|[–—-]\d)(?:,? {_YEAR})?"
    )
    day_first = rf"(?<![\w.,:/$£€–-])(?P<the>the )?{_DAY}(?P<th>st|nd|rd|th)? (?P<of>of )?{months}(?:,? {_YEAR})?"
    month_year = rf"(?<!\w){months},? {_YEAR}"
    between = rf"(?<=\d(?:st|nd|rd|th))(?: ?[–—] ?|-)(?=(?:{_months('en')})(?!\w))"
    return tuple(map(re.compile, (weekday, full, month_first, day_first, month_year, between)))


def english_dates(text: str, lang: str) -> str:
    """Jan 5 → January 5th, 5 Jan 1917 → the 5th of January nineteen seventeen, 2024-05-01 → May 1st twenty ..."""
    table = TABLES["en"]
    weekday, full, month_first, day_first, month_year, between = _english()

    def month(match: re.Match[str]) -> str:
        return table.months[table.month_names[match["month"].lower()] - 1]

    def behind(match: re.Match[str]) -> str:
        return f" {year(int(match['year']), 'en')}" if match["year"] else ""

    def first(match: re.Match[str]) -> str:
        last = f" to {ordinal_numeral(int(match['last']))}" if match["last"] else ""
        return f"{month(match)} {ordinal_numeral(int(match['day']))}{last}{behind(match)}"

    def second(match: re.Match[str]) -> str:
        the = "" if _has_article(match.string, match.start()) and not match["the"] else "the "
        return f"{the}{ordinal_numeral(int(match['day']))} of {month(match)}{behind(match)}{final_stop(match)}"

    text = _ISO.sub(lambda match: _in_english(match, lang, int(match["month"]), int(match["day"])), text)
    text = _SLASHED.sub(lambda match: _slashed_english(match, lang), text)
    text = weekday.sub(lambda match: f"{WEEKDAYS[match['weekday']]} ", text)
    text = full.sub(r"\g<weekday> ", text)
    text = day_first.sub(second, text)
    text = between.sub(" to ", month_first.sub(first, text))
    return month_year.sub(lambda match: f"{month(match)}{behind(match)}", text)


def _has_article(text: str, start: int) -> bool:
    return (
        re.search(
            r"(?<!\w)(?:[Tt]he|[Tt]his|[Tt]hat|[Ee]very|[Ee]ach|[Hh]is|[Hh]er|[Ii]ts|[Mm]y|[Oo]ur|[Tt]heir|a) \Z",
            text[max(0, start - 8) : start],
        )
        is not None
    )


def _american(lang: str) -> bool:
    tags = lang.replace("_", "-").lower().split("-")
    return len(tags) == 1 or "us" in tags[1:]


def _in_english(match: re.Match[str], lang: str, month: int, day: int) -> str:
    name, of_year = TABLES["en"].months[month - 1], year(int(match["year"]), "en")
    if _american(lang):
        return f"{name} {ordinal_numeral(day)} {of_year}"
    return f"the {ordinal_numeral(day)} of {name} {of_year}"


def _slashed_english(match: re.Match[str], lang: str) -> str:
    one, two = int(match["one"]), int(match["two"])
    month, day = (one, two) if _american(lang) or two > 12 else (two, one)
    if month > 12:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    return _in_english(match, lang, month, day)


_WEAK = pattern(
    r"(?<!\w)(?:[Dd](?:em|en|es)|[AaIi]m|[Vv][ou]m|[Zz]u[mr]|[Bb]eim|[Ss]eit|[Aa]b|[Bb]is|[Ii]ns?|[Uu]nter|[Nn]ach|[Vv]or|"
    r"[Ss]einem|[Ii]hrem|[Jj]edem|[Dd]iesem|und|bis|späten|frühen|ausgehenden) \Z"
)
_DATIVE = pattern(
    r"(?<!\w)(?:[Ii]n|[Aa]n|[Aa]uf|[Mm]it|[Vv]on|[Bb]ei|[Nn]ach|[Zz]u|[Ss]eit|[Aa]us|[Vv]or|[Uu]nter|[Üü]ber|[Hh]inter|"
    r"[Nn]eben|[Ww]ährend|[Ww]egen|[Tt]rotz|[Aa]b|Ende|Anfang|Mitte) der \Z"
)
_NOMINATIVE = pattern(r"(?<!\w)(?:[Dd](?:er|ie|as)|als|[Dd]iese[rs]?|[Jj]ede[rs]?|[Ss]eine|[Ii]hre) \Z")


_WEEKDAY = {
    "Mo.": "Montag", "Di.": "Dienstag", "Mi.": "Mittwoch", "Do.": "Donnerstag", "Fr.": "Freitag", "Sa.": "Samstag",
    "So.": "Sonntag",
}  # fmt: skip
_WEEKDAYS = pattern(
    r"(?<!\w)(?:[Aa]m (?:Mo|Di|Mi|Do|Fr|Sa|So)\.(?:(?:,| und|–| bis) ?(?:Mo|Di|Mi|Do|Fr|Sa|So)\.)*"
    r"|(?:Mo|Di|Mi|Do|Fr|Sa|So)\.(?:(?:,| und|–|-| bis) ?(?:Mo|Di|Mi|Do|Fr|Sa|So)\.)+)"
)


def _weekdays(match: re.Match[str]) -> str:
    """Am Fr. und Sa. → am Freitag und Samstag, Mo.–Fr. → Montag bis Freitag."""
    said = re.sub(r"\w\w\.", lambda day: _WEEKDAY[day[0]], match[0])
    return f"{re.sub('[–-]', ' bis ', said)}{final_stop(match)}"


@cache
def _german() -> tuple[re.Pattern[str], ...]:
    months = rf"(?P<month>{_months('de')})(?!\w)\.?"
    date = (
        rf"(?<![\w.,:/-])(?:(?P<from>0?[1-9]|[12]\d|3[01])\. ?(?:(?P<to>bis|und|[–—-]) ?))?"
        rf"{_DAY}\. {months}(?: {_YEAR})?"
    )
    noun = (
        r"(?<![\w.,:/-])(?:(?P<from>[1-9]\d{0,2})\. (?P<joint>und|oder|bis) (?:(?P<article>de[rmns]|die|das) )?)?"
        r"(?P<number>[1-9]\d{0,2})\. (?P<noun>[A-ZÄÖÜ][a-zäöüß]|F[CFS][CV]?\b)"
    )
    day_month = (
        r"(?<!\w)(?P<word>[Aa]m|[Vv]om|[Zz]um|[Bb]is(?: zum)?|[Aa]b(?: dem)?|[Ss]eit(?: dem)?|[Dd]e[rmn]|und|–) "
        r"(?P<day>0?[1-9]|[12]\d|3[01])\. ?(?P<month>0?[1-9]|1[0-2])\.(?! ?\d)"
    )
    short_year = (
        r"(?<!\w)(?P<word>[Aa]m|[Vv]om|[Zz]um|[Bb]is(?: zum)?|[Aa]b|[Ss]eit|[Dd]e[rmn]) "
        r"(?P<day>0?[1-9]|[12]\d|3[01])\.(?P<month>0?[1-9]|1[0-2])\.(?P<year>\d\d)(?![\w:/-]|\.\d)"
    )
    spaced = rf"(?<![\w.,:/-]){_DAY}\. (?P<month>0?[1-9]|1[0-2])\. {_YEAR}"
    return tuple(map(re.compile, (date, noun, day_month, spaced, short_year)))


def german_dates(text: str, lang: str) -> str:
    """Am 7. November 1917 → am siebten November neunzehnhundertsiebzehn; im 19. Jahrhundert; 3.10.1990."""
    table = TABLES["de"]
    date, noun, day_month, spaced, short_year = _german()

    def ending(match: re.Match[str], default: str) -> str:
        before = match.string[max(0, match.start() - 16) : match.start()]
        if _WEAK.search(before) or _DATIVE.search(before):
            return "n"
        return "" if _NOMINATIVE.search(before) else "s" if BEHIND_EIN.search(before) else default

    def day(match: re.Match[str]) -> str:
        name = table.months[table.month_names[match["month"].lower()] - 1]
        end = ending(match, "r")
        said = f"{ordinal(int(match['day']), 'de')}{end}"
        if match["from"]:
            joint = "und" if match["to"] == "und" else "bis"
            said = f"{ordinal(int(match['from']), 'de')}{end} {joint} {said}"
        return f"{said} {name}{' ' + year(int(match['year']), 'de') if match['year'] else ''}{final_stop(match)}"

    def numeric(match: re.Match[str]) -> str:
        one, two = int(match["one"]), int(match["two"])
        if match["sign"] != "." or not (1 <= one <= 31 and 1 <= two <= 12):
            return match[0]
        return f"{ordinal(one, 'de')}{ending(match, 'r')} {table.months[two - 1]} {year(int(match['year']), 'de')}"

    def counted(match: re.Match[str]) -> str:
        end = ending(match, "-")
        if end == "-" and not match.string.startswith("Jahrh", match.start("noun")):
            return match[0]
        end = end.replace("-", "s")
        said = f"{ordinal(int(match['number']), 'de')}{end} {match['noun']}"
        if not match["from"]:
            return said
        article = f"{match['article']} " if match["article"] else ""
        return f"{ordinal(int(match['from']), 'de')}{end} {match['joint']} {article}{said}"

    def without_year(match: re.Match[str]) -> str:
        month = table.months[int(match["month"]) - 1]
        end = "" if match["word"] in ("der", "Der") else "n"
        said = f"{match['word']} {ordinal(int(match['day']), 'de')}{end} {month}"
        if "year" in match.re.groupindex:
            return f"{said} {words(int(match['year']), 'de') if match['year'] != '00' else '2000'}"
        return f"{said}{final_stop(match)}"

    def with_year(match: re.Match[str]) -> str:
        month = table.months[int(match["month"]) - 1]
        return f"{ordinal(int(match['day']), 'de')}{ending(match, 'r')} {month} {year(int(match['year']), 'de')}"

    def iso(match: re.Match[str]) -> str:
        of_year = year(int(match["year"]), "de")
        return (
            f"{ordinal(int(match['day']), 'de')}{ending(match, 'r')} {table.months[int(match['month']) - 1]} {of_year}"
        )

    text = _SLASHED.sub(numeric, _ISO.sub(iso, text))
    text = short_year.sub(without_year, text)
    text = day_month.sub(without_year, spaced.sub(with_year, text))
    text = _PLACE.sub(_placed, text)
    return noun.sub(counted, date.sub(day, text))


_PLACE = pattern(
    r"(?<!\w)(?P<who>[Ss]ie )?(?P<verb>wurde|wird|werde) (?P<place>[1-9]\d?)\. (?=(?:im|in|bei|beim|auf|hinter|vor) )"
)


def _placed(match: re.Match[str]) -> str:
    """Er wurde 3. im Rennen → er wurde Dritter im Rennen; sie wurde Dritte."""
    said = ordinal(int(match["place"]), "de").capitalize()
    return f"{match['who'] or ''}{match['verb']} {said}{'' if match['who'] else 'r'} "


def romance_dates(text: str, lang: str) -> str:
    """01/05/2024 → 1er mai 2024, 1.º de mayo → primero de mayo, 1º maggio → primo maggio."""
    language = base_language(lang)
    table = TABLES[language]

    def say(match: re.Match[str], day: int, month: int) -> str:
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return match[0]
        of = " de " if language == "es" else " "
        first = {"fr": "premier", "es": "primero", "it": "primo"}[language]
        return f"{first if day == 1 else day}{of}{table.months[month - 1]}{of}{match['year']}"

    text = _ISO.sub(lambda match: say(match, int(match["day"]), int(match["month"])), text)
    text = _SLASHED.sub(lambda match: say(match, int(match["one"]), int(match["two"])), text)
    first = {"fr": r"1 ?er", "es": r"1\.?[º°]", "it": r"1[º°]"}[language]
    of = "de " if language == "es" else ""
    names = _months(language)
    word = {"fr": "premier", "es": "primero", "it": "primo"}[language]
    pattern = rf"(?<![\w.,:/-]){first} (?={of}(?:{names})\b)"
    text = re.sub(pattern, f"{word} ", text)
    short = rf"(?<![\w.,:/-])([1-9]|[12]\d|3[01]) {of}({names})\. "
    return re.sub(short, lambda match: f"{match[1]} {of}{table.months[table.month_names[match[2].lower()] - 1]} ", text)


_ERA_YEAR_RU = pattern(r"(?<![\w.,:/-])(\d{1,4}) ?г\. ?(?=(?:до )?н\. ?э\.)")
_YEAR_RU = pattern(
    r"(?<![\w.,:/-])(?P<first>1\d{3}|20\d\d)(?:[–—-](?P<last>1\d{3}|20\d\d))? ?"
    r"(?P<noun>гг?\.|год(?:а|у|ом|е|ы|ах|ов)?(?!\w))"
)
_CASES = {"год": "n", "года": "g", "году": "p", "годом": "i", "годе": "p", "годы": "n", "годах": "p", "годов": "g"}
_CENTURY_RU = pattern(
    r"(?<![\w.])(?P<roman>[IVX]{1,5})(?:[–—-](?P<last>[IVX]{1,5}))? ?"
    r"(?P<noun>вв?\.|век(?:а|у|ом|е|ов|ах)?(?!\w)|столети\w+)"
)
_CENTURY_CASES = {"век": "n", "века": "g", "веку": "d", "веком": "i", "веке": "p", "столетие": "n", "столетия": "g",
                  "столетию": "d", "столетием": "i", "столетии": "p", "веков": "g", "веках": "p"}  # fmt: skip


def _abbreviated(match: re.Match[str], nouns: tuple[str, str]) -> tuple[str, str]:
    """The noun of "г." or "в.", and its case, by the preposition before the number: в 1917 г. → году."""
    before = match.string[max(0, match.start() - 4) : match.start()].lower().split()
    prepositional = bool(before) and before[-1] in ("в", "о", "об", "на", "во")
    return (nouns[1], "p") if prepositional else (nouns[0], "g")


def _russian_era_year(match: re.Match[str]) -> str:
    """В 79 г. н. э. → в семьдесят девятом году н. э."""
    before = match.string[max(0, match.start() - 4) : match.start()].lower().split()
    prepositional = bool(before) and before[-1] in ("в", "о", "об", "на", "во")
    return f"{ordinal(int(match[1]), 'ru', case='p' if prepositional else 'g')} {'году' if prepositional else 'года'} "


def russian_dates(text: str, lang: str) -> str:
    """7 ноября 1917 г. → седьмого ноября тысяча девятьсот семнадцатого года; в XX в. → в двадцатом веке."""
    from audio_edition.narration.roman import value as roman_value

    table = TABLES["ru"]
    months = _months("ru")

    def say(match: re.Match[str]) -> str:
        noun = match["noun"]
        case = _CASES.get(noun, "g")
        several = match["last"] is not None
        if noun in ("г.", "гг."):
            noun, case = _abbreviated(match, ("годов", "годах") if several else ("года", "году"))
        said = ordinal(int(match["first"]), "ru", case=case)
        if several:
            said += f" {ordinal(int(match['last']), 'ru', case=case)}"
        ends = match["noun"].endswith(".") and not match.string[match.end() :].strip("\"')]”’» ")
        return f"{said} {noun}{'.' if ends else ''}"

    def century(match: re.Match[str]) -> str:
        value = roman_value(match["roman"])
        if not value:
            return match[0]
        noun, neuter = match["noun"], match["noun"].startswith("стол")
        case = _CENTURY_CASES.get(noun, "g")
        several = match["last"] is not None
        if noun in ("в.", "вв."):
            noun, case = _abbreviated(match, ("веков", "веках") if several else ("века", "веке"))
        gender = "n" if neuter else "m"
        said = ordinal(value, "ru", case=case, gender=gender)
        if several:
            said += f" {ordinal(roman_value(match['last']), 'ru', case=case, gender=gender)}"
        ends = match["noun"].endswith(".") and not match.string[match.end() :].strip("\"')]”’» ")
        return f"{said} {noun}{'.' if ends else ''}"

    def numeric(match: re.Match[str]) -> str:
        day, month = int(match["one"]), int(match["two"])
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return match[0]
        of_year = ordinal(int(match["year"]), "ru", case="g")
        return f"{ordinal(day, 'ru', case='g', gender='n')} {table.months[month - 1]} {of_year} года"

    text = _SLASHED.sub(numeric, text)
    text = _ERA_YEAR_RU.sub(_russian_era_year, text)
    text = _YEAR_RU.sub(say, _CENTURY_RU.sub(century, text))
    return re.sub(
        rf"(?<![\w.,:/–-])({_DAY.replace('?P<day>', '?:')}) (?=(?:{months})(?!\w))",
        lambda match: f"{ordinal(int(match[1]), 'ru', case='g', gender='n')} ",
        text,
    )


_SHORT_WEEKDAY = pattern(
    rf"(?<!\w)(?P<weekday>{'|'.join(WEEKDAYS)})\."
    r"(?=,| (?:and|or|to|at|through|night|morning|afternoon|evening|\d)\b|[–-])"
)
WEEKDAY_HINTS = tuple(sorted({f"{name}." for name in (*WEEKDAYS, *(day.removesuffix(".") for day in _WEEKDAY))}))
"""One of these is in every text with a weekday that is not in full."""


def weekdays(text: str, lang: str) -> str:
    """On Mon., Tue. and Wed. → on Monday, Tuesday and Wed.; am Fr. und Sa. → am Freitag und Samstag."""
    if base_language(lang) == "de":
        return _WEEKDAYS.sub(_weekdays, text)
    text = _SHORT_WEEKDAY.sub(lambda match: WEEKDAYS[match["weekday"]], text)
    return re.sub(r"(?<=day)[–-](?=[A-Z][a-z]{1,6}day\b|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]?\b)", " to ", text)


def dates(text: str, lang: str) -> str:
    """Dates of a language that has a table; those of Russian are a rule of their own."""
    language = base_language(lang)
    rule = {
        "en": english_dates, "de": german_dates, "fr": romance_dates, "es": romance_dates, "it": romance_dates,
    }.get(language)  # fmt: skip
    return rule(text, lang) if rule else text
