"""Piper voices are fetched whole or not at all, from a server on this machine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_edition.errors import StorageError, VoiceError, VoiceUnavailableError
from audio_edition.narration.model import Phrase
from audio_edition.voices.installing import InstalledVoice, InstallingEngine
from audio_edition.voices.piper import ENGINE
from audio_edition.voices.piper._catalogue import find_files
from audio_edition.voices.piper._download import ATTEMPTS, Fetcher
from audio_edition.voices.piper._folder import licence
from audio_edition.voices.piper._install import DEFAULT_URL, base_url, install_voice
from conftest import RunCli
from support.loopback_files import LoopbackFiles
from support.readers import require
from support.tiny_piper import make_voice

NAME = "en_US-tiny-low"
FOLDER = "en/en_US/tiny/low"
CARD = "# Model card for tiny\n\n## Dataset\n\n* URL: https://voices.example\n* License: CC BY 4.0\x1b[31m\n"


@pytest.fixture
def mirror(isolated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackFiles]:
    require("python:piper")
    require("python:onnx")
    with LoopbackFiles() as files:
        files.offer(make_voice(tmp_path / "made", NAME), CARD)
        monkeypatch.setenv("AUDIO_EDITION_PIPER_URL", files.url + "/")
        yield files


@pytest.fixture
def place(isolated: Path) -> Path:
    return isolated / "data" / "audio-edition" / "piper"


def install(
    place: Path, mirror: LoopbackFiles, name: str = NAME, told: list[tuple[str, int, int]] | None = None
) -> InstalledVoice:
    tell = (lambda *_: None) if told is None else (lambda *facts: told.append(facts))
    return install_voice(place, name, Fetcher(mirror.url, sleep=lambda _: None), tell)


def test_a_voice_is_installed_spoken_with_listed_and_removed(
    mirror: LoopbackFiles, run_cli: RunCli, place: Path
) -> None:
    ran = run_cli("voices", "install", f"piper:{NAME}", check=True)
    assert ran.stdout.splitlines()[0] == f"piper:{NAME} (0.0 MB): {place / NAME}"
    assert "licence: CC BY 4.0" in ran.stdout
    assert f"source: {mirror.url}/{FOLDER}/{NAME}.onnx" in ran.stdout
    assert "\x1b" not in ran.stdout
    assert sorted(path.name for path in (place / NAME).iterdir()) == [
        "MODEL_CARD",
        f"{NAME}.onnx",
        f"{NAME}.onnx.json",
        "installed.json",
    ]
    assert (place / NAME / f"{NAME}.onnx").read_bytes() == mirror.files[f"{FOLDER}/{NAME}.onnx"]
    asked = len(mirror.asked)
    assert "installed already" in run_cli("voices", "install", f"piper:{NAME}", check=True).stdout
    assert len(mirror.asked) == asked

    listed = json.loads(run_cli("voices", "list", "--installed", "--json", check=True).stdout)
    assert [(row["voice"], row["licence"].startswith("CC BY 4.0")) for row in listed] == [(f"piper:{NAME}", True)]
    assert f"piper:{NAME}" in run_cli("voices", "piper", check=True).stdout
    tried = run_cli("voices", "--try", "Good morning", "--voice", f"piper:{NAME}", "-o", "x.wav", check=True)
    assert "x.wav" in tried.stdout

    assert run_cli("voices", "remove", f"piper:{NAME}", check=True).stdout.startswith(f"piper:{NAME} removed")
    assert "no voice is installed" in run_cli("voices", "list", "--installed", check=True).stdout
    assert run_cli("voices", "remove", f"piper:{NAME}").returncode == 4
    assert not (place / NAME).exists()


def test_the_engine_is_one_that_installs() -> None:
    assert isinstance(ENGINE, InstallingEngine)


def test_progress_is_told_up_to_the_whole(mirror: LoopbackFiles, place: Path) -> None:
    told: list[tuple[str, int, int]] = []
    install(place, mirror, told=told)
    last = {name: (here, size) for name, here, size in told}
    assert last.keys() == {f"{NAME}.onnx", f"{NAME}.onnx.json", "MODEL_CARD"}
    assert all(here == size for here, size in last.values())


@pytest.mark.parametrize(
    ("faults", "ranges"),
    [
        (["break", ""], True),
        (["break", "ignore-range"], True),
        (["break", "wrong-range", ""], True),
        (["break", 416, ""], True),
        (["break"] * 6, True),
        ([500, 503, 429, 408, ""], False),
    ],
)
def test_what_breaks_off_goes_on(mirror: LoopbackFiles, place: Path, faults: list[str | int], ranges: bool) -> None:
    mirror.faults = list(faults)
    voice = install(place, mirror)
    for path in (f"{NAME}.onnx", f"{NAME}.onnx.json", "MODEL_CARD"):
        assert (voice.folder / path).read_bytes() == mirror.files[f"{FOLDER}/{path}"]
    assert any(wanted for _, wanted in mirror.asked) == ranges


def test_a_later_run_goes_on_where_the_first_gave_up(mirror: LoopbackFiles, place: Path) -> None:
    model = mirror.files[f"{FOLDER}/{NAME}.onnx"]
    mirror.faults = ["", "break", *[500] * ATTEMPTS]
    with pytest.raises(VoiceUnavailableError, match="goes on where it ended"):
        install(place, mirror)
    assert ENGINE.installed() == ()
    mirror.asked.clear()
    install(place, mirror)
    fetched = [(path.rpartition("/")[2], wanted) for path, wanted in mirror.asked if path != "voices.json"]
    assert fetched == [(f"{NAME}.onnx", f"bytes={len(model) // 2}-"), (f"{NAME}.onnx.json", "")]
    assert len(ENGINE.voice(NAME, {}, lang="en").speak((Phrase("Good morning."),)).samples) > 1000


def test_the_beginning_of_an_older_version_is_not_gone_on_with(
    mirror: LoopbackFiles, place: Path, tmp_path: Path
) -> None:
    mirror.faults = ["", "break", *[500] * ATTEMPTS]
    with pytest.raises(VoiceUnavailableError):
        install(place, mirror)
    mirror.offer(make_voice(tmp_path / "newer", NAME, speakers=2), CARD)
    voice = install(place, mirror)
    assert (voice.folder / f"{NAME}.onnx").read_bytes() == (tmp_path / "newer" / f"{NAME}.onnx").read_bytes()
    assert len(list(voice.folder.iterdir())) == 4


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("damage", "arrived damaged"),
        ("longer", "is longer than the list says"),
        (404, "HTTP 404"),
        (403, "HTTP 403"),
    ],
)
def test_what_is_not_as_listed_is_refused(mirror: LoopbackFiles, place: Path, fault: str | int, message: str) -> None:
    mirror.faults = ["", fault]
    with pytest.raises(VoiceError, match=message):
        install(place, mirror)
    assert ENGINE.installed() == ()
    assert install(place, mirror).name == NAME


def test_a_redirect_is_followed(mirror: LoopbackFiles, place: Path) -> None:
    with LoopbackFiles() as elsewhere:
        elsewhere.files = {"blob": mirror.files[f"{FOLDER}/{NAME}.onnx"]}
        mirror.faults = ["", f"{elsewhere.url}/blob"]
        install(place, mirror)
        assert elsewhere.asked == [("blob", "")]


def test_former_names_and_letters_of_other_scripts(mirror: LoopbackFiles, place: Path, tmp_path: Path) -> None:
    mirror.offer(make_voice(tmp_path / "other", "pt_PT-tugão-medium"))
    assert (
        install(place, mirror, "pt_PT-tug\N{LATIN SMALL LETTER A}\N{COMBINING TILDE}o-medium").name
        == "pt_PT-tugão-medium"
    )
    entry = json.loads(mirror.files["voices.json"])
    entry[NAME]["aliases"] = ["en_US-former-low"]
    mirror.publish(entry)
    assert install(place, mirror, "en_US-former-low").name == NAME
    assert install(place, mirror, "en_US-former-low").name == NAME


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("en_US-tiny-hihg", "did you mean 'en_US-tiny-low'"),
        ("en_GB-nobody-high", "of that language: en_US-tiny-low"),
        ("en", "of that language: en_US-tiny-low"),
        ("../../x", "cannot be the name of a Piper voice"),
        ("a/b-c", "cannot be the name of a Piper voice"),
        (".partial", "cannot be the name of a Piper voice"),
    ],
)
def test_unknown_voices(mirror: LoopbackFiles, place: Path, name: str, message: str) -> None:
    with pytest.raises(VoiceError, match=message):
        install(place, mirror, name)


GOOD = {"size_bytes": 1, "md5_digest": "0" * 32}


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(1, id="a number"),
        pytest.param({}, id="no files"),
        pytest.param({"files": {"x/a-b.onnx": GOOD}}, id="no configuration"),
        pytest.param({"files": {"../../a-b.onnx": GOOD, "x/a-b.onnx.json": GOOD}}, id="out of the folder"),
        pytest.param({"files": {"//evil/a-b.onnx": GOOD, "x/a-b.onnx.json": GOOD}}, id="another host"),
        pytest.param({"files": {"x/a-b.onnx": {"size_bytes": 1}, "x/a-b.onnx.json": GOOD}}, id="no digest"),
        pytest.param({"files": {"x/a-b.onnx": {**GOOD, "size_bytes": -1}, "x/a-b.onnx.json": GOOD}}, id="size"),
        pytest.param({"files": {"x/a-b.onnx": GOOD, "y/a-b.onnx": GOOD, "x/a-b.onnx.json": GOOD}}, id="twice"),
        pytest.param({"files": {"x/.onnx": GOOD, "x/.onnx.json": GOOD}}, id="no name"),
    ],
)
def test_a_list_that_cannot_be_used(entry: object) -> None:
    with pytest.raises(VoiceError, match="cannot be used"):
        find_files(json.dumps({"a-b": entry}).encode(), "a-b")


@pytest.mark.parametrize("index", [b"", b"{", b"[]", b"[" * 100_000, b"\xff"])
def test_a_damaged_list(index: bytes) -> None:
    with pytest.raises(VoiceError, match="the list of Piper's voices"):
        find_files(index, "a-b")


def test_a_server_that_is_not_there(place: Path, isolated: Path) -> None:
    with pytest.raises(VoiceUnavailableError, match=r"voices\.json cannot be fetched from 127\.0\.0\.1"):
        install_voice(place, NAME, Fetcher("http://127.0.0.1:9", sleep=lambda _: None), lambda *_: None)


def test_one_installation_at_a_time(mirror: LoopbackFiles, place: Path) -> None:
    from filelock import FileLock

    (place / ".partial").mkdir(parents=True)
    with FileLock(place / ".partial" / "lock"), pytest.raises(StorageError, match="another installation"):
        install(place, mirror)


def test_a_folder_that_cannot_be_written(mirror: LoopbackFiles, place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        install(place, mirror)


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_a_damaged_model_is_fetched_again(mirror: LoopbackFiles, place: Path, damage: str) -> None:
    install(place, mirror)
    model = place / NAME / f"{NAME}.onnx"
    whole = model.read_bytes()
    model.write_bytes(whole[:-10] if damage == "cut" else whole[:-10] + bytes(10))
    install(place, mirror)
    assert model.read_bytes() == whole


def test_a_half_removed_voice_is_not_listed(mirror: LoopbackFiles, place: Path) -> None:
    install(place, mirror)
    shutil.copytree(place / NAME, place / ".partial" / f"{NAME}.removed")
    assert ENGINE.remove(NAME).name == NAME
    assert list((place / ".partial").glob("*.removed")) == []
    assert ENGINE.installed() == ()


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (CARD.encode(), "CC BY 4.0[31m"),
        (b"License: CC0", "CC0"),
        (b"* **Licence**: Apache 2.0  \n", "Apache 2.0"),
        (b"nothing of the kind\nlicensed to nobody", "not stated"),
        (b"\xff\xfe", "not stated"),
        (None, "not stated"),
    ],
)
def test_the_licence_of_a_model_card(tmp_path: Path, card: bytes | None, expected: str) -> None:
    if card is not None:
        (tmp_path / "MODEL_CARD").write_bytes(card)
    assert licence(tmp_path / "MODEL_CARD") == expected


def test_the_address_of_a_mirror() -> None:
    assert base_url({}) == DEFAULT_URL
    assert base_url({"AUDIO_EDITION_PIPER_URL": "https://mirror.example/voices/"}) == "https://mirror.example/voices"
    for wrong in ("mirror.example", "file:///etc", "https://me:planted@x", "https://x/?a"):
        with pytest.raises(VoiceError, match="not a web address") as caught:
            base_url({"AUDIO_EDITION_PIPER_URL": wrong})
        assert "planted" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("install",), 2, "Missing argument"),
        (("install", "piper"), 4, "names no voice"),
        (("install", "en_US-lessac-medium"), 4, "write it like piper:en_US-lessac-medium"),
        (("install", "espeak:en"), 4, "need no installing"),
        (("remove", "piper:en_US-lessac-medium"), 4, "is not installed"),
        (("pipr",), 4, "did you mean 'piper'"),
        (("list", "pipr"), 4, "did you mean 'piper'"),
    ],
)
def test_wrong_commands(run_cli: RunCli, arguments: tuple[str, ...], code: int, message: str) -> None:
    ran = run_cli("voices", *arguments)
    assert ran.returncode == code
    assert message in ran.stderr


def test_the_forms_of_the_command(run_cli: RunCli) -> None:
    engines = run_cli("voices", "--json", check=True).stdout
    assert {row["engine"] for row in json.loads(engines)} >= {"command", "espeak", "gtts", "openai", "piper"}
    assert run_cli("voices", "list", "--json", check=True).stdout == engines
    german = run_cli("voices", "espeak", "--lang", "de", check=True).stdout
    assert "espeak:de" in german
    assert run_cli("voices", "--lang", "de", "espeak", check=True).stdout == german
    assert "no voice is installed" in run_cli("voices", "piper", check=True).stdout
    for arguments in (("--help",), ("list", "--help"), ("install", "--help"), ("remove", "--help")):
        assert "Usage: audio-edition voices" in run_cli("voices", *arguments, check=True).stdout
