"""The fetcher, allowed to fetch from this machine, where the tests' web is. Run as `python -m tests.servers.loopback_fetcher`."""

from __future__ import annotations

from services.fetcher.service import build
from services.fetcher.web import Fetcher, Rules
from shared.errors import PermanentError
from shared.service import Service, run_service
from shared.settings import Settings


async def no_names(host: str, port: int) -> list[str]:
    """Knows no name, so that no test asks the network for one."""
    raise PermanentError("no_such_host", f"no address is known for '{host}'")


def build_for_loopback(settings: Settings) -> Service:
    rules = Rules(
        user_agent="Hirfa/0.1 (+mailto:desk@example.ma)", pace_seconds=0.01, attempts=1, total_seconds=5, page_bytes=100_000
    )
    return build(settings, Fetcher(rules, resolver=no_names, allow_loopback=True))


if __name__ == "__main__":
    run_service(build_for_loopback)
