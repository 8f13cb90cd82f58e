"""What an import took for what, as rows for a person and as values for a program.

Enters: findings. Leaves: rows of strings, or plain values for JSON.
"""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from audio_edition.importing.model import Finding, Role
from audio_edition.text.visible import shortened

MOST_ALIKE = 30
"""Rows of one kind in the table; the others are counted in one row, and stand in the JSON one by one."""
LONGEST_EXCERPT = 68
"""Characters."""


class Row(Struct, frozen=True):
    """One row of the table."""

    lines: str
    role: str
    text: str
    check: str


def table_rows(findings: tuple[Finding, ...]) -> tuple[Row, ...]:
    """Makes the rows a person reads.

    Args:
        findings: In the order of the source.

    Returns:
        The rows in the same order; after ``MOST_ALIKE`` of a kind one row says how many more there are.
    """
    rows: list[Row] = []
    seen: Counter[Role] = Counter()
    for finding in findings:
        seen[finding.role] += 1
        if seen[finding.role] <= MOST_ALIKE or (finding.check and seen[finding.role] <= 4 * MOST_ALIKE):
            rows.append(
                Row(_lines(finding), finding.role.value, shortened(finding.text, LONGEST_EXCERPT), finding.check)
            )
    shown = Counter(row.role for row in rows)
    rows.extend(
        Row("", role.value, f"and {count - shown[role.value]} more", "")
        for role, count in seen.items()
        if count > shown[role.value]
    )
    return tuple(rows)


def json_findings(findings: tuple[Finding, ...]) -> list[dict[str, object]]:
    """Makes the values a program reads.

    Args:
        findings: In the order of the source.

    Returns:
        One mapping for each: ``part``, ``first_line``, ``last_line``, ``text``, ``check``.
    """
    return [
        {
            "part": finding.role.value,
            "first_line": finding.first,
            "last_line": finding.last,
            "text": finding.text,
            "check": finding.check,
        }
        for finding in findings
    ]


def _lines(finding: Finding) -> str:
    if not finding.first:
        return "–"
    return str(finding.first) if finding.first == finding.last else f"{finding.first}–{finding.last}"
