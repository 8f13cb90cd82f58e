"""Front matter, publication.toml and the command line become settings, or an error at the line."""

from __future__ import annotations

import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.article.front_matter import split_front_matter
from audio_edition.errors import SourceError
from audio_edition.publication.entries import Layer, LayerKind, command_line_layer
from audio_edition.publication.folder import read_publication
from audio_edition.publication.settings import KEYS, Pauses, Settings, merge
from audio_edition.publication.slug import is_slug, slug_of, slugify
from audio_edition.publication.toml_reading import read_toml
from audio_edition.publication.yaml_reading import _read_easy, _Reader
from audio_edition.text.source import clean


def settings_of(front: str) -> Settings:
    return merge(split_front_matter(clean(front, "a.md")).layer)


def yaml(lines: str) -> Settings:
    return settings_of(f"---\n{lines}\n---\n")


ALL_IN_YAML = """---
title: "Es  war: einmal"
subtitle: Eine Frage
author: [Anna, 'Bo']
publication: The Spark
date: 2017-11-27
lang: DE-at
voice: espeak:de
voice-parameters: {rate: 180, pitch: 0.5, slow: true, tld: com}
speed: 1.25
voices:
  quotation: espeak:en
  sections: {Der Anfang: "espeak:fr"}
speakers: {Anna Bo: "espeak:fr"}
pauses:
  section: 2s
  sentence: 400
  list-item: "0.25s"
speak: {code: skip, image: announce}
normalise: {money: false}
slug: es-war
description: >
  Zwei
  Zeilen
cover: art/cover.jpg
loudness: -16
bitrate: 128
quality: 3
announce: false
address: https://paper.example/es-war
copyright: The Spark
draft: true
formats: [opus, m4b]
split: true
meeting: false
opening-sound: sounds/in.wav
closing-sound: sounds/out.flac
explicit: false
---
"""
ALL_IN_TOML = """+++
title = "Es war: einmal"
subtitle = "Eine Frage"
author = ["Anna", "Bo"]
publication = "The Spark"
date = 2017-11-27
lang = "de-AT"
voice = "espeak:de"
slug = "es-war"
description = "Zwei Zeilen"
cover = "art/cover.jpg"
loudness = -16.0
bitrate = 128
quality = 3
announce = false
address = "https://paper.example/es-war"
copyright = "The Spark"
draft = true
formats = ["m4b", "opus", "mp3"]
split = true
meeting = false
opening-sound = "sounds/in.wav"
closing-sound = "sounds/out.flac"
explicit = false
speed = 1.25
voice-parameters = {rate = 180, pitch = 0.5, slow = true, tld = "com"}
[voices]
quotation = "espeak:en"
sections = {"Der Anfang" = "espeak:fr"}
[speakers]
"Anna Bo" = "espeak:fr"
[pauses]
section = "2000 ms"
sentence = 400
list-item = 250
[speak]
code = "skip"
image = "announce"
[normalise]
money = false
+++
"""


def test_all_settings_in_both_languages() -> None:
    expected = Settings(
        title="Es war: einmal",
        subtitle="Eine Frage",
        author=("Anna", "Bo"),
        publication="The Spark",
        date=date(2017, 11, 27),
        lang="de-AT",
        voice="espeak:de",
        voice_parameters={"rate": 180, "pitch": 0.5, "slow": True, "tld": "com"},
        speed=1.25,
        voices={"quotation": "espeak:en"},
        section_voices={"Der Anfang": "espeak:fr"},
        speakers={"Anna Bo": "espeak:fr"},
        pauses=Pauses(section_ms=2000, sentence_ms=400, list_item_ms=250),
        speak={"code": "skip", "image": "announce"},
        normalise={"money": False},
        slug="es-war",
        description="Zwei Zeilen",
        cover="art/cover.jpg",
        loudness_lufs=-16.0,
        bitrate_kbps=128,
        quality=3,
        announce=False,
        address="https://paper.example/es-war",
        copyright="The Spark",
        draft=True,
        formats=("mp3", "m4b", "opus"),
        split=True,
        meeting=False,
        opening_sound="sounds/in.wav",
        closing_sound="sounds/out.flac",
        explicit=False,
    )
    assert settings_of(ALL_IN_YAML) == settings_of(ALL_IN_TOML) == expected
    of_scripts = [name for name, key in KEYS.items() if LayerKind.FRONT_MATTER in key.allowed]
    assert all(f"\n{name}:" in ALL_IN_YAML and name in ALL_IN_TOML for name in of_scripts)


def test_settings_of_the_publication_alone() -> None:
    text = (
        'title = "The Spark"\nsite = "https://paper.example/audio"\nemail = "us@paper.example"\n'
        'category = ["News", "Politics"]\nfeed-limit = 100\n'
    )
    layer = Layer(LayerKind.PUBLICATION, "publication.toml", read_toml(clean(text, "publication.toml")))
    assert merge(layer) == Settings(
        publication="The Spark",
        site="https://paper.example/audio/",
        email="us@paper.example",
        category=("News", "Politics"),
        feed_limit=100,
    )


