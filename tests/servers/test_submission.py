"""The submission API as a process, on real servers; the web is a server on this machine."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import os
import sys
import time
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import brotli
import httpx
import pytest
from jsonschema import Draft202012Validator

from services.fetcher.canonical import canonical_url
from shared.identity import article_id
from shared.streams import NORMALIZED, RAW, URLS, postponed_key
from tests.fetcher.web_server import Request, Server, running
from tests.fetcher.web_server import answer as web_answer
from tests.servers.harness import CLONE, Pipeline, pipeline, until

pytestmark = pytest.mark.servers
BODY = "بلغت صادرات الصناعة التقليدية المغربية 1,1 مليار درهم سنة 2024، حسب معطيات وزارة السياحة والصناعة التقليدية بالرباط."
PAGE = f"<html><head><title>صادرات الصناعة التقليدية</title></head><body><article><p>{BODY}</p></article></body></html>"
OPENAPI = json.loads((CLONE / "services/fetcher/api/openapi.json").read_text("utf-8"))
WAITING = ('oldest_waiting_seconds{group="fetcher",', 'waiting{group="fetcher",state="pending",')
AGENT = "Hirfa/0.1 (+mailto:desk@example.ma)"


@pytest.fixture
async def web() -> AsyncIterator[Server]:
    async with running() as server:
        yield server


def documented(answer: httpx.Response, method: str, path: str) -> Any:
    """The answer's body, which must be as the OpenAPI document says."""
    said = OPENAPI["paths"][path][method.lower()]["responses"][str(answer.status_code)]
    (media_type, content), *_ = said["content"].items()
    assert answer.headers["content-type"] == media_type
    schema = {**content["schema"], "components": OPENAPI["components"]}
    Draft202012Validator(schema).validate(answer.json())
    return answer.json()


OPEN: list[httpx.AsyncClient] = []


@pytest.fixture(autouse=True)
async def _closed() -> AsyncIterator[None]:
    yield
    while OPEN:
        await OPEN.pop().aclose()


class Client:
    """Asks a pipeline's fetcher, and holds every answer to the document."""

    def __init__(self, line: Pipeline, fetcher: str = "fetcher", **headers: str) -> None:
        self.http = httpx.AsyncClient(base_url=line.url(fetcher, ""), trust_env=False, headers=headers, timeout=20)
        OPEN.append(self.http)

    async def submit(self, body: Any = None, status: int = 202, **options: Any) -> Any:
        options |= {"json": body} if body is not None else {}
        answer = await self.http.post("/articles", **options)
        found = documented(answer, "POST", "/articles")
        assert answer.status_code == status, found
        return found

    async def where(self, who: str, status: int = 200) -> Any:
        answer = await self.http.get(f"/articles/{who}")
        found = documented(answer, "GET", "/articles/{article_id}")
        assert answer.status_code == status, found
        return found

    async def reaches(self, who: str, state: str) -> Any:
        async def there() -> Any:
            found = await self.where(who)
            return found if found["state"] == state else None

        return await until(f"{who} is {state}", there, 60)


