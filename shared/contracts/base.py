"""What every message has in common: its contract's name and version, and how it is written as JSON."""

from __future__ import annotations

from typing import Self

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

    def to_json(self) -> bytes:
        """The message as UTF-8 JSON, the same bytes for the same content."""
        return orjson.dumps(self.model_dump(mode="json"))
