"""When an article was taken in, as a time that orders its contents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_STEP = timedelta(milliseconds=1)
"""What the versions of the index tell apart."""


class Moments:
    """Times in whole milliseconds that never go back, and are never given twice to one article.

    Args:
        clock: the time of day, aware.
    """

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._now = datetime.min.replace(tzinfo=UTC)
        self._given: set[str] = set()

    def of(self, article_id: str) -> datetime:
        """The time at which a content of an article was taken in: now, or a little later where another has that time."""
        now = self._clock()
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        if article_id in self._given:
            now = max(now, self._now + _STEP)
        if now > self._now:
            self._now, self._given = now, set()
        self._given.add(article_id)
        return self._now
