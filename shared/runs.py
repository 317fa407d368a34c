"""The names of replays, which their messages, logs, metrics and documents carry.

`replay-…` goes into the live index, `rebuild-…` into a new version of it: the name alone tells a service which.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

_RUN = re.compile(rb'"run_id":"((?:replay|rebuild)-[0-9]{8}T[0-9]{6}-[0-9a-f]{4})"')
_NAMES_A_RUN = b'"run_id":"re'


def new_run_id(now: datetime, *, rebuild: bool) -> str:
    """The name of a run that begins now."""
    return f"{'rebuild' if rebuild else 'replay'}-{now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def is_rebuild(run_id: str | None) -> bool:
    """Whether a run goes into a new version of the index."""
    return run_id is not None and run_id.startswith("rebuild-")


def run_of(data: bytes) -> str | None:
    """The run that a message names, without decoding it: inside a string of JSON no quote stands without a backslash."""
    found = _RUN.search(data) if _NAMES_A_RUN in data else None  # to look for a plain string is ten times quicker
    return found[1].decode() if found else None
