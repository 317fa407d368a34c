"""File systems of a test's own: one that is soon full, and one whose power can be cut. Both need root."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def mount(folder: Path, options: str) -> None:
    """Mount or mount again a file system in memory."""
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)


def _require_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a file system")


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own with little room."""
    _require_root()
    folder.mkdir()
    mount(folder, f"size={size}")
    try:
        yield folder
    finally:
        subprocess.run(["/bin/umount", "-l", folder], check=True)


class Disk:
    """A disk in a file, with ext4 on it. What was written and not synced is in the machine's memory, not in the file.

    So a copy of the file is what a disk holds when the power fails, the journal not yet replayed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mounted: list[Path] = []

    def new(self, megabytes: int) -> Path:
        """Make the disk and mount it; where."""
        image = self._folder / "disk-0"
        with image.open("wb") as file:
            file.truncate(megabytes * 1024 * 1024)
        subprocess.run(["/sbin/mkfs.ext4", "-q", "-F", image], check=True)
        return self._mount(image)

    def after_a_power_cut(self) -> Path:
        """What is left of the disk, mounted; where. Whoever wrote to it must be dead."""
        image = self._folder / f"disk-{len(self._mounted)}"
        shutil.copyfile(self._folder / f"disk-{len(self._mounted) - 1}", image)
        return self._mount(image)

    def _mount(self, image: Path) -> Path:
        where = self._folder / f"mounted-{image.name}"
        where.mkdir()
        subprocess.run(["/bin/mount", "-o", "loop", image, where], check=True)
        self._mounted.append(where)
        return where

    def close(self) -> None:
        """Unmount everything."""
        for where in self._mounted:
            subprocess.run(["/bin/umount", "-l", where], check=True)


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A disk whose power can be cut."""
    _require_root()
    folder.mkdir(parents=True, exist_ok=True)
    made = Disk(folder)
    try:
        yield made
    finally:
        made.close()
