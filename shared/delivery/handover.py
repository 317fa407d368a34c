"""Acknowledge and publish in one atomic step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson

# Only the acknowledgement that takes the entry out of the pending list publishes: when a worker that was thought dead comes
# back and hands over what another has handed over already, nothing happens. (With a plain MULTI such a return doubles.)
#
# `#!lua` without flags matters: over `maxmemory` the server then refuses the script before its first command. Without that
# line XACK would be done and XADD refused, and the message would be lost.
#
# What is short comes as one JSON array and only the messages as arguments of their own: an argument costs the client more to
# write than the server to read.
_SCRIPT = """#!lua
local won = {}
local retried = redis.call('EXISTS', KEYS[2]) == 1
for i, parting in ipairs(cjson.decode(ARGV[2])) do
  local id, where, replays, trace, submitted, told, seen = unpack(parting)
  if redis.call('XACK', KEYS[1], ARGV[1], id) == 1 then
    won[#won + 1] = id
    if retried then redis.call('HDEL', KEYS[2], id) end
    if where == 'next' then
      local fields = {'data', ARGV[i + 2]}
      if replays ~= '' then fields[3], fields[4] = 'replays', replays end
      if trace ~= '' then fields[#fields + 1], fields[#fields + 2] = 'traceparent', trace end
      redis.call('XADD', KEYS[4], '*', unpack(fields))
    elseif where == 'dead' then
      redis.call('XADD', KEYS[3], '*', 'data', ARGV[i + 2])
      local digest = seen and redis.call('GET', seen)
      if digest and string.sub(digest, -5) ~= ':dead' then redis.call('APPEND', seen, ':dead') end
    end
    if submitted ~= '' and redis.call('EXISTS', submitted) == 1 then
      if where == 'dead' then redis.call('HSET', submitted, 'state', 'dead', 'stage', ARGV[1], 'reason', told)
      else
        redis.call('HDEL', submitted, 'stage', 'reason', 'known')
        redis.call('HSET', submitted, 'state', told)
      end
    end
  end
end
return won
"""


@dataclass(frozen=True, slots=True)
class Parting:
    """An entry to be acknowledged, and what is published in its place: on the next stream, as a dead letter, or nothing."""

    entry_id: str
    next: bytes | None = None
    dead: bytes | None = None
    replays: int = 0
    trace: str = ""
    """The context of the trace that the next message belongs to."""
    article_id: str | None = None
    """Whose way is told where it was submitted; None where it is unknown."""
    reason: str = ""
    """Of a dead letter."""


class HandOver:
    """The atomic step of one stage.

    Args:
        redis: a `redis.asyncio.Redis` that decodes nothing.
        source: the stage's stream.
        group: its group.
        retries: the hash of last errors.
        dead: the stream of dead letters.
        target: the next stream, if any.
        submitted: the key of an article's way, given its id (`shared.streams.submitted_key`).
        seen: the key of what was published of an article, given its id (`shared.streams.seen_key`).
        state: where an article is after this stage.
    """

    def __init__(
        self,
        redis: Any,
        *,
        source: str,
        group: str,
        retries: str,
        dead: str,
        target: str | None,
        submitted: Callable[[str], str],
        seen: Callable[[str], str],
        state: str,
    ) -> None:
        self._script = redis.register_script(_SCRIPT)
        self._keys = [source, retries, dead] + ([target] if target else [])
        self._group = group
        self._target = target
        self._submitted, self._seen = submitted, seen
        self._state = state

    async def __call__(self, partings: Sequence[Parting]) -> set[str]:
        """Hand over.

        Returns:
            The ids whose acknowledgement was ours; the others had been handed over before, and nothing was published.

        Raises:
            redis.exceptions.RedisError: nothing was done, or (after a lost connection) it is not known whether it was;
                to do it again is safe.
        """
        what: list[tuple[str, ...]] = []
        messages: list[bytes] = []
        for parting in partings:
            key = self._submitted(parting.article_id) if parting.article_id else ""
            replays = str(parting.replays) if parting.replays else ""
            if parting.dead is not None:
                seen = (self._seen(parting.article_id),) if parting.article_id else ()
                what.append((parting.entry_id, "dead", "", "", key, parting.reason, *seen))
                messages.append(parting.dead)
            elif parting.next is not None and self._target:
                what.append((parting.entry_id, "next", replays, parting.trace, key, self._state))
                messages.append(parting.next)
            else:  # where a next stream exists, whoever published there himself has told of it
                what.append((parting.entry_id, "none", "", "", "" if self._target else key, self._state))
                messages.append(b"")
        args: list[bytes | str] = [self._group, orjson.dumps(what), *messages]
        won = cast("list[bytes]", await self._script(keys=self._keys, args=args))
        return {entry_id.decode() for entry_id in won}
