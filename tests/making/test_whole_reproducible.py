"""The same inputs give the same bytes, whatever is around the program.

Enters: one publication, built in different surroundings. Leaves: nothing. Refuses: a byte that differs.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from support import editions

SCRIPTS = {
    "a-first.md": "---\ntitle: Ünïcode – “first”\nauthor: [Ada, Bob]\ndate: 2024-02-29\n---\n"
    "Dr. Smith went home. It was late: 3.14 a.m.\n\n## Œuvre\n\n- one\n- two\n\n> Quoted. Twice.\n",
    "b-second.md": "# Second\n\nWords of the second one, with Zürich and `code` in them.\n\n```\nnot spoken\n```\n",
}
SETTINGS = f'title = "The Paper"\nvoice = "{editions.VOICE}"\ncover = "cover.png"\n'
LEXICON = '"Zürich" = "Tsoorikh"\nSmith = "Smythe"\nUnused = "nothing"\n'

SURROUNDINGS: Mapping[str, Mapping[str, str]] = {
    "C locale": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "1"},
    "time zone": {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2"},
    "Turkish, nobody's": {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "HOME": "", "USER": "", "LOGNAME": ""},
    "optimised": {"PYTHONOPTIMIZE": "2"},
}


def set_up(root: Path, names: tuple[str, ...] = tuple(SCRIPTS)) -> Path:
    editions.publication(root, SETTINGS)
    (root / "script" / "cover.png").write_bytes(editions.png())
    (root / "script" / "lexicon.toml").write_text(LEXICON, encoding="utf-8")
    for name in names:
        (root / "script" / name).write_text(SCRIPTS[name], encoding="utf-8")
    return root


def digests(root: Path) -> dict[str, str]:
    """Of everything that is published."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.glob("audio/*/*"))
        if ".store" not in path.parts
    }


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = set_up(tmp_path_factory.mktemp("reference") / "publication")
    editions.build(root)
    found = digests(root)
    assert sorted(found) == [
        "audio/a-first/a-first.mp3",
        "audio/a-first/edition.json",
        "audio/b-second/b-second.mp3",
        "audio/b-second/edition.json",
    ]
    return found


@pytest.mark.parametrize("around", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_surroundings_change_no_byte(around: Mapping[str, str], tmp_path: Path, reference: dict[str, str]) -> None:
    root = set_up(tmp_path / "publication")
    editions.build(root, env=around)
    assert digests(root) == reference


def test_everything_at_once_changes_no_byte(tmp_path: Path, reference: dict[str, str]) -> None:
    root = set_up(tmp_path / "ein anderer Ordner – ünïcode" / "p", tuple(reversed(SCRIPTS)))
    for age, path in enumerate(sorted(root.rglob("*"))):
        os.utime(path, (age, age))  # 1970
    env = {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"}
    editions.build(root, env=env, umask=0o077)
    assert digests(root) == reference


def test_scripts_are_built_in_the_same_order_whatever_the_folder_says(tmp_path: Path) -> None:
    orders = [tuple(SCRIPTS), tuple(reversed(SCRIPTS))]
    built = [editions.build(set_up(tmp_path / str(index) / "p", order)) for index, order in enumerate(orders)]
    assert [[edition.slug for edition in each] for each in built] == [["a-first", "b-second"]] * 2


def test_one_script_alone_gives_what_it_gives_among_others(tmp_path: Path, reference: dict[str, str]) -> None:
    root = set_up(tmp_path / "publication")
    editions.build(root, "b-second")
    found = digests(root)
    assert found == {name: digest for name, digest in reference.items() if "b-second" in name}


def test_building_from_another_folder_changes_no_byte(tmp_path: Path, reference: dict[str, str]) -> None:
    root = set_up(tmp_path / "publication")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = editions.run(elsewhere, "build", "-C", root)
    assert ran.returncode == 0, ran.stderr
    assert digests(root) == reference
    assert list(elsewhere.iterdir()) == []
