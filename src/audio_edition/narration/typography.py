"""Text as it is set for the eye becomes text as it is said.

Enters: a clean sentence and its language. Leaves: the sentence for a voice: plain marks, single blanks, nothing that
could be taken for an instruction. Refuses nothing. Every rule is linear in the length, declares the characters it looks
for and the languages it holds for, and is skipped where none of them is there; applied to its own result, the whole
changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from audio_edition.narration.abbreviations import abbreviations, degree_signs, months, number_signs, section_signs
from audio_edition.narration.cleaning import blanks
from audio_edition.narration.languages import base, words
from audio_edition.narration.roman import roman_numerals

_DASHES = "‒–—―⸺⸻"
_OPENING = frozenset("<([{“‘«„‹")
_STOPS = frozenset(",;:.!?…")
_CLOSING = frozenset(",;:.!?…>)]}”’»›")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when it is first needed: most scripts need few of them."""
    return re.compile(pattern)


def markup(text: str, lang: str) -> str:
    """Tags that arrive as text are words at most: <break time="9s"/> → break time 9s; [[ is [."""
    words_only = _compiled(r"[/=\"'!?-]+")
    text = _compiled(r"<([A-Za-z/!?][^<>]*)>+").sub(lambda m: f" {words_only.sub(' ', m[1])} ", text)
    return _compiled(r"<+(?=[A-Za-z/!?])").sub(" ", text)


def double_brackets(text: str, lang: str) -> str:
    """[[h@l'oU]] → [h@l'oU]: to some voices, doubled brackets mean phonemes."""
    text = _compiled(r"\[\[+").sub("[", text)
    return _compiled(r"\]\]+").sub("]", text)


def empty_brackets(text: str, lang: str) -> str:
    """() and [] are left over where an address or a mark is not spoken."""
    return _compiled(r"\( ?\)|\[ ?\]").sub(" ", text)


def ellipses(text: str, lang: str) -> str:
    """… and . . . and [...] → ..."""
    text = _compiled(r"\[ ?(?:…|\.\.+) ?\]").sub("...", text.replace("…", "..."))
    return _compiled(r"\.(?: ?\.){2,}").sub("...", text)


def minus_signs(text: str, lang: str) -> str:
    """−5 → minus 5; –5 °C → minus 5 °C."""
    word = words(lang).minus
    spoken = f"{word} " if word else "-"
    text = _compiled(r"(?<![\w%])–(?=[0-9]+(?:[.,][0-9]+)? ?[°%])").sub(spoken, text)
    return _compiled(r"− ?(?=[0-9])").sub(spoken, text)


def ranges(text: str, lang: str) -> str:
    """1914–1918 → 1914 to 1918."""
    word = words(lang).to
    return _compiled(rf"(?<=[0-9%])[{_DASHES}](?=[$£€]?[0-9])").sub(f" {word} " if word else "-", text)


def dashes(text: str, lang: str) -> str:
    """strong–because → strong, because; a dash beside another mark or at an end is no pause of its own."""

    def pause(match: re.Match[str]) -> str:
        before, after = text[: match.start()][-2:], text[match.end() : match.end() + 2]
        if not before or not after or before[-1] in _OPENING or after[0] in _CLOSING:
            return " " if after and after[0] not in _CLOSING and before and before[-1] not in _OPENING else ""
        if before[-1] in _STOPS or before in ('"', ' "', " '", "'"):
            return " "
        if after[0] == '"' and (len(after) == 1 or not after[1].isalnum()):
            return ""
        return ", "

    return _compiled(rf"(?: ?(?:[{_DASHES}]|--+|(?<= )-(?= )))+ ?").sub(pause, text)


def guillemets(text: str, lang: str) -> str:
    """« Oui » → "Oui": the blanks inside are for the eye."""
    return _compiled(r"(?<=[«‹]) | (?=[»›])").sub("", text)


def double_quotes(text: str, lang: str) -> str:
    """Curly, low and angled marks are straight ones."""
    return _compiled("[“”„‟«»‹›〝〞″]").sub('"', text)


def single_quotes(text: str, lang: str) -> str:
    """Apostrophes are straight, ’Tis too; single quotation marks are not needed by a voice."""
    text = _compiled('(?<=[“"]) (?=‘)|(?<=’) (?=[”"])').sub("", text)  # “ ‘nested’ ”
    text = _compiled(r"(?<=[^\W_])[’ʼ′‛＇]|[’ʼ](?=[^\W_])").sub("'", text)
    return _compiled("[‘’‚ʼ‛′＇]").sub("", text)


def ampersands(text: str, lang: str) -> str:
    """& → and, R&D → R and D."""
    word = words(lang).conjunction
    return _compiled(r" ?& ?").sub(f" {word} ", text) if word else text


def runs_of_marks(text: str, lang: str) -> str:
    """More than eight marks in a row say no more than the first."""
    if not _compiled(r"\W{9}").search(text):
        return text
    return _compiled(r"([^\w\s\ue000-\uf8ff])(?: ?[^\w\s\ue000-\uf8ff]){8,}").sub(r"\1", text)


