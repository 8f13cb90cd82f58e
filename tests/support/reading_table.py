"""The score per language and class of this program, before and after it puts tokens into words, beside other programs.

Enters: the lists, and the wordings of other programs where they are given. Leaves: a table in Markdown on stdout; those
that are not there are named below it. Refuses: a program that is not known, a file that is not JSON::

    PYTHONPATH=tests python -m support.reading_table [--with nemo=FILE.json] [--with abogen=FILE.json]

num2words and abogen are asked where they can be imported. ``support.other_wordings`` makes the files in an environment
of the other program.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from audio_edition.publication.settings import NORMALISED
from support import other_wordings
from support.reading_score import LISTS, Verdict, numbers_alone, ours, read_list, verdicts

Word = Callable[[str, str], tuple[str, ...]]
OWN = ("off", "on")
OTHERS = ("num2words", "nemo", "abogen")
COMMAND = "PYTHONPATH=tests python -m support.reading_table --with nemo=nemo.json --with abogen=abogen.json"
_INTRODUCTION = """\
# Tokens said as a reader says them

Judged by their words and by the sounds of the built-in voice; a pause that no reading has makes a token wrong. *off* is
this program with `normalise = false`, *on* is this program. "–": the program was not asked, or has no rules for the
language. Made by

    {command}

"""


def off(sentence: str, lang: str) -> tuple[str, ...]:
    """The wording with every class off."""
    return ours(sentence, lang, frozenset(NORMALISED))


def _from(wordings: Mapping[str, str]) -> Word:
    return lambda sentence, lang: (wordings[sentence],) if sentence in wordings else ()


def programs(given: Mapping[str, Path]) -> dict[str, Word]:
    """Every program that is there, by its name.

    Args:
        given: Files of ``support.other_wordings``, by the name of the program.
    """
    found: dict[str, Word] = {"off": off, "on": ours, "num2words": numbers_alone}
    for name in other_wordings.PROGRAMS:
        if name in given:
            found[name] = _from(json.loads(given[name].read_text(encoding="utf-8")))
        elif name == "abogen" and find_spec("abogen") is not None:
            found[name] = _asked(name)
    return found


def _asked(name: str) -> Word:
    word = cache(other_wordings.PROGRAMS[name])

    def ask(sentence: str, lang: str) -> tuple[str, ...]:
        worded = word(lang)
        return (worded(sentence),) if worded else ()

    return ask


@cache
def judged(path: Path, word: Word) -> tuple[Verdict, ...]:
    """The verdicts of a list, found once."""
    return verdicts(read_list(path), word)


def rows(path: Path, word: Word) -> dict[str, tuple[int, int, int]]:
    """Tokens, right ones and false pauses by "language class", and of all of them."""
    found: dict[str, Counter[str]] = {}
    for verdict in judged(path, word):
        case = verdict.case
        if not verdict.wording:
            continue
        for key in (f"{case.lang} {case.kind}", f"{case.lang} all", "all"):
            found.setdefault(key, Counter()).update(tokens=1, right=verdict.right, pauses=verdict.pause)
    order = sorted(found, key=lambda key: (key == "all", key.split()[0] != "en", key.split()[0], key.endswith(" all")))
    return {key: (found[key]["tokens"], found[key]["right"], found[key]["pauses"]) for key in order}


def table(path: Path, columns: Mapping[str, Word]) -> str:
    """The table of one list: right tokens by class, and the false pauses of all."""
    scores = {name: found for name, word in columns.items() if (found := rows(path, word))}
    lines = [
        f"## {path.name}",
        "",
        f"| language, class | tokens | {' | '.join(scores)} |",
        f"|---|---:|{'---:|' * len(scores)}",
    ]
    for key, (tokens, _, _) in scores["on"].items():
        cells = [_cell(score.get(key, (0, 0, 0)), tokens, key) for score in scores.values()]
        lines.append(f"| {key} | {tokens} | {' | '.join(cells)} |")
    pauses = " | ".join(str(score["all"][2]) for score in scores.values())
    return "\n".join([*lines, f"| false pauses | | {pauses} |", ""])


def _cell(score: tuple[int, int, int], tokens: int, key: str) -> str:
    judged_tokens, right, _ = score
    if not judged_tokens:
        return "–"
    share = f" ({100 * right / judged_tokens:.0f} %)" if key.endswith("all") else ""
    return f"{right}{share}" if judged_tokens == tokens else f"{right} of {judged_tokens}{share}"


def column(text: str, list_name: str, name: str) -> dict[str, str]:
    """A column of a table that was made before: the cell by "language class"."""
    part = re.split(r"^## ", text, flags=re.MULTILINE)
    (found,) = (each for each in part if each.startswith(f"{list_name}\n"))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in found.splitlines() if line[:1] == "|"]
    at = cells[0].index(name)
    return {row[0]: row[at] for row in cells[2:]}


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    given: dict[str, Path] = {}
    rest = list(arguments)
    while rest:
        option, value = rest.pop(0), rest.pop(0)
        name, _, path = value.partition("=")
        if option != "--with" or name not in other_wordings.PROGRAMS:
            raise SystemExit(f"not known: {option} {value}")
        given[name] = Path(path)
    columns = programs(given)
    print(_INTRODUCTION.format(command=COMMAND))
    for path in sorted(LISTS.glob("*.txt")):
        print(table(path, columns))
    missing = [name for name in OTHERS if name not in columns]
    if missing:
        print(f"Not there, and so without a column: {', '.join(missing)}.")
    asked = [json.loads(path.read_text(encoding="utf-8"))[""] for path in given.values()]
    numerals = f"num2words {version('num2words')} for every numeral and nothing else"
    print(f"Versions: {', '.join([numerals, *asked])}.")


if __name__ == "__main__":
    main(sys.argv[1:])
