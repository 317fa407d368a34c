"""The feeds: what the list says, and how the fetchers found them."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError

from services.fetcher.feeds.listing import Feed, FeedListError, read_list
from services.fetcher.feeds.store import FeedStore
from shared.servers import connect_redis
from shared.settings import Settings


@dataclass(frozen=True)
class FeedState:
    """How one feed is doing, as the fetchers have written it down. Times are ISO 8601."""

    url: str
    name: str
    outcome: str
    """`changed`, `unchanged`, `failed`; `waiting` before its first poll."""
    asked_at: str | None = None
    next_at: str | None = None
    ok_at: str | None = None
    news_at: str | None = None
    minutes: float | None = None
    """The interval now."""
    items: int = 0
    queued: int = 0
    failures: int = 0
    failing_since: str | None = None
    reason: str | None = None
    detail: str | None = None
    moved: str | None = None
    flaws: str | None = None

    @property
    def broken(self) -> bool:
        """Whether the last poll failed."""
        return self.outcome == "failed"

    def as_json(self) -> dict[str, Any]:
        """Plain data, without what is not known."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def listed(settings: Settings) -> tuple[Path, list[Feed]]:
    """The list's file and its feeds.

    Raises:
        FeedListError: it can't be read.
    """
    path = settings.feed_list.absolute()
    return path, read_list(path)


def list_problem(settings: Settings) -> str | None:
    """Why the list can't be read, if so."""
    try:
        listed(settings)
    except FeedListError as error:
        return str(error)
    return None


async def feed_states(redis: Any, settings: Settings) -> dict[str, FeedState]:
    """The state of every feed that is polled, by its id.

    Raises:
        redis.exceptions.RedisError: the stream server does not answer.
    """
    store = FeedStore(redis, settings)
    return {feed: _state(await store.state(feed), due) for feed, due in (await store.plan()).items()}


def states_or_none(settings: Settings) -> dict[str, FeedState] | None:
    """As `feed_states`; None where the stream server does not answer."""

    async def ask() -> dict[str, FeedState] | None:
        redis = connect_redis(settings)
        try:
            return await feed_states(redis, settings)
        except (RedisError, OSError):
            return None
        finally:
            await redis.aclose()

    return asyncio.run(ask())


def _state(known: dict[str, str], due: float) -> FeedState:
    if not known:
        return FeedState("", "", "waiting", next_at=iso(due))
    return FeedState(
        url=known.get("url", ""), name=known.get("name", ""), outcome=known["outcome"],
        asked_at=iso(known.get("asked_at")), next_at=iso(due), ok_at=iso(known.get("ok_at")),
        news_at=iso(known.get("news_at")), minutes=round(float(known["seconds"]) / 60, 1),
        items=int(known.get("items") or 0), queued=int(known.get("queued") or 0), failures=int(known.get("failures") or 0),
        failing_since=iso(known.get("failing_since")), reason=known.get("reason"), detail=known.get("detail"),
        moved=known.get("moved") or None, flaws=known.get("flaws") or None,
    )  # fmt: skip


def iso(seconds: str | float | None) -> str | None:
    """A time in seconds since the epoch as ISO 8601; None for none."""
    return datetime.fromtimestamp(float(seconds), UTC).isoformat(timespec="seconds") if seconds else None
