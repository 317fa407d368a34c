"""Near-duplicates on the real servers: what is recognised, and that the answer is the same whoever asks, and how often."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from services.console.bench.corpus import generate
from services.console.extracting import article_files
from services.console.main import cli
from services.normalizer.normalize import normalize_article
from services.normalizer.originals import Originals
from services.normalizer.sketch import Sketch, sketch_of
from shared.contracts import RawArticle
from shared.delivery.process import at_once
from shared.delivery.wire import Done, Entry, Failed, Outcome
from shared.errors import ServerAwayError
from shared.settings import load_settings
from shared.streams import EXTRACTED, NORMALIZED, RAW
from tests.normalizer.dispatches import DUPLICATES, OTHERS, Edit
from tests.servers.harness import CLONE, Pipeline, pipeline
from tests.servers.index import documents

pytestmark = pytest.mark.servers
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
async def make(client: Redis) -> AsyncIterator[Callable[[str], Originals]]:
    """Deciders with a memory of that name, each as another process has it."""
    run = uuid4().hex[:8]

    async def connect() -> Redis:
        return client

    async def no_work(_: object) -> list[Outcome]:
        raise AssertionError

    yield lambda name: Originals(at_once(no_work), connect, load_settings(stream_prefix=f"t-{run}-{name}"))
    keys = [key async for key in client.scan_iter(f"t-{run}-*", count=1000)]
    for start in range(0, len(keys), 1000):
        await client.unlink(*keys[start : start + 1000])


def sketch(body: str) -> Sketch:
    found = sketch_of(body)
    assert found is not None
    return found


def _gold() -> list[str]:
    """The bodies of the gold articles that are long enough to be cut, and hold figures."""
    folders = [CLONE / "seeds", *sorted((CLONE / "tests").glob("gold_*/articles"))]
    raw = [RawArticle(content=path.read_text("utf-8")) for folder in folders for path in article_files(folder)]
    found = [normalize_article(article, now=NOW).body for article in raw]
    return [body for body in found if len(body.split()) >= 70 and len(sketch(body).figures) >= 4 * 5]


ARTICLES = [*_gold(), *(article.body for article in generate(2024, 100, characters=1500))]
OF_OTHERS = [article.body for article in generate(2025, len(ARTICLES), characters=1500)]


async def _marks(originals: Originals, edit: Edit) -> list[str | None]:
    """What each article's edit is marked with, where all the articles came before."""
    before = await originals.decide([(f"original-{n}", sketch(body)) for n, body in enumerate(ARTICLES)])
    assert before == [None] * len(ARTICLES)  # on the same topics, with the same stock phrases
    edited = [edit(body, OF_OTHERS[n], random.Random(n)) for n, body in enumerate(ARTICLES)]
    return await originals.decide([(f"edit-{n}", sketch(body)) for n, body in enumerate(edited)])


async def test_precision_and_recall(make: Callable[[str], Originals]) -> None:
    right = {e.__name__: sum(m == f"original-{n}" for n, m in enumerate(await _marks(make(e.__name__), e))) for e in DUPLICATES}
    wrong = {e.__name__: sum(m is not None for m in await _marks(make(e.__name__), e)) for e in OTHERS}
    recall = sum(right.values()) / (len(ARTICLES) * len(right))
    precision = sum(right.values()) / (sum(right.values()) + sum(wrong.values()))
    print(f"of {len(ARTICLES)} each: found {right}, wrongly {wrong}; recall {recall:.4f}, precision {precision:.4f}")  # noqa: T201
    assert recall >= 0.98
    assert min(right.values()) >= 0.93 * len(ARTICLES)
    assert precision >= 0.995
    assert max(wrong.values()) <= 0.02 * len(ARTICLES)


async def test_the_same_article_gets_the_same_mark_however_often_it_comes(make: Callable[[str], Originals]) -> None:
    body, other = ARTICLES[0], ARTICLES[1]
    copy, copy_of_copy = sketch(body + "\nالمصدر: وكالات"), sketch("الرباط - و م ع\n" + body + "\nالمصدر: وكالات")
    first = [("a", sketch(body)), ("b", copy), ("c", copy_of_copy), ("d", sketch(other))]
    expected = [None, "a", "a", None]
    assert await make("x").decide(first) == expected
    for order in range(6):
        mixed = list(zip(first, expected, strict=True)) * 2
        random.Random(order).shuffle(mixed)
        assert await make("x").decide([article for article, _ in mixed]) == [mark for _, mark in mixed]


