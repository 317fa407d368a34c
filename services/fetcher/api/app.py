"""The API's routes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from importlib.resources import files

import orjson
import structlog
from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.fetcher.api.door import Door
from services.fetcher.api.problems import ProblemError
from services.fetcher.api.requests import read_submission
from services.fetcher.api.whereabouts import Looker
from services.fetcher.pages import Queue
from services.fetcher.publish import Publisher
from shared.contracts import RawArticle
from shared.settings import Settings
from shared.streams import INDEXED

log = structlog.get_logger()

_ID = re.compile(r"[0-9a-f]{24}")
_RETRY_SECONDS = 5


class Api:
    """Takes articles in and tells where they are.

    Args:
        settings: limits and token.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._door = Door(settings)
        self._parts: tuple[Queue, Publisher, Looker] | None = None
        self._document = files(__package__).joinpath("openapi.json").read_bytes()
        self.app = Starlette(
            routes=[
                Route("/openapi.json", self._openapi, methods=["GET"]),
                Route("/articles", self._guarded(self._submit), methods=["POST"]),
                Route("/articles/{article_id}", self._guarded(self._where), methods=["GET"]),
                Route("/articles/{article_id}/facts", self._guarded(self._facts), methods=["GET"]),
            ],
            exception_handlers={HTTPException: _refused, Exception: _bug},
        )
        self.app.router.redirect_slashes = False  # a redirect would have no body, and few programs send theirs again

    def open(self, queue: Queue, publisher: Publisher, looker: Looker) -> None:
        """From now on requests are answered."""
        self._parts = queue, publisher, looker

    def _guarded(self, answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            try:
                self._door.check(request)
                return await answer(request)
            except ProblemError as problem:
                return problem.response()
            except (RedisError, OSError) as error:
                log.warning("the stream server refuses", stage="fetcher", error=str(error))
                detail = f"the stream server refuses or does not answer ({type(error).__name__})"
                return ProblemError(503, "streams_away", detail, retry_after=_RETRY_SECONDS).response()

        return guarded

    def _open_parts(self) -> tuple[Queue, Publisher, Looker]:
        if self._parts is None:
            raise ProblemError(503, "starting", "the service is starting", retry_after=1)
        return self._parts

    async def _submit(self, request: Request) -> Response:
        queue, publisher, _ = self._open_parts()
        if (packed := request.headers.get("content-encoding", "").strip().lower()) not in ("", "identity"):
            detail = f"the body is sent as '{packed[:80]}'; it is only taken as it is"
            raise ProblemError(415, "content_encoding", detail, headers={"Accept-Encoding": "identity"})
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await self._door.body(request)
        now = datetime.now(UTC)
        found = await asyncio.to_thread(read_submission, media_type, body, now, self._settings.max_article_bytes)
        if isinstance(found, RawArticle):
            await _not_full(publisher)
            await publisher.publish(found, found.article_id)
            log.info("submitted", stage="fetcher", article_id=found.article_id)
            return _accepted([(str(found.article_id), found.url)])
        if self._settings.user_agent is None:
            raise ProblemError(503, "fetching_off", "nothing is fetched before the operator has set HIRFA_USER_AGENT")
        await _not_full(queue)
        await queue.put(found)
        log.info("submitted", stage="fetcher", urls=len(found))
        return _accepted([(url.article_id, url.url) for url in found])

    async def _where(self, request: Request) -> Response:
        looker = self._open_parts()[2]
        asked = _asked(request)
        found = await looker.where(asked)
        if found is None:
            raise ProblemError(404, "unknown", f"nothing is known of an article {asked}")
        body = {"id": asked, "article_id": found.article_id, "state": found.state}
        if found.stage:
            body |= {"stage": found.stage, "reason": found.reason or ""}
        if found.unchanged_at:
            body["unchanged_at"] = found.unchanged_at
        if found.state == INDEXED:
            body["facts"] = f"/articles/{found.article_id}/facts"
        return _json(body)

    async def _facts(self, request: Request) -> Response:
        looker = self._open_parts()[2]
        asked = _asked(request)
        facts = await looker.facts(asked)
        if not facts and ((found := await looker.where(asked)) is None or found.state != INDEXED):
            raise ProblemError(404, "unknown", f"there is no article {asked} in the index")
        return _json({"article_id": asked, "facts": facts})

    async def _openapi(self, _request: Request) -> Response:
        return Response(self._document, media_type="application/json")


async def _not_full(way: Queue | Publisher) -> None:
    if await way.full():
        raise ProblemError(503, "busy", "enough waits already; try again later", retry_after=_RETRY_SECONDS)


def _asked(request: Request) -> str:
    asked = str(request.path_params["article_id"])
    if not _ID.fullmatch(asked):
        raise ProblemError(404, "unknown", "an article's id has 24 hexadecimal digits")
    return asked


def _accepted(articles: list[tuple[str, str | None]]) -> Response:
    rows = [{"id": who, "url": url, "status": f"/articles/{who}"} for who, url in articles]
    headers = {"Location": rows[0]["status"] or ""} if len(rows) == 1 else {}
    return _json({"articles": rows}, 202, headers)


def _json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, headers, "application/json")


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it
    reason = {404: "no_such_path", 405: "method"}.get(error.status_code, "refused")
    return ProblemError(error.status_code, reason, error.detail, headers=dict(error.headers or {})).response()


async def _bug(_request: Request, error: Exception) -> Response:
    log.error("the API failed", exc_info=error)
    return ProblemError(500, "raised", f"a mistake of ours: {type(error).__name__}").response()
