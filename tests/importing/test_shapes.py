"""Headings and the parts of a newspaper's article, on a list of shapes of text: nothing on it may get worse."""

import re
from time import process_time

import pytest

from audio_edition.article.script import parse_script
from audio_edition.importing.model import Role
from audio_edition.importing.plain import read_plain
from audio_edition.importing.writing import write_script_text
from audio_edition.text.source import clean
from support.import_score import PROSE, score, shapes

LONG = PROSE[0]


def test_the_list():
    found = score()
    assert found.headings > 25
    assert (found.found, found.false, found.titles_right, found.titles_wrong_unmarked) == (25, 0, found.titles, 0)
    assert found.parts_right == found.parts
    assert len(found.wrong) == 2  # the headings of a recipe, and one directly under the title


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.name)
def test_every_word_is_in_the_script_or_the_report(shape):
    script = read_plain(clean(shape.text, "x.txt"))
    article = parse_script(write_script_text(script), "x.md")
    seen = [span.text for section in article.sections for span in section.heading]
    seen += [span.text for section in article.sections for block in section.blocks for span in block.spans]
    taken = [finding.raw for finding in script.findings]
    words = re.findall(r"\w+", " ".join(seen + taken))
    assert sorted(words) == sorted(re.findall(r"\w+", shape.text.replace("T\nhe", "The")))


def body(text):
    return read_plain(clean(f"A Title\n\nBy Ada Marlow\n\n{LONG}\n\n{text}\n\n{LONG}\n", "x.txt")).body


CASES = [
    ("- Monday: meeting", "\n- Monday: meeting\n"),
    ("• one\n• two that\n  goes on", "\n- one\n\n- two that goes on\n"),
    ("``So it is,'' she said.", "\n“So it is,” she said.\n"),
    ("It had fleurs-\nde-lys and forty-\ntwo windows.", "fleurs-de-lys and forty-two"),
    ("A long-\nterm promise and a lan-\nguage.", "long-term promise and a language"),
    ("T\nhe harbour was closed.", "\nThe harbour was closed.\n"),
    ("A\nlong time ago it was closed.", "\nA long time ago it was closed.\n"),
    ("The net (Photo: Ada Marlow)", "<figcaption>The net (Photo: Ada Marlow)</figcaption>"),
    ("The net in May. Photo: Ada Marlow", "<figcaption>The net in May. Photo: Ada Marlow</figcaption>"),
    ("Das Netz im Mai. Foto von Ada Marlow.", "<figcaption>Das Netz im Mai. Foto von Ada Marlow.</figcaption>"),
    ("Costs $5 and $6.", "Costs \\$5 and \\$6."),
    ("Page 12", ""),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_case(text, wanted):
    assert wanted in f"\n{body(text)}\n"
    assert "Page 12" not in body(text)


def test_notes_become_footnotes():
    notes = "Notes\n\n[1] Minutes.\n[2] More\nminutes."
    text = f"A Title\n\nBy Ada Marlow\n\nIt was so.[1] Then not.[3]\n\n{LONG}\n\n{notes}\n"
    script = read_plain(clean(text, "x.txt"))
    assert "It was so.[^1] Then not.\\[3\\]" in script.body
    assert script.body.endswith("[^1]: Minutes.\n\n[^2]: More minutes.\n")
    assert [finding.raw for finding in script.findings if finding.role is Role.NOTE] == ["[1]", "[2]"]


def test_a_number_alone_may_be_a_chapter():
    script = read_plain(clean(f"A Title\n\nBy Ada\n\n1\n\n{LONG}\n\n2\n\n{LONG}\n", "x.txt"))
    assert [finding.text for finding in script.findings if finding.role is Role.HEADING] == ["1", "2"]


@pytest.mark.parametrize(
    "piece", ["1. A\n\n", "1\n2\n", "Notes\n\n", "Photo: (", "a • 1 | ", "Read more\n\n", "T\nhe\n\n", "``a'' "]
)
def test_time_grows_with_the_length_only(piece):
    times = []
    for count in (500, 2_000):
        start = process_time()
        read_plain(clean(f"A Title\n\n{piece * count}\n\n{LONG}", "x.txt"))
        times.append(process_time() - start)
    assert times[1] < 12 * max(times[0], 0.02)
