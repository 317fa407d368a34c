"""The embedded servers, for real: ports, crashes, restarts, and nobody left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import redis

from services.console.embedded.child import Child
from services.console.embedded.cluster import Membership, founders, joining_runner, node_folders, note_founders
from services.console.embedded.errors import CrashedError, EmbeddedError, HomeInUseError, PortInUseError, StartFailedError
from services.console.embedded.jars import JarCache
from services.console.embedded.opensearch import QUICK_START, OpenSearch
from services.console.embedded.ports import OPENSEARCH_PORTS, free_port
from services.console.embedded.servers import Servers
from services.console.embedded.valkey import Valkey
from services.console.settings import ConsoleSettings, read_settings


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def gone(pid: int, seconds: float = 20) -> bool:
    """Whether the process ends within the time (a zombie nobody waits for has ended)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def kill(child: Child) -> None:
    """As the kernel would when memory runs out."""
    os.kill(child.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while child.running() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_no_port_is_given_twice() -> None:
    given = [free_port() for _ in range(3_000)]
    assert len(set(given)) == len(given)


@pytest.mark.servers
def test_what_valkey_was_told_survives_a_kill_and_a_restart(tmp_path: Path) -> None:
    server = Valkey(tmp_path / "data", tmp_path / "log", free_port())
    server.start()
    server.wait()
    try:
        with redis.Redis.from_url(server.url) as client:
            client.xadd("s", {"data": "صانع"})
            assert client.config_get("appendonly") == {"appendonly": "yes"}
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        kill(server.child)
        with pytest.raises(CrashedError, match=r"Valkey has ended unexpectedly \(killed by SIGKILL\)"):
            server.child.check()
        server.start()
        server.wait()
        with redis.Redis.from_url(server.url) as client:
            assert client.xlen("s") == 1
    finally:
        server.stop()
    server.child.check()  # a stop we asked for is no crash


@pytest.mark.servers
def test_a_port_in_use_is_refused_with_the_settings_name(tmp_path: Path, taken_port: int) -> None:
    server = Valkey(tmp_path / "data", tmp_path / "log", taken_port)
    with pytest.raises(PortInUseError, match=f"port {taken_port} on 127.0.0.1 is in use .* set HIRFA_VALKEY_PORT"):
        server.start()


def test_opensearch_refuses_a_port_in_use_and_a_port_it_cannot_have(tmp_path: Path) -> None:
    nowhere = JarCache(tmp_path / "jars")
    port = free_port(OPENSEARCH_PORTS)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortInUseError, match="HIRFA_OPENSEARCH_PORT"):
        OpenSearch(tmp_path / "data", tmp_path / "log", port, nowhere).start()
    with pytest.raises(EmbeddedError, match="HIRFA_OPENSEARCH_PORT must be between 9201 and 9299, not 9300"):
        OpenSearch(tmp_path / "data", tmp_path / "log", 9300, nowhere)


@pytest.mark.servers
def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    server = Valkey(tmp_path / "data", tmp_path / "log", free_port(), ["--no-such-option", "1"])
    server.start()
    with pytest.raises(StartFailedError, match=r"(?s)Valkey did not start \(exit code 1\).*no-such-option"):
        server.wait()


