"""Shares: a part of a whole."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.share.words import WORDS

KIND = KindRules(
    name="share",
    words=WORDS,
    quantity_rules=(
        QuantityRule("share.of_a_whole", "share", "percent", 0.97, after=("share.after",)),
        QuantityRule("share.level", "share", "percent", 0.98, before=("share.level",)),
        QuantityRule("share.named_before", "share", "percent", 0.93, before=("share.before",)),
        QuantityRule("share.percent", "share", "percent", 0.5),
    ),
)
