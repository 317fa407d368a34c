"""The roles of the security plugin against the requests that the code really makes.

The plugin is not in the embedded OpenSearch. So what the code asks is recorded on a real server without it, each request is
translated into the names of actions by which the plugin permits, and these are held against the roles. A request that stands in
no line below fails: whoever adds one looks its action up.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any
from uuid import uuid4

import pytest
from opensearchpy import AsyncTransport, OpenSearch, Transport

from services.console.results import Results
from services.console.search.query import Filters
from services.console.search.reading import Search
from services.console.security.users import ROLES
from services.fetcher.api.whereabouts import Looker
from services.indexer.dead_letters import DeadLetterIndex
from services.indexer.install import KINDS, SCHEMA, install
from services.indexer.writer import Writer
from shared.contracts import DeadLetter
from shared.delivery.wire import Entry
from shared.metrics import StageMetrics, new_registry
from shared.servers import connect_opensearch, connect_opensearch_sync, connect_redis
from shared.settings import Settings, load_settings
from shared.streams import DEAD
from tests.search.test_migration import article

pytestmark = pytest.mark.servers

# method, path, actions at the cluster's level, actions at the indices'
ACTIONS: list[tuple[str, str, list[str], list[str]]] = [
    ("GET", r"/", ["cluster:monitor/main"], []),
    ("GET", r"/_cluster/health", ["cluster:monitor/health"], []),
    ("GET", r"/_index_template/[^/]+", ["indices:admin/index_template/get"], []),
    ("HEAD|GET", r"(/[^/]+)?/_alias(/[^/]+)?", [], ["indices:admin/aliases/get"]),
    ("POST", r"/_bulk", ["indices:data/write/bulk"],
     ["indices:data/write/bulk[s]", "indices:data/write/index", "indices:data/write/delete"]),
    ("POST|GET", r"/[^/]+/_mget", ["indices:data/read/mget"], ["indices:data/read/mget[shard]"]),
    ("POST|GET", r"(/[^/]+)?/_search", [], ["indices:data/read/search"]),
    ("POST|GET", r"/[^/]+/_count", [], ["indices:data/read/search"]),
    ("GET|HEAD", r"/[^/]+/_doc/[^/]+", [], ["indices:data/read/get"]),
    ("POST", r"/[^/]+/_search/point_in_time", [], ["indices:data/read/point_in_time/create"]),
    ("DELETE", r"/_search/point_in_time", [], ["indices:data/read/point_in_time/delete"]),
    ("POST", r"/[^/]+/_refresh", [], ["indices:admin/refresh"]),
]  # fmt: skip
GROUPS = {
    "crud": ["read", "write"],
    "write": ["indices:data/write*", "indices:admin/mapping/put"],
    "read": ["indices:data/read*", "indices:admin/mappings/fields/get*", "indices:admin/resolve/index"],
    "cluster_composite_ops": ["indices:data/write/bulk", "indices:admin/aliases*", "indices:data/write/reindex",
                              "cluster_composite_ops_ro"],
    "cluster_composite_ops_ro": ["indices:data/read/mget", "indices:data/read/msearch", "indices:data/read/mtv",
                                 "indices:admin/aliases/exists*", "indices:admin/aliases/get*", "indices:data/read/scroll",
                                 "indices:admin/resolve/index"],
}  # fmt: skip
"""The plugin's own groups of actions that the roles name (its static_action_groups.yml)."""


def permitted(names: list[str]) -> list[str]:
    """The patterns that a list of actions and groups stands for."""
    return [pattern for name in names for pattern in (permitted(GROUPS[name]) if name in GROUPS else [name])]


def missing(role: dict[str, Any], requests: set[tuple[str, str]]) -> list[str]:
    """What a role would be refused."""
    found = []
    for method, path in sorted(requests):
        lines = [line for line in ACTIONS if method in line[0].split("|") and re.fullmatch(line[1], path)]
        assert len(lines) == 1, f"{method} {path} stands in {len(lines)} lines of ACTIONS"
        _, _, cluster, index = lines[0]
        patterns = permitted(role["cluster_permissions"])
        (indices,) = role["index_permissions"]
        needed = [(action, patterns) for action in cluster] + [
            (action, permitted(indices["allowed_actions"])) for action in index
        ]
        found += [
            f"{action} for {method} {path}"
            for action, allowed in needed
            if not any(fnmatchcase(action.replace("[", "("), pattern.replace("[", "(")) for pattern in allowed)
        ]
    return found


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[tuple[str, str]]]:
    """The requests that any client makes meanwhile."""
    requests: set[tuple[str, str]] = set()

    def recording(real: Any) -> Any:
        def perform(self: Any, method: str, url: str, *args: Any, **more: Any) -> Any:
            requests.add((method, url.partition("?")[0]))
            return real(self, method, url, *args, **more)

        return perform

    with monkeypatch.context() as patch:
        for transport in (Transport, AsyncTransport):
            patch.setattr(transport, "perform_request", recording(transport.perform_request))
        yield requests


