"""The work of a stage, as the stage sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from shared.delivery.wire import Entry, Outcome, Slow

Part = Sequence[tuple[Entry, Outcome | Slow]]
Process = Callable[[Sequence[Entry]], AsyncGenerator[Part, None]]
"""Gives what becomes of entries, a part of them at a time, as it comes: an outcome for each, perhaps `Slow` before it."""


def at_once(work: Callable[[Sequence[Entry]], Awaitable[Sequence[Outcome]]]) -> Process:
    """The process of a work that is done for all entries together, and gives an outcome for each in order."""

    async def process(entries: Sequence[Entry]) -> AsyncGenerator[Part, None]:
        yield list(zip(entries, await work(entries), strict=True))

    return process


def each(work: Callable[[Entry], Awaitable[Outcome]]) -> Process:
    """The process of a work that is done for each entry on its own, for all of them at the same time."""

    async def process(entries: Sequence[Entry]) -> AsyncGenerator[Part, None]:
        async def one(entry: Entry) -> tuple[Entry, Outcome | Slow]:
            return entry, await work(entry)

        tasks = [asyncio.create_task(one(entry)) for entry in entries]
        try:
            for done in asyncio.as_completed(tasks):
                yield [await done]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    return process