async def test_urls_and_texts_go_all_the_way(tmp_path: Path, redis_url: str, opensearch_url: str, web: Server) -> None:
    site = f"http://127.0.0.1:{web.port}"
    web.routes["/a"] = (200, {}, PAGE.encode())
    web.routes["/b"] = (200, {}, PAGE.replace("1,1", "1,3").replace("<head>", '<head><link rel="canonical" href="/c">').encode())
    web.routes["/gone"] = (404, {}, b"no")
    with pipeline(tmp_path, redis_url, opensearch_url, user_agent=AGENT) as line:
        line.start("loopback_fetcher")
        await line.ready("loopback_fetcher")
        client = Client(line)
        (text,) = (await client.submit(content=BODY.replace("1,1", "1,2").encode(), headers={"Content-Type": "text/plain"}))[
            "articles"
        ]
        assert (await client.where(text["id"]))["state"] == "fetched"  # nothing but the fetcher runs yet
        taken = (await client.submit({"urls": [f"{site}/a?utm_source=x", f"{site}/a", f"{site}/b", f"{site}/gone"]}))["articles"]
        assert len(taken) == 3, "one article, however it is linked"
        a, b, gone = (article["id"] for article in taken)
        assert a == article_id(url=canonical_url(f"{site}/a"), content="")
        found = await client.reaches(gone, "dead")
        assert (found["stage"], found["reason"]) == ("fetcher", "http_status")
        (letter,) = line.dead()
        assert (letter["stage"], letter["reason"], letter["article_id"]) == ("fetcher", "http_status", gone)
        await client.reaches(a, "fetched")

        line.start("normalizer")
        await client.reaches(a, "normalised")
        line.start("extractor")
        await client.reaches(a, "extracted")
        line.start("indexer")
        for who in (text["id"], a, b):
            end = await client.reaches(who, "indexed")
        assert end["article_id"] == article_id(url=canonical_url(f"{site}/c"), content="") != b  # the page's own word
        facts = await _facts(client, f"/articles/{a}/facts")
        assert {(fact["kind"], fact["value"]) for fact in facts} >= {("exports", 1.1e9)}

        await client.submit({"url": f"{site}/a"})  # again: fetched anew, the same, and so not published again
        again = await client.reaches(a, "indexed")
        assert again["article_id"] == a
        assert again["unchanged_at"]
        assert web.paths().count("/a?utm_source=x") == web.paths().count("/a") == 1
        assert sorted(line.article_ids(RAW)).count(a) == 1
        web.routes["/gone"] = (200, {}, PAGE.replace("1,1", "1,4").encode())  # the cause is cured
        done = await _hirfa(line, "dead", "replay", "--stage", "fetcher")
        assert done[0] == 0, done
        await client.reaches(gone, "indexed")

        async with httpx.AsyncClient(base_url=opensearch_url, trust_env=False) as index:
            answer = await index.put(f"/{line.prefix}-*/_settings", json={"index": {"refresh_interval": "-1"}})
            assert answer.status_code == 200, answer.text
        page = tmp_path / "page.html"
        page.write_text(PAGE.replace("1,1", "1,5"), "utf-8")
        code, out, err = await _hirfa(line, "submit", "--wait", f"{site}/a", str(page))
        assert code == 0, (out, err)
        assert [row.split()[1] for row in out.splitlines()] == ["indexed", "indexed"]
        whose = out.splitlines()[1].split()[0]
        assert await _value(client, whose, 1.5e9), "what is indexed is there, though the index was not refreshed since"
        code, out, err = await _hirfa(line, "submit", "--wait", "--json", f"{site}/never")
        assert (code, json.loads(out)["reason"]) == (1, "http_status"), (out, err)


async def test_what_has_not_changed_is_not_fetched_again(
    tmp_path: Path, redis_url: str, opensearch_url: str, web: Server
) -> None:
    site = f"http://127.0.0.1:{web.port}"
    pages = {
        "/a": PAGE,
        "/b": PAGE.replace("1,1", "1,3").replace("<head>", '<head><link rel="canonical" href="/c">'),
        "/empty": "<html><body><script>nothing()</script></body></html>",
    }
    asked: list[tuple[str, int]] = []

    async def conditional(request: Request, writer: asyncio.StreamWriter) -> None:
        body = pages[request.target].encode()
        tag, date = f'"{zlib.crc32(body)}"', "Sun, 22 Nov 2026 10:00:00 GMT"
        same = (request.headers.get("if-none-match"), request.headers.get("if-modified-since")) == (tag, date)
        asked.append((request.target, 304 if same else 200))
        await web_answer(writer, 304 if same else 200, {"ETag": tag, "Last-Modified": date}, b"" if same else body)

    web.routes |= dict.fromkeys(pages, conditional)
    with pipeline(tmp_path, redis_url, opensearch_url, user_agent=AGENT) as line:
        line.start("loopback_fetcher", "normalizer", "extractor", "indexer")
        await line.ready("loopback_fetcher", "normalizer", "extractor", "indexer")
        client = Client(line)

        async def submit() -> list[str]:
            return [one["id"] for one in (await client.submit({"urls": [site + path for path in pages]}))["articles"]]

        a, b, empty = await submit()
        c = article_id(url=canonical_url(f"{site}/c"), content="")
        first = [await client.reaches(who, state) for who, state in ((a, "indexed"), (b, "indexed"), (empty, "dead"))]
        assert [found["article_id"] for found in first] == [a, c, empty]
        assert not any("unchanged_at" in found for found in first)
        assert (first[2]["stage"], first[2]["reason"]) == ("normalizer", "no_main_text")

        await submit()

        async def unchanged(who: str) -> Any:
            found = await client.where(who)
            return found if "unchanged_at" in found else None

        for who, article in ((a, a), (b, c)):
            found = await until(f"{who} is unchanged", lambda who=who: unchanged(who))  # type: ignore[misc]
            assert (found["state"], found["article_id"]) == ("indexed", article)
            assert found["facts"] == f"/articles/{article}/facts"
        assert len(await line.died(2)) == 2  # what is dead is fetched and tried again in any case
        await client.reaches(empty, "dead")
        paths = [(path, [status for target, status in asked if target == path]) for path in pages]
        assert paths == [("/a", [200, 304]), ("/b", [200, 304]), ("/empty", [200, 200])]
        assert sorted(line.article_ids(RAW)) == sorted([a, c, empty, empty])

        pages["/a"] = PAGE.replace("1,1", "1,7")
        line.kill("loopback_fetcher")  # what it was told survives it
        line.start("loopback_fetcher")
        await line.ready("loopback_fetcher")
        await submit()
        await line.passed(RAW, 6)
        await client.reaches(a, "indexed")
        assert "unchanged_at" not in await client.where(a)
        facts = await until("the new figure", lambda: _value(client, a, 1.7e9))
        assert facts
        assert [status for target, status in asked if target == "/a"] == [200, 304, 200]
        assert [status for target, status in asked if target == "/b"] == [200, 304, 304]


