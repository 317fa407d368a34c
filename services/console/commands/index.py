"""`hirfa index`: look after the indices."""

from __future__ import annotations

import click


@click.group("index", short_help="The indices: migrate to a new version.")
def command() -> None:
    """Look after the indices behind the aliases."""


@command.command("migrate")
@click.option("--again", is_flag=True, help="Also where the index is of this version already.")
@click.option("--drop-old", is_flag=True, help="Delete the old index afterwards.")
@click.option("--take-over", is_flag=True, help="Clear away what a migration on another machine has left that you know is dead.")
def migrate(again: bool, drop_old: bool, take_over: bool) -> None:
    """Build the indices of this version beside the old ones and switch to them, while everything runs.

    Searches see the old index until the switch, which is one step. Writers are held up for the last documents, and lose
    nothing. If it fails, the old index is what it was. The old one is kept, closed for writing, without --drop-old.
    What a migration has left that was killed is cleared away first.
    """
    from opensearchpy.exceptions import OpenSearchException

    from services.console.search.reading import index_settings
    from services.console.signals import stop_on_signals
    from services.indexer import migration
    from services.indexer.install import KINDS
    from shared.servers import connect_opensearch_sync, public_address

    def say(text: str) -> None:
        click.echo(text, err=True)

    settings = index_settings()
    stop_on_signals()  # the old index must not stay closed for writing
    client = connect_opensearch_sync(settings)
    try:
        for kind in KINDS:
            migration.clear_up(client, settings.index_prefix, kind, take_over=take_over, say=say)
            if not again and migration.is_current(client, settings.index_prefix, kind):
                click.echo(f"{kind}: {migration.current(client, settings.index_prefix, kind)} is of this version")
                continue
            done = migration.migrate(client, settings.index_prefix, kind, keep=not drop_old, take_over=take_over, say=say)
            click.echo(f"{kind}: {done.old} → {done.new}, {done.documents} documents")
    except (migration.MigrationError, OpenSearchException) as error:
        raise click.ClickException(f"OpenSearch at {public_address(settings.opensearch_url)}: {error}") from None
    finally:
        client.close()


@command.command("back")
@click.argument("name")
def back(name: str) -> None:
    """Switch an alias back to the index NAME, which a migration has kept. What was written since is lost to searches."""
    from opensearchpy.exceptions import OpenSearchException

    from services.console.search.reading import index_settings
    from services.indexer import migration
    from services.indexer.install import KINDS, alias_name
    from shared.servers import connect_opensearch_sync

    settings = index_settings()
    kinds = [kind for kind in KINDS if name.startswith(f"{alias_name(settings.index_prefix, kind)}-v")]
    if not kinds:
        raise click.UsageError(f"{name} is no index of {settings.index_prefix}")
    client = connect_opensearch_sync(settings)
    try:
        migration.go_back(client, settings.index_prefix, kinds[0], name)
    except (migration.MigrationError, OpenSearchException) as error:
        raise click.ClickException(str(error)) from None
    finally:
        client.close()
    click.echo(f"{alias_name(settings.index_prefix, kinds[0])} → {name}")
