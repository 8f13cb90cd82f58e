"""What other programs call; the command line builds through it too.

Enters: paths of scripts, publications and editions. Leaves: typed values, and editions under ``audio/``. Refuses: what
the stages refuse, as ``AudioEditionError`` with ``what``, ``place``, ``hint`` and ``exit_code``. Never prints, never
asks; what a person would be told goes to ``progress``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from audio_edition.errors import Place, SourceError, StorageError

if TYPE_CHECKING:
    from audio_edition.edition.manifest import Edition
    from audio_edition.making.publication import Outcome
    from audio_edition.making.reporter import Reporter
    from audio_edition.making.request import BuildRequest, BuildResult
    from audio_edition.making.work import PlanSummary
    from audio_edition.narration.model import Narration
    from audio_edition.publication.folder import Publication

AnyPath: TypeAlias = str | PathLike[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """Something a build tells while it runs."""

    stage: str
    """``note`` (a message alone), ``plan`` (what is about to be done), ``speaking``, ``encoding``, ``joining`` or, for
    containers beside the MP3, ``formats``."""
    message: str = ""
    """For a person; empty while a stage advances."""
    done: int = 0
    total: int = 0
    """Of a stage: characters of text, or samples of sound; ``done`` rises to ``total``, 0 at its beginning."""
    part: float = 0.0
    """How much of the time of the whole run has passed, about: 0 to 1; it never goes back. A run is all stages of all
    scripts that are built by one call."""
    remaining_s: float | None = None
    """How many seconds the rest of the run takes, about; ``None`` while nothing tells."""


def build(
    path: AnyPath,
    *,
    voice: str = "",
    encoding: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Edition:
    """Build the edition of one script, and then the feed and index of its publication, as ``audio-edition build`` does.

    Its files lie in ``audio/<edition.slug>/``; the MP3 is called ``edition.mp3_name``. What has not changed is not
    spoken again. With ``voice: auto`` the text may go to Google: name a voice to be sure where it goes.

    Args:
        path: Of the script, in the folder ``script`` of a publication; or the publication, if it has one script.
        voice: ``engine:name``, stronger than the settings.
        encoding: Of the script; by default UTF-8, or UTF-16 with a mark.
        progress: Called from this thread and, while a stage runs, never from two at once.

    Raises:
        AudioEditionError: It cannot be built; the published edition is as it was.
    """
    from audio_edition.edition.manifest import MANIFEST_NAME
    from audio_edition.edition.manifest import read_edition as read_manifest
    from audio_edition.making.podcast import publish_podcast

    publication, script = _script(Path(path))
    reporter = _Callback(progress)
    (outcome,) = build_publication(publication, (script,), voice=voice, encoding=encoding, reporter=reporter)
    if outcome.error is not None:
        raise outcome.error
    made = outcome.result or outcome.up_to_date
    edition = read_manifest(made.mp3.with_name(MANIFEST_NAME)) if made else None
    if edition is None:
        raise StorageError("the edition vanished after it was built", place=Place(str(script)), hint="build it again")
    publish_podcast(publication, reporter.say)
    return edition


def build_publication(
    publication: Publication | AnyPath,
    scripts: Sequence[Path] | None = None,
    *,
    voice: str = "",
    encoding: str | None = None,
    dry_run: bool = False,
    use_remembered: bool = True,
    progress: Callable[[Progress], None] | None = None,
    reporter: Reporter | None = None,
    begins: Callable[[Path], None] = lambda _: None,
    may_send: Callable[[str], bool] | None = None,
) -> Iterator[Outcome]:
    """Build the scripts of a publication, one after the other; one that fails keeps no other from being built.

    Args:
        publication: Or the path of its folder.
        scripts: By default all.
        voice: ``engine:name``, stronger than the settings.
        encoding: Of the scripts.
        dry_run: Only plan.
        use_remembered: Whether an edition that is known to be up to date may be passed over unread.
        progress: Called while building.
        reporter: In place of ``progress``, for a program that draws its own bars.
        begins: Told of each script before it is built.
        may_send: Asked once before a text goes to a service nobody named; gets the name of the service. By default
            nobody is asked.

    Yields:
        For each script its ``Outcome``: a result, an edition that was up to date already, or an error. Feed and index
        are not made: ``audio_edition.making.podcast.publish_podcast`` makes them.
    """
    from audio_edition.making.publication import build_scripts
    from audio_edition.publication.folder import Publication, read_publication

    found = publication if isinstance(publication, Publication) else read_publication(Path(publication))
    told = reporter or _Callback(progress)

    def build_one(request: BuildRequest) -> BuildResult:
        # Imported late: what is known to be up to date needs none of it.
        from audio_edition.making.builder import Builder

        return Builder(found.root, told, may_send).build(request)

    def taken_up(script: Path) -> None:
        told.script(script)
        begins(script)

    chosen = tuple(found.scripts if scripts is None else scripts)
    told.scripts({script: _size(script) for script in chosen})
    return build_scripts(
        found,
        chosen,
        build_one,
        voice=voice,
        encoding=encoding,
        dry_run=dry_run,
        use_remembered=use_remembered,
        begins=taken_up,
    )


def narrate(path: AnyPath, *, encoding: str | None = None) -> Narration:
    """Everything that would be said of a script, sentence by sentence, with its pauses; nothing is spoken or written.

    Args:
        path: As for ``build``.
        encoding: Of the script.

    Raises:
        SourceError: Script, settings or lexicon are wrong.
    """
    from audio_edition.making.reading import read_inputs

    publication, script = _script(Path(path))
    return read_inputs(publication, script, encoding=encoding).narration


def read_edition(path: AnyPath) -> Edition:
    """Read a published edition: chapters and sentences with their times, voices, files, history.

    Args:
        path: Its folder in ``audio``, its MP3, or its ``edition.json``.

    Raises:
        StorageError: There is none, or it cannot be read or is damaged.
    """
    from audio_edition.edition.manifest import MANIFEST_NAME
    from audio_edition.edition.manifest import read_edition as read_manifest

    given = Path(path)
    folder = given if given.is_dir() or not given.suffix else given.parent
    edition = read_manifest(folder / MANIFEST_NAME)
    if edition is None:
        raise StorageError("there is no edition here", place=Place(str(folder)), hint="build it first")
    return edition


def _size(script: Path) -> int:
    """In bytes; 0 where it cannot be read, which its build will say."""
    try:
        return script.stat().st_size
    except OSError:
        return 0


def _script(path: Path) -> tuple[Publication, Path]:
    """The publication and the script meant."""
    from audio_edition.publication.folder import SCRIPT_FOLDER, read_publication

    if path.is_dir() or path.suffix != ".md":
        publication = read_publication(path)
        if len(publication.scripts) != 1:
            raise SourceError(
                f"there are {len(publication.scripts)} scripts here",
                place=Place(str(publication.script_folder)),
                hint="name one, or build all with build_publication",
            )
        return publication, publication.scripts[0]
    folder = path.parent if path.parent.name else path.absolute().parent
    if folder.name != SCRIPT_FOLDER:
        hint = "move it there, or make a publication with: audio-edition init"
        raise SourceError("a script lies in the folder script/ of its publication", place=Place(str(path)), hint=hint)
    return read_publication(folder.parent), path


class _Callback:
    """A ``Reporter`` that tells a function.

    Args:
        progress: The function, or ``None`` for nobody.
    """

    def __init__(self, progress: Callable[[Progress], None] | None) -> None:
        from audio_edition.making.forecast import Forecast

        self._tell = progress or (lambda _: None)
        self._lock = threading.Lock()
        self._forecast = Forecast()

    def scripts(self, sizes: Mapping[Path, int]) -> None:
        """A run begins."""
        self._forecast.scripts(sizes)

    def script(self, path: Path) -> None:
        """Its next script."""
        self._forecast.script(path)

    def say(self, message: str) -> None:
        """A message."""
        with self._lock:
            self._tell(Progress("note", message))

    def plan(self, summary: PlanSummary) -> None:
        """What is about to be done, in one line."""
        message = (
            f"{summary.to_speak:,} of {summary.utterances:,} sentences to speak, "
            f"{summary.to_encode:,} of {summary.segments:,} paragraphs to encode, by {summary.voice}"
        )
        with self._lock:
            self._forecast.plan(summary.stages_s, tells=summary.is_built_in)
            self._tell(self._progress("plan", message))

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        """A stage with its steps."""
        done = 0
        with self._forecast.stage(name, total) as forecast:

            def advance(steps: int) -> None:
                nonlocal done
                with self._lock:
                    done += steps
                    forecast(steps)
                    self._tell(self._progress(name, done=done, total=total))

            advance(0)
            yield advance

    def _progress(self, stage: str, message: str = "", *, done: int = 0, total: int = 0) -> Progress:
        return Progress(stage, message, done, total, self._forecast.part, self._forecast.remaining_s)