async def _put_off(line: Pipeline, count: int) -> bool:
    return bool(line.redis.zcard(postponed_key(line.prefix, "fetcher")) == count)


async def _value(client: Client, who: str, value: float) -> Any:
    return [fact for fact in await _facts(client, f"/articles/{who}/facts") or [] if fact["value"] == value]


async def _facts(client: Client, path: str) -> Any:
    answer = await client.http.get(path)
    return documented(answer, "GET", "/articles/{article_id}/facts")["facts"] if answer.status_code == 200 else None


async def _hirfa(line: Pipeline, *args: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.console.main", *args, cwd=CLONE,
        env={**os.environ, **line.env, "HIRFA_HOME": str(line.folder / "home")},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode(), err.decode()


async def test_what_waits_survives_a_death(tmp_path: Path, redis_url: str, web: Server) -> None:
    with pipeline(tmp_path, redis_url, user_agent=AGENT, fetch_at_once=3, deliveries=20) as line:
        for i in range(20):
            web.routes[f"/{i}"] = (200, {}, PAGE.replace("1,1", f"{i + 2}").encode())
        line.start("loopback_fetcher")
        await line.ready("loopback_fetcher")
        client = Client(line)
        await client.submit({"urls": [f"http://127.0.0.1:{web.port}/{i}" for i in range(20)]})
        await line.passed(RAW, 2)
        line.kill("loopback_fetcher")
        line.start("loopback_fetcher")
        await line.passed(RAW, 20, 60)
        await line.drained(URLS)
        assert len(set(line.article_ids(RAW))) == len(line.entries(RAW)) == 20
        assert line.dead() == []


async def test_what_may_pass_is_tried_again(tmp_path: Path, redis_url: str, web: Server) -> None:
    web.routes["/a"] = (503, {}, b"later")
    web.routes["/never"] = (503, {}, b"later")
    with pipeline(tmp_path, redis_url, user_agent=AGENT) as line:
        line.start("loopback_fetcher")
        await line.ready("loopback_fetcher")
        client = Client(line)
        site = f"http://127.0.0.1:{web.port}"
        a, never = [x["id"] for x in (await client.submit({"urls": [f"{site}/a", f"{site}/never"]}))["articles"]]

        async def asked() -> bool:
            return "/a" in web.paths()

        await until("asked", asked)
        assert (await client.where(a))["state"] == "queued"
        web.routes["/a"] = (200, {}, PAGE.encode())
        await client.reaches(a, "fetched")
        found = await client.reaches(never, "dead")
        assert (found["stage"], found["reason"]) == ("fetcher", "http_status")
        assert web.paths().count("/never") == 3  # deliveries
        assert line.waiting(URLS) == 0


async def test_what_a_site_puts_off_lies_until_then_and_costs_no_delivery(tmp_path: Path, redis_url: str, web: Server) -> None:
    asked: list[tuple[str, float]] = []
    pages = [f"/busy/{i}" for i in range(4)]
    busy = True

    async def page(request: Request, writer: asyncio.StreamWriter) -> None:
        asked.append((request.target, time.monotonic()))
        await web_answer(writer, *((503, {"Retry-After": "3"}, b"") if busy else (200, {}, PAGE.encode())))

    web.routes |= dict.fromkeys(pages, page)
    with pipeline(tmp_path, redis_url, user_agent=AGENT, deliveries=1, high_water=2, idle_seconds=0.4) as line:
        line.start("loopback_fetcher")
        await line.ready("loopback_fetcher")
        client = Client(line)
        articles = (await client.submit({"urls": [f"http://127.0.0.1:{web.port}{path}" for path in pages]}))["articles"]

        async def times(count: int) -> bool:
            return len(asked) >= count

        await until("asked twice", lambda: times(2))
        for article in articles:
            assert (await client.where(article["id"]))["state"] == "queued"
        (other,) = (await client.submit({"url": "http://nowhere.example.ma/x"}))["articles"]  # more wait than high_water lets in
        await client.reaches(other["id"], "dead")
        line.kill("loopback_fetcher")
        line.start("loopback_fetcher")
        await line.ready("loopback_fetcher")
        await until("asked by the next process", lambda: times(3))
        gaps = [after - before for (_, before), (_, after) in itertools.pairwise(asked)]
        assert min(gaps) > 2.9, "no page of the host is asked for while it wants to be left alone, whichever process asks"

        async def nothing_late() -> bool:
            metrics = await line.get("loopback_fetcher", "/metrics")
            said = (f'hirfa_{name}stream="urls"}} 0.0' for name in WAITING)
            return metrics is not None and all(line in metrics.text for line in said)

        await until("nobody is alarmed by what is put off", nothing_late)
        busy = False
        for article in articles:
            await client.reaches(article["id"], "fetched")
        assert [letter["article_id"] for letter in line.dead()] == [other["id"]]
        assert line.waiting(URLS) == 0


async def test_what_died_though_nobody_submitted_it_is_tried_again_when_somebody_does(tmp_path: Path, redis_url: str) -> None:
    empty = b"<html><body><script>nothing()</script></body></html>"
    with pipeline(tmp_path, redis_url) as line:
        line.start("fetcher", "normalizer")
        await line.ready("fetcher", "normalizer")
        (line.drop / "a.html").write_bytes(empty)
        await line.died(1)
        (line.drop / "b.html").write_bytes(empty)  # dropped twice: known, as before
        await line.taken(2)
        assert line.length(RAW) == 1
        client = Client(line)
        (article,) = (await client.submit(content=empty, headers={"Content-Type": "text/html"}))["articles"]
        found = await client.reaches(article["id"], "dead")
        assert (found["stage"], found["reason"]) == ("normalizer", "no_main_text")
        assert [letter["article_id"] for letter in line.dead()] == [article["id"]] * 2


async def test_the_real_fetcher_never_asks_this_machine(tmp_path: Path, redis_url: str, web: Server) -> None:
    with pipeline(tmp_path, redis_url, user_agent=AGENT) as line:
        line.start("fetcher")
        await line.ready("fetcher")
        client = Client(line)
        urls = [
            f"http://127.0.0.1:{web.port}/",
            "http://127.0.0.1/",
            "http://169.254.169.254/latest",
            "http://[::ffff:10.0.0.1]/",
        ]
        for article, reason in zip(
            (await client.submit({"urls": urls}))["articles"], ["refused_port", *["refused_address"] * 3], strict=True
        ):
            found = await client.reaches(article["id"], "dead")
            assert (found["stage"], found["reason"]) == ("fetcher", reason)
        assert web.asked == []


async def test_the_web_at_its_worst_harms_no_service(tmp_path: Path, redis_url: str, web: Server) -> None:
    async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
        await web_answer(writer, 302, {"Location": f"/endless?{len(web.asked)}"}, b"")

    expected = {
        "/metadata": ((302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""), "refused_address"),
        "/mapped": ((301, {"Location": "http://[::ffff:10.0.0.1]/"}, b""), "refused_address"),
        "/drip": (drip, "timeout"),
        "/bomb": ((200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(100_000_000))), "too_large"),
        "/brotli": ((200, {"Content-Encoding": "br"}, brotli.compress(bytes(100_000_000), quality=1)), "too_large"),
        "/endless": (endless, "redirects"),
        "/forbidden/a": ((200, {}, PAGE.encode()), "robots"),
        "/large": ((200, {}, b"<p>" + b"a" * 50_000_000), "too_large"),
        "/image": ((200, {"Content-Type": "image/png"}, b"x"), "not_a_page"),
    }
    web.routes |= {path: route for path, (route, _) in expected.items()}  # type: ignore[misc]
    web.routes["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /forbidden")
    web.routes["/busy"] = (429, {"Retry-After": "3600"}, b"")
    web.routes["/charset"] = (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode("cp1256"))
    with pipeline(tmp_path, redis_url, user_agent=AGENT, deliveries=1) as line:
        line.start("loopback_fetcher")
        await line.ready("loopback_fetcher")
        client = Client(line)
        process = line.processes["loopback_fetcher"]
        urls = [f"http://127.0.0.1:{web.port}{path}" for path in [*expected, "/charset"]]
        articles = (await client.submit({"urls": urls}))["articles"]
        await client.reaches(articles[-1]["id"], "fetched")
        for article, (path, (_, reason)) in zip(articles[:-1], expected.items(), strict=True):
            found = await client.reaches(article["id"], "dead")
            assert (path, found["stage"], found["reason"]) == (path, "fetcher", reason)
        assert (line.processes["loopback_fetcher"], process.poll()) == (process, None)
        await line.ready("loopback_fetcher")
        (raw,) = [json.loads(fields[b"data"]) for fields in line.entries(RAW)]
        assert (BODY in raw["content"], raw["fetch"]["status"], raw["fetch"]["encoding"]) == (True, 200, "windows-1256")
        assert raw["fetch"]["digest"].startswith("sha256:")
        assert "/forbidden/a" not in web.paths()
        for n, path in enumerate(
            ("/busy", "/after"), start=1
        ):  # who asks to be left alone is: no other page of the host is asked for either
            (article,) = (await client.submit({"url": f"http://127.0.0.1:{web.port}{path}"}))["articles"]
            await until(f"{path} is put off", lambda n=n: _put_off(line, n))  # type: ignore[misc]
            assert (await client.where(article["id"]))["state"] == "queued"
        assert (web.paths().count("/busy"), web.paths().count("/after")) == (1, 0)


