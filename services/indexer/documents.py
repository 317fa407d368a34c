"""From an extracted article to the documents of the index: one for the article, and one flat document for each fact.

A fact's document carries what is needed of its article (title, address, date, source, relevance), since dashboards draw
no aggregation over nested fields: every facet, sum and chart works on the facts' index as it is.
"""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from services.indexer.labels import FACILITIES, KINDS, REGIONS, STATUSES, UNITS
from shared.contracts import ExtractedArticle

_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_VERSION_PART = re.compile(r"\d+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 2**43 - 1
"""The last millisecond that a version has room for, in the year 2248."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one article. `version` and then `rank` order them: of two writes the higher stays."""

    article_id: str
    version: int
    rank: str
    article: dict[str, Any]
    facts: dict[str, dict[str, Any]]


def extractor_number(version: str) -> int:
    """An extractor's version `major.minor.patch` as a number of 20 bits that orders versions.

    Each part takes what fits (6, 7 and 7 bits); a larger part counts as the largest.
    """
    parts = [int(p) for p in _VERSION_PART.findall(version)[:3]] + [0, 0, 0]
    return min(parts[0], 63) << 14 | min(parts[1], 127) << 7 | min(parts[2], 127)


def document_version(fetched_at: datetime, extractor_version: str) -> int:
    """The version of an article's documents: a later fetch wins, and for the same fetch a newer extractor.

    Args:
        fetched_at: when the article was taken in.
        extractor_version: `major.minor.patch`.

    Returns:
        Milliseconds since the epoch shifted by 20 bits, and the extractor's number: less than 2^63, as OpenSearch wants it.
    """
    milliseconds = (fetched_at - _EPOCH) // timedelta(milliseconds=1)
    return min(max(0, milliseconds), _LATEST) << 20 | extractor_number(extractor_version)


def _rank(article: ExtractedArticle, plain: dict[str, Any]) -> str:
    """What decides between documents of one version, whichever comes first: a newer normalizer, a later replay, the content.

    The last is arbitrary, but the same at every delivery: two contents that claim the same millisecond have no true order.
    """
    run = (article.run_id or "").partition("-")[2]  # its time comes first in it
    content = hashlib.sha256(orjson.dumps({**plain, "run_id": None})).hexdigest()[:16]
    return f"{extractor_number(article.normalizer_version):05x} {run} {content}"


def period_bounds(period: str | None) -> tuple[str | None, str | None]:
    """First and last day of an ISO 8601 period, or None twice where it names no year."""
    if not period:
        return None, None
    first, _, last = period.partition("/")
    start, end = _day(first, last=False), _day(last or first, last=True)
    return (start, end) if start and end and start <= end else (None, None)


def _day(text: str, *, last: bool) -> str | None:
    match = _PERIOD.fullmatch(text.strip())
    if not match:
        return None
    year = int(match[1])
    month = int(match[2]) if match[2] else (12 if last else 1)
    if year < 1 or not 1 <= month <= 12:
        return None
    days = calendar.monthrange(year, month)[1]
    day = int(match[3]) if match[3] else (days if last else 1)
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= days else None


def _names(codes: Iterable[str], table: dict[str, str]) -> list[str]:
    return [table.get(code, code) for code in codes]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _lag_hours(published: datetime | None, fetched: datetime) -> float | None:
    """How late the news came to us; None where that cannot be told, as where a page dates itself ahead of us."""
    if published is None or published > fetched:
        return None
    return round((fetched - published).total_seconds() / 3600, 2)


def build_documents(article: ExtractedArticle) -> Documents:
    """The documents of an article.

    Returns:
        The article's document, and the facts' documents by their id.
    """
    version = document_version(article.fetched_at, article.extractor_version)
    crafts = {craft.id: craft.name for craft in reversed(article.crafts)}
    copied = {
        "article_id": article.article_id,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "language": article.language,
        "published_at": _iso(article.published_at),
        "fetched_at": _iso(article.fetched_at),
        "date": _iso(article.published_at),
        "relevance": article.relevance,
        "off_topic": article.off_topic,
        "near_duplicate_of": article.near_duplicate_of,
        "is_duplicate": article.near_duplicate_of is not None,
        "normalizer_version": article.normalizer_version,
        "extractor_version": article.extractor_version,
        "run_id": article.run_id,
        "version": version,
    }
    plain = article.model_dump(mode="json")  # at once: one by one takes three times as long
    people_names = sorted({person.name for person in article.people})
    organisations = [organisation.id for organisation in article.organisations]
    organisation_names = [organisation.name for organisation in article.organisations]
    of_article = {
        **copied,
        "people_names": people_names,
        "organisations": organisations,
        "organisation_names": organisation_names,
        "article_regions": article.regions,
        "article_provinces": article.provinces,
    }
    facts = {fact["fact_id"]: _fact(fact, of_article, crafts) for fact in plain["facts"]}
    kinds = sorted({fact.kind for fact in article.facts})
    rank = _rank(article, plain)
    document = {
        **copied,
        "rank": rank,
        "body": article.body,
        "lag_hours": _lag_hours(article.published_at, article.fetched_at),
        "author": article.author,
        "regions": article.regions,
        "region_names": _names(article.regions, REGIONS),
        "provinces": article.provinces,
        "places": plain["places"],
        "place_names": sorted({place.name for place in article.places}),
        "crafts": [craft.id for craft in article.crafts],
        "craft_names": [craft.name for craft in article.crafts],
        "organisations": organisations,
        "organisation_names": organisation_names,
        "people": plain["people"],
        "people_names": people_names,
        "relevance_reasons": article.relevance_reasons,
        "flags": article.flags,
        "fact_ids": list(facts),
        "fact_count": len(facts),
        "fact_kinds": kinds,
        "fact_kind_names": _names(kinds, KINDS),
        "digest": article.digest,
    }
    return Documents(article.article_id, version, rank, document, facts)


def _fact(fact: dict[str, Any], of_article: dict[str, Any], crafts: dict[str, str]) -> dict[str, Any]:
    start, end = period_bounds(fact["period"])
    unit, facility = fact["unit"], fact["facility"]
    return {
        **of_article,
        **fact,
        "kind_name": KINDS.get(fact["kind"], fact["kind"]),
        "unit_name": UNITS.get(unit, unit) if unit else None,
        "status_name": STATUSES.get(fact["status"], fact["status"]),
        "facility_name": FACILITIES.get(facility, facility) if facility else None,
        "region_names": _names(fact["regions"], REGIONS),
        "craft_names": _names(fact["crafts"], crafts),
        "period_from": start,
        "period_to": end,
        "year": int(end[:4]) if end else None,
    }
