"""A migration while articles are being written and searched."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as AwayError

from services.console.main import cli
from services.indexer import migration
from services.indexer.install import KINDS, index_name, install
from services.indexer.writer import Writer
from shared.contracts import ExtractedArticle, Fact
from shared.delivery.wire import Done, Entry
from shared.metrics import StageMetrics, new_registry
from shared.servers import connect_opensearch
from shared.settings import load_settings
from shared.streams import EXTRACTED
from tests.servers.harness import pipeline
from tests.servers.index import forget

AT = datetime(2026, 3, 1, tzinfo=UTC)
ARTICLES = 600
FLOW = 5000


def article(number: int, facts: int, version: str = "0.1.0") -> ExtractedArticle:
    made = [
        Fact(fact_id=f"f{number}-{i}", kind="workforce", value=100 + i, unit="person", status="achieved",
             quote="صانع", start=0, end=4, confidence=0.9, rule="test")
        for i in range(facts)
    ]  # fmt: skip
    return ExtractedArticle(
        article_id=f"a{number}", body="صانع", language="ar", fetched_at=AT + timedelta(seconds=number), relevance=1,
        facts=made, normalizer_version="0.1.0", extractor_version=version,
    )  # fmt: skip


class Line:
    """An index of a test's own with a writer that tries again as the delivery does."""

    def __init__(self, url: str, client: OpenSearch) -> None:
        self.url = url
        self.prefix = f"t-{uuid4().hex[:10]}"
        self.sync = client
        self.client = connect_opensearch(load_settings(opensearch_url=url))
        self.writer = Writer(self.client, self.prefix, StageMetrics(new_registry(), "indexer"))
        self.held_up = 0

    async def write(self, *articles: ExtractedArticle) -> None:
        todo = [Entry(f"1-{i}", one.to_json()) for i, one in enumerate(articles)]
        while todo:
            outcomes = await self.writer(todo)
            failed = [entry for entry, outcome in zip(todo, outcomes, strict=True) if not isinstance(outcome, Done)]
            if failed:
                self.held_up += 1
                await asyncio.sleep(0.05)
            todo = failed

    async def reads(self, over: asyncio.Event, least: int) -> int:
        """Search until it is over, as people do; how often. Never fails, and never finds fewer than before."""
        asked = 0
        while not over.is_set():
            answer: dict[str, Any] = await self.client.search(index=f"{self.prefix}-articles", body={"size": 1})
            facts = await self.client.search(index=f"{self.prefix}-facts", body={"size": 1})
            assert answer["_shards"]["failed"] == facts["_shards"]["failed"] == 0
            found = answer["hits"]["total"]["value"]
            assert found >= least
            least = min(found, 10_000)  # more are not counted
            asked += 1
        return asked

    async def migrates(self, over: asyncio.Event) -> None:
        """Migrate each index, as the command does."""
        try:
            for kind in KINDS:
                await asyncio.to_thread(migration.migrate, self.sync, self.prefix, kind)
        finally:
            over.set()

    def count(self, kind: str) -> int:
        self.sync.indices.refresh(index=f"{self.prefix}-{kind}")
        return int(self.sync.count(index=f"{self.prefix}-{kind}")["count"])


@pytest.fixture
async def line(opensearch_url: str, opensearch_client: OpenSearch) -> AsyncIterator[Line]:
    made = Line(opensearch_url, opensearch_client)
    yield made
    await made.client.close()
    forget(opensearch_client, made.prefix)


async def test_nothing_is_lost_and_no_query_fails_while_it_is_migrated(line: Line) -> None:
    """Articles are written by a writer of our own, so that old ones can come with fewer facts than before."""
    for start in range(0, ARTICLES, 100):
        await line.write(*(article(n, 3) for n in range(start, start + 100)))
    assert (line.count("articles"), line.count("facts")) == (ARTICLES, 3 * ARTICLES)
    over = asyncio.Event()

    async def writes() -> int:
        number = ARTICLES
        while not over.is_set() or number < ARTICLES + 20:
            # new ones, and old ones with fewer facts than before: facts are deleted while they are copied
            again = number % ARTICLES
            await line.write(article(number, 2), article(again, 1, version="0.2.0"))
            number += 1
        return number

    _, written, asked = await asyncio.gather(line.migrates(over), writes(), line.reads(over, ARTICLES))
    assert asked > 5
    again = written - ARTICLES
    assert line.count("articles") == written
    assert line.count("facts") == (ARTICLES - again) * 3 + again * 1 + (written - ARTICLES) * 2
    for kind in KINDS:
        assert migration.current(line.sync, line.prefix, kind) == index_name(line.prefix, kind) + ".1"
        assert migration.is_current(line.sync, line.prefix, kind)