async def test_what_is_refused_at_the_door(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, max_article_bytes=2000) as line:
        line.start("fetcher")
        await line.ready("fetcher")
        client = Client(line)

        async def reason(status: int, body: Any = None, **options: Any) -> str:
            return str((await client.submit(body, status, **options))["reason"])

        html, plain = {"Content-Type": "text/html"}, {"Content-Type": "text/plain"}
        assert await reason(413, content=b"x" * 2001, headers=plain) == "too_large"

        async def parts() -> AsyncIterator[bytes]:
            for _ in range(30):
                yield b"x" * 100

        assert await reason(413, content=parts(), headers=html) == "too_large"  # no length is told
        assert await reason(415, content=b"%PDF", headers={"Content-Type": "application/pdf"}) == "media_type"
        assert await reason(415, content=b"x") == "media_type"
        packed = gzip.compress("نص".encode())
        for encoding in ("gzip", "GZIP", "br", "identity, gzip"):
            assert await reason(415, content=packed, headers=plain | {"Content-Encoding": encoding}) == "content_encoding"
        assert await reason(422, content=b"", headers=plain) == "empty"
        for body in (
            {}, [], "x", 1, {"url": ""}, {"urls": []}, {"urls": [1]}, {"url": 1}, {"titel": "x"}, {"content": "  "},
            {"url": "http://a.ma", "urls": ["http://a.ma"]}, {"url": "http://a.ma", "title": "x"},
            {"urls": ["http://a.ma"] * 99_999},
        ):  # fmt: skip
            big = len(json.dumps(body)) > 2000
            assert await reason(413 if big else 422, body) == ("too_large" if big else "invalid"), body
        for data in (
            b"",
            b"{",
            b"\xff",
            b'{"content": "\\ud800"}',
            b'{"content": "x", "published_at": "2024-01-01"}',
            b"[" * 1500,
        ):
            assert await reason(422, content=data, headers={"Content-Type": "application/json"}) == "invalid", data
        for url in ("ftp://a.ma/", "x", "http://", "javascript:x", "http://a b/", "http://a.ma:99999/", "http://[::1/", "//a.ma"):
            assert await reason(422, {"urls": ["http://good.ma/", url]}) == "bad_url", url
        assert await reason(503, {"url": "http://news.example.ma/"}) == "fetching_off"  # no user agent is set
        assert line.entries(URLS) == line.entries(RAW) == line.entries(NORMALIZED) == []

        assert await reason(403, {"content": "نص"}, headers={"Origin": "https://evil.example"}) == "not_local"
        assert await reason(403, {"content": "نص"}, headers={"Host": "rebound.example:8101"}) == "not_local"
        (article,) = (await client.submit({"content": "نص", "url": "https://a.ma/x?utm_source=y", "media_type": "text/html"}))[
            "articles"
        ]
        assert article["url"] == "https://a.ma/x"
        assert (await client.where("0" * 24, 503))["reason"] == "index_away"  # the index would have to be asked
        for path in ("x", "%00", "0" * 23, "../x", "é", "0" * 5000):
            assert (await client.http.get(f"/articles/{path}")).status_code == 404
        other = await client.http.put("/articles")
        assert (other.status_code, other.headers["content-type"]) == (405, "application/problem+json")
        assert (await client.http.get("/openapi.json")).json() == OPENAPI
        assert (await client.http.get("/health/live")).status_code == 200
        for method, path in (
            ("GET", "/articlesx"),
            ("GET", "/nothing"),
            ("POST", "/articles/"),
            ("GET", f"/articles/{'0' * 24}/"),
        ):
            nothing = await client.http.request(method, path)
            assert (nothing.status_code, nothing.headers["content-type"]) == (404, "application/problem+json")
            assert nothing.json()["reason"] == "no_such_path"


