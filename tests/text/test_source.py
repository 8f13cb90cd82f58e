"""Bytes to text: encodings, line ends, numbering, what is stripped, what is refused."""

from __future__ import annotations

import os
import socket
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.errors import Place, SourceError, StorageError
from audio_edition.text import regular_file
from audio_edition.text.invisible import strip_invisible
from audio_edition.text.source import _NEEDS_CARE, MAX_BYTES, MAX_LINE_CHARS, clean, decode, read_source


@pytest.mark.parametrize(
    "data",
    [
        "é\nb\n".encode(),
        "é\nb\n".encode("utf-8-sig"),
        "é\nb\n".encode("utf-16"),
        b"\xfe\xff" + "é\nb\n".encode("utf-16-be"),
        "é\nb\n".encode("utf-32"),
        "é\r\nb\r\n".encode(),
        "é\rb\r".encode(),
        "e\u0301\nb\n".encode(),
        "é\u2028b\u2028".encode(),
        "é\x85b\x85".encode(),
    ],
)
def test_all_of_these_are_the_same_text(data: bytes) -> None:
    assert decode(data, "a.md").text == "é\nb\n"


def test_paragraph_separator_parts_paragraphs() -> None:
    assert clean("a\u2029b", "a.md").text == "a\n\nb"


def test_lines_keep_the_numbers_an_editor_shows() -> None:
    source = clean("1\u20281\u2029x\r\n2\x85y\n3", "a.md")
    numbered = list(zip(source.text.split("\n"), source.lines, strict=True))
    assert numbered == [("1", 1), ("1", 1), ("", 1), ("x", 1), ("2", 2), ("y", 2), ("3", 3)]


@given(st.text(alphabet="ab\n\r\x85\u2028\u2029\x1b\u202e"))
def test_every_line_has_a_number(text: str) -> None:
    source = clean(text, "a.md")
    assert len(source.lines) == source.text.count("\n") + 1
    assert list(source.lines) == sorted(source.lines)
    assert source.lines[-1] == text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def test_nul_is_refused_at_its_line() -> None:
    with pytest.raises(SourceError, match="NUL") as caught:
        decode(b"a\r\nb\x00", "a.md")
    assert caught.value.place == Place("a.md", 2)


def test_utf_16_without_mark_is_refused_with_a_hint() -> None:
    with pytest.raises(SourceError, match="utf-16-le"):
        decode("abc".encode("utf-16-le"), "a.md")


def test_cp1252_is_refused_with_offset_line_and_option() -> None:
    with pytest.raises(SourceError, match=r"a\.md:2: .*at byte 4; .*--encoding cp1252"):
        decode(b"ab\nc\x93d\x94", "a.md")
    assert decode(b"ab\nc\x93d\x94", "a.md", "cp1252").text == "ab\nc“d”"


@pytest.mark.parametrize("encoding", ["no-such", "zip", "rot13", "punycode", "utf-16", "undefined"])
def test_encodings_that_do_not_fit_are_refused(encoding: str) -> None:
    with pytest.raises(SourceError):
        decode(b"\xffa\xfe", "a.md", encoding)


def test_invisible_characters_are_stripped_and_counted() -> None:
    source = clean("a\x07b\n\x1b[31mred\x1b[0m \x1b]0;title\x07x\n\u202ec\u2066d\x01\x9f", "a.md")
    assert source.text == "ab\nred x\ncd"
    assert [(notice.line, notice.kind, notice.message.split()[0]) for notice in source.notices] == [
        (1, "control-characters", "3"),
        (2, "terminal-codes", "3"),
        (3, "bidi-controls", "2"),
    ]


def test_of_a_broken_escape_sequence_the_text_stays() -> None:
    assert strip_invisible("a\x1bHello \x1b]0;no end\nb\x1b[") == "aHello ]0;no end\nb["


def test_form_feed_parts_words() -> None:
    assert clean("a\x0cb\x0bc", "a.md").text == "a b c"


