"""`hirfa status`: how things stand."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

    from services.console.status import Status


@click.command("status", short_help="Servers, services, streams, counts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> None:
    """Show servers, services, streams with what waits in them, counts, and dead letters.

    Exit code 0 when both servers answer and every service is ready, else 1.
    """
    from services.console.settings import read_settings
    from services.console.status import read_status

    status = read_status(read_settings())
    if as_json:
        import json

        click.echo(json.dumps(status.as_json(), ensure_ascii=False))
    else:
        _print(status)
    sys.exit(0 if status.ok else 1)


def _print(status: Status) -> None:
    from rich.markup import escape

    from services.console.rendering.article import console

    out = console()
    servers = _table("server", "state", "address", "detail")
    for name, server in (("Valkey", status.valkey), ("OpenSearch", status.opensearch)):
        servers.add_row(name, "answers" if server.ok else "away", server.url, server.detail)
    for name, service in status.services.items():
        servers.add_row(
            name, "ready" if service.ready else "not ready", service.url, "" if service.ready else escape(service.detail)
        )
        for about, note in service.notes.items():
            servers.add_row("", "", about, escape(note))
    out.print(servers)
    if status.streams is None:
        out.print("streams: unknown")
    else:
        streams = _table("stream", "entries", "group", "in hand", "waiting", "oldest")
        for group in status.streams:
            oldest = "" if group.oldest_seconds is None else f"{group.oldest_seconds:.0f} s"
            numbers = (str(group.pending), str(group.lag)) if group.group else ("", "")
            streams.add_row(group.stream, str(group.length), group.group or "none yet", *numbers, oldest)
        out.print(streams)
    work = _table("since its start", "processed", "tried again", "failed", "dead", "a message", "fetched to searchable")
    for name, done in status.work.items():
        if done is not None:
            failed, dead = sum(done.failed.values()), sum(done.dead.values())
            times = ("" if value is None else f"{value:.3g} s" for value in (done.seconds, done.end_to_end_seconds))
            work.add_row(name, *map(str, (done.processed, done.retried, failed, dead)), *times)
    if work.row_count:
        out.print(work)
    if status.replay_idle_seconds:
        out.print(f"a replay is under way; it got on {status.replay_idle_seconds:.0f} s ago")
    for title, counts in (("index", status.counts), ("drop folder", status.files)):
        if counts is None:
            out.print(f"{title}: unknown")
        elif counts:
            out.print(f"{title}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    if status.feed_list != "ok":
        out.print(f"the list of feeds can't be read, the last one is used: {status.feed_list}", markup=False, soft_wrap=True)
    if status.feeds:
        broken = [feed for feed in status.feeds if feed.broken]
        out.print(f"feeds: {len(status.feeds)} polled, {len(broken)} broken")
        for feed in broken:
            line = f"  {feed.name}  {feed.url}  {feed.reason}: {feed.detail}  {feed.failures} times since {feed.failing_since}"
            out.print(line, markup=False, soft_wrap=True)
    reasons = "".join(f"\n  {count:>5}  {reason}" for reason, count in (status.dead_reasons or {}).items())
    out.print(f"dead letters: {'unknown' if status.dead is None else status.dead}{reasons}", markup=False)


def _table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=True, overflow="ignore")
    return table
