"""Covers: drawn or given, within the limits of directories, and kept as published while they are made of the same."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import struct
import unicodedata
import zlib
from pathlib import Path

import msgspec
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3
from PIL import Image

from audio_edition.cover import design, fonts
from audio_edition.cover.design import CoverTexts, draw, draw_publication
from audio_edition.cover.direction import from_left_to_right, is_right_to_left, joined
from audio_edition.cover.given import UnusablePictureError, pictures_of, shape_of
from audio_edition.cover.glyphs import characters_of
from audio_edition.cover.lettering import fit, words_of
from audio_edition.edition.manifest import MANIFEST_NAME, EditionCover, read_edition, write_edition
from audio_edition.errors import SourceError
from audio_edition.making.builder import Builder
from audio_edition.making.checking import check_scripts
from audio_edition.making.reporter import SilentReporter
from audio_edition.making.request import BuildRequest
from audio_edition.publication.folder import read_publication
from support.editions import png
from support.publications import BODY, HEAD, TestPublication
from support.readers import READERS, mp3val

HAN = "第三章海港"


@pytest.fixture(autouse=True)
def _drawn_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(design, "draw", draw)
    monkeypatch.setattr(design, "draw_publication", draw_publication)


def picture(data: bytes) -> Image.Image:
    opened = Image.open(io.BytesIO(data))
    opened.load()
    return opened


def photo(width: int, height: int, kind: str = "JPEG", **how: object) -> bytes:
    """Soft spots of light."""
    noise = Image.effect_noise((width // 40 + 1, height // 40 + 1), 80).resize((width, height))
    target = io.BytesIO()
    noise.convert("RGB").save(target, kind, **how)
    return target.getvalue()


def in_mp3(made: TestPublication) -> bytes:
    (found,) = ID3(made.mp3).getall("APIC")
    assert found.type == 3
    return bytes(found.data)


def covers(made: TestPublication) -> tuple[bytes, bytes]:
    return (made.folder / "cover.jpg").read_bytes(), in_mp3(made)


def with_cover(publication: Path, data: bytes) -> TestPublication:
    made = TestPublication(publication, HEAD.replace("slug: small", "slug: small\ncover: mine.img") + BODY)
    made.write_file("mine.img", data)
    return made


class Hearing(SilentReporter):
    """Remembers what a build says."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, message: str) -> None:
        self.said.append(message)


def said_by_build(made: TestPublication) -> str:
    hearing = Hearing()
    Builder(made.root, hearing).build(BuildRequest(read_publication(made.root), made.script, "", None, False))
    return "\n".join(hearing.said)


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A system without fonts; the folder where one can be put."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr(fonts, "system_folders", lambda: (folder,))
    fonts._files.cache_clear()
    return folder


