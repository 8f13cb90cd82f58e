"""Finished editions, built once by the program itself and read by many tests.

Enters: the name of an edition and pytest's folder for temporary files. Leaves: an ``Edition``: its MP3, its manifest
and the publication it was built in. Refuses: a build that does not end in success; a real article that is not here
is skipped with the reason.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from filelock import FileLock

from support.articles import article, identity_paragraphs, sherlock
from support.places import ARTICLES, ROOT
from support.publications import SETTINGS, VOICE, Edition, TestPublication

OUR_SCRIPTS = ROOT / "script"


def png(width: int = 64, height: int = 64) -> bytes:
    """A red square: a whole PNG, as small as they come."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xc0\x20\x20" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _ours(publication: TestPublication) -> None:
    shutil.copytree(OUR_SCRIPTS, publication.root / "script", dirs_exist_ok=True)
    (publication.root / "audio").rmdir()  # the build makes it


def _years(publication: TestPublication) -> None:
    article("100-years-later.txt")
    publication.write_file("publication.toml", 'voice = "espeak:en-us+f3"\n')
    _import(publication, ARTICLES / "100-years-later.txt")


def _rust(publication: TestPublication) -> None:
    """Its front matter, its beginning with two footnotes, and its first two sections."""
    head, *sections = re.split(r"(?m)^(?=## )", article("what-do-people-love-about-rust.md"))
    publication.write_file("publication.toml", 'voice = "espeak:en-gb"\n[voice-parameters]\nrate = 300\n')
    begin = head + "".join("\n\n".join(section.split("\n\n")[:5]) + "\n\n" for section in sections[:2])
    source = publication.root / "what-do-people-love-about-rust.md"
    source.write_text(begin, encoding="utf-8")
    _import(publication, source)


def _import(publication: TestPublication, path: Path) -> None:
    ran = publication.run("import", path)
    if ran.returncode:
        raise RuntimeError(f"import ended in {ran.returncode}: {ran.stderr}")


def _sherlock(publication: TestPublication) -> None:
    publication.write(sherlock())


def _identity(publication: TestPublication) -> None:
    body = "\n\n".join(identity_paragraphs()[:4])
    publication.write(f"---\ntitle: A Case of Identity\nauthor: Arthur Conan Doyle\nlang: en-GB\n---\n{body}\n")


STRANGE_TITLES = ("Война и мир", "🚀 Größe “…” — 第三章", "אבגד עברית (RTL)", "A & B < C", "Ω≈ç√ \U00020bb7")
"""Titles that need UTF-16, some of them outside the basic plane or from right to left."""
QUICKLY = SETTINGS + "[voice-parameters]\nrate = 450\n"


def many_heading(number: int) -> str:
    """Few different ones, so that few must be spoken."""
    return f"Part {number % 17}"


def _many(publication: TestPublication) -> None:
    """300 headings of two levels, a cover, titles in many scripts."""
    publication.write_file("publication.toml", 'cover = "cover.png"\n' + QUICKLY)
    publication.write_file("cover.png", png())
    parts = ["---", "title: Триста глав", "author: Żółć 著者", "---", "Words before the first heading."]
    for number in range(300):
        name = STRANGE_TITLES[number] if number < len(STRANGE_TITLES) else many_heading(number)
        parts += [f"{'##' if number % 3 == 0 else '###'} {name}", f"Word {number % 13}."]
    publication.write("\n\n".join(parts).replace("---\n\n", "---\n"))


def _full(publication: TestPublication) -> None:
    """As many chapters as a tag can list: the opening and 254 headings."""
    publication.write_file("publication.toml", QUICKLY)
    headings = "\n\n".join(f"## {many_heading(number)}" for number in range(254))
    publication.write(f"---\ntitle: Full\n---\n{headings}\n")


def _flat(publication: TestPublication) -> None:
    """No heading at all, and a title that needs UTF-16."""
    publication.write(
        "---\ntitle: 🎧 Ночь — لیل\ndate: 2024-02-29\nlang: en\n---\nOne paragraph.\n\nAnd a second one.\n"
    )


SETUPS: Mapping[str, tuple[Callable[[TestPublication], None], tuple[str, ...]]] = {
    "october-1917": (_ours, ("october-1917", "--voice", VOICE)),
    "100-years-later": (_years, ()),
    "what-do-people-love-about-rust": (_rust, ()),
    "sherlock": (_sherlock, ()),
    "identity": (_identity, ()),
    "many": (_many, ()),
    "full": (_full, ()),
    "flat": (_flat, ()),
}
"""How each edition's publication is made, and what ``build`` is told."""


def get(name: str, temporary: pytest.TempPathFactory) -> Edition:
    """The edition of that name, built by the first test that asks; processes of one run share it."""
    base = temporary.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "editions"
    shared.mkdir(exist_ok=True)
    done = shared / f"{name}.json"
    with FileLock(shared / f"{name}.lock"):
        if not done.exists():
            root = shared / name
            shutil.rmtree(root, ignore_errors=True)  # of a test that failed half-way
            set_up, arguments = SETUPS[name]
            publication = TestPublication(root, {}, settings=SETTINGS, slug=name)
            set_up(publication)
            (edition,) = publication.run_build(*arguments)
            done.write_text(json.dumps(edition.result), encoding="utf-8")
    return Edition(shared / name, name, json.loads(done.read_bytes()))
