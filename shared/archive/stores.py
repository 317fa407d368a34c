"""Where archived objects are: a folder, or a bucket of an S3-compatible server. Blocking: call it in a thread.

Both store an object whole or not at all, and durably before `put` returns: the folder by fsync and rename, S3 by its own
promise. obstore (Rust, no dependencies) was chosen for S3 over fsspec, whose s3fs brings botocore along; it is imported only
where a bucket is set.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

_PART = ".part"
_STALE_SECONDS = 3600.0
_REASONS = {
    errno.ENOSPC: "no_space", errno.EDQUOT: "no_space", errno.EFBIG: "no_space",
    errno.EACCES: "denied", errno.EPERM: "denied", errno.EROFS: "denied",
}  # fmt: skip


class StoreError(Exception):
    """The archive cannot be written or read now.

    Args:
        reason: `no_space`, `denied` or `unreachable`; it labels metrics.
        detail: for people.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Store(Protocol):
    """What holds objects under paths such as `raw/2026-11-22/index.json`. Every method may raise StoreError."""

    def put(self, path: str, data: bytes) -> None:
        """Store an object, whole and durably; one that is there already is replaced."""

    def open(self, path: str) -> BinaryIO:
        """Read an object; FileNotFoundError where there is none."""

    def names(self, folder: str) -> Iterator[str]:
        """The paths of the objects in a folder."""

    def folders(self, folder: str) -> list[str]:
        """The names of the folders in a folder, sorted."""


class LocalStore:
    """A folder of this machine.

    Args:
        root: made when the first object is stored.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, path: str, data: bytes) -> None:
        """Written aside, synced, renamed, and the folder synced: after a power cut it is there whole, or not at all."""
        target = self.root / path
        aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_PART}")
        try:
            self._make(target.parent)
            try:
                with aside.open("xb") as out:
                    out.write(data)
                    out.flush()
                    os.fsync(out.fileno())
                aside.replace(target)
            except BaseException:
                with suppress(OSError):
                    aside.unlink()
                raise
            _sync(target.parent)
        except OSError as error:
            raise _local_error(error) from None

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make(folder.parent)
            folder.mkdir(exist_ok=True)
            _sync(folder.parent)
        else:
            self._sweep(folder)

    def _sweep(self, folder: Path) -> None:
        """Remove what a process left that was killed while it wrote."""
        for path in folder.glob(f".*{_PART}"):
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - _STALE_SECONDS:
                    path.unlink()

    def open(self, path: str) -> BinaryIO:
        """Read an object."""
        try:
            return io.BufferedReader(_File(self.root / path))
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _local_error(error) from None

    def names(self, folder: str) -> Iterator[str]:
        """The paths of the objects in a folder."""
        try:
            for path in (self.root / folder).iterdir():
                if path.is_file() and not path.name.endswith(_PART):
                    yield f"{folder}/{path.name}"
        except FileNotFoundError:
            return
        except OSError as error:
            raise _local_error(error) from None

    def folders(self, folder: str) -> list[str]:
        """The names of the folders in a folder."""
        try:
            return sorted(path.name for path in (self.root / folder).iterdir() if path.is_dir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _local_error(error) from None


class _File(io.FileIO):
    """A file that tells of a broken disk as the store does, also in the middle of it."""

    def readinto(self, buffer: Any) -> int:
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise _local_error(error) from None

    def readall(self) -> bytes:
        try:
            return super().readall()
        except OSError as error:
            raise _local_error(error) from None


class S3Store:
    """A bucket, with a prefix perhaps. Address, region and keys come from the usual variables: `AWS_ENDPOINT_URL`, `AWS_REGION`,
    `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`.

    Args:
        url: `s3://bucket/prefix`.
    """

    def __init__(self, url: str) -> None:
        import obstore
        from obstore.store import S3Store as Bucket

        self._obstore: Any = obstore
        self._bucket = Bucket.from_url(
            url.rstrip("/"),
            client_options={"timeout": "60s", "connect_timeout": "5s", "allow_http": True},  # where the address says so itself
            retry_config={"max_retries": 2, "retry_timeout": _seconds(20)},
        )

    def put(self, path: str, data: bytes) -> None:
        """Store an object."""
        try:
            self._obstore.put(self._bucket, path, data)
        except Exception as error:
            raise self._error(error) from None

    def open(self, path: str) -> BinaryIO:
        """Read an object, which is no larger than the archiver makes them, whole."""
        try:
            return io.BytesIO(self._obstore.get(self._bucket, path).bytes())
        except FileNotFoundError:  # obstore's NotFoundError is one
            raise
        except Exception as error:
            raise self._error(error) from None

    def names(self, folder: str) -> Iterator[str]:
        """The paths of the objects in a folder."""
        try:
            for page in self._obstore.list(self._bucket, prefix=folder):
                yield from (found["path"] for found in page)
        except Exception as error:
            raise self._error(error) from None

    def folders(self, folder: str) -> list[str]:
        """The names of the folders in a folder."""
        try:
            found = self._obstore.list_with_delimiter(self._bucket, prefix=folder)["common_prefixes"]
        except Exception as error:
            raise self._error(error) from None
        return sorted(path.rstrip("/").rpartition("/")[2] for path in found)

    def _error(self, error: Exception) -> StoreError:
        refused = self._obstore.exceptions
        denied = isinstance(error, refused.PermissionDeniedError | refused.UnauthenticatedError)
        detail = " ".join(str(error).partition("Debug source")[0].split())
        return StoreError("denied" if denied else "unreachable", detail[:300])


def open_store(place: str) -> Store:
    """The store that a setting names: a folder, or `s3://bucket/prefix`."""
    return S3Store(place) if place.startswith("s3://") else LocalStore(Path(place).absolute())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _local_error(error: OSError) -> StoreError:
    return StoreError(_REASONS.get(error.errno or 0, "unreachable"), str(error))


def _seconds(count: float) -> Any:
    from datetime import timedelta

    return timedelta(seconds=count)
