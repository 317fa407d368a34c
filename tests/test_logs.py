"""A log line that cannot be written stops nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LOGS = """
import logging, structlog
from shared.logs import configure_logs
from shared.settings import load_settings
configure_logs(load_settings(log_format={form!r}), "test")
for _ in range(3):
    structlog.get_logger().error("an article", error="x" * 10_000)
    logging.getLogger("library").error("of a library")
print("went on", flush=True)
"""


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("case", ["full", "gone"])
def test_a_log_that_cannot_be_written_stops_nobody(form: str, case: str, tmp_path: Path) -> None:
    source = LOGS.format(form=form)
    reading, writing = os.pipe()
    os.close(reading)
    with Path("/dev/full" if case == "full" else tmp_path / "log").open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-c", source],
            stdout=subprocess.PIPE,
            stderr=writing if case == "gone" else file,
            timeout=60,
            check=False,
        )
    os.close(writing)
    assert done.stdout == b"went on\n"


def test_what_can_be_written_is_there() -> None:
    done = subprocess.run([sys.executable, "-c", LOGS.format(form="json")], capture_output=True, timeout=60, check=True)
    assert done.stderr.count(b'"event":"an article"') == done.stderr.count(b'"event":"of a library"') == 3
