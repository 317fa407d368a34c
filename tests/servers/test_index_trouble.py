"""OpenSearch in trouble, for real: refused documents, a full queue, a closed index, no server. Nothing is lost; one sees why."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from services.console.embedded.jars import JarCache
from services.console.embedded.opensearch import QUICK_START, OpenSearch
from services.console.embedded.ports import OPENSEARCH_PORTS, free_port
from services.console.settings import ConsoleSettings
from services.console.status import Status, read_status
from shared.contracts import ExtractedArticle
from shared.streams import DEAD, EXTRACTED
from tests.search.test_migration import article
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.index import check_index

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]
NARROW = {"thread_pool.write.size": "1", "thread_pool.write.queue_size": "2"}


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory, jars: JarCache) -> Iterator[OpenSearch]:
    """An OpenSearch that writes one thing at a time and queues two, and may be stopped."""
    folder = tmp_path_factory.mktemp("narrow")
    server = OpenSearch(
        folder / "data", folder / "log", free_port(OPENSEARCH_PORTS), jars, jvm_options=QUICK_START, config=NARROW
    )
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def status_of(line: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Status:
    """As `hirfa status` sees it."""
    for name, value in line.env.items():
        monkeypatch.setenv(name, value)
    return read_status(ConsoleSettings(home=line.folder))


async def metric(line: Pipeline, name: str) -> float:
    answer = await line.get("indexer", "/metrics")
    assert answer is not None
    return next((float(row.rpartition(" ")[2]) for row in answer.text.splitlines() if row.startswith(name)), 0.0)


async def said(line: Pipeline, words: str, monkeypatch: pytest.MonkeyPatch, seconds: float = 30) -> None:
    """Wait until `hirfa status` names the cause."""

    async def told() -> bool:
        indexer = (await asyncio.to_thread(status_of, line, monkeypatch)).services["indexer"]
        return not indexer.ready and words in indexer.detail

    await until(f"status says {words}", told, seconds)


def bad(number: int) -> ExtractedArticle:
    """What OpenSearch refuses: a keyword longer than Lucene takes."""
    return article(number, 1).model_copy(update={"article_id": f"bad-{number}", "language": "س" * 20_000})


async def test_bad_items_are_dead_letters_with_the_cause_and_their_neighbours_are_written(
    tmp_path: Path, narrow: OpenSearch, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pipeline(tmp_path, redis_url, narrow.url) as line:
        for n in range(60):
            line.add(EXTRACTED, (bad(n) if n % 20 == 7 else article(n, 2)).to_json())
        line.start("indexer")
        letters = await line.died(3)
        await line.drained(EXTRACTED)
        assert {letter["article_id"] for letter in letters} == {"bad-7", "bad-27", "bad-47"}
        for letter in letters:
            assert (letter["stage"], letter["reason"]) == ("indexer", "refused")
            assert "language" in letter["error"]  # the field
            assert ExtractedArticle.from_json(letter["data"].encode()).article_id == letter["article_id"]  # whole
        assert await metric(line, 'hirfa_dead_total{reason="refused",stage="indexer"}') == 3
        status = await asyncio.to_thread(status_of, line, monkeypatch)
        assert status.dead == 3
        assert status.services["indexer"].ready
        await check_index(line, narrow.url, 57)

        async def listed(count: int) -> bool:
            async with httpx.AsyncClient(base_url=narrow.url, trust_env=False) as client:
                await client.post(f"/{line.prefix}-dead/_refresh")
                hits = (await client.post(f"/{line.prefix}-dead/_search", json={"size": 50})).json()["hits"]["hits"]
            return {hit["_source"]["article_id"] for hit in hits} == {f"bad-{n}" for n in (7, 27, 47)[3 - count :]}

        await until("the letters stand in their index, for the dashboards", lambda: listed(3))
        line.redis.xdel(DEAD.key(line.prefix), line.redis.xrange(DEAD.key(line.prefix), count=1)[0][0])  # type: ignore[index]
        await until("a letter that was dropped is gone there too", lambda: listed(2))


async def test_a_full_queue_is_waited_for(
    tmp_path: Path, narrow: OpenSearch, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others fill the queue of writes: OpenSearch answers 429, for single documents of a request that it takes."""
    over = Event()
    rows = b"".join(b'{"index": {"_index": "hog"}}\n{"text": "%s"}\n' % (b"word%d " % n * 200) for n in range(1500))

    def hog() -> None:
        with httpx.Client(base_url=narrow.url, trust_env=False, timeout=60) as client:
            while not over.is_set():
                with suppress(httpx.HTTPError):
                    client.post("/_bulk", content=rows, headers={"Content-Type": "application/x-ndjson"})

    with pipeline(tmp_path, redis_url, narrow.url, deliveries=2) as line:
        line.start("indexer")
        await line.ready("indexer")
        with ThreadPoolExecutor(8) as pool:
            hogs = [pool.submit(hog) for _ in range(8)]
            try:
                count = 0

                async def rejected() -> bool:
                    nonlocal count
                    for _ in range(10):
                        line.add(EXTRACTED, article(count, 2).to_json())
                        count += 1
                    return "rejected_execution" in line.log("indexer")

                await until("a write was rejected", rejected, 60)
                assert await metric(line, 'hirfa_failed_total{reason="server_away",stage="indexer"}') > 0
            finally:
                over.set()
            for one in hogs:
                one.result()
        await line.drained(EXTRACTED)
        await check_index(line, narrow.url, count)
        assert line.dead() == []  # although two deliveries are all that a message has
        await line.ready("indexer")
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.delete(f"{narrow.url}/hog")


