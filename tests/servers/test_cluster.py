"""Three nodes of OpenSearch, of which one is killed under load: the services carry on, nothing is lost, nothing doubled."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.console.embedded.opensearch import QUICK_START, OpenSearch
from services.console.embedded.ports import is_free
from services.console.embedded.servers import Servers
from services.console.settings import ConsoleSettings
from shared.settings import SERVICES
from shared.streams import RAW
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.test_kills import TEXT, all_once

pytestmark = [pytest.mark.servers, pytest.mark.chaos, pytest.mark.timeout(900)]
ARTICLES = int(os.environ.get("CHAOS_ARTICLES", "800"))


async def ask(node: OpenSearch, path: str) -> Any:
    async with httpx.AsyncClient(base_url=node.url, trust_env=False, timeout=30) as client:
        answer = await client.get(path)
        answer.raise_for_status()
        return answer.json()


async def drop_until(line: Pipeline, done: asyncio.Event) -> int:
    """Articles come as long as `done` is not set, and at least so many; their number."""
    number = 0
    while not done.is_set() or number < ARTICLES:
        if number - line.length(RAW) < 100:
            aside = line.drop / f".{number}"
            aside.write_text(TEXT.format(count=1000 + number), "utf-8")
            aside.rename(line.drop / f"{number}.txt")
            number += 1
        await asyncio.sleep(0.05)
    return number


def free_ports() -> int:
    """The first of three free ports."""
    return next(port for port in range(9290, 9210, -4) if all(is_free(port + i) for i in range(3)))


async def test_a_node_of_three_killed_under_load(tmp_path: Path, redis_url: str) -> None:
    settings = ConsoleSettings(
        home=tmp_path / "servers", REDIS_URL=redis_url, opensearch_port=free_ports(), opensearch_nodes=3, opensearch_heap="256m"
    )
    begun = time.monotonic()
    with Servers(settings, jvm_options=QUICK_START) as servers:
        print(f"three nodes after {time.monotonic() - begun:.0f} s")  # noqa: T201
        with pipeline(tmp_path, redis_url, servers.opensearch_url, deliveries=20) as line:
            line.start(*SERVICES)
            await line.ready(*SERVICES)
            done = asyncio.Event()
            dropper = asyncio.create_task(drop_until(line, done))
            for victims in ("primary", "manager"):
                await health(servers.nodes[0], "green")
                victim = await named(victims, servers.nodes, line)
                other = next(node for node in servers.nodes if node is not victim)
                count = f"/{line.prefix}-articles/_count"
                before = (await ask(other, count))["count"]
                os.kill(victim.child.pid, signal.SIGKILL)
                victim.child.stop()
                killed = time.monotonic()

                async def goes_on(other: OpenSearch = other, count: str = count, before: int = before) -> bool:
                    try:
                        return bool((await ask(other, count))["count"] > before + 50)
                    except httpx.HTTPError:
                        return False

                await until("articles are indexed without it", goes_on, 90)
                went_on = time.monotonic() - killed
                assert (await ask(other, "/_cluster/health"))["status"] == "yellow"
                started = time.monotonic()
                victim.start()
                await asyncio.to_thread(victim.wait)
                await health(other, "green")
                print(  # noqa: T201
                    f"{victims} killed: 50 more articles searchable after {went_on:.1f} s, "
                    f"green {time.monotonic() - started:.1f} s after it was started again"
                )
            done.set()
            articles = await dropper
            await all_once(line, servers.nodes[1].url, articles)
            print(f"{articles} articles, each once with its facts")  # noqa: T201
            assert all(line.processes[service].poll() is None for service in SERVICES)


async def test_nodes_are_added_to_a_folder_with_data(tmp_path: Path) -> None:
    """One cluster afterwards, with what was there; not two, of which the larger is empty."""
    port = free_ports()

    def servers(nodes: int) -> Servers:
        settings = ConsoleSettings(
            home=tmp_path, REDIS_URL="redis://unused", opensearch_port=port, opensearch_nodes=nodes, opensearch_heap="192m"
        )
        return Servers(settings, jvm_options=QUICK_START)

    with servers(1) as one:
        before = (await ask(one.nodes[0], "/"))["cluster_uuid"]
        async with httpx.AsyncClient(base_url=one.nodes[0].url, trust_env=False, timeout=30) as client:
            body = {"settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}}
            assert (await client.put("/crafts", json=body)).status_code == 200
            assert (await client.put("/crafts/_doc/1?refresh=true", json={"name": "زليج"})).status_code == 201
    for _ in range(2):  # and found again so
        with servers(3) as three:
            await health(three.nodes[0], "green")
            for node in three.nodes:
                assert (await ask(node, "/"))["cluster_uuid"] == before
                assert (await ask(node, "/crafts/_count"))["count"] == 1


async def named(what: str, nodes: list[OpenSearch], line: Pipeline) -> OpenSearch:
    """The node that holds the primary of the articles, or that manages the cluster; told apart by their transport ports."""
    if what == "manager":
        (row,) = await ask(nodes[0], "/_cat/cluster_manager?format=json&h=id")
    else:
        rows = await ask(nodes[0], f"/_cat/shards/{line.prefix}-articles*?format=json&h=prirep,id")
        row = next(row for row in rows if row["prirep"] == "p")
    for node in nodes:
        if row["id"] in (await ask(node, "/_nodes/_local?filter_path=nodes.*.process.id"))["nodes"]:
            return node
    raise AssertionError(what)


async def health(node: OpenSearch, status: str) -> None:
    async def test() -> bool:
        found = await ask(node, "/_cluster/health")
        return bool(found["status"] == status and found["number_of_nodes"] == 3)

    await until(f"the cluster is {status}", test, 120)
