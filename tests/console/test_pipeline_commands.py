"""`hirfa demo` and `hirfa up`, whole, as processes: what they print, and that nothing is left running."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.console.embedded.jars import JarCache
from services.console.embedded.ports import OPENSEARCH_PORTS, free_port
from shared.settings import SERVICES

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
HIRFA = [sys.executable, "-m", "services.console.main"]


def processes_of(home: Path) -> dict[int, str]:
    """Processes that name the data folder, were started with it, or work in it (Valkey writes over its own environment)."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes()
                traces = command + (entry / "environ").read_bytes() + os.fsencode((entry / "cwd").readlink())
            except OSError:
                continue
            if command and os.fsencode(home) in traces:
                found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace")
    return found


def pid_of(home: Path, program: str) -> int:
    """The process of a run that is this program."""
    return next(pid for pid, command in processes_of(home).items() if program in command)


def environment(home: Path, jars: JarCache, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "HIRFA_HOME": str(home),
        "HIRFA_CACHE": str(jars.folder.parent),
        "HIRFA_OPENSEARCH_HEAP": "256m",
        **more,
    }


@pytest.mark.servers
def test_the_demo_prints_what_a_search_finds_and_leaves_nothing_running(tmp_path: Path, jars: JarCache) -> None:
    jars.class_path()
    home = tmp_path / "home"
    for _ in range(2):  # a second run begins with nothing again
        result = subprocess.run(
            [*HIRFA, "demo"], capture_output=True, cwd=ROOT, env=environment(home, jars), timeout=150, check=False
        )
        output = result.stdout.decode()
        assert result.returncode == 0, output[-3000:] + result.stderr.decode()
        assert "dropped 5 · fetched 5 · normalised 5 · extracted 5 · searchable 5" in output
        for seed in SEEDS:
            assert f"── {seed.name}" in output
        extracted = subprocess.run([*HIRFA, "extract", "seeds"], capture_output=True, cwd=ROOT, timeout=60, check=True).stdout
        facts = [fact for line in extracted.splitlines() for fact in json.loads(line)["facts"]]
        assert facts
        for fact in facts:  # what went through four services and the index is what one process gives
            assert f"«{' '.join(fact['quote'].split())}»" in output
        kinds = re.search(r"^kind\n((?: +\d+ .*\n)+)status\n", output, re.MULTILINE)
        assert kinds is not None
        assert sum(map(int, re.findall(r"^ +(\d+)", kinds[1], re.MULTILINE))) == len(facts)
        assert processes_of(home) == {}


ARTICLES = 250
TEXT = "بلغ عدد الصناع التقليديين بالإقليم {count} صانع خلال سنة 2024.\n\nوأوضح رئيس الغرفة أن هذه الحصيلة ثمرة عمل مشترك.\n"


@pytest.mark.servers
def test_services_killed_during_the_demo_lose_nothing_and_double_nothing(tmp_path: Path, jars: JarCache) -> None:
    jars.class_path()
    home, articles = tmp_path / "home", tmp_path / "articles"
    articles.mkdir()
    for n in range(ARTICLES):
        (articles / f"{n:03}.txt").write_text(TEXT.format(count=1000 + n), "utf-8")
    # small batches, so that there is a middle to be killed in; a short wait until what a dead one had in hand is taken over
    steps = {"HIRFA_BATCH_SIZE": "4", "HIRFA_INDEX_BATCH_SIZE": "4", "HIRFA_IDLE_SECONDS": "0.6", "HIRFA_DELIVERIES": "20"}
    command = [*HIRFA, "demo", "--articles", str(articles)]
    env = environment(home, jars, HIRFA_DROP_DIR=str(tmp_path / "somebody's"), **steps)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT, env=env, text=True) as process:
        assert process.stdout is not None
        said = [read_until(process, f"dropped {ARTICLES} ·")]
        for service, step in zip(SERVICES, ("fetched", "normalised", "extracted", "searchable"), strict=True):
            while not re.search(rf"{step} [1-9]", "".join(said)):  # each is killed while it is at work
                said.append(process.stdout.readline())
                assert said[-1], "".join(said)
            os.kill(pid_of(home, f"-m services.{service}"), signal.SIGKILL)
            said.append(read_until(process, f"{service} has ended (killed by SIGKILL"))
        output = "".join(said) + process.communicate(timeout=150)[0]
    assert process.returncode == 0, output[-3000:]
    last = [line for line in output.splitlines() if line.startswith("dropped ")][-1]
    assert last == " · ".join(f"{step} {ARTICLES}" for step in ("dropped", "fetched", "normalised", "extracted", "searchable"))
    assert f"searchable {ARTICLES}" not in "".join(said)  # the last was killed before the end
    for n in range(ARTICLES):
        assert output.count(f"«عدد الصناع التقليديين بالإقليم {1000 + n} صانع»") == 1
    assert re.search(rf"^kind\n +{ARTICLES} +workforce\b.*\nstatus\n", output, re.MULTILINE)
    assert not (tmp_path / "somebody's").exists()  # a user's drop folder is not the demonstration's
    assert processes_of(home) == {}


