"""Publishing raw articles, each content once."""

from __future__ import annotations

from typing import Any

from shared.contracts import RawArticle
from shared.delivery.backlog import waiting
from shared.identity import content_digest
from shared.settings import Settings
from shared.streams import RAW, seen_key

# What is remembered and what is published happen in one step, so that a crash between them neither loses nor doubles.
_SCRIPT = """#!lua
if redis.call('GET', KEYS[1]) == ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
redis.call('XADD', KEYS[2], '*', 'data', ARGV[3])
return 1
"""


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

    async def publish(self, article: RawArticle) -> bool:
        """Publish an article, unless the same content was published under its id last.

        Args:
            article: with its `article_id`.

        Returns:
            Whether it was published.

        Raises:
            redis.exceptions.RedisError: it is not known whether it was; to do it again is safe.
        """
        assert article.article_id is not None  # noqa: S101  the sources derive it
        seconds = max(1, int(self._settings.seen_days * 86_400))
        key = seen_key(self._settings.stream_prefix, article.article_id)
        return bool(
            await self._script(keys=[key, self.stream], args=[content_digest(article.content), seconds, article.to_json()])
        )

    async def full(self) -> bool:
        """Whether so much waits for the normalizer that nothing more should be published now."""
        return await waiting(self._redis, self.stream) > self._settings.high_water
