"""Work on articles in child processes: off the event loop, with a time limit, and with the loss of a process survived.

Only bytes cross the pipe (the message as it stands on the stream, and the message to hand on), so nothing is pickled and
the parent neither decodes an article nor imports the code that works on it.

What is done is told as it comes. A process that is at one article for long is set aside with it, and another takes its place: so
an article that never ends delays nobody while its time limit runs.
"""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import structlog

from shared.delivery.forking import LOST, Child, Forker
from shared.delivery.process import Part
from shared.delivery.wire import Entry, Failed, Outcome, Slow
from shared.errors import PermanentError, TransientError

log = structlog.get_logger()

_AHEAD = 16
"""Entries that a process is given before it has answered, so that it never waits for the next, …"""
_AHEAD_BYTES = 256 * 1024
"""… while they are no longer than this, and no more than its share of what is left, …"""
_AHEAD_LEAST = 2
"""… but for the last few."""
_TELL_SECONDS = 0.2
"""Longest time between two tellings of what is done."""
_LONG_SECONDS = 0.5
"""An article that takes so long has its process set aside with it, …"""
_LONG_STARTS = 2
"""… if that is so many times what starting another took: one that loads a large model is not worth it."""
_ASIDE = 2
"""Most processes set aside at a time."""


class _Batch:
    """The entries of a batch: which have not been begun, and what became of the others."""

    def __init__(self, entries: Sequence[Entry], lanes: int) -> None:
        self._lanes = lanes
        self._place = {entry.id: n for n, entry in enumerate(entries)}
        self.todo = deque(entries)
        self.told: asyncio.Queue[tuple[Entry, Outcome | Slow] | Exception] = asyncio.Queue()
        self.tasks: set[asyncio.Task[None]] = set()

    def send(self, child: Child, sent: deque[Entry]) -> None:
        """Give a process as much as it should have before it."""
        size = sum(len(entry.data) for entry in sent)
        while self.todo:
            size += len(self.todo[0].data)
            most = max(_AHEAD_LEAST, min(_AHEAD, len(self.todo) // self._lanes))
            if sent and (len(sent) >= most or size > _AHEAD_BYTES):
                return
            sent.append(self.todo.popleft())
            child.send(sent[-1])

    def tell(self, entry: Entry, outcome: Outcome | Slow) -> None:
        """What became of an entry."""
        self.told.put_nowait((entry, outcome))

    async def parts(self) -> AsyncGenerator[Part, None]:
        """What became of the entries, as it comes: all of it at once where that does not take long."""
        left, slow = set(self._place), set[str]()
        loop = asyncio.get_running_loop()
        while left:
            part: list[tuple[Entry, Outcome | Slow]] = []
            until = loop.time() + _TELL_SECONDS
            while left and (not part or left > slow):
                try:
                    async with asyncio.timeout_at(until if part else None):
                        told = await self.told.get()
                except TimeoutError:
                    break
                if isinstance(told, Exception):
                    raise told
                entry, outcome = told
                if isinstance(outcome, Slow):
                    slow.add(entry.id)
                else:
                    left.remove(entry.id)
                    slow.discard(entry.id)
                part.append(told)
            yield sorted(part, key=lambda told: self._place[told[0].id])


class Workers:
    """Child processes that run one function on messages.

    Args:
        function: `module:function`, of the type `shared.delivery.child.Work`.
        count: how many processes.
        limit: seconds for one message.
    """

    def __init__(self, function: str, *, count: int, limit: float) -> None:
        self._forker = Forker(function, limit)
        self._count, self._limit = count, limit
        self._free = asyncio.Semaphore(count)
        self._idle: list[Child] = []
        self._aside = 0
        self._returning: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the processes, so that a function which can't be imported is found before a message is taken.

        Raises:
            RuntimeError: a process did not come up.
        """
        self._idle += await asyncio.gather(*(self._forker.fork() for _ in range(self._count - len(self._idle))))

    async def __call__(self, entries: Sequence[Entry]) -> AsyncGenerator[Part, None]:
        """Work on entries, and give what becomes of them as it comes.

        An entry whose process was ended by the time limit failed for good (`timeout`); one whose process ended otherwise
        failed for now (`worker_died`). The others go on in a new process.
        """
        lanes = min(self._count, len(entries))
        batch = _Batch(entries, lanes)
        batch.tasks |= {asyncio.create_task(self._lane(batch)) for _ in range(lanes)}
        try:
            async with aclosing(batch.parts()) as parts:
                async for part in parts:
                    yield part
        finally:
            await asyncio.sleep(0)  # a task that is cancelled before it has begun would not see to its process
            for task in batch.tasks:
                task.cancel()
            await asyncio.gather(*batch.tasks, return_exceptions=True)

    async def one(self, entry: Entry) -> Outcome:
        """Work on a single entry."""
        async with aclosing(self([entry])) as parts:
            async for part in parts:
                for _, outcome in part:
                    if not isinstance(outcome, Slow):
                        return outcome
        raise AssertionError  # every entry has an outcome

    async def _lane(self, batch: _Batch) -> None:
        """One process at a time works on what is left of a batch."""
        try:
            async with self._free:
                while batch.todo:
                    child = await self._take()
                    sent: deque[Entry] = deque()
                    try:
                        await self._feed(child, batch, sent)
                    except LOST:
                        entry = sent.popleft()
                        batch.todo.extendleft(reversed(sent))
                        batch.tell(entry, await self._loss(child, entry))
                    except BaseException:  # cancelled in the middle of a frame: this process can't be used any more
                        await child.end()
                        raise
        except Exception as error:
            batch.told.put_nowait(error)

    async def _take(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if not child.ended.done():
                return child
            await child.end()
        return await self._forker.fork()

    async def _feed(self, child: Child, batch: _Batch, sent: deque[Entry]) -> None:
        """Give a process entry after entry, until nothing is left, or it is set aside."""
        long = max(_LONG_SECONDS, _LONG_STARTS * child.start_seconds)
        while True:
            batch.send(child, sent)
            if not sent:
                if len(self._idle) < self._count:
                    self._idle.append(child)
                else:  # one that was set aside has come back
                    await child.end()
                return
            try:
                async with asyncio.timeout(long):
                    beginning = await child.answered()
            except TimeoutError:
                if self._aside >= _ASIDE:
                    continue
                entry = sent.popleft()
                batch.todo.extendleft(reversed(sent))
                self._aside += 1
                seeing_out = asyncio.create_task(self._see_out(child, batch, entry, len(sent)))
                seeing_out.add_done_callback(self._seen_out)  # also of a task that is cancelled before it has begun
                batch.tasks.add(seeing_out)
                batch.tell(entry, Slow())
                return
            batch.tell(sent[0], await child.outcome(beginning))
            sent.popleft()

    def _seen_out(self, _: asyncio.Task[None]) -> None:
        self._aside -= 1

    async def _see_out(self, child: Child, batch: _Batch, entry: Entry, behind: int) -> None:
        """Wait for what a process is at that was set aside."""
        try:
            try:
                outcome = await child.outcome(await child.answered())
            except LOST:
                outcome = await self._loss(child, entry)
            except BaseException:
                await child.end()
                raise
            else:
                if len(self._returning) < _ASIDE:
                    self._returning.add(returning := asyncio.create_task(self._come_back(child, behind)))
                    returning.add_done_callback(self._returning.discard)
                else:
                    await child.end()
            batch.tell(entry, outcome)
        except Exception as error:
            batch.told.put_nowait(error)

    async def _come_back(self, child: Child, behind: int) -> None:
        """Have a process that was set aside take its place again, once it has done what it was given behind the slow article.

        Others have done that meanwhile, so nobody waits for it. The process stands in front of those that have not loaded what
        the article may have made it load.
        """
        try:
            for _ in range(behind):
                await child.outcome(await child.answered())
        except LOST:
            await child.end()
            return
        except BaseException:
            await child.end()
            raise
        self._idle.append(child)
        if len(self._idle) > self._count:
            await self._idle.pop(0).end()

    async def _loss(self, child: Child, entry: Entry) -> Outcome:
        code = await child.gone()
        log.warning("worker lost", exit_code=code, entry_id=entry.id)
        if code == -signal.SIGALRM:
            return Failed(PermanentError("timeout", f"the work took longer than {self._limit:g} s"), seconds=self._limit)
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return Failed(TransientError("worker_died", f"the process that worked on it ended by {name}"))

    async def stop(self) -> None:
        """End the processes."""
        await asyncio.sleep(0)  # a task that is cancelled before it has begun would not see to its process
        returning = list(self._returning)
        for task in returning:
            task.cancel()
        await asyncio.gather(*returning, return_exceptions=True)
        children, self._idle = self._idle, []
        await asyncio.gather(*(child.end() for child in children))
        await self._forker.stop()
