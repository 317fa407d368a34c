"""What the finder of places hands on."""

from __future__ import annotations

from dataclasses import dataclass

from services.extractor.places.gazetteer import PlaceType


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place that the text names."""

    start: int
    """Code point of the folded text where the name starts, behind its clitics: الراشيدية in بالراشيدية."""
    end: int
    """Code point after the name."""
    name: str
    """The name as the census' list writes it, in Arabic."""
    type: PlaceType
    region: str | None
    """ISO 3166-2:MA; None where several places bear the name and nothing tells which is meant."""
    province: str | None
    """ISO 3166-2:MA; None for a region."""
    certain: bool
    """False for a name that may be something else, or may be another place of the same name."""
