"""Facilities counted: built, equipped, planned."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.facilities.words import WORDS

KIND = KindRules(
    name="facilities",
    words=WORDS,
    quantity_rules=(
        QuantityRule("facilities.counted", "facilities", "count", 0.98, noun=("facility.noun",), unit="facility"),
        # ورشة is a workshop unless it is held (see activities); وحدة is a firm unless it is built (see organisations)
        QuantityRule("facilities.workshops", "facilities", "count", 0.88, noun=("workshop.noun",), unit="facility"),
        QuantityRule(
            "facilities.worked_on",
            "facilities",
            "count",
            0.97,
            noun=("unit.noun",),
            before=("project.work", "project.act"),
            unit="facility",
        ),
    ),
)
