"""`hirfa demo`: the whole pipeline on five articles, from an empty folder to what a search finds."""

from __future__ import annotations

from pathlib import Path

import click

SEEDS = Path(__file__).parents[3] / "seeds"


@click.command("demo", short_help="Five articles through the whole pipeline.")
@click.option(
    "--articles",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SEEDS,
    show_default="the five seeds of the project",
    help="Folder of articles (.txt) to take instead.",
)
@click.option("--timeout", default=120, show_default=True, help="Seconds to wait for the last article.")
def command(articles: Path, timeout: int) -> None:
    """Send five articles through the whole pipeline and print the facts that a search then finds.

    Starts Valkey, OpenSearch and the four services on free ports with data of their own (HIRFA_HOME/demo, emptied
    first), puts the articles into the drop folder, waits until they are searchable, reads them back out of OpenSearch,
    and stops everything. With REDIS_URL and OPENSEARCH_URL set, those servers are used.
    """
    from services.console.demo import run_demo
    from services.console.signals import stop_on_signals

    stop_on_signals()
    run_demo(articles, timeout)
