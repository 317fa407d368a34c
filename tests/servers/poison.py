"""A normalizer whose work misbehaves on command: the content of an article says how. Run as `python -m tests.servers.poison`."""

from __future__ import annotations

import os
import signal
import time
from datetime import datetime
from pathlib import Path

from shared.contracts import NormalizedArticle, RawArticle, read_message
from shared.delivery.child import Worked
from shared.delivery.stage import Stage
from shared.delivery.workers import Workers
from shared.errors import PermanentError, TransientError
from shared.service import Service, new_service, run_service
from shared.settings import Settings
from shared.streams import NORMALIZE

_LOADED: list[str] = []


def work(data: bytes, entered_at: datetime) -> Worked:
    raw = read_message(RawArticle, data)
    word, _, rest = raw.content.partition(" ")
    match word:
        case "RAISE":
            raise ValueError(f"poison {rest}")
        case "REFUSE":
            raise PermanentError("no_text", rest)
        case "EXIT":
            os._exit(3)
        case "LOOP":
            while True:
                pass
        case "KILL":
            forker = os.getppid()
            service = int(Path(f"/proc/{forker}/stat").read_text().rpartition(")")[2].split()[1])
            for pid in (service, forker, os.getpid()):
                os.kill(pid, signal.SIGKILL)
        case "BUSY":  # BUSY <file>: fails for now until the file is there
            if not Path(rest).exists():
                raise TransientError("busy", "come again")
        case "HOLD":  # HOLD <file>: at work until the file is there
            while not Path(rest).exists():
                time.sleep(0.01)
        case "SLEEP":
            time.sleep(float(rest))
        case "LOAD":  # LOAD <seconds>: once in a process
            if not _LOADED:
                _LOADED.append(rest)
                time.sleep(float(rest))
        case "WORK":  # pure CPU work
            end = time.perf_counter() + float(rest)
            while time.perf_counter() < end:
                pass
    article = NormalizedArticle(
        article_id=raw.article_id or "none",
        title=str(os.getpid()),
        body=raw.content,
        language="ar",
        fetched_at=raw.fetched_at or entered_at,
        normalizer_version="0.0.0",
    )
    return Worked(article.to_json(), article.article_id)


def build(settings: Settings) -> Service:
    service = new_service("normalizer", settings)
    workers = Workers("tests.servers.poison:work", count=settings.workers, limit=settings.article_seconds)
    service.stage = Stage(service.broker, NORMALIZE, workers, settings=settings, metrics=service.metrics, tracing=service.tracing)
    service.on_start.append(workers.start)
    service.on_stop.append(workers.stop)
    return service


if __name__ == "__main__":
    run_service(build)
