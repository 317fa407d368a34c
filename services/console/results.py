"""What the index says: articles, their facts, and facets over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opensearchpy import NotFoundError, OpenSearch

from services.console.embedded.errors import EmbeddedError
from services.indexer.install import alias_name
from shared.contracts import Fact
from shared.servers import connect_opensearch_sync
from shared.settings import Settings

_MOST = 10_000
"""OpenSearch's own limit for one page of results."""


class Results:
    """Reads articles and facts out of OpenSearch.

    Args:
        settings: address, login and prefix of the index.
    """

    def __init__(self, settings: Settings) -> None:
        self._client: OpenSearch = connect_opensearch_sync(settings)
        self._articles = alias_name(settings.index_prefix, "articles")
        self._facts = alias_name(settings.index_prefix, "facts")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def found(self, article_ids: Sequence[str]) -> int:
        """How many of the articles a search finds, with all of their facts."""
        try:
            articles = self._search(self._articles, {"ids": {"values": list(article_ids)}}, source=["fact_count"])
            facts = self._client.count(index=self._facts, body={"query": {"terms": {"article_id": list(article_ids)}}})["count"]
        except NotFoundError:
            return 0  # the indices are not there yet
        expected = sum(hit["_source"]["fact_count"] for hit in articles)
        return len(articles) if facts >= expected else len(articles) - 1

    def article(self, article_id: str) -> dict[str, Any]:
        """The document of an article."""
        return dict(self._client.get(index=self._articles, id=article_id)["_source"])

    def facts(self, article_id: str) -> list[Fact]:
        """The facts of an article, in the order of its text."""
        hits = self._search(self._facts, {"term": {"article_id": article_id}}, sort=[{"in": "desc"}, "start", "end"])
        return [Fact.model_validate({name: hit["_source"].get(name) for name in _FACT_FIELDS}) for hit in hits]

    def facets(self, article_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many facts of these articles have each kind, status, region and year, the most frequent first."""
        body: dict[str, Any] = {
            "size": 0,
            "query": {"terms": {"article_id": list(article_ids)}},
            "aggs": {
                **{field: {"terms": {"field": field, "size": 50}} for field in ("kind", "status", "regions", "flags")},
                "year": {
                    "date_histogram": {"field": "period_from", "calendar_interval": "year", "format": "yyyy", "min_doc_count": 1}
                },
            },
        }
        answer = self._client.search(index=self._facts, body=body)["aggregations"]
        return {
            facet: {
                str(bucket.get("key_as_string", bucket["key"])): int(bucket["doc_count"]) for bucket in answer[facet]["buckets"]
            }
            for facet in body["aggs"]
        }

    def counts(self) -> dict[str, int]:
        """How many articles and facts the index holds."""
        counts = {}
        for kind, index in (("articles", self._articles), ("facts", self._facts)):
            try:
                counts[kind] = int(self._client.count(index=index)["count"])
            except NotFoundError:
                counts[kind] = 0
        return counts

    def server(self) -> tuple[str, str]:
        """The server's version and its cluster's health."""
        return str(self._client.info()["version"]["number"]), str(self._client.cluster.health()["status"])

    def _search(self, index: str, query: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        body = {"query": query, "size": _MOST, **{("_source" if key == "source" else key): value for key, value in more.items()}}
        answer = self._client.search(index=index, body=body)
        if answer["_shards"]["failed"]:
            raise EmbeddedError(f"OpenSearch could not search all of {index}: {answer['_shards']}")
        return list(answer["hits"]["hits"])


_FACT_FIELDS = [field.alias or name for name, field in Fact.model_fields.items()]
