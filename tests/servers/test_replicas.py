"""Several processes of one service on one stream, which know nothing of one another: each article is done once."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.console.bench.corpus import generate
from services.console.bench.extraction import normalized
from shared.streams import EXTRACTED, NORMALIZED
from tests.servers.harness import pipeline

pytestmark = pytest.mark.servers
ARTICLES = 160


@pytest.mark.parametrize("replicas", [1, 2, 4])
async def test_extractors_share_a_stream(replicas: int, tmp_path: Path, redis_url: str) -> None:
    """And of several one dies in the middle: what it had in hand is done by another."""
    extractors = ["extractor", *(f"extractor#{number}" for number in range(2, replicas + 1))]
    messages = [article.to_json() for article in normalized(list(generate(1, ARTICLES, characters=300)))]
    with pipeline(tmp_path, redis_url, batch_size=4, deliveries=20) as line:
        line.start(*extractors)
        await line.ready(*extractors, seconds=90)
        for message in messages:
            line.add(NORMALIZED, message)
        if replicas > 1:
            await line.passed(EXTRACTED, ARTICLES // 3, 60)
            line.kill(extractors[-1])
        await line.passed(EXTRACTED, ARTICLES, 90)
        await line.drained(NORMALIZED)
        ids = line.article_ids(EXTRACTED)
        assert len(ids) == len(set(ids)) == ARTICLES
        assert line.dead() == []
        shares = [line.log(extractor).count('"event":"processed"') for extractor in extractors]
        print(shares)  # noqa: T201
        assert sum(shares) <= ARTICLES, "none was done twice: the dead one may have handed over what it had no time to log"
        assert sum(share > 0 for share in shares) >= min(2, replicas), "more than one works"
