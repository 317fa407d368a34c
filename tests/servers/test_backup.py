"""Backup and restore on the real servers: destroyed, and as before."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis
from click.testing import CliRunner
from opensearchpy import OpenSearch as Client
from opensearchpy.client import IndicesClient
from opensearchpy.exceptions import ConnectionError as AwayError

from services.console.backup.streams import AOF_FOLDER
from services.console.embedded.errors import EmbeddedError
from services.console.embedded.opensearch import QUICK_START, OpenSearch
from services.console.embedded.ports import OPENSEARCH_PORTS, free_port
from services.console.embedded.servers import Servers
from services.console.embedded.valkey import Valkey
from services.console.main import cli
from services.console.run_file import Run
from services.console.search.query import Filters
from services.console.search.reading import Search
from services.console.settings import ConsoleSettings
from services.indexer.documents import build_documents
from services.indexer.install import KINDS, REPLAYED, SCHEMA
from services.indexer.migration import is_closed_for_writing
from shared.servers import connect_opensearch_sync
from shared.settings import load_settings
from shared.streams import EXTRACTED, RAW, STREAMS
from tests.search.conftest import fill
from tests.search.test_migration import article
from tests.servers.harness import CLONE, Pipeline, pipeline
from tests.servers.index import check_index, documents, forget

pytestmark = pytest.mark.servers


def hirfa(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command, in this process: a start of Python for each call would be half of the tests' time."""
    result = CliRunner().invoke(cli, arguments, env=env)
    error = str(result.exception) if isinstance(result.exception, EmbeddedError) else ""  # as `main` prints it
    assert error or not result.exception or isinstance(result.exception, SystemExit), result.exception
    return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr + error)


def held(client: redis.Redis, key: str, group: str) -> list[tuple[Any, ...]]:
    rows: Any = client.xpending_range(key, group, "-", "+", 99)
    return [(row["message_id"], row["consumer"], row["times_delivered"]) for row in rows]


def stream_state(client: redis.Redis, prefix: str) -> dict[str, Any]:
    """All that a stream server holds of a pipeline, but for how long ago something was."""
    state: dict[str, Any] = {}
    for stream in STREAMS:
        key = stream.key(prefix)
        if not client.exists(key):
            continue
        groups: Any = client.xinfo_groups(key)
        state[stream.name] = (
            client.xrange(key),
            [{name: group[name] for name in ("name", "pending", "last-delivered-id", "lag")} for group in groups],
            [held(client, key, group["name"]) for group in groups],
        )
    state["keys"] = sorted((key, client.type(key)) for key in client.scan_iter(f"{prefix}:*"))
    state["retries"] = client.hgetall(f"{prefix}:retry:indexer")
    return state


def index_state(client: Client, prefix: str) -> dict[str, Any]:
    """All documents with their versions, aliases, templates and mappings, and what searches answer."""
    state: dict[str, Any] = {}
    for kind in KINDS:
        alias = f"{prefix}-{kind}"
        client.indices.refresh(index=alias)
        hits = client.search(index=alias, body={"size": 1000, "version": True, "sort": ["article_id", "_doc"]})["hits"]["hits"]
        state[kind] = sorted((hit["_id"], hit["_version"], json.dumps(hit["_source"], sort_keys=True)) for hit in hits)
        state[f"{kind} aliases"] = {name: body["aliases"] for name, body in client.indices.get_alias(index=f"{alias}*").items()}
        state[f"{kind} template"] = client.indices.get_index_template(name=alias)["index_templates"][0]["index_template"]
        state[f"{kind} mapping"] = [body["mappings"] for body in client.indices.get_mapping(index=alias).values()]
    found = Search(client, prefix).facts("صادرات الصناعة التقليدية", Filters(), facets=True)
    state["search"] = [(fact["fact_id"], fact["around"]) for fact in found.documents], found.facets
    state["articles"] = [
        (a["article_id"], a["fragments"]) for a in Search(client, prefix).articles('"دار الصانعة"', Filters()).documents
    ]
    return state


