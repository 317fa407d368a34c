"""The filters of `hirfa search` and `hirfa export` as options of a command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    "flags": ("flag", "malformed_number, sum_mismatch, …; with --articles no_title, date_refused, …"),
}
_PLAIN = {
    "organisations": ("organisation", "Organisation named in the article."),
    "people": ("person", "Person named in the article."),
    "sources": ("source", "Outlet."),
}


def _finite(_context: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number")
    return value


def filter_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options of the filters; `read_filters` reads them. An option given twice means either."""
    options = [
        *(click.option(f"--{option}", field, multiple=True, help=text) for field, (option, text) in (_NAMED | _PLAIN).items()),
        click.option("--year", metavar="YEARS", help="Year that the fact is about: 2024, 2019-2022, 2019-, -2022."),
        click.option("--since", metavar="DAY", help="Only articles published since then: 2024-03-01, 2024-03, 2024."),
        click.option("--until", metavar="DAY", help="Only articles published up to the end of that day, month or year."),
        click.option(
            "--min", "least", type=float, callback=_finite, help="Least value, in the base unit (dirhams, not millions)."
        ),
        click.option("--max", "most", type=float, callback=_finite, help="Greatest value."),
        click.option("--confidence", type=click.FloatRange(0, 1), callback=_finite, help="Least confidence."),
        click.option("--article", help="Only this article."),
        click.option("--off-topic", is_flag=True, help="With articles that are not about the craft sector."),
        click.option("--duplicates", is_flag=True, help="With articles that nearly repeat an earlier one."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def read_filters(given: dict[str, Any], *, articles: bool = False) -> Filters:
    """The filters that were given.

    Args:
        given: the options' values.
        articles: the articles are searched, whose flags are others than those of facts.

    Raises:
        click.BadParameter: a name, a year or a day that is none; the message names the option.
    """
    from services.console.search.names import code
    from services.console.search.query import Filters
    from services.console.search.times import read_day, read_years

    values = dict(given)
    for field, (option, _) in _NAMED.items():
        table = "flag of an article" if articles and option == "flag" else option
        with _naming(option):
            values[field] = tuple(dict.fromkeys(code(table, name) for name in values[field]))
    year = values.pop("year")
    with _naming("year"):
        values["years"] = read_years(year) if year else None
    for field in ("since", "until"):
        with _naming(field):
            values[field] = read_day(values[field], last=field == "until") if values[field] is not None else None
    if values["since"] and values["until"] and values["until"] < values["since"]:
        raise click.BadParameter(f"{values['until']} is before --since {values['since']}", param_hint="--until")
    return Filters(**values)


@contextmanager
def _naming(option: str) -> Iterator[None]:
    """Says of a wrong value which option it was given to."""
    try:
        yield
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=f"--{option}") from None