def make_font(path: Path, characters: str) -> None:
    """A font with a square for each of the characters."""
    names = [".notdef", *(f"c{number}" for number in range(len(characters)))]
    pen = TTGlyphPen(None)
    for number, point in enumerate(((0, 0), (0, 800), (800, 800), (800, 0))):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): name for char, name in zip(characters, names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Made", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    fonts._files.cache_clear()


# Drawn


def test_a_cover_is_drawn_where_none_is_given(publication: Path) -> None:
    made = TestPublication(publication)
    made.build()
    large, small = covers(made)
    assert picture(large).size == (3000, 3000)
    assert (picture(large).format, picture(large).mode) == ("JPEG", "RGB")
    assert len(large) < 500_000
    assert picture(small).width == picture(small).height <= 1400
    assert len(small) < 60_000
    assert mp3val(made.mp3).faults == ()
    assert all(READERS[name](made.mp3).warnings == () for name in ("eyeD3", "ffprobe", "music-metadata"))


TITLES = (
    "I",
    "What do people love about Rust? " * 12,
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "Größe, Łódź & naïve Žižek: Œuvre — ça ira; ﬁn",
    "Октябрь 1917 года: уроки, которые не выучены",
    "Ἐν ἀρχῇ ἦν ὁ λόγος",
    "W" * 10_000,
    "",
)


@pytest.mark.parametrize("title", TITLES)
def test_titles_fit(title: str, no_fonts: Path) -> None:
    made = draw(CoverTexts(title, title, "1 May 2026"))
    assert made.lacking == ()
    assert len(made.large) < 500_000
    assert len(made.small) < 60_000
    image = picture(made.large).convert("L")
    assert image.size == (3000, 3000)
    ground = image.getpixel((5, 5))
    edges = [(0, 0, 224, 3000), (2776, 0, 3000, 3000), (0, 0, 3000, 224), (0, 2784, 3000, 3000)]
    for box in edges:  # nothing is drawn on the margins
        low, high = image.crop(box).getextrema()
        assert abs(low - ground) < 12
        assert abs(high - ground) < 12
    if title:
        assert image.crop((240, 600, 2760, 2050)).getextrema()[1] - ground > 100


def test_letters_are_as_large_as_fits_and_words_are_whole(no_fonts: Path) -> None:
    short, long = (fit(words_of(text), 2520, 1450, (460, 84)) for text in ("Harbour", "The harbour of the town " * 8))
    assert short.size == 460
    assert 84 < long.size < 200
    assert " ".join(long.lines) == ("The harbour of the town " * 8).strip()
    assert long.height <= 1450


def test_the_same_texts_draw_the_same_bytes_and_others_do_not() -> None:
    texts = CoverTexts("Harbour", "The Paper", "1 May 2026")
    assert draw(texts) == draw(texts)
    others = (CoverTexts("Quay", "The Paper", "1 May 2026"), CoverTexts("Harbour", "A Paper", "1 May 2026"))
    assert len({draw(each).large for each in (texts, *others, CoverTexts("Harbour", "The Paper"))}) == 4


def test_a_fresh_clone_draws_the_same(publication: Path, tmp_path: Path) -> None:
    made = TestPublication(publication)
    made.build()
    copy = made.copy_to(tmp_path / "clone")
    shutil.rmtree(copy.root / "audio")
    copy.build()
    assert copy.published() == made.published()


# Fonts


def test_a_writing_that_no_font_has_is_named_and_left_out(publication: Path, no_fonts: Path) -> None:
    made = TestPublication(publication, HEAD.replace("A small thing", f"{HAN} Harbour") + BODY)
    said = said_by_build(made)
    assert "note: the cover leaves out what is written in Chinese (for example Noto Sans CJK)" in said
    image = picture(covers(made)[0]).convert("L")
    low, high = image.crop((0, 600, 3000, 2050)).getextrema()
    assert high - low < 12  # no title rather than half of one, and no empty boxes
    assert (made.check(), made.build().status) == ("matches", "unchanged")


def test_a_font_that_is_installed_later_draws_the_title(publication: Path, no_fonts: Path) -> None:
    made = TestPublication(publication, HEAD.replace("A small thing", HAN) + BODY)
    made.build()
    before = covers(made)
    make_font(no_fonts / "Other.ttf", "αβ")
    assert made.build().status == "unchanged"
    make_font(no_fonts / "Han.ttf", HAN)
    assert made.check() == "stale"
    assert (made.build().status, made.manifest.revision) == ("built", 2)
    image = picture(covers(made)[0]).convert("L")
    low, high = image.crop((240, 600, 2760, 2050)).getextrema()
    assert high - low > 100
    assert all(old != new for old, new in zip(before, covers(made), strict=True))
    (no_fonts / "Han.ttf").unlink()  # as on another machine: the published cover stays
    fonts._files.cache_clear()
    assert (made.check(), made.build().status) == ("matches", "unchanged")


def test_signs_are_left_out_without_a_word(no_fonts: Path) -> None:
    make_font(no_fonts / "Signs.ttf", "🎧")
    assert words_of("🎧 Ночь\u200d 🚀").text == "Ночь"
    assert draw(CoverTexts("🎧 Ночь 🚀")).large == draw(CoverTexts("🎧 Ночь 🚀")).large


def test_broken_fonts_are_passed_over(no_fonts: Path) -> None:
    (no_fonts / "a.ttf").write_bytes(b"\0\1\0\0" + b"\xff" * 60)
    (no_fonts / "b.ttc").write_bytes(b"ttcf")
    (no_fonts / "c.otf").write_bytes(b"")
    make_font(no_fonts / "z.ttf", HAN)
    (no_fonts / "y.ttf").write_bytes((no_fonts / "z.ttf").read_bytes()[:300])
    found = fonts.letters_of(HAN)
    assert {font.path.name for font in found.fonts.values()} == {"z.ttf"}


@pytest.mark.parametrize("path", [fonts.OWN, *sorted(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"))])
def test_the_letters_of_a_font_are_those_that_fonttools_finds(path: Path) -> None:
    with TTFont(path) as font:
        wanted = {number for number, name in font.getBestCmap().items() if font.getGlyphID(name)}
    assert characters_of(path, 0) == wanted


def test_the_own_font_has_latin_greek_and_cyrillic(no_fonts: Path) -> None:
    wanted = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x410, 0x460), *range(0x3B1, 0x3CA)]
    assert fonts.letters_of("".join(map(chr, wanted))).lacking == ()
    assert b"SIL OPEN FONT LICENSE" in fonts.OWN.with_name("OFL.txt").read_bytes()


# Direction

_LETTERS = "abc XYZ 0123456789 .,:;!?-+%€ אבגד ابتثج لا دذر مين ٣٤٥"


@settings(max_examples=500)
@given(st.text(_LETTERS, max_size=30), st.booleans())
def test_lines_are_ordered_as_another_implementation_orders_them(text: str, right_to_left: bool) -> None:
    from bidi.algorithm import get_display

    wanted = get_display(text, base_dir="R" if right_to_left else "L")
    assert from_left_to_right(text, right_to_left=right_to_left) == wanted


@given(st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىآأإؤئء ", max_size=30))
def test_arabic_letters_join_as_another_implementation_joins_them(text: str) -> None:
    import arabic_reshaper

    assert joined(text) == arabic_reshaper.reshape(text)


def test_text_from_right_to_left_stands_at_the_right(monkeypatch: pytest.MonkeyPatch, no_fonts: Path) -> None:
    hebrew = "מנוף"
    make_font(no_fonts / "Hebrew.ttf", hebrew)
    assert is_right_to_left("12 " + hebrew)
    image = picture(draw(CoverTexts(hebrew)).large).convert("L")
    ground = image.getpixel((5, 5))
    assert image.crop((2500, 600, 2760, 1100)).getextrema()[1] - ground > 100
    assert image.crop((240, 600, 700, 1100)).getextrema()[1] - ground < 12


# Given


def test_a_given_cover_is_kept_whole_and_made_smaller(publication: Path) -> None:
    made = with_cover(publication, photo(4000, 2000))
    said = said_by_build(made)
    large, small = covers(made)
    assert (picture(large).format, picture(large).size) == ("JPEG", (3000, 1500))
    assert max(picture(small).size) <= 1400
    assert picture(small).width == pytest.approx(2 * picture(small).height, abs=2)
    assert (len(large) < 500_000, len(small) < 60_000) == (True, True)
    assert "note: the cover is not square (4000 x 2000 pixels)" in said
    assert "small" not in said


def test_one_that_is_as_it_should_be_stays_as_it_is(publication: Path) -> None:
    image = io.BytesIO()
    Image.new("RGB", (1400, 1400), "#16324f").save(image, "JPEG")
    made = with_cover(publication, image.getvalue())
    assert "cover" not in said_by_build(made)
    assert covers(made) == (image.getvalue(), image.getvalue())


def test_a_small_one_is_warned_of_and_not_blown_up(publication: Path) -> None:
    made = with_cover(publication, png(64, 64))
    assert "note: the cover is small (64 x 64 pixels)" in said_by_build(made)
    large, small = covers(made)
    assert (picture(large).format, picture(large).size) == ("JPEG", (64, 64))
    assert picture(large).getpixel((30, 30)) == pytest.approx((0xC0, 0x20, 0x20), abs=6)
    assert small == png(64, 64)


def test_a_photo_is_turned_upright_and_its_place_is_not_published() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    data = photo(300, 200, exif=exif)
    assert (shape_of(data).width, shape_of(data).height) == (200, 300)
    made = pictures_of(data)
    for each in (made.large, made.small):
        assert picture(each).size == (200, 300)
        assert not picture(each).getexif()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "I;16", "1", "CMYK"])
def test_any_colours_become_those_of_the_screen(mode: str) -> None:
    image = Image.new("L", (50, 50), 255).convert(mode) if mode != "I;16" else Image.new(mode, (50, 50), 65_535)
    target = io.BytesIO()
    image.save(target, "JPEG" if mode == "CMYK" else "PNG")
    assert min(picture(pictures_of(target.getvalue()).large).convert("RGB").getpixel((20, 20))) > 250


def test_what_is_transparent_is_white() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(target, "PNG")
    assert picture(pictures_of(target.getvalue()).large).getpixel((20, 20)) == (255, 255, 255)


def huge_png(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1 << 20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x89PNG\r\n\x1a\n<!doctype html><title>Not found</title>", "damaged, or is no JPEG or PNG"),
        (b"\xff\xd8\xff<!doctype html>", "damaged, or is no JPEG or PNG"),
        (huge_png(60_000), "far more pixels"),
        (huge_png(10_000), "more pixels"),
        (huge_png(8_500), "8500 x 8500 pixels"),
        (photo(600, 600)[:9000], "damaged"),
        (photo(600, 600, "PNG")[:9000], "damaged"),
        (b"GIF89a" + bytes(50), "neither a JPEG nor a PNG"),
        (b"", "neither a JPEG nor a PNG"),
    ],
    ids=["html-png", "html-jpeg", "60000", "10000", "8500", "cut-jpeg", "cut-png", "gif", "empty"],
)
def test_what_cannot_be_a_cover_is_refused_before_anything_is_spoken(publication: Path, data: bytes, why: str) -> None:
    made = with_cover(publication, data)
    with pytest.raises(SourceError, match=why) as error:
        made.build()
    assert (error.value.exit_code, made.folder.exists(), made.objects()) == (3, False, [])
    assert str(made.root / "script" / "mine.img") in str(error.value)
    assert made.check() == "broken"


