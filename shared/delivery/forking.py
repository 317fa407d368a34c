"""The processes of `shared.delivery.child`, from outside: started, spoken with, ended."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass

import orjson

from shared.delivery.child import REPLY, REQUEST
from shared.delivery.wire import Done, Entry, Failed, Outcome
from shared.errors import NewerContractError, PermanentError, TransientError

LOST = (asyncio.IncompleteReadError, ConnectionError)
"""What is raised where a process ended instead of answering."""


_LAST_SECONDS = 5.0
"""Longest time between the end of a process's connection and its own."""


@dataclass(eq=False)
class Child:
    """One process that works."""

    pid: int
    asking: asyncio.WriteTransport
    answering: asyncio.BaseTransport
    answers: asyncio.StreamReader
    ended: asyncio.Future[int]
    """Its exit code, a signal's number below zero."""
    start_seconds: float = 0.0
    """How long it took to be ready once it was forked."""

    def send(self, entry: Entry) -> None:
        """Have it work on an entry after those that it was sent before."""
        self.asking.write(REQUEST.pack(entry.at_ms, len(entry.data)) + entry.data)

    async def answered(self) -> bytes:
        """Wait for the beginning of the next answer. May be cancelled, and be asked again."""
        return await self.answers.readexactly(REPLY.size)

    async def outcome(self, beginning: bytes) -> Outcome:
        """The rest of an answer."""
        head, body = REPLY.unpack(beginning)
        header = orjson.loads(await self.answers.readexactly(head))
        return _outcome(header, await self.answers.readexactly(body))

    async def gone(self) -> int:
        """The exit code of a process whose connection has ended."""
        await asyncio.wait((self.ended,), timeout=_LAST_SECONDS)
        return await self.end()

    async def end(self) -> int:
        """End it, if it has not ended yet; its exit code."""
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self.asking.close()
        self.answering.close()
        return await asyncio.shield(self.ended)


def _outcome(header: dict[str, str | float | None], data: bytes) -> Outcome:
    article_id = header.get("article_id")
    who = str(article_id) if article_id is not None else None
    seconds = float(header["seconds"] or 0)
    reason, detail = str(header.get("reason")), str(header.get("detail"))
    match header["fate"]:
        case "done":
            return Done(data, who, seconds, b64decode(str(header["aside"])))
        case "newer":
            return Failed(NewerContractError(reason, detail), who, seconds)
        case "transient":
            return Failed(TransientError(reason, detail), who, seconds)
    place = header.get("place")
    return Failed(PermanentError(reason, detail, str(place) if place else None), who, seconds)


class Forker:
    """The process that has loaded a function, and forks others that run it.

    Args:
        function: `module:function`, of the type `shared.delivery.child.Work`.
        limit: seconds for one message.
    """

    def __init__(self, function: str, limit: float) -> None:
        self._function, self._limit = function, limit
        self._process: asyncio.subprocess.Process | None = None
        self._orders: socket.socket | None = None
        self._forked: asyncio.Queue[tuple[int, asyncio.Future[int]] | None] = asyncio.Queue()
        self._unclaimed = 0  # processes that were ordered, and that nobody waits for any more
        self._listening: asyncio.Task[None] | None = None
        self._ends: dict[int, asyncio.Future[int]] = {}
        """Of the processes that have not ended yet."""
        self._lock = asyncio.Lock()

    async def fork(self) -> Child:
        """A new process, ready to work.

        Raises:
            RuntimeError: it does not come up.
        """
        async with self._lock:
            # two connections: to write to a process that has ended must not lose what it had answered
            (ask, theirs_to_read), (hear, theirs_to_write) = socket.socketpair(), socket.socketpair()
            try:
                with theirs_to_read, theirs_to_write:
                    pid, ended = await self._order(theirs_to_read, theirs_to_write)
            except BaseException:
                ask.close()
                hear.close()
                raise
        started = time.monotonic()
        loop, answers = asyncio.get_running_loop(), asyncio.StreamReader()
        asking = None
        try:
            asking, _ = await loop.create_connection(asyncio.Protocol, sock=ask)
            answering, _ = await loop.create_connection(lambda: asyncio.StreamReaderProtocol(answers), sock=hear)
        except BaseException:  # its connections closed, the process ends by itself
            (asking or ask).close()
            hear.close()
            raise
        child = Child(pid, asking, answering, answers, ended)
        try:
            await child.answered()
        except LOST:
            raise self._failure(await child.gone()) from None
        except BaseException:
            await child.end()
            raise
        child.start_seconds = time.monotonic() - started
        return child

    async def _order(self, *theirs: socket.socket) -> tuple[int, asyncio.Future[int]]:
        """Have a process forked that reads from one socket and answers on another; its id, and its exit code to come."""
        for _ in range(2):
            if self._process is None:
                await self._start()
            assert self._orders is not None  # noqa: S101  there since the start
            with suppress(OSError):
                socket.send_fds(self._orders, [b"f"], [one.fileno() for one in theirs])
                if (forked := await self._next()) is not None:
                    return forked
            code = await self._stop()  # it was killed, say for memory: there will be another
        raise self._failure(code)

    async def _next(self) -> tuple[int, asyncio.Future[int]] | None:
        """The process that was ordered last; None where the process that forks has ended."""
        try:
            return await self._forked.get()
        except asyncio.CancelledError:  # else the next order would be given this one's process
            if self._forked.empty():
                self._unclaimed += 1
            else:
                self._forked.get_nowait()
            raise

    def _failure(self, code: int) -> RuntimeError:
        return RuntimeError(f"the worker for {self._function} does not start (exit code {code}): see its error above")

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "shared.delivery.child", self._function, str(self._limit),
                    stdin=theirs.fileno(), stdout=asyncio.subprocess.PIPE,
                )  # fmt: skip
            assert process.stdout is not None  # noqa: S101  piped three lines above
            if not await process.stdout.readline():
                raise self._failure(await process.wait())
        except BaseException:  # its orders closed, the process ends by itself
            ours.close()
            raise
        self._process, self._orders, self._forked, self._unclaimed = process, ours, asyncio.Queue(), 0
        self._listening = asyncio.create_task(self._listen(process.stdout))

    async def _listen(self, lines: asyncio.StreamReader) -> None:
        forked, ends = self._forked, self._ends
        while line := await lines.readline():
            word, pid, *code = line.split()
            if word == b"forked":
                ends[int(pid)] = asyncio.get_running_loop().create_future()
                if self._unclaimed:
                    self._unclaimed -= 1
                else:
                    forked.put_nowait((int(pid), ends[int(pid)]))
            else:
                ends.pop(int(pid)).set_result(int(code[0]))
        forked.put_nowait(None)
        for end in ends.values():  # they end with their connection, and nobody tells how
            end.set_result(-signal.SIGKILL)
        ends.clear()

    async def _stop(self) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        if self._orders is not None:
            self._orders.close()
        code = await process.wait()
        if self._listening is not None:
            await self._listening
        return code

    async def stop(self) -> None:
        """End it, and what it has forked: whatever is still at work is not waited for any more."""
        async with self._lock:
            for pid in self._ends:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            await self._stop()
