"""Feeds on a real Valkey, from a real HTTP server on this machine: what is new comes once, whatever feed or fetcher do."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from services.console.feed_check import check_feeds
from services.console.main import cli
from services.fetcher.canonical import canonical_url
from services.fetcher.feeds.listing import Feed
from services.fetcher.feeds.store import FeedStore, LostError
from services.fetcher.web import Fetcher, Rules
from shared.identity import article_id
from shared.servers import connect_redis
from shared.settings import load_settings
from shared.streams import RAW, URLS, feed_key
from tests.fetcher.web_server import Request, Server, answer, running
from tests.servers.harness import Pipeline, pipeline, until
from tests.servers.test_submission import AGENT, PAGE, _hirfa

pytestmark = pytest.mark.servers
NS = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
SOON = 0.3
"""Seconds between two polls in these tests."""


@pytest.fixture
async def web() -> AsyncIterator[Server]:
    async with running() as server:
        for i in range(10):
            server.routes[f"/{i}"] = (200, {}, PAGE.replace("1,1", f"{i + 2}").encode())
        yield server


def rss(*links: str, more: str = "", item: str = "") -> bytes:
    items = "".join(f"<item><title>خبر</title><link>{link}</link>{item}</item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0" {NS}><channel><title>أخبار</title>{more}{items}</channel></rss>'.encode()


XML = {"Content-Type": "application/rss+xml; charset=utf-8"}


class Conditional:
    """A feed that answers 304 to who has it already; counts both."""

    def __init__(self, body: bytes) -> None:
        self.body, self.full, self.unchanged = body, 0, 0

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        tag = f'"{hash(self.body)}"'
        same = request.headers.get("if-none-match") == tag
        self.unchanged += same
        self.full += not same
        await answer(writer, 304 if same else 200, {**XML, "ETag": tag}, b"" if same else self.body)


def list_of(line: Pipeline, *urls: str, **fields: Any) -> Path:
    path = line.folder / "feeds.yaml"
    path.write_text(yaml.safe_dump({"feeds": [{"url": url, **fields} for url in urls]}), "utf-8")
    line.env["HIRFA_FEEDS_FILE"] = str(path)
    return path


def line_of(tmp_path: Path, redis_url: str, **settings: object) -> Any:
    return pipeline(tmp_path, redis_url, user_agent=AGENT, feed_minutes=SOON / 60, feed_hours=4 * SOON / 3600, **settings)


def state(line: Pipeline, url: str) -> dict[str, str]:
    found: dict[bytes, bytes] = line.redis.hgetall(feed_key(line.prefix, Feed(url=url).id))  # type: ignore[assignment]
    return {name.decode(): value.decode() for name, value in found.items()}


async def polled(line: Pipeline, url: str, **expected: str) -> dict[str, str]:
    """Wait until the feed's state is so."""

    async def test() -> dict[str, str] | None:
        found = state(line, url)
        return found if found and all(found.get(name) == value for name, value in expected.items()) else None

    found: dict[str, str] = await until(f"{url} is {expected}", test)
    return found


async def polls(line: Pipeline, url: str, more: int = 2) -> dict[str, str]:
    """Wait for so many more polls."""
    before = int(state(line, url).get("polls", 0))
    return await until(f"{more} polls", lambda: _at_least(line, url, before + more))  # type: ignore[no-any-return]


async def _at_least(line: Pipeline, url: str, count: int) -> dict[str, str] | None:
    found = state(line, url)
    return found if int(found.get("polls", 0)) >= count else None


async def told(line: Pipeline, metric: str) -> None:
    """Wait until the fetcher's metrics say so."""

    async def test() -> bool:
        metrics = await line.get("loopback_fetcher", "/metrics")
        return metrics is not None and metric in metrics.text

    await until(metric, test)


