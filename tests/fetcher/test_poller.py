"""Polling feeds, with a store that takes notes in place of the one on the stream server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from redis.exceptions import ConnectionError as AwayError

from services.fetcher.feeds.listing import Feed
from services.fetcher.feeds.poller import FeedMetrics, Poller
from services.fetcher.feeds.store import Lease
from services.fetcher.web import Fetcher, Rules
from shared.settings import Settings
from tests.fetcher.web_server import running

FEED = "https://a.ma/f"


@dataclass
class _Store:
    """Keeps what it is told."""

    on: list[list[str]] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    away: bool = False

    async def forget_others(self, feeds: Sequence[str]) -> None:
        self.on.append(list(feeds))

    async def broken(self, feeds: Sequence[str]) -> int:
        if self.away:
            raise AwayError
        return 0

    async def state(self, feed: str) -> dict[str, str]:
        return {}

    async def finish(self, lease: Lease, seconds: float, state: Mapping[str, object]) -> bool:
        self.finished.append(str(state["outcome"]))
        return True


@dataclass
class _Polling:
    poller: Poller
    store: _Store
    path: Path
    registry: CollectorRegistry

    async def follow(self, text: str | None) -> float | None:
        """Follow a list that says this, or that is not there; whether it can be read."""
        if text is None:
            self.path.unlink()
        else:
            self.path.write_text(text, "utf-8")
        await self.poller._follow_list()
        return self.registry.get_sample_value("hirfa_feed_list_ok")


@pytest.fixture
async def polling(tmp_path: Path) -> AsyncIterator[_Polling]:
    path, registry, store = tmp_path / "feeds.yaml", CollectorRegistry(), _Store()
    rules = Rules(user_agent="Hirfa/0.1 (+mailto:desk@example.ma)", attempts=1, pace_seconds=0.01)
    fetcher = Fetcher(rules, allow_loopback=True)
    poller = Poller(fetcher, Settings(home=tmp_path, feeds_file=path), FeedMetrics(registry))

    async def full() -> bool:
        return False

    poller.open(store, full)  # type: ignore[arg-type]
    yield _Polling(poller, store, path, registry)
    await fetcher.aclose()


async def test_a_list_that_is_gone_for_a_moment_costs_no_plan(polling: _Polling) -> None:
    there, id_ = f"feeds:\n- url: {FEED}\n", Feed(url=FEED).id
    assert await polling.follow(there) == 1
    assert await polling.follow(None) == 0
    assert list(polling.poller._feeds) == [id_]
    assert polling.store.on == [[id_]]
    assert await polling.follow(there) == 1
    assert await polling.follow("feeds: []\n") == 1  # emptied on purpose
    assert not polling.poller._feeds
    assert polling.store.on == [[id_], [id_], []]


@pytest.mark.parametrize("text", ["", "\n", "# feeds:\n"])
async def test_a_list_that_is_empty_for_a_moment_costs_no_plan(polling: _Polling, text: str) -> None:
    there, id_ = f"feeds:\n- url: {FEED}\n", Feed(url=FEED).id
    assert await polling.follow(there) == 1
    assert await polling.follow(text) == 0
    assert list(polling.poller._feeds) == [id_]
    assert polling.store.on == [[id_]]
    assert await polling.follow("feeds:\n") == 1  # it says so
    assert polling.store.on == [[id_], []]


async def test_where_there_was_no_list_none_is_missed(polling: _Polling) -> None:
    polling.path.touch()
    assert await polling.follow(None) == 1


async def test_counting_feeds_loses_no_poll(polling: _Polling) -> None:
    polling.store.away = True
    async with running() as server:
        feed = Feed(url=f"http://127.0.0.1:{server.port}/none")
        await polling.poller._poll_once(feed, Lease(feed.id, "t"))
    assert polling.store.finished == ["failed"]
    assert polling.registry.get_sample_value("hirfa_feed_polls_total", {"outcome": "failed"}) == 1
