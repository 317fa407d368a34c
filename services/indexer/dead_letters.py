"""The dead letters' index: what stands in their stream, without the messages themselves, for people who look at dashboards.

The stream is the truth, and the index follows it: a letter that comes is written, one that was sent back or dropped is deleted.
Several indexers may do so at once, since a letter's document has the id of its entry.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from opensearchpy import AsyncOpenSearch
from opensearchpy.exceptions import TransportError
from redis.exceptions import RedisError

from services.indexer.bulk import Action, send
from services.indexer.install import alias_name
from shared.contracts import DeadLetter, read_message
from shared.delivery.letters import without_message
from shared.delivery.reading import Rows, pages_after
from shared.errors import HirfaError, PermanentError
from shared.settings import Settings
from shared.streams import DATA_FIELD, DEAD

log = structlog.get_logger()

LOOK_SECONDS = 5.0
_START = "0-0"
_IDS = 5000
_ERROR = 2000

# Which of the entries are gone, without their content crossing the wire; asked over `maxmemory` too.
_GONE = """#!lua flags=no-writes
local gone = {}
for _, id in ipairs(ARGV) do
  if #redis.call('XRANGE', KEYS[1], id, id) == 0 then gone[#gone + 1] = id end
end
return gone
"""

# How many there are, and the last, in the same way.
_END = """#!lua flags=no-writes
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
return {redis.call('XLEN', KEYS[1]), last[1] and last[1][1] or ''}
"""


def document(letter_id: str, letter: DeadLetter) -> dict[str, Any]:
    """A letter's document."""
    return {
        "letter_id": letter_id,
        "article_id": letter.article_id,
        "stage": letter.stage,
        "reason": letter.reason,
        "error": letter.error[:_ERROR],
        "place": letter.place,
        "stream": letter.stream,
        "deliveries": letter.deliveries,
        "replays": letter.replays,
        "entered_at": letter.entered_at.isoformat(),
        "died_at": letter.died_at.isoformat(),
    }


class DeadLetterIndex:
    """Follows the stream of dead letters.

    Args:
        redis: a client that decodes nothing.
        client: connected to OpenSearch.
        settings: names.
    """

    def __init__(self, redis: Any, client: AsyncOpenSearch, settings: Settings) -> None:
        self._redis = redis
        self._client = client
        self._key = DEAD.key(settings.stream_prefix)
        self._alias = alias_name(settings.index_prefix, "dead")
        self._gone, self._end = redis.register_script(_GONE), redis.register_script(_END)
        self._seen: tuple[int, bytes] | None = None
        self._read = _START
        """The last letter that was read."""
        self._held: set[str] = set()

    async def run(self) -> None:
        """Follow until cancelled. A server that is away is waited for: the service's own checks tell of it."""
        while True:
            try:
                await self.follow()
            except (RedisError, OSError, TransportError, HirfaError) as error:
                self._seen, self._read, self._held = None, _START, set()
                log.debug("the dead letters' index waits", error=str(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def follow(self) -> None:
        """Make the index what the stream is now."""
        length, last = await self._end(keys=[self._key])
        state = (int(length), last)
        if state == self._seen:
            return
        self._held |= set(await self._known())  # what we wrote a moment ago no search may find yet
        held = sorted(self._held)
        for start in range(0, len(held), _IDS):
            gone = await self._missing(held[start : start + _IDS])
            await self._write([Action({"delete": {"_index": self._alias, "_id": letter_id}}) for letter_id in gone])
            self._held -= set(gone)
        await self._add()
        if len(self._held) < state[0]:  # it is not the stream that it was: restored, or set up anew
            self._read = _START
            await self._add()
        self._seen = state

    async def _known(self) -> list[str]:
        """The letters that the index holds."""
        body: dict[str, Any] = {"size": _IDS, "_source": False, "sort": ["letter_id"]}
        found: list[str] = []
        while True:
            hits = (await self._client.search(index=self._alias, body=body))["hits"]["hits"]
            found += [hit["_id"] for hit in hits]
            if len(hits) < _IDS:
                return found
            body["search_after"] = hits[-1]["sort"]

    async def _missing(self, ids: Sequence[str]) -> list[str]:
        return [letter_id.decode() for letter_id in await self._gone(keys=[self._key], args=list(ids))]

    async def _add(self) -> None:
        """Write the letters behind the last that was read; letters come at the end only."""
        async for page in pages_after(self._redis, self._key, self._read):
            found = dict(self._documents(page))
            await self._write([Action({"index": {"_index": self._alias, "_id": id_}}, body) for id_, body in found.items()])
            self._held |= {letter_id for letter_id, _ in page}  # what we cannot read too: no need to look at it again
            self._read = page[-1][0]

    def _documents(self, rows: Rows) -> Iterator[tuple[str, dict[str, Any]]]:
        for letter_id, fields in rows:
            if letter_id in self._held:
                continue
            try:
                letter = read_message(DeadLetter, without_message(fields[DATA_FIELD.encode()]))
            except (HirfaError, KeyError):
                continue  # of a newer version, or put there by somebody else
            yield letter_id, document(letter_id, letter)

    async def _write(self, actions: Sequence[Action]) -> None:
        results = await send(self._client, actions) if actions else []
        for action, result in zip(actions, results, strict=True):
            if isinstance(result.error, PermanentError):  # the others must not wait for it; it is whole in the stream
                letter_id = next(iter(action.head.values()))["_id"]
                log.warning("a dead letter is not in its index", letter_id=letter_id, error=str(result.error)[:_ERROR])
            elif result.error is not None:
                raise result.error
