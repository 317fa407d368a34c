"""Dead letters: the original message whole, with what is needed to understand why it stopped and to send it again.

A message may be of any size, and health routes answer meanwhile: so what is as long as it is done in slices.
"""

from __future__ import annotations

import asyncio
import base64
import codecs
import re
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

import orjson

from shared.contracts.dead import DeadLetter
from shared.delivery.wire import Entry
from shared.errors import HirfaError, PermanentError, TransientError
from shared.streams import DATA_FIELD, REPLAYS_FIELD

HIRFA_VERSION = version("hirfa")
_SLICE = 3 << 16
"""Bytes; a multiple of three, so that base64 of slices is base64 of the whole."""
_ID = re.compile(rb'"article_id"\s*:\s*("(?:[^"\\]|\\.){0,200}")')
_MESSAGE = b',"data":'
_LENIENT = "backslashreplace"


def article_id_of(data: bytes) -> str | None:
    """The article's id that a message states, or None. A long one is not decoded for it: the first of that name counts."""
    try:
        if len(data) > _SLICE:
            match = _ID.match(data, data.find(b'"article_id"'))  # inside a string of JSON no quote stands without a backslash
            found = orjson.loads(match[1]) if match else None
        else:
            value = orjson.loads(data)
            found = value.get("article_id") if isinstance(value, dict) else None
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, str) else None


async def _sliced(raw: bytes, write: Callable[[bytes, bool], bytes]) -> list[bytes]:
    """Bytes as a string of JSON, in parts, each written of a slice; `write` is told whether it is the last."""
    parts = [b'"']
    for start in range(0, len(raw), _SLICE):
        end = start + _SLICE
        parts.append(write(raw[start:end], end >= len(raw)))
        await asyncio.sleep(0)
    return [*parts, b'"']


async def _text(raw: bytes, errors: str = "strict") -> list[bytes]:
    """Bytes of UTF-8 as a string of JSON, in parts.

    Raises:
        UnicodeDecodeError: they are none.
    """
    decode = codecs.getincrementaldecoder("utf-8")(errors).decode
    return await _sliced(raw, lambda part, last: orjson.dumps(decode(part, last))[1:-1])


async def dead_letter(
    entry: Entry, error: HirfaError, *, stage: str, stream: str, deliveries: int, died_at: datetime, article_id: str | None = None
) -> bytes:
    """The dead letter of an entry, as JSON; the message comes last in it.

    Args:
        entry: the entry as it was delivered.
        error: why it is given up.
        stage: the stage that gave up.
        stream: the stream it came from, with prefix.
        deliveries: how often it was delivered.
        died_at: now.
        article_id: the article, if known.
    """
    letter = DeadLetter(
        stage=stage,
        stream=stream,
        entry_id=entry.id,
        article_id=article_id,
        reason=error.reason if isinstance(error, PermanentError | TransientError) else type(error).__name__,
        error=str(error),
        place=error.place if isinstance(error, PermanentError) else None,
        deliveries=deliveries,
        replays=entry.replays,
        entered_at=entry.entered_at,
        died_at=died_at,
        versions={"hirfa": HIRFA_VERSION},
    )
    text = encoded = [b"null"]
    others: list[bytes] = []
    for name, value in entry.fields.items():
        if name == DATA_FIELD.encode():
            try:
                text = await _text(value)
            except UnicodeDecodeError:
                encoded = await _sliced(value, lambda part, _last: base64.b64encode(part))
        elif name != REPLAYS_FIELD.encode():
            others += [b",", *await _text(name, _LENIENT), b":", *await _text(value, _LENIENT)]
    head = orjson.dumps(letter.model_dump(mode="json", exclude={"data", "data_base64", "fields"}))
    return b"".join([head[:-1], _MESSAGE, *text, b',"data_base64":', *encoded, b',"fields":{', *others[1:], b"}}"])


def without_message(letter: bytes) -> bytes:
    """A dead letter's JSON without the message and its further fields, which come last."""
    head, message, _ = letter.partition(_MESSAGE)
    return head + b"}" if message else letter
