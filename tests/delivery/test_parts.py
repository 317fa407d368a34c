"""The delivery's parts that need no server."""

from __future__ import annotations

import asyncio
import base64
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import DeadLetter, NormalizedArticle, read_message
from shared.delivery.backlog import trim
from shared.delivery.forking import Forker
from shared.delivery.letters import article_id_of, dead_letter, without_message
from shared.delivery.postponing import lies_ms, with_an_end
from shared.delivery.process import Process
from shared.delivery.recovery import delay_ms
from shared.delivery.wire import Done, Entry, Failed, Outcome, Slow, read_entry
from shared.delivery.workers import Workers
from shared.errors import PermanentError, PostponedError, TransientError
from shared.settings import SettingsError, load_settings

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@given(st.integers(1, 1000), st.integers(0, 2**45))
def test_waits_double_up_to_the_longest_and_agree_between_processes(count: int, ms: int) -> None:
    wait = delay_ms(f"{ms}-0", count, first=15, longest=600)
    base = min(15_000 * 2 ** (count - 1), 600_000)
    assert base <= wait <= base * 1.25
    assert wait == delay_ms(f"{ms}-0", count, first=15, longest=600)


@given(st.floats(0, 1e6), st.integers(0, 7 * 86_400_000 - 1))
def test_what_is_put_off_lies_as_long_as_asked_and_is_asked_for_less_and_less_often(seconds: float, age: int) -> None:
    assert lies_ms(age, seconds) == max(int(seconds * 1000), age // 8)


def test_what_is_put_off_has_an_end() -> None:
    entry = Entry("1000-0", b"{}")
    failed = Failed(PostponedError("http_status", "503", 600), "a", 0.1)
    week = 7 * 86_400_000
    assert with_an_end(entry, failed, 999 + week) is failed
    ended = with_an_end(entry, failed, 1000 + week)
    assert isinstance(ended, Failed)
    assert isinstance(ended.error, PermanentError)
    assert (ended.error.reason, ended.article_id, ended.seconds) == ("http_status", "a", 0.1)
    for other in (Done(b"{}"), Failed(TransientError("busy")), Failed(PermanentError("empty"))):
        assert with_an_end(entry, other, 1000 + week) is other
    age = asks = 0
    while age < week:  # a site that says the same for ever is not asked for ever
        asks, age = asks + 1, age + max(15_000, lies_ms(age, 1))
    assert asks < 100


@given(st.binary(max_size=200), st.dictionaries(st.binary(max_size=8), st.binary(max_size=20), max_size=3), st.integers(0, 5))
async def test_a_dead_letter_keeps_any_message_whole(data: bytes, more: dict[bytes, bytes], replays: int) -> None:
    entry = read_entry(b"1770000000000-3", {**more, b"data": data, b"replays": str(replays).encode()}, 1000)
    error = entry.problem or PermanentError("raised", "x", "a.py:1 in f")
    made = await dead_letter(entry, error, stage="normalizer", stream="hirfa:raw", deliveries=2, died_at=NOW)
    letter = read_message(DeadLetter, made)
    head = read_message(DeadLetter, without_message(made))
    assert head == letter.model_copy(update={"data": None, "data_base64": None, "fields": {}})
    whole = letter.data.encode() if letter.data is not None else base64.b64decode(letter.data_base64 or "")
    assert whole == data
    assert letter.replays == replays
    assert letter.entered_at == datetime.fromtimestamp(1770000000, UTC)
    assert set(letter.fields) == {k.decode("utf-8", "backslashreplace") for k in more if k not in (b"data", b"replays")}
    assert letter.reason == error.reason


class Turns:
    """How much the event loop does between two of its turns, at most, in seconds of processor time."""

    async def __aenter__(self) -> Turns:
        self.most = 0.0
        self._task = asyncio.create_task(self._count())
        await asyncio.sleep(0)
        return self

    async def _count(self) -> None:
        at = time.thread_time()
        while True:
            await asyncio.sleep(0)
            self.most, at = max(self.most, time.thread_time() - at), time.thread_time()

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(0)
        self._task.cancel()


@pytest.mark.parametrize(
    ("unit", "field"),
    [
        ('نص عربي \\ " \n'.encode(), b"data"),
        (b"abcdefgh\xff" * 9 + b"x" * 900, b"data"),
        (b"abcdefgh\xff" * 9 + b"x" * 900, b"other"),
    ],
)
async def test_a_dead_letter_of_any_size_leaves_the_event_loop_its_turns(unit: bytes, field: bytes) -> None:
    data = b'{"article_id": "a\\u0031", "content": "' + unit * (48 * 1024 * 1024 // len(unit)) + b'"}'
    entry = read_entry("1770000000000-3", {field: data}, 1000)
    began = time.thread_time()
    async with Turns() as turns:
        letter = await dead_letter(
            entry, entry.problem or PermanentError("x"), stage="normalizer", stream="s", deliveries=1, died_at=NOW,
            article_id=article_id_of(data),
        )  # fmt: skip
    whole = time.thread_time() - began
    found = read_message(DeadLetter, letter)
    assert found.article_id == "a1"
    message = found.data.encode() if found.data else base64.b64decode(found.data_base64 or "")
    assert message == data or found.fields == {"other": data.decode("utf-8", "backslashreplace")}
    assert turns.most < whole / 2, f"{turns.most} s of {whole} s in one go: no more than to put the slices together"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "no_data"),
        ({b"body": b"{}"}, "no_data"),
        ({b"data": b"{}", b"x": b"y"}, "unknown_field"),
        ({b"data": b"{}", b"replays": b"-1"}, "unknown_field"),
        ({b"data": b"{}", b"replays": "١".encode()}, "unknown_field"),
        ({b"data": b"x" * 101}, "too_large"),
    ],
)
def test_entries_that_are_no_messages(fields: dict[bytes, bytes], reason: str) -> None:
    entry = read_entry("1-0", fields, 100)
    assert entry.problem is not None
    assert entry.problem.reason == reason


