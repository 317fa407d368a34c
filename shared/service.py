"""The frame of a service: settings, logs, broker, health routes, background tasks, an orderly end.

A service ends with exit code 0 on SIGTERM or SIGINT after finishing what it has in hand; with 1 when it can't go on (a
consumer died, its group is gone), so that whoever supervises it starts it again, which heals both; with 2 for a setting.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
import uvicorn
from faststream.asgi import AsgiFastStream, AsyncAPIRoute
from faststream.redis import RedisBroker
from faststream.specification import AsyncAPI
from prometheus_client import CollectorRegistry
from redis.exceptions import RedisError, ResponseError

from shared.contracts import CONTRACTS
from shared.delivery.backlog import backlogs, oldest_waiting_ms, trim
from shared.delivery.letters import HIRFA_VERSION
from shared.delivery.recovery import Recovery
from shared.delivery.stage import Stage, create_groups
from shared.health import Check, health_routes
from shared.logs import configure_logs
from shared.metrics import StageMetrics, new_registry
from shared.servers import public_address, redis_address
from shared.settings import Settings, SettingsError, load_settings
from shared.streams import STREAMS

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
    stage: Stage | None = None
    checks: dict[str, Check] = field(default_factory=dict)
    """Beside the stream server, which is always checked."""
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
    broker = RedisBroker(
        redis_address(settings),
        specification_url=public_address(settings.redis_url),
        graceful_timeout=settings.graceful_seconds,
        apply_types=False,
        logger=logging.getLogger("faststream.app"),
        log_level=logging.DEBUG,
    )
    registry = new_registry()
    return Service(name, settings, broker, registry, StageMetrics(registry, name))


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


class _Runner:
    def __init__(self, service: Service) -> None:
        self.service = service
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.started = False
        self.stopping = False
        self.server: uvicorn.Server | None = None
        self.exit_code = 0
        self.redis: Any = None

    def dead(self) -> str | None:
        """What has died in this process, or None."""
        if not self.started:
            return "starting"
        if self.service.stage is not None:
            subscriber = self.service.stage.subscriber
            if not subscriber.running:
                return "the consumer stopped"
            if subscriber.tasks and all(task.done() for task in subscriber.tasks):
                return "the consumer's task ended"
        ended = [name for name, task in self.tasks.items() if task.done()]
        return f"ended: {', '.join(ended)}" if ended else None

    async def stream_server(self) -> None:
        if not await self.redis.ping():
            raise ConnectionError

    async def before(self) -> None:
        """Wait for the stream server, create groups, run the service's own hooks."""
        service = self.service
        self.redis = await service.broker.connect()
        until = time.monotonic() + service.settings.start_timeout
        while True:
            try:
                await self.redis.ping()
                if service.stage is not None:
                    await service.stage.setup(self.redis)
                else:
                    await create_groups(self.redis, service.settings.stream_prefix)
                break
            except (RedisError, OSError) as error:
                if time.monotonic() > until:
                    address = public_address(service.settings.redis_url)
                    msg = f"the stream server {address} (setting REDIS_URL) does not answer: {error}"
                    raise SettingsError(msg) from None
                log.warning("waiting for the stream server", error=str(error))
                await asyncio.sleep(0.5)
        _be_patient(self.redis)
        for hook in service.on_start:
            await hook()

    async def after(self) -> None:
        """Start the background tasks."""
        service = self.service
        hooks = dict(service.background)
        if service.stage is not None:
            hooks["recovery"] = Recovery(service.stage).run
            hooks["housekeeping"] = self.housekeeping
        self.tasks = {name: asyncio.create_task(hook(), name=name) for name, hook in hooks.items()}  # type: ignore[arg-type]
        self.started = True
        self.watch_task = asyncio.create_task(self.watch())
        log.info("ready to work", address=":".join(map(str, service.settings.address(service.name))))

    async def watch(self) -> None:
        """End the process when something in it has died: a process that lives on without consuming helps nobody."""
        while not self.stopping:
            await asyncio.sleep(0.25)
            if self.server is not None and self.server.should_exit:
                self.stopping = True
                return
            cause = self.dead()
            if cause:
                for task in self.tasks.values():
                    if task.done() and not task.cancelled() and (error := task.exception()):
                        log.error("background task failed", task=task.get_name(), exc_info=error)
                log.critical("ending: this process can't go on", cause=cause)
                self.exit_code = 1
                self.stopping = True
                if self.server is not None:
                    self.server.should_exit = True

    async def housekeeping(self) -> None:
        """Measure the backlog, trim the stage's stream, forget consumers that are long gone."""
        service, stage = self.service, self.service.stage
        assert stage is not None  # noqa: S101  started only with a stage
        settings = service.settings
        while True:
            try:
                found = await backlogs(self.redis, stage.source)
                seconds, micros = await self.redis.time()
                now_ms = seconds * 1000 + micros // 1000
                if stage.group in found:
                    mine = found[stage.group]
                    oldest = await oldest_waiting_ms(self.redis, stage.source, stage.group, mine)
                    age = max(0.0, (now_ms - oldest) / 1000) if oldest is not None else 0.0
                    service.metrics.backlog(
                        stage.route.source.name, stage.group, pending=mine.pending, lag=mine.lag, oldest_seconds=age
                    )
                dropped = await trim(
                    self.redis,
                    stage.source,
                    stage.route.source.groups,
                    keep_ms=int(settings.keep_hours * 3_600_000),
                    keep_entries=settings.keep_entries,
                    now_ms=now_ms,
                )
                if dropped:
                    log.info("trimmed", stream=stage.source, entries=dropped)
            except (RedisError, OSError) as error:
                log.warning("housekeeping failed", error=str(error))
            except Exception:  # a bug here is no reason to stop taking messages
                log.exception("housekeeping failed")
            await asyncio.sleep(min(settings.trim_seconds, 15.0))

    async def finish(self) -> None:
        """After the broker stopped: end what runs in the background."""
        self.stopping = True
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        for hook in self.service.on_stop:
            await hook()


