"""`hirfa dashboards`: what OpenSearch Dashboards shows."""

from __future__ import annotations

import click


@click.group("dashboards", short_help="OpenSearch Dashboards: import its objects.")
def command() -> None:
    """Index patterns, saved searches and dashboards for OpenSearch Dashboards."""


@command.command("import")
@click.option("--url", default="http://127.0.0.1:5601", show_default=True, help="Address of OpenSearch Dashboards.")
@click.option("--wait", default=0, help="Seconds to wait for it to answer.")
def import_objects(url: str, wait: int) -> None:
    """Import them, over what is there of the same names. Logs in with HIRFA_OPENSEARCH_USER and HIRFA_OPENSEARCH_PASSWORD."""
    from services.console.dashboards.importing import import_objects
    from services.console.settings import pipeline_settings

    count = import_objects(url, pipeline_settings(), wait=wait, say=lambda text: click.echo(text, err=True))
    click.echo(f"{count} objects imported into {url}")
