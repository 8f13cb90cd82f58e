"""What is public, and the feed that agrees with it; ranges as a law."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.edition.manifest import EditionError
from audio_edition.errors import SourceError
from audio_edition.publication.editions_lock import LOCK_FILE
from audio_edition.publishing import public as room
from audio_edition.publishing.feed import FeedError, fit_feed, read_feed
from audio_edition.publishing.former import FormerSlugs
from audio_edition.publishing.public import NotPublicError, PublicFile, PublicFolder
from audio_edition.publishing.replies import answer
from conftest import BuildOnce
from support.publications import HEAD, TestPublication
from support.serving import SITE, manifest_files, write_feed


@pytest.fixture
def small(build_once: BuildOnce) -> TestPublication:
    return build_once(HEAD + "\nOne sentence.\n")


def test_a_draft_is_not_public(small: TestPublication) -> None:
    assert set(PublicFolder(small.root / "audio").edition("small")) == {*manifest_files(small, "small"), "edition.json"}
    small.edit("slug: small", "slug: small\ndraft: true")
    small.build()
    public = PublicFolder(small.root / "audio")
    assert (public.edition("small"), public.all().files) == ({}, {})
    with pytest.raises(NotPublicError), public.open("small/small.mp3"):
        pass
    small.edit("draft: true", "draft: false")
    small.build()
    assert "small/small.mp3" in public.all().files


def test_under_a_former_name_is_the_mp3_there_is_now_and_nothing_else(small: TestPublication) -> None:
    small.script.rename(small.script.with_name("renamed.md"))
    renamed = TestPublication(small.root, {}, slug="renamed")
    renamed.edit("slug: small", "slug: renamed")
    renamed.edit("One sentence.", "One sentence more.")
    renamed.write(renamed.script.read_text().replace("title: A small thing", "title: A small thing\ncopyright: P"))
    was = small.mp3.read_bytes()
    renamed.build()
    public = PublicFolder(small.root / "audio", FormerSlugs(small.root / "script"))
    assert {name.partition("/")[0] for name in public.all().files} == {"renamed"}
    with public.open("small/small.mp3") as opened:
        assert opened.file.read() == renamed.mp3.read_bytes() != was
    for name in ("small/player.html", "small/edition.json"):
        with pytest.raises(NotPublicError), public.open(name):
            pass


def test_a_damaged_lock_file_is_told_of_and_what_was_known_is_kept(small: TestPublication) -> None:
    told: list[object] = []
    former = FormerSlugs(small.root / "script", told.append)
    path = small.root / "script" / LOCK_FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"small": {', '"now": {"former": ["small"], '), encoding="utf-8")
    assert former() == {"small": "now"}
    path.write_text("<<<<<<< ours\n", encoding="utf-8")
    assert former() == {"small": "now"}
    assert len(told) == 1
    with pytest.raises(SourceError, match="damaged"):
        FormerSlugs(small.root / "script")()


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a\\b", ".hidden", "a//b", "a/../b", "a\0b", "c:x", ""])
def test_a_manifest_cannot_name_what_lies_elsewhere(
    small: TestPublication, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(room, "parse_edition", lambda *_: SimpleNamespace(files=[SimpleNamespace(name=name)]))
    with pytest.raises(EditionError, match="not a name that can be given out"):
        PublicFolder(small.root / "audio").edition("small")


def test_no_audio_folder_is_nothing_public(tmp_path: Path) -> None:
    found = PublicFolder(tmp_path / "audio").all()
    assert (found.files, found.errors) == ({}, ())


def test_a_feed_that_agrees_is_the_same_byte_for_byte(small: TestPublication) -> None:
    data = write_feed(small, {"urn:small": "small"}).read_bytes()
    files = PublicFolder(small.root / "audio").all().files
    fitted = fit_feed(read_feed(data), files)
    assert (fitted.data, fitted.stale, fitted.left_out) == (data, (), ())


def test_what_is_not_public_is_left_out(small: TestPublication) -> None:
    feed = read_feed(write_feed(small, {"urn:one": "small", "urn:two": "small"}).read_bytes())
    fitted = fit_feed(feed, {})
    assert fitted.left_out == ("small/small.mp3",) * 2
    assert re.findall(rb"<item|enclosure|CDATA|guid", fitted.data) == []
    assert read_feed(fitted.data).episodes == ()


def test_odd_ways_to_write_an_enclosure() -> None:
    site = SITE.replace("paper", "a&b").replace("&", "&amp;")
    data = (
        f'<rss xmlns:atom="x"><channel><item><enclosure\n length = \'7\' type=">" url=\'{site}s%20t/x.mp3?a=1&amp;v='
        f'0123456789&amp;b=2\'></enclosure><guid>{site}</guid></item><atom:link rel="self" href="{site}feed.xml"/>'
        "</channel></rss>"
    ).encode()
    feed = read_feed(data)
    (episode,) = feed.episodes
    assert (episode.name, episode.bytes) == ("s t/x.mp3", 7)
    fitted = fit_feed(feed, {"s t/x.mp3": PublicFile("s t/x.mp3", 123, "f" * 64)}, site="http://127.0.0.1:1/")
    again = read_feed(fitted.data)
    assert again.episodes[0].url == "http://127.0.0.1:1/s%20t/x.mp3?a=1&v=ffffffffff&b=2"
    assert (again.episodes[0].bytes, again.site) == (123, "http://127.0.0.1:1/")
    assert again.episodes[0].guid == SITE.replace("paper", "a&b")


@pytest.mark.parametrize("data", [b"", b"<rss>", b"<rss>\0</rss>", b"<!DOCTYPE rss [<!ENTITY x 'y'>]><rss>&x;</rss>"])
def test_what_is_no_feed_is_an_error(data: bytes) -> None:
    with pytest.raises(FeedError):
        read_feed(data)


NUMBERS = st.one_of(st.none(), st.integers(0, 40))


@given(size=st.integers(0, 30), first=NUMBERS, last=NUMBERS)
def test_a_range_is_what_a_slice_is(size: int, first: int | None, last: int | None) -> None:
    data = bytes(range(size))
    wanted = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    given = answer({"range": wanted}, size, '"x"', 0)
    part = data[given.start : given.end]
    if (first is None and last is None) or (first is not None and last is not None and last < first):
        assert (given.status, part) == (200, data)
    elif first is None:
        assert last is not None
        assert (given.status, part) == ((206, data[max(0, size - last) :]) if last and size else (416, b""))
    elif first >= size:
        assert given.status == 416
    else:
        assert (given.status, part) == (206, data[first : None if last is None else last + 1])


@given(
    st.dictionaries(st.sampled_from(["range", "if-range", "if-match", "if-none-match", "if-modified-since"]), st.text())
)
def test_any_header_gets_an_answer(headers: dict[str, str]) -> None:
    given = answer(headers, 10, '"x"', 0)
    assert given.status in (200, 206, 304, 412, 416)
    assert 0 <= given.start <= given.end <= 10
