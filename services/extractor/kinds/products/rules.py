"""Products counted: pieces, marks, designs, tools."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.products.words import WORDS

KIND = KindRules(
    name="products",
    words=WORDS,
    quantity_rules=(QuantityRule("products.counted", "products", "count", 0.95, noun=("products.noun",), unit="item"),),
)
