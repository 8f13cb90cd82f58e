"""Sentences in another language are spoken by a voice of that language."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.article.script import parse_script
from audio_edition.errors import SourceError, VoiceError
from audio_edition.narration.languages_apart import set_languages_apart
from audio_edition.narration.model import NarratedSection, Narration, Phrase, Segment, SegmentKind, Utterance
from audio_edition.narration.narrate import narrate
from support.loopback_google import LoopbackGoogle
from support.publications import VOICE, TestPublication
from support.readers import require
from support.tiny_piper import make_voice

BODY = """
Hello there. *Le chat est sur la table.*{lang=fr} And we go on.

{lang=de}
> Guten Morgen. Wie geht es?

## Plain

Nothing foreign here.
"""


def publication(root: Path, head: str = "", body: str = BODY, voice: str = VOICE) -> TestPublication:
    return TestPublication(root, {"two": f"---\ntitle: Two tongues\nvoice: {voice}\n{head}---\n{body}"}, slug="two")


def spoken_by(made: TestPublication) -> dict[str, str]:
    """The voice of every sentence, as the manifest has it."""
    manifest = made.manifest
    return {cue.text: manifest.segments[cue.segment].voice for cue in manifest.cues}


def test_a_sentence_is_spoken_by_a_voice_of_its_language(tmp_path: Path) -> None:
    made = publication(tmp_path)
    made.build()
    voices = spoken_by(made)
    assert voices["Le chat est sur la table."] == "espeak:fr"
    assert voices["Guten Morgen."] == voices["Wie geht es?"] == "espeak:de"
    assert {voices["Hello there."], voices["And we go on."], voices["Nothing foreign here."]} == {VOICE}
    assert made.check() == "matches"
    assert made.build().status == "unchanged"


def test_the_parts_of_a_paragraph_stay_one_block(tmp_path: Path) -> None:
    made = publication(tmp_path)
    made.build()
    manifest = made.manifest
    first = next(cue.segment for cue in manifest.cues if cue.text == "Hello there.")
    assert len({each.id for each in manifest.segments[first : first + 3]}) == 1
    assert manifest.segments[first + 3].id != manifest.segments[first].id


def test_the_plan_says_who_speaks_the_other_language(tmp_path: Path, run_cli) -> None:
    publication(tmp_path)
    assert "espeak:fr for sentences in fr" in run_cli("build", "--dry-run", cwd=tmp_path, check=True).stderr


def test_google_is_asked_in_the_language_of_each_sentence(tmp_path: Path) -> None:
    made = publication(tmp_path, voice="gtts:en")
    with LoopbackGoogle() as google:
        planned = made.run("build", "--dry-run", env=google.environment)
        assert "gtts:fr for sentences in fr" in planned.stderr
        assert "gtts:de for sentences in de" in planned.stderr
        assert google.requests == 0
        made.run_build(env=google.environment)
        languages = {asked.text.rstrip("."): asked.language for asked in google.asked}
    assert languages["Le chat est sur la table"] == "fr"
    assert languages["Guten Morgen"] == languages["Wie geht es?"] == "de"
    assert languages["Hello there"] == languages["Nothing foreign here"] == "en"
    voices = spoken_by(made)
    assert voices["Le chat est sur la table."] == "gtts:fr"
    assert voices["Hello there."] == "gtts:en"


def test_piper_speaks_a_language_with_the_voice_that_is_installed_for_it(
    tmp_path: Path, isolated: Path, run_cli
) -> None:
    require("python:piper")
    require("python:onnx")
    installed = isolated / "data" / "audio-edition" / "piper"
    make_voice(installed / "en_US-tiny-low")
    french = {"espeak": {"voice": "fr"}, "language": {"code": "fr_FR", "family": "fr"}}
    make_voice(installed / "fr_FR-tiny-low", "fr_FR-tiny-low", **french)
    made = publication(tmp_path / "made", voice="piper:en_US-tiny-low")
    planned = run_cli("build", "--dry-run", cwd=made.root, check=True)
    assert "piper:fr_FR-tiny-low for sentences in fr" in planned.stderr
    assert "the voice piper:en_US-tiny-low speaks en" in planned.stderr  # nothing for German is installed
    assert "this is in 'de'" in planned.stderr
    made.build()
    voices = spoken_by(made)
    assert voices["Le chat est sur la table."] == "piper:fr_FR-tiny-low"
    assert voices["Guten Morgen."] == voices["Hello there."] == "piper:en_US-tiny-low"
    assert made.check() == "matches"


def test_words_of_the_articles_own_language_find_their_clips(tmp_path: Path) -> None:
    made = publication(tmp_path, body=BODY.replace("{lang=fr}", ""))
    made.build()
    made.edit("table.*", "table.*{lang=fr}")
    again = made.build()
    assert again.spoken == 1
    assert spoken_by(made)["Le chat est sur la table."] == "espeak:fr"


def test_a_voice_that_is_named_speaks(tmp_path: Path) -> None:
    made = publication(tmp_path, 'voices: {fr: "espeak:fr-be", de: "espeak:de+f3", quotation: "espeak:en+m3"}\n')
    made.build()
    voices = spoken_by(made)
    assert voices["Le chat est sur la table."] == "espeak:fr-be"
    assert voices["Guten Morgen."] == "espeak:de+f3"
    made.edit('"espeak:fr-be"', '"espeak:fr"')
    assert made.check() == "stale"
    assert made.build().spoken == 1


def test_a_script_in_another_language_is_spoken_by_the_voice_named_for_it(tmp_path: Path, run_cli) -> None:
    made = publication(tmp_path, "lang: de\n", "\nGuten Morgen.\n")
    made.edit(f"voice: {VOICE}\n", "")
    made.write_file("publication.toml", f'voice = "{VOICE}"\nvoices = {{fr = "espeak:fr"}}\n')
    assert made.build().status == "built"
    assert set(spoken_by(made).values()) == {VOICE}
    made.write_file("publication.toml", f'voice = "{VOICE}"\nvoices = {{de = "espeak:de+f3", en = "espeak:en+m3"}}\n')
    assert made.check() == "stale"
    assert made.build().status == "built"
    assert set(spoken_by(made).values()) == {"espeak:de+f3"}
    assert made.check() == "matches"
    assert "espeak:de+f3)" in run_cli("say", "--script", "two", "Guten Tag", cwd=tmp_path, check=True).stdout
    made.build(voice="espeak:en-gb")
    assert set(spoken_by(made).values()) == {"espeak:en-gb"}
    made.edit("lang: de", "lang: en")
    made.build()
    assert set(spoken_by(made).values()) == {VOICE}  # it speaks English: no other is looked for


def test_a_language_the_engine_does_not_have_is_spoken_by_the_usual_voice_with_a_warning(
    tmp_path: Path, run_cli
) -> None:
    publication(tmp_path, body="\nHello. *Mos maiorum est.*{lang=tlh} Goodbye.\n")
    ran = run_cli("build", cwd=tmp_path, check=True)
    assert "this is in 'tlh'" in ran.stderr


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("{quotaton: espeak:en}", SourceError),
        ("{fr: auto}", SourceError),
        ("{fr: espeak:zz-none}", VoiceError),
    ],
)
def test_a_wrong_name_is_refused(tmp_path: Path, setting: str, expected: type[Exception]) -> None:
    made = publication(tmp_path, f"voices: {setting}\n")
    with pytest.raises(expected):
        made.build()


def test_nothing_is_split_twice_and_parts_go_on_counting() -> None:
    def said(text: str, lang: str = "") -> Utterance:
        return Utterance((Phrase(text),), text, 1, lang)

    def part(number: int, *utterances: Utterance) -> Segment:
        return Segment(SegmentKind.PARAGRAPH, utterances, 1, 350, 650, number)

    segments = (part(0, said("a"), said("b", "fr"), said("c")), part(1, said("d", "fr"), said("e")), part(0, said("f")))
    narration = Narration("T", "en", (NarratedSection("T", 0, 1, segments),))
    apart = set_languages_apart(narration, lambda _, __, lang, ___: lang)
    (section,) = apart.sections
    assert [(each.part, [u.source for u in each.utterances]) for each in section.segments] == [
        (0, ["a"]),
        (1, ["b"]),
        (2, ["c"]),
        (3, ["d"]),
        (4, ["e"]),
        (0, ["f"]),
    ]
    assert [each.pause_ms for each in section.segments] == [350, 350, 650, 350, 650, 650]
    assert set_languages_apart(apart, lambda _, __, lang, ___: lang) is apart
    assert set_languages_apart(narration, lambda *_: "one voice") is narration


def test_an_article_in_one_language_is_the_same_narration() -> None:
    narration = narrate(parse_script("# T\n\nOne. Two.\n", "x.md"))
    assert set_languages_apart(narration, lambda _, __, lang, ___: lang) is narration
