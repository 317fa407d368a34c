"""Six articles among a thousand are poison: each ends where it is documented to, the others pass."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.streams import DEAD, NORMALIZED, RAW, Stream
from tests.servers.harness import Pipeline, pipeline, until

pytestmark = [pytest.mark.servers, pytest.mark.timeout(900)]
MB = 1024 * 1024


@dataclass(frozen=True)
class Run:
    """Articles, the bytes of the largest, seconds for one."""

    articles: int
    large: int
    limit: float


SHORT, LONG = Run(100, 40 * MB, 15), Run(1000, 200 * MB, 20)


def raw(article_id: str, content: str, **more: object) -> str:
    return json.dumps({"article_id": article_id, "content": content, **more}, ensure_ascii=False)


def milliseconds(line: Pipeline, stream: Stream) -> dict[str, int]:
    """When each article was put on a stream, by the stream server's clock."""
    rows: list[tuple[bytes, dict[bytes, bytes]]] = line.redis.xrange(stream.key(line.prefix))  # type: ignore[assignment]
    return {json.loads(fields[b"data"])["article_id"]: int(entry_id.partition(b"-")[0]) for entry_id, fields in rows}


async def flow(line: Pipeline, run: Run, poison: dict[str, str]) -> tuple[dict[str, float], float]:
    """Add articles with poison spread among them.

    Returns:
        Seconds from the first good one's being handed on to each one's, and the slowest answer of the health route.
    """
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
    slowest = 0.0

    async def passed() -> bool:
        nonlocal slowest
        asked = time.monotonic()
        assert await line.get("poison", "/health/live", 30) is not None
        slowest = max(slowest, time.monotonic() - asked)
        return line.length(NORMALIZED) >= len(good)

    await until("the good ones passed", passed, 120)
    assert sorted(line.article_ids(NORMALIZED)) == sorted(good)
    passed_at = milliseconds(line, NORMALIZED)
    first = min(passed_at.values())
    return {article: (at - first) / 1000 for article, at in passed_at.items()}, slowest


@pytest.mark.parametrize("run", [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.chaos)])
async def test_six_of_many_are_poison(run: Run, tmp_path: Path, redis_url: str) -> None:
    settings: dict[str, object] = {"article_seconds": run.limit, "idle_seconds": 1.5}
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
        among, slowest = await flow(line, run, poison)
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
        late = max(among[article] - clean[article] for article in among)
        endless = milliseconds(line, DEAD)["endless"]
        last = max(milliseconds(line, NORMALIZED).values())
        print(  # noqa: T201
            f"{len(among)} articles: the last after {max(clean.values()):.1f} s alone, {max(among.values()):.1f} s among poison,"
            f" none more than {late:.1f} s later, {(endless - last) / 1000:.1f} s before the end of the one that never ends"
            f" (limit {run.limit:g} s); slowest answer of the health route {slowest:.2f} s"
        )
        assert last < endless, "nobody waits for the time limit of another"
