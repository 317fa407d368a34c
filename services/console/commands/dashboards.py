"""`hirfa dashboards`: what OpenSearch Dashboards shows."""

from __future__ import annotations

import click


@click.group("dashboards", short_help="OpenSearch Dashboards: import its objects.")
def command() -> None:
    """Index patterns, saved searches and dashboards for OpenSearch Dashboards."""


@command.command("import")
@click.option("--url", default="http://127.0.0.1:5601", show_default=True, help="Address of OpenSearch Dashboards.")
def import_objects(url: str) -> None:
    """Import them, over what is there of the same names. Logs in with HIRFA_OPENSEARCH_USER and HIRFA_OPENSEARCH_PASSWORD."""
    import httpx

    from services.console.dashboards.objects import objects, render
    from services.console.settings import pipeline_settings

    settings = pipeline_settings()
    login = None
    if settings.opensearch_user and settings.opensearch_password:
        login = (settings.opensearch_user, settings.opensearch_password.get_secret_value())
    file = ("hirfa.ndjson", render(settings.index_prefix).encode(), "application/ndjson")
    try:
        answer = httpx.post(
            f"{url.rstrip('/')}/api/saved_objects/_import", params={"overwrite": "true"}, headers={"osd-xsrf": "true"},
            files={"file": file}, auth=login, timeout=60,
        )  # fmt: skip
    except httpx.HTTPError as error:
        raise click.ClickException(f"Dashboards at {url}: {error}") from None
    if answer.status_code != 200 or not answer.json().get("success"):
        raise click.ClickException(f"Dashboards at {url} answers {answer.status_code}: {answer.text[:500]}")
    click.echo(f"{len(objects())} objects imported into {url}")
