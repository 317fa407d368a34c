"""The page on sizing, reckoned from what the benchmark printed: `python -m services.console.bench.sizing BENCH.json > deploy/SIZING.md`.

The page begins with a table of the figures; everything below follows from them, and a test reckons it again from that table.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.console.bench.scale import Scale
from shared.settings import SERVICES, Settings

PEAK = 4
"""The busiest moments against the mean of the day."""
BUSY = 0.6
"""The share of a core that is planned to be in use then: the rest is for what the mean of a measurement hides."""
COPIES = 2
"""Of each document: a primary and a replica (`auto_expand_replicas`)."""
SPARE = 2
"""Fewest replicas of a service, so that one may die or be renewed."""
VALKEYS = 3
"""A primary and two replicas."""
HEADROOM = 1.5
"""Of Valkey's memory: pages are copied while it rewrites its append-only file."""
FULL = 0.7
"""The share of a disk that is used; merging needs the rest for a while."""
SHARD_GB = 40.0
NODE_CORES, NODE_GB = 8, 4_000.0
SHARD_DOCUMENTS = 2**31
"""Lucene's limit."""
DAYS = 365

_CPU, _BYTES = "end to end, CPU time for an article on all cores", "bytes for an article"
FIGURES: dict[str, tuple[str, str, str]] = {
    **{f"CPU for an article, {name}": (_CPU, f"  {name}", "ms") for name in (*SERVICES, "Valkey", "OpenSearch")},
    **{f"memory under load, {name}": ("memory", f"{name} under load", "MB") for name in SERVICES},
    **{f"stream {name}, an article": (_BYTES, f"stream {name}", "kB") for name in ("raw", "normalized", "extracted")},
    "both indices, an article": (_BYTES, "both indices", "kB"),
    "archive, an article": (_BYTES, "archive, compressed", "kB"),
    "near-duplicates, an article": (_BYTES, "remembered on the stream server: near-duplicates", "kB"),
    "seen, an article": (_BYTES, "remembered on the stream server: seen", "kB"),
    "facts in 100 characters": ("extraction, CPU time of one core", "facts in 100 characters", ""),
}
"""What the page rests on: group, name and unit in the benchmark's report."""


@dataclass(frozen=True)
class Demand:
    """How much is to be read."""

    title: str
    per_day: int
    near_days: int
    """`HIRFA_NEAR_DUPLICATE_DAYS`."""


DEMANDS = (Demand("A country's press", 50_000, 30), Demand("The world's press", 5_000_000, 1))


def figures(report: Mapping[str, Any]) -> dict[str, float]:
    """The figures out of a report of `hirfa bench --json`, rounded to three digits.

    Raises:
        KeyError: the report has one of them not.
    """
    rows = {(row["group"], row["name"]): row["value"] for row in report["rows"]}
    return {label: float(f"{rows[group, name]:.3g}") for label, (group, name, _) in FIGURES.items()}


def read_page(page: str) -> tuple[str, dict[str, float]]:
    """The sentence on where the figures are from, and the figures of the table at a page's top."""
    said = re.search(r"^Measured .*$", page, re.MULTILINE)
    found = {label: float(value) for label, value in re.findall(r"^\| ([^|]+?) \| ([\d.]+)(?: \w+)? \|$", page, re.MULTILINE)}
    return (said[0] if said else ""), found


def measured(report: Mapping[str, Any]) -> str:
    """Where the figures are from."""
    machine = report["machine"]
    return (
        f"Measured by `hirfa bench` ({report['scale']}) on {report['when'][:10]}: {machine['processor']}, {machine['cores']} cores, "
        f"load {machine['load'][0]} by other programs before it began, articles of 5 kB."
    )


