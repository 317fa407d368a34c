"""One run of `hirfa replay`: connections, progress, Ctrl-C, the summary."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import click
from opensearchpy.exceptions import OpenSearchException
from redis.exceptions import RedisError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.console.changes import Changes
from services.console.replaying import Replayer, Run, find_run, new_run
from services.console.run_file import find_run as find_pipeline
from services.console.settings import pipeline_settings, read_settings
from shared.servers import connect_opensearch_sync, connect_redis
from shared.settings import Settings

_DRAIN_SECONDS = 600.0


class RunNotFoundError(Exception):
    """No run of this name can be resumed."""


@dataclass(frozen=True)
class Summary:
    """What a replay did. `changes` counts facts by kind: added, gone, altered; None where it was stopped."""

    run: Run | None
    changes: dict[str, dict[str, int]] | None = None
    stopped: bool = False
    drained: bool = True

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def _settings() -> Settings:
    console = read_settings()
    run = find_pipeline(console.home)
    return pipeline_settings(
        redis_url=console.redis_url or (run.redis_url if run else f"redis://127.0.0.1:{console.valkey_port}/0"),
        opensearch_url=console.opensearch_url or (run.opensearch_url if run else f"http://127.0.0.1:{console.opensearch_port}"),
    )


def replay(origin: str | None, resume: str | None, choice: dict[str, Any], rate: float) -> Summary:
    """Run or resume a replay.

    Args:
        origin: where a new run begins, or None.
        resume: the run to go on with, or None.
        choice: the fields of `Run` that choose messages.
        rate: most messages a second.

    Raises:
        RunNotFoundError: there is no such run.
        click.ClickException: a server does not answer.
    """
    settings = _settings()
    try:
        return asyncio.run(_replay(settings, origin, resume, choice, rate))
    except (RedisError, OpenSearchException, OSError) as error:
        raise click.ClickException(f"a server does not answer: {error}") from None


async def _replay(settings: Settings, origin: str | None, resume: str | None, choice: dict[str, Any], rate: float) -> Summary:
    redis, index = connect_redis(settings), connect_opensearch_sync(settings)
    prefix = settings.stream_prefix
    try:
        if resume is not None:
            run = await find_run(redis, prefix, resume)
            if run is None:
                raise RunNotFoundError(f"there is no run {resume}")
        else:
            run = await new_run(redis, prefix, str(origin), datetime.now(UTC), **choice)
            if run is None:
                return Summary(None)
        changes = Changes(index, settings.index_prefix, settings.home / "replays" / f"{run.run_id}.jsonl")
        await asyncio.to_thread(changes.refresh)
        wanted = await asyncio.to_thread(changes.older_than, run.older_than) if run.older_than else None
        replayer = Replayer(redis, prefix, run, wanted=wanted, rate=rate)
        if await _send(replayer, changes):
            return Summary(replayer.run, stopped=True)
        drained = await replayer.finished(_DRAIN_SECONDS)
        found = await asyncio.to_thread(changes.compare)
        return Summary(replayer.run, {what: dict(kinds) for what, kinds in found.items()}, drained=drained)
    finally:
        await redis.aclose()
        index.close()


async def _send(replayer: Replayer, changes: Changes) -> bool:
    """Send with a progress bar; whether it was stopped."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]:.0f}/s"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(replayer.run.run_id, total=await replayer.count(), rate=0.0)

        async def remember(article_ids: list[str]) -> None:
            await asyncio.to_thread(changes.remember, article_ids)

        def tell(looked_at: int, _run: Run) -> None:
            bar.update(task, advance=looked_at, rate=bar.tasks[0].speed or 0.0)

        sending = asyncio.create_task(replayer.send(remember, tell))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, sending.cancel)
        try:
            await sending
        except asyncio.CancelledError:
            return True
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
    return False
