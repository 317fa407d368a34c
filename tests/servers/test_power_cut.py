"""The power of the stream server's machine fails: what is lost with each way of syncing, shown on a disk that forgets."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path
from threading import Thread

import pytest
import redis

from services.console.embedded.ports import free_port
from services.console.embedded.valkey import Valkey
from shared.identity import article_id
from shared.streams import NORMALIZED, RAW
from tests.servers.disks import Disk, disk
from tests.servers.harness import pipeline, until

pytestmark = pytest.mark.servers
EVERY_SECOND = 2.0
"""Seconds of acknowledged writes that may be lost: one between two syncs, and one that a sync may take before writes wait."""


class Writer:
    """Adds numbers to a stream as fast as it can, and notes when each was acknowledged."""

    def __init__(self, port: int) -> None:
        self.acknowledged: list[float] = []
        self._client = redis.Redis(port=port)
        self._thread = Thread(target=self._write)
        self._thread.start()

    def _write(self) -> None:
        try:
            while True:
                self._client.xadd("numbers", {"data": str(len(self.acknowledged)) + "x" * 200})
                self.acknowledged.append(time.monotonic())
        except redis.RedisError:
            pass

    def join(self) -> None:
        self._thread.join(20)
        self._client.close()


def cut(valkey: Valkey, held: Disk) -> Path:
    """The power fails. What the disk holds then."""
    os.kill(valkey.child.pid, signal.SIGKILL)
    valkey.stop()
    return held.after_a_power_cut()


def lost_at_a_cut(folder: Path, fsync: str, seconds: float) -> tuple[int, int, float]:
    """Write, cut, start again from what the disk holds: how many writes were acknowledged, are lost, and for how long at most."""
    port = free_port()
    options = ("--appendfsync", fsync)
    with disk(folder) as held:
        valkey = Valkey(held.new(64) / "data", folder / "valkey.log", port, options)
        valkey.start()
        try:
            valkey.wait()
            writer = Writer(port)
            time.sleep(seconds)
            at = time.monotonic()
            left = cut(valkey, held)
            writer.join()
        finally:
            valkey.stop()
        valkey = Valkey(left / "data", folder / "valkey.log", port, options)
        valkey.start()
        try:
            valkey.wait()
            with redis.Redis(port=port) as client:
                there = [int(fields[b"data"].rstrip(b"x")) for _, fields in client.xrange("numbers")]
        finally:
            valkey.stop()
    assert there == list(range(len(there))), "what is lost is the end, and nothing in between"
    missing = writer.acknowledged[len(there) :]
    return len(writer.acknowledged), len(missing), at - missing[0] if missing else 0.0


@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.chaos)])
def test_with_a_sync_every_second_the_last_seconds_are_lost(tmp_path: Path, rounds: int) -> None:
    found = []
    for number in range(rounds + 3):
        found.append(lost_at_a_cut(tmp_path / str(number), "everysec", 2.5 + 0.13 * number))
        assert found[-1][2] <= EVERY_SECOND
        if len(found) >= rounds and any(lost for _, lost, _ in found):
            break
    print([f"{lost} of {all_} lost, of the last {age:.2f} s" for all_, lost, age in found])  # noqa: T201
    assert any(lost for _, lost, _ in found), "nothing is lost at all: then this disk forgets nothing, and the test shows nothing"


@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.chaos)])
def test_with_a_sync_at_each_write_nothing_is_lost(tmp_path: Path, rounds: int) -> None:
    for number in range(rounds):
        written, lost, _ = lost_at_a_cut(tmp_path / str(number), "always", 1.5 + 0.13 * number)
        print(f"{lost} of {written} lost")  # noqa: T201
        assert written > 100
        assert lost == 0


async def test_files_whose_articles_are_lost_are_in_done_and_can_be_dropped_again(tmp_path: Path) -> None:
    """A hand-over is lost as a whole or not at all, so nothing is lost or doubled but what had only just come in."""
    port = free_port()
    with disk(tmp_path / "disk") as held, pipeline(tmp_path, f"redis://127.0.0.1:{port}/0", idle_seconds=0.5) as line:
        texts = {f"{i}.txt": f"بلغ عدد الصناع {1000 + i} صانع خلال سنة 2024." for i in range(200)}
        valkey = Valkey(held.new(64) / "data", tmp_path / "valkey.log", port)
        valkey.start()
        try:
            valkey.wait()
            line.start("fetcher", "normalizer")
            await line.ready("fetcher", "normalizer")
            for name, text in texts.items():
                (line.drop / f".{name}").write_text(text, "utf-8")
                (line.drop / f".{name}").rename(line.drop / name)
            await line.passed(NORMALIZED, 50)
            left = cut(valkey, held)
            valkey = Valkey(left / "data", tmp_path / "valkey.log", port)
            valkey.start()
            valkey.wait()

            async def dealt_with() -> bool:
                line.keep_up()  # a group of the last second is lost as well: the service that reads by it ends
                return line.waiting(RAW) == 0

            await line.taken(200, 60)
            await until("what is left is dealt with", dealt_with, 60)
            there = set(line.article_ids(RAW))
            lost = [name for name, text in texts.items() if article_id(url=None, content=text) not in there]
            print(f"{len(lost)} of 200 articles lost")  # noqa: T201
            for name in lost:
                shutil.move(line.drop / "done" / name, line.drop / name)

            async def whole() -> bool:
                return len(set(line.article_ids(NORMALIZED))) == 200

            await until("all are there", whole)
            for stream in (RAW, NORMALIZED):
                assert len(line.article_ids(stream)) == 200, "none twice"
            assert line.dead() == []
        finally:
            valkey.stop()
