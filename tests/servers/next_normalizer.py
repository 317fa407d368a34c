"""A normalizer of the next version, which reads `raw/2` as well as `raw/1`. Run as `python -m tests.servers.next_normalizer`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import orjson

from shared.asyncapi import CONTRACTS
from shared.contracts import RawArticle
from shared.delivery.child import Worked
from shared.delivery.stage import Stage
from shared.delivery.workers import Workers
from shared.service import Service, new_service, run_service
from shared.settings import Settings
from shared.streams import NORMALIZE, RAW
from tests.servers import poison


def work(data: bytes, entered_at: datetime) -> Worked:
    message = orjson.loads(data)
    if message.get("contract") == "raw/2":  # what was `content` is `words` in it
        message |= {"contract": "raw/1", "content": " ".join(message.pop("words"))}
    return poison.work(orjson.dumps(message), entered_at)


def build(settings: Settings) -> Service:
    service = new_service("normalizer", settings)
    CONTRACTS["raw/2"] = RawArticle  # as near as the document of this version comes to it
    route = replace(NORMALIZE, source=replace(RAW, contract="raw/2"))
    workers = Workers("tests.servers.next_normalizer:work", count=1, limit=settings.article_seconds)
    service.stage = Stage(service.broker, route, workers, settings=settings, metrics=service.metrics)
    service.on_start.append(workers.start)
    service.on_stop.append(workers.stop)
    return service


if __name__ == "__main__":
    run_service(build)
