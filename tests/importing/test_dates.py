"""Dates as newspapers write them."""

from __future__ import annotations

from datetime import date

import pytest

from audio_edition.importing.dates import date_of_path, parse_date, parse_dateline

DAY = date(2017, 11, 27)


@pytest.mark.parametrize(
    "text",
    [
        "Nov 27, 2017",
        "Nov. 27, 2017",
        "November 27th, 2017",
        "27 November 2017",
        "the 27th of November, 2017",
        "2017-11-27",
        "2017/11/27",
        "27.11.2017",
        "27. 11. 2017",
        "27/11/2017",
        "11/27/2017",
        "Monday, November 27, 2017",
        "27. November 2017",
        "Montag, 27. November 2017",
        "27 novembre 2017",
        "le 27 novembre 2017",
        "lundi 27 novembre 2017",
        "27 de noviembre de 2017",
        "Published: Nov 27, 2017",
        "Posted on November 27, 2017",
        "(27 November 2017)",
        "NOVEMBER 27, 2017",
        "2017-11-27T08:00:00Z",
        "27.11.2017, 14:05 Uhr",
        "27.11.2017 um 14 Uhr",
        "27. November 2017, 14.05 Uhr",
        "Nov. 27, 2017, 5:00 a.m. ET",
        "Published Nov. 27, 2017 at 5 p.m.",
        "27 November 2017 – 18:00",
        "2017-11-27 08:00",
        "27/11/2017 à 8h05",
    ],
)
def test_read(text: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.date == DAY
    assert not found.ambiguous


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er mai 1917", date(1917, 5, 1)),
        ("3. März 1921", date(1921, 3, 3)),
        ("2 février 1917", date(1917, 2, 2)),
        ("25 Oct 1917", date(1917, 10, 25)),
        ("8 août 1914", date(1914, 8, 8)),
    ],
)
def test_read_other_days(text: str, day: date) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.date == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "October 1917",
        "31 June 2017",
        "2017-13-01",
        "100 Years Later",
        "In 1917 27 men",
        "May",
        "27",
        "0000-00-00",
        "On 27 November 2017 the harbour was closed",
        "x" * 100,
    ],
)
def test_not_a_date(text: str) -> None:
    assert parse_date(text) is None


def test_day_and_month_the_other_way_round() -> None:
    found = parse_date("03/04/2017")
    assert found is not None
    assert found.ambiguous


def test_dateline_needs_a_place() -> None:
    found = parse_dateline("Petrograd, 7 November 1917")
    assert found is not None
    assert found.date == date(1917, 11, 7)
    assert parse_dateline("and then, 7 November 1917") is None


def test_date_of_an_address() -> None:
    assert date_of_path("2025/12/19/what-people-love") == date(2025, 12, 19)
    assert date_of_path("blog/2025-12-19-x") == date(2025, 12, 19)
    assert date_of_path("2025/13/19/x") is None
