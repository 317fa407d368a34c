"""What the services measure, scraped while they run: the dashboard and the alert rules ask for nothing else."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from services.console.settings import ConsoleSettings
from services.console.status import read_status
from shared.settings import SERVICES
from shared.streams import ARCHIVE_GROUP, RAW, STREAMS, replays_key
from tests.servers.harness import CLONE, Pipeline, pipeline, until

pytestmark = pytest.mark.servers
RULES = yaml.safe_load((CLONE / "deploy" / "prometheus" / "hirfa.rules.yml").read_text("utf-8"))["groups"][0]["rules"]
DASHBOARD = json.loads((CLONE / "deploy" / "grafana" / "hirfa.json").read_text("utf-8"))
BY_PROMETHEUS = {"job", "instance", "service", "le"}
"""Labels that Prometheus' own configuration or a histogram brings."""


@dataclass
class Scraped:
    """The names of what is exposed, with the labels and values of each."""

    labels: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, text: str) -> None:
        for family in text_string_to_metric_families(text):
            endings = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(family.type, [""])
            for ending in endings:  # also of what has no sample yet
                self.labels.setdefault(family.name + ending, {})
            for sample in family.samples:
                known = self.labels.setdefault(sample.name, {})
                self.values.setdefault(sample.name, []).append(sample.value)
                for name, value in sample.labels.items():
                    known.setdefault(name, set()).add(value)


def expressions() -> Iterator[tuple[str, str]]:
    for rule in RULES:
        yield rule["alert"], rule["expr"]
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


async def scrape(line: Pipeline) -> Scraped:
    found = Scraped()
    for service in SERVICES:
        answer = await line.get(service, "/metrics")
        assert answer is not None
        found.add(answer.text)
    return found


async def test_dashboard_and_alerts_ask_for_what_there_is(
    tmp_path: Path, redis_url: str, opensearch_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = "Hirfa-Test/0.1 (+mailto:desk@example.ma)"
    with pipeline(tmp_path, redis_url, opensearch_url, trim_seconds=0.2, user_agent=agent) as line:
        line.start(*SERVICES)
        await line.ready(*SERVICES)
        (line.drop / "one.txt").write_text("بلغ عدد الصناع 1200 صانع خلال سنة 2024.", "utf-8")
        line.add(RAW, "{broken")
        line.add(RAW, '{"content": "x", "contract": "raw/2"}')
        line.redis.zadd(replays_key(line.prefix), {"replay-20260101T000000-0001": (time.time() - 1000) * 1000})
        found = Scraped()

        async def measured() -> bool:
            nonlocal found
            found = await scrape(line)
            letters, done = (found.values.get(name, [0]) for name in ("hirfa_dead_letters", "hirfa_processed_total"))
            return max(letters) == 1 and sum(done) == 4  # the article, once in each service

        await until("a dead letter and an article are measured", measured)
        assert 1000 <= max(found.values["hirfa_replay_idle_seconds"]) < 1100
        assert max(found.values["hirfa_oldest_waiting_seconds"]) > 0  # what waits for a newer service

        for where, expression in expressions():
            names = set(re.findall(r"\b(?:hirfa|process)_[a-z_]+\b", expression))
            assert names | set(re.findall(r"\bup\b", expression)), where
            assert not names - found.labels.keys(), f"{where}: nobody exposes {names - found.labels.keys()}"
            asked = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", expression))
            for inside in re.findall(r"by \(([^)]*)\)", expression):
                asked |= set(re.split(r"\s*,\s*", inside))
            there = {label for name in names for label in found.labels[name]} | BY_PROMETHEUS
            if all(found.labels[name] for name in names):
                assert asked <= there, f"{where}: no label {asked - there}"
            assert expression.count("(") == expression.count(")")

        streams, groups = {s.name for s in STREAMS}, {g for s in STREAMS for g in s.groups} | {ARCHIVE_GROUP}
        bounded = {
            "stage": set(SERVICES),
            "stream": streams,
            "group": groups,
            "state": {"pending", "lag", "polled", "broken", "well"},
        }
        for name, labels in found.labels.items():
            if name.startswith("hirfa_"):
                for label, values in labels.items():
                    assert values <= bounded.get(label, values), (name, label, values)
                    assert label in {*bounded, "reason", "run", "le", "outcome"}, f"{name}: is {label} bounded?"
                    assert all(re.fullmatch(r"[a-z_]+", value) for value in values if label in ("reason", "outcome"))

        for name, value in line.env.items():
            monkeypatch.setenv(name, value)
        status = (await asyncio.to_thread(read_status, ConsoleSettings(home=line.folder))).as_json()
        work: dict[str, Any] = status["work"]
        assert work["normalizer"]["processed"] == work["indexer"]["processed"] == 1
        assert work["normalizer"]["failed"] == work["normalizer"]["dead"] == {"undecodable": 1}
        assert work["extractor"]["retried"] == 0
        assert 0 < work["extractor"]["seconds"] < 10
        assert work["indexer"]["end_to_end_seconds"] > 0
        assert work["extractor"]["end_to_end_seconds"] is None
        assert next(group["oldest_seconds"] for group in status["streams"] if group["group"] == "normalizer") > 0
        assert 1000 <= status["replay_idle_seconds"] < 1100


def test_each_alert_of_the_list_is_there_and_says_what_to_do() -> None:
    alerts = {rule["alert"]: rule for rule in RULES}
    assert len(alerts) == len(RULES)
    assert alerts.keys() >= {
        "HirfaLag", "HirfaOldestWaiting", "HirfaDeadLetters", "HirfaDeadLettersComing", "HirfaServiceDown",
        "HirfaArchiveStopped", "HirfaReplayStuck",
    }  # fmt: skip
    for rule in RULES:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("info", "warning", "critical")
        assert rule["annotations"]["summary"]


def test_prometheus_looks_for_every_service() -> None:
    (job,) = yaml.safe_load((CLONE / "deploy" / "prometheus" / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    assert job["job_name"] == "hirfa"
    assert tuple(group["labels"]["service"] for group in job["static_configs"]) == SERVICES


def test_the_dashboard_is_whole() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    assert {variable["name"] for variable in DASHBOARD["templating"]["list"]} == {"datasource"}
    for panel in DASHBOARD["panels"]:
        assert panel["datasource"]["uid"] == "${datasource}"
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        assert panel["targets"]
