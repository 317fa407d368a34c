"""A long replay while news flows: the news passes ahead, the result is what a fresh run makes, a second one writes nothing new.

A short run in CI; `make chaos` runs 3,000 articles and prints the figures that ARCHITECTURE.md gives.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import statistics
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from services.console.bench.corpus import generate
from shared.archive.records import id_key
from shared.settings import SERVICES
from shared.streams import RAW, replays_key
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.index import check_index, documents
from tests.servers.test_replay import answer, command, hirfa

pytestmark = [pytest.mark.servers, pytest.mark.timeout(600)]
SETTLING = 1.0
"""Seconds after the replay was stopped or went on in which no news is counted."""


class News:
    """Articles that arrive one after the other; each knows when it came, and as which entry of the stream."""

    def __init__(self, line: Pipeline, pause: float) -> None:
        self._line, self._pause = line, pause
        self._numbers = itertools.count()
        self._bodies: Iterator[str] = (a.content for a in generate(99, 100_000, characters=2_800))
        self.came: dict[str, float] = {}
        self.entries: dict[str, str] = {}

    @asynccontextmanager
    async def flowing(self) -> AsyncIterator[list[str]]:
        """While inside, articles come at an even rate; their ids."""
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
            self.entries[article_id] = await asyncio.to_thread(self._line.add, RAW, message)
            ids.append(article_id)
            await asyncio.sleep(self._pause)

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

    def delays(self, times: list[Turn], *, replaying: bool) -> list[float]:
        """Seconds from coming to being in the index, by the indexer's log, of what came at such times, sorted."""
        done: dict[str, float] = {}
        for text in self._line.log("indexer").splitlines():
            said = json.loads(text) if text.startswith("{") else {}
            if said.get("event") == "processed" and said.get("run_id") is None:
                done.setdefault(said["article_id"], datetime.fromisoformat(said["timestamp"]).timestamp())
        meant = [turn for turn in times if turn.replaying == replaying]
        return sorted(
            done[i] - at for i, at in self.came.items() if any(turn.began + SETTLING < at < turn.ended for turn in meant)
        )


class Turn(NamedTuple):
    """A time in which the replay ran, or did not."""

    began: float
    ended: float
    replaying: bool


async def by_turns(line: Pipeline, replay: subprocess.Popen[str], seconds: float) -> list[Turn]:
    """Stop the replay and let it go on while it sends: so both are measured under the same load by others.

    It is not stopped any more when it has sent all: while it switches the index nobody may write.
    """
    turns: list[Turn] = []
    key = replays_key(line.prefix)

    async def sending() -> bool:
        return bool(line.redis.zcard(key))

    await until("the replay sends", sending)
    try:
        while await sending():
            began, replaying = time.time(), len(turns) % 2 == 0
            await asyncio.sleep(seconds if replaying else seconds / 2)
            turns.append(Turn(began, time.time(), replaying))
            if await sending():
                os.kill(replay.pid, signal.SIGSTOP if replaying else signal.SIGCONT)
    finally:
        if replay.poll() is None:
            os.kill(replay.pid, signal.SIGCONT)  # it may have ended its sending just before it was stopped
    return turns


async def contents(line: Pipeline, url: str) -> dict[str, dict[str, Any]]:
    """All documents but for the run that wrote them, which is the middle of an article's rank, too."""
    articles = await documents(line, url, "articles")
    for article in articles:
        normalizer, _, content = article["rank"].split(" ")
        article["rank"] = f"{normalizer} {content}"
    found = articles + await documents(line, url, "facts")
    for document in found:
        document.pop("run_id", None)
    return {f"{document['article_id']} {document.get('fact_id')}": document for document in found}


@dataclass(frozen=True)
class Flow:
    """How many articles are replayed, seconds between two news, and for how many the replay may go on before it is stopped."""

    count: int
    pause: float
    turn: float | None = None


async def replayed_under_load(folder: Path, redis_url: str, opensearch_url: str, flow: Flow) -> tuple[float, float]:
    """Run it; the median delays of news in seconds, while the replay was stopped and while it was under way."""
    count = flow.count
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
        news = News(line, flow.pause)
        async with news.flowing() as before:
            await asyncio.sleep(2)
        await line.drained()

        started = time.monotonic()
        async with news.flowing() as during:
            replay = command(line, "--from", "raw", "--new-index", "--rate", "1000", "--json")
            turns = await by_turns(line, replay, flow.turn) if flow.turn else []
            sending = sum(t.ended - t.began for t in turns if t.replaying)
            first = json.loads(await answer(replay, seconds=3000))
        seconds = time.monotonic() - started
        await line.drained()
        end = id_key(first["run"]["end"])
        early = sum(id_key(news.entries[i]) <= end for i in during)  # news that came before it had begun
        assert first["run"]["sent"] == count + len(before) + early
        assert first["damaged"] == []
        assert first["changes"] == {"added": {}, "gone": {}, "altered": {}}
        await check_index(line, opensearch_url, count + len(before) + len(during))
        after = await contents(line, opensearch_url)
        told_before = {k: v for k, v in after.items() if not k.startswith("news-")}
        assert [k for k in fresh.keys() | told_before.keys() if fresh.get(k) != told_before.get(k)] == []
        calm, busy = (news.delays(turns, replaying=replaying) for replaying in (False, True))
        assert not flow.turn or (calm and busy), "news came in both"
        print(f"\n{count} articles in {seconds:.0f} s, of which the replay was under way and sent for {sending:.0f} s")  # noqa: T201
        for name, delays in (("paused", calm), ("under way", busy)):
            if delays:
                told = f"median {statistics.median(delays):.3f} s, nine in ten {delays[len(delays) * 9 // 10]:.3f} s"
                print(f"{len(delays)} news while it was {name}: {told}, the slowest {delays[-1]:.3f} s")  # noqa: T201

        second = await hirfa(line, "--from", "raw", "--rate", "1000", seconds=3000)
        assert second["run"]["sent"] == count + len(before) + len(during)
        assert second["changes"] == {"added": {}, "gone": {}, "altered": {}}
        last = await contents(line, opensearch_url)
        assert [k for k in last.keys() | after.keys() if last.get(k) != after.get(k)] == []
        assert line.dead() == []
        assert news.overtaken(during) <= 20, "what is on the way when an article comes, and no more, is before it"
        return statistics.median(calm or [0]), statistics.median(busy or [0])


async def test_a_short_replay_under_live_flow(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    await replayed_under_load(tmp_path, redis_url, opensearch_url, Flow(100, pause=0.5))


@pytest.mark.chaos
@pytest.mark.timeout(3600)
async def test_a_replay_of_3000_under_live_flow(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    calm, busy = await replayed_under_load(tmp_path, redis_url, opensearch_url, Flow(3_000, pause=0.2, turn=8))
    assert busy <= 2 * calm
