"""Growth: a change in percent, negative when it falls (the engine turns the sign of `growth.fell`)."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.growth.words import WORDS

KIND = KindRules(
    name="growth",
    words=WORDS,
    quantity_rules=(
        QuantityRule("growth.rose", "growth", "percent", 0.96, before=("growth.before",)),
        QuantityRule("growth.fell", "growth", "percent", 0.96, before=("growth.fall",)),
        QuantityRule("growth.named_after", "growth", "percent", 0.95, after=("growth.as",)),
        QuantityRule("growth.compared", "growth", "percent", 0.8, after=("growth.after",)),
    ),
)