class Acknowledged:
    """A stream server on which the last pending entry is acknowledged between two questions."""

    trimmed: str | None = None

    async def xinfo_groups(self, _stream: str) -> list[dict[str, object]]:
        return [{"name": b"g", "pending": 1, "lag": 0, "last-delivered-id": b"7-3"}]

    async def xpending(self, _stream: str, _group: str) -> dict[str, object]:
        return {"pending": 0, "min": None, "max": None, "consumers": []}

    async def xlen(self, _stream: str) -> int:
        return 1

    async def xtrim(self, _stream: str, *, minid: str, approximate: bool) -> int:
        self.trimmed = minid
        return 0 if approximate else 1


async def test_an_acknowledgement_in_between_does_not_upset_the_trimming() -> None:
    server = Acknowledged()
    assert await trim(server, "s", ("g",), keep_ms=0, keep_entries=10, now_ms=1000) == 1
    assert server.trimmed == "7-4"


async def outcomes(process: Process, entries: list[Entry]) -> list[Outcome]:
    """What became of entries in the end, in their order."""
    found = {e.id: o async for part in process(entries) for e, o in part if not isinstance(o, Slow)}
    return [found[entry.id] for entry in entries]


async def test_the_work_goes_round_the_processes_and_comes_back_in_order() -> None:
    workers = Workers("tests.servers.poison:work", count=2, limit=5)
    await workers.start()
    try:
        entries = [Entry(f"1-{i}", orjson.dumps({"article_id": f"a{i}", "content": "نص"})) for i in range(7)]
        assert [outcome.article_id for outcome in await outcomes(workers, entries)] == [f"a{i}" for i in range(7)]
        assert await outcomes(workers, []) == []
    finally:
        await workers.stop()


def message(name: str, content: str = "نص") -> Entry:
    return Entry(f"{name}-0", orjson.dumps({"article_id": name, "content": content}))


async def test_what_never_ends_is_set_aside_and_delays_nobody() -> None:
    workers = Workers("tests.servers.poison:work", count=1, limit=8)  # long beside setting two aside, on a full machine too
    entries = [message(str(n)) for n in range(30)]
    endless = {"3", "4", "17", "29"}  # more than are set aside at a time, one right behind another
    entries = [message(e.id[:-2], "LOOP") if e.id[:-2] in endless else e for e in entries]
    await workers.start()
    try:
        told: list[tuple[str, Outcome | Slow]] = []
        async for part in workers(entries):
            told += [(entry.id[:-2], outcome) for entry, outcome in part]
    finally:
        await workers.stop()
    ends = {name: n for n, (name, outcome) in enumerate(told) if not isinstance(outcome, Slow)}
    assert len(ends) == 30
    for name, outcome in told:
        if name in endless:
            assert isinstance(outcome, Slow) or (isinstance(outcome, Failed) and "timeout" in str(outcome.error))
        else:
            assert isinstance(outcome, Done)
    assert [name for name, n in sorted(ends.items(), key=lambda end: end[1]) if name not in endless] == [
        str(n) for n in range(30) if str(n) not in endless
    ]
    before = {name for name, n in ends.items() if n < min(ends[e] for e in endless)}
    assert before == {str(n) for n in range(17)} - endless, "only when two are set aside does the third make others wait"


