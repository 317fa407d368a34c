"""When a feed is asked again. Pure: times are seconds, given by whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

REMEMBERED = 10
"""The newest dates by which a feed's rhythm is told."""
_LONGEST_HINT = 6 * 3600.0
"""A site's `ttl` or `max-age` is followed up to this: many are set by mistake, to a year."""
_LONGEST_RETRY_AFTER = 7 * 86_400.0
_A_FEW = 3
"""So many dates tell a rhythm."""


def after_success(
    now: float, dates: Sequence[float], *, before: float | None, changed: bool, hint: float | None, least: float, most: float
) -> float:
    """Seconds until a feed that answered is asked again: half the mean time between its items.

    The mean is taken from the oldest remembered date until now, so that it grows while nothing comes. Without dates the
    interval is halved by news and grows by half without.

    Args:
        now: the time.
        dates: of its newest items, none ahead of now.
        before: the last interval.
        changed: whether there was anything new.
        hint: for how long the site asks to be left alone, if it does.
        least: the shortest interval.
        most: the longest.
    """
    if len(dates) >= _A_FEW:
        wanted = (now - min(dates)) / len(dates) / 2
    elif before is not None:
        wanted = before / 2 if changed else before * 1.5
    else:
        wanted = 4 * least
    return min(most, max(least, min(hint or 0.0, _LONGEST_HINT), wanted))


def after_failure(failures: int, *, retry_after: float | None, least: float, most: float) -> float:
    """Seconds until a feed that failed is asked again: doubled with each failure, and never sooner than it asks for.

    Args:
        failures: how often it has failed in a row, this time included.
        retry_after: seconds after which it wants to be asked.
        least: the shortest interval.
        most: the longest, which only `retry_after` may exceed.
    """
    wait = min(most, least * 2.0 ** min(failures, 30))
    return max(wait, min(retry_after or 0.0, _LONGEST_RETRY_AFTER))


def newest(dates: Sequence[float], known: Sequence[float], now: float) -> list[float]:
    """The dates to remember of a feed: the newest of those in its document and those known, none ahead of now."""
    return sorted({min(date, now) for date in (*dates, *known)}, reverse=True)[:REMEMBERED]