async def test_a_closed_index_is_waited_for_and_named(
    tmp_path: Path, narrow: OpenSearch, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def close(value: bool | None) -> Any:
        body = {"index.blocks.read_only_allow_delete": value}
        return httpx.put(f"{narrow.url}/{line.prefix}-*/_settings", json=body, trust_env=False).raise_for_status()

    with pipeline(tmp_path, redis_url, narrow.url, deliveries=2) as line:
        line.start("indexer")
        await line.ready("indexer")
        line.add(EXTRACTED, article(0, 2).to_json())
        await line.drained(EXTRACTED)
        close(True)  # what OpenSearch does by itself when the disk is full
        for n in range(1, 30):
            line.add(EXTRACTED, article(n, 2).to_json())
        await said(line, "read-only", monkeypatch)
        assert await metric(line, 'hirfa_failed_total{reason="server_away",stage="indexer"}') > 0
        close(None)
        await line.drained(EXTRACTED)
        await check_index(line, narrow.url, 30)
        assert line.dead() == []
        await line.ready("indexer")


@pytest.mark.parametrize("seconds", [5, pytest.param(60, marks=pytest.mark.chaos)])
async def test_opensearch_stopped_for_a_while(
    tmp_path: Path, narrow: OpenSearch, redis_url: str, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    with pipeline(tmp_path, redis_url, narrow.url, deliveries=2) as line:
        line.start("indexer")
        await line.ready("indexer")
        for n in range(20):
            line.add(EXTRACTED, article(n, 2).to_json())
        await line.drained(EXTRACTED)
        narrow.stop()
        stopped = time.monotonic()
        for n in range(20, 60):
            line.add(EXTRACTED, article(n, 2).to_json())
        await said(line, "OpenSearch", monkeypatch)
        status = await asyncio.to_thread(status_of, line, monkeypatch)
        assert not status.opensearch.ok
        assert sum(group.pending + group.lag for group in status.streams if group.group == "indexer") == 40
        await asyncio.sleep(max(0.0, seconds - (time.monotonic() - stopped)))
        assert line.processes["indexer"].poll() is None
        narrow.start()
        await asyncio.to_thread(narrow.wait)
        await line.drained(EXTRACTED)
        await check_index(line, narrow.url, 60)
        assert line.dead() == []
        await line.ready("indexer")
