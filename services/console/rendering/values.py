"""A fact's value as a person writes it."""

from __future__ import annotations

from decimal import Decimal

from services.console.rendering.labels import QUALIFIERS, UNITS

_NO_BREAK_SPACE = "\u00a0"
_MULTIPLIERS = ((Decimal(10) ** 9, "مليار"), (Decimal(10) ** 6, "مليون"))
_MONEY = ("MAD", "EUR", "USD")


def number(value: float) -> str:
    """A number with a decimal comma and its thousands apart: 45650 is `45 650`, 12.5 is `12,5`."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    text = f"{exact.normalize():,f}"
    return text.replace(",", _NO_BREAK_SPACE).replace(".", ",").replace("-", "\u2212")


def counted(count: int, what: str) -> str:
    """`1 fact`, `2 facts`."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def amount(value: float, unit: str | None) -> str:
    """A number with its unit; money in milliards and millions where that loses no digit and needs at most three decimals."""
    if unit == "percent":
        return f"{number(value)}{_NO_BREAK_SPACE}%"  # shorter than the words, and as common
    name = UNITS.get(unit or "", "")
    if unit in _MONEY:
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        for size, multiplier in _MULTIPLIERS:
            scaled = exact / size
            if abs(scaled) >= 1 and scaled == round(scaled, 3):
                return f"{number(float(scaled))}{_NO_BREAK_SPACE}{multiplier}{_NO_BREAK_SPACE}{name}"
    return f"{number(value)}{_NO_BREAK_SPACE}{name}".rstrip()


def readable(value: float | None, value_max: float | None, unit: str | None, qualifier: str) -> str:
    """A value with its qualifier, both ends of a range, or a question mark where no reading is right."""
    if value is None:
        return "؟"
    text = amount(value, unit)
    if value_max is not None:
        text = f"من {amount(value, unit)} إلى {amount(value_max, unit)}"
    word = QUALIFIERS.get(qualifier, "")
    return f"{word} {text}" if word else text
