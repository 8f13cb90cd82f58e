"""Text as it is set for the eye becomes text as it is said.

Enters: a clean sentence and its language. Leaves: the sentence for a voice: plain punctuation, single blanks, nothing
that a voice could take for an instruction. Every rule is linear in the length, declares the characters and languages it
is for, and is skipped where they do not occur. Normalising twice is the same as normalising once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from audio_edition.narration.abbreviations import abbreviations, degree_signs, months, number_signs, section_signs
from audio_edition.narration.languages import words_for
from audio_edition.narration.normalising.rules import DIGITS
from audio_edition.narration.normalising.rules import RULES as WORD_RULES
from audio_edition.narration.roman import roman_numerals
from audio_edition.narration.rule import Rule
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_DASHES = "‒–—―⸺⸻"
_DEGREES = "degrees?\\b|Grad\\b|degrés?\\b|grados?\\b|grad[oi]\\b|градус"
_OPENING = frozenset("<([{“‘«„‹")
_STOPS = frozenset(",;:.!?…")
_CLOSING = frozenset(",;:.!?…>)]}”’»›")


def markup(text: str, lang: str) -> str:
    """Tags that arrive as text are words at most: <break time="9s"/> → break time 9s; [[ is [."""
    symbols = r"[/=\"'!?-]+"
    text = re.sub(r"<([A-Za-z/!?][^<>]*)>+", lambda m: f" {re.sub(symbols, ' ', m[1])} ", text)
    return re.sub(r"<+(?=[A-Za-z/!?])", " ", text)


def double_brackets(text: str, lang: str) -> str:
    """[[h@l'oU]] → [h@l'oU]: to some voices, doubled brackets mean phonemes."""
    text = re.sub(r"\[\[+", "[", text)
    return re.sub(r"\]\]+", "]", text)


def empty_brackets(text: str, lang: str) -> str:
    """() and [] are left over where an address or a footnote mark is not spoken."""
    return re.sub(r"\( ?\)|\[ ?\]", " ", text)


def ellipses(text: str, lang: str) -> str:
    """… and . . . and [...] → ..."""
    text = re.sub(r"\[ ?(?:…|\.\.+) ?\]", "...", text.replace("…", "..."))
    return re.sub(r"\.(?: ?\.){2,}", "...", text)


def minus_signs(text: str, lang: str) -> str:
    """−5 → minus 5; –5 °C → minus 5 °C; 10 - 2 = 8 → 10 minus 2 = 8."""
    word = words_for(lang).minus
    spoken = f"{word} " if word else "-"
    text = re.sub(rf"(?<![\w%])–(?=[0-9]+(?:[.,][0-9]+)? ?(?:[°%]|{_DEGREES}))", spoken, text)
    if word:
        text = re.sub(r"(?<=[0-9]) [–-] (?=[0-9]+(?:[.,][0-9]+)? ?=)", f" {word} ", text)
    return re.sub(r"− ?(?=[0-9])", spoken, text)


def ranges(text: str, lang: str) -> str:
    """1914–1918 → 1914 to 1918."""
    word = words_for(lang).to
    return re.sub(rf"(?<=[0-9%])[{_DASHES}](?=[$£€]?[0-9])", f" {word} " if word else "-", text)


def dashes(text: str, lang: str) -> str:
    """strong–because → strong, because; a dash at an end or beside other punctuation is not a pause of its own."""

    def pause(match: re.Match[str]) -> str:
        before, after = text[: match.start()][-2:], text[match.end() : match.end() + 2]
        if not before or not after or before[-1] in _OPENING or after[0] in _CLOSING:
            return " " if after and after[0] not in _CLOSING and before and before[-1] not in _OPENING else ""
        if before[-1] in _STOPS or before in ('"', ' "', " '", "'"):
            return " "
        if after[0] == '"' and (len(after) == 1 or not after[1].isalnum()):
            return ""
        return ", "

    return re.sub(rf"(?: ?(?:[{_DASHES}]|--+|(?<= )-(?= )))+ ?", pause, text)


def guillemets(text: str, lang: str) -> str:
    """« Oui » → "Oui": the blanks inside are for the eye."""
    return re.sub(r"(?<=[«‹]) | (?=[»›])", "", text)


def double_quotes(text: str, lang: str) -> str:
    """Curly, low and angled quotation marks become straight ones."""
    return re.sub("[“”„‟«»‹›〝〞″]", '"', text)


def single_quotes(text: str, lang: str) -> str:
    """Apostrophes become straight, as in ’Tis; single quotation marks go, since no voice needs them."""
    text = re.sub('(?<=[“"]) (?=‘)|(?<=’) (?=[”"])', "", text)  # “ ‘nested’ ”
    text = re.sub(r"(?<=[^\W_])[’ʼ′‛＇]|[’ʼ](?=[^\W_])", "'", text)
    return re.sub("[‘’‚ʼ‛′＇]", "", text)


def ampersands(text: str, lang: str) -> str:
    """& → and, R&D → R and D."""
    word = words_for(lang).conjunction
    return re.sub(r" ?& ?", f" {word} ", text) if word else text


def repeated_punctuation(text: str, lang: str) -> str:
    """More than eight punctuation marks in a row become the first of them."""
    if not re.search(r"\W{9}", text):
        return text
    return re.sub(r"([^\w\s\ue000-\uf8ff])(?: ?[^\w\s\ue000-\uf8ff]){8,}", r"\1", text)


def blanks_before_stops(text: str, lang: str) -> str:
    """No blank before a comma or a full stop."""
    return re.sub(r"(?<! ) +(?=[,.;:!?](?:\s|\Z))", "", text)


def leftover_punctuation(text: str, lang: str) -> str:
    """Some, , and → Some, and: where something is not spoken, its punctuation goes too."""

    def one(match: re.Match[str]) -> str:
        return next((mark for mark in ":;" if mark in match[0]), ",")

    text = re.sub(r"[,;:](?: ?[,;])+(?!\S)", one, text)
    text = re.sub(r"[,;:] ?(?=[!?](?!\w)|\.(?![.\w]| \.))", "", text)
    text = re.sub(r"(?<=[(\[])(?: ?[,;])+ ?", "", text)
    text = re.sub(r"[,;] ?(?=[)\]])", "", text)
    return re.sub(r"\A(?:[,;] ?)+", "", text)


_CURLY = frozenset("“”„‟«»‹›〝〞″")

RULES: tuple[Rule, ...] = (
    Rule(single_quotes, (frozenset("‘’‚ʼ‛′＇"),)),
    *WORD_RULES,
    Rule(minus_signs, (frozenset("−–-"), DIGITS), ("−", "–", " - ")),
    Rule(ranges, (frozenset(_DASHES), DIGITS), kind="ranges"),
    Rule(dashes, (frozenset(_DASHES + "-"),), (*_DASHES, "--", " - ")),
    Rule(guillemets, (frozenset("«»‹›"),)),
    Rule(double_quotes, (_CURLY,)),
    Rule(markup, (frozenset("<"),)),
    Rule(double_brackets, (frozenset("[]"),), ("[[", "]]")),
    Rule(ellipses, (frozenset("…."),), ("…", "..", ". .")),
    Rule(empty_brackets, (frozenset("(["),), ("()", "( )", "[]", "[ ]")),
    Rule(repeated_punctuation, ()),
    Rule(abbreviations, (frozenset("."),), kind="abbreviations"),
    Rule(months, (frozenset("."), DIGITS), languages=frozenset({"en"}), kind="dates"),
    Rule(number_signs, (frozenset(".№#°º"), DIGITS), kind="references"),
    Rule(section_signs, (frozenset("§"),), kind="references"),
    Rule(degree_signs, (frozenset("°℃℉"), DIGITS), kind="units"),
    Rule(roman_numerals, (frozenset("IVXLC"),), kind="roman"),
    Rule(ampersands, (frozenset("&"),)),
    Rule(blanks_before_stops, (frozenset(",.;:!?"),), (" ,", " .", " ;", " :", " !", " ?")),
    Rule(leftover_punctuation, (frozenset(",;:"),)),
)
"""In this order: rules that remove punctuation come before those that must not see two marks meet."""


_NEEDS = {
    chars: 1 << place for place, chars in enumerate(dict.fromkeys(chars for rule in RULES for chars in rule.needs))
}
"""A bit for every set of characters that some rule needs one of."""
_SOUGHT = {char: sum(bit for chars, bit in _NEEDS.items() if char in chars) for chars in _NEEDS for char in chars}
"""The bits of the sets that a character is in."""
_SOUGHT_CHARACTERS = frozenset(_SOUGHT)


def _present(text: str) -> int:
    """The bits of the sets of which a text has a character."""
    found = 0
    for char in _SOUGHT_CHARACTERS.intersection(text):
        found |= _SOUGHT[char]
    return found


@lru_cache(1024)
def _applicable(language: str, present: int, off: frozenset[str]) -> tuple[tuple[int, Rule], ...]:
    """The rules, with their places in the table, that may change a text with a character of each of these sets."""
    return tuple(
        (place, rule)
        for place, rule in enumerate(RULES)
        if rule.kind not in off
        and (not rule.languages or language in rule.languages)
        and all(present & _NEEDS[chars] for chars in rule.needs)
    )


def _apply_rules(text: str, lang: str, off: frozenset[str]) -> str:
    """Apply every rule once, in their order."""
    language = base_language(lang)
    done = -1
    left: tuple[tuple[int, Rule], ...] | None = _applicable(language, _present(text), off)
    while left is not None:
        rules, left = left, None
        for place, rule in rules:
            if place <= done or (rule.hints and not any(hint in text for hint in rule.hints)):
                continue
            done = place
            changed = rule.apply(text, lang)
            if changed != text:  # it may have other characters now
                text = changed
                left = _applicable(language, _present(text), off)
                break
    return " ".join(text.split())


_PASSES = 4
_UNSETTLED = pattern(r"[^\w\s.,;:!?'\"-]|[.,;:!?-] ?[.,;:!?-]|['\"] ?['\"-]")
"""Where punctuation was removed, other marks may have met: where one of these is left, the rules are applied again."""


def normalise(text: str, lang: str, off: frozenset[str] = frozenset()) -> str:
    """Rewrite a clean sentence as it is said.

    Args:
        text: What ``clean`` left; private characters in it are placeholders of lexicon entries and are kept.
        lang: BCP 47 tag.
        off: Classes of ``settings.NORMALISED`` that are left to the voice.
    """
    for _ in range(_PASSES):
        before, text = text, _apply_rules(text, lang, off)
        if text == before or not _UNSETTLED.search(text):
            break
    return text
