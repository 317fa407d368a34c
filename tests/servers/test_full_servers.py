"""The stream server has no room on its disk or in memory: it says so, nothing is lost, and all goes on when there is room."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import redis

from services.console.embedded.ports import free_port
from services.console.embedded.valkey import Valkey
from services.console.settings import ConsoleSettings
from services.console.status import read_status
from shared.settings import SERVICES
from shared.streams import EXTRACTED, NORMALIZED, RAW
from tests.servers.disks import small_disk
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.index import check_index

pytestmark = pytest.mark.servers
TEXT = (
    "بلغ عدد الصناع التقليديين {count} صانع خلال سنة 2024، وفق المعطيات التي كشفت عنها الغرفة.\n\n"
    + "وتابع المتحدث كلامه. " * 200
)


def drop(line: Pipeline, start: int, count: int) -> None:
    for i in range(start, start + count):
        aside = line.drop / f".{i}"
        aside.write_text(TEXT.format(count=1000 + i), "utf-8")
        aside.rename(line.drop / f"{i}.txt")


async def refused_named_and_healed(
    line: Pipeline, opensearch_url: str, words: str, fill: Callable[[], None], free: Callable[[], None], articles: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Articles flow, the room ends, articles come all the same, there is room again."""
    line.start(*SERVICES)
    await line.ready(*SERVICES)
    drop(line, 0, 20)
    await line.passed(EXTRACTED, 20)
    fill()
    drop(line, 20, articles - 20)

    async def stuck() -> bool:
        return words in line.log("fetcher")

    await until("the fetcher is refused", stuck)
    for name, value in line.env.items():
        monkeypatch.setenv(name, value)

    async def told() -> bool:
        return words in str((await asyncio.to_thread(read_status, ConsoleSettings(home=line.folder))).as_json())

    await until("hirfa status names the cause", told)
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(line.url("fetcher", "/articles"), json={"content": TEXT})
        assert answer.status_code == 503, answer.text
        live = [await client.get(line.url(service, "/health/live")) for service in SERVICES]
    assert [one.status_code for one in live] == [200] * 4  # to kill them would help nobody
    assert list(line.drop.glob("*.txt")), "what is not published stays where it is"
    await asyncio.sleep(3)  # far longer than all deliveries of a message would take
    assert line.dead() == []
    free()
    freed = time.monotonic()
    await line.taken(articles, 120)
    await line.drained(RAW, NORMALIZED, EXTRACTED, seconds=120)
    print(f"{articles} articles; {time.monotonic() - freed:.1f} s after there was room all are indexed")  # noqa: T201
    await line.ready(*SERVICES)
    for stream in (RAW, NORMALIZED, EXTRACTED):
        ids = line.article_ids(stream)
        assert len(ids) == len(set(ids)) == articles, stream.name
    await check_index(line, opensearch_url, articles)
    assert line.dead() == []
    assert all(process.poll() is None for process in line.processes.values())


@pytest.mark.parametrize("articles", [60, pytest.param(1000, marks=pytest.mark.chaos)])
async def test_the_disk_of_the_append_only_file_is_full(
    tmp_path: Path, opensearch_url: str, articles: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "disk", "200m") as disk:
        valkey = Valkey(disk / "data", tmp_path / "valkey.log", free_port())
        valkey.start()
        try:
            valkey.wait()
            ballast = disk / "ballast"

            def fill() -> None:
                with ballast.open("wb") as file:
                    room = os.statvfs(disk)
                    os.posix_fallocate(file.fileno(), 0, (room.f_bavail - 4) * room.f_frsize)

            with pipeline(tmp_path, valkey.url, opensearch_url, deliveries=2) as line:
                await refused_named_and_healed(line, opensearch_url, "MISCONF", fill, ballast.unlink, articles, monkeypatch)
                assert "while writing to the AOF file" in (tmp_path / "valkey.log").read_text("utf-8")
                os.kill(valkey.child.pid, signal.SIGKILL)  # what it says it has written can be read again
                valkey.stop()
                valkey.start()
                valkey.wait()

                async def loaded() -> bool:
                    with suppress(redis.BusyLoadingError):
                        return len(set(line.article_ids(RAW))) == articles
                    return False

                await until("all are there again", loaded)
        finally:
            valkey.stop()


@pytest.mark.parametrize("articles", [60, pytest.param(1000, marks=pytest.mark.chaos)])
async def test_the_memory_limit_is_reached(
    tmp_path: Path, opensearch_url: str, articles: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", free_port())
    valkey.start()
    try:
        valkey.wait()
        with pipeline(tmp_path, valkey.url, opensearch_url, deliveries=2) as line:

            def limit(size: str) -> Callable[[], None]:
                return lambda: line.redis.config_set("maxmemory", size) and None

            await refused_named_and_healed(
                line, opensearch_url, "maxmemory", limit("1mb"), limit("0"), articles, monkeypatch
            )  # fmt: skip
    finally:
        valkey.stop()
