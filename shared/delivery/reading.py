"""Reading a stream from an entry on, in pages whose size in bytes stays about the same, whatever the entries weigh."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

Rows = list[tuple[str, dict[bytes, bytes]]]
PAGE_BYTES = 1024 * 1024
_MOST = 500


async def pages_after(redis: Any, stream: str, after: str, until: str = "+", *, first: int = 8) -> AsyncIterator[Rows]:
    """The entries after one and up to another, in order, a page at a time.

    Args:
        redis: a client that decodes nothing.
        stream: its name on the server.
        after: the id after which it begins.
        until: the last id, or `+`.
        first: entries in the first page; how many come in the next is reckoned from what they weigh.
    """
    count = first
    while rows := await redis.xrange(stream, min=f"({after}", max=until, count=count):
        yield [(raw_id.decode(), fields) for raw_id, fields in rows]
        after = rows[-1][0].decode()
        weight = 1 + sum(len(value) for _, fields in rows for value in fields.values())
        count = max(1, min(_MOST, count * 4, PAGE_BYTES * len(rows) // weight))


async def rows_after(
    redis: Any, stream: str, after: str, until: str = "+", *, first: int = 8
) -> AsyncIterator[tuple[str, dict[bytes, bytes]]]:
    """The same, an entry at a time."""
    async for page in pages_after(redis, stream, after, until, first=first):
        for row in page:
            yield row
