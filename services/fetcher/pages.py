"""Submitted URLs: queued in one step with what is told of them, fetched a few at a time, published raw."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from redis.exceptions import RedisError

from services.fetcher.publish import Publisher, remembered_seconds
from services.fetcher.web import Fetched, Fetcher, NotModified, article_of
from services.fetcher.web.later import ComeBackError
from shared.contracts import SubmittedUrl, read_message
from shared.delivery.backlog import waiting
from shared.delivery.postponing import count_postponed
from shared.delivery.replicas import run_held
from shared.delivery.wire import Done, Entry, Failed, Outcome
from shared.errors import HirfaError, PermanentError, PostponedError
from shared.settings import Settings
from shared.streams import FETCH, URLS, postponed_key, submitted_key

log = structlog.get_logger()

# What is queued already is not queued again; what was fetched before is fetched anew, if the site has anything new: where the
# article was (`before`), under which other id (`as_before`), and what to ask the site by are kept for that.
_SCRIPT = """#!lua
for i = 2, #KEYS do
  local state = redis.call('HGET', KEYS[i], 'state')
  if state ~= ARGV[1] then
    local as = redis.call('HGET', KEYS[i], 'as')
    redis.call('HDEL', KEYS[i], 'stage', 'reason', 'known', 'as', 'unchanged', 'before', 'as_before')
    if state then redis.call('HSET', KEYS[i], 'before', state) end
    if as then redis.call('HSET', KEYS[i], 'as_before', as) end
    redis.call('HSET', KEYS[i], 'state', ARGV[1])
    redis.call('XADD', KEYS[1], '*', 'data', ARGV[i + 1])
  end
  redis.call('EXPIRE', KEYS[i], ARGV[2])
end
"""


class Queue:
    """Puts submitted URLs on their stream.

    Args:
        redis: a client that decodes nothing.
        settings: names, high-water mark, how long to remember.
    """

    def __init__(self, redis: Any, settings: Settings) -> None:
        self._redis, self._settings = redis, settings
        self._script = redis.register_script(_SCRIPT)
        self._stream = URLS.key(settings.stream_prefix)

    async def put(self, urls: Sequence[SubmittedUrl]) -> None:
        """Queue URLs, all or none.

        Raises:
            redis.exceptions.RedisError: it is not known whether they were; to do it again is safe.
        """
        keys = [self._stream, *(submitted_key(self._settings.stream_prefix, url.article_id) for url in urls)]
        args = [URLS.state, remembered_seconds(self._settings), *(url.to_json() for url in urls)]
        await run_held(self._redis, self._script, keys, args, self._settings)

    async def full(self) -> bool:
        """Whether so many URLs wait that no more should be taken now; those that their sites put off don't count."""
        put_off = await count_postponed(self._redis, postponed_key(self._settings.stream_prefix, FETCH.stage))
        return await waiting(self._redis, self._stream) - put_off > self._settings.high_water


class Pages:
    """The work of the fetcher's stage: pages fetched at the same time, and published.

    Args:
        fetcher: fetches from the web.
        publisher: gives where to publish; asked when the first page is there.
    """

    def __init__(self, fetcher: Fetcher, publisher: Callable[[], Publisher]) -> None:
        self._fetcher, self._publisher = fetcher, publisher

    async def __call__(self, entry: Entry) -> Outcome:
        """Fetch and publish a page."""
        started = time.perf_counter()
        who: str | None = None
        try:
            message = read_message(SubmittedUrl, entry.data)
            who = message.article_id
            page = await self._fetch(message)
            await self._settle(message, page, entry.trace)
        except HirfaError as error:
            return Failed(error, who, time.perf_counter() - started)
        except RedisError:
            raise
        except Exception as error:  # a bug met by this page: the other pages go on
            log.exception("fetching failed", stage="fetcher", article_id=who)
            return Failed(PermanentError("raised", f"{type(error).__name__}: {error}"), who, time.perf_counter() - started)
        return Done(None, who, time.perf_counter() - started)

    async def _fetch(self, message: SubmittedUrl) -> Fetched | NotModified:
        known = await self._publisher().validators(message.article_id)
        try:
            return await self._fetcher.fetch(message.url, known=known)
        except ComeBackError as error:
            if error.seconds and error.asked_for:  # the site's word, not a failure: it costs the page no delivery
                raise PostponedError(error.reason, error.detail, error.seconds) from None
            raise

    async def _settle(self, message: SubmittedUrl, page: Fetched | NotModified, trace: str) -> None:
        """Publish a page, or note that there is nothing new to publish."""
        publisher, now = self._publisher(), datetime.now(UTC)
        if isinstance(page, NotModified):
            await _until_taken(lambda: publisher.unchanged(message.article_id, now))
            log.info("unchanged", stage="fetcher", article_id=message.article_id)
            return
        article = await asyncio.to_thread(article_of, page, now=now, source=message.source)
        await _until_taken(lambda: publisher.publish(article, message.article_id, page.validators, trace=trace))


async def _until_taken(publish: Callable[[], Awaitable[object]]) -> None:
    """Offer a page that was fetched again while the stream server refuses it: to fetch it again would cost the site."""
    for pause in (0.1, 0.5, 1.0, 2.0, 4.0):
        try:
            await publish()
            return
        except RedisError as error:
            log.warning("stream server refuses", stage="fetcher", error=str(error))
            await asyncio.sleep(pause)
    await publish()
