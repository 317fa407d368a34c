"""Publishing raw articles, each content once."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from services.fetcher.web import Validators
from shared.contracts import RawArticle
from shared.delivery.backlog import waiting
from shared.delivery.replicas import run_held
from shared.identity import content_digest
from shared.settings import Settings
from shared.streams import DEAD_STATE, RAW, seen_key, submitted_key
from shared.tracing import Tracing

# What is remembered and what is published happen in one step, so that a crash between them neither loses nor doubles.
# Where the article was submitted (KEYS[3], and KEYS[4] where its page names another address than was asked for), its state is
# told in the same step too: later, the normalizer might have told already. The same content is not published again, unless its
# article is dead, whichever way it had come: whoever submits that once more means it (a file may just have been dropped twice).
# `known`: no stage may tell of it again, so the index is to be asked.
_SCRIPT = """#!lua
local function told(field) return KEYS[3] and redis.call('HGET', KEYS[3], field) end
local state, before = told('state'), told('before')
local seen = redis.call('GET', KEYS[1])
local died = seen == ARGV[1] .. ':dead'
local dead = KEYS[3] and (died or state == ARGV[5] or before == ARGV[5])
local known = (died or seen == ARGV[1]) and not dead
if not known then
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
  local trace = ARGV[#ARGV]
  if trace == '' then redis.call('XADD', KEYS[2], '*', 'data', ARGV[3])
  else redis.call('XADD', KEYS[2], '*', 'data', ARGV[3], 'traceparent', trace) end
end
if KEYS[3] then
  if not known then
    redis.call('HDEL', KEYS[3], 'stage', 'reason', 'known', 'as', 'unchanged')
    redis.call('HSET', KEYS[3], 'state', ARGV[4])
  elseif not state or state == 'queued' then
    redis.call('HSET', KEYS[3], 'state', before or ARGV[4], 'known', '1')
  end
  local asked = KEYS[4] or KEYS[3]
  redis.call('HDEL', asked, 'before', 'as_before')
  if KEYS[4] then
    redis.call('HDEL', KEYS[4], 'state')
    redis.call('HSET', KEYS[4], 'as', ARGV[7])
  end
  if known then redis.call('HSET', asked, 'unchanged', ARGV[8]) end
  redis.call('HSET', asked, 'final_url', ARGV[9], 'etag', ARGV[10], 'last_modified', ARGV[11])
  redis.call('EXPIRE', KEYS[3], ARGV[6])
  redis.call('EXPIRE', asked, ARGV[6])
end
return known and 0 or 1
"""
# The site says that the page is as it was: the article is where it was before it was submitted again.
_UNCHANGED = """#!lua
local before, as = redis.call('HGET', KEYS[1], 'before'), redis.call('HGET', KEYS[1], 'as_before')
redis.call('HSET', KEYS[1], 'unchanged', ARGV[1])
if as then
  redis.call('HSET', KEYS[1], 'as', as)
  redis.call('HDEL', KEYS[1], 'state')
elseif redis.call('HGET', KEYS[1], 'state') == 'queued' then
  redis.call('HSET', KEYS[1], 'state', before or ARGV[2], 'known', '1')
end
redis.call('HDEL', KEYS[1], 'before', 'as_before')
redis.call('EXPIRE', KEYS[1], ARGV[3])
"""


def remembered_seconds(settings: Settings) -> int:
    """How long it is remembered where a submitted article is."""
    return max(1, int(settings.submitted_days * 86_400))


def seen_seconds(settings: Settings) -> int:
    """How long it is remembered what was taken in: an article's content, a feed's items and state."""
    return max(1, int(settings.seen_days * 86_400))


class Publisher:
    """Puts raw articles on their stream.

    Args:
        redis: a client that decodes nothing.
        settings: names, high-water mark, how long to remember.
        tracing: of the process; None traces nothing.
    """

    def __init__(self, redis: Any, settings: Settings, tracing: Tracing | None = None) -> None:
        self._redis = redis
        self._tracing = tracing or Tracing()
        self._settings = settings
        self._script, self._unchanged = redis.register_script(_SCRIPT), redis.register_script(_UNCHANGED)
        self.stream = RAW.key(settings.stream_prefix)

    async def publish(
        self,
        article: RawArticle,
        submitted: str | None = None,
        validators: Validators | None = None,
        *,
        trace: str = "",
        took: float = 0.0,
    ) -> bool:
        """Publish an article, unless the same content was published under its id last and has not died since.

        Args:
            article: with its `article_id`.
            submitted: the id that its submitter was told, if it was submitted.
            validators: what to ask the site by, if it is submitted again.
            trace: the context of the trace that it belongs to; a trace of its own begins here without one.
            took: seconds that reading it took before, which its span counts in.

        Returns:
            Whether it was published.

        Raises:
            redis.exceptions.RedisError: it is not known whether it was; to do it again is safe.
        """
        assert article.article_id is not None  # noqa: S101  the sources derive it
        prefix = self._settings.stream_prefix
        keys = [seen_key(prefix, article.article_id), self.stream]
        args: list[bytes | str | int] = [content_digest(article.content), seen_seconds(self._settings), article.to_json()]
        if submitted is not None:
            keys += [submitted_key(prefix, who) for who in dict.fromkeys((article.article_id, submitted))]
            args += RAW.state, DEAD_STATE, remembered_seconds(self._settings), article.article_id
            args.append(datetime.now(UTC).isoformat(timespec="seconds"))
            args += (validators.url, validators.etag or "", validators.last_modified or "") if validators else ("", "", "")
        span = self._tracing.begin(
            "fetcher publish", trace, started=time.time() - took, article_id=article.article_id, source=article.source
        )
        try:
            published = bool(await run_held(self._redis, self._script, keys, [*args, span.context], self._settings))
        except BaseException:
            span.end("refused", failed=True)
            raise
        span.end("published" if published else "published before")
        return published

    async def validators(self, submitted: str) -> Validators | None:
        """What to ask the site by for a page that was submitted before; None where it is to be fetched whatever the site says.

        That is so for a page whose article is dead: whoever submits it once more wants it to be tried again.
        """
        told = await self._told(submitted)
        where = (await self._told(told["as_before"])).get("state") if "as_before" in told else told.get("before")
        if not told.get("final_url") or where == DEAD_STATE:
            return None
        return Validators(told["final_url"], told.get("etag") or None, told.get("last_modified") or None)

    async def _told(self, article_id: str) -> dict[str, str]:
        found = await self._redis.hgetall(submitted_key(self._settings.stream_prefix, article_id))
        return {name.decode(): value.decode() for name, value in found.items()}

    async def unchanged(self, submitted: str, now: datetime) -> None:
        """Note that the site has nothing new.

        Raises:
            redis.exceptions.RedisError: it is not known whether it was noted; to do it again is safe.
        """
        key = submitted_key(self._settings.stream_prefix, submitted)
        args = [now.isoformat(timespec="seconds"), RAW.state, remembered_seconds(self._settings)]
        await self._unchanged(keys=[key], args=args)

    async def full(self) -> bool:
        """Whether so much waits for the normalizer that nothing more should be published now."""
        return await waiting(self._redis, self.stream) > self._settings.high_water