@contextmanager
def up(home: Path, jars: JarCache, **more: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """`hirfa up` until it says that it is."""
    jars.class_path()
    ports = {f"HIRFA_{name}_PORT": str(free_port()) for name in ("VALKEY", "FETCHER", "NORMALIZER", "EXTRACTOR", "INDEXER")}
    env = environment(home, jars, HIRFA_OPENSEARCH_PORT=str(free_port(OPENSEARCH_PORTS)), **ports, **more)
    with subprocess.Popen(
        [*HIRFA, "up"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT, env=env, text=True
    ) as process:
        assert process.stdout is not None
        try:
            said = []
            for line in process.stdout:
                said.append(line)
                if "hirfa status" in line:
                    break
            assert "Hirfa is up" in "".join(said), "".join(said)
            yield process, env
        finally:
            if process.poll() is None:
                process.kill()


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """Output up to the line that holds the text (the test's own time limit bounds the wait)."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if text in line:
            break
    else:
        pytest.fail(f"ended without saying {text!r}: {''.join(said)}")
    return "".join(said)


def status(env: dict[str, str]) -> dict[str, object]:
    bare = {name: value for name, value in env.items() if not name.endswith("_PORT")}  # it must find the run by itself
    result = subprocess.run([*HIRFA, "status", "--json"], capture_output=True, cwd=ROOT, env=bare, timeout=60, check=False)
    return dict(json.loads(result.stdout))


@pytest.mark.servers
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_takes_articles_shows_its_status_and_stops_cleanly(tmp_path: Path, jars: JarCache, number: signal.Signals) -> None:
    home = tmp_path / "home"
    with up(home, jars) as (process, env):
        shutil.copy(SEEDS[0], home / "drop")
        deadline = time.monotonic() + 60
        while status(env)["counts"] in (None, {}, {"articles": 0, "facts": 0}) and time.monotonic() < deadline:
            time.sleep(0.3)
        found = status(env)
        assert found["ok"] is True
        assert found["counts"]["articles"] == 1  # type: ignore[index]
        assert found["dead"] == 0
        second = subprocess.run([*HIRFA, "up"], capture_output=True, cwd=ROOT, env=env, timeout=60, check=False)
        assert second.returncode == 1
        assert f"in use by another hirfa (process {process.pid})" in second.stderr.decode()
        process.send_signal(number)
        assert process.wait(60) == {signal.SIGINT: 0, signal.SIGTERM: 143}[number]
    assert processes_of(home) == {}


@pytest.mark.servers
def test_up_starts_a_killed_service_again_and_ends_when_a_server_dies(tmp_path: Path, jars: JarCache) -> None:
    home = tmp_path / "home"
    with up(home, jars) as (process, _):
        os.kill(pid_of(home, "services.extractor"), signal.SIGKILL)
        assert "extractor has ended (killed by SIGKILL" in read_until(process, "starting it again")
        os.kill(pid_of(home, "valkey-server"), signal.SIGKILL)
        assert "killed by SIGKILL" in read_until(process, "Valkey has ended unexpectedly")
        assert process.wait(60) == 1
    assert processes_of(home) == {}


@pytest.mark.servers
def test_a_killed_up_takes_everything_with_it(tmp_path: Path, jars: JarCache) -> None:
    home = tmp_path / "home"
    with up(home, jars) as (process, _):
        process.kill()
        process.wait(10)
        deadline = time.monotonic() + 40
        while processes_of(home) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert processes_of(home) == {}
