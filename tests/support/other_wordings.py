"""What other programs make of the sentences of the lists: their wording as JSON, for ``reading_table --with``.

Enters: the name of a program, and lists. Leaves: a JSON object of sentences and their wording on stdout; the empty
sentence has the name of the program and its version. Refuses: a program that is not installed. It imports nothing of
this project, so that it runs in an environment of that program::

    python -m venv nemo-env && nemo-env/bin/pip install nemo_text_processing
    nemo-env/bin/python tests/support/other_wordings.py nemo >nemo.json

Compiling NeMo's grammars takes minutes for every language.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

LISTS = Path(__file__).parent.parent / "narration" / "readings"
_CASE = re.compile(r"(.*)\{([^{}]*)\}(.*?) = .+")


def sentences(path: Path) -> Iterator[tuple[str, str]]:
    """Language and sentence of every case of a list."""
    lang = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lang = line.strip("[]").split()[0]
        elif not line.startswith("#") and (match := _CASE.fullmatch(line)):
            yield lang, "".join(match.groups())


def nemo(lang: str) -> Callable[[str], str] | None:
    """NeMo text processing; ``None`` where it has no grammar of a language."""
    from nemo_text_processing.text_normalization.normalize import Normalizer

    try:
        normalizer = Normalizer(input_case="cased", lang=lang)
    except (ImportError, NotImplementedError, TypeError, ValueError) as error:
        print(f"no {lang}: {error}", file=sys.stderr)
        return None
    return lambda sentence: str(normalizer.normalize(sentence, verbose=False, punct_post_process=True))


def abogen(lang: str) -> Callable[[str], str] | None:
    """The rules of abogen, which are for English."""
    from abogen.kokoro_text_normalization import normalize_for_pipeline

    return normalize_for_pipeline if lang == "en" else None


PROGRAMS = {"nemo": nemo, "abogen": abogen}


def main(arguments: list[str]) -> None:
    """Print the JSON."""
    program = PROGRAMS[arguments[0]]
    found: dict[str, list[str]] = {}
    for path in map(Path, arguments[1:] or sorted(map(str, LISTS.glob("*.txt")))):
        for lang, sentence in sentences(path):
            found.setdefault(lang, []).append(sentence)
    package = {"nemo": "nemo_text_processing"}.get(arguments[0], arguments[0])
    worded = {"": f"{package} {version(package)}"}
    for lang, each in found.items():
        word = program(lang)
        if word is None:
            continue
        for sentence in each:
            try:
                worded[sentence] = word(sentence)
            except Exception as error:  # noqa: BLE001 - any program fails in its own way
                print(f"{sentence}: {error!r}", file=sys.stderr)
    print(json.dumps(worded, ensure_ascii=False, indent=0))


if __name__ == "__main__":
    main(sys.argv[1:])