def test_speakers_keep_their_names_as_written_and_capitals_make_no_other_speaker() -> None:
    text = '[speakers]\nAnna = "espeak:en"\nQ = "espeak:en+m3"\n'
    publication = Layer(LayerKind.PUBLICATION, "publication.toml", read_toml(clean(text, "publication.toml")))
    script = split_front_matter(clean('---\nspeakers: {anna: "espeak:de", "ANNA:": "espeak:fr"}\n---\n', "a.md")).layer
    assert merge(publication, script).speakers == {"ANNA": "espeak:fr", "Q": "espeak:en+m3"}


REFUSED = [
    # line, part of the message, front matter
    (2, "did you mean 'title'", "---\ntitel: x\n---"),
    (3, "did you mean 'section'", "+++\n[pauses]\nsektion = 1500\n+++"),
    (2, "unknown setting 'zzz'; known are title, subtitle, author", "---\nzzz: 1\n---"),
    (2, "did you mean 'author'", '+++\nauthors = ["x"]\n+++'),
    (2, "unknown element 'img'; did you mean 'image'", "---\nspeak: {img: skip}\n---"),
    (3, "expected speak or announce or skip", "---\nspeak:\n  image: shout\n---"),
    (2, "expected pause or skip", "---\nspeak: {rule: speak}\n---"),
    (2, "unknown class 'date'; did you mean 'dates'", "---\nnormalise: {date: false}\n---"),
    (3, "unknown class 'zzz'; known are abbreviations, dates, fractions", "+++\n[normalise]\nzzz = false\n+++"),
    (3, r"normalise\.years: expected true or false", "---\nnormalise:\n  years: sometimes\n---"),
    (2, "normalise: expected a table", "---\nnormalise: 5\n---"),
    (2, "unknown element 'paragraph'", "---\nspeak: {paragraph: skip}\n---"),
    (2, "title: expected text, found 1984", "---\ntitle: 1984\n---"),
    (2, "title: expected text, found a list", "---\ntitle: [a]\n---"),
    (2, "title: expected text, found nothing", "---\ntitle:\n---"),
    (2, "control characters", '---\ntitle: "a\\x1b[31m"\n---'),
    (2, "control characters", '---\ntitle: "a\\u202e"\n---'),
    (2, "control characters", '---\ntitle: "\\ud800"\n---'),
    (2, "control characters", '+++\ntitle = "\\u0000"\n+++'),
    (3, "author: expected text, found 3", "---\nauthor:\n- 3\n---"),
    (2, "expected a date", "---\ndate: yesterday\n---"),
    (2, "in the calendar", "---\ndate: 2017-02-31\n---"),
    (2, "expected a date", "+++\ndate = 10:00:00\n+++"),
    (2, "write en-US", "---\nlang: en_US\n---"),
    (2, "language tag", "---\nlang: English language\n---"),
    (2, "auto or engine:name", "---\nvoice: espeak\n---"),
    (2, "expected a table", "---\npauses: 5\n---"),
    (3, r"pauses\.section: expected 1000 to 10000", "---\npauses:\n  section: 999\n---"),
    (3, r"pauses\.title: expected 0 to 10000", "---\npauses:\n  title: 10.1s\n---"),
    (3, r"pauses\.title: .*write 800", "---\npauses:\n  title: 0.8\n---"),
    (3, r"pauses\.title", "---\npauses:\n  title: true\n---"),
    (3, r"voice-parameters\.rate: expected", "---\nvoice-parameters:\n  rate: [1]\n---"),
    (2, "for example x", "---\nslug: ../../x\n---"),
    (2, "for example edition-con", "---\nslug: con\n---"),
    (2, "below the script folder", "---\ncover: ../cover.jpg\n---"),
    (2, "below the script folder", "---\ncover: /etc/cover.jpg\n---"),
    (2, "below the script folder", "---\ncover: 'C:\\cover.jpg'\n---"),
    (2, "below the script folder", "---\ncover: a\\..\\..\\b\n---"),
    (2, "site belongs to the publication, not to a script", "---\nsite: https://example.org/\n---"),
    (2, "address: expected an address such as", "---\naddress: ftp://example.org/\n---"),
    (2, "address: expected an address such as", "---\naddress: https://a:b@example.org/\n---"),
    (2, "opening-sound: expected the path of a sound file", "---\nopening-sound: ../x.wav\n---"),
    (2, "formats: expected a list of mp3, m4b, opus", "---\nformats: [m4a]\n---"),
    (2, "-31 to -16", "---\nloudness: -15.9\n---"),
    (2, "-31 to -16", "+++\nloudness = nan\n+++"),
    (2, "one of 32, 40", "---\nbitrate: 100\n---"),
    (2, "one of 32, 40", "---\nbitrate: [96]\n---"),
    (2, "a whole number of 0 to 9", "---\nquality: 10\n---"),
    (2, "a whole number of 0 to 9", "---\nquality: true\n---"),
    (2, "true or false", "---\nannounce: yes\n---"),
    # languages
    (1, "never closed", "---\ntitle: x\n"),
    (2, "never closed", "\n+++\ntitle = 'x'\n"),
    (2, "alias or anchor", "---\ntitle: &a x\n---"),
    (3, "alias or anchor", "---\ntitle: x\nslug: *a\n---"),
    (2, "YAML tag", "---\ntitle: !!python/object:os.system x\n---"),
    (2, "YAML tag", "---\ntitle: !x y\n---"),
    (3, "stands here twice", "---\nlang: en\nlang: de\n---"),
    (2, "not a word", "---\n1: x\n---"),
    (2, "not a word", "---\n? [a]\n: x\n---"),
    (3, "not YAML", "---\ntitle: x\nlang: ]\n---"),
    (2, "in quotes", "---\ntitle: A: b\n---"),
    (2, "not YAML", '---\ntitle: "\\UFFFFFFFF"\n---'),
    (2, "levels", "---\na: " + "[" * 5000 + "\n---"),
    (2, "not a table", "---\n- a\n---"),
    (2, "not a table", "---\nfoo\n---"),
    (3, "not TOML", "+++\ntitle = 'x'\nlang =\n+++"),
    (2, "not TOML: nested", "+++\na = " + "[" * 5000 + "\n+++"),
    (2, "not TOML", "+++\na = " + "9" * 5000 + "\n+++"),
    (3, "not TOML", "+++\na = 1\na = 2\n+++"),
    (2, "front matter of over", "---\n" + "# x\n" * 20_000 + "---"),
]


