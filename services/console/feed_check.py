"""A look at feeds without taking anything from them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from services.console.feeds import iso
from services.fetcher.feeds.document import FUNCTION
from services.fetcher.feeds.listing import Feed
from services.fetcher.feeds.poll import Bounds, Polled, Reader, state_after
from services.fetcher.web import Fetcher
from shared.delivery.workers import Workers
from shared.errors import PermanentError, TransientError
from shared.settings import Settings


@dataclass(frozen=True)
class Checked:
    """What a look at a feed found."""

    url: str
    ok: bool
    detail: str
    items: int = 0
    newest: str | None = None
    kind: str | None = None
    title: str | None = None
    language: str | None = None
    minutes: float | None = None
    """The interval at which it would be asked."""
    moved: str | None = None
    flaws: tuple[str, ...] = ()


async def check_feeds(fetcher: Fetcher, feeds: Sequence[Feed], settings: Settings) -> list[Checked]:
    """Ask feeds for their documents and say what is in them; nothing is taken, nothing written down."""
    workers = Workers(FUNCTION, count=1, limit=settings.article_seconds)
    reader = Reader(fetcher, workers)

    async def check(feed: Feed) -> Checked:
        url = feed.url or ""
        try:
            polled = await reader.ask(url, {})
        except (PermanentError, TransientError) as error:
            return Checked(url, False, str(error))
        return _checked(feed, polled, settings)

    try:
        return list(await asyncio.gather(*map(check, feeds)))
    finally:
        await workers.stop()


def _checked(feed: Feed, polled: Polled, settings: Settings) -> Checked:
    document = polled.document
    assert document is not None  # noqa: S101  nothing was known of it, so it can't be unchanged
    least = (feed.minutes or settings.feed_minutes) * 60
    state = state_after(feed, {}, polled, 0, time.time(), Bounds(least, max(least, settings.feed_hours * 3600)))
    newest = max((item.published for item in document.items if item.published), default=None)
    return Checked(
        url=feed.url or "", ok=True, detail="", items=len(document.items), newest=iso(newest), kind=document.kind,
        title=document.title, language=document.language, minutes=round(float(state["seconds"]) / 60, 1), moved=polled.moved,
        flaws=tuple(document.flaws),
    )  # fmt: skip
