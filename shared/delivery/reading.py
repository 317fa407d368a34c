"""Reading a stream from an entry on, in pages whose size in bytes stays about the same, whatever the entries weigh."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

_PAGE_BYTES = 1024 * 1024
_MOST = 500


async def rows_after(
    redis: Any, stream: str, after: str, until: str = "+", *, first: int = 8
) -> AsyncIterator[tuple[str, dict[bytes, bytes]]]:
    """The entries after one and up to another, in order.

    Args:
        redis: a client that decodes nothing.
        stream: its name on the server.
        after: the id after which it begins.
        until: the last id, or `+`.
        first: entries in the first page; how many come in the next is reckoned from what they weigh.
    """
    count = first
    while rows := await redis.xrange(stream, min=f"({after}", max=until, count=count):
        weight = 1
        for raw_id, fields in rows:
            weight += sum(map(len, fields.values()))
            yield raw_id.decode(), fields
        after = rows[-1][0].decode()
        count = max(1, min(_MOST, count * 4, _PAGE_BYTES * len(rows) // weight))
