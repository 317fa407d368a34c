"""Asks the index: facts, articles, facets; and every fact that matches, for an export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import click
from opensearchpy import NotFoundError, OpenSearch, TransportError
from opensearchpy.exceptions import ConnectionError as AwayError

from services.console.embedded.errors import EmbeddedError
from services.console.run_file import find_run
from services.console.search.query import (
    ARTICLE_FIELDS,
    Filters,
    article_query,
    facet_aggregations,
    fact_query,
    marking,
    narrowing,
)
from services.console.search.tables import table_aggregation, table_rows
from services.console.settings import pipeline_settings, read_settings
from services.indexer.install import alias_name
from shared.servers import connect_opensearch_sync, public_address
from shared.settings import Settings

_PAGE = 2000
_AROUND = 70
"""Code points of the text shown on either side of a quote."""

SORTS: dict[str, list[Any]] = {
    "relevance": ["_score", {"value": {"order": "desc", "missing": "_last"}}, "fact_id"],
    "value": [{"value": {"order": "desc", "missing": "_last"}}, "fact_id"],
    "date": [{"date": {"order": "desc", "missing": "_last"}}, "fact_id"],
    "period": [{"period_to": {"order": "desc", "missing": "_last"}}, "fact_id"],
    "confidence": [{"confidence": "desc"}, "fact_id"],
}


def index_settings() -> Settings:
    """The settings of the pipeline that runs on the data folder, else those of the environment."""
    console = read_settings()
    run = find_run(console.home)
    url = console.opensearch_url or (run.opensearch_url if run else f"http://127.0.0.1:{console.opensearch_port}")
    return pipeline_settings(opensearch_url=url)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: how many match in all, the first of them, and the facets and the table if they were asked for."""

    total: int
    documents: list[dict[str, Any]]
    facets: dict[str, Any] | None = None
    table: list[dict[str, Any]] | None = None


