"""robots.txt (RFC 9309), read by protego."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from services.fetcher.formats.encodings import decode
from services.fetcher.formats.model import ReadError
from services.fetcher.web.rules import Rules
from shared.errors import PermanentError, TransientError

_SITES = 2048


@dataclass(frozen=True, slots=True)
class _Site:
    rules: Protego
    until: float


class Robots:
    """What sites allow.

    Args:
        rules: the fetcher's.
        load: fetches a robots.txt: its bytes, or None where the site has none (4xx).
        clock: monotonic seconds.
    """

    def __init__(self, rules: Rules, load: Callable[[str], Awaitable[bytes | None]], clock: Callable[[], float]) -> None:
        self._rules, self._load, self._clock = rules, load, clock
        self._sites: OrderedDict[str, _Site] = OrderedDict()
        self._reading: dict[str, asyncio.Lock] = {}

    async def check(self, origin: str, url: str) -> float:
        """Check that a URL may be fetched.

        Args:
            origin: scheme, host and port of the URL.
            url: the URL.

        Returns:
            seconds to leave between two requests to this site.

        Raises:
            PermanentError: `robots`: the site forbids it.
            TransientError: `robots_unreachable`: it can't be asked now, which means no (RFC 9309, 2.3.1.4).
        """
        site = self._known(origin)
        if site is None:
            async with self._reading.setdefault(origin, asyncio.Lock()):
                site = self._known(origin) or await self._read(origin)
            self._reading.pop(origin, None)
        if not site.rules.can_fetch(url, self._rules.robot):
            raise PermanentError("robots", f"{origin}/robots.txt forbids it to '{self._rules.robot}'")
        delay = site.rules.crawl_delay(self._rules.robot) or 0.0
        return min(max(self._rules.pace_seconds, float(delay)), self._rules.longest_pace_seconds)

    def _known(self, origin: str) -> _Site | None:
        site = self._sites.get(origin)
        return site if site is not None and site.until > self._clock() else None

    async def _read(self, origin: str) -> _Site:
        try:
            data = await self._load(f"{origin}/robots.txt")
        except TransientError as error:
            raise TransientError("robots_unreachable", f"{origin}/robots.txt: {error}") from error
        try:
            text = decode(data).text if data else ""
        except ReadError:
            text = ""  # no text: no rule can be read in it
        site = _Site(Protego.parse(text), self._clock() + self._rules.robots_seconds)
        self._sites[origin] = site
        if len(self._sites) > _SITES:
            self._sites.popitem(last=False)
        return site
