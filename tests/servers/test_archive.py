"""The raw archive on real servers and a real full disk: nothing is trimmed that is not in it, whatever dies in between."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
import redis.asyncio

from services.console.embedded.ports import free_port
from services.console.embedded.valkey import Valkey
from services.console.settings import ConsoleSettings
from services.console.status import read_status
from shared.archive.archiver import Archiver
from shared.archive.objects import Archive
from shared.archive.records import Row, day_of
from shared.archive.stores import LocalStore, S3Store, StoreError, open_store
from shared.metrics import ArchiveMetrics, StageMetrics, new_registry
from shared.streams import NORMALIZED, RAW
from tests.servers.disks import mount, small_disk
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.seaweed import SeaweedFS

pytestmark = pytest.mark.servers
NOISE = random.Random(5)
QUICK: dict[str, object] = {"keep_hours": 0, "keep_entries": 0, "archive_seconds": 0.2}


def add(line: Pipeline, count: int, size: int = 20) -> list[str]:
    return [line.add(RAW, orjson.dumps({"content": f"نص {NOISE.randbytes(size).hex()}"})) for _ in range(count)]


def rows(line: Pipeline) -> list[Row]:
    found: list[tuple[bytes, dict[bytes, bytes]]] = line.redis.xrange(RAW.key(line.prefix))  # type: ignore[assignment]
    return [(entry_id.decode(), fields) for entry_id, fields in found]


def archive(line: Pipeline) -> Archive:
    place = line.settings.archive_place
    assert place is not None
    return Archive(open_store(place))


async def emptied(line: Pipeline) -> None:
    async def empty() -> bool:
        return line.redis.xlen(RAW.key(line.prefix)) == 0

    await until("the raw stream is trimmed", empty)


@asynccontextmanager
async def archiver(line: Pipeline) -> AsyncIterator[Archiver]:
    """One in this process, so that it can be made to fail at a place."""
    client = redis.asyncio.Redis.from_url(line.env["REDIS_URL"])
    registry = new_registry()
    one = Archiver(line.settings, StageMetrics(registry, "fetcher"), ArchiveMetrics(registry))
    await one.prepare(client)
    try:
        yield one
    finally:
        await client.aclose()


async def run_until_archived(one: Archiver, line: Pipeline) -> None:
    task = asyncio.create_task(one.run())

    async def done() -> bool:
        (group,) = (g for g in line.redis.xinfo_groups(RAW.key(line.prefix)) if g["name"] == b"archive")  # type: ignore[union-attr]
        return bool(group["last-delivered-id"].decode() == rows(line)[-1][0])

    try:
        await until("archived", done)
    finally:
        task.cancel()


async def test_what_is_trimmed_is_archived_first_as_it_came(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, **QUICK) as line:
        add(line, 20)
        line.redis.xadd(RAW.key(line.prefix), {"data": b"\xff\x00 no text", "replays": "1", "other": b"\xfe"})
        line.redis.xadd(RAW.key(line.prefix), {"nothing": "of ours"})
        came = rows(line)
        line.start("normalizer")
        await line.passed(NORMALIZED, 20)
        await line.drained(RAW)
        await asyncio.sleep(1)  # two looks of the trimmer
        assert rows(line) == came, "nothing archives, so nothing may go"
        line.start("fetcher")
        await emptied(line)
        assert list(archive(line).entries()) == came
        assert line.redis.xinfo_groups(RAW.key(line.prefix))[0]["lag"] == 0  # type: ignore[index]
        metrics = await line.get("fetcher", "/metrics")
        assert metrics is not None
        assert "hirfa_archived_entries_total 22.0" in metrics.text
        assert "hirfa_archive_well 1.0" in metrics.text


async def test_an_archive_that_is_switched_off_holds_nothing_back(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, **QUICK, archive="off") as line:
        line.redis.xgroup_create(RAW.key(line.prefix), "archive", "0", mkstream=True)  # it was on before
        add(line, 5)
        line.start("fetcher", "normalizer")
        await emptied(line)
        assert not (tmp_path / "home").exists()


async def test_a_full_disk_stops_archiving_and_trimming_says_so_and_heals(tmp_path: Path, redis_url: str) -> None:
    with (
        small_disk(tmp_path / "disk", "64k") as disk,
        pipeline(tmp_path, redis_url, **QUICK, archive=disk, archive_entries=20) as line,
    ):
        line.start("fetcher", "normalizer")
        await line.ready("fetcher", "normalizer")
        add(line, 5)
        await emptied(line)
        early = list(archive(line).entries())
        add(line, 100, size=1500)  # 150 kB that do not compress below the room there is
        came = rows(line)

        async def said() -> str:
            answer = await line.get("fetcher", "/health/ready")
            return answer.text if answer is not None and answer.status_code == 503 else ""

        assert "No space left on device" in await until("the cause is told", said)
        live = await line.get("fetcher", "/health/live")
        metrics = await line.get("fetcher", "/metrics")
        assert live is not None
        assert live.status_code == 200
        assert metrics is not None
        assert 'hirfa_archive_failures_total{reason="no_space"}' in metrics.text
        assert "hirfa_archive_well 0.0" in metrics.text
        assert "archiving is stopped, and so is trimming" in line.log("fetcher")
        await line.passed(NORMALIZED, 105)  # the news goes on
        (line.drop / "one.txt").write_text("خبر", "utf-8")
        await line.taken(1)
        await line.drained(RAW)
        await asyncio.sleep(1)
        left = rows(line)
        assert left[:-1] == came[-len(left) + 1 :], "what is not archived stays"
        assert list(disk.rglob("*.part")) == []
        with pytest.MonkeyPatch.context() as env:
            for name, value in line.env.items():
                env.setenv(name, value)
            told = await asyncio.to_thread(read_status, ConsoleSettings())
        assert "No space left on device" in told.services["fetcher"].detail
        assert any(g.group == "archive" and g.lag == len(left) for g in told.streams)

        await asyncio.to_thread(mount, disk, "remount,size=8m")
        await emptied(line)
        await line.ready("fetcher")
        kept = list(archive(line).entries())
        assert kept[:105] == early + came
        assert len(kept) == 106


async def test_nothing_is_missing_after_many_sudden_deaths(tmp_path: Path, redis_url: str) -> None:
    dice = random.Random(11)
    often: dict[str, object] = {"keep_hours": 0, "keep_entries": 0, "archive_seconds": 0.02, "archive_entries": 3}
    with pipeline(tmp_path, redis_url, **often, trim_seconds=0.05) as line:
        line.start("normalizer", "archiver_alone")
        came: list[str] = []
        for _ in range(10):
            before = len(list(archive(line).objects()))

            async def at_work(before: int = before) -> bool:
                came.append(line.add(RAW, orjson.dumps({"content": f"نص {len(came)}"})))
                return len(list(archive(line).objects())) > before

            await until("it archives", at_work)
            for _ in range(dice.randrange(40)):
                came.append(line.add(RAW, orjson.dumps({"content": f"نص {len(came)}"})))
                await asyncio.sleep(dice.uniform(0, 0.003))
            line.kill("archiver_alone")
            line.start("archiver_alone")
        await emptied(line)
        kept = archive(line)
        assert [entry_id for entry_id, _ in kept.entries()] == came
        assert not kept.damages
        assert len(list(kept.objects())) > 10


async def test_a_death_between_storing_and_moving_on_stores_nothing_twice(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pipeline(tmp_path, redis_url, **QUICK) as line:
        add(line, 10)
        async with archiver(line) as dies:

            async def never(*_: Any) -> None:
                raise asyncio.CancelledError

            with monkeypatch.context() as patch:
                patch.setattr(dies, "_advance", never)
                await asyncio.sleep(0.3)
                with pytest.raises(asyncio.CancelledError):
                    await dies.run()
        (stored,) = archive(line).objects()
        add(line, 5)  # what came meanwhile would make another object of the same entries
        async with archiver(line) as next_one:
            await run_until_archived(next_one, line)
        objects = list(archive(line).objects())
        assert objects[0] == stored
        assert [name.lines for name in objects] == [10, 5]
        assert list(archive(line).entries()) == rows(line)
        (group,) = line.redis.xinfo_groups(RAW.key(line.prefix))  # type: ignore[misc]
        assert group["lag"] == 0


async def test_copies_that_a_replay_sent_are_not_history(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, **QUICK) as line:
        add(line, 3)
        history = rows(line)
        line.add(RAW, orjson.dumps({"content": "نص", "run_id": "replay-20261122T101010-0a1b"}))
        async with archiver(line) as one:
            await run_until_archived(one, line)
            assert list(archive(line).entries()) == history
            line.add(RAW, orjson.dumps({"content": "نص", "run_id": "replay-20261122T101010-0a1b"}))
            await run_until_archived(one, line)  # moves on, and stores no empty object
        assert len(list(archive(line).objects())) == 1


async def test_a_stream_server_that_is_full_is_relieved_by_archiving(tmp_path: Path) -> None:
    """Over `maxmemory` the archive must go on, since it is what lets the stream be trimmed."""
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", free_port())
    valkey.start()
    try:
        valkey.wait()
        with pipeline(tmp_path, valkey.url, **QUICK, archive_entries=10_000) as line:
            line.start("normalizer")
            await line.ready("normalizer")
            add(line, 200, size=5000)
            await line.passed(NORMALIZED, 200)
            await line.drained(RAW)
            line.start("fetcher", HIRFA_ARCHIVE_SECONDS="3")
            await line.ready("fetcher")
            line.redis.config_set("maxmemory", line.redis.info()["used_memory"] - 100_000)  # type: ignore[index]
            with pytest.raises(redis.OutOfMemoryError):
                add(line, 1)
            await emptied(line)
            assert len(list(archive(line).entries())) == 200
            add(line, 1)
    finally:
        valkey.stop()


async def test_a_bucket_of_an_s3_server_that_goes_away_and_comes_back(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = SeaweedFS(tmp_path / "seaweed")
    try:
        server.start()
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        S3Store("s3://news").put("made", b"")  # a bucket must exist, and this server makes it at the first object
        with pipeline(tmp_path, redis_url, **QUICK, archive="s3://news/of/hirfa") as line:
            line.start("fetcher", "normalizer")
            await line.ready("fetcher", "normalizer")
            came = add(line, 30)
            await emptied(line)
            server.stop()
            came += add(line, 30, size=1000)
            waiting = rows(line)

            async def said() -> bool:
                answer = await line.get("fetcher", "/health/ready")
                return answer is not None and answer.status_code == 503 and "127.0.0.1" in answer.text

            await until("the cause is told", said)
            assert rows(line) == waiting
            server.start()
            await emptied(line)
            kept = archive(line)
            found = list(kept.entries())
            assert [entry_id for entry_id, _ in found] == came
            assert found[30:] == waiting
            assert not kept.damages
            (day, *_) = kept.store.folders("raw")
            assert sum(entry["lines"] for entry in kept.index(f"raw/{day}")) >= 30
            assert not isinstance(kept.store, LocalStore)
    finally:
        server.stop()


async def test_trouble_is_over_when_another_archiver_has_stored_everything(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pipeline(tmp_path, redis_url, **QUICK) as line:
        add(line, 10)
        async with archiver(line) as fails, archiver(line) as other:

            def full(*_: Any) -> None:
                raise StoreError("no_space", "no room")

            monkeypatch.setattr(fails._archive, "write", full)
            task = asyncio.create_task(fails.run())
            try:
                await until("it is in trouble", lambda: _in_trouble(fails))
                with pytest.raises(StoreError, match="no room"):
                    await fails.check()
                await run_until_archived(other, line)
                await until("it is well again", lambda: _well(fails), 15)
            finally:
                task.cancel()


async def test_a_disk_that_cannot_be_read_is_told(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, **QUICK) as line:
        add(line, 3)
        folder = Path(str(line.settings.archive_place)) / "raw" / day_of(rows(line)[0][0])
        folder.mkdir(parents=True)
        (folder / "index.json").symlink_to("/proc/self/mem")  # EIO
        async with archiver(line) as one:
            task = asyncio.create_task(one.run())
            try:
                await until("it is in trouble", lambda: _in_trouble(one))
                with pytest.raises(StoreError, match="Input/output error"):
                    await one.check()
                (folder / "index.json").unlink()
                await until("it is well again", lambda: _well(one), 15)
            finally:
                task.cancel()
        assert list(archive(line).entries()) == rows(line)


async def _in_trouble(one: Archiver) -> bool:
    return one.trouble is not None


async def _well(one: Archiver) -> bool:
    return one.trouble is None
