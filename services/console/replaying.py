"""Sending history through the current code again: chosen messages of a stream are put on it once more, behind the news.

What is sent carries the run's id and is never itself history, so a second replay sends no copies of copies. The time of
fetching stays, so ids and versions of documents stay: what is replayed twice is written once. A run's position is kept on
the stream server and moves in the same step as each message is sent, so a run that was stopped goes on where it was.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from redis.exceptions import RedisError

from services.console.history import History
from shared.archive.records import id_key
from shared.contracts import ExtractedArticle, NormalizedArticle, RawArticle, read_message
from shared.delivery.backlog import passed, stalled, waiting
from shared.errors import HirfaError
from shared.runs import new_run_id
from shared.streams import DATA_FIELD, EXTRACTED, NORMALIZED, RAW, Stream, replays_key

Article = RawArticle | NormalizedArticle | ExtractedArticle
ORIGINS: dict[str, tuple[Stream, type[Article]]] = {
    "raw": (RAW, RawArticle),
    "normalized": (NORMALIZED, NormalizedArticle),
    "extracted": (EXTRACTED, ExtractedArticle),
}
_LOOK_SECONDS = 0.02
_PATIENCE_SECONDS = 1.0
_STALLED_MS = 15_000
"""What nobody has touched for so long is not on the way."""
_LAST = 2**64 - 1
"""The highest number that an entry of a millisecond can have."""


@dataclass(frozen=True)
class Run:
    """A replay: what it sends, and how far it is."""

    run_id: str
    origin: str
    end: str
    """The last entry of the stream when the run began."""
    position: str = "0"
    """The last entry that was looked at."""
    sent: int = 0
    unreadable: int = 0
    since_ms: int | None = None
    until_ms: int | None = None
    source: str | None = None
    article_id: str | None = None
    older_than: str | None = None
    began_ms: int = 0
    indices: dict[str, str] | None = None
    """The live index of each kind when a run began that goes into a new version of them."""


def run_key(prefix: str, run_id: str) -> str:
    """Where a run's state is kept."""
    return f"{prefix}:replay:{run_id}"


async def new_run(redis: Any, prefix: str, history: History, origin: str, now: datetime, **choice: Any) -> Run | None:
    """Begin a run; None when there is no history.

    Args:
        redis: a client that decodes nothing.
        prefix: of the streams' names.
        history: of what it begins with.
        origin: `raw`, `normalized` or `extracted`.
        now: for its name.
        choice: the fields of `Run` that choose messages, and `indices`.
    """
    end = await history.end()
    if end is None:
        return None
    run_id = new_run_id(now, rebuild=choice.get("indices") is not None)
    run = Run(run_id, origin, end, began_ms=int(now.timestamp() * 1000), **choice)
    if run.since_ms:  # days before are not even looked into
        run = replace(run, position=f"{run.since_ms - 1}-{_LAST}")
    if run.until_ms is not None:
        run = replace(run, end=min(end, f"{max(0, run.until_ms - 1)}-{_LAST}", key=id_key))
    await keep_run(redis, prefix, run)
    return run


async def keep_run(redis: Any, prefix: str, run: Run) -> None:
    """Note where a run stands."""
    await redis.set(run_key(prefix, run.run_id), json.dumps(asdict(run)))


async def find_run(redis: Any, prefix: str, run_id: str) -> Run | None:
    """A run that was stopped, or None."""
    stored = await redis.get(run_key(prefix, run_id))
    return Run(**json.loads(stored)) if stored else None


