"""`hirfa dead` on a real Valkey: whoever looks after the dead letters loses none and doubles none."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.streams import DEAD, NORMALIZED, RAW
from tests.servers.harness import CLONE, Pipeline, pipeline, until

pytestmark = pytest.mark.servers


async def hirfa(line: Pipeline, *words: str, code: int | None = 0) -> str:
    """Run the command; its standard output."""

    def call() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from services.console.main import main; main()", "dead", *words],
            cwd=CLONE, env={**os.environ, **line.env}, capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip

    done = await asyncio.to_thread(call)
    assert code in (None, done.returncode), done.stderr
    return done.stdout


def raw(article_id: str, content: str) -> str:
    return json.dumps({"article_id": article_id, "content": content}, ensure_ascii=False)


async def test_looking_after_the_dead(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, deliveries=1) as line:
        cured = tmp_path / "cured"
        for i in range(5):
            line.add(RAW, raw(f"b{i}", f"BUSY {cured}"))
        line.add(RAW, raw("bad", "RAISE الخطأ"))
        line.add(RAW, "{broken")
        line.redis.xadd(RAW.key(line.prefix), {"body": "x"})
        line.start("poison")
        await line.died(8)

        listed = [json.loads(text) for text in (await hirfa(line, "list", "--json")).splitlines()]
        assert sorted(letter["reason"] for letter in listed) == ["busy"] * 5 + ["no_data", "raised", "undecodable"]
        assert len((await hirfa(line, "list", "--reason", "busy", "--stage", "normalizer", "--since", "1h")).splitlines()) == 5
        assert await hirfa(line, "list", "--until", "1h") == ""
        assert await hirfa(line, "list", "--stage", "indexer") == ""
        (bad,) = [letter for letter in listed if letter["article_id"] == "bad"]
        assert json.loads(await hirfa(line, "show", bad["id"])) == bad
        assert await hirfa(line, "show", bad["id"], "--message") == raw("bad", "RAISE الخطأ")
        await hirfa(line, "show", "1-1", code=1)
        await hirfa(line, "replay", code=2)  # which?
        await hirfa(line, "list", "--since", "yesterday", code=2)

        # a sample first: nothing is cured yet, so it comes back, once, and says so
        assert await hirfa(line, "replay", "--reason", "busy", "--limit", "2") == "2 sent back to the normalizer\n"

        async def back() -> bool:
            return sum(letter["replays"] == 1 for letter in line.dead()) == 2

        await until("two came back", back)
        assert len(line.dead()) == 8

        cured.touch()
        assert await hirfa(line, "replay", "--reason", "busy") == "5 sent back to the normalizer\n"
        await line.passed(NORMALIZED, 5)
        assert sorted(line.article_ids(NORMALIZED)) == [f"b{i}" for i in range(5)]
        assert all(b"replays" in fields for fields in line.entries(NORMALIZED))
        assert len(line.dead()) == 3

        await hirfa(line, "replay", "--all")  # the others fail for good reasons, each is one letter again

        async def all_back() -> bool:
            return [letter["replays"] for letter in line.dead() if letter["reason"] != "no_data"] == [1, 1] and len(
                line.dead()
            ) == 3

        await until("three came back", all_back)
        assert await hirfa(line, "drop", "--article", "bad", "--yes") == "1 dropped of the normalizer\n"
        await hirfa(line, "drop", "--all", "--yes")
        assert line.entries(DEAD) == []


async def test_two_at_once_send_each_message_back_once(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, deliveries=1) as line:
        for i in range(300):
            line.add(RAW, raw(f"r{i}", "RAISE"))
        line.start("poison")
        await line.died(300)
        line.terminate("poison")
        before = len(line.entries(RAW))
        answers = await asyncio.gather(*(hirfa(line, "replay", "--all", code=None) for _ in range(3)))
        assert len(line.entries(RAW)) - before == 300
        assert line.entries(DEAD) == []
        assert sum(int(text.split()[0]) for text in answers if text) == 300


async def test_a_stream_server_that_is_away_is_named(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url) as line:
        line.env["REDIS_URL"] = "redis://127.0.0.1:9/0"
        await hirfa(line, "list", code=1)
