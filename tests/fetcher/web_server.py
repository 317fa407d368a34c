"""A small HTTP server that can misbehave, and a connector that leads the public Internet's addresses to it, and only to it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import h2.config
import h2.connection
import h2.events
import httpcore

PUBLIC = "93.184.216.34"
"""The address that the tests' names have."""
PUBLIC_6 = "2606:2800:220:1:248:1893:25c8:1946"


@dataclass
class Request:
    """What the server was asked."""

    target: str
    headers: dict[str, str]


Handler = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """The server's port, what it was asked, and how it answers by path."""

    port: int = 0
    routes: dict[str, Handler | tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def paths(self) -> list[str]:
        """The targets asked for, robots.txt apart."""
        return [r.target for r in self.asked if r.target != "/robots.txt"]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
            request = Request(head[0].split()[1], headers)
            self.asked.append(request)
            route = self.routes.get(request.target.split("?")[0], (404, {}, b"no"))
            if callable(route):
                await route(request, writer)
            else:
                status, extra, body = route
                await answer(writer, status, extra, body)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def answer(writer: asyncio.StreamWriter, status: int, headers: dict[str, str], body: bytes) -> None:
    """Write a whole answer."""
    fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close"} | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    writer.write(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body)
    await writer.drain()


@asynccontextmanager
async def running(ssl_context: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A server on a free port of the loopback interface."""
    server = Server()
    listener = await asyncio.start_server(server.handle, "127.0.0.1", 0, ssl=ssl_context)
    server.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield server


class Connector(httpcore.AsyncNetworkBackend):
    """Takes notes of every address that would be connected to; opens only the public ones, which lead to the test's server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.connected: list[tuple[str, int]] = []
        self.down: set[str] = set()
        self._real = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.connected.append((host, port))
        assert host in {PUBLIC, PUBLIC_6}, f"{host} must never be connected to"
        if host in self.down:
            raise httpcore.ConnectError("down")
        return await self._real.connect_tcp("127.0.0.1", self.server.port, timeout)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Names:
    """A resolver whose answers a test gives; the last one is repeated."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("__", "."): list(found) for name, found in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        found = self.answers.get(host, [[PUBLIC]])
        return found.pop(0) if len(found) > 1 else found[0]


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


async def serve_h2(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> None:
    """Answer every request of an HTTP/2 connection with a page; robots.txt with 404."""
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    try:
        while data := await reader.read(65_536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived) and event.stream_id is not None:
                    path = dict(event.headers or [])[b":path"]
                    status = b"404" if path == b"/robots.txt" else b"200"
                    connection.send_headers(event.stream_id, [(b":status", status), (b"content-type", b"text/html")])
                    connection.send_data(event.stream_id, body, end_stream=True)
            writer.write(connection.data_to_send())
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