class Replayer:
    """Sends the messages of a run.

    Args:
        redis: a client that decodes nothing.
        prefix: of the streams' names.
        run: where it stands.
        history: what it sends from.
        wanted: articles that are meant beyond the run's own choice, or None for all.
        rate: most messages a second.
        room: most messages on the way in all, news included: so the news goes first. With one, news finds at most one copy
            before it at any stage, and so takes no more than twice as long as alone.
    """

    def __init__(
        self,
        redis: Any,
        prefix: str,
        run: Run,
        history: History,
        *,
        wanted: frozenset[str] | None = None,
        rate: float = 200,
        room: int = 1,
    ) -> None:
        self._redis = redis
        self._prefix = prefix
        self.run = run
        self._history = history
        self._wanted = wanted
        self._rate = rate
        self._room = room
        self._aside, self._looked = 0, -_PATIENCE_SECONDS
        self._stream, self._model = ORIGINS[run.origin]
        order = [RAW, NORMALIZED, EXTRACTED]
        self._on_the_way = [stream.key(prefix) for stream in order[order.index(self._stream) :]]

    async def count(self) -> int:
        """About how many entries there are still to look at, copies of earlier replays included."""
        return await self._history.count(self.run.position, self.run.end)

    async def send(self, before: Callable[[list[str]], Any], tell: Callable[[int, Run], None]) -> Run:
        """Send what is left of the run.

        Args:
            before: told the ids of the articles that are about to be sent; awaited.
            tell: told after each page how many entries were looked at, and the run.

        Returns:
            The run at its end.
        """
        try:
            return await self._send(before, tell)
        finally:  # done, or stopped by somebody who knows; what dies without a word stays on the list of those under way
            with suppress(RedisError):
                await self._redis.zrem(replays_key(self._prefix), self.run.run_id)

    async def _send(self, before: Callable[[list[str]], Any], tell: Callable[[int, Run], None]) -> Run:
        await self._redis.zadd(replays_key(self._prefix), {self.run.run_id: time.time() * 1000})
        async for page in self._pages():
            chosen = [(entry_id, message) for entry_id, message in page if message is not None]
            await before([message.article_id for _, message in chosen if message.article_id])
            for entry_id, message in chosen:
                await self._give_way()
                started = time.monotonic()
                await self._put(entry_id, message)
                await asyncio.sleep(max(0.0, 1 / self._rate - (time.monotonic() - started)))
            self.run = replace(self.run, position=page[-1][0])
            await keep_run(self._redis, self._prefix, self.run)
            tell(len(page), self.run)
        return self.run

    async def _pages(self) -> AsyncIterator[list[tuple[str, Article | None]]]:
        async for rows in self._history.pages(self.run.position, self.run.end):
            yield [(entry_id, self._chosen(entry_id, fields)) for entry_id, fields in rows]

    def _chosen(self, entry_id: str, fields: dict[bytes, bytes]) -> Article | None:
        run, at = self.run, id_key(entry_id)[0]
        try:
            message = read_message(self._model, fields[DATA_FIELD.encode()])
        except (HirfaError, KeyError):  # it became a dead letter when it came
            self.run = replace(run, unreadable=run.unreadable + 1)
            return None
        if message.run_id is not None or run.source not in (None, message.source):
            return None
        if isinstance(message, RawArticle):
            message = with_identity(message, at)
        if run.article_id not in (None, message.article_id):
            return None
        return message if self._wanted is None or message.article_id in self._wanted else None

    async def _put(self, entry_id: str, message: Article) -> None:
        data = message.model_copy(update={"run_id": self.run.run_id}).to_json()
        after = replace(self.run, position=entry_id, sent=self.run.sent + 1)
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.xadd(self._stream.key(self._prefix), {DATA_FIELD: data})
        pipeline.set(run_key(self._prefix, self.run.run_id), json.dumps(asdict(after)))
        pipeline.zadd(replays_key(self._prefix), {self.run.run_id: time.time() * 1000})
        await pipeline.execute()
        self.run = after

    async def _give_way(self) -> None:
        began = time.monotonic()
        while True:
            # what waits to be tried again must not stop it for good; once known, it does not slow what comes after it either
            since = self._looked if self._aside else max(began, self._looked)
            if time.monotonic() - since > _PATIENCE_SECONDS:
                self._aside = sum([await stalled(self._redis, key, _STALLED_MS) for key in self._on_the_way])
                self._looked = time.monotonic()
            if sum([await waiting(self._redis, key) for key in self._on_the_way]) - self._aside < self._room:
                return
            await asyncio.sleep(_LOOK_SECONDS)

    async def finished(self, seconds: float) -> bool:
        """Wait until all that was sent has been worked on by every stage, whatever has come since.

        A stage has done so when it is past the last entry that its stream held then; what it made of it is then in the next. What
        lay there before the run began may wait on.

        Returns:
            False when it takes longer than `seconds`.
        """
        until = time.monotonic() + seconds
        for key in self._on_the_way:
            last = await self._redis.xrevrange(key, count=1)
            mark = last[0][0].decode() if last else "0-0"
            while not await passed(self._redis, key, mark, since=f"({self.run.end}"):
                if time.monotonic() > until:
                    return False
                await asyncio.sleep(0.1)
        return True


def with_identity(article: RawArticle, entered_ms: int) -> RawArticle:
    """A raw article as the normalizer understood it: the id and the time that it derives where they are missing."""
    from shared.identity import article_id

    return article.model_copy(
        update={
            "article_id": article.article_id or article_id(url=article.url, content=article.content),
            "fetched_at": article.fetched_at or datetime.fromtimestamp(entered_ms / 1000, UTC),
        }
    )