@pytest.mark.chaos
@pytest.mark.timeout(1200)
async def test_five_thousand_articles_flow_through_the_indexer_while_it_is_migrated_twice(
    line: Line, tmp_path: Path, redis_url: str
) -> None:
    """The service itself, fed over its stream: no query fails, no article is lost, none is a dead letter, counts agree."""
    started = time.monotonic()
    with pipeline(tmp_path, redis_url, line.url) as pipe:
        pipe.env["HIRFA_INDEX_PREFIX"] = line.prefix
        pipe.start("indexer", "indexer#2")
        await pipe.ready("indexer", "indexer#2")
        over = asyncio.Event()

        async def flows() -> None:
            for start in range(0, FLOW, 50):
                for number in range(start, start + 50):
                    pipe.add(EXTRACTED, article(number, 3).to_json())
                await asyncio.sleep(0.2)  # a quarter of a minute and more: migrations begin, work and end in the middle

        async def migrates() -> None:
            await pipe.passed(EXTRACTED, 500)
            await line.migrates(asyncio.Event())
            await line.migrates(asyncio.Event())
            over.set()

        _, asked, _ = await asyncio.gather(flows(), line.reads(over, 0), migrates())
        await pipe.drained(EXTRACTED, seconds=600)
        assert (line.count("articles"), line.count("facts")) == (FLOW, 3 * FLOW)
        assert pipe.dead() == []
        for kind in KINDS:
            assert migration.current(line.sync, line.prefix, kind) == index_name(line.prefix, kind) + ".2"
        held_up = sum(pipe.log(name).count("server away") for name in ("indexer", "indexer#2"))
        print(  # noqa: T201
            f"{FLOW} articles, 2 migrations, {asked} queries, writers held up {held_up} times: {time.monotonic() - started:.0f} s"
        )


