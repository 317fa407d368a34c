"""Ports on loopback: is one free, and which are."""

from __future__ import annotations

import errno
import random
import socket
from collections.abc import Iterable

from services.console.embedded.errors import EmbeddedError, PortInUseError

OPENSEARCH_PORTS = range(9201, 9300)
"""The runner takes no other: it searches upwards from the one it is told and gives up beyond 9299."""

_ATTEMPTS = 100
_given: set[int] = set()
"""Ports that this process was given: the system may name one again before anybody listens there."""


def is_free(port: int) -> bool:
    """Whether nothing listens on the port, on 127.0.0.1 and, where the machine has it, on ::1."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
    return True


def require_free(setting: str, port: int) -> None:
    """Raise when the port that `setting` names is taken.

    Raises:
        PortInUseError: names the setting to change.
    """
    if not is_free(port):
        raise PortInUseError(setting, port)


def free_port(among: Iterable[int] | None = None) -> int:
    """A port nothing listens on: any, or one of `among` in random order, so that parallel runs seldom meet.

    Raises:
        EmbeddedError: none of `among` is free.
    """
    if among is None:
        for _ in range(_ATTEMPTS):
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
                probe.bind(("127.0.0.1", 0))
                port = int(probe.getsockname()[1])
            if port not in _given:
                _given.add(port)
                return port
        raise EmbeddedError("the system names no other free port on 127.0.0.1")
    candidates = list(among)
    random.shuffle(candidates)
    for port in candidates:
        if is_free(port):
            return port
    raise EmbeddedError(f"no port is free between {min(candidates)} and {max(candidates)} on 127.0.0.1")