def make_app(service: Service) -> tuple[AsgiFastStream, _Runner]:
    """The service as an ASGI application, and what runs it."""
    runner = _Runner(service)
    logger = configure_logs(service.settings, service.name)
    checks: Mapping[str, Check] = {"streams": runner.stream_server, **service.checks}
    routes = health_routes(service=service.name, alive=runner.dead, checks=checks, registry=service.registry)
    _name_what_is_written(service)
    app = AsgiFastStream(
        service.broker,
        logger=logger,
        on_startup=[runner.before],
        after_startup=[runner.after],
        after_shutdown=[runner.finish],
        asgi_routes=[*routes, *service.routes],
        asyncapi_path=AsyncAPIRoute("/asyncapi", try_it_out_path=None),
        specification=AsyncAPI(title=f"Hirfa {service.name}", version=HIRFA_VERSION),
    )
    return app, runner


def _name_what_is_written(service: Service) -> None:
    """Name the streams that the service writes, with their contracts, for its AsyncAPI page; the hand-over does the writing."""
    for stream in STREAMS:
        if service.name in stream.writers:
            service.broker.publisher(
                stream=stream.key(service.settings.stream_prefix),
                title=f"{service.name} writes {stream.name}",
                description=f"Entries with one field, `data`: a message of the contract {stream.contract} as UTF-8 JSON.",
                schema=CONTRACTS[stream.contract],
            )


def _be_patient(redis: Any) -> None:
    """Keep FastStream 0.7's subscriber from what it does when the server refuses.

    It creates its group when it starts, which a server over `maxmemory` refuses though the group exists: ours do, by now. It
    reads again at once and for ever after an error that is none of the connection (a full disk: MISCONF), and after five
    seconds when it is one: here it is told that nothing came, after a second.
    """
    read = redis.xreadgroup

    async def xgroup_create(*_: Any, **__: Any) -> None:
        raise ResponseError("BUSYGROUP Consumer Group name already exists")

    async def xreadgroup(*args: Any, **options: Any) -> Any:
        try:
            return await read(*args, **options)
        except (RedisError, OSError) as error:
            if "NOGROUP" in str(error):
                raise
            log.warning("reading is refused", error=str(error))
            await asyncio.sleep(1)
            return ()

    redis.xgroup_create = xgroup_create
    redis.xreadgroup = xreadgroup


def _ending_with_its_lifespan(app: AsgiFastStream, runner: _Runner) -> Any:
    """The application, such that the process ends when the broker could not start: uvicorn alone would serve on without it."""

    mounts = runner.service.mounts

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            for path, mounted in mounts.items():
                if scope["path"] == path or scope["path"].startswith(path + "/"):
                    await mounted(scope, receive, send)
                    return
        try:
            await app(scope, receive, send)
        finally:
            if scope["type"] == "lifespan" and not runner.stopping and runner.server is not None:
                log.critical("ending: the service could not start")
                runner.exit_code = 1
                runner.server.should_exit = True

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
            timeout_graceful_shutdown=3,
            lifespan="on",
        )
    )
    runner.server = server
    try:
        await server.serve()
    except SystemExit:  # uvicorn's way to say that the port is taken; it has logged the cause
        log.critical("can't listen", host=host, port=port, setting=f"HIRFA_{service.name.upper()}_PORT")
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
        service = build(load_settings())
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    sys.exit(asyncio.run(_serve(service)))
