"""The routes by which others see how a service is (alive, ready, its metrics) and what it reads and writes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from faststream.asgi import AsgiResponse, get
from prometheus_client import CollectorRegistry, make_asgi_app

from shared.asyncapi import render

Check = Callable[[], Awaitable[object]]
"""Returns when all is well, raises with the cause when not."""

_CHECK_SECONDS = 0.8


async def run_checks(checks: Mapping[str, Check]) -> dict[str, str]:
    """Run checks at the same time, each within 0.8 s. The answer by name: `ok`, or what is wrong."""

    async def one(check: Check) -> str:
        try:
            await asyncio.wait_for(check(), _CHECK_SECONDS)
        except TimeoutError:
            return f"no answer within {_CHECK_SECONDS} s"
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:300]
        return "ok"

    return dict(zip(checks, await asyncio.gather(*map(one, checks.values())), strict=True))


def health_routes(
    *,
    service: str,
    alive: Callable[[], str | None],
    checks: Mapping[str, Check],
    registry: CollectorRegistry,
    notes: Mapping[str, Callable[[], str | None]],
) -> list[tuple[str, Any]]:
    """The routes `/health/live`, `/health/ready` and `/metrics`.

    Args:
        service: its name, in the answers.
        alive: what is dead in this process, or None.
        checks: what the service needs to be ready, by name.
        registry: its metrics.
        notes: what it can't do though it is ready, by name; they make no service unready.
    """

    def answer(results: Mapping[str, str]) -> AsgiResponse:
        well = all(value == "ok" for value in results.values())
        said = {name: text for name, note in notes.items() if (text := note())}
        body = orjson.dumps({"service": service, "ok": well, "checks": dict(results)} | ({"notes": said} if said else {}))
        return AsgiResponse(body, 200 if well else 503, headers={"content-type": "application/json"})

    @get
    async def live(_scope: Any) -> AsgiResponse:
        """The event loop turns and the consumers run."""
        return answer({"consumers": alive() or "ok"})

    @get
    async def ready(_scope: Any) -> AsgiResponse:
        """The servers that the service needs answer."""
        return answer({"consumers": alive() or "ok", **await run_checks(checks)})

    return [("/health/live", live), ("/health/ready", ready), ("/metrics", make_asgi_app(registry))]


def asyncapi_routes(document: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The routes `/asyncapi.json`, the document, and `/asyncapi`, the same as a page."""
    data, html = orjson.dumps(document), render(document).encode()

    @get
    async def as_json(_scope: Any) -> AsgiResponse:
        """The AsyncAPI document."""
        return AsgiResponse(data, 200, headers={"content-type": "application/json"})

    @get
    async def as_page(_scope: Any) -> AsgiResponse:
        """The document for people."""
        return AsgiResponse(html, 200, headers={"content-type": "text/html; charset=utf-8"})

    return [("/asyncapi.json", as_json), ("/asyncapi", as_page)]
