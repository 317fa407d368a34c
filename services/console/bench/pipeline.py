"""The whole pipeline with real servers: from the drop folder to what a search finds."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
import zstandard
from opensearchpy import NotFoundError

from services.console.bench import processes
from services.console.bench.corpus import Generated
from services.console.bench.measuring import percentile
from services.console.embedded.errors import EmbeddedError
from services.console.running import Pipeline
from services.indexer.install import alias_name
from shared.archive.objects import LEVEL
from shared.servers import connect_opensearch_sync
from shared.settings import Settings
from shared.streams import DATA_FIELD, DEAD, EXTRACTED, NORMALIZED, RAW, near_key, seen_key

OPENSEARCH, COMPILER = "OpenSearch", "OpenSearch's compiler"
_POLL = 0.05
_SELDOM = 0.2
"""To look is a search as well, whose cost is in what OpenSearch took: less often where only the last article matters."""
_ASKED = 1_000


@dataclass(frozen=True, slots=True)
class Run:
    """One round through the pipeline."""

    per_second: float
    """Articles a second, from the first file in the folder until a search finds all of them."""
    cpu_ms: dict[str, float]
    """CPU milliseconds for an article, by process; empty where the system does not tell. Without `compiling_ms`."""
    compiling_ms: float
    """What OpenSearch took to compile its own code: much at first, and nothing in the long run."""
    memory_mb: dict[str, float]
    """The most resident memory seen while it ran, by process."""


@dataclass(frozen=True, slots=True)
class Delay:
    """From the file in the folder to the article in a search, seconds, articles coming evenly."""

    load: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes for an article."""

    streams: dict[str, float]
    index: float
    archive: float
    """Of the raw stream, compressed in one piece as the archive compresses a chunk."""
    remembered: dict[str, float]
    """Memory of what the stream server keeps beside the streams."""
    articles: int


