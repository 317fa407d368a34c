"""A long replay while news flows: the news passes ahead, the result is what a fresh run makes, a second one writes nothing new.

A short run in CI; `make chaos` runs 3,000 articles and prints the figures that ARCHITECTURE.md gives.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.console.bench.corpus import generate
from shared.settings import SERVICES
from shared.streams import RAW
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.index import check_index, documents
from tests.servers.test_replay import hirfa

pytestmark = [pytest.mark.servers, pytest.mark.timeout(600)]
PAUSE = 0.5
"""Seconds between two news."""


class News:
    """Articles that arrive one after the other; each knows when it came."""

    def __init__(self, line: Pipeline) -> None:
        self._line = line
        self._numbers = itertools.count()
        self._bodies: Iterator[str] = (a.content for a in generate(99, 100_000, characters=2_800))
        self.came: dict[str, float] = {}

    @asynccontextmanager
    async def flowing(self) -> AsyncIterator[list[str]]:
        """While inside, an article comes every half second; their ids."""
        ids: list[str] = []
        stop = asyncio.Event()
        task = asyncio.create_task(self._flow(ids, stop))
        try:
            yield ids
        finally:
            stop.set()
            await task

    async def _flow(self, ids: list[str], stop: asyncio.Event) -> None:
        while not stop.is_set():
            article_id = f"news-{next(self._numbers)}"
            message = json.dumps({"article_id": article_id, "content": next(self._bodies)})
            self.came[article_id] = time.time()
            await asyncio.to_thread(self._line.add, RAW, message)
            ids.append(article_id)
            await asyncio.sleep(PAUSE)

    def overtaken(self, ids: list[str]) -> int:
        """The most messages of a replay that were written between the coming of an article and its being written."""
        copies, done = [], {}
        for text in self._line.log("indexer").splitlines():
            said = json.loads(text) if text.startswith("{") else {}
            if said.get("event") == "processed":
                at = datetime.fromisoformat(said["timestamp"]).timestamp()
                if said.get("run_id") is None:
                    done[said["article_id"]] = at
                else:
                    copies.append(at)
        return max(sum(self.came[i] < at < done[i] for at in copies) for i in ids)

    def delays(self, ids: list[str]) -> list[float]:
        """Seconds from coming to being in the index, by the indexer's log, sorted."""
        done: dict[str, float] = {}
        for text in self._line.log("indexer").splitlines():
            said = json.loads(text) if text.startswith("{") else {}
            if said.get("event") == "processed" and said.get("run_id") is None:
                done.setdefault(said["article_id"], datetime.fromisoformat(said["timestamp"]).timestamp())
        return sorted(done[i] - self.came[i] for i in ids)


async def contents(line: Pipeline, url: str) -> dict[str, dict[str, Any]]:
    """All documents but for the run that wrote them, which their rank holds too."""
    found = await documents(line, url, "articles") + await documents(line, url, "facts")
    return {f"{d['article_id']} {d.get('fact_id')}": {k: v for k, v in d.items() if k not in ("run_id", "rank")} for d in found}


async def replayed_under_load(folder: Path, redis_url: str, opensearch_url: str, count: int, calm: float) -> tuple[float, float]:
    with pipeline(folder, redis_url, opensearch_url, keep_entries=count // 10, archive_seconds=1, idle_seconds=30) as line:
        line.start(*SERVICES)
        await line.ready(*SERVICES)
        for article in generate(1, count, characters=2_800):
            line.add(RAW, json.dumps({"article_id": f"a{article.number}", "content": article.content}))
        await line.drained(seconds=count)
        await check_index(line, opensearch_url, count)
        fresh = await contents(line, opensearch_url)

        async def trimmed() -> bool:
            return len(line.entries(RAW)) <= count // 10

        await until("most of it is in the archive alone", trimmed, 60)
        news = News(line)
        async with news.flowing() as before:
            await asyncio.sleep(calm)
        await line.drained()
        calm_delays = news.delays(before)

        started = time.monotonic()
        async with news.flowing() as during:
            first = await hirfa(line, "--from", "raw", "--new-index", "--rate", "1000", seconds=3000)
        seconds = time.monotonic() - started
        await line.drained()
        assert count + len(before) <= first["run"]["sent"] <= count + len(before) + 30  # news that came before it had begun
        assert first["damaged"] == []
        assert first["changes"] == {"added": {}, "gone": {}, "altered": {}}
        await check_index(line, opensearch_url, count + len(before) + len(during))
        after = await contents(line, opensearch_url)
        told_before = {k: v for k, v in after.items() if not k.startswith("news-")}
        assert [k for k in fresh.keys() | told_before.keys() if fresh.get(k) != told_before.get(k)] == []
        busy_delays = news.delays(during)
        told = [f"{statistics.median(d):.2f} s (nine in ten {d[len(d) * 9 // 10]:.2f} s)" for d in (calm_delays, busy_delays)]
        print(  # noqa: T201  the figures that the documentation gives
            f"\n{count} articles replayed into a new index in {seconds:.0f} s; "
            f"news without a replay: {len(before)}, median {told[0]}; with it: {len(during)}, median {told[1]}"
        )

        second = await hirfa(line, "--from", "raw", "--rate", "1000", seconds=3000)
        assert second["run"]["sent"] == count + len(before) + len(during)
        assert second["changes"] == {"added": {}, "gone": {}, "altered": {}}
        last = await contents(line, opensearch_url)
        assert [k for k in last.keys() | after.keys() if last.get(k) != after.get(k)] == []
        assert line.dead() == []
        assert news.overtaken(during) <= 20, "what is on the way when an article comes, and no more, is before it"
        return statistics.median(calm_delays), statistics.median(busy_delays)


async def test_a_short_replay_under_live_flow(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    await replayed_under_load(tmp_path, redis_url, opensearch_url, 100, calm=5)


@pytest.mark.chaos
@pytest.mark.timeout(3600)
async def test_a_replay_of_3000_under_live_flow(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    calm, busy = await replayed_under_load(tmp_path, redis_url, opensearch_url, 3_000, calm=60)
    assert busy <= 2 * calm
