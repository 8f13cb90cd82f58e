"""Letters: AT&T → A.T. and T, J.R.R. Tolkien → J.R.R Tolkien, U.S. Army → U.S Army, А. С. Пушкин → А Эс Пушкин.

A full stop before a capital is a pause to many voices. Letters stay joined by full stops, so that "A" is no article
and "U.S" no pronoun; only the last one goes.
"""

from __future__ import annotations

import re

from audio_edition.narration.abbreviations import is_abbreviation
from audio_edition.narration.languages import words_for
from audio_edition.narration.normalising.russian import LETTERS
from audio_edition.text.language_tags import base_language
from audio_edition.text.pattern import pattern

_INITIALS = pattern(
    r"(?<![\w.'’])(?<!\b[a-zäöü]\. )((?:[^\W\d_a-zа-яё]\.(?: |-)?){1,6}+)(?=[^\W\d_a-z]|[\d\ue000-\uf8ff])"
)
_FOLLOWED = pattern(r"\.(?:[ -]|(?=\w))")
"""A full stop with something behind it."""
_AMPERSAND = pattern(r"(?<![\w&.])([A-Z]{1,3}) ?& ?(?=[A-Z]{1,3}(?!\w))")
_STATE = pattern(r"(?<!\w)([A-Z][a-z]{1,20}), (?=(?:[A-Z]\.){2,3}(?!\w| \d{1,3}(?!\d)))")


def ampersands_of_letters(text: str, lang: str) -> str:
    """AT&T → A.T. and T; Q&A → Q and A."""
    word = words_for(lang).conjunction
    if not word:
        return text

    def say(match: re.Match[str]) -> str:
        letters = match[1] if len(match[1]) == 1 else "".join(f"{letter}." for letter in match[1])
        return f"{letters} {word} "

    return _AMPERSAND.sub(say, text)


def initials(text: str, lang: str) -> str:
    """J. R. R. Tolkien → J.R.R Tolkien, George W. Bush → George W Bush, Washington, D.C. → Washington D.C."""
    if _FOLLOWED.search(text) is None:
        return text
    language = base_language(lang)
    if language == "en":
        text = _STATE.sub(lambda match: f"{match[1]} ", text)

    def say(match: re.Match[str]) -> str:
        if is_abbreviation(match.string, match.start(), language):
            return match[0]
        letters = [char for char in match[1] if char.isalpha()]
        follows = match.string[match.end()]
        blank = match[1][-1] in " -" or match[1][-1] != "."
        if not blank and follows.isalpha():
            named = match.string[match.end() + 1 : match.end() + 2].islower()
            if len(match[1]) == 2 or not named:
                return match[0]  # "V.Lenin", or the beginning of "U.S.S.R" or "J.R.R Tolkien"
        if language == "ru":
            return "".join(f"{LETTERS.get(letter, letter)} " for letter in letters)
        if language == "en" and len(letters) == 1 and match[1][0] == "I":
            return match[0]
        joined = ".".join(letters)
        return f"{joined} "

    return _INITIALS.sub(say, text)
