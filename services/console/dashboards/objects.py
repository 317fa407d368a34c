"""From the definition to Dashboards' saved objects, and to the aggregations that each panel asks for.

The objects' form is that of OpenSearch Dashboards 2 and 3 (`/api/saved_objects/_import`).
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from services.console.dashboards import region_map
from services.console.dashboards.charts import chart_params, columns_table
from services.indexer.install import KINDS, alias_name, template

TARGET = Path(__file__).parents[3] / "deploy" / "dashboards" / "hirfa.ndjson"
_TIME_FIELD = {"articles": "fetched_at", "facts": "fetched_at", "dead": "died_at"}  # a time that every document has
_OSD_TYPES = {
    "text": "string", "keyword": "string", "date": "date", "long": "number", "integer": "number", "double": "number",
    "float": "number", "boolean": "boolean", "object": "string", "nested": "nested",
}  # fmt: skip
_WIDTH, _HEIGHT, _LOW = 48, 14, 5
"""Of Dashboards' grid, of a panel in it, and of the names of columns above a saved search."""
_NOT_AGGREGATABLE = ("text", "object", "nested")
_FORMATS = {
    "value": {"id": "number", "params": {"pattern": "0,0.[00]"}},
    "value_max": {"id": "number", "params": {"pattern": "0,0.[00]"}},
    "confidence": {"id": "percent", "params": {"pattern": "0%"}},
    "relevance": {"id": "percent", "params": {"pattern": "0%"}},
    "url": {"id": "url", "params": {"labelTemplate": "{{value}}"}},
}


@lru_cache(maxsize=1)
def definition() -> dict[str, Any]:
    """The definition as it is written."""
    body: dict[str, Any] = yaml.safe_load((files("services.console.dashboards") / "definition.yaml").read_text("utf-8"))
    return body


def fields(kind: str) -> dict[str, str]:
    """The fields of an index with their types, multi-fields included (`title.keyword`)."""
    found = {}
    for name, field in template("x", kind)["template"]["mappings"]["properties"].items():
        found[name] = str(field.get("type", "object"))
        found |= {f"{name}.{part}": str(more["type"]) for part, more in field.get("fields", {}).items()}
    return found


def labels() -> dict[str, str]:
    """What people read in place of a field's name: Arabic, and French in brackets."""
    found: dict[str, str] = definition()["labels"]
    return found


def measure_label(panel: dict[str, Any]) -> str:
    """What a panel measures: a count is one of documents of its index."""
    known = definition()["measures"]
    if panel["measure"] == "count":
        return str(known["count"][panel["index"]])
    ((kind, field),) = panel["measure"].items()
    return str(known[kind][field])


def aggregations(panel: dict[str, Any]) -> list[dict[str, Any]]:
    """A panel's measure and buckets as Dashboards states them."""
    measure = panel["measure"]
    label = {"customLabel": measure_label(panel)}
    if measure == "count":
        found: list[dict[str, Any]] = [{"id": "1", "type": "count", "schema": "metric", "params": label}]
    else:
        ((kind, field),) = measure.items()
        found = [{"id": "1", "type": kind, "schema": "metric", "params": {"field": field, **label}}]
    schema = "bucket" if panel["type"] == "table" else "segment"
    if "time" in panel:
        interval = "d" if panel["time"] in _TIME_FIELD.values() else "y"
        params = {**_bucket(panel["time"]), "interval": interval, "min_doc_count": 1, "useNormalizedOpenSearchInterval": False}
        found.append({"id": "2", "type": "date_histogram", "schema": schema, "params": params})
    if "ranges" in panel:
        bounds = panel["ranges"]["bounds"]
        steps = [{"from": low, **({"to": high} if high is not None else {})} for low, high in pairwise([*bounds, None])]
        params = {**_bucket(panel["ranges"]["field"]), "ranges": steps}
        found.append({"id": "2", "type": "range", "schema": schema, "params": params})
    for number, key in ((3, "terms"), (4, "split")):
        if key in panel:
            params = {**_bucket(panel[key]), "size": 15, "orderBy": "1", "order": "desc"}
            found.append({"id": str(number), "type": "terms", "schema": "group" if key == "split" else schema, "params": params})
    return found


