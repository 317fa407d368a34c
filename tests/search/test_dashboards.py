"""Every saved object of Dashboards: references resolve, fields exist, and each panel's aggregation gives data for the seeds."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from services.console.dashboards.objects import TARGET, aggregations, definition, fields, labels, objects, render, request
from services.console.dashboards.region_map import CAPITALS
from services.console.embedded.ports import free_port
from services.console.main import cli
from services.extractor.places.catalog import REGIONS
from services.indexer.dead_letters import document
from services.indexer.install import KINDS, alias_name, index_name
from shared.contracts import DeadLetter
from tests.search.conftest import Indexed

PANELS = [panel for board in definition()["dashboards"].values() for panel in board["panels"] if "id" in panel]
EMPTY_FOR_THE_SEEDS = {"sources"}  # dropped files name no outlet
LETTER = DeadLetter(
    stage="indexer", stream="hirfa:extracted", entry_id="1-1", reason="refused", error="…", deliveries=1,
    entered_at=datetime(2026, 3, 1, tzinfo=UTC), died_at=datetime(2026, 3, 1, 1, tzinfo=UTC),
)  # fmt: skip


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


ARABIC_AND_FRENCH = re.compile(r"[\u0621-\u064a][\u0621-\u064a ]+ \([a-zà-ÿ][a-zà-ÿ',. ]+(, MAD)?\)")


def test_whatever_a_person_reads_is_arabic_with_french_in_brackets() -> None:
    """Titles, and each aggregation's label, which the axis of values and the legend bear as well."""
    for one in objects():
        if one["type"] == "index-pattern":
            continue
        for part in one["attributes"]["title"].split(": "):
            assert ARABIC_AND_FRENCH.fullmatch(part), part
        state = json.loads(one["attributes"].get("visState", "{}"))
        made = state.get("aggs", [])
        assert made or state.get("type") in (None, "markdown", "vega"), one["id"]
        for aggregation in made:
            assert ARABIC_AND_FRENCH.fullmatch(aggregation["params"]["customLabel"]), (one["id"], aggregation)
        if state.get("type") in ("histogram", "horizontal_bar"):
            ((axis,), (series,)) = state["params"]["valueAxes"], state["params"]["seriesParams"]
            assert axis["title"]["text"] == series["data"]["label"] == made[0]["params"]["customLabel"]


def test_each_column_of_a_saved_search_is_named_above_it() -> None:
    made = {one["id"]: one for one in objects()}
    for name, search in definition()["searches"].items():
        text = json.loads(made[f"hirfa-{name}-columns"]["attributes"]["visState"])["params"]["markdown"]
        head, _, names = ([cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines())
        assert head == search["columns"]
        assert all(map(ARABIC_AND_FRENCH.fullmatch, names)), names
    for board in (one for one in made.values() if one["type"] == "dashboard"):
        shown = [reference["id"] for reference in board["references"]]
        for above, below in pairwise(shown):
            assert not below.endswith("-search") or above == below.replace("-search", "-columns")


def test_no_label_is_left_without_a_use() -> None:
    used = {column for search in definition()["searches"].values() for column in search["columns"]}
    used |= {one["params"]["field"] for panel in PANELS for one in aggregations(panel)[1:]}
    assert used == set(labels())


def test_the_columns_of_saved_searches_exist() -> None:
    for search in definition()["searches"].values():
        assert set(search["columns"]) <= set(fields(search["index"]))


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["id"])
def test_a_panel_gives_data_for_the_seeds(seeds: Indexed, panel: dict[str, Any]) -> None:
    if panel["index"] == "dead":  # the seeds have no dead letter
        letters = alias_name(seeds.prefix, "dead")
        seeds.client.index(index=letters, id="1-1", body=document("1-1", LETTER), params={"refresh": "true"})
    answer = seeds.client.search(index=alias_name(seeds.prefix, panel["index"]), body=request(panel))
    ((_, outer),) = answer["aggregations"].items()
    if panel["id"] in EMPTY_FOR_THE_SEEDS:
        assert answer["hits"]["total"]["value"] > 0
        return
    assert any(bucket["doc_count"] for bucket in outer["buckets"]), panel
    if panel["measure"] != "count" and "split" not in panel:
        assert any(bucket["1"]["value"] for bucket in outer["buckets"])


def test_the_map_has_every_region_and_panels_lie_side_by_side() -> None:
    assert set(CAPITALS) == set(REGIONS)
    assert all(-17.2 < lon < -0.9 and 20.7 < lat < 36 for lon, lat in CAPITALS.values())
    for board in (one for one in objects() if one["type"] == "dashboard"):
        taken: set[tuple[int, int]] = set()
        for panel in json.loads(board["attributes"]["panelsJSON"]):
            grid = panel["gridData"]
            cells = {(x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])}
            assert not cells & taken
            assert max(x for x, _ in cells) < 48
            taken |= cells


def test_import_sends_every_object() -> None:
    """The protocol against a listener of our own, which is starting at first; no Dashboards was at hand."""
    got: list[bytes] = []
    answers = [503, 200]

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["osd-xsrf"] == "true"
            assert self.headers["securitytenant"] == "global"
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(answers.pop(0))
            self.end_headers()
            self.wfile.write(b'{"success": true}')

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = Thread(target=lambda: [server.handle_request() for _ in answers[:]])
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    result = CliRunner().invoke(cli, ["dashboards", "import", "--url", url, "--wait", "20"])
    thread.join(10)
    server.server_close()
    assert result.exit_code == 0, result.output
    assert all(line.encode() in got[1] for line in render().splitlines())


def test_setup_goes_on_without_dashboards_and_says_so(seeds: Indexed) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    environment = {"OPENSEARCH_URL": seeds.url, "HIRFA_INDEX_PREFIX": f"{seeds.prefix}-setup"}
    result = CliRunner().invoke(cli, ["setup", "--timeout", "1", "--dashboards", nobody], env=environment)
    assert result.exit_code == 0, result.output
    assert f"hirfa dashboards import --url {nobody}" in result.output
    for kind in KINDS:
        seeds.client.indices.delete(index=index_name(f"{seeds.prefix}-setup", kind))
        seeds.client.indices.delete_index_template(name=alias_name(f"{seeds.prefix}-setup", kind))
