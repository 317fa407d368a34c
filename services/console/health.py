"""What a service says of itself, asked from outside."""

from __future__ import annotations

import http.client
import json


class StrangerError(Exception):
    """What answers is not the service that was asked for."""


def read_health(service: str, host: str, port: int, seconds: float = 3) -> tuple[bool, dict[str, str]]:
    """Whether a service is ready, and its checks with `ok` or what is wrong.

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
        name, checks = answer["service"], dict(answer["checks"])
    except (ValueError, TypeError, KeyError):
        raise StrangerError(f"what answers is no service of Hirfa (HTTP {response.status})") from None
    if name != service:
        raise StrangerError(f"what answers is the {name}")
    return response.status == 200, checks
