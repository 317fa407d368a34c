"""Facilities counted: built, equipped, planned."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.facilities.words import WORDS

KIND = KindRules(
    name="facilities",
    words=WORDS,
    quantity_rules=(QuantityRule("facilities.counted", "facilities", "count", 0.98, noun=("facility.noun",), unit="facility"),),
)
