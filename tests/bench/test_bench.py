"""The benchmark runs and says what it should; how fast anything is, no test asks."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.console.bench.end_to_end import Measured, rows
from services.console.bench.extraction import Work
from services.console.bench.indexing import Bulk
from services.console.bench.measuring import Series, machine, percentile
from services.console.bench.pipeline import COMPILER, OPENSEARCH, Run, allowed
from services.console.bench.report import Row, as_json, as_text, row
from services.console.bench.sizing import FIGURES, figures
from services.console.bench.streams import Hops
from services.console.embedded.jars import JarCache


def test_best_and_spread() -> None:
    assert Series((8.0, 10.0, 9.0)).best == 10.0
    assert Series((8.0, 10.0, 9.0)).spread == pytest.approx(0.2)
    assert Series((8.0, 10.0), higher_is_better=False).best == 8.0
    assert Series((8.0, 10.0), higher_is_better=False).spread == pytest.approx(0.25)


def test_percentile_is_the_nearest_rank() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert percentile(values, 0.5) == 50.0
    assert percentile(values, 0.99) == 99.0
    assert percentile([3.0], 0.99) == 3.0


def test_what_the_cpu_allows() -> None:
    cost = {"fetcher": 1.0, "extractor": 10.0, "OpenSearch": 5.0}
    assert allowed(cost, cores=1) == pytest.approx(1000 / 16)
    assert allowed(cost, cores=2) == pytest.approx(100), "the extractor's one process needs 10 ms of each core's second"
    assert allowed({"extractor": 1.0, "OpenSearch": 10.0}, cores=8) == pytest.approx(8 * 1000 / 11), "it has many threads"
    assert allowed({"extractor": 1.0, COMPILER: 10.0}, cores=8) == pytest.approx(8 * 1000 / 11), "so has its compiler"


def test_what_the_clock_is_set_against_has_the_compiler_in_it() -> None:
    """The compiler's time is left out of what an article costs; it was spent nonetheless."""
    costs = Series((1.0,))
    found = Measured(
        [Bulk(1.0, 1.0, 1.0)], [Bulk(1.0, 1.0, 1.0)], [1.0], [Run(50.0, {OPENSEARCH: 10.0, "extractor": 2.0}, 5.0, {})]
    )
    work, hops = Work(costs, costs, {}, 1.0, 1.0), Hops(costs, costs, costs, costs)
    (share,) = [one.value for one in rows(found, hops, work, 1) if "its own CPU time allows" in one.name]
    assert share == pytest.approx(50 / (1000 / 17))


def test_rows_as_text_and_json() -> None:
    rows = [
        row("one", "fast", Series((90.0, 100.0)), "/s", at_least=95),
        row("one", "slow", 7.0, "ms", at_most=5),
        row("two", "just said", 1234.5),
    ]
    assert [entry.reached for entry in rows] == [True, False, None]
    rows.append(Row("two", "not there", None, aim="not measured"))
    text = as_text(rows, machine(), "trial", datetime(2026, 1, 2, tzinfo=UTC), 3.0)
    assert "≥ 95 reached" in text
    assert "≤ 5 NOT reached" in text
    assert "1,234" in text
    assert any(line.split() == ["not", "there", "–", "not", "measured"] for line in text.splitlines())
    document = as_json(rows, machine(), "trial", datetime(2026, 1, 2, tzinfo=UTC), 3.0)
    assert json.loads(json.dumps(document))["rows"][0]["spread"] == pytest.approx(0.1)


def test_the_command_runs(jars: JarCache, tmp_path: Path) -> None:
    """The whole of it with real servers, so small that its figures mean nothing."""
    jars.class_path()  # fetched by the fixture's owner, not within this test's time
    report = tmp_path / "bench.json"
    command = [
        sys.executable,
        "-m",
        "services.console.main",
        "bench",
        "--tiny",
        "--json",
        str(report),
        "--home",
        str(tmp_path / "home"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    document = json.loads(report.read_text(encoding="utf-8"))
    assert document["machine"]["cores"] >= 1
    found = {(entry["group"], entry["name"]): entry for entry in document["rows"]}
    assert {group for group, _ in found} >= {
        "extraction, CPU time of one core", "growth of an article", "one hop over the streams",
        "end to end, articles a second", "end to end, CPU time for an article on all cores", "bytes for an article",
        f"replicas of the extractor on one stream, {document['machine']['cores']} cores",
        "growth of the number of articles", "delay from the drop folder to searchable",
    }  # fmt: skip
    # of six articles some process takes less CPU time than the kernel's clock has in a tick
    assert all(
        entry["value"] > 0
        for (group, name), entry in found.items()
        if not group.startswith("end to end") and "Duckling" not in name
    )
    duckling = [entry for (_, name), entry in found.items() if "Duckling" in name]
    assert len(duckling) == 2, "measured, or said not to be"
    assert all((entry["value"] or 0) > 0 or "not measured" in (entry["aim"] or "") for entry in duckling)
    assert found["end to end, articles a second", "from the drop folder to searchable"]["value"] > 0
    assert figures(document).keys() == FIGURES.keys(), "the page on sizing can be written from it"
    assert "one hop over the streams" in done.stdout
