"""Organisations counted: cooperatives, associations, companies."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.organisations.words import WORDS

KIND = KindRules(
    name="organisations",
    words=WORDS,
    quantity_rules=(
        QuantityRule("organisations.counted", "organisations", "count", 0.97, noun=("organisations.noun",), unit="organisation"),
        QuantityRule("organisations.units", "organisations", "count", 0.88, noun=("unit.noun",), unit="organisation"),
    ),
)
