"""What was probably meant, and what a message says of it."""

from __future__ import annotations

from audio_edition.text.nearest import did_you_mean, hint_for, nearest

KNOWN = ("title", "author", "loudness")


def test_the_nearest_of_what_is_known() -> None:
    assert nearest("titel", KNOWN) == "title"
    assert nearest("zzz", KNOWN) == ""
    assert nearest("tz", KNOWN, cutoff=0) == "title"


def test_a_hint_names_the_nearest_or_lists_all() -> None:
    assert did_you_mean("zzz", KNOWN) == ""
    assert hint_for("authors", KNOWN) == "did you mean 'author'?"
    assert hint_for("zzz", KNOWN, "settings:") == "settings: title, author, loudness"
    assert hint_for("zzz", ()) == "known are none"
