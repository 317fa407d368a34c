"""Tables of counts and sums, from answers as OpenSearch gives them."""

from __future__ import annotations

from services.console.search.printing import print_table
from services.console.search.tables import table_rows


def test_what_a_table_holds_no_row_for_is_counted_in_every_column() -> None:
    whole = {"doc_count": 2, "sum": {"value": 30.0}}
    units = {"buckets": [{"key": "MAD", "doc_count": 2, "whole": whole}]}
    kinds = {"buckets": [{"key": "exports", "doc_count": 2, "rows": units}]}
    years = {"buckets": [{"key": 2024, "doc_count": 2, "rows": kinds}]}
    answer = {"buckets": [{"key": "دار الصانع", "doc_count": 2, "rows": years}], "sum_other_doc_count": 3}
    rows = table_rows(answer, ["organisation", "year"])
    assert rows == [
        {"organisation": "دار الصانع", "year": 2024, "kind": "exports", "unit": "MAD", "count": 2, "sum": 30.0},
        {"organisation": "…", "year": None, "kind": None, "unit": None, "count": 3, "sum": None},
    ]
    print_table(rows)
