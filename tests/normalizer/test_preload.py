"""What the process that forks the normalizer's workers loads ahead of any article."""

from __future__ import annotations

import subprocess
import sys

LOADS = """
import sys
from services.normalizer import work
assert "trafilatura" not in sys.modules
work.preload()
assert "trafilatura" in sys.modules
"""


def test_what_pages_need_is_loaded_before_workers_are_forked() -> None:
    subprocess.run([sys.executable, "-c", LOADS], check=True, timeout=60)
