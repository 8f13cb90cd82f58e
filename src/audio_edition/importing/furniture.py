"""What stands on a page and is no part of its article: page numbers, running heads, jump lines, captions, credits.

Enters: lines, and blocks of lines. Leaves: what each is, and the blocks without what belongs to the page; a sentence
that a page number tore apart is whole again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container
from itertools import pairwise

from audio_edition.importing.model import Finding, Line, Role
from audio_edition.text.pattern import pattern
from audio_edition.text.picture_notes import PictureNote, picture_note

LONGEST_LINE = 120
"""Characters of a credit or jump line, and of a running head."""
LONGEST_CAPTION = 300

Blocks = tuple[tuple[Line, ...], ...]

_PAGE = pattern(
    r"(?:page|seite|pág(?:ina)?|pagina|strona)\.? (\d{1,4})(?: (?:of|von|de|sur|di|/) \d{1,4})?"
    r"|[-–—] ?(\d{1,4}) ?[-–—]|\S.{0,100}\[(?:page|seite) \d{1,4}\]",
    re.IGNORECASE,
)
_NUMBERED = pattern(r"(\d{1,4})\s+(?:[|·•–—-]\s+)?(\D{8,100})|(\D{8,100}?)\s+(?:[|·•–—-]\s+)?(\d{1,4})")
"""A running head with the number of the page in it."""
_BARE_NUMBER = pattern(r"\d{1,4}")
_PAGE_NUMBER = pattern(r"\d{1,3}")
"""With one digit more, it may be a year that stands over what happened in it."""
_ENDS = pattern(r"[.!?…:;][\"'”’»)\]]*$")
_JUMP = pattern(
    r"\(?(?:continued|fortsetzung|suite|sigue)(?: (?:on|from|auf|von|à|en) (?:page|seite|la page|p\.)? ?\w{1,6})?\)?"
    r"|(?:please )?see [\w ’'-]{1,40},? (?:on )?page \w{1,6}|read (?:more|next|on)(?: ?[:»>→].{0,90})?"
    r"|advertisement|anzeige|publicité|publicidad|click here.{0,60}"
    r"|share(?: this)?(?: article| story| page)?(?: on \w+)?"
    r"|weiterlesen|(?:print|email) this (?:article|story|page)|lire la suite|leer más|continua a leggere"
    r"|sign up for .{0,60}"
    r"|subscribe(?: now| today| here)?",
    re.IGNORECASE,
)
_TO_ANOTHER = pattern(
    r"(?:related|read also|see also|more on this(?: topic| story)?|more on the topic|recommended|mehr zum thema"
    r"|mehr dazu|lesen sie (?:auch|mehr|hierzu|dazu)|lies auch|auch interessant|zum thema|à lire(?: aussi| également)?"
    r"|lire aussi|sur le même sujet|(?:lea|lee|leer) (?:también|además)|(?:le|te) puede interesar|más sobre el tema"
    r"|leggi anche|sullo stesso tema)\s?: ?\S.{0,110}"
    r"|related (?:articles?|stories|story|content|coverage|topics?|links)|more on this (?:topic|story)"
    r"|recommended (?:stories|reading|for you)|mehr zum thema|(?:das könnte sie|auch) (?:auch )?interessant"
    r"|lesen sie auch|lire aussi|à lire aussi|sur le même sujet|lea también|lee también|(?:le|te) puede interesar"
    r"|leggi anche",
    re.IGNORECASE,
)
"""Leads to another article."""
_OF_A_SITE = pattern(
    r"share full article|(?:skip|close|remove) (?:this )?ad(?:vertisement)?s?"
    r"|continue reading(?: below| the main story)?"
    r"|(?:story|article) continues below(?: (?:this )?advertisement)?|skip to (?:main )?content|listen to this article"
    r"|(?:subscribe|sign up) (?:to|for) (?:our|the|this|my) .{0,60}|(?:join|get) our (?:\w+ )?newsletter"
    r"|~?\d{1,3}[ -]min(?:ute)?s?\.? (?:read|lesezeit|de lecture|de lectura|di lettura)"
    r"|(?:reading time|lesezeit|lesedauer|temps de lecture|tiempo de lectura|tempo di lettura)\s?:? "
    r"(?:ca\.? |etwa )?\d{1,3} ?min(?:ute[ns]?|utos?|uti)?"
    r"|(?:artikel|beitrag) (?:teilen|drucken|merken|vorlesen|anhören)|(?:jetzt |hier )?(?:newsletter )?abonnieren"
    r"|(?:hier )?(?:zum|für (?:den|unseren)) newsletter anmelden"
    r"|(?:melden sie sich|abonnieren sie) .{0,40}newsletter.{0,20}"
    r"|partager(?: (?:cet|l['’])\s?article)?|(?:abonnez|inscrivez)-vous(?: à .{0,60})?|écouter (?:cet |l['’])article"
    r"|compartir(?: (?:este|el) artículo)?|suscr[ií]b(?:ase|ete|irse)(?: a .{0,60})?"
    r"|condividi(?: (?:l['’]|questo )articolo)?|(?:iscriviti|abbonati)(?: (?:alla?|al) .{0,60})?|pubblicità",
    re.IGNORECASE,
)
"""What a site says to who reads it."""
_CREDIT = pattern(
    r"(?:(?:photo(?:graph)?s?|images?|pictures?|illustrations?|graphics?|fotos?|bild(?:er)?|grafik|foto)"
    r"(?:\s*(?:by|von|:|©|/)|\s+courtesy of)|©|credits?:|\(c\))\s*\S.*",
    re.IGNORECASE,
)
_CAPTION = pattern(
    r"(?:(?:figure|fig\.|abb(?:ildung|\.)|figura|table|tabelle|tabla|tableau|map|chart|listing|exhibit|algorithm|plate)\s*\d{1,3}[a-z]?\s*[:.–—]"
    r"|caption:|pictured:|im bild:|auf dem foto:)\s*\S.*",
    re.IGNORECASE,
)
_CREDITED = pattern(
    r"[\[(](?:photo(?:graph)?|image|picture|illustration|foto|bild|credit|©)s?\s*(?::|by|von|©|/)?"
    r"\s*[^()\[\]]{1,80}[\])]\.?$"
    r"|\S (?:Photo|Photograph|Picture|Image|Foto)(?: by|:| von) [^.]{1,60}\.?$",
    re.IGNORECASE,
)


def is_jump(text: str) -> bool:
    """Whether a line leads to another page, or wants something of who reads: "Continued on page 4", "2 min read"."""
    bare = text.rstrip(".!…")
    return len(text) <= LONGEST_LINE and any(each.fullmatch(bare) for each in (_JUMP, _TO_ANOTHER, _OF_A_SITE))


def is_credit(text: str) -> bool:
    """Whether a line says whose a picture is and nothing else."""
    is_plain = len(text) <= LONGEST_LINE and _CREDIT.fullmatch(text) is not None and len(text.split()) <= 14
    return is_plain or picture_note(text) is PictureNote.CREDIT


def is_caption(text: str) -> bool:
    """Whether a paragraph stands under a picture: it has a number as figures have, or ends with a picture's credit."""
    if len(text) > LONGEST_CAPTION:
        return False
    return _CAPTION.fullmatch(text) is not None or _CREDITED.search(text[-120:]) is not None