async def test_new_items_come_once_and_a_restart_forgets_nothing(tmp_path: Path, redis_url: str, web: Server) -> None:
    site = f"http://127.0.0.1:{web.port}"
    feed = web.routes["/feed"] = Conditional(rss("/0", "1", f"{site}/2?utm_source=rss", "/2#x", "/0"))
    with line_of(tmp_path, redis_url) as line:
        list_of(line, f"{site}/feed", source="أخبار الحرف")
        line.start("loopback_fetcher")
        await line.passed(RAW, 3)
        assert {json.loads(e[b"data"])["source"] for e in line.entries(RAW)} == {"أخبار الحرف"}
        assert set(line.article_ids(RAW)) == {article_id(url=canonical_url(f"{site}/{i}"), content="") for i in range(3)}
        found = await polled(line, f"{site}/feed", outcome="unchanged")
        assert (feed.full, found["items"], found["queued"], found["kind"], found["flaws"]) == (1, "3", "3", "rss20", "")

        line.kill("loopback_fetcher")
        feed.body = rss("/0", "/1", "/2", "/3")
        line.start("loopback_fetcher")
        await line.passed(RAW, 4)
        await polls(line, f"{site}/feed")
        assert (len(line.entries(URLS)), len(line.entries(RAW)), feed.full) == (4, 4, 2)
        assert sorted(set(web.paths()) - {"/feed"}) == ["/0", "/1", "/2?utm_source=rss", "/3"]
        assert len([path for path in web.paths() if path != "/feed"]) == 4
        metrics = await line.get("loopback_fetcher", "/metrics")
        assert metrics is not None
        assert "hirfa_feed_items_total 1.0" in metrics.text
        await told(line, 'hirfa_feeds{state="well"} 1.0')


async def test_two_fetchers_share_the_list(tmp_path: Path, redis_url: str, web: Server) -> None:
    asking: dict[str, int] = {}
    together: list[str] = []

    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        asking[request.target] = asking.get(request.target, 0) + 1
        if asking[request.target] > 1:
            together.append(request.target)
        await asyncio.sleep(0.9)  # longer than a lease, which is renewed meanwhile
        asking[request.target] -= 1
        await answer(writer, 200, XML, rss(*(f"/{i}" for i in range(10))))

    site = f"http://127.0.0.1:{web.port}"
    urls = [f"{site}/feed{i}" for i in range(3)]
    for i in range(3):
        web.routes[f"/feed{i}"] = slow
    with line_of(tmp_path, redis_url) as line:
        list_of(line, *urls)
        line.start("loopback_fetcher", "loopback_fetcher#2")
        await line.ready("loopback_fetcher", "loopback_fetcher#2")
        for url in urls:
            await polls(line, url, 2)
        await line.passed(RAW, 10)
        await line.drained(URLS)
        assert together == []
        assert len(line.entries(URLS)) == len(line.entries(RAW)) == 10
        metrics = [await line.get(f, "/metrics") for f in ("loopback_fetcher", "loopback_fetcher#2")]
        counts = [float(m.text.partition("hirfa_feed_polls_total{")[2].partition("} ")[2].split()[0]) for m in metrics if m]
        assert len(counts) == 2, "both of them poll"

        line.kill("loopback_fetcher#2")  # whatever it held is polled again by the other
        for url in urls:
            await polls(line, url, 2)
        assert len(line.entries(URLS)) == 10


async def test_a_lease_that_ran_out_counts_for_nothing(tmp_path: Path, redis_url: str) -> None:
    with line_of(tmp_path, redis_url, idle_seconds=0.2) as line:
        redis = connect_redis(line.settings)
        one, other = FeedStore(redis, line.settings), FeedStore(redis, line.settings)
        (mine,), wait = await one.claim(["f"], 4)
        assert (await other.claim(["f"], 4))[0] == []
        assert wait is None
        await asyncio.sleep(0.25)
        (theirs,), _ = await other.claim(["f"], 4)
        assert not await one.renew(mine)
        with pytest.raises(LostError):
            await one.take(mine, [], time.time())
        assert not await one.finish(mine, 0.1, {"outcome": "changed"})
        assert await one.state("f") == {}
        assert await other.finish(theirs, 60, {"outcome": "unchanged"})
        assert await one.state("f") == {"outcome": "unchanged"}
        leases, wait = await one.claim(["f"], 4)
        assert leases == []
        assert wait is not None
        assert 58 < wait <= 60
        await redis.aclose()


