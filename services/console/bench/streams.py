"""The streams alone, and one stage's hop against them. The clock is the server's: the times in the ids of the entries."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from services.console.bench import processes
from services.console.bench.measuring import Series
from services.console.bench.scale import Scale
from services.console.embedded.child import Child
from services.console.embedded.errors import EmbeddedError
from services.console.embedded.ports import free_port
from shared.streams import DATA_FIELD, EXTRACT, EXTRACTED, NORMALIZED

_PREFIX = "bench-hop"


@dataclass(frozen=True, slots=True)
class Hops:
    """Rounds of one and the other alternating."""

    raw: Series
    """Messages a second."""
    stage: Series
    raw_cpu: Series | None
    """CPU milliseconds for a message, of the process and the stream server together; None where the system does not tell."""
    stage_cpu: Series | None


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
        found: dict[str, list[tuple[float, float]]] = {"raw": [], "service": []}
        for _ in range(scale.rounds):
            for kind, arguments in (("raw", ["raw", str(scale.hopped)]), ("service", ["service"])):
                found[kind].append(_hop(client, redis_url, logs, arguments, message, scale.hopped))
        rates = {kind: Series(tuple(rate for rate, _ in rounds)) for kind, rounds in found.items()}
        costs = {kind: Series(tuple(cost for _, cost in rounds), higher_is_better=False) for kind, rounds in found.items()}
        told = all(cost > 0 for rounds in found.values() for _, cost in rounds)  # nothing, too, where few messages cost no tick
        return Hops(rates["raw"], rates["service"], costs["raw"] if told else None, costs["service"] if told else None)
    finally:
        remove(client, _PREFIX)
        client.close()


def _hop(client: Any, redis_url: str, logs: Path, arguments: Sequence[str], message: bytes, count: int) -> tuple[float, float]:
    """Messages a second and CPU milliseconds for one. All wait before the process starts, and its start is not counted."""
    remove(client, _PREFIX)
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
    pids = {"hop": child.pid, "Valkey": int(client.info("server")["process_id"])}
    begun: tuple[int, float] | None = None
    try:
        deadline = time.monotonic() + 120
        while (passed := int(client.xlen(target))) < count:
            if begun is None and passed:
                begun = passed, _cpu_ms(pids)
            if child.returncode() is not None:
                child.check()
            if time.monotonic() > deadline:
                raise EmbeddedError(f"the hop did not end within 120 s; see {child.log}")
            time.sleep(0.005 if begun is None else 0.05)
        before, spent = begun or (0, 0.0)
        cost = (_cpu_ms(pids) - spent) / max(1, count - before)
    finally:
        child.stop()
    first, last = client.xrange(target, count=1)[0][0], client.xrevrange(target, count=1)[0][0]
    return count / max(0.001, (entry_ms(last) - entry_ms(first)) / 1000), cost


def _cpu_ms(pids: Mapping[str, int]) -> float:
    return 1000 * sum(processes.cpu_seconds(pids).values()) if processes.available() else 0.0


def entry_ms(entry_id: bytes) -> int:
    """When an entry was written, by its id: milliseconds since the epoch."""
    return int(entry_id.partition(b"-")[0])


def remove(client: Any, prefix: str) -> None:
    """Remove all keys of a prefix."""
    for key in client.scan_iter(match=f"{prefix}:*"):
        client.delete(key)