def without_pages(blocks: Blocks, page_starts: Container[int] = ()) -> tuple[Blocks, tuple[Finding, ...]]:
    """Removes page numbers and running heads.

    Args:
        blocks: Of the whole text.
        page_starts: The numbers of the lines that form feeds stood before.

    Returns:
        The blocks, those that a page's end tore apart joined; and what was removed.
    """
    lines = [line for block in blocks for line in block]
    feeds = {at for at, line in enumerate(lines) if line.number in page_starts}
    by_itself = _numbers_alone(blocks)
    pages = _pages(blocks, lines, feeds) | by_itself
    if not pages and not feeds:
        return blocks, ()
    dropped = pages | _running_heads(lines, pages, feeds)
    findings = tuple(
        Finding(
            Role.DROPPED,
            line.number,
            line.number,
            line.text,
            _why_dropped(at, pages, by_itself),
            line.text,
        )
        for at, line in enumerate(lines)
        if at in dropped
    )
    return _joined(blocks, dropped, feeds), findings


def _pages(blocks: Blocks, lines: list[Line], feeds: set[int]) -> set[int]:
    """The places of the lines that are page numbers: those that say so, and others that count up inside paragraphs."""
    sure = {at for at, line in enumerate(lines) if _PAGE.fullmatch(line.text)}
    sure |= _numbered_heads(lines)
    bare = [(at, int(line.text)) for at, line in enumerate(lines) if _BARE_NUMBER.fullmatch(line.text)]
    row = [
        at
        for index, (at, number) in enumerate(bare)
        if (index and bare[index - 1][1] == number - 1) or (index + 1 < len(bare) and bare[index + 1][1] == number + 1)
    ]
    alone = {line.number for block in blocks if len(block) == 1 for line in block}
    torn = any(at and not _ENDS.search(lines[at - 1].text) and lines[at].number not in alone for at in row)
    at_feeds = {at for at, _ in bare if {at, at + 1, at - 1} & feeds}
    return sure | at_feeds | set(row) if torn else sure | at_feeds


