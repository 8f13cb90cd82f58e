"""Headings and the parts of a newspaper's article, on a list of shapes of text: nothing on it may get worse."""

import re

import pytest

from audio_edition.article.script import parse_script
from audio_edition.importing.model import Role
from audio_edition.importing.plain import read_plain
from audio_edition.importing.writing import write_script_text
from audio_edition.narration.narrate import narrate
from audio_edition.text.source import clean
from support.growth_of_time import growth
from support.import_score import PROSE, score, shapes

LONG = PROSE[0]


def test_the_list():
    found = score()
    assert found.headings > 80
    assert found.titles_right == found.titles > 55
    assert found.parts_right == found.parts > 50
    # A question alone is taken for a heading, and the questions of a page of them for those of an interview.
    assert (found.found, found.false, found.false_unmarked) == (found.headings - 3, 1, 0)
    assert len(found.wrong) == 2


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
    ("T he harbour was closed, and the town with it, and that was all.", "\nThe harbour was closed,"),
    ("I n the town it was in vain, as it is with the harbour.", "\nIn the town it was in vain,"),
    ("T HE harbour was closed, and the town with it, and that was all.", "\nTHE harbour was closed,"),
    ("A long way along the quay, and the town was closed.", "\nA long way along the quay,"),
    ("X marks the place of the harbour, and it was closed.", "\nX marks the place"),
    ("[Photo: Ada Marlow / Credit: The Herald]", f"{LONG}\n\n{LONG}\n"),
    ("(AP Photo/Ada Marlow)", f"{LONG}\n\n{LONG}\n"),
    ("(Photo: a net in the harbour)", "<figcaption>(Photo: a net in the harbour)</figcaption>"),
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


def test_a_pull_quote_is_not_said_twice():
    quote = "There was money for it all, as the minutes show."
    text = f"{LONG}\n\n{quote}\n\nThe mayor said: “{quote}” Nobody asked."
    script = read_plain(clean(f"A Title\n\nBy Ada Marlow\n\n{text}\n", "x.txt"))
    assert f'<aside class="pull-quote">{quote}</aside>' in script.body
    (row,) = [finding for finding in script.findings if finding.role is Role.PULL_QUOTE]
    assert (row.first, row.text, row.check) == (7, quote, "the text says it too: not spoken")
    narration = narrate(parse_script(write_script_text(script), "x.md"))
    assert [omission.element for omission in narration.omissions] == ["repetition"]


def test_notes_become_footnotes():
    notes = "Notes\n\n[1] Minutes.\n[2] More\nminutes."
    text = f"A Title\n\nBy Ada Marlow\n\nIt was so.[1] Then not.[3]\n\n{LONG}\n\n{notes}\n"
    script = read_plain(clean(text, "x.txt"))
    assert "It was so.[^1] Then not.[3]" in script.body
    assert script.body.endswith("[^1]: Minutes.\n\n[^2]: More minutes.\n")
    assert [finding.raw for finding in script.findings if finding.role is Role.NOTE] == ["", "[1]", "[2]"]


def test_marks_without_notes_are_not_spoken():
    text = f"A Title\n\nBy Ada Marlow\n\nIt was so.[1] Then[22] not, in [1917] or [3] ways.\n\n{LONG}\n"
    script = read_plain(clean(text, "x.txt"))
    (row,) = [finding for finding in script.findings if finding.role is Role.NOTE]
    assert (row.text, row.check) == ("[1], [22]", "marks of notes that are not here: not spoken")
    narration = narrate(parse_script(write_script_text(script), "x.md"))
    assert [omission.excerpt for omission in narration.omissions] == ["[1]", "[22]"]


HEADER = "Title: The Harbour\nAuthors: Ada Marlow, Leo Example, cm\nDate: 2024-05-01 10:20\nTags: a\n"


