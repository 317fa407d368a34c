"""`hirfa replay` on real servers: history through the current code again, behind the news, as often as one likes."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.console.history import History
from services.indexer.writer import Writer
from shared.archive.objects import Chunk
from shared.contracts import ExtractedArticle
from shared.delivery.wire import Done, Entry
from shared.metrics import StageMetrics, new_registry
from shared.servers import connect_opensearch, connect_redis
from shared.settings import SERVICES
from shared.streams import EXTRACTED, NORMALIZED, RAW
from tests.servers.harness import CLONE, Pipeline, pipeline, until
from tests.servers.index import check_index, documents

pytestmark = pytest.mark.servers
COUNT = 30
TEXT = (
    "بلغ عدد الصناع التقليديين بالإقليم {count} صانع خلال سنة 2024.\n\nوأوضح رئيس الغرفة أن الحصيلة ثمرة عمل مشترك في القطاع.\n"
)


def command(line: Pipeline, *words: str, before: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"{before}from services.console.main import main; main()", "replay", *words],
        cwd=CLONE, env={**os.environ, **line.env, "HIRFA_HOME": str(line.folder / "home")},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


async def hirfa(line: Pipeline, *words: str, code: int = 0, json_out: bool = True, seconds: float = 180) -> dict[str, Any]:
    process = command(line, *words, *(["--json"] if json_out else []))
    out = await answer(process, code, seconds)
    return json.loads(out) if out and json_out else {}


async def answer(process: subprocess.Popen[str], code: int = 0, seconds: float = 180) -> str:
    """What a command prints; it must end in time, and with this code."""
    try:
        out, err = await asyncio.to_thread(process.communicate, None, seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        _, err = await asyncio.to_thread(process.communicate)
        raise AssertionError(f"hirfa replay takes too long: {err}") from None
    assert process.returncode == code, err
    return out


async def facts(line: Pipeline, url: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in fact.items() if k != "run_id"} for fact in await documents(line, url, "facts")]


async def test_replaying_changes_nothing_when_nothing_changed(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        for i in range(COUNT):
            folder = line.drop / ("منبر" if i % 2 else "آخر")
            folder.mkdir(exist_ok=True)
            (folder / f"{i}.txt").write_text(TEXT.format(count=1000 + i), "utf-8")
        line.add(RAW, json.dumps({"content": TEXT.format(count=7)}))  # from elsewhere: without id and time
        line.start(*SERVICES)
        await line.taken(COUNT)
        await line.passed(EXTRACTED, COUNT + 1)
        await line.drained()
        await check_index(line, opensearch_url, COUNT + 1)
        before = await facts(line, opensearch_url)

        for origin, stream in (("raw", RAW), ("raw", RAW)):
            length = len(line.entries(stream))
            summary = await hirfa(line, "--from", origin)
            assert summary["run"]["sent"] == COUNT + 1  # history, and never the copies that a replay sent
            assert summary["changes"] == {"added": {}, "gone": {}, "altered": {}}
            assert len(line.entries(stream)) == length + COUNT + 1
            await check_index(line, opensearch_url, COUNT + 1)
            assert await facts(line, opensearch_url) == before
            assert {fact["run_id"] for fact in await documents(line, opensearch_url, "facts")} == {summary["run"]["run_id"]}

        assert (await hirfa(line, "--from", "extracted", "--until", "0s", "--source", "منبر"))["run"]["sent"] == COUNT // 2
        one = before[0]["article_id"]
        assert (await hirfa(line, "--from", "normalized", "--article", one))["run"]["sent"] == 1
        assert (await hirfa(line, "--from", "extracted", "--where-extractor-older-than", "0.0.0"))["run"]["sent"] == 0
        await hirfa(line, "--from", "raw", "--resume", "x", code=2)
        await hirfa(line, "--resume", "no-such-run", code=1)


async def test_a_replay_that_is_stopped_goes_on_where_it_was(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        ids = [f"a{i}" for i in range(COUNT)]
        for article in ids:
            line.add(RAW, json.dumps({"article_id": article, "content": TEXT.format(count=article)}))
        line.start("normalizer", "extractor", "indexer")
        await line.passed(EXTRACTED, COUNT, 120)
        await line.drained()
        process = command(line, "--from", "raw", "--rate", "15")
        await line.passed(RAW, COUNT + 10)
        process.send_signal(signal.SIGINT)
        _, err = await asyncio.to_thread(process.communicate, None, 30)
        assert process.returncode == 130, err
        sent = len(line.entries(RAW)) - COUNT
        assert 10 <= sent < COUNT
        run_id = err.split("--resume ")[1].split()[0]
        summary = await hirfa(line, "--resume", run_id)
        assert summary["run"]["sent"] == COUNT
        assert line.article_ids(RAW) == ids + ids
        assert summary["changes"] == {"added": {}, "gone": {}, "altered": {}}


async def test_what_changed_is_told_by_kind(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        for i in range(3):
            line.add(RAW, json.dumps({"article_id": f"a{i}", "content": TEXT.format(count=1000 + i)}))
        line.start("normalizer", "extractor")
        await line.passed(EXTRACTED, 3, 120)
        extracted = [ExtractedArticle.from_json(fields[b"data"]) for fields in line.entries(EXTRACTED)]
        # an older extractor wrote the index: it missed a fact of the first article, read one of the second
        # otherwise, and saw one in the third that is none
        (fact, *rest) = extracted[1].facts
        nonsense = extracted[2].facts[0].model_copy(update={"fact_id": "nonsense", "kind": "price"})
        older = [
            extracted[0].model_copy(update={"facts": extracted[0].facts[1:]}),
            extracted[1].model_copy(update={"facts": [fact.model_copy(update={"qualifier": "max"}), *rest]}),
            extracted[2].model_copy(update={"facts": [*extracted[2].facts, nonsense]}),
        ]
        client = connect_opensearch(line.settings)
        writer = Writer(client, line.prefix, StageMetrics(new_registry(), "indexer"))
        entries = [
            Entry(f"1-{i}", article.model_copy(update={"extractor_version": "0.0.0"}).to_json())
            for i, article in enumerate(older)
        ]
        assert all(isinstance(outcome, Done) for outcome in await writer(entries))
        await client.close()
        line.redis.xgroup_setid(EXTRACTED.key(line.prefix), "indexer", "$")
        line.start("indexer")
        summary = await hirfa(line, "--from", "extracted", "--where-extractor-older-than", extracted[0].extractor_version)
        assert summary["changes"] == {"added": {extracted[0].facts[0].kind: 1}, "gone": {"price": 1}, "altered": {fact.kind: 1}}
        await check_index(line, opensearch_url, 3)


async def test_news_goes_first(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    """While the extractor is away a replay sends no more than the room there is, so what comes then is next in line."""
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        for i in range(COUNT):
            line.add(RAW, json.dumps({"article_id": f"a{i}", "content": TEXT.format(count=i)}))
        line.start("normalizer", "extractor", "indexer")
        await line.passed(EXTRACTED, COUNT, 120)
        await line.drained()
        line.terminate("extractor")
        process = command(line, "--from", "raw", "--rate", "1000")

        async def held() -> bool:
            return line.waiting(NORMALIZED) == 1 and line.waiting(RAW) == 0

        try:
            await until("the replay gives way", held, 60)
            await asyncio.sleep(0.5)  # time in which it could go on
            assert line.waiting(NORMALIZED) + line.waiting(RAW) == 1
        finally:
            process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(process.communicate, None, 30)


async def test_what_waits_for_a_newer_service_does_not_stop_a_replay(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        for i in range(3):
            line.add(RAW, json.dumps({"article_id": f"a{i}", "content": TEXT.format(count=i)}))
        line.add(RAW, json.dumps({"content": "نص", "contract": "raw/2"}))
        line.start("normalizer", "extractor", "indexer")
        await line.passed(EXTRACTED, 3, 120)
        await line.drained(NORMALIZED, EXTRACTED)
        sooner = "import services.console.replaying as replaying; replaying._STALLED_MS = 100; "
        sent = json.loads(await answer(command(line, "--from", "raw", "--json", before=sooner)))["run"]["sent"]
        assert sent == 3


async def test_history_begins_with_the_first_day_though_the_stream_is_trimmed(
    tmp_path: Path, redis_url: str, opensearch_url: str
) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url, keep_entries=10, archive_seconds=0.2) as line:
        for i in range(COUNT):
            line.add(RAW, json.dumps({"article_id": f"a{i}", "content": TEXT.format(count=1000 + i)}))
        line.start(*SERVICES)
        await line.passed(EXTRACTED, 10, 60)

        async def trimmed() -> bool:
            return len(line.entries(RAW)) == 10

        await until("all but the last ten are trimmed", trimmed)
        await line.drained()
        before = await facts(line, opensearch_url)
        assert len({fact["article_id"] for fact in before}) == COUNT
        for _ in range(2):
            summary = await hirfa(line, "--from", "raw")
            assert summary["run"]["sent"] == COUNT, "what is in both is sent once, and copies never"
            assert summary["damaged"] == []
            assert summary["changes"] == {"added": {}, "gone": {}, "altered": {}}
            assert await facts(line, opensearch_url) == before
        run_id = summary["run"]["run_id"]
        metrics = await line.get("extractor", "/metrics")
        assert metrics is not None
        assert f'hirfa_replayed_total{{run="{run_id}",stage="extractor"}} {COUNT}.0' in metrics.text
        assert run_id in line.log("normalizer")
        assert (await hirfa(line, "--from", "raw", "--article", "a0"))["run"]["sent"] == 1
        assert (await hirfa(line, "--from", "raw", "--until", "2h"))["run"]["sent"] == 0
        torn = next((line.folder / "home" / "archive").rglob("*.zst"))
        torn.write_bytes(torn.read_bytes()[:40])
        damaged = await hirfa(line, "--from", "raw", code=1)
        assert damaged["damaged"][0]["path"].endswith(torn.name)


async def test_a_page_is_complete_whatever_is_trimmed_while_it_is_read(tmp_path: Path, redis_url: str) -> None:
    """An archive that reaches into the stream, and a stream that is trimmed ahead of the reader, at random."""
    with pipeline(tmp_path, redis_url) as line:
        client = connect_redis(line.settings)
        key = RAW.key(line.prefix)
        ids = [line.add(RAW, f'{{"content": "{i}"}}') for i in range(600)]
        entries: list[tuple[bytes, dict[bytes, bytes]]] = line.redis.xrange(key)  # type: ignore[assignment]
        dice = random.Random(3)
        try:
            history = History(client, line.settings, RAW)
            assert history.archive is not None
            at = trimmed = 0
            read: list[str] = []
            async for page in history.pages("0-0", ids[-1]):
                read += [entry_id for entry_id, _ in page]
                while at < len(ids) and dice.random() < 0.8:
                    chunk = Chunk()
                    for entry_id, fields in entries[at : at + dice.randrange(1, 60)]:
                        chunk.add(entry_id.decode(), fields)
                    at += chunk.lines
                    history.archive.write(*chunk.finish())
                if (cut := dice.randrange(at + 1)) < len(ids):
                    trimmed = max(trimmed, cut)
                    line.redis.xtrim(key, minid=ids[cut], approximate=False)
            assert read == ids
            assert trimmed > 300
            assert [e async for p in history.pages(ids[99], ids[449]) for e, _ in p] == ids[100:450]
            line.redis.delete(key)
            rest = [e async for p in history.pages("0-0", ids[-1]) for e, _ in p]
            assert rest == ids[:at]
            assert await history.end() == ids[at - 1]
        finally:
            await client.aclose()


async def names(line: Pipeline, url: str) -> dict[str, str]:
    """The index behind each alias."""
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        found = {}
        for kind in ("articles", "facts"):
            answer = await client.get(f"/_alias/{line.prefix}-{kind}")
            (found[kind],) = answer.json()
        return found


async def stopped(process: subprocess.Popen[str]) -> str:
    """Ctrl-C a replay; the run that can be gone on with."""
    process.send_signal(signal.SIGINT)
    _, err = await asyncio.to_thread(process.communicate, None, 30)
    assert process.returncode == 130, err
    return err.split("--resume ")[1].split()[0]


async def test_a_replay_into_a_new_index_is_seen_when_it_is_done(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        for i in range(COUNT):
            line.add(RAW, json.dumps({"article_id": f"a{i}", "content": TEXT.format(count=1000 + i)}))
        line.start("normalizer", "extractor", "indexer")
        await line.passed(EXTRACTED, COUNT, 60)
        await line.drained()
        fresh = await facts(line, opensearch_url)
        live = await names(line, opensearch_url)
        # what an older code left: a fact too many in an article, and an article whose history is lost
        older = ExtractedArticle.from_json(line.entries(EXTRACTED)[0][b"data"])
        nonsense = older.facts[0].model_copy(update={"fact_id": "nonsense", "kind": "price"})
        orphan = older.model_copy(update={"article_id": "orphan", "facts": [nonsense]})
        extra = nonsense.model_copy(update={"fact_id": "wrong"})
        # of one version the later replay stays, so it has to come from one
        wrong = older.model_copy(update={"facts": [*older.facts, extra], "run_id": "replay-20200101T000000-abcd"})
        for article in (orphan, wrong):
            line.add(EXTRACTED, article.to_json())
        await line.drained()
        spoilt = await facts(line, opensearch_url)
        assert len(spoilt) == len(fresh) + 2

        process = command(line, "--from", "raw", "--new-index", "--rate", "15")
        await line.passed(RAW, COUNT + 10)
        line.add(RAW, json.dumps({"article_id": "news", "content": TEXT.format(count=77)}))
        run_id = await stopped(process)
        await line.drained()
        assert await names(line, opensearch_url) == live
        seen = [fact for fact in await facts(line, opensearch_url) if fact["article_id"] != "news"]
        assert seen == spoilt, "nothing of it is seen before the end"

        summary = await hirfa(line, "--resume", run_id)
        switched = await names(line, opensearch_url)
        assert switched == summary["switched"]["indices"]
        assert not set(switched.values()) & set(live.values())
        assert summary["switched"]["taken_over"] == 2  # the orphan and the news
        assert summary["switched"]["left_out"] == 0
        assert summary["changes"]["gone"] == {"price": 1}
        now = await facts(line, opensearch_url)
        assert [fact for fact in now if fact["article_id"] not in ("news", "orphan")] == fresh
        assert {fact["article_id"] for fact in now} >= {"news", "orphan"}
        line.add(RAW, json.dumps({"article_id": "afterwards", "content": TEXT.format(count=78)}))
        await line.drained()
        await check_index(line, opensearch_url, COUNT + 3)

        # another, which is given up: it leaves no trace, and what it sent late is dropped
        line.terminate("indexer")
        process = command(line, "--from", "raw", "--new-index", "--rate", "15", "--room", "10")
        await line.passed(EXTRACTED, len(line.entries(EXTRACTED)) + 3)
        given_up = await stopped(process)
        await hirfa(line, "--give-up", given_up, json_out=False)
        line.start("indexer")
        await line.drained()
        assert "the run was given up" in line.log("indexer")
        assert await names(line, opensearch_url) == switched
        await check_index(line, opensearch_url, COUNT + 3)
        await hirfa(line, "--resume", given_up, code=1)
        await hirfa(line, "--give-up", run_id, code=1, json_out=False)  # it is in use
        assert await names(line, opensearch_url) == switched
        assert line.dead() == []


STOPPED = """
import os, signal
from services.indexer import rebuild
rebuild._TakingOver.check = lambda self: os.kill(os.getpid(), signal.{signal})
"""


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
async def test_a_replay_that_is_stopped_in_its_last_pass_opens_what_it_closed(
    name: str, code: int, tmp_path: Path, redis_url: str, opensearch_url: str
) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url) as line:
        line.add(RAW, json.dumps({"article_id": "a1", "content": TEXT.format(count=1000)}))
        line.start("normalizer", "extractor", "indexer")
        await line.passed(EXTRACTED, 1, 60)
        await line.drained()
        live = await names(line, opensearch_url)
        process = command(line, "--from", "raw", "--new-index", before=STOPPED.format(signal=name))
        _, err = await asyncio.to_thread(process.communicate, None, 60)
        assert process.returncode == code, err
        assert await names(line, opensearch_url) == live
        line.add(RAW, json.dumps({"article_id": "a2", "content": TEXT.format(count=2000)}))
        await line.drained()
        await check_index(line, opensearch_url, 2)