async def test_destroyed_and_restored_everything_is_as_before(tmp_path: Path) -> None:
    home = tmp_path / "home"
    console = ConsoleSettings(home=home, valkey_port=free_port(), opensearch_port=free_port(OPENSEARCH_PORTS))
    environment = {
        "HIRFA_HOME": str(home),
        "HIRFA_VALKEY_PORT": str(console.valkey_port),
        "HIRFA_OPENSEARCH_PORT": str(console.opensearch_port),
    }
    with (
        Servers(console, jvm_options=QUICK_START) as servers,
        pipeline(tmp_path, servers.redis_url, servers.opensearch_url) as line,
    ):
        environment |= {"HIRFA_STREAM_PREFIX": line.prefix, "HIRFA_INDEX_PREFIX": line.prefix}
        Run(os.getpid(), servers.redis_url, servers.opensearch_url, {}).write(home)  # as `hirfa up` leaves it
        line.start("fetcher", "normalizer", "extractor", "indexer")
        for path in sorted((CLONE / "seeds").glob("*.txt")):
            shutil.copy(path, line.drop)
        await line.taken(5)
        await line.drained()
        for service in ("fetcher", "normalizer", "extractor", "indexer"):
            line.terminate(service)
        # what a pipeline holds that is at work: unread, in somebody's hands, waiting to be tried again, dead
        waiting = [article(n, 2).model_copy(update={"article_id": f"waits-{n}"}) for n in range(6)]
        for one in waiting:
            line.add(EXTRACTED, one.to_json())
        line.redis.xreadgroup("indexer", "somebody", {EXTRACTED.key(line.prefix): ">"}, count=4)
        line.redis.hset(f"{line.prefix}:retry:indexer", "1-1", '{"reason": "busy"}')
        line.add(RAW, "{broken")
        line.start("normalizer")
        await line.died(1)
        line.terminate("normalizer")
        client = connect_opensearch_sync(line.settings)
        before = stream_state(line.redis, line.prefix), index_state(client, line.prefix)
        assert before[0]["extracted"][1][0]["pending"] == 4
        assert before[0]["extracted"][1][0]["lag"] == 2
        assert before[1]["search"][0]
        result = await asyncio.to_thread(hirfa, "backup", **environment)
        assert result.returncode == 0, result.stderr
        running = await asyncio.to_thread(hirfa, "restore", "--overwrite", **environment)
        assert running.returncode == 1
        assert "stop it" in running.stderr  # `hirfa up` is running
        assert (stream_state(line.redis, line.prefix), index_state(client, line.prefix)) == before
        client.close()
    shutil.rmtree(home / "valkey")
    shutil.rmtree(home / "opensearch")
    result = await asyncio.to_thread(hirfa, "restore", **environment)
    assert result.returncode == 0, result.stderr
    assert f"{line.prefix}:extracted: 11 entries" in result.stdout
    with (
        Servers(console, jvm_options=QUICK_START) as servers,
        pipeline(tmp_path, servers.redis_url, servers.opensearch_url) as again,
    ):
        again.prefix = again.env["HIRFA_STREAM_PREFIX"] = again.env["HIRFA_INDEX_PREFIX"] = line.prefix
        client = connect_opensearch_sync(again.settings)
        assert stream_state(again.redis, line.prefix) == before[0]
        assert index_state(client, line.prefix) == before[1]
        client.close()
        again.start("indexer")
        await again.drained(EXTRACTED)
        facts = await check_index(again, servers.opensearch_url, 5 + len(waiting))
        assert len(facts) == len(before[1]["facts"]) + 2 * len(waiting)


@contextmanager
def stopped_and_started(folder: Path) -> Iterator[Valkey]:
    server = Valkey(folder, folder.parent / "again.log", free_port())
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def environment_of(line: Pipeline, opensearch: OpenSearch, backups: Path) -> dict[str, str]:
    return {**line.env, "HIRFA_HOME": str(line.folder / "home"), "HIRFA_BACKUP_DIR": str(backups)}


async def test_a_backup_in_the_flow_loses_nothing(tmp_path: Path, embedded_opensearch: OpenSearch) -> None:
    """Streams first, then the index: what was taken in before it began is indexed after the restore, whenever it was cut."""
    backups = embedded_opensearch.snapshots / tmp_path.name
    valkey = Valkey(tmp_path / "valkey", tmp_path / "valkey.log", free_port())
    valkey.start()
    try:
        valkey.wait()
        with pipeline(tmp_path, valkey.url, embedded_opensearch.url, index_batch_size=10) as line:
            environment = environment_of(line, embedded_opensearch, backups)
            line.start("indexer")
            await line.ready("indexer")
            over = asyncio.Event()
            added = 0

            async def flows() -> None:
                nonlocal added
                while not over.is_set():
                    line.add(EXTRACTED, article(added, 2).to_json())
                    added += 1
                    await asyncio.sleep(0.002)

            flow = asyncio.create_task(flows())
            await line.passed(EXTRACTED, 300)
            promised = added
            result = await asyncio.to_thread(hirfa, "backup", "--json", **environment)
            assert result.returncode == 0, result.stderr
            manifest = json.loads(result.stdout)
            over.set()
            await flow
            line.terminate("indexer")
            prefix = line.prefix
    finally:
        valkey.stop()
    assert promised <= manifest["streams"]["streams"]["extracted"]["entries"] < added  # it was cut in the middle
    client = connect_opensearch_sync(load_settings(opensearch_url=embedded_opensearch.url))
    forget(client, prefix)
    refused = await asyncio.to_thread(hirfa, "restore", **environment)
    assert "--streams-to" in refused.stderr  # a server of one's own: whose folder?
    data = tmp_path / "elsewhere"
    result = await asyncio.to_thread(hirfa, "restore", "--streams-to", str(data), **environment)
    assert result.returncode == 0, result.stderr
    with stopped_and_started(data) as valkey, pipeline(tmp_path, valkey.url, embedded_opensearch.url) as line:
        line.prefix = line.env["HIRFA_STREAM_PREFIX"] = line.env["HIRFA_INDEX_PREFIX"] = prefix
        line.start("indexer")
        await line.drained(EXTRACTED)
        found = {one["article_id"] for one in await documents(line, embedded_opensearch.url, "articles")}
        assert {f"a{n}" for n in range(promised)} <= found
        await check_index(line, embedded_opensearch.url, len(found))
    forget(client, prefix)
    client.close()


