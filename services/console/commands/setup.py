"""`hirfa setup`: the indices, before the services start."""

from __future__ import annotations

import click


@click.command("setup", short_help="Templates and indices, once, before the services.")
@click.option("--timeout", default=180, show_default=True, help="Seconds to wait for OpenSearch, and then for Dashboards.")
@click.option("--dashboards", metavar="URL", help="Also import the saved objects into this OpenSearch Dashboards.")
def command(timeout: int, dashboards: str | None) -> None:
    """Install the index templates and create what is missing; as often as one likes.

    What cannot be imported into Dashboards is said, and does not fail this: the services can do without it.

    Where OpenSearch asks for logins, run it with those of an administrator (HIRFA_OPENSEARCH_USER,
    HIRFA_OPENSEARCH_PASSWORD): the services' own user may not do it. Without logins the indexer does it by itself.
    """
    import asyncio
    import time

    from opensearchpy.exceptions import ConnectionError as AwayError
    from opensearchpy.exceptions import OpenSearchException, TransportError

    from services.console.dashboards.importing import ImportFailedError, import_objects
    from services.console.settings import pipeline_settings
    from services.indexer.install import install
    from shared.errors import ServerAwayError
    from shared.servers import connect_opensearch, public_address

    settings = pipeline_settings()
    address = public_address(settings.opensearch_url)

    async def run() -> None:
        deadline = time.monotonic() + timeout
        client = connect_opensearch(settings)
        try:
            while True:
                try:
                    await client.cluster.health(wait_for_status="yellow")
                    await install(client, settings.index_prefix)
                except TransportError as error:
                    # not there yet, or there and its security not initialised yet; a refused login will not come right
                    passing = isinstance(error, AwayError) or error.status_code in (408, 429, 502, 503)
                    if not passing or "CERTIFICATE_VERIFY_FAILED" in str(error) or time.monotonic() > deadline:
                        raise
                    click.echo(f"waiting for OpenSearch at {address}: {str(error)[:200]}", err=True)
                    await asyncio.sleep(2)
                else:
                    return
        finally:
            await client.close()

    try:
        asyncio.run(run())
    except OpenSearchException as error:
        raise click.ClickException(f"OpenSearch at {address}: {error}") from None
    except ServerAwayError as error:  # an index of an older schema: the message says what to run
        raise click.ClickException(f"OpenSearch at {address}: {error.detail}") from None
    click.echo(f"templates and indices of {settings.index_prefix} are installed at {address}")
    if dashboards:
        try:
            count = import_objects(dashboards, settings, wait=timeout, say=lambda text: click.echo(text, err=True))
        except ImportFailedError as error:
            click.echo(f"not imported: {error}; `hirfa dashboards import --url {dashboards}` does it later", err=True)
        else:
            click.echo(f"{count} objects imported into {dashboards}")
