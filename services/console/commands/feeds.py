"""`hirfa feeds`: the list of feeds, and how they are doing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from services.console.feed_check import Checked
    from services.console.feeds import FeedState
    from services.fetcher.feeds.listing import Feed


@click.group("feeds", short_help="Feeds: add, list, remove, check.")
def command() -> None:
    """The list of feeds (RSS, Atom, news sitemaps) that the fetcher polls: a YAML file, HIRFA_FEEDS_FILE.

    A running fetcher sees a change within seconds. It polls nothing without HIRFA_USER_AGENT.
    """


@command.command("add")
@click.argument("url", required=False)
@click.option("--name", help="What people call it.")
@click.option("--source", help="What its articles name as their outlet; without it each its own host.")
@click.option("--language", help="What its articles are written in: ar, fr, …")
@click.option("--minutes", type=float, help="Shortest time between two polls, 1 to 10080.")
@click.option("--off", is_flag=True, help="Put it on the list, and don't poll it yet.")
@click.option("--starter", is_flag=True, help="Put the Moroccan sources that come with Hirfa on an empty list, all off.")
def add(
    url: str | None, name: str | None, source: str | None, language: str | None, minutes: float | None, off: bool, starter: bool
) -> None:
    """Put the feed at URL on the list, or --starter."""
    from pydantic import ValidationError

    from services.console.dead_letters import stream_settings
    from services.console.feeds import listed
    from services.fetcher.feeds import listing

    if (url is None) != starter:
        raise click.UsageError("give either a URL or --starter")
    try:
        path, feeds = listed(stream_settings())
        if url is None:
            if feeds:
                raise click.ClickException(f"{path} has feeds already; --starter only makes a new list")
            listing.write_starter(path)
            click.echo(
                f"{path}: {len(listing.read_list(path))} sources, all off; what to check before one is on stands at its top"
            )
            return
        feed = listing.Feed(url=url, name=name, source=source, language=language, minutes=minutes, enabled=not off)
        listing.add(path, feed)
    except ValidationError as error:
        first = error.errors()[0]
        where = "".join(f"{part}: " for part in first["loc"])
        raise click.ClickException(f"{url}: {where}{first['msg']}") from None
    except listing.FeedListError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"added to {path}: {url}")


@command.command("remove")
@click.argument("url")
def remove(url: str) -> None:
    """Take the feed at URL off the list. What was fetched stays; if it is added again, nothing comes twice."""
    from services.console.dead_letters import stream_settings
    from services.fetcher.feeds import listing

    path = stream_settings().feed_list.absolute()
    try:
        feed = listing.remove(path, url)
    except listing.FeedListError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"removed from {path}: {feed.url}")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def show(as_json: bool) -> None:
    """Show the list, and how each feed is doing."""
    import json

    from services.console.dead_letters import stream_settings
    from services.console.feeds import listed, states_or_none
    from services.fetcher.feeds.listing import FeedListError

    settings = stream_settings()
    try:
        path, feeds = listed(settings)
    except FeedListError as error:
        raise click.ClickException(str(error)) from None
    if not feeds:
        click.echo(f"no feeds on {path}", err=True)
        return
    states = states_or_none(settings)
    for feed in feeds:
        state = (states or {}).get(feed.id) if feed.url else None
        if as_json:
            row = {**feed.model_dump(mode="json", exclude_none=True), "state": state.as_json() if state else None}
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(_line(feed, state))
    if states is None:
        click.echo("the stream server does not answer: how they are doing is not known", err=True)


def _line(feed: Feed, state: FeedState | None) -> str:
    unchecked = [what for what, value in (("address", feed.url_verified), ("terms", feed.terms)) if value is None]
    parts = ["on " if feed.enabled else "off", feed.label, feed.url or "(no address)"]
    if state is not None and feed.enabled:
        parts.append(_doing(state))
    if unchecked:
        parts.append(f"[not checked: {', '.join(unchecked)}]")
    return "  ".join(parts)


def _doing(state: FeedState) -> str:
    if state.outcome == "waiting":
        return "not asked yet"
    if state.broken:
        said = f"BROKEN since {state.failing_since} ({state.failures} times): {state.reason}: {state.detail}"
    else:
        said = f"{state.outcome}, {state.items} items, {state.queued} taken"
    moved = f", moved to {state.moved}" if state.moved else ""
    flaws = f", {state.flaws}" if state.flaws else ""
    return f"{said}{moved}{flaws}, every {state.minutes:g} min, next {state.next_at}"


@command.command("check")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def check(urls: tuple[str, ...], as_json: bool) -> None:
    """Ask feeds for their documents and say what is in them: those at URL, else all on the list that have an address.

    Takes nothing and writes nothing down. Exit code 1 when one is no feed that can be polled.
    """
    import asyncio
    import json
    from dataclasses import asdict

    from pydantic import ValidationError

    from services.console.dead_letters import stream_settings
    from services.console.feed_check import check_feeds
    from services.console.feeds import listed
    from services.fetcher.feeds.listing import Feed, FeedListError
    from services.fetcher.web import Fetcher, Rules

    settings = stream_settings()
    try:
        known = {feed.id: feed for feed in listed(settings)[1] if feed.url}
        wanted = [Feed(url=url) for url in urls]
    except (FeedListError, ValidationError) as error:
        raise click.ClickException(str(error)) from None
    if settings.user_agent is None:
        raise click.ClickException("HIRFA_USER_AGENT is not set: nothing is fetched from the web without a name and an address")
    try:
        rules = Rules(user_agent=settings.user_agent, page_bytes=settings.max_article_bytes, attempts=1)
    except ValueError as error:
        raise click.ClickException(f"HIRFA_USER_AGENT: {error}") from None
    feeds = [known.get(feed.id, feed) for feed in wanted] if urls else list(known.values())

    async def run() -> list[Checked]:
        fetcher = Fetcher(rules)
        try:
            return await check_feeds(fetcher, feeds, settings)
        finally:
            await fetcher.aclose()

    found = asyncio.run(run())
    for one in found:
        click.echo(json.dumps(asdict(one), ensure_ascii=False) if as_json else _checked_line(one))
    sys.exit(0 if all(one.ok for one in found) else 1)


def _checked_line(one: Checked) -> str:
    if not one.ok:
        return f"BAD  {one.url}  {one.detail}"
    facts = [
        f"{one.kind}", f"{one.items} items", f"newest {one.newest or 'without a date'}", f"language {one.language or 'not said'}",
        f"every {one.minutes:g} min", *([f"moved to {one.moved}"] if one.moved else []), *one.flaws,
    ]  # fmt: skip
    return f"ok   {one.url}  {one.title or ''}  {', '.join(facts)}"