def test_heap_of_combining_marks_is_refused() -> None:
    with pytest.raises(SourceError, match="combining marks") as caught:
        clean("x\u2029\na" + "\u0316\u0301" * 100_000, "a.md")
    assert caught.value.place == Place("a.md", 2)


def test_no_combining_mark_is_taken_for_harmless() -> None:
    marks = [chr(point) for point in range(sys.maxunicode + 1) if unicodedata.combining(chr(point))]
    assert len(marks) > 800
    assert all(_NEEDS_CARE.search(mark) for mark in marks)


@given(st.characters())
def test_nothing_invisible_is_taken_for_harmless(character: str) -> None:
    if strip_invisible(character) != character or character in "\0\x85\u2028\u2029":
        assert _NEEDS_CARE.search(character)


def test_cjk_and_emoji_in_long_runs_are_no_heap() -> None:
    text = "。" * 200 + "日本語" * 100 + "😀" * 100 + "\u0301\u0301"
    assert clean(text, "a.md").text == text


def test_too_long_is_refused() -> None:
    with pytest.raises(SourceError, match="20 MB"):
        decode(b"a" * (MAX_BYTES + 1), "a.md")
    with pytest.raises(SourceError, match=r"a\.md:2: a line of 1,000,001 characters"):
        clean("a\n" + "a" * (MAX_LINE_CHARS + 1), "a.md")


def test_reads_a_file_and_a_link_to_it(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes("é\r\n".encode())
    (tmp_path / "b.md").symlink_to(file)
    assert read_source(file).text == read_source(tmp_path / "b.md").text == "é\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_what_is_no_regular_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        for path, kind in [(tmp_path, "directory"), (tmp_path / "fifo", "FIFO"), (tmp_path / "s", "socket")]:
            with pytest.raises(SourceError, match=kind):
                read_source(path)
    with pytest.raises(SourceError, match="device"):
        read_source(Path("/dev/zero"))


def test_missing_and_impossible_paths(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read"):
        read_source(tmp_path / "none.md")
    with pytest.raises(SourceError, match="NUL"):
        read_source(Path("a\0b"))
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(StorageError):
        read_source(tmp_path / "loop")


def test_long_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "long.md"
    with file.open("wb") as handle:
        handle.truncate(MAX_BYTES + 1)
    with pytest.raises(SourceError, match="20 MB"):
        read_source(file)


def test_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.md"
    file.write_text("before")
    real, calls = os.fstat, []

    def fstat_then_somebody_saves(descriptor: int) -> os.stat_result:
        result = real(descriptor)
        calls.append(descriptor)
        if len(calls) == 2:  # the first one asks what kind of file it is
            file.write_text("after that")
        return result

    monkeypatch.setattr(regular_file.os, "fstat", fstat_then_somebody_saves)
    with pytest.raises(SourceError, match="changed while it was read"):
        read_source(file)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("a\n\fb", (1,)),
        ("a\f\nb", (1,)),
        ("a \f b", (0,)),
        ("a\u2029\n\fb", (3,)),
        ("a\nb", ()),
        ("\fa\n\f\n\fb", (0, 1, 2)),
    ],
)
def test_form_feeds_are_remembered(text: str, pages: tuple[int, ...]) -> None:
    source = clean(text, "x.txt")
    assert source.pages == pages
    assert "\f" not in source.text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x7fELF\x02\x01\x01\xff", "a program"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\xff", "a ZIP archive"),
        (b"\x00\x01\x00\x00\xff\xfe\x00\x00", "a binary file"),
    ],
)
def test_what_is_no_text_is_called_so(data: bytes, kind: str) -> None:
    with pytest.raises(SourceError, match=f"is no text: it is {kind}"):
        decode(data, "a.md")


@pytest.mark.parametrize("data", [b"caf\xe9\n", "caf\xe9 \xff".encode("utf-16-le")])
def test_text_in_another_encoding_is_not_called_binary(data: bytes) -> None:
    with pytest.raises(SourceError, match="name its encoding"):
        decode(data, "a.md")
