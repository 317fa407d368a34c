"""Dropped files to raw articles: .txt, .html, .json, .jsonl, .warc, .warc.gz, and .zip of these, in any encoding.

`read_file` is pure: bytes in, articles and broken items out, one by one.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import BinaryIO

from services.fetcher.formats.archive import Counted, checked, read_zip, unpacking_error
from services.fetcher.formats.json_items import read_json, read_json_lines
from services.fetcher.formats.model import BrokenItem, Limits, Origin, ReadError, guarded, printable, raised
from services.fetcher.formats.plain import read_plain
from services.fetcher.formats.warc import read_warc
from shared.contracts import RawArticle

__all__ = ["SUFFIXES", "BrokenItem", "Items", "Limits", "printable", "raised", "read_file"]

SUFFIXES = (".txt", ".text", ".html", ".htm", ".xhtml", ".json", ".jsonl", ".ndjson", ".warc", ".warc.gz", ".zip")
"""The endings that are read, in lower case."""
Items = Iterator[RawArticle | BrokenItem]


def read_file(name: str, data: bytes | BinaryIO, *, source: str | None, now: datetime, limits: Limits | None = None) -> Items:
    """Read the articles of a file.

    Args:
        name: the file's name; its ending says the format.
        data: its bytes, or a stream of them, seekable for archives. Long files of many articles are best given as a stream:
            then no more than an article is held at a time.
        source: the outlet, where it is known; else an archive's top folder, the JSON's own word, or a page's host.
        now: the time of taking it in, for `fetched_at` where the file does not tell.
        limits: how much is read before it is refused.

    Yields:
        the articles in their order, and a `BrokenItem` for each that can't be read. A file that can't be read at all is
        one `BrokenItem` that bears its name.

    Raises:
        OSError: the stream can't be read.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes | bytearray | memoryview) else data
    origin = Origin(printable(name), None if source is None else printable(source), now, limits or Limits())
    yield from _read(name, stream, origin)


def _read(name: str, stream: BinaryIO, origin: Origin) -> Items:
    if name.lower().endswith(".zip"):
        return guarded(read_zip(stream, origin, _member), origin.name)
    return _member(name, stream, origin)


def _member(name: str, stream: BinaryIO, origin: Origin) -> Items:
    """Read a file that is no archive."""
    return guarded(_by_ending(name, stream, origin), origin.name)


def _by_ending(name: str, stream: BinaryIO, origin: Origin) -> Items:
    lower = name.lower()
    for suffix, read in _READERS.items():
        if lower.endswith(suffix):
            yield from read(stream, origin)
            return
    if lower.endswith((".zip", ".tar", ".tgz", ".tar.gz", ".rar", ".7z")):
        raise ReadError("nested_archive" if "!" in origin.name else "unsupported_format", "unpack it and drop its files")
    ending = f"'.{name.rsplit('.', 1)[1]}'" if "." in name else "a file without an ending"
    raise ReadError("unsupported_format", f"{ending} is not read; these are: {' '.join(SUFFIXES)}")


def _whole(stream: BinaryIO, origin: Origin) -> bytes:
    data = stream.read(origin.limits.item_bytes + 1)
    if (error := unpacking_error(stream)) is not None:
        raise error
    if len(data) > origin.limits.item_bytes:
        raise ReadError("too_large", f"larger than {origin.limits.item_bytes} bytes, no article is")
    return data


def _text(stream: BinaryIO, origin: Origin) -> Items:
    return read_plain(_whole(stream, origin), origin, html=False)


def _html(stream: BinaryIO, origin: Origin) -> Items:
    return read_plain(_whole(stream, origin), origin, html=True)


def _warc_gz(stream: BinaryIO, origin: Origin) -> Items:
    unpacked = io.BufferedReader(Counted(gzip.GzipFile(fileobj=stream), origin.limits.total_bytes))
    return checked(read_warc(unpacked, origin), unpacked, origin.name)


_READERS: dict[str, Callable[[BinaryIO, Origin], Items]] = {
    ".txt": _text,
    ".text": _text,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".warc": read_warc,
    ".warc.gz": _warc_gz,
}
