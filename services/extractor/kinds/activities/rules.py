"""Activities counted: fairs, courses, surveys, meetings."""

from services.extractor.kinds.activities.words import WORDS
from services.extractor.kinds.base import KindRules, QuantityRule

KIND = KindRules(
    name="activities",
    words=WORDS,
    quantity_rules=(
        QuantityRule("activities.counted", "activities", "count", 0.97, noun=("activities.noun",), unit="activity"),
        QuantityRule(
            "activities.workshops_held",
            "activities",
            "count",
            0.96,
            noun=("workshop.noun",),
            before=("activities.before",),
            unit="activity",
        ),
    ),
)