class Search:
    """Reads the index of a pipeline.

    Args:
        client: of OpenSearch.
        prefix: of the indices' names.
    """

    def __init__(self, client: OpenSearch, prefix: str) -> None:
        self._client = client
        self._facts = alias_name(prefix, "facts")
        self._articles = alias_name(prefix, "articles")

    def facts(
        self,
        text: str,
        filters: Filters,
        *,
        limit: int = 20,
        sort: str = "relevance",
        facets: bool = False,
        by: Sequence[str] = (),
    ) -> Found:
        """The facts that match, each with `around`: what stands before and behind its quote in the article.

        With `facets` also counts by each property and by year; with `by` also a table of counts and sums by these properties.
        """
        filters = self._with_stand_ins(filters)
        body: dict[str, Any] = {
            "query": fact_query(text, filters),
            "size": limit,
            "sort": SORTS[sort],
            "track_scores": True,
            "track_total_hits": True,
        }
        if facets:
            body["aggs"] = {**facet_aggregations(), "by_year": table_aggregation(["year"])}
        if by:
            body.setdefault("aggs", {})["table"] = table_aggregation(by)
        answer = self._search(self._facts, body)
        documents = [{**hit["_source"], "score": hit["_score"]} for hit in answer["hits"]["hits"]]
        self._add_surroundings(documents)
        found = answer.get("aggregations", {})
        table = table_rows(found.pop("table"), by) if by else None
        return Found(answer["hits"]["total"]["value"], documents, found or None, table)

    def articles(self, text: str, filters: Filters, *, limit: int = 20) -> Found:
        """The articles that match, each with `fragments`: the places of its text where the words stand, marked ⟦so⟧."""
        filters = self._with_stand_ins(filters)
        body = {
            "query": article_query(text, filters),
            "size": limit,
            "sort": ["_score", {"date": {"order": "desc", "missing": "_last"}}, "article_id"],
            "track_scores": True,
            "track_total_hits": True,
            "highlight": {
                "pre_tags": ["⟦"], "post_tags": ["⟧"], "order": "score",
                "fields": {name.partition("^")[0]: {"type": "fvh"} if name == "body" else {} for name in ARTICLE_FIELDS},
                "highlight_query": marking(text),
                "fragment_size": 120, "number_of_fragments": 2,
            },
            "_source": {"excludes": ["fact_ids"]},
        }  # fmt: skip
        answer = self._search(self._articles, body)
        documents = [
            {**hit["_source"], "score": hit["_score"], "fragments": hit.get("highlight", {})} for hit in answer["hits"]["hits"]
        ]
        return Found(answer["hits"]["total"]["value"], documents)

    def every_fact(self, text: str, filters: Filters) -> Iterator[dict[str, Any]]:
        """All facts that match, as they were at one point in time, in the order of their ids."""
        filters = self._with_stand_ins(filters)
        point = self._client.create_pit(index=self._facts, params={"keep_alive": "5m"})["pit_id"]
        try:
            body: dict[str, Any] = {
                "query": fact_query(text, filters),
                "size": _PAGE,
                "sort": ["fact_id"],
                "pit": {"id": point, "keep_alive": "5m"},
            }
            while True:
                hits = self._search(None, body)["hits"]["hits"]
                for hit in hits:
                    yield hit["_source"]
                if len(hits) < _PAGE:
                    return
                body["search_after"] = hits[-1]["sort"]
        finally:
            self._client.delete_pit(body={"pit_id": [point]})

    def _with_stand_ins(self, filters: Filters) -> Filters:
        """With one repeat, the first, of each original that the conditions leave out."""
        conditions = narrowing(filters)
        if filters.duplicates or not conditions:
            return filters
        repeats: dict[str, str] = {}
        query = {"bool": {"filter": [*conditions, {"term": {"is_duplicate": True}}]}}
        body: dict[str, Any] = {
            "size": _PAGE,
            "_source": ["near_duplicate_of"],
            "query": query,
            "sort": ["fetched_at", "article_id"],
        }
        while True:
            hits = self._search(self._articles, body)["hits"]["hits"]
            for hit in hits:
                repeats.setdefault(hit["_source"]["near_duplicate_of"], hit["_id"])
            if len(hits) < _PAGE:
                break
            body["search_after"] = hits[-1]["sort"]
        originals = list(repeats)
        for start in range(0, len(originals), _PAGE):
            within = {"bool": {"filter": [*conditions, {"ids": {"values": originals[start : start + _PAGE]}}]}}
            body = {"size": _PAGE, "_source": False, "query": within}
            for hit in self._search(self._articles, body)["hits"]["hits"]:
                del repeats[hit["_id"]]
        return replace(filters, stand_ins=tuple(repeats.values()))

    def _search(self, index: str | None, body: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._client.search(index=index, body=body)
        if answer["_shards"]["failed"] or answer["timed_out"]:
            raise EmbeddedError(f"OpenSearch could not search all of {index or 'the facts'}: {answer['_shards']}")
        return answer

    def _add_surroundings(self, documents: Sequence[dict[str, Any]]) -> None:
        ids = list(dict.fromkeys(document["article_id"] for document in documents))
        if not ids:
            return
        answer = self._client.mget(index=self._articles, body={"ids": ids}, params={"_source_includes": "title,body"})
        texts = {row["_id"]: row["_source"] for row in answer["docs"] if row.get("found")}
        for document in documents:
            text = (texts.get(document["article_id"]) or {}).get(document["in"]) or ""
            start, end = document["start"], document["end"]
            found = text[start:end] == document["quote"]  # the article may have been fetched anew a moment ago
            document["around"] = [text[max(0, start - _AROUND) : start], text[end : end + _AROUND]] if found else ["", ""]


def _whose() -> str:
    """What made us ask the OpenSearch that did not answer, and so what to do about it."""
    console = read_settings()
    if console.opensearch_url:
        return "which OPENSEARCH_URL names"
    if find_run(console.home):
        return f"that of the `hirfa up` which runs on {console.home}"
    return f"since no `hirfa up` runs on {console.home}; start it, or name an OpenSearch by OPENSEARCH_URL"


@contextmanager
def searching() -> Iterator[Search]:
    """A search on the index that the settings name, for a command: what goes wrong is said on one line.

    Raises:
        click.ClickException: OpenSearch is away, refuses, or holds no index yet.
    """
    settings = index_settings()
    address = public_address(settings.opensearch_url)
    client = connect_opensearch_sync(settings)
    try:
        yield Search(client, settings.index_prefix)
    except AwayError as error:
        cause = str(error.error).rpartition(": ")[2]
        raise click.ClickException(f"nothing answers at {address} ({cause}), {_whose()}") from None
    except NotFoundError:
        raise click.ClickException(
            f"OpenSearch at {address} holds no index of Hirfa yet; `hirfa up` or `hirfa setup` makes it"
        ) from None
    except TransportError as error:
        if "too_many_buckets" in str(error.info):
            raise click.ClickException(
                "the table has more cells than OpenSearch counts in one search (its setting search.max_buckets): lay it out by"
                " one property instead of two, or narrow it with --kind, --unit, --region or --year"
            ) from None
        raise click.ClickException(f"OpenSearch at {address}: {error}") from None
    finally:
        client.close()
