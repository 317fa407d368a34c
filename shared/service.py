"""The frame of a service: settings, logs, broker, routes, the process; `lifecycle.py` has what happens while it runs.

A service ends with exit code 0 on SIGTERM or SIGINT after finishing what it has in hand; with 1 when it can't go on (a
consumer died, its group is gone), so that whoever supervises it starts it again, which heals both; with 2 for a setting.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import structlog
import uvicorn
from faststream.asgi import AsgiFastStream, AsgiResponse
from faststream.redis import RedisBroker, RedisSentinelBroker
from prometheus_client import CollectorRegistry

from shared.asyncapi import describe
from shared.delivery.letters import HIRFA_VERSION
from shared.delivery.stage import Stage
from shared.lifecycle import Runner
from shared.loading import loading
from shared.logs import configure_logs
from shared.metrics import StageMetrics, new_registry
from shared.routes import Check, asyncapi_routes, health_routes
from shared.servers import public_address, redis_address, sentinels
from shared.settings import Settings, SettingsError, load_settings
from shared.streams import STREAMS
from shared.tracing import Tracing

log = structlog.get_logger()

Hook = Callable[[], Awaitable[None]]


@dataclass
class Service:
    """What is particular to a service; `build` functions of the services fill it."""

    name: str
    settings: Settings
    broker: RedisBroker
    registry: CollectorRegistry
    metrics: StageMetrics
    tracing: Tracing
    stage: Stage | None = None
    checks: dict[str, Check] = field(default_factory=dict)
    """Beside the stream server, which is always checked."""
    notes: dict[str, Callable[[], str | None]] = field(default_factory=dict)
    """What a service that is ready can't do all the same, for people; None: nothing."""
    on_start: list[Hook] = field(default_factory=list)
    """Run after the streams' groups exist and before the first message is taken."""
    background: dict[str, Hook] = field(default_factory=dict)
    """Tasks that run as long as the service; the end of one is the end of the service."""
    on_stop: list[Hook] = field(default_factory=list)
    routes: list[tuple[str, Any]] = field(default_factory=list)
    mounts: dict[str, Any] = field(default_factory=dict)
    """ASGI applications by the path that they answer with all below it; only while the service has started."""


def new_service(name: str, settings: Settings) -> Service:
    """A service with its broker and metrics, to be filled."""
    registry = new_registry()
    tracing = Tracing(name, settings.traces_endpoint)
    return Service(name, settings, _broker(settings), registry, StageMetrics(registry, name), tracing)


def _broker(settings: Settings) -> RedisBroker:
    common: dict[str, Any] = {
        "graceful_timeout": settings.graceful_seconds,
        "apply_types": False,
        "logger": logging.getLogger("faststream.app"),
        "log_level": logging.DEBUG,
    }
    group = sentinels(settings)
    if group is None:
        return RedisBroker(redis_address(settings), **common)
    return RedisSentinelBroker(
        sentinels=group.hosts, sentinel_master_name=group.service, sentinel_kwargs=group.asking, **group.options, **common
    )


class _Server(uvicorn.Server):
    """uvicorn that ends with our exit code: its own raises the signal again after an orderly end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


class _App(AsgiFastStream):
    """FastStream's application, with the answer of RFC 9457 to a path that it does not have."""

    async def not_found(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().not_found(scope, receive, send)
            return
        problem = {"type": "about:blank", "title": "Not Found", "status": 404, "reason": "no_such_path", "detail": "Not Found"}
        answer = AsgiResponse(orjson.dumps(problem), 404, {"Content-Type": "application/problem+json"})
        await answer(scope, receive, send)


def make_app(service: Service) -> tuple[AsgiFastStream, Runner]:
    """The service as an ASGI application, and what runs it."""
    runner = Runner(service)
    logger = configure_logs(service.settings, service.name)
    checks: Mapping[str, Check] = {"streams": runner.stream_server, **service.checks}
    health = health_routes(service=service.name, alive=runner.dead, checks=checks, registry=service.registry, notes=service.notes)
    reads = [service.stage.route.source] if service.stage is not None else []
    document = describe(
        service.name,
        HIRFA_VERSION,
        prefix=service.settings.stream_prefix,
        address=public_address(service.settings.redis_url),
        reads=reads,
        writes=[stream for stream in STREAMS if service.name in stream.writers],
    )
    app = _App(
        service.broker,
        logger=logger,
        on_startup=[runner.before],
        after_startup=[runner.after],
        after_shutdown=[runner.finish],
        asgi_routes=[*health, *asyncapi_routes(document), *service.routes],
    )
    return app, runner


def _ending_with_its_lifespan(app: AsgiFastStream, runner: Runner) -> Any:
    """The application, such that the process ends when the broker could not start: uvicorn alone would serve on without it."""

    mounts = runner.service.mounts

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            for path, mounted in mounts.items():
                if scope["path"] == path or scope["path"].startswith(path + "/"):
                    await mounted(scope, receive, send)
                    return
        try:
            await app(scope, receive, _saying_what_is_refused(send, runner))
        finally:
            if scope["type"] == "lifespan" and not runner.stopping and runner.server is not None:
                runner.exit_code = 1
                runner.server.should_exit = True

    return wrapped


def _saying_what_is_refused(send: Any, runner: Runner) -> Any:
    """Passes on what the application says of its start, a setting that is wrong without the traceback that would bury it."""

    async def wrapped(message: Any) -> None:
        if message["type"] == "lifespan.startup.failed" and runner.refused is not None:
            message = {**message, "message": runner.refused}
        await send(message)

    return wrapped


async def _serve(service: Service) -> int:
    app, runner = make_app(service)
    host, port = service.settings.address(service.name)
    server = _Server(
        uvicorn.Config(
            _ending_with_its_lifespan(app, runner),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            proxy_headers=False,  # who asks is who connects: any client may write `X-Forwarded-For`
            timeout_graceful_shutdown=3,
            lifespan="on",
        )
    )
    runner.server = server
    try:
        await server.serve()
    except SystemExit:  # uvicorn's way to say that the start failed, or that the port is taken; it has logged the cause
        if runner.started:
            log.critical("can't listen", host=host, port=port, setting=f"HIRFA_{service.name.upper()}_PORT")
        else:
            log.critical("ending: the service could not start", cause=runner.refused or "see above")
        return 1
    if not server.started:
        return 1
    return runner.exit_code


def run_service(build: Callable[[Settings], Service]) -> None:
    """Run a service until it is told to end, and exit the process.

    Args:
        build: makes the service from the settings.
    """
    try:
        with loading():
            service = build(load_settings())
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    sys.exit(asyncio.run(_serve(service)))
