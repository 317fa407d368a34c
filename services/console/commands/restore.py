"""`hirfa restore`: a backup, brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


@click.command("restore", short_help="Bring a backup back.")
@click.argument("name", required=False)
@click.option("--overwrite", is_flag=True, help="Replace the indices that are there; the streams' data is put aside.")
@click.option("--only", type=click.Choice(["streams", "index"]), help="Leave the other part as it is.")
@click.option("--repository", help="The snapshot repository that the backup was made with.")
@click.option(
    "--streams-to", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="Data folder of a stopped Valkey of your own, which has its append-only file on.",
)  # fmt: skip
def command(name: str | None, overwrite: bool, only: Any, repository: str | None, streams_to: Path | None) -> None:
    """Bring the backup NAME back, or the newest. `hirfa up` must not be running on the data folder.

    Nothing that is there is replaced without --overwrite. The indices are built beside the old ones and then taken into use in
    one step; what fails before leaves everything as it was. What was not yet indexed when the backup was made is delivered
    again when the services start, and what is indexed already does not change.
    """
    from services.console.backup.run import restore
    from services.console.settings import read_settings
    from services.console.signals import stop_on_signals

    stop_on_signals()
    done = restore(
        read_settings(), name, only=only, repository=repository, streams_to=streams_to, overwrite=overwrite,
        say=lambda text: click.echo(text, err=True),
    )  # fmt: skip
    for alias, count in done.documents.items():
        click.echo(f"{alias}: {count} documents")
    for stream, found in (done.streams or {}).items():
        click.echo(f"{done.manifest.stream_prefix}:{stream}: {found['entries']} entries")
    if streams_to is not None and only != "index":
        click.echo(f"the streams' file is in {streams_to}; start the stream server, and then the services")
    if done.aside is not None:
        click.echo(f"what the stream server held before is in {done.aside}; delete it when you are sure")
