"""Programmes, projects, agreements counted."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.programmes.words import WORDS

KIND = KindRules(
    name="programmes",
    words=WORDS,
    quantity_rules=(
        QuantityRule("programmes.counted", "programmes", "count", 0.95, noun=("programmes.noun",), unit="programme"),
    ),
)
