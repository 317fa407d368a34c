"""Figures with a noun that none of the other kinds knows."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.other.words import WORDS

KIND = KindRules(
    name="other",
    words=WORDS,
    quantity_rules=(
        QuantityRule("other.counted", "other", "count", 0.9, noun=("other.noun",), unit="item"),
        QuantityRule("other.money", "other", "money", 0.93, before=("other.before",)),
        QuantityRule("other.unknown_noun", "other", "count", 0.2),
    ),
)
