"""How many tokens of a list are said as a reader says them: by their wording, and by the sounds of the built-in voice.

Enters: a list of sentences with one token each and its accepted readings, and something that words sentences. Leaves:
a verdict per token. Run as a program it prints the score per language and class::

    PYTHONPATH=tests python -m support.reading_score [LIST ...] [--by FILE.json] [--wrong]

``--by`` judges the wording of another program: a JSON object of sentences and their wording.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import chdir
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

import espeakng_loader
from num2words import num2words

from audio_edition.narration.lexicon import EMPTY
from audio_edition.narration.matching import Matcher
from audio_edition.narration.model import SegmentKind
from audio_edition.narration.passages import NarrationContext, Origin, Passage
from audio_edition.narration.wording import utterances_of
from audio_edition.voices.espeak import _speaking
from audio_edition.voices.espeak._engine import _file_for

LISTS = Path(__file__).parent.parent / "narration" / "readings"
VOICES = {"en": "en-us", "fr": "fr"}

_CASE = re.compile(r"(?P<before>.*)\{(?P<token>[^{}]*)\}(?P<after>.*?) = (?P<readings>.+)")
_KNOWN = {"mr": "mister", "mrs": "missus", "missis": "missus", "dr": "doctor", "metres": "meters", "metre": "meter"}
_PERCENT = {
    "en": " percent ", "de": " prozent ", "fr": " pour cent ", "es": " por ciento ", "it": " per cento ",
    "ru": " процентов ",
}  # fmt: skip
_POINT = {"en": "point", "de": "komma", "fr": "virgule", "es": "coma", "it": "virgola", "ru": "запятая"}

_ALIKE = str.maketrans({"ɐ": "ə", "ᵻ": "ə", "ɪ": "i", "ɚ": "ə", "ɜ": "ə", "ʌ": "ə", "o": "ɔ", "ɾ": "t", "ʊ": "u"})
_ALIKE_ELSEWHERE = str.maketrans(
    {
        "ɛ": "e",
        "ə": "e",
        "ɪ": "i",
        "ʊ": "u",
        "ɔ": "o",
        "ð": "d",
        "β": "b",
        "ɣ": "g",
        "ŋ": "n",
        "ʲ": "",
        "ʌ": "a",
        "ɜ": "e",
    }
)
_MOST_UNLIKE = {"en": 0, "fr": 2, "es": 1, "it": 2, "de": 3, "ru": 3}
"""Sounds in which a number may differ from the same number in words, where the words are right: the voice does not say
the two alike, as "vˈentɪ" and "vˈɛntɪ"."""


@dataclass(frozen=True, slots=True)
class Case:
    """A token in its sentence."""

    lang: str
    kind: str
    sentence: str
    token: str
    readings: tuple[str, ...]
    """The whole sentence, worded; several are right."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one token was said."""

    case: Case
    wording: tuple[str, ...]
    """One text per utterance."""
    words: bool
    """Its words are those of a reading."""
    sounds: bool
    """The built-in voice makes the sounds of a reading."""
    pause: bool
    """There is a pause in it that no reading has."""

    @property
    def right(self) -> bool:
        return self.words and self.sounds and not self.pause


def read_list(path: Path) -> tuple[Case, ...]:
    """The cases of a file."""
    cases = []
    lang = kind = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            lang, kind = line.strip("[]").split()
            continue
        match = _CASE.fullmatch(line)
        if match is None:
            raise ValueError(f"{path.name}:{number}: no case: {line}")
        before, after = match["before"], match["after"]
        readings = tuple(f"{before}{_dotted(reading, lang)}{after}" for reading in match["readings"].split(" / "))
        cases.append(Case(lang, kind, f"{before}{match['token']}{after}", match["token"], readings))
    return tuple(cases)


def _dotted(reading: str, lang: str) -> str:
    """Letters as the built-in voice spells them: "a m" → "A.M"."""
    if lang != "en":
        return reading
    return re.sub(r"(?<!\w)\w(?: \w(?!\w))+", lambda match: match[0].upper().replace(" ", "."), reading)


