"""What a build finds out, it finds out once: counts of questions, which grow with the length of an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audio_edition.making import builder, expected, remembered
from audio_edition.making.describing import describe
from audio_edition.making.plan import plan_speech
from audio_edition.store.folder import Store
from support.publications import BODY, HEAD, TestPublication

PARAGRAPHS = "\n\n".join(f"Sentence one of paragraph {number}. And its second one, {number}." for number in range(30))


@pytest.fixture
def edited(publication: Path) -> TestPublication:
    """An edition whose script was changed by a sentence since it was built."""
    made = TestPublication(publication, HEAD + BODY + f"\n{PARAGRAPHS}\n")
    made.build()
    made.edit("Another one.", "A different one.")
    return made


def counting(calls: Counter[str], name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*arguments: Any, **named: Any) -> Any:
        calls[name] += 1
        return function(*arguments, **named)

    return counted


def test_an_edit_asks_the_store_for_each_paragraph_once_and_for_no_sentence_of_the_others(
    edited: TestPublication, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Counter[tuple[str, str]] = Counter()
    header = Store.header

    def counted(store: Store, kind: str, key: str) -> Any:
        asked[kind, key] += 1
        return header(store, kind, key)

    monkeypatch.setattr(Store, "header", counted)
    result = edited.build()
    assert (result.spoken, result.encoded) == (1, 1)
    segments = [count for (kind, _), count in asked.items() if kind == "segment"]
    clips = [count for (kind, _), count in asked.items() if kind == "clip"]
    assert len(segments) > 30
    assert sum(count > 1 for count in segments) <= 1  # what is not there is looked for again
    assert sum(clips) <= 8


def test_an_edit_gives_keys_to_its_sentences_once_and_is_described_twice(
    edited: TestPublication, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: Counter[str] = Counter()
    for module in (builder, expected):
        monkeypatch.setattr(module, "plan_speech", counting(calls, "speech", plan_speech))
        monkeypatch.setattr(module, "describe", counting(calls, "describe", describe))
    assert edited.build().spoken == 1
    assert calls == {"speech": 1, "describe": 2}


def test_versions_of_packages_are_found_out_once(edited: TestPublication, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata

    asked: Counter[str] = Counter()
    distribution = importlib.metadata.distribution

    def counted(name: str) -> importlib.metadata.Distribution:
        asked[name] += 1
        return distribution(name)

    monkeypatch.setattr(importlib.metadata, "distribution", counted)
    remembered._package_versions.cache_clear()
    edited.build()
    edited.build()
    assert set(remembered._PACKAGES) <= set(asked)
    assert {name: asked[name] for name in remembered._PACKAGES} == dict.fromkeys(remembered._PACKAGES, 1)


@pytest.mark.parametrize("name", remembered._PACKAGES)
def test_a_version_is_read_as_the_standard_library_reads_it(name: str) -> None:
    import importlib.metadata

    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        version = ""
    assert f"{name}={version}" in remembered._package_versions()


def test_another_voice_is_planned_anew(edited: TestPublication) -> None:
    edited.edit("voice: espeak:en-us", "voice: espeak:en-gb")
    result = edited.build()
    assert result.spoken == result.to_speak > 60
