"""How sentences are split on a list of what is hard, by language: nothing on it may get worse."""

import pytest

from audio_edition.narration.sentences import split_sentences
from support.growth_of_time import growth
from support.splitting_score import FOLDER, score

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.txt"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_of_the_list_is_found(lang):
    total, early, missed, wrong = score(lang, split_sentences)
    assert total > 10
    assert (early, missed, wrong) == (0, 0, [])


@pytest.mark.parametrize(
    ("lang", "piece"),
    [
        ("en", "to me. I "),
        ("en", "“A?” Bob C "),
        ("de", "kam. 1918 "),
        ("de", "am 5. "),
        ("pl", "W 1917 r. "),
        ("el", "Α. "),
    ],
)
def test_the_rules_take_linear_time(lang, piece):
    def split(count):
        assert "".join(split_sentences(piece * count, lang)) == piece * count

    assert growth(split, 2_000, 8_000, enough=12) < 12
