"""The documents of the index, without a server."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from services.indexer import labels
from services.indexer.dead_letters import document as letter_document
from services.indexer.documents import build_documents, document_version, extractor_number, period_bounds
from services.indexer.install import KINDS, template
from shared.contracts import DeadLetter, ExtractedArticle, read_message
from shared.contracts.extracted import KINDS as FACT_KINDS
from shared.contracts.extracted import Facility, Status, Unit

EXAMPLE = read_message(ExtractedArticle, (Path(__file__).parent / "contracts/extracted-1/article.json").read_bytes())
AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_every_field_of_a_document_is_in_the_strict_mapping() -> None:
    documents = build_documents(EXAMPLE)
    properties = {kind: template("hirfa", kind)["template"]["mappings"]["properties"] for kind in KINDS}
    assert set(documents.article) == set(properties["articles"])
    for fact in documents.facts.values():
        assert set(fact) == set(properties["facts"])
    letter = read_message(DeadLetter, (Path(__file__).parent / "contracts/dead-1/raised.json").read_bytes())
    assert set(letter_document("1-1", letter)) == set(properties["dead"])


def test_news_that_dates_itself_ahead_has_no_lag() -> None:
    def lag(**published: datetime | None) -> object:
        return build_documents(EXAMPLE.model_copy(update={"fetched_at": AT, **published})).article["lag_hours"]

    assert lag(published_at=AT - timedelta(hours=36)) == 36
    assert lag(published_at=AT + timedelta(hours=1)) is None
    assert lag(published_at=None) is None


def test_a_fact_stands_alone() -> None:
    documents = build_documents(EXAMPLE)
    (fact,) = documents.facts.values()
    assert fact["title"] == "معرض الخزف"
    assert fact["kind_name"] == "الزوار"
    assert fact["region_names"] == ["مراكش آسفي"]
    assert fact["craft_names"] == ["الخزف"]
    assert (fact["period_from"], fact["period_to"]) == ("2024-05-01", "2024-05-31")
    assert fact["article_id"] == EXAMPLE.article_id
    assert fact["in"] == "body"
    assert documents.article["fact_ids"] == list(documents.facts)
    json.dumps(documents.article)


@pytest.mark.parametrize(
    ("period", "bounds"),
    [
        ("2010", ("2010-01-01", "2010-12-31")),
        ("2020-02", ("2020-02-01", "2020-02-29")),
        ("2016-12-08", ("2016-12-08", "2016-12-08")),
        ("2015/2020", ("2015-01-01", "2020-12-31")),
        ("2024-03/2024-05", ("2024-03-01", "2024-05-31")),
        ("--11-21", (None, None)),
        ("2024-13", (None, None)),
        ("2023-02-30", (None, None)),
        ("2020/2015", (None, None)),
        ("soon", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_period_bounds(period: str | None, bounds: tuple[str | None, str | None]) -> None:
    assert period_bounds(period) == bounds


def test_versions_are_ordered_by_fetch_then_by_extractor() -> None:
    ordered = [
        document_version(AT, "0.1.0"),
        document_version(AT, "0.1.1"),
        document_version(AT, "0.2.0"),
        document_version(AT, "0.10.0"),
        document_version(AT, "1.0.0"),
        document_version(AT, "63.127.127"),
        document_version(AT + timedelta(milliseconds=1), "0.0.1"),
        document_version(datetime(9999, 1, 1, tzinfo=UTC), "0.0.1"),
    ]
    assert ordered == sorted(set(ordered))
    assert max(ordered) < 2**63
    assert extractor_number("99999.99999.99999") < 2**20
    assert document_version(datetime(1960, 1, 1, tzinfo=UTC), "0.0.0") == 0


def test_every_code_has_a_name() -> None:
    tables: dict[str, tuple[dict[str, str], Any]] = {
        "kinds": (labels.KINDS, FACT_KINDS),
        "units": (labels.UNITS, get_args(Unit)),
        "statuses": (labels.STATUSES, get_args(Status)),
        "facilities": (labels.FACILITIES, get_args(Facility)),
        "regions": (labels.REGIONS, [f"MA-{i:02}" for i in range(1, 13)]),
    }
    for name, (table, codes) in tables.items():
        assert set(table) == set(codes), name