async def test_a_process_that_was_set_aside_comes_back_with_what_it_has_loaded() -> None:
    workers = Workers("tests.servers.poison:work", count=1, limit=10)
    try:
        used = set()
        for turn in range(6):
            found = await outcomes(workers, [message(f"{turn}{n}", "LOAD 1") for n in range(4)])
            assert all(isinstance(outcome, Done) for outcome in found)
            used |= {read_message(NormalizedArticle, outcome.data).title for outcome in found if isinstance(outcome, Done)}
        assert len(used) <= 3, "the first and two beside it: not one for each article"
    finally:
        await workers.stop()


def has_ended(pid: int) -> bool:
    """Whether a process has ended, though perhaps nobody has asked how."""
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] in "ZX"


async def test_what_is_at_work_when_all_is_stopped_does_not_go_on() -> None:
    workers = Workers("tests.servers.poison:work", count=1, limit=60)
    await workers.start()
    (pid,) = workers._forker._ends
    work = asyncio.create_task(workers.one(message("1", "LOOP")))
    await asyncio.sleep(0.2)
    await workers.stop()
    async with asyncio.timeout(20):  # and not a minute
        outcome = await work
    assert isinstance(outcome, Failed)
    assert "SIGKILL" in str(outcome.error)
    assert has_ended(pid)


async def test_a_lost_process_costs_one_article_and_is_replaced() -> None:
    workers = Workers("tests.servers.poison:work", count=2, limit=5)
    entries = [message(str(n), "EXIT" if n in (0, 5, 6, 19) else "نص") for n in range(20)]
    try:
        found = await outcomes(workers, entries)
        lost = [n for n, outcome in enumerate(found) if isinstance(outcome, Failed)]
        assert lost == [0, 5, 6, 19]
        assert {str(found[n].error) for n in lost} == {"worker_died: the process that worked on it ended by exit code 3"}  # type: ignore[union-attr]
        forker = workers._forker._process
        assert forker is not None
        forker.kill()  # memory is short, and this one is found
        await forker.wait()
        assert isinstance(await workers.one(message("30")), Done), "who is there works on"
        await outcomes(workers, [message(str(n), "EXIT") for n in range(40, 43)])
        assert isinstance(await workers.one(message("50")), Done), "and there will be others"
    finally:
        await workers.stop()


async def test_an_order_that_is_cancelled_confuses_no_later_one() -> None:
    forker = Forker("tests.servers.poison:work", limit=5)
    children = [await forker.fork()]
    try:
        for turns in (0, 1, 1, 2, 3, 5, 8):  # of the event loop, before it is cancelled
            task = asyncio.create_task(forker.fork())
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            with suppress(asyncio.CancelledError):
                children.append(await task)
            children.append(await forker.fork())
        for child in children:
            assert not child.ended.done()
            child.send(message("1", "نص"))
            assert isinstance(await child.outcome(await child.answered()), Done)
            assert await child.end() == -signal.SIGKILL
    finally:
        for child in children:
            await child.end()
        await forker.stop()


async def test_a_function_that_cannot_be_imported_is_found_at_the_start(capfd: pytest.CaptureFixture[str]) -> None:
    workers = Workers("tests.no_such_module:work", count=1, limit=5)
    with pytest.raises(RuntimeError, match=r"tests\.no_such_module:work does not start"):
        await workers.start()
    await workers.stop()
    assert "No module named 'tests.no_such_module'" in capfd.readouterr().err


def test_last_errors_read_well() -> None:
    assert str(TransientError("busy", "come again")) == "busy: come again"
    assert str(TransientError("busy")) == "busy"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HIRFA_BATCH_SIZE", "many", "HIRFA_BATCH_SIZE: Input should be a valid integer"),
        ("HIRFA_BATCH_SIZE", "0", "HIRFA_BATCH_SIZE: Input should be greater than or equal to 1"),
        ("HIRFA_IDLE_SECONDS", "-1", "HIRFA_IDLE_SECONDS"),
        ("HIRFA_INDEXER_PORT", "99999", "HIRFA_INDEXER_PORT"),
        ("HIRFA_STREAM_PREFIX", "a b", "HIRFA_STREAM_PREFIX"),
        ("HIRFA_REDIS_CA", "/nowhere.pem", "HIRFA_REDIS_CA: no such file"),
        ("REDIS_URL", "http://x", "REDIS_URL: Value error, expected an address that starts with redis://"),
        ("OPENSEARCH_URL", "localhost:9200", "OPENSEARCH_URL"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("HIRFA_REDIS_PASSWORD", "hunter2")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_secrets_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIRFA_OPENSEARCH_PASSWORD", "hunter2")
    monkeypatch.setenv("REDIS_URL", "redis://10.0.0.1:6379/0")
    settings = load_settings()
    assert "hunter2" not in repr(settings) + str(settings)
    assert settings.redis_url == "redis://10.0.0.1:6379/0"
