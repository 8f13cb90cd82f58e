"""The same inputs give the same bytes, whatever is around the program.

One publication is built in different surroundings. Fails on a byte that differs.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from support import drawn_covers
from support.editions import png
from support.manifests import COMPANIONS
from support.publications import SETTINGS, TestPublication

SCRIPTS = {
    "a-first": "---\ntitle: Ünïcode – “first”\nauthor: [Ada, Bob]\ndate: 2024-02-29\n---\n"
    "Dr. Smith went home. It was late: 3.14 a.m.\n\n## Œuvre\n\n- one\n- two\n\n> Quoted. Twice.\n",
    "b-second": "# Second\n\nWords of the second one, with Zürich and `code` in them.\n\n```\nnot spoken\n```\n",
}
OURS = f'title = "The Paper"\n{SETTINGS}cover = "cover.png"\n'
LEXICON = '"Zürich" = "Tsoorikh"\nSmith = "Smythe"\nUnused = "nothing"\n'

SURROUNDINGS: Mapping[str, Mapping[str, str]] = {
    "C locale": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "1"},
    "time zone": {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2"},
    "Turkish, nobody's": {
        **dict.fromkeys(("HOME", "USER", "LOGNAME"), ""),
        "LC_ALL": "tr_TR.UTF-8",
        "LANGUAGE": "tr",
        **{f"XDG_{kind}_HOME": "" for kind in ("DATA", "CACHE", "CONFIG", "STATE")},
    },
    "optimised": {"PYTHONOPTIMIZE": "2"},
}


def set_up(root: Path, names: tuple[str, ...] = tuple(SCRIPTS)) -> TestPublication:
    publication = TestPublication(root, {name: SCRIPTS[name] for name in names}, settings=OURS)
    publication.write_file("cover.png", png())
    publication.write_file("lexicon.toml", LEXICON)
    return publication


def digests(publication: TestPublication) -> dict[str, str]:
    """Of everything that is published."""
    return {
        path.relative_to(publication.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(publication.root.glob("audio/*/*"))
        if ".store" not in path.parts
    }


@pytest.fixture(scope="module", autouse=True)
def _every_cover_is_drawn() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv(drawn_covers.FOLDER)
        yield


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    publication = set_up(tmp_path_factory.mktemp("reference") / "publication")
    publication.run_build()
    found = digests(publication)
    names = {slug: ("edition.json", f"{slug}.mp3", *COMPANIONS) for slug in ("a-first", "b-second")}
    assert set(found) == {f"audio/{slug}/{name}" for slug, each in names.items() for name in each}
    return found


@pytest.mark.parametrize("around", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_surroundings_change_no_byte(around: Mapping[str, str], tmp_path: Path, reference: dict[str, str]) -> None:
    publication = set_up(tmp_path / "publication")
    publication.run_build(env=around)
    assert digests(publication) == reference


def test_everything_at_once_changes_no_byte(tmp_path: Path, reference: dict[str, str]) -> None:
    publication = set_up(tmp_path / "ein anderer Ordner – ünïcode" / "p", tuple(reversed(SCRIPTS)))
    for age, path in enumerate(sorted(publication.root.rglob("*"))):
        os.utime(path, (age, age))  # 1970
    env = {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"}
    publication.run_build(env=env, umask=0o077)
    assert digests(publication) == reference


def test_scripts_are_built_in_the_same_order_whatever_the_folder_says(tmp_path: Path) -> None:
    orders = [tuple(SCRIPTS), tuple(reversed(SCRIPTS))]
    built = [set_up(tmp_path / str(index) / "p", order).run_build() for index, order in enumerate(orders)]
    assert [[edition.slug for edition in each] for each in built] == [["a-first", "b-second"]] * 2


def test_one_script_alone_gives_what_it_gives_among_others(tmp_path: Path, reference: dict[str, str]) -> None:
    publication = set_up(tmp_path / "publication")
    publication.run_build("b-second")
    found = digests(publication)
    assert found == {name: digest for name, digest in reference.items() if "b-second" in name}


def test_building_from_another_folder_changes_no_byte(tmp_path: Path, reference: dict[str, str]) -> None:
    publication = set_up(tmp_path / "publication")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = publication.run("build", "-C", publication.root, cwd=elsewhere)
    assert ran.returncode == 0, ran.stderr
    assert digests(publication) == reference
    assert list(elsewhere.iterdir()) == []
