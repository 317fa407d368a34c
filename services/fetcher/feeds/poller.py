"""Polling the feeds of the list, as many fetchers as there are: each feed is asked by one of them at a time."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge
from redis.exceptions import RedisError

from services.fetcher.feeds.document import FUNCTION
from services.fetcher.feeds.listing import Feed, FeedListError, read_list
from services.fetcher.feeds.poll import Bounds, Reader, items_of, state_after, state_after_failure
from services.fetcher.feeds.store import FeedStore, Lease, LostError
from services.fetcher.web import Fetcher
from shared.delivery.workers import Workers
from shared.errors import HirfaError, PermanentError
from shared.settings import Settings

log = structlog.get_logger()

_LOOK_SECONDS = 1.0
"""Longest time between two looks at the list and at what is due."""
_COUNT_SECONDS = 10.0
_IDLE_SECONDS = 30.0
"""The process that reads documents is ended after so long without work."""


class FeedMetrics:
    """What polling counts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.polls = Counter("hirfa_feed_polls", "Polls of feeds", ["outcome"], registry=registry)
        self.items = Counter("hirfa_feed_items", "Items of feeds that were queued to be fetched", registry=registry)
        self.feeds = Gauge("hirfa_feeds", "Feeds that are polled", ["state"], registry=registry)
        self.list_ok = Gauge("hirfa_feed_list_ok", "1 where the list of feeds can be read, else 0", registry=registry)


