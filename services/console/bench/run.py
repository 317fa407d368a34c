"""The runs: what is measured in which order, and which rows it gives."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.console.bench import end_to_end, extraction, peer, replicas, streams
from services.console.bench.corpus import generate
from services.console.bench.measuring import Machine
from services.console.bench.pipeline import Bench
from services.console.bench.report import Row, row
from services.console.bench.scale import Scale
from services.console.embedded.ports import OPENSEARCH_PORTS, free_port
from services.console.running import Pipeline
from services.console.settings import pipeline_settings, read_settings
from services.extractor.extract import extract_article
from services.indexer.documents import Documents, build_documents
from shared.settings import SERVICES, Settings

Say = Callable[[str], None]

_PATIENCE = 120.0
"""Seconds for an answer of OpenSearch: a machine that is busy is slow, and no reason to give up."""


def run(scale: Scale, machine: Machine, say: Say, home: Path | None = None) -> list[Row]:
    """Measure everything of a scale.

    Args:
        scale: how much.
        machine: where; its number of cores decides what the CPU allows.
        say: told what is being done.
        home: folder for data and logs, kept; without it a temporary one, removed again.

    Raises:
        EmbeddedError: something could not start, has ended, or took too long.
    """
    work = extraction.measure(scale, say)
    rows = [
        row("extraction, CPU time of one core", "articles of 5 kB a second", work.extracting, "/s", at_least=200),
        row("extraction, CPU time of one core", "CPU for one", 1000 / work.extracting.best, "ms", at_most=5),
        row("extraction, CPU time of one core", "normalizer, articles of 5 kB a second", work.normalizing, "/s"),
        row("extraction, CPU time of one core", "facts in 100 characters", work.facts_per_100),
        row("extraction, CPU time of one core", "written figures read right", work.right),
        *peer.rows(scale, say),
    ]
    base = work.growth[min(work.growth)].best
    for multiple, cost in work.growth.items():
        size = scale.longest * multiple / max(scale.lengths) * 1.8 / 1000
        name = f"an article of {size:,.0f} kB ({multiple}×): CPU for a kB"
        rows.append(row("growth of an article", name, cost, "ms"))
        if multiple > 1:
            limit = 1.5
            rows.append(row("growth of an article", f"  against 1×: {multiple}×", cost.best / base, "", at_most=limit))
    with _pipeline(home, say) as (pipeline, settings):
        bench = Bench(pipeline, settings)
        try:
            rows += _with_servers(scale, machine, bench, pipeline, settings, work, say)
        finally:
            bench.close()
    return rows


@contextmanager
def _pipeline(home: Path | None, say: Say) -> Iterator[tuple[Pipeline, Settings]]:
    """A pipeline with servers of its own on free ports, whatever runs beside it or is set."""
    folder = home or Path(tempfile.mkdtemp(prefix="hirfa-bench-"))
    ours = {"redis_url": None, "opensearch_url": None, "valkey_port": free_port(), "opensearch_port": free_port(OPENSEARCH_PORTS)}
    ours["opensearch_nodes"] = 1
    console = read_settings().model_copy(update=ours)
    names = {"stream_prefix": "hirfa", "index_prefix": "hirfa"}
    environment = {"HIRFA_DROP_DIR": str(folder.absolute() / "drop"), **{f"HIRFA_{k.upper()}": v for k, v in names.items()}}
    try:
        pipeline = Pipeline(console, folder, {service: free_port() for service in SERVICES}, say, environment)
        pipeline.drop = folder.absolute() / "drop"
        with pipeline:
            yield (
                pipeline,
                pipeline_settings(
                    redis_url=pipeline.servers.redis_url,
                    opensearch_url=pipeline.servers.opensearch_url,
                    stream_prefix="hirfa",
                    index_prefix="hirfa",
                    opensearch_timeout=_PATIENCE,
                ),
            )
    finally:
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


def _with_servers(
    scale: Scale, machine: Machine, bench: Bench, pipeline: Pipeline, settings: Settings, work: extraction.Work, say: Say
) -> Iterator[Row]:
    at_rest = bench.memory()
    documents, messages = _finished(scale)
    hops = streams.measure(scale, settings.redis_url, pipeline.servers.logs, messages[len(messages) // 2], say)
    yield row("one hop over the streams", "XREADGROUP, XADD, XACK alone (ceiling)", hops.raw, "/s")
    yield row("one hop over the streams", "through a stage of shared/delivery", hops.stage, "/s")
    yield row("one hop over the streams", "stage ÷ ceiling, by the clock", hops.stage.best / hops.raw.best)
    if hops.raw_cpu and hops.stage_cpu:
        group = "one hop over the streams"
        yield row(group, "CPU of process and Valkey for a message, alone", hops.raw_cpu, "ms")
        yield row(group, "CPU of process and Valkey for a message, through a stage", hops.stage_cpu, "ms")
        yield row(group, "stage ÷ ceiling, by CPU time", hops.raw_cpu.best / hops.stage_cpu.best, "", at_least=0.6)

    yield from _replicas(replicas.measure(scale, settings.redis_url, pipeline.servers.logs, messages * 3, say), machine.cores)

    found = end_to_end.measure(scale, bench, settings, documents, say)
    yield from end_to_end.rows(found, hops, work, machine.cores)
    yield from _numbers(scale, bench, say)
    yield from _delays(scale, bench, found.per_second.best, say)
    for name, used in at_rest.items():
        service = name in SERVICES
        yield row("memory", f"{name} at rest", used, "MB", at_most=120 if service else None)
        yield row("memory", f"{name} under load", max(one.memory_mb[name] for one in found.runs), "MB")
    sizes = bench.sizes()
    for name, size in sizes.streams.items():
        yield row("bytes for an article", f"stream {name}", size / 1000, "kB")
    yield row("bytes for an article", "both indices", sizes.index / 1000, "kB")
    yield row("bytes for an article", "archive, compressed", sizes.archive / 1000, "kB")
    for name, size in sizes.remembered.items():
        yield row("bytes for an article", f"remembered on the stream server: {name}", size / 1000, "kB")


def _replicas(found: list[replicas.Shared], cores: int) -> Iterator[Row]:
    group = f"replicas of the extractor on one stream, {cores} cores"
    one = found[0]
    for several in found:
        yield row(group, f"{several.replicas}: articles a second", several.per_second, "/s")
        if several is not one:
            yield row(group, f"  ÷ {one.replicas}", several.per_second / one.per_second)
        if several.cpu_ms:
            yield row(group, "  CPU of all of them for an article", several.cpu_ms, "ms")


def _finished(scale: Scale) -> tuple[list[Documents], list[bytes]]:
    """Documents as the indexer makes them, and messages by their size, of which the middle one is for the hop."""
    articles = extraction.normalized(list(generate(scale.seed, scale.piped, characters=scale.characters, first=10_000)))
    documents = [build_documents(extract_article(article)) for article in articles]
    messages = sorted((article.to_json() for article in articles), key=len)
    return documents, messages


def _numbers(scale: Scale, bench: Bench, say: Say) -> Iterator[Row]:
    """The cost of an article while their number grows."""
    base: float | None = None
    small: float | None = None
    for multiple in scale.numbers:
        count = max(1, scale.piped // 10) * multiple
        say(f"growth of the number: {count} articles")
        articles = list(generate(scale.seed, count, characters=scale.characters, first=100_000 + 10 * count))
        run = bench.throughput(f"bench-n{multiple}", articles, timeout=300 + count / 5)
        group = "growth of the number of articles"
        yield row(group, f"{count} articles ({multiple}×)", run.per_second, "/s")
        if run.cpu_ms:
            cost = sum(run.cpu_ms.values())
            base = base or cost
            yield row(group, "  CPU of all processes for an article", cost, "ms")
            if multiple > 1:
                yield row(group, f"  against 1×: {multiple}×", cost / base, "", at_most=1.5)
            memory = sum(v for k, v in run.memory_mb.items() if k in SERVICES)
            small = small or memory
            yield row(group, "  memory of the services", memory, "MB")
            if multiple > 1:
                yield row(group, f"  against 1×: {multiple}×, memory", memory / small, "", at_most=1.5)


def _delays(scale: Scale, bench: Bench, per_second: float, say: Say) -> Iterator[Row]:
    for load in scale.loads:
        rate = per_second * load
        count = max(scale.delayed, round(rate * scale.delay_seconds))
        say(f"delay at {load:.0%} of the throughput: {count} articles, {rate:.1f} a second")
        first = 2_000_000 + int(load * 100) * 10_000
        articles = list(generate(scale.seed, count, characters=scale.characters, first=first))
        delay = bench.delay(f"bench-d{int(load * 100)}", articles, load=load, per_second=rate)
        group = "delay from the drop folder to searchable"
        yield row(group, f"at {load:.0%} of the throughput, p50", delay.p50, "s", at_most=1.5 if load == 0.5 else None)
        yield row(group, f"at {load:.0%} of the throughput, p99", delay.p99, "s")