def blanks_before_stops(text: str, lang: str) -> str:
    """No blank before a comma or a full stop."""
    return _compiled(r" +(?=[,.;:!?](?:\s|\Z))").sub("", text)


def stranded_marks(text: str, lang: str) -> str:
    """Of "a website, , and" comes "a website, and": of marks between which something is not spoken, one is left."""

    def one(match: re.Match[str]) -> str:
        return next((mark for mark in ":;" if mark in match[0]), ",")

    text = _compiled(r"[,;:](?: ?[,;])+(?!\S)").sub(one, text)
    text = _compiled(r"[,;:] ?(?=[!?](?!\w)|\.(?![.\w]| \.))").sub("", text)
    text = _compiled(r"(?<=[(\[])(?: ?[,;])+ ?").sub("", text)
    text = _compiled(r"[,;] ?(?=[)\]])").sub("", text)
    return _compiled(r"\A(?:[,;] ?)+").sub("", text)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is put right, and how to see quickly that there is nothing to put right."""

    apply: Callable[[str, str], str]
    """Takes a text and a BCP 47 tag."""
    needs: tuple[frozenset[str], ...]
    """One character of each of these sets is in every text the rule changes."""
    hints: tuple[str, ...] = ()
    """One of these is in every text the rule changes; none: not known."""
    languages: frozenset[str] = frozenset()
    """Languages without region; empty: all."""


_DIGITS = frozenset("0123456789")
"""Numerals of other scripts keep their signs: what a voice makes of them is its own affair."""
_CURLY = frozenset("“”„‟«»‹›〝〞″")

RULES: tuple[Rule, ...] = (
    Rule(single_quotes, (frozenset("‘’‚ʼ‛′＇"),)),
    Rule(minus_signs, (frozenset("−–"), _DIGITS)),
    Rule(ranges, (frozenset(_DASHES), _DIGITS)),
    Rule(dashes, (frozenset(_DASHES + "-"),), (*_DASHES, "--", " - ")),
    Rule(guillemets, (frozenset("«»‹›"),)),
    Rule(double_quotes, (_CURLY,)),
    Rule(markup, (frozenset("<"),)),
    Rule(double_brackets, (frozenset("[]"),), ("[[", "]]")),
    Rule(ellipses, (frozenset("…."),), ("…", "..", ". .")),
    Rule(empty_brackets, (frozenset("(["),), ("()", "( )", "[]", "[ ]")),
    Rule(runs_of_marks, ()),
    Rule(abbreviations, (frozenset("."),)),
    Rule(months, (frozenset("."), _DIGITS), languages=frozenset({"en"})),
    Rule(number_signs, (frozenset(".№#°º"), _DIGITS)),
    Rule(section_signs, (frozenset("§"),)),
    Rule(degree_signs, (frozenset("°℃℉"), _DIGITS)),
    Rule(roman_numerals, (frozenset("IVXLC"),)),
    Rule(ampersands, (frozenset("&"),)),
    Rule(blanks_before_stops, (frozenset(",.;:!?"),), (" ,", " .", " ;", " :", " !", " ?")),
    Rule(stranded_marks, (frozenset(",;:"),)),
)
"""In this order: what takes marks away comes before what must not see two of them meet."""


_SOUGHT = frozenset(char for rule in RULES for chars in rule.needs for char in chars)


@lru_cache(1024)
def _applicable(language: str, present: frozenset[str]) -> tuple[tuple[int, Rule], ...]:
    """The rules, with their places in the table, that may change a text with these of the characters sought."""
    return tuple(
        (place, rule)
        for place, rule in enumerate(RULES)
        if (not rule.languages or language in rule.languages) and not any(map(present.isdisjoint, rule.needs))
    )


def _once(text: str, lang: str) -> str:
    """Every rule, once, in their order."""
    language = base(lang)
    done = -1
    left: tuple[tuple[int, Rule], ...] | None = _applicable(language, _SOUGHT.intersection(text))
    while left is not None:
        rules, left = left, None
        for place, rule in rules:
            if place <= done or (rule.hints and not any(hint in text for hint in rule.hints)):
                continue
            done = place
            changed = rule.apply(text, lang)
            if changed != text:  # other characters may be there now
                text = changed
                left = _applicable(language, _SOUGHT.intersection(text))
                break
    return blanks(text)


_PASSES = 4
_UNSETTLED = re.compile(r"[^\w\s.,;:!?'\"-]|[.,;:!?-] ?[.,;:!?-]|['\"] ?['\"-]")
"""Where marks were taken away, others may have met; where one of these is left, the rules are asked again."""


def put_right(text: str, lang: str) -> str:
    """Put a clean sentence right for a voice.

    Args:
        text: What ``clean`` left; private characters in it stand for entries of the lexicon and are kept.
        lang: BCP 47 tag.
    """
    for _ in range(_PASSES):
        before, text = text, _once(text, lang)
        if text == before or not _UNSETTLED.search(text):
            break
    return text
