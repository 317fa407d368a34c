"""`hirfa export`: every fact that matches, to a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from services.console.search.options import filter_options, read_filters


@click.command("export", short_help="All facts that match, as CSV, JSON Lines or Parquet.")
@click.argument("text", default="", metavar="[WORDS]")
@filter_options
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="The file; its ending says the format. [stdout]"
)
@click.option("--format", "form", type=click.Choice(["csv", "jsonl", "parquet"]), help="Where the ending does not say it.")
@click.option("--dictionary", is_flag=True, help="Print what each column means, and nothing else.")
def command(text: str, output: Path | None, form: str | None, dictionary: bool, **given: Any) -> None:
    """Write all facts that match, as they are at one moment, with a data dictionary beside the file.

    \b
    hirfa export -o exports.csv --kind exports
    hirfa export -o all.parquet          # needs pyarrow: make parquet
    hirfa export --format jsonl 'دار الصانعة' | jq .quote

    The dictionary is FILE.columns.md. A file is there whole or not at all.
    """
    from services.console.search import exporting
    from services.console.search.columns import dictionary as data_dictionary

    if dictionary:
        click.echo(data_dictionary(), nl=False)
        return
    form = form or (output.suffix.lstrip(".").lower() if output else "csv")
    if form not in ("csv", "jsonl", "parquet"):
        raise click.UsageError(f"the ending of {output} says no format; give --format csv, jsonl or parquet")
    if form == "parquet" and output is None:
        raise click.UsageError("Parquet goes to a file: give --output")
    filters = read_filters(given)
    from services.console.search.reading import searching

    with searching() as index:
        facts = index.every_fact(text, filters)
        if output is None:
            for line in exporting.lines(facts, form):
                sys.stdout.write(line)
            return
        count = exporting.write(facts, form, output)
    from services.console.rendering.values import counted

    click.echo(f"{counted(count, 'fact')} in {output}, their columns in {exporting.dictionary_of(output)}", err=True)
