"""A publication under test: write scripts, edit them, build in this process or as a process, read what is published.

Enters: a folder and texts. Leaves: what the program did, and what lies in ``audio/``. This is the only module of the
tests that calls the builder. ``program`` runs the command line, ``manifests`` reads ``edition.json``.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from audio_edition.making.builder import Builder, BuildRequest
from audio_edition.making.checking import check_scripts, preview
from audio_edition.making.differences import Difference
from audio_edition.making.reading import read_inputs
from audio_edition.making.reporter import SilentReporter
from audio_edition.narration.model import Narration
from audio_edition.publication.folder import read_publication
from support import manifests, program
from support.isolation import isolated_environment
from support.manifests import Manifest
from support.program import Ended

VOICE = "espeak:en-us"
SETTINGS = f'voice = "{VOICE}"\n'
HEAD = f"---\ntitle: A small thing\nvoice: {VOICE}\nslug: small\n---\n"
BODY = """
Opening words here. More of them.

## First

One sentence. Another one.

A second paragraph.

## Second

Last words. The very end.
"""

_TIDY = re.compile(
    r"\.store/objects/(clip|segment)/[0-9a-f]{2}/[0-9a-f]{64}"
    r"|\.store/notes/[0-9a-f]+\.json|\.store/(pace|sizes)\.json|\.store/locks/[^/]+\.lock|\.store/(prune|podcast)\.lock|feed\.xml|index\.html|cover\.jpg"
)


@dataclass(frozen=True, slots=True)
class Published:
    """What a listener gets; empty where nothing is published."""

    mp3: bytes = b""
    manifest: bytes = b""
    companions: Mapping[str, bytes] = field(default_factory=dict)
    """By file name."""

    @property
    def sentences(self) -> frozenset[str]:
        """Keys of the clips that it consists of."""
        return frozenset(cue.key for cue in Manifest(self.manifest).cues)


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition as it lies in ``audio/``."""

    root: Path
    """The publication."""
    slug: str
    result: Mapping[str, Any] = field(default_factory=dict)
    """What ``build --json`` said of it, where that was asked."""

    @property
    def folder(self) -> Path:
        return self.root / "audio" / self.slug

    @property
    def mp3(self) -> Path:
        return self.folder / f"{self.slug}.mp3"

    @property
    def manifest_path(self) -> Path:
        return self.folder / manifests.NAME

    @property
    def manifest(self) -> Manifest:
        return Manifest(self.manifest_path.read_bytes())

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that belongs to it; none where it is not built."""
        if not self.manifest_path.exists():
            return ()
        return (self.manifest_path, *(self.folder / name for name in self.manifest.files))

    @property
    def published(self) -> Published:
        """All of its bytes."""
        if not self.folder.exists():
            return Published()
        files = [name for name in self.manifest.files if name != self.mp3.name]
        companions = {name: (self.folder / name).read_bytes() for name in files}
        return Published(self.mp3.read_bytes(), self.manifest_path.read_bytes(), companions)

    @property
    def script(self) -> Path:
        return self.root / "script" / f"{self.slug}.md"

    @property
    def store(self) -> Path:
        return self.root / "audio" / ".store"


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build in this process."""

    status: str
    """``built``, ``updated``, ``unchanged`` or, for a dry run, ``planned``."""
    spoken: int
    encoded: int
    utterances: int
    """In all."""
    to_speak: int
    """As the plan said; so is what follows."""
    to_encode: int
    chapters: Mapping[str, str]
    """What happens to the chapter of each title."""
    differences: tuple[Difference, ...] = ()
    was_up_to_date: bool = False
    keeps_mp3: bool = False


