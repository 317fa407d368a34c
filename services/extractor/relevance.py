"""Is an article about the craft sector? Until its own rules land, every article is taken to be."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.crafts import CraftMention
from services.extractor.organisations import OrganisationMention
from services.extractor.tokens import Tokens


def relevance(
    tokens: Tokens, title: Tokens | None, crafts: Sequence[CraftMention], organisations: Sequence[OrganisationMention]
) -> tuple[float, list[str]]:
    """A score 0..1 and its reasons, readable for a person."""
    return 1.0, []
