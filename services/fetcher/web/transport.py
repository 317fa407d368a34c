"""Connecting to the address that was checked, and to no other.

The name is resolved once for each connection, every answer is checked, and the connection is made to a checked answer by its
number: so no second look-up can answer otherwise (DNS rebinding). Host header and TLS name stay those of the URL. This is
the network backend that httpcore offers for such purposes; environment proxies are not used.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from functools import lru_cache
from typing import Any

import certifi
import httpcore
import httpx

from services.fetcher.web.addresses import Address, is_local_name, literal_address, refused_address
from shared.errors import PermanentError, TransientError

Resolve = Callable[[str, int], Awaitable[list[str]]]
_TRIED = 3
"""How many of a name's addresses are tried."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, from the system's resolver.

    Raises:
        PermanentError: `no_such_host`.
        TransientError: `dns`.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}:
            raise PermanentError("no_such_host", f"no address is known for '{host}'") from None
        raise TransientError("dns", f"'{host}': {error.strerror}") from None
    except UnicodeError as error:
        raise PermanentError("no_such_host", f"'{host}': {error}") from None
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only.

    Args:
        inner: opens the connections, by number.
        resolver: names to addresses.
        ports: those that may be connected to; None, for tests against a server on this machine: any, and its loopback too.
    """

    def __init__(self, inner: httpcore.AsyncNetworkBackend, resolver: Resolve, ports: frozenset[int] | None) -> None:
        self._inner, self._resolve, self._ports = inner, resolver, ports
        self._allow_loopback = ports is None

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check, connect.

        Raises:
            PermanentError: `refused_address`.
            httpcore.ConnectError: no address answers.
        """
        addresses = (await self.checked(host, port))[:_TRIED]
        for i, address in enumerate(addresses):
            try:
                share = None if timeout is None else timeout / (len(addresses) - i)
                return await self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if i + 1 == len(addresses):
                    raise
        raise httpcore.ConnectError(f"no address for '{host}'")

    def check_literal(self, host: str) -> Address | None:
        """The address that a host is, checked; None for a name.

        Raises:
            PermanentError: `refused_address`: it may not be connected to, or is written as only attackers write addresses.
        """
        host = host.strip("[]").lower()
        try:
            address = literal_address(host)
        except ValueError as error:
            raise PermanentError("refused_address", str(error)) from None
        if address is None:
            return None
        reason = refused_address(address, allow_loopback=self._allow_loopback)
        if reason is None and address.version == 4 and str(address) != host:
            reason = "an unusual notation"
        if reason is not None:
            raise PermanentError("refused_address", f"'{host}' is {address}: {reason}")
        return address

    async def checked(self, host: str, port: int) -> list[str]:
        """The addresses of a host, all of them checked.

        Raises:
            PermanentError: `refused_address`, one of them may not be connected to; `refused_port`.
        """
        if self._ports is not None and port not in self._ports:
            raise PermanentError("refused_port", f"port {port}")
        literal = self.check_literal(host)
        if literal is None and is_local_name(host) and not self._allow_loopback:
            raise PermanentError("refused_address", f"'{host}' is a name of a local network")
        answers = [str(literal)] if literal is not None else await self._resolve(host, port)
        for answer in answers:
            reason = refused_address(ipaddress.ip_address(answer), allow_loopback=self._allow_loopback)
            if reason is not None:
                raise PermanentError("refused_address", f"'{host}' is {answer}: {reason}")
        return answers

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise PermanentError("refused_address", f"a socket of this machine: {path}")

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await asyncio.sleep(seconds)


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class CheckedTransport(httpx.AsyncBaseTransport):
    """httpx's transport over an httpcore pool with a `CheckedBackend`; HTTP/1.1 and HTTP/2, certificates always verified."""

    def __init__(self, backend: CheckedBackend, ssl_context: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context or trusted(),
            http1=True,
            http2=True,
            max_connections=50,
            keepalive_expiry=15.0,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; httpcore's errors pass as they are."""
        asked = request.url
        url = httpcore.URL(scheme=asked.raw_scheme, host=asked.raw_host, port=asked.port, target=asked.raw_path)
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """The machine's own certificate authorities and certifi's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
