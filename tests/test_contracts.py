"""Every committed example of every version of every contract stays readable, and is what the contract says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from shared.contracts import (
    DeadLetter,
    ExtractedArticle,
    Message,
    NormalizedArticle,
    RawArticle,
    SubmittedUrl,
    check_newer,
    contract_of,
    read_message,
)
from shared.errors import NewerContractError, PermanentError
from shared.streams import STREAMS

FOLDER = Path(__file__).parent / "contracts"
MODELS: dict[str, type[Message]] = {
    contract_of(model): model for model in (SubmittedUrl, RawArticle, NormalizedArticle, ExtractedArticle, DeadLetter)
}
EXAMPLES = sorted(FOLDER.glob("*/*.json"))


def test_every_contract_of_the_topology_has_a_model_and_examples() -> None:
    assert {stream.contract for stream in STREAMS} == set(MODELS)
    assert {path.parent.name.replace("-", "/") for path in EXAMPLES} >= set(MODELS)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_example(path: Path) -> None:
    contract = path.parent.name.replace("-", "/")
    model = MODELS.get(contract) or next(m for name, m in MODELS.items() if name.partition("/")[0] == contract.partition("/")[0])
    data = path.read_bytes()
    message = read_message(model, data)
    assert read_message(model, message.to_json()) == message
    assert message.to_json() == read_message(model, message.to_json()).to_json()
    schema = model.model_json_schema(by_alias=True, mode="validation")
    Draft202012Validator(schema).validate(json.loads(data))
    if isinstance(message, ExtractedArticle):
        for fact in message.facts:
            text = message.body if fact.in_ == "body" else message.title or ""
            assert text[fact.start : fact.end] == fact.quote


@pytest.mark.parametrize(
    ("data", "reason", "place"),
    [
        (b"", "undecodable", None),
        (b"{", "undecodable", None),
        (b"\xff", "undecodable", None),
        (b'"text"', "undecodable", None),
        (b'{"content": "\\ud800"}', "undecodable", None),
        (b"{}", "contract", "content"),
        (b'{"content": ""}', "contract", "content"),
        (b'{"content": "x", "titel": "y"}', "contract", "titel"),
        (b'{"content": "x", "contract": "normalized/1"}', "contract", "contract"),
        (b'{"content": "x", "contract": "raw/0"}', "contract", "contract"),
        (b'{"content": "x", "contract": "raw/' + b"9" * 5000 + b'"}', "contract", "contract"),
        (b'{"content": "x", "contract": 1}', "contract", "contract"),
        (b'{"content": "x", "published_at": "2024-01-01T00:00:00"}', "contract", "published_at"),
    ],
)
def test_what_is_no_raw_article(data: bytes, reason: str, place: str | None) -> None:
    with pytest.raises(PermanentError) as caught:
        read_message(RawArticle, data)
    assert (caught.value.reason, caught.value.place) == (reason, place)
    check_newer("raw/1", data)


@pytest.mark.parametrize("contract", ["raw/2", "raw/10"])
def test_a_newer_version_waits(contract: str) -> None:
    data = json.dumps({"contract": contract, "words": ["x"]}).encode()
    with pytest.raises(NewerContractError):
        read_message(RawArticle, data)
    with pytest.raises(NewerContractError):
        check_newer("raw/1", data)
