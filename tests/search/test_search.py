"""`hirfa search` and `hirfa export` on the real OpenSearch."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import re
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from math import isinf
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from opensearchpy import OpenSearch

from services.console.embedded.ports import OPENSEARCH_PORTS, free_port
from services.console.main import cli
from services.console.run_file import LOCK, Run
from services.console.search.columns import COLUMNS
from services.console.search.query import AMOUNTS, CONFIDENCES, FACETS
from services.console.search.tables import DIMENSIONS, dimensions
from services.indexer.install import template
from tests.search.conftest import NOW, ROOT, Indexed, extracted, indexed_articles


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
        for value in (values or [None]) if isinstance(values, list) else [values]:
            key = tuple(step(by, value) if name == by else fact[DIMENSIONS[name]] for name in dimensions([by]))
            counts[key] += 1
            if not fact["part_of"] and fact["unit"] not in ("percent", None):
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
    if bounds is None or value is None:
        return value
    edges = [float("-inf"), *bounds, float("inf")]
    (found,) = [(low, high) for low, high in pairwise(edges) if low <= value < high]
    return "-".join("*" if isinf(edge) else str(edge) for edge in found)


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


def test_without_pyarrow_an_export_to_parquet_says_how_to_get_it(
    seeds: Indexed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    target = tmp_path / "facts.parquet"
    environment = {"OPENSEARCH_URL": seeds.url, "HIRFA_INDEX_PREFIX": seeds.prefix}
    result = CliRunner().invoke(cli, ["export", "-o", str(target)], env=environment)
    assert result.exit_code == 1
    (advice,) = re.findall(r"`make ([a-z]+)`", result.output)
    assert re.search(rf"^{advice}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    (extra,) = re.findall(r"hirfa\[([a-z]+)\]", result.output)  # where there is no clone
    assert extra in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert not list(tmp_path.iterdir())


def test_parquet_holds_every_fact_as_json_lines_do(corpus: Indexed, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="`make parquet` brings pyarrow")
    target = tmp_path / "facts.parquet"
    run(corpus, "export", "-o", str(target))
    table = parquet.read_table(target)
    assert table.to_pylist() == [json.loads(line) for line in run(corpus, "export", "--format", "jsonl").stdout.splitlines()]
    assert table.num_rows > 100
    assert table.column_names == list(COLUMNS)
    assert table.schema.field("value").metadata[b"description"].decode() == COLUMNS["value"][1]
    assert (tmp_path / "facts.parquet.columns.md").exists()


def test_an_index_that_is_not_there_is_named(seeds: Indexed) -> None:
    for url, prefix, words in ((seeds.url, "t-none", "no index"), ("http://127.0.0.1:9", "t-none", "which OPENSEARCH_URL names")):
        result = CliRunner().invoke(cli, ["search", "x"], env={"OPENSEARCH_URL": url, "HIRFA_INDEX_PREFIX": prefix})
        assert result.exit_code == 1
        assert words in result.output


def test_where_nothing_runs_the_message_says_what_was_asked_and_why(tmp_path: Path) -> None:
    """No address was given: none is blamed."""
    port = free_port(OPENSEARCH_PORTS)
    environment = {"OPENSEARCH_URL": None, "HIRFA_HOME": str(tmp_path), "HIRFA_OPENSEARCH_PORT": str(port)}
    result = CliRunner().invoke(cli, ["search", "x"], env=environment)
    assert result.exit_code == 1
    assert f"http://127.0.0.1:{port}" in result.output
    assert f"no `hirfa up` runs on {tmp_path}" in result.output
    run_of_another = Run(1, "redis://127.0.0.1:9", "http://127.0.0.1:9", {})
    run_of_another.write(tmp_path)
    with (tmp_path / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = CliRunner().invoke(cli, ["search", "x"], env=environment)
    assert result.exit_code == 1
    assert "http://127.0.0.1:9 (" in result.output
    assert f"that of the `hirfa up` which runs on {tmp_path}" in result.output


def test_steps_of_amounts_are_written_out(corpus: Indexed) -> None:
    facets = json.loads(run(corpus, "search", "--facets", "--json", "--limit", "0").stdout)["facets"]
    assert "100000000-1000000000" in facets["amount"]
    assert {"0.8-0.9", "0.9-*"} <= set(facets["confidence"])
    shown = run(corpus, "search", "--facets", "--by", "amount", "--limit", "0").stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert shown.count("100 000 000 – 1 000 000 000") >= 2
    assert "< 100 000" in shown
    assert "≥ 0,9" in shown
    assert not re.search(r"\dE\d", shown)


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("exportation de Casablanca", "exportation Casablanca"), ("village des artisans", "village artisans"),
        ("budget à Fès", "budget Fès"), ("كم عدد الصناع", "الصناع"),
        ("what is the budget of Fes", "budget Fes"), ("l'exportation et le budget", "exportation budget"),
    ],
)  # fmt: skip
def test_stop_words_of_a_query_ask_for_nothing(corpus: Indexed, asked: str, plain: str) -> None:
    found = [fact["fact_id"] for fact in facts(corpus, asked, "--limit", "1000")]
    assert sorted(found, key=str) == sorted((fact["fact_id"] for fact in facts(corpus, plain, "--limit", "1000")), key=str)
    assert found


def test_a_persons_names_stand_in_one_name(corpus: Indexed) -> None:
    """First and last names of two people of an article are nobody's."""
    articles = json.loads(run(corpus, "search", "--articles", "--json", "--limit", "1000", "--off-topic").stdout)["articles"]
    pairs = [
        (first, second, one["people_names"])
        for one in articles
        for first, second in pairwise(one["people_names"])
        if len(first.split()) == len(second.split()) == 2 and not set(first.split()) & set(second.split())
    ]
    assert pairs
    for first, second, names in pairs[:5]:
        mixed = f"{first.split()[0]} {second.split()[1]}"
        assert mixed not in names
        assert facts(corpus, "--person", mixed, "--off-topic", "--duplicates") == []
    named = [fact for fact in facts(corpus, "--limit", "1000") if fact["people_names"]]
    for fact in named[:5]:
        who = str(fact["people_names"][0])  # type: ignore[index]
        assert any(who in one["people_names"] for one in facts(corpus, "--person", who, "--limit", "1000"))  # type: ignore[operator]


