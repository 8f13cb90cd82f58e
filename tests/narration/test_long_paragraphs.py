"""Long paragraphs are split at places that an edit elsewhere does not move."""

from hypothesis import given
from hypothesis import strategies as st

from audio_edition.article.script import parse_script
from audio_edition.narration.long_paragraphs import (
    MOST_CHARACTERS,
    split_long_paragraphs,
    split_segment,
    split_utterances,
)
from audio_edition.narration.model import Phrase, Utterance
from audio_edition.narration.narrate import narrate


def sentences(count: int, start: int = 0) -> list[Utterance]:
    texts = [
        f"Sentence number {start + number} says what all the others say, only with another number."
        for number in range(count)
    ]
    return [Utterance((Phrase(text),), text, 1) for text in texts]


def test_ordinary_paragraphs_are_whole() -> None:
    assert split_utterances(sentences(15)) == (tuple(sentences(15)),)


@given(st.lists(st.integers(1, 400), max_size=60))
def test_nothing_is_lost_and_no_segment_is_long(lengths: list[int]) -> None:
    said = [Utterance((Phrase("x" * length),), "x" * length, 1) for length in lengths]
    runs = split_utterances(said)
    assert [utterance for run in runs for utterance in run] == said
    assert all(sum(len(each.text) for each in run) <= MOST_CHARACTERS for run in runs)


def test_an_edit_at_the_start_moves_few_splits() -> None:
    before = split_utterances(sentences(200))
    after = split_utterances([*sentences(1, start=1000), *sentences(200)])
    assert len(before) > 8
    assert before[-4:] == after[-4:]


def test_the_pause_inside_a_split_paragraph_is_that_between_sentences() -> None:
    text = " ".join(utterance.text for utterance in sentences(60))
    narration = narrate(parse_script(f"# Title\n\n{text}\n\nThe end.\n", "x.md"))
    pauses = [each.pause_ms for segment in narration.sections[0].segments for each in split_segment(segment)]
    assert len(pauses) > 4
    assert set(pauses[1:-2]) == {350}
    assert pauses[-2:] == [650, 500]


def test_segments_of_one_paragraph_are_numbered() -> None:
    text = " ".join(utterance.text for utterance in sentences(40))
    narration = split_long_paragraphs(narrate(parse_script(f"# Title\n\n{text}\n\nThe end.\n", "x.md")))
    parts = [segment.part for segment in narration.sections[0].segments]
    assert len(parts) > 4
    assert parts == [0, *range(len(parts) - 2), 0]


def test_an_edition_with_a_long_paragraph_matches_its_script(publication, run_cli) -> None:
    text = " ".join(utterance.text for utterance in sentences(40))
    (publication / "script" / "long.md").write_text(f"# Title\n\n{text}\n\nThe end.\n", encoding="utf-8")
    run_cli("build", "--voice", "espeak:en-us", cwd=publication, check=True)
    assert run_cli("check", cwd=publication).returncode == 0
    assert run_cli("diff", "--json", cwd=publication, check=True).stdout.count('"changed"') == 0
