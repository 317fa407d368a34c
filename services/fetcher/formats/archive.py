"""ZIP archives, and the streams that unpack: both count what they give, so that no bomb goes off."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from services.fetcher.formats.model import BrokenItem, Origin, Readable, ReadError, of_disk
from shared.contracts import RawArticle

_RATIO_FROM = 1 << 20
_HIDDEN = ("__MACOSX/", ".")


class Counted(io.RawIOBase):
    """A stream that refuses to give more than it may.

    Args:
        inner: the stream that unpacks.
        most: bytes it may give.
        packed: size of what is unpacked, where it is known, and
        ratio: how many times that it may give once it has given a megabyte.
    """

    def __init__(self, inner: Readable, most: int, packed: int | None = None, ratio: int = 0) -> None:
        self._read = getattr(inner, "read1", inner.read)  # what is there, so that damage behind it does not take it along
        self._most, self.given = most, 0
        self.error: ReadError | None = None
        self._bomb = max(_RATIO_FROM, packed * ratio) if packed is not None else None

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; at what may not or cannot be read the stream ends, and `error` says why."""
        if self.error is not None:
            return 0
        try:
            data = self._read(len(buffer))
        except Exception as error:  # damage shows as whatever the unpacking library stumbles over
            if of_disk(error):
                raise
            self.error = ReadError("bad_archive", f"{error or type(error).__name__}; the archive is damaged or incomplete")
            return 0
        self.given += len(data)
        if self._bomb is not None and self.given > self._bomb:
            self.error = ReadError("archive_bomb", f"it unpacks to more than {self._bomb} bytes, far more than a text would")
        elif self.given > self._most:
            self.error = ReadError("too_large", f"it unpacks to more than {self._most} bytes; split it")
        if self.error is not None:
            return 0
        buffer[: len(data)] = data
        return len(data)


def unpacking_error(stream: object) -> ReadError | None:
    """Why a stream ended early, if it is a buffered `Counted` and did."""
    raw = getattr(stream, "raw", None)
    return raw.error if isinstance(raw, Counted) else None


def checked(items: Iterator[RawArticle | BrokenItem], stream: object, name: str) -> Iterator[RawArticle | BrokenItem]:
    """The items read from a stream, and, where it ended early, why: in place of what the reader took that for."""
    held: RawArticle | BrokenItem | None = None
    for item in items:
        if held is not None:
            yield held
        held = item
    error = unpacking_error(stream)
    if held is not None and (error is None or isinstance(held, RawArticle)):
        yield held
    if error is not None:
        yield BrokenItem(name, error.reason, error.detail)


def read_zip(
    stream: BinaryIO, origin: Origin, read: Callable[[str, BinaryIO, Origin], Iterator[RawArticle | BrokenItem]]
) -> Iterator[RawArticle | BrokenItem]:
    """The articles of an archive's files.

    Args:
        stream: the archive, seekable.
        origin: where it comes from.
        read: reads one file of it: its name, its bytes, its origin.
    """
    try:
        archive = zipfile.ZipFile(stream)
        members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)]
    except Exception as error:  # as above
        if of_disk(error):
            raise
        if of_disk(hidden := error.__context__):  # `zipfile` calls a directory that the disk does not give a damaged one
            raise hidden from None
        yield BrokenItem(origin.name, "bad_archive", f"{error or type(error).__name__}; the archive is damaged or incomplete")
        return
    with archive:
        if len(members) > origin.limits.members:
            yield BrokenItem(origin.name, "too_many_files", f"{len(members)} files, {origin.limits.members} are taken; split it")
            return
        if not members:
            yield BrokenItem(origin.name, "empty", "the archive has no files")
        left = origin.limits.total_bytes
        for member in members:
            name = f"{origin.name}!{member.filename}"
            parts = PurePosixPath(member.filename).parts
            inner = Origin(name, origin.source or (parts[0] if len(parts) > 1 else None), origin.now, origin.limits)
            if member.flag_bits & 0x1:
                yield BrokenItem(name, "encrypted", "the archive wants a password; drop its files unpacked")
                continue
            counted: Counted | None = None
            try:
                with archive.open(member) as packed:
                    counted = Counted(packed, left, member.compress_size, origin.limits.ratio)
                    buffered = io.BufferedReader(counted)
                    yield from checked(read(member.filename, buffered, inner), buffered, name)
            except Exception as error:  # of `zipfile`: what `read` meets is an item already
                if of_disk(error):
                    raise
                yield BrokenItem(name, "bad_archive", f"{error or type(error).__name__}; the archive is damaged or incomplete")
            left -= counted.given if counted else 0
            if left <= 0:
                yield BrokenItem(origin.name, "too_large", f"it unpacks to more than {origin.limits.total_bytes} bytes; split it")
                return


def _hidden(name: str) -> bool:
    return name.startswith(_HIDDEN[0]) or any(
        part.startswith(_HIDDEN[1]) and part not in {".", ".."} for part in PurePosixPath(name).parts
    )