@pytest.mark.parametrize(("line", "message", "front"), REFUSED, ids=[row[2][:30] for row in REFUSED])
def test_refused_at_its_line(line: int, message: str, front: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        settings_of(front)
    assert caught.value.place is not None
    assert (caught.value.place.path, caught.value.place.line) == ("a.md", line)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join(['*' + chr(ord(name) - 1)] * 9)}]\n" for name in "bcdefghi"
    )
    with pytest.raises(SourceError, match="alias"):
        yaml(bomb)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("lang: no", Settings(lang="no")),
        ("title: 1:30", Settings(title="1:30")),
        ('title: "1984"', Settings(title="1984")),
        ("author: Anna", Settings(author=("Anna",))),
        ("author: ''", Settings()),
        ("date: '2017-11-27'", Settings(date=date(2017, 11, 27))),
        ("date: 2017-11-27T10:00:00Z", Settings(date=date(2017, 11, 27))),
        ("lang: ZH-hANT-tw", Settings(lang="zh-Hant-TW")),
        ("lang: de-u-CO-phonebk", Settings(lang="de-u-co-phonebk")),
        ("announce: True", Settings()),
        ("loudness: -2.0e1", Settings(loudness_lufs=-20.0)),
        ("", Settings()),
        ("~", Settings()),
        ("title: |\n  a\n  b", Settings(title="a b")),
    ],
)
def test_accepted(lines: str, expected: Settings) -> None:
    assert yaml(lines) == expected


def test_toml_datetime_is_a_date() -> None:
    assert settings_of("+++\ndate = 2017-11-27T10:00:00Z\n+++").date == date(2017, 11, 27)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["title", "lang", "a-b", "null", "x-"]),
            st.text(alphabet="ab- .,’“:#'\"&*!0TrueNolnyf~|>{}[]@`%", max_size=12),
        ),
        max_size=4,
    )
)
def test_the_easy_reader_agrees_with_yaml(pairs: list[tuple[str, str]]) -> None:
    source = clean("".join(f"{key}: {value}\n" for key, value in pairs), "a.md")
    easy = _read_easy(source)
    if easy is not None:
        assert easy == _Reader(source).read()


def test_the_easy_reader_reads_the_usual() -> None:
    source = clean("title: The Adventures of Sherlock Holmes\nlang: en\n", "a.md")
    assert _read_easy(source) == _Reader(source).read() != {}


@given(st.text(), st.sampled_from(["---", "+++"]))
def test_front_matter_raises_nothing_else(text: str, fence: str) -> None:
    try:
        merged = merge(split_front_matter(clean(f"{fence}\n{text}\n{fence}\nbody", "a.md")).layer)
    except SourceError as error:
        refused = error
    else:
        refused = None
    assert refused.place if refused else merged


def publication_layer(text: str) -> Layer:
    return Layer(LayerKind.PUBLICATION, "publication.toml", read_toml(clean(text, "publication.toml")))


