"""What a running `hirfa up` tells the other commands: where its servers and services listen."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "run.json"
LOCK = "lock"
"""File in the data folder that a run holds locked, its process id in it."""


@dataclass(frozen=True)
class Run:
    """One run on a data folder. Never holds a secret: logins come from the settings of whoever asks."""

    pid: int
    redis_url: str
    opensearch_url: str
    ports: dict[str, int]

    def write(self, home: Path) -> None:
        """Leave it in the data folder."""
        (home / NAME).write_text(json.dumps(asdict(self)), encoding="utf-8")


def find_run(home: Path) -> Run | None:
    """The run on this data folder, if there is one now."""
    try:
        with (home / LOCK).open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return None  # nobody holds it: what the file says is over
            except BlockingIOError:
                return Run(**json.loads((home / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def forget_run(home: Path) -> None:
    """Remove the file of a run that ends, if it is ours."""
    run = find_run(home)
    if run is not None and run.pid == os.getpid():
        (home / NAME).unlink(missing_ok=True)
