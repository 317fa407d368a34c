"""The extractor as a process: normalised articles in, articles with facts out."""

from __future__ import annotations

from shared.delivery.stage import Stage
from shared.delivery.workers import Workers
from shared.service import Service, new_service
from shared.settings import Settings
from shared.streams import EXTRACT


def build(settings: Settings) -> Service:
    """The service around `services.extractor.work`."""
    service = new_service("extractor", settings)
    workers = Workers("services.extractor.work:work", count=settings.workers, limit=settings.article_seconds)
    service.stage = Stage(service.broker, EXTRACT, workers, settings=settings, metrics=service.metrics, tracing=service.tracing)
    service.on_start.append(workers.start)
    service.on_stop.append(workers.stop)
    return service
