"""When a site wants to be asked again."""

from __future__ import annotations

import email.utils
from datetime import UTC, datetime

from shared.errors import TransientError


class ComeBackError(TransientError):
    """The site asks to come back later.

    Args:
        reason: as of `TransientError`.
        detail: as of `TransientError`.
        seconds: after how long.
        asked_for: whether the site named the time; else it is ours, for a site that does not answer.
    """

    def __init__(self, reason: str, detail: str, seconds: float | None, *, asked_for: bool = True) -> None:
        super().__init__(reason, detail)
        self.seconds, self.asked_for = seconds, asked_for


def retry_after(header: str | None, *, longest: float) -> float | None:
    """Seconds of a `Retry-After`: a number, or a date against the machine's clock (RFC 9110, 10.2.3).

    Args:
        header: as sent.
        longest: the most that is believed.

    Returns:
        seconds; None where the header is missing or neither a number nor a date: it counts for nothing then.
    """
    header = (header or "").strip()
    if header.isascii() and header.isdigit():
        return min(float(header), longest)
    try:
        when = email.utils.parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):  # all of them, for one header or another
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(0.0, (when - datetime.now(UTC)).total_seconds()), longest)
