"""What was measured as rows with their aims; as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from services.console.bench.measuring import Machine, Series


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the table."""

    group: str
    name: str
    value: float | None
    """None where it could not be measured; `aim` says why."""
    unit: str = ""
    spread: float | None = None
    """Distance between the worst and the best round, as a share of the best; None of what was measured once."""
    aim: str = ""
    reached: bool | None = None

    def text(self) -> tuple[str, str, str, str]:
        """Name, value, spread and aim as they are printed."""
        spread = "" if self.spread is None else f"±{self.spread:.0%}"
        mark = "" if self.reached is None else (" reached" if self.reached else " NOT reached")
        value = "–" if self.value is None else f"{_number(self.value)} {self.unit}".rstrip()
        return self.name, value, spread, self.aim + mark


def row(
    group: str, name: str, of: Series | float, unit: str = "", *, at_least: float | None = None, at_most: float | None = None
) -> Row:
    """A row out of the best of a series, or of a single value, with an aim it should reach."""
    value = of.best if isinstance(of, Series) else of
    spread = of.spread if isinstance(of, Series) else None
    if at_least is not None:
        return Row(group, name, value, unit, spread, f"≥ {_number(at_least)}", value >= at_least)
    if at_most is not None:
        return Row(group, name, value, unit, spread, f"≤ {_number(at_most)}", value <= at_most)
    return Row(group, name, value, unit, spread)


def _number(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def as_text(rows: Sequence[Row], machine: Machine, scale: str, when: datetime, seconds: float) -> str:
    """The table for people."""
    cells = [entry.text() for entry in rows]
    widths = [max(len(cell[column]) for cell in cells) for column in range(4)]
    lines = [
        f"Hirfa benchmark ({scale}), {when:%Y-%m-%d %H:%M} UTC, {seconds:.0f} s",
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gb} GB, {machine.system}, Python {machine.python}; "
        f"load before {machine.load[0]}; a million look-ups {machine.reference_ms} ms",
        ", ".join(f"{name} {found}" for name, found in machine.packages.items()),
        "best of the rounds; ± is the distance of the worst round from the best, as a share of it",
    ]
    group = ""
    for entry, (name, value, spread, aim) in zip(rows, cells, strict=True):
        if entry.group != group:
            group = entry.group
            lines += ["", group]
        lines.append(f"  {name:<{widths[0]}}  {value:>{widths[1]}}  {spread:>{widths[2]}}  {aim}".rstrip())
    return "\n".join(lines)


def as_json(rows: Sequence[Row], machine: Machine, scale: str, when: datetime, seconds: float) -> dict[str, Any]:
    """The same for programs."""
    return {
        "scale": scale,
        "when": when.isoformat(),
        "seconds": round(seconds, 1),
        "machine": machine.as_json(),
        "rows": [asdict(entry) for entry in rows],
    }
