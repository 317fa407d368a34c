"""What a stream has ever held, from the first day on: the archive where it was trimmed, then the stream, as one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import Any

from redis.exceptions import ResponseError

from shared.archive.objects import Archive
from shared.archive.records import Row, id_key
from shared.archive.stores import open_store
from shared.delivery.reading import PAGE_BYTES, Rows, pages_after
from shared.settings import Settings
from shared.streams import RAW, Stream


class History:
    """A stream, and for the raw one its archive.

    Args:
        redis: a client that decodes nothing.
        settings: of the services: the prefix of the streams, and where the archive is.
        stream: which.
    """

    def __init__(self, redis: Any, settings: Settings, stream: Stream) -> None:
        self._redis = redis
        self._key = stream.key(settings.stream_prefix)
        place = settings.archive_place if stream is RAW else None
        self.archive = Archive(open_store(place)) if place is not None else None

    async def end(self) -> str | None:
        """The last entry that there is now, or None."""
        last = await self._redis.xrevrange(self._key, count=1)
        if last:
            return str(last[0][0].decode())
        return await asyncio.to_thread(self.archive.last) if self.archive else None

    async def _first(self) -> str | None:
        """The first entry that the stream still has."""
        first = await self._redis.xrange(self._key, count=1)
        return first[0][0].decode() if first else None

    async def count(self, after: str, end: str) -> int:
        """About how many entries `pages` will give."""
        first = await self._first()
        total = 0
        if self.archive is not None and (first is None or id_key(after) < id_key(first)):
            objects = await asyncio.to_thread(lambda: list(self.archive.objects(after, end)) if self.archive else [])
            total += sum(name.lines for name in objects if first is None or id_key(name.last) < id_key(first))
        if first is not None and id_key(after) < id_key(first) and id_key(end) >= id_key(await self._last_generated()):
            return total + int(await self._redis.xlen(self._key))
        async for page in pages_after(self._redis, self._key, after, end):
            total += len(page)
        return total

    async def _last_generated(self) -> str:
        try:
            return str((await self._redis.xinfo_stream(self._key))["last-generated-id"].decode())
        except ResponseError:
            return "0-0"

    async def pages(self, after: str, end: str) -> AsyncIterator[Rows]:
        """The entries after one and up to another in their order, each once, a page at a time.

        The stream is trimmed meanwhile. What is trimmed is in the archive by then, so: a page is read from the stream, then it
        is asked where the stream begins; if that is beyond where we were, the archive may have something in between.
        """
        async for page in pages_after(self._redis, self._key, after, end):
            first = await self._first()
            if first is None or id_key(first) > id_key(after):
                async for archived in self._archived(after, page[0][0]):
                    yield archived
            yield page
            after = page[-1][0]
        async for archived in self._archived(after, None, end):
            yield archived

    async def _archived(self, after: str, before: str | None, until: str | None = None) -> AsyncIterator[Rows]:
        if self.archive is None:
            return
        entries = self.archive.entries(after, until or before)
        while page := await asyncio.to_thread(_page, entries):
            if page[-1][0] == before:  # in the stream as well: taken from there
                page.pop()
            if page:
                yield page


def _page(entries: Iterator[Row]) -> Rows:
    page: Rows = []
    weight = 0
    for row in islice(entries, 100):
        page.append(row)
        weight += sum(map(len, row[1].values()))
        if weight > PAGE_BYTES:
            break
    return page
