"""gzip and deflate, unpacked within a cap: bodies of answers as they come, and files."""

from __future__ import annotations

import zlib

from shared.errors import PermanentError

WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""What zlib calls the frame of each `Content-Encoding`."""
_MEMBERS = 10_000
"""Members of one gzip body: each costs a little, be it empty."""
_SLICE = 16 << 10


class Unpacker:
    """Unpacks gzip and deflate as they come.

    Args:
        encoding: `gzip`, `x-gzip` or `deflate`.
        most: bytes there may be, packed and unpacked.
        file: what stands behind the last member and is none is left, as gzip does with files.
    """

    def __init__(self, encoding: str, most: int, *, file: bool = False) -> None:
        self.out = bytearray()
        """What was unpacked, at most one byte more than may be."""
        self._encoding, self._most, self._sent, self._members = encoding, most, 0, 1
        self._unpacker = zlib.decompressobj(WINDOW[encoding])
        self._file, self._over = file, False

    @property
    def ended(self) -> bool:
        """Whether nothing is missing; nothing at all was sent, or all of it."""
        return not self._sent or self._unpacker.eof

    def feed(self, part: bytes) -> bool:
        """Unpack more of it; False: it is more than may be.

        Raises:
            PermanentError: `bad_encoding`.
        """
        first = not self._sent
        self._sent += len(part)
        if self._sent > self._most:
            return False
        for at in range(0, len(part), _SLICE):  # each member's end copies what is behind it
            self._slice(part[at : at + _SLICE], first=first and not at)
            if len(self.out) > self._most:
                return False
        return True

    def _slice(self, data: bytes, *, first: bool) -> None:
        while data and len(self.out) <= self._most:
            if self._unpacker.eof:  # gzip of several members, or zeros behind it, which some servers pad with
                data = data.lstrip(b"\0")
                self._over = self._over or (self._file and bool(data) and data[:1] != b"\x1f")
                if not data or self._over:
                    break
                self._members += 1
                if self._members > _MEMBERS:
                    raise PermanentError("bad_encoding", f"{self._encoding}: more than {_MEMBERS} members")
                self._unpacker = zlib.decompressobj(31)
            try:
                self.out += self._unpacker.decompress(data, self._most + 1 - len(self.out))
            except zlib.error as error:
                if self._encoding == "deflate" and not self.out and first:
                    self._unpacker = zlib.decompressobj(-15)  # many servers send deflate without its zlib frame
                    self._encoding = "raw deflate"
                    continue
                raise PermanentError("bad_encoding", f"{self._encoding}: {error}") from None
            data = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
