"""The console's view of services: who answers on a port, and what keeps a run from starting."""

from __future__ import annotations

import fcntl
import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.console.embedded.child import Child
from services.console.embedded.errors import EmbeddedError, HomeInUseError, PortInUseError
from services.console.embedded.ports import OPENSEARCH_PORTS, free_port
from services.console.health import StrangerError, read_health
from services.console.running import Pipeline
from services.console.settings import ConsoleSettings
from shared.settings import SERVICES


@contextmanager
def answering(body: bytes, status: int = 200, host: str = "127.0.0.1") -> Iterator[int]:
    """A program that answers every request so; its port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer((host, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def pipeline(home: Path, **settings: object) -> Pipeline:
    console = ConsoleSettings(home=home, valkey_port=free_port(), opensearch_port=free_port(OPENSEARCH_PORTS))
    ports = {service: free_port() for service in SERVICES}
    return Pipeline(console.model_copy(update=settings), home, ports)


@pytest.mark.parametrize(
    "body", [b"hello", b"[]", b"{}", b'{"service": "extractor"}', b'{"service": "indexer", "checks": {"streams": "ok"}}']
)
def test_a_stranger_on_a_services_port_is_not_ready(body: bytes, tmp_path: Path) -> None:
    line = pipeline(tmp_path)
    with answering(body) as port:
        line.ports["extractor"] = port
        assert not line.ready("extractor")
        with pytest.raises(StrangerError):
            read_health("extractor", "127.0.0.1", port)


def test_a_service_says_what_it_lacks(tmp_path: Path) -> None:
    line = pipeline(tmp_path)
    body = b'{"service": "extractor", "ok": false, "checks": {"streams": "ConnectionError"}}'
    with answering(body, 503) as port:
        line.ports["extractor"] = port
        assert not line.ready("extractor")
        assert read_health("extractor", "127.0.0.1", port) == (False, {"streams": "ConnectionError"}, {})
    with answering(body) as port:
        line.ports["extractor"] = port
        assert line.ready("extractor")


def test_the_status_shows_what_a_ready_service_cannot_do(tmp_path: Path) -> None:
    note = "1 can't be read or moved and will be tried again: [/a].txt: Permission denied"
    body = {"service": "fetcher", "ok": True, "checks": {"streams": "ok"}, "notes": {"drop_folder": note}}
    with answering(json.dumps(body).encode()) as port:
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("HIRFA_", "REDIS_", "OPENSEARCH_"))},
            "HIRFA_HOME": str(tmp_path), "HIRFA_FETCHER_PORT": str(port),
            "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0", "OPENSEARCH_URL": f"http://127.0.0.1:{free_port()}",
        }  # fmt: skip
        for words in (("status",), ("status", "--json")):
            call = [sys.executable, "-m", "services.console.main", *words]
            done = subprocess.run(call, capture_output=True, text=True, env=env, timeout=60, check=False)
            assert done.returncode == 1, "the servers are away"
            assert note in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers to all of 127.0.0.0/8 without being told to")
def test_a_service_is_asked_where_it_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIRFA_EXTRACTOR_HOST", "127.0.0.2")
    line = pipeline(tmp_path)
    with answering(b'{"service": "extractor", "checks": {}}', host="127.0.0.2") as port:
        line.ports["extractor"] = port
        assert line.ready("extractor")


def test_a_folder_in_use_is_said_before_a_port_in_use(tmp_path: Path) -> None:
    """Both are so when `hirfa up` is started twice; the port is not the cause."""
    with (tmp_path / "lock").open("w") as lock, answering(b"") as port:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (tmp_path / "kept").touch()
        line = pipeline(tmp_path, valkey_port=port)
        line.ports["fetcher"] = port
        line.anew = True
        with pytest.raises(HomeInUseError):
            line.__enter__()
        assert (tmp_path / "kept").exists()  # a demonstration empties only what is its own


def test_a_port_in_use_is_refused_with_the_settings_name_and_the_folder_is_free_again(tmp_path: Path) -> None:
    line = pipeline(tmp_path)
    with answering(b"") as port:
        line.ports["normalizer"] = port
        for _ in range(2):
            with pytest.raises(PortInUseError, match="HIRFA_NORMALIZER_PORT"):
                line.__enter__()


def test_a_server_and_a_service_cannot_have_one_port(tmp_path: Path) -> None:
    port = free_port()
    line = pipeline(tmp_path, valkey_port=port)
    line.ports["indexer"] = port
    with pytest.raises(EmbeddedError, match=f"HIRFA_INDEXER_PORT: {port} is the port of HIRFA_VALKEY_PORT already"):
        line.__enter__()


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({}, "starting Valkey and OpenSearch"),
        ({"redis_url": "redis://127.0.0.1:9"}, "starting OpenSearch"),
        ({"opensearch_url": "http://127.0.0.1:9"}, "starting Valkey"),
        ({"redis_url": "redis://127.0.0.1:9", "opensearch_url": "http://127.0.0.1:9"}, "using the servers that are set"),
    ],
)
def test_what_is_started_is_said(own: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def enough(_: object) -> None:
        raise EmbeddedError

    line = pipeline(tmp_path, **own)
    line.say = heard.append
    monkeypatch.setattr(type(line.servers), "__enter__", enough)
    with pytest.raises(EmbeddedError):
        line.__enter__()
    assert heard == [said]


_KILLED_ONCE = """
import os, pathlib, signal, sys, time
marker = pathlib.Path(sys.argv[1])
if not marker.exists():
    marker.touch()
    os.kill(os.getpid(), getattr(signal, sys.argv[2]))
