"""What a process has in hand, touched now and then, so that no other takes it for abandoned."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager

import structlog
from redis.exceptions import RedisError

log = structlog.get_logger()


class Holding:
    """The entries in hand.

    Args:
        stage: its name, for the log.
        touch: claims entries by their ids for this process, if they are still pending.
        seconds: between two touches.
    """

    def __init__(self, stage: str, touch: Callable[[list[str]], Awaitable[object]], seconds: float) -> None:
        self._stage, self._touch, self._seconds = stage, touch, seconds
        self._ids: set[str] = set()

    def __contains__(self, entry_id: str) -> bool:
        return entry_id in self._ids

    @asynccontextmanager
    async def these(self, ids: Collection[str]) -> AsyncIterator[None]:
        """While inside, these are in hand too."""
        self._ids.update(ids)
        toucher = asyncio.create_task(self._keep(list(ids)))
        try:
            yield
        finally:
            toucher.cancel()
            self._ids.difference_update(ids)

    async def _keep(self, ids: list[str]) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                await self._touch(ids)
            except RedisError as error:
                log.warning("touching failed", stage=self._stage, error=str(error))