async def test_nothing_is_replaced_without_being_told_and_a_failure_changes_nothing(
    tmp_path: Path, embedded_opensearch: OpenSearch, redis_url: str
) -> None:
    backups = embedded_opensearch.snapshots / tmp_path.name
    with pipeline(tmp_path, redis_url, embedded_opensearch.url) as line:
        environment = environment_of(line, embedded_opensearch, backups)
        client = connect_opensearch_sync(line.settings)
        line.start("indexer")
        for n in range(5):
            line.add(EXTRACTED, article(n, 2).to_json())
        await line.drained(EXTRACTED)
        for keep in ("9", "2", "2"):
            result = await asyncio.to_thread(hirfa, "backup", "--keep", keep, **environment)
            assert result.returncode == 0, result.stderr
            await asyncio.sleep(1)
        listed = hirfa("backup", "--list", **environment).stdout.splitlines()
        assert len(listed) == 2
        assert "5 in" in listed[0]
        only = ("--only", "index")
        line.add(EXTRACTED, article(5, 2).to_json())
        await line.drained(EXTRACTED)

        refused = await asyncio.to_thread(hirfa, "restore", *only, **environment)
        assert refused.returncode == 1
        assert "--overwrite" in refused.stderr
        assert len(await documents(line, embedded_opensearch.url, "articles")) == 6

        result = await asyncio.to_thread(hirfa, "restore", *only, "--overwrite", **environment)
        assert result.returncode == 0, result.stderr
        await check_index(line, embedded_opensearch.url, 5)
        line.add(EXTRACTED, article(7, 2).to_json())  # the indexer writes on, and the next restore has something to replace
        await line.drained(EXTRACTED)
        await check_index(line, embedded_opensearch.url, 6)

        taken = tmp_path / "taken"
        taken.mkdir()
        (taken / f"{AOF_FOLDER}.part").write_text("")  # a file where a folder is to be
        into = ("--streams-to", str(taken), "--overwrite")
        result = await asyncio.to_thread(hirfa, "restore", listed[0].split()[0], *into, **environment)
        assert result.returncode == 1
        assert "is this the data folder" in result.stderr, result.stderr
        await check_index(line, embedded_opensearch.url, 6)  # the streams could not be put, so the indices stay too
        assert len(client.indices.get(index=f"{line.prefix}-*")) == len(KINDS)

        for damaged in (backups / "index").glob("indices/*/0/__*"):
            damaged.write_bytes(b"x" * damaged.stat().st_size)
        result = await asyncio.to_thread(hirfa, "restore", *only, "--overwrite", **environment)
        assert result.returncode == 1
        assert "could not be restored" in result.stderr, result.stderr
        await check_index(line, embedded_opensearch.url, 6)
        assert len(client.indices.get(index=f"{line.prefix}-*")) == len(KINDS)  # nothing of the attempt is left

        name = listed[0].split()[0]
        (backups / name / "streams.rdb").write_bytes(b"REDIS")
        folder = tmp_path / "data"
        result = await asyncio.to_thread(hirfa, "restore", name, "--streams-to", str(folder), "--overwrite", **environment)
        assert "damaged" in result.stderr
        assert not folder.exists()
        missing = hirfa("restore", "20200101t000000z", **environment)
        assert name in missing.stderr  # those that there are

        oldest = min(folder for folder in backups.iterdir() if folder.name[:2] == "20")
        (oldest / "manifest.json").write_text("{")
        result = await asyncio.to_thread(hirfa, "backup", "--keep", "1", "--only", "streams", **environment)
        assert result.returncode == 0, result.stderr  # the new one is whole, whatever becomes of an old one
        assert "could not be removed" in result.stdout + result.stderr
        forget(client, line.prefix)
        client.close()