@given(st.binary(max_size=200), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", png()[:60], photo(40, 40)]))
def test_any_bytes_are_a_picture_or_refused(noise: bytes, before: bytes) -> None:
    try:
        made = pictures_of(before + noise)
    except UnusablePictureError:
        return
    assert picture(made.large).format == "JPEG"


# Kept


def redrawn(texts: CoverTexts) -> design.Pictures:
    """What another version of Pillow would make of it."""
    made = DRAWN(texts)
    return design.Pictures(made.large + b"\0", made.small + b"\0", made.lacking)


DRAWN = design.draw


def test_another_version_of_pillow_changes_no_cover(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = TestPublication(publication)
    made.build()
    before, mp3 = covers(made), made.mp3.read_bytes()
    monkeypatch.setattr(design, "draw", redrawn)
    assert (made.check(), made.build().status) == ("matches", "unchanged")
    made.edit("Another one.", "Something else.")
    made.build()
    assert covers(made) == before
    made.edit("Something else.", "Another one.")
    made.build()
    assert made.mp3.read_bytes() == mp3
    made.edit("A small thing", "A great thing")
    made.build()
    assert covers(made) == (redrawn(CoverTexts("A great thing")).large, redrawn(CoverTexts("A great thing")).small)


def test_another_design_changes_covers_and_says_so(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = TestPublication(publication)
    made.build()
    monkeypatch.setattr(design, "draw", redrawn)
    monkeypatch.setattr(design, "DESIGN", design.DESIGN + 1)
    assert made.check() == "stale"
    assert (made.build().status, made.manifest.revision) == ("built", 2)
    assert covers(made)[1].endswith(b"\0")


def test_a_given_cover_too_is_kept_while_it_is_the_same(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from audio_edition.cover import jpeg

    made = with_cover(publication, photo(2000, 2000))
    made.build()
    before = covers(made)
    monkeypatch.setattr(jpeg, "_QUALITIES", (30,))
    made.edit("Another one.", "Something else.")
    made.build()
    assert covers(made) == before
    made.write_file("mine.img", photo(2001, 2001))
    assert made.check() == "stale"
    made.build()
    assert all(old != new for old, new in zip(before, covers(made), strict=True))


def test_a_lost_cover_is_made_again_and_the_mp3_stays(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = TestPublication(publication)
    made.build()
    before, mp3 = covers(made), made.mp3.read_bytes()
    (made.folder / "cover.jpg").unlink()
    assert (made.check(), made.build().status) == ("stale", "updated")
    assert covers(made) == before
    (made.folder / "cover.jpg").write_bytes(b"spoilt")
    monkeypatch.setattr(design, "draw", redrawn)
    assert made.build().status == "updated"
    assert covers(made) == (before[0] + b"\0", before[1])
    assert made.mp3.read_bytes() == mp3
    assert (made.check(), made.build().status, made.manifest.revision) == ("matches", "unchanged", 1)


def test_the_manifest_says_what_the_cover_was_made_of(publication: Path) -> None:
    made = TestPublication(publication)
    made.build()
    edition = read_edition(made.folder / MANIFEST_NAME)
    assert edition is not None
    assert isinstance(edition.cover, EditionCover)
    assert edition.cover.picture_sha256 == hashlib.sha256(in_mp3(made)).hexdigest()
    assert edition.cover.lacking == ()


def test_a_picture_that_was_changed_in_the_mp3_is_not_taken_over(publication: Path) -> None:
    made = TestPublication(publication)
    made.build()
    mp3 = made.mp3.read_bytes()
    at = mp3.index(in_mp3(made)) + 20_000
    made.mp3.write_bytes(mp3[:at] + bytes([mp3[at] ^ 255]) + mp3[at + 1 :])
    assert made.check() == "stale"
    made.build()
    assert made.mp3.read_bytes() == mp3


def test_checking_without_editions_looks_at_the_cover_too(publication: Path) -> None:
    made = with_cover(publication, b"\x89PNG\r\n\x1a\n<html>")
    (verdict,) = check_scripts(read_publication(made.root), [made.script], editions=False)
    assert (verdict.status, "the cover cannot be used" in str(verdict.error)) == ("broken", True)


def test_normal_forms_draw_the_same() -> None:
    composed, taken_apart = (unicodedata.normalize(form, "Größe é") for form in ("NFC", "NFD"))
    assert words_of(composed) == words_of(taken_apart)


def test_a_manifest_without_a_cover_is_whole(publication: Path) -> None:
    """As every version before covers wrote it: the field is missing, not null."""
    made = TestPublication(publication)
    made.build()
    path = made.folder / MANIFEST_NAME
    edition = read_edition(path)
    assert edition is not None
    path.write_bytes(write_edition(msgspec.structs.replace(edition, cover=msgspec.UNSET)))
    found = json.loads(path.read_bytes())
    assert "cover" not in found
    digest = found.pop("digest")
    bare = json.dumps({**found, "digest": ""}, ensure_ascii=False, separators=(",", ":")).encode()
    assert digest == hashlib.sha256(bare).hexdigest()
    read = read_edition(path)
    assert read is not None
    assert read.cover is msgspec.UNSET
    assert made.build().status in ("updated", "unchanged")
    again = read_edition(path)
    assert again is not None
    assert isinstance(again.cover, EditionCover)
