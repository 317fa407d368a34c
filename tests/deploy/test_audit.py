"""The landing's audit passes over what cannot be reached, and over nothing else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("answer", "code", "passes"),
    [
        ("No known vulnerabilities found", 0, True),
        ("Found 2 known vulnerabilities in 1 package", 1, False),
        ("Found 1 known vulnerability in 1 package; others: ConnectionError", 1, False),
        ("ERROR:pip_audit._cli: HTTPSConnectionPool: Max retries exceeded with url: /x", 1, True),
        ("urllib3: Failed to resolve 'example.org'", 1, True),
        ("ERROR:pip_audit._cli:x: Dependency not found and could not be audited: x (1.0)", 1, True),
        ("Traceback (most recent call last):\nTypeError: a bug", 1, False),
        ("pip-audit: error: unrecognized arguments: --strikt", 2, False),
        ("invalid requirements file: could not resolve the hash of x", 1, False),
        ("", 127, False),
    ],
)
def test_only_what_cannot_be_reached_is_passed_over(answer: str, code: int, passes: bool, tmp_path: Path) -> None:
    (tmp_path / "answer").write_text(answer)
    make = tmp_path / "make"
    make.write_text(f'#!/bin/sh\ncat "{tmp_path}/answer" >&2\nexit {code}\n')
    make.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run([ROOT / ".ci" / "audit"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == passes
    if code:
        assert answer in done.stdout, "what went wrong is told"
