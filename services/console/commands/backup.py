"""`hirfa backup`: streams and indices, kept."""

from __future__ import annotations

import sys
from typing import Any

import click


@click.command("backup", short_help="Keep a copy of the streams and the indices.")
@click.option("--list", "listing", is_flag=True, help="List the backups, and make none.")
@click.option("--keep", type=click.IntRange(1), help="Afterwards remove all but so many of the newest.")
@click.option("--only", type=click.Choice(["streams", "index"]), help="Leave the other part out.")
@click.option("--repository", help="A snapshot repository that OpenSearch knows, on S3 say. [a folder beside the backups]")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest, or with --list all of them.")
def command(listing: bool, keep: int | None, only: Any, repository: str | None, as_json: bool) -> None:
    """Copy the streams, then the indices, into HIRFA_BACKUP_DIR (default: backups in HIRFA_HOME), while everything runs.

    Of the indices only what an earlier backup does not hold is copied. Files in the drop folder that nobody has taken yet
    are not in it, nor is what people made in Dashboards. `hirfa restore` brings it back.
    """
    import json
    from dataclasses import asdict

    from services.console.backup.run import back_up
    from services.console.backup.store import Store
    from services.console.settings import read_settings
    from services.console.signals import stop_on_signals

    console = read_settings()
    store = Store(console.backups)
    if listing:
        found = [store.read(name) for name in store.names()]
        if as_json:
            click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
            return
        for one in found:
            parts = [f"streams {one.streams.bytes / 2**20:.1f} MiB"] if one.streams else []
            parts += [f"{count} in {alias}" for alias, count in one.index.documents.items()] if one.index else []
            click.echo(f"{one.name}  {', '.join(parts)}")
        if not found:
            click.echo(f"no backup in {store.folder}", err=True)
        return
    stop_on_signals()  # the indices must not stay closed for writing
    made = back_up(console, only=only, repository=repository, keep=keep, say=lambda text: click.echo(text, err=True))
    if as_json:
        sys.stdout.write(json.dumps(asdict(made), ensure_ascii=False) + "\n")
    else:
        click.echo(f"{made.name} is in {store.path(made.name)}; `hirfa restore {made.name}` brings it back")
