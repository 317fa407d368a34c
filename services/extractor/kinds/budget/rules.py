"""Budgets: costs, envelopes, contributions, grants."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.budget.words import WORDS

KIND = KindRules(
    name="budget",
    words=WORDS,
    quantity_rules=(
        QuantityRule("budget.named_before", "budget", "money", 0.96, before=("budget.before",)),
        QuantityRule("budget.named_after", "budget", "money", 0.86, after=("budget.before",)),
        QuantityRule("budget.amount_of_work", "budget", "money", 0.8, before=("budget.work",)),
        QuantityRule("budget.amount", "budget", "money", 0.64, before=("budget.weak",)),
        QuantityRule("budget.amount_for_work", "budget", "money", 0.76, after=("budget.work",)),
        QuantityRule("budget.money_without_a_word", "budget", "money", 0.3),
    ),
    default_status="planned",
)
