"""How things stand: servers, services, streams, counts, dead letters. Asks, and changes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import redis.asyncio
from opensearchpy.exceptions import OpenSearchException
from redis.exceptions import RedisError

from services.console.feeds import FeedState, feed_states, list_problem
from services.console.health import StrangerError, read_health
from services.console.results import Results
from services.console.run_file import find_run
from services.console.settings import ConsoleSettings, pipeline_settings
from services.console.work_done import Work, read_work
from shared.delivery.backlog import backlogs, oldest_waiting_ms, replay_idle_ms
from shared.servers import connect_redis, public_address
from shared.settings import SERVICES, Settings
from shared.streams import DATA_FIELD, DEAD, STREAMS, Stream, postponed_key, replays_key

_DEAD_READ = 1000
"""Dead letters that are looked into for their reasons; the count is of all."""


@dataclass(frozen=True)
class Server:
    """A server: where it is, whether it answers, and with what, or why not."""

    url: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class Service:
    """A service: whether it is ready, and what is missing when not; what it can't do though it is ready."""

    url: str
    ready: bool
    detail: str
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """A stream and one group that reads it; `lag` and `pending` in messages, `oldest_seconds` the age of the oldest not done."""

    stream: str
    length: int
    group: str | None = None
    pending: int = 0
    lag: int = 0
    oldest_seconds: float | None = None


@dataclass(frozen=True)
class Status:
    """All of it, as `hirfa status --json` prints it; None is what a server would have to say that does not answer."""

    valkey: Server
    opensearch: Server
    services: dict[str, Service]
    streams: list[Group] | None
    dead: int | None
    dead_reasons: dict[str, int] | None
    counts: dict[str, int] | None
    feeds: list[FeedState] | None
    """Those that are polled, the broken ones first."""
    feed_list: str
    """`ok`, or why the list of feeds can't be read: the last one that could be is used."""
    files: dict[str, int] = field(default_factory=dict)
    work: dict[str, Work | None] = field(default_factory=dict)
    """What each service has done since it started; None for one that does not answer."""
    replay_idle_seconds: float | None = None
    """For how long the replay under way that is slowest to get on has not; 0 without one."""

    @property
    def ok(self) -> bool:
        """Whether both servers answer and every service is ready."""
        return self.valkey.ok and self.opensearch.ok and all(service.ready for service in self.services.values())

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"ok": self.ok, **asdict(self), "feeds": None if self.feeds is None else [feed.as_json() for feed in self.feeds]}


def read_status(console: ConsoleSettings) -> Status:
    """Ask everything once.

    Where neither REDIS_URL nor OPENSEARCH_URL says otherwise, the servers asked are those of the `hirfa up` that runs on
    the data folder, else those that one would start with these settings.
    """
    run = find_run(console.home)
    found: dict[str, object] = {
        "redis_url": console.redis_url or (run.redis_url if run else f"redis://127.0.0.1:{console.valkey_port}/0"),
        "opensearch_url": console.opensearch_url
        or (run.opensearch_url if run else f"http://127.0.0.1:{console.opensearch_port}"),
        "opensearch_timeout": 5,
    }
    if run:
        found |= {f"{service}_port": port for service, port in run.ports.items()}
    settings = pipeline_settings(**found)
    valkey, told = asyncio.run(_streams(settings))
    opensearch, counts = _index(settings)
    return Status(
        valkey=valkey,
        opensearch=opensearch,
        services={service: _service(service, *settings.address(service)) for service in SERVICES},
        streams=told.groups,
        dead=told.dead,
        dead_reasons=told.reasons,
        counts=counts,
        feeds=told.feeds,
        feed_list=list_problem(settings) or "ok",
        files=_files(settings.drop_folder),
        work={service: read_work(*settings.address(service)) for service in SERVICES},
        replay_idle_seconds=told.replay_idle_seconds,
    )


@dataclass(frozen=True)
class _Told:
    """What the stream server says; None where it does not answer."""

    groups: list[Group] | None = None
    dead: int | None = None
    reasons: dict[str, int] | None = None
    feeds: list[FeedState] | None = None
    replay_idle_seconds: float | None = None


async def _streams(settings: Settings) -> tuple[Server, _Told]:
    url = public_address(settings.redis_url)
    client = connect_redis(settings)
    try:
        info = await client.info()
        groups: list[Group] = []
        for stream in STREAMS:
            if stream is not DEAD:
                groups += await _groups(client, stream, settings.stream_prefix)
        dead_key = DEAD.key(settings.stream_prefix)
        dead = int(await client.xlen(dead_key))
        reasons: Counter[str] = Counter()
        for _, fields in await client.xrevrange(dead_key, count=_DEAD_READ):
            with contextlib.suppress(ValueError, KeyError):
                letter = json.loads(fields[DATA_FIELD.encode()])
                reasons[f"{letter['stage']}: {letter['reason']}"] += 1
        feeds = sorted((await feed_states(client, settings)).values(), key=lambda feed: (not feed.broken, feed.name))
        idle = await replay_idle_ms(client, replays_key(settings.stream_prefix), int(time.time() * 1000))
        name = info.get("server_name") or "redis"
        version = info.get("valkey_version") or info["redis_version"]
        server = Server(url, True, f"{name} {version}, {info['used_memory_human']} used")
    except (RedisError, OSError) as error:
        return Server(url, False, _cause(error)), _Told()
    else:
        return server, _Told(groups, dead, dict(reasons.most_common()), feeds, idle / 1000)
    finally:
        await client.aclose()


async def _groups(client: redis.asyncio.Redis, stream: Stream, prefix: str) -> list[Group]:
    key = stream.key(prefix)
    length = int(await client.xlen(key))
    found = []
    for group, backlog in (await backlogs(client, key)).items():
        oldest = await oldest_waiting_ms(client, key, group, backlog, postponed_key(prefix, group))
        age = None if oldest is None else round(max(0.0, time.time() - oldest / 1000), 1)
        found.append(Group(key, length, group, backlog.pending, backlog.lag, age))
    return found or [Group(key, length)]


def _index(settings: Settings) -> tuple[Server, dict[str, int] | None]:
    url = public_address(settings.opensearch_url)
    results = Results(settings)
    try:
        version, health = results.server()
        return Server(url, True, f"opensearch {version}, {health}"), results.counts()
    except (OpenSearchException, OSError) as error:
        return Server(url, False, _cause(error)), None
    finally:
        results.close()


def _service(name: str, host: str, port: int) -> Service:
    url = f"http://{host}:{port}"
    try:
        ready, checks, notes = read_health(name, host, port)
    except (OSError, http.client.HTTPException, StrangerError) as error:
        return Service(url, False, _cause(error))
    missing = ", ".join(f"{check}: {answer}" for check, answer in checks.items() if answer != "ok")
    return Service(url, ready, missing or ("ready" if ready else "not ready"), notes)


def _files(folder: Path) -> dict[str, int]:
    """Files in the drop folder: still to be taken, dealt with, refused."""
    if not folder.is_dir():
        return {}
    counts = Counter({"waiting": 0, "done": 0, "failed": 0})
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith(".reason.json"):
            first = path.relative_to(folder).parts[0]
            counts[first if first in ("done", "failed") else "waiting"] += 1
    return dict(counts)


def _cause(error: BaseException) -> str:
    """What went wrong in a few words."""
    text = " ".join(str(error).split())
    return (text or type(error).__name__)[:200]
