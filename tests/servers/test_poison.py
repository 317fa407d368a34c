"""Six articles among a thousand are poison: each ends where it is documented to, the others pass."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.streams import NORMALIZED, RAW
from tests.servers.harness import Pipeline, pipeline, until

pytestmark = [pytest.mark.servers, pytest.mark.timeout(900)]
MB = 1024 * 1024


@dataclass(frozen=True)
class Run:
    """Articles, the bytes of the largest, seconds for one."""

    articles: int
    large: int
    limit: float


SHORT, LONG = Run(100, 40 * MB, 2), Run(1000, 200 * MB, 10)


def raw(article_id: str, content: str, **more: object) -> str:
    return json.dumps({"article_id": article_id, "content": content, **more}, ensure_ascii=False)


async def flow(line: Pipeline, run: Run, poison: dict[str, str]) -> tuple[float, float]:
    """Add articles with poison spread among them; seconds until the good ones were handed on, and the slowest health answer."""
    good = [f"a{i}" for i in range(run.articles - len(poison))]
    every = len(good) // (len(poison) + 1)
    bad = list(poison.values())
    for i, article in enumerate(good):
        line.add(RAW, raw(article, "نص"))
        if bad and i % every == every - 1:
            line.add(RAW, bad.pop(0))
    assert not bad
    line.start("poison", "poison#2")
    await line.ready("poison")
    started, slowest = time.monotonic(), 0.0

    async def passed() -> bool:
        nonlocal slowest
        asked = time.monotonic()
        assert await line.get("poison", "/health/live", 30) is not None
        slowest = max(slowest, time.monotonic() - asked)
        return line.length(NORMALIZED) >= len(good)

    await until("the good ones passed", passed, 120)
    seconds = time.monotonic() - started
    assert sorted(line.article_ids(NORMALIZED)) == sorted(good)
    return seconds, slowest


@pytest.mark.parametrize("run", [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.chaos)])
async def test_six_of_many_are_poison(run: Run, tmp_path: Path, redis_url: str) -> None:
    settings: dict[str, object] = {"article_seconds": run.limit, "idle_seconds": max(1.0, run.limit / 4)}
    poison = {
        "raises": raw("raises", "RAISE"),
        "never ends": raw("endless", "LOOP"),
        "kills its process": raw("killer", "EXIT"),
        "large": raw("large", "x" * run.large),
        "broken": '{"content": "',
        "newer": raw("newer", "نص", contract="raw/2"),
    }
    (tmp_path / "clean").mkdir()
    with pipeline(tmp_path / "clean", redis_url, **settings) as line:
        clean, _ = await flow(line, Run(run.articles - len(poison), 0, 0), {})
    (tmp_path / "poison").mkdir()
    with pipeline(tmp_path / "poison", redis_url, **settings) as line:
        seconds, slowest = await flow(line, run, poison)
        letters = {letter["reason"]: letter for letter in await line.died(5, 120)}
        assert {reason: (letter["article_id"], letter["deliveries"]) for reason, letter in letters.items()} == {
            "raised": ("raises", 1),
            "timeout": ("endless", 1),
            "worker_died": ("killer", 3),
            "too_large": ("large", 1),
            "undecodable": (None, 1),
        }
        assert letters["too_large"]["data"] == poison["large"], "whole"
        assert letters["undecodable"]["data"] == poison["broken"]
        (waits,) = line.redis.xpending_range(RAW.key(line.prefix), "normalizer", "-", "+", 10)  # type: ignore[misc]
        assert waits["times_delivered"] == 1
        assert b'"newer"' in line.redis.xrange(RAW.key(line.prefix), waits["message_id"], waits["message_id"])[0][1][b"data"]  # type: ignore[index]
        print(  # noqa: T201
            f"{run.articles - len(poison)} articles: {clean:.1f} s alone, {seconds:.1f} s among poison;"
            f" slowest answer of the health route {slowest:.2f} s"
        )
        # What shares a batch with one that never ends, or with one that ends its process, waits for its time limit and for new
        # processes (seconds on a busy machine), since a batch is handed over as one; nobody else waits.
        assert seconds <= clean * 2 + run.limit + 90
