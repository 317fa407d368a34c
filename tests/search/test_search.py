"""`hirfa search` and `hirfa export` on the real OpenSearch."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from itertools import pairwise
from math import isinf
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from services.console.main import cli
from services.console.search.columns import COLUMNS
from services.console.search.query import AMOUNTS, CONFIDENCES, FACETS
from services.console.search.tables import DIMENSIONS, dimensions
from services.indexer.install import template
from tests.search.conftest import Indexed


def run(indexed: Indexed, *arguments: str) -> Result:
    environment = {"OPENSEARCH_URL": indexed.url, "HIRFA_INDEX_PREFIX": indexed.prefix}
    result = CliRunner().invoke(cli, arguments, env=environment)
    assert result.exit_code == 0, result.output
    return result


def facts(indexed: Indexed, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run(indexed, "search", *arguments, "--json").stdout)["facts"]
    return found


def test_the_exports_of_casablanca_come_first(seeds: Indexed) -> None:
    result = json.loads(run(seeds, "search", "صادرات الصناعة التقليدية", "--facets", "--json").stdout)
    first = result["facts"][0]
    assert (first["kind"], first["value"], first["unit"], first["status"]) == ("exports", 398_000_000, "MAD", "achieved")
    assert first["regions"] == ["MA-06"]
    assert first["period"] == "2024"
    assert "398 مليون درهم" in first["quote"]
    assert result["facets"]["kind"]["exports"] >= 2
    assert result["facets"]["regions"]["MA-06"] >= 2
    shown = run(seeds, "search", "صادرات الصناعة التقليدية", "--facets").stdout
    assert shown.index("398 مليون درهم⟧") < shown.index("200 مليون درهم⟧")
    assert "sums (without the parts of a total)" in shown


@pytest.mark.parametrize("region", ["MA-06", "الدار البيضاء سطات", "جهة الدارالبيضاء-سطات", "Casablanca-Settat", "casablanca"])
def test_filters_take_codes_and_names(seeds: Indexed, region: str) -> None:
    found = facts(seeds, "--kind", "exports", "--region", region, "--year", "2024", "--min", "1000000", "--status", "achieved")
    assert [fact["value"] for fact in found] == [398_000_000]


def test_words_of_other_languages_find_the_arabic_fact(seeds: Indexed) -> None:
    for words in ("exportations Casablanca", "exports casablanca", "الصادرات بالدار البيضاء", "لصادرات الدارالبيضاء"):
        assert facts(seeds, words)[0]["value"] == 398_000_000, words


def test_a_wrong_name_is_refused_with_those_that_are_close(seeds: Indexed) -> None:
    result = CliRunner().invoke(cli, ["search", "--region", "Casablanca-Setat"], env={"OPENSEARCH_URL": seeds.url})
    assert result.exit_code == 2
    assert "MA-06" in result.output


def test_an_exact_phrase_is_exact(seeds: Indexed) -> None:
    words = facts(seeds, "صادرات المنتوجات")
    phrase = facts(seeds, '"المنتوجات الصناعية"')
    assert [fact["value"] for fact in phrase] == [200_000_000]
    assert len(words) >= len(phrase)
    assert facts(seeds, '"المنتوجات صادرات"') == []


def test_off_topic_and_repeated_articles_only_when_asked_for(corpus: Indexed) -> None:
    kept = json.loads(run(corpus, "search", "--json", "--limit", "0").stdout)["total"]
    everything = json.loads(run(corpus, "search", "--json", "--limit", "0", "--off-topic", "--duplicates").stdout)["total"]
    assert everything == corpus.client.count(index=f"{corpus.prefix}-facts")["count"]
    assert kept < everything
    assert facts(corpus, "--article", corpus.names["118"]) == []  # a football club's budget
    assert facts(corpus, "--article", corpus.names["118"], "--off-topic")


def test_articles_are_found_with_the_words_marked(corpus: Indexed) -> None:
    found = json.loads(run(corpus, "search", "--articles", "الزربية الزيانية", "--json").stdout)["articles"]
    assert found[0]["article_id"] == corpus.names["311"]
    assert "⟦" in run(corpus, "search", "--articles", "الزربية الزيانية", "--limit", "1").stdout


def test_every_facet_is_a_field_and_gives_counts(corpus: Indexed) -> None:
    properties = template("x", "facts")["template"]["mappings"]["properties"]
    assert set(FACETS) <= set(properties)
    facets = json.loads(run(corpus, "search", "--facets", "--json", "--limit", "0").stdout)["facets"]
    empty = [name for name, counts in facets.items() if not counts]
    assert empty in ([], ["source"])  # dropped files name no outlet
    total = json.loads(run(corpus, "search", "--json", "--limit", "0").stdout)["total"]
    assert sum(facets["kind"].values()) == sum(facets["confidence"].values()) == total


def test_sums_leave_out_the_parts_of_a_total(corpus: Indexed) -> None:
    facets = json.loads(run(corpus, "search", "--facets", "--json", "--limit", "0", "--article", corpus.names["004"]).stdout)[
        "facets"
    ]
    parts = facts(corpus, "--article", corpus.names["004"], "--kind", "budget", "--limit", "100")
    whole = sum(float(fact["value"] or 0) for fact in parts if not fact["part_of"])  # type: ignore[arg-type]
    assert any(fact["part_of"] for fact in parts)
    assert sum(row["sum"] for row in facets["sums"] if row["kind"] == "budget") == pytest.approx(whole)


@pytest.mark.parametrize("by", DIMENSIONS)
def test_a_table_by_each_property_counts_and_sums_as_the_facts_do(corpus: Indexed, by: str) -> None:
    """Beside a reckoning over the exported facts, with neither OpenSearch's buckets nor ours."""
    answer = json.loads(run(corpus, "search", "--by", by, "--limit", "0", "--json").stdout)
    rows = {tuple(row[name] for name in dimensions([by])): (row["count"], row["sum"]) for row in answer["by"]}
    counts: Counter[tuple[Any, ...]] = Counter()
    sums: defaultdict[tuple[Any, ...], float] = defaultdict(float)
    summed: Counter[tuple[Any, ...]] = Counter()
    for fact in map(json.loads, run(corpus, "export", "--format", "jsonl").stdout.splitlines()):
        values = fact[DIMENSIONS[by]]
        for value in values if isinstance(values, list) else [values]:
            if value is None or fact["unit"] is None:
                continue
            key = tuple(step(by, value) if name == by else fact[DIMENSIONS[name]] for name in dimensions([by]))
            counts[key] += 1
            if not fact["part_of"] and fact["unit"] != "percent":
                summed[key] += 1
                sums[key] += fact["value"] or 0
    assert {key: count for key, (count, _) in rows.items()} == counts
    for key, (_, total) in rows.items():
        assert total == (pytest.approx(sums[key]) if summed[key] else None), key
    if by != "source":  # dropped files name none
        assert len(rows) > 3
        shown = run(corpus, "search", "--by", by, "--limit", "0").stdout
        assert len(shown.splitlines()) >= len(rows)


