"""Waiting until replicas of the stream server hold what was written: after a fail-over it is still there."""

from __future__ import annotations

from typing import Any

from redis.exceptions import RedisError

from shared.settings import Settings
from shared.streams import fence_key

_WAIT_MS = 2000


class TooFewReplicasError(RedisError):
    """It is written, but not held by as many replicas as it should be."""


async def run_held(redis: Any, script: Any, keys: list[str], args: list[Any], settings: Settings) -> Any:
    """Run a script, and wait until as many replicas as `HIRFA_REDIS_REPLICAS` says hold what it wrote.

    Args:
        redis: the client that the script is registered with.
        script: may be run twice without harm.
        keys: its keys.
        args: its arguments.
        settings: number of replicas, and names.

    Returns:
        Its answer.

    Raises:
        TooFewReplicasError: it was done, but may be lost with the server; run it again.
        redis.exceptions.RedisError: it is not known whether it was done; run it again.
    """
    if not settings.redis_replicas:
        return await script(keys=keys, args=args)
    pipe = redis.pipeline(transaction=False)  # WAIT is about the writes of its own connection
    await script(keys=keys, args=args, client=pipe)
    # a second try finds everything written, maybe on another connection: without a write of its own WAIT would wait for nothing
    pipe.set(fence_key(settings.stream_prefix), 1, ex=60)
    pipe.execute_command("WAIT", settings.redis_replicas, _WAIT_MS)
    answer, _, held = await pipe.execute()
    if held < settings.redis_replicas:
        raise TooFewReplicasError(
            f"{held} replicas hold what was written, and HIRFA_REDIS_REPLICAS asks for {settings.redis_replicas}"
        )
    return answer
