"""Writing the index: twice, late, out of order and by two at once, always with the same end."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from opensearchpy import AsyncOpenSearch
from opensearchpy.exceptions import TransportError

from services.indexer.documents import document_version
from services.indexer.install import index_name, install
from services.indexer.writer import Writer
from shared.contracts import ExtractedArticle, Fact, Labelled, Person, Place
from shared.delivery.wire import Done, Entry, Failed
from shared.errors import PermanentError, ServerAwayError
from shared.metrics import StageMetrics, new_registry
from shared.servers import connect_opensearch
from shared.settings import load_settings

pytestmark = pytest.mark.servers
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def article(
    facts: str, *, version: str = "0.1.0", at: datetime = AT, article_id: str = "a1", language: str = "ar", **more: Any
) -> ExtractedArticle:
    """An article with a fact for each letter."""
    made = [
        Fact(fact_id=f"{article_id}-{name}", kind="workforce", value=38000 + i, unit="person", status="achieved", period="2010",
             regions=["MA-06"], quote="حوالي 38000 صانع", start=0, end=16, confidence=0.9, rule="test", flags=["sum_verified"])
        for i, name in enumerate(facts)
    ]  # fmt: skip
    return ExtractedArticle(
        article_id=article_id, title="الصنــاعة التقليدية", body="حوالي 38000 صانع تقليدي بالصناعات التقليدية سنة ٢٠١٠",
        language=language, source="منبر", fetched_at=at, relevance=0.9, facts=made, extractor_version=version,
        normalizer_version="0.1.0", people=[Person(name="ناجي الفخاري", role="رئيس الغرفة")], regions=["MA-06"],
        places=[Place(name="الدار البيضاء", type="city", region="MA-06")], crafts=[Labelled(id="pottery", name="الفخار")],
        organisations=[Labelled(id="chamber", name="غرفة الصناعة التقليدية")], relevance_reasons=["craft words"], **more,
    )  # fmt: skip


class Index:
    """Indices of a test's own, and writers into them."""

    def __init__(self, url: str) -> None:
        self.prefix = f"t-{uuid4().hex[:10]}"
        self.settings = load_settings(opensearch_url=url)
        self.client: AsyncOpenSearch = connect_opensearch(self.settings)
        self._ids = itertools.count(1)

    def writer(self) -> Writer:
        return Writer(self.client, self.prefix, StageMetrics(new_registry(), "indexer"))

    def entries(self, *articles: ExtractedArticle) -> list[Entry]:
        return [Entry(f"1770000000000-{next(self._ids)}", article.to_json()) for article in articles]

    async def write(self, *articles: ExtractedArticle) -> None:
        outcomes = await self.writer()(self.entries(*articles))
        assert all(isinstance(outcome, Done) for outcome in outcomes), outcomes

    async def found(self, kind: str, **query: Any) -> list[dict[str, Any]]:
        await self.client.indices.refresh(index=f"{self.prefix}-{kind}")
        answer = await self.client.search(index=f"{self.prefix}-{kind}", body={"size": 1000, **query})
        return list(answer["hits"]["hits"])

    async def facts(self) -> str:
        return "".join(sorted(hit["_id"].rpartition("-")[2] for hit in await self.found("facts")))


@pytest.fixture
async def index(opensearch_url: str) -> AsyncIterator[Index]:
    made = Index(opensearch_url)
    yield made
    for kind in ("articles", "facts"):
        await made.client.indices.delete(index=index_name(made.prefix, kind), params={"ignore_unavailable": "true"})
        await made.client.indices.delete_index_template(name=f"{made.prefix}-{kind}", params={"ignore": 404})
    await made.client.close()


async def test_written_twice_is_written_once(index: Index) -> None:
    await index.write(article("abc"))
    await index.write(article("abc"), article("abc"))
    assert len(await index.found("articles")) == 1
    assert await index.facts() == "abc"


async def test_a_newer_extraction_replaces_facts_and_an_older_one_comes_too_late(index: Index) -> None:
    await index.write(article("abc"))
    await index.write(article("bd", version="0.2.0"))
    assert await index.facts() == "bd"
    await index.write(article("abc"))  # an old message delivered again
    assert await index.facts() == "bd"
    (hit,) = await index.found("articles")
    assert hit["_source"]["extractor_version"] == "0.2.0"
    await index.write(article("e", at=AT.replace(hour=13)))  # fetched again: newer than any extraction of the old text
    assert await index.facts() == "e"


async def test_two_versions_in_one_batch_in_either_order(index: Index) -> None:
    await index.write(article("abc"), article("cd", version="0.2.0"))
    assert await index.facts() == "cd"
    await index.write(article("x", version="0.4.0"), article("yz", version="0.3.0"))
    assert await index.facts() == "x"


async def test_an_old_message_that_comes_again_within_the_second_replaces_nothing(index: Index) -> None:
    old, new = article("abc"), article("d", at=AT.replace(microsecond=1000))
    await index.write(old, new)
    await index.write(old)
    assert await index.facts() == "d"
    (hit,) = await index.found("articles")
    assert hit["_source"]["fetched_at"] == new.fetched_at.isoformat()


async def test_of_two_contents_of_one_version_the_same_stays_whichever_comes_last(index: Index) -> None:
    one, other = article("ab", author="أ"), article("cd", author="ب")
    ends = []
    for order in ((one, other), (other, one), (one, one), (other, other)):
        for message in order:
            await index.write(message)
        ends.append(await index.facts())
    assert len(set(ends)) == 1
    later = article("x", run_id="replay-20260401T120000-abcd")  # what a replay makes of it is not left to chance
    await index.write(later)
    await index.write(one, other)
    assert await index.facts() == "x"