async def test_token_and_rate(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, api_rate=6, api_token="s3cret-طة") as line:  # noqa: S106  a test's own
        line.start("fetcher")
        await line.ready("fetcher")
        right = "Bearer s3cret-طة".encode()
        for given in (
            {},
            {"Authorization": b"Bearer wrong"},
            {"Authorization": b"Basic czNjcmV0"},
            {"Authorization": right[:-1]},
        ):
            answer = await Client(line).http.post("/articles", json={"content": "نص"}, headers=given)
            assert documented(answer, "POST", "/articles")["reason"] == "token"
            assert answer.headers["www-authenticate"] == "Bearer"
        for content in ("نص", "نص آخر"):
            answer = await Client(line).http.post("/articles", json={"content": content}, headers={"Authorization": right})
            assert answer.status_code == 202
        claims = {"Authorization": right, "X-Forwarded-For": b"203.0.113.7"}  # to be somebody else
        answer = await Client(line).http.post("/articles", json={"content": "نص"}, headers=claims)
        assert documented(answer, "POST", "/articles")["reason"] == "rate"
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["retry-after"]) <= 10
        assert "s3cret" not in line.log("fetcher")


async def test_holding_back(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, high_water=2) as line:
        line.start("fetcher")
        await line.ready("fetcher")
        client = Client(line)
        for i in range(3):
            await client.submit({"content": f"نص {i}"})
        answer = await client.http.post("/articles", json={"content": "نص آخر"})
        assert documented(answer, "POST", "/articles")["reason"] == "busy"
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_beyond_this_machine_only_with_a_token(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, fetcher_host="0.0.0.0") as line:  # noqa: S104  the point of this test
        line.start("fetcher")
        await line.ready("fetcher")
        assert (await Client(line).submit({"content": "نص"}, 403))["reason"] == "no_token"
        line.terminate("fetcher")
        line.start("fetcher", HIRFA_API_TOKEN="abc")  # noqa: S106  a test's own
        await line.ready("fetcher")
        await Client(line, Authorization="Bearer abc").submit({"content": "نص"})


async def test_a_user_agent_without_an_address_is_refused_by_name(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, user_agent="Mozilla") as line:
        line.start("fetcher")
        assert line.processes["fetcher"].wait(30) == 2
        assert "HIRFA_USER_AGENT" in line.log("fetcher")
