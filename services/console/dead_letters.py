"""Dead letters as an operator sees them: chosen, listed, shown, sent back, dropped."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import click
from redis.exceptions import RedisError

from services.console.run_file import find_run
from services.console.settings import pipeline_settings, read_settings
from shared.contracts import DeadLetter
from shared.delivery.graveyard import Choice, Graveyard
from shared.servers import connect_redis, public_address
from shared.settings import Settings

T = TypeVar("T")
_AGO = re.compile(r"(\d+)\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def moment(text: str | None, now: datetime) -> datetime | None:
    """A point in time as people type it: `2026-03-01`, `2026-03-01T12:00`, or how long ago: `90m`, `2h`, `3d`.

    Args:
        text: what was typed, or None.
        now: what "ago" counts from.

    Raises:
        click.BadParameter: it is neither.
    """
    if text is None:
        return None
    if ago := _AGO.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise click.BadParameter(
            f"'{text}' is neither a date (2026-03-01, 2026-03-01T12:00) nor how long ago (90m, 2h, 3d)"
        ) from None
    return found if found.tzinfo else found.astimezone(UTC)


def stream_settings() -> Settings:
    """The settings of the pipeline that runs on the data folder, else those of the environment."""
    console = read_settings()
    run = find_run(console.home)
    url = console.redis_url or (run.redis_url if run else f"redis://127.0.0.1:{console.valkey_port}/0")
    return pipeline_settings(redis_url=url)


@asynccontextmanager
async def _graveyard(settings: Settings) -> AsyncIterator[Graveyard]:
    client = connect_redis(settings)
    try:
        yield Graveyard(client, settings.stream_prefix)
    except (RedisError, OSError) as error:
        raise click.ClickException(f"the stream server {public_address(settings.redis_url)} (REDIS_URL): {error}") from None
    finally:
        await client.aclose()


def run(settings: Settings, action: Callable[[Graveyard], Awaitable[T]]) -> T:
    """Do something with the dead letters of a pipeline."""

    async def inside() -> T:
        async with _graveyard(settings) as graveyard:
            return await action(graveyard)

    return asyncio.run(inside())


async def chosen(graveyard: Graveyard, choice: Choice, limit: int | None) -> list[tuple[str, DeadLetter]]:
    """The letters of a choice, the oldest first, at most `limit`."""
    found: list[tuple[str, DeadLetter]] = []
    async for letter_id, letter in graveyard.letters(choice):
        if limit is not None and len(found) >= limit:
            break
        found.append((letter_id, letter))
    return found


async def for_each(
    graveyard: Graveyard, choice: Choice, limit: int | None, *, send_back: bool
) -> tuple[Counter[str], Counter[str]]:
    """Send back or drop the letters of a choice.

    A letter that comes while this runs is left alone, so that a message that fails again at once is not sent round and round.

    Returns:
        How many were dealt with, by stage, and how many were left alone, by cause.
    """
    done: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for letter_id, letter in await chosen(graveyard, choice, limit):
        try:
            dealt = await graveyard.send_back(letter_id, letter) if send_back else await graveyard.drop(letter_id)
        except KeyError:
            left[f"no stage '{letter.stage}' any more"] += 1
            continue
        if dealt:
            done[letter.stage] += 1
        else:
            left["gone already"] += 1
    return done, left


def as_json(letter_id: str, letter: DeadLetter) -> dict[str, Any]:
    """A letter as plain data, with its id."""
    return {"id": letter_id, **letter.model_dump(mode="json")}
