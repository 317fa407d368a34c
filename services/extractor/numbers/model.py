"""What the number grammar gives: quantities, and figures that are none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Unit = Literal["MAD", "EUR", "USD", "percent"]
Qualifier = Literal["exact", "approx", "min", "max"]
Form = Literal["digits", "words", "mixed", "dual"]
Role = Literal[
    "law", "article", "gazette", "edition", "rank", "ordinal", "phone", "time", "page", "name", "age", "date",
    "duration", "list", "score", "code", "rating", "vague", "measure", "counter",
]  # fmt: skip


class Quantity(NamedTuple):
    """A number with its unit and qualifier. All offsets count code points of the folded text."""

    start: int
    """Where the number begins; words of the qualifier stand before it and are left out."""
    end: int
    """Where the number ends with its multiplier and unit words (money, percent)."""
    number_end: int
    """Where the number itself ends, before unit words."""
    value: int | float | None
    """In the base unit: dirhams; percent as 12.5. None: no reading is right (flag `malformed_number`)."""
    value_max: int | float | None
    """Upper end of a range, else None."""
    unit: Unit | None
    """None: a count, and what is counted follows or precedes (or a currency without a unit here; then `note` says so)."""
    qualifier: Qualifier
    qualifier_start: int
    """Where the words of the qualifier begin; `start` when none stand before the number."""
    form: Form
    flags: tuple[str, ...] = ()
    """`malformed_number`, `converted_unit`, `ambiguous_number`."""
    note: str | None = None
    """For a person: which reading was taken, and why."""
    noun: str | None = None
    """Of a dual, the folded singular that it is the dual of (دارين: دار)."""


class Reference(NamedTuple):
    """A figure that is no quantity: a law's number, a rank, a date, a duration, digits inside a name."""

    start: int
    end: int
    role: Role
    text: str
    """The figure: '17-50', '6904', '12'."""


@dataclass(frozen=True, slots=True)
class NumberReading:
    """Everything with a figure in one text, in the order of the text."""

    quantities: list[Quantity]
    references: list[Reference]


Ratio = tuple[int, int]
"""Numerator and denominator: 3,21 is (321, 100), so that 3,21 مليار is a whole number without rounding."""


def plain(ratio: Ratio) -> int | float:
    """A ratio as an int where it is whole, else as the nearest float."""
    whole, rest = divmod(ratio[0], ratio[1])
    return ratio[0] / ratio[1] if rest else whole


def add(a: Ratio, b: Ratio) -> Ratio:
    """The sum of two ratios, unreduced where the denominators agree."""
    return (a[0] + b[0], a[1]) if a[1] == b[1] else (a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def times(a: Ratio, b: Ratio) -> Ratio:
    """The product of two ratios."""
    return a[0] * b[0], a[1] * b[1]


@dataclass(slots=True)
class Draft:
    """A quantity or reference while it is being read. `tok`, `end`, `number_end` are indices of tokens, ends excluded."""

    tok: int
    end: int
    number_end: int
    form: Form = "digits"
    ratio: Ratio | None = None
    """The number in its own unit, multiplier included."""
    ratio_max: Ratio | None = None
    scale: int = 1
    """The multiplier written with it: 1 where there is none."""
    bare: bool = False
    """The multiplier stands alone: مليون."""
    figure: object | None = None
    """The digits as written, when the number is digits with or without a multiplier: read again when a multiplier is shared."""
    unit: Unit | None = None
    currency: str | None = None
    """Any currency by its name, also one without a unit in the model."""
    factor: Ratio = (1, 1)
    flags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    currency_note: str | None = None
    """What its currency needs said; it goes where the currency goes."""
    noun: str | None = None
    lead: int = 0
    """Letters of its first token that are no part of it (و، ب)."""
    role: Role | None = None
    text: str = ""
    qualifier: Qualifier = "exact"
    qualifier_tok: int = -1

    def flag(self, flag: str, note: str) -> None:
        """Add a flag once, and its note."""
        if flag not in self.flags:
            self.flags.append(flag)
        if note not in self.notes:
            self.notes.append(note)
