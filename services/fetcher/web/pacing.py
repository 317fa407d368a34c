"""One request at a time to a host, and a pause between two."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_HOSTS = 4096
"""Hosts remembered; the longest unused is forgotten first."""


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    waiting: int = 0


class Pacer:
    """Gives out the turns of each host.

    Args:
        clock: monotonic seconds.
        sleep: waits; both are given by tests.
    """

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], Awaitable[object]]) -> None:
        self._clock, self._sleep = clock, sleep
        self._turns: OrderedDict[str, _Turn] = OrderedDict()

    @asynccontextmanager
    async def turn(self, host: str, seconds: float) -> AsyncIterator[None]:
        """Wait for a host's turn, and keep others from it until `seconds` after this one's end."""
        turn = self._turns.setdefault(host, _Turn())
        self._turns.move_to_end(host)
        turn.waiting += 1
        try:
            async with turn.lock:
                wait = turn.free_at - self._clock()
                if wait > 0:
                    await self._sleep(wait)
                try:
                    yield
                finally:
                    turn.free_at = self._clock() + seconds
        finally:
            turn.waiting -= 1
            self._forget()

    def _forget(self) -> None:
        while len(self._turns) > _HOSTS:
            host, turn = next(iter(self._turns.items()))
            if turn.waiting:
                self._turns.move_to_end(host)
                return
            del self._turns[host]
