"""Crafts and materials: a thesaurus as data and the finder that matches it."""

from services.extractor.crafts.finder import CraftMention, find_crafts, with_broader
from services.extractor.crafts.thesaurus import CRAFTS, Craft

__all__ = ["CRAFTS", "Craft", "CraftMention", "find_crafts", "with_broader"]
