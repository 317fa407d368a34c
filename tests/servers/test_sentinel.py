"""A stream server with replicas and Sentinels whose primary dies under load: what the documents promise, and what not."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from shared.settings import SERVICES
from shared.streams import EXTRACTED, NORMALIZED, RAW
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.replicated import Replicated, replicated
from tests.servers.test_kills import TEXT, all_once, drop

pytestmark = [pytest.mark.servers, pytest.mark.timeout(600)]
ARTICLES = int(os.environ.get("CHAOS_ARTICLES", "1000"))
FAILOVERS = int(os.environ.get("CHAOS_FAILOVERS", "4"))


async def drop_slowly(line: Pipeline, count: int, seconds: float) -> None:
    for i in range(count):
        aside = line.drop / f".{i}"
        aside.write_text(TEXT.format(count=1000 + i), "utf-8")
        aside.rename(line.drop / f"{i}.txt")
        await asyncio.sleep(seconds / count)


def moved(line: Pipeline) -> int:
    return sum(1 for path in (line.drop / "done").rglob("*.txt"))


async def test_the_services_follow_a_fail_over(tmp_path: Path) -> None:
    """Once under load, on the streams alone: every article once at each stage, and no service had to be started again."""
    with replicated(tmp_path) as valkey, pipeline(tmp_path, valkey.url, redis_replicas=1, batch_size=8, deliveries=20) as line:
        working = ("fetcher", "normalizer", "extractor")
        line.start(*working)
        await line.ready(*working)
        drop(line, 120)
        await line.passed(NORMALIZED, 15)
        was = valkey.primary
        valkey.kill(was)
        took = await asyncio.to_thread(valkey.fail_over, was)
        await line.passed(EXTRACTED, 120, 60)
        await line.drained(RAW, NORMALIZED)
        for stream in (RAW, NORMALIZED, EXTRACTED):
            ids = line.article_ids(stream)
            assert len(ids) == len(set(ids)) == 120, stream.name
        assert line.dead() == []
        assert all(line.processes[service].poll() is None for service in working)
        print(f"another primary after {took:.1f} s")  # noqa: T201


async def cut_off_and_kill(valkey: Replicated, line: Pipeline) -> None:
    """No replica hears of what is dropped now; then the primary dies, the replicas are back, and one of them takes over."""
    was = valkey.primary
    replicas = valkey.replicas
    for port in replicas:
        valkey.kill(port)
    drop(line, 40)
    await line.passed(RAW, 1)
    await asyncio.sleep(4)
    valkey.signal(was, signal.SIGSTOP)  # first: nothing more comes from it
    for port in replicas:
        await asyncio.to_thread(valkey.revive, port)
    valkey.kill(was)
    await asyncio.to_thread(valkey.fail_over, was)
    await asyncio.to_thread(valkey.revive, was)


@pytest.mark.chaos
async def test_without_waiting_for_replicas_the_last_moment_may_be_lost_and_dropping_again_brings_it_back(tmp_path: Path) -> None:
    with replicated(tmp_path) as valkey, pipeline(tmp_path, valkey.url) as line:
        line.start("fetcher")
        await line.ready("fetcher")
        await cut_off_and_kill(valkey, line)
        await line.ready("fetcher")
        assert moved(line) == 40, "the fetcher was told that all were published"
        lost = 40 - len(line.entries(RAW))
        print(f"lost {lost} of 40 that were acknowledged while no replica heard of them")  # noqa: T201
        assert lost > 0, "else this test shows nothing"
        for path in list((line.drop / "done").rglob("*.txt")):
            path.rename(line.drop / path.name)
        await line.passed(RAW, 40)
        await line.taken(40)
        ids = line.article_ids(RAW)
        assert len(ids) == len(set(ids)) == 40, "what was not lost is known, and not published again"


@pytest.mark.chaos
async def test_waiting_for_a_replica_nothing_is_lost(tmp_path: Path) -> None:
    """The very same, with HIRFA_REDIS_REPLICAS=1: files stay where they are until a replica has their articles."""
    with replicated(tmp_path) as valkey, pipeline(tmp_path, valkey.url, redis_replicas=1) as line:
        line.start("fetcher")
        await line.ready("fetcher")
        await cut_off_and_kill(valkey, line)
        await line.taken(40, 60)
        ids = line.article_ids(RAW)
        assert len(ids) == len(set(ids)) == 40
        assert "TooFewReplicasError" in line.log("fetcher"), "it has waited"


@pytest.mark.chaos
async def test_fail_overs_under_load(tmp_path: Path, opensearch_url: str) -> None:
    """Primaries are killed, or hang and come back believing that they are still primary, while articles flow."""
    times = []
    with (
        replicated(tmp_path) as valkey,
        pipeline(
            tmp_path, valkey.url, opensearch_url, redis_replicas=1, batch_size=20, deliveries=50, retry_max_seconds=2
        ) as line,
    ):
        line.start(*SERVICES, "extractor#2")
        await line.ready(*SERVICES)
        dropper = asyncio.create_task(drop_slowly(line, ARTICLES, FAILOVERS * 12))
        for number in range(FAILOVERS):
            await asyncio.sleep(4)
            was = valkey.primary
            if number % 2:
                valkey.signal(was, signal.SIGSTOP)
                times.append(await asyncio.to_thread(valkey.fail_over, was))
                valkey.signal(was, signal.SIGCONT)
            else:
                valkey.kill(was)
                times.append(await asyncio.to_thread(valkey.fail_over, was))
                await asyncio.to_thread(valkey.revive, was)

            async def follows(port: int = was) -> bool:
                info = await asyncio.to_thread(valkey.info, port)
                return info["role"] == "slave" and info["master_link_status"] == "up"  # type: ignore[comparison-overlap]

            await until("the former primary follows", follows, 60)
        await dropper
        begun = time.monotonic()
        await all_once(line, opensearch_url, ARTICLES)
        print(  # noqa: T201
            f"{ARTICLES} articles, {FAILOVERS} fail-overs of {', '.join(f'{t:.1f}' for t in times)} s; "
            f"all there {time.monotonic() - begun:.0f} s after the last was dropped"
        )
