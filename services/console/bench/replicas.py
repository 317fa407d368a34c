"""One stage with 1, 2, 4 processes on the same stream: they share it without knowing of one another."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from services.console.bench import processes
from services.console.bench.scale import Scale
from services.console.bench.streams import entry_ms, remove
from services.console.embedded.child import Child
from services.console.embedded.errors import EmbeddedError
from services.console.embedded.ports import free_port
from shared.streams import DATA_FIELD, EXTRACT, EXTRACTED, NORMALIZED

_PREFIX = "bench-replicas"
_PATIENCE = 240.0


@dataclass(frozen=True, slots=True)
class Shared:
    """What so many extractors did together."""

    replicas: int
    per_second: float
    """Articles a second by the clock: bound by the cores that are there."""
    cpu_ms: float
    """CPU time of all of them for an article; 0 where the system does not tell. Flat, if sharing costs nothing."""


def measure(scale: Scale, redis_url: str, logs: Path, messages: Sequence[bytes], say: Callable[[str], None]) -> list[Shared]:
    """Measure each number of replicas once, on the same messages.

    Args:
        scale: how many replicas.
        redis_url: a server that nobody else uses meanwhile.
        logs: folder for the output of the child processes.
        messages: normalised articles, at least a few for each replica.
        say: told what is being done.

    Raises:
        EmbeddedError: they did not do it in time, or an article came out twice.
    """
    client: Any = redis.Redis.from_url(redis_url)
    try:
        found = []
        for replicas in scale.replicas:
            say(f"{replicas} extractors on one stream: {len(messages)} articles")
            found.append(_run(client, redis_url, logs, messages, replicas))
        return found
    finally:
        remove(client, _PREFIX)
        client.close()


def _run(client: Any, redis_url: str, logs: Path, messages: Sequence[bytes], replicas: int) -> Shared:
    remove(client, _PREFIX)
    source, target = NORMALIZED.key(_PREFIX), EXTRACTED.key(_PREFIX)
    client.xgroup_create(source, EXTRACT.stage, id="0", mkstream=True)
    client.xgroup_create(target, "bench", id="0", mkstream=True)
    environment = {
        **os.environ,
        "REDIS_URL": redis_url,
        "HIRFA_STREAM_PREFIX": _PREFIX,
        "HIRFA_HIGH_WATER": str(10 * len(messages)),
        "HIRFA_BATCH_SIZE": "8",  # of few articles a large batch would leave one replica with none
    }
    children = [
        Child(
            f"extractor {number}",
            [sys.executable, "-m", "services.extractor"],
            logs / "replicas.log",
            env={**environment, "HIRFA_EXTRACTOR_PORT": str(free_port())},
        )
        for number in range(replicas)
    ]
    try:
        for child in children:
            child.start()
        _wait(children, lambda: len(client.xinfo_consumers(source, EXTRACT.stage)) == replicas)
        warm = messages[: 8 * replicas]
        _add(client, source, warm)
        _wait(children, lambda: int(client.xlen(target)) == len(warm))  # tables are loaded
        pids = {child.name: child.pid for child in children}
        before = processes.cpu_seconds(pids) if processes.available() else {}
        ids = _add(client, source, messages)
        total = len(warm) + len(messages)
        _wait(children, lambda: int(client.xlen(target)) >= total)
        after = processes.cpu_seconds(pids) if before else {}
        rows = client.xrange(target)
        if len(rows) != total:
            raise EmbeddedError(f"{len(rows)} articles came out of {total}")
        seconds = (entry_ms(rows[-1][0]) - entry_ms(ids[0])) / 1000
        cpu = sum(after[name] - before[name] for name in before)
        return Shared(replicas, len(messages) / max(0.001, seconds), 1000 * cpu / len(messages))
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.stop()


def _add(client: Any, stream: str, messages: Sequence[bytes]) -> list[bytes]:
    pipe = client.pipeline(transaction=False)
    for message in messages:
        pipe.xadd(stream, {DATA_FIELD: message})
    ids: list[bytes] = pipe.execute()
    return ids


def _wait(children: Sequence[Child], test: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not test():
        for child in children:
            child.check()
        if time.monotonic() > deadline:
            raise EmbeddedError(f"the extractors did not do it within {_PATIENCE:.0f} s; see {children[0].log}")
        time.sleep(0.02)
