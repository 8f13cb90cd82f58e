"""The words by which the name of a newspaper and the lines under it are known.

Enters: lines. Leaves: yes or no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from audio_edition.importing.dates import parse_date
from audio_edition.text.pattern import pattern

_PAPER = pattern(
    r"\b(?:times|post|news|journal|review|herald|gazette|tribune|guardian|daily|weekly|monthly|quarterly|magazine"
    r"|newsletter|bulletin|courier|observer|chronicle|telegraph|zeitung|anzeiger|rundschau|tageblatt|kurier|presse|revue"
    r"|gaceta|diario|periódico)\b(?! (?:from|about)\b)"
    r"|\bwww\.|\.(?:com|org|net)\b",
    re.IGNORECASE,
)
_ISSUE = pattern(
    r"(?:vol(?:ume)?|issue|no|nr|number|n[º°]|numéro|jahrgang|ausgabe)\b\.?\s*(?:\d|[IVXLC]+\b)", re.IGNORECASE
)
_MOTTO = pattern(
    r"(?:the\s+)?(?:voice|organ|journal|newspaper|paper|newsletter|bulletin)\s+(?:of|for)\b|published\s+by\b"
    r"|(?:proletarians|workers)\s+of\s+(?:all|the)\b",
    re.IGNORECASE,
)


def is_name(text: str, below: Iterable[str] = ()) -> bool:
    """Whether a line is the name of a newspaper.

    Args:
        text: The line.
        below: The lines under it.

    Returns:
        True if it is short and has a newspaper's word in it ("Evening Post"), or a motto under it.
    """
    if len(text.split()) > 6 or text.endswith((":", "?", "!")):
        return False
    return bool(_PAPER.search(text)) or any(is_motto(line) for line in below)


def is_motto(text: str) -> bool:
    """Whether a line is a newspaper's motto, publisher or number: "the Voice of …", "Vol. 3, No. 4".

    Args:
        text: The line.

    Returns:
        True if it begins so.
    """
    return bool(_MOTTO.match(text) or _ISSUE.match(text))


_WEEKDAY = pattern(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|diens|donners|frei|sams|sonn)tag\b|\bmittwoch\b",
    re.IGNORECASE,
)
_PRICE = pattern(r"[$€£]\s?\d|\d\s?(?:€|cents?\b|pence\b|ct\b)", re.IGNORECASE)
_PAGE = pattern(r"\b(?:page|seite)\s+\w{1,3}\b|\b[A-F]\d{1,2}\b", re.IGNORECASE)
_YEAR = pattern(r"\b(?:1[5-9]|20)\d\d\b")
_PARTS = pattern(r"\s*[•|·]\s*|\s+[–—]\s+|\s{3,}")
_FIELDS = pattern(r"\s+[/|·•]\s+")
_DIGIT = pattern(r"\d")
_PAGE_NUMBER = r"(?:page|seite|página|pagina) [A-F]?\d{1,3}"
_PAGE_AT_AN_END = pattern(rf"(.{{8,100}}?),?\s{_PAGE_NUMBER}|{_PAGE_NUMBER},?\s(.{{8,100}})", re.IGNORECASE)
MOST_NAME_WORDS = 6
_KICKERS = frozenset(
    (
        *("analysis", "arts", "books", "business", "column", "comment", "commentary", "culture", "debate", "editorial"),
        *("essay", "exclusive", "feature", "features", "film", "focus", "guest column", "history", "in brief"),
        *("interview", "letters", "local", "local news", "music", "nation", "national", "news", "obituary", "opinion"),
        *("politics", "portrait", "profile", "report", "reportage", "review", "science", "sport", "sports", "theatre"),
        *("world", "analyse", "feuilleton", "gastbeitrag", "gespräch", "glosse", "kolumne", "kommentar", "kultur"),
        *("leitartikel", "lokales", "meinung", "nachruf", "politik", "porträt", "rezension", "wirtschaft", "entretien"),
        *(
            "éditorial",
            "tribune",
            "critique",
            "entrevista",
            "opinión",
            "reportaje",
            "crónica",
            "intervista",
            "opinione",
            *("bildung", "education", "gesellschaft", "gesundheit", "health", "sociedad", "société", "technology"),
            *("climate", "environment", "panorama", "política", "politique", "umwelt", "wissenschaft", "économie"),
        ),
    )
)
_ARTICLE_WORDS = "the a an der die das ein eine le la les un une el los las il lo gli my our mein unser"
_ARTICLES = frozenset(_ARTICLE_WORDS.split())
_DECK_WORDS = (
    "how why what when where who on of from in notes about a an wie warum was wer wo über von vom zur zum ein eine"
    " comment pourquoi un une cómo por come perché"
)
_OPENS_DECK = frozenset(_DECK_WORDS.split())
"""A line that begins so under a short one is more likely a deck than a headline: "How a small town lost its ferry"."""
_POST = pattern(
    r"(?:(?:senior|chief|deputy|assistant|associate|special|foreign|political|staff|our|contributing|guest|managing|city"
    r"|sports?|business|news|arts|science|health|education|investigative|freelance|community)\s+){0,3}"
    r"(?:(?:[a-z]+\s+)?(?:writers?|reporters?|correspondents?|editors?|columnists?|critics?|contributors?|photographers?)"
    r"|editor-in-chief|redakteur(?:in)?|korrespondent(?:in)?)(?:(?:,| of| for| at| in| –| —)\s.{1,60})?",
    re.IGNORECASE,
)


def is_folio(text: str) -> bool:
    """Whether a line is that of a newspaper's page: two or more of date, number of the issue, price, page.

    Args:
        text: The first line of a text, or one of its first.
    """
    if len(text) > 120:
        return False
    signs = (_WEEKDAY.search(text) or _YEAR.search(text), _issue_in(text), _PRICE.search(text), _PAGE.search(text))
    count = sum(sign is not None for sign in signs)
    if len(_PARTS.split(text)) < 2:  # what divided the fields may have been blanks
        return bool(_name_and_date(text)) or (count >= 3 and bool(_date_within(text)))
    return count >= 2


def folio_parts(text: str) -> tuple[str, ...]:
    """The fields of a folio line."""
    parts = _PARTS.split(text)
    if len(parts) > 1:
        return tuple(part for part in parts if part)
    return _name_and_date(text) or _date_within(text)


def _date_within(text: str) -> tuple[str, ...]:
    """The words of a line that are a date, the longest that begin first."""
    words = text.split()
    for at in range(len(words)):
        for length in (5, 4, 3):
            if parse_date(found := " ".join(words[at : at + length])):
                return (found,)
    return ()


def _name_and_date(text: str) -> tuple[str, ...]:
    """A newspaper's name, where it is there, and the date, of a line with a page that nothing else divides."""
    found = _PAGE_AT_AN_END.fullmatch(text)
    words = (found[1] or found[2]).split() if found else []
    for at in range(min(len(words), MOST_NAME_WORDS + 1)):
        if parse_date(" ".join(words[at:])):
            return tuple(part for part in (" ".join(words[:at]), " ".join(words[at:])) if part)
    return ()


