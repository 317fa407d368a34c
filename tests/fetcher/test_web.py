"""Fetching against a real server on this machine that behaves as the open web does at its worst.

Every name resolves to a public address, which the tests' connector leads to the server; of any other address it only takes
notes, and fails the test.
"""

from __future__ import annotations

import asyncio
import codecs
import email.utils
import gzip
import ssl
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import httpcore
import pytest

from services.fetcher.feeds.document import FEED_TYPES
from services.fetcher.unpacking import Unpacker
from services.fetcher.web import Fetched, Fetcher, NotModified, Rules, Validators, article_of
from services.fetcher.web.later import ComeBackError, retry_after
from services.fetcher.web.robots import Robots
from services.fetcher.web.rules import HTML_TYPES
from shared.errors import PermanentError, TransientError
from tests.fetcher.web_server import PUBLIC, PUBLIC_6, Connector, Handler, Names, Request, Server, Time, answer, running, serve_h2

NOW = datetime(2026, 11, 22, tzinfo=UTC)
RULES = Rules(
    user_agent="Hirfa/0.1 (+mailto:desk@example.ma)", total_seconds=5.0, read_seconds=2.0, page_bytes=1 << 20, attempts=1
)
TEXT = "استقبل المعرض خلال أسبوع واحد 12.500 زائر من مختلف جهات المملكة، وبلغ رقم المعاملات 3,4 ملايين درهم."
PAGE = f'<html><head><link rel="canonical" href="/a"></head><body><p>{TEXT}</p></body></html>'.encode()
SITE = "http://news.example.ma"


@dataclass
class World:
    """A fetcher, the server that it reaches, and what it did."""

    server: Server
    connector: Connector
    names: Names
    time: Time
    fetcher: Fetcher

    def with_rules(self, names: Names | None = None, ssl_context: ssl.SSLContext | None = None, **rules: Any) -> Fetcher:
        """Another fetcher in this world."""
        return Fetcher(
            replace(RULES, **rules),
            resolver=names or self.names,
            backend=self.connector,
            clock=self.time.clock,
            sleep=self.time.sleep,
            ssl_context=ssl_context,
        )

    async def page(self, path: str, **more: Any) -> Fetched:
        """A page that must come."""
        found = await self.fetcher.fetch(SITE + path, **more)
        assert isinstance(found, Fetched)
        return found

    async def refused(self, path: str, **more: Any) -> PermanentError:
        """The error of a page that must not come."""
        with pytest.raises(PermanentError) as error:
            await self.fetcher.fetch(path if "://" in path else SITE + path, **more)
        return error.value

    async def later(self, path: str) -> TransientError:
        """The error of a page that may come later."""
        with pytest.raises(TransientError) as error:
            await self.fetcher.fetch(SITE + path)
        return error.value


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with running() as server:
        connector, names, clock = Connector(server), Names(), Time()
        server.routes["/a"] = (200, {}, PAGE)
        fetcher = Fetcher(RULES, resolver=names, backend=connector, clock=clock.clock, sleep=clock.sleep)
        yield World(server, connector, names, clock, fetcher)
        page = await fetcher.fetch(SITE + "/a")  # whatever happened: it still works
        assert isinstance(page, Fetched)
        await fetcher.aclose()


def _redirect(to: str, status: int = 302) -> tuple[int, dict[str, str], bytes]:
    return status, {"Location": to}, b""


async def test_page_becomes_an_article(world: World) -> None:
    page = await world.page("/a?utm_source=x")
    assert world.server.paths() == ["/a?utm_source=x"]
    asked = world.server.asked[-1].headers
    assert asked["host"] == "news.example.ma"
    assert asked["user-agent"] == RULES.user_agent
    assert world.connector.connected == [(PUBLIC, 80)] * 2  # robots.txt and the page
    article = article_of(page, now=NOW)
    assert article.url == f"{SITE}/a"
    assert article.source == "news.example.ma"
    assert TEXT in article.content
    assert article.media_type == "text/html"
    assert article.fetch.status == 200
    assert (article.fetch.digest or "").startswith("sha256:")


