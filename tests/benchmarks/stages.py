"""Where the time of one build goes, stage by stage.

Enters: a publication to be built. Leaves: it is built; one line of JSON, seconds by stage. Refuses: a build that fails.

    python -m tests.benchmarks.stages PUBLICATION BEGAN

BEGAN is ``time.perf_counter()`` of whoever started this process (one clock for all processes on Linux and macOS). The
command runs as ever, in this process; functions of the package are replaced by ones that count the time in which they,
and no other counted one within them, held the main thread. Imports are done beforehand, so that they are a stage and
not scattered over the others. Functions that no longer exist are named under ``not_found``: their time is then
"everything else".
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import io
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.scratch import VOICE

START, REST = "interpreter start and imports", "everything else"
STAGES = {
    "reading the script": (
        "publication.folder:read_publication",
        "article.script:read_script",
        "making.remembered:inputs_digest",
        "making.reading:read_inputs",
    ),
    "narrating": ("narration.narrate:narrate",),
    "reading the last manifest": ("edition.manifest:read_edition",),
    "planning": (
        "making.choice:choose_voice",
        "making.expected:expect",
        "making.plan:plan_speech",
        "making.plan:make_plan",
        "making.work:work_of",
        "making.work:summarise",
    ),
    "speaking": ("making.speaking:Speaker.speak_all",),
    "encoding": ("making.encoding:Encoder.encode_all",),
    "timeline, tag and manifest": (
        "making.describing:describe",
        "edition.companions:make_companions",
        "edition.history:compare",
        "edition.manifest:write_edition",
        "sound.mp3.id3:tag_bytes",
    ),
    "joining and hashing": ("sound.mp3.joining:write_mp3",),
    "publishing": (
        "making.remembered:remember",
        "making.staging:Staging.__enter__",
        "making.staging:Staging.__exit__",
        "making.staging:Staging.write",
        "making.staging:Staging.publish",
    ),
    "showing the result": ("cli.results:show",),
    "feed and index": ("making.podcast:publish_podcast",),
    "looking at the size of the store": ("making.spare:remove_spare",),
}
_IMPORTS = (
    *("cli.build", "cli.results", "cli.progress", "cli.running", "making.builder", "article.script"),
    *("narration.narrate", "narration.lexicon", "sound.segment", "voices.espeak"),
)
_FOREIGN = (
    *("espeakng_loader", "filelock", "lameenc", "loudness", "markdown_it", "mdit_py_plugins.footnote", "mutagen.id3"),
    *("numpy", "pydub", "msgspec", "rich.progress", "rich.table", "sentencex", "soundfile", "soxr", "yaml"),
)


class Stopwatch:
    """Counts exclusive seconds of the main thread by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = time.perf_counter()

    def wrap(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, counted."""

        @functools.wraps(function)
        def counted(*arguments: Any, **named: Any) -> Any:
            if threading.current_thread() is not threading.main_thread():
                return function(*arguments, **named)
            self._switch()
            self._running.append(stage)
            try:
                return function(*arguments, **named)
            finally:
                self._switch()
                self._running.pop()

        return counted

    def _switch(self) -> None:
        """Give the time since the last call to whatever ran in it."""
        now = time.perf_counter()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now


def import_everything() -> None:
    """Import what a build imports on its way."""
    for name in (*_FOREIGN, *(f"audio_edition.{module}" for module in _IMPORTS)):
        importlib.import_module(name)
    for functions in STAGES.values():
        for name in functions:
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(f"audio_edition.{name.partition(':')[0]}")


def count_stages(stopwatch: Stopwatch) -> list[str]:
    """Replace the functions, wherever in the package they were imported to.

    Returns:
        Those that do not exist.
    """
    os.fsync = stopwatch.wrap("flushing to the disk", os.fsync)
    return [name for stage, names in STAGES.items() for name in names if not _replace(stopwatch, stage, name)]


def _replace(stopwatch: Stopwatch, stage: str, name: str) -> bool:
    module_name, _, path = name.partition(":")
    owner_name, _, attribute = path.rpartition(".")
    module = sys.modules.get(f"audio_edition.{module_name}")
    owner = getattr(module, owner_name, None) if owner_name else module
    function = getattr(owner, attribute, None)
    if owner is None or function is None:
        return False
    counted = stopwatch.wrap(stage, function)
    for place in [owner] if owner_name else list(_package()):
        if getattr(place, attribute, None) is function:
            setattr(place, attribute, counted)
    return True


def _package() -> Iterator[Any]:
    return (module for name, module in sys.modules.items() if name.startswith("audio_edition"))


def copying_s(mp3: Path) -> float:
    """Seconds to read a file, hash it, write it and bring it to the disk: what joining cannot go below."""
    began = time.perf_counter()
    copy = mp3.with_name("copy")
    digest = hashlib.sha256()
    with mp3.open("rb") as source, copy.open("wb") as target:
        while piece := source.read(1 << 20):
            digest.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    seconds = time.perf_counter() - began
    copy.unlink()
    return seconds


def main(root: Path, began: float) -> None:
    """Build and print."""
    import_everything()
    from audio_edition.cli.running import run

    stopwatch = Stopwatch()
    not_found = count_stages(stopwatch)
    known = set(sys.modules)
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        code = run(["build", "-C", str(root), "--voice", VOICE])
    ended = time.perf_counter()
    if code:
        sys.exit(code)
    stages = {START: started - began, **{name: stopwatch.seconds[name] for name in (*STAGES, "flushing to the disk")}}
    stages[REST] = ended - began - sum(stages.values())
    found = {
        "stages_s": stages,
        "total_s": ended - began,
        "copying_s": copying_s(next((root / "audio").glob("*/*.mp3"))),
        "imported_late": sorted(name for name in set(sys.modules) - known if name.isalpha()),
        "not_found": not_found,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
