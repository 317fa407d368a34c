"""The normalizer as a process: raw articles in, normalised articles out."""

from __future__ import annotations

from services.normalizer.originals import Originals
from shared.delivery.stage import Stage
from shared.delivery.workers import Workers
from shared.service import Service, new_service
from shared.settings import Settings
from shared.streams import NORMALIZE


def build(settings: Settings) -> Service:
    """The service around `services.normalizer.work`, whose articles are marked where they repeat another."""
    service = new_service("normalizer", settings)
    workers = Workers("services.normalizer.work:work", count=settings.workers, limit=settings.article_seconds)
    marking = Originals(workers, service.broker.connect, settings)
    service.stage = Stage(service.broker, NORMALIZE, marking, settings=settings, metrics=service.metrics, tracing=service.tracing)
    service.on_start.append(workers.start)
    service.on_stop.append(workers.stop)
    return service