# Addresses

_FORBIDDEN = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0/",
    "http://10.0.0.1/",
    "http://172.16.9.9/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[ff02::1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::1]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001::1]/",
    "http://[2001:db8::1]/",
    "http://[100::1]/",
    "http://[fec0::1]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://a.localhost/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://intranet/",
    "http://①②⑦.⓪.⓪.①/",
    "http://1.2.3.4.5/",
    "http://256.1.1.1/",
    "http://0x/",
]


@pytest.mark.parametrize("url", _FORBIDDEN)
async def test_forbidden_addresses(world: World, url: str) -> None:
    error = await world.refused(url)
    assert error.reason in {"refused_address", "bad_url"}
    assert world.connector.connected == []


@pytest.mark.parametrize("url", _FORBIDDEN[:40:3])
async def test_redirects_to_forbidden_addresses(world: World, url: str) -> None:
    world.server.routes["/go"] = _redirect(url)
    error = await world.refused("/go")
    assert error.reason in {"refused_address", "bad_url"}
    assert set(world.connector.connected) == {(PUBLIC, 80)}


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1", "100.64.9.9", "64:ff9b::7f00:1"]
)
async def test_names_of_forbidden_addresses(world: World, address: str) -> None:
    world.names.answers["bad.example.ma"] = [[address]]
    world.names.answers["mixed.example.ma"] = [[PUBLIC, address]]
    for host in ("bad", "mixed"):
        error = await world.refused(f"http://{host}.example.ma/a")
        assert error.reason == "refused_address"
        assert address in error.detail
    assert world.connector.connected == []


async def test_name_that_changes_its_answer(world: World) -> None:
    world.names.answers["news.example.ma"] = [[PUBLIC], ["127.0.0.1"], [PUBLIC]]
    error = await world.refused("/a")  # robots.txt is fetched from the first answer, the page would be from the second
    assert error.reason == "refused_address"
    assert world.connector.connected == [(PUBLIC, 80)]
    assert world.names.asked == ["news.example.ma"] * 2  # one look-up a connection: the answer checked is the one connected to


@pytest.mark.parametrize("url", ["http://news.example.ma:22/", "http://news.example.ma:6379/", "https://news.example.ma:9200/"])
async def test_forbidden_ports(world: World, url: str) -> None:
    assert (await world.refused(url)).reason == "refused_port"
    world.server.routes["/go"] = _redirect(url)
    assert (await world.refused("/go")).reason == "refused_port"


@pytest.mark.parametrize(
    "url", ["ftp://news.example.ma/", "file:///etc/passwd", "gopher://x/", "javascript:alert(1)", "news.example.ma/a", ""]
)
async def test_forbidden_schemes(world: World, url: str) -> None:
    with pytest.raises(PermanentError) as error:
        await world.fetcher.fetch(url)
    assert error.value.reason == "bad_url"
    if ":" in url:
        world.server.routes["/go"] = _redirect(url)
        assert (await world.refused("/go")).reason == "bad_url"


async def test_second_address_is_tried(world: World) -> None:
    world.names.answers["news.example.ma"] = [[PUBLIC_6, PUBLIC]]
    world.connector.down = {PUBLIC_6}
    await world.page("/a")
    assert (PUBLIC, 80) in world.connector.connected


async def test_loopback_only_by_the_constructor() -> None:
    async with running() as server:
        server.routes["/a"] = (200, {}, PAGE)
        fetcher = Fetcher(RULES, allow_loopback=True)
        page = await fetcher.fetch(f"http://127.0.0.1:{server.port}/a")
        assert isinstance(page, Fetched)
        with pytest.raises(PermanentError, match="refused_address"):
            await fetcher.fetch("http://10.0.0.1/a")
        await fetcher.aclose()


# Redirects


