"""Services as processes against real servers, and bounded waits on what they do."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import orjson
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from services.console.embedded.ports import free_port
from shared.servers import connect_redis_sync
from shared.settings import SERVICES, Settings, load_settings
from shared.streams import ARCHIVE_GROUP, DEAD, STREAMS, Stream

CLONE = Path(__file__).resolve().parents[2]


async def until(what: str, test: Callable[[], Awaitable[object]], seconds: float = 30) -> Any:
    """Wait until a test gives something true; its value. Fails after a bounded time, saying what was waited for.

    A stream server that is away (killed by a test, or with no primary for the moment) is no answer yet: it is asked again.
    """
    end = time.monotonic() + seconds
    value: object = None
    while time.monotonic() < end:
        try:
            value = await test()
        except (redis.ConnectionError, redis.TimeoutError) as error:
            value = error
        else:
            if value:
                return value
        await asyncio.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s (last: {value!r})")


def _role(service: str) -> str:
    return {"poison": "normalizer", "next_normalizer": "normalizer", "loopback_fetcher": "fetcher"}.get(
        service.partition("#")[0], service
    )


class Pipeline:
    """A pipeline of its own: fresh names of streams and indices, free ports, services started and killed at will."""

    def __init__(self, folder: Path, redis_url: str, opensearch_url: str = "http://127.0.0.1:9", **settings: object) -> None:
        self.folder = folder
        self.prefix = f"t-{uuid4().hex[:10]}"
        self.env = {
            "REDIS_URL": redis_url,
            "OPENSEARCH_URL": opensearch_url,
            "HIRFA_STREAM_PREFIX": self.prefix,
            "HIRFA_INDEX_PREFIX": self.prefix,
            "HIRFA_HOME": str(folder / "home"),
            "HIRFA_DROP_DIR": str(folder / "drop"),
            "HIRFA_IDLE_SECONDS": "0.6",
            "HIRFA_DELIVERIES": "3",
            "HIRFA_SETTLE_SECONDS": "0.1",
            "HIRFA_TRIM_SECONDS": "0.5",
        }
        for service in SERVICES:
            self.env[f"HIRFA_{service.upper()}_PORT"] = str(free_port())
        self.env |= {f"HIRFA_{name.upper()}": str(value) for name, value in settings.items()}
        self.ports: dict[str, str] = {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        if "sentinel" in redis_url:
            self.redis: redis.Redis = connect_redis_sync(self.settings)
        else:
            self.redis = redis.Redis.from_url(redis_url, retry=Retry(NoBackoff(), 0))
        self.drop = folder / "drop"
        self.drop.mkdir(parents=True, exist_ok=True)

    @property
    def settings(self) -> Settings:
        """The settings that the services have."""
        names = {"REDIS_URL": "redis_url", "OPENSEARCH_URL": "opensearch_url"}
        return load_settings(**{names.get(k, k.removeprefix("HIRFA_").lower()): v for k, v in self.env.items()})

    def start(self, *services: str, **env: str) -> None:
        """Start services: `name`, or `name#2` for a second replica on a port of its own; `poison` is the bad normalizer."""
        for service in services:
            name, _, replica = service.partition("#")
            module = f"services.{name}" if name in SERVICES else f"tests.servers.{name}"
            if replica:
                self.ports[service] = str(free_port())
            more = {f"HIRFA_{_role(name).upper()}_PORT": self.ports[service]} if replica else {}
            with (self.folder / f"{service}.log").open("ab") as log:
                self.processes[service] = subprocess.Popen(
                    [sys.executable, "-m", module], cwd=CLONE, env={**os.environ, **self.env, **more, **env},
                    stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip

    def keep_up(self) -> None:
        """Start again what has ended by itself, as `hirfa up` does."""
        for service, process in list(self.processes.items()):
            if process.poll() is not None:
                self.start(service)

    def kill(self, service: str) -> None:
        """SIGKILL a service's process alone, as a failing machine does; its child ends by itself."""
        process = self.processes.pop(service)
        process.kill()
        process.wait(10)

    def terminate(self, service: str, seconds: float = 30) -> int:
        """SIGTERM a service; its exit code."""
        process = self.processes.pop(service)
        process.terminate()
        return process.wait(seconds)

    def close(self) -> None:
        """End everything and remove what was made on the stream server."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        self.processes.clear()
        with suppress(redis.ConnectionError):  # a server of the test's own may be gone already
            keys = list(self.redis.scan_iter(f"{self.prefix}:*", count=1000))
            for start in range(0, len(keys), 1000):
                self.redis.unlink(*keys[start : start + 1000])
        self.redis.close()

    def url(self, service: str, path: str) -> str:
        """Address of a route of a service."""
        port = self.ports.get(service) or self.env[f"HIRFA_{_role(service).upper()}_PORT"]
        return f"http://127.0.0.1:{port}{path}"

    async def get(self, service: str, path: str, seconds: float = 5) -> httpx.Response | None:
        """GET a route; None when nobody answers."""
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                return await client.get(self.url(service, path), timeout=seconds)
            except httpx.HTTPError:
                return None

    async def ready(self, *services: str, seconds: float = 40) -> None:
        """Wait until services are ready."""

        async def test(service: str) -> bool:
            process = self.processes[service]
            assert process.poll() is None, f"{service} ended with {process.returncode}: {self.log(service)[-3000:]}"
            answer = await self.get(service, "/health/ready")
            return answer is not None and answer.status_code == 200

        for service in services:
            await until(f"{service} is ready", lambda s=service: test(s), seconds)  # type: ignore[misc]

    def log(self, service: str) -> str:
        """What a service has written."""
        return (self.folder / f"{service}.log").read_text("utf-8")

    def add(self, stream: Stream, data: bytes | str, **fields: str) -> str:
        """Put an entry on a stream, as any program can."""
        entry_id: bytes = self.redis.xadd(stream.key(self.prefix), {"data": data, **fields})  # type: ignore[assignment]
        return entry_id.decode()

    def entries(self, stream: Stream) -> list[dict[bytes, bytes]]:
        """The fields of all entries of a stream."""
        rows: list[tuple[bytes, dict[bytes, bytes]]] = self.redis.xrange(stream.key(self.prefix))  # type: ignore[assignment]
        return [fields for _, fields in rows]

    def length(self, stream: Stream) -> int:
        """How many entries a stream has."""
        return self.redis.xlen(stream.key(self.prefix))  # type: ignore[return-value]

    def dead(self) -> list[dict[str, Any]]:
        """The dead letters."""
        return [orjson.loads(fields[b"data"]) for fields in self.entries(DEAD)]

    def article_ids(self, stream: Stream) -> list[str]:
        """The articles on a stream, in order."""
        return [orjson.loads(fields[b"data"])["article_id"] for fields in self.entries(stream)]

    async def passed(self, stream: Stream, count: int, seconds: float = 30) -> None:
        """Wait until so many entries are on a stream."""

        async def test() -> bool:
            return self.length(stream) >= count

        await until(f"{count} on {stream.name}", test, seconds)

    async def died(self, count: int, seconds: float = 30) -> list[dict[str, Any]]:
        """Wait until there are so many dead letters, and return them."""
        await self.passed(DEAD, count, seconds)
        return self.dead()

    def waiting(self, stream: Stream) -> int:
        """What the slowest group of a stream has not done."""
        try:
            groups: list[dict[str, Any]] = self.redis.xinfo_groups(stream.key(self.prefix))  # type: ignore[assignment]
        except redis.ResponseError:
            return self.redis.xlen(stream.key(self.prefix))  # type: ignore[return-value]
        groups = [group for group in groups if group["name"] != ARCHIVE_GROUP.encode()]
        if not groups:
            return self.redis.xlen(stream.key(self.prefix))  # type: ignore[return-value]
        return max(g["pending"] + (g["lag"] or 0) for g in groups)

    async def taken(self, files: int, seconds: float = 30) -> None:
        """Wait until the fetcher has dealt with so many files."""

        async def test() -> bool:
            return sum(1 for path in (self.drop / "done").rglob("*") if path.is_file()) == files

        await until(f"{files} files taken", test, seconds)

    async def drained(self, *streams: Stream, seconds: float = 60) -> None:
        """Wait until nothing waits in the streams given, or in any."""

        async def test() -> bool:
            return all(self.waiting(stream) == 0 for stream in streams or STREAMS[:-1])

        await until("streams drained", test, seconds)


@contextmanager
def pipeline(folder: Path, redis_url: str, opensearch_url: str = "http://127.0.0.1:9", **settings: object) -> Iterator[Pipeline]:
    """A pipeline that is taken down at the end."""
    made = Pipeline(folder, redis_url, opensearch_url, **settings)
    try:
        yield made
    finally:
        made.close()
