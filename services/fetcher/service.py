"""The fetcher as a process: takes what is dropped, submitted or announced by feeds, fetches URLs, publishes it all raw."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import structlog
from prometheus_client import Gauge
from redis.exceptions import RedisError
from watchfiles import awatch

from services.fetcher.api.app import Api
from services.fetcher.api.whereabouts import Looker
from services.fetcher.feeds.poller import FeedMetrics, Poller
from services.fetcher.feeds.store import FeedStore
from services.fetcher.files import Broken, DropFolder
from services.fetcher.formats import BrokenItem, Limits, printable, raised
from services.fetcher.moments import Moments
from services.fetcher.pages import Pages, Queue
from services.fetcher.publish import Publisher
from services.fetcher.taking import open_file
from services.fetcher.web import Fetcher, Rules
from shared.archive.archiver import Archiver
from shared.contracts import RawArticle
from shared.delivery.process import each
from shared.delivery.stage import Stage
from shared.errors import TransientError
from shared.metrics import ArchiveMetrics
from shared.servers import connect_opensearch
from shared.service import Service, new_service
from shared.settings import Settings, SettingsError
from shared.streams import ARCHIVE_GROUP, FETCH, RAW

log = structlog.get_logger()

_T = TypeVar("_T")
_AWAY = (RedisError, OSError, TransientError)
"""What the stream server raises when it does not answer. No file is at fault; what was begun is begun again."""
_LOOK_SECONDS = 1.0
"""Longest time between two looks into the folder: changes wake it sooner, but not every file system reports them."""


class _FileError(Exception):
    """A file can't be read or moved; `cause` says why."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


class FolderFetcher:
    """Publishes the drop folder's files.

    Args:
        service: whose settings, metrics and connection it uses.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._settings = service.settings
        self.folder = DropFolder(service.settings.drop_folder.absolute(), service.settings.settle_seconds)
        self._limits = Limits(item_bytes=service.settings.max_article_bytes)
        self._since_asked = 0
        self._moments = Moments()
        self._told: dict[str, str] = {}
        self._skipped = Gauge(
            "hirfa_drop_skipped",
            "Files and sub-folders of the drop folder that can't be read or moved",
            registry=service.registry,
        )

    publisher: Publisher
    """Only after `prepare`."""

    async def prepare(self) -> None:
        """Create the folder; connect."""
        await asyncio.to_thread(self.folder.prepare)
        self.publisher = Publisher(await self._service.broker.connect(), self._settings, self._service.tracing)

    async def check(self) -> None:
        """Raise when files can't be taken from the folder."""
        await asyncio.to_thread(self.folder.check)

    async def run(self) -> None:
        """Take files until the process ends."""
        changed = asyncio.Event()
        watcher = asyncio.create_task(self._wake(changed))
        try:
            while True:
                changed.clear()
                try:
                    await self._look()
                except _AWAY as error:
                    log.warning("taking files is interrupted", error=f"{type(error).__name__}: {error}")
                wait = min(_LOOK_SECONDS, max(0.05, self._settings.settle_seconds / 2))
                with_changes = asyncio.create_task(changed.wait())
                await asyncio.wait([with_changes], timeout=wait)
                with_changes.cancel()
        finally:
            watcher.cancel()

    async def _wake(self, changed: asyncio.Event) -> None:
        try:
            options: dict[str, Any] = {"recursive": True, "step": 50, "debounce": 200, "ignore_permission_denied": True}
            async for _ in awatch(self.folder.root, watch_filter=None, **options):  # any change is worth a look
                changed.set()
        except Exception as error:  # no more watches: the regular looks go on
            log.warning("the folder can't be watched, it is looked at every second", error=str(error))

    async def _look(self) -> None:
        files = self.folder.ready()
        while chunk := await asyncio.to_thread(_take, files, self._settings.fetch_batch):
            for path in chunk:
                await self._hold_back()
                try:
                    await self._take(path)
                except _FileError as error:
                    self.folder.skip(path, error.cause)
        troubles = self.folder.troubles()
        for name, cause in troubles.items():
            if self._told.get(name) != cause:
                log.warning("skipped, will be tried again", stage="fetcher", file=name, error=cause)
        self._told = troubles
        self._skipped.set(len(troubles))

    def _name(self, path: Path) -> str:
        return printable(str(path.relative_to(self.folder.root)))

    def note(self) -> str | None:
        """What can't be read or moved, for whoever looks at the service's health."""
        troubles = self.folder.troubles()
        if not troubles:
            return None
        first = "; ".join(f"{name}: {cause}" for name, cause in itertools.islice(troubles.items(), 3))
        return f"{len(troubles)} can't be read or moved and will be tried again: {first}{'; …' if len(troubles) > 3 else ''}"

    async def _hold_back(self) -> None:
        """Wait while the normalizer has enough to do; asks once in `fetch_batch` times."""
        self._since_asked += 1
        if self._since_asked < self._settings.fetch_batch:
            return
        self._since_asked = 0
        if await self.publisher.full():
            log.info("holding back: the normalizer has enough to do", stage="fetcher")
            while await self.publisher.full():  # noqa: ASYNC110  the condition is on another machine
                await asyncio.sleep(0.25)

    async def _take(self, path: Path) -> None:
        """Publish a file's articles and move it out of the way. Again after a death in between: what is published is known."""
        name = self._name(path)
        now = datetime.now(UTC)
        try:
            file = await _of_file(open_file, self.folder, path, now, self._limits)
        except FileNotFoundError:
            return  # taken away meanwhile
        if file is None:
            return  # another fetcher has it
        taken, broken, portion = 0, Broken(), file.first
        with file.file:
            while True:
                share = portion.seconds / max(1, len(portion.items))
                for item in portion.items:
                    if isinstance(item, BrokenItem):
                        self._refused(item, name, broken)
                        continue
                    if taken:
                        await self._hold_back()
                    try:
                        await self._publish(item, name, now, time.perf_counter() - share)
                        taken += 1
                    except _AWAY:
                        raise
                    except Exception as error:
                        self._met(error, path, broken)
                if isinstance(portion.error, OSError):
                    raise _FileError(portion.error)
                if portion.error is not None:
                    self._met(portion.error, path, broken)
                if portion.last or portion.error is not None:
                    break
                portion = await asyncio.to_thread(file.portion)
            # what was written to, or replaced, while it was read stays where it is, and its turn comes again
            if broken.count or not taken:
                moved = await _of_file(self.folder.failed, path, file.read, broken.note(path.name, taken, now))
            else:
                moved = await _of_file(self.folder.done, path, file.read)
            if not moved:
                log.info("changed while it was read, or gone", stage="fetcher", file=name)

    def _met(self, error: Exception, path: Path, broken: Broken) -> None:
        """A bug that a file meets is its failure, and no other's."""
        name = self._name(path)
        log.error("refused", stage="fetcher", file=name, exc_info=error)
        self._refused(raised(path.name, error), name, broken)

    def _refused(self, item: BrokenItem, name: str, broken: Broken) -> None:
        broken.add(item)
        self._service.metrics.failed(item.reason, dead=False)
        log.warning("refused", stage="fetcher", file=name, item=item.name, reason=item.reason, error=item.detail)

    async def _publish(self, article: RawArticle, name: str, now: datetime, started: float) -> None:
        if article.fetched_at == now:  # the file says nothing of it
            article = article.model_copy(update={"fetched_at": self._moments.of(article.article_id or "")})
        published = await self.publisher.publish(article, took=time.perf_counter() - started)
        seconds = time.perf_counter() - started
        if published:
            self._service.metrics.done(seconds, replayed=False)
        log.info(
            "published" if published else "published before",
            stage="fetcher", article_id=article.article_id, file=name, seconds=round(seconds, 4),
        )  # fmt: skip