class Poller:
    """Polls feeds.

    Args:
        fetcher: the safe client.
        settings: the list's file and the bounds of intervals.
        metrics: what is counted.
    """

    def __init__(self, fetcher: Fetcher, settings: Settings, metrics: FeedMetrics) -> None:
        self._settings, self._metrics = settings, metrics
        self._workers = Workers(FUNCTION, count=1, limit=settings.article_seconds)
        self._reader = Reader(fetcher, self._workers)
        self._path = settings.feed_list.absolute()
        self._read_as: tuple[int, ...] | None = None
        self._feeds: dict[str, Feed] = {}
        self._counted_at = 0.0
        self._polling: set[asyncio.Task[None]] = set()

    def open(self, store: FeedStore, full: Callable[[], Awaitable[bool]]) -> None:
        """Before `run`: there is a stream server now. `full` says whether so many URLs wait that no more should be queued."""
        self._store, self._full = store, full

    async def run(self) -> None:
        """Poll until the process ends."""
        idle_since = time.monotonic()
        try:
            while True:
                wait: float | None = None
                try:
                    await self._follow_list()
                    wait = await self._start_due()
                    if time.monotonic() - self._counted_at > _COUNT_SECONDS:  # others poll the same feeds
                        await self._count()
                except (RedisError, OSError) as error:
                    log.warning("polling feeds is interrupted", stage="fetcher", error=f"{type(error).__name__}: {error}")
                if self._polling:
                    idle_since = time.monotonic()
                elif time.monotonic() - idle_since > _IDLE_SECONDS:
                    await self._workers.stop()
                await asyncio.sleep(min(_LOOK_SECONDS, max(0.05, wait if wait is not None else _LOOK_SECONDS)))
        finally:
            for task in self._polling:
                task.cancel()
            await asyncio.gather(*self._polling, return_exceptions=True)
            await self._workers.stop()

    async def _follow_list(self) -> None:
        """Read the list again where its file has changed. One that can't be read, is gone or empty, changes nothing."""
        stamp = await asyncio.to_thread(_stamp, self._path)
        if stamp == self._read_as:
            return
        try:
            # an editor or a mount may bring back at once what is gone or empty, and the plan of its feeds would be lost
            feeds = await asyncio.to_thread(read_list, self._path, known=bool(self._feeds))
        except FeedListError as error:
            log.error("the list of feeds can't be read, the last one is used", stage="fetcher", error=str(error))
            self._metrics.list_ok.set(0)
            self._read_as = stamp
            return
        self._metrics.list_ok.set(1)
        on = {feed.id: feed for feed in feeds if feed.enabled}
        await self._store.forget_others(list(on))
        self._feeds, self._read_as = on, stamp
        await self._count()
        log.info("feeds", stage="fetcher", list=str(self._path), on=len(on), off=len(feeds) - len(on))

    async def _start_due(self) -> float | None:
        """Start to poll what is due; in how many seconds to look again."""
        free = self._settings.fetch_at_once - len(self._polling)
        if not self._feeds or free <= 0 or await self._full():
            return None
        leases, wait = await self._store.claim(list(self._feeds), free)
        for lease in leases:
            task = asyncio.create_task(self._poll(self._feeds[lease.feed], lease))
            self._polling.add(task)
            task.add_done_callback(self._polling.discard)
        return wait

    async def _poll(self, feed: Feed, lease: Lease) -> None:
        renewing = asyncio.create_task(self._renew(lease))
        try:
            await self._poll_once(feed, lease)
        except LostError:
            log.info("another polls it now", stage="fetcher", feed=feed.url)
        except (RedisError, OSError) as error:  # the lease runs out, and it is polled again
            log.warning("a feed's poll is lost", stage="fetcher", feed=feed.url, error=f"{type(error).__name__}: {error}")
        except Exception:  # a bug that one feed meets; the lease runs out
            log.exception("polling failed", stage="fetcher", feed=feed.url)
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing

    async def _renew(self, lease: Lease) -> None:
        while True:
            await asyncio.sleep(self._settings.idle_seconds / 3)
            with suppress(RedisError, OSError):
                if not await self._store.renew(lease):
                    return

    async def _poll_once(self, feed: Feed, lease: Lease) -> None:
        started = time.perf_counter()
        least = feed.minutes * 60 if feed.minutes else self._settings.feed_minutes * 60
        bounds = Bounds(least, max(least, self._settings.feed_hours * 3600))
        known = await self._store.state(lease.feed)
        new = 0
        try:
            polled = await self._reader.ask(feed.url or "", known)
            if polled.document is not None:
                now = time.time()
                new = await self._store.take(lease, items_of(polled.document, feed, now), now)
            state = state_after(feed, known, polled, new, time.time(), bounds)
        except HirfaError as error:
            state = state_after_failure(feed, known, error, time.time(), bounds)
        except (RedisError, OSError, LostError):
            raise
        except Exception as error:  # a bug that this feed meets: it backs off like any that is broken
            log.exception("polling failed", stage="fetcher", feed=feed.url)
            bug = PermanentError("raised", f"{type(error).__name__}: {error}")
            state = state_after_failure(feed, known, bug, time.time(), bounds)
        # a little later by chance, so that feeds don't fall into step
        wait = float(state["seconds"]) * random.uniform(1.0, 1.1)  # noqa: S311  not a secret
        if not await self._store.finish(lease, wait, state):
            raise LostError
        outcome = str(state["outcome"])
        self._metrics.polls.labels(outcome).inc()
        self._metrics.items.inc(new)
        (log.warning if outcome == "failed" else log.info)(
            "feed", stage="fetcher", feed=feed.url, outcome=outcome, new=new, again_in=round(wait),
            seconds=round(time.perf_counter() - started, 3),
            **({name: state[name] for name in ("reason", "detail", "failures")} if outcome == "failed" else {}),
        )  # fmt: skip

    async def _count(self) -> None:
        broken = await self._store.broken(list(self._feeds))
        self._counted_at = time.monotonic()
        self._metrics.feeds.labels("broken").set(broken)
        self._metrics.feeds.labels("well").set(len(self._feeds) - broken)


def _stamp(path: Path) -> tuple[int, ...]:
    """What is another after a file was changed or replaced; the same for every file that is not there."""
    try:
        stat = path.stat()
    except OSError:
        return ()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
