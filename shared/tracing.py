"""Traces: one for each article, from the fetcher to the index, sent by OTLP over HTTP where a setting names a collector.

The context travels beside the message, in the entry's optional field `traceparent` (W3C Trace Context): a stage's span is the
child of the one before. A service that traces nothing hands on what came. A context that cannot be read is none, and never a
reason to refuse a message. Without the setting nothing of OpenTelemetry is imported.

A span is named after its stage and stream, lasts from taking the message to its hand-over, and has few attributes of bounded
length: no words of an article are in it.
"""

from __future__ import annotations

import re
import threading
import time
from typing import TYPE_CHECKING, Any

from shared.settings import SettingsError

if TYPE_CHECKING:
    from opentelemetry.trace import Span as OtelSpan
    from opentelemetry.trace import Tracer

_CONTEXT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")
_ATTRIBUTES, _LENGTH = 16, 200
_CLOSE_SECONDS = 3.0
"""How long an ending service waits for a collector to take the last spans."""


def read_context(value: bytes | None) -> str:
    """What an entry's field holds, if it is a context; else an empty string."""
    text = (value or b"").decode("ascii", "replace")
    return text if _CONTEXT.fullmatch(text) else ""


class Span:
    """The work on one message, or what stands in for it where nothing is traced.

    `context` is what travels on with what comes of the work.
    """

    def __init__(self, context: str, span: OtelSpan | None = None) -> None:
        self.context = context
        self._span = span

    def end(self, outcome: str, *, failed: bool = False, **attributes: str | float | None) -> None:
        """The work is over.

        Args:
            outcome: a word of few values, such as `processed` or the reason of a failure.
            failed: whether it is one.
            attributes: what else is known by now; None is left out.
        """
        if self._span is None:
            return
        from opentelemetry.trace import Status, StatusCode

        self._span.set_attribute("hirfa.outcome", outcome)
        for name, value in attributes.items():
            if value is not None:
                self._span.set_attribute(f"hirfa.{name}", value)
        if failed:
            self._span.set_status(Status(StatusCode.ERROR, outcome))
        self._span.end()


class Tracing:
    """The traces of one process.

    Args:
        service: its name.
        endpoint: where spans are sent (`http://collector:4318/v1/traces`); None: nothing is traced.

    Raises:
        SettingsError: the packages for it are not installed.
    """

    def __init__(self, service: str = "", endpoint: str | None = None) -> None:
        self._provider: Any = None
        self._tracer: Tracer | None = None
        if endpoint is not None:
            try:
                self._provider = _provider(service, endpoint)
            except ModuleNotFoundError as error:
                raise SettingsError(f"HIRFA_OTLP_ENDPOINT: traces need the extra 'otel' ({error})") from None
            self._tracer = self._provider.get_tracer("hirfa")

    @property
    def on(self) -> bool:
        """Whether anything is traced; if not, what came with a message is handed on as it is."""
        return self._tracer is not None

    def begin(self, name: str, carried: str = "", *, started: float | None = None, **attributes: str | float | None) -> Span:
        """Begin a span.

        Args:
            name: of few values.
            carried: the context that came with the message, as `read_context` gives it; empty: a new trace begins.
            started: when the work began, seconds since the epoch; now when None.
            attributes: what is known of the message; None is left out.
        """
        if self._tracer is None:
            return Span(carried)
        from opentelemetry.trace import SpanKind

        span = self._tracer.start_span(
            name,
            _parent(carried),
            SpanKind.CONSUMER if carried else SpanKind.INTERNAL,
            attributes={f"hirfa.{name}": value for name, value in attributes.items() if value is not None},
            start_time=int((started if started is not None else time.time()) * 1e9),
        )
        made = span.get_span_context()
        return Span(f"00-{made.trace_id:032x}-{made.span_id:016x}-{int(made.trace_flags):02x}", span)

    def close(self) -> None:
        """Send what is left, as long as that takes no more than three seconds: an absent collector holds up nobody's end."""
        if self._provider is not None:
            last = threading.Thread(target=self._provider.shutdown, daemon=True)
            last.start()
            last.join(_CLOSE_SECONDS)


def _parent(carried: str) -> Any:
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    found = _CONTEXT.fullmatch(carried)
    if found is None:
        return Context()  # not the current one: a message begins a trace of its own
    context = SpanContext(int(found[1], 16), int(found[2], 16), is_remote=True, trace_flags=TraceFlags(int(found[3], 16)))
    return set_span_in_context(NonRecordingSpan(context), Context())


def _provider(service: str, endpoint: str) -> Any:
    """What sends spans, in a thread of its own. The standard `OTEL_…` variables for headers, sampling and batches count."""
    from importlib.metadata import version

    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import SpanLimits, TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create(
        {"service.namespace": "hirfa", "service.name": f"hirfa-{service}", "service.version": version("hirfa")}
    )
    limits = SpanLimits(max_span_attributes=_ATTRIBUTES, max_span_attribute_length=_LENGTH)
    provider = TracerProvider(resource=resource, span_limits=limits, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    return provider
