"""Fetching a page: each hop checked, robots asked, the host paced, everything capped, what may pass tried again."""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from services.fetcher.canonical import normal_url
from services.fetcher.markup import parted_type
from services.fetcher.web.body import ENCODINGS, read_body
from services.fetcher.web.kinds import is_file, sniffed
from services.fetcher.web.later import ComeBackError, retry_after
from services.fetcher.web.pacing import Pacer
from services.fetcher.web.robots import Robots
from services.fetcher.web.rules import HTML_TYPES, Rules, accepted
from services.fetcher.web.transport import CheckedBackend, CheckedTransport, Resolve, resolve
from shared.errors import PermanentError, TransientError

_KEPT_HEADERS = ("content-type", "content-language", "etag", "last-modified", "cache-control", "date", "link")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site gave with a page, by which it tells next time whether the page has changed (RFC 9110, 13.1)."""

    url: str
    """Where the page was in the end; no other URL is asked by them."""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    url: str
    """The URL asked for."""
    final_url: str
    status: int
    headers: dict[str, str]
    media_type: str
    charset: str | None
    body: bytes
    moved: str | None = None
    """Where it is for good, if the redirects from the URL asked for said so (301, 308)."""

    @property
    def validators(self) -> Validators | None:
        """What to ask by next time; None where the site gave nothing."""
        etag, last_modified = self.headers.get("etag"), self.headers.get("last-modified")
        return Validators(self.final_url, etag, last_modified) if etag or last_modified else None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is as it was when its `ETag` and `Last-Modified` were given."""

    url: str
    final_url: str
    headers: dict[str, str]
    moved: str | None = None


@dataclass(frozen=True, slots=True)
class _Redirect:
    to: str
    for_good: bool


