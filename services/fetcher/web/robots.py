"""robots.txt (RFC 9309), read by protego."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from protego import Protego

from services.fetcher.formats.encodings import decode
from services.fetcher.formats.model import ReadError
from services.fetcher.web.later import ComeBackError
from services.fetcher.web.rules import Rules
from shared.errors import PermanentError, TransientError

_SITES = 2048


@dataclass(frozen=True, slots=True)
class _Site:
    rules: Protego | None
    """None where they could not be read."""
    until: float
    why: str = ""
    asked_for: bool = False
    """Whether the site named the time until which it is not asked again."""


@dataclass(slots=True)
class _Reading:
    """One robots.txt that is being read."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    """Who reads it and who waits for it: with the last of them it is forgotten, in whatever order they end."""


class Robots:
    """What sites allow.

    Args:
        rules: the fetcher's.
        load: fetches a robots.txt: its first bytes, as many as are read, or None where the site has none (4xx).
        clock: monotonic seconds.
    """

    def __init__(self, rules: Rules, load: Callable[[str], Awaitable[bytes | None]], clock: Callable[[], float]) -> None:
        self._rules, self._load, self._clock = rules, load, clock
        self._sites: OrderedDict[str, _Site] = OrderedDict()
        self._reading: dict[str, _Reading] = {}

    async def check(self, origin: str, url: str) -> float:
        """Check that a URL may be fetched.

        Args:
            origin: scheme, host and port of the URL.
            url: the URL.

        Returns:
            seconds to leave between two requests to this site.

        Raises:
            PermanentError: `robots`: the site forbids it.
            ComeBackError: `robots_unreachable`: it can't be asked now, which means no (RFC 9309, 2.3.1.4). For a while, or as
                long as the site wants, it is not asked again.
        """
        site = self._known(origin)
        if site is None:
            reading = self._reading.setdefault(origin, _Reading())
            reading.users += 1
            try:
                async with reading.lock:
                    site = self._known(origin) or await self._read(origin)
            finally:
                reading.users -= 1
                if not reading.users:
                    del self._reading[origin]
        if site.rules is None:
            wait = max(0.0, site.until - self._clock())
            raise ComeBackError("robots_unreachable", f"{origin}/robots.txt: {site.why}", wait, asked_for=site.asked_for)
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
            asked = error.seconds if isinstance(error, ComeBackError) else None
            wait = max(self._rules.robots_failed_seconds, asked or 0.0)
            site = _Site(None, self._clock() + wait, str(error), asked_for=bool(asked))
        else:
            rules = await asyncio.to_thread(_parsed, data)
            site = _Site(rules, self._clock() + self._rules.robots_seconds)
        self._sites[origin] = site
        if len(self._sites) > _SITES:
            self._sites.popitem(last=False)
        return site


def _parsed(data: bytes | None) -> Protego:
    try:
        text = decode(data).text if data else ""
    except ReadError:
        text = ""  # no text: no rule can be read in it
    return Protego.parse(text)
