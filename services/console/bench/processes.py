"""CPU time and memory of a process and all below it, as the kernel of Linux counts them; elsewhere nothing is measured."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_PROC = Path("/proc")


def available() -> bool:
    """Whether this system tells."""
    return (_PROC / "self" / "stat").exists()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended meanwhile
        return ""


def _fields(path: Path) -> list[str]:
    return _text(path).rpartition(")")[2].split()  # the name before it may hold spaces


def _stat(pid: int) -> list[str]:
    return _fields(_PROC / str(pid) / "stat")


def _tree(root: int) -> Iterator[int]:
    """The process and its descendants."""
    parents = {int(p.name): int(stat[1]) for p in _PROC.iterdir() if p.name.isdigit() and (stat := _stat(int(p.name)))}
    todo = [root]
    while todo:
        pid = todo.pop()
        yield pid
        todo += [child for child, parent in parents.items() if parent == pid]


def cpu_seconds(pids: Mapping[str, int]) -> dict[str, float]:
    """CPU time that each process and its descendants have taken so far, seconds."""
    tick = os.sysconf("SC_CLK_TCK")
    return {
        name: sum((int(stat[11]) + int(stat[12])) / tick for pid in _tree(root) if (stat := _stat(pid)))
        for name, root in pids.items()
    }


def compiling_seconds(pid: int) -> float:
    """CPU time that the compiler of a Java process, or of one below it, has taken so far, seconds."""
    tick = os.sysconf("SC_CLK_TCK")
    return sum(
        (int(stat[11]) + int(stat[12])) / tick
        for child in _tree(pid)
        for thread in _threads(child)
        if (stat := _fields(thread / "stat")) and _text(thread / "comm").startswith(("C1 Compiler", "C2 Compiler"))
    )


def _threads(pid: int) -> list[Path]:
    try:
        return list((_PROC / str(pid) / "task").iterdir())
    except OSError:  # it has ended meanwhile
        return []


def resident_mb(pids: Mapping[str, int]) -> dict[str, float]:
    """Resident memory of each process and its descendants, MB; a page that processes share counts for each in proportion.

    That is the kernel's proportional set size: a worker that was forked shares most of its pages with whom it was forked from.
    """
    return {name: round(sum(map(_resident, _tree(root))) / 1e6, 1) for name, root in pids.items()}


def _resident(pid: int) -> int:
    found = re.search(r"^Pss:\s+(\d+) kB", _text(_PROC / str(pid) / "smaps_rollup"), re.MULTILINE)
    if found:
        return int(found[1]) * 1024
    stat = _stat(pid)  # another user's process, or an old kernel: pages count for each who shares them
    return int(stat[21]) * os.sysconf("SC_PAGE_SIZE") if stat else 0
