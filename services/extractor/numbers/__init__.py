"""The number grammar of Moroccan Arabic news: every figure read, none read wrong in silence.

Usable alone: `read_numbers(tokenize(fold(text).text))`.
"""

from services.extractor.numbers.duals import dual_of
from services.extractor.numbers.model import NumberReading, Quantity, Reference
from services.extractor.numbers.reader import read_numbers

__all__ = ["NumberReading", "Quantity", "Reference", "dual_of", "read_numbers"]