async def test_a_copy_of_a_copy_names_the_original(make: Callable[[str], Originals]) -> None:
    paragraphs = [g.body for g in generate(5, 12, characters=300)]
    steps = ["\n".join(paragraphs[start : start + 8]) for start in range(5)]  # each shares most with the one before
    marks = await make("x").decide([(f"step-{n}", sketch(step)) for n, step in enumerate(steps)])
    assert marks == [None, *["step-0"] * 4]
    assert await make("alone").decide([("first", sketch(steps[0])), ("last", sketch(steps[-1]))]) == [None, None]


async def test_an_update_is_no_duplicate_of_itself(make: Callable[[str], Originals]) -> None:
    body, other = ARTICLES[0], ARTICLES[1]
    updates = [sketch(body + f"\nتحيين: أضيفت {n} تفاصيل جديدة.") for n in range(3)]
    originals = make("x")
    assert await originals.decide([("a", sketch(body)), *[("a", update) for update in updates]]) == [None] * 4
    assert await originals.decide([("b", updates[0])]) == ["a"]
    # an original stays one though its text becomes another's, for others name it
    assert await originals.decide([("c", sketch(other)), ("a", sketch(other)), ("b", updates[0])]) == [None, None, "a"]
    # a copy that becomes an article of its own is one; its earlier text, delivered late, is still what it was
    own = sketch(ARTICLES[2])
    assert await originals.decide([("b", own), ("b", updates[0]), ("d", own)]) == [None, "a", "b"]


async def test_of_copies_at_the_same_time_one_is_the_original(make: Callable[[str], Originals], redis_url: str) -> None:
    copies = [sketch(f"{body}\nصحيفة {n}") for body in ARTICLES[:20] for n in range(4)]

    async def outlet(number: int) -> list[str | None]:
        decider = make("x")
        async with Redis.from_url(redis_url) as own:  # a connection of its own, as each process has

            async def connect() -> Redis:
                return own

            decider._connect = connect
            found = []
            for article in range(20):
                found += await decider.decide([(f"{number}-{article}", copies[article * 4 + number])])
            return found

    found = await asyncio.gather(*(outlet(number) for number in range(4)))
    for article in range(20):
        marks = [marks[article] for marks in found]
        (original,) = [number for number, mark in enumerate(marks) if mark is None]
        assert set(marks) == {None, f"{original}-{article}"}


async def test_what_is_kept_is_little_and_ends(make: Callable[[str], Originals], client: Redis) -> None:
    before = int((await client.info("memory"))["used_memory"])
    originals = make("x")
    await originals.decide([(f"a{n}", sketch(g.body)) for n, g in enumerate(generate(9, 500, characters=500))])
    each = (int((await client.info("memory"))["used_memory"]) - before) / 500
    print(f"{each:.0f} bytes an article")  # noqa: T201
    assert each < 8000  # about 4000 in the long run: tables grow by doubling
    keys = [key async for key in client.scan_iter(f"{originals._prefix}*", count=1000)]
    assert len(keys) > 1000
    lives = [await client.ttl(key) for key in keys[:500]]
    assert all(0 < life <= 30 * 86_400 for life in lives)
    longest = 0
    await originals.decide([(f"b{n}", sketch(ARTICLES[0] + f" {n}")) for n in range(200)])  # two hundred outlets
    for key in [key async for key in client.scan_iter(f"{originals._prefix}b*", count=1000)]:
        longest = max(longest, await client.strlen(key))
    assert longest == 16 * 8


async def test_while_the_server_is_away_articles_wait(client: Redis) -> None:
    done = Done(b'{"near_duplicate_of":null}', "a", aside=sketch(ARTICLES[0]).pack())
    short = Done(b"{}", "b")

    async def work(_: object) -> list[Outcome]:
        return [done, short]

    async def gone() -> Redis:
        return Redis(port=9, retry=Retry(NoBackoff(), 0))

    marked = Originals(at_once(work), gone, load_settings())
    ((_, first), (_, second)) = [told async for part in marked([Entry("1-0", b""), Entry("1-1", b"")]) for told in part]
    assert isinstance(first, Failed)
    assert isinstance(first.error, ServerAwayError)
    assert second is short


