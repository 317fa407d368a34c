"""Facilities counted: built, equipped, planned."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.facilities.words import WORDS

KIND = KindRules(
    name="facilities",
    words=WORDS,
    quantity_rules=(
        QuantityRule("facilities.counted", "facilities", "count", 0.98, noun=("facility.noun",), unit="facility"),
        # ورشة is a workshop where it is built or repaired, a session where it is held; وحدة a building or a firm
        QuantityRule(
            "facilities.worked_on",
            "facilities",
            "count",
            1.0,
            noun=("workshop.noun", "unit.noun"),
            before=("project.work",),
            unit="facility",
        ),
    ),
)
