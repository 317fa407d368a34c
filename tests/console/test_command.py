"""The command `hirfa` as a person types it: output, exit codes, errors, start-up time."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
ARTICLE = "بلغت صادرات الصناعة التقليدية 1,1 مليار درهم سنة 2024، حسب الوزارة."


def hirfa(*arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "services.console.main", *arguments],
        input=stdin, capture_output=True, cwd=ROOT, env={**os.environ, **(env or {})}, timeout=60, check=False,
    )  # fmt: skip


def lines(result: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_line_of_json_for_each_article_with_true_offsets() -> None:
    result = hirfa("extract", "seeds")
    assert result.returncode == 0, result.stderr.decode()
    articles = lines(result)
    assert [article["source_file"] for article in articles] == [f"seeds/{seed.name}" for seed in SEEDS]
    assert all(next(iter(article)) == "source_file" for article in articles)
    facts = [(article, fact) for article in articles for fact in article["facts"]]
    assert facts
    for article, fact in facts:
        assert article[fact["in"]][fact["start"] : fact["end"]] == fact["quote"]


def test_the_same_input_and_time_give_the_same_bytes() -> None:
    arguments = ("extract", "--now", "2026-01-01", str(SEEDS[0]))
    first, second = hirfa(*arguments), hirfa(*arguments)
    assert first.returncode == 0
    assert first.stdout == second.stdout


@pytest.mark.parametrize(("arguments", "stdin", "name"), [(("-",), ARTICLE, "-"), (("--text", ARTICLE), "", "--text")])
def test_standard_input_and_text(arguments: tuple[str, ...], stdin: str, name: str) -> None:
    result = hirfa("extract", *arguments, stdin=stdin.encode())
    assert result.returncode == 0, result.stderr.decode()
    (article,) = lines(result)
    assert article["source_file"] == name
    assert ARTICLE.startswith(article["body"].rstrip(".")[:20]) or article["title"]


def test_many_articles_in_one_file_and_the_broken_ones_among_them(tmp_path: Path) -> None:
    items = [{"title": "الصادرات", "body": ARTICLE}, {"title": 5}, {"body": ARTICLE.replace("2024", "2023")}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    result = hirfa("extract", str(tmp_path))
    assert result.returncode == 1
    assert [article["facts"][0]["period"] for article in lines(result)] == ["2024", "2023"]
    assert result.stderr.decode().startswith(f"hirfa extract: {tmp_path}/a.jsonl:2: ")


@pytest.mark.parametrize("text", ["يوم 21 نونبر 2016", "الدار البيضاء", "38000 صانع", "x"])
def test_a_mere_phrase_is_a_text(text: str) -> None:
    (article,) = lines(hirfa("extract", "--text", text))
    assert article["body"] == text


def test_a_bad_file_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * 4)
    (tmp_path / "b.txt").write_text(ARTICLE, "utf-8")
    (tmp_path / "c.txt").write_text(" \n", "utf-8")
    (tmp_path / ".hidden.txt").write_text(ARTICLE, "utf-8")
    result = hirfa("extract", str(tmp_path), "no-such-file.txt")
    assert result.returncode == 1
    assert [article["source_file"] for article in lines(result)] == [str(tmp_path / "b.txt")]
    errors = result.stderr.decode().splitlines()
    assert len(errors) == 3
    for error, name in zip(errors, (tmp_path / "a.txt", tmp_path / "c.txt", "no-such-file.txt"), strict=True):
        assert error.startswith(f"hirfa extract: {name}: ")


@pytest.mark.parametrize(
    "arguments", [("extract",), ("extract", "-", "--text", "x"), ("extract", "--no-such-option"), ("nothing",)]
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    result = hirfa(*arguments)
    assert result.returncode == 2
    assert b"Usage: hirfa" in result.stderr
    assert not result.stdout


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -m services.console.main extract seeds seeds seeds | head -c 10"
    result = subprocess.run(["/bin/sh", "-c", command], capture_output=True, cwd=ROOT, timeout=60, check=False)
    assert result.returncode == 0
    assert result.stdout == b'{"source_f'
    assert result.stderr == b""


@pytest.mark.parametrize("arguments", [("extract", "seeds"), ("extract", "--table", "seeds"), ("--help",), ("status", "--json")])
def test_a_full_disk_is_named_and_nothing_else(arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "services.console.main", *arguments],
            stdout=full, stderr=subprocess.PIPE, cwd=ROOT, timeout=60, check=False,
        )  # fmt: skip
    assert result.stderr.decode() == "hirfa: cannot write: No space left on device\n"
    assert result.returncode == 1


@pytest.mark.parametrize("command", ["up", "demo", "status"])
def test_a_port_that_nobody_could_find_is_refused_by_name(command: str, tmp_path: Path) -> None:
    result = hirfa(command, env={"HIRFA_HOME": str(tmp_path), "HIRFA_EXTRACTOR_PORT": "0"})
    assert result.returncode == 1
    assert result.stderr.decode().startswith("hirfa: HIRFA_EXTRACTOR_PORT: ")
    assert list(tmp_path.iterdir()) == []


def test_the_table_marks_every_quote_in_the_text() -> None:
    (article,) = lines(hirfa("extract", str(SEEDS[0])))
    table = hirfa("extract", "--table", str(SEEDS[0])).stdout.decode()
    for number in range(1, len(article["facts"]) + 1):
        assert f"⟦{number} " in table
        assert f" {number}⟧" in table
    for fact in article["facts"]:
        assert f"«{' '.join(fact['quote'].split())}»" in table
    assert table.count("\u2068") == table.count("\u2069")
    assert "\x1b[" not in table  # no colours in a pipe


def test_help_lists_the_commands_and_starts_quickly() -> None:
    result = hirfa("--help")
    assert result.returncode == 0
    for name in ("demo", "extract", "status", "up"):
        assert f"  {name} " in result.stdout.decode()
    assert min(_seconds("--help") for _ in range(3)) < 0.5


def test_extract_starts_in_under_a_second() -> None:
    best = min(_seconds("extract", "--text", ARTICLE) for _ in range(3))
    assert best < 1, f"hirfa extract took {best:.2f} s at best"


def _seconds(*arguments: str) -> float:
    """Processor time of a command: what it would take on a machine that does nothing else."""
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert hirfa(*arguments).returncode == 0
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (ended.ru_utime - begun.ru_utime) + (ended.ru_stime - begun.ru_stime)


def test_extract_loads_no_server_library() -> None:
    code = (
        "import sys; from services.console.extracting import extract_articles; "
        "print(sorted({'redis', 'faststream', 'opensearchpy', 'httpx', 'rich', 'pydantic_settings'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, timeout=60, check=True)
    assert result.stdout == b"[]\n"


def test_status_of_nothing_says_so(tmp_path: Path) -> None:
    free = {"REDIS_URL": "redis://127.0.0.1:9/0", "OPENSEARCH_URL": "http://127.0.0.1:9", "HIRFA_HOME": str(tmp_path)}
    free |= {f"HIRFA_{name}_PORT": str(n) for n, name in enumerate(("FETCHER", "NORMALIZER", "EXTRACTOR", "INDEXER"), 2)}
    shown = hirfa("status", env=free).stdout.decode()
    for line in ("streams: unknown", "index: unknown", "dead letters: unknown"):
        assert line in shown.splitlines()
    result = hirfa("status", "--json", env=free)
    assert result.returncode == 1, result.stderr.decode()
    status = json.loads(result.stdout)
    assert [status[name] for name in ("streams", "dead", "dead_reasons", "counts")] == [None] * 4
    assert status["ok"] is False
    assert status["valkey"]["ok"] is status["opensearch"]["ok"] is False
    assert status["valkey"]["detail"]
    assert {name: service["ready"] for name, service in status["services"].items()} == dict.fromkeys(
        ("fetcher", "normalizer", "extractor", "indexer"), False
    )
