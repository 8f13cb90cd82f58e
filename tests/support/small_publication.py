"""A small publication built in this process with the built-in voice.

Enters: the folder of a publication and the text of a script. Leaves: what a build did, and the bytes it published.
Refuses nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from audio_edition.making.builder import Builder, BuildRequest, BuildResult
from audio_edition.making.reporter import SilentReporter
from audio_edition.publication.folder import read_publication

HEAD = "---\ntitle: A small thing\nvoice: espeak:en-us\nslug: small\n---\n"
BODY = """
Opening words here. More of them.

## First

One sentence. Another one.

A second paragraph.

## Second

Last words. The very end.
"""


class Small:
    """A publication of one script.

    Args:
        root: Its folder; made with ``script`` and ``audio``.
        text: Of the script.
    """

    def __init__(self, root: Path, text: str = HEAD + BODY) -> None:
        self.root = root
        (root / "script").mkdir(parents=True, exist_ok=True)
        (root / "audio").mkdir(exist_ok=True)
        self.script = root / "script" / "small.md"
        self.write(text)

    @property
    def store(self) -> Path:
        return self.root / "audio" / ".store"

    @property
    def folder(self) -> Path:
        return self.root / "audio" / "small"

    @property
    def mp3(self) -> bytes:
        return (self.folder / "small.mp3").read_bytes()

    @property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "edition.json").read_bytes())
        return found

    def write(self, text: str) -> None:
        self.script.write_text(text, encoding="utf-8")

    def replace(self, old: str, new: str) -> None:
        """Edit the script; the passage must be there."""
        text = self.script.read_text(encoding="utf-8")
        assert old in text
        self.write(text.replace(old, new, 1))

    def build(self, *, voice: str = "", dry_run: bool = False) -> BuildResult:
        """Build the edition."""
        publication = read_publication(self.root)
        request = BuildRequest(publication, self.script, voice, None, dry_run)
        return Builder(self.root, SilentReporter()).build(request)

    def objects(self) -> list[Path]:
        """Every object in the store."""
        return sorted(path for path in (self.store / "objects").rglob("*") if path.is_file())
