"""Traces, as a real collector's end of OTLP over HTTP receives them: an article is one trace through all four services."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import orjson
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest, ExportTraceServiceResponse

from services.console.embedded.ports import free_port
from shared.settings import SERVICES, SettingsError, load_settings
from shared.streams import EXTRACTED, NORMALIZED, RAW
from shared.tracing import read_context
from tests.servers.harness import CLONE, pipeline, until

TEXT = "بلغ عدد الصناع التقليديين بالإقليم 1200 صانع خلال سنة 2024."
QUICK = {"OTEL_BSP_SCHEDULE_DELAY": "100"}


@dataclass(frozen=True)
class Received:
    """A span as it came over the wire."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, str | int | float]
    failed: bool


@dataclass
class Collector:
    """Takes OTLP over HTTP on loopback, and keeps the spans."""

    url: str = ""
    paths: set[str] = field(default_factory=set)
    spans: list[Received] = field(default_factory=list)

    def take(self, path: str, body: bytes) -> None:
        self.paths.add(path)
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            resource = {pair.key: pair.value.string_value for pair in group.resource.attributes}
            for scope in group.scope_spans:
                for span in scope.spans:
                    assert span.end_time_unix_nano >= span.start_time_unix_nano
                    attributes = {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in span.attributes}
                    self.spans.append(
                        Received(
                            resource["service.name"],
                            span.name,
                            span.trace_id.hex(),
                            span.span_id.hex(),
                            span.parent_span_id.hex(),
                            attributes,
                            span.status.code == span.status.STATUS_CODE_ERROR,
                        )
                    )

    def of_article(self, article_id: str) -> list[Received]:
        """The spans of the traces in which an article's id stands, by service in the order of the way."""
        traces = {span.trace for span in self.spans if span.attributes.get("hirfa.article_id") == article_id}
        return sorted(
            (s for s in self.spans if s.trace in traces), key=lambda s: SERVICES.index(s.service.removeprefix("hirfa-"))
        )