async def _of_file(do: Callable[..., _T], *args: object) -> _T:
    """Do something with a file in a thread.

    Raises:
        FileNotFoundError: the file is gone.
        _FileError: it can't be done.
    """
    try:
        return await asyncio.to_thread(do, *args)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _FileError(error) from error


def _take(files: Iterator[Path], count: int) -> list[Path]:
    return list(itertools.islice(files, count))


def _keep_history(service: Service) -> None:
    """Archive the raw stream, or see that nothing waits for an archive that is switched off."""
    if service.settings.archive_place is None:

        async def forget() -> None:
            redis = await service.broker.connect()
            await redis.xgroup_destroy(RAW.key(service.settings.stream_prefix), ARCHIVE_GROUP)

        service.on_start.append(forget)
        return
    archiver = Archiver(service.settings, service.metrics, ArchiveMetrics(service.registry))

    async def prepare() -> None:
        await archiver.prepare(await service.broker.connect())

    service.on_start.append(prepare)
    service.checks["archive"] = archiver.check
    service.background["archive"] = archiver.run


def build(settings: Settings, web: Fetcher | None = None) -> Service:
    """The service around the drop folder, the submission API, the feeds and the web.

    Args:
        settings: the service's settings.
        web: fetches pages; tests give one. Without it, one by the settings, and none where they name no user agent.

    Raises:
        SettingsError: the user agent names no operator's address.
    """
    service = new_service("fetcher", settings)
    folder = FolderFetcher(service)
    service.on_start.append(folder.prepare)
    service.checks["drop_folder"] = folder.check
    service.notes["drop_folder"] = folder.note
    _keep_history(service)
    service.background["drop_folder"] = folder.run
    api = Api(settings)
    service.mounts |= dict.fromkeys(("/articles", "/openapi.json"), api.app)
    index = connect_opensearch(settings)

    async def open_api() -> None:
        redis = await service.broker.connect()
        api.open(Queue(redis, settings), folder.publisher, Looker(redis, index, settings))

    service.on_start.append(open_api)
    service.on_stop.append(index.close)
    if web is None and settings.user_agent is not None:
        try:
            web = Fetcher(Rules(user_agent=settings.user_agent, page_bytes=settings.max_article_bytes))
        except ValueError as error:
            raise SettingsError(f"HIRFA_USER_AGENT: {error}") from None
    if web is not None:
        service.stage = Stage(
            service.broker,
            FETCH,
            each(Pages(web, lambda: folder.publisher)),
            settings=settings,
            metrics=service.metrics,
            batch=settings.fetch_at_once,
            tracing=service.tracing,
        )
        service.on_stop.append(web.aclose)
        _poll_feeds(service, web)
    return service


def _poll_feeds(service: Service, web: Fetcher) -> None:
    settings = service.settings
    poller = Poller(web, settings, FeedMetrics(service.registry))

    async def open_feeds() -> None:
        redis = await service.broker.connect()
        poller.open(FeedStore(redis, settings), Queue(redis, settings).full)

    service.on_start.append(open_feeds)
    service.background["feeds"] = poller.run