def test_opensearch_keeps_its_documents_over_a_crash(tmp_path: Path, jars: JarCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")  # in which a JVM left to itself finds no folder with an Arabic name
    server = OpenSearch(
        tmp_path / "بيانات", tmp_path / "log", free_port(OPENSEARCH_PORTS), jars, heap="256m", jvm_options=QUICK_START
    )
    document = f"{server.url}/articles-test/_doc/1"
    try:
        server.start()
        server.wait()
        with httpx.Client(trust_env=False, timeout=30) as client:
            settings = {"settings": {"number_of_replicas": 0}}
            assert client.put(f"{server.url}/articles-test", json=settings).status_code == 200
            assert client.put(document, json={"title": "الصناعة التقليدية"}).status_code == 201
            kill(server.child)
            with pytest.raises(CrashedError, match=r"OpenSearch has ended unexpectedly \(killed by SIGKILL\)"):
                server.child.check()
            server.start()
            server.wait()
            assert client.get(document).json()["_source"] == {"title": "الصناعة التقليدية"}
    finally:
        server.stop()
    assert gone(server.child.pid)


def test_a_cluster_is_not_started_with_fewer_nodes_than_it_has(tmp_path: Path) -> None:
    three = node_folders(tmp_path, 3)
    assert [folder.name for folder in three] == ["opensearch", "opensearch-2", "opensearch-3"]
    for folder in three:
        folder.mkdir()
    assert node_folders(tmp_path, 3) == three
    with pytest.raises(EmbeddedError, match="holds a cluster of 3 nodes; set HIRFA_OPENSEARCH_NODES to 3"):
        node_folders(tmp_path, 1)


def test_nodes_that_come_later_join_and_found_nothing(tmp_path: Path) -> None:
    """Else two new nodes beside an old one would be a majority, and form a cluster of their own."""
    assert founders(tmp_path, 3) == 3, "a new cluster is formed by all"
    (tmp_path / "opensearch").mkdir()
    assert founders(tmp_path, 3) == 1, "the node that is there, of a version that kept no note"
    note_founders(tmp_path, founders(tmp_path, 3))
    for folder in node_folders(tmp_path, 3)[1:]:
        folder.mkdir()
    assert founders(tmp_path, 3) == 1, "joining may have been cut short: it is the note that counts"

    configs = [Membership(port, (11, 12, 13), 1, tmp_path).config() for port in (11, 12, 13)]
    seeds = '["127.0.0.1:11", "127.0.0.1:12", "127.0.0.1:13"]'
    assert all(config["discovery.seed_hosts"] == seeds for config in configs)
    assert [config.get("cluster.initial_cluster_manager_nodes") for config in configs] == ['["127.0.0.1:11"]', None, None]
    together = [Membership(port, (11, 12, 13), 3, tmp_path).config() for port in (11, 12, 13)]
    assert all(config["cluster.initial_cluster_manager_nodes"] == seeds for config in together)


def test_the_runner_is_made_to_join_others(jars: JarCache, tmp_path: Path) -> None:
    folder = joining_runner(jars.class_path(), tmp_path / "classes")
    (code,) = [path.read_bytes() for path in folder.rglob("*.class")]
    assert b"single-node" not in code
    with pytest.raises(EmbeddedError, match="HIRFA_OPENSEARCH_NODES must be 1"):
        joining_runner([], tmp_path / "none")


@pytest.mark.servers
def test_ones_own_servers_are_used_and_none_is_started(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    settings = ConsoleSettings(home=tmp_path, REDIS_URL=redis_url, OPENSEARCH_URL=opensearch_url)
    with Servers(settings) as servers:
        assert servers.children == []
        assert (servers.redis_url, servers.opensearch_url) == (redis_url, opensearch_url)


@pytest.mark.servers
def test_two_runs_cannot_share_a_data_folder(tmp_path: Path, opensearch_url: str) -> None:
    settings = ConsoleSettings(home=tmp_path, OPENSEARCH_URL=opensearch_url, valkey_port=free_port())
    with (
        Servers(settings),
        pytest.raises(HomeInUseError, match=f"in use by another hirfa \\(process {os.getpid()}\\)"),
        Servers(settings),
    ):
        pass


PARENT = """
import pathlib, sys, time
from services.console.embedded.valkey import Valkey
server = Valkey(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[1]) / "log", int(sys.argv[2]))
server.start()
server.wait()
print(server.child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.servers
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_killed_parent_leaves_no_server_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path), str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert not gone(pid, seconds=0.2)
        parent.kill()
    assert gone(pid)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HIRFA_OPENSEARCH_PORT", "80", "Input should be greater than or equal to 9201"),
        ("HIRFA_OPENSEARCH_HEAP", "1m", "expected 128m to "),
        ("HIRFA_OPENSEARCH_HEAP", "999999g", "expected 128m to "),
        ("HIRFA_OPENSEARCH_HEAP", "much", "String should match"),
    ],
)
def test_settings_name_the_variable_that_is_wrong(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(EmbeddedError, match=f"{name}='{value}': .*{said}"):
        read_settings()


@pytest.mark.parametrize("kind", ["file", "in a file", "pseudo"])
def test_a_data_folder_that_cannot_be_one_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").touch()
    home = {"file": tmp_path / "file", "in a file": tmp_path / "file" / "home", "pseudo": Path("/proc/hirfa")}[kind]
    with pytest.raises(EmbeddedError, match=f"HIRFA_HOME: cannot write in the folder {home}"):
        Servers(ConsoleSettings(home=home)).__enter__()


def test_a_folder_of_backups_that_cannot_be_one_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    server = OpenSearch(
        tmp_path / "data", tmp_path / "log", free_port(OPENSEARCH_PORTS), JarCache(tmp_path), snapshots=tmp_path / "file"
    )
    server.jars.class_path = list  # type: ignore[method-assign]
    with pytest.raises(EmbeddedError, match="HIRFA_BACKUP_DIR: "):
        server.start()


def test_the_two_servers_cannot_have_one_port(tmp_path: Path) -> None:
    settings = ConsoleSettings(home=tmp_path, valkey_port=9250, opensearch_port=9249, opensearch_nodes=2)
    with pytest.raises(EmbeddedError, match="HIRFA_OPENSEARCH_PORT: 9250 is the port of HIRFA_VALKEY_PORT already"):
        Servers(settings).__enter__()


def test_the_end_of_a_log_keeps_both_ends_of_a_long_line(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("begun " + "x" * 100_000 + " REDIS_URL does not answer\n", "utf-8")
    tail = Child("it", [], log).tail()
    assert tail.startswith("begun x")
    assert tail.endswith("x REDIS_URL does not answer")
    assert len(tail) < 1100
