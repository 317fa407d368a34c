"""Bodies, unpacked within a cap: no more than it is ever held, however little was sent."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

import brotli

from shared.errors import PermanentError, TransientError

ENCODINGS = "gzip, deflate, br"
"""What is accepted: those that can be unpacked up to a given length."""
_WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}


async def read_body(parts: AsyncIterator[bytes], encoding: str, most: int, *, cut: bool = False) -> bytes:
    """Read and unpack a body.

    Args:
        parts: its bytes as they come.
        encoding: its `Content-Encoding`.
        most: bytes it may have, packed and unpacked.
        cut: of a longer one the first `most` bytes are taken, instead of none.

    Raises:
        PermanentError: `too_large`, `bad_encoding`.
        TransientError: `cut_off`, it ends in the middle.
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return await _plain(parts, most, cut)
    if encoding == "br":
        return await _brotli(parts, most, cut)
    if encoding in _WINDOW:
        return await _zlib(parts, encoding, most, cut)
    raise PermanentError("bad_encoding", f"Content-Encoding '{encoding}' was not asked for")


async def _zlib(parts: AsyncIterator[bytes], encoding: str, most: int, cut: bool) -> bytes:
    out, sent = bytearray(), 0
    unpacker = zlib.decompressobj(_WINDOW[encoding])
    async for part in parts:
        sent += len(part)
        if sent > most:
            return _over(out, most, cut)
        data = part
        while data:
            if unpacker.eof:  # gzip of several members, or zeros behind it, which some servers pad with
                data = data.lstrip(b"\0")
                if not data:
                    break
                unpacker = zlib.decompressobj(31)
            try:
                out += unpacker.decompress(data, most + 1 - len(out))
            except zlib.error as error:
                if encoding == "deflate" and not out and sent == len(part):
                    unpacker = zlib.decompressobj(-15)  # many servers send deflate without its zlib frame
                    encoding = "raw deflate"
                    continue
                raise PermanentError("bad_encoding", f"{encoding}: {error}") from None
            if len(out) > most:
                return _over(out, most, cut)
            data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if sent and not unpacker.eof:
        raise TransientError("cut_off", f"the {encoding} body ends in the middle")
    return bytes(out)


async def _brotli(parts: AsyncIterator[bytes], most: int, cut: bool) -> bytes:
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
                return _over(out, most, cut)
            if unpacker.is_finished() or not more:
                break
    if sent and not unpacker.is_finished():
        raise TransientError("cut_off", "the br body ends in the middle")
    return bytes(out)


async def _plain(parts: AsyncIterator[bytes], most: int, cut: bool) -> bytes:
    out = bytearray()
    async for part in parts:
        out += part
        if len(out) > most:
            return _over(out, most, cut)
    return bytes(out)


def _over(out: bytearray, most: int, cut: bool) -> bytes:
    """What is taken of a body that is too large."""
    if not cut:
        raise PermanentError("too_large", f"more than {most} bytes")
    return bytes(out[:most])
