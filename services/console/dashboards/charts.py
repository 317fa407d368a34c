"""What a chart of Dashboards is told beside its aggregations.

Dashboards fills in what is missing param by param and not inside one, and its own title of the axis of values is 'Count',
whatever is measured: so the axes are stated whole.
"""

from __future__ import annotations

from typing import Any


def chart_params(kind: str, value_label: str) -> dict[str, Any]:
    """The params of a visualization.

    Args:
        kind: `histogram`, `horizontal_bar`, `pie` or `table`.
        value_label: what is measured, for the axis of values and the legend.
    """
    if kind not in ("histogram", "horizontal_bar"):
        return {"type": kind}
    lying = kind == "horizontal_bar"
    category = {
        "id": "CategoryAxis-1", "type": "category", "position": "left" if lying else "bottom", "show": True, "style": {},
        "scale": {"type": "linear"}, "title": {},
        "labels": {"show": True, "filter": not lying, "truncate": 200 if lying else 100},
    }  # fmt: skip
    values = {
        "id": "ValueAxis-1", "name": "LeftAxis-1", "type": "value", "position": "bottom" if lying else "left", "show": True,
        "style": {}, "scale": {"type": "linear", "mode": "normal"}, "labels": {"show": True, "filter": lying, "truncate": 100},
        "title": {"text": value_label},
    }  # fmt: skip
    series = {
        "show": True, "type": "histogram", "mode": "normal" if lying else "stacked", "data": {"label": value_label, "id": "1"},
        "valueAxis": "ValueAxis-1",
    }  # fmt: skip
    return {"type": "histogram", "categoryAxes": [category], "valueAxes": [values], "seriesParams": [series]}


def columns_table(columns: list[str], labels: dict[str, str]) -> str:
    """What each column of a saved search is, in their order, as Markdown: Dashboards itself shows the fields' bare names."""
    rows = [columns, ["---"] * len(columns), [labels[name] for name in columns]]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
