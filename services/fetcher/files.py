"""The drop folder: which files are ready, what is in them, and where they go afterwards."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from services.fetcher.file_names import NAME_BYTES, numbered
from services.fetcher.formats import BrokenItem, printable

DONE, FAILED = "done", "failed"
_REASON = ".reason.json"
_PATIENCE = 60.0
"""Longest time in seconds until a file that could not be taken is tried again."""
_OLD = 86_400.0
"""A file that has not changed for so many seconds is taken at once. Of a younger one its time says nothing: the clock of the file
system may be another one, hours behind (another machine's, or that of a FAT volume in another time zone)."""
_SETTLING = 50_000
"""Files that are watched at a time until they have settled; some 150 bytes each."""
_TEMPORARY = (
    ".part", ".partial", ".tmp", ".temp", ".filepart", ".uploading", ".writing", ".inprogress", ".incomplete", "~",  # in general
    ".swp", ".swo", ".swx", ".kate-swp",  # editors
    ".crdownload", ".crswap", ".opdownload", ".download", ".downloading", ".fdmdownload", ".dtapart", ".xltd",  # browsers
    ".aria2", ".lftp-pget-status", ".!ut", ".!qb", ".!bt", ".bc!", ".az!",
)  # fmt: skip
_LINK = "it is a symbolic link, which is not followed: put the file itself here"
_NO_FILE = "it is neither a file nor a folder"
_BESIDE = ".aria2"
"""What is added to the name of a file that is being written, for a file beside it."""


def is_temporary(name: str) -> bool:
    """Whether a file name says that somebody is still writing it, or that it is not meant to be seen."""
    return name.startswith((".", "~")) or name.lower().endswith(_TEMPORARY) or (name[0] == name[-1] == "#")


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
            "file": printable(name), "reason": first.reason, "detail": first.detail, "at": at.isoformat(),
            "articles_taken": taken, "items_refused": self.count, "items": items,
        }  # fmt: skip


Identity = tuple[int, int, int, int]
"""What is another once a file is written to or replaced: its device and number, size and time of change."""


def identity(stat: os.stat_result) -> Identity:
    """The identity of a file."""
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


@dataclass(slots=True)
class _Skipped:
    """A file that could not be taken."""

    cause: str
    changed: int
    """When its name or rights changed last: after a change it is tried at once."""
    until: float
    wait: float
    look: int
    """During which it was found so."""


