"""Counts and sums by one or two properties of the facts: exports by region and year, budgets by person. Pure.

Kinds and units are always kept apart, since dirhams of exports and of budgets, or persons and dirhams, have no sum. In sums a
part stands back behind the total that it is a part of; in counts it counts. Shares and growth are counted and not summed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.console.search.query import AMOUNTS, CONFIDENCES, ranges

DIMENSIONS = {
    "kind": "kind", "status": "status", "region": "regions", "province": "provinces", "craft": "crafts", "facility": "facility",
    "organisation": "organisation_names", "person": "people_names", "year": "year", "source": "source", "flag": "flags",
    "unit": "unit", "amount": "value", "confidence": "confidence",
}  # fmt: skip
"""What facts can be laid out by, with its field."""
STEPS = {"amount": AMOUNTS, "confidence": CONFIDENCES}
"""What is counted in steps: the keys of their buckets are bounds."""
_ALWAYS = ("kind", "unit")
_MOST = 500
"""Values of a property that are told apart; a row `…` holds the rest."""
_NOT_SUMMED = ("percent", None)
_NO_VALUE = -1e300
"""Stands for the amount of a fact that has none: below all that there are."""


def dimensions(by: Sequence[str]) -> list[str]:
    """The properties in the order of a row: those asked for, then kind and unit where they are not among them."""
    return [*dict.fromkeys(by), *(name for name in _ALWAYS if name not in by)]


def table_aggregation(by: Sequence[str]) -> dict[str, Any]:
    """The aggregation of a table.

    Args:
        by: keys of `DIMENSIONS`.
    """
    whole = {"filter": {"bool": {"must_not": [{"exists": {"field": "part_of"}}]}}, "aggs": {"sum": {"sum": {"field": "value"}}}}
    inner: dict[str, Any] = {"whole": whole}
    for name in reversed(dimensions(by)):
        inner = {"rows": {**_buckets(name), "aggs": inner}}
    return inner["rows"]  # type: ignore[no-any-return]


def _buckets(name: str) -> dict[str, Any]:
    if name in STEPS:
        lowest, *steps = ranges(STEPS[name])
        first = {**lowest, "from": _NO_VALUE / 10}
        without = {"key": "", "to": _NO_VALUE / 10}
        return {"range": {"field": DIMENSIONS[name], "missing": _NO_VALUE, "ranges": [without, first, *steps]}}
    order = {"order": {"_key": "asc"}} if name == "year" else {}
    missing = 0 if name == "year" else ""
    return {"terms": {"field": DIMENSIONS[name], "size": _MOST, "missing": missing, **order}}


def table_rows(answer: Mapping[str, Any], by: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a table: each property's value (None: facts without it), `count`, and `sum` (None: nothing can be summed)."""
    return list(_rows(answer, dimensions(by), {}))


def _rows(answer: Mapping[str, Any], names: Sequence[str], above: dict[str, Any]) -> Iterator[dict[str, Any]]:
    name, *rest = names
    for bucket in answer["buckets"]:
        if not bucket["doc_count"]:
            continue
        row = {**above, name: None if bucket["key"] in ("", 0) else bucket["key"]}  # facts without the property
        if rest:
            yield from _rows(bucket["rows"], rest, row)
        else:
            summed = row["unit"] not in _NOT_SUMMED and bucket["whole"]["doc_count"]
            yield {**row, "count": bucket["doc_count"], "sum": bucket["whole"]["sum"]["value"] if summed else None}
    if others := answer.get("sum_other_doc_count"):
        yield {**above, name: "…", **dict.fromkeys(rest), "count": others, "sum": None}
