"""Reading a feed in a child process (`shared.delivery.workers`): whatever a document does to a parser, the fetcher lives on.

The request is a JSON line with `url` and `charset`, and the document's bytes behind it; the answer is a `Document`.
"""

from __future__ import annotations

import resource
from datetime import datetime

import orjson

from services.fetcher.feeds.reading import read_feed
from shared.delivery.child import Worked

FUNCTION = f"{__name__}:work"
_MEMORY = 1 << 30
"""Bytes of memory that reading one document may take."""


def prepare() -> None:
    """Bound the memory of this process."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def request(url: str, charset: str | None, body: bytes) -> bytes:
    """What to send for a document."""
    return orjson.dumps({"url": url, "charset": charset}) + b"\n" + body


def work(data: bytes, entered_at: datetime) -> Worked:
    """Read one document."""
    head, _, body = data.partition(b"\n")
    about = orjson.loads(head)
    return Worked(read_feed(body, about["url"], about["charset"], entered_at.timestamp()).model_dump_json().encode(), None)
