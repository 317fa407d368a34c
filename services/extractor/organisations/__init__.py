"""Bodies named in an article: controlled ids for the sector's own, names for the rest."""

from services.extractor.organisations.finder import OrganisationMention, find_organisations

__all__ = ["OrganisationMention", "find_organisations"]