@pytest.fixture
async def settings(opensearch_url: str, redis_url: str) -> Any:
    name = f"t-{uuid4().hex[:10]}"
    made = load_settings(opensearch_url=opensearch_url, redis_url=redis_url, index_prefix=name, stream_prefix=name)
    client = connect_opensearch(made)
    await install(client, name)  # as `hirfa setup` does, with the administrator's rights
    yield made
    for kind in KINDS:
        await client.indices.delete(index=f"{name}-{kind}-v{SCHEMA}")
        await client.indices.delete_index_template(name=f"{name}-{kind}")
    await client.close()


async def services_work(settings: Settings) -> None:
    """All that the services and the commands with the services' login do on the index."""
    client, redis = connect_opensearch(settings), connect_redis(settings)
    writer = Writer(client, settings.index_prefix, StageMetrics(new_registry(), "indexer"))
    keeping = asyncio.create_task(writer.keep_installed())
    for one in (article(1, 3), article(1, 1, version="0.2.0"), article(1, 3)):  # new, with stale facts, too late
        await writer([Entry("1-1", one.to_json())])
    await writer.check()
    keeping.cancel()
    now = datetime.now(UTC)
    letter = DeadLetter(
        stage="indexer", stream="s", entry_id="1-1", reason="refused", error="", deliveries=1, entered_at=now, died_at=now
    )
    key = DEAD.key(settings.stream_prefix)
    letter_id = await redis.xadd(key, {"data": letter.to_json()})
    follower = DeadLetterIndex(redis, client, settings)
    await follower.follow()
    await redis.xdel(key, letter_id)
    await follower.follow()
    looker = Looker(redis, client, settings)
    await looker.where("a1")
    await looker.facts("a1")
    await redis.delete(key)
    await client.close()
    await redis.aclose()


def operator_asks(settings: Settings) -> None:
    """`hirfa status`, `hirfa demo` and what `hirfa replay` compares."""
    results = Results(settings)
    results.server()
    results.counts()
    results.article("a1")
    results.facts("a1")
    results.facets(["a1"])
    results.found(["a1"])
    results.close()


def reader_asks(client: OpenSearch, prefix: str) -> None:
    """`hirfa search` and `hirfa export`."""
    search = Search(client, prefix)
    assert search.facts("صانع", Filters(), facets=True, by=["region"]).total
    assert search.articles("صانع", Filters()).total
    assert list(search.every_fact("", Filters()))


async def test_the_services_user_may_do_what_the_services_do(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with recorded(monkeypatch) as requests:
        await services_work(settings)
        await asyncio.to_thread(operator_asks, settings)
        client = connect_opensearch_sync(settings)
        client.indices.refresh(index=f"{settings.index_prefix}-*")  # as `hirfa replay` does
        await asyncio.to_thread(reader_asks, client, settings.index_prefix)
        client.close()
    assert len(requests) > 10
    assert missing(ROLES["hirfa_service"], requests) == []


async def test_the_reader_may_search_and_export_and_nothing_else(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    await services_work(settings)
    with connect_opensearch_sync(settings) as client:
        client.indices.refresh(index=f"{settings.index_prefix}-*")
        with recorded(monkeypatch) as requests:
            await asyncio.to_thread(reader_asks, client, settings.index_prefix)
    assert missing(ROLES["hirfa_reader"], requests) == []
    assert missing(ROLES["hirfa_reader"], {("POST", "/_bulk")})


def test_what_neither_may() -> None:
    """A migration, a backup and the set-up are the administrator's."""
    for role in ROLES.values():
        allowed = permitted([*role["cluster_permissions"], *role["index_permissions"][0]["allowed_actions"]])
        for action in (
            "indices:admin/create", "indices:admin/delete", "indices:admin/settings/update", "indices:admin/index_template/put",
            "cluster:admin/snapshot/create", "cluster:admin/repository/put", "cluster:admin/settings/update",
        ):  # fmt: skip
            assert not any(fnmatchcase(action, pattern) for pattern in allowed), action
