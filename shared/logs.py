"""Logs: coloured lines on a terminal, one JSON object a line elsewhere; what is bound to the context stands in each line."""

from __future__ import annotations

import logging
import sys

import structlog

from shared.settings import Settings

_QUIET = ("faststream", "faststream.app", "opensearch", "urllib3", "httpx", "watchfiles.main", "asyncio", "uvicorn.access")


def configure_logs(settings: Settings, service: str) -> logging.Logger:
    """Set up logging for a process. Lines go to standard error.

    Args:
        settings: level and format.
        service: the service's name, in every line.

    Returns:
        The logger that FastStream and uvicorn write to.
    """
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    last: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if console
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
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
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(service=service)
    return logging.getLogger("faststream.app")