async def test_a_migration_that_fails_leaves_what_was(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    await line.write(article(1, 2))

    def fails(*_: object) -> None:
        raise migration.MigrationError("counts differ")

    monkeypatch.setattr(migration, "_require_same", fails)
    with pytest.raises(migration.MigrationError, match="differ"):
        migration.migrate(line.sync, line.prefix, "facts")
    assert migration.current(line.sync, line.prefix, "facts") == index_name(line.prefix, "facts")
    assert list(line.sync.indices.get(index=f"{line.prefix}-facts-v*")) == [index_name(line.prefix, "facts")]
    await line.write(article(2, 2))  # and it can be written
    assert line.count("facts") == 4


KILLED = """
import os, signal
from services.console.main import main
from services.indexer import migration
real = migration._drop_the_deleted
def kill(client, old, new):
    if "articles" in old:
        os.kill(os.getpid(), signal.{signal})
    real(client, old, new)
migration._drop_the_deleted = kill
import sys
sys.argv = ["hirfa", "index", "migrate", "--again"]
main()
"""


@pytest.mark.parametrize(("name", "code", "cleared"), [("SIGTERM", 143, False), ("SIGHUP", 129, False), ("SIGKILL", -9, True)])
async def test_a_migration_that_is_killed_leaves_nothing_for_good(line: Line, name: str, code: int, cleared: bool) -> None:
    """In its last pass, with the old index closed. What SIGKILL leaves is found and cleared away by the next one."""
    await line.write(article(1, 2))
    environment = {**os.environ, "OPENSEARCH_URL": line.url, "HIRFA_INDEX_PREFIX": line.prefix}
    script = KILLED.format(signal=name)
    done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", script], env=environment, capture_output=True)
    assert done.returncode == code, done.stderr
    live = index_name(line.prefix, "articles")
    assert migration.is_closed_for_writing(line.sync, live) == cleared
    assert len(line.sync.indices.get(index=f"{line.prefix}-articles-v*")) == 1 + cleared
    if cleared:
        result = CliRunner().invoke(cli, ["index", "back", live + ".1"], env=environment)
        assert result.exit_code == 1, result.output
    result = CliRunner().invoke(cli, ["index", "migrate"], env=environment)
    assert result.exit_code == 0, result.output
    assert ("removed" in result.output and "open again" in result.output) == cleared
    await line.write(article(2, 2))
    assert list(line.sync.indices.get(index=f"{line.prefix}-articles-v*")) == [live]
    assert line.count("articles") == 2


async def test_one_at_work_on_another_machine_is_left_alone(line: Line) -> None:
    await line.write(article(1, 2))
    other = index_name(line.prefix, "facts") + ".1"
    mark = {"from": index_name(line.prefix, "facts"), "host": "another", "pid": 1, "closed": False}
    line.sync.indices.create(index=other, body={"mappings": {"_meta": {"migrating": mark}}})
    environment = {"OPENSEARCH_URL": line.url, "HIRFA_INDEX_PREFIX": line.prefix}
    result = CliRunner().invoke(cli, ["index", "migrate"], env=environment)
    assert result.exit_code == 1
    assert "--take-over" in result.output
    assert line.sync.indices.exists(index=other)
    result = CliRunner().invoke(cli, ["index", "migrate", "--take-over"], env=environment)
    assert result.exit_code == 0, result.output
    assert not line.sync.indices.exists(index=other)


def test_a_server_that_is_away_is_waited_for_before_an_index_is_left_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        indices: Away
        asked = 0

        def put_settings(self, **_: object) -> None:
            self.asked += 1
            if self.asked < 3:
                raise AwayError("N/A", "refused", OSError())

    client = Away()
    client.indices = client
    monkeypatch.setattr("services.indexer.migration.time.sleep", lambda _: None)
    said: list[str] = []
    migration.reopen(client, "x", said.append)  # type: ignore[arg-type]
    assert client.asked == 3
    assert len(said) == 2
    client.asked = -1000
    monkeypatch.setattr(migration, "_PATIENCE", -1.0)
    with pytest.raises(migration.MigrationError, match="still closed for writing"):
        migration.reopen(client, "x")  # type: ignore[arg-type]


async def test_going_back_takes_a_name_and_no_pattern(line: Line) -> None:
    await line.write(article(1, 2))
    migration.migrate(line.sync, line.prefix, "facts")
    now = migration.current(line.sync, line.prefix, "facts")
    environment = {"OPENSEARCH_URL": line.url, "HIRFA_INDEX_PREFIX": line.prefix}
    for name in (f"{line.prefix}-facts-v*", f"{line.prefix}-facts-v3,{now}", f"{line.prefix}-facts-v9"):
        result = CliRunner().invoke(cli, ["index", "back", name], env=environment)
        assert result.exit_code == 1, result.output
        assert migration.current(line.sync, line.prefix, "facts") == now


async def test_the_command_migrates_an_older_schema_and_goes_back(line: Line) -> None:
    """The indexer waits before an index of an older schema, and says what to do."""
    await line.write(article(1, 2))
    for kind in KINDS:
        name = f"{line.prefix}-{kind}"
        new = index_name(line.prefix, kind)
        mapping = line.sync.indices.get_mapping(index=new)[new]["mappings"]
        line.sync.indices.put_mapping(index=new, body={"_meta": {**mapping["_meta"], "schema": 1, "digest": "older"}})
        line.sync.indices.delete_index_template(name=name)
    with pytest.raises(Exception, match="hirfa index migrate"):
        await install(line.client, line.prefix)
    environment = {"OPENSEARCH_URL": line.url, "HIRFA_INDEX_PREFIX": line.prefix}
    result = CliRunner().invoke(cli, ["index", "migrate"], env=environment)
    assert result.exit_code == 0, result.output
    assert "1 documents" in result.output
    await install(line.client, line.prefix)
    assert "is of this version" in CliRunner().invoke(cli, ["index", "migrate"], env=environment).output
    back = index_name(line.prefix, "facts")
    result = CliRunner().invoke(cli, ["index", "back", back], env=environment)
    assert result.exit_code == 0, result.output
    assert migration.current(line.sync, line.prefix, "facts") == back