async def test_an_old_backup_is_removed_from_where_it_is_and_a_lost_answer_is_none_of_failure(
    tmp_path: Path, embedded_opensearch: OpenSearch, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = embedded_opensearch.snapshots / tmp_path.name
    prefix, own = f"t-{uuid4().hex[:10]}", f"own-{uuid4().hex[:10]}"
    client = connect_opensearch_sync(load_settings(opensearch_url=embedded_opensearch.url))
    fill(client, prefix, [build_documents(article(number, 2)) for number in range(3)])
    elsewhere = {"type": "fs", "settings": {"location": str(backups / own)}}
    client.snapshot.create_repository(repository=own, body=elsewhere)
    environment = {
        "HIRFA_HOME": str(tmp_path / "home"), "HIRFA_BACKUP_DIR": str(backups), "HIRFA_INDEX_PREFIX": prefix,
        "OPENSEARCH_URL": embedded_opensearch.url, "REDIS_URL": redis_url,
    }  # fmt: skip
    only = ("--only", "index")
    kept: list[list[int]] = []
    for words in (("--keep", "1"), ("--repository", own, "--keep", "1"), ("--keep", "1"), ("--keep", "1")):
        result = await asyncio.to_thread(hirfa, "backup", *only, *words, **environment)
        assert result.returncode == 0, result.stderr
        assert "could not be removed" not in result.stdout + result.stderr
        kept.append([len(list(folder.glob("snap-*"))) for folder in (backups / "index", backups / own)])
        if len(kept) == 3:  # somebody else has removed the snapshot: that is no failure
            client.snapshot.create_repository(
                repository=prefix, body={"type": "fs", "settings": {"location": str(backups / "index")}}
            )
            client.snapshot.delete(repository=prefix, snapshot="*")
            client.snapshot.delete_repository(repository=prefix)
        await asyncio.sleep(1)  # a backup's name is its second
    assert kept == [[1, 0], [0, 1], [1, 0], [1, 0]]

    switch = IndicesClient.update_aliases

    def lost(*arguments: Any, **named: Any) -> None:
        switch(*arguments, **named)
        raise AwayError("N/A", "reset by peer", OSError())

    monkeypatch.setattr(IndicesClient, "update_aliases", lost)
    result = await asyncio.to_thread(hirfa, "restore", *only, "--overwrite", **environment)
    assert result.returncode == 0, result.stderr
    assert client.count(index=f"{prefix}-articles")["count"] == 3
    assert [len(client.indices.get(index=f"{prefix}-{kind}-v*")) for kind in REPLAYED] == [1, 1]
    client.snapshot.delete_repository(repository=own)
    forget(client, prefix)
    client.close()


async def test_what_stands_in_the_way_is_named(tmp_path: Path, embedded_opensearch: OpenSearch, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, embedded_opensearch.url) as line:
        outside = environment_of(line, embedded_opensearch, tmp_path / "outside")
        backups = str(embedded_opensearch.snapshots / tmp_path.name)
        client = connect_opensearch_sync(line.settings)
        line.start("indexer")
        await line.ready("indexer")
        result = await asyncio.to_thread(hirfa, "backup", **outside)
        assert result.returncode == 1
        assert "path.repo" in result.stderr
        assert not list((tmp_path / "outside").glob("*/streams.rdb"))  # half a backup is none
        unknown = await asyncio.to_thread(hirfa, "backup", "--repository", "none", **outside)
        assert "PUT _snapshot/none" in unknown.stderr
        away = await asyncio.to_thread(
            hirfa, "backup", **{**outside, "REDIS_URL": "redis://127.0.0.1:9/0", "HIRFA_BACKUP_DIR": backups}
        )
        assert "127.0.0.1:9" in away.stderr
        assert not is_closed_for_writing(client, f"{line.prefix}-facts-v{SCHEMA}")
        client.indices.put_settings(index=f"{line.prefix}-facts", body={"index.blocks.write": True})
        busy = await asyncio.to_thread(hirfa, "backup", "--only", "index", **{**outside, "HIRFA_BACKUP_DIR": backups})
        assert "a migration or another backup is at work" in busy.stderr
        assert is_closed_for_writing(client, f"{line.prefix}-facts-v{SCHEMA}")
        forget(client, line.prefix)
        client.close()
