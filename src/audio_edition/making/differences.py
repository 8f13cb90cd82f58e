"""In what respects an edition is not the published one.

Enters: the published edition, and the edition as it would be. Leaves: the differences, in words. When there are none,
publishing would change nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from audio_edition.edition.manifest import Edition
from audio_edition.narration.model import Narration, SegmentKind
from audio_edition.sound.mp3.format import GRID

_OF_A_FEED = ("draft", "explicit")
"""Not in the MP3: only a feed says them."""
_SINCE_SCHEMA_2 = ("description", "address", *_OF_A_FEED)


class Difference(Struct, frozen=True):
    """One respect in which an edition is not what its script says."""

    kind: str
    """``missing``, ``damaged``, ``voice``, ``settings``, ``feed``, ``chapters``, ``text``, ``jingles``, ``pauses``,
    ``tag``, ``discussion``, ``not-spoken``, ``companions``, ``manifest``, or ``script``: no edition can be made of it.
    """
    message: str
    line: int = 0
    """Of the script, where one applies."""


def differences_between(published: Edition, wanted: Edition, narration: Narration) -> tuple[Difference, ...]:
    """Compare the edition as it would be with the published one; voices and files are compared elsewhere.

    Args:
        published: As it was read.
        wanted: As described by the plan.
        narration: Gives the lines of the script.
    """
    found = [*_settings(published, wanted), *_chapters(published, wanted, narration)]
    spoken = list(_text(published, wanted, narration))
    found += spoken
    sounds = list(_jingles(published, wanted, narration))
    found += sounds
    if not spoken and not sounds and not any(difference.kind == "chapters" for difference in found):
        found += _pauses(published, wanted, narration)
        if not found and wanted.tag_sha256 and wanted.tag_sha256 != published.tag_sha256:
            found.append(Difference("tag", "the tag is different: the cover, or other details in it"))
    found += _discussion(published, wanted, narration)
    found += _not_spoken(published, wanted, narration)
    if not found and not wanted.describes_same(published):
        found.append(Difference("manifest", "the manifest would say something else: another version wrote it"))
    return tuple(found)


def _settings(published: Edition, wanted: Edition) -> Iterator[Difference]:
    for name in ("slug", "title", "subtitle", "author", "publication", "date", "lang", *_SINCE_SCHEMA_2):
        was, now = getattr(published, name), getattr(wanted, name)
        if was != now and not (name in _SINCE_SCHEMA_2 and published.schema == 1):
            yield _setting(name, was, now, "feed" if name in _OF_A_FEED else "settings")
    if published.loudness_lufs != wanted.loudness_lufs:
        yield _setting("loudness", published.loudness_lufs, wanted.loudness_lufs)
    for name in ("bitrate_kbps", "quality"):
        was, now = getattr(published.format, name), getattr(wanted.format, name)
        if was != now:
            yield _setting(name.partition("_")[0], was, now)


def _setting(name: str, was: object, now: object, kind: str = "settings") -> Difference:
    if was is None and isinstance(now, bool):
        return Difference(kind, f"{name} is now {_shown(now)}; it was not said")
    return Difference(kind, f"{name} is now {_shown(now)}; it was {_shown(was)}")


def _shown(value: object) -> str:
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"“{value}”" if isinstance(value, str) else str(value)


def _chapters(published: Edition, wanted: Edition, narration: Narration) -> Iterator[Difference]:
    was = [(chapter.title, chapter.level) for chapter in published.chapters]
    now = [(chapter.title, chapter.level) for chapter in wanted.chapters]
    for section, old, new in zip(narration.sections, was, now, strict=False):
        if old != new:
            message = f"the chapter “{new[0]}” was “{old[0]}”" if new[0] != old[0] else ""
            message = message or f"the heading of “{new[0]}” has another level"
            yield Difference("chapters", message, section.line)
            break
    if len(was) != len(now):
        yield Difference("chapters", f"the number of chapters is now {len(now)}; it was {len(was)}")


def _text(published: Edition, wanted: Edition, narration: Narration) -> Iterator[Difference]:
    """The first segment that says something else, and how many do."""
    was, now = _said(published), _said(wanted)
    if was == now:
        return
    lines = _lines(narration, spoken=True)
    first = next((index for index, (old, new) in enumerate(zip(was, now, strict=False)) if old != new), None)
    if first is None:
        first = min(len(was), len(now) - 1)
    known = {said for _, _, said in was}
    changed = len({said for _, _, said in now} - known)
    if changed:
        counted = "one paragraph reads or sounds" if changed == 1 else f"{changed:,} paragraphs read or sound"
        yield Difference("text", f"{counted} different", lines[first])
    else:
        yield Difference("text", "paragraphs were moved or removed", lines[first])


def _said(edition: Edition) -> list[tuple[int, str, tuple[tuple[str, str], ...]]]:
    """Chapter, kind, and the sentences of every segment with their keys."""
    return [
        (segment.chapter, segment.kind, tuple((cue.text, cue.key) for cue in cues))
        for segment, cues in zip(edition.segments, edition.cues_by_segment(), strict=True)
        if not segment.is_jingle
    ]


def _jingles(published: Edition, wanted: Edition, narration: Narration) -> Iterator[Difference]:
    """Sounds before and after the speech that are others, by the content of their files."""
    was, now = ({each.id: each.sound for each in one.segments if each.is_jingle} for one in (published, wanted))
    lines = {each.sound: each.line for section in narration.sections for each in section.segments if each.sound}
    for name in sorted({*was, *now}):
        if was.get(name) != now.get(name):
            said = "is another" if name in was and name in now else "is new" if name in now else "is left out"
            yield Difference("jingles", f"the {name.replace('-', ' ')} {said}", lines.get(name, 0))


def _pauses(published: Edition, wanted: Edition, narration: Narration) -> Iterator[Difference]:
    """Pauses and chapter marks, where everything said is the same; of an older manifest nothing is known."""
    if published.schema == 1:
        return
    lines = _lines(narration)
    # Of segments that are still to be encoded, the length is known to a step of the grid only.
    tolerance = 0 if wanted.content else GRID.step_samples
    changed = [
        lines[index]
        for index, ((between, after), (now_between, now_after)) in enumerate(
            zip(_rests(published), _rests(wanted), strict=True)
        )
        if between != now_between or abs(after - now_after) > tolerance
    ]
    if changed:
        counted = "one paragraph" if len(changed) == 1 else f"{len(changed):,} paragraphs"
        yield Difference("pauses", f"the pauses in or after {counted} are different", changed[0])
    elif not tolerance and _marks(published) != _marks(wanted):
        yield Difference("pauses", "the chapter marks lie elsewhere")


def _rests(edition: Edition) -> list[tuple[list[int], int]]:
    """The silences of every segment, in samples: those between its sentences, and the one after it."""
    starts = [*(segment.start_sample for segment in edition.segments[1:]), edition.format.samples]
    return [
        (
            [after[0] - before[1] for before, after in pairwise(segment.spans)],
            following - segment.start_sample - segment.samples,
        )
        for segment, following in zip(edition.segments, starts, strict=True)
    ]


def _marks(edition: Edition) -> list[int]:
    return [chapter.start_sample for chapter in edition.chapters]


def _discussion(published: Edition, wanted: Edition, narration: Narration) -> Iterator[Difference]:
    """Questions for a meeting that are others, where the chapters are the same."""
    if len(published.chapters) != len(wanted.chapters):
        return
    for section, was, now in zip(narration.sections, published.chapters, wanted.chapters, strict=True):
        if was.discussion != now.discussion:
            yield Difference("discussion", f"the questions for discussion of “{now.title}” are different", section.line)


def _not_spoken(published: Edition, wanted: Edition, narration: Narration) -> Iterator[Difference]:
    if published.not_spoken == wanted.not_spoken:
        return
    was = set(published.not_spoken)
    lines = [
        omission.line for omission, now in zip(narration.omissions, wanted.not_spoken, strict=True) if now not in was
    ]
    yield Difference("not-spoken", "the list of what is not spoken is different", lines[0] if lines else 0)


def _lines(narration: Narration, *, spoken: bool = False) -> list[int]:
    return [
        segment.line
        for section in narration.sections
        for segment in section.segments
        if not (spoken and segment.kind is SegmentKind.JINGLE)
    ]
