"""Duckling's numbers on the same sentences: the peer of the benchmark, an optional extra, never a dependency."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from services.extractor.evaluation.scoring import Rate

_DIMENSIONS = ["number", "numeral", "amount-of-money"]


def duckling_reader() -> Callable[[str], list[float]]:
    """Duckling as a function from a text to the values it finds; the extra `bench` must be installed."""
    import duckling

    database = duckling.load_time_zones("/usr/share/zoneinfo")
    reference = duckling.parse_ref_time(database, "Africa/Casablanca", int(datetime(2025, 1, 1, tzinfo=UTC).timestamp()))
    language = duckling.parse_lang("AR")
    context = duckling.Context(reference, duckling.parse_locale("AR", duckling.default_locale_lang(language)))
    dimensions = duckling.parse_dimensions(_DIMENSIONS)

    def read(text: str) -> list[float]:
        return [v for r in duckling.parse(text, context, dimensions, False) if (v := _value(r)) is not None]

    return read


def duckling_values(path: Path) -> tuple[Rate, int] | None:
    """How many of the sentences' values Duckling finds, and how many it states that the sentences do not hold.

    Args:
        path: JSON lines with `text` and `facts`.

    Returns:
        None where the extra `bench` is not installed. Percent signs and units are forgiven: only values are compared.
    """
    if find_spec("duckling") is None:
        return None
    read = duckling_reader()
    found, invented = Rate(), 0
    for line in path.read_text(encoding="utf-8").splitlines():
        sentence = json.loads(line)
        values = read(sentence["text"])
        for gold in sentence["facts"]:
            expected = gold.get("value")
            if expected is None:
                continue
            match = next((v for v in values if abs(v - abs(expected)) <= 1e-6 * max(1.0, abs(expected))), None)
            found.add(match is not None)
            if match is not None:
                values.remove(match)
        invented += len(values)
    return found, invented


def _value(result: dict[str, object]) -> float | None:
    value = result.get("value")
    number = value.get("value") if isinstance(value, dict) else None
    return float(number) if isinstance(number, int | float) else None
