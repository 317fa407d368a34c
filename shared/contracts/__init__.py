"""The message contracts: what travels between the services, versioned, with committed examples in `tests/contracts/`."""

from shared.contracts.base import Message
from shared.contracts.dead import DeadLetter
from shared.contracts.extracted import ExtractedArticle, Fact, Labelled, Person, Place
from shared.contracts.normalized import NormalizedArticle
from shared.contracts.raw import FetchInfo, RawArticle
from shared.contracts.reading import check_newer, contract_of, read_message
from shared.contracts.url import SubmittedUrl

CONTRACTS: dict[str, type[Message]] = {
    "raw/1": RawArticle,
    "normalized/1": NormalizedArticle,
    "extracted/1": ExtractedArticle,
    "dead/1": DeadLetter,
    "url/1": SubmittedUrl,
}
"""Each contract's newest version by its name on the wire."""

__all__ = [
    "CONTRACTS",
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
    "SubmittedUrl",
    "check_newer",
    "contract_of",
    "read_message",
]
