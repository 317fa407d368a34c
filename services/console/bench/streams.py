"""The streams alone, and one stage's hop against them. The clock is the server's: the times in the ids of the entries."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from services.console.bench.measuring import Series
from services.console.bench.scale import Scale
from services.console.embedded.child import Child
from services.console.embedded.errors import EmbeddedError
from services.console.embedded.ports import free_port
from shared.streams import DATA_FIELD, EXTRACT, EXTRACTED, NORMALIZED

_PREFIX = "bench-hop"


@dataclass(frozen=True, slots=True)
class Hops:
    """Messages a second, rounds of one and the other alternating."""

    raw: Series
    stage: Series


def measure(scale: Scale, redis_url: str, logs: Path, message: bytes, say: Callable[[str], None]) -> Hops:
    """Measure raw and stage hops in turn.

    Args:
        scale: how much of it.
        redis_url: a server that nobody else uses meanwhile.
        logs: folder for the output of the child processes.
        message: what is passed on.
        say: told what is being done.
    """
    say(f"one hop over the streams, raw and through a stage in turn: {scale.rounds} rounds of {scale.hopped} messages")
    client = redis.Redis.from_url(redis_url)
    try:
        found: dict[str, list[float]] = {"raw": [], "service": []}
        for _ in range(scale.rounds):
            for kind, arguments in (("raw", ["raw", str(scale.hopped)]), ("service", ["service"])):
                found[kind].append(_hop(client, redis_url, logs, arguments, message, scale.hopped))
        return Hops(raw=Series(tuple(found["raw"])), stage=Series(tuple(found["service"])))
    finally:
        _remove(client)
        client.close()


def _hop(client: Any, redis_url: str, logs: Path, arguments: Sequence[str], message: bytes, count: int) -> float:
    """Messages a second of one hop: all messages wait before the process starts, and its start is not counted."""
    _remove(client)
    source, target = NORMALIZED.key(_PREFIX), EXTRACTED.key(_PREFIX)
    client.xgroup_create(source, EXTRACT.stage, id="0", mkstream=True)
    client.xgroup_create(target, "bench", id="0", mkstream=True)
    for start in range(0, count, 500):
        pipe = client.pipeline(transaction=False)
        for _ in range(start, min(count, start + 500)):
            pipe.xadd(source, {DATA_FIELD: message})
        pipe.execute()
    environment = {
        **os.environ,
        "REDIS_URL": redis_url,
        "HIRFA_STREAM_PREFIX": _PREFIX,
        "HIRFA_EXTRACTOR_PORT": str(free_port()),
        "HIRFA_HIGH_WATER": str(10 * count),
    }
    child = Child("hop", [sys.executable, "-m", "services.console.bench.hop", *arguments], logs / "hop.log", env=environment)
    child.start()
    try:
        deadline = time.monotonic() + 120
        while int(client.xlen(target)) < count:
            code = child.returncode()
            if code:  # the raw one ends by itself, with 0
                child.check()
            if time.monotonic() > deadline:
                raise EmbeddedError(f"the hop did not end within 120 s; see {child.log}")
            time.sleep(0.02)
    finally:
        child.stop()
    first, last = client.xrange(target, count=1)[0][0], client.xrevrange(target, count=1)[0][0]
    return count / max(0.001, (_ms(last) - _ms(first)) / 1000)


def _ms(entry_id: bytes) -> int:
    return int(entry_id.partition(b"-")[0])


def _remove(client: Any) -> None:
    for key in client.scan_iter(match=f"{_PREFIX}:*"):
        client.delete(key)
