"""Programs and libraries that are not ours, asked what they find in an MP3.

Enters: the path of an MP3. Leaves: one ``Reading`` per reader, all in the same shape, so that a test can say that
everybody reads the same; besides, the stream's frames and faults (mp3val).
Refuses: a missing tool, as a failure where ``CI=true``, as a skip with the reason elsewhere.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from support.places import TESTS

SCRIPTS = TESTS / "readers"
"""The readers that run in Node.js; ``npm ci`` in this folder installs what they need."""

PADDING = re.compile(r"frame-header-ID: \0|empty tag type=\0|Illegal ID3v2 tag length")
"""What music-metadata says, once per ten bytes, of zeros after the last frame; they are allowed (ID3v2.3, 3.3)."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A CHAP frame as a reader shows it."""

    title: str
    start_ms: int
    end_ms: int
    element_id: str = field(default="", compare=False)
    """Empty for a reader that does not show it, therefore not compared."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader found."""

    tags: Mapping[str, str]
    """``title``, ``artist`` and ``album``, where they are there."""
    chapters: tuple[Chapter, ...]
    """In the order in which the reader shows them; most show the order of the file."""
    contents: tuple[str, ...] | None
    """The children of every CTOC, one after the other; None for a reader that does not show them."""
    warnings: tuple[str, ...] = ()
    """What the reader complained of, but for padding."""
    version: str = ""
    """``2.3``; empty for a reader that does not say."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """What else a podcast app shows, as far as the reader knows of it; see the scripts in ``tests/readers``."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What mp3val says of the MPEG frames."""

    frames: int
    """All of them, an Info frame included."""
    faults: tuple[str, ...]
    """Its warnings and errors, word by word."""
    cbr: bool


def require(tool: str) -> None:
    """Go on only where the tool is there.

    Args:
        tool: A program on the path; ``python:NAME`` for a module; ``npm:NAME`` for a package in ``tests/readers``.
    """
    kind, _, name = tool.rpartition(":")
    if kind == "python":
        found = importlib.util.find_spec(name) is not None
    elif kind == "npm":
        found = shutil.which("node") is not None and (SCRIPTS / "node_modules" / name).is_dir()
    else:
        found = shutil.which(name) is not None
    if found:
        return
    reason = f"{tool} is not installed; 'bash tests/run' installs what it can"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a reader, its output as text.

    Raises:
        RuntimeError: It did not end in success; with what it said.
    """
    ran = subprocess.run(
        command, capture_output=True, check=False, stdin=subprocess.DEVNULL, encoding="utf-8", errors="replace"
    )
    if ran.returncode:
        raise RuntimeError(f"{command[0]} ended in {ran.returncode}: {ran.stderr}")
    return ran


def eyed3(path: Path) -> Reading:
    """Read with eyeD3, which is strict about sizes and says so in its log."""
    require("python:eyed3")
    import eyed3.id3.frames

    said: list[str] = []
    ear = logging.Handler(logging.WARNING)
    ear.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("eyed3")
    log.addHandler(ear)
    try:
        loaded = eyed3.load(path)
    finally:
        log.removeHandler(ear)
    tag = loaded.tag if loaded is not None else None
    if tag is None:
        return Reading({}, (), (), tuple(said))
    return Reading(
        _present({"title": tag.title, "artist": tag.artist, "album": tag.album}),
        tuple(
            Chapter(chapter.title or "", chapter.times.start, chapter.times.end, chapter.element_id.decode("latin-1"))
            for chapter in tag.chapters
        ),
        tuple(child.decode("latin-1") for toc in tag.table_of_contents for child in toc.child_ids),
        tuple(said),
        f"{tag.version[0]}.{tag.version[1]}",
        {
            "comment": tag.comments[0].text if len(tag.comments) else None,
            "copyright": tag.copyright,
            # It keeps the zero at the end of an address; all that follows one is to be ignored (ID3v2.3, 4.3).
            "address": (tag.audio_file_url or "").rstrip("\0"),
            "links": [(chapter.user_url or "").rstrip("\0") for chapter in tag.chapters],
        },
    )


def pyav(path: Path) -> Reading:
    """Read with PyAV, the libraries of FFmpeg in its own build."""
    require("python:av")
    import av

    with av.open(str(path)) as container:
        tags = _present({name: container.metadata.get(name) for name in ("title", "artist", "album")})
        chapters = tuple(_ffmpeg_chapter(chapter, "metadata") for chapter in container.chapters())
    return Reading(tags, chapters, None)


def ffprobe(path: Path) -> Reading:
    """Read with Debian's ffprobe; what it warns of is kept."""
    require("ffprobe")
    show = ["-v", "warning", "-print_format", "json", "-show_chapters", "-show_format"]
    ran = run(["ffprobe", *show, str(path)])
    found = json.loads(ran.stdout)
    tags = {name.lower(): value for name, value in found["format"].get("tags", {}).items()}
    return Reading(
        _present({name: tags.get(name) for name in ("title", "artist", "album")}),
        tuple(_ffmpeg_chapter(chapter, "tags") for chapter in found["chapters"]),
        None,
        tuple(ran.stderr.splitlines()),
        told={
            "subtitle": tags.get("tit3"),
            "description": tags.get("tdes"),
            "comment": tags.get("comment"),
            "copyright": tags.get("copyright"),
            "date": tags.get("trda"),
        },
    )


def music_metadata(path: Path) -> Reading:
    """Read with music-metadata, under Node.js."""
    return _node("music-metadata", path)


def node_id3(path: Path) -> Reading:
    """Read with node-id3, under Node.js."""
    return _node("node-id3", path)


READERS: Mapping[str, Callable[[Path], Reading]] = {
    "eyeD3": eyed3,
    "PyAV": pyav,
    "ffprobe": ffprobe,
    "music-metadata": music_metadata,
    "node-id3": node_id3,
}
"""Every reader by its name, to parametrise a test with."""


def mp3val(path: Path) -> Stream:
    """Look at every MPEG frame with mp3val.

    Raises:
        ValueError: It found no MPEG frames at all.
    """
    require("mp3val")
    said = run(["mp3val", str(path)]).stdout.splitlines()
    info = next((line for line in said if line.startswith("INFO:")), "")
    counted = re.search(r"(\d+) MPEG frames", info)
    if counted is None:
        raise ValueError("\n".join(said))
    faults = tuple(line for line in said if line.startswith(("WARNING", "ERROR", "PROBLEM")))
    return Stream(int(counted[1]), faults, info.endswith("CBR"))


def _node(package: str, path: Path) -> Reading:
    require(f"npm:{package}")
    ran = run(["node", str(SCRIPTS / f"{package.replace('-', '_')}.mjs"), str(path.resolve())])
    found = json.loads(ran.stdout)
    warnings = tuple(warning for warning in found.get("warnings", ()) if not PADDING.search(warning))
    return Reading(
        _present(found["tags"]),
        tuple(Chapter(**chapter) for chapter in found["chapters"]),
        tuple(found["contents"]),
        warnings,
        found.get("container", "").removeprefix("ID3v"),
        found["told"],
    )


def _ffmpeg_chapter(chapter: Mapping[str, Any], tags: str) -> Chapter:
    unit_ms = Fraction(chapter["time_base"]) * 1000
    start, end = chapter["start"] * unit_ms, chapter["end"] * unit_ms
    return Chapter(chapter.get(tags, {}).get("title", ""), round(start), round(end))


def _present(tags: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in tags.items() if value is not None}
