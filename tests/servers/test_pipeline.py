"""The four services as processes, over real streams, into a real index."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from shared.asyncapi import render
from shared.settings import SERVICES
from shared.streams import EXTRACTED, NORMALIZED, RAW, ROUTES, STREAMS
from tests.servers.harness import CLONE, pipeline
from tests.servers.index import check_index, documents

pytestmark = pytest.mark.servers
SEEDS = sorted((CLONE / "seeds").glob("*.txt"))


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


async def test_another_program_takes_part_with_one_field(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    """A raw article by plain XADD, without id or time; every stream is read as JSON from `data`."""
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        line.add(RAW, '{"content": "تم تدشين قرية للصناع التقليديين بمراكش."}')
        line.start("normalizer", "extractor", "indexer")
        await line.passed(EXTRACTED, 1)
        await line.drained()
        (normalized,) = [json.loads(fields[b"data"]) for fields in line.entries(NORMALIZED)]
        assert normalized["body"] == "تم تدشين قرية للصناع التقليديين بمراكش."
        assert normalized["contract"] == "normalized/1"
        (article,) = await documents(line, opensearch_url, "articles")
        assert article["article_id"] == normalized["article_id"]


async def test_asyncapi_and_metrics_pages(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        line.start(*SERVICES)
        await line.ready(*SERVICES)
        for service in SERVICES:
            page = await line.get(service, "/asyncapi.json")
            assert page is not None
            assert page.json()["info"]["title"] == f"Hirfa {service}"
            document = page.json()
            human = await line.get(service, "/asyncapi")
            assert human is not None
            assert human.headers["content-type"] == "text/html; charset=utf-8"
            assert human.text == render(document)
            addresses = {
                (operation["action"], document["channels"][operation["channel"]["$ref"].rpartition("/")[2]]["address"])
                for operation in document["operations"].values()
            }
            prefix = line.env["HIRFA_STREAM_PREFIX"]
            reads = {("receive", route.source.key(prefix)) for route in ROUTES if route.stage == service != "fetcher"}
            # the fetcher reads addresses only where it may fetch them
            assert addresses == reads | {("send", stream.key(prefix)) for stream in STREAMS if service in stream.writers}
            metrics = await line.get(service, "/metrics")
            assert metrics is not None
            assert f'hirfa_processed_total{{stage="{service}"}} 0.0' in metrics.text
            live = await line.get(service, "/health/live")
            assert live is not None
            assert live.json() == {"service": service, "ok": True, "checks": {"consumers": "ok"}}
