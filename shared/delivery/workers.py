"""Work on articles in child processes: off the event loop, with a time limit, and with the loss of a process survived.

Only bytes cross the pipe (the message as it stands on the stream, and the message to hand on), so nothing is pickled and
the parent neither decodes an article nor imports the code that works on it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from base64 import b64decode
from collections.abc import Sequence
from contextlib import suppress

import orjson
import structlog

from shared.delivery.child import REPLY, REQUEST
from shared.delivery.wire import Done, Entry, Failed, Outcome
from shared.errors import NewerContractError, PermanentError, TransientError

log = structlog.get_logger()


class _Child:
    """One child process. A lock keeps batches apart."""

    def __init__(self, function: str, limit: float) -> None:
        self._function = function
        self._limit = limit
        self._process: asyncio.subprocess.Process | None = None
        self._lock = asyncio.Lock()

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "shared.delivery.child", self._function, str(self._limit),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None  # noqa: S101  piped two lines above
        try:
            await process.stdout.readexactly(REPLY.size)
        except asyncio.IncompleteReadError:
            msg = f"the worker for {self._function} does not start (exit code {await process.wait()}): see its error above"
            raise RuntimeError(msg) from None
        return process

    async def start(self) -> None:
        async with self._lock:
            if self._process is None:
                self._process = await self._start()

    async def run(self, entries: Sequence[Entry]) -> list[Outcome]:
        async with self._lock:
            outcomes: list[Outcome] = []
            while len(outcomes) < len(entries):
                if self._process is None:
                    self._process = await self._start()
                try:
                    await self._exchange(self._process, entries[len(outcomes) :], outcomes)
                except (asyncio.IncompleteReadError, ConnectionError):
                    code = await self._process.wait()
                    self._process = None
                    outcomes.append(self._loss(code))
                    log.warning("worker lost", exit_code=code, entry_id=entries[len(outcomes) - 1].id)
                except BaseException:  # cancelled in the middle of a frame: this child can't be used any more
                    await self.stop()
                    raise
            return outcomes

    async def _exchange(self, process: asyncio.subprocess.Process, entries: Sequence[Entry], outcomes: list[Outcome]) -> None:
        writer, reader = process.stdin, process.stdout
        assert writer is not None  # noqa: S101
        assert reader is not None  # noqa: S101

        async def send() -> None:
            with suppress(ConnectionError):  # the reader sees the end of a lost child, and knows which entry it was at
                for entry in entries:
                    writer.write(REQUEST.pack(entry.at_ms, len(entry.data)))
                    writer.write(entry.data)
                    await writer.drain()

        sender = asyncio.create_task(send())
        try:
            for _ in entries:
                head, body = REPLY.unpack(await reader.readexactly(REPLY.size))
                header = orjson.loads(await reader.readexactly(head))
                outcomes.append(_outcome(header, await reader.readexactly(body)))
        finally:
            sender.cancel()
            with suppress(asyncio.CancelledError):
                await sender

    def _loss(self, code: int) -> Outcome:
        if code == -signal.SIGALRM:
            return Failed(PermanentError("timeout", f"the work took longer than {self._limit:g} s"), seconds=self._limit)
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return Failed(TransientError("worker_died", f"the process that worked on it ended by {name}"))

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        await process.wait()


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


class Workers:
    """Child processes that run one function on messages.

    Args:
        function: `module:function`, of the type `shared.delivery.child.Work`.
        count: how many processes.
        limit: seconds for one message.
    """

    def __init__(self, function: str, *, count: int, limit: float) -> None:
        self._children = [_Child(function, limit) for _ in range(count)]

    async def start(self) -> None:
        """Start the processes, so that a function which can't be imported is found before a message is taken.

        Raises:
            RuntimeError: a process did not come up.
        """
        await asyncio.gather(*(child.start() for child in self._children))

    async def __call__(self, entries: Sequence[Entry]) -> list[Outcome]:
        """Work on entries; the outcomes come in the same order.

        An entry whose process was ended by the time limit failed for good (`timeout`); one whose process ended otherwise
        failed for now (`worker_died`). The others go on in a new process.
        """
        count = len(self._children)
        parts = await asyncio.gather(*(child.run(entries[i::count]) for i, child in enumerate(self._children)))
        return [parts[i % count][i // count] for i in range(len(entries))]

    async def stop(self) -> None:
        """End the processes."""
        await asyncio.gather(*(child.stop() for child in self._children))
