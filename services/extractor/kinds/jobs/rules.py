"""Jobs, held or to be created."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.jobs.words import WORDS

KIND = KindRules(
    name="jobs",
    words=WORDS,
    quantity_rules=(QuantityRule("jobs.named", "jobs", "count", 1.0, noun=("jobs.noun",), unit="person"),),
)
