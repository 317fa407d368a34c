"""`hirfa bench`: how fast it is, against what the servers and the language allow."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("bench", short_help="How fast it is, against the ceilings.")
@click.option("--short", is_flag=True, help="Only what takes less than three minutes.")
@click.option("--tiny", is_flag=True, hidden=True, help="A trial of the command itself; its figures mean nothing.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the generated articles.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to this file too.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Keep data and logs in this new folder.")
def command(short: bool, tiny: bool, seed: int, json_file: Path | None, home: Path | None) -> None:
    """Measure, side by side in one run, and print the figures beside their aims.

    \b
    extraction alone on one core, and how its cost grows with an article's length
    one hop over the streams through the delivery, against the server's own commands
    the index's _bulk alone, against the whole pipeline from the drop folder to a search
    without --short also: growth of the number of articles; delay at 10, 50 and 90 % of the throughput

    Articles are generated, the same for the same seed. Starts servers of its own on free ports, and stops them. Aims that
    are not reached are said, and are no error: figures of a busy machine are too low.
    """
    import time
    from dataclasses import replace
    from datetime import UTC, datetime

    import orjson

    from services.console.bench.measuring import machine
    from services.console.bench.report import as_json, as_text
    from services.console.bench.run import run
    from services.console.bench.scale import FULL, SHORT, TINY
    from services.console.embedded.errors import EmbeddedError
    from services.console.signals import stop_on_signals
    from shared.errors import HirfaError

    if home is not None and home.exists() and any(home.iterdir()):
        raise click.UsageError(f"{home} is not empty")
    stop_on_signals()
    scale = replace(TINY if tiny else SHORT if short else FULL, seed=seed)
    where, when, begun = machine(), datetime.now(UTC), time.monotonic()

    def say(text: str) -> None:
        click.echo(f"{time.monotonic() - begun:5.0f} s  {text}", err=True)

    try:
        rows = run(scale, where, say, home)
    except HirfaError as error:
        raise EmbeddedError(str(error)) from error
    seconds = time.monotonic() - begun
    click.echo(as_text(rows, where, scale.name, when, seconds))
    if json_file is not None:
        document = as_json(rows, where, scale.name, when, seconds)
        json_file.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
