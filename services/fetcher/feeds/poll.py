"""One poll of one feed: its document fetched by the safe client, read in a child process, its new items queued."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from services.fetcher.feeds import rhythm
from services.fetcher.feeds.document import FEED_TYPES, Document, request
from services.fetcher.feeds.listing import Feed
from services.fetcher.web import Fetcher, NotModified, Validators
from services.fetcher.web.later import ComeBackError
from shared.contracts import SubmittedUrl
from shared.delivery.wire import Entry, Failed
from shared.delivery.workers import Workers
from shared.errors import HirfaError, PermanentError, TransientError

Known = Mapping[str, str]
"""What was written down of a feed after its last poll; empty before the first."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What asking for a feed's document gave."""

    document: Document | None
    """None where it has not changed."""
    validators: Validators | None
    digest: str
    moved: str | None
    """Where it is for good, if it said so."""
    max_age: float | None
    """Seconds for which the answer says that it holds."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Shortest and longest time between two polls, in seconds."""

    least: float
    most: float


@dataclass(slots=True)
class Reader:
    """Asks for feeds' documents.

    Args:
        fetcher: the safe client.
        workers: read documents, with the function `services.fetcher.feeds.work`.
    """

    fetcher: Fetcher
    workers: Workers

    async def ask(self, url: str, known: Known) -> Polled:
        """Ask for a feed's document and read it, if it has changed.

        Raises:
            PermanentError: as `Fetcher.fetch` and `read_feed`; `timeout`, `raised`.
            TransientError: as `Fetcher.fetch`; `worker_died`, `out_of_memory`.
        """
        try:
            return await self._ask(known.get("moved") or url, known)
        except PermanentError:
            if not known.get("moved"):
                raise
            return await self._ask(url, {})  # what it moved to is gone: perhaps it is back, or has moved on

    async def _ask(self, url: str, known: Known) -> Polled:
        validators = None
        if known.get("final_url"):
            validators = Validators(known["final_url"], known.get("etag") or None, known.get("last_modified") or None)
        page = await self.fetcher.fetch(url, known=validators, types=FEED_TYPES)
        moved = page.moved or known.get("moved") or None
        max_age = _max_age(page.headers.get("cache-control", ""))
        if isinstance(page, NotModified):
            return Polled(None, validators, known.get("digest", ""), moved, max_age)
        digest = hashlib.sha256(page.body).hexdigest()
        if digest == known.get("digest"):
            return Polled(None, page.validators, digest, moved, max_age)
        entry = Entry(f"{int(time.time() * 1000)}-0", request(page.final_url, page.charset, page.body))
        outcome = await self.workers.one(entry)
        if isinstance(outcome, Failed):
            raise outcome.error
        return Polled(Document.model_validate_json(outcome.data or b""), page.validators, digest, moved, max_age)


def items_of(document: Document, feed: Feed, now: float) -> list[SubmittedUrl]:
    """The items of a document as URLs to be fetched."""
    at = datetime.fromtimestamp(now, UTC)
    return [
        SubmittedUrl(article_id=item.article_id, url=item.url, source=feed.source, submitted_at=at) for item in document.items
    ]


def state_after(feed: Feed, known: Known, polled: Polled, new: int, now: float, bounds: Bounds) -> dict[str, str | int | float]:
    """What to write down after a poll that succeeded; `seconds` in it is when to poll again.

    Args:
        feed: as the list has it.
        known: the state before.
        polled: what it gave.
        new: items queued.
        now: seconds since the epoch.
        bounds: of the interval.
    """
    document = polled.document
    known_dates = orjson.loads(known.get("dates") or b"[]")
    dates = rhythm.newest([i.published for i in document.items if i.published] if document else [], known_dates, now)
    ttl = document.ttl if document else float(known["ttl"]) if known.get("ttl") else None
    seconds = rhythm.after_success(
        now, dates, before=float(known["seconds"]) if known.get("seconds") else None, changed=new > 0,
        hint=max(polled.max_age or 0.0, ttl or 0.0) or None, least=bounds.least, most=bounds.most,
    )  # fmt: skip
    validators = polled.validators
    return {
        **_about(feed, now),
        "outcome": "changed" if document else "unchanged",
        "ok_at": now,
        "failures": 0,
        "seconds": seconds,
        "polls": int(known.get("polls") or 0) + 1,
        "items": len(document.items) if document else known.get("items", 0),
        "queued": int(known.get("queued") or 0) + new,
        "news_at": now if new else known.get("news_at", ""),
        "kind": document.kind if document else known.get("kind", ""),
        "title": (document.title or "") if document else known.get("title", ""),
        "flaws": "; ".join(document.flaws) if document else known.get("flaws", ""),
        "ttl": ttl if ttl is not None else "",
        "dates": orjson.dumps(dates).decode(),
        "digest": polled.digest,
        "final_url": validators.url if validators else "",
        "etag": (validators.etag or "") if validators else "",
        "last_modified": (validators.last_modified or "") if validators else "",
        "moved": polled.moved or "",
    }


def state_after_failure(feed: Feed, known: Known, error: HirfaError, now: float, bounds: Bounds) -> dict[str, str | int | float]:
    """What to write down after a poll that failed: all that was known, the reason, and `seconds` until the next."""
    failures = int(known.get("failures") or 0) + 1
    retry_after = error.seconds if isinstance(error, ComeBackError) else None
    reason, detail = "raised", str(error)
    if isinstance(error, PermanentError | TransientError):
        reason, detail = error.reason, error.detail
    return {
        **known,
        **_about(feed, now),
        "outcome": "failed",
        "reason": reason,
        "detail": detail[:500],
        "failures": failures,
        "failing_since": known["failing_since"] if failures > 1 else now,
        "seconds": rhythm.after_failure(failures, retry_after=retry_after, least=bounds.least, most=bounds.most),
        "polls": int(known.get("polls") or 0) + 1,
    }


def _about(feed: Feed, now: float) -> dict[str, str | int | float]:
    return {"url": feed.url or "", "name": feed.label, "asked_at": now}


def _max_age(header: str) -> float | None:
    for part in header.lower().split(","):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.isdigit() and len(value) < 11:
            return float(value)
    return None
