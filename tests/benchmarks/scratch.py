"""A temporary folder with scripts and publications, in which commands are run and measured.

Enters: articles. Leaves: publications and ``Run``s. Refuses: a build that fails.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.editing import edit_one_sentence
from tests.benchmarks.measuring import Run, measure
from tests.support.isolation import isolated_environment
from tests.support.manifests import NAME, Manifest
from tests.support.places import ROOT

VOICE = "espeak:en-us"
MP3_BYTES_PER_S = 12_000
"""CBR 96 kb/s, whatever the tag says."""


def own_environment(home: Path) -> dict[str, str]:
    """An environment in which nothing is remembered from elsewhere, nor are ``.pyc`` files forbidden."""
    return {name: value for name, value in isolated_environment(home).items() if not name.startswith("PYTHON")}


def ours(*arguments: str | Path) -> list[str | Path]:
    """The command as a person types it: the installed script, not ``python -m``."""
    script = Path(sys.executable).with_name("audio-edition")
    return [*([script] if script.exists() else [sys.executable, "-m", "audio_edition"]), *arguments]


class Scratch:
    """The folder.

    Args:
        folder: Empty.
        articles: Where articles lie that are named by a relative path.
    """

    def __init__(self, folder: Path, articles: Path) -> None:
        self.folder = folder
        self.articles = articles
        self.env = own_environment(folder)
        self._publications = 0

    def script(self, article: str) -> str:
        """Import an article; the text of its script is put into publications."""
        imported = self.folder / "imported"
        (imported / "script").mkdir(parents=True, exist_ok=True)
        self.run(ours("import", self.articles / article, "--to", imported, "--force"))
        return (imported / "script" / f"{Path(article).stem}.md").read_text(encoding="utf-8")

    def publication(self, script: str) -> Publication:
        """Make a publication in which nothing has been built."""
        self._publications += 1
        return Publication(self, self.folder / f"publication-{self._publications}", script)

    def run(self, command: Sequence[str | Path]) -> Run:
        """Run a command in the folder."""
        return measure(command, cwd=self.folder, env=self.env)

    def python(self, *arguments: str | Path) -> Run:
        """Run the same interpreter."""
        return self.run([sys.executable, *arguments])

    def module(self, name: str, *arguments: str | Path) -> dict[str, Any]:
        """Run a module of this package in a process of its own; it ends with a line of JSON on stdout."""
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", *arguments]
        ran = measure(command, cwd=self.folder, env={**self.env, "PYTHONPATH": str(ROOT)})
        return dict(json.loads(ran.stdout.splitlines()[-1]))


class Publication:
    """A publication of one script.

    Args:
        scratch: Gives the environment.
        folder: Does not exist yet.
        text: Of the script.
    """

    def __init__(self, scratch: Scratch, folder: Path, text: str) -> None:
        self.folder = folder
        self.script = folder / "script" / "article.md"
        self._scratch = scratch
        self._edits = 0
        (folder / "audio").mkdir(parents=True)
        self.script.parent.mkdir()
        self.script.write_text(text, encoding="utf-8")

    @property
    def mp3(self) -> Path:
        """What is published, once it is."""
        return self.folder / "audio" / "article" / "article.mp3"

    @property
    def audio_s(self) -> float:
        """Length of what is published."""
        return self.mp3.stat().st_size / MP3_BYTES_PER_S

    def build(self) -> Run:
        """Build it, as a whole process."""
        return measure(ours("build", "--voice", VOICE), cwd=self.folder, env=self._scratch.env)

    def edit(self) -> None:
        """Change one sentence, another one each time."""
        text = edit_one_sentence(self.script.read_text(encoding="utf-8"), self._edits)
        self._edits += 1
        self.script.write_text(text, encoding="utf-8")

    def build_edited(self) -> Run:
        """Change one sentence and build.

        Raises:
            RuntimeError: Not exactly one sentence is another one afterwards: the figure would be of something else.
        """
        before = self.spoken()
        self.edit()
        run = self.build()
        changed = (self.spoken() - before).total()
        if changed != 1:
            raise RuntimeError(f"an edit of one sentence changed {changed}")
        return run

    def spoken(self) -> Counter[str]:
        """The keys of all utterances in the published edition."""
        return Counter(cue.key for cue in self.manifest().cues)

    def manifest(self) -> Manifest:
        """The published manifest."""
        return Manifest(self.mp3.with_name(NAME).read_bytes())

    def remove(self) -> None:
        """Give the disk back."""
        shutil.rmtree(self.folder)
