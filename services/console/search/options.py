"""The filters of `hirfa search` and `hirfa export` as options of a command line."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from services.console.search.query import Filters

_NAMED = {
    "kinds": ("kind", "Kind of fact: exports, budget, … or its Arabic name."),
    "statuses": ("status", "achieved, in_progress, planned, target."),
    "regions": ("region", "Region: code (MA-06), or name in Arabic or French."),
    "provinces": ("province", "Province or prefecture: code (MA-FES), or name in Arabic or French."),
    "crafts": ("craft", "Craft, with its branches: id, or name in Arabic, French or English."),
    "facilities": ("facility", "Kind of facility: complex, village, dar_sanaa, …"),
    "units": ("unit", "MAD, EUR, USD, percent, person, …"),
}
_PLAIN = {
    "organisations": ("organisation", "Organisation named in the article."),
    "people": ("person", "Person named in the article."),
    "sources": ("source", "Outlet."),
    "flags": ("flag", "malformed_number, sum_mismatch, …"),
}


def _finite(_context: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not isfinite(value):
        raise click.BadParameter(f"{value} is no amount")
    return value


def filter_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options of the filters; `read_filters` reads them. An option given twice means either."""
    options = [
        *(click.option(f"--{option}", field, multiple=True, help=text) for field, (option, text) in (_NAMED | _PLAIN).items()),
        click.option("--year", metavar="YEARS", help="Year that the fact is about: 2024, 2019-2022, 2019-, -2022."),
        click.option("--since", metavar="DAY", help="Only articles published since that day: 2024-03-01."),
        click.option("--until", metavar="DAY", help="Only articles published up to that day."),
        click.option(
            "--min", "least", type=float, callback=_finite, help="Least value, in the base unit (dirhams, not millions)."
        ),
        click.option("--max", "most", type=float, callback=_finite, help="Greatest value."),
        click.option("--confidence", type=click.FloatRange(0, 1), help="Least confidence."),
        click.option("--article", help="Only this article."),
        click.option("--off-topic", is_flag=True, help="With articles that are not about the craft sector."),
        click.option("--duplicates", is_flag=True, help="With articles that nearly repeat an earlier one."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def read_filters(given: dict[str, Any]) -> Filters:
    """The filters that were given.

    Raises:
        click.UsageError: a name, a year or a day that is none.
    """
    from datetime import date

    from services.console.search.names import UnknownNameError, code
    from services.console.search.query import Filters, read_years

    values = dict(given)
    try:
        for field, (what, _) in _NAMED.items():
            values[field] = tuple(dict.fromkeys(code(what, name) for name in values[field]))
        year = values.pop("year")
        values["years"] = read_years(year) if year else None
        for field in ("since", "until"):
            if values[field]:
                values[field] = date.fromisoformat(values[field]).isoformat()
    except (UnknownNameError, ValueError) as error:
        raise click.UsageError(str(error)) from None
    return Filters(**values)
