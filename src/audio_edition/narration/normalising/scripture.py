"""Verses of the Bible: John 3:16 → John three sixteen, Ps. 23:4 → Psalm 23 verse 4, II Samuel 7 → Second Samuel 7."""

from __future__ import annotations

import re

from audio_edition.narration.normalising.numerals import words
from audio_edition.text.pattern import pattern

_SHORT = {
    "Gen": "Genesis", "Exod": "Exodus", "Lev": "Leviticus", "Deut": "Deuteronomy", "Josh": "Joshua", "Judg": "Judges",
    "Sam": "Samuel", "Chron": "Chronicles", "Ps": "Psalm", "Prov": "Proverbs", "Eccl": "Ecclesiastes", "Isa": "Isaiah",
    "Jer": "Jeremiah", "Ezek": "Ezekiel", "Dan": "Daniel", "Matt": "Matthew", "Rom": "Romans", "Cor": "Corinthians",
    "Gal": "Galatians", "Eph": "Ephesians", "Phil": "Philippians", "Col": "Colossians", "Thess": "Thessalonians",
    "Tim": "Timothy", "Heb": "Hebrews", "Pet": "Peter", "Rev": "Revelation",
}  # fmt: skip
_BOOKS = (
    *_SHORT.values(), "Psalms", "Numbers", "Kings", "Ezra", "Nehemiah", "Esther", "Job", "Lamentations", "Hosea",
    "Joel", "Amos", "Micah", "Habakkuk", "Zechariah", "Malachi", "Mark", "Luke", "John", "Acts", "Titus", "James",
    "Jude", "Ruth",
)  # fmt: skip
_NUMBERED = "Samuel|Kings|Chronicles|Corinthians|Thessalonians|Timothy|Peter|John|Maccabees"
_ABBREVIATED = pattern(rf"(?<!\w)({'|'.join(_SHORT)})\. (?=\d{{1,3}}:\d)")
_VOLUME = pattern(rf"(?<![\w.])(I{{1,3}}|[123]) (?=(?:{_NUMBERED}) \d)")
_VERSE = pattern(
    rf"(?<!\w)(?P<book>{'|'.join(_BOOKS)}) (?P<chapter>\d{{1,3}}):(?P<verse>\d{{1,3}})"
    r"(?:[–-](?P<last>\d{1,3}))?(?![\w:]|\.\d)"
)
_VOLUMES = {"I": "First", "II": "Second", "III": "Third", "1": "First", "2": "Second", "3": "Third"}


def verses(text: str, lang: str) -> str:
    """Chapter and verse of a book of the Bible; other ratios and times are left."""

    def say(match: re.Match[str]) -> str:
        last = f" to {match['last']}" if match["last"] else ""
        if match["book"].startswith("Psalm"):
            return f"{match['book']} {match['chapter']} verse{'s' if last else ''} {match['verse']}{last}"
        chapter, verse = (words(int(match[part]), "en") for part in ("chapter", "verse"))
        last = f" to {words(int(match['last']), 'en')}" if last else ""
        return f"{match['book']} {chapter} {verse}{last}"

    text = _ABBREVIATED.sub(lambda match: f"{_SHORT[match[1]]} ", text)
    return _VERSE.sub(say, _VOLUME.sub(lambda match: f"{_VOLUMES[match[1]]} ", text))
