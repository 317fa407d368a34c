"""A submitted URL that waits to be fetched."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import Message


class SubmittedUrl(Message):
    """One page to be fetched."""

    contract: Literal["url/1"] = "url/1"
    article_id: str
    """Derived from the canonical form of `url`; the page may name another address, and so be another article."""
    url: str = Field(min_length=1)
    """As it was submitted."""
    source: str | None = None
    """The outlet, where it is known; else the host."""
    submitted_at: AwareDatetime | None = None
