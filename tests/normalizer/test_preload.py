"""What the process that forks the normalizer's workers loads ahead of any article."""

from __future__ import annotations

import subprocess
import sys

LOADS = """
import sys
from services.normalizer import work
before = {"py3langid", "trafilatura"} & set(sys.modules)
work.preload()
from services.normalizer.language import identifier
assert not before, before
assert {"py3langid", "trafilatura"} <= set(sys.modules)
assert identifier.cache_info().currsize == 1
"""


def test_models_are_loaded_before_workers_are_forked() -> None:
    subprocess.run([sys.executable, "-c", LOADS], check=True, timeout=60)