@pytest.fixture
def collector() -> Iterator[Collector]:
    kept = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.take(self.path, gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def raw(article_id: str, content: str = TEXT) -> str:
    return orjson.dumps({"article_id": article_id, "content": content}).decode()


async def test_an_article_is_one_trace_through_all_four_services(
    tmp_path: Path, redis_url: str, opensearch_url: str, collector: Collector
) -> None:
    with pipeline(tmp_path, redis_url, opensearch_url, otlp_endpoint=collector.url, deliveries=1) as line:
        line.start(*SERVICES, **QUICK)
        await line.ready(*SERVICES)
        (line.drop / ".one").write_text(TEXT, "utf-8")
        (line.drop / ".one").rename(line.drop / "one.txt")
        await line.passed(RAW, 1)
        (dropped,) = line.article_ids(RAW)
        line.redis.xadd(RAW.key(line.prefix), {"data": raw("plain", TEXT + " أ")})  # as any program writes it
        trace = "0af7651916cd43dd8448eb211c80319c"
        line.add(RAW, raw("traced-elsewhere", TEXT + " ب"), traceparent=f"00-{trace}-b7ad6b7169203331-01")
        line.add(RAW, raw("not-sampled", TEXT + " ج"), traceparent=f"00-{trace[::-1]}-b7ad6b7169203331-00")
        line.add(RAW, raw("nonsense", TEXT + " د"), traceparent="أثر")
        line.add(RAW, "{broken", traceparent=f"00-{trace}-b7ad6b7169203332-01")

        async def complete() -> bool:
            wanted = {dropped: 4, "plain": 3, "traced-elsewhere": 4, "nonsense": 3}  # the broken one shares a trace
            return all(len(collector.of_article(who)) == count for who, count in wanted.items())

        await until("all spans are there", complete)
        assert collector.paths == {"/v1/traces"}

        way = collector.of_article(dropped)
        assert [(span.service, span.name) for span in way] == [
            ("hirfa-fetcher", "fetcher publish"),
            ("hirfa-normalizer", "normalizer raw"),
            ("hirfa-extractor", "extractor normalized"),
            ("hirfa-indexer", "indexer extracted"),
        ]
        assert [span.parent for span in way] == ["", *(span.id for span in way[:-1])]
        assert [span.attributes["hirfa.outcome"] for span in way] == ["published", "processed", "processed", "processed"]
        for stream, span in ((RAW, way[0]), (NORMALIZED, way[1]), (EXTRACTED, way[2])):
            assert f"00-{span.trace}-{span.id}".encode() in [
                entry.get(b"traceparent", b"")[:52] for entry in line.entries(stream)
            ]

        assert collector.of_article("plain")[0].parent == ""
        joined = [span for span in collector.spans if span.trace == trace]
        assert joined[0].parent in ("b7ad6b7169203331", "b7ad6b7169203332")
        (broken,) = (span for span in joined if span.failed)
        assert broken.attributes["hirfa.outcome"] == "undecodable"
        assert not [span for span in collector.spans if span.trace == trace[::-1]], "whoever began it keeps no record of it"
        (letter,) = line.dead()
        assert letter["fields"] == {"traceparent": f"00-{trace}-b7ad6b7169203332-01"}  # a replay goes on with its trace
        for span in collector.spans:
            assert len(span.attributes) <= 16
            assert all(len(str(value)) <= 200 for value in span.attributes.values())
            assert "الصناع" not in str(span.attributes)


async def test_a_collector_that_is_away_holds_nobody_up(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, otlp_endpoint=f"http://127.0.0.1:{free_port()}") as line:
        line.start("poison")
        for i in range(50):
            line.add(RAW, raw(f"a{i}"))
        await line.passed(NORMALIZED, 50)
        started = time.monotonic()
        assert line.terminate("poison") == 0
        assert time.monotonic() - started < 10


async def test_a_service_that_traces_nothing_hands_a_trace_on(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url) as line:
        line.start("poison")
        context = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        line.add(RAW, raw("a"), traceparent=context, replays="2")
        line.add(RAW, raw("b"))
        await line.passed(NORMALIZED, 2)
        found = {orjson.loads(entry[b"data"])["article_id"]: entry.keys() - {b"data"} for entry in line.entries(NORMALIZED)}
        assert found == {"a": {b"replays", b"traceparent"}, "b": set()}
        assert [entry.get(b"traceparent") for entry in line.entries(NORMALIZED)].count(context.encode()) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_without_the_setting_nothing_of_it_is_loaded(service: str) -> None:
    code = (
        f"import sys, services.{service}.service as s, shared.settings as t; s.build(t.load_settings());"
        "print([name for name in sys.modules if name.startswith(('opentelemetry.exporter', 'opentelemetry.sdk.trace'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=CLONE, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_extra_is_asked_for_by_name() -> None:
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from services.indexer.service import build; from shared.service import run_service; run_service(build)"
    )
    env = {**os.environ, "HIRFA_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=CLONE, env=env, check=False)
    assert done.returncode == 2
    assert "extra 'otel'" in done.stderr


@pytest.mark.parametrize(
    ("value", "good"),
    [
        (b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", True),
        (b"00-00000000000000000000000000000000-b7ad6b7169203331-01", False),
        (b"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", False),
        (b"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", False),
        (b"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", False),
        (b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n", False),
        ("أثر".encode(), False),
        (b"\xff", False),
        (b"", False),
        (None, False),
    ],
)
def test_contexts(value: bytes | None, good: bool) -> None:
    assert read_context(value) == (value.decode() if good and value else "")


def test_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().traces_endpoint is None
    monkeypatch.setenv("HIRFA_OTLP_ENDPOINT", "")
    assert load_settings().traces_endpoint is None
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://one:4318/")
    assert load_settings().traces_endpoint == "http://one:4318/v1/traces"
    monkeypatch.setenv("HIRFA_OTLP_ENDPOINT", "https://two:4318")
    assert load_settings().traces_endpoint == "https://two:4318/v1/traces"
    monkeypatch.setenv("HIRFA_OTLP_ENDPOINT", "two:4317")
    with pytest.raises(SettingsError, match="OTLP_ENDPOINT"):
        load_settings()
