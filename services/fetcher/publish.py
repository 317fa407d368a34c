"""Publishing raw articles, each content once."""

from __future__ import annotations

from typing import Any

from shared.contracts import RawArticle
from shared.delivery.backlog import waiting
from shared.identity import content_digest
from shared.settings import Settings
from shared.streams import RAW, seen_key, submitted_key

# What is remembered and what is published happen in one step, so that a crash between them neither loses nor doubles.
# Where the article was submitted (KEYS[3], and KEYS[4] where its page names another address than was asked for), its state is
# told in the same step too: later, the normalizer might have told already. `known` says that nothing was published this time.
_SCRIPT = """#!lua
local known = redis.call('GET', KEYS[1]) == ARGV[1]
if not known then
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
  redis.call('XADD', KEYS[2], '*', 'data', ARGV[3])
end
if KEYS[3] then
  local state = redis.call('HGET', KEYS[3], 'state')
  if not known then
    redis.call('HDEL', KEYS[3], 'stage', 'reason', 'known', 'as')
    redis.call('HSET', KEYS[3], 'state', ARGV[4])
  elseif not state or state == 'queued' then redis.call('HSET', KEYS[3], 'state', ARGV[4], 'known', '1') end
  redis.call('EXPIRE', KEYS[3], ARGV[5])
  if KEYS[4] then
    redis.call('HSET', KEYS[4], 'as', ARGV[6])
    redis.call('EXPIRE', KEYS[4], ARGV[5])
  end
end
return known and 0 or 1
"""


def remembered_seconds(settings: Settings) -> int:
    """How long it is remembered where a submitted article is."""
    return max(1, int(settings.submitted_days * 86_400))


class Publisher:
    """Puts raw articles on their stream.

    Args:
        redis: a client that decodes nothing.
        settings: names, high-water mark, how long to remember.
    """

    def __init__(self, redis: Any, settings: Settings) -> None:
        self._redis = redis
        self._settings = settings
        self._script = redis.register_script(_SCRIPT)
        self.stream = RAW.key(settings.stream_prefix)

    async def publish(self, article: RawArticle, submitted: str | None = None) -> bool:
        """Publish an article, unless the same content was published under its id last.

        Args:
            article: with its `article_id`.
            submitted: the id that its submitter was told, if it was submitted.

        Returns:
            Whether it was published.

        Raises:
            redis.exceptions.RedisError: it is not known whether it was; to do it again is safe.
        """
        assert article.article_id is not None  # noqa: S101  the sources derive it
        seconds = max(1, int(self._settings.seen_days * 86_400))
        prefix = self._settings.stream_prefix
        keys = [seen_key(prefix, article.article_id), self.stream]
        args = [content_digest(article.content), seconds, article.to_json()]
        if submitted is not None:
            keys += [submitted_key(prefix, who) for who in dict.fromkeys((article.article_id, submitted))]
            args += RAW.state, remembered_seconds(self._settings), article.article_id
        return bool(await self._script(keys=keys, args=args))

    async def full(self) -> bool:
        """Whether so much waits for the normalizer that nothing more should be published now."""
        return await waiting(self._redis, self.stream) > self._settings.high_water
