"""Bodies, unpacked within a cap: no more than it is ever held, however little was sent."""

from __future__ import annotations

from collections.abc import AsyncIterator

import brotli

from services.fetcher.unpacking import WINDOW, Unpacker
from shared.errors import PermanentError, TransientError

ENCODINGS = "gzip, deflate, br"
"""What is accepted: those that can be unpacked up to a given length."""


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
    if encoding in WINDOW:
        return await _zlib(parts, encoding, most, cut)
    raise PermanentError("bad_encoding", f"Content-Encoding '{encoding}' was not asked for")


async def _zlib(parts: AsyncIterator[bytes], encoding: str, most: int, cut: bool) -> bytes:
    unpacker = Unpacker(encoding, most)
    async for part in parts:
        if not unpacker.feed(part):
            return _over(unpacker.out, most, cut)
    if not unpacker.ended:
        raise TransientError("cut_off", f"the {encoding} body ends in the middle")
    return bytes(unpacker.out)


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
