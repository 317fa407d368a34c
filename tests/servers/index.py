"""What the tests ask the index."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from opensearchpy import OpenSearch

from services.indexer.install import KINDS
from tests.servers.harness import Pipeline


async def documents(line: Pipeline, opensearch_url: str, kind: str) -> list[dict[str, Any]]:
    """All documents of a kind."""
    async with httpx.AsyncClient(base_url=opensearch_url, trust_env=False) as client:
        await client.post(f"/{line.prefix}-{kind}/_refresh")
        found: list[dict[str, Any]] = []
        query: dict[str, Any] = {"size": 1000, "sort": ["article_id" if kind == "articles" else "fact_id"]}
        refused = 0
        while True:
            answer = await client.post(f"/{line.prefix}-{kind}/_search", json=query, timeout=30)
            if answer.status_code == 429 and refused < 60:  # its small memory is full of what was just written
                refused += 1
                await asyncio.sleep(1)
                continue
            answer.raise_for_status()
            hits = answer.json()["hits"]["hits"]
            found += [hit["_source"] for hit in hits]
            if len(hits) < query["size"]:
                return found
            query["search_after"] = hits[-1]["sort"]


async def check_index(line: Pipeline, opensearch_url: str, articles: int) -> list[dict[str, Any]]:
    """Every article once, and exactly the facts that the articles name. The facts."""
    found = await documents(line, opensearch_url, "articles")
    assert len(found) == articles
    facts = await documents(line, opensearch_url, "facts")
    assert sorted(fact["fact_id"] for fact in facts) == sorted(i for article in found for i in article["fact_ids"])
    return facts


def forget(client: OpenSearch, prefix: str) -> None:
    """Delete all indices and templates of a prefix."""
    for kind in KINDS:
        for name in client.indices.get(index=f"{prefix}-{kind}-v*"):
            client.indices.delete(index=name)
        client.indices.delete_index_template(name=f"{prefix}-{kind}", params={"ignore": 404})
