"""What reading a file gives, and how much of it may be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class BrokenItem:
    """A file, or an item of one, that could not be read."""

    name: str
    """The file's name; an item's place behind it: `a.zip!b/c.txt`, `d.jsonl:17`, `e.warc#4`."""
    reason: str
    """A short name with few values: `undecodable`, `not_json`, `too_large`, …"""
    detail: str
    """What is wrong and what to do about it, for people."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before it is refused. Memory stays within a few times `item_bytes`."""

    item_bytes: int = 16 << 20
    """One article: a text file, an HTML page, a line or an object of JSON, a WARC record, a member of an archive."""
    total_bytes: int = 4 << 30
    """All that one file unpacks to."""
    members: int = 50_000
    """Files in an archive."""
    ratio: int = 200
    """Unpacked to packed size of a member of more than a megabyte; Arabic text reaches about 15, HTML about 60."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item comes from: what every reader copies into its articles."""

    name: str
    source: str | None
    now: datetime
    limits: Limits


class ReadError(Exception):
    """A file or item that can't be read; becomes a `BrokenItem`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