def page(said: str, known: Mapping[str, float]) -> str:
    """The whole page.

    Args:
        said: where the figures are from.
        known: the figures, by the labels of `FIGURES`.
    """
    lines = [
        "# Sizing",
        "",
        "What a day's articles need, reckoned from the cost of one. Written by `python -m services.console.bench.sizing BENCH.json` out of",
        "a report of `hirfa bench --json`; a test reckons it again from the table. Nothing of this size was run: the largest that was, is what",
        "README and ARCHITECTURE.md say. A load on the machine makes CPU figures larger (caches are shared), seldom smaller. The articles are",
        "generated, of one grammar: real ones compress less (the archive may well take three times as much) and have other facts.",
        "CPU times are the best of the rounds and come in the kernel's steps: 0.125 ms an article in a short run, of 80. OpenSearch's leaves out",
        "the compiling of its own code, which comes once in the life of a process. Memory that processes share is split among all who map it",
        "(PSS), the other services included: on a machine of its own a service takes more.",
        "",
        said,
        "",
        "| figure | measured |",
        "|---|---|",
        *(f"| {label} | {f'{known[label]:g} {unit}'.strip()} |" for label, (_, _, unit) in FIGURES.items()),
        "",
        f"Assumed: the peak is {PEAK} times the mean; at the peak {BUSY:.0%} of a core are in use; {COPIES} copies of each document; a year is kept;",
        f"a node of OpenSearch has {NODE_CORES} cores and {NODE_GB:,.0f} GB of disk, {FULL:.0%} of it used; a shard has {SHARD_GB:g} GB. Retention is by the",
        "defaults, but for what is said. The fetcher's figure is of dropped files: fetching pages and feeds costs more, and was not measured.",
    ]
    for demand in DEMANDS:
        lines += ["", f"## {demand.title}: {demand.per_day:,} a day", "", *_reckon(demand, known)]
    lines += ["", "## What breaks first", "", *_limits(known)]
    return "\n".join(lines) + "\n"


def _reckon(demand: Demand, known: Mapping[str, float]) -> Iterator[str]:
    mean = demand.per_day / 86_400
    peak = PEAK * mean
    yield f"- Rate: {demand.per_day:,} ÷ 86,400 s = {mean:.3g}/s; at the peak × {PEAK} = **{peak:.3g}/s**"
    memory = 0.0
    for name in SERVICES:
        cost = known[f"CPU for an article, {name}"]
        cores = peak * cost / 1000
        count = max(SPARE, math.ceil(cores / BUSY))
        memory += count * known[f"memory under load, {name}"]
        yield f"- {name}: {peak:.3g}/s × {cost:g} ms = {cores:.3g} cores; ÷ {BUSY} → **{count} replicas** (at least {SPARE})"
    yield f"- Memory of the services: replicas × memory under load, added up = **{_gb(memory / 1000)}**"
    yield from _valkey(demand, known, peak)
    yield from _opensearch(demand, known, peak)
    archive = known["archive, an article"]
    yield f"- Archive: {demand.per_day:,} × {DAYS} × {archive:g} kB = **{_gb(demand.per_day * DAYS * archive / 1e6)}** a year"


def _valkey(demand: Demand, known: Mapping[str, float], peak: float) -> Iterator[str]:
    cost = known["CPU for an article, Valkey"]
    share = peak * cost / 1000
    servers = max(1, math.ceil(share / BUSY))
    yield f"- Valkey's thread: {peak:.3g}/s × {cost:g} ms = {share:.2g} of a core; ÷ {BUSY} → **{servers} primary**" + (
        "" if servers == 1 else ", each with a pipeline and a share of the sources of its own"
    )
    keep_days, keep = _default("keep_hours") / 24, int(_default("keep_entries"))
    held = min(int(demand.per_day * keep_days), keep)
    streams = sum(known[f"stream {name}, an article"] for name in ("raw", "normalized", "extracted"))
    in_streams = held * streams / 1e6
    yield (
        f"- Valkey, streams: the smaller of {demand.per_day:,} × {keep_days:g} days and {keep:,} entries (`HIRFA_KEEP_HOURS`, "
        f"`HIRFA_KEEP_ENTRIES`) = {held:,} × {streams:.3g} kB = {_gb(in_streams)}"
    )
    near, seen, seen_days = known["near-duplicates, an article"], known["seen, an article"], _default("seen_days")
    in_near = demand.per_day * demand.near_days * near / 1e6
    in_seen = demand.per_day * seen_days * seen / 1e6
    yield f"- Valkey, near-duplicates: {demand.per_day:,} × {demand.near_days} days × {near:g} kB = {_gb(in_near)}" + (
        ""
        if demand.near_days == _default("near_duplicate_days")
        else f" (`HIRFA_NEAR_DUPLICATE_DAYS={demand.near_days}`; the default would need "
        f"{_gb(in_near / demand.near_days * _default('near_duplicate_days'))})"
    )
    yield f"- Valkey, what was seen: {demand.per_day:,} × {seen_days:g} days × {seen:g} kB = {_gb(in_seen)}"
    total = (in_streams + in_near + in_seen) * HEADROOM
    yield (
        f"- Valkey, memory: ({in_streams:.3g} + {in_near:.3g} + {in_seen:.3g}) GB × {HEADROOM} = **{_gb(total)}** on each of {VALKEYS} machines "
        f"(a primary, two replicas); disk for the append-only file twice that"
    )


