"""What a meeting takes along is written into a folder: a stick, or ``meeting/<slug>`` of the publication.

Enters: a cut of a published edition. Leaves: the page, and on a stick also the MP3, one MP3 for each section with a
playlist, the handout and an index. Refuses: to replace files that are not of an earlier meeting.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from audio_edition.edition.companions.meeting import MEETING_NAME, MOST_INSIDE_BYTES, MeetingPlan
from audio_edition.edition.companions.meeting.page import GENERATOR, meeting_page
from audio_edition.edition.companions.meeting.stick import INDEX_NAME, Stick, files_of, stick_page
from audio_edition.errors import Place, StorageError
from audio_edition.making.handout import print_handout
from audio_edition.making.meeting import Cut, tag_of_cut, timeline_of, write_meeting_mp3
from audio_edition.sound.mp3.format import Mp3Format
from audio_edition.sound.split import parts_of, playlist, playlist_name, write_parts
from audio_edition.store.folder import clear_away, has_mark, storage_error, write_new

_BEING_WRITTEN = ".audio-edition.partial"
HANDOUT_NAME = "handout.pdf"
_HEAD_BYTES = 4096


class MeetingFolder(Struct, frozen=True):
    """What is written, and where.

    Args:
        made: The sections of the meeting.
        mp3: The published MP3 they are cut from.
        plan: What the running order says.
        code: A QR code for the page, as HTML; or empty.
    """

    made: Cut
    mp3: Path
    plan: MeetingPlan
    code: str = ""

    def write_page(self, folder: Path) -> Path:
        """Write the page alone, with the MP3 beside it where that is too large for its inside.

        Returns:
            The page.

        Raises:
            StorageError: It cannot be written.
        """
        return self._write(folder, self._page_files)

    def write_stick(self, folder: Path, say: Callable[[str], None]) -> Path:
        """Write everything.

        Args:
            folder: Of the stick; made where it is not there.
            say: Told why there is no handout.

        Returns:
            The index.

        Raises:
            StorageError: It cannot be written, or files that are somebody's own are in the way.
        """
        self._write(folder, lambda partial: self._stick_files(partial, say))
        return folder / INDEX_NAME

    def _page_files(self, partial: Path) -> list[str]:
        name = self.made.edition.mp3_name
        edition = write_meeting_mp3(self.made, self.mp3, partial / name)
        is_inside = (partial / name).stat().st_size <= MOST_INSIDE_BYTES
        sound = (partial / name).read_bytes() if is_inside else b""
        write_new(partial / MEETING_NAME, meeting_page(edition, sound, self.plan, self.code))
        if is_inside:
            (partial / name).unlink()
        return [MEETING_NAME] if is_inside else [name, MEETING_NAME]

    def _stick_files(self, partial: Path, say: Callable[[str], None]) -> list[str]:
        edition = write_meeting_mp3(self.made, self.mp3, partial / self.made.edition.mp3_name)
        mp3 = partial / edition.mp3_name
        parts = parts_of(timeline_of(edition), edition.slug)
        mp3_format = Mp3Format(edition.format.bitrate_kbps, edition.format.quality)
        write_parts(mp3, partial, parts, tag_of_cut(edition, mp3), mp3_format)
        write_new(partial / playlist_name(edition.slug), playlist(edition.title, parts))
        sound = mp3.read_bytes() if mp3.stat().st_size <= MOST_INSIDE_BYTES else b""
        write_new(partial / MEETING_NAME, meeting_page(edition, sound, self.plan, self.code))
        why_not = print_handout(meeting_page(edition, b"", self.plan, self.code), partial / HANDOUT_NAME)
        if why_not:
            say(f"no {HANDOUT_NAME}: {why_not}; print {MEETING_NAME} from any browser")
        names = tuple(part.name for part in parts)
        stick = Stick(edition.mp3_name, names, playlist_name(edition.slug), "" if why_not else HANDOUT_NAME)
        write_new(partial / INDEX_NAME, stick_page(edition, stick))
        return [*stick.names, INDEX_NAME]

    def _write(self, folder: Path, write: Callable[[Path], list[str]]) -> Path:
        """Write files under another name, then move each into its place; the index last."""
        partial = folder / _BEING_WRITTEN
        try:
            folder.mkdir(parents=True, exist_ok=True)
            ours = _ours(folder, self.made.edition.mp3_name)
            clear_away(partial)
            partial.mkdir()
            try:
                names = write(partial)
                taken = [name for name in names if os.path.lexists(folder / name) and name not in ours]
                if taken:
                    raise StorageError(
                        f"there is another {taken[0]} already",
                        place=Place(str(folder)),
                        hint="move it away, or name another folder; nothing was changed",
                    )
                for name in names:
                    (partial / name).replace(folder / name)
                for name in ours - {*names}:
                    (folder / name).unlink(missing_ok=True)
            finally:
                clear_away(partial)
        except ValueError as error:
            raise StorageError(str(error), place=Place(str(self.mp3)), hint="build the edition again") from error
        except OSError as error:
            raise storage_error(error, folder) from error
        return folder / MEETING_NAME


def _ours(folder: Path, mp3_name: str) -> frozenset[str]:
    """Names in a folder that an earlier meeting wrote: what its index lists, else the page itself."""
    index, page = folder / INDEX_NAME, folder / MEETING_NAME
    listed = files_of(index.read_bytes()) if index.is_file() else None
    if listed is not None:
        # Only names of files in this very folder, whatever the index says.
        return frozenset({INDEX_NAME, *(name for name in listed if Path(name).name == name)})
    is_ours = page.is_file() and has_mark(page, GENERATOR.encode(), within_bytes=_HEAD_BYTES)
    return frozenset({page.name, mp3_name}) if is_ours else frozenset()