@pytest.fixture
async def elsewhere(web: Server) -> AsyncIterator[str]:
    """The same server under another host: who asks to be left alone speaks for a whole host."""
    async with await asyncio.start_server(web.handle, "127.0.0.2", web.port):
        yield f"http://127.0.0.2:{web.port}"


async def test_broken_feeds_back_off_show_and_come_back(tmp_path: Path, redis_url: str, web: Server, elsewhere: str) -> None:
    site = f"http://127.0.0.1:{web.port}"
    bomb = '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]><rss version="2.0"><channel>&b;</channel></rss>'
    broken: dict[str, tuple[Any, str]] = {
        "/down": ((503, {}, b"later"), "http_status"),
        "/gone": ((410, {}, b"gone"), "http_status"),
        "/xml": ((200, XML, b"<rss version='2.0'><channel><ite"), "bad_xml"),
        "/bomb": ((200, XML, bomb.encode()), "entities"),
        "/bomb16": ((200, XML, bomb.encode("utf-16")), "entities"),
        "/page": ((200, {}, PAGE.encode()), "not_a_feed"),
        "/image": ((200, {"Content-Type": "image/png"}, b"x"), "not_a_page"),
        "/index": ((200, XML, b"<sitemapindex><sitemap><loc>http://a.ma/n.xml</loc></sitemap></sitemapindex>"), "sitemap_index"),
        "/huge": ((200, XML, rss(*(f"/{i}" for i in range(3000)))), "too_large"),
        "/slow": ((200, XML, b"<rss version='2.0'>" + b"<a>" * 30_000), "timeout"),
    }
    for path, (route, _) in broken.items():
        web.routes[path] = route
    web.routes["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private")
    web.routes["/private/feed"] = (200, XML, rss("/0"))
    web.routes["/busy"] = (429, {"Retry-After": "7200"}, b"")
    web.routes["/fine"] = (200, XML, rss("/1"))
    urls = {path: f"{elsewhere if path == '/busy' else site}{path}" for path in [*broken, "/private/feed", "/busy", "/fine"]}
    with line_of(tmp_path, redis_url, article_seconds=0.5) as line:
        list_of(line, *urls.values(), "http://10.0.0.1/feed")
        line.start("loopback_fetcher")
        for path, (_, reason) in broken.items():
            found = await until(path, lambda path=path: _at_least(line, urls[path], 2))  # type: ignore[misc]
            assert (found["outcome"], found["reason"], found["failures"]) == ("failed", reason, found["polls"])
            assert float(found["failing_since"]) < float(found["asked_at"])
            assert float(found["seconds"]) == pytest.approx(4 * SOON), path
        assert (await polled(line, urls["/private/feed"], outcome="failed"))["reason"] == "robots"
        assert (await polled(line, "http://10.0.0.1/feed", outcome="failed"))["reason"] == "refused_address"
        busy = await polled(line, urls["/busy"], outcome="failed")
        assert (busy["reason"], busy["failures"], float(busy["seconds"])) == ("http_status", "1", 7200)
        assert web.paths().count("/busy") == 1
        assert web.paths().count("/private/feed") == 0
        assert "failures" in await polled(line, urls["/fine"], failures="0")
        await told(line, f'hirfa_feeds{{state="broken"}} {len(broken) + 3}.0')
        await line.ready("loopback_fetcher")  # broken feeds are no fault of the service
        _, out, err = await _hirfa(line, "status", "--json")
        feeds = json.loads(out)["feeds"]
        assert [feed["outcome"] for feed in feeds] == ["failed"] * (len(broken) + 3) + ["unchanged"], err
        assert {feed["url"]: feed["reason"] for feed in feeds[:-1]}[urls["/bomb"]] == "entities"
        _, out, _ = await _hirfa(line, "status")
        assert f"feeds: {len(urls) + 1} polled, {len(broken) + 3} broken" in out
        assert f"{urls['/gone']}  http_status: 410" in out
        code, out, err = await _hirfa(line, "feeds", "list")
        assert code == 0, err
        assert len([row for row in out.splitlines() if "BROKEN since" in row]) == len(broken) + 3

        web.routes["/down"] = (200, XML, rss("/2"))
        found = await polled(line, urls["/down"], outcome="changed", failures="0")
        assert "reason" not in found
        await line.passed(RAW, 2)
        assert len(line.entries(URLS)) == 2  # nothing of what is broken


