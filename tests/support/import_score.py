"""Counts what an import finds in a list of texts: headings, and the parts of a newspaper's article.

The list was written for this project: some forty shapes of text, each part marked with what it is. ``{P}`` stands for a
paragraph of prose.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from audio_edition.importing.model import Role
from audio_edition.importing.plain import read_plain
from audio_edition.text.source import clean

LIST = Path(__file__).parents[1] / "importing" / "shapes" / "texts.txt"
PROSE = (
    "The promise was made in the spring, when the river was high, and it was made to everybody who lived at the water."
    " It was repeated in the summer, and then it was forgotten by those who had made it.",
    "Whoever walked along the quay in those days saw the cranes standing still. The captain kept a list of the ships"
    " that had turned back, and it was a long one.",
    "There was money, as the minutes show, but it went to the road. Nobody has ever said who decided that, and nobody"
    " has been asked, although the question is an easy one.",
)
PARTS = frozenset(
    ("subtitle", "byline", "date", "publication", "kicker", "folio", "post", "caption", "credit", "jump", "page")
) | {"running", "notes"}


@dataclass
class Shape:
    """A text of the list."""

    name: str
    text: str
    parts: dict[str, list[int]] = field(default_factory=dict)
    """The lines of each part that is marked."""


def shapes() -> list[Shape]:
    """All texts of the list."""
    found = []
    for piece in re.split(r"^=== ", LIST.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, text = piece.partition("\n")
        shape = Shape(name, "")
        lines = []
        for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
            if mark := re.match(r"@([a-z]+) ", line):
                shape.parts.setdefault(mark[1], []).append(number)
                line = line[mark.end() :]
            lines.append(line.replace("{P}", PROSE[number % len(PROSE)]))
        shape.text = "\n".join(lines)
        found.append(shape)
    return found


@dataclass
class Score:
    """What was found in all texts."""

    headings: int = 0
    found: int = 0
    false: int = 0
    false_unmarked: int = 0
    titles: int = 0
    titles_right: int = 0
    titles_wrong_unmarked: int = 0
    parts: int = 0
    parts_right: int = 0
    wrong: list[str] = field(default_factory=list)


def score() -> Score:
    """Import all texts of the list and compare."""
    total = Score()
    for shape in shapes():
        findings = read_plain(clean(shape.text, shape.name)).findings
        headings = {row.first for row in findings if row.role is Role.HEADING}
        wanted = set(shape.parts.get("heading", ()))
        total.headings += len(wanted)
        total.found += len(wanted & headings)
        total.false += len(headings - wanted)
        total.false_unmarked += sum(
            1 for row in findings if row.role is Role.HEADING and row.first not in wanted and not row.check
        )
        title = next(row for row in findings if row.role is Role.TITLE)
        right = set(range(title.first, title.last + 1)) == set(shape.parts["title"])
        total.titles += 1
        total.titles_right += right
        total.titles_wrong_unmarked += not right and not title.check
        if headings != wanted or not right:
            total.wrong.append(
                f"{shape.name}: title {title.text!r}, missed {wanted - headings}, false {headings - wanted}"
            )
        for part, lines in shape.parts.items():
            if part in PARTS:
                total.parts += len(lines)
                right_lines = {row.first for row in findings if row.role.name.lower() == _ROLES.get(part, part)}
                total.parts_right += len(right_lines & set(lines))
                if missing := set(lines) - right_lines:
                    total.wrong.append(f"{shape.name}: {part} {missing}")
    return total


_ROLES = {
    "byline": "author",
    "jump": "dropped",
    "page": "dropped",
    "running": "dropped",
    "notes": "dropped",
    "credit": "dropped",
}
