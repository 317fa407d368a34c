"""The submission API against its own document: schemathesis makes requests of it, good and bad, and judges every answer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.servers.harness import Pipeline, pipeline
from tests.servers.test_submission import AGENT

pytestmark = pytest.mark.servers
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "missing_required_header", "unsupported_method",
)  # fmt: skip
"""Not whether all that fits the schema is taken and nothing else: what an address must be is more than a schema can say, and
to schemathesis a text of digits is none."""


def schemathesis(line: Pipeline, folder: Path, *options: str) -> dict[str, Any]:
    """Run it on the fetcher of a pipeline; its report. Bounded in examples and in time, and the same requests each time."""
    report = folder / "report.json"
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", line.url("loopback_fetcher", "/openapi.json"),
            "--checks", ",".join(CHECKS), "--max-examples", "20", "--max-time", "8", "--generation-deterministic", "--no-shrink",
            "--request-timeout", "10",
            "--phases", "examples,coverage,fuzzing,stateful", "--report-json-path", str(report), "--no-color",
            *options,
        ],
        capture_output=True, text=True, timeout=120, check=False, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return dict(json.loads(report.read_text("utf-8")))


async def test_no_5xx_and_no_undocumented_answer(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url, user_agent=AGENT, api_rate=1_000_000, high_water=1_000_000) as line:
        line.start("loopback_fetcher")
        await line.ready("loopback_fetcher")
        report = schemathesis(line, tmp_path)
    assert report["operations"]["tested"] == 3
    assert {name: phase["status"] for name, phase in report["phases"].items()} == dict.fromkeys(
        ("examples", "coverage", "fuzzing", "stateful"), "success"
    )
    assert report["test_cases"]["generated"] > 100
    rates = report["valid_rates"]
    for operation in ("POST /articles", "GET /articles/{article_id}"):  # it got past the door
        assert sum(phase["accepted"] for phase in rates[operation].values()) > 0, rates
