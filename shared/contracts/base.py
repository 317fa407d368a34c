"""What every message has in common: its contract's name and version, and how it is written as JSON."""

from __future__ import annotations

from typing import Any, Self

import orjson
from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """Base of everything that travels on a stream.

    Unknown fields are refused, so that a typo in a producer is a dead letter and not a silent loss;
    a new field is a new contract version.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        serialize_by_alias=True,
        validate_by_name=True,
        validate_by_alias=True,
        allow_inf_nan=False,  # no JSON, though pydantic reads it
    )

    @classmethod
    def from_json(cls, data: bytes | str) -> Self:
        """Read a message from JSON.

        Raises:
            pydantic.ValidationError: the JSON is broken or does not fit this contract.
        """
        return cls.model_validate_json(data)

    @classmethod
    def of_own(cls, fields: dict[str, Any]) -> Self:
        """A message of values that this program itself has made, which are not checked: a twentieth of the time of checking them.

        Never for what came from elsewhere. Who reads the message from its stream checks it all the same.

        Args:
            fields: every field by its name in Python; the message keeps this very object.
        """
        message = cls.__new__(cls)
        # what pydantic's own `model_construct` sets, without its look at each field for an alias and a default
        object.__setattr__(message, "__dict__", fields)
        object.__setattr__(message, "__pydantic_fields_set__", set(fields))
        object.__setattr__(message, "__pydantic_extra__", None)
        object.__setattr__(message, "__pydantic_private__", None)
        return message

    def to_json(self) -> bytes:
        """The message as UTF-8 JSON, the same bytes for the same content."""
        return orjson.dumps(self.model_dump(mode="json"))
