"""`hirfa submit`: URLs and files to the running pipeline."""

from __future__ import annotations

import sys

import click


@click.command("submit", short_help="Submit URLs, texts and pages.")
@click.argument("things", nargs=-1, required=True, metavar="URL|FILE...")
@click.option("--wait", is_flag=True, help="Wait until each is indexed or given up; the exit code is 1 when one is not indexed.")
@click.option("--timeout", type=click.FloatRange(min=1), default=300.0, show_default=True, help="Seconds to wait at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(things: tuple[str, ...], wait: bool, timeout: float, as_json: bool) -> None:
    """Give addresses of articles (http, https) and files (.txt, .html) to the fetcher of a running pipeline.

    Prints for each its id, where it is, and what it was. What can't be submitted is named on standard error, the rest goes on,
    and the exit code is 1. The token is that of HIRFA_API_TOKEN.
    """
    import json
    from pathlib import Path

    from services.console.submitting import Submitted, Submitter, UnreachableError, sorted_out, wait_for

    def show(one: Submitted, state: dict[str, str]) -> None:
        if as_json:
            click.echo(json.dumps({"what": one.what, "id": one.article_id, **state}, ensure_ascii=False))
            return
        where = state["state"] + (f" at {state['stage']}: {state['reason']}" if "stage" in state else "")
        where += " (unchanged)" if "unchanged_at" in state else ""
        click.echo(f"{one.article_id}  {where}  {one.what}")

    client = Submitter()
    try:
        files = [Path(thing) for thing in things if "://" not in thing]
        lots, bad = sorted_out([thing for thing in things if "://" in thing])
        for url, cause in bad.items():
            click.ClickException(f"{url}: {cause}").show()
        taken: list[Submitted] = []
        failed = bool(bad)
        for group in [*map(client.urls, lots), *(client.files([file]) for file in files)]:
            try:
                for one in group:
                    taken.append(one)
                    if not wait:
                        show(one, {"state": "submitted"})
            except click.ClickException as error:
                failed = True
                error.show()
                if isinstance(error, UnreachableError):
                    break
        for one, state in wait_for(client, taken, timeout) if wait else ():
            failed |= state["state"] != "indexed"
            show(one, state)
    finally:
        client.close()
    sys.exit(1 if failed else 0)
