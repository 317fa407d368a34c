"""The stream server's data: fetched as an RDB image from a running server, and put where a stopped one will read it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import redis
from redis.exceptions import RedisError

from services.console.backup.store import BackupError, StreamsPart
from shared.delivery.backlog import backlogs
from shared.servers import connect_redis, connect_redis_sync, public_address
from shared.settings import Settings
from shared.streams import STREAMS

_PIECE = 1 << 20
_SAY_SECONDS = 2.0
AOF_FOLDER = "appendonlydir"
_BASE = "appendonly.aof.1.base.rdb"
_AOF_MANIFEST = f"file {_BASE} seq 1 type b\n"
"""Names and form of Valkey's (and Redis 7's) multi-part append-only file: one base, which may be an RDB image."""


def fetch(settings: Settings, target: Path, say: Callable[[str], None]) -> StreamsPart:
    """Write an image of the stream server's data to a file.

    Args:
        settings: the server's address and login; the user needs SYNC and REPLCONF.
        target: the file; must not exist.
        say: told how far it is.

    Raises:
        BackupError: the server is away, does not allow it, or the image came short.
    """
    where = f"the stream server {public_address(settings.redis_url)}"
    try:
        before = asyncio.run(_standing(settings))
        with connect_redis_sync(settings) as client:
            info: Any = client.info("server")
            size, digest = _receive(client, target, say)
    except RedisError as error:
        hint = ""
        if "NOPERM" in str(error) or "no permissions" in str(error):
            hint = "; its user must be allowed SYNC and REPLCONF (ACL: +sync +replconf)"
        elif "unknown command" in str(error):
            hint = "; it gives no image of itself: use its provider's backups, and here --only index"
        raise BackupError(f"{where}: {error}{hint}") from None
    except OSError as error:
        raise BackupError(f"{where}: {error}") from None
    version = info.get("valkey_version") or info.get("redis_version")
    return StreamsPart(size, digest, f"{info.get('server_name', 'redis')} {version}", before)


async def _standing(settings: Settings) -> dict[str, dict[str, Any]]:
    """Entries of each stream, and what its groups have in hand and before them."""
    client = connect_redis(settings)
    try:
        found: dict[str, dict[str, Any]] = {}
        for stream in STREAMS:
            key = stream.key(settings.stream_prefix)
            groups = {name: {"pending": one.pending, "lag": one.lag} for name, one in (await backlogs(client, key)).items()}
            found[stream.name] = {"entries": int(await client.xlen(key)), "groups": groups}
        return found
    finally:
        await client.aclose()


def standing(settings: Settings) -> dict[str, dict[str, Any]]:
    """As in a manifest: entries of each stream, and each group's `pending` and `lag`."""
    return asyncio.run(_standing(settings))


def _receive(client: redis.Redis, target: Path, say: Callable[[str], None]) -> tuple[int, str]:
    connection: Any = client.connection_pool.get_connection()
    try:
        connection.send_command("REPLCONF", "rdb-only", "1")  # we are no replica that wants to hear of later writes
        connection.read_response()
        connection.send_command("SYNC", check_health=False)
        return _write(connection._sock, target, say)  # the answer is a file, not one of the protocol's replies
    finally:
        connection.disconnect()
        client.connection_pool.release(connection)


def _write(connection: socket.socket, target: Path, say: Callable[[str], None]) -> tuple[int, str]:
    head = _head(connection)
    if not head.startswith("$") or not head[1:].isdigit():
        raise RedisError(head.removeprefix("-") or "no image")
    size = missing = int(head[1:])
    digest = hashlib.sha256()
    first, said = b"", time.monotonic()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while missing:
            piece = connection.recv(min(_PIECE, missing))
            if not piece:
                raise RedisError(f"the image ended {missing} bytes early")
            first = first or piece[:6]
            missing -= len(piece)
            digest.update(piece)
            file.write(piece)
            if time.monotonic() - said > _SAY_SECONDS:
                said = time.monotonic()
                say(f"streams: {(size - missing) * 100 // size} % of {size >> 20} MiB")
        file.flush()
        os.fsync(file.fileno())
    if not first.startswith((b"REDIS", b"VALKEY")):
        raise RedisError("what it sent is no RDB image")
    return size, digest.hexdigest()


def _head(connection: socket.socket) -> str:
    """The line before the image. While the server prepares it, it sends empty lines to show that it lives."""
    line = b""
    while True:
        byte = connection.recv(1)
        if not byte:
            raise RedisError("the connection was closed")
        if byte != b"\n":
            line += byte
        elif line.strip():
            return line.strip().decode("ascii", "replace")


def there(data: Path) -> bool:
    """Whether a folder holds the data of a stream server."""
    return any(_files(data / AOF_FOLDER)) or (data / "dump.rdb").exists()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("*") if path.is_file())


def put(image: Path, data: Path, stamp: str) -> Path | None:
    """Put an image where a server with its append-only file on reads it when it starts. The server must be stopped.

    Args:
        image: the file that `fetch` wrote.
        data: the server's data folder.
        stamp: part of the name under which what was there is kept.

    Returns:
        Where what was there has gone, or None.

    Raises:
        BackupError: the folder cannot be written.
    """
    aside = data / f"{AOF_FOLDER}.{stamp}"
    part = data / f"{AOF_FOLDER}.part"
    try:
        data.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        shutil.copyfile(image, part / _BASE)
        (part / f"{AOF_FOLDER.removesuffix('dir')}.aof.manifest").write_text(_AOF_MANIFEST, encoding="ascii")
        moved = (data / AOF_FOLDER).exists()
        if moved:
            (data / AOF_FOLDER).rename(aside)
        part.rename(data / AOF_FOLDER)
    except OSError as error:
        raise BackupError(f"{error.filename}: {error.strerror}; is this the data folder, and may it be written?") from None
    return aside if moved else None


def put_back(data: Path, aside: Path | None) -> None:
    """Undo `put`."""
    shutil.rmtree(data / AOF_FOLDER, ignore_errors=True)
    if aside is not None:
        aside.rename(data / AOF_FOLDER)
