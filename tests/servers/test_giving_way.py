"""A replay gives way to the news, and not for ever to what nobody works on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from redis.exceptions import ResponseError

from services.console.history import History
from services.console.replaying import Replayer, new_run
from shared.delivery.backlog import stalled, waiting
from shared.servers import connect_redis
from shared.settings import Settings, load_settings
from shared.streams import ARCHIVE_GROUP, DATA_FIELD, EXTRACTED
from tests.search.test_migration import article

pytestmark = pytest.mark.servers
COPIES = 12


@pytest.fixture
def settings(redis_url: str) -> Settings:
    return load_settings(redis_url=redis_url, stream_prefix=f"t-{uuid4().hex[:10]}", archive="off")


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Any]:
    client = connect_redis(settings)
    yield client
    async for key in client.scan_iter(f"{settings.stream_prefix}:*"):
        await client.delete(key)
    await client.aclose()


async def lies_there(redis: Any, key: str, group: str, count: int) -> None:
    """Messages that somebody has taken and not touched for a long time."""
    with suppress(ResponseError):
        await redis.xgroup_create(key, group, id="0", mkstream=True)
    (found,) = await redis.xreadgroup(group, "somebody", {key: ">"}, count=count)
    ids = [entry_id for entry_id, _ in found[1]]
    assert len(ids) == count
    await redis.xclaim(key, group, "somebody", 0, ids, idle=60_000)


async def test_one_that_waits_to_be_tried_again_does_not_slow_a_replay(redis: Any, settings: Settings) -> None:
    key = EXTRACTED.key(settings.stream_prefix)
    for number in range(COPIES):
        await redis.xadd(key, {DATA_FIELD: article(number, 1).to_json()})
    await lies_there(redis, key, "indexer", 1)
    history = History(redis, settings, EXTRACTED)
    run = await new_run(redis, settings.stream_prefix, history, "extracted", datetime.now(UTC))
    assert run is not None
    replayer = Replayer(redis, settings.stream_prefix, run, history, rate=1000)

    async def works() -> None:
        while True:
            for _, rows in await redis.xreadgroup("indexer", "other", {key: ">"}, count=10, block=20):
                await redis.xack(key, "indexer", *[entry_id for entry_id, _ in rows])

    async def nothing(_: list[str]) -> None:
        pass

    worker = asyncio.create_task(works())
    began = time.monotonic()
    try:
        done = await asyncio.wait_for(replayer.send(nothing, lambda *_: None), 60)
    finally:
        worker.cancel()
    assert done.sent == COPIES
    assert time.monotonic() - began < COPIES / 2, "a second of patience for the first, and not for each"


async def test_what_the_archive_has_not_done_is_not_set_against_what_others_have(redis: Any, settings: Settings) -> None:
    key = EXTRACTED.key(settings.stream_prefix)
    for number in range(3):
        await redis.xadd(key, {DATA_FIELD: article(number, 1).to_json()})
    await lies_there(redis, key, ARCHIVE_GROUP, 3)
    assert (await waiting(redis, key), await stalled(redis, key, 15_000)) == (0, 0)
    await lies_there(redis, key, "indexer", 2)
    assert (await waiting(redis, key), await stalled(redis, key, 15_000)) == (3, 2)
