"""What an entry of a stream looks like, and FastStream's parser for a batch of them.

An entry has the field `data`, the message as UTF-8 JSON, perhaps `replays`, a small number, and `traceparent`, the trace that it
belongs to. Only the first is required, so that any program can take part: `XADD hirfa:raw * data '{"content": "…"}'`.
FastStream's own envelope is not used: it counts characters where it must count bytes, so that Arabic in a header breaks it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from faststream.redis.message import FAKE_CONSUMER, RedisBatchStreamMessage

from shared.errors import HirfaError, PermanentError
from shared.runs import run_of
from shared.streams import DATA_FIELD, REPLAYS_FIELD, TRACE_FIELD
from shared.tracing import read_context

_DATA, _REPLAYS, _TRACE = DATA_FIELD.encode(), REPLAYS_FIELD.encode(), TRACE_FIELD.encode()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a stream, as delivered."""

    id: str
    data: bytes
    replays: int = 0
    fields: dict[bytes, bytes] = field(default_factory=dict)
    """All fields as they came."""
    problem: PermanentError | None = None
    """Why the entry can't be a message, if so."""
    trace: str = ""
    """The context of the trace that goes on with what comes of it; empty without one."""

    @property
    def at_ms(self) -> int:
        """When it entered the stream, milliseconds since the epoch."""
        return int(self.id.partition("-")[0])

    @property
    def run_id(self) -> str | None:
        """The replay that sent it, None for news."""
        return run_of(self.data)

    @property
    def entered_at(self) -> datetime:
        """When it entered the stream."""
        return datetime.fromtimestamp(self.at_ms / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Done:
    """The work on an entry succeeded: `data` goes on to the next stream, if there is one."""

    data: bytes | None = None
    article_id: str | None = None
    seconds: float = 0.0
    aside: bytes = b""
    """What the work found out beside it, for whoever stands between the work and the hand-over; it is not handed on."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The work on an entry failed; the error's type is its fate."""

    error: HirfaError
    article_id: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Slow:
    """The work on an entry takes long. Its outcome comes later, and nobody should wait for it meanwhile."""


Outcome = Done | Failed


def read_entry(entry_id: bytes | str, fields: dict[bytes, bytes], max_bytes: int) -> Entry:
    """Read an entry's fields; what is wrong with it stands in `problem`.

    Args:
        entry_id: the id on the stream.
        fields: the fields as they came.
        max_bytes: a longer message is refused as `too_large`.
    """
    name = entry_id.decode() if isinstance(entry_id, bytes) else entry_id
    data = fields.get(_DATA)
    problem: PermanentError | None = None
    replays = 0
    if data is None:
        problem = PermanentError("no_data", f"the entry has no field '{DATA_FIELD}'")
    elif unknown := sorted(set(fields) - {_DATA, _REPLAYS, _TRACE}):
        problem = PermanentError("unknown_field", ", ".join(repr(f)[2:-1] for f in unknown))
    elif len(data) > max_bytes:
        problem = PermanentError("too_large", f"{len(data)} bytes, {max_bytes} are allowed")
    text = fields.get(_REPLAYS, b"0")
    if text.isdigit() and len(text) < 10:
        replays = int(text)
    elif problem is None:
        problem = PermanentError("unknown_field", f"'{REPLAYS_FIELD}' is no number")
    return Entry(name, data or b"", replays, fields, problem, read_context(fields.get(_TRACE)))


async def parse_batch(raw: Any, _default: Any = None) -> RedisBatchStreamMessage:
    """FastStream's parser for our entries: it leaves the bytes alone, nothing is decoded and encoded on the way."""
    first = raw["message_ids"][0].decode()
    return RedisBatchStreamMessage(
        raw_message=raw,
        body=b"",
        headers={},
        batch_headers=[],
        content_type=None,
        group=None,
        consumer=FAKE_CONSUMER,
        message_id=first,
        correlation_id=first,
    )


async def undecoded(message: Any, _default: Any = None) -> Any:
    """FastStream's decoder for our entries: the handler gets the batch as the client read it."""
    return message.raw_message
