"""How much waits in a stream, holding back when it is too much, and trimming what every group has acknowledged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

from shared.archive.records import id_key
from shared.streams import ARCHIVE_GROUP

_COUNT_AT_MOST = 10_000
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Backlog:
    """What a group has not done yet."""

    pending: int
    """Delivered and not acknowledged."""
    lag: int
    """Not delivered yet."""
    last_delivered: str

    @property
    def total(self) -> int:
        """All that waits."""
        return self.pending + self.lag


async def backlogs(redis: Any, stream: str) -> dict[str, Backlog]:
    """The backlog of every group of a stream; empty when the stream does not exist."""
    try:
        groups = await redis.xinfo_groups(stream)
    except ResponseError as error:
        if "no such key" in str(error).lower():
            return {}
        raise
    found = {}
    for group in groups:
        last = _text(group["last-delivered-id"])
        lag = group.get("lag")
        if lag is None:  # the server can't tell after entries were deleted by id: count them
            lag = len(await redis.xrange(stream, min=f"({last}", max="+", count=_COUNT_AT_MOST))
        found[_text(group["name"])] = Backlog(int(group["pending"]), int(lag), last)
    return found


async def waiting(redis: Any, stream: str) -> int:
    """How many messages the slowest group of a stream has not done yet; the archive holds nobody back."""
    found = await backlogs(redis, stream)
    return max((group.total for name, group in found.items() if name != ARCHIVE_GROUP), default=0)


async def stalled(redis: Any, stream: str, idle_ms: int) -> int:
    """How many messages of a stream were delivered and nobody has touched for so long, the most of any group, a thousand at most.

    They wait for another delivery, or for a newer service. As in `waiting`, the archive's do not count.
    """
    found = 0
    for name, group in (await backlogs(redis, stream)).items():
        if group.pending and name != ARCHIVE_GROUP:
            found = max(found, len(await redis.xpending_range(stream, name, "-", "+", 1000, idle=idle_ms)))
    return found


async def passed(redis: Any, stream: str, entry_id: str, since: str = "-") -> bool:
    """Whether every group that works on a stream has done all from one entry up to another."""
    for name, group in (await backlogs(redis, stream)).items():
        if name == ARCHIVE_GROUP:
            continue
        if id_key(group.last_delivered) < id_key(entry_id):
            return False
        if await redis.xpending_range(stream, name, since, entry_id, 1):
            return False
    return True


async def oldest_waiting_ms(redis: Any, stream: str, group: str, backlog: Backlog, postponed: str | None = None) -> int | None:
    """When the oldest message that the group has not done entered the stream, milliseconds since the epoch, or None.

    Args:
        redis: the connection.
        stream: the stream's name on the server.
        group: the group.
        backlog: what it has not done.
        postponed: the key of what is put off (`shared.streams.postponed_key`), which nobody waits for; None counts it in.
    """
    start = "-"
    while backlog.pending:
        rows = [_text(row["message_id"]) for row in await redis.xpending_range(stream, group, start, "+", _PAGE)]
        scores = await redis.zmscore(postponed, rows) if rows and postponed is not None else [None] * len(rows)
        if due := [entry_id for entry_id, score in zip(rows, scores, strict=True) if score is None]:
            return int(due[0].partition("-")[0])
        if len(rows) < _PAGE:
            break
        start = f"({rows[-1]}"
    if backlog.lag:
        first = await redis.xrange(stream, min=f"({backlog.last_delivered}", max="+", count=1)
        if first:
            return int(_text(first[0][0]).partition("-")[0])
    return None


async def replay_idle_ms(redis: Any, replays: str, now_ms: int) -> int:
    """For how long the replay under way has not got on that is the slowest to; 0 where there is none.

    Args:
        redis: the connection.
        replays: the key of the replays under way.
        now_ms: the server's time, milliseconds since the epoch.
    """
    oldest = await redis.zrange(replays, 0, 0, withscores=True)
    return max(0, now_ms - int(oldest[0][1])) if oldest else 0


async def trim(redis: Any, stream: str, groups: tuple[str, ...], *, keep_ms: int, keep_entries: int, now_ms: int) -> int:
    """Drop the entries that every group has acknowledged and that are too old or too many.

    Args:
        stream: the stream's name on the server.
        groups: the groups that must exist; while one is missing nothing is dropped.
        keep_ms: entries younger than this stay, unless there are more than `keep_entries`.
        keep_entries: more entries than this do not stay for their youth alone.
        now_ms: the server's time, milliseconds since the epoch.

    Returns:
        How many entries were dropped.
    """
    found = await backlogs(redis, stream)
    if not groups or any(group not in found for group in groups):
        return 0
    done_below = []
    for name, group in found.items():
        oldest = (await redis.xpending(stream, name))["min"] if group.pending else None
        if oldest is not None:
            done_below.append(id_key(_text(oldest)))
        else:  # nothing pending, perhaps just now; what is delivered meanwhile comes after what was delivered last
            ms, seq = id_key(group.last_delivered)
            done_below.append((ms, seq + 1))
    by_age = (max(0, now_ms - keep_ms), 0)
    by_size = (0, 0)
    if await redis.xlen(stream) > keep_entries:
        newest = await redis.xrevrange(stream, count=keep_entries + 1) if keep_entries < _COUNT_AT_MOST else []
        by_size = id_key(_text(newest[-1][0])) if newest else await _nth_newest(redis, stream, keep_entries)
        by_size = (by_size[0], by_size[1] + 1)
    limit = min(*done_below, max(by_age, by_size)) if done_below else (0, 0)
    if limit <= (0, 0):
        return 0
    return int(await redis.xtrim(stream, minid=f"{limit[0]}-{limit[1]}", approximate=False))


async def _nth_newest(redis: Any, stream: str, count: int) -> tuple[int, int]:
    info: Mapping[str, Any] = await redis.xinfo_stream(stream)
    first, last = (id_key(_text(info[end][0])) if info[end] else (0, 0) for end in ("first-entry", "last-entry"))
    share = 1 - count / max(1, int(info["length"]))  # entries taken as evenly spread over time: near enough for a cap
    return int(first[0] + (last[0] - first[0]) * share), 0


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