def test_header_lines_are_front_matter():
    script = read_plain(clean(f"{HEADER}\nIt was so.\n\n{LONG}\n", "x.txt"))
    assert (script.front.title, script.front.author) == ("The Harbour", ("Ada Marlow", "Leo Example"))
    assert str(script.front.date) == "2024-05-01"
    assert [(row.role, row.text) for row in script.findings if row.role is Role.DROPPED] == [(Role.DROPPED, "tags = a")]
    assert script.body.startswith("It was so.\n\nThe promise")


RFC = """   o  One thing that is so long that it does not fit on one line, and
      goes on.

   o  Another.
       (a) First,
           and on.
       (ii) Second.
"""


def test_items_hang():
    script = read_plain(clean(f"A Title\n\nBy Ada Marlow\n\n{LONG}\n\n{RFC}\n{LONG}\n", "x.txt"))
    items = "- One thing that is so long that it does not fit on one line, and goes on.\n\n- Another.\n\n"
    assert f"{items}(a) First, and on.\n\n(ii) Second.\n\n" in script.body
    assert [row.raw for row in script.findings if row.role is Role.LIST] == ["o", "o", "", ""]


def test_labels_above_a_memo_are_no_subtitle():
    (shape,) = [shape for shape in shapes() if shape.name == "memo"]
    script = read_plain(clean(shape.text, "x.txt"))
    assert script.front.subtitle == ""
    assert "To: All staff\\\nFrom: The harbour office" in script.body


FEEDS = """A Title

By Ada Marlow

The council had promised that the harbour would be deep enough for

3
\fThe Example Review
every ship that came in before the winter. Nobody asked who had made that promise, and when.

It was said that the money had been spent on the road to the station and
\fThe Example Review
on nothing else, which nobody could prove, though many tried to do so in the years that came.
"""


def test_form_feeds_end_pages():
    script = read_plain(clean(FEEDS, "x.txt"))
    assert "deep enough for every ship that came in" in script.body
    assert "to the station and on nothing else" in script.body
    dropped = [(row.first, row.text) for row in script.findings if row.role is Role.DROPPED]
    assert dropped == [(7, "3"), (8, "The Example Review"), (12, "The Example Review")]


def test_running_heads_with_a_number_need_a_torn_sentence():
    chapters = "\n\n".join(f"The Example Part {number}\n\n{LONG}" for number in (1, 2))
    script = read_plain(clean(f"A Title\n\nBy Ada Marlow\n\n{LONG}\n\n{chapters}\n", "x.txt"))
    assert not any(row.role is Role.DROPPED for row in script.findings)


def test_a_number_alone_may_be_a_chapter():
    script = read_plain(clean(f"A Title\n\nBy Ada\n\n1\n\n{LONG}\n\n2\n\n{LONG}\n", "x.txt"))
    assert [finding.text for finding in script.findings if finding.role is Role.HEADING] == ["1", "2"]


@pytest.mark.parametrize(
    "piece",
    [
        "1. A\n\n",
        "1\n2\n",
        "Notes\n\n",
        "Photo: (",
        "a • 1 | ",
        "The Review 1\na\n",
        "\fab\n",
        "Read more\n\n",
        "T\nhe\n\n",
        "``a'' ",
    ],
)
def test_time_grows_with_the_length_only(piece):
    def read(count):
        read_plain(clean(f"A Title\n\n{piece * count}\n\n{LONG}", "x.txt"))

    assert growth(read, 500, 2_000, enough=12, least_s=0.02) < 12


INTERVIEW = "Q: Why?\n\nA: Nobody asked us.\n\nIt was so for years.\n\nQ: And then?\n\nA: Then it was closed.\n\n"


