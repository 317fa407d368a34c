"""Years and days as people give them to the filters. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_YEARS = re.compile(r"(\d{4})?(?:\s*([-/:]|\.\.)\s*(\d{4})?)?")


def read_years(text: str) -> tuple[int | None, int | None]:
    """`2024`, `2019-2022`, `2019-` or `-2022` as first and last year.

    Raises:
        ValueError: it is none of these.
    """
    match = _YEARS.fullmatch(text.strip())
    if not match or not (match[1] or match[3]):
        raise ValueError(f"'{text}' is neither a year (2024) nor a span of years (2019-2022, 2019-, -2022)")
    first = int(match[1]) if match[1] else None
    last = (int(match[3]) if match[3] else None) if match[2] else first
    if first is not None and last is not None and last < first:
        raise ValueError(f"'{text}' ends before it begins")
    return first, last


def read_day(text: str, *, last: bool) -> str:
    """`2024-03-01`, `2024-03` or `2024` as a day, ISO 8601: the first of it, or the last.

    Raises:
        ValueError: it is none of these.
    """
    problem = ValueError(f"'{text}' is no day (2024-03-01), month (2024-03) or year (2024)")
    match = _DAY.fullmatch(text.strip())
    if not match:
        raise problem
    year, month, day = int(match[1]), int(match[2] or (12 if last else 1)), int(match[3] or 1)
    try:
        if last and not match[3]:
            day = monthrange(year, month)[1]
        return date(year, month, day).isoformat()
    except ValueError:
        raise problem from None
