"""Carries out a plan, in an order in which a subscriber always sees a whole episode.

Enters: a plan and a target. Leaves: the target as planned. Refuses: what the target refuses; whatever was finished is
kept, and the next run goes on from there.

A static host answers ``x.mp3?v=1`` and ``x.mp3?v=2`` with the same file, so no single step can change an MP3 and the
length that the feed tells of it. The order, each step whole or not at all (written under a partial name, then moved):

    1. publish.json says which names are about to be written, so that a run after a kill knows them for its own
    2. what has a new name: new episodes, companions; and each MP3 that will replace one which the feed in the
       target lists, under a name of its own content (``x.6f0c12ab34cd56ef.mp3``)
    3. only if there are such: the new feed, with those names in place of the MP3s' own
    4. what replaces a file: no feed lists those MP3s now; the cover, pages, companions
    5. the new feed
    6. what is not public any more is removed
    7. publish.json: what lies there now

After a kill between any two, the feed that lies there lists only files that lie there, with their lengths. The names of
step 2 stay until the next run, for who read the feed of step 3.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from audio_edition.publishing.feed import FeedError, fit_feed, read_feed
from audio_edition.publishing.plan import FileToWrite, Plan, in_memory, versioned_name
from audio_edition.publishing.public import FEED, PublicFile
from audio_edition.publishing.record import RECORD_NAME, Record, Written, write_record
from audio_edition.publishing.targets import Target

Tell = Callable[[str, int], None]
"""Told of each file and its bytes when it has been written."""


def carry_out(plan: Plan, record: Record, target: Target, there: frozenset[str], told: Tell) -> None:
    """Write and remove what the plan says.

    Args:
        plan: From ``make_plan``.
        record: The one of the target that the plan was made with.
        target: Where.
        there: Names of the files in the target.
        told: See ``Tell``.

    Raises:
        StorageError: A step could not be done; those before it are.
    """
    if plan.nothing_to_do:
        return
    replacing = [file for file in plan.write if file.name in there]
    passing = _passing(replacing, plan, target) if replacing and FEED in there else []
    everything = [*plan.write, *passing, *([plan.feed] if plan.feed else [])]
    names = {file.name for file in everything} | ({FEED} if passing else set())
    _record(target, _while_writing(record, plan, writing=names))
    for name in plan.leftovers:
        target.remove(name)
    for file in (*(each for each in plan.write if each.name not in there), *passing):
        _write(target, file, told)
    if passing:
        _feed_meanwhile(plan, passing, replacing, target, told)
    for file in replacing:
        _write(target, file, told)
    if plan.feed is not None:
        _write(target, plan.feed, told)
    elif passing and plan.source is not None:
        _write(target, in_memory(FEED, fit_feed(plan.source, plan.files).data, "changed"), told)
    for name in plan.remove:
        if name not in names:
            target.remove(name)
    _record(target, _finished(plan, passing))


def _passing(replacing: list[FileToWrite], plan: Plan, target: Target) -> list[FileToWrite]:
    """Where the feed in the target lists a file that will be replaced: these, under names of their content.

    Then also those that only the new feed lists, because the feed of step 3 will.
    """
    data = target.read(FEED)
    try:
        listed = {episode.name for episode in read_feed(data).episodes} if data else set()
    except FeedError:
        listed = {file.name for file in replacing}  # whatever it lists
    if listed.isdisjoint(file.name for file in replacing):
        return []
    if plan.source is not None:
        listed |= {episode.name for episode in plan.source.episodes}
    return [
        replace(file, name=versioned_name(PublicFile(file.name, file.bytes, file.sha256)))
        for file in replacing
        if file.name in listed
    ]


def _feed_meanwhile(
    plan: Plan, passing: list[FileToWrite], replacing: list[FileToWrite], target: Target, told: Tell
) -> None:
    """The feed while MP3s are being replaced; none where there is none any more."""
    if plan.source is None:
        target.remove(FEED)
        return
    by_content = {file.sha256: file.name for file in passing}
    instead = {file.name: by_content[file.sha256] for file in replacing if file.sha256 in by_content}
    _write(target, in_memory(FEED, fit_feed(plan.source, plan.files, instead=instead).data, "changed"), told)


def _write(target: Target, file: FileToWrite, told: Tell) -> None:
    with file.content() as content:
        target.write(file.name, content, file.bytes)
    told(file.name, file.bytes)


def _record(target: Target, record: Record) -> None:
    entry = in_memory(RECORD_NAME, write_record(record), "changed")
    with entry.content() as content:
        target.write(entry.name, content, entry.bytes)


def _while_writing(record: Record, plan: Plan, writing: set[str]) -> Record:
    """The record while files are being written: both what was there and what comes."""
    return Record(
        files=record.files,
        writing=tuple({*record.writing, *writing}),
        episodes={**record.episodes, **plan.episodes},
    )


def _finished(plan: Plan, passing: list[FileToWrite]) -> Record:
    files = [*plan.unchanged, *(Written(each.name, each.bytes, each.sha256) for each in (*plan.write, *passing))]
    if plan.feed is not None:
        files = [file for file in files if file.name != FEED]
        files.append(Written(plan.feed.name, plan.feed.bytes, plan.feed.sha256))
    return Record(files=tuple(files), writing=plan.unsure, episodes=dict(plan.episodes))
