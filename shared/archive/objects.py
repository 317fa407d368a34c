"""Writing and reading archived objects."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import orjson
import zstandard

from shared.archive.records import ObjectName, Row, day_of, from_line, id_key, to_line
from shared.archive.stores import Store

LEVEL = 9
_ROOT = "raw"


class Chunk:
    """Entries on their way into one object, compressed as they come."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._zstd = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compressobj()
        self.first = ""
        self.last = ""
        self.lines = 0
        self.looked_at = 0
        self.size = 0
        """Bytes of the lines before compression."""

    def pass_by(self, entry_id: str) -> None:
        """Look at an entry without taking it in."""
        self.first = self.first or entry_id
        self.last = entry_id
        self.looked_at += 1

    def add(self, entry_id: str, fields: dict[bytes, bytes]) -> None:
        """Take an entry in."""
        self.pass_by(entry_id)
        line = to_line(entry_id, fields)
        self._out.write(self._zstd.compress(line))
        self.lines += 1
        self.size += len(line)

    def finish(self) -> tuple[ObjectName, bytes]:
        """The object, and its name."""
        self._out.write(self._zstd.flush())
        return ObjectName(self.first, self.last, self.lines), self._out.getvalue()


@dataclass(frozen=True, slots=True)
class Damage:
    """An object of which not all could be read."""

    path: str
    lines: int
    """As many should be there."""
    read: int
    why: str


class Archive:
    """The archive in a store.

    Args:
        store: where it is.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.damages: dict[str, Damage] = {}
        """What was met while reading, by path."""

    def write(self, name: ObjectName, data: bytes) -> None:
        """Store an object, then the index of its day.

        Raises:
            StoreError: it is not known whether the object is stored; to do it again is safe.
        """
        self.store.put(name.path, data)
        folder = name.path.rpartition("/")[0]
        known = {row["name"]: row for row in self.index(folder)}
        known[name.path.rpartition("/")[2]] = _described(name, data)
        for path in self.store.names(folder):  # what a death came between, or another archiver stored
            found = ObjectName.parse(path)
            if found is not None and path.rpartition("/")[2] not in known:
                with self.store.open(path) as file:
                    known[path.rpartition("/")[2]] = _described(found, file.read())
        rows = sorted(known.values(), key=lambda row: id_key(row["first"]))
        self.store.put(f"{folder}/index.json", orjson.dumps({"objects": rows}, option=orjson.OPT_INDENT_2))

    def index(self, folder: str) -> list[dict[str, Any]]:
        """The index of a day's folder; empty where there is none, or it cannot be read: it can be made again."""
        try:
            with self.store.open(f"{folder}/index.json") as file:
                return list(orjson.loads(file.read())["objects"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return []

    def objects(self, after: str = "0-0", until: str | None = None) -> Iterator[ObjectName]:
        """The objects that may hold entries after one and up to another, in the order of their first entries.

        The store is asked, not the index: what is stored counts, whether the index knows of it or not.
        """
        floor = id_key(after)
        for day in self.store.folders(_ROOT):
            if day < day_of(after) or (until is not None and day > day_of(until)):
                continue  # no object reaches over midnight
            found = [name for path in self.store.names(f"{_ROOT}/{day}") if (name := ObjectName.parse(path))]
            for name in sorted(found, key=lambda name: (id_key(name.first), id_key(name.last))):
                if id_key(name.last) > floor and (until is None or id_key(name.first) <= id_key(until)):
                    yield name

    def last(self) -> str | None:
        """The last entry that is archived, or None."""
        for day in reversed(self.store.folders(_ROOT)):
            names = [name.last for path in self.store.names(f"{_ROOT}/{day}") if (name := ObjectName.parse(path))]
            if names:
                return max(names, key=id_key)
        return None

    def beginning_with(self, entry_id: str) -> ObjectName | None:
        """An object that begins with an entry and can be read whole, or None."""
        for path in self.store.names(f"{_ROOT}/{day_of(entry_id)}"):
            name = ObjectName.parse(path)
            if name is not None and name.first == entry_id and self.is_whole(name):
                return name
        return None

    def entries(self, after: str = "0-0", until: str | None = None) -> Iterator[Row]:
        """The entries after one and up to another, each once, in the order of the stream; an object at a time.

        What is damaged is read as far as it goes and noted in `damages`.
        """
        reached = id_key(after)
        limit = id_key(until) if until is not None else None
        for name in self.objects(after, until):
            for entry_id, fields in self.read(name):
                key = id_key(entry_id)
                if limit is not None and key > limit:
                    return
                if key > reached:
                    reached = key
                    yield entry_id, fields

    def read(self, name: ObjectName) -> Iterator[Row]:
        """The entries of an object, as far as it can be read."""
        count, why = 0, "it is cut off"
        try:
            with self.store.open(name.path) as file, zstandard.ZstdDecompressor().stream_reader(file) as plain:
                for line in io.BufferedReader(_Readable(plain), 1 << 16):
                    yield from_line(line)
                    count += 1
        except (zstandard.ZstdError, ValueError, FileNotFoundError) as error:
            why = str(error)
        if count != name.lines:
            self.damages[name.path] = Damage(name.path, name.lines, count, why)

    def is_whole(self, name: ObjectName) -> bool:
        """Whether all of an object can be read."""
        for _ in self.read(name):
            pass
        return name.path not in self.damages


class _Readable(io.RawIOBase):
    """What a zstd reader gives, for a buffer that splits it into lines."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return int(self._source.readinto(buffer))


def _described(name: ObjectName, data: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    return {"name": name.path.rpartition("/")[2], **asdict(name), "bytes": len(data), "sha256": digest}