def _bucket(field: str) -> dict[str, Any]:
    return {"field": field, "customLabel": labels()[field]}


def request(panel: dict[str, Any]) -> dict[str, Any]:
    """The same as a request to OpenSearch: the panel's query and its aggregations, one inside the other."""
    measure: dict[str, Any] = {}
    body: dict[str, Any] = {}
    if panel["type"] == "vega":
        return {"size": 0, "aggs": region_map.AGGREGATIONS}
    for aggregation in reversed(aggregations(panel)):
        params = aggregation["params"]
        if aggregation["schema"] == "metric":
            if aggregation["type"] != "count":
                measure = {"1": {aggregation["type"]: {"field": params["field"]}}}
                body = {**body, **measure}
            continue
        if aggregation["type"] == "date_histogram":
            made = {
                "date_histogram": {"field": params["field"], "calendar_interval": f"1{params['interval']}", "min_doc_count": 1}
            }
        elif aggregation["type"] == "range":
            made = {"range": {name: params[name] for name in ("field", "ranges")}}
        else:
            made = {"terms": {"field": params["field"], "size": params["size"]}}
        body = {aggregation["id"]: {**made, **({"aggs": body} if body else {})}}
    # Dashboards' language is close to Lucene's: `and`, `or`, `not` in capitals
    words = {"and": "AND", "or": "OR", "not": "NOT"}
    text = " ".join(words.get(word, word) for word in panel.get("query", "").split())
    query = {"query_string": {"query": text}} if text else {"match_all": {}}
    return {"size": 0, "query": query, "aggs": _innermost(body, measure)}


def _innermost(body: dict[str, Any], measure: dict[str, Any]) -> dict[str, Any]:
    """The measure belongs into the innermost bucket."""
    if not measure:
        return body
    body.pop("1", None)
    inner = body
    while inner:
        (bucket,) = inner.values()
        if "aggs" not in bucket:
            bucket["aggs"] = measure
            break
        inner = bucket["aggs"]
    return body or measure


def _source(kind: str, query: str) -> dict[str, str]:
    body = {
        "query": {"query": query, "language": "kuery"},
        "filter": [],
        "indexRefName": "kibanaSavedObjectMeta.searchSourceJSON.index",
    }
    return {"searchSourceJSON": json.dumps(body, ensure_ascii=False)}


def _pattern_reference(kind: str) -> dict[str, str]:
    return {"name": "kibanaSavedObjectMeta.searchSourceJSON.index", "type": "index-pattern", "id": f"hirfa-{kind}"}


def objects(prefix: str = "hirfa") -> list[dict[str, Any]]:
    """All saved objects, what is referred to before what refers to it."""
    plan = definition()
    return [
        *(_pattern(prefix, kind) for kind in KINDS),
        *(_search(name, search) for name, search in plan["searches"].items()),
        *(_columns(name, search) for name, search in plan["searches"].items()),
        *(_panel(prefix, panel) for board in plan["dashboards"].values() for panel in board["panels"] if "id" in panel),
        *(_dashboard(name, board) for name, board in plan["dashboards"].items()),
    ]


def _pattern(prefix: str, kind: str) -> dict[str, Any]:
    listed = [
        {"name": name, "type": _OSD_TYPES[type_], "esTypes": [type_], "searchable": True,
         "aggregatable": type_ not in _NOT_AGGREGATABLE, "readFromDocValues": type_ not in _NOT_AGGREGATABLE}
        for name, type_ in fields(kind).items() if name != "fact_ids"
    ]  # fmt: skip
    formats = {name: how for name, how in _FORMATS.items() if name in fields(kind)}
    attributes = {
        "title": alias_name(prefix, kind),
        "timeFieldName": _TIME_FIELD[kind],
        "fields": json.dumps(listed),
        "fieldFormatMap": json.dumps(formats),
    }
    return {"type": "index-pattern", "id": f"hirfa-{kind}", "attributes": attributes, "references": []}


