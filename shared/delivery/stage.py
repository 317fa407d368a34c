"""A stage: takes messages in batches, has a function work on them, and sees to the fate of each.

The work gives an outcome for each entry as it comes, and each is settled then. All that concerns delivery is here and in
`recovery.py`: what is acknowledged when, what is tried again, what becomes a dead letter, and when to hold back.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
import structlog
from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from redis.exceptions import RedisError, ResponseError

from shared.delivery.backlog import waiting
from shared.delivery.groups import create_groups
from shared.delivery.handover import HandOver, Parting
from shared.delivery.holding import Holding
from shared.delivery.letters import article_id_of, dead_letter
from shared.delivery.postponing import Postponed, with_an_end
from shared.delivery.process import Process
from shared.delivery.reporting import Reports
from shared.delivery.wire import Done, Entry, Failed, Outcome, Slow, parse_batch, read_entry, undecoded
from shared.errors import HirfaError, NewerContractError, PermanentError, PostponedError, ServerAwayError
from shared.metrics import StageMetrics
from shared.settings import Settings
from shared.streams import DEAD, INDEXED, Route, postponed_key, retry_key, seen_key, submitted_key
from shared.tracing import Tracing

log = structlog.get_logger()

_POLL_MS = 1000
_PAUSE_MAX = 10.0
_REPLICAS = 8
"""As many processes of a stage share what room there is, each without looking again; more of them go beyond the mark."""


def consumer_name() -> str:
    """This process among its group's consumers."""
    return f"{socket.gethostname()}-{os.getpid()}"


