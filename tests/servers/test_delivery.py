"""The promise of the delivery, on a real Valkey: nothing lost, nothing doubled, nothing stuck."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import pytest

from services.console.embedded.ports import free_port
from services.console.embedded.valkey import Valkey
from shared.streams import DEAD, NORMALIZED, RAW, STREAMS
from tests.servers.harness import Pipeline, pipeline, until

pytestmark = pytest.mark.servers


def raw(article_id: str, content: str = "نص", **more: object) -> str:
    return json.dumps({"article_id": article_id, "content": content, **more}, ensure_ascii=False)


def add_many(line: Pipeline, count: int, content: str = "نص", start: int = 0) -> list[str]:
    ids = [f"a{start + i}" for i in range(count)]
    for article in ids:
        line.add(RAW, raw(article, content))
    return ids


async def test_poison_ends_as_dead_letters_while_neighbours_pass(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, article_seconds=0.5, max_message_bytes=4096) as line:
        good = add_many(line, 20)
        key = RAW.key(line.prefix)
        line.add(RAW, raw("raises", "RAISE x"))
        line.add(RAW, raw("refused", "REFUSE x"))
        line.add(RAW, raw("exits", "EXIT"))
        line.add(RAW, raw("loops", "LOOP"))
        line.add(RAW, "{broken")
        line.add(RAW, b"\xff\xfe")
        line.add(RAW, '["no object"]')
        line.add(RAW, raw("typo", tittle="x"))
        line.add(RAW, raw("large", "x" * 5000))
        line.redis.xadd(key, {"body": raw("elsewhere")})
        line.redis.xadd(key, {"data": raw("extra"), "colour": "أحمر"})
        line.add(RAW, raw("newer", contract="raw/2"))
        line.add(RAW, raw("older-name", contract="rwa/1"))
        good += add_many(line, 20, start=100)
        line.start("poison")
        await line.ready("poison")
        await line.passed(NORMALIZED, 40)
        letters = await line.died(12)
        assert sorted(line.article_ids(NORMALIZED)) == sorted(good)
        by_reason = {
            (letter["article_id"] or letter["data"] or letter["data_base64"] or "-", letter["reason"]) for letter in letters
        }
        assert by_reason == {
            ("raises", "raised"),
            ("refused", "no_text"),
            ("exits", "worker_died"),
            ("loops", "timeout"),
            ("{broken", "undecodable"),
            ("//4=", "undecodable"),
            ('["no object"]', "undecodable"),
            ("typo", "contract"),
            ("large", "too_large"),
            ("-", "no_data"),
            ("extra", "unknown_field"),
            ("older-name", "contract"),
        }
        found = {letter["article_id"]: letter for letter in letters}
        assert found["raises"]["error"].endswith("ValueError: poison x")
        assert found["raises"]["place"].startswith("tests/servers/poison.py:")
        assert found["raises"]["data"] == raw("raises", "RAISE x")
        assert found["typo"]["place"] == "tittle"
        assert found["exits"]["deliveries"] == 3
        assert found["extra"]["fields"] == {"colour": "أحمر"}
        assert [letter["fields"] for letter in letters if letter["reason"] == "no_data"] == [{"body": raw("elsewhere")}]
        assert all(letter["stage"] == "normalizer" and letter["stream"] == key and letter["versions"] for letter in letters)
        pending = line.redis.xpending_range(key, "normalizer", "-", "+", 10)
        assert [
            json.loads(line.redis.xrange(key, p["message_id"], p["message_id"])[0][1][b"data"])["article_id"] for p in pending
        ] == [  # type: ignore[union-attr,index]
            "newer"
        ]
        assert pending[0]["times_delivered"] == 1  # type: ignore[index]  waiting costs it nothing
        metrics = await line.get("poison", "/metrics")
        assert metrics is not None
        assert 'hirfa_dead_total{reason="timeout",stage="normalizer"} 1.0' in metrics.text
        assert 'hirfa_processed_total{stage="normalizer"} 40.0' in metrics.text


async def test_a_message_that_kills_its_whole_service_is_given_up(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, idle_seconds=0.4) as line:
        good = add_many(line, 10)
        line.add(RAW, raw("killer", "KILL"))
        good += add_many(line, 10, start=50)
        starts = 0

        async def buried() -> bool:  # a supervisor that starts the service again, as compose or `hirfa up` do
            nonlocal starts
            process = line.processes.get("poison")
            if process is None or process.poll() is not None:
                starts += 1
                line.start("poison")
            return bool(line.dead())

        await until("the killer is buried", buried, 60)
        await line.drained(RAW)
        assert sorted(line.article_ids(NORMALIZED)) == sorted(good)
        (letter,) = line.dead()
        assert (letter["article_id"], letter["reason"], letter["deliveries"]) == ("killer", "worker_died", 3)
        assert starts == 4  # three deaths: no fourth delivery


async def test_transient_failures_are_tried_again_and_delay_nobody(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, idle_seconds=0.5, deliveries=10) as line:
        flag = tmp_path / "flag"
        line.add(RAW, raw("busy", f"BUSY {flag}"))
        good = add_many(line, 10)
        line.start("poison")
        await line.passed(NORMALIZED, 10)

        async def tried() -> bool:
            rows = line.redis.xpending_range(RAW.key(line.prefix), "normalizer", "-", "+", 10)
            return bool(rows) and rows[0]["times_delivered"] >= 2  # type: ignore[index]

        await until("delivered again", tried)
        assert sorted(line.article_ids(NORMALIZED)) == sorted(good)
        flag.touch()
        await line.passed(NORMALIZED, 11)
        await line.drained(RAW)
        assert line.dead() == []
        assert line.redis.hlen(f"{line.prefix}:retry:normalizer") == 0


async def test_a_late_owner_doubles_nothing(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, batch_size=5) as line:
        line.start("poison")
        await line.ready("poison")
        good = [f"s{i}" for i in range(5)]
        with line.redis.pipeline() as at_once:
            for article in good:
                at_once.xadd(RAW.key(line.prefix), {"data": raw(article, "SLEEP 0.5")})
            at_once.execute()

        async def taken() -> bool:
            return len(line.redis.xpending_range(RAW.key(line.prefix), "normalizer", "-", "+", 10)) == 5  # type: ignore[arg-type]

        await until("all taken", taken)
        first = line.processes["poison"]
        os.kill(first.pid, signal.SIGSTOP)  # the machine hangs with five messages in hand
        line.start("poison#2")
        await line.passed(NORMALIZED, 5)
        os.kill(first.pid, signal.SIGCONT)  # and comes back
        line.add(RAW, raw("after"))
        await line.drained(RAW)

        async def said() -> bool:
            return "processed before by another worker" in line.log("poison")

        await until("the late owner has tried to hand over", said)
        assert sorted(line.article_ids(NORMALIZED)) == sorted([*good, "after"])
        assert line.dead() == []


async def test_a_long_batch_is_not_taken_from_its_worker(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, idle_seconds=1.0, batch_size=10) as line:
        for i in range(10):
            line.add(RAW, raw(f"s{i}", "SLEEP 0.3"))
        line.start("poison", "poison#2")
        await line.drained(RAW)
        assert sorted(line.article_ids(NORMALIZED)) == sorted(f"s{i}" for i in range(10))
        assert "claimed" not in line.log("poison") + line.log("poison#2")


async def test_sigterm_finishes_what_is_in_hand(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, batch_size=4) as line:
        line.start("poison")
        await line.ready("poison")
        for i in range(8):
            line.add(RAW, raw(f"s{i}", "SLEEP 0.3"))

        async def taken() -> bool:
            return bool(line.redis.xpending(RAW.key(line.prefix), "normalizer")["pending"])  # type: ignore[index]

        await until("some taken", taken)
        assert await asyncio.to_thread(line.terminate, "poison") == 0
        assert line.redis.xpending(RAW.key(line.prefix), "normalizer")["pending"] == 0  # type: ignore[index]
        assert 1 <= len(line.entries(NORMALIZED)) < 8


async def test_the_next_batch_does_not_wait_for_what_takes_long_and_sigterm_does(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, batch_size=5) as line:
        enough = tmp_path / "enough"
        line.add(RAW, raw("slow", f"HOLD {enough}"))
        good = add_many(line, 12)
        line.start("poison")
        await line.passed(NORMALIZED, 12)
        assert line.article_ids(NORMALIZED)[:12] == good, "three batches, the first of which is not at its end"
        stopping = asyncio.create_task(asyncio.to_thread(line.terminate, "poison"))
        await asyncio.sleep(0.5)  # time in which it could end, did it not wait
        assert not stopping.done()
        enough.touch()
        assert await stopping == 0
        assert line.article_ids(NORMALIZED) == [*good, "slow"]
        assert line.waiting(RAW) == 0


async def test_health_answers_within_a_second_while_it_works(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url) as line:
        line.start("poison")
        await line.ready("poison")
        for i in range(6):
            line.add(RAW, raw(f"w{i}", "WORK 0.5"))
        slowest = 0.0
        while line.waiting(RAW):
            for path in ("/health/live", "/health/ready", "/metrics"):
                started = time.perf_counter()
                answer = await line.get("poison", path)
                slowest = max(slowest, time.perf_counter() - started)
                assert answer is not None
                assert answer.status_code == 200
        assert slowest < 1


async def test_the_process_ends_when_its_group_is_gone_and_a_new_one_goes_on(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url) as line:
        line.start("poison")
        await line.ready("poison")
        line.redis.delete(RAW.key(line.prefix))  # what FLUSHALL does to it

        async def ended() -> bool:
            return line.processes["poison"].poll() is not None

        await until("the process has ended", ended)
        assert line.processes["poison"].returncode == 1
        line.start("poison")
        await line.ready("poison")
        line.add(RAW, raw("again"))
        await line.passed(NORMALIZED, 1)


async def test_a_slow_stage_holds_back_the_ones_before(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, high_water=20, batch_size=10, fetch_batch=5) as line:
        for i in range(100):
            (line.drop / f"{i}.txt").write_text(f"نص رقم {i}", "utf-8")
        line.start("poison", "fetcher")  # and no extractor
        await line.passed(NORMALIZED, 21)
        await line.passed(RAW, 42)
        await asyncio.sleep(1)  # time in which it could go on, were it not held back
        assert line.waiting(NORMALIZED) <= 30
        assert line.waiting(RAW) <= 31
        left = len(list(line.drop.glob("*.txt")))
        assert left >= 39
        ready = await line.get("fetcher", "/health/ready")
        assert ready is not None
        assert ready.status_code == 200


async def test_only_what_is_acknowledged_is_trimmed(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, keep_hours=0, keep_entries=0, idle_seconds=60, archive="off") as line:
        line.add(RAW, raw("first"))
        line.add(RAW, raw("busy", f"BUSY {tmp_path / 'never'}"))
        add_many(line, 10)
        line.start("poison")
        await line.passed(NORMALIZED, 11)

        async def trimmed() -> bool:
            return line.redis.xlen(RAW.key(line.prefix)) == 11

        await until("trimmed up to the oldest that is pending", trimmed)
        assert line.article_ids(RAW)[0] == "busy"
        assert len(line.entries(NORMALIZED)) == 11  # nobody reads it yet
        assert line.entries(DEAD) == []


async def test_a_full_stream_server_refuses_and_nothing_is_lost(tmp_path: Path) -> None:
    """Over `maxmemory` the hand-over is refused as a whole: acknowledged and not published would be lost."""
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", free_port())
    valkey.start()
    try:
        valkey.wait()
        with pipeline(tmp_path, valkey.url) as line:
            good = add_many(line, 30)
            await create_groups(line)
            line.redis.config_set("maxmemory", "1mb")
            line.start("poison")

            async def refused() -> bool:
                return "stream server refuses" in line.log("poison")

            await until("refused", refused)
            assert "used memory > 'maxmemory'" in line.log("poison")
            assert line.waiting(RAW) == 30
            assert line.entries(NORMALIZED) == []
            line.redis.config_set("maxmemory", "0")
            await line.passed(NORMALIZED, 30)
            await line.drained(RAW)
            assert sorted(line.article_ids(NORMALIZED)) == sorted(good)
    finally:
        valkey.stop()


async def create_groups(line: Pipeline) -> None:
    for stream in STREAMS:
        for group in stream.groups:
            line.redis.xgroup_create(stream.key(line.prefix), group, "0", mkstream=True)
