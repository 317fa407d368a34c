"""From words and filters to OpenSearch's query language. Pure: no server is asked."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from services.console.search.names import craft_with_parts, key
from services.console.search.stop_words import without_stop_words

FACT_FIELDS = (
    "kind_name.text^4", "quote^2", "subject^2", "title", "facility_name.text^2", "craft_names.text^2", "places.text^2",
    "region_names.text^2", "organisation_names.text", "people_names.text", "parties.text", "status_name.text",
)  # fmt: skip
ARTICLE_FIELDS = ("title^3", "body", "craft_names.text", "place_names.text", "organisation_names.text", "people_names.text")
"""What words are looked for in, with weights; the analysers of the templates bring the synonyms."""
_NAMES = ("title^3", "body", "people_names.text^4", "organisation_names.text^2")
"""Where words that stand together as they were typed count for more."""
_EXACT_FACT_FIELDS = ("quote.exact", "subject.exact", "title.exact")
_EXACT_ARTICLE_FIELDS = ("title.exact^2", "body.exact")
_MOST_TERMS = 65_536  # that OpenSearch takes in one condition
_WITHIN = 50
"""How far apart words of one name may stand; OpenSearch puts 100 places between one name and the next."""
_PHRASE = re.compile(r'"([^"]+)"|«([^»]+)»|“([^”]+)”')
_SECTOR = (
    "قطاع الصناعه التقليديه", "الصناعه التقليديه", "للصناعه التقليديه", "بالصناعه التقليديه", "صناعه تقليديه",
    "الصناعات التقليديه", "صناعات تقليديه", "de l'artisanat", "l'artisanat", "artisanat", "handicrafts", "handicraft",
)  # fmt: skip
"""What every article here is about: it may stand in a query, and need not stand in a fact."""

FACETS = (
    "kind", "status", "regions", "provinces", "crafts", "facility", "organisation_names", "people_names", "year", "source",
    "flags", "unit",
)  # fmt: skip
AMOUNTS = (100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
CONFIDENCES = (0.5, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Filters:
    """What facts must be; every name is a code already, every list means any of them."""

    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    crafts: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    article: str | None = None
    years: tuple[int | None, int | None] | None = None
    """First and last year that the fact's period may touch."""
    since: str | None = None
    until: str | None = None
    """Days between which the article was published."""
    least: float | None = None
    most: float | None = None
    confidence: float | None = None
    off_topic: bool = False
    duplicates: bool = False
    stand_ins: tuple[str, ...] = ()
    """Repeats whose original the conditions leave out: articles that count in its stead."""


def phrases(text: str) -> tuple[str, list[str]]:
    """The words of a query, and the phrases in quotation marks, which must stand in the text as they are."""
    text = unicodedata.normalize("NFKC", text)
    exact = [" ".join(next(filter(None, match.groups())).split()) for match in _PHRASE.finditer(text)]
    return " ".join(_PHRASE.sub(" ", text).split()), exact


@lru_cache(maxsize=1)
def _known_phrases() -> frozenset[str]:
    """The words and phrases of the index's synonyms."""
    rules = json.loads((files("services.indexer") / "templates" / "synonyms.json").read_text("utf-8"))["synonyms"]
    return frozenset(phrase for rule in rules for phrase in rule.split(", "))


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """The Arabic words of the index's synonyms."""
    return frozenset(word for phrase in _known_phrases() for word in phrase.split() if word > "\u0600")


def unglued(words: str) -> str:
    """The words with ب and ل (وب, فل, …) taken off where a known word is left: لصادرات is صادرات, لباس stays."""
    return " ".join(map(_unglued, words.split()))


def _unglued(word: str) -> str:
    plain = key(word)
    known = _vocabulary()
    bare = plain[1:] if plain[:1] in ("و", "ف") and plain[1:2] in ("ب", "ل") else plain
    return bare[1:] if plain not in known and bare[:1] in ("ب", "ل") and bare[1:] in known else word


def without_sector(words: str) -> str:
    """The words without those that name the sector itself, and without stop words; all of them where nothing else is left."""
    text = f" {key(words)} "
    for phrase in _SECTOR:
        text = text.replace(f" {phrase} ", " ")
    return without_stop_words(text.strip() or words, _known_phrases())