def step(by: str, value: Any) -> Any:
    """The range that a figure falls in, by the name that OpenSearch gives it."""
    bounds = {"amount": AMOUNTS, "confidence": CONFIDENCES}.get(by)
    if bounds is None:
        return value
    edges = [float("-inf"), *bounds, float("inf")]
    (found,) = [(low, high) for low, high in pairwise(edges) if low <= value < high]
    return "-".join("*" if isinf(edge) else str(float(edge)) if edge < 1e7 else f"{edge:.1E}".replace("+0", "") for edge in found)


def test_a_time_series_by_region(corpus: Indexed) -> None:
    arguments = ("--kind", "exports", "--by", "region", "--by", "year", "--limit", "0")
    rows = json.loads(run(corpus, "search", *arguments, "--json").stdout)["by"]
    (casablanca,) = [row for row in rows if (row["region"], row["year"], row["sum"]) == ("MA-06", 2024, 398_000_000)]
    assert (casablanca["kind"], casablanca["unit"]) == ("exports", "MAD")
    assert "398 مليون درهم" in run(corpus, "search", *arguments).stdout.replace("\N{NO-BREAK SPACE}", " ")
    wrong = CliRunner().invoke(cli, ["search", "--by", "colour"])
    assert wrong.exit_code == 2
    assert "organisation" in wrong.output


def test_an_export_holds_every_fact_and_its_columns(corpus: Indexed, tmp_path: Path) -> None:
    total = json.loads(run(corpus, "search", "--json", "--limit", "0").stdout)["total"]
    table, lines = tmp_path / "facts.csv", tmp_path / "facts.jsonl"
    run(corpus, "export", "-o", str(table))
    run(corpus, "export", "-o", str(lines))
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
    objects = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert len(rows) == len(objects) == total
    assert list(rows[0]) == list(objects[0]) == list(COLUMNS)
    for row, one in zip(rows, objects, strict=True):
        assert row["fact_id"] == one["fact_id"]
        assert row["quote"].lstrip("'") == one["quote"].replace("\r", "").lstrip("'") or row["quote"] == one["quote"]
        assert (float(row["value"]) if row["value"] else None) == one["value"]
    assert all(f"`{name}`" in (tmp_path / "facts.csv.columns.md").read_text("utf-8") for name in COLUMNS)
    assert not list(tmp_path.glob("*.part"))


def test_every_column_is_a_field_of_the_facts() -> None:
    assert set(COLUMNS) <= set(template("x", "facts")["template"]["mappings"]["properties"])


def test_parquet_says_what_it_needs_or_holds_every_fact(seeds: Indexed, tmp_path: Path) -> None:
    target = tmp_path / "facts.parquet"
    environment = {"OPENSEARCH_URL": seeds.url, "HIRFA_INDEX_PREFIX": seeds.prefix}
    result = CliRunner().invoke(cli, ["export", "-o", str(target)], env=environment)
    try:
        import pyarrow.parquet  # type: ignore[import-not-found]
    except ImportError:
        assert result.exit_code == 1
        assert "hirfa[parquet]" in result.output
        assert not target.exists()
    else:
        assert pyarrow.parquet.read_table(target).num_rows == json.loads(run(seeds, "search", "--json").stdout)["total"]


def test_an_index_that_is_not_there_is_named(seeds: Indexed) -> None:
    for url, prefix, words in ((seeds.url, "t-none", "no index"), ("http://127.0.0.1:9", "t-none", "OPENSEARCH_URL")):
        result = CliRunner().invoke(cli, ["search", "x"], env={"OPENSEARCH_URL": url, "HIRFA_INDEX_PREFIX": prefix})
        assert result.exit_code == 1
        assert words in result.output
