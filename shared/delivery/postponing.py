"""What somebody else has put off: an entry that stays pending until a time that was asked for, and pays no delivery for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.delivery.wire import Entry, Failed, Outcome
from shared.errors import PermanentError, PostponedError

LONGEST_SECONDS = 7 * 86_400
"""For so long after it entered its stream an entry may be put off once more."""
_SHARE = 8
"""An entry lies at least this part of its age, so that one which is put off again and again is asked for less and less often."""


def lies_ms(age_ms: int, seconds: float) -> int:
    """How long an entry that is put off lies, in milliseconds.

    Args:
        age_ms: since it entered its stream.
        seconds: that were asked for.
    """
    return max(int(seconds * 1000), age_ms // _SHARE)


def with_an_end(entry: Entry, outcome: Outcome, now_ms: float) -> Outcome:
    """The outcome of an entry, which is a permanent failure where it was put off for long enough.

    Args:
        entry: the entry.
        outcome: of the work on it.
        now_ms: now, milliseconds since the epoch.
    """
    if not isinstance(outcome, Failed) or not isinstance(outcome.error, PostponedError):
        return outcome
    if now_ms - entry.at_ms < LONGEST_SECONDS * 1000:
        return outcome
    detail = f"{outcome.error.detail}; it came more than {LONGEST_SECONDS // 86_400} days ago, and is not put off again"
    return Failed(PermanentError(outcome.error.reason, detail), outcome.article_id, outcome.seconds)


async def server_ms(redis: Any) -> int:
    """The stream server's time, milliseconds since the epoch: one clock for all processes, and that of the entries' ids."""
    seconds, micros = await redis.time()
    return int(seconds) * 1000 + int(micros) // 1000


class Postponed:
    """The entries of one stage that are put off: a sorted set of ids by when each is due.

    Args:
        redis: a client that decodes nothing.
        key: of the set (`shared.streams.postponed_key`).
        source: the stage's stream.
        group: its group.
    """

    def __init__(self, redis: Any, key: str, *, source: str, group: str) -> None:
        self._redis, self.key, self._source, self._group = redis, key, source, group

    async def put(self, consumer: str, errors: Sequence[tuple[Entry, PostponedError]], counts: Mapping[str, int]) -> None:
        """Put entries off; the delivery at which it was found out does not count.

        Args:
            consumer: who has them in hand.
            errors: the entries, each with what was asked for.
            counts: their deliveries, this one counted in.

        Raises:
            redis.exceptions.RedisError: it is not known whether they are put off; to do it again is safe.
        """
        now = await server_ms(self._redis)
        due = {entry.id: now + lies_ms(now - entry.at_ms, error.seconds) for entry, error in errors}
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.zadd(self.key, due)
        for entry_id in due:
            pipeline.xclaim(
                self._source, self._group, consumer, 0, [entry_id], retrycount=max(0, counts[entry_id] - 1), justid=True
            )
        await pipeline.execute()

    async def among(self, ids: Sequence[str]) -> set[str]:
        """Those of the entries that are not due yet."""
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.zremrangebyscore(self.key, "-inf", await server_ms(self._redis))
        pipeline.zmscore(self.key, list(ids))
        scores = (await pipeline.execute())[1]
        return {entry_id for entry_id, score in zip(ids, scores, strict=True) if score is not None}


async def count_postponed(redis: Any, key: str) -> int:
    """How many entries of a stage are put off."""
    return int(await redis.zcount(key, await server_ms(redis), "+inf"))