class Fetcher:
    """Fetches pages; one for a process.

    Args:
        rules: its limits.
        resolver: names to addresses.
        backend: opens connections, by number; tests give one that only takes notes.
        allow_loopback: for tests against a server on this machine: its addresses and any port are allowed. Never a setting.
        ssl_context: whom to trust; the machine's own and certifi's where none is given.
        clock: monotonic seconds.
        sleep: waits.
    """

    def __init__(
        self,
        rules: Rules,
        *,
        resolver: Resolve = resolve,
        backend: httpcore.AsyncNetworkBackend | None = None,
        allow_loopback: bool = False,
        ssl_context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._rules, self._allow_loopback, self._sleep = rules, allow_loopback, sleep
        self._backend = CheckedBackend(backend or httpcore.AnyIOBackend(), resolver, None if allow_loopback else rules.ports)
        self._client = httpx.AsyncClient(
            transport=CheckedTransport(self._backend, ssl_context),
            headers={"User-Agent": rules.user_agent, "Accept-Encoding": ENCODINGS, "Accept-Language": "ar, fr;q=0.6, en;q=0.3"},
            timeout=httpx.Timeout(rules.read_seconds, connect=rules.connect_seconds),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # no cookies: a fetch knows nothing of the last one
            follow_redirects=False,
            trust_env=False,
        )
        self._pacer = Pacer(clock, sleep)
        self._robots = Robots(rules, self._load_robots, clock)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def fetch(
        self, url: str, *, known: Validators | None = None, types: frozenset[str] = HTML_TYPES
    ) -> Fetched | NotModified:
        """Fetch a page, trying again what may pass.

        Args:
            url: an absolute http(s) URL.
            known: of the last time, to ask only for news.
            types: media types that are taken.

        Raises:
            PermanentError: `bad_url`, `refused_address`, `refused_port`, `no_such_host`, `robots`, `redirects`, `http_status`,
                `not_a_page`, `too_large`, `bad_encoding`, `tls`, `empty`.
            TransientError: `timeout`, `unreachable`, `dns`, `bad_answer`, `cut_off`, `http_status` and `robots_unreachable` (a
                `ComeBackError` where it is known when to come back).
        """
        for attempt in range(1, self._rules.attempts + 1):
            try:
                return await self._once(url, known, types)
            except TransientError as error:
                wait = self._back_off(attempt, error)
                if attempt == self._rules.attempts or wait is None:
                    raise
                await self._sleep(wait)
        raise AssertionError("unreachable")

    def _back_off(self, attempt: int, error: TransientError) -> float | None:
        """How long to wait before the next attempt; None where it is too long to wait for."""
        wait = self._rules.back_off_seconds * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)  # noqa: S311  (not a secret)
        if isinstance(error, ComeBackError) and error.seconds is not None:
            wait = max(wait, error.seconds)
        return wait if wait <= self._rules.longest_wait_seconds else None

    async def _once(self, url: str, known: Validators | None, types: frozenset[str]) -> Fetched | NotModified:
        budget = self._rules.total_seconds
        hops: list[str] = []
        target = url
        for_good = True
        while True:
            target, origin, host = self._checked(target)
            self._check_held(host)
            headers = {"Accept": accepted(types)}
            if asking := known is not None and known.url == target:
                asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
                # a header with other characters can't be sent, though some sites do
                headers |= {name: value for name, value in asked.items() if value and value.isascii()}
            pace = await self._robots.check(origin, target)
            async with self._pacer.turn(host, pace):
                started = time.monotonic()
                answer = await self._ask(target, headers, types, self._rules.page_bytes, budget)
                budget -= time.monotonic() - started
            if isinstance(answer, _Redirect):
                hops.append(target)
                for_good = for_good and answer.for_good
                target = self._checked(answer.to)[0]
                if target in hops or len(hops) > self._rules.redirects:
                    what = "in a circle" if target in hops else f"more than {self._rules.redirects} times"
                    raise PermanentError("redirects", f"redirected {what}, at last to {target[:200]}")
                continue
            status, answered, body = answer
            kept = {name: answered[name] for name in _KEPT_HEADERS if name in answered}
            moved = target if hops and for_good else None
            if status == 304 and asking:
                return NotModified(url, target, kept, moved)
            if status == 304:
                raise PermanentError("http_status", "304, though it was not asked whether the page has changed")
            if not body.strip():
                raise PermanentError("empty", "the page has no content")
            media_type, charset = parted_type(answered.get("content-type", ""))
            return Fetched(url, target, status, kept, media_type or sniffed(body), charset, body, moved)

    def _check_held(self, host: str) -> None:
        if wait := self._pacer.held(host):
            raise ComeBackError("http_status", f"{host} asked to come back in {wait:.0f} s", wait)

    def _checked(self, url: str) -> tuple[str, str, str]:
        """The URL that is asked for, its origin and its host.

        Raises:
            PermanentError: `bad_url`, `refused_port`, `refused_address`.
        """
        try:
            target = normal_url(url).partition("#")[0]
        except ValueError as error:
            raise PermanentError("bad_url", f"{error}") from None
        parts = urlsplit(target)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        if port not in self._rules.ports and not self._allow_loopback:
            taken = ", ".join(map(str, sorted(self._rules.ports)))
            raise PermanentError("refused_port", f"port {port}; these are taken: {taken}")
        host = parts.hostname or ""
        self._backend.check_literal(host)
        return target, f"{parts.scheme}://{parts.netloc}", host

    async def _load_robots(self, url: str) -> bytes | None:
        budget, most = self._rules.total_seconds, self._rules.robots_bytes
        headers = {"Accept": "text/plain, */*;q=0.1"}
        for _ in range(self._rules.redirects + 1):
            url, _, host = self._checked(url)
            try:
                async with self._pacer.turn(host, 0.0):  # the page that it is asked for need not wait for it
                    answer = await self._ask(url, headers, None, most, budget)
            except PermanentError as error:
                if error.reason == "http_status":
                    return None
                if error.reason in {"bad_encoding", "bad_url"}:  # it has rules, and they can't be read: that is no leave
                    raise TransientError(error.reason, error.detail) from None
                raise
            if not isinstance(answer, _Redirect):
                body = answer[2]
                return body if len(body) < most else body[: body.rfind(b"\n") + 1]  # half a rule is another rule
            url = answer.to
        return None

    async def _ask(
        self, url: str, headers: dict[str, str], types: frozenset[str] | None, most: int, budget: float
    ) -> _Redirect | tuple[int, dict[str, str], bytes]:
        """One request: where it redirects to, or status, headers and body. Without `types` the first `most` bytes of a body do.

        Raises:
            ComeBackError: also where the host said before that it wants to be left alone.
        """
        host = urlsplit(url).hostname or ""
        self._check_held(host)
        try:
            async with asyncio.timeout(max(0.001, budget)), self._client.stream("GET", url, headers=headers) as response:
                return await self._answer(url, response, types, most)
        except ComeBackError as error:
            if error.seconds:
                self._pacer.hold(host, error.seconds)
            raise
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise TransientError(
                "timeout", f"no complete answer from {urlsplit(url).netloc} in time ({type(error).__name__})"
            ) from None
        except (httpcore.ConnectError, httpcore.NetworkError) as error:
            if isinstance(_cause(error), ssl.SSLCertVerificationError):
                raise PermanentError("tls", f"{urlsplit(url).netloc}: {error}") from None
            raise TransientError("unreachable", f"{urlsplit(url).netloc}: {error or type(error).__name__}") from None
        except (httpx.InvalidURL, UnicodeError) as error:  # what no name service knows: `xn--a`
            raise PermanentError("bad_url", f"{error}") from None
        except httpcore.ProtocolError as error:
            raise TransientError("bad_answer", f"{urlsplit(url).netloc}: {error}") from None

    async def _answer(
        self, url: str, response: httpx.Response, types: frozenset[str] | None, most: int
    ) -> _Redirect | tuple[int, dict[str, str], bytes]:
        status = response.status_code
        headers = {name.lower(): value for name, value in response.headers.items()}
        if status in _REDIRECTS and (location := headers.get("location")):
            try:
                return _Redirect(urljoin(url, location), status in _FOR_GOOD)
            except ValueError as error:
                raise PermanentError("bad_url", f"redirected to '{location[:200]}': {error}") from None
        if status == 304:
            return status, headers, b""
        if status in _LATER:
            seconds = retry_after(headers.get("retry-after"), longest=self._rules.longest_retry_after_seconds)
            raise ComeBackError("http_status", f"{status}", seconds)
        if status != 200:
            raise PermanentError("http_status", f"{status} {response.reason_phrase}".strip())
        media_type = parted_type(headers.get("content-type", ""))[0]
        if types is not None and media_type and media_type not in types:
            raise PermanentError("not_a_page", f"its type is {media_type}")
        length = headers.get("content-length", "")
        if types is not None and length.isascii() and length.isdigit() and (len(length) > 15 or int(length) > most):
            raise PermanentError("too_large", f"{length[:40]} bytes, {most} are taken")
        body = await read_body(response.aiter_raw(), headers.get("content-encoding", ""), most, cut=types is None)
        if types is not None and is_file(body):
            raise PermanentError("not_a_page", f"its type is {media_type or 'not said'}; its bytes are those of a file")
        if types is not None and not media_type and sniffed(body) not in types:
            raise PermanentError("not_a_page", "it has no type and does not look like a page")
        return status, headers, body


def _cause(error: BaseException) -> BaseException | None:
    """The innermost cause of an error."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return error
