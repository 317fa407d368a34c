"""Both servers of a data folder: started together, or one's own used instead."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from services.console.embedded.child import Child
from services.console.embedded.cluster import Membership, founders, node_folders, note_founders
from services.console.embedded.errors import EmbeddedError, HomeInUseError, writing_in
from services.console.embedded.jars import JarCache
from services.console.embedded.opensearch import OpenSearch
from services.console.embedded.ports import free_port
from services.console.embedded.valkey import Valkey
from services.console.run_file import LOCK
from services.console.settings import ConsoleSettings
from shared.servers import public_address


class Servers:
    """Valkey and OpenSearch for one data folder, as a context manager.

    Where `settings.redis_url` or `settings.opensearch_url` is set, that server is used as it is and none is started.

    Args:
        settings: ports, heap, addresses of servers of one's own.
        home: the data folder; `settings.home` when None.
        say: told what is being done.
        jvm_options: further options for OpenSearch's JVM.
        valkey: False: leave the streams' server alone.
        opensearch: False: leave OpenSearch alone.
    """

    def __init__(
        self,
        settings: ConsoleSettings,
        home: Path | None = None,
        say: Callable[[str], None] = lambda _: None,
        jvm_options: Sequence[str] = (),
        *,
        valkey: bool = True,
        opensearch: bool = True,
    ) -> None:
        self.home = (home or settings.home).absolute()
        self.say = say
        self.logs = self.home / "logs"
        self.valkey: Valkey | None = None
        self.nodes: list[OpenSearch] = []
        self.redis_url = settings.redis_url or ""
        self.opensearch_url = settings.opensearch_url or ""
        if valkey and not settings.redis_url:
            self.valkey = Valkey(self.home / "valkey", self.logs / "valkey.log", settings.valkey_port)
            self.redis_url = self.valkey.url
        if opensearch and not settings.opensearch_url:
            jars = JarCache(settings.cache / "jars", settings.maven_url, say)
            self.nodes = _nodes(settings, self.home, jars, jvm_options)
            self.opensearch_url = ",".join(node.url for node in self.nodes)
        self._lock: IO[str] | None = None

    @property
    def public_redis_url(self) -> str:
        """Where the streams are, without login."""
        return public_address(self.redis_url)

    @property
    def public_opensearch_url(self) -> str:
        """Where the indices are, without login."""
        return public_address(self.opensearch_url)

    @property
    def ours(self) -> list[Valkey | OpenSearch]:
        """The servers that are started."""
        return [*([self.valkey] if self.valkey is not None else []), *self.nodes]

    def ports(self) -> dict[int, str]:
        """Their ports, each with the setting that gives it.

        Raises:
            EmbeddedError: two have the same.
        """
        found: dict[int, str] = {}
        for server in self.ours:
            if server.port in found:
                raise EmbeddedError(f"{server.setting}: {server.port} is the port of {found[server.port]} already")
            found[server.port] = server.setting
        return found

    @property
    def children(self) -> list[Child]:
        """Their processes."""
        return [server.child for server in self.ours]

    @property
    def dispensable(self) -> dict[str, Child]:
        """Those of them that may die and be started again while all goes on: nodes of a cluster that has others."""
        return {node.child.name: node.child for node in self.nodes} if len(self.nodes) > 2 else {}

    def __enter__(self) -> Self:
        """Start what is ours and wait until it answers.

        Raises:
            EmbeddedError: one cannot start; none is left running then.
        """
        self.take_home()
        try:
            self.ports()
            if self.nodes:
                note_founders(self.home, founders(self.home, len(self.nodes)))
            for server in self.ours:
                server.start()
            for server in self.ours:
                server.wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop what is ours."""
        for child in self.children:
            child.terminate()
        for child in self.children:
            child.stop()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def check(self) -> None:
        """Raise when a server that is ours has ended by itself.

        Raises:
            CrashedError: says which, how, and the end of its log.
        """
        for child in self.children:
            child.check()

    def take_home(self) -> None:
        """Keep other runs off the data folder, until this one ends; entering does it too.

        Raises:
            HomeInUseError: another run is on it.
            EmbeddedError: it is no folder, or not one that we may write in.
        """
        if self._lock is not None:
            return
        with writing_in(self.home, "HIRFA_HOME"):
            self.home.mkdir(parents=True, exist_ok=True)
            lock = (self.home / LOCK).open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip() or "unknown"
            lock.close()
            raise HomeInUseError(self.home, owner) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock


def _nodes(settings: ConsoleSettings, home: Path, jars: JarCache, jvm_options: Sequence[str]) -> list[OpenSearch]:
    """The nodes of OpenSearch, on ports one after the other from the setting's on."""
    folders = node_folders(home, settings.opensearch_nodes)
    transports = tuple(free_port() for _ in folders)
    formed_by = founders(home, len(folders))
    nodes = []
    for number, (folder, transport) in enumerate(zip(folders, transports, strict=True)):
        nodes.append(
            OpenSearch(
                folder,
                home / "logs" / f"{folder.name}.log",
                settings.opensearch_port + number,
                jars,
                heap=settings.opensearch_heap,
                jvm_options=jvm_options,
                snapshots=settings.backup_dir or home / "backups",
                member=Membership(transport, transports, formed_by, folders[0]) if len(folders) > 1 else None,
                name=f"OpenSearch {number + 1}" if number else "OpenSearch",
            )
        )
    return nodes
