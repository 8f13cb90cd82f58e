"""What all processes share: the rate, the breaker, and the file both live in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from audio_edition.errors import VoiceError, VoiceUnavailableError
from audio_edition.voices.gtts._gate import SharedRecord
from audio_edition.voices.gtts._limits import (
    DEFAULT_RATE_PER_S,
    FIRST_BLOCK_S,
    LONGEST_ASKED_S,
    LONGEST_BLOCK_S,
    REFUSALS_TO_BLOCK,
    RateLimit,
    Record,
    answered,
    check_open,
    is_blocked,
    rate_limit,
    refused,
    reserve,
)
from audio_edition.voices.user_files import state_folder

NOON = 1_800_000_000.0
TEN_A_SECOND = RateLimit(10.0, 3)


@given(
    st.lists(st.floats(0, 30), min_size=1, max_size=60),
    st.floats(0.1, 20),
    st.integers(1, 10),
)
def test_no_window_holds_more_than_the_burst_and_the_rate(gaps: list[float], rate: float, burst: int) -> None:
    limit, record, now = RateLimit(rate, burst), Record(), NOON
    sent: list[float] = []
    for gap in gaps:
        now += gap
        record, wait = reserve(record, now, limit)
        sent.append(now + wait)
        now = sent[-1]
    for first in range(len(sent)):
        for last in range(first, len(sent)):
            assert last - first + 1 <= burst + rate * (sent[last] - sent[first]) + 1e-3


def test_a_burst_goes_at_once_and_then_the_rate_holds() -> None:
    record = Record()
    waits = []
    for _ in range(6):
        record, wait = reserve(record, NOON, TEN_A_SECOND)
        waits.append(wait)
    assert waits == pytest.approx([0, 0, 0, 0.1, 0.2, 0.3], abs=1e-6)
    assert reserve(record, NOON + 60, TEN_A_SECOND)[1] == 0


@pytest.mark.parametrize("next_at", [NOON + 1e6, 1e300, -1e300])
def test_a_clock_that_was_wrong_does_not_stop_the_requests(next_at: float) -> None:
    record, wait = reserve(Record(next_at=next_at), NOON, TEN_A_SECOND)
    assert wait == 0
    assert record.next_at == pytest.approx(NOON + 0.1)


def test_the_rate_comes_from_the_parameter_then_the_environment_then_the_default() -> None:
    environment = {"AUDIO_EDITION_GTTS_RATE": "3", "AUDIO_EDITION_GTTS_BURST": "7"}
    assert rate_limit(2.0, environment) == RateLimit(2.0, 7)
    assert rate_limit(0.0, environment) == RateLimit(3.0, 7)
    assert rate_limit(0.0, {}) == RateLimit(DEFAULT_RATE_PER_S, 5)
    assert DEFAULT_RATE_PER_S < 1


@pytest.mark.parametrize("text", ["0", "-1", "fast", "nan", "inf", "1e999"])
def test_a_rate_that_is_no_number_above_zero_is_refused(text: str) -> None:
    with pytest.raises(VoiceError, match="AUDIO_EDITION_GTTS_RATE"):
        rate_limit(0.0, {"AUDIO_EDITION_GTTS_RATE": text})


def after_refusals(count: int, record: Record | None = None, now: float = NOON) -> Record:
    record = record or Record()
    for index in range(count):
        record = refused(record, now + index, "HTTP 429", None, 120)
    return record


def test_refusals_in_a_row_begin_a_block() -> None:
    before = after_refusals(REFUSALS_TO_BLOCK - 1)
    check_open(before, NOON + 1, "state/gtts.json")
    record = refused(before, NOON + 10, "HTTP 429", None, 120)
    with pytest.raises(VoiceUnavailableError, match=r"HTTP 429.*not asked again before 2\d\d\d-") as blocked:
        check_open(record, NOON + 11, "state/gtts.json")
    assert "in 15 min" in blocked.value.what
    assert "state/gtts.json" in blocked.value.hint
    assert "--voice" in blocked.value.hint
    check_open(record, NOON + 10 + FIRST_BLOCK_S, "state/gtts.json")


def test_an_answer_clears_the_row_and_keeps_the_rate() -> None:
    record = answered(replace(after_refusals(2), next_at=NOON + 5))
    assert record == Record(next_at=NOON + 5)
    assert not is_blocked(after_refusals(2, record), NOON + 2)


def test_refusals_of_requests_sent_together_count_once() -> None:
    record = Record()
    for index in range(10):
        record = refused(record, NOON + index / 100, "HTTP 429", None, 120)
    assert record.refusals == 1
    assert not is_blocked(record, NOON + 1)


def test_each_block_in_a_row_is_twice_as_long_up_to_a_limit() -> None:
    record, now, lengths = after_refusals(REFUSALS_TO_BLOCK), NOON + 2, []
    for _ in range(8):
        lengths.append(record.blocked_until - record.blocked_at)
        now = record.blocked_until + 1
        assert not is_blocked(record, now)
        record = refused(record, now, "HTTP 403", None, 120)
        assert is_blocked(record, now)
    assert lengths[:3] == [FIRST_BLOCK_S, 2 * FIRST_BLOCK_S, 4 * FIRST_BLOCK_S]
    assert max(lengths) == LONGEST_BLOCK_S


@pytest.mark.parametrize(
    ("asked_s", "block_s"), [(121.0, 121.0), (3600.0, 3600.0), (1e9, LONGEST_ASKED_S)], ids=["short", "hour", "absurd"]
)
def test_a_retry_after_beyond_patience_is_a_block_of_that_length(asked_s: float, block_s: float) -> None:
    record = refused(Record(), NOON, "HTTP 429", asked_s, 120)
    assert is_blocked(record, NOON + block_s - 1)
    assert not is_blocked(record, NOON + block_s + 1)


@pytest.mark.parametrize("now", [0.0, 946_684_800.0, 4_102_444_800.0], ids=["1970", "2000", "2100"])
def test_a_block_by_another_clock_does_not_count(now: float) -> None:
    assert not is_blocked(after_refusals(REFUSALS_TO_BLOCK), now)


def test_a_record_outlives_its_object(tmp_path: Path) -> None:
    SharedRecord(tmp_path / "new" / "folder").change(lambda _: (after_refusals(3), None))
    assert SharedRecord(tmp_path / "new" / "folder").read() == after_refusals(3)
    assert sorted(path.name for path in (tmp_path / "new/folder").iterdir()) in (
        ["gtts.json"],
        ["gtts.json", "gtts.lock"],
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1, 2]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"next_at": "soon", "refusals": 1.5, "blocked_until": null}',
        b'{"next_at": NaN, "blocked_until": Infinity}',
        b'{"next_at": 1' + b"0" * 400 + b"}",
        b'{"unknown": 1}',
    ],
    ids=range(10),
)
def test_a_damaged_file_is_a_fresh_one(tmp_path: Path, content: bytes) -> None:
    shared = SharedRecord(tmp_path)
    shared.path.write_bytes(content)
    assert shared.read() == Record()
    shared.change(lambda record: (replace(record, refusals=1), None))
    assert shared.read() == Record(refusals=1)


def test_a_whole_file_keeps_what_is_sound_in_it(tmp_path: Path) -> None:
    shared = SharedRecord(tmp_path)
    shared.path.write_text(json.dumps({**asdict(Record(blocks=2)), "next_at": "x", "blocked_until": 7}))
    assert shared.read() == Record(blocks=2, blocked_until=7.0)


def test_where_nothing_can_be_written_the_limit_holds_in_this_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    shared = SharedRecord(tmp_path / "file")
    for _ in range(3):
        shared.change(lambda record: (replace(record, refusals=record.refusals + 1), None))
    assert shared.read().refusals == 3
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_threads_lose_no_change(tmp_path: Path) -> None:
    def count() -> None:
        for _ in range(20):
            SharedRecord(tmp_path).change(lambda record: (replace(record, refusals=record.refusals + 1), None))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert SharedRecord(tmp_path).read().refusals == 80


RESERVE = """
import sys
from pathlib import Path
from audio_edition.voices.gtts._limits import RateLimit, reserve
from audio_edition.voices.gtts._gate import SharedRecord
shared = SharedRecord(Path(sys.argv[1]))
for _ in range(10):
    print(shared.change(lambda record: reserve(record, 1_800_000_000.0, RateLimit(1.0, 2))))
"""


def test_two_processes_share_one_rate(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RESERVE, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) for _ in range(2)]
    waits = sorted(float(line) for process in running for line in process.communicate()[0].split())
    assert [process.returncode for process in running] == [0, 0]
    assert waits == [0.0, 0.0, *(float(second) for second in range(1, 19))]


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"AUDIO_EDITION_STATE_DIR": "/x/y", "XDG_STATE_HOME": "/z"}, Path("/x/y")),
        ({"XDG_STATE_HOME": "/z"}, Path("/z/audio-edition")),
        ({"XDG_STATE_HOME": "relative"}, Path.home() / ".local/state/audio-edition"),
        ({}, Path.home() / ".local/state/audio-edition"),
    ],
)
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these are the folders of other platforms")
def test_where_the_state_lies(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], wanted: Path) -> None:
    for name in ("AUDIO_EDITION_STATE_DIR", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert state_folder() == wanted
