"""Search results for a person: facts with their quotes marked in their sentence, articles, facets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from services.console.rendering.article import console, fact_lines, one_line
from services.console.rendering.labels import FLAGS, KINDS, STATUSES, UNITS, isolate
from services.console.rendering.values import amount, counted, number
from services.console.search.names import craft_label, province_label, region_label
from services.console.search.tables import STEPS, table_rows
from services.indexer.labels import FACILITIES
from shared.contracts import Fact

if TYPE_CHECKING:
    from services.console.search.reading import Found

_FACT_FIELDS = [field.alias or name for name, field in Fact.model_fields.items()]
_LABELS: dict[str, Callable[[str], str]] = {
    "kind": lambda code: KINDS.get(code, ""),
    "status": lambda code: STATUSES.get(code, ""),
    "regions": region_label,
    "provinces": province_label,
    "crafts": craft_label,
    "facility": lambda code: FACILITIES.get(code, ""),
    "flags": lambda code: FLAGS.get(code, ""),
    "unit": lambda code: UNITS.get(code, ""),
}


def print_facts(found: Found) -> None:
    """The facts, each with its quote marked ⟦so⟧ among the words around it, and the article it comes from."""
    out = console()
    for place, document in enumerate(found.documents, start=1):
        first, _, *notes = fact_lines(place, Fact.model_validate({name: document.get(name) for name in _FACT_FIELDS}))
        out.print(first, style="bold", markup=False)
        before, after = document["around"]
        sentence = one_line(f"{'…' if before else ''}{before}⟦{document['quote']}⟧{after}{'…' if after else ''}")
        out.print(f"     {isolate(sentence)}", markup=False)
        for note in notes:
            out.print(note, markup=False)
        about = [document.get("title"), document.get("source"), (document.get("published_at") or "")[:10], document.get("url")]
        out.print("     " + " · ".join(isolate(text) for text in about if text) + _ids(document), style="dim", markup=False)
    _print_total(found, "fact")


def print_articles(found: Found) -> None:
    """The articles, each with the places of its text that match."""
    out = console()
    for place, document in enumerate(found.documents, start=1):
        out.print(f"{place:>3}  {isolate(document.get('title') or '(بلا عنوان)')}", style="bold", markup=False)
        for fragment in _fragments(document):
            out.print(f"     {isolate(one_line(fragment))}", markup=False)
        about = [document.get("source"), (document.get("published_at") or "")[:10], document.get("url")]
        facts = counted(document["fact_count"], "fact")
        out.print("     " + " · ".join([*(isolate(t) for t in about if t), facts]) + _ids(document), style="dim", markup=False)
    _print_total(found, "article")


def _fragments(document: Mapping[str, Any]) -> list[str]:
    """Where the words stand: in the text, else in the names that the article has got; else how it begins."""
    marked = document["fragments"]
    names = [name for field, found in marked.items() if field not in ("body", "title") for name in found]
    return marked.get("body") or names or [document["body"][:120]]


def _ids(document: Mapping[str, Any]) -> str:
    """The article's id, and that of the one it repeats."""
    original = document.get("near_duplicate_of")
    return f" [{document['article_id']}{f', repeats {original}' if original else ''}]"


def _print_total(found: Found, what: str) -> None:
    shown = f", {len(found.documents)} shown" if len(found.documents) < found.total else ""
    console().print(f"{counted(found.total, what)}{shown}", style="dim", markup=False)


def _step(key: str) -> str:
    """A step between bounds for people: `100000-1000000` is `100 000 – 1 000 000`, an open end is `<` or `≥`."""
    low, high = ("" if bound == "*" else number(float(bound)) for bound in key.split("-"))
    if not low:
        return f"< {high}"
    return f"{low} – {high}" if high else f"≥ {low}"


def buckets(answer: Mapping[str, Any], facet: str) -> list[tuple[str, int]]:
    """A facet's values with their counts, the most frequent first, ranges and years in their order."""
    found = answer[facet]
    if facet == "amount":
        found = found["steps"]
    counted = [(str(b.get("key_as_string", b["key"])), int(b["doc_count"])) for b in found["buckets"]]
    return [(key, count) for key, count in counted if count]


def sums(answer: Mapping[str, Any]) -> list[tuple[str, str, str, int, float]]:
    """Kind, unit, status, count and sum, of facts that are no part of another."""
    return [
        (kind["key"], unit["key"], status["key"], int(status["doc_count"]), float(status["sum"]["value"]))
        for kind in answer["sums"]["kind"]["buckets"]
        for unit in kind["unit"]["buckets"]
        for status in unit["status"]["buckets"]
        if unit["key"] != "percent"
    ]


def as_facets(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The facets as plain data."""
    simple = [name for name in answer if name not in ("sums", "by_year")]
    found: dict[str, Any] = {name: dict(buckets(answer, name)) for name in simple}
    found["sums"] = [dict(zip(("kind", "unit", "status", "count", "sum"), row, strict=True)) for row in sums(answer)]
    found["by_year"] = table_rows(answer["by_year"], ["year"])
    return found


def print_facets(answer: Mapping[str, Any], most: int = 10) -> None:
    """Facets a line each, then the sums."""
    out = console()
    out.print("── Facets over all of them", style="dim")
    for facet in (name for name in answer if name not in ("sums", "by_year")):
        rows = buckets(answer, facet)
        if rows:
            out.print(facet, style="bold")
        for key, count in rows[:most]:
            label = _LABELS[facet](key) if facet in _LABELS else ""
            shown = _step(key) if facet in STEPS else key
            out.print(f"{count:>6}  {isolate(shown):<22} {isolate(label)}".rstrip(), markup=False)
        if len(rows) > most:
            out.print(f"        and {len(rows) - most} more", style="dim")
    _print_sums(sums(answer))
    print_table(table_rows(answer["by_year"], ["year"]))


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Counts and sums, a row each, in columns as wide as their longest value."""
    out = console()
    if not rows:
        return
    names = [name for name in rows[0] if name not in ("count", "sum")]
    widths = {name: max(len(name), *(len(_cell(name, row[name])) for row in rows)) for name in names}
    out.print("  ".join([*(name.ljust(widths[name]) for name in names), "count".rjust(6), "sum"]), style="bold")
    for row in rows:
        # what is padded is counted without the marks that keep Arabic in order
        texts = {name: _cell(name, row[name]) for name in names}
        cells = [isolate(text) + " " * (widths[name] - len(text)) for name, text in texts.items()]
        total = "" if row["sum"] is None else isolate(amount(row["sum"], row["unit"]))
        out.print("  ".join([*cells, str(row["count"]).rjust(6), total]).rstrip(), markup=False)


def _cell(name: str, value: Any) -> str:
    if value is None:
        return "بدون (none)"
    text = str(value)
    if name in STEPS:
        return _step(text)
    label = {"region": region_label, "province": province_label, "craft": craft_label}.get(name)
    return f"{text} {label(text)}" if label and text != "…" else text


def _print_sums(rows: Iterable[tuple[str, str, str, int, float]]) -> None:
    out = console()
    for place, (kind, unit, status, count, total) in enumerate(rows):
        if not place:
            out.print("sums (without the parts of a total)", style="bold")
        value = amount(total, unit)
        out.print(f"{count:>6}  {kind:<14} {status:<12} {isolate(value)}", markup=False)