async def test_redirects_are_followed(world: World) -> None:
    world.server.routes |= {
        "/1": _redirect("/2", 301),
        "/2": _redirect("http://other.example.ma/3", 307),
        "/3": _redirect("a#x", 308),
    }
    page = await world.page("/1")
    assert page.final_url == "http://other.example.ma/a"
    asked = [f"http://{r.headers['host']}{r.target}" for r in world.server.asked if r.target != "/robots.txt"]
    assert asked == [f"{SITE}/1", f"{SITE}/2", "http://other.example.ma/3", page.final_url]
    assert page.moved is None, "307 is for now"
    assert (await world.page("/a")).moved is None
    world.server.routes |= {"/1": _redirect("/3", 301)}
    assert (await world.page("/1")).moved == f"{SITE}/a"


async def test_endless_redirects(world: World) -> None:
    async def on(request: Request, writer: asyncio.StreamWriter) -> None:
        await answer(writer, 302, {"Location": f"/on?n={len(world.server.asked)}"}, b"")

    world.server.routes["/on"] = on
    assert (await world.refused("/on")).reason == "redirects"
    assert len(world.server.paths()) == RULES.redirects + 1
    world.server.routes |= {"/x": _redirect("/y"), "/y": _redirect("/x")}
    error = await world.refused("/x")
    assert error.reason == "redirects"
    assert "circle" in error.detail


# Time


async def test_slow_drip(world: World) -> None:
    async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    world.server.routes["/drip"] = drip
    fetcher = world.with_rules(total_seconds=0.5)
    started = time.monotonic()
    with pytest.raises(TransientError) as error:
        await fetcher.fetch(SITE + "/drip")
    assert error.value.reason == "timeout"
    assert time.monotonic() - started < 2
    await fetcher.aclose()


async def test_silence(world: World) -> None:
    async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3)

    world.server.routes["/silent"] = silent
    fetcher = world.with_rules(read_seconds=0.2)
    with pytest.raises(TransientError, match="timeout"):
        await fetcher.fetch(SITE + "/silent")
    await fetcher.aclose()


# Size


def _brotli(data: bytes) -> bytes:
    return brotli.compress(data, quality=5)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", _brotli)])
async def test_bombs(world: World, encoding: str, pack: Any) -> None:
    world.server.routes["/bomb"] = (200, {"Content-Encoding": encoding}, pack(b"\x00" * 200_000_000))
    tracemalloc.start()
    try:
        error = await world.refused("/bomb")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.reason == "too_large"
    assert peak < 12_000_000


async def test_large_pages(world: World) -> None:
    async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(800):
            writer.write(b"a" * 65_536)
            await writer.drain()

    world.server.routes |= {"/said": (200, {}, b"a" * 50_000_000), "/unsaid": endless}
    for path in ("/said", "/unsaid"):
        assert (await world.refused(path)).reason == "too_large"


def test_a_body_of_countless_members_is_refused_soon() -> None:
    began = time.process_time()
    with pytest.raises(PermanentError, match="members"):
        Unpacker("gzip", 16 << 20).feed(gzip.compress(b"") * 500_000)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw", "members", "br", ""])
async def test_packed_pages(world: World, encoding: str) -> None:
    raw = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(PAGE),
        "deflate": zlib.compress(PAGE),
        "raw": raw.compress(PAGE) + raw.flush(),
        "members": gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]),
        "br": _brotli(PAGE),
        "": PAGE,
    }[encoding]
    name = {"raw": "deflate", "members": "gzip"}.get(encoding, encoding)
    world.server.routes["/p"] = (200, {"Content-Encoding": name}, body)
    assert (await world.page("/p")).body == PAGE


