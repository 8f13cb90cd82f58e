"""The policy table: every element has a default, and unknown words are errors."""

import pytest

from audio_edition.article.model import Element
from audio_edition.errors import SourceError
from audio_edition.publication.policies import CHOICES, DEFAULTS, TABLE, resolve_policies


def test_every_element_of_a_span_but_text_has_a_row():
    assert {element.value for element in Element} - {"text"} <= set(DEFAULTS)


def test_every_default_is_a_choice_and_every_row_has_a_reason():
    for row in TABLE:
        assert row.default in CHOICES[row.element]
        assert row.reason


def test_settings_override_defaults():
    assert resolve_policies({"code": "announce"}) == {**DEFAULTS, "code": "announce"}


@pytest.mark.parametrize(
    ("speak", "message"),
    [
        ({"cod": "skip"}, "x.md: 'speak' has no element 'cod'; did you mean 'code'?"),
        ({"html": "speak"}, "x.md: 'speak.html' cannot be 'speak'; it can be skip"),
        ({"table": "loud"}, "x.md: 'speak.table' cannot be 'loud'; it can be speak or announce or skip"),
    ],
)
def test_unknown_words_are_errors(speak, message):
    with pytest.raises(SourceError) as caught:
        resolve_policies(speak, "x.md")
    assert str(caught.value) == message
