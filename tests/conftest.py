"""The real servers for the tests that need them: one Valkey and one OpenSearch a session, on ports of their own.

A test that asks for one of them is marked `servers`; `pytest -m "not servers"` leaves them out.
A server that cannot start fails the test: it never skips it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from services.console.embedded.jars import JarCache
from services.console.embedded.opensearch import QUICK_START, OpenSearch
from services.console.embedded.ports import OPENSEARCH_PORTS, free_port
from services.console.embedded.valkey import Valkey
from services.console.settings import default_cache

# no example is judged by the clock, which runs on while other programs have the processor;
# a landing is judged by the same examples each time, runs by hand go on looking for new ones
settings.register_profile("hand", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "hand")


SERVER_FIXTURES = {"embedded_valkey", "embedded_opensearch", "redis_url", "opensearch_url", "jars"}


def pytest_configure(config: pytest.Config) -> None:
    """A developer's settings must not steer the tests, least of all towards real servers."""
    for name in [
        name for name in os.environ if name.startswith(("HIRFA_", "OTEL_")) and name not in ("HIRFA_CACHE", "HIRFA_MAVEN_URL")
    ]:
        del os.environ[name]
    for name in ("REDIS_URL", "OPENSEARCH_URL"):
        os.environ.pop(name, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server."""
    for item in items:
        if SERVER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.servers)


@pytest.fixture(scope="session")
def jars() -> JarCache:
    """OpenSearch's jars, in the user's cache."""
    return JarCache(Path(os.environ.get("HIRFA_CACHE") or default_cache()) / "jars", os.environ.get("HIRFA_MAVEN_URL"))


@pytest.fixture(scope="session")
def embedded_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """The session's Valkey. Tests use streams of their own, or the fixture `redis_url` and clean up."""
    folder = tmp_path_factory.mktemp("valkey")
    server = Valkey(folder / "data", folder / "valkey.log", free_port())
    try:
        server.start()
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def embedded_opensearch(tmp_path_factory: pytest.TempPathFactory, jars: JarCache) -> Iterator[OpenSearch]:
    """The session's OpenSearch. Tests use indices of their own."""
    folder = tmp_path_factory.mktemp("opensearch")
    port = free_port(OPENSEARCH_PORTS)
    server = OpenSearch(folder / "data", folder / "opensearch.log", port, jars, jvm_options=QUICK_START)
    try:
        server.start()
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def redis_url(embedded_valkey: Valkey) -> str:
    """URL of the session's Valkey."""
    return embedded_valkey.url


@pytest.fixture(scope="session")
def opensearch_url(embedded_opensearch: OpenSearch) -> str:
    """URL of the session's OpenSearch."""
    return embedded_opensearch.url