def _numbers_alone(blocks: Blocks) -> set[int]:
    """The places of bare numbers between paragraphs that count up; numbers of chapters would begin at 1."""
    found: list[tuple[int, int]] = []
    at = 0
    for block in blocks:
        if len(block) == 1 and at > 0 and _PAGE_NUMBER.fullmatch(block[0].text):
            found.append((at, int(block[0].text)))
        at += len(block)
    counts_up = all(after[1] == before[1] + 1 for before, after in pairwise(found))
    return {place for place, _ in found} if found and found[0][1] > 1 and counts_up else set()


def _why_dropped(at: int, pages: set[int], by_itself: set[int]) -> str:
    if at in by_itself:
        return "a number alone, taken for that of a page"
    return "" if at in pages else "a running head: it stands at the page numbers"


def _numbered_heads(lines: list[Line]) -> set[int]:
    """Running heads with a number that counts up ("The Review 21", "The Review 22"); one of them tears a sentence."""
    found: dict[str, list[tuple[int, int]]] = {}
    for at, line in enumerate(lines):
        if len(line.text) <= LONGEST_LINE and (match := _NUMBERED.fullmatch(line.text)):
            words = (match[2] or match[3]).strip()
            if len(words.split()) > 1:
                found.setdefault(words, []).append((at, int(match[1] or match[4])))
    heads: set[int] = set()
    for members in found.values():
        counts_up = all(before[1] < after[1] for before, after in pairwise(members))
        torn = any(at and lines[at - 1].text[-1].isalpha() and lines[at - 1].text[-1].islower() for at, _ in members)
        if len(members) > 1 and counts_up and torn:
            heads |= {at for at, _ in members}
    return heads


def _running_heads(lines: list[Line], pages: set[int], feeds: set[int]) -> set[int]:
    """The places of lines beside page numbers, or the ends of pages, that are the same on two pages or more."""
    near = {at for page in pages for at in (page - 1, page + 1)}
    near |= {at for feed in feeds for at in (feed - 1, feed)}
    beside = [at for at in near if 0 <= at < len(lines) and at not in pages]
    known = Counter(lines[at].text for at in beside if len(lines[at].text) <= LONGEST_LINE)
    return {at for at in beside if known[lines[at].text] > 1}


def _joined(blocks: Blocks, dropped: set[int], feeds: set[int]) -> Blocks:
    """The blocks without some lines, joined where one of those, or the end of a page, tore a sentence."""
    kept: list[tuple[Line, ...]] = []
    at = 0
    was_dropped = False
    for block in blocks:
        places = range(at, at + len(block))
        at += len(block)
        rest = tuple(line for place, line in zip(places, block, strict=True) if place not in dropped)
        if rest:
            before = kept[-1][-1].text if kept else "."
            torn = was_dropped or places[0] in dropped or places[0] in feeds
            if torn and not _ENDS.search(before) and rest[0].text[0].islower():
                kept[-1] += rest
            else:
                kept.append(rest)
            was_dropped = places[-1] in dropped
        else:
            was_dropped = True
    return tuple(kept)