class Stage:
    """One stage of the pipeline.

    Args:
        broker: the service's broker; the stage adds its subscriber to it.
        route: what is read and where it goes.
        process: the work. What it raises is a bug of ours: what has no outcome stays, and is delivered again.
        settings: the service's settings.
        metrics: the stage's metrics.
        batch: most messages taken at once.
        gather: seconds after a batch that was not full, in which the next one gathers: for work that costs less an entry
            where there are many. What comes alone does not wait for it.
        tracing: of the process; None traces nothing.
    """

    def __init__(
        self,
        broker: RedisBroker,
        route: Route,
        process: Process,
        *,
        settings: Settings,
        metrics: StageMetrics,
        batch: int | None = None,
        gather: float = 0.0,
        tracing: Tracing | None = None,
    ) -> None:
        self.route = route
        self.settings = settings
        self.metrics = metrics
        self.batch = batch or settings.batch_size
        self._gather = gather
        prefix = settings.stream_prefix
        self.source = route.source.key(prefix)
        self.target = route.target.key(prefix) if route.target else None
        self.dead = DEAD.key(prefix)
        self.retries = retry_key(prefix, route.stage)
        self.group = route.stage
        self.consumer = consumer_name()
        self._process = process
        self._reports = Reports(route, metrics, tracing or Tracing())
        self._in_hand = Holding(route.stage, self._touch, settings.idle_seconds / 3)
        self._lingering: set[asyncio.Task[None]] = set()
        """Batches of which only such entries are left as take long."""
        self._burying: asyncio.Task[None] | None = None
        """The making of dead letters of what was no message from the beginning."""
        self._hand_over: HandOver | None = None
        self._redis: Any = None
        self._room = 0
        """Messages that may be taken before it is looked again how much waits for the next stage."""
        self.subscriber = broker.subscriber(
            stream=StreamSub(
                self.source,
                group=self.group,
                consumer=self.consumer,
                batch=True,
                max_records=self.batch,
                polling_interval=_POLL_MS,
            ),
            ack_policy=AckPolicy.MANUAL,
            parser=parse_batch,
            decoder=undecoded,
        )

        async def handle(batch: Any) -> None:
            await self._take(batch)

        self.subscriber(handle)

    postponed: Postponed
    """What is put off; only after `setup`."""

    @property
    def redis(self) -> Any:
        """The connection to the stream server; only after `setup`."""
        return self._redis

    @property
    def running(self) -> bool:
        """Whether the stage takes messages."""
        return bool(self.subscriber.running)

    async def setup(self, redis: Any) -> None:
        """Create the groups. Must run before the broker starts: FastStream would create them at the stream's end."""
        self._redis = redis
        key = postponed_key(self.settings.stream_prefix, self.route.stage)
        self.postponed = Postponed(redis, key, source=self.source, group=self.group)
        await create_groups(redis, self.settings.stream_prefix)
        self._hand_over = HandOver(
            redis,
            source=self.source,
            group=self.group,
            retries=self.retries,
            dead=self.dead,
            target=self.target,
            submitted=partial(submitted_key, self.settings.stream_prefix),
            seen=partial(seen_key, self.settings.stream_prefix),
            state=self.route.target.state if self.route.target else INDEXED,
        )

    async def _take(self, raw: Any) -> None:
        entries = [
            read_entry(entry_id, fields, self.settings.max_message_bytes)
            for entry_id, fields in zip(raw["message_ids"], raw["data"], strict=True)
        ]
        again = raw.get("delivery_counts")  # recovery tells it, which delivers one at a time
        await self._run_until_slow(entries, again or [1] * len(entries))
        self._room -= len(entries)
        if self._room <= 0:
            await self.hold_back()
        if not again and len(entries) < self.batch:
            await asyncio.sleep(self._gather)

    async def hold_back(self) -> None:
        """Wait while too much waits for the next stage. Nothing new is taken meanwhile."""
        while self.target and self.running:
            try:
                room = self.settings.high_water - await waiting(self._redis, self.target)
                if room >= 0:
                    self._room = room // _REPLICAS
                    return
            except RedisError as error:
                log.warning("stream server away", error=str(error))
            await asyncio.sleep(0.2)

    async def _run_until_slow(self, entries: Sequence[Entry], deliveries: Sequence[int]) -> None:
        """Run a batch, and go on without waiting for its end as soon as only such entries are left as take long."""
        only_slow = asyncio.Event()
        run = asyncio.create_task(self._run(entries, deliveries, only_slow))
        waiting_for_slow = asyncio.create_task(only_slow.wait())
        try:
            await asyncio.wait((run, waiting_for_slow), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            run.cancel()
            raise
        finally:
            waiting_for_slow.cancel()
        if run.done():
            run.result()
            return
        self._lingering.add(run)
        run.add_done_callback(self._seen_out)

    def _seen_out(self, run: asyncio.Task[None]) -> None:
        self._lingering.discard(run)
        if not run.cancelled() and (error := run.exception()):
            log.error("a batch failed", stage=self.route.stage, exc_info=error)

    async def _run(self, entries: Sequence[Entry], deliveries: Sequence[int], only_slow: asyncio.Event) -> None:
        counts = {entry.id: count for entry, count in zip(entries, deliveries, strict=True)}
        entries = [self._reports.taken(entry, counts[entry.id]) for entry in entries]
        with self.subscriber.lock:  # SIGTERM waits for what is in hand, though the subscriber may have gone on to the next batch
            try:
                await self._work(entries, counts, only_slow)
            finally:
                for entry in entries:
                    self._reports.left(entry)

    async def _work(self, entries: Sequence[Entry], counts: dict[str, int], only_slow: asyncio.Event) -> None:
        refused = [(entry, Failed(entry.problem)) for entry in entries if entry.problem]
        todo = [entry for entry in entries if not entry.problem]
        async with self._in_hand.these(counts):
            while refused and self._burying is not None and not self._burying.done():
                await asyncio.wait((self._burying,))  # a message may be of any size: never more than one lot at a time
            burial = asyncio.create_task(self._settle(refused, counts)) if refused else None
            self._burying = burial or self._burying
            try:
                pause = 0.25
                while todo and self.running:
                    away = await self._work_once(todo, counts, only_slow)
                    todo = [entry for entry, _ in away]
                    if away:
                        self.metrics.failed(ServerAwayError().reason, dead=False)
                        log.warning("server away", stage=self.route.stage, waiting=len(away), error=str(away[0][1]))
                        await self._pause(pause)
                        pause = min(pause * 2, _PAUSE_MAX)
                if burial is not None:
                    only_slow.set()
                    await burial
            finally:
                if burial is not None:
                    burial.cancel()

    async def _work_once(
        self, entries: Sequence[Entry], counts: dict[str, int], only_slow: asyncio.Event
    ) -> list[tuple[Entry, ServerAwayError]]:
        """Have entries worked on, and settle each part as it comes; those that a server is away for."""
        away: list[tuple[Entry, ServerAwayError]] = []
        begun = {entry.id for entry in entries}
        slow = False
        async with aclosing(self._process(entries)) as parts:
            async for part in parts:
                settled: list[tuple[Entry, Outcome]] = []
                for entry, outcome in part:
                    begun.discard(entry.id)
                    if isinstance(outcome, Slow):
                        slow = True
                    elif isinstance(outcome, Failed) and isinstance(outcome.error, ServerAwayError):
                        away.append((entry, outcome.error))
                    else:
                        settled.append((entry, outcome))
                await self._settle(settled, counts)
                if slow and not begun and not away:
                    only_slow.set()
        return away

    async def _settle(self, outcomes: Sequence[tuple[Entry, Outcome]], counts: dict[str, int]) -> None:
        """See to the fate of entries: hand over what is done, bury what can't be, leave the rest for another delivery."""
        partings: list[Parting] = []
        failures: dict[str, bytes] = {}
        put_off: list[tuple[Entry, PostponedError]] = []
        now_ms = time.time() * 1000
        outcomes = [(entry, with_an_end(entry, outcome, now_ms)) for entry, outcome in outcomes]
        for entry, outcome in outcomes:
            if isinstance(outcome, Done):
                partings.append(
                    Parting(entry.id, next=outcome.data, replays=entry.replays, trace=entry.trace, article_id=outcome.article_id)
                )
            elif isinstance(outcome.error, PermanentError):
                partings.append(await self._burial(entry, outcome.error, counts[entry.id], outcome.article_id))
            elif not isinstance(outcome.error, NewerContractError):
                if isinstance(outcome.error, PostponedError):
                    put_off.append((entry, outcome.error))
                failures[entry.id] = orjson.dumps({"reason": outcome.error.reason, "error": str(outcome.error)[:2000]})  # type: ignore[attr-defined]
        won = await self.part(partings)
        if failures:
            await self._persist(lambda: self._redis.hset(self.retries, mapping=failures))
        if put_off:
            await self._persist(lambda: self.postponed.put(self.consumer, put_off, counts))
        for entry, outcome in outcomes:
            self._reports.settled(entry, outcome, counts[entry.id], ours=entry.id in won)

    async def _burial(self, entry: Entry, error: HirfaError, deliveries: int, article_id: str | None = None) -> Parting:
        who = article_id or article_id_of(entry.data)
        letter = await dead_letter(
            entry,
            error,
            stage=self.route.stage,
            stream=self.source,
            deliveries=deliveries,
            died_at=datetime.now(UTC),
            article_id=who,
        )
        return Parting(entry.id, dead=letter, article_id=who, reason=getattr(error, "reason", "raised"))

    async def bury(self, entry: Entry, error: HirfaError, deliveries: int) -> None:
        """Make a dead letter of an entry that has been delivered often enough."""
        entry = self._reports.taken(entry, deliveries)
        won = await self.part([await self._burial(entry, error, deliveries)])
        if entry.id in won:
            died = PermanentError(getattr(error, "reason", "raised"), str(error))
            self._reports.settled(entry, Failed(died), deliveries, ours=True)
        self._reports.left(entry)

    async def part(self, partings: Sequence[Parting]) -> set[str]:
        """Hand over, and do it again while the stream server is away: the results are in hand, and doing it twice is safe."""
        if not partings or self._hand_over is None:
            return set()
        hand_over = self._hand_over
        won: set[str] = await self._persist(lambda: hand_over(partings))
        return won

    async def _persist(self, action: Callable[[], Awaitable[Any]]) -> Any:
        pause = 0.1
        while True:
            try:
                return await action()
            except RedisError as error:
                if isinstance(error, ResponseError) and "NOGROUP" in str(error):
                    raise
                log.warning("stream server refuses", stage=self.route.stage, error=str(error))
                if not self.running:
                    raise
                await self._pause(pause)
                pause = min(pause * 2, _PAUSE_MAX)

    async def _pause(self, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds * random.uniform(1, 1.25)  # noqa: S311  spreads retries
        while self.running and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110  two conditions, one of them a clock
            await asyncio.sleep(0.1)

    async def _touch(self, ids: list[str]) -> None:
        # JUSTID leaves the count of deliveries alone; entries handed over meanwhile are not in the list any more
        await self._redis.xclaim(self.source, self.group, self.consumer, 0, ids, justid=True)

    def holds(self, entry_id: str) -> bool:
        """Whether this process works on the entry right now."""
        return entry_id in self._in_hand
