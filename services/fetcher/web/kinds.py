"""What an answer's body is, by what the server says and by its first bytes. Pure."""

from __future__ import annotations

import codecs

from services.fetcher.markup import is_page

_SNIFFED = 2_000
"""Bytes in which a page without a type must show that it is one; an even number, for UTF-16."""
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_FILES = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"{\\rtf")
"""First bytes of PDF, ZIP and Office, pictures, old Office, RTF."""


def sniffed(body: bytes) -> str:
    """The media type of a body whose server names none: `text/html`, or the one of what is not known."""
    head = body[:_SNIFFED]
    encoding = next((name for mark, name in _BOMS if head.startswith(mark)), "utf-8")
    return "text/html" if is_page(head.decode(encoding, "ignore").lstrip("\ufeff")) else "application/octet-stream"


def is_file(body: bytes) -> bool:
    """Whether a body is a document or a picture, as some servers send as `text/html`."""
    return body[:64].lstrip().startswith(_FILES)
