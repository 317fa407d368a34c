"""The indexer as a process: articles with facts in, documents in OpenSearch out."""

from __future__ import annotations

from services.indexer.dead_letters import DeadLetterIndex
from services.indexer.writer import Writer
from shared.delivery.process import at_once
from shared.delivery.stage import Stage
from shared.servers import connect_opensearch, connect_redis
from shared.service import Service, new_service
from shared.settings import Settings
from shared.streams import INDEX

_GATHER_SECONDS = 0.2
"""OpenSearch takes a quarter more for an article in requests of ten than in requests of fifty."""


def build(settings: Settings) -> Service:
    """The service around `services.indexer.writer`."""
    service = new_service("indexer", settings)
    client = connect_opensearch(settings)
    writer = Writer(client, settings.index_prefix, service.metrics)
    service.stage = Stage(
        service.broker,
        INDEX,
        at_once(writer),
        settings=settings,
        metrics=service.metrics,
        batch=settings.index_batch_size,
        gather=_GATHER_SECONDS,
        tracing=service.tracing,
    )
    service.checks["opensearch"] = writer.check
    service.background["indices"] = writer.keep_installed
    redis = connect_redis(settings)
    service.background["dead letters"] = DeadLetterIndex(redis, client, settings).run

    async def close() -> None:
        await client.close()
        await redis.aclose()

    service.on_stop.append(close)
    return service