def _issue_in(text: str) -> re.Match[str] | None:
    return next((found for part in _PARTS.split(text) if (found := _ISSUE.match(part))), None)


def masthead_fields(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The name of a newspaper, and the departments and dates beside it: "The Herald / Business".

    Args:
        text: The first line of a text, over its headline.

    Returns:
        None where the line is anything else. Beside a date alone, the name has a newspaper's word in it.
    """
    fields = [field for field in _FIELDS.split(text) if field]
    beside = tuple(field for field in fields if is_kicker(field) or parse_date(field))
    names = [field for field in fields if field not in beside]
    if not beside or len(names) != 1 or len(names[0].split()) > MOST_NAME_WORDS or names[0][-1] in ".!?…:;,":
        return None
    name = names[0]
    is_sure = is_name(name) or (any(map(is_kicker, beside)) and name[:1].isupper() and not _DIGIT.search(name))
    return (name, beside) if is_sure else None


def is_kicker(text: str) -> bool:
    """Whether a line over a title says what kind of article it is: "Interview", "LOCAL NEWS"."""
    return text.rstrip(":").casefold() in _KICKERS


def may_be_kicker(text: str, headline: str) -> bool:
    """Whether a line is likely the kicker of the one below it, though it is none of the usual words.

    Args:
        text: The upper line.
        headline: The lower line.

    Returns:
        True if it has one or two words and no article, the lower line four or more, and that does not begin as a deck.
    """
    words, below = text.split(), headline.split()
    if not 0 < len(words) <= 2 or len(below) < 4 or not text[:1].isupper() or text[-1] in ".!?…,;\"'”’“»":
        return False
    if any(char.isdigit() for char in text) or (headline.isupper() and not text.isupper()):
        return False
    is_name_of_a_thing = words[0].casefold() in _ARTICLES
    return not is_name_of_a_thing and (text.isupper() or below[0].casefold() not in _OPENS_DECK)


def is_post(text: str) -> bool:
    """Whether a line under a byline says what its bearer is: "Staff writer", "Political editor of The Example"."""
    return len(text) <= 90 and text[:1].isupper() and _POST.fullmatch(text.rstrip(".")) is not None
