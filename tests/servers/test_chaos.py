"""Everything dies at random while articles flow: at the end each is there once.

By default a small run; the long one is
`CHAOS_ARTICLES=3000 CHAOS_KILLS=180 CHAOS_RESTARTS=3 pytest -s tests/servers/test_chaos.py`.
The seed of the random numbers is printed; `CHAOS_SEED` runs the same again.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from pathlib import Path

import pytest

from services.console.embedded.ports import free_port
from services.console.embedded.valkey import Valkey
from shared.streams import EXTRACTED, NORMALIZED, RAW
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.index import check_index
from tests.servers.proxy import Proxy

ARTICLES = int(os.environ.get("CHAOS_ARTICLES", "200"))
KILLS = int(os.environ.get("CHAOS_KILLS", "10"))
RESTARTS = int(os.environ.get("CHAOS_RESTARTS", "1"))
SEED = int(os.environ.get("CHAOS_SEED", str(random.randrange(10**6))))
REPLICAS = ("fetcher", "normalizer", "normalizer#2", "extractor", "extractor#2", "indexer")
TEXT = """بلغ عدد الصناع التقليديين بالإقليم {count} صانع خلال سنة 2024، فيما رصد للبرنامج غلاف مالي قدره {count} ألف درهم.

وأوضح رئيس الغرفة، في كلمة بالمناسبة، أن هذه الحصيلة جاءت ثمرة عمل مشترك بين جميع المتدخلين في القطاع.
"""

pytestmark = [pytest.mark.servers, pytest.mark.timeout(1800)]


async def supervise(line: Pipeline, stop: asyncio.Event) -> None:
    """Start again whatever has ended, as compose does."""
    while not stop.is_set():
        for service, process in list(line.processes.items()):
            if process.poll() is not None:
                line.start(service)
        await asyncio.sleep(0.1)


async def drop_slowly(line: Pipeline, seconds: float) -> None:
    """Articles arrive over the whole time."""
    for i in range(ARTICLES):
        aside = line.drop / f".{i}"
        aside.write_text(TEXT.format(count=1000 + i), "utf-8")
        aside.rename(line.drop / f"{i}.txt")
        await asyncio.sleep(seconds / ARTICLES)


async def test_everything_dies_at_random(tmp_path: Path, opensearch_url: str) -> None:
    print(f"CHAOS_SEED={SEED}")  # noqa: T201
    dice = random.Random(SEED)
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", free_port())
    valkey.start()
    valkey.wait()
    stop = asyncio.Event()
    started = time.monotonic()
    try:
        async with Proxy(opensearch_url) as proxy:
            with pipeline(tmp_path, valkey.url, proxy.url, batch_size=20, deliveries=50, retry_max_seconds=2) as line:
                line.start(*REPLICAS)
                await line.ready(*REPLICAS)
                supervisor = asyncio.create_task(supervise(line, stop))
                dropper = asyncio.create_task(drop_slowly(line, KILLS * 0.7))
                events = ["kill"] * KILLS + ["valkey", "opensearch"] * RESTARTS
                dice.shuffle(events)
                for event in events:
                    await asyncio.sleep(dice.uniform(0.2, 1.2))
                    if event == "kill":
                        victim = dice.choice(REPLICAS)
                        if line.processes[victim].poll() is None:
                            os.kill(line.processes[victim].pid, signal.SIGKILL)
                    elif event == "valkey":
                        os.kill(valkey.child.pid, signal.SIGKILL)
                        valkey.stop()
                        await asyncio.sleep(dice.uniform(0, 2))
                        valkey.start()
                        await asyncio.to_thread(valkey.wait)
                    else:
                        await proxy.close()
                        await asyncio.sleep(dice.uniform(1, 5))
                        await proxy.open()
                await dropper
                await line.taken(ARTICLES, 120)
                await line.drained(RAW, NORMALIZED, EXTRACTED, seconds=120)

                async def calm() -> bool:
                    """Every process is there and ready: the last victim too."""
                    answers = [await line.get(service, "/health/ready") for service in REPLICAS]
                    return all(answer is not None and answer.status_code == 200 for answer in answers)

                await until("all ready", calm, 60)
                stop.set()
                await supervisor
                for stream in (RAW, NORMALIZED, EXTRACTED):
                    ids = line.article_ids(stream)
                    assert len(ids) == len(set(ids)) == ARTICLES, stream.name
                await check_index(line, opensearch_url, ARTICLES)
                assert line.dead() == []

    finally:
        stop.set()
        valkey.stop()
    print(f"{ARTICLES} articles, {KILLS} kills, {RESTARTS} restarts each: {time.monotonic() - started:.0f} s")  # noqa: T201