class DropFolder:
    """A folder into which people and programs put articles.

    Args:
        root: the folder; its sub-folders are taken as well, and name the source.
        settle: seconds for which a file must be seen unchanged before it is read.
    """

    def __init__(self, root: Path, settle: float) -> None:
        self.root = root
        self._settle = settle
        self._settling: dict[int, float] = {}
        """Since when, by this process' clock, a file has been seen with its size and time; by a hash of the three."""
        self._skipped: dict[str, _Skipped] = {}
        self._unreadable: dict[str, str] = {}
        self._looks = 0

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
        settling: dict[int, float] = {}
        unreadable: dict[str, str] = {}
        still: set[str] = set()
        self._looks += 1
        for entry in self._walk(self.root, unreadable, top=True):
            try:
                stat = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            except OSError as error:
                unreadable[entry.path] = _cause(error)
                continue
            if entry.path in self._skipped:
                still.add(entry.path)
                before = self._skipped[entry.path]
                if before.changed == stat.st_ctime_ns and time.monotonic() < before.until:
                    continue
            if self._settled(entry.path, stat, settling) and not os.path.lexists(entry.path + _BESIDE):
                yield Path(entry.path)
        self._settling, self._unreadable = settling, unreadable
        self._skipped = {path: file for path, file in self._skipped.items() if path in still or file.look == self._looks}

    def _walk(self, folder: str | Path, unreadable: dict[str, str], *, top: bool = False) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if not (top and entry.name in (DONE, FAILED)) and not entry.name.startswith("."):
                            yield from self._walk(entry.path, unreadable)
                    elif is_temporary(entry.name) or (top and entry.name in (DONE, FAILED)):
                        continue
                    elif entry.is_file(follow_symlinks=False):
                        yield entry
                    else:
                        unreadable[entry.path] = _LINK if entry.is_symlink() else _NO_FILE
        except FileNotFoundError:
            return  # a sub-folder removed meanwhile
        except OSError as error:
            unreadable[str(folder)] = _cause(error)

    def skip(self, path: Path, error: OSError) -> None:
        """Note that a file can't be read or moved: others go on, and it is tried again later and later, or once it changed."""
        try:
            changed = path.lstat().st_ctime_ns
        except OSError:
            changed = 0
        before = self._skipped.get(str(path))
        wait = min(_PATIENCE, before.wait * 2) if before is not None else 1.0
        self._skipped[str(path)] = _Skipped(_cause(error), changed, time.monotonic() + wait, wait, self._looks)

    def troubles(self) -> dict[str, str]:
        """The files and sub-folders that can't be taken now, by their place in the folder, and why."""
        found = self._unreadable | {path: skipped.cause for path, skipped in self._skipped.items()}
        return {printable(os.path.relpath(path, self.root)): cause for path, cause in found.items()}

    def _settled(self, path: str, stat: os.stat_result, settling: dict[int, float]) -> bool:
        if time.time() - stat.st_mtime >= _OLD:
            return True
        now, state = time.monotonic(), hash((path, stat.st_size, stat.st_mtime_ns))
        since = self._settling.get(state)
        if since is None and len(settling) >= _SETTLING:
            return False  # its turn comes when others have gone
        settling[state] = since = now if since is None else since
        return now - since >= self._settle

    def source_of(self, path: Path) -> str | None:
        """The outlet that a file's sub-folder names, or None."""
        parts = path.relative_to(self.root).parts
        return parts[0] if len(parts) > 1 else None

    def claim(self, path: Path, file: IO[bytes]) -> Identity | None:
        """Take a file that was opened for oneself, until it is closed or this process dies.

        Other fetchers of the folder leave it then. Where the file system has no locks between machines two may read one file;
        its articles are still published once.

        Returns:
            What it is now; None: another fetcher has it, or had it and moved it away.
        """
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        except OSError:
            pass
        read = identity(os.fstat(file.fileno()))
        return read if _is_still(path, read) else None

    def done(self, path: Path, read: Identity) -> bool:
        """Move a file whose articles are all published.

        Args:
            path: the file.
            read: what it was when reading began.

        Returns:
            False: it was written to or replaced since, or is gone. What lies there now stays, and is taken by its turn.

        Raises:
            OSError: it can't be moved.
        """
        if not _is_still(path, read):
            return False
        folder = self._folder(path, DONE)
        return _move(path, next(to for to in numbered(folder, path.name) if not os.path.lexists(to)), read)

    def failed(self, path: Path, read: Identity, note: dict[str, Any]) -> bool:
        """Move a file that can't be taken, or not all of it, with the reason in a file beside it.

        The reason is there first: after a death in between the file is read again, and no failed file is without one.
        Arguments, result and errors are those of `done`; `note` is the reason.
        """
        if not _is_still(path, read):
            return False
        folder = self._folder(path, FAILED)
        text = (json.dumps(note, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")
        for target in numbered(folder, path.name, NAME_BYTES - len(_REASON)):
            reason = target.with_name(target.name + _REASON)
            if os.path.lexists(target):
                continue
            if left_behind := os.path.lexists(reason):
                if not _says(reason, note, len(text)):
                    continue  # what somebody dropped under that name, or the note on a file that was taken away
            else:
                aside = folder / f".{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]}.reason.tmp"
                aside.write_bytes(text)
                aside.replace(reason)
            if _move(path, target, read):
                return True
            if not left_behind and not os.path.lexists(target):
                reason.unlink(missing_ok=True)
            return False
        raise AssertionError("names have no end")

    def _folder(self, path: Path, where: str) -> Path:
        """The folder for a file that is moved: of the same name as its own, unless a file has that name there."""
        folder = self.root / where
        folder.mkdir(exist_ok=True)  # whoever tidies up may have removed it
        for part in path.relative_to(self.root).parts[:-1]:
            folder = next(to for to in numbered(folder, part) if to.is_dir() or not os.path.lexists(to))
            folder.mkdir(exist_ok=True)
        return folder


def _is_still(path: Path, read: Identity) -> bool:
    """Whether a path leads to what was read, and nothing was written to it since."""
    try:
        return identity(path.stat()) == read
    except FileNotFoundError:
        return False


def _move(path: Path, target: Path, read: Identity) -> bool:
    """Move a file that was read; one that was put in its place in the last moment goes back."""
    try:
        path.replace(target)
    except FileNotFoundError:  # another fetcher was quicker
        return False
    if identity(target.stat())[2:] == read[2:]:  # some file systems give a moved file another number
        return True
    target.replace(next(to for to in numbered(path.parent, path.name) if not os.path.lexists(to)))
    return False


def _says(reason: Path, note: dict[str, Any], size: int) -> bool:
    """Whether a note says what another does, but for its time: this process, or another, died before it moved the file."""
    try:
        if reason.stat().st_size > size + 100:
            return False
        found = json.loads(reason.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found | {"at": None} == note | {"at": None}


def _cause(error: OSError) -> str:
    return f"{type(error).__name__}: {error.strerror or error}"
