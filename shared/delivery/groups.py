"""The streams and groups of the topology, made before anybody reads."""

from __future__ import annotations

from typing import Any

from redis.exceptions import ResponseError

from shared.delivery.backlog import backlogs
from shared.streams import STREAMS


async def create_groups(redis: Any, prefix: str) -> None:
    """Create every stream and group of the topology, groups at 0, so that what came before them is delivered too."""
    for stream in STREAMS:
        there = await backlogs(redis, stream.key(prefix))  # over `maxmemory` creating is refused, even of what exists
        for group in stream.groups:
            if group not in there:
                try:
                    await redis.xgroup_create(stream.key(prefix), group, id="0", mkstream=True)
                except ResponseError as error:
                    if "BUSYGROUP" not in str(error):  # another process was quicker
                        raise