def test_phrases_and_words_of_other_fields_are_marked(corpus: Indexed) -> None:
    (phrase, *_) = json.loads(run(corpus, "search", "--articles", '"الصناعة التقليدية"', "--json").stdout)["articles"]
    assert any("⟦" in fragment for found in phrase["fragments"].values() for fragment in found)
    assert "⟦" in run(corpus, "search", "--articles", '"الصناعة التقليدية"', "--limit", "1").stdout
    for one in json.loads(run(corpus, "search", "--articles", "الزليج", "--json").stdout)["articles"]:
        assert one["fragments"]


def test_a_repeat_counts_where_its_original_is_left_out(opensearch_client: OpenSearch, opensearch_url: str) -> None:
    """Once: the second repeat stays away."""
    first = next(iter(extracted(ROOT / "seeds").values()))
    made = [
        first.model_copy(
            update={
                "article_id": name, "source": source, "near_duplicate_of": None if name == "one" else "one", "off_topic": False,
                "published_at": NOW + timedelta(days=day), "fetched_at": NOW + timedelta(days=day),
                "facts": [fact.model_copy(update={"fact_id": f"{name}-{fact.fact_id}"}) for fact in first.facts],
            }
        )
        for day, (name, source) in enumerate({"one": "A", "two": "B", "three": "B"}.items())
    ]  # fmt: skip
    for kept in indexed_articles(opensearch_client, opensearch_url, {one.article_id: one for one in made}):
        count = len(first.facts)
        since = (NOW + timedelta(days=1)).date().isoformat()
        cases = {(): "one", ("--source", "B"): "two", ("--since", since): "two", ("--source", "A", "--source", "B"): "one"}
        cases["--article", "three"] = "three"
        for arguments, article in cases.items():
            found = facts(kept, "--limit", "1000", *arguments)
            assert {fact["article_id"] for fact in found} == {article}, arguments
            assert len(found) == count
        assert len(run(kept, "export", "--format", "jsonl", "--source", "B").stdout.splitlines()) == count
        assert json.loads(run(kept, "search", "--articles", "--source", "B", "--json").stdout)["total"] == 1


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_an_amount_is_a_number(value: str) -> None:
    for option in ("--min", "--max", "--confidence"):
        result = CliRunner().invoke(cli, ["search", f"{option}={value}"])
        assert result.exit_code == 2, result.output
        assert option in result.output


@pytest.mark.parametrize("command", ["search", "export"])
@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--since", "2024-13-01", "2024-03-01"), ("--until", "2024-02-30", "year (2024)"), ("--since", "soon", "month (2024-03)"),
        ("--since", "0000", "no day"), ("--since", "", "no day"), ("--year", "20", "2019-2022"), ("--kind", "zzz", "workforce"),
        ("--flag", "xyz", "sum_mismatch"), ("--flag", "no_title", "malformed_number"), ("--region", "Sus", "close"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_the_options_name_with_what_is_wanted(
    command: str, option: str, value: str, words: str
) -> None:
    result = CliRunner().invoke(cli, [command, option, value])
    assert result.exit_code == 2
    assert option in result.output
    assert words in result.output


def test_articles_have_flags_of_their_own(corpus: Indexed) -> None:
    shown = CliRunner().invoke(cli, ["search", "--articles", "--flag", "sum_mismatch"])
    assert shown.exit_code == 2
    assert "weekday_mismatch" in shown.output
    wanted = [one for one in _articles(corpus) if "no_title" in one["flags"]]
    assert wanted
    assert len(_articles(corpus, "--flag", "no_title")) == len(wanted)


def _articles(indexed: Indexed, *arguments: str) -> list[dict[str, Any]]:
    shown = run(indexed, "search", "--articles", "--json", "--limit", "1000", "--off-topic", "--duplicates", *arguments)
    found: list[dict[str, Any]] = json.loads(shown.stdout)["articles"]
    return found


def test_a_year_or_a_month_bounds_the_days(corpus: Indexed) -> None:
    dated = [one["date"][:10] for one in _articles(corpus) if one.get("date")]
    years = Counter(day[:4] for day in dated)
    year, count = years.most_common(1)[0]
    assert count < len(dated)
    assert len(_articles(corpus, "--since", year, "--until", year)) == count
    month, count = Counter(day[:7] for day in dated).most_common(1)[0]
    assert len(_articles(corpus, "--since", month, "--until", month)) == count
    wrong = CliRunner().invoke(cli, ["search", "--since", "2024", "--until", "2023"])
    assert wrong.exit_code == 2
    assert "--since 2024-01-01" in wrong.output


def test_too_large_a_table_says_what_to_do(corpus: Indexed) -> None:
    setting = "search.max_buckets"
    corpus.client.cluster.put_settings(body={"transient": {setting: 5}})
    try:
        environment = {"OPENSEARCH_URL": corpus.url, "HIRFA_INDEX_PREFIX": corpus.prefix}
        result = CliRunner().invoke(cli, ["search", "--by", "organisation", "--by", "person"], env=environment)
    finally:
        corpus.client.cluster.put_settings(body={"transient": {setting: None}})
    assert result.exit_code == 1
    assert "one property" in result.output
