"""An entry of a stream as a line of JSON, byte for byte what it was, and the names of archived objects."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from shared.streams import DATA_FIELD

_NAME = re.compile(r"(?:.*/)?(\d+-\d+)_(\d+-\d+)_(\d+)\.jsonl\.zst")

Row = tuple[str, dict[bytes, bytes]]
"""An entry: its id, and its fields as they came."""


def id_key(entry_id: str) -> tuple[int, int]:
    """What orders the ids of entries."""
    ms, _, seq = entry_id.partition("-")
    return int(ms), int(seq or 0)


def day_of(entry_id: str) -> str:
    """The day in UTC on which an entry came, as `2026-11-22`."""
    return datetime.fromtimestamp(id_key(entry_id)[0] / 1000, UTC).date().isoformat()


def to_line(entry_id: str, fields: dict[bytes, bytes]) -> bytes:
    """An entry as a line: `{"id": …, "data": "…"}`.

    What is not UTF-8 stands in `data_base64`; fields beside `data` stand in `fields`, a list of pairs in base64, since any
    program may write to the stream, and history keeps what came.
    """
    row: dict[str, object] = {"id": entry_id}
    data = fields.get(DATA_FIELD.encode())
    if data is not None:
        try:
            row[DATA_FIELD] = data.decode("utf-8")
        except UnicodeDecodeError:
            row["data_base64"] = base64.b64encode(data).decode()
    others = [[_base64(name), _base64(value)] for name, value in fields.items() if name != DATA_FIELD.encode()]
    if others:
        row["fields"] = others
    return orjson.dumps(row) + b"\n"


def from_line(line: bytes) -> Row:
    """The entry of a line.

    Raises:
        ValueError: it is none.
    """
    row = orjson.loads(line)
    try:
        fields: dict[bytes, bytes] = {}
        if DATA_FIELD in row:
            fields[DATA_FIELD.encode()] = row[DATA_FIELD].encode("utf-8")
        elif "data_base64" in row:
            fields[DATA_FIELD.encode()] = base64.b64decode(row["data_base64"])
        fields |= {base64.b64decode(name): base64.b64decode(value) for name, value in row.get("fields", [])}
        id_key(row["id"])
        return row["id"], fields
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no entry: {error!r}") from None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(frozen=True, slots=True)
class ObjectName:
    """What the name of an object says: the first and the last entry that were looked at for it, and how many lines it has.

    Copies that a replay sent are looked at and left out: they are in the archive already.
    """

    first: str
    last: str
    lines: int

    @property
    def path(self) -> str:
        """Where it is, below the archive's root."""
        return f"raw/{day_of(self.first)}/{self.first}_{self.last}_{self.lines}.jsonl.zst"

    @staticmethod
    def parse(path: str) -> ObjectName | None:
        """The name of a path; None where it is no archived object (the index, something half-written)."""
        match = _NAME.fullmatch(path)
        return ObjectName(match[1], match[2], int(match[3])) if match else None
