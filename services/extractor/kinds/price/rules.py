"""Prices."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.price.words import WORDS

KIND = KindRules(
    name="price",
    words=WORDS,
    quantity_rules=(
        QuantityRule("price.named_before", "price", "money", 0.95, before=("price.before",)),
        QuantityRule("price.per_piece", "price", "money", 0.99, after=("price.after",)),
    ),
)
