"""How the tests of the number grammar read a text."""

from __future__ import annotations

from services.extractor.numbers import NumberReading, read_numbers
from services.extractor.tokens import tokenize
from shared.text.folding import fold


def read(text: str) -> NumberReading:
    """Fold, cut into tokens, read."""
    return read_numbers(tokenize(fold(text).text))
