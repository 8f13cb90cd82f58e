"""Each format by its name or first bytes; those without a reader are refused with advice."""

from __future__ import annotations

import io
import zipfile

import pytest

from audio_edition.errors import SourceError
from audio_edition.importing.model import Role
from audio_edition.importing.readers import import_bytes
from audio_edition.importing.writing import write_script_text

TEXT = "A Harbour Closed\n\nThe boats lay on the beach, among the nets and the broken crates, and nobody went out.\n"


def archive(name: str, content: bytes = b"x") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        ("a.txt", "# not a heading\n\n" + TEXT, "text"),
        ("a.md", TEXT, "markdown"),
        ("a.MD", TEXT, "markdown"),
        ("-", TEXT, "text"),
        ("-", "# A Harbour\n\n" + TEXT, "markdown"),
        ("-", "---\ntitle: A\n---\n\n" + TEXT, "markdown"),
        ("-", "---\n" + TEXT, "text"),
        ("-", TEXT + "\n[link](https://example.org)\n", "markdown"),
        ("article", TEXT, "text"),
    ],
)
def test_chosen(path: str, text: str, wanted: str) -> None:
    assert import_bytes(text.encode(), path).format == wanted


def test_the_format_asked_for_wins() -> None:
    assert import_bytes(b"# A\n\n" + TEXT.encode(), "a.md", format_name="text").format == "text"


@pytest.mark.parametrize(
    ("path", "data", "name"),
    [
        ("a", b"%PDF-1.7\n", "PDF"),
        ("a.pdf", b"", "PDF"),
        ("a.docx", archive("word/document.xml"), "DOCX"),
        ("a", archive("word/document.xml"), "DOCX"),
        ("a.docx", archive("x.txt"), "DOCX"),
        ("a.txt", b"\r\n<html>", "HTML"),
        ("a", archive("mimetype", b"application/epub+zip"), "EPUB"),
        ("a", archive("mimetype", b"application/vnd.oasis.opendocument.text"), "OpenDocument"),
        ("a", archive("x.txt"), "ZIP"),
        ("a.rtf", b"{\\rtf1}", "RTF"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "Word 97"),
        ("a.xhtml", b"<p>x</p>", "HTML"),
        ("-", b"<!DOCTYPE html><p>x</p>", "HTML"),
        ("-", b'<?xml version="1.0"?>\n<html></html>', "HTML"),
        ("-", '<html lang="de">'.encode("utf-16"), "HTML"),
    ],
)
def test_not_supported_yet(path: str, data: bytes, name: str) -> None:
    with pytest.raises(SourceError, match=f"{name} cannot be imported yet") as caught:
        import_bytes(data, path)
    assert caught.value.hint


def test_unknown_format() -> None:
    with pytest.raises(SourceError, match="no format 'word'; known are markdown, text"):
        import_bytes(TEXT.encode(), "a.txt", format_name="word")
    with pytest.raises(SourceError, match="did you mean 'markdown'"):
        import_bytes(TEXT.encode(), "a.txt", format_name="markdwon")


def test_a_format_asked_for_wins_over_html_but_not_over_what_is_no_text() -> None:
    assert import_bytes(b"<body>\n\n# A\n\nWords.\n", "a", format_name="markdown").format == "markdown"
    with pytest.raises(SourceError, match="PDF"):
        import_bytes(b"%PDF-1.7\n", "a", format_name="text")


def test_lines_that_end_as_on_old_machines_are_recognised() -> None:
    assert import_bytes(b"A\r\r# B\r\rWords.\r", "-").format == "markdown"


def test_encoding() -> None:
    data = TEXT.replace("Closed", "Closèd").encode("cp1252")
    assert import_bytes(data, "a.txt", encoding="cp1252").front.title == "A Harbour Closèd"
    with pytest.raises(SourceError, match="utf-8"):
        import_bytes(data, "a.txt")


def test_language_given_is_written() -> None:
    assert import_bytes(TEXT.encode(), "a.txt", lang="de").front.lang == "de"


def test_what_decoding_removed_is_in_the_report() -> None:
    script = import_bytes(TEXT.replace("beach", "be\x1b[31mach\x07").encode(), "a.txt")
    assert [(row.role, row.first) for row in script.findings if row.role is Role.DROPPED] == [(Role.DROPPED, 3)] * 2


def test_lines_are_those_an_editor_shows() -> None:
    script = import_bytes("A Harbour\x85Closed\n\n3 March 1921\n\n".encode() + TEXT.encode(), "a.txt")
    assert [row.first for row in script.findings if row.role is Role.DATE] == [3]


GERMAN = (
    "Der Hafen\n\nDer Bürgermeister sagte, die Stadt habe kein Geld für den Hafen, und das sei nicht neu. Es ist eine"
    " alte Geschichte, und sie wurde auf dem Markt erzählt.\n\nFrage: Warum ist das so?\n\nAntwort: Weil das Geld von"
    " der Stadt nicht reicht.\n\nFrage: Und der Hafen?\n\nAntwort: Das ist nicht zu sagen, und mit Recht.\n"
)
BULGARIAN = "Кметът каза, че градът не е имал пари и че корабите са на път от години. Никой не знае за какво."
ENGLISH = "The Harbour\n\nIt was said that the mayor had his money, and that it was not for the harbour of the town.\n"


@pytest.mark.parametrize(
    ("text", "usual", "wanted"),
    [
        (GERMAN, "en", "de"),
        (GERMAN, "de-AT", ""),
        (ENGLISH, "en", ""),
        (ENGLISH, "de", "en"),
        ("Herr von Stein\n\nDas ist nicht der Hafen.\n", "en", ""),
        (f"Градът\n\n{BULGARIAN * 3}\n", "en", ""),
    ],
)
def test_the_language_is_guessed_where_it_is_not_the_usual_one(text: str, usual: str, wanted: str) -> None:
    script = import_bytes(text.encode(), "a.txt", usual_lang=usual)
    assert script.front.lang == wanted
    rows = [(row.text, bool(row.check)) for row in script.findings if row.role is Role.LANGUAGE]
    assert rows == ([(wanted, True)] if wanted else [])


def test_speakers_have_voices_of_the_guessed_language() -> None:
    text = write_script_text(import_bytes(GERMAN.encode(), "a.txt"))
    assert 'speakers: {"Frage": "espeak:de+f3", "Antwort": "espeak:de+m3"}' in text


def test_what_is_said_of_the_language_is_no_guess() -> None:
    assert import_bytes(GERMAN.encode(), "a.txt", lang="nl").front.lang == "nl"
    assert import_bytes(f"---\nlang: de-CH\n---\n{GERMAN}".encode(), "a.md").front.lang == "de-CH"