def _match(text: str, fields: tuple[str, ...], least: str | None = None) -> dict[str, Any]:
    """Words or their synonyms; and what stands as it was typed (no synonyms, but without glued prepositions) counts too.

    The second is no ornament: a phrase that has synonyms is a phrase to OpenSearch, and its words apart would not be found.
    """
    words = unglued(text)
    query: dict[str, Any] = {"query": words, "fields": list(fields), "type": "cross_fields"}
    if least:
        query["minimum_should_match"] = least
    typed = {**query, "analyzer": "arabic_text"}
    return {"dis_max": {"queries": [{"multi_match": query}, {"multi_match": typed}], "tie_breaker": 0.5}}


def fact_query(text: str, filters: Filters) -> dict[str, Any]:
    """The query over facts: every word of up to three must be found, of more three quarters, in any of the fields.

    Figures that were reached come before those that were planned, sure readings before doubtful ones.
    """
    words, exact = phrases(text)
    must: list[dict[str, Any]] = []
    should: list[dict[str, Any]] = []
    if words:
        must.append(_match(without_sector(words), FACT_FIELDS, "3<75%"))
        should.append(_match(words, ("quote^2", "subject^2", "title"), "2"))
    must += [{"multi_match": {"query": phrase, "fields": list(_EXACT_FACT_FIELDS), "type": "phrase"}} for phrase in exact]
    query = {"bool": {"must": must, "should": should, "filter": fact_filters(filters)}}
    functions: list[dict[str, Any]] = [
        {"field_value_factor": {"field": "confidence", "missing": 0.5}},
        {"filter": {"term": {"status": "achieved"}}, "weight": 1.5},
        {"filter": {"exists": {"field": "value"}}, "weight": 1.2},
    ]
    if words:  # 'exports of …' asks for facts of that kind, before a report on exports
        functions.append({"filter": {"match": {"kind_name.text": without_sector(words)}}, "weight": 3})
    return {
        "function_score": {
            "query": query,
            "functions": functions,
            "score_mode": "multiply",
            "boost_mode": "multiply",
        }
    }


def article_query(text: str, filters: Filters) -> dict[str, Any]:
    """The query over articles: any of the words, more of them first, and first of all where they stand as they were typed."""
    words, exact = phrases(text)
    must: list[dict[str, Any]] = []
    should: list[dict[str, Any]] = []
    if words:
        must.append(_match(without_sector(words), ARTICLE_FIELDS))
        near = {"query": words, "fields": list(_NAMES), "type": "phrase", "slop": 2, "analyzer": "arabic_text"}
        should.append({"multi_match": near})
    must += [{"multi_match": {"query": phrase, "fields": list(_EXACT_ARTICLE_FIELDS), "type": "phrase"}} for phrase in exact]
    return {"bool": {"must": must, "should": should, "filter": article_filters(filters)}}


def marking(text: str) -> dict[str, Any]:
    """What is marked in an article: the words wherever they stand, and phrases, though they were looked for in other fields."""
    words, exact = phrases(text)
    marked = [_match(without_sector(words), ARTICLE_FIELDS)] if words else []
    for phrase in exact:
        query = {"query": phrase, "fields": ["title", "body"], "type": "phrase", "analyzer": "arabic_text"}
        marked.append({"multi_match": query})
    return {"bool": {"should": marked}} if marked else {"match_none": {}}


def _any(field: str, values: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"terms": {field: list(values)}}] if values else []


def _phrases_in(field: str, values: tuple[str, ...]) -> list[dict[str, Any]]:
    """Names of bodies and people as people type them: any of them, its words within one name, in any order."""
    if not values:
        return []
    return [{"bool": {"should": [{"match_phrase": {field: {"query": value, "slop": _WITHIN}}} for value in values]}}]