class Bench:
    """Puts articles into a running pipeline and watches them come out.

    Args:
        pipeline: runs, and nobody else uses it.
        settings: with the addresses of its servers.
    """

    def __init__(self, pipeline: Pipeline, settings: Settings) -> None:
        self._pipeline = pipeline
        self._settings = settings
        self._search = connect_opensearch_sync(settings)
        self._index = alias_name(settings.index_prefix, "articles")
        self._facts = alias_name(settings.index_prefix, "facts")
        self._staging = pipeline.home / "staging"  # beside the folder: files are moved into it complete
        self._staging.mkdir(exist_ok=True)

    def close(self) -> None:
        """Close the connections."""
        self._search.close()

    @property
    def pids(self) -> dict[str, int]:
        """The processes that take part."""
        servers = {child.name: child.pid for child in self._pipeline.servers.children}
        return {**{name: child.pid for name, child in self._pipeline.services.items()}, **servers}

    def spent(self) -> dict[str, float]:
        """CPU seconds that each process has taken so far, OpenSearch without its compiler, which is `COMPILER`.

        Empty where the system does not tell.
        """
        if not processes.available():
            return {}
        pids = self.pids
        compiling = processes.compiling_seconds(pids[OPENSEARCH])
        found = processes.cpu_seconds(pids)
        return {**found, OPENSEARCH: found[OPENSEARCH] - compiling, COMPILER: compiling}

    def memory(self) -> dict[str, float]:
        """Resident memory now, MB, by process."""
        return processes.resident_mb(self.pids) if processes.available() else {}

    def throughput(self, tag: str, articles: Sequence[Generated], timeout: float = 600) -> Run:
        """Drop all articles at once and wait for the last.

        Args:
            tag: the articles' source; unlike that of any other round.
            articles: what is dropped.
            timeout: seconds.

        Raises:
            EmbeddedError: they did not all come through.
        """
        files = [self._stage(tag, article) for article in articles]
        before = self.spent()
        memory = self.memory()
        begun = time.monotonic()
        for path in files:
            path.rename(self._pipeline.drop / path.name)
        looked = begun
        while (found := self._count(tag)) < len(articles):
            self._still_well(tag, found, len(articles), begun + timeout)
            if before and time.monotonic() - looked > 0.5:
                memory = _larger(memory, self.memory())
                looked = time.monotonic()
            time.sleep(_SELDOM)
        seconds = time.monotonic() - begun
        after = self.spent()
        cpu = {name: 1000 * (after[name] - before[name]) / len(articles) for name in before}
        return Run(len(articles) / seconds, cpu, cpu.pop(COMPILER, 0.0), _larger(memory, self.memory()))

    def delay(self, tag: str, articles: Sequence[Generated], *, load: float, per_second: float, timeout: float = 600) -> Delay:
        """Drop articles evenly, and note when a search finds each first.

        Args:
            tag: the articles' source.
            articles: what is dropped.
            load: the share of the throughput that this is, for the record.
            per_second: how many are dropped in a second.
            timeout: seconds.

        Raises:
            EmbeddedError: they did not all come through.
        """
        waiting = [(article, self._stage(tag, article)) for article in articles]
        dropped: dict[str, float] = {}
        seen: dict[str, float] = {}
        begun = time.monotonic()
        sent = 0
        while len(seen) < len(waiting):
            while sent < len(waiting) and time.monotonic() >= begun + sent / per_second:
                article, path = waiting[sent]
                dropped[article.url(tag)] = time.monotonic()
                path.rename(self._pipeline.drop / path.name)
                sent += 1
            found = self._found([url for url in dropped if url not in seen])
            moment = time.monotonic()
            seen |= dict.fromkeys(found, moment)
            self._still_well(tag, len(seen), len(waiting), begun + len(waiting) / per_second + timeout)
            time.sleep(_POLL)
        delays = [seen[url] - dropped[url] for url in dropped]
        return Delay(load, percentile(delays, 0.5), percentile(delays, 0.99))

    def sizes(self) -> Sizes:
        """Bytes for an article in each stream and in the index, over all that went through so far."""
        client: Any = redis.Redis.from_url(self._settings.redis_url)
        try:
            streams = {}
            for stream in (RAW, NORMALIZED, EXTRACTED):
                key = stream.key(self._settings.stream_prefix)
                streams[stream.name] = int(client.memory_usage(key, samples=0) or 0) / max(1, int(client.xlen(key)))
            raw = [fields[DATA_FIELD.encode()] for _, fields in client.xrange(RAW.key(self._settings.stream_prefix), count=1000)]
            packed = len(zstandard.ZstdCompressor(level=LEVEL).compress(b"\n".join(raw))) / max(1, len(raw))
            kept = {"near-duplicates": near_key(self._settings.stream_prefix), "seen": seen_key(self._settings.stream_prefix, "")}
            through = max(1, int(client.xlen(RAW.key(self._settings.stream_prefix))))
            remembered = {
                name: sum(int(client.memory_usage(key) or 0) for key in client.scan_iter(f"{prefix}*", count=1000)) / through
                for name, prefix in kept.items()
            }
        finally:
            client.close()
        names = f"{self._index},{self._facts}"
        self._search.indices.flush(index=names)
        articles = int(self._search.count(index=self._index)["count"])
        stored = self._search.indices.stats(index=names, metric="store")["_all"]["primaries"]["store"]["size_in_bytes"]
        return Sizes(streams, int(stored) / max(1, articles), packed, remembered, articles)

    def _stage(self, tag: str, article: Generated) -> Path:
        path = self._staging / f"{tag}-{article.number}.json"
        path.write_bytes(article.as_file(tag))
        return path

    def _count(self, tag: str) -> int:
        try:
            return int(self._search.count(index=self._index, body={"query": {"term": {"source": tag}}})["count"])
        except NotFoundError:
            return 0

    def _found(self, urls: Sequence[str]) -> list[str]:
        """Which of these a search finds. To ask for no more than what is missing keeps the question from being the load."""
        if not urls:
            return []
        asked = urls[:_ASKED]
        body = {
            "query": {"bool": {"filter": {"terms": {"url": asked}}}},
            "size": len(asked),
            "_source": False,
            "docvalue_fields": ["url"],
        }
        try:
            hits = self._search.search(index=self._index, body=body)["hits"]["hits"]
        except NotFoundError:
            return []
        return [str(hit["fields"]["url"][0]) for hit in hits]

    def _still_well(self, tag: str, found: int, expected: int, deadline: float) -> None:
        self._pipeline.check()
        if time.monotonic() > deadline:
            client: Any = redis.Redis.from_url(self._settings.redis_url)
            dead = int(client.xlen(DEAD.key(self._settings.stream_prefix)))
            client.close()
            raise EmbeddedError(
                f"{tag}: {found} of {expected} articles came through in time, {dead} are dead letters; "
                f"see {self._pipeline.servers.logs}"
            )


def _larger(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {name: max(value, other.get(name, 0.0)) for name, value in one.items()}


def allowed(cpu_ms: Mapping[str, float], cores: int) -> float:
    """Articles a second that the CPU cost of each process allows when they share the cores.

    All cores together do no more than their time, and a process of one thread no more than one core's.
    OpenSearch and its compiler, which have many threads, are bound by the first alone.

    Args:
        cpu_ms: CPU milliseconds for an article, by process.
        cores: of the machine.
    """
    single = [cost for name, cost in cpu_ms.items() if name not in (OPENSEARCH, COMPILER)]
    return min(cores * 1000 / sum(cpu_ms.values()), 1000 / max(single))