class TestPublication:
    """A publication, made where it is not there yet.

    Args:
        root: Its folder.
        scripts: One text, or a text for the stem of each script.
        settings: What stands in ``publication.toml``; no file where empty.
        slug: Of the script and the edition that are meant where none is named.
    """

    __test__ = False  # although its name begins as those of test classes do

    def __init__(
        self, root: Path, scripts: str | Mapping[str, str] = HEAD + BODY, *, settings: str = "", slug: str = "small"
    ) -> None:
        self.root = root
        self.slug = slug
        self.script = root / "script" / f"{slug}.md"
        for name in ("script", "audio"):
            (root / name).mkdir(parents=True, exist_ok=True)
        if settings:
            self.write_file("publication.toml", settings)
        for name, text in ({slug: scripts} if isinstance(scripts, str) else scripts).items():
            self.write_file(f"{name}.md", text)

    # Writing

    def write(self, text: str) -> Path:
        """Write the script."""
        self.script.write_bytes(text.encode())
        return self.script

    def write_file(self, name: str, content: str | bytes) -> Path:
        """Write any file beside the script: another script, ``publication.toml``, ``lexicon.toml``, a cover."""
        path = self.root / "script" / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def edit(self, before: str, after: str) -> None:
        """Change a passage of the script, which must be there."""
        text = self.script.read_text(encoding="utf-8")
        if before not in text:
            raise ValueError(f"{before!r} is not in {self.script}")
        self.write(text.replace(before, after, 1))

    def copy_to(self, root: Path) -> TestPublication:
        """Copy all of it, in place of what lies there."""
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.root, root)
        return TestPublication(root, {}, slug=self.slug)

    # In this process

    def build(self, *, voice: str = "", dry_run: bool = False) -> Built:
        """Build the edition of the script."""
        request = BuildRequest(read_publication(self.root), self.script, voice, None, dry_run)
        result = Builder(self.root, SilentReporter()).build(request)
        plan = result.summary
        chapters = {chapter.title: chapter.status for chapter in plan.chapters}
        return Built(
            result.status,
            result.spoken,
            result.encoded,
            plan.utterances,
            plan.to_speak,
            plan.to_encode,
            chapters,
            result.differences,
            result.was_up_to_date,
            result.keeps_mp3,
        )

    def check(self) -> str:
        """The status that ``check`` gives the script."""
        return check_scripts(read_publication(self.root), [self.script])[0].status

    def diff(self) -> None:
        """Make out what a listener would hear differently, and forget it."""
        preview(read_publication(self.root), self.script)

    def narration(self) -> Narration:
        """All that the script says."""
        return read_inputs(read_publication(self.root), self.script).narration

    # As a process

    @property
    def env(self) -> dict[str, str]:
        """The environment of its processes; their home lies beside the publication."""
        home = self.root.with_name(self.root.name + "-home")
        home.mkdir(exist_ok=True)
        return isolated_environment(home)

    def run(
        self, *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None, **named: Any
    ) -> Ended:
        """Run the command line to its end.

        Args:
            arguments: What follows the program's name.
            env: Added to the isolated environment; an empty value takes a variable out.
            cwd: Where; in the publication by default.
            named: See ``program.run``.
        """
        return program.run(*arguments, cwd=cwd or self.root, env=self._with(env), **named)

    def start(
        self, *arguments: str, prelude: str = "", env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start the command line; see ``program.start``."""
        return program.start(*arguments, cwd=self.root, env=self._with(env), prelude=prelude)

    def run_build(self, *arguments: str, **named: Any) -> tuple[Edition, ...]:
        """Build by the command line; see ``run``.

        Raises:
            RuntimeError: It did not end in 0; with what it said.
        """
        ran = self.run("build", "--json", *arguments, **named)
        if ran.returncode:
            raise RuntimeError(f"build ended in {ran.returncode}: {ran.stderr}")
        return tuple(Edition(self.root, result["slug"], result) for result in ran.results)

    def _with(self, env: Mapping[str, str] | None) -> dict[str, str]:
        return {name: value for name, value in {**self.env, **(env or {})}.items() if value}

    # Reading

    def edition(self, slug: str = "") -> Edition:
        """What lies in ``audio/`` under a slug."""
        return Edition(self.root, slug or self.slug)

    @property
    def folder(self) -> Path:
        return self.edition().folder

    @property
    def mp3(self) -> Path:
        return self.edition().mp3

    @property
    def manifest_path(self) -> Path:
        return self.edition().manifest_path

    @property
    def manifest(self) -> Manifest:
        return self.edition().manifest

    def published(self, slug: str = "") -> Published:
        """The bytes of an edition."""
        return self.edition(slug).published

    @property
    def store(self) -> Path:
        return self.edition().store

    def objects(self, kind: str = "*") -> list[Path]:
        """Every object in the store: ``clip``, ``segment`` or all."""
        return sorted(path for path in (self.store / "objects").glob(f"{kind}/**/*") if path.is_file())

    def finished_sentences(self) -> frozenset[str]:
        """Keys of the clips in the store."""
        return frozenset(path.name for path in (self.store / "objects" / "clip").glob("*/*"))

    @property
    def state(self) -> str:
        """Digest of every file and folder, whatever the process and the thread were called that wrote them.

        Without the measured pace of the voices: it differs with every run, and only estimates depend on it.
        """
        digest = hashlib.sha256()
        for path in sorted(set(self.root.rglob("*")) - {self.store / "pace.json"}):
            digest.update(re.sub(r"\d+-\d+-", "", path.relative_to(self.root).as_posix()).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"folder")
        return digest.hexdigest()

    def strays(self, slugs: Sequence[str] = ()) -> list[str]:
        """Every file in ``audio/`` that is neither an edition's nor the store's, relative to ``audio/``."""
        editions = [self.edition(slug) for slug in slugs or (self.slug,)]
        ours = {path for edition in editions for path in edition.files}
        audio = self.root / "audio"
        files = sorted(path for path in audio.rglob("*") if not path.is_dir() and path not in ours)
        left = [name for name in (path.relative_to(audio).as_posix() for path in files) if not _TIDY.fullmatch(name)]
        for name in ("partial", "staging"):
            left += [path.relative_to(audio).as_posix() for path in (self.store / name).glob("*") if path.is_dir()]
        return left


def tree(root: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below a folder with its size and time of change."""
    paths = islice(root.rglob("*"), 100_000)
    return {
        str(path.relative_to(root)): (path.stat().st_size if path.is_file() else 0, path.stat().st_mtime_ns)
        for path in sorted(paths)
    }
