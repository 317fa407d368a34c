"""What the reader of dates hands on."""

from __future__ import annotations

from typing import Literal, NamedTuple

DateKind = Literal["day", "month", "year", "range", "quarter", "half", "season", "school_year", "relative", "duration"]


class DateMention(NamedTuple):
    """One date or period as the text gives it."""

    start: int
    """Code point of the folded text where the expression starts (weekday, 'سنة', 'شهر', 'يوم' and 'متم' belong to it)."""
    end: int
    """Code point after its last character."""
    iso: str | None
    """ISO 8601: `2010`, `2020-01`, `2016-12-08`, `2015/2020`, `--11-21`, `--05`, durations as `P3Y`; None where
    nothing can be resolved. A range that is open on one side is given by its known end, with a note."""
    kind: DateKind
    weekday_ok: bool | None = None
    """Whether the weekday named agrees with the date; None without a weekday, or where it can't be checked."""
    note: str | None = None
    """For a person: how it was read, where that is not plain."""
    horizon: bool = False
    """A point to reach ('في أفق 2030', 'بحلول 2030'): what stands with it is a target."""
    parts: tuple[str, ...] = ()
    """The members of a list in the text's order ('ماي/شتنبر/دجنبر 2020'), for 'على التوالي'; empty for all else."""
