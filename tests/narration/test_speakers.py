"""Speakers of interviews and plays."""

import pytest

from audio_edition.article.script import parse_script
from audio_edition.narration.narrate import narrate
from audio_edition.narration.speakers import speaker_in

SCRIPT = """---
title: T
speakers: {Anna Example: "espeak:en+f3", "Q": "espeak:en+m3", WIDOW: "espeak:en+f2"}
---

Before.

**Anna Example:** It was a promise.

It went on.

> A quotation.

Q: Why?

***

After.

WIDOW

Gone.

## Anna Example

Nobody: in the list.
"""


def test_a_speaker_speaks_until_another_is_named_or_a_rule_or_heading_comes():
    narration = narrate(parse_script(SCRIPT, "x.md"))
    said = [(s.utterances[0].source, s.speaker) for section in narration.sections for s in section.segments]
    assert said == [
        ("T", ""),
        ("Before.", ""),
        ("Anna Example: It was a promise.", "Anna Example"),
        ("It went on.", "Anna Example"),
        ("A quotation.", ""),
        ("Q: Why?", "Q"),
        ("After.", ""),
        ("WIDOW", "WIDOW"),
        ("Gone.", "WIDOW"),
        ("Anna Example", ""),
        ("Nobody: in the list.", ""),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Q: Why?", "Q"),
        ("q : Why?", "Q"),
        ("Q", "Q"),
        ("Q.", "Q"),
        ("Quite: so", ""),
        ("Q (softly): Why?", "Q"),
        ("Q [aside]", "Q"),
        ("Q. Why?", "Q"),
        ("q. Why", ""),
        ("Q why", ""),
        ("", ""),
    ],
)
def test_the_name_a_paragraph_begins_with(text, name):
    assert speaker_in(text, {"q": "Q"}) == name
    assert speaker_in(text, {}) == ""
