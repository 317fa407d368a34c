"""Bodies, unpacked within a cap: no more than it is ever held, however little was sent."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

import brotli

from shared.errors import PermanentError, TransientError

ENCODINGS = "gzip, deflate, br"
"""What is accepted: those that can be unpacked up to a given length."""
_WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}


async def read_body(parts: AsyncIterator[bytes], encoding: str, most: int) -> bytes:
    """Read and unpack a body.

    Args:
        parts: its bytes as they come.
        encoding: its `Content-Encoding`.
        most: bytes it may have, packed and unpacked.

    Raises:
        PermanentError: `too_large`, `bad_encoding`.
        TransientError: `cut_off`, it ends in the middle.
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return await _plain(parts, most)
    if encoding == "br":
        return await _brotli(parts, most)
    if encoding in _WINDOW:
        return await _zlib(parts, encoding, most)
    raise PermanentError("bad_encoding", f"Content-Encoding '{encoding}' was not asked for")


async def _zlib(parts: AsyncIterator[bytes], encoding: str, most: int) -> bytes:
    out, sent = bytearray(), 0
    unpacker = zlib.decompressobj(_WINDOW[encoding])
    async for part in parts:
        sent += len(part)
        data = part
        while data:
            try:
                out += unpacker.decompress(data, most + 1 - len(out))
            except zlib.error as error:
                if encoding == "deflate" and not out and sent == len(part):
                    unpacker = zlib.decompressobj(-15)  # many servers send deflate without its zlib frame
                    encoding = "raw deflate"
                    continue
                raise PermanentError("bad_encoding", f"{encoding}: {error}") from None
            if len(out) > most or sent > most:
                raise _too_large(most)
            if unpacker.eof and unpacker.unused_data:
                data, unpacker = unpacker.unused_data, zlib.decompressobj(31)  # gzip of several members
            else:
                data = unpacker.unconsumed_tail
    if sent and not unpacker.eof:
        raise TransientError("cut_off", f"the {encoding} body ends in the middle")
    return bytes(out)


async def _brotli(parts: AsyncIterator[bytes], most: int) -> bytes:
    out, sent = bytearray(), 0
    unpacker = brotli.Decompressor()
    async for part in parts:
        sent += len(part)
        data = part
        while data or not unpacker.can_accept_more_data():
            try:
                more = unpacker.process(data, output_buffer_limit=most + 1 - len(out))
            except brotli.error as error:
                raise PermanentError("bad_encoding", f"br: {error}") from None
            out += more
            data = b""
            if len(out) > most or sent > most:
                raise _too_large(most)
            if unpacker.is_finished() or not more:
                break
    if sent and not unpacker.is_finished():
        raise TransientError("cut_off", "the br body ends in the middle")
    return bytes(out)


async def _plain(parts: AsyncIterator[bytes], most: int) -> bytes:
    out = bytearray()
    async for part in parts:
        out += part
        if len(out) > most:
            raise _too_large(most)
    return bytes(out)


def _too_large(most: int) -> PermanentError:
    return PermanentError("too_large", f"more than {most} bytes")
