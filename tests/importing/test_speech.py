"""Who speaks in a plain text: found, kept as paragraphs, named in a comment that is ready to be used."""

import pytest

from audio_edition.article.script import parse_script
from audio_edition.importing.markdown import read_markdown
from audio_edition.importing.model import Line, Role
from audio_edition.importing.plain import read_plain
from audio_edition.importing.speech import read_speakers
from audio_edition.importing.writing import write_script_text
from audio_edition.narration.narrate import narrate
from audio_edition.text.source import clean
from support.growth_of_time import growth


def blocks(text):
    found, block = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if line:
            block.append(Line(number, line))
        elif block:
            found.append(tuple(block))
            block = []
    return (*found, tuple(block)) if block else tuple(found)


CASES = {
    "question and answer": ("Q: Why?\nA: So.\nQ: And?", {"Q": 2, "A": 1}),
    "with full stops": ("Q. Why?\n\nA. So.\n\nQ. And?\n\nA. No.", {"Q": 2, "A": 2}),
    "German": ("Frage: Wer?\n\nAntwort: Ich.\n\nFrage: Wann?", {"Frage": 2, "Antwort": 1}),
    "names": ("Ada Marlow: So.\n\nLeo: No.\n\nAda Marlow: Yes.\n\nLeo: Oh.", {"Ada Marlow": 2, "Leo": 2}),
    "a play": ("ADA\nSo.\n\nLEO (off)\nNo.\n\nADA [aside]\nYes.", {"ADA": 2, "LEO": 1}),
    "a play, names apart": ("ADA\n\nSo.\n\nLEO\n\nNo.\n\nADA\n\nYes.", {"ADA": 2, "LEO": 1}),
    "a play in lines": ("ADA. So.\nLEO. No.\nADA. Yes.", {"ADA": 2, "LEO": 1}),
    "acts and scenes": ("ACT I\n\nSCENE I. A room.\n\nADA. So.\n\nLEO. No.\n\nADA. Yes.", {"ADA": 2, "LEO": 1}),
    "the end of a play": ("ADA\nSo.\n\nLEO\nNo.\n\nADA\nYes.\n\nTHE END\n\nFirst played in May.", {"ADA": 2, "LEO": 1}),
    "a memo": ("To: Ada\nFrom: Leo\nTo: Leo\nFrom: Ada", {}),
    "days": ("Monday: tea\nTuesday: walk\nMonday: tea", {}),
    "one label": ("Recipe: bread\n\nRecipe: soup\n\nRecipe: fish", {}),
    "labels that come once": ("Name: Ada\n\nTown: Example\n\nAge: old", {}),
    "headings in capitals": ("THE PROMISE\n\nSo.\n\nTHE WINTER\n\nNo.\n\nTHE END\n\nYes.", {}),
    "sentences": ("It was so: nobody came.\n\nIt was so: nobody left.\n\nThen: silence.", {}),
}


@pytest.mark.parametrize("name", CASES)
def test_speakers(name):
    text, turns = CASES[name]
    assert read_speakers(blocks(text)).turns == turns


PLAY = """The Last Ferry

A room above the harbour.

CAPTAIN (at the window)
The light is gone.

ANNA
It was never there.

CAPTAIN
You said that it would come back with the tide, and I believed you, as I believe everything that is said here.
"""


def test_turns_are_paragraphs_with_a_voice_when_the_comment_is_used():
    script = read_plain(clean(PLAY, "x.txt"))
    assert "CAPTAIN (at the window)\n\nThe light is gone.\n\nANNA\n\n" in script.body
    assert not any(finding.role is Role.HEADING for finding in script.findings)
    rows = [(row.first, row.text) for row in script.findings if row.role is Role.SPEAKER]
    assert rows == [(5, "CAPTAIN: 2 turns"), (8, "ANNA: 1 turn")]
    text = write_script_text(script)
    assert '\n# speakers: {"CAPTAIN": "espeak:en+f3", "ANNA": "espeak:en+m3"}\n' in text
    narration = narrate(parse_script(text.replace("# speakers:", "speakers:"), "x.md"))
    said = [
        (segment.utterances[0].source, segment.speaker)
        for section in narration.sections
        for segment in section.segments
    ]
    assert ("The light is gone.", "CAPTAIN") in said
    assert ("It was never there.", "ANNA") in said


def test_turns_without_blank_lines_between_are_paragraphs():
    text = "A Talk\n\nBy Ada Marlow\n\nQ: What did you do?\nA: I went home, and I stayed\nthere.\nQ: Why?\nA: So.\n"
    assert "Q: What did you do?\n\nA: I went home, and I stayed there.\n\nQ: Why?\n\nA: So.\n" in (
        read_plain(clean(text, "x.txt")).body
    )


def test_speakers_of_markdown_are_named_too():
    text = "# A Talk\n\n**Ada Marlow:** Why?\n\n**Leo Example:** So.\n\n*Ada Marlow:* And?\n"
    script = read_markdown(clean(text, "x.md"))
    assert script.front.speakers == ("Ada Marlow", "Leo Example")
    assert [row.first for row in script.findings if row.role is Role.SPEAKER] == [3, 5]
    assert script.body == text


@pytest.mark.parametrize("piece", ["Q: a\nA: b\n", "ADA\nSo.\n\n", "A a a a a (", "A: B: C: "])
def test_time_grows_with_the_length_only(piece):
    texts = {count: blocks(piece * count) for count in (10, 1_000, 4_000)}

    def read(count):
        speakers = read_speakers(texts[count])
        [speakers.begin_in(line.text) for block in texts[count] for line in block]

    assert growth(read, 1_000, 4_000, enough=12) < 12
