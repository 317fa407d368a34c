"""The scorer itself: what matches, what is missed, what is forgiven."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.console.commands.evaluate import command
from services.extractor.evaluation.floors import FLOORS, below
from services.extractor.evaluation.gold import gold_sets
from services.extractor.evaluation.scoring import Gold, Score, score_article
from services.extractor.extract import extract_article
from shared.contracts import ExtractedArticle, NormalizedArticle

ROOT = Path(__file__).parents[2]
BODY = "بلغت صادرات الجهة 398 مليون درهم سنة 2024. وتضم الجهة 180.000 صانع."


def read(body: str) -> ExtractedArticle:
    return extract_article(
        NormalizedArticle(
            article_id="a", body=body, language="ar", fetched_at=datetime(2025, 1, 1, tzinfo=UTC), normalizer_version="test"
        )
    )


def gold(*facts: Gold) -> Gold:
    return {"seed": "t", "facts": list(facts)}


EXPORTS: Gold = {"kind": "exports", "value": 398_000_000, "unit": "MAD", "period": "2024", "quote": "398 مليون درهم"}
WORKFORCE: Gold = {"kind": ["workforce", "other"], "value": 180_000, "unit": "person", "quote": "180.000 صانع"}


def test_all_found() -> None:
    score = score_article(read(BODY), gold(EXPORTS, WORKFORCE))
    assert (score.matched, score.gold, score.found) == (2, 2, 2)
    assert score.attributes["period"].right == 1


def test_a_wrong_value_is_missed_wrong_and_not_silent() -> None:
    score = score_article(read(BODY), gold({**EXPORTS, "value": 3_980_000}, WORKFORCE))
    assert (score.matched, score.gold, score.found) == (1, 2, 2)
    assert len(score.missed) == len(score.wrong) == 1
    assert score.silent.right == 1, "the figure that was read as another, with no flag, counts as read wrong in silence"


def test_optional_gold_neither_counts_when_found_nor_when_missed() -> None:
    found = score_article(read(BODY), gold({**EXPORTS, "optional": True}, WORKFORCE))
    missed = score_article(
        read(BODY), gold(EXPORTS, WORKFORCE, {"kind": "jobs", "value": 5, "quote": "لا شيء", "optional": True})
    )
    assert (found.matched, found.gold, found.found) == (1, 1, 1)
    assert (missed.matched, missed.gold, missed.found) == (2, 2, 2)


def test_each_is_used_once() -> None:
    score = score_article(read(BODY), gold(EXPORTS, EXPORTS, WORKFORCE))
    assert (score.matched, score.gold) == (2, 3)


def test_floors_are_checked() -> None:
    assert list(below("seeds", Score(found=10, matched=5, gold=10)))


def test_every_set_has_its_floor() -> None:
    assert {s.name for s in gold_sets(ROOT)} == set(FLOORS)


@pytest.mark.parametrize("name", ["seeds"])
def test_the_command_holds_the_floor(name: str) -> None:
    result = CliRunner().invoke(command, ["--gold", name, "--check"])
    assert result.exit_code == 0, result.output
    assert "F1" in result.output


def test_offsets_are_true_in_every_set() -> None:
    from services.console.extracting import extract_file

    for gold_set in gold_sets(ROOT):
        for path, _ in gold_set.pairs():
            article = extract_file(path, datetime(2026, 12, 1, tzinfo=UTC))
            ids = [f.fact_id for f in article.facts]
            assert len(ids) == len(set(ids))
            for fact in article.facts:
                text = article.body if fact.in_ == "body" else article.title or ""
                assert text[fact.start : fact.end] == fact.quote
                assert fact.part_of is None or fact.part_of in ids
