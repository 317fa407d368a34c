"""A rolling change: a service of the next version beside one of this, on one stream with messages of both."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from shared.streams import NORMALIZED, RAW
from tests.servers.harness import Pipeline, pipeline, until

pytestmark = pytest.mark.servers


def old(number: int) -> str:
    return json.dumps({"article_id": f"old-{number}", "content": "نص", "contract": "raw/1"}, ensure_ascii=False)


def new(number: int) -> str:
    return json.dumps({"article_id": f"new-{number}", "words": ["نص"], "contract": "raw/2"}, ensure_ascii=False)


def pending(line: Pipeline) -> list[int]:
    """How often each entry that is not done was delivered."""
    rows = line.redis.xpending_range(RAW.key(line.prefix), "normalizer", "-", "+", 100)
    return [row["times_delivered"] for row in rows]  # type: ignore[union-attr]


async def test_both_versions_run_side_by_side_and_nothing_dies(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, deliveries=2, idle_seconds=0.4) as line:
        line.start("poison")
        for number in range(10):
            line.add(RAW, old(number))
            line.add(RAW, new(number))
        await line.passed(NORMALIZED, 10)

        async def wait() -> bool:
            return len(pending(line)) == 10

        await until("those of the next version wait", wait)
        await asyncio.sleep(2)  # far longer than both deliveries of a message would take
        assert pending(line) == [1] * 10, "waiting costs them nothing"
        assert line.dead() == []

        line.start("next_normalizer#2")
        await line.passed(NORMALIZED, 20)
        for number in range(10, 60):  # both read now: whatever comes to the older one waits, and goes on with the newer
            line.add(RAW, old(number))
            line.add(RAW, new(number))
        await line.passed(NORMALIZED, 70)
        assert line.terminate("poison") == 0
        await line.passed(NORMALIZED, 120)
        await line.drained(RAW)
        assert sorted(line.article_ids(NORMALIZED)) == sorted(f"{kind}-{n}" for kind in ("old", "new") for n in range(60))
        assert line.dead() == []
        line.start("poison")  # and back again: what it knows it still reads
        line.terminate("next_normalizer#2")
        line.add(RAW, old(99))
        await line.passed(NORMALIZED, 121)
