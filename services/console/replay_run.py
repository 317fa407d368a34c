"""One run of `hirfa replay`: connections, progress, Ctrl-C, the switch to a new index, the summary."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import click
from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException
from redis.exceptions import RedisError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.console.changes import Changes
from services.console.history import History
from services.console.replaying import ORIGINS, Replayer, Run, find_run, new_run
from services.console.run_file import find_run as find_pipeline
from services.console.settings import pipeline_settings, read_settings
from services.console.signals import stop_on_signals
from services.indexer.migration import MigrationError
from services.indexer.rebuild import Rebuild, Switched, require_live
from shared.archive.objects import Damage
from shared.archive.stores import StoreError
from shared.servers import connect_opensearch_sync, connect_redis
from shared.settings import Settings

_DRAIN_SECONDS = 600.0


class RunError(Exception):
    """No run of this name can be gone on with, or its end is not as it must be; the message says what."""


@dataclass(frozen=True)
class Summary:
    """What a replay did. `changes` counts facts by kind: added, gone, altered; None where it was stopped."""

    run: Run | None
    changes: dict[str, dict[str, int]] | None = None
    stopped: bool = False
    drained: bool = True
    switched: Switched | None = None
    """Where the run went into a new version of the index."""
    damaged: tuple[Damage, ...] = ()
    """Archived objects of which not all could be read."""

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


def replay(
    origin: str | None, resume: str | None, choice: dict[str, Any], rate: float, *, room: int = 1, new_index: bool = False
) -> Summary:
    """Run or resume a replay.

    Args:
        origin: where a new run begins, or None.
        resume: the run to go on with, or None.
        choice: the fields of `Run` that choose messages.
        rate: most messages a second.
        room: most messages on the way at a time.
        new_index: a new run goes into a new version of the index, which is switched to at its end.

    Raises:
        RunError: there is no such run, or its new index cannot be switched to: then the live one is what it was.
        click.ClickException: a server does not answer.
    """
    settings = _settings()
    try:
        return asyncio.run(_replay(settings, origin, resume, choice, rate, room, new_index))
    except (RedisError, OpenSearchException, OSError, StoreError) as error:
        raise click.ClickException(f"a server does not answer: {error}") from None
    except MigrationError as error:
        raise RunError(str(error)) from None


def give_up(run_id: str) -> list[str]:
    """Delete what a run has put into a new version of the index so far; the names of the indices.

    Raises:
        RunError: the run has been switched to.
        click.ClickException: a server does not answer.
    """
    settings = _settings()
    index = connect_opensearch_sync(settings)
    try:
        return Rebuild(index, settings.index_prefix, run_id).give_up()
    except MigrationError as error:
        raise RunError(str(error)) from None
    except OpenSearchException as error:
        raise click.ClickException(f"a server does not answer: {error}") from None
    finally:
        index.close()


async def _replay(
    settings: Settings, origin: str | None, resume: str | None, choice: dict[str, Any], rate: float, room: int, new_index: bool
) -> Summary:
    redis, index = connect_redis(settings), connect_opensearch_sync(settings)
    try:
        run = await _run(redis, index, settings, origin, resume, choice, new_index)
        if run is None:
            return Summary(None)
        history = History(redis, settings, ORIGINS[run.origin][0])
        changes = Changes(index, settings.index_prefix, settings.home / "replays" / f"{run.run_id}.jsonl")
        await asyncio.to_thread(changes.refresh)
        wanted = await asyncio.to_thread(changes.older_than, run.older_than) if run.older_than else None
        replayer = Replayer(redis, settings.stream_prefix, run, history, wanted=wanted, rate=rate, room=room)
        if await _send(replayer, changes):
            return Summary(replayer.run, stopped=True)
        damaged = tuple(history.archive.damages.values()) if history.archive else ()
        drained = await replayer.finished(_DRAIN_SECONDS)
        switched = None
        if run.indices is not None:
            if not drained:  # what is not in the new index yet must not be taken for refused
                return Summary(replayer.run, drained=False, damaged=damaged)
            rebuild = Rebuild(index, settings.index_prefix, run.run_id)
            began = datetime.fromtimestamp(run.began_ms / 1000, UTC)
            stop_on_signals()  # the indices must not stay closed for writing
            # in this thread, where a signal raises: in another one it would go on while the connection is closed under it
            switched = rebuild.finish(run.indices, began, changes.knows)
        found = await asyncio.to_thread(changes.compare)
        told = {what: dict(kinds) for what, kinds in found.items()}
        return Summary(replayer.run, told, drained=drained, switched=switched, damaged=damaged)
    finally:
        await redis.aclose()
        index.close()


async def _run(
    redis: Any, index: OpenSearch, settings: Settings, origin: str | None, resume: str | None, choice: dict[str, Any], anew: bool
) -> Run | None:
    """The run to go on with, or a new one; None where there is no history."""
    prefix = settings.stream_prefix
    if resume is not None:
        run = await find_run(redis, prefix, resume)
        if run is None:
            raise RunError(f"there is no run {resume}")
        return run
    stream = ORIGINS[str(origin)][0]
    indices = await asyncio.to_thread(require_live, index, settings.index_prefix) if anew else None
    run = await new_run(
        redis, prefix, History(redis, settings, stream), str(origin), datetime.now(UTC), indices=indices, **choice
    )
    if run is not None and anew:
        await asyncio.to_thread(Rebuild(index, settings.index_prefix, run.run_id).begin)
    return run


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
