"""Services and servers that die in the middle: nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest

from services.console.embedded.ports import free_port
from services.console.embedded.valkey import Valkey
from services.indexer.install import index_name
from shared.settings import SERVICES
from shared.streams import EXTRACTED, NORMALIZED, RAW
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.index import check_index, documents
from tests.servers.proxy import Proxy

pytestmark = pytest.mark.servers
ARTICLES = 80
TEXT = """بلغ عدد الصناع التقليديين بالإقليم {count} صانع خلال سنة 2024.

وأوضح رئيس الغرفة، في كلمة بالمناسبة، أن هذه الحصيلة جاءت ثمرة عمل مشترك بين جميع المتدخلين في القطاع.
"""


def drop(line: Pipeline, count: int = ARTICLES, start: int = 0) -> None:
    """Put articles into the drop folder the way a careful program does: written aside, then renamed."""
    folder = line.drop / "منبر"
    folder.mkdir(exist_ok=True)
    for i in range(start, start + count):
        aside = folder / f".{i}"
        aside.write_text(TEXT.format(count=1000 + i), "utf-8")
        aside.rename(folder / f"{i}.txt")


async def all_once(line: Pipeline, opensearch_url: str, count: int = ARTICLES) -> None:
    """Every article once on every stream and in the index, with its facts."""
    await line.taken(count, 60)
    await line.drained(RAW, NORMALIZED, EXTRACTED)
    for stream in (RAW, NORMALIZED, EXTRACTED):
        ids = line.article_ids(stream)
        assert len(ids) == len(set(ids)) == count, stream.name
    await check_index(line, opensearch_url, count)
    assert line.dead() == []


@pytest.mark.parametrize("victim", SERVICES)
async def test_a_service_killed_in_the_middle(victim: str, tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url, batch_size=8, index_batch_size=8, deliveries=20) as line:
        drop(line, ARTICLES // 2)
        line.start(*SERVICES)
        watched = {"fetcher": RAW, "normalizer": NORMALIZED, "extractor": EXTRACTED, "indexer": EXTRACTED}[victim]
        for mark in (10, ARTICLES // 2 + 10):
            await line.passed(watched, mark)
            line.kill(victim)
            if mark == 10:
                drop(line, ARTICLES - ARTICLES // 2, ARTICLES // 2)
            line.start(victim)
        await all_once(line, opensearch_url)


async def test_the_stream_server_killed_in_the_middle(tmp_path: Path, opensearch_url: str) -> None:
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", free_port())
    valkey.start()
    valkey.wait()
    try:
        with pipeline(tmp_path, valkey.url, opensearch_url, batch_size=8, deliveries=20) as line:
            line.start(*SERVICES)
            await line.ready(*SERVICES)
            drop(line)
            await line.passed(NORMALIZED, 20)
            os.kill(valkey.child.pid, signal.SIGKILL)
            valkey.stop()  # reaps it
            await until("its death is noticed", lambda: _not_ready(line))
            valkey.start()
            valkey.wait()
            await all_once(line, opensearch_url)
            for service in SERVICES:
                assert line.processes[service].poll() is None, "services outlive a restart of the stream server"
    finally:
        valkey.stop()


async def test_services_wait_for_a_stream_server_that_starts_later(tmp_path: Path) -> None:
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", free_port())
    with pipeline(tmp_path, valkey.url) as line:
        line.start("normalizer")

        async def waits() -> bool:
            return "waiting for the stream server" in line.log("normalizer")

        await until("it waits", waits)
        valkey.start()
        try:
            valkey.wait()
            await line.ready("normalizer")
        finally:
            assert line.terminate("normalizer") == 0
            valkey.stop()


async def test_a_stream_server_that_never_comes_is_named(tmp_path: Path) -> None:
    with pipeline(tmp_path, f"redis://user:secret@127.0.0.1:{free_port()}/0", start_timeout=0.5) as line:
        line.start("normalizer")
        code = await asyncio.to_thread(line.processes["normalizer"].wait, 30)
        assert code not in (0, None)
        said = line.log("normalizer")
        assert "(setting REDIS_URL) does not answer" in said
        assert "secret" not in said
        del line.processes["normalizer"]


async def _not_ready(line: Pipeline) -> bool:
    answer = await line.get("normalizer", "/health/ready")
    return answer is not None and answer.status_code == 503


async def test_the_index_away_for_some_seconds(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    async with Proxy(opensearch_url) as proxy:
        with pipeline(tmp_path, redis_url, proxy.url, index_batch_size=10, deliveries=2) as line:
            line.start(*SERVICES)
            await line.ready("indexer")
            await proxy.close()
            drop(line)
            await line.passed(EXTRACTED, ARTICLES)

            async def says_so() -> bool:
                answer = await line.get("indexer", "/health/ready")
                live = await line.get("indexer", "/health/live")
                assert live is not None
                assert live.status_code == 200  # it is alive: to kill it would help nobody
                return answer is not None and answer.status_code == 503

            await until("the indexer says that it is not ready", says_so)
            await asyncio.sleep(4)  # far longer than two deliveries take: an absent server must cost a message none
            assert line.dead() == []
            await proxy.open()
            await all_once(line, opensearch_url)


async def test_the_index_deleted_while_it_runs(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        line.start(*SERVICES)
        await line.ready("indexer")
        async with httpx.AsyncClient(base_url=opensearch_url, trust_env=False) as client:
            for kind in ("articles", "facts"):
                (await client.delete(f"/{index_name(line.prefix, kind)}")).raise_for_status()
        drop(line, 3)
        await all_once(line, opensearch_url, 3)
        assert (await documents(line, opensearch_url, "articles"))[0]["source"] == "منبر"
