"""Arabic names for the codes of the fact model (the index has the same), and mixed directions kept apart."""

from __future__ import annotations

from services.indexer.labels import KINDS, REGIONS, STATUSES, UNITS

__all__ = ["FLAGS", "KINDS", "QUALIFIERS", "REGIONS", "STATUSES", "UNITS", "isolate", "region"]

QUALIFIERS = {"exact": "", "approx": "حوالي", "min": "أزيد من", "max": "أقل من"}
FLAGS = {
    "malformed_number": "رقم غير سليم",
    "converted_unit": "وحدة محولة",
    "ambiguous_number": "رقم ملتبس",
    "sum_mismatch": "المجموع لا يطابق",
    "sum_verified": "المجموع مطابق",
    "share_mismatch": "الحصة لا تطابق",
    "share_verified": "الحصة مطابقة",
}

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def isolate(text: str) -> str:
    """The text in an isolate of its own direction (UAX #9), so that a line of Arabic, codes and digits keeps its order."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}" if text else ""


def region(code: str) -> str:
    """A region's Arabic name with its ISO 3166-2 code; the code alone where it is none of the twelve."""
    name = REGIONS.get(code)
    return f"{name} ({code})" if name else code
