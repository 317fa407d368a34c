"""Reading a feed in a child process (`shared.delivery.workers`): whatever a document does to a parser, the fetcher lives on.

The request is that of `services.fetcher.feeds.document.request`, the answer a `Document`.
"""

from __future__ import annotations

import resource
from datetime import datetime

import orjson

from services.fetcher.feeds.reading import read_feed
from shared.delivery.child import Worked

_MEMORY = 1 << 30
"""Bytes of memory that reading one document may take."""


def prepare() -> None:
    """Bound the memory of this process."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def work(data: bytes, entered_at: datetime) -> Worked:
    """Read one document."""
    head, _, body = data.partition(b"\n")
    about = orjson.loads(head)
    return Worked(read_feed(body, about["url"], about["charset"], entered_at.timestamp()).model_dump_json().encode(), None)
