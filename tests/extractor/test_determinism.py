"""The same article gives the same facts in every process: nothing hangs on the order of a set, which differs from run to run."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_READ_ALL = """
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from services.console.extracting import extract_file
now = datetime(2026, 1, 1, tzinfo=UTC)
for folder in ("seeds", "tests/gold_second/articles", "tests/gold_third/articles"):
    for path in sorted(Path(folder).glob("*.txt")):
        text = extract_file(path, now).model_dump_json(exclude={"fetched_at"})
        print(path.name, hashlib.sha256(text.encode()).hexdigest())
"""


def _read(seed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _READ_ALL],
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_articles_read_the_same_whatever_the_order_of_sets() -> None:
    first = _read("1")
    assert len(first) > 40
    assert _read("2") == first
