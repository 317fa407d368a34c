"""The places of Morocco, as Arabic and French texts name them."""

from services.extractor.places.finder import find_places
from services.extractor.places.model import PlaceMention

__all__ = ["PlaceMention", "find_places"]