async def test_writers_at_once_leave_one_truth(index: Index) -> None:
    await install(index.client, index.prefix)
    versions = {"0.1.0": "abc", "0.2.0": "cd", "0.3.0": "de", "0.4.0": "fg"}
    for round_ in range(5):
        articles = [article(facts, version=version, article_id=f"r{round_}") for version, facts in versions.items()]
        writers = [index.writer() for _ in articles]
        outcomes = await asyncio.gather(*(w(index.entries(a)) for w, a in zip(writers, articles, strict=True)))
        assert all(isinstance(outcome, Done) for (outcome,) in outcomes), outcomes
    names = sorted(hit["_id"] for hit in await index.found("facts"))
    assert names == sorted(f"r{i}-{name}" for i in range(5) for name in "fg")


async def test_facts_written_before_a_death_are_healed_by_the_next_delivery(index: Index) -> None:
    """A writer that dies after the facts and before the article leaves the old list, which the next delivery clears up."""
    await index.write(article("abc"))
    writer = index.writer()
    real = writer._write_articles

    async def dies(*_: object) -> Any:
        raise asyncio.CancelledError

    writer._write_articles = dies  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        await writer(index.entries(article("cd", version="0.2.0")))
    writer._write_articles = real  # type: ignore[method-assign]
    await index.write(article("cd", version="0.2.0"))
    assert await index.facts() == "cd"


async def test_one_refused_article_does_not_hold_up_its_neighbours(index: Index) -> None:
    await install(index.client, index.prefix)
    bad = article("a", article_id="bad", language="س" * 20_000)  # a keyword longer than Lucene takes
    outcomes = await index.writer()(index.entries(article("a"), bad, article("b", article_id="a2")))
    assert [type(outcome) for outcome in outcomes] == [Done, Failed, Done]
    error = outcomes[1].error  # type: ignore[union-attr]
    assert isinstance(error, PermanentError)
    assert error.reason == "refused"


async def test_an_index_that_is_blocked_is_waited_for(index: Index) -> None:
    """What a full disk does: OpenSearch makes its indices read-only."""
    await install(index.client, index.prefix)
    block = {"index.blocks.read_only_allow_delete": True}
    await index.client.indices.put_settings(index=f"{index.prefix}-*", body=block)
    (outcome,) = await index.writer()(index.entries(article("a")))
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, ServerAwayError), outcome
    await index.client.indices.put_settings(index=f"{index.prefix}-*", body={"index.blocks.read_only_allow_delete": None})
    await index.write(article("a"))


@pytest.mark.parametrize("whole", [False, True])
async def test_what_is_waited_for_is_told_until_it_is_written(whole: bool, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the indices are installed, and found to be, again and again; whether documents are refused or the whole request."""
    writer = index.writer()
    keeping = asyncio.create_task(writer.keep_installed())
    (outcome,) = await writer(index.entries(article("a")))
    assert isinstance(outcome, Done)
    await writer.check()

    async def refuses(**_: object) -> None:
        raise TransportError(403, "no permissions: read-only")

    settings, block = f"{index.prefix}-*", "index.blocks.read_only_allow_delete"
    with monkeypatch.context() as patch:
        if whole:
            patch.setattr(index.client, "bulk", refuses)
        else:
            await index.client.indices.put_settings(index=settings, body={block: True})
        await writer(index.entries(article("b")))
        for _ in range(12):
            with pytest.raises(ConnectionError, match="read-only"):
                await writer.check()
            await asyncio.sleep(0.25)
    await index.client.indices.put_settings(index=settings, body={block: None})
    await writer(index.entries(article("b")))
    await writer.check()
    keeping.cancel()


async def test_installing_again_and_at_once_changes_nothing(index: Index) -> None:
    await asyncio.gather(*(install(index.client, index.prefix) for _ in range(4)))
    await index.write(article("a"))
    await install(index.client, index.prefix)
    assert await index.facts() == "a"
    aliases = await index.client.indices.get_alias(index=f"{index.prefix}-*")
    assert {name: set(body["aliases"]) for name, body in aliases.items()} == {
        index_name(index.prefix, kind): {f"{index.prefix}-{kind}"} for kind in ("articles", "facts", "dead")
    }
    health = await index.client.cluster.health(index=f"{index.prefix}-*")
    assert health["status"] == "green"


async def test_arabic_is_found_in_its_forms_and_facets_have_names(index: Index) -> None:
    await index.write(article("a", published_at=AT))
    for words in ("الصناعة التقليديه", "صناعات تقليدية", "2010", "صُنّاع"):
        hits = await index.found("articles", query={"match": {"body": {"query": words, "operator": "and"}}})
        assert len(hits) == 1, words
    assert len(await index.found("articles", query={"match": {"title": "الصناعة"}})) == 1  # written with tatweel
    assert len(await index.found("articles", query={"term": {"people_names": "ناجي الفخاري"}})) == 1
    (fact,) = await index.found("facts", query={"term": {"region_names": "الدار البيضاء سطات"}})
    source = fact["_source"]
    assert source["title"] == "الصنــاعة التقليدية"
    assert (source["kind_name"], source["unit_name"], source["period_from"]) == ("الصناع", "شخص", "2010-01-01")
    assert source["version"] == document_version(AT, "0.1.0")
    answer = await index.client.search(
        index=f"{index.prefix}-facts", body={"size": 0, "aggs": {"all": {"sum": {"field": "value"}}}}
    )
    assert answer["aggregations"]["all"]["value"] == 38000
