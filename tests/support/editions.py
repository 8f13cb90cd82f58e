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
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from support.places import ARTICLES, ROOT, TESTS

OUR_SCRIPTS = ROOT / "script"

VOICE = "espeak:en-us"


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition as it lies in ``audio/``."""

    root: Path
    """The publication."""
    slug: str
    result: Mapping[str, Any]
    """What ``build --json`` said of it."""

    @property
    def folder(self) -> Path:
        return self.root / "audio" / self.slug

    @property
    def mp3(self) -> Path:
        return self.folder / f"{self.slug}.mp3"

    @property
    def script(self) -> Path:
        return self.root / "script" / f"{self.slug}.md"

    @property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "edition.json").read_bytes())
        return found


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment in which nothing of this machine matters: home, state, no proxies, no setting of ours."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy")
        and not name.startswith(("AUDIO_EDITION_", "XDG_"))
        and name not in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    }
    return {
        **kept,
        "HOME": str(home),
        "AUDIO_EDITION_STATE_DIR": str(home / "state"),
        "PYTHONPATH": str(TESTS / "guard"),
        **more,
    }


def run(
    root: Path, *arguments: str | Path, env: Mapping[str, str] | None = None, umask: int = -1
) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a folder.

    Args:
        root: Where.
        arguments: What follows the program's name.
        env: Added to an isolated environment; an empty value takes a variable out.
        umask: Of the process; -1: ours.
    """
    home = root.with_name(root.name + "-home")
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "audio_edition", *map(str, arguments)],
        cwd=root,
        env={name: value for name, value in environment(home, **(env or {})).items() if value},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=600,
        check=False,
        umask=umask,
    )


def publication(root: Path, settings: str = f'voice = "{VOICE}"\n') -> Path:
    """Make an empty publication."""
    (root / "script").mkdir(parents=True)
    (root / "script" / "publication.toml").write_text(settings, encoding="utf-8")
    return root


def build(root: Path, *arguments: str, env: Mapping[str, str] | None = None, umask: int = -1) -> tuple[Edition, ...]:
    """Build a publication.

    Raises:
        RuntimeError: It did not end in 0; with what it said.
    """
    ran = run(root, "build", "--json", *arguments, env=env, umask=umask)
    if ran.returncode:
        raise RuntimeError(f"build ended in {ran.returncode}: {ran.stderr.decode()}")
    return tuple(Edition(root, result["slug"], result) for result in json.loads(ran.stdout))


def png(width: int = 64, height: int = 64) -> bytes:
    """A red square: a whole PNG, as small as they come."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xc0\x20\x20" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class _Paragraphs(HTMLParser):
    """The text of every ``<p>``: an article on the web as somebody would copy it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "p":
            self._inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "p"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def article(name: str) -> str:
    """The text of a real article; the test is skipped where it is not here."""
    path = ARTICLES / name
    if not path.is_file():
        pytest.skip(f"the real articles are not here: {path}")
    return path.read_text(encoding="utf-8")


def identity_paragraphs() -> list[str]:
    """The paragraphs of ``a-case-of-identity.xhtml``."""
    reader = _Paragraphs()
    reader.feed(article("a-case-of-identity.xhtml"))
    return [" ".join(paragraph.split()) for paragraph in reader.found]


def sherlock(sections: int = 2, paragraphs: int = 3) -> str:
    """The first sections of ``sherlock-holmes.md``, and of each its first paragraphs."""
    front, *stories = re.split(r"(?m)^(?=## )", article("sherlock-holmes.md"))
    kept = ["\n\n".join(story.split("\n\n")[: paragraphs + 1]) for story in stories[:sections]]
    return front + "\n\n".join(kept) + "\n"


def _ours(root: Path) -> None:
    shutil.copytree(OUR_SCRIPTS, root / "script")


def _years(root: Path) -> None:
    article("100-years-later.txt")
    publication(root, 'voice = "espeak:en-us+f3"\n')
    _imported(root, ARTICLES / "100-years-later.txt")


def _rust(root: Path) -> None:
    """Its front matter, its beginning with two footnotes, and its first two sections."""
    head, *sections = re.split(r"(?m)^(?=## )", article("what-do-people-love-about-rust.md"))
    publication(root, 'voice = "espeak:en-gb"\n[voice-parameters]\nrate = 300\n')
    begin = head + "".join("\n\n".join(section.split("\n\n")[:5]) + "\n\n" for section in sections[:2])
    (root / "what-do-people-love-about-rust.md").write_text(begin, encoding="utf-8")
    _imported(root, "what-do-people-love-about-rust.md")


def _imported(root: Path, path: Path | str) -> None:
    ran = run(root, "import", path)
    if ran.returncode:
        raise RuntimeError(f"import ended in {ran.returncode}: {ran.stderr.decode()}")


