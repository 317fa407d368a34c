"""WARC records as ISO 28500 has them, written by hand."""

from __future__ import annotations

import uuid


def record(kind: str, uri: str, block: bytes, content_type: str) -> bytes:
    """A record of a kind."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\nWARC-Date: 2023-04-05T06:07:08Z\r\n"
        f"WARC-Target-URI: {uri}\r\nContent-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(uri: str, body: bytes, content_type: str, status: str = "200 OK", encoding: str = "") -> bytes:
    """The record of a page as a server answered with it."""
    encoded = f"Content-Encoding: {encoding}\r\n" if encoding else ""
    head = f'HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{encoded}ETag: "1"\r\nContent-Length: {len(body)}\r\n\r\n'
    return record("response", uri, head.encode() + body, "application/http; msgtype=response")
