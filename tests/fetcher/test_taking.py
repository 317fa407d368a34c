"""A dropped file while it is read."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from services.fetcher.formats import Limits, read_file
from services.fetcher.taking import OpenFile

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_what_cannot_be_read_comes_in_portions_too() -> None:
    file = io.BytesIO(b"{broken\n" * 10_000)
    items = read_file("a.jsonl", file, source=None, now=NOW, limits=Limits())
    opened = OpenFile(file, (0, 0, 0, 0), items)
    portions = [opened.first]
    while not portions[-1].last:
        portions.append(opened.portion())
    assert max(len(portion.items) for portion in portions) <= 100
    assert sum(len(portion.items) for portion in portions) == 10_000
