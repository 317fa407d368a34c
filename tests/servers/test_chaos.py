"""Everything dies at random while articles flow: at the end each is there once.

A short run in CI, in which OpenSearch is out of reach; the long one (`make chaos`) stops the server itself, for 20 s each time.
The seed of the random numbers is printed; `CHAOS_SEED` runs the same again.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.console.embedded.jars import JarCache
from services.console.embedded.opensearch import OpenSearch
from services.console.embedded.ports import OPENSEARCH_PORTS, free_port
from services.console.embedded.valkey import Valkey
from shared.streams import EXTRACTED, NORMALIZED, RAW
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.index import check_index
from tests.servers.proxy import Proxy

SEED = int(os.environ.get("CHAOS_SEED", str(random.randrange(10**6))))
REPLICAS = ("fetcher", "normalizer", "normalizer#2", "extractor", "extractor#2", "indexer")
TEXT = """بلغ عدد الصناع التقليديين بالإقليم {count} صانع خلال سنة 2024، فيما رصد للبرنامج غلاف مالي قدره {count} ألف درهم.

وأوضح رئيس الغرفة، في كلمة بالمناسبة، أن هذه الحصيلة جاءت ثمرة عمل مشترك بين جميع المتدخلين في القطاع.
"""

pytestmark = [pytest.mark.servers, pytest.mark.timeout(1800)]


@dataclass(frozen=True)
class Run:
    """How many articles, how often each process is killed, how often both servers are, seconds that OpenSearch is away."""

    articles: int
    kills: int
    restarts: int
    away: float


SHORT, LONG = Run(200, 2, 1, 2), Run(3000, 30, 3, 20)


class Index:
    """An OpenSearch that can be away: out of reach in the short run, stopped in the long one."""

    def __init__(self, url: str, server: OpenSearch | Proxy) -> None:
        self.url, self._server = url, server

    async def away(self, seconds: float) -> None:
        """Be away for so long."""
        server = self._server
        if isinstance(server, Proxy):
            await server.close()
            await asyncio.sleep(seconds)
            await server.open()
            return
        await asyncio.to_thread(server.stop)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(server.start)
        await asyncio.to_thread(server.wait, 120)


@asynccontextmanager
async def index_of(run: Run, folder: Path, opensearch_url: str, jars: JarCache) -> AsyncIterator[Index]:
    """The session's server behind a proxy, or in the long run one of its own."""
    if run is SHORT:
        async with Proxy(opensearch_url) as proxy:
            yield Index(proxy.url, proxy)
        return
    server = OpenSearch(folder / "opensearch", folder / "opensearch.log", free_port(OPENSEARCH_PORTS), jars)
    server.start()
    try:
        await asyncio.to_thread(server.wait)
        yield Index(server.url, server)
    finally:
        server.stop()


async def supervise(line: Pipeline, stop: asyncio.Event) -> None:
    """Start again whatever has ended, as compose does."""
    while not stop.is_set():
        for service, process in list(line.processes.items()):
            if process.poll() is not None:
                line.start(service)
        await asyncio.sleep(0.1)


async def drop_slowly(line: Pipeline, articles: int, seconds: float) -> None:
    """Articles arrive over the whole time."""
    for i in range(articles):
        aside = line.drop / f".{i}"
        aside.write_text(TEXT.format(count=1000 + i), "utf-8")
        aside.rename(line.drop / f"{i}.txt")
        await asyncio.sleep(seconds / articles)


async def kill(line: Pipeline, victim: str) -> None:
    """Kill a process that lives: one that is only just being started again would not count."""

    async def lives() -> bool:
        return line.processes[victim].poll() is None

    await until(f"{victim} lives", lives)
    os.kill(line.processes[victim].pid, signal.SIGKILL)


@pytest.mark.parametrize("run", [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.chaos)])
async def test_everything_dies_at_random(run: Run, tmp_path: Path, opensearch_url: str, jars: JarCache) -> None:
    print(f"CHAOS_SEED={SEED}")  # noqa: T201
    dice = random.Random(SEED)
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", free_port())
    valkey.start()
    valkey.wait()
    stop = asyncio.Event()
    started = time.monotonic()
    events = [*REPLICAS * run.kills, *["valkey", "opensearch"] * run.restarts]
    dice.shuffle(events)
    try:
        async with index_of(run, tmp_path, opensearch_url, jars) as index:
            with pipeline(tmp_path, valkey.url, index.url, batch_size=20, deliveries=50, retry_max_seconds=2) as line:
                line.start(*REPLICAS)
                await line.ready(*REPLICAS)
                supervisor = asyncio.create_task(supervise(line, stop))
                dropper = asyncio.create_task(drop_slowly(line, run.articles, len(events) * 0.7 + run.restarts * run.away))
                away: list[asyncio.Task[None]] = []
                for event in events:
                    await asyncio.sleep(dice.uniform(0.2, 1.2))
                    if event == "valkey":
                        os.kill(valkey.child.pid, signal.SIGKILL)
                        valkey.stop()
                        await asyncio.sleep(dice.uniform(0, 2))
                        valkey.start()
                        await asyncio.to_thread(valkey.wait)
                    elif event == "opensearch":  # the killing goes on meanwhile
                        await asyncio.gather(*away)
                        away = [asyncio.create_task(index.away(run.away))]
                    else:
                        await kill(line, event)
                await asyncio.gather(dropper, *away)
                await line.taken(run.articles, 240)
                await line.drained(RAW, NORMALIZED, EXTRACTED, seconds=240)

                async def calm() -> bool:
                    """Every process is there and ready: the last victim too."""
                    answers = [await line.get(service, "/health/ready") for service in REPLICAS]
                    return all(answer is not None and answer.status_code == 200 for answer in answers)

                await until("all ready", calm, 60)
                stop.set()
                await supervisor
                for stream in (RAW, NORMALIZED, EXTRACTED):
                    ids = line.article_ids(stream)
                    assert len(ids) == len(set(ids)) == run.articles, stream.name
                facts = await check_index(line, index.url, run.articles)
                assert len({fact["fact_id"] for fact in facts}) == len(facts)
                assert line.dead() == []
    finally:
        stop.set()
        valkey.stop()
    print(  # noqa: T201
        f"{run.articles} articles, {len(facts)} facts, {len(REPLICAS)} processes killed {run.kills} times each,"
        f" both servers away {run.restarts} times: {time.monotonic() - started:.0f} s"
    )
