"""The whole pipeline against what the ceilings allow where they share the machine as its processes do.

A round has both, one after the other. First the ceilings at once: finished documents through `_bulk`, and beside it, in a process
of its own, the same number of articles normalised, sketched and extracted, with nothing to hand on. Then the pipeline, from
the drop folder to what a search finds, on the very articles that were worked on. Both in the CPU time that the kernel counted, so
that other programs lengthen neither; what OpenSearch's Java takes to compile its own code is left out of both and told apart,
since it comes once in the life of a process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from services.console.bench.alone import Alone
from services.console.bench.corpus import generate
from services.console.bench.extraction import Work
from services.console.bench.indexing import Bulk, bulk_alone
from services.console.bench.measuring import Series
from services.console.bench.pipeline import COMPILER, OPENSEARCH, Bench, Run, allowed
from services.console.bench.report import Row, row
from services.console.bench.scale import Scale
from services.console.bench.streams import Hops
from services.indexer.documents import Documents
from shared.settings import Settings

_BULK = 50
"""Articles in a request of `_bulk` alone: four megabytes, and no server does better with more."""
_RATES, _COSTS = "end to end, articles a second", "end to end, CPU time for an article on all cores"


@dataclass(frozen=True, slots=True)
class Measured:
    """The rounds, in their order."""

    alone: list[Bulk]
    """`_bulk` with the machine to itself."""
    sharing: list[Bulk]
    """`_bulk` beside the work on articles."""
    working_ms: list[float]
    """The work on articles beside `_bulk`: CPU milliseconds for one."""
    runs: list[Run]

    @property
    def per_second(self) -> Series:
        """Articles a second through the pipeline."""
        return Series(tuple(one.per_second for one in self.runs))


def measure(
    scale: Scale, bench: Bench, settings: Settings, documents: Sequence[Documents], say: Callable[[str], None]
) -> Measured:
    """Measure ceilings and pipeline in turn, after rounds that only warm the servers up.

    Args:
        scale: how much.
        bench: the pipeline.
        settings: with the addresses of its servers.
        documents: finished ones.
        say: told what is being done.
    """

    def server() -> float:
        return bench.spent().get(OPENSEARCH, 0.0)

    def bulk() -> Bulk:
        return bulk_alone(settings, documents, _BULK, server)

    say(f"_bulk alone, whose first rounds warm OpenSearch up: {scale.warming} rounds of {len(documents)} articles")
    alone = [bulk() for _ in range(scale.warming)]
    bench.throughput("warm", list(generate(scale.seed, scale.piped, characters=scale.characters, first=900_000)))
    sharing: list[Bulk] = []
    working: list[float] = []
    runs: list[Run] = []
    with Alone(scale.seed, scale.characters) as work:
        for number in range(scale.rounds):
            say(f"the ceilings at once, then the pipeline: {scale.piped} articles, round {number + 1} of {scale.rounds}")
            first = 10_000 + number * scale.piped
            work.prepare(first, scale.piped)
            work.go()
            sharing.append(bulk())
            working.append(1000 * work.seconds() / scale.piped)
            articles = list(generate(scale.seed, scale.piped, characters=scale.characters, first=first))
            runs.append(bench.throughput(f"bench{number}", articles))
    return Measured(alone[-scale.rounds :], sharing, working, runs)


def rows(found: Measured, hops: Hops, work: Work, cores: int) -> Iterator[Row]:
    """What was measured, beside its aims.

    The least that an article can cost is what `_bulk`, a raw hop of each of the three streams, and the work on it take. Articles
    a second on given cores are to each other as these costs are; by the clock the pipeline's are lower where a core waits.
    """
    runs = found.runs
    index, end_to_end = Series(tuple(one.per_second for one in found.alone)), found.per_second
    yield row(_RATES, "_bulk alone, finished documents (ceiling of the index)", index, "/s")
    yield row(_RATES, "one raw hop (ceiling of the streams)", hops.raw, "/s")
    yield row(_RATES, "extraction alone on one core (ceiling of the CPU)", work.extracting, "/s")
    yield row(_RATES, "from the drop folder to searchable", end_to_end, "/s")
    yield row(
        _RATES, "÷ the slowest ceiling, each alone on the machine",
        end_to_end.best / min(index.best, hops.raw.best, work.extracting.best),
    )  # fmt: skip
    if not runs[0].cpu_ms:
        return
    whole = _least_of([sum(one.cpu_ms.values()) for one in runs])
    server, client = _least_of([one.server_ms for one in found.sharing]), _least_of([one.client_ms for one in found.sharing])
    working = _least_of(found.working_ms)
    hopped = 3 * hops.raw_cpu.best if hops.raw_cpu else 0.0
    least = server.best + client.best + working.best + hopped
    best = max(runs, key=lambda one: one.per_second)
    yield row(_RATES, "the ceilings allow on these cores, sharing them (by the least CPU time below)", cores * 1000 / least, "/s")
    yield row(_RATES, "÷ what the ceilings allow, by the clock", end_to_end.best * least / (cores * 1000))
    share = best.per_second / allowed({**best.cpu_ms, COMPILER: best.compiling_ms}, cores)
    yield row(_RATES, "÷ what its own CPU time allows on these cores, had nobody else used them", share)

    yield row(_COSTS, "all processes, from the drop folder to searchable", whole, "ms")
    for name in runs[0].cpu_ms:
        yield row(_COSTS, f"  {name}", _least_of([one.cpu_ms[name] for one in runs]), "ms")
    yield row(_COSTS, "the least: the ceilings at once", least, "ms")
    yield row(_COSTS, "  OpenSearch for the same documents through _bulk", server, "ms")
    yield row(_COSTS, "  who sends them", client, "ms")
    yield row(_COSTS, "  normalizing, sketching and extracting", working, "ms")
    yield row(_COSTS, "  three raw hops, process and Valkey", hopped, "ms")
    yield row(_COSTS, "the least ÷ all processes", least / whole.best, "", at_least=0.8)
    yield row(_COSTS, "left out: OpenSearch compiling its own code", _least_of([one.compiling_ms for one in runs]), "ms")


def _least_of(costs: Sequence[float]) -> Series:
    return Series(tuple(costs), higher_is_better=False)
