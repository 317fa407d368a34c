"""`hirfa search`: facts and articles by words and filters."""

from __future__ import annotations

import sys
from typing import Any

import click

from services.console.search.options import filter_options, read_filters


@click.command("search", short_help="Facts and articles by words and filters.")
@click.argument("text", default="", metavar="[WORDS]")
@filter_options
@click.option("--articles", is_flag=True, help="Search the articles' text instead of the facts.")
@click.option("--sort", type=click.Choice(["relevance", "value", "date", "period", "confidence"]), default="relevance")
@click.option("--limit", type=click.IntRange(0, 10_000), default=20, show_default=True, help="Show at most so many.")
@click.option("--facets", is_flag=True, help="Counts and sums over all that match.")
@click.option(
    "--by",
    multiple=True,
    metavar="PROPERTY",
    help="Count and sum by kind, status, region, province, craft, facility, organisation, person, year, source, flag, unit,"
    " amount or confidence; twice for a table of both.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the facts as CSV.")
def command(
    text: str, articles: bool, sort: str, limit: int, facets: bool, by: tuple[str, ...], as_json: bool, as_csv: bool, **given: Any
) -> None:
    """Search the facts of a running pipeline, or of the OpenSearch that OPENSEARCH_URL names.

    \b
    hirfa search 'صادرات الصناعة التقليدية' --facets
    hirfa search --kind exports --region 'الدار البيضاء سطات' --year 2024 --min 1000000 --status achieved
    hirfa search --kind budget --by region --by year --limit 0
    hirfa search --articles '"دار الصانعة" فاس'

    Words are found in their forms (with and without ال و ب ل, plurals, spellings), in French and English for crafts,
    places and bodies. "Quotation marks" ask for the exact phrase. Articles that are off topic or repeat an earlier one
    are left out unless asked for.
    """
    if sum((as_json, as_csv)) > 1 or (articles and (facets or by or as_csv)):
        raise click.UsageError("--json or --csv, and --facets, --by and --csv for facts only")
    filters = read_filters(given, articles=articles)
    from services.console.search import printing
    from services.console.search.tables import DIMENSIONS

    if unknown := [name for name in by if name not in DIMENSIONS]:
        raise click.UsageError(f"--by {unknown[0]}: it must be one of {', '.join(DIMENSIONS)}")
    from services.console.search.reading import searching

    with searching() as index:
        if articles:
            found = index.articles(text, filters, limit=limit)
        else:
            found = index.facts(text, filters, limit=limit, sort=sort, facets=facets, by=by)
    if as_json:
        import orjson

        body = {"total": found.total, "articles" if articles else "facts": found.documents}
        if found.facets is not None:
            body["facets"] = printing.as_facets(found.facets)
        if found.table is not None:
            body["by"] = found.table
        sys.stdout.buffer.write(orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE))
    elif as_csv:
        from services.console.search.columns import csv_lines

        for line in csv_lines(found.documents):
            sys.stdout.write(line)
    elif articles:
        printing.print_articles(found)
    else:
        printing.print_facts(found)
        if found.facets is not None:
            printing.print_facets(found.facets)
        if found.table is not None:
            printing.print_table(found.table)