async def test_damaged_pages(world: World) -> None:
    packed = gzip.compress(PAGE)
    world.server.routes |= {
        "/zip": (200, {"Content-Encoding": "compress"}, b"x"),
        "/br": (200, {"Content-Encoding": "br"}, b"nonsense"),
        "/half-br": (200, {"Content-Encoding": "br"}, _brotli(PAGE)[:-40]),
        "/no": (200, {"Content-Encoding": "gzip"}, b"nonsense"),
        "/half": (200, {"Content-Encoding": "gzip"}, packed[: len(packed) // 2]),
        "/short": (200, {"Content-Length": str(len(PAGE) + 99)}, PAGE),
        "/empty": (200, {}, b"  "),
    }
    assert (await world.refused("/zip")).reason == "bad_encoding"
    assert (await world.refused("/br")).reason == "bad_encoding"
    assert (await world.later("/half-br")).reason == "cut_off"
    assert (await world.refused("/no")).reason == "bad_encoding"
    assert (await world.later("/half")).reason == "cut_off"
    assert (await world.later("/short")).reason == "bad_answer"
    assert (await world.refused("/empty")).reason == "empty"


# What it is


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "application/json", "video/mp4"])
async def test_other_types_are_refused(world: World, kind: str) -> None:
    world.server.routes["/x"] = (200, {"Content-Type": kind}, b"x")
    error = await world.refused("/x")
    assert error.reason == "not_a_page"
    assert kind in error.detail


async def test_types(world: World) -> None:
    world.server.routes |= {
        "/none": (200, {"Content-Type": ""}, PAGE),
        "/what": (200, {"Content-Type": ""}, b"\x00\x01"),
        "/feed": (200, {"Content-Type": "application/rss+xml"}, b"<rss/>"),
    }
    assert (await world.page("/none")).media_type == "text/html"
    assert (await world.refused("/what")).reason == "not_a_page"
    assert (await world.page("/feed", types=frozenset({"application/rss+xml"}))).body == b"<rss/>"


@pytest.mark.parametrize("said", ["application/x-rss+xml", "application/rss", "text/rss+xml; charset=utf-8", "application/gzip"])
async def test_types_that_feeds_are_given(world: World, said: str) -> None:
    world.server.routes["/feed"] = (200, {"Content-Type": said}, b"<rss/>")
    assert (await world.page("/feed", types=FEED_TYPES)).body == b"<rss/>"


@pytest.mark.parametrize(
    ("types", "accept"),
    [
        (HTML_TYPES, "application/xhtml+xml, text/html, text/plain, */*;q=0.1"),
        (
            FEED_TYPES,
            "application/atom+xml, application/rdf+xml, application/rss+xml, application/x-atom+xml, application/x-rss+xml, "
            "application/xml, text/atom+xml, text/rss+xml, text/xml, application/gzip;q=0.5, application/octet-stream;q=0.5, "
            "application/rss;q=0.5, application/x-gzip;q=0.5, text/html;q=0.5, text/plain;q=0.5, text/rss;q=0.5, */*;q=0.1",
        ),
    ],
)
async def test_a_feed_is_asked_for_before_a_page(world: World, types: frozenset[str], accept: str) -> None:
    await world.page("/a", types=types)
    assert world.server.asked[-1].headers["accept"] == accept


@pytest.mark.parametrize("real", ["cp1256", "iso8859_6", "utf-8", "utf-16"])
@pytest.mark.parametrize("said", ["utf-8", "windows-1256", "iso-8859-1"])
async def test_wrong_charset(world: World, real: str, said: str) -> None:
    body = PAGE.decode().encode(real)
    world.server.routes["/c"] = (200, {"Content-Type": f"text/html; charset={said}"}, body)
    assert TEXT in article_of(await world.page("/c"), now=NOW).content


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 204, 206, 300])
async def test_other_answers_are_final(world: World, status: int) -> None:
    world.server.routes["/s"] = (status, {}, b"" if status == 204 else b"x")
    error = await world.refused("/s")
    assert error.reason == "http_status"
    assert str(status) in error.detail


