"""Turnover."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.turnover.words import WORDS

KIND = KindRules(
    name="turnover",
    words=WORDS,
    quantity_rules=(
        QuantityRule("turnover.named_before", "turnover", "money", 0.97, before=("turnover.before",)),
        QuantityRule("turnover.proceeds", "turnover", "money", 0.8, before=("turnover.weak",)),
        QuantityRule("turnover.sold", "turnover", "money", 0.94, before=("turnover.sold",)),
        QuantityRule("turnover.named_after", "turnover", "money", 0.9, after=("turnover.before",)),
    ),
)