def ours(sentence: str, lang: str, off: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The wording that a voice gets of this program, with some classes off."""
    passage = Passage(SegmentKind.PARAGRAPH, sentence, 1, (Origin(0, 1, ""),))
    context = NarrationContext({}, lang)
    context.off = off
    said = utterances_of(passage, context, Matcher(EMPTY, lang))
    return tuple(utterance.text for utterance in said)


def numbers_alone(sentence: str, lang: str) -> tuple[str, ...]:
    """What num2words makes of every numeral, with no rule about anything else."""
    return (re.sub(r"\d+", lambda match: num2words(int(match[0]), lang=lang), sentence),)


def _in_words(text: str, lang: str) -> str:
    """Plain numerals in words, as any voice says them."""
    separator = r"[,]" if lang == "en" else "[.\u00a0\u202f ]" if lang != "fr" else "[\u00a0\u202f ]"
    text = re.sub(rf"(?<![\d.,])(\d{{1,3}})((?:{separator}\d{{3}})+)(?!\d)", lambda m: re.sub(r"\D", "", m[0]), text)
    if lang == "en":
        text = re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: num2words(int(m[1]), lang="en", to="ordinal"), text)

    def say(match: re.Match[str]) -> str:
        whole, _, part = match[0].replace(",", ".").partition(".")
        said = num2words(int(whole), lang=lang)
        if part:
            digits = " ".join(num2words(int(digit), lang=lang) for digit in part)
            said += f" {_POINT[lang]} {digits}"
        return f" {said} "

    return re.sub(r"\d+(?:[.,]\d+)?", say, text)


def canonical(text: str, lang: str) -> str:
    """The words of a text, and nothing in which two right wordings differ."""
    text = re.sub(r"\b(?:[^\W\d_]\.)+(?:[^\W\d_]\b)?", lambda m: m[0].replace(".", "") + " ", text)
    text = re.sub(r"\b[^\W\d_](?: [^\W\d_]\b)+", lambda m: m[0].replace(" ", ""), text)
    text = _in_words(text.replace("%", _PERCENT[lang]), lang).lower().replace("ё", "е")
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.replace("’", "'"))
    words = [_KNOWN.get(word, word) for word in words if not (lang == "en" and word in ("and", "a"))]
    return "".join(words).replace("dicotto", "diciotto")  # "u s" is "us"; num2words spells the Italian 18 wrong


@lru_cache(None)
def sounds(text: str, lang: str) -> tuple[str, int]:
    """What the built-in voice makes of a text: its IPA without stress and breaks, and the number of clauses."""
    identifier = _file_for(VOICES.get(lang, lang), guess=True).identifier
    # The voice itself speaks in processes of its own; clauses are counted here.
    with chdir(espeakng_loader.get_data_path()), _speaking._loaded(espeakng_loader.get_library_path()) as espeak:
        espeak.espeak_SetVoiceByName(identifier.encode())
        to_phonemes = espeak.espeak_TextToPhonemes
        to_phonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
        to_phonemes.restype = ctypes.c_char_p
        pointer = ctypes.c_char_p(text.encode())
        clauses = []
        while pointer.value:
            clauses.append((to_phonemes(ctypes.byref(pointer), 1, 2) or b"").decode("utf-8", "replace"))
    spoken = [clause for clause in clauses if clause.strip()]
    ipa = re.sub(r"\([a-z-]+\)|[ˈˌː\s_-]", "", "".join(spoken))
    return re.sub(r"(\w)\1", r"\1", ipa.translate(_ALIKE if lang == "en" else _ALIKE_ELSEWHERE)), len(spoken)


def judge(case: Case, wording: Sequence[str]) -> Verdict:
    """Compare a wording with the readings of a case."""
    words = canonical(" ".join(wording), case.lang) in {canonical(each, case.lang) for each in case.readings}
    made = [sounds(each, case.lang) for each in wording]
    clauses = sum(count for _, count in made)
    wanted = [sounds(each, case.lang) for each in case.readings]
    heard = _plain("".join(ipa for ipa, _ in made), case.lang)
    most = _MOST_UNLIKE[case.lang] if words else 0
    alike = any(_edits(heard, _plain(ipa, case.lang)) <= most for ipa, _ in wanted)
    return Verdict(case, tuple(wording), words, alike, clauses > max(count for _, count in wanted))


def _plain(ipa: str, lang: str) -> str:
    """Sounds without the word "and" and articles that hang on the words beside them, in English."""
    return re.sub(r"[əæ]nd", "", ipa).replace("ə", "") if lang == "en" else ipa


def _edits(one: str, other: str) -> int:
    """The fewest letters put in, taken out or exchanged that turn one into the other."""
    row = list(range(len(other) + 1))
    for place, left in enumerate(one, 1):
        above, row[0] = row[0], place
        for at, right in enumerate(other, 1):
            above, row[at] = row[at], min(above + (left != right), row[at] + 1, row[at - 1] + 1)
    return row[-1]


def verdicts(cases: Iterable[Case], word: Callable[[str, str], tuple[str, ...]] = ours) -> tuple[Verdict, ...]:
    """Judge all."""
    return tuple(judge(case, word(case.sentence, case.lang)) for case in cases)


def table(judged: Sequence[Verdict]) -> str:
    """Rows per language and class: tokens, right, right words, right sounds, false pauses."""
    rows: dict[tuple[str, str], Counter[str]] = {}
    for verdict in judged:
        marks = {"n": 1, "right": verdict.right, "words": verdict.words, "sounds": verdict.sounds}
        for key in product((verdict.case.lang, "all"), (verdict.case.kind, "all")):
            if key[0] == "all" and key[1] != "all":
                continue
            rows.setdefault(key, Counter()).update({**marks, "pauses": verdict.pause})
    lines = [f"{'':4}{'class':14}{'tokens':>7}{'right':>7}{'%':>5}{'words':>7}{'sounds':>7}{'pauses':>7}"]
    for (lang, kind), row in rows.items():
        share = round(100 * row["right"] / row["n"])
        numbers = (row["n"], row["right"], share, row["words"], row["sounds"], row["pauses"])
        lines.append(
            f"{lang:4}{kind:14}" + "".join(f"{n:>{w}}" for n, w in zip(numbers, (7, 7, 5, 7, 7, 7), strict=True))
        )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    rest = list(arguments)
    word: Callable[[str, str], tuple[str, ...]] = ours
    if "--by" in rest:
        at = rest.index("--by")
        given = rest[at + 1]
        del rest[at : at + 2]
        if given == "num2words":
            word = numbers_alone
        else:
            other = json.loads(Path(given).read_text(encoding="utf-8"))
            word = lambda sentence, lang: (other.get(sentence, sentence),)  # noqa: E731
    wrong = "--wrong" in rest
    paths = [Path(each) for each in rest if not each.startswith("--")] or sorted(LISTS.glob("*.txt"))
    for path in paths:
        judged = verdicts(read_list(path), word)
        print(f"{path.name}\n{table(judged)}\n")
        for verdict in judged if wrong else ():
            if not verdict.right:
                marks = "".join(
                    mark
                    for mark, bad in (("w", not verdict.words), ("s", not verdict.sounds), ("p", verdict.pause))
                    if bad
                )
                case = verdict.case
                print(f"{case.lang} {case.kind} {marks:3} {case.token!r}: {' | '.join(verdict.wording)}")


if __name__ == "__main__":
    main(sys.argv[1:])
