"""What a service says of itself, asked from outside."""

from __future__ import annotations

import http.client
import json
from typing import NamedTuple


class StrangerError(Exception):
    """What answers is not the service that was asked for."""


class Health(NamedTuple):
    """Whether a service is ready, its checks with `ok` or what is wrong, and what it can't do though it is ready."""

    ready: bool
    checks: dict[str, str]
    notes: dict[str, str]


def read_health(service: str, host: str, port: int, seconds: float = 3) -> Health:
    """Ask a service how it is.

    Args:
        service: its name.
        host: where it listens.
        port: where it listens.
        seconds: to wait for each part of the answer.

    Raises:
        OSError: nobody answers.
        http.client.HTTPException: what answers speaks no HTTP.
        StrangerError: another program, or another service, answers.
    """
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        connection.request("GET", "/health/ready")
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    try:
        answer = json.loads(body)
        name, checks, notes = answer["service"], dict(answer["checks"]), dict(answer.get("notes", {}))
    except (ValueError, TypeError, KeyError):
        raise StrangerError(f"what answers is no service of Hirfa (HTTP {response.status})") from None
    if name != service:
        raise StrangerError(f"what answers is the {name}")
    return Health(response.status == 200, checks, notes)
