"""Logs: coloured lines on a terminal, one JSON object a line elsewhere; what is bound to the context stands in each line."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import orjson
import structlog

from shared.settings import Settings

_QUIET = ("faststream", "faststream.app", "opensearch", "urllib3", "httpx", "watchfiles.main", "asyncio", "uvicorn.access")

_Processors = list[structlog.typing.Processor]


def configure_logs(settings: Settings, service: str) -> logging.Logger:
    """Set up logging for a process. Lines go to standard error.

    Args:
        settings: level and format.
        service: the service's name, in every line.

    Returns:
        The logger that FastStream and uvicorn write to.
    """
    before: _Processors = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    last: _Processors = [structlog.dev.ConsoleRenderer()] if console else [structlog.processors.format_exc_info, _as_json]
    _configure_foreign(settings, before, last)
    # ours don't take the way through `logging`: every message leaves a line, and that way was half of what a hop costs
    structlog.configure(
        processors=[*before, structlog.processors.StackInfoRenderer(), *last],
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, _Stderr())),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLogger().level),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    return logging.getLogger("faststream.app")


class _Stderr:
    """Standard error to which a full disk or a reader that has gone is no reason to stop working, as it is none to `logging`."""

    def __init__(self) -> None:
        self._file = sys.stderr

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()


def _configure_foreign(settings: Settings, before: _Processors, last: _Processors) -> None:
    """What libraries log comes through `logging`, and looks like our own lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before[:2], structlog.stdlib.PositionalArgumentsFormatter(), *before[2:]],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


def _as_json(_logger: object, _method: str, event: structlog.typing.EventDict) -> str:
    try:
        return orjson.dumps(event, default=repr).decode()
    except TypeError:  # a number beyond 64 bits, half a surrogate pair: the standard library writes what orjson refuses
        return json.dumps(event, default=repr)
