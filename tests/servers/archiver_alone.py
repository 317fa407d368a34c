"""The archiver in a process of its own, which starts quickly enough to be killed again and again."""

from __future__ import annotations

import asyncio

from shared.archive.archiver import Archiver
from shared.metrics import ArchiveMetrics, StageMetrics, new_registry
from shared.servers import connect_redis
from shared.settings import load_settings


async def main() -> None:
    settings = load_settings()
    registry = new_registry()
    archiver = Archiver(settings, StageMetrics(registry, "fetcher"), ArchiveMetrics(registry))
    await archiver.prepare(connect_redis(settings))
    await archiver.run()


if __name__ == "__main__":
    asyncio.run(main())
