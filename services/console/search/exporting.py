"""Writing facts to a file: CSV, JSON Lines or Parquet, whole or not at all, with a data dictionary beside it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import click
import orjson

from services.console.search.columns import COLUMNS, csv_lines, dictionary, plain

_BATCH = 10_000


def lines(facts: Iterable[Mapping[str, Any]], form: str) -> Iterator[str]:
    """The facts as text, piece by piece; `form` is `csv` or `jsonl`."""
    if form == "csv":
        yield from csv_lines(facts)
    else:
        for fact in facts:
            yield orjson.dumps(plain(fact), option=orjson.OPT_APPEND_NEWLINE).decode()


def dictionary_of(output: Path) -> Path:
    """Where the data dictionary of an export goes."""
    return output.with_name(f"{output.name}.columns.md")


def write(facts: Iterable[dict[str, Any]], form: str, output: Path) -> int:
    """Write the facts; how many.

    Raises:
        click.ClickException: the file cannot be written, or Parquet is not installed.
    """
    counted = _Counted(facts)
    part = output.with_name(f".{output.name}.part")
    try:
        if form == "parquet":
            _write_parquet(counted, part)
        else:
            # a spreadsheet takes UTF-8 for something else without the mark
            with part.open("w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="") as file:
                for line in lines(counted, form):
                    file.write(line)
        dictionary_of(output).write_text(dictionary(), encoding="utf-8")
        part.replace(output)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)
    return counted.count


class _Counted:
    """Counts what goes through."""

    def __init__(self, facts: Iterable[dict[str, Any]]) -> None:
        self._facts = facts
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for fact in self._facts:
            self.count += 1
            yield fact


def _write_parquet(facts: Iterable[dict[str, Any]], path: Path) -> None:
    try:
        arrow: Any = importlib.import_module("pyarrow")
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise click.ClickException(
            "Parquet needs pyarrow: `make parquet` in the clone installs it, or the extra: uv pip install 'hirfa[parquet]';"
            " CSV and JSON Lines do without"
        ) from None
    types = {
        "text": arrow.string(), "number": arrow.float64(), "whole": arrow.int64(), "date": arrow.string(),
        "time": arrow.string(), "yes/no": arrow.bool_(), "list": arrow.list_(arrow.string()),
    }  # fmt: skip
    schema = arrow.schema(
        [arrow.field(name, types[kind], metadata={"description": text}) for name, (kind, text) in COLUMNS.items()]
    )
    rows = iter(facts)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := [_typed(fact) for fact in islice(rows, _BATCH)]:
            writer.write_table(arrow.Table.from_pylist(batch, schema=schema))


def _typed(fact: Mapping[str, Any]) -> dict[str, Any]:
    row = plain(fact)
    for name, (kind, _) in COLUMNS.items():
        if kind == "number" and row[name] is not None:
            row[name] = float(row[name])
    return row