async def test_what_feeds_say_of_times_and_places(tmp_path: Path, redis_url: str, web: Server) -> None:
    site = f"http://127.0.0.1:{web.port}"
    ahead = f"<pubDate>{format_datetime(__import__('datetime').datetime(2099, 1, 1))}</pubDate>"
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{site}/"><title>أ</title>
      <entry><link rel="edit" href="edit"/><link href="2"/><updated>2024-05-01T00:00:00Z</updated></entry></feed>"""
    news = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
      <url><loc>{site}/3</loc><n:news><n:publication_date>2024-05-01</n:publication_date></n:news></url></urlset>"""
    web.routes |= {
        "/dateless": (200, XML, rss("/0")),
        "/ahead": (200, XML, rss("/1", item=ahead)),
        "/atom": (200, {"Content-Type": "application/atom+xml"}, atom.encode()),
        "/news.xml": (200, {"Content-Type": "text/xml"}, news.encode("utf-16")),
        "/ttl": (200, XML, rss("/4", more="<ttl>240</ttl>")),
        "/cached": (200, {**XML, "Cache-Control": "public, max-age=3600"}, rss("/5")),
        "/old": (301, {"Location": "/new"}, b""),
        "/new": (200, XML, rss("6", "javascript:alert(1)", "")),
        "/evil": (200, XML, rss("http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/x")),
    }
    with pipeline(tmp_path, redis_url, user_agent=AGENT, feed_minutes=SOON / 60, feed_hours=24) as line:
        feeds = ("dateless", "ahead", "atom", "news.xml", "ttl", "cached", "old", "evil")
        list_of(line, *(f"{site}/{name}" for name in feeds))
        line.start("loopback_fetcher")
        found = {name: await polled(line, f"{site}/{name}", failures="0") for name in feeds}
        await line.passed(RAW, 7)
        assert set(line.article_ids(RAW)) == {article_id(url=canonical_url(f"{site}/{i}"), content="") for i in range(7)}
        assert found["ahead"]["dates"] == found["dateless"]["dates"] == "[]"
        assert "ahead of now" in found["ahead"]["flaws"]
        assert found["news.xml"]["kind"] == "sitemap"
        assert found["atom"]["kind"] == "atom10"
        assert float(found["ttl"]["seconds"]) == 240 * 60
        assert float(found["cached"]["seconds"]) == 3600
        assert found["old"]["moved"] == f"{site}/new"
        assert found["old"]["flaws"] == "2 items without an address to fetch"
        before = web.paths().count("/old")
        await polls(line, f"{site}/old")
        assert (web.paths().count("/old"), web.paths().count("/new") > 1) == (before, True)  # asked where it is now
        web.routes |= {"/new": (404, {}, b""), "/old": (200, XML, rss("/7"))}
        await line.passed(RAW, 8)
        letters = await line.died(2)
        assert {(letter["stage"], letter["reason"]) for letter in letters} == {("fetcher", "refused_address")}