marker.with_suffix(".ready").touch()
time.sleep(60)
"""


def fragile(line: Pipeline, folder: Path, script: str, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the services be a script that gets a file's name of its own, and is ready when it has made that with `.ready`."""

    def child(service: str) -> Child:
        return Child(service, [sys.executable, "-c", script, str(folder / service), *arguments], folder / f"{service}.log")

    monkeypatch.setattr(line, "_child", child)
    monkeypatch.setattr(line, "ready", lambda service: (folder / f"{service}.ready").exists())


@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM"])
def test_a_service_killed_before_it_is_ready_is_started_again(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = pipeline(tmp_path, redis_url="redis://127.0.0.1:9", opensearch_url="http://127.0.0.1:9")
    fragile(line, tmp_path, _KILLED_ONCE, how, monkeypatch=monkeypatch)
    heard: list[str] = []
    line.say = heard.append
    with line:
        line.check()
    assert [f"{service} has ended (killed by {how}" in said for service, said in zip(SERVICES, heard[2:], strict=True)] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import os; os.kill(os.getpid(), 9)", "fetcher keeps ending"),
        ("raise SystemExit('REDIS_URL')", "(?s)fetcher did not start.*REDIS_URL"),
    ],
)
def test_a_service_that_will_not_come_up_is_given_up(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = pipeline(tmp_path, redis_url="redis://127.0.0.1:9", opensearch_url="http://127.0.0.1:9")
    fragile(line, tmp_path, script, monkeypatch=monkeypatch)
    with pytest.raises(EmbeddedError, match=said):
        line.__enter__()


def test_a_stream_server_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The services' own message is the last line of what is shown, and the port is not blamed."""
    monkeypatch.setenv("HIRFA_START_TIMEOUT", "0.1")
    line = pipeline(tmp_path, redis_url="redis://:hunter2@127.0.0.1:1", opensearch_url="http://127.0.0.1:1")
    with pytest.raises(EmbeddedError) as caught:
        line.__enter__()
    last = str(caught.value).splitlines()[-1]
    assert "the stream server redis://127.0.0.1:1 (setting REDIS_URL) does not answer" in last
    assert "_PORT" not in str(caught.value)
    assert "hunter2" not in str(caught.value)
