"""What a message leaves behind of its way through a stage: a line in the log, its metrics, its span where traces are on."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cached_property
from typing import Any

import structlog

from shared.delivery.wire import Done, Entry, Outcome
from shared.errors import NewerContractError, PermanentError
from shared.metrics import StageMetrics
from shared.streams import Route
from shared.tracing import Span, Tracing

log = structlog.get_logger()


class Reports:
    """The reports of one stage.

    Args:
        route: the stage's.
        metrics: the stage's.
        tracing: of the process.
    """

    def __init__(self, route: Route, metrics: StageMetrics, tracing: Tracing) -> None:
        self._stage = route.stage
        self._name = f"{route.stage} {route.source.name}"
        self._metrics = metrics
        self._tracing = tracing
        self._spans: dict[str, Span] = {}

    @cached_property
    def _log(self) -> Any:
        """Bound once and not for each message; at the first of them, when logs are set up."""
        return log.bind(stage=self._stage)

    def taken(self, entry: Entry, deliveries: int) -> Entry:
        """An entry was delivered. It is given back with the context of its span, which what comes of it carries on."""
        if not self._tracing.on:
            return entry
        now = time.time()
        span = self._tracing.begin(
            self._name,
            entry.trace,
            started=now,
            entry_id=entry.id,
            deliveries=deliveries,
            queue_seconds=round(max(0.0, now - entry.at_ms / 1000), 3),
            bytes=len(entry.data),
        )
        self._spans[entry.id] = span
        return replace(entry, trace=span.context)

    def settled(self, entry: Entry, outcome: Outcome, deliveries: int, *, ours: bool) -> None:
        """The fate of an entry is sealed for this delivery; `ours`: no other worker was quicker."""
        fields: dict[str, object] = {
            "article_id": outcome.article_id,
            "entry_id": entry.id,
            "deliveries": deliveries,
            "seconds": round(outcome.seconds, 4),
        }
        if (run_id := entry.run_id) is not None:
            fields["run_id"] = run_id
        if isinstance(outcome, Done):
            if run_id is not None:
                self._metrics.of_run(run_id)
            self._metrics.done(outcome.seconds, replayed=deliveries > 1)
            said = "processed" if ours else "processed before by another worker"
            self._end(entry, outcome, said, failed=False)
            self._log.info(said, **fields)
            return
        error = outcome.error
        if isinstance(error, NewerContractError):
            self._end(entry, outcome, "newer_contract", failed=False)
            self._log.warning("waits for a newer service", contract=error.contract, **fields)
            return
        reason = getattr(error, "reason", "raised")
        dead = isinstance(error, PermanentError)
        self._end(entry, outcome, reason, failed=True)
        self._metrics.failed(reason, dead=dead and ours)
        self._log.warning(
            "dead letter" if dead else "failed, will be tried again", reason=reason, error=str(error)[:500], **fields
        )

    def left(self, entry: Entry) -> None:
        """Nothing more is done with an entry now; if it was not settled, another delivery will do it."""
        if span := self._spans.pop(entry.id, None):
            span.end("put back")

    def _end(self, entry: Entry, outcome: Outcome, said: str, *, failed: bool) -> None:
        if span := self._spans.pop(entry.id, None):
            span.end(said, failed=failed, article_id=outcome.article_id, run_id=entry.run_id, seconds=outcome.seconds)
