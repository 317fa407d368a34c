"""The columns of an export, in order, each with what it means: one definition for CSV, Parquet and the data dictionary."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

Type = Literal["text", "number", "whole", "date", "time", "yes/no", "list"]

COLUMNS: dict[str, tuple[Type, str]] = {
    "fact_id": ("text", "Stable id of the fact: the same article and extractor give the same."),
    "kind": ("text", "What kind of fact: exports, budget, workforce, facilities, event, …"),
    "kind_name": ("text", "The kind in Arabic."),
    "value": ("number", "The figure in the base unit (dirhams, not millions); empty where none is right."),
    "value_max": ("number", "Upper end where the text gives a range."),
    "unit": ("text", "MAD, EUR, USD, percent, or what is counted: person, facility, activity, programme, organisation, item."),
    "unit_name": ("text", "The unit in Arabic."),
    "qualifier": ("text", "exact, approx (about), min (more than), max (less than)."),
    "status": ("text", "achieved, in_progress, planned, target."),
    "status_name": ("text", "The status in Arabic."),
    "period": ("text", "What time the fact is about, ISO 8601: 2010, 2020-01, 2016-12-08, 2015/2020, --11-21 without a year."),
    "period_from": ("date", "First day of the period."),
    "period_to": ("date", "Last day of the period."),
    "year": ("whole", "Year in which the period ends."),
    "subject": ("text", "The phrase that says what is counted or paid for."),
    "facility": ("text", "Kind of facility: complex, village, dar_sanaa, fondouk, …"),
    "facility_name": ("text", "The facility in Arabic."),
    "regions": ("list", "Regions of the fact, ISO 3166-2:MA."),
    "region_names": ("list", "Their Arabic names."),
    "provinces": ("list", "Provinces of the fact, ISO 3166-2:MA."),
    "places": ("list", "Places of the fact."),
    "crafts": ("list", "Ids of the crafts of the fact."),
    "craft_names": ("list", "The crafts as the article names them."),
    "parties": ("list", "Who signs, of an agreement."),
    "reference": ("text", "Number of a law, gazette or edition."),
    "part_of": ("text", "fact_id of the total that this is a part of: do not add both."),
    "quote": ("text", "The exact words of the article."),
    "in": ("text", "Where they stand: title or body."),
    "start": ("whole", "Where the quote begins there, counted in code points."),
    "end": ("whole", "Where it ends."),
    "confidence": ("number", "0 to 1: of the facts given 0.9, nine in ten are right."),
    "flags": ("list", "malformed_number, converted_unit, ambiguous_number, sum_mismatch, sum_verified, …"),
    "note": ("text", "How the figure was read, where that is worth knowing."),
    "rule": ("text", "Name of the rule that made the fact."),
    "article_id": ("text", "Stable id of the article."),
    "title": ("text", "The article's title."),
    "url": ("text", "The article's address."),
    "source": ("text", "The outlet."),
    "published_at": ("time", "When it was published, ISO 8601; empty where unknown."),
    "article_regions": ("list", "Regions that the article names anywhere."),
    "organisation_names": ("list", "Organisations that the article names."),
    "people_names": ("list", "Persons that the article names."),
    "relevance": ("number", "0 to 1: whether the article is about the craft sector; below 0.5 it is off_topic."),
    "off_topic": ("yes/no", "Whether the article is about something else."),
    "near_duplicate_of": ("text", "article_id of an earlier article with almost the same text."),
    "extractor_version": ("text", "Version of the extractor that read the fact."),
}  # fmt: skip

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell of text that starts so is a formula to a spreadsheet."""
LIST_SIGN = " ; "


def plain(fact: Mapping[str, Any]) -> dict[str, Any]:
    """A fact's document with the columns only, in their order."""
    return {name: fact.get(name) for name in COLUMNS}


def _cell(name: str, value: Any) -> str:
    kind = COLUMNS[name][0]
    if value is None:
        return ""
    if kind == "list":
        text = LIST_SIGN.join(map(str, value))
    elif kind == "yes/no":
        return "true" if value else "false"
    elif kind in ("number", "whole"):
        return repr(int(value)) if float(value).is_integer() else repr(value)
    else:
        text = str(value)
    return f"'{text}" if text.startswith(_DANGEROUS) and name != "period" else text


def csv_lines(facts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """CSV with a head (RFC 4180); lists in one cell, parted by ` ; `. What a spreadsheet would compute gets a `'` in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for fact in facts:
        writer.writerow([_cell(name, fact.get(name)) for name in COLUMNS])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def dictionary() -> str:
    """The data dictionary as Markdown."""
    rows = [f"| `{name}` | {kind} | {text} |" for name, (kind, text) in COLUMNS.items()]
    return "\n".join(["# Columns of an export of facts", "", "| column | type | what |", "|---|---|---|", *rows, ""])
