"""Every saved object of Dashboards: references resolve, fields exist, and each panel's aggregation gives data for the seeds."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from services.console.dashboards.objects import TARGET, aggregations, definition, fields, objects, render, request
from services.console.main import cli
from services.indexer.install import alias_name
from tests.search.conftest import Indexed

PANELS = [panel for board in definition()["dashboards"].values() for panel in board["panels"] if "id" in panel]
EMPTY_FOR_THE_SEEDS = {"sources"}  # dropped files name no outlet


def test_the_file_is_what_the_definition_makes() -> None:
    assert TARGET.read_text("utf-8") == render(), "run: python -m services.console.dashboards.objects"


def test_references_resolve_and_names_are_unique() -> None:
    made = objects()
    known = {(one["type"], one["id"]) for one in made}
    assert len(known) == len(made)
    for one in made:
        assert all((reference["type"], reference["id"]) in known for reference in one["references"]), one["id"]
        for name in ("visState", "panelsJSON", "fields", "fieldFormatMap"):
            json.loads(one["attributes"].get(name, "{}"))


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["id"])
def test_a_panels_fields_exist_and_can_be_aggregated(panel: dict[str, Any]) -> None:
    known = fields(panel["index"])
    for aggregation in aggregations(panel):
        if "field" in aggregation["params"]:
            assert known[aggregation["params"]["field"]] not in ("text", "object", "nested")


def test_the_columns_of_saved_searches_exist() -> None:
    for search in definition()["searches"].values():
        assert set(search["columns"]) <= set(fields(search["index"]))


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["id"])
def test_a_panel_gives_data_for_the_seeds(seeds: Indexed, panel: dict[str, Any]) -> None:
    answer = seeds.client.search(index=alias_name(seeds.prefix, panel["index"]), body=request(panel))
    ((_, outer),) = answer["aggregations"].items()
    if panel["id"] in EMPTY_FOR_THE_SEEDS:
        assert answer["hits"]["total"]["value"] > 0
        return
    assert outer["buckets"], panel
    if panel["measure"] != "count" and "split" not in panel:
        assert any(bucket["1"]["value"] for bucket in outer["buckets"])


def test_import_sends_every_object() -> None:
    """The protocol against a listener of our own; no Dashboards was at hand."""
    got: list[bytes] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["osd-xsrf"] == "true"
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"success": true}')

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = Thread(target=server.handle_request)
    thread.start()
    result = CliRunner().invoke(cli, ["dashboards", "import", "--url", f"http://127.0.0.1:{server.server_port}"])
    thread.join(10)
    server.server_close()
    assert result.exit_code == 0, result.output
    assert all(line.encode() in got[0] for line in render().splitlines())
