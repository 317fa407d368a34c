"""The demonstration: articles in at the drop folder, facts out of a search."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from services.console.embedded.errors import EmbeddedError
from services.console.embedded.ports import OPENSEARCH_PORTS, free_port
from services.console.rendering.article import Head, console, print_facts, print_head
from services.console.rendering.labels import FLAGS, KINDS, REGIONS, STATUSES, isolate
from services.console.results import Results
from services.console.running import Pipeline, service_ports
from services.console.settings import ConsoleSettings, pipeline_settings, read_settings
from services.fetcher.formats import BrokenItem, read_file
from shared.contracts.dead import DeadLetter
from shared.servers import connect_redis_sync
from shared.settings import Settings
from shared.streams import DATA_FIELD, DEAD, EXTRACTED, NORMALIZED, RAW

_STEPS = {RAW: "fetched", NORMALIZED: "normalised", EXTRACTED: "extracted"}


def run_demo(articles: Path, timeout: float) -> None:
    """Run it and print it.

    Args:
        articles: folder of the articles.
        timeout: seconds to wait for the last one.

    Raises:
        EmbeddedError: something could not start, has ended, or took too long.
    """
    begun = time.monotonic()
    out = console()
    _own_names()
    settings = _free_ports(read_settings())
    home = settings.home.absolute() / "demo"
    files = {path.name: path.read_bytes() for path in sorted(articles.glob("*.txt"))}
    if not files:
        raise EmbeddedError(f"there is no .txt file in {articles}")
    ids = {_article_id(name, data): name for name, data in files.items()}
    with Pipeline(
        settings,
        home,
        service_ports(pipeline_settings(), free=True),
        say=lambda text: out.print(text, style="dim", markup=False),
        drop=home / "drop",  # never the one that is set: what waits there is for the user's own pipeline
        anew=True,
    ) as pipeline:
        reading = pipeline_settings(redis_url=pipeline.servers.redis_url, opensearch_url=pipeline.servers.opensearch_url)
        results = Results(reading)
        try:
            progress = Progress(reading, ids, results)
            _drop(pipeline.drop, files)
            _wait(out, pipeline, progress, timeout)
            ready = time.monotonic() - begun
            _print(out, results, ids)
        finally:
            results.close()
        out.print(f"{len(ids)} articles searchable after {ready:.0f} s; stopping", style="dim")
    out.print(f"All of the above was read out of OpenSearch; its data and logs stay in {home}.", style="dim", markup=False)


def _own_names() -> None:
    """On servers of one's own a demonstration keeps to streams and indices of its own, new each time."""
    stamp = f"hirfa-demo-{int(time.time())}"
    for server, prefix in (("REDIS_URL", "HIRFA_STREAM_PREFIX"), ("OPENSEARCH_URL", "HIRFA_INDEX_PREFIX")):
        if os.environ.get(server):
            os.environ.setdefault(prefix, stamp)


def _free_ports(settings: ConsoleSettings) -> ConsoleSettings:
    """A demonstration must not fail because something else runs: it takes free ports but for those that are set."""
    ports = {}
    if not os.environ.get("HIRFA_VALKEY_PORT"):
        ports["valkey_port"] = free_port()
    if not os.environ.get("HIRFA_OPENSEARCH_PORT"):
        taken = ports.get("valkey_port", settings.valkey_port)
        ports["opensearch_port"] = free_port(port for port in OPENSEARCH_PORTS if port != taken)
    return settings.model_copy(update=ports)


def _article_id(name: str, data: bytes) -> str:
    """The id that the pipeline will give the article, which follows from its content."""
    (article,) = read_file(name, data, source=None, now=datetime.now(UTC))
    if isinstance(article, BrokenItem) or article.article_id is None:
        raise EmbeddedError(f"{name} is no article: {article}")
    return article.article_id


def _drop(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into the drop folder as any program should: under a temporary name, then renamed."""
    for name, data in files.items():
        temporary = folder / f".{name}.part"
        temporary.write_bytes(data)
        temporary.rename(folder / name)


class Progress:
    """How far the articles are.

    Args:
        settings: where the streams are.
        ids: the articles' ids, with their files' names.
        results: the index.
    """

    def __init__(self, settings: Settings, ids: Mapping[str, str], results: Results) -> None:
        self._prefix = settings.stream_prefix
        self._streams: Any = connect_redis_sync(settings)
        self._ids = ids
        self._results = results
        self._before = self._lengths()  # servers of one's own may have done work already

    def _lengths(self) -> dict[str, int]:
        return {name: int(self._streams.xlen(stream.key(self._prefix))) for stream, name in _STEPS.items()}

    def counts(self) -> dict[str, int]:
        """How many articles have come to each step."""
        done = {name: max(0, length - self._before[name]) for name, length in self._lengths().items()}
        return {"dropped": len(self._ids), **done, "searchable": self._results.found(list(self._ids))}

    def refuse_dead(self) -> None:
        """Raise when one of the articles was given up.

        Raises:
            EmbeddedError: says which, where and why.
        """
        for _, fields in self._streams.xrevrange(DEAD.key(self._prefix), count=100):
            letter = DeadLetter.from_json(fields[DATA_FIELD.encode()])
            name = self._ids.get(letter.article_id or "")
            if name:
                raise EmbeddedError(f"{name} became a dead letter at the {letter.stage}: {letter.reason}: {letter.error}")


def _wait(out: Console, pipeline: Pipeline, progress: Progress, timeout: float) -> None:
    """Show how far the articles are until a search finds them all."""
    deadline = time.monotonic() + timeout
    shown = ""
    with out.status("", spinner="dots") as status:
        while True:
            pipeline.keep_up()
            progress.refuse_dead()
            counts = progress.counts()
            line = " · ".join(f"{name} {count}" for name, count in counts.items())
            if line != shown:
                status.update(line)
                if not out.is_terminal:
                    out.print(line)
                shown = line
            if counts["searchable"] == counts["dropped"]:
                break
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"not all articles are searchable after {timeout:.0f} s ({line}); see {pipeline.servers.logs}"
                )
            time.sleep(0.2)
    if out.is_terminal:
        out.print(shown)
    out.print()


def _print(out: Console, results: Results, ids: Mapping[str, str]) -> None:
    for article_id, name in ids.items():
        print_head(out, Head.of_document(results.article(article_id)), name)
        out.print()
        print_facts(out, enumerate(results.facts(article_id), start=1))
    facets = results.facets(list(ids))
    out.print("── Facets over all facts", style="dim")
    labels = {"kind": KINDS, "status": STATUSES, "regions": REGIONS, "flags": FLAGS}
    for facet, counts in facets.items():
        out.print(facet, style="bold")
        for code, count in counts.items():
            out.print(f"{count:>6}  {code:<17} {isolate(labels.get(facet, {}).get(code, ''))}".rstrip(), markup=False)
    out.print()
