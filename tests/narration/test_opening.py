"""The opening, as it is said in each language."""

from datetime import date

import pytest

from audio_edition.narration.languages import WORDS, spoken_date, words_for
from audio_edition.narration.model import SegmentKind
from audio_edition.narration.opening import byline, imprint, joined_names, opening_passages
from audio_edition.publication.settings import Settings

DAY = date(2017, 11, 27)


@pytest.mark.parametrize(
    ("lang", "day", "wanted"),
    [
        ("en", DAY, "27 November 2017"),
        ("en-GB", DAY, "27 November 2017"),
        ("en-US", DAY, "November 27, 2017"),
        ("de", DAY, "27. November 2017"),
        ("fr", DAY, "27 novembre 2017"),
        ("fr-CA", date(2017, 5, 1), "1er mai 2017"),
        ("it", date(2017, 5, 1), "1º maggio 2017"),
        ("es", DAY, "27 de noviembre de 2017"),
        ("pt", DAY, "27 de novembro de 2017"),
        ("nl", DAY, "27 november 2017"),
        ("ru", DAY, "27 ноября 2017 года"),
        ("ja", date(2017, 1, 5), "2017-01-05"),
    ],
)
def test_dates(lang, day, wanted):
    assert spoken_date(day, lang) == wanted


def test_every_table_is_complete():
    for lang, table in WORDS.items():
        assert len(table.months) == 12, lang
        assert table.conjunction, lang
        assert table.by, lang
        assert "{where}" in table.published, lang
        assert "{when}" in table.published, lang


def test_announcements_are_in_five_languages():
    english = set(WORDS["en"].announcements)
    for lang in ("de", "fr", "es", "ru"):
        assert set(words_for(lang).announcements) == english


@pytest.mark.parametrize(
    ("people", "lang", "wanted"),
    [
        ((), "en", ""),
        (("A",), "en", "By A."),
        (("A", "B"), "en", "By A and B."),
        (("A", "B", "C"), "de", "Von A, B und C."),
        (("A. B.",), "en", "By A. B."),
        (("А",), "ru", "Автор: А."),
        (("А", "Б"), "ru", "Авторы: А и Б."),
        (("A", "B"), "ja", "A, B."),
    ],
)
def test_bylines(people, lang, wanted):
    assert byline(people, lang) == wanted


def test_lists_of_names():
    assert joined_names((), "en") == ""


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        (Settings(publication="The Lamp", date=DAY), "Published in The Lamp, 27 November 2017."),
        (Settings(publication="The Lamp", date=DAY, lang="en-US"), "Published in The Lamp, November 27, 2017."),
        (Settings(publication="The Lamp"), "Published in The Lamp."),
        (Settings(publication="Who Cares?"), "Published in Who Cares?"),
        (Settings(date=DAY), "Published on 27 November 2017."),
        (Settings(date=DAY, publication="Die Lampe", lang="de"), "Erschienen in Die Lampe, 27. November 2017."),
        (Settings(date=DAY, publication="Lamp", lang="ja"), "Lamp, 2017-11-27."),
        (Settings(), ""),
    ],
)
def test_imprints(settings, wanted):
    assert imprint(settings) == wanted


def test_the_opening_in_order():
    settings = Settings(title="T", subtitle="S", author=("A", " "), publication="P", date=DAY)
    assert [(passage.kind, passage.text) for passage in opening_passages(settings)] == [
        (SegmentKind.TITLE, "T"),
        (SegmentKind.OPENING, "S"),
        (SegmentKind.OPENING, "By A."),
        (SegmentKind.OPENING, "Published in P, 27 November 2017."),
    ]


def test_the_opening_without_announcements():
    settings = Settings(title="T", subtitle="S", author=("A",), publication="P", date=DAY, announce=False)
    assert [passage.text for passage in opening_passages(settings)] == ["T", "S"]


def test_what_is_said_stands_where_the_script_says_it():
    settings = Settings(title="T", subtitle="S", author=("A",), publication="P")
    lines = [passage.line for passage in opening_passages(settings, {"title": 3, "author": 5, "publication": 4})]
    assert lines == [3, 3, 5, 4]
    assert [passage.line for passage in opening_passages(settings)] == [1, 1, 1, 1]
