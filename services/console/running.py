"""The whole pipeline as children of this process: the servers, then the four services."""

from __future__ import annotations

import http.client
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from services.console.embedded.child import Child, describe_exit
from services.console.embedded.errors import CrashedError, EmbeddedError, writing_in
from services.console.embedded.ports import free_port, require_free
from services.console.embedded.servers import Servers
from services.console.health import StrangerError, read_health
from services.console.run_file import LOCK, Run, forget_run
from services.console.settings import ConsoleSettings, pipeline_settings
from shared.settings import SERVICES, Settings

_RESTARTS = 5
"""A service that ends so often within `_RESTART_WINDOW` seconds will not come right by starting it once more."""
_RESTART_WINDOW = 60.0
_READY_SECONDS = 75.0  # longer than a service waits for its servers (`start_timeout`), so that its own message is the one read


def port_setting(service: str) -> str:
    """The setting that gives a service's port."""
    return f"HIRFA_{service.upper()}_PORT"


def service_ports(settings: Settings, *, free: bool = False) -> dict[str, int]:
    """Each service's port as the settings have it; with `free`, any free one where no variable says otherwise."""
    ports = {service: settings.address(service)[1] for service in SERVICES}
    if free:
        ports |= {service: free_port() for service in SERVICES if not os.environ.get(port_setting(service))}
    return ports


class Pipeline:
    """Servers and services, as a context manager: all of it runs inside, nothing of it after.

    Args:
        settings: of the console.
        home: the data folder.
        ports: each service's port.
        say: told what is being done.
        environment: further variables for the services.
        drop: the drop folder; by HIRFA_DROP_DIR when None, else `drop` in the data folder.
        anew: begin with an empty data folder.
    """

    def __init__(
        self,
        settings: ConsoleSettings,
        home: Path,
        ports: Mapping[str, int],
        say: Callable[[str], None] = lambda _: None,
        environment: Mapping[str, str] | None = None,
        *,
        drop: Path | None = None,
        anew: bool = False,
    ) -> None:
        self.home = home.absolute()
        self.drop = (drop or Path(os.environ.get("HIRFA_DROP_DIR") or self.home / "drop")).absolute()  # `Settings.drop_folder`
        self.anew = anew
        self.ports = dict(ports)
        addresses = pipeline_settings()
        self.hosts = {service: addresses.address(service)[0] for service in SERVICES}
        self.say = say
        self.servers = Servers(settings, self.home, say)
        self.environment = dict(environment or {})
        self.services: dict[str, Child] = {}
        self._ends: dict[str, list[float]] = {}

    def __enter__(self) -> Self:
        """Start everything and wait until every service says that it is ready.

        Raises:
            EmbeddedError: something cannot start; nothing is left running then.
        """
        self.servers.take_home()  # first: a second run on this folder finds the ports taken as well, but by the first
        try:
            if self.anew:
                self._empty_home()
            self._require_ports()
            with writing_in(self.drop, "HIRFA_DROP_DIR" if os.environ.get("HIRFA_DROP_DIR") else "HIRFA_HOME"):
                self.drop.mkdir(parents=True, exist_ok=True)
            ours = " and ".join(child.name for child in self.servers.children)
            self.say(f"starting {ours}" if ours else "using the servers that are set")
            self.servers.__enter__()
            self.say("starting the services: " + ", ".join(self.ports))
            for service in self.ports:
                self.services[service] = self._child(service)
                self.services[service].start()
            for service, child in self.services.items():
                child.wait_until(
                    lambda service=service: self.ready(service),  # type: ignore[misc]
                    seconds=_READY_SECONDS,
                    pause=0.1,
                    revived=lambda code, service=service: self._revive(service, code),  # type: ignore[misc]
                )
            Run(os.getpid(), self.servers.redis_url, self.servers.opensearch_url, self.ports).write(self.home)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _empty_home(self) -> None:
        """Nothing of an earlier run remains, but for the lock, which is held."""
        for path in self.home.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != LOCK:
                path.unlink()

    def _require_ports(self) -> None:
        taken = self.servers.ports()
        for service, port in self.ports.items():
            setting = port_setting(service)
            if port in taken:
                raise EmbeddedError(f"{setting}: {port} is the port of {taken[port]} already")
            require_free(setting, port)

    def _child(self, service: str) -> Child:
        environment = {
            **os.environ,
            "REDIS_URL": self.servers.redis_url,
            "OPENSEARCH_URL": self.servers.opensearch_url,
            "HIRFA_HOME": str(self.home),
            "HIRFA_DROP_DIR": str(self.drop),
            port_setting(service): str(self.ports[service]),
            **self.environment,
        }
        return Child(
            service,
            [sys.executable, "-m", f"services.{service}"],
            self.home / "logs" / f"{service}.log",
            env=environment,
        )

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop the services, which finish what they have in hand, then the servers."""
        forget_run(self.home)
        for child in self.services.values():
            child.terminate()
        for child in self.services.values():
            child.stop(grace=30)
        self.servers.__exit__(None, None, None)

    def ready(self, service: str) -> bool:
        """Whether it is this service that answers, and says that its stream and its outward server answer."""
        try:
            return read_health(service, self.hosts[service], self.ports[service], seconds=5).ready
        except (OSError, http.client.HTTPException, StrangerError):
            return False

    def check(self) -> None:
        """Raise when anything that should be running has ended.

        Raises:
            CrashedError: says what, how, and the end of its log.
        """
        self.servers.check()
        for child in self.services.values():
            child.check()

    def keep_up(self) -> None:
        """Start a service again that has ended, or a node of several: what a service had in hand is delivered to it again.

        Raises:
            CrashedError: a server has ended, or a service or node keeps ending.
        """
        dispensable = self.servers.dispensable
        for child in self.servers.children:
            if child.name not in dispensable:
                child.check()
        for service, child in {**self.services, **dispensable}.items():
            code = child.returncode()
            if code is not None:
                self._start_again(service, child, code)

    def _revive(self, service: str, code: int) -> bool:
        """Start a service again that was stopped from outside before it was ready; one that gave up by itself has said why."""
        if code > 0:
            return False
        self._start_again(service, self.services[service], code)
        return True

    def _start_again(self, name: str, child: Child, code: int) -> None:
        now = time.monotonic()
        ends = [end for end in self._ends.get(name, []) if now - end < _RESTART_WINDOW]
        self._ends[name] = [*ends, now]
        if len(ends) >= _RESTARTS:
            raise CrashedError(f"{name} keeps ending ({describe_exit(code)}); the end of {child.log}:\n{child.tail()}")
        self.say(f"{name} has ended ({describe_exit(code)}; see {child.log}); starting it again")
        child.start()
