"""WARC files (ISO 28500): the HTML pages among their records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import brotli

from services.fetcher.canonical import page_url
from services.fetcher.formats.encodings import declared_encoding, decode
from services.fetcher.formats.model import BrokenItem, Origin, ReadError, of_disk, raised
from services.fetcher.formats.plain import digest_of
from services.fetcher.markup import parted_type
from shared.contracts import FetchInfo, RawArticle
from shared.identity import article_id

_TYPES = {"text/html": True, "application/xhtml+xml": True, "text/plain": False}
_HEADERS = ("content-type", "last-modified", "etag", "date", "content-language")


def read_warc(stream: BinaryIO, origin: Origin) -> Iterator[RawArticle | BrokenItem]:
    """The pages of a WARC file; records that hold none (requests, pictures, redirects, errors) are passed over.

    Args:
        stream: the file's bytes, unpacked.
        origin: where it comes from.
    """
    from warcio.archiveiterator import ArchiveIterator  # most files are none, and a start is to be quick
    from warcio.bufferedreaders import BufferedReader

    # its own sets an attribute on brotli's decompressor, which current versions of brotli refuse
    BufferedReader.DECOMPRESSORS["br"] = partial(_Brotli, origin.limits.item_bytes + 1)

    pages = number = 0
    try:
        for record in ArchiveIterator(stream):
            number += 1
            name = f"{origin.name}#{number}"
            try:
                page = _page(record, name, origin)
            except Exception as error:  # what a damaged record makes of the library; the next may be whole
                if of_disk(error):
                    raise
                page = raised(name, error)
            if page is not None:
                pages += 1
                yield page
    except Exception as error:  # the library has errors of its own, and stumbles over damage in other ways
        if of_disk(error):
            raise
        cause = str(error) or type(error).__name__
        what = f"after record {number}: {cause}" if number else cause
        yield BrokenItem(origin.name, "bad_warc", f"{what.strip()}; the file is incomplete or no WARC")
        return
    if not pages:
        yield BrokenItem(origin.name, "no_pages", f"none of its {number} records is an HTML page that was answered with 200")


class _Brotli:
    """Unpacks brotli for warcio, up to a length.

    Args:
        most: bytes to give; what follows is left out.
    """

    unused_data = b""

    def __init__(self, most: int) -> None:
        self._unpacker, self._left = brotli.Decompressor(), most

    def decompress(self, data: bytes) -> bytes:
        """What the next bytes unpack to."""
        out = bytearray()
        while self._left > 0 and not self._unpacker.is_finished():
            more = self._unpacker.process(data, output_buffer_limit=self._left)
            self._left -= len(more)
            out += more
            data = b""
            if not more:
                break
        return bytes(out)


def _page(record: Any, name: str, origin: Origin) -> RawArticle | BrokenItem | None:
    if record.rec_type not in {"response", "resource"}:
        return None
    http = record.http_headers
    status = int(http.get_statuscode() or 0) if http is not None and (http.get_statuscode() or "0").isdigit() else None
    if http is not None and status != 200:
        return None
    content_type = (
        http.get_header("Content-Type") if http is not None else record.rec_headers.get_header("Content-Type")
    ) or "text/html"
    media, charset = parted_type(content_type)
    if media not in _TYPES:
        return None
    data = record.content_stream().read(origin.limits.item_bytes + 1)
    if getattr(record.raw_stream, "limit", 0) > 0 and len(data) <= origin.limits.item_bytes:
        return BrokenItem(name, "truncated", "the record ends before its length is reached; the file is incomplete")
    if len(data) > origin.limits.item_bytes:
        return BrokenItem(name, "too_large", f"the page is larger than {origin.limits.item_bytes} bytes")
    uri = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    try:
        decoded = decode(data, charset or declared_encoding(data))
    except ReadError as error:
        return BrokenItem(name, error.reason, f"{uri}: {error.detail}")
    if not any(c.isalnum() for c in decoded.text):
        return BrokenItem(name, "empty", f"{uri}: the page is empty")
    try:
        url = page_url(decoded.text, uri or None)
    except ValueError as error:
        return BrokenItem(name, "bad_url", str(error))
    return RawArticle(
        article_id=article_id(url=url, content=decoded.text),
        content=decoded.text,
        media_type="text/html" if _TYPES[media] else "text/plain",
        url=url,
        source=origin.source or (urlsplit(url).hostname if url else None),
        fetched_at=_date(record) or origin.now,
        fetch=FetchInfo(
            status=status,
            final_url=uri or None,
            headers={h: v for h in _HEADERS if http is not None and (v := http.get_header(h))},
            encoding=decoded.encoding,
            file_name=name,
            digest=digest_of(data),
        ),
    )


def _date(record: Any) -> datetime | None:
    try:
        when = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        return None
    return when if when.tzinfo else None
