"""The fetcher, allowed to fetch from this machine, where the tests' web is. Run as `python -m tests.servers.loopback_fetcher`."""

from __future__ import annotations

from services.fetcher.service import build
from services.fetcher.web import Fetcher, Rules
from shared.service import Service, run_service
from shared.settings import Settings


def build_for_loopback(settings: Settings) -> Service:
    rules = Rules(
        user_agent="Hirfa/0.1 (+mailto:desk@example.ma)", pace_seconds=0.01, attempts=1, total_seconds=5, page_bytes=100_000
    )
    return build(settings, Fetcher(rules, allow_loopback=True))


if __name__ == "__main__":
    run_service(build_for_loopback)
