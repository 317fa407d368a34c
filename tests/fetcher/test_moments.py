"""Times of taking in order the contents of an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.fetcher.moments import Moments

AT = datetime(2026, 3, 1, 12, 0, 0, 123_456, tzinfo=UTC)


def test_two_contents_of_an_article_never_have_one_millisecond() -> None:
    moments = Moments(lambda: AT)
    given = [moments.of(name) for name in ("a", "a", "b", "a", "b")]
    start = AT.replace(microsecond=123_000)
    assert [(one - start) // timedelta(milliseconds=1) for one in given] == [0, 1, 1, 2, 2]


def test_a_clock_that_is_set_back_turns_nothing_round() -> None:
    clock = iter((AT, AT - timedelta(hours=1), AT - timedelta(hours=1), AT + timedelta(hours=1)))
    moments = Moments(lambda: next(clock))
    given = [moments.of(name) for name in ("a", "a", "b", "a")]
    assert given == sorted(given)
    assert given[0] < given[1] < given[3]
