"""Who may ask, how often, and how much: checked before anything else is done."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request

from services.fetcher.api.problems import ProblemError
from shared.settings import Settings

_CLIENTS = 10_000
_BODY_SECONDS = 30.0


class Rate:
    """A token bucket for each client address: `per_minute` at once, filled again evenly.

    Args:
        per_minute: requests.
        clock: monotonic seconds.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = float(per_minute), clock
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> float:
        """Take one; 0 where there was one, else the seconds until there is."""
        now = self._clock()
        left, at = self._clients.pop(client, (self._most, now))
        left = min(self._most, left + (now - at) * self._most / 60)
        wait = 0.0 if left >= 1 else (1 - left) * 60 / self._most
        self._clients[client] = (left if wait else left - 1, now)
        while len(self._clients) > _CLIENTS:
            self._clients.popitem(last=False)
        return wait


class Door:
    """Lets requests in.

    Args:
        settings: token, rate, address, greatest body.
    """

    def __init__(self, settings: Settings) -> None:
        self._token = settings.api_token.get_secret_value().encode() if settings.api_token else None
        self._local = _is_loopback(settings.fetcher_host)
        self._rate = Rate(settings.api_rate)
        self._most = settings.max_article_bytes

    def check(self, request: Request) -> None:
        """Refuse who may not ask.

        Raises:
            ProblemError: 429, 401, 403.
        """
        wait = self._rate.take(request.client.host if request.client else "")
        if wait:
            raise ProblemError(429, "rate", f"too many requests; the next is taken in {wait:.1f} s", retry_after=wait)
        if self._token is not None:
            scheme, _, given = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip(" \t").encode("latin-1"), self._token):
                raise ProblemError(
                    401,
                    "token",
                    "'Authorization: Bearer …' with the right token is needed",
                    headers={"WWW-Authenticate": "Bearer"},
                )
            return
        if not self._local:
            raise ProblemError(403, "no_token", "it listens beyond this machine: the operator must set HIRFA_API_TOKEN first")
        # Without a token a page in this machine's browser could ask: by a name of its own for our address, or across sites.
        if "origin" in request.headers or not _is_loopback(urlsplit(f"//{request.headers.get('host', '')}").hostname or ""):
            raise ProblemError(403, "not_local", "without HIRFA_API_TOKEN only programs on this machine may ask")

    async def body(self, request: Request) -> bytes:
        """The body of a request.

        Raises:
            ProblemError: 408, 413.
        """
        told = request.headers.get("content-length", "")
        too_large = ProblemError(413, "too_large", f"more than {self._most} bytes; no article is that large")
        if told.isdigit() and (len(told) > 15 or int(told) > self._most):
            raise too_large
        out = bytearray()
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                async for part in request.stream():
                    out += part
                    if len(out) > self._most:
                        raise too_large
        except (TimeoutError, ClientDisconnect):
            raise ProblemError(408, "slow", f"the body was not there within {_BODY_SECONDS:.0f} s") from None
        return bytes(out)


def _is_loopback(host: str) -> bool:
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
