"""The message contracts: what travels between the services, versioned, with committed examples in `tests/contracts/`."""

from shared.contracts.base import Message
from shared.contracts.dead import DeadLetter
from shared.contracts.extracted import ExtractedArticle, Fact, Labelled, Person, Place
from shared.contracts.normalized import NormalizedArticle
from shared.contracts.raw import FetchInfo, RawArticle
from shared.contracts.reading import check_newer, contract_of, read_message

__all__ = [
    "DeadLetter",
    "ExtractedArticle",
    "Fact",
    "FetchInfo",
    "Labelled",
    "Message",
    "NormalizedArticle",
    "Person",
    "Place",
    "RawArticle",
    "check_newer",
    "contract_of",
    "read_message",
]
