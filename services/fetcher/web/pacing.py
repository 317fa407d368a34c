"""One request at a time to a host, a pause between two, and none before the host wants to be asked again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_HOSTS = 4096
"""Hosts remembered; the longest unused is forgotten first."""
_HELD = 10_000
"""Hosts that asked to come back later which are remembered; the one that asked first is forgotten first."""


_A_MOMENT = 0.01
"""Seconds by which a sleep may end early."""


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
        self._not_before: dict[str, float] = {}

    def hold(self, host: str, seconds: float) -> None:
        """Note that a host wants to be left alone for so long."""
        self._not_before.pop(host, None)
        while len(self._not_before) >= _HELD:
            del self._not_before[next(iter(self._not_before))]
        self._not_before[host] = self._clock() + seconds

    def held(self, host: str) -> float:
        """Seconds for which a host still wants to be left alone; 0 where it does not."""
        left = self._not_before.get(host, 0.0) - self._clock()
        if left > _A_MOMENT:
            return left
        self._not_before.pop(host, None)
        return 0.0

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
