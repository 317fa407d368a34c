"""`hirfa replay`: send history through the current code again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from services.console.replay_run import Summary
    from services.console.replaying import Run


@click.command("replay", short_help="Send history through the current code again.")
@click.option("--from", "origin", type=click.Choice(["raw", "normalized", "extracted"]), help="From where on it is done anew.")
@click.option("--since", metavar="WHEN", help="Only what came since: 2026-03-01, 2026-03-01T12:00, 90m, 2h, 3d.")
@click.option("--until", metavar="WHEN", help="Only what came before.")
@click.option("--source", help="Only of this outlet.")
@click.option("--article", help="Only this article.")
@click.option("--where-extractor-older-than", "older_than", metavar="VERSION", help="Only what an older extractor has read last.")
@click.option("--rate", type=click.FloatRange(min=0.1), default=200.0, show_default=True, help="At most so many a second.")
@click.option(
    "--room",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Most on the way at a time; more is quicker and delays the news.",
)
@click.option("--resume", metavar="RUN", help="Go on with a run that was stopped.")
@click.option("--new-index", is_flag=True, help="Into a new version of the index, which is switched to at the end.")
@click.option("--give-up", metavar="RUN", help="Delete what a stopped run has put into a new index.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
def command(
    origin: str | None,
    since: str | None,
    until: str | None,
    source: str | None,
    article: str | None,
    older_than: str | None,
    rate: float,
    room: int,
    resume: str | None,
    new_index: bool,
    give_up: str | None,
    as_json: bool,
) -> None:
    """Send history through the current code again, and say what changed. --from raw begins with the first day: what the
    stream has no more is read from the archive.

    News goes first: the replay waits while more than a few messages wait in any stream on its way. Ctrl-C stops it, and
    --resume goes on. Replaying twice changes nothing: ids and versions stay what they were.

    With --new-index searches see nothing of it until the end, when one step switches over; news that came meanwhile and what
    was not sent are taken over before. Whatever fails, the index in use is what it was.
    """
    from datetime import UTC, datetime

    from services.console.dead_letters import moment
    from services.console.replay_run import RunError, replay

    if [origin, resume, give_up].count(None) != 2:
        raise click.UsageError("give either --from, --resume or --give-up")
    if new_index and origin is None:
        raise click.UsageError("--new-index goes with --from; a run that is resumed goes where it went")
    if give_up is not None:
        _give_up(give_up)
        return
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
        summary = replay(origin, resume, choice, rate, room=room, new_index=new_index)
    except RunError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        import json

        click.echo(json.dumps(summary.as_json(), ensure_ascii=False))
    elif summary.run is None:
        click.echo("there is no history to replay")
    else:
        _print(summary.run, summary)
    if summary.stopped and summary.run:
        click.echo(f"stopped; go on with: hirfa replay --resume {summary.run.run_id}", err=True)
        sys.exit(130)
    if not summary.drained and summary.run:
        click.echo("not all of it has been worked on yet: `hirfa status` shows what waits", err=True)
        if summary.run.indices is not None:
            click.echo(f"the index in use is as it was; go on with: hirfa replay --resume {summary.run.run_id}", err=True)
    for damage in summary.damaged:
        click.echo(f"damaged in the archive: {damage.path}: {damage.read} of {damage.lines} read ({damage.why})", err=True)
    if not summary.drained or summary.damaged:
        sys.exit(1)


def _give_up(run_id: str) -> None:
    from services.console.replay_run import RunError, give_up

    try:
        names = give_up(run_id)
    except RunError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"deleted {', '.join(names)}" if names else f"{run_id} has no new index")


def _print(run: Run, summary: Summary) -> None:
    unreadable = f", {run.unreadable} unreadable left out" if run.unreadable else ""
    click.echo(f"{run.run_id}: {run.sent} articles from {run.origin} on{unreadable}")
    for what, kinds in (summary.changes or {}).items():
        total = sum(kinds.values())
        named = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items(), key=lambda item: -item[1]))
        click.echo(f"facts {what}: {total}" + (f" ({named})" if named else ""))
    if (switched := summary.switched) is not None:
        click.echo(f"switched to {', '.join(switched.indices.values())}: {switched.articles} articles, {switched.facts} facts")
        click.echo(f"taken over from the old index: {switched.taken_over} articles")
        if switched.left_out:
            click.echo(f"left out, since they are refused now: {switched.left_out} articles (see `hirfa dead list`)")