def _opensearch(demand: Demand, known: Mapping[str, float], peak: float) -> Iterator[str]:
    cost, stored = known["CPU for an article, OpenSearch"], known["both indices, an article"]
    cores = peak * cost / 1000 * COPIES
    by_cpu = math.ceil(cores / BUSY / NODE_CORES)
    yield f"- OpenSearch, CPU: {peak:.3g}/s × {cost:g} ms × {COPIES} copies = {cores:.3g} cores; ÷ {BUSY} ÷ {NODE_CORES} → nodes: {by_cpu}"
    primaries = demand.per_day * DAYS * stored / 1e6
    disk = primaries * COPIES / FULL
    by_disk = math.ceil(disk / NODE_GB)
    yield (
        f"- OpenSearch, disk: {demand.per_day:,} × {DAYS} × {stored:g} kB × {COPIES} ÷ {FULL} = **{_gb(disk)}** a year; "
        f"÷ {NODE_GB:,.0f} GB → nodes: {by_disk}"
    )
    yield f"- OpenSearch: the larger, and three at least, so that one may die → **{max(3, by_cpu, by_disk)} nodes**"
    shards = math.ceil(primaries / SHARD_GB)
    yield (
        f"- Shards: {_gb(primaries)} ÷ {SHARD_GB:g} GB → **{shards:,} primary shards** after a year; the templates make one of each index, "
        f"which is full after {SHARD_GB * 1e6 / stored / demand.per_day:.2g} days"
    )


def _limits(known: Mapping[str, float]) -> Iterator[str]:
    stored, cost = known["both indices, an article"], known["CPU for an article, Valkey"]
    facts = known["facts in 100 characters"] / 100 * Scale("page").characters
    yield (
        f"1. **The one shard of each index.** {SHARD_GB:g} GB ÷ {stored:g} kB = {SHARD_GB * 1e6 / stored:,.0f} articles. It goes on beyond that, slower, until "
        f"Lucene's limit: {SHARD_DOCUMENTS:,} ÷ {facts:.0f} facts = {SHARD_DOCUMENTS / facts:,.0f} articles. Before that raise `number_of_shards` in "
        "`services/indexer/templates/` and run `hirfa index migrate`. There is no setting for it, and no index for each month."
    )
    yield (
        f"2. **Valkey's memory.** {known['near-duplicates, an article']:g} kB for each article of the last `HIRFA_NEAR_DUPLICATE_DAYS`; over `maxmemory` nothing is "
        "lost, and nothing more is taken."
    )
    most = BUSY * 1000 / cost
    yield (
        f"3. **Valkey's one thread.** {BUSY} × 1000 ms ÷ {cost:g} ms = {most:,.0f}/s at the peak, ÷ {PEAK} × 86,400 = {most / PEAK * 86_400:,.0f} articles a day. "
        "Past that: several pipelines, each with its own Valkey; near-duplicates are then known only within each."
    )
    slowest = max(SERVICES, key=lambda name: known[f"CPU for an article, {name}"])
    yield (
        f"4. Services and OpenSearch grow by replicas and nodes; of the services {slowest} costs most, {known[f'CPU for an article, {slowest}']:g} ms. "
        "One host is fetched from by one visitor for each fetcher: many fetchers are not polite to few hosts."
    )


def _gb(gigabytes: float) -> str:
    return f"{gigabytes / 1000:.3g} TB" if gigabytes >= 1000 else f"{gigabytes:.3g} GB"


def _default(name: str) -> float:
    return float(Settings.model_fields[name].default)


def main() -> None:
    """Write the page for a report to standard output."""
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(page(measured(report), figures(report)))


if __name__ == "__main__":
    main()
