"""The four services as processes, over real streams, into a real index."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.settings import SERVICES
from tests.servers.harness import CLONE, Pipeline, pipeline

pytestmark = pytest.mark.servers
SEEDS = sorted((CLONE / "seeds").glob("*.txt"))


async def documents(line: Pipeline, opensearch_url: str, kind: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=opensearch_url, trust_env=False) as client:
        await client.post(f"/{line.prefix}-{kind}/_refresh")
        answer = await client.get(f"/{line.prefix}-{kind}/_search", params={"size": 10_000})
        answer.raise_for_status()
        return [hit["_source"] for hit in answer.json()["hits"]["hits"]]


async def check_index(line: Pipeline, opensearch_url: str, articles: int) -> list[dict[str, Any]]:
    """Every article once, and exactly the facts that it names."""
    found = await documents(line, opensearch_url, "articles")
    assert len(found) == articles
    facts = await documents(line, opensearch_url, "facts")
    assert sorted(fact["fact_id"] for fact in facts) == sorted(i for article in found for i in article["fact_ids"])
    return facts


async def test_seeds_become_facts(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        shutil.copy(SEEDS[0], line.drop)  # present before the start
        line.start(*SERVICES)
        for seed in SEEDS[1:]:
            shutil.copy(seed, line.drop)
        await line.ready(*SERVICES)
        await line.taken(5)
        await line.drained()
        facts = await check_index(line, opensearch_url, 5)
        assert facts
        articles = {article["article_id"]: article for article in await documents(line, opensearch_url, "articles")}
        for fact in facts:
            text = articles[fact["article_id"]]["body" if fact["in"] == "body" else "title"]
            assert text[fact["start"] : fact["end"]] == fact["quote"]
        assert line.dead() == []
        for service in SERVICES:
            assert line.terminate(service) == 0, line.log(service)[-3000:]
