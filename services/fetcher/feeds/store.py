"""What is known of feeds, on the stream server, so that it survives a restart and any number of fetchers share it.

Under the prefix of the streams: `feeds`, a sorted set of the feeds by when each is due (milliseconds); `feeds:held`, a hash of
who polls one now; `feed:<id>`, a hash of its state; `feed:<id>:items`, a sorted set of the items taken from it by when each was
last in its document. Whoever claims a feed moves its due time ahead as long as it works on it (a lease): if it dies, the feed is
due again. All that a poll changes is written under the condition that the lease is still its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from services.fetcher.publish import remembered_seconds, seen_seconds
from shared.contracts import SubmittedUrl
from shared.settings import Settings
from shared.streams import URLS, feed_items_key, feed_key, feeds_held_key, feeds_key, submitted_key

# The clock is the stream server's: the fetchers' may differ.
_CLAIM = """#!lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = {}
local next = -1
for i = 4, #ARGV do
  local at = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or 0)
  if at <= now then due[#due + 1] = {at, ARGV[i]}
  elseif next < 0 or at - now < next then next = at - now end
end
table.sort(due, function(a, b) return a[1] < b[1] end)
local won = {}
for i = 1, math.min(#due, tonumber(ARGV[3])) do
  redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), due[i][2])
  redis.call('HSET', KEYS[2], due[i][2], ARGV[1])
  won[i] = due[i][2]
end
if #due > #won then next = 0 end
return {next, won}
"""
_RENEW = """#!lua
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], 'XX', time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[3]), ARGV[1])
return 1
"""
# An item is new if this feed never had it and nobody has submitted it. It is remembered as long as the feed's document has it,
# and for a while after: sites bring old items back.
_TAKE = """#!lua
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return -1 end
local now = tonumber(ARGV[4])
local new = 0
for i = 4, #KEYS do
  local id, data = ARGV[2 * i - 1], ARGV[2 * i]
  if not redis.call('ZSCORE', KEYS[2], id) and redis.call('EXISTS', KEYS[i]) == 0 then
    redis.call('HSET', KEYS[i], 'state', ARGV[3])
    redis.call('EXPIRE', KEYS[i], ARGV[5])
    redis.call('XADD', KEYS[3], '*', 'data', data)
    new = new + 1
  end
  redis.call('ZADD', KEYS[2], now, id)
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - tonumber(ARGV[6]))
return new
"""
_FINISH = """#!lua
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
local time = redis.call('TIME')
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[3]), ARGV[1])
redis.call('DEL', KEYS[3])
redis.call('HSET', KEYS[3], unpack(ARGV, 5))
redis.call('EXPIRE', KEYS[3], ARGV[4])
redis.call('EXPIRE', KEYS[4], ARGV[4])
return 1
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A feed that is ours to poll for a while."""

    feed: str
    token: str


class LostError(Exception):
    """The lease has run out, and another polls the feed now: nothing of ours counts."""


class FeedStore:
    """The state of feeds.

    Args:
        redis: a client that decodes nothing.
        settings: names, how long a lease is (`idle_seconds`) and how long to remember.
    """

    def __init__(self, redis: Any, settings: Settings) -> None:
        self._redis, self._settings = redis, settings
        self._prefix = settings.stream_prefix
        self._lease_ms = int(settings.idle_seconds * 1000)
        self._remember = seen_seconds(settings)
        self._due, self._held = feeds_key(self._prefix), feeds_held_key(self._prefix)
        self._claim, self._renew = redis.register_script(_CLAIM), redis.register_script(_RENEW)
        self._take, self._finish = redis.register_script(_TAKE), redis.register_script(_FINISH)

    async def claim(self, feeds: Sequence[str], count: int) -> tuple[list[Lease], float | None]:
        """Claim feeds that are due, the longest due first.

        Args:
            feeds: the ids of those that may be claimed.
            count: how many at most.

        Returns:
            the leases, and in how many seconds the next feed is due, 0 where more are due now; None where none is known to be.
        """
        token = uuid4().hex
        wait, won = await self._claim(keys=[self._due, self._held], args=[token, self._lease_ms, count, *feeds])
        return [Lease(feed.decode(), token) for feed in won], None if wait < 0 else wait / 1000

    async def renew(self, lease: Lease) -> bool:
        """Hold a feed for another while; False where it is not ours any more."""
        return bool(await self._renew(keys=[self._due, self._held], args=[lease.feed, lease.token, self._lease_ms]))

    async def take(self, lease: Lease, items: Sequence[SubmittedUrl], now: float) -> int:
        """Queue the items that are new, and remember all of them, in one step.

        Returns:
            how many were new.

        Raises:
            LostError: nothing was queued.
        """
        keys = [self._held, feed_items_key(self._prefix, lease.feed), URLS.key(self._prefix)]
        args: list[bytes | str | int] = [
            lease.feed, lease.token, URLS.state, int(now * 1000), remembered_seconds(self._settings), self._remember * 1000,
        ]  # fmt: skip
        for item in items:
            keys.append(submitted_key(self._prefix, item.article_id))
            args += item.article_id, item.to_json()
        new = int(await self._take(keys=keys, args=args))
        if new < 0:
            raise LostError
        return new

    async def finish(self, lease: Lease, seconds: float, state: Mapping[str, str | int | float]) -> bool:
        """Write down what a poll gave, and give the feed back; False where it was not ours any more.

        Args:
            lease: the lease.
            seconds: until it is due again.
            state: all that is to be known of it from now on.
        """
        keys = [self._due, self._held, feed_key(self._prefix, lease.feed), feed_items_key(self._prefix, lease.feed)]
        fields = [part for pair in state.items() for part in pair]
        return bool(await self._finish(keys=keys, args=[lease.feed, lease.token, int(seconds * 1000), self._remember, *fields]))

    async def state(self, feed: str) -> dict[str, str]:
        """What is known of a feed; nothing before its first poll."""
        found = await self._redis.hgetall(feed_key(self._prefix, feed))
        return {name.decode(): value.decode("utf-8", "replace") for name, value in found.items()}

    async def broken(self, feeds: Sequence[str]) -> int:
        """How many of these feeds failed when they were polled last, whoever polled them."""
        pipe = self._redis.pipeline(transaction=False)
        for feed in feeds:
            pipe.hget(feed_key(self._prefix, feed), "outcome")
        return sum(outcome == b"failed" for outcome in await pipe.execute())

    async def forget_others(self, feeds: Sequence[str]) -> None:
        """Take feeds that are no more on the list off the plan; what was taken from them is still remembered for a while."""
        there = [feed.decode() for feed in await self._redis.zrange(self._due, 0, -1)]
        if gone := [feed for feed in there if feed not in set(feeds)]:
            await self._redis.zrem(self._due, *gone)
            await self._redis.hdel(self._held, *gone)

    async def plan(self) -> dict[str, float]:
        """The feeds that are polled, with when each is due (seconds since the epoch)."""
        return {feed.decode(): at / 1000 for feed, at in await self._redis.zrange(self._due, 0, -1, withscores=True)}
