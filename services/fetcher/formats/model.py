"""What reading a file gives, and how much of it may be read."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeGuard

from shared.contracts import RawArticle

_SURROGATE = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    """A text that UTF-8 can write: bytes of a file name that are no UTF-8 as `\\xc9`, half characters as `\\ud800`."""
    return _SURROGATE.sub(lambda found: _escaped(ord(found[0])), text)


def _escaped(code: int) -> str:
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


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

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", printable(self.name))
        object.__setattr__(self, "detail", printable(self.detail))


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


def of_disk(error: BaseException | None) -> TypeGuard[OSError]:
    """Whether the disk or the network below it failed, which says nothing of what is read.

    Unpacking libraries raise an OSError without a number of the system's, and seek where a damaged file tells them to (EINVAL).
    """
    return isinstance(error, OSError) and error.errno not in (None, errno.EINVAL)


def guarded(items: Iterator[RawArticle | BrokenItem], name: str) -> Iterator[RawArticle | BrokenItem]:
    """The items of a reader; an error that it did not foresee is the item's own failure, and no other's.

    Raises:
        OSError: as `of_disk` tells.
    """
    try:
        yield from items
    except ReadError as error:
        yield BrokenItem(name, error.reason, error.detail)
    except Exception as error:
        if of_disk(error):
            raise
        yield raised(name, error)


def raised(name: str, error: Exception) -> BrokenItem:
    """An item at which a reader met an error that it did not foresee."""
    return BrokenItem(name, "raised", f"{type(error).__name__}: {error}"[:500])
