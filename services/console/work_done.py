"""What a service has done since it started, read from its metrics."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families

_SECONDS = 3.0


@dataclass
class Work:
    """What the process that answers on a service's port has counted; replicas beside it count for themselves."""

    processed: int = 0
    retried: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    """Deliveries, by reason."""
    dead: dict[str, int] = field(default_factory=dict)
    """Dead letters, by reason."""
    seconds: float | None = None
    """The mean time of the work on a message."""
    end_to_end_seconds: float | None = None
    """The mean time from fetching to searchable; only the indexer knows it."""


def read_work(host: str, port: int) -> Work | None:
    """Ask a service for its metrics; None where it does not answer."""
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode("utf-8")
        return parse_work(text)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()


def parse_work(text: str) -> Work:
    """Read what Prometheus would read.

    Raises:
        ValueError: it is no such text.
    """
    work = Work()
    sums: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            match sample.name:
                case "hirfa_processed_total":
                    work.processed = int(sample.value)
                case "hirfa_retried_total":
                    work.retried = int(sample.value)
                case "hirfa_failed_total":
                    work.failed[sample.labels["reason"]] = int(sample.value)
                case "hirfa_dead_total":
                    work.dead[sample.labels["reason"]] = int(sample.value)
                case name if name.endswith(("_sum", "_count")):
                    sums[name] = sample.value
    work.seconds = _mean(sums, "hirfa_seconds")
    work.end_to_end_seconds = _mean(sums, "hirfa_end_to_end_seconds")
    return work


def _mean(sums: dict[str, float], name: str) -> float | None:
    count = sums.get(f"{name}_count")
    return round(sums[f"{name}_sum"] / count, 4) if count else None
