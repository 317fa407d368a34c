"""Fetching from the open web: safe, polite, bounded.

`Fetcher.fetch` is the door. What it refuses for good is a `PermanentError`, what may work later a `TransientError`.
"""

from services.fetcher.web.article import article_of
from services.fetcher.web.fetch import Fetched, Fetcher, NotModified, Validators
from services.fetcher.web.rules import Rules

__all__ = ["Fetched", "Fetcher", "NotModified", "Rules", "Validators", "article_of"]
