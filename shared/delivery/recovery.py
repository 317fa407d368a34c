"""What a dead worker left and what failed for now: claimed, tried again, given up after the last delivery.

The wait before delivery n + 1 is `idle_seconds` doubled n - 1 times, and up to a quarter more, drawn from the entry's id so
that every process agrees on it. What was delivered once is tried again in batches. What was delivered more often is tried
alone: if it kills the whole process, its neighbours get on meanwhile. What reaches the last delivery is never processed
again: whoever finds it first makes a dead letter of it. What is put off (`postponing.py`) lies until its time, uncounted.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from typing import Any

import orjson
import structlog
from faststream.redis.message import BatchStreamMessage
from redis.exceptions import RedisError, ResponseError

from shared.contracts import check_newer
from shared.delivery.stage import Stage
from shared.delivery.wire import Entry, read_entry
from shared.errors import NewerContractError, TransientError

log = structlog.get_logger()

_PAGE = 200


def delay_ms(entry_id: str, deliveries: int, *, first: float, longest: float) -> int:
    """How long a message lies before it is delivered again, in milliseconds.

    Args:
        entry_id: the jitter is drawn from it.
        deliveries: how often it was delivered so far, those at which it was put off apart.
        first: seconds before the second delivery.
        longest: seconds that no wait exceeds (jitter apart).
    """
    base = min(first * 2.0 ** min(max(deliveries - 1, 0), 30), max(first, longest))
    jitter = zlib.crc32(entry_id.encode()) / 2**32 / 4
    return int(1000 * base * (1 + jitter))


class Recovery:
    """The recovery of one stage; every process of the stage runs one."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def run(self) -> None:
        """Look for messages that are due, until the stage stops."""
        stage = self._stage
        while stage.running:
            try:
                await self.sweep()
            except ResponseError as error:
                if "NOGROUP" in str(error):  # the subscriber stops for it as well, and the process ends
                    raise
                log.warning("recovery failed", stage=stage.route.stage, error=str(error))
            except (RedisError, OSError) as error:
                log.warning("recovery failed", stage=stage.route.stage, error=str(error))
            await asyncio.sleep(min(stage.settings.idle_seconds / 4, 5.0))

    async def sweep(self) -> None:
        """One look through everything that is pending: retries what is due."""
        stage, settings = self._stage, self._stage.settings
        start = "-"
        while stage.running:
            rows = await stage.redis.xpending_range(
                stage.source, stage.group, start, "+", _PAGE, idle=int(settings.idle_seconds * 1000)
            )
            due: dict[str, int] = {}
            for row in rows:
                entry_id, count = row["message_id"].decode(), int(row["times_delivered"])
                wait = delay_ms(entry_id, count, first=settings.idle_seconds, longest=settings.retry_max_seconds)
                if row["time_since_delivered"] >= wait and not stage.holds(entry_id):
                    due[entry_id] = count
            for put_off in await stage.postponed.among(list(due)) if due else ():
                del due[put_off]
            if due:
                await self._deliver(due)
            if len(rows) < _PAGE:
                return
            start = f"({rows[-1]['message_id'].decode()}"

    async def _deliver(self, due: dict[str, int]) -> None:
        stage = self._stage
        entries = await self._peek(due)
        for gone in due.keys() - entries.keys():  # trimmed or deleted while pending: nothing is left to process
            log.error("a pending entry is gone from the stream", stage=stage.route.stage, entry_id=gone)
            await stage.redis.xack(stage.source, stage.group, gone)
        ready = {i: due[i] for i, entry in entries.items() if not self._waits_for_newer(entry)}
        last = [i for i, count in ready.items() if count >= stage.settings.deliveries]
        for entry_id in last:
            await stage.bury(entries[entry_id], await self._last_error(entry_id), ready[entry_id])
        once = [i for i, count in ready.items() if count <= 1]
        for start in range(0, len(once), stage.batch):
            await self._claim(once[start : start + stage.batch], ready)
        for entry_id, count in ready.items():
            if 1 < count < stage.settings.deliveries:
                await self._claim([entry_id], ready)

    async def _peek(self, due: dict[str, int]) -> dict[str, Entry]:
        stage = self._stage
        pipeline = stage.redis.pipeline(transaction=False)
        for entry_id in due:
            pipeline.xrange(stage.source, entry_id, entry_id)
        found = {}
        for rows in await pipeline.execute():
            for entry_id, fields in rows:
                entry = read_entry(entry_id, fields, stage.settings.max_message_bytes)
                found[entry.id] = entry
        return found

    def _waits_for_newer(self, entry: Entry) -> bool:
        if entry.problem is None:
            try:
                check_newer(self._stage.route.source.contract, entry.data)
            except NewerContractError:
                return True
        return False

    async def _last_error(self, entry_id: str) -> TransientError:
        stored = await self._stage.redis.hget(self._stage.retries, entry_id)
        if stored is None:
            return TransientError("worker_died", "each process that worked on it ended before it could say why")
        last = orjson.loads(stored)
        return TransientError(str(last["reason"]), str(last["error"]).removeprefix(f"{last['reason']}: "))

    async def _claim(self, ids: Sequence[str], counts: dict[str, int]) -> None:
        stage = self._stage
        if not stage.running:
            return
        idle = int(stage.settings.idle_seconds * 1000)
        claimed: list[tuple[bytes, dict[bytes, bytes]]] = await stage.redis.xclaim(
            stage.source, stage.group, stage.consumer, idle, list(ids)
        )
        if not claimed:
            return  # another process was quicker
        log.info("claimed", stage=stage.route.stage, messages=len(claimed))
        raw: Any = BatchStreamMessage(
            type="bstream",
            channel=stage.source,
            data=[fields for _, fields in claimed],
            message_ids=[entry_id for entry_id, _ in claimed],
            delivery_counts=[counts[entry_id.decode()] + 1 for entry_id, _ in claimed],
        )
        await stage.subscriber.consume(raw)  # through the subscriber: its lock lets SIGTERM wait for what is in hand
