"""Reading a message of any known version, and telling apart what is broken, too old and too new."""

from __future__ import annotations

from typing import TypeVar

import orjson
from pydantic import ValidationError

from shared.contracts.base import Message
from shared.errors import NewerContractError, PermanentError

M = TypeVar("M", bound=Message)

_VERSION_DIGITS = 9
"""More than any version will have; the interpreter reads no number of thousands of digits."""


def contract_of(model: type[Message]) -> str:
    """The contract's name and version that a model reads, such as `raw/1`."""
    return str(model.model_fields["contract"].default)


def check_newer(known: str, data: bytes) -> None:
    """Refuse a message that follows a newer version of the contract `known`; anything else passes.

    Raises:
        NewerContractError: same contract, higher version.
    """
    try:
        found = orjson.loads(data).get("contract")
    except (orjson.JSONDecodeError, AttributeError):
        return
    _check(found, known)


def _check(found: object, known: str) -> None:
    if not isinstance(found, str):
        return
    name, _, version = known.partition("/")
    other, _, other_version = found.partition("/")
    if other != name or not (other_version.isascii() and other_version.isdigit() and len(other_version) <= _VERSION_DIGITS):
        return
    if int(other_version) > int(version):
        raise NewerContractError(found, known)


def read_message(model: type[M], data: bytes) -> M:
    """Read a message.

    Args:
        model: the contract expected.
        data: UTF-8 JSON.

    Raises:
        PermanentError: `undecodable` (no JSON object in UTF-8) or `contract` (does not fit; the place names the field).
        NewerContractError: it follows a newer version of the contract.
    """
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        refused = error
    try:  # only now is it worth a second look, at what it is instead
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise PermanentError("undecodable", str(error)) from None
    if not isinstance(value, dict):
        raise PermanentError("undecodable", "not a JSON object")
    _check(value.get("contract"), contract_of(model))
    first = refused.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or None
    raise PermanentError("contract", f"{first['msg']} ({refused.error_count()} in all)", place) from None
