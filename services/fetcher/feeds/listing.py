"""The list of feeds: a YAML file that people write and `hirfa feeds` edits, comments and order kept.

    feeds:
      - url: https://news.example.ma/feed
        name: أخبار
        language: ar

Unknown fields are refused, so that a typo is no silent loss.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from services.fetcher.canonical import canonical_url
from shared.identity import article_id


class FeedListError(Exception):
    """The list can't be read or changed; the message says where and why."""


class Feed(BaseModel):
    """One feed of the list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str | None = None
    """Of the feed's document; null, only while it is off: to be found out."""
    name: str | None = None
    """For people."""
    source: str | None = None
    """What its articles name as their outlet; without it each its own host."""
    language: str | None = None
    """For people: what its articles are written in."""
    enabled: bool = True
    minutes: float | None = Field(default=None, ge=1, le=10_080, allow_inf_nan=False)
    """The shortest time between two polls, from a minute to a week; without it that of HIRFA_FEED_MINUTES."""
    site: str | None = None
    """For people: the outlet's own page."""
    url_verified: date | None = None
    """When a person has seen that the address is this outlet's feed."""
    terms: str | None = None
    """For people: licence or terms of use, as somebody has read them; null: nobody has."""
    notes: str | None = None

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if self.url is not None:
            canonical_url(self.url)
        elif self.enabled:
            raise ValueError("a feed that is on needs a 'url'")
        return self

    @cached_property
    def id(self) -> str:
        """The name of its state on the stream server, derived from its address."""
        return article_id(url=canonical_url(self.url or ""), content="")

    @property
    def label(self) -> str:
        """How it is called."""
        return self.name or urlsplit(self.url or self.site or "").hostname or "?"


def read_list(path: Path, *, known: bool = False) -> list[Feed]:
    """The feeds of a list; none where there is no file.

    Args:
        path: the file.
        known: it had feeds before, so that one without any says so (`feeds: []`): a file that is gone or says nothing may be
            one that is just written anew.

    Raises:
        FeedListError: it is no such list; says which entry, or which line.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        if known:
            raise FeedListError(f"{path} is gone; {_EMPTY}") from None
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise FeedListError(f"{path}: {error}") from None
    feeds = parse_list(text, str(path))
    if known and not feeds and not yaml.safe_load(text):
        raise FeedListError(f"{path} says nothing; {_EMPTY}")
    return feeds


_EMPTY = "a list that is to be empty says 'feeds: []'"


def parse_list(text: str, name: str) -> list[Feed]:
    """The feeds of a list's text; `name` is for the error.

    Raises:
        FeedListError: as `read_list`.
    """
    try:
        found = yaml.safe_load(text)
    except Exception as error:  # values that YAML's types don't have, such as 30 February, raise errors of Python's own
        raise FeedListError(f"{name}: {' '.join(str(error).split()) or type(error).__name__}") from None
    found = {} if found is None else found
    rows = (found.get("feeds") or []) if isinstance(found, dict) else None
    if not isinstance(rows, list) or set(found) - {"feeds"}:
        raise FeedListError(f"{name}: expected 'feeds:' with a list below it, and nothing else")
    feeds: list[Feed] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        try:
            feed = Feed.model_validate(row)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise FeedListError(f"{name}: feed {number}: {where + ': ' if where else ''}{first['msg']}") from None
        if feed.url is not None and seen.setdefault(feed.id, number) != number:
            raise FeedListError(f"{name}: feed {number} is feed {seen[feed.id]} once more: {feed.url}")
        feeds.append(feed)
    return feeds


def starter_text() -> str:
    """The list that comes with the program: Moroccan sources, all off."""
    return files(__package__).joinpath("starter.yaml").read_text("utf-8")


def write_starter(path: Path) -> None:
    """Make the list that comes with the program this list.

    Raises:
        FeedListError: it has feeds, or the file can't be written.
    """
    with _alone(path):
        if read_list(path):
            raise FeedListError(f"{path} has feeds already; the starter list only makes a new one")
        _write(path, starter_text())


def add(path: Path, feed: Feed) -> None:
    """Add a feed at the end of a list, which is made where there is none.

    Raises:
        FeedListError: it is there already, or the file can't be changed.
    """
    fields: dict[str, Any] = {k: v for k, v in feed.model_dump(exclude_defaults=True).items() if v is not None}
    entry = yaml.safe_dump([fields], allow_unicode=True, sort_keys=False, width=1000)
    with _alone(path):
        before = read_list(path)
        if any(one.url is not None and one.id == feed.id for one in before):
            raise FeedListError(f"{path} has it already: {feed.url}")
        text, column = path.read_text("utf-8") if path.exists() else "", 2
        if before:
            column = _rows(text).start_mark.column
        else:
            text = "".join(line for line in text.splitlines(keepends=True) if line.lstrip().startswith("#")) + "feeds:\n"
        indented = "".join(f"{' ' * column}{line}\n" for line in entry.splitlines())
        _write(path, text + ("" if text.endswith("\n") else "\n") + indented, [*before, feed], "add it")


def remove(path: Path, url: str) -> Feed:
    """Take a feed out of a list, the lines of its entry and nothing else.

    Raises:
        FeedListError: it is not there, or the file can't be changed.
    """
    try:
        wanted = Feed(url=url).id
    except ValidationError:
        raise FeedListError(f"no address: {url}") from None
    with _alone(path):
        feeds = read_list(path)
        at = next((i for i, feed in enumerate(feeds) if feed.url is not None and feed.id == wanted), None)
        if at is None:
            raise FeedListError(f"{path} does not have it: {url}")
        text = path.read_text("utf-8")
        rows = _rows(text)
        if rows.flow_style:
            raise FeedListError(f"{path} is written in one line ([…]): take it out by hand")
        lines = text.splitlines(keepends=True)
        start = rows.value[at].start_mark.line
        end = max((row.end_mark.line for row in _scalars(rows.value[at])), default=start) + 1
        left = "".join(lines[:start] + lines[end:])
        _write(path, left, [feed for i, feed in enumerate(feeds) if i != at], "take it out")
        return feeds[at]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other programs from changing the list between reading and writing it.

    Raises:
        FeedListError: there can be no file beside it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f".{path.name}.lock").open("a")
    except OSError as error:
        raise FeedListError(f"{path}: {error.strerror}") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _rows(text: str) -> Any:
    """The list in a text that has one."""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    return next(value for key, value in root.value if key.value == "feeds")


def _scalars(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [leaf for pair in node.value for part in pair for leaf in _scalars(part)]
    return [node]


def _write(path: Path, text: str, feeds: list[Feed] | None = None, what: str = "") -> None:
    """Replace the file in one step: a reader sees the old list or the new one.

    Args:
        path: the file.
        text: what it is to say.
        feeds: which feeds these are to be, after a change of
        what: this kind.

    Raises:
        FeedListError: the text says something else, or can't be written.
    """
    try:
        found = parse_list(text, str(path))
    except FeedListError:
        if feeds is None:
            raise
        found = None
    if feeds is not None and found != feeds:
        raise FeedListError(f"{path} is written in a form that can't be changed safely: {what} by hand")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, "utf-8")
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FeedListError(f"{path}: {error.strerror}") from None