def test_precedence_and_tables_merged_key_by_key() -> None:
    common = publication_layer(
        "title = 'The Spark'\nlang = 'de'\nbitrate = 64\n[pauses]\ntitle = 500\nrule = 900\n[speak]\ncode = 'speak'"
    )
    front = split_front_matter(
        clean("---\ntitle: A\nlang: fr\npauses: {rule: 800}\nspeak: {image: skip}\n---", "a.md")
    ).layer
    options = command_line_layer({"lang": "it", "voice": None, "pauses": {"heading": 100}})
    merged = merge(common, front, options)
    assert merged == Settings(
        title="A",
        publication="The Spark",
        lang="it",
        bitrate_kbps=64,
        pauses=Pauses(title_ms=500, rule_ms=800, heading_ms=100),
        speak={"code": "speak", "image": "skip"},
    )
    assert merge(common).title == ""


def test_parameters_go_with_their_engine() -> None:
    common = publication_layer("voice = 'gtts:en'\n[voice-parameters]\ntld = 'com'\nslow = true")
    same = command_line_layer({"voice": "gtts:de", "voice-parameters": {"slow": False}})
    other = command_line_layer({"voice": "espeak:de", "voice-parameters": {"rate": 200}})
    assert merge(common, same).voice_parameters == {"tld": "com", "slow": False}
    assert merge(common, other).voice_parameters == {"rate": 200}


@pytest.mark.parametrize("key", ["subtitle = 'x'", "date = 2017-01-01", "slug = 'x'", "publication = 'x'"])
def test_what_belongs_to_a_script_is_refused_in_a_publication(key: str) -> None:
    with pytest.raises(SourceError, match=r"publication\.toml:2: .* belongs to a script"):
        merge(publication_layer(f"title = 'P'\n{key}"))


def test_wrong_option_has_no_place() -> None:
    with pytest.raises(SourceError, match=r"^voice: expected") as caught:
        merge(command_line_layer({"voice": "x"}))
    assert caught.value.place is None


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("My Article", "my-article"),
        ("Ünï cödé", "uni-code"),
        ("../../x", "x"),
        ("CON", "edition-con"),
        ("com1.txt", "edition-com1.txt"),
        ("-rf", "rf"),
        (".hidden", "hidden"),
        ("$(rm); &", "rm"),
        ("a" * 200, "a" * 80),
        ("2017-11-27.v1", "2017-11-27.v1"),
    ],
)
def test_slug_of_a_name(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text())
def test_every_name_has_a_safe_slug(name: str) -> None:
    slug = slugify(name)
    assert is_slug(slug)
    assert slugify(slug) == slug


def test_slug_of_settings_then_of_the_file_name() -> None:
    assert slug_of(Settings(slug="set"), Path("script/a.md")) == "set"
    assert slug_of(Settings(), "script/Ein Text.md") == "ein-text"
    assert slugify("日本") != slugify("中国")


@pytest.mark.parametrize("slug", ["", ".", "..", "-a", "a/b", "a.", "A", "nul", "aux.md", "a b", "a" * 81, "é", "a\n"])
def test_unsafe_slugs(slug: str) -> None:
    assert not is_slug(slug)


def test_publication_lists_scripts(tmp_path: Path) -> None:
    folder = tmp_path / "script"
    folder.mkdir()
    for name in ("b.md", "a.md", "README.md", ".hidden.md", "notes.txt", "lexicon.toml"):
        (folder / name).write_text("x")
    (folder / "link.md").symlink_to(folder / "a.md")
    publication = read_publication(tmp_path)
    assert [path.name for path in publication.scripts] == ["a.md", "b.md", "link.md"]
    assert publication.lexicon == folder / "lexicon.toml"
    assert publication.layer.entries == {}
    (folder / "publication.toml").write_text("title = 'P'\nlang = 'x y'\n")
    with pytest.raises(SourceError, match=r"publication\.toml:2"):
        merge(read_publication(tmp_path).layer)


def test_publication_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no folder script/"):
        read_publication(tmp_path)


@pytest.mark.parametrize(
    "toml", ["{} = 1", "[{}]", "x = 1\n[[{}]]", "x = {{ {} = 1 }}"], ids=["key", "table", "array", "inline"]
)
def test_a_key_of_thousands_of_parts_costs_no_memory_and_is_refused_at_its_line(toml: str) -> None:
    text = "# one\n" + toml.format(".".join("a" * 20_000))
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match=r"x\.toml:\d: tables in tables"):
            read_toml(clean(text, "x.toml"))
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_arrays_in_arrays_are_refused() -> None:
    with pytest.raises(SourceError, match=r"tables in tables|too deeply"):
        read_toml(clean("x = " + "[" * 300 + "]" * 300, "x.toml"))