def _of_article(filters: Filters) -> list[dict[str, Any]]:
    found = [
        *_phrases_in("organisation_names.text", filters.organisations),
        *_phrases_in("people_names.text", filters.people),
        *_any("source", filters.sources),
        *_any("flags", filters.flags),
    ]
    if filters.article:
        found.append({"term": {"article_id": filters.article}})
    if filters.since or filters.until:
        bounds = {"gte": filters.since, "lte": filters.until}
        found.append({"range": {"date": {**{k: v for k, v in bounds.items() if v}, "time_zone": "Africa/Casablanca"}}})
    if not filters.off_topic:
        found.append({"term": {"off_topic": False}})
    if not filters.duplicates:
        ids = filters.stand_ins
        once: list[dict[str, Any]] = [{"term": {"is_duplicate": False}}]
        once += [{"terms": {"article_id": ids[n : n + _MOST_TERMS]}} for n in range(0, len(ids), _MOST_TERMS)]
        found.append({"bool": {"should": once}})
    return found


def narrowing(filters: Filters) -> list[dict[str, Any]]:
    """The conditions that a repeat may meet and its original not: who published it, when, and whom it names."""
    return _of_article(
        Filters(
            sources=filters.sources, since=filters.since, until=filters.until, article=filters.article,
            organisations=filters.organisations, people=filters.people, off_topic=True, duplicates=True,
        )
    )  # fmt: skip


def _crafts(filters: Filters) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for craft in filters.crafts for part in craft_with_parts(craft)))


def fact_filters(filters: Filters) -> list[dict[str, Any]]:
    """The conditions over facts."""
    found = [
        *_any("kind", filters.kinds),
        *_any("status", filters.statuses),
        *_any("regions", filters.regions),
        *_any("provinces", filters.provinces),
        *_any("crafts", _crafts(filters)),
        *_any("facility", filters.facilities),
        *_any("unit", filters.units),
        *_of_article(filters),
    ]
    if filters.years:
        first, last = filters.years
        if last is not None:
            found.append({"range": {"period_from": {"lte": f"{last:04}-12-31"}}})
        if first is not None:
            found.append({"range": {"period_to": {"gte": f"{first:04}-01-01"}}})
    if filters.least is not None:  # of a range the upper end counts, as 'from 20 to 30' reaches 25
        reaches = [{"range": {field: {"gte": filters.least}}} for field in ("value", "value_max")]
        found.append({"bool": {"should": reaches}})
    if filters.most is not None:
        found.append({"range": {"value": {"lte": filters.most}}})
    if filters.confidence is not None:
        found.append({"range": {"confidence": {"gte": filters.confidence}}})
    return found


def article_filters(filters: Filters) -> list[dict[str, Any]]:
    """The conditions over articles: of those on facts the ones that an article has too."""
    return [
        *_any("fact_kinds", filters.kinds),
        *_any("regions", filters.regions),
        *_any("provinces", filters.provinces),
        *_any("crafts", _crafts(filters)),
        *_of_article(filters),
    ]


def ranges(bounds: tuple[float, ...]) -> list[dict[str, Any]]:
    """Steps between bounds as an aggregation wants them, open at both ends, with plain keys: `0.5-0.7`, `0.9-*`."""
    found = []
    for low, high in pairwise([None, *bounds, None]):
        ends = {name: edge for name, edge in (("from", low), ("to", high)) if edge is not None}
        found.append({"key": f"{ends.get('from', '*')}-{ends.get('to', '*')}", **ends})
    return found


def facet_aggregations(size: int = 100) -> dict[str, Any]:
    """Counts by every facet, amounts and sureness in steps, and sums by kind and unit.

    In sums a part stands back behind the total that it is a part of, and a reading that is not a plain amount is left out.
    """
    found: dict[str, Any] = {facet: {"terms": {"field": facet, "size": size}} for facet in FACETS}
    found["amount"] = {
        "filter": {"term": {"unit": "MAD"}},
        "aggs": {"steps": {"range": {"field": "value", "ranges": ranges(AMOUNTS)}}},
    }
    found["confidence"] = {"range": {"field": "confidence", "ranges": ranges(CONFIDENCES)}}
    found["sums"] = {
        "filter": {"bool": {"must_not": [{"exists": {"field": "part_of"}}]}},
        "aggs": {
            "kind": {
                "terms": {"field": "kind", "size": size},
                "aggs": {
                    "unit": {
                        "terms": {"field": "unit", "size": size},
                        "aggs": {
                            "status": {"terms": {"field": "status", "size": 10}, "aggs": {"sum": {"sum": {"field": "value"}}}}
                        },
                    }
                },
            }
        },
    }
    return found
