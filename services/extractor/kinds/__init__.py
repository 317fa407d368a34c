"""One folder a kind of fact: `rules.py` (exporting `KIND`), `words.py`, `corpus.yaml`. They are found here, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from services.extractor.kinds.base import Draft, KindRules, PhraseRule, QuantityRule

__all__ = ["Draft", "KindRules", "PhraseRule", "QuantityRule", "all_kinds"]


@cache
def all_kinds() -> tuple[KindRules, ...]:
    """The rules of every folder, in the order of their names."""
    folders = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.ispkg)
    return tuple(importlib.import_module(f"{__name__}.{folder}.rules").KIND for folder in folders)