def _search(name: str, search: dict[str, Any]) -> dict[str, Any]:
    attributes = {
        "title": search["title"],
        "columns": search["columns"],
        "sort": [[_TIME_FIELD[search["index"]], "desc"]],
        "kibanaSavedObjectMeta": _source(search["index"], search["query"]),
    }
    return {
        "type": "search",
        "id": f"hirfa-{name}-search",
        "attributes": attributes,
        "references": [_pattern_reference(search["index"])],
    }


def _columns(name: str, search: dict[str, Any]) -> dict[str, Any]:
    title = definition()["columns_title"]
    params = {"markdown": columns_table(search["columns"], labels()), "fontSize": 10, "openLinksInNewTab": False}
    attributes = {
        "title": f"{title}: {search['title']}",
        "visState": json.dumps({"title": title, "type": "markdown", "aggs": [], "params": params}, ensure_ascii=False),
        "uiStateJSON": "{}",
        "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps({"query": {"query": "", "language": "kuery"}, "filter": []})},
    }
    return {"type": "visualization", "id": f"hirfa-{name}-columns", "attributes": attributes, "references": []}


def _panel(prefix: str, panel: dict[str, Any]) -> dict[str, Any]:
    index = panel["index"]
    state = {"title": panel["title"], "type": panel["type"]}
    if panel["type"] == "vega":  # asks the index by itself
        state |= {"aggs": [], "params": {"spec": region_map.spec(alias_name(prefix, index), _TIME_FIELD[index])}}
    else:
        state |= {"aggs": aggregations(panel), "params": chart_params(panel["type"], measure_label(panel))}
    attributes = {
        "title": panel["title"],
        "visState": json.dumps(state, ensure_ascii=False),
        "uiStateJSON": "{}",
        "kibanaSavedObjectMeta": _source(index, panel.get("query", "")),
    }
    references = [_pattern_reference(index)]
    return {"type": "visualization", "id": f"hirfa-{panel['id']}", "attributes": attributes, "references": references}


def _dashboard(name: str, board: dict[str, Any]) -> dict[str, Any]:
    placed, references = [], []
    x = y = 0
    for number, (kind, id_, width, height) in enumerate(one for panel in board["panels"] for one in _tiles(panel)):
        if x + width > _WIDTH:
            x, y = 0, y + _HEIGHT
        grid = {"x": x, "y": y, "w": width, "h": height, "i": str(number)}
        x += width
        if x >= _WIDTH:
            x, y = 0, y + height
        placed.append({"panelIndex": str(number), "gridData": grid, "panelRefName": f"panel_{number}", "embeddableConfig": {}})
        references.append({"name": f"panel_{number}", "type": kind, "id": f"hirfa-{id_}"})
    source = {"query": {"query": board["query"], "language": "kuery"}, "filter": []}
    attributes = {
        "title": board["title"],
        "panelsJSON": json.dumps(placed),
        "optionsJSON": json.dumps({"useMargins": True}),
        "timeRestore": True,
        "timeFrom": "now-15y",
        "timeTo": "now",
        "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps(source)},
    }
    return {"type": "dashboard", "id": f"hirfa-{name}", "attributes": attributes, "references": references}


def _tiles(panel: dict[str, Any]) -> list[tuple[str, str, int, int]]:
    """Type, id, width and height of what a panel puts on the board: a saved search has the names of its columns above it."""
    if "search" not in panel:
        return [("visualization", panel["id"], _WIDTH // 2, _HEIGHT)]
    name = panel["search"]
    return [("visualization", f"{name}-columns", _WIDTH, _LOW), ("search", f"{name}-search", _WIDTH, _HEIGHT)]


def render(prefix: str = "hirfa") -> str:
    """The file's text: one object a line."""
    return "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in objects(prefix))


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(render(), encoding="utf-8")
