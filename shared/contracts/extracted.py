"""An extracted article: the facts, and everything about the article that facets and search use."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import AwareDatetime, Field

from shared.contracts.base import Message
from shared.contracts.normalized import ArticleFlag

ValueKind = Literal[
    "turnover", "exports", "budget", "price",
    "workforce", "jobs", "trainees", "beneficiaries", "participants", "visitors", "registrations",
    "facilities", "activities", "programmes", "organisations", "products",
    "share", "growth",
    "other",
]  # fmt: skip
PlainKind = Literal["event", "agreement", "project", "legal", "publication"]
Kind = Literal[ValueKind, PlainKind]

Unit = Literal["MAD", "EUR", "USD", "percent", "person", "facility", "activity", "programme", "organisation", "item"]
Qualifier = Literal["exact", "approx", "min", "max"]
Status = Literal["achieved", "in_progress", "planned", "target"]
Facility = Literal[
    "complex", "village", "dar_sanaa", "fondouk", "training_centre", "exhibition_space",
    "support_centre", "activity_zone", "workshop", "institute", "museum", "other",
]  # fmt: skip
FactFlag = Literal[
    "malformed_number", "converted_unit", "ambiguous_number",
    "sum_mismatch", "sum_verified", "share_mismatch", "share_verified",
]  # fmt: skip
PlaceType = Literal["region", "province", "commune", "city", "site"]

KINDS: tuple[str, ...] = get_args(ValueKind) + get_args(PlainKind)


class Place(Message):
    """A place that the article names."""

    name: str
    type: PlaceType
    region: str | None = None
    """ISO 3166-2:MA code of today's region."""
    province: str | None = None
    """ISO 3166-2:MA code of the province or prefecture."""


class Labelled(Message):
    """A controlled id with the name as the article writes it."""

    id: str
    name: str


class Person(Message):
    """A person as the article states them."""

    name: str
    role: str | None = None
    organisation: str | None = None


class Fact(Message):
    """One fact, and the exact words it was read from.

    Always true: `text[start:end] == quote`, where text is the article's `title` or `body` as `in_` says.
    """

    fact_id: str
    kind: Kind
    value: int | float | None = None
    """In the base unit (dirhams, not millions); null where no reading is right."""
    value_max: int | float | None = None
    unit: Unit | None = None
    qualifier: Qualifier = "exact"
    status: Status
    period: str | None = None
    """ISO 8601: `2010`, `2020-01`, `2016-12-08`, `2015/2020`, `--11-21` when the year is not given."""
    subject: str | None = None
    facility: Facility | None = None
    regions: list[str] = Field(default_factory=list)
    provinces: list[str] = Field(default_factory=list)
    places: list[str] = Field(default_factory=list)
    crafts: list[str] = Field(default_factory=list)
    parties: list[str] = Field(default_factory=list)
    reference: str | None = None
    part_of: str | None = None
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    in_: Literal["title", "body"] = Field(default="body", alias="in")
    confidence: float = Field(ge=0, le=1)
    rule: str
    note: str | None = None
    flags: list[FactFlag] = Field(default_factory=list)


class ExtractedArticle(Message):
    """One article with its facts."""

    contract: Literal["extracted/1"] = "extracted/1"
    article_id: str
    title: str | None = None
    body: str
    language: str
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: AwareDatetime | None = None
    fetched_at: AwareDatetime
    regions: list[str] = Field(default_factory=list)
    provinces: list[str] = Field(default_factory=list)
    places: list[Place] = Field(default_factory=list)
    crafts: list[Labelled] = Field(default_factory=list)
    organisations: list[Labelled] = Field(default_factory=list)
    people: list[Person] = Field(default_factory=list)
    relevance: float = Field(ge=0, le=1)
    relevance_reasons: list[str] = Field(default_factory=list)
    off_topic: bool = False
    near_duplicate_of: str | None = None
    facts: list[Fact] = Field(default_factory=list)
    flags: list[ArticleFlag] = Field(default_factory=list)
    digest: str | None = None
    normalizer_version: str
    extractor_version: str
    run_id: str | None = None
