"""What can go wrong with the embedded servers.

EmbeddedError
├── PortInUseError         another program listens where we would
├── HomeInUseError         another `hirfa` runs on the same data folder
├── JarsUnavailableError   OpenSearch's jars are not in the cache and cannot be fetched
├── StartFailedError       a server ended, or did not answer in time
└── CrashedError           something that ran has ended by itself
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class EmbeddedError(Exception):
    """Base of the errors a person has to do something about; the message says what."""


class PortInUseError(EmbeddedError):
    """Another program listens on the port that a setting names."""

    def __init__(self, setting: str, port: int) -> None:
        super().__init__(f"port {port} on 127.0.0.1 is in use by another program; set {setting} to a free port")
        self.setting = setting
        self.port = port


class HomeInUseError(EmbeddedError):
    """Two runs on one data folder would write over one another."""

    def __init__(self, home: Path, pid: str) -> None:
        super().__init__(f"{home} is in use by another hirfa (process {pid}); stop it, or set HIRFA_HOME to another folder")


class JarsUnavailableError(EmbeddedError):
    """The class path of OpenSearch cannot be completed."""


class StartFailedError(EmbeddedError):
    """A server did not come up; the message carries the end of its log."""


class CrashedError(EmbeddedError):
    """A child that should be running is not; the message carries the end of its log."""


@contextmanager
def writing_in(folder: Path, setting: str) -> Iterator[None]:
    """Around what makes a folder that a setting names, and what is written in it at first.

    Raises:
        EmbeddedError: it cannot be; names the setting.
    """
    try:
        yield
    except OSError as error:
        raise EmbeddedError(f"{setting}: cannot write in the folder {folder}: {error.strerror}") from None