def _raw(number: int, body: str, outlet: str) -> dict[str, Any]:
    return {
        "url": f"https://{outlet}.example/{number}",
        "source": outlet,
        "title": f"{outlet}: خبر رقم {number}",
        "content": body,
        "fetched_at": f"2026-05-01T10:{number:02}:00+00:00",
    }


def _run(line: Pipeline, url: str, *words: str) -> dict[str, Any]:
    result = CliRunner().invoke(
        cli, [*words, "--json"], env={"OPENSEARCH_URL": url, "HIRFA_INDEX_PREFIX": line.prefix, "HIRFA_HOME": str(line.folder)}
    )
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


async def test_through_the_pipeline_to_sums_that_count_once(tmp_path: Path, redis_url: str, opensearch_url: str) -> None:
    """A dispatch in three outlets, two normalizers, one of them killed, everything sent twice: one original, two marked."""
    seeds = [path.read_text("utf-8") for path in sorted((CLONE / "seeds").glob("*.txt"))]
    with pipeline(tmp_path, redis_url, opensearch_url, batch_size=1) as line:
        line.start("normalizer", "normalizer#2", "extractor", "indexer")
        await line.ready("normalizer", "normalizer#2")
        sent = [_raw(n, body, outlet) for outlet in ("hespress", "barlamane", "medi1") for n, body in enumerate(seeds)]
        for number, message in enumerate(sent):
            line.add(RAW, json.dumps(message))
            if number == 7:
                line.kill("normalizer")
        await line.passed(EXTRACTED, 15)
        for message in sent:
            line.add(RAW, json.dumps({**message, "run_id": "again"}))
        line.start("normalizer")
        await line.passed(EXTRACTED, 30)
        await line.drained()
        marks: dict[str, set[str | None]] = {}
        for stream in (NORMALIZED, EXTRACTED):
            for fields in line.entries(stream):
                article = json.loads(fields[b"data"])
                marks.setdefault(article["article_id"], set()).add(article["near_duplicate_of"])
        assert len(marks) == 15
        assert all(len(found) == 1 for found in marks.values())  # the same at every passing
        flat = {article_id: next(iter(found)) for article_id, found in marks.items()}
        originals = [article_id for article_id, mark in flat.items() if mark is None]
        assert len(originals) == 5
        assert sorted(mark for mark in flat.values() if mark) == sorted(originals * 2)
        articles = await documents(line, opensearch_url, "articles")
        facts = await documents(line, opensearch_url, "facts")
        assert {a["article_id"]: a["near_duplicate_of"] for a in articles} == flat
        assert all(f["near_duplicate_of"] == flat[f["article_id"]] for f in facts)
        assert all(d["is_duplicate"] == (d["near_duplicate_of"] is not None) for d in [*articles, *facts])

        words = ("search", "--facets", "--limit", "0", "--off-topic")
        once, thrice = _run(line, opensearch_url, *words), _run(line, opensearch_url, *words, "--duplicates")
        assert once["total"] > 0
        assert thrice["total"] == len(facts) == 3 * once["total"]
        for facet in ("kind", "regions", "year", "status"):
            assert thrice["facets"][facet] == {key: 3 * count for key, count in once["facets"][facet].items()}
        for facet in ("sums", "by_year"):
            one, three = ([row["sum"] for row in found["facets"][facet] if row["sum"]] for found in (once, thrice))
            assert one
            assert three == pytest.approx([3 * total for total in one])
        assert len(_run(line, opensearch_url, "search", "--articles", "--off-topic", "الصناعة التقليدية")["articles"]) <= 5
        shown = CliRunner().invoke(
            cli,
            ["search", "--articles", "--duplicates", "--off-topic", "الصناعة التقليدية"],
            env={"OPENSEARCH_URL": opensearch_url, "HIRFA_INDEX_PREFIX": line.prefix, "HIRFA_HOME": str(line.folder)},
        )
        assert f"repeats {originals[0]}]" in " ".join(shown.stdout.split())
        assert line.dead() == []
