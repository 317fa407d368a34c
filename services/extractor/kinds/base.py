"""What a rule is: the shapes that the folders of kinds fill in, and the draft of a fact that rules produce."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from services.extractor.layers import Layers
from services.extractor.lexicon import Entry, Mark
from services.extractor.numbers import Quantity

Counted = Literal["money", "percent", "count"]
MONEY = frozenset({"MAD", "EUR", "USD"})
"""The units that are amounts of money."""


@dataclass(slots=True, eq=False)
class Draft:
    """A fact in the making. Token indices and folded offsets are of `layers`.

    Attributes:
        first, last: the tokens that the fact stands in, last exclusive: where its clause is looked for.
        start, end: folded offsets of the quote.
        score: how sure the rule is, 0..1; confidence is calibrated from it.
        noun: the counted noun, where there is one.
        total: the draft that this one is a part of.
    """

    kind: str
    rule: str
    layers: Layers
    in_: Literal["title", "body"]
    first: int
    last: int
    start: int
    end: int
    score: float
    value: int | float | None = None
    value_max: int | float | None = None
    unit: str | None = None
    qualifier: str = "exact"
    status: str | None = None
    period: str | None = None
    subject: str | None = None
    facility: str | None = None
    regions: list[str] = field(default_factory=list)
    provinces: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    crafts: list[str] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    reference: str | None = None
    total: Draft | None = None
    quantity: Quantity | None = None
    noun: Mark | None = None
    notes: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class QuantityRule:
    """A figure becomes a fact of a kind.

    Every tag list that is not empty must be met; of several tags one is enough. The best-scored rule wins.

    Attributes:
        name: `kind.what`, as it stands on the fact.
        counted: what the figure is.
        noun: tags of the counted noun (right of the figure, or left of it as in 'عدد العارضين 120').
        before: tags of words left of the figure; nearer ones score higher.
        after: tags of words right of the figure, in the same clause.
        weight: score before distance is taken off, 0..1.
        unit: the fact's unit; money and percent bring their own.
    """

    name: str
    kind: str
    counted: Counted
    weight: float
    noun: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """Facts without a value: `read` looks at a text and yields drafts, each with one of `names` as its rule."""

    names: tuple[str, ...]
    read: Callable[[Layers, Literal["title", "body"]], Iterable[Draft]]


@dataclass(frozen=True, slots=True)
class KindRules:
    """One folder of `kinds/`: what its `rules.py` exports as `KIND`.

    Attributes:
        name: the folder's name.
        words: its word list.
        quantity_rules, phrase_rules: its rules.
        default_status: where neither clause nor heading says one.
    """

    name: str
    words: tuple[Entry, ...]
    quantity_rules: tuple[QuantityRule, ...] = ()
    phrase_rules: tuple[PhraseRule, ...] = ()
    default_status: str = "achieved"

    @property
    def rule_names(self) -> tuple[str, ...]:
        """Names of all rules of this folder."""
        return tuple(r.name for r in self.quantity_rules) + tuple(n for r in self.phrase_rules for n in r.names)
