"""The drop folder: which files are ready, what is in them, and where they go afterwards."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from services.fetcher.formats import BrokenItem

DONE, FAILED = "done", "failed"
_TEMPORARY = (".part", ".tmp", ".temp", ".crdownload", ".download", ".swp", ".filepart", "~")


def is_temporary(name: str) -> bool:
    """Whether a file name says that somebody is still writing it, or that it is not meant to be seen."""
    return name.startswith((".", "~$")) or name.lower().endswith(_TEMPORARY)


class Broken:
    """What could not be read of a file."""

    _NAMED = 1000

    def __init__(self) -> None:
        self.count = 0
        self._items: list[BrokenItem] = []

    def add(self, item: BrokenItem) -> None:
        """Note an item; the first thousand are named."""
        self.count += 1
        if len(self._items) < self._NAMED:
            self._items.append(item)

    def note(self, name: str, taken: int, at: datetime) -> dict[str, Any]:
        """What the file beside a failed one says: `reason` and `detail` of the first item, and all items by their place.

        Args:
            name: the file's name.
            taken: how many articles of it were taken all the same.
            at: now.
        """
        first = self._items[0] if self._items else BrokenItem(name, "empty", "there is no article in it")
        items = [{"item": item.name, "reason": item.reason, "detail": item.detail} for item in self._items]
        return {
            "file": name, "reason": first.reason, "detail": first.detail, "at": at.isoformat(),
            "articles_taken": taken, "items_refused": self.count, "items": items,
        }  # fmt: skip


class DropFolder:
    """A folder into which people and programs put articles.

    Args:
        root: the folder; its sub-folders are taken as well, and name the source.
        settle: seconds for which a file must not have changed before it is read.
    """

    def __init__(self, root: Path, settle: float) -> None:
        self.root = root
        self._settle = settle
        self._growing: dict[str, tuple[int, int, float]] = {}

    def prepare(self) -> None:
        """Create the folder and the two for what has been dealt with.

        Raises:
            OSError: it can't be created or written.
        """
        for folder in (self.root, self.root / DONE, self.root / FAILED):
            folder.mkdir(parents=True, exist_ok=True)

    def check(self) -> None:
        """Raise PermissionError or FileNotFoundError when files can't be taken from the folder."""
        if not self.root.is_dir():
            raise FileNotFoundError(str(self.root))
        if not os.access(self.root, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(f"no right to read and write {self.root}")

    def ready(self) -> Iterator[Path]:
        """The files that can be read now, one by one, so that a folder of any size takes little memory."""
        waiting: dict[str, tuple[int, int, float]] = {}
        for entry in self._walk(self.root, top=True):
            try:
                stat = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if self._settled(entry.path, stat, waiting):
                yield Path(entry.path)
        self._growing = waiting

    def _walk(self, folder: str | Path, *, top: bool = False) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if not (top and entry.name in (DONE, FAILED)) and not entry.name.startswith("."):
                            yield from self._walk(entry.path)
                    elif entry.is_file(follow_symlinks=False) and not is_temporary(entry.name):
                        yield entry
        except FileNotFoundError:
            return  # a sub-folder removed meanwhile

    def _settled(self, path: str, stat: os.stat_result, waiting: dict[str, tuple[int, int, float]]) -> bool:
        age = time.time() - stat.st_mtime
        if age >= self._settle:
            return True
        now = time.monotonic()  # a clock that differs from the writer's: watch the file itself
        size, mtime, since = self._growing.get(path, (-1, -1, now))
        if (size, mtime) != (stat.st_size, stat.st_mtime_ns):
            since = now
        waiting[path] = (stat.st_size, stat.st_mtime_ns, since)
        return now - since >= self._settle and age < 0

    def source_of(self, path: Path) -> str | None:
        """The outlet that a file's sub-folder names, or None."""
        parts = path.relative_to(self.root).parts
        return parts[0] if len(parts) > 1 else None

    def claim(self, path: Path, file: IO[bytes]) -> bool:
        """Take a file that was opened for oneself, until it is closed or this process dies.

        Other fetchers of the folder leave it then. Where the file system has no locks between machines two may read one file;
        its articles are still published once.

        Returns:
            False: another fetcher has it, or had it and moved it away.
        """
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass
        return self.is_still(path, file)

    def is_still(self, path: Path, file: IO[bytes]) -> bool:
        """Whether the path leads to the file that was opened, and to no later one of the same name."""
        try:
            return os.path.samestat(path.stat(), os.fstat(file.fileno()))
        except FileNotFoundError:
            return False

    def done(self, path: Path) -> None:
        """Move a file whose articles are all published."""
        with suppress(FileNotFoundError):  # another fetcher was quicker
            path.replace(self._free(path, DONE))

    def failed(self, path: Path, note: dict[str, Any]) -> None:
        """Move a file that can't be taken, or not all of it, with the reason in a file beside it.

        The reason is there first: after a death in between the file is read again, and no failed file is without one.
        """
        target = self._free(path, FAILED)
        aside = target.with_name(f".{target.name}.reason.tmp")
        aside.write_text(json.dumps(note, ensure_ascii=False, indent=2) + "\n", "utf-8")
        reason = target.with_name(target.name + ".reason.json")
        aside.replace(reason)
        try:
            path.replace(target)
        except FileNotFoundError:  # another fetcher was quicker, and gave its reason
            if not target.exists():
                reason.unlink(missing_ok=True)

    def _free(self, path: Path, where: str) -> Path:
        """Where a file may be moved to, which is not taken yet."""
        target = self.root / where / path.relative_to(self.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        number = 0
        while target.exists():
            number += 1
            target = target.with_name(f"{path.stem}.{number}{path.suffix}")
        return target