def _sherlock(root: Path) -> None:
    script = sherlock()
    (publication(root) / "script" / "sherlock.md").write_text(script, encoding="utf-8")


def _identity(root: Path) -> None:
    body = "\n\n".join(identity_paragraphs()[:4])
    script = f"---\ntitle: A Case of Identity\nauthor: Arthur Conan Doyle\nlang: en-GB\n---\n{body}\n"
    (publication(root) / "script" / "identity.md").write_text(script, encoding="utf-8")


STRANGE_TITLES = ("Война и мир", "🚀 Größe “…” — 第三章", "אבגד עברית (RTL)", "A & B < C", "Ω≈ç√ \U00020bb7")
"""Titles that need UTF-16, some of them outside the basic plane or from right to left."""


def many_heading(number: int) -> str:
    """Few different ones, so that few must be spoken."""
    return f"Part {number % 17}"


def _many(root: Path) -> None:
    """300 headings of two levels, a cover, titles in many scripts."""
    publication(root, f'voice = "{VOICE}"\ncover = "cover.png"\n[voice-parameters]\nrate = 450\n')
    (root / "script" / "cover.png").write_bytes(png())
    parts = ["---", "title: Триста глав", "author: Żółć 著者", "---", "Words before the first heading."]
    for number in range(300):
        name = STRANGE_TITLES[number] if number < len(STRANGE_TITLES) else many_heading(number)
        parts += [f"{'##' if number % 3 == 0 else '###'} {name}", f"Word {number % 13}."]
    (root / "script" / "many.md").write_text("\n\n".join(parts).replace("---\n\n", "---\n"), encoding="utf-8")


def _full(root: Path) -> None:
    """As many chapters as a tag can list: the opening and 254 headings."""
    publication(root, f'voice = "{VOICE}"\n[voice-parameters]\nrate = 450\n')
    text = "---\ntitle: Full\n---\n" + "\n\n".join(f"## {many_heading(number)}" for number in range(254)) + "\n"
    (root / "script" / "full.md").write_text(text, encoding="utf-8")


def _flat(root: Path) -> None:
    """No heading at all, and a title that needs UTF-16."""
    text = "---\ntitle: 🎧 Ночь — لیل\ndate: 2024-02-29\nlang: en\n---\nOne paragraph.\n\nAnd a second one.\n"
    (publication(root) / "script" / "flat.md").write_text(text, encoding="utf-8")


SETUPS: Mapping[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
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
            set_up(root)
            (edition,) = build(root, *arguments)
            done.write_text(json.dumps(edition.result), encoding="utf-8")
    return Edition(shared / name, name, json.loads(done.read_bytes()))


QUIET_ENGINE = '''
import dataclasses

from audio_edition.voices.espeak import EspeakEngine


class QuietVoice:
    """The built-in voice, 12 dB down."""

    def __init__(self, voice, db):
        self._voice = voice
        self._factor = 10 ** (db / 20)
        self.name = voice.name.replace("espeak:", "changed:")
        self.key = {**voice.key, "engine": "changed", "db": db}

    def __getattr__(self, name):
        return getattr(self._voice, name)

    def speak(self, phrases):
        clip = self._voice.speak(phrases)
        return dataclasses.replace(clip, samples=(clip.samples * self._factor).clip(-32768, 32767).astype("int16"))


class Engine(EspeakEngine):
    name = "changed"
    description = "a voice for tests"

    def voice(self, name, parameters, *, lang):
        rest = {key: value for key, value in parameters.items() if key != "db"}
        return QuietVoice(super().voice(name, rest, lang=lang), float(parameters.get("db", -12)))


ENGINE = Engine()
'''


def plug_in(folder: Path, source: str = QUIET_ENGINE, engine: str = "changed") -> dict[str, str]:
    """Install an engine as a package of somebody else would be: a module and its entry point.

    Returns:
        What a process needs in its environment to find it.
    """
    information = folder / f"{engine}_voice-1.0.dist-info"
    information.mkdir(parents=True)
    (folder / f"{engine}_voice.py").write_text(source, encoding="utf-8")
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {engine}-voice\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(f"[audio_edition.voices]\n{engine} = {engine}_voice:ENGINE\n")
    return {"PYTHONPATH": os.pathsep.join((str(TESTS / "guard"), str(folder)))}


def letters(text: str) -> str:
    """What is left of a text without blanks and marks: to say that two have the same words in the same order."""
    return "".join(character for character in text if character.isalnum())


def tree(root: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below a folder with its size and time of change."""
    paths: Iterator[Path] = islice(root.rglob("*"), 100_000)
    return {
        str(path.relative_to(root)): (path.stat().st_size if path.is_file() else 0, path.stat().st_mtime_ns)
        for path in sorted(paths)
    }