@pytest.mark.parametrize(
    ("footer", "is_apart"),
    [
        ("Ada Marlow is a staff writer of the Example.", True),
        ("This interview was edited for length and clarity.", True),
        ("(Interview: Leo Example)", True),
        ("Das Gespräch führte Leo Example.", True),
        ("Nobody was asked about this at all.", False),
        ("Ada Marlowe was the first who came.", False),
        ("This interview is the first that we give.", False),
    ],
)
def test_what_stands_under_an_interview_is_no_speakers(footer, is_apart):
    text = f"A Title of a Talk\n\nBy Ada Marlow\n\n{LONG}\n\n{INTERVIEW}{footer}\n"
    script = read_plain(clean(text, "x.txt"))
    assert ("closed.\n\n***\n\n" in script.body) == is_apart
    assert script.body.count("***") == is_apart
    written = write_script_text(script).replace("# speakers:", "speakers:")
    narration = narrate(parse_script(written, "x.md"))
    spoken = [segment.speaker for section in narration.sections for segment in section.segments]
    assert spoken[-7:] == ["", "Q", "A", "A", "Q", "A", "" if is_apart else "A"]


@pytest.mark.parametrize(
    "line",
    [
        "Mehr zum Thema: Der Hafen wird geschlossen",
        "Mehr zum Thema",
        "Lesen Sie auch: Wie die Stadt ihre Fähre verlor",
        "Lesezeit: 3 Minuten",
        "Artikel teilen",
        "Jetzt abonnieren!",
        "Melden Sie sich hier für unseren Newsletter an.",
        "Subscribe to our newsletter",
        "Share this article",
        "Share full article",
        "Related: Town loses its ferry",
        "Related articles",
        "Continue reading below",
        "Continue reading the main story",
        "2 min read",
        "SKIP ADVERTISEMENT",
        "Story continues below advertisement",
        "Lire aussi : Le port est fermé",
        "Abonnez-vous à notre lettre d’information",
        "Temps de lecture : 3 min.",
        "Lea también: El puerto se cierra",
        "Suscríbase a nuestro boletín",
        "Leggi anche: Il porto chiude",
        "Iscriviti alla newsletter",
        "Share full article\n2 min read",
    ],
)
def test_lines_of_a_site_are_dropped_and_reported(line):
    text = f"A Title of a Text\n\nBy Ada Marlow\n\n{LONG}\n\n{line}\n\n{LONG}\n"
    script = read_plain(clean(text, "x.txt"))
    assert script.body == f"{LONG}\n\n{LONG}\n"
    rows = [row for row in script.findings if row.role is Role.DROPPED]
    assert " ".join(row.raw for row in rows) == " ".join(line.split("\n"))
    assert all(row.check for row in rows)


@pytest.mark.parametrize(
    "line",
    [
        "Related: he was her cousin, and whoever knew the town knew it, and had known it for as long as there had been"
        " a harbour with ships in it.",
        "Share this bread, he said, with whoever comes.",
        "Continue reading, she said, and he read on.",
        "Zum Thema wurde nichts gesagt.",
        "It was a 2 min read of the letter.",
        "Partager le pain est un vieux geste.",
    ],
)
def test_what_only_begins_so_stays(line):
    assert line in body(line)


@pytest.mark.parametrize(
    ("byline", "authors", "is_guess"),
    [
        ("Von Karl Brömmel, Wilhelmshaven", ("Karl Brömmel",), True),
        ("By Ada van Marlow, Reuters", ("Ada van Marlow",), True),
        ("By Ada Marlow, Leo Example", ("Ada Marlow", "Leo Example"), False),
        ("By Ada, Leo", ("Ada", "Leo"), False),
        ("By Ada Marlow and Leo Example, Mira", ("Ada Marlow", "Leo Example", "Mira"), False),
        ("By Ada, Leo and Mira", ("Ada", "Leo", "Mira"), False),
        ("Margaret O'Dell\n20 November 2026", ("Margaret O'Dell",), True),
        ("Harbour\n20 November 2026", (), False),
        ("The Last Ferry\n20 November 2026", (), False),
    ],
)
def test_authors(byline, authors, is_guess):
    script = read_plain(clean(f"Town loses its last ferry\n\n{byline}\n\n{LONG}\n", "x.txt"))
    assert script.front.author == authors
    rows = [row for row in script.findings if row.role is Role.AUTHOR]
    assert [bool(row.check) for row in rows] == ([is_guess] if authors else [])
