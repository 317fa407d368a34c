"""`hirfa replay`: send history through the current code again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from services.console.replaying import Run


@click.command("replay", short_help="Send history through the current code again.")
@click.option("--from", "origin", type=click.Choice(["raw", "normalized", "extracted"]), help="From where on it is done anew.")
@click.option("--since", metavar="WHEN", help="Only what came since: 2026-03-01, 2026-03-01T12:00, 90m, 2h, 3d.")
@click.option("--until", metavar="WHEN", help="Only what came before.")
@click.option("--source", help="Only of this outlet.")
@click.option("--article", help="Only this article.")
@click.option("--where-extractor-older-than", "older_than", metavar="VERSION", help="Only what an older extractor has read last.")
@click.option("--rate", type=click.FloatRange(min=0.1), default=200.0, show_default=True, help="At most so many a second.")
@click.option("--resume", metavar="RUN", help="Go on with a run that was stopped.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
def command(
    origin: str | None,
    since: str | None,
    until: str | None,
    source: str | None,
    article: str | None,
    older_than: str | None,
    rate: float,
    resume: str | None,
    as_json: bool,
) -> None:
    """Send messages that a stream still keeps through the current code again, and say what changed.

    News goes first: the replay waits while more than a few messages wait in any stream on its way. Ctrl-C stops it, and
    --resume goes on. Replaying twice changes nothing: ids and versions stay what they were.
    """
    from datetime import UTC, datetime

    from services.console.dead_letters import moment
    from services.console.replay_run import RunNotFoundError, replay

    if (origin is None) == (resume is None):
        raise click.UsageError("give either --from or --resume")
    now = datetime.now(UTC)
    since_at, until_at = moment(since, now), moment(until, now)
    choice = {
        "since_ms": int(since_at.timestamp() * 1000) if since_at else None,
        "until_ms": int(until_at.timestamp() * 1000) if until_at else None,
        "source": source,
        "article_id": article,
        "older_than": older_than,
    }
    try:
        summary = replay(origin, resume, choice, rate)
    except RunNotFoundError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        import json

        click.echo(json.dumps(summary.as_json(), ensure_ascii=False))
    elif summary.run is None:
        click.echo("the stream is empty: there is nothing to replay")
    else:
        _print(summary.run, summary.changes)
    if summary.stopped and summary.run:
        click.echo(f"stopped; go on with: hirfa replay --resume {summary.run.run_id}", err=True)
        sys.exit(130)
    if not summary.drained:
        click.echo("not all of it has been worked on yet: `hirfa status` shows what waits", err=True)
        sys.exit(1)


def _print(run: Run, changes: dict[str, dict[str, int]] | None) -> None:
    unreadable = f", {run.unreadable} unreadable left out" if run.unreadable else ""
    click.echo(f"{run.run_id}: {run.sent} articles from {run.origin} on{unreadable}")
    for what, kinds in (changes or {}).items():
        total = sum(kinds.values())
        named = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda item: -item[1]))
        click.echo(f"facts {what}: {total}" + (f" ({named})" if named else ""))
