"""An index of the seeds, and one of all gold articles, on the session's OpenSearch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from opensearchpy import OpenSearch

from services.console.extracting import article_files, extract_articles
from services.console.search.reading import Search
from services.indexer.documents import Documents, build_documents
from services.indexer.install import KINDS, alias_name, index_name, template
from shared.contracts import ExtractedArticle
from shared.servers import connect_opensearch_sync
from shared.settings import load_settings

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
JUDGED_SETS = ("gold_held_out", "gold_second", "gold_third")
"""The articles that the relevance suite judges; a further set would be unjudged, and count as a miss wherever it is found."""


@dataclass
class Indexed:
    """Articles in indices of their own."""

    client: OpenSearch
    url: str
    prefix: str
    names: dict[str, str]
    """Ids of articles, by the first part of their file's name: `002`, `201`."""

    @property
    def search(self) -> Search:
        return Search(self.client, self.prefix)


def extracted(*folders: Path) -> dict[str, ExtractedArticle]:
    """The articles of folders, by the number in their file's name."""
    found = {}
    for folder in folders:
        for path in article_files(folder):
            (article,) = extract_articles(path.name, path.read_bytes(), NOW)
            assert isinstance(article, ExtractedArticle), article
            found[path.name.partition("_")[0]] = article
    return found


def fill(client: OpenSearch, prefix: str, made: list[Documents]) -> None:
    """Create the indices and write documents."""
    for kind in KINDS:
        body: dict[str, Any] = dict(template(prefix, kind)["template"])
        client.indices.create(index=index_name(prefix, kind), body={**body, "aliases": {alias_name(prefix, kind): {}}})
    lines: list[bytes] = []
    for documents in made:
        lines += [_line(prefix, "articles", documents.article_id), orjson.dumps(documents.article)]
        for fact_id, fact in documents.facts.items():
            lines += [_line(prefix, "facts", fact_id), orjson.dumps(fact)]
    answer = client.bulk(body=b"\n".join([*lines, b""]), params={"refresh": "true"})
    assert not answer["errors"], [item for item in answer["items"] if "error" in str(item)][:2]


def _line(prefix: str, kind: str, id_: str) -> bytes:
    return orjson.dumps({"index": {"_index": index_name(prefix, kind), "_id": id_}})


@pytest.fixture(scope="session")
def opensearch_client(opensearch_url: str) -> Iterator[OpenSearch]:
    client = connect_opensearch_sync(load_settings(opensearch_url=opensearch_url))
    yield client
    client.close()


def indexed_articles(client: OpenSearch, url: str, articles: dict[str, ExtractedArticle]) -> Iterator[Indexed]:
    prefix = f"t-{uuid4().hex[:10]}"
    fill(client, prefix, [build_documents(article) for article in articles.values()])
    yield Indexed(client, url, prefix, {name: article.article_id for name, article in articles.items()})
    for kind in KINDS:
        client.indices.delete(index=index_name(prefix, kind))


@pytest.fixture(scope="session")
def seeds(opensearch_client: OpenSearch, opensearch_url: str) -> Iterator[Indexed]:
    """The five seeds."""
    yield from indexed_articles(opensearch_client, opensearch_url, extracted(ROOT / "seeds"))


@pytest.fixture(scope="session")
def corpus(opensearch_client: OpenSearch, opensearch_url: str) -> Iterator[Indexed]:
    """The seeds and the gold articles that are judged."""
    folders = [ROOT / "seeds", *(ROOT / "tests" / name / "articles" for name in JUDGED_SETS)]
    yield from indexed_articles(opensearch_client, opensearch_url, extracted(*folders))
