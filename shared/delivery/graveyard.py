"""The dead letters, for those who look after them: reading, sending back, dropping."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.contracts import DeadLetter, read_message
from shared.errors import HirfaError
from shared.streams import DATA_FIELD, DEAD, REPLAYS_FIELD, ROUTES, submitted_key

# Only the one who takes the letter out sends the message back, so that two people at once send it once.
_SEND_BACK = """#!lua
if redis.call('XDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
if KEYS[3] and redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('HDEL', KEYS[3], 'stage', 'reason')
  redis.call('HSET', KEYS[3], 'state', ARGV[2])
end
return 1
"""
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """Which dead letters are meant; what is None does not choose."""

    ids: tuple[str, ...] = ()
    stage: str | None = None
    reason: str | None = None
    article_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is chosen, which means all."""
        return self == Choice()

    def takes(self, letter_id: str, letter: DeadLetter) -> bool:
        """Whether a letter is meant."""
        return (
            (not self.ids or letter_id in self.ids)
            and self.stage in (None, letter.stage)
            and self.reason in (None, letter.reason)
            and self.article_id in (None, letter.article_id)
            and (self.since is None or letter.died_at >= self.since)
            and (self.until is None or letter.died_at < self.until)
        )


class Graveyard:
    """The stream of dead letters.

    Args:
        redis: a client that decodes nothing.
        prefix: of the streams' names.
    """

    def __init__(self, redis: Any, prefix: str) -> None:
        self._redis = redis
        self._key = DEAD.key(prefix)
        self._prefix = prefix
        self._sources = {route.stage: route.source for route in ROUTES}
        self._send_back = redis.register_script(_SEND_BACK)

    async def letters(self, choice: Choice) -> AsyncIterator[tuple[str, DeadLetter]]:
        """The letters that a choice takes with their ids, the oldest first, a page at a time."""
        start = f"{int(choice.since.timestamp() * 1000)}" if choice.since else "-"
        while rows := await self._redis.xrange(self._key, min=start, max="+", count=_PAGE):
            for raw_id, fields in rows:
                letter_id = raw_id.decode()
                try:
                    letter = read_message(DeadLetter, fields[DATA_FIELD.encode()])
                except (HirfaError, KeyError):
                    continue  # not one of ours, or of a newer version: whoever wrote it can read it
                if choice.takes(letter_id, letter):
                    yield letter_id, letter
            start = f"({rows[-1][0].decode()}"

    async def send_back(self, letter_id: str, letter: DeadLetter) -> bool:
        """Give the message to the stage that failed once more, and take the letter out, in one step.

        Returns:
            False when the letter was gone already.

        Raises:
            KeyError: no stage of this name exists any more.
        """
        fields: list[bytes | str | int] = []
        if letter.data is not None or letter.data_base64 is not None:
            fields += DATA_FIELD, original(letter)
            fields += REPLAYS_FIELD, letter.replays + 1
        for name, value in letter.fields.items():
            fields += name, value
        source = self._sources[letter.stage]
        keys = [self._key, source.key(self._prefix)]
        keys += [submitted_key(self._prefix, letter.article_id)] if letter.article_id else []
        return bool(await self._send_back(keys=keys, args=[letter_id, source.state, *fields]))

    async def drop(self, letter_id: str) -> bool:
        """Delete a letter for good. False when it was gone already."""
        return bool(await self._redis.xdel(self._key, letter_id))


def original(letter: DeadLetter) -> bytes:
    """The message as it came, byte for byte."""
    if letter.data is not None:
        return letter.data.encode("utf-8")
    return base64.b64decode(letter.data_base64 or "")
