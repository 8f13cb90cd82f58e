"""The engine ``command``: Debian's flite for real, and programs that behave badly."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from audio_edition.errors import AudioEditionError, SourceError, VoiceError, VoiceUnavailableError
from audio_edition.narration.model import Phrase
from audio_edition.voices.command import _running as command_running
from audio_edition.voices.command._definitions import BUILT_IN, CommandDefinition, definitions
from audio_edition.voices.command._engine import ENGINE, CommandVoice, plain_text
from audio_edition.voices.contract import VoiceContract
from support.readers import require

SENTENCE = (Phrase("The committee met in the old library."),)
SPEAKS = """
    import sys, wave
    text = open(sys.argv[1], encoding="utf-8").read() if len(sys.argv) > 2 else sys.stdin.buffer.read().decode("utf-8")
    target = sys.argv[2] if len(sys.argv) > 2 else "speech.wav"
    with wave.open(target, "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(16000)
        file.writeframes(b"\\x00\\x10\\x00\\xf0" * (600 * len(text)))
    if len(sys.argv) <= 2:
        sys.stdout.buffer.write(open(target, "rb").read())
"""

Define = Callable[..., CommandVoice]


@pytest.fixture
def define(tmp_path: Path, isolated: Path) -> Define:
    """Make a voice of a Python program, through ``commands.toml``."""

    def voice(program: str, *arguments: str, timeout_s: float = 30, **more: object) -> CommandVoice:
        script = tmp_path / "program.py"
        script.write_text(dedent(program), encoding="utf-8")
        folder = isolated / "config" / "audio-edition"
        folder.mkdir(parents=True, exist_ok=True)
        table = {"argv": [sys.executable, "-I", "-S", str(script), *arguments], "timeout_s": timeout_s, **more}
        lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
        (folder / "commands.toml").write_text("\n".join(["[mine]", *lines]), encoding="utf-8")
        return ENGINE.voice("mine", {}, lang="en")

    return voice


class TestFlite(VoiceContract):
    engine = ENGINE
    voice_name = "flite"

    @pytest.fixture(autouse=True)
    def _needs_flite(self, isolated: Path) -> None:
        require("flite")


class TestFliteKal(TestFlite):
    voice_name = "flite:kal"


def test_flite_says_what_it_is(isolated: Path) -> None:
    require("flite")
    slt, kal = (ENGINE.voice(name, {}, lang="en") for name in ("flite:slt", "flite:kal"))
    assert "flite" in str(slt.key["version"])
    assert dict(slt.key) != dict(kal.key)
    assert slt.speak(SENTENCE).samples.tobytes() != kal.speak(SENTENCE).samples.tobytes()
    assert {"flite:slt", "flite:kal"} <= {voice.name for voice in ENGINE.voices()}


@pytest.mark.parametrize("arguments", [("{text_file}", "{output}"), ()], ids=["files", "streams"])
def test_text_and_sound_go_by_files_or_by_streams(define: Define, arguments: tuple[str, ...]) -> None:
    voice = define(SPEAKS, *arguments)
    clip = voice.speak((Phrase("Zwölf Boxkämpfer, 十二。"),))
    assert clip.sample_rate_hz == 16_000
    assert len(clip.samples) == 2 * 600 * len("Zwölf Boxkämpfer, 十二。\n")


def test_text_is_never_on_the_command_line_and_the_environment_is_scrubbed(
    define: Define, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "planted-key")
    seen = tmp_path / "seen.json"
    look = f"""
        import json, os, sys
        text = sys.stdin.read()
        json.dump([sys.argv, dict(os.environ), text, os.getcwd()], open({str(seen)!r}, "w"))
    """
    voice = define(dedent(look) + dedent(SPEAKS.replace('sys.stdin.buffer.read().decode("utf-8")', "text")))
    voice.speak((Phrase("-x; $(touch /tmp/never) [[slnc 9000]] `id`"),))
    arguments, environment, text, folder = json.loads(seen.read_text())
    assert not any("touch" in argument for argument in arguments)
    assert set(environment) <= {"PATH", "HOME", "LANG", "LC_CTYPE"}
    assert environment["LANG"] == "C.UTF-8"
    assert text == "-x; $(touch /tmp/never) [ [slnc 9000] ] `id`\n"
    assert not Path(folder).exists()


HANG = "import time; time.sleep(60)"
CHILD_HOLDS_THE_PIPE = (
    SPEAKS
    + """
    import subprocess
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    open({pid!r}, "w").write(str(child.pid))
"""
)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def gone(pid: int) -> bool:
    for _ in range(200):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_a_program_that_hangs_is_ended(define: Define) -> None:
    voice = define(HANG, "{text_file}", "{output}", timeout_s=0.5)
    with pytest.raises(VoiceUnavailableError, match=r"did not finish within 0\.5 s"):
        voice.speak(SENTENCE)


def test_a_child_that_stays_holds_nobody_up_and_is_ended(define: Define, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    voice = define(CHILD_HOLDS_THE_PIPE.replace("{pid!r}", repr(str(pid))))
    assert len(voice.speak(SENTENCE).samples) > 0
    assert gone(int(pid.read_text()))


def test_children_of_a_program_that_hangs_are_ended(define: Define, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    voice = define(
        f"""
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        open({str(pid)!r}, "w").write(str(child.pid))
        time.sleep(60)
        """,
        timeout_s=2,
    )
    with pytest.raises(VoiceUnavailableError):
        voice.speak(SENTENCE)
    assert gone(int(pid.read_text()))


@pytest.mark.parametrize(
    ("program", "message"),
    [
        pytest.param(
            "import sys; sys.exit('out of\\x1b[31m memory')", r"exit code 1\); it said: out of .*memory", id="1"
        ),
        pytest.param("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "ended by signal 11", id="crash"),
        pytest.param("pass", "the reply is empty", id="nothing"),
        pytest.param("print('<html>')", "not WAV", id="HTML"),
        pytest.param(SPEAKS.replace(".read())", ".read()[:3000])"), "cut off", id="half"),
        pytest.param(SPEAKS.replace("600 * len(text)", "40 * len(text)"), "s of sound for", id="too short"),
        pytest.param(SPEAKS.replace("x10", "x00").replace("xf0", "x00"), "silent", id="silent"),
    ],
)
def test_what_is_no_speech_is_refused(define: Define, program: str, message: str) -> None:
    with pytest.raises(VoiceError, match=message) as caught:
        define(program).speak(SENTENCE)
    assert "\x1b" not in str(caught.value)
    assert "library" not in str(caught.value)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_program_that_writes_without_end_is_ended(
    define: Define, monkeypatch: pytest.MonkeyPatch, stream: str
) -> None:
    monkeypatch.setattr(command_running, "MOST_OUTPUT_BYTES", 1 << 20)
    voice = define(f"import sys\nwhile True: sys.{stream}.write('x' * 1000)")
    with pytest.raises(VoiceError, match="does not stop writing"):
        voice.speak(SENTENCE)


def test_a_link_in_place_of_the_output_is_not_followed(define: Define) -> None:
    voice = define("import os, sys; os.symlink('/etc/hostname', sys.argv[1])", "{output}")
    with pytest.raises(VoiceError, match="the reply is empty"):
        voice.speak(SENTENCE)


def test_the_key_changes_with_program_version_and_arguments(define: Define, tmp_path: Path) -> None:
    keys = [
        define(SPEAKS, "{text_file}", "{output}", version=[sys.executable, "-S", "-c", "print('1.0')"]).key,
        define(SPEAKS, "{text_file}", "{output}", version=[sys.executable, "-S", "-c", "print('1.1')"]).key,
        define(SPEAKS, "{text_file}", "{output}", "--loud", version=[sys.executable, "-S", "-c", "print('1.1')"]).key,
        define(SPEAKS, "{text_file}", "{output}").key,
    ]
    assert keys[0]["version"] == "1.0"
    assert str(keys[3]["version"]).startswith("sha256:")
    assert len({json.dumps(dict(key), sort_keys=True) for key in keys}) == 4
    assert str(tmp_path) not in json.dumps([dict(key) for key in keys])


def test_a_version_leaves_out_where_it_is_installed(define: Define) -> None:
    prints = "print('/home/me/bin/tts: 1.2 (http://x.example/y), data in /home/me/share')"
    voice = define(SPEAKS, version=[sys.executable, "-S", "-c", prints])
    assert voice.key["version"] == "tts: 1.2 (http://x.example/y), data in share"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("flit", "did you mean 'flite'"),
        ("/bin/sh", "is not defined on this machine"),
        ("flite:../../x", "has no voice"),
        ("flite:-o", "has no voice"),
        ("say:x", "has no voice"),
    ],
)
def test_only_what_is_defined_here_is_run(isolated: Path, name: str, message: str) -> None:
    with pytest.raises(VoiceError, match=message):
        ENGINE.voice(name, {}, lang="en")


def test_a_program_that_is_not_installed_is_named(define: Define, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(VoiceError, match="'flite' is not installed"):
        ENGINE.voice("flite", {}, lang="en")
    with pytest.raises(VoiceError, match="no program that speaks"):
        ENGINE.voice("", {}, lang="en")
    assert ENGINE.probe()


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[x]", "has no argv"),
        ("[x]\nargv = 'sh -c x'", "argv must be a list"),
        ("[x]\nargv = ['a', 1]", "argv is 1, which is not text"),
        ("[x]\nargv = ['a', '{text}']", "unknown placeholder {text}"),
        ("[x]\nargv = ['{voice}']\nvoices = ['a']", "a placeholder for its program"),
        ("[x]\nargv = ['a', '{voice}']", "or neither"),
        ("[x]\nargv = ['a']\nvoices = ['b']", "or neither"),
        ("[x]\nargv = ['a', '{voice}']\nvoices = ['-b']", "impossible voice name"),
        ("[x]\nargv = ['a']\ntimeout_s = 0", "timeout_s is 0"),
        ("[x]\nargv = ['a']\nvesion = ['b']", "did you mean 'version'"),
        ("['x y']\nargv = ['a']", "cannot be the name of a command"),
        ("x = 1", "must be a table"),
        ("[x", "not TOML"),
    ],
)
def test_wrong_definitions_are_refused(tmp_path: Path, toml: str, message: str) -> None:
    (tmp_path / "commands.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(SourceError, match=message) as caught:
        definitions(tmp_path)
    assert "commands.toml" in str(caught.value)


def test_a_wrong_value_is_shown_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "commands.toml").write_text("[a]\nargv = ['a']\n\n[b]\nargv = ['b']\ntimeout_s = true\n")
    with pytest.raises(SourceError, match=r"commands\.toml:6: \[b\] timeout_s is true; give a number above 0"):
        definitions(tmp_path)


def test_own_definitions_stand_beside_the_built_in_ones(tmp_path: Path) -> None:
    assert definitions(tmp_path) == dict(BUILT_IN)
    (tmp_path / "commands.toml").write_text("[flite]\nargv = ['flite', '{text_file}', '{output}']", encoding="utf-8")
    assert definitions(tmp_path)["flite"] == CommandDefinition(("flite", "{text_file}", "{output}"))


def test_a_script_cannot_define_a_command(publication: Path, isolated: Path, run_cli: Callable[..., object]) -> None:
    (publication / "script" / "commands.toml").write_text("[evil]\nargv = ['touch', 'here']", encoding="utf-8")
    with pytest.raises(AudioEditionError, match="is not defined on this machine"):
        ENGINE.voice("evil", {}, lang="en")


def test_plain_text_is_one_line_without_commands() -> None:
    assert plain_text((Phrase("One\n two\x07"), Phrase(" [[x]]\0"))) == "One two [ [x] ]"


def test_markup_of_the_lexicon_reaches_no_program() -> None:
    """A respelling may come with a clone; Pico writes a file where ``<genfile>`` says so."""
    assert plain_text((Phrase('<genfile file="/tmp/x"/>word'),)) == 'genfile file="/tmp/x"/ word'


def test_no_folder_is_left_behind(define: Define, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    voice = define(SPEAKS)
    assert np.any(voice.speak(SENTENCE).samples)
    assert list(folder.iterdir()) == []
