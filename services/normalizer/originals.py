"""Which article a near-duplicate repeats: decided once, on the stream server, and the same ever after.

The original is the first of its kind that came through here. The server keeps, for some weeks, a record of every article
(its sketch, what it repeats, and the decision on each of its texts) and the bands of its signature, by which articles that
share one are found (locality-sensitive hashing, Indyk and Motwani 1998). Looking, deciding and keeping are one script, so
two copies at two workers can't both be originals; and a decision is looked up before it is made, so that a re-delivery, a
replay or another worker finds the one that was made first. Nothing has to be in one step with the hand-over: a decision
stands, whether or not the process lives to use it.

An article once told an original remains one, whatever is made of its text later, since others may name it by then. So what
is named is never itself a near-duplicate: a copy of a copy names the original. An article's own earlier text counts for
nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, cast

import orjson
import structlog
from redis.exceptions import RedisError

from services.normalizer.sketch import PLACES, SCHEME, Sketch
from shared.delivery.process import Part, Process
from shared.delivery.wire import Done, Entry, Failed
from shared.errors import ServerAwayError
from shared.settings import Settings
from shared.streams import near_key

log = structlog.get_logger()

_BANDS = 32
"""Of four places each. Texts with half of their runs in common meet in a band in 87 of 100 cases, with six tenths in 99, with
one tenth in none."""
_IN_A_BAND = 16
"""Articles that are remembered in a band, the latest: of a stock phrase there may be any number."""
_SAME_FIGURES = 0.6
"""Share of the figures of the article with fewer of them that the other must have too."""

# `#!lua` without flags: over `maxmemory` the script is refused before its first command, as in the hand-over.
_SCRIPT = """#!lua
local prefix, band_seconds, record_seconds, share = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local width, most = tonumber(ARGV[5]), 8 * tonumber(ARGV[6])

local function equal_places(one, other)
  local count = 0
  for at = 1, #one, 2 do
    local high, low = string.byte(one, at, at + 1)
    local its_high, its_low = string.byte(other, at, at + 1)
    if low == its_low and high == its_high then count = count + 1 end
  end
  return count
end

local function same_figures(one, other)
  local fewer = math.min(#one, #other) / 4
  local there, common = {}, 0
  for at = 1, #one, 4 do there[string.sub(one, at, at + 3)] = true end
  for at = 1, #other, 4 do
    if there[string.sub(other, at, at + 3)] then common = common + 1 end
  end
  return common >= share * fewer
end

local function most_alike(id, own, bands, least, signature, figures)
  local seen, best, found = {[own] = true}, 0, ''
  for _, band in ipairs(bands) do
    local handles = redis.call('GET', band) or ''
    for at = 1, #handles, 8 do
      local handle = string.sub(handles, at, at + 7)
      if not seen[handle] then
        seen[handle] = true
        local its_id, its_least, its_signature, its_figures, of =
          unpack(redis.call('HMGET', prefix .. 'a' .. handle, 'id', 'least', 'signature', 'figures', 'of'))
        if its_id then
          if of == '' then of = its_id end
          local count = equal_places(signature, its_signature)
          local enough = count > best and count >= math.max(least, tonumber(its_least))
          if enough and of ~= id and same_figures(figures, its_figures) then best, found = count, of end
        end
      end
    end
  end
  return found
end

local decisions = {}
for i = 7, #ARGV, 6 do
  local id, handle, text, least, signature, figures = unpack(ARGV, i, i + 5)
  local record = prefix .. 'a' .. handle
  local of = redis.call('HGET', record, 'text:' .. text)
  if not of then
    local bands = {}
    for at = 1, #signature, width do
      bands[#bands + 1] = prefix .. 'b' .. string.char((at - 1) / width) .. string.sub(signature, at, at + width - 1)
    end
    of = ''
    if redis.call('HGET', record, 'of') ~= '' then
      of = most_alike(id, handle, bands, tonumber(least), signature, figures)
    end
    if redis.call('HLEN', record) > 100 then redis.call('DEL', record) end -- a page that is never the same twice
    redis.call('HSET', record, 'id', id, 'of', of, 'text:' .. text, of)
    redis.call('HSET', record, 'least', least, 'signature', signature, 'figures', figures)
    redis.call('EXPIRE', record, record_seconds)
    for _, band in ipairs(bands) do
      local handles = redis.call('GET', band) or ''
      if not string.find(handles, handle, 1, true) then
        redis.call('SET', band, string.sub(handle .. handles, 1, most), 'EX', band_seconds)
      end
    end
  end
  decisions[#decisions + 1] = of
end
return decisions
"""


class Originals:
    """Marks what a stage has worked on with the article that it repeats.

    Args:
        work: does the stage's work; the sketch of an article comes with its outcome as `aside`.
        connect: gives the service's client of the stream server, which decodes nothing.
        settings: the service's settings.
    """

    def __init__(self, work: Process, connect: Callable[[], Awaitable[Any]], settings: Settings) -> None:
        self._work = work
        self._connect = connect
        self._prefix = near_key(settings.stream_prefix) + SCHEME
        self._band_seconds = settings.near_duplicate_days * 86_400
        # as long as a replay can bring the article back, the decision on it must be there
        self._record_seconds = max(self._band_seconds, int(settings.keep_hours * 3_600))

    async def __call__(self, entries: Sequence[Entry]) -> AsyncGenerator[Part, None]:
        """Work on a batch. While the stream server is away, what would be marked waits."""
        async with aclosing(self._work(entries)) as parts:
            async for part in parts:
                yield await self._marked(part)

    async def _marked(self, part: Part) -> Part:
        done = {entry.id: o for entry, o in part if isinstance(o, Done) and o.aside and o.article_id}
        if not done:
            return part
        try:
            found = await self.decide([(str(o.article_id), Sketch.unpack(o.aside)) for o in done.values()])
        except RedisError as error:
            away = ServerAwayError(f"stream server: {error}")
            return [(e, Failed(away, done[e.id].article_id, done[e.id].seconds) if e.id in done else o) for e, o in part]
        for (entry_id, outcome), original in zip(list(done.items()), found, strict=True):
            if original is not None:
                done[entry_id] = replace(outcome, data=_marked(outcome.data, original))
                log.info("near-duplicate", stage="normalizer", article_id=outcome.article_id, of=original)
        return [(entry, done.get(entry.id, outcome)) for entry, outcome in part]

    async def decide(self, articles: Sequence[tuple[str, Sketch]]) -> list[str | None]:
        """What each article repeats: the id of the original, or None. The first decision on an article's text stands.

        Args:
            articles: ids and sketches, in the order in which they came.

        Raises:
            redis.exceptions.RedisError: the server is away or refuses; to ask again is safe.
        """
        width = 2 * PLACES // _BANDS
        args: list[str | bytes | int | float] = [
            self._prefix, self._band_seconds, self._record_seconds, _SAME_FIGURES, width, _IN_A_BAND,
        ]  # fmt: skip
        for article_id, sketch in articles:
            handle = hashlib.blake2b(article_id.encode(), digest_size=8).digest()
            args += article_id, handle, sketch.digest, sketch.least, sketch.signature, sketch.figures
        redis = await self._connect()
        answers = cast("list[bytes]", await redis.register_script(_SCRIPT)(args=args))
        return [answer.decode() or None for answer in answers]


def _marked(data: bytes | None, original: str) -> bytes:
    return orjson.dumps({**orjson.loads(data or b"{}"), "near_duplicate_of": original})
