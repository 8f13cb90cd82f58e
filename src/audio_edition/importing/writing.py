"""An imported script becomes text, and the text a file.

Enters: an imported script. Leaves: front matter and body as one text; a file written whole or not at all. Refuses: to
replace a script unasked; a place that cannot be written.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import time
from itertools import cycle
from pathlib import Path

from audio_edition.errors import Place, StorageError
from audio_edition.importing.escaping import yaml_text
from audio_edition.importing.model import FrontMatter, ImportedScript
from audio_edition.store.folder import keep_mode, write_new
from audio_edition.store.links import refuse_link
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern
from audio_edition.text.visible import one_line

_TEMPORARY = pattern(r"\..+\.[0-9a-f]{16}\.tmp")
_LONGEST_WRITE_S = 600.0
_VARIANTS = ("+f3", "+m3", "+f2", "+m7", "+f5", "+m1")
"""Of the built-in voice: enough to tell six speakers apart."""


def write_script_text(script: ImportedScript) -> str:
    """Writes a script as text.

    Args:
        script: As imported.

    Returns:
        YAML front matter and Markdown.
    """
    front = "\n".join(_front_lines(script.front))
    # Without front matter, a rule at the beginning of the body would be taken for it.
    head = f"---\n{front}\n---\n" if front or script.body.lstrip().startswith(("---", "+++")) else ""
    return head + ("\n" if head and script.body else "") + script.body


def save_script(text: str, target: Path, *, force: bool) -> None:
    """Writes a script beside its final place and moves it there when it is whole.

    Args:
        text: The script.
        target: The path of the script.
        force: Whether a script that is there may be replaced.

    Raises:
        StorageError: A script is there and ``force`` is False, or the place cannot be written.
    """
    if not force and os.path.lexists(target):
        raise _in_the_way(target)
    refuse_link(target)  # replaced, it would be one no more; followed, a file elsewhere would be
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(8)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(target.parent)
        write_new(temporary, text.encode("utf-8"))
        _move(temporary, target, force=force)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _clear_leftovers(folder: Path) -> None:
    """Remove what imports that were killed were writing; one that still runs is younger than ten minutes."""
    for path in folder.glob(".*.tmp"):
        with contextlib.suppress(OSError):
            found = path.lstat()
            ours = _TEMPORARY.fullmatch(path.name) and stat.S_ISREG(found.st_mode)
            if ours and abs(time.time() - found.st_mtime) > _LONGEST_WRITE_S:
                path.unlink()


def _move(temporary: Path, target: Path, *, force: bool) -> None:
    """Moves the file into place; without ``force`` by a hard link, which fails if somebody was faster."""
    if not force:
        try:
            target.hardlink_to(temporary)
        except FileExistsError as error:
            raise _in_the_way(target) from error
        except OSError:  # the file system has no hard links
            if os.path.lexists(target):
                raise _in_the_way(target) from None
        else:
            return
    keep_mode(temporary, target)
    temporary.replace(target)


def _in_the_way(target: Path) -> StorageError:
    return StorageError(
        "a script is there already", place=Place(str(target)), hint="give --force to replace it, or another --slug"
    )


def _unwritable(target: Path, error: OSError) -> StorageError:
    reason = error.strerror or type(error).__name__
    return StorageError(
        f"the script cannot be written: {reason}",
        place=Place(str(target)),
        hint="nothing was changed; make room or name another folder with --to",
    )


def _speaker_lines(front: FrontMatter) -> list[str]:
    """A comment that becomes the setting ``speakers`` when its first sign is taken away."""
    lang = base_language(front.lang or "en")
    pairs = (
        f'{yaml_text(name)}: "espeak:{lang}{variant}"'
        for name, variant in zip(front.speakers, cycle(_VARIANTS), strict=False)
    )
    return [
        "# To give each speaker a voice of their own, take the sign off the next line.",
        "# A speaker speaks until another is named, to the next heading or to a line of three stars (***):",
        f"# speakers: {{{', '.join(pairs)}}}",
    ]


def _front_lines(front: FrontMatter) -> list[str]:
    lines = [f"# {one_line(remark)}" for remark in front.remarks]
    texts = (("title", front.title), ("subtitle", front.subtitle))
    lines += [f"{key}: {yaml_text(value)}" for key, value in texts if value]
    if len(front.author) == 1:
        lines.append(f"author: {yaml_text(front.author[0])}")
    elif front.author:
        lines.append(f"author: [{', '.join(yaml_text(name) for name in front.author)}]")
    if front.publication:
        lines.append(f"publication: {yaml_text(front.publication)}")
    if front.date:
        lines.append(f"date: {front.date.isoformat()}")
    if front.lang:
        lines.append(f"lang: {yaml_text(front.lang)}")
    if front.description:
        lines.append(f"description: {yaml_text(front.description)}")
    if front.speakers:
        lines += _speaker_lines(front)
    return lines