async def test_not_modified(world: World) -> None:
    async def conditional(request: Request, writer: asyncio.StreamWriter) -> None:
        same = request.headers.get("if-none-match") == '"7"' and request.headers.get("if-modified-since") == "x"
        await answer(writer, 304 if same else 200, {"ETag": '"7"', "Last-Modified": "x"}, b"" if same else PAGE)

    world.server.routes["/n"] = conditional
    page = await world.page("/n")
    assert page.validators == Validators(SITE + "/n", '"7"', "x")
    again = await world.fetcher.fetch(SITE + "/n", known=page.validators)
    assert isinstance(again, NotModified)
    assert again.headers["etag"] == '"7"'
    world.server.routes["/to"] = _redirect("/n", 301)  # only the page that gave them is asked by them
    assert isinstance(again := await world.fetcher.fetch(SITE + "/to", known=page.validators), NotModified)
    assert (again.final_url, again.moved) == (SITE + "/n", SITE + "/n")
    asked = {r.target: "if-none-match" in r.headers for r in world.server.asked[-2:]}
    assert asked == {"/to": False, "/n": True}
    world.server.routes["/u"] = (304, {}, b"")
    assert (await world.refused("/u")).reason == "http_status"  # nobody asked


@pytest.mark.parametrize(("etag", "modified"), [('"خبر-7"', "x"), ('"7"', "الأحد"), ('"é"', "février")])
async def test_validators_that_no_header_can_say_are_not_sent(world: World, etag: str, modified: str) -> None:
    world.server.routes["/n"] = (200, {"ETag": etag, "Last-Modified": modified}, PAGE)
    page = await world.page("/n")
    assert page.validators is not None
    assert isinstance(await world.fetcher.fetch(SITE + "/n", known=page.validators), Fetched)
    headers = world.server.asked[-1].headers
    said = {"if-none-match": etag, "if-modified-since": modified}
    assert {name: headers[name] for name in said if name in headers} == {n: v for n, v in said.items() if v.isascii()}


# Politeness


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (b"User-agent: *\nDisallow: /", False),
        (b"User-agent: Hirfa\nDisallow: /a", False),
        (b"User-agent: hirfa\nDisallow: /\nAllow: /a", True),
        (b"User-agent: other\nDisallow: /", True),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Hirfa\nDisallow:", True),
        (b"\xff\xfe\x00nonsense\x00\x01\x02", True),
        (b"<html>no robots here</html>", True),
    ],
)
async def test_robots(world: World, robots: bytes, allowed: bool) -> None:
    world.server.routes["/robots.txt"] = (200, {"Content-Type": "text/plain"}, robots)
    if allowed:
        await world.page("/a")
    else:
        assert (await world.refused("/a")).reason == "robots"
        assert world.server.paths() == []
    world.server.routes["/robots.txt"] = (404, {}, b"")
    world.time.now += 25 * 3600  # for the fixture's last fetch


async def test_robots_that_cannot_be_read(world: World) -> None:
    for status in (500, 503):
        world.server.routes["/robots.txt"] = (status, {}, b"")
        assert (await world.later("/a")).reason == "robots_unreachable"
        assert world.server.paths() == []
        world.time.now += RULES.robots_failed_seconds + 1
    for status in (401, 403, 404, 410):
        world.server.routes["/robots.txt"] = (status, {}, b"User-agent: *\nDisallow: /")
        await world.page("/a")
        world.time.now += 25 * 3600
    world.server.routes["/robots.txt"] = (302, {"Location": "http://127.0.0.1/robots.txt"}, b"")
    assert (await world.refused("/a")).reason == "refused_address"
    world.server.routes["/robots.txt"] = (404, {}, b"")


