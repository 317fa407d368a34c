"""Dead letters: the original message whole, with what is needed to understand why it stopped and to send it again."""

from __future__ import annotations

import base64
from datetime import datetime
from importlib.metadata import version

import orjson

from shared.contracts.dead import DeadLetter
from shared.delivery.wire import Entry
from shared.errors import HirfaError, PermanentError, TransientError
from shared.streams import DATA_FIELD, REPLAYS_FIELD

HIRFA_VERSION = version("hirfa")


def article_id_of(data: bytes) -> str | None:
    """The article's id that a message states, or None."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    found = value.get("article_id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")


def dead_letter(
    entry: Entry, error: HirfaError, *, stage: str, stream: str, deliveries: int, died_at: datetime, article_id: str | None = None
) -> bytes:
    """The dead letter of an entry, as JSON.

    Args:
        entry: the entry as it was delivered.
        error: why it is given up.
        stage: the stage that gave up.
        stream: the stream it came from, with prefix.
        deliveries: how often it was delivered.
        died_at: now.
        article_id: the article, if known; else what the message says.
    """
    text: str | None = None
    encoded: str | None = None
    try:
        if DATA_FIELD.encode() in entry.fields:
            text = entry.data.decode("utf-8")
    except UnicodeDecodeError:
        encoded = base64.b64encode(entry.data).decode()
    letter = DeadLetter(
        stage=stage,
        stream=stream,
        entry_id=entry.id,
        article_id=article_id or article_id_of(entry.data),
        reason=error.reason if isinstance(error, PermanentError | TransientError) else type(error).__name__,
        error=str(error),
        place=error.place if isinstance(error, PermanentError) else None,
        deliveries=deliveries,
        replays=entry.replays,
        entered_at=entry.entered_at,
        died_at=died_at,
        versions={"hirfa": HIRFA_VERSION},
        data=text,
        data_base64=encoded,
        fields={_text(k): _text(v) for k, v in entry.fields.items() if k not in (DATA_FIELD.encode(), REPLAYS_FIELD.encode())},
    )
    return letter.to_json()
