"""A dropped file while it is read: opened, locked and read in one go, so that a small one costs few changes of thread."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from services.fetcher.files import DropFolder, Identity
from services.fetcher.formats import BrokenItem, Items, Limits, read_file
from shared.contracts import RawArticle

_AHEAD = 64 << 10
"""Characters of articles that are read before they are published; the last of them may be as long as an article may be."""
_BROKEN = 1 << 10
"""What an item that can't be read counts for: a file may hold millions of them."""


@dataclass(slots=True)
class Portion:
    """The next items of a file."""

    items: list[RawArticle | BrokenItem] = field(default_factory=list)
    last: bool = False
    """Nothing comes behind them."""
    error: Exception | None = None
    """What reading met behind them."""
    seconds: float = 0.0
    """That reading them took."""


class OpenFile:
    """A file of the drop folder that is opened, locked and read.

    Args:
        file: open.
        read: what it was when reading began.
        items: its reader.
    """

    def __init__(self, file: IO[bytes], read: Identity, items: Items) -> None:
        self.file, self.read = file, read
        self._items = items
        self.first = self.portion()

    def portion(self) -> Portion:
        """Read on: the next item, and what follows it as long as it is little."""
        portion, begun, size = Portion(), time.perf_counter(), 0
        try:
            while size < _AHEAD:
                item = next(self._items, None)
                if item is None:
                    portion.last = True
                    break
                portion.items.append(item)
                size += len(item.content) if isinstance(item, RawArticle) else _BROKEN
        except Exception as error:  # whose failure it is, the caller tells, after what was read before it
            portion.error = error
        portion.seconds = time.perf_counter() - begun
        return portion


def open_file(folder: DropFolder, path: Path, now: datetime, limits: Limits) -> OpenFile | None:
    """Open a file of the folder, take it for oneself, and read its first items.

    Returns:
        None where another fetcher has it.

    Raises:
        OSError: it can't be opened.
    """
    file = path.open("rb")
    try:
        read = folder.claim(path, file)
        if read is not None:
            return OpenFile(file, read, read_file(path.name, file, source=folder.source_of(path), now=now, limits=limits))
    except BaseException:
        file.close()
        raise
    file.close()
    return None
