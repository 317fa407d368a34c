"""The dead letters' index follows their stream, whatever the letters hold, and reads no letter twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.indexer.dead_letters import DeadLetterIndex
from services.indexer.install import KINDS, index_name, install
from shared.contracts import DeadLetter
from shared.servers import connect_opensearch, connect_redis
from shared.settings import load_settings
from shared.streams import DEAD

pytestmark = pytest.mark.servers
NOW = datetime(2026, 3, 1, tzinfo=UTC)
LONG = "س" * 40_000
"""As a keyword it is more than Lucene takes."""


class Letters:
    """A stream and an index of a test's own."""

    def __init__(self, redis_url: str, opensearch_url: str) -> None:
        name = f"t-{uuid4().hex[:10]}"
        self.settings = load_settings(redis_url=redis_url, opensearch_url=opensearch_url, stream_prefix=name, index_prefix=name)
        self.redis: Any = connect_redis(self.settings)
        self.client = connect_opensearch(self.settings)
        self.key = DEAD.key(name)
        self.index = DeadLetterIndex(self.redis, self.client, self.settings)

    async def add(self, article_id: str, entry_id: str = "*", data: str = "") -> str:
        letter = DeadLetter(
            stage="indexer", stream="s", entry_id="1-1", article_id=article_id, reason="refused", error="", data=data,
            deliveries=1, entered_at=NOW, died_at=NOW,
        )  # fmt: skip
        added: bytes = await self.redis.xadd(self.key, {"data": letter.to_json()}, id=entry_id)
        return added.decode()

    async def found(self) -> set[str]:
        """The letters that the index holds."""
        await self.client.indices.refresh(index=f"{self.settings.index_prefix}-dead")
        hits = (await self.client.search(index=f"{self.settings.index_prefix}-dead", body={"size": 1000}))["hits"]["hits"]
        return {hit["_id"] for hit in hits}


@pytest.fixture
async def letters(redis_url: str, opensearch_url: str) -> AsyncIterator[Letters]:
    made = Letters(redis_url, opensearch_url)
    await install(made.client, made.settings.index_prefix)
    yield made
    for kind in KINDS:
        await made.client.indices.delete(index=index_name(made.settings.index_prefix, kind))
        await made.client.indices.delete_index_template(name=f"{made.settings.index_prefix}-{kind}")
    await made.redis.delete(made.key)
    await made.redis.aclose()
    await made.client.close()


async def test_a_letter_with_an_endless_name_is_there_too(letters: Letters) -> None:
    ids = {await letters.add(LONG), await letters.add("a1")}
    await letters.index.follow()
    assert await letters.found() == ids


async def test_a_letter_that_is_refused_holds_up_none_behind_it(letters: Letters) -> None:
    """As in an index that an older version has made, whose mapping refuses a long name."""
    await of_an_older_version(letters)
    await letters.add(LONG)
    ordinary = await letters.add("a1")
    await letters.index.follow()
    assert await letters.found() == {ordinary}
    later = await letters.add("a2")
    await letters.redis.xdel(letters.key, ordinary)
    await letters.index.follow()
    assert await letters.found() == {later}


async def test_an_index_of_an_older_version_is_brought_up_to_date(letters: Letters) -> None:
    await of_an_older_version(letters)
    await letters.client.indices.delete_index_template(name=f"{letters.settings.index_prefix}-dead")
    await install(letters.client, letters.settings.index_prefix)
    there = await letters.add(LONG)
    await letters.index.follow()
    assert await letters.found() == {there}


async def of_an_older_version(letters: Letters) -> None:
    name = index_name(letters.settings.index_prefix, "dead")
    mapping = (await letters.client.indices.get_mapping(index=name))[name]["mappings"]
    for field in ("article_id", "stage", "reason", "stream"):
        mapping["properties"][field] = {"type": "keyword"}
    await letters.client.indices.delete(index=name)
    alias = {f"{letters.settings.index_prefix}-dead": {}}
    await letters.client.indices.create(index=name, body={"mappings": mapping, "aliases": alias})


async def test_only_what_is_new_is_read_in_pages_of_bounded_size(letters: Letters, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [await letters.add(f"a{i}", data="x" * 300_000) for i in range(30)]
    await letters.redis.xadd(letters.key, {"data": "unreadable"})
    read: list[list[str]] = []
    real = letters.redis.xrange

    async def xrange(*args: Any, **kwargs: Any) -> Any:
        rows = await real(*args, **kwargs)
        read.append([entry_id.decode() for entry_id, _ in rows])
        return rows

    monkeypatch.setattr(letters.redis, "xrange", xrange)
    await letters.index.follow()
    assert sum(len(page) for page in read) == 31
    assert max(len(page) for page in read) <= 8
    read.clear()
    last = await letters.add("news")
    await letters.redis.xdel(letters.key, first[0])
    await letters.index.follow()
    assert [page for page in read if page] == [[last]]
    assert await letters.found() == {*first[1:], last}


async def test_a_stream_that_was_set_up_anew_is_followed(letters: Letters) -> None:
    await letters.add("a1")
    await letters.index.follow()
    await letters.redis.delete(letters.key)
    restored = [await letters.add("old", "5-1"), await letters.add("older", "7-1")]
    await letters.index.follow()
    assert await letters.found() == set(restored)


async def test_letters_are_followed_over_the_stream_servers_memory_limit(letters: Letters) -> None:
    gone, stays = await letters.add("a1"), await letters.add("a2")
    await letters.index.follow()
    assert await letters.found() == {gone, stays}
    await letters.redis.xdel(letters.key, gone)
    before = (await letters.redis.config_get("maxmemory"))["maxmemory"]
    try:
        await letters.redis.config_set("maxmemory", 1)
        await letters.index.follow()
    finally:
        await letters.redis.config_set("maxmemory", before)
    assert await letters.found() == {stays}
