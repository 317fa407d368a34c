"""The switch to what a replay has filled anew: with others at work, and killed in its last pass."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from opensearchpy import OpenSearch
from opensearchpy.client import IndicesClient
from opensearchpy.exceptions import ConnectionError as AwayError

from services.console.backup.index import held
from services.indexer import bulk, rebuild
from services.indexer.documents import build_documents
from services.indexer.install import REPLAYED, run_alias
from services.indexer.migration import MigrationError, clear_up, is_closed_for_writing, mark_of
from services.indexer.rebuild import Rebuild, Switched, require_live
from tests.search.conftest import fill
from tests.search.test_migration import article
from tests.servers.index import forget

RUN = "rebuild-20260301T000000-abcd"
BEGAN = datetime(2026, 4, 1, tzinfo=UTC)
KILLED = """
import os, signal
from datetime import UTC, datetime
from services.console.signals import StoppedError, stop_on_signals
from services.indexer import rebuild
from shared.servers import connect_opensearch_sync
from shared.settings import load_settings
rebuild._TakingOver.check = lambda self: os.kill(os.getpid(), signal.{signal})
client = connect_opensearch_sync(load_settings())
stop_on_signals()
live = rebuild.require_live(client, "{prefix}")
try:
    rebuild.Rebuild(client, "{prefix}", "{run}").finish(live, datetime(2026, 4, 1, tzinfo=UTC), lambda _: False)
except StoppedError as stopped:
    raise SystemExit(stopped.exit_code) from None
"""


@dataclass
class Filled:
    """Live indices of three articles, and empty new ones of a run beside them."""

    client: OpenSearch
    url: str
    prefix: str
    live: dict[str, str]

    @property
    def run(self) -> Rebuild:
        return Rebuild(self.client, self.prefix, RUN)

    def new(self, kind: str) -> str:
        (name,) = self.client.indices.get_alias(name=run_alias(self.prefix, kind, RUN))
        return str(name)

    def finish(self) -> Switched:
        return self.run.finish(self.live, BEGAN, lambda _: False)

    def closed(self) -> list[bool]:
        return [is_closed_for_writing(self.client, self.live[kind]) for kind in REPLAYED]

    async def killed(self, signal: str, code: int) -> None:
        source = KILLED.format(signal=signal, prefix=self.prefix, run=RUN)
        environment = {**os.environ, "OPENSEARCH_URL": self.url}
        done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", source], env=environment, capture_output=True)
        assert done.returncode == code, done.stderr


@pytest.fixture
def filled(opensearch_url: str, opensearch_client: OpenSearch) -> Iterator[Filled]:
    prefix = f"t-{uuid4().hex[:10]}"
    fill(opensearch_client, prefix, [build_documents(article(number, 2)) for number in range(3)])
    made = Filled(opensearch_client, opensearch_url, prefix, require_live(opensearch_client, prefix))
    made.run.begin()
    yield made
    forget(opensearch_client, prefix)


def test_what_a_backup_holds_is_not_switched_away_under_it(filled: Filled) -> None:
    with held(filled.client, list(filled.live.values())):
        with pytest.raises(MigrationError, match="closed for writing by a backup"):
            filled.finish()
        assert filled.closed() == [True, True], "the backup counts on it"
    assert require_live(filled.client, filled.prefix) == filled.live
    switched = filled.finish()
    assert (switched.articles, switched.facts) == (3, 6)
    assert require_live(filled.client, filled.prefix) == switched.indices
    assert [mark_of(filled.client, name) for name in switched.indices.values()] == [None, None]


def test_indices_that_cannot_be_opened_yet_are_told_of_and_those_that_never_can_at_once(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    put = IndicesClient.put_settings
    away = [AwayError("N/A", "refused", OSError())]

    def flaky(*arguments: Any, **named: Any) -> Any:
        if named["body"] == {"index.blocks.write": None} and away:
            raise away.pop()
        return put(*arguments, **named)

    monkeypatch.setattr(IndicesClient, "put_settings", flaky)
    with held(filled.client, list(filled.live.values()), said.append):
        pass
    assert filled.closed() == [False, False]
    assert len(said) == 1
    assert "trying again" in said[0]
    began = time.monotonic()
    with pytest.raises(MigrationError, match="refuses"), held(filled.client, [filled.live["articles"]], said.append):
        filled.client.indices.delete(index=filled.live["articles"])
    assert time.monotonic() - began < 30


async def test_asked_to_stop_in_the_last_pass_it_opens_what_it_closed(filled: Filled) -> None:
    await filled.killed("SIGTERM", 143)
    assert filled.closed() == [False, False]
    assert [mark_of(filled.client, filled.new(kind)) for kind in REPLAYED] == [None, None]
    assert filled.finish().articles == 3


@pytest.mark.parametrize("way", ["resume", "give up", "migration"])
async def test_killed_in_the_last_pass_it_can_be_gone_on_with_or_given_up(way: str, filled: Filled) -> None:
    await filled.killed("SIGKILL", -9)
    assert filled.closed() == [True, True]
    if way == "resume":
        switched = filled.finish()
        assert require_live(filled.client, filled.prefix) == switched.indices
        return
    if way == "give up":
        assert len(filled.run.give_up()) == 2
    else:
        for kind in REPLAYED:
            clear_up(filled.client, filled.prefix, kind)
    assert filled.closed() == [False, False]
    assert require_live(filled.client, filled.prefix) == filled.live


def test_a_failure_in_the_last_pass_leaves_what_was(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> tuple[int, int]:
        assert filled.closed() == [True, True]
        raise MigrationError("counts differ")

    monkeypatch.setattr(rebuild._TakingOver, "check", fails)
    with pytest.raises(MigrationError, match="differ"):
        filled.finish()
    assert filled.closed() == [False, False]
    assert [mark_of(filled.client, filled.new(kind)) for kind in REPLAYED] == [None, None]
    with held(filled.client, list(filled.live.values())):
        filled.run.give_up()
        assert filled.closed() == [True, True], "what somebody else closed later stays closed"


def test_what_is_taken_over_is_sent_in_requests_of_bounded_size(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    """And of articles that need not be taken over no text crosses the wire."""
    limit = 2500
    monkeypatch.setattr(bulk, "MAX_BYTES", limit)
    requests: list[bytes] = []
    found: list[dict[str, Any]] = []
    send, search = filled.client.bulk, filled.client.search

    def sending(body: bytes, **more: Any) -> Any:
        requests.append(body)
        return send(body=body, **more)

    def searching(**query: Any) -> Any:
        answer = search(**query)
        found.extend(hit["_source"] for hit in answer["hits"]["hits"])
        return answer

    monkeypatch.setattr(filled.client, "bulk", sending)
    monkeypatch.setattr(filled.client, "search", searching)
    assert filled.finish().articles == 3
    assert len(requests) > 1
    assert all(len(body) <= limit or body.count(b"\n") <= 2 for body in requests)
    assert len(found) >= 3
    assert not any("body" in source for source in found)
