"""Prometheus metrics of a service. Labels have few values: stages, streams, groups and the reasons in `shared/errors.py`."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector

_RUNS = 4
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def new_registry() -> CollectorRegistry:
    """A registry with the process's own metrics."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    return registry


class StageMetrics:
    """What a stage counts."""

    def __init__(self, registry: CollectorRegistry, stage: str) -> None:
        self._processed = Counter("hirfa_processed", "Messages processed", ["stage"], registry=registry).labels(stage)
        self._retried = Counter("hirfa_retried", "Messages processed at a later delivery", ["stage"], registry=registry).labels(
            stage
        )
        self._failed = Counter("hirfa_failed", "Deliveries that failed", ["stage", "reason"], registry=registry)
        self._dead = Counter("hirfa_dead", "Dead letters", ["stage", "reason"], registry=registry)
        self._seconds = Histogram(
            "hirfa_seconds", "Time of the work on one message", ["stage"], registry=registry, buckets=_SECONDS
        ).labels(stage)
        self._end_to_end = Histogram(
            "hirfa_end_to_end_seconds",
            "From fetching to searchable",
            registry=registry,
            buckets=(0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86400),
        )
        self._waiting = Gauge(
            "hirfa_waiting",
            "Messages a group has not done, but for those put off by their sites",
            ["stream", "group", "state"],
            registry=registry,
        )
        self._oldest = Gauge(
            "hirfa_oldest_waiting_seconds",
            "Age of the oldest message a group has not done, but for those put off by their sites",
            ["stream", "group"],
            registry=registry,
        )
        self._letters = Gauge("hirfa_dead_letters", "Dead letters that nobody has replayed or dropped", registry=registry)
        self._replay_idle = Gauge(
            "hirfa_replay_idle_seconds",
            "Since the replay under way that is slowest to get on did so; 0 without one",
            registry=registry,
        )
        self._replayed = Counter("hirfa_replayed", "Messages of a replay processed", ["stage", "run"], registry=registry)
        self._runs: list[str] = []
        self._stage = stage

    def of_run(self, run_id: str) -> None:
        """A message of a replay was processed. The latest runs are told apart, so that the label has few values."""
        if run_id not in self._runs:
            self._runs.append(run_id)
            if len(self._runs) > _RUNS:
                self._replayed.remove(self._stage, self._runs.pop(0))
        self._replayed.labels(self._stage, run_id).inc()

    def done(self, seconds: float, *, replayed: bool) -> None:
        """A message was processed in `seconds`; `replayed`: not at its first delivery."""
        self._processed.inc()
        self._seconds.observe(seconds)
        if replayed:
            self._retried.inc()

    def failed(self, reason: str, *, dead: bool) -> None:
        """A delivery failed; `dead`: a dead letter was made of it."""
        self._failed.labels(self._stage, reason).inc()
        if dead:
            self._dead.labels(self._stage, reason).inc()

    def searchable(self, seconds: float) -> None:
        """An article became searchable so long after it was fetched."""
        self._end_to_end.observe(max(0.0, seconds))

    def backlog(self, stream: str, group: str, *, pending: int, lag: int, oldest_seconds: float) -> None:
        """What a group has not done."""
        self._waiting.labels(stream, group, "pending").set(pending)
        self._waiting.labels(stream, group, "lag").set(lag)
        self._oldest.labels(stream, group).set(oldest_seconds)

    def looked_after(self, *, dead_letters: int, replay_idle_seconds: float) -> None:
        """What waits for people."""
        self._letters.set(dead_letters)
        self._replay_idle.set(replay_idle_seconds)


class ArchiveMetrics:
    """What the archiver counts. `reason` is one of those of `shared.archive.stores.StoreError`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._entries = Counter("hirfa_archived_entries", "Raw entries archived", registry=registry)
        self._bytes = Counter("hirfa_archived_bytes", "Bytes of archived objects, compressed", registry=registry)
        self._failures = Counter("hirfa_archive_failures", "Attempts to archive that failed", ["reason"], registry=registry)
        self._well = Gauge("hirfa_archive_well", "1, or 0 while the archive cannot be written to", registry=registry)
        self._well.set(1)

    def archived(self, entries: int, size: int) -> None:
        """An object of so many entries and bytes was stored."""
        self._entries.inc(entries)
        self._bytes.inc(size)

    def failed(self, reason: str) -> None:
        """An object could not be stored."""
        self._failures.labels(reason).inc()
        self._well.set(0)

    def well(self) -> None:
        """The archive can be written to."""
        self._well.set(1)