async def test_robots_of_a_redirects_target(world: World) -> None:
    async def robots(request: Request, writer: asyncio.StreamWriter) -> None:
        forbids = request.headers["host"] == "other.example.ma"
        await answer(writer, 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /" if forbids else b"")

    world.server.routes |= {"/robots.txt": robots, "/go": _redirect("http://other.example.ma/a")}
    assert (await world.refused("/go")).reason == "robots"


async def test_robots_are_read_once_though_one_who_waits_gives_up() -> None:
    loaded, go = [], asyncio.Event()

    async def load(url: str) -> bytes | None:
        loaded.append(url)
        await go.wait()
        return None

    robots = Robots(RULES, load, time.monotonic)

    def check() -> asyncio.Task[float]:
        return asyncio.create_task(robots.check("https://a.ma", "https://a.ma/1"))

    first, waiting = check(), check()
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    late = check()
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(first, late)
    assert loaded == ["https://a.ma/robots.txt"]
    assert not robots._reading


async def test_robots_are_asked_once_a_day(world: World) -> None:
    for _ in range(3):
        await world.page("/a")
    assert [r.target for r in world.server.asked].count("/robots.txt") == 1
    world.time.now += 25 * 3600
    await world.page("/a")
    assert [r.target for r in world.server.asked].count("/robots.txt") == 2


async def test_hosts_are_paced(world: World) -> None:
    for _ in range(3):
        await world.page("/a")
    assert world.time.slept == [RULES.pace_seconds] * 2
    other = await world.fetcher.fetch("http://other.example.ma/a")
    assert isinstance(other, Fetched)
    assert len(world.time.slept) == 2


async def test_crawl_delay(world: World) -> None:
    world.server.routes["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 7")
    await asyncio.gather(*(world.page("/a") for _ in range(3)))
    assert world.time.slept == [7.0, 7.0]
    assert [r.target for r in world.server.asked].count("/robots.txt") == 1


# Trying again


async def test_busy_servers(world: World) -> None:
    answers = [(503, {}), (429, {"Retry-After": "4"}), (200, {})]

    async def busy(request: Request, writer: asyncio.StreamWriter) -> None:
        status, headers = answers.pop(0)
        await answer(writer, status, headers, PAGE)

    world.server.routes["/busy"] = busy
    fetcher = world.with_rules(attempts=3, pace_seconds=0.0)
    page = await fetcher.fetch(SITE + "/busy")
    assert isinstance(page, Fetched)
    first, second = world.time.slept
    assert 0.7 < first < 1.3
    assert second == 4.0
    await fetcher.aclose()


@pytest.mark.parametrize("value", ["6", "3600", email.utils.format_datetime(datetime(2126, 1, 1, tzinfo=UTC), usegmt=True)])
async def test_long_waits_are_not_waited_for(world: World, value: str) -> None:
    world.server.routes["/busy"] = (429, {"Retry-After": value}, b"")
    fetcher = world.with_rules(attempts=3)
    with pytest.raises(ComeBackError) as error:
        await fetcher.fetch(SITE + "/busy")
    assert (error.value.seconds or 0) >= (float(value) if value.isdigit() else 3600)
    assert len(world.server.paths()) == 1
    await fetcher.aclose()


async def test_attempts_end(world: World) -> None:
    world.server.routes["/down"] = (500, {}, b"")
    fetcher = world.with_rules(attempts=3)
    with pytest.raises(TransientError, match="http_status"):
        await fetcher.fetch(SITE + "/down")
    assert len(world.server.paths()) == 3
    await fetcher.aclose()


async def test_unreachable(world: World) -> None:
    world.connector.down = {PUBLIC}
    error = await world.later("/a")
    assert error.reason == "robots_unreachable"
    world.connector.down = set()
    world.time.now += RULES.robots_failed_seconds + 1


async def test_connection_that_breaks(world: World) -> None:
    async def breaks(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Ty")

    async def nonsense(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")

    handlers: dict[str, Handler] = {"/breaks": breaks, "/nonsense": nonsense}
    world.server.routes |= handlers
    for path in handlers:
        assert (await world.later(path)).reason == "bad_answer"


# TLS

_TLS = Path(__file__).parent / "tls"


async def test_certificates_are_verified() -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(_TLS / "cert.pem", _TLS / "key.pem")
    trusting = ssl.create_default_context(cafile=str(_TLS / "cert.pem"))
    async with running(serving) as server:
        server.routes["/a"] = (200, {}, PAGE)
        world = World(server, Connector(server), Names(), Time(), None)  # type: ignore[arg-type]
        good = world.with_rules(ssl_context=trusting)
        page = await good.fetch("https://news.example.ma/a")  # the name is checked though the connection is made by number
        assert isinstance(page, Fetched)
        for fetcher, url in ((world.with_rules(), "https://news.example.ma/a"), (good, "https://other.example.ma/a")):
            with pytest.raises(PermanentError) as error:
                await fetcher.fetch(url)
            assert error.value.reason == "tls"
            await fetcher.aclose()


async def test_http2() -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(_TLS / "cert.pem", _TLS / "key.pem")
    serving.set_alpn_protocols(["h2"])
    connections: list[str | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await serve_h2(reader, writer, PAGE)

    listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=serving)
    server = Server(listener.sockets[0].getsockname()[1])
    world = World(server, Connector(server), Names(), Time(), None)  # type: ignore[arg-type]
    fetcher = world.with_rules(ssl_context=ssl.create_default_context(cafile=str(_TLS / "cert.pem")))
    for path in ("/a", "/b"):
        page = await fetcher.fetch(f"https://news.example.ma{path}")
        assert isinstance(page, Fetched)
        assert page.body == PAGE
    await fetcher.aclose()
    listener.close()
    assert connections == ["h2"]  # robots.txt and both pages over one connection


# Rules


def test_user_agent_names_its_operator() -> None:
    assert RULES.robot == "Hirfa"
    for agent in ("Hirfa/0.1", "Hirfa (no address)", "", "(+mailto:a@b.c)"):
        with pytest.raises(ValueError, match="user agent"):
            Rules(user_agent=agent)


async def test_backend_has_no_way_around() -> None:
    from services.fetcher.web.transport import CheckedBackend

    backend = CheckedBackend(httpcore.AnyIOBackend(), Names(), frozenset({80}))
    with pytest.raises(PermanentError, match="refused_address"):
        await backend.connect_unix_socket("/run/x.sock")
    with pytest.raises(PermanentError, match="refused_port"):
        await backend.connect_tcp("news.example.ma", 22)
    with pytest.raises(PermanentError, match="refused_address"):
        await backend.connect_tcp("127.0.0.1", 80)


# What sites say of when and where to ask


async def test_robots_that_are_refused_for_good_leave_nothing_behind(world: World) -> None:
    world.server.routes["/robots.txt"] = _redirect("http://10.0.0.1/robots.txt")
    for host in ("news", "other"):
        assert (await world.refused(f"http://{host}.example.ma/a")).reason == "refused_address"
    assert not world.fetcher._robots._reading
    del world.server.routes["/robots.txt"]


def _robots_asked(world: World) -> int:
    return [r.target for r in world.server.asked].count("/robots.txt")


async def test_the_first_part_of_a_large_robots_txt_counts(world: World) -> None:
    rules = b"User-agent: *\nDisallow: /a\n" + b"# more\n" * 100_000 + b"Disallow: /b\n"
    for headers, body in (({}, rules), ({"Content-Encoding": "gzip"}, gzip.compress(rules))):
        world.server.routes["/robots.txt"] = (200, {"Content-Type": "text/plain"} | headers, body)
        assert (await world.refused("/a")).reason == "robots"
        world.time.now += 25 * 3600
    half = b"User-agent: *\n" + b"#" * (RULES.robots_bytes - 14 - 12) + b"\nDisallow: /abc\n"  # cut within the last line
    world.server.routes["/robots.txt"] = (200, {"Content-Type": "text/plain"}, half)
    await world.page("/a")
    world.server.routes["/robots.txt"] = (404, {}, b"")


@pytest.mark.parametrize(
    ("status", "headers"), [(200, {"Content-Encoding": "zstd"}), (302, {"Location": "http://[bad/x"}), (503, {})]
)
async def test_robots_that_fail_are_asked_once_for_many_pages(world: World, status: int, headers: dict[str, str]) -> None:
    world.server.routes["/robots.txt"] = (status, headers, b"x")
    fetcher = world.with_rules(attempts=3)
    for number in range(20):
        with pytest.raises(ComeBackError, match="robots_unreachable"):
            await fetcher.fetch(f"{SITE}/a?n={number}")
    assert (_robots_asked(world), world.server.paths()) == (1, [])
    world.server.routes["/robots.txt"] = (404, {}, b"")
    world.time.now += RULES.robots_failed_seconds + 1
    assert isinstance(await fetcher.fetch(SITE + "/a"), Fetched)
    await fetcher.aclose()


async def test_retry_after_of_robots_txt_is_waited_for(world: World) -> None:
    world.server.routes["/robots.txt"] = (429, {"Retry-After": "3600"}, b"")
    for _ in range(3):
        with pytest.raises(ComeBackError) as error:
            await world.fetcher.fetch(SITE + "/a")
        assert error.value.seconds == pytest.approx(3600)
    assert _robots_asked(world) == 1
    world.server.routes["/robots.txt"] = (404, {}, b"")
    world.time.now += 3601


async def test_the_host_that_asks_for_a_pause_gets_it(world: World) -> None:
    world.server.routes |= {"/go": _redirect("http://WWW.example.ma/busy"), "/busy": (429, {"Retry-After": "600"}, b"")}
    assert (await world.later("/go")).reason == "http_status"
    asked = len(world.server.asked)
    for url in ("http://www.example.ma/a", "http://WWW.Example.MA/a", "https://www.example.ma/a"):
        with pytest.raises(ComeBackError, match=r"www\.example\.ma asked"):
            await world.fetcher.fetch(url)
    assert len(world.server.asked) == asked
    await world.page("/a")  # the host that led there said nothing
    world.time.now += 601
    assert isinstance(await world.fetcher.fetch("http://www.example.ma/a"), Fetched)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("9" * 400, 604_800.0),
        ("Fri, 01 Jan 2126 00:00:00 GMT", 604_800.0),
        ("Sun, 01 Jan 1995 00:00:00 GMT", 0.0),
        ("²", None),
        ("soon", None),
        ("-1", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, longest=7 * 86_400.0) == seconds


@pytest.mark.parametrize(
    "location", ["http://[bad/x", "http://xn--a/", "http://xn--" + "a" * 70 + ".ma/", "http://a..ma/", "http://a:99999/"]
)
async def test_redirects_to_what_is_no_address(world: World, location: str) -> None:
    world.server.routes["/go"] = _redirect(location)
    with pytest.raises((PermanentError, TransientError)) as error:
        await world.fetcher.fetch(SITE + "/go")
    assert error.value.reason in {"bad_url", "no_such_host"}


# What the bytes are


async def test_files_that_call_themselves_pages(world: World) -> None:
    world.server.routes |= {
        "/pdf": (200, {}, b"%PDF-1.4\n" + b"1 0 obj << /Type /Catalog >> endobj " * 50),
        "/zip": (200, {}, b"PK\x03\x04" + b"word/document.xml " * 50),
    }
    for path in ("/pdf", "/zip"):
        assert (await world.refused(path)).reason == "not_a_page"


@pytest.mark.parametrize(
    "body",
    [
        codecs.BOM_UTF8 + PAGE,
        PAGE.decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">\n' + PAGE,
        b"<!-- theme -->\n" + PAGE,
    ],
)
async def test_pages_without_a_type(world: World, body: bytes) -> None:
    world.server.routes |= {"/t": (200, {"Content-Type": ""}, body), "/x": (200, {"Content-Type": ""}, b"<?xml?><rss/>")}
    page = await world.page("/t")
    assert page.media_type == "text/html"
    assert TEXT in article_of(page, now=NOW).content
    assert (await world.refused("/x")).reason == "not_a_page"


async def test_zeros_behind_gzip(world: World) -> None:
    world.server.routes["/z"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE) + b"\0" * 200_000)
    assert (await world.page("/z")).body == PAGE
    world.server.routes["/z"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE) + b"\0" * (2 << 20))
    assert (await world.refused("/z")).reason == "too_large"
