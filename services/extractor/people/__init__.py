"""Persons named in an article, with the roles it gives them."""

from services.extractor.people.finder import PersonMention, find_people

__all__ = ["PersonMention", "find_people"]
