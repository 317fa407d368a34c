"""Exports."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.exports.words import WORDS

KIND = KindRules(
    name="exports",
    words=WORDS,
    quantity_rules=(
        QuantityRule("exports.named_before", "exports", "money", 0.97, before=("exports.before",)),
        QuantityRule("exports.named_after", "exports", "money", 0.9, after=("exports.before",)),
    ),
)
