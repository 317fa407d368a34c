"""A service from its start to its end: waits for the stream server, starts the background tasks, notices what dies, tidies up."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn
from redis.exceptions import RedisError, ResponseError

from shared.delivery.backlog import backlogs, oldest_waiting_ms, replay_idle_ms, trim
from shared.delivery.groups import create_groups
from shared.delivery.postponing import count_postponed, server_ms
from shared.delivery.recovery import Recovery
from shared.servers import public_address
from shared.settings import SettingsError
from shared.streams import ARCHIVE_GROUP, RAW, replays_key

if TYPE_CHECKING:
    from shared.service import Service

log = structlog.get_logger()


class Runner:
    """What starts, watches and ends a service within its process.

    Args:
        service: the service.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.started = False
        self.stopping = False
        self.server: uvicorn.Server | None = None
        self.exit_code = 0
        self.refused: str | None = None
        """What setting keeps the service from starting, and why."""
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
        """Raise when it does not answer, or takes nothing new: a full disk it says itself, a full memory one must ask for."""
        await self.redis.ping()
        memory = await self.redis.info("memory")
        used, limit = int(memory["used_memory"]), int(memory.get("maxmemory", 0))
        if limit and used > limit:
            raise ConnectionError(f"it is full: {used} bytes of memory used, maxmemory is {limit}")

    async def before(self) -> None:
        """Wait for the stream server, create groups, run the service's own hooks.

        Raises:
            SettingsError: a setting is wrong, or names a server that does not answer; `refused` says the same.
        """
        try:
            await self._before()
        except SettingsError as error:
            self.refused = str(error)
            raise

    async def _before(self) -> None:
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
        archived = (ARCHIVE_GROUP,) if stage.route.source is RAW and settings.archive_place is not None else ()
        while True:
            try:
                found = await backlogs(self.redis, stage.source)
                now_ms = await server_ms(self.redis)
                if stage.group in found:
                    mine = found[stage.group]
                    put_off = await count_postponed(self.redis, stage.postponed.key)
                    oldest = await oldest_waiting_ms(self.redis, stage.source, stage.group, mine, stage.postponed.key)
                    age = max(0.0, (now_ms - oldest) / 1000) if oldest is not None else 0.0
                    service.metrics.backlog(
                        stage.route.source.name,
                        stage.group,
                        pending=max(0, mine.pending - put_off),
                        lag=mine.lag,
                        oldest_seconds=age,
                    )
                service.metrics.looked_after(
                    dead_letters=await self.redis.xlen(stage.dead),
                    replay_idle_seconds=await replay_idle_ms(self.redis, replays_key(settings.stream_prefix), now_ms) / 1000,
                )
                dropped = await trim(
                    self.redis,
                    stage.source,
                    stage.route.source.groups + archived,
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
        await asyncio.to_thread(self.service.tracing.close)


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
