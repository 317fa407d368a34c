"""The message contracts: what travels between the services, versioned, with committed examples in `tests/contracts/`."""

from shared.contracts.base import Message
from shared.contracts.extracted import ExtractedArticle, Fact, Labelled, Person, Place
from shared.contracts.normalized import NormalizedArticle
from shared.contracts.raw import FetchInfo, RawArticle

__all__ = ["ExtractedArticle", "Fact", "FetchInfo", "Labelled", "Message", "NormalizedArticle", "Person", "Place", "RawArticle"]