async def test_the_list_may_change_and_break(tmp_path: Path, redis_url: str, web: Server) -> None:
    site = f"http://127.0.0.1:{web.port}"
    web.routes |= {"/a": (200, XML, rss("/0")), "/b": (200, XML, rss("/1"))}
    with line_of(tmp_path, redis_url) as line:
        path = list_of(line)
        line.start("loopback_fetcher")
        await line.ready("loopback_fetcher")
        list_of(line, f"{site}/a")
        await line.passed(RAW, 1)
        path.write_text("feeds: [{url: 1, bad", "utf-8")

        await told(line, "hirfa_feed_list_ok 0.0")
        _, out, _ = await _hirfa(line, "status", "--json")
        assert str(path) in json.loads(out)["feed_list"]
        await polls(line, f"{site}/a", 1)  # the last list that could be read is used
        list_of(line, f"{site}/b")
        await line.passed(RAW, 2)
        count = int(state(line, f"{site}/a")["polls"])
        await polls(line, f"{site}/b", 3)
        assert int(state(line, f"{site}/a")["polls"]) <= count + 1


async def test_a_look_at_feeds_takes_nothing(tmp_path: Path, web: Server) -> None:
    site = f"http://127.0.0.1:{web.port}"
    item = "<pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate>"
    web.routes |= {"/a": (200, XML, rss("/0", "", more="<language>ar</language>", item=item)), "/b": (200, {}, PAGE.encode())}
    fetcher = Fetcher(Rules(user_agent=AGENT, pace_seconds=0.01, attempts=1), allow_loopback=True)
    feeds = [Feed(url=f"{site}/{name}") for name in ("a", "b", "none")]
    good, bad, none = await check_feeds(fetcher, feeds, load_settings())
    await fetcher.aclose()
    assert (good.ok, good.items, good.language, good.newest) == (True, 1, "ar", "2024-05-01T10:00:00+00:00")
    assert good.flaws == ("1 items without an address to fetch",)
    assert (bad.ok, bad.detail) == (False, "not_a_feed: it is an HTML page")
    assert (none.ok, none.detail) == (False, "http_status: 404 X")
    assert sorted(web.paths()) == ["/a", "/b", "/none"]


def test_the_list_is_kept_by_commands(tmp_path: Path, redis_url: str) -> None:
    path = tmp_path / "feeds.yaml"
    env = {
        "HIRFA_FEEDS_FILE": str(path),
        "HIRFA_HOME": str(tmp_path / "home"),
        "REDIS_URL": redis_url,
        "HIRFA_STREAM_PREFIX": "t-none",
    }

    def hirfa(*args: str, code: int = 0) -> str:
        done = CliRunner(env=env).invoke(cli, ["feeds", *args])
        assert done.exit_code == code, done.output
        return done.output

    url = "https://news.example.ma/feed"
    hirfa("add", "--starter")
    hirfa("add", "--starter", code=1)
    assert str(path) in hirfa("add", url, "--name", "أخبار", "--minutes", "30")
    assert "already" in hirfa("add", url, code=1)
    assert "http" in hirfa("add", "ftp://news.example.ma/feed", code=1)
    hirfa("add", code=2)
    rows = [json.loads(row) for row in hirfa("list", "--json").splitlines()]
    assert [row["name"] for row in rows if row["enabled"]] == ["أخبار"]
    assert "off  هسبريس  https://www.hespress.com/feed  [not checked: address, terms]" in hirfa("list")
    hirfa("remove", url)
    hirfa("remove", url, code=1)
    assert "HIRFA_USER_AGENT" in hirfa("check", url, code=1)
    env["HIRFA_USER_AGENT"] = AGENT
    assert "refused_address" in hirfa("check", "http://169.254.169.254/feed", code=1)
    path.write_text("feeds: [", "utf-8")
    assert str(path) in hirfa("list", code=1)


async def test_no_feed_is_asked_without_a_user_agent(tmp_path: Path, redis_url: str, web: Server) -> None:
    web.routes["/a"] = (200, XML, rss("/0"))
    with pipeline(tmp_path, redis_url, feed_minutes=SOON / 60) as line:
        list_of(line, f"http://127.0.0.1:{web.port}/a")
        line.start("fetcher")
        await line.ready("fetcher")
        await asyncio.sleep(1.2)  # longer than one look at the list
        assert web.asked == []
