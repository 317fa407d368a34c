"""A dead letter: a message that a stage could not process, whole, and why."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import Message


class DeadLetter(Message):
    """One message that was given up, with all that is needed to understand it and to send it again."""

    contract: Literal["dead/1"] = "dead/1"
    stage: str
    stream: str
    """The stream's name on the server, prefix included."""
    entry_id: str
    """Where it stood in that stream."""
    article_id: str | None = None
    reason: str
    """From a short list: see ARCHITECTURE.md, Delivery."""
    error: str
    place: str | None = None
    """Where in the code it failed (`module.py:line in function`) or which field of the message."""
    deliveries: int = Field(ge=0)
    replays: int = Field(default=0, ge=0)
    """How often it came back from the dead letters before."""
    entered_at: AwareDatetime
    """When the message entered the stream."""
    died_at: AwareDatetime
    versions: dict[str, str] = Field(default_factory=dict)
    data: str | None = None
    """The message as it came, when it is UTF-8."""
    data_base64: str | None = None
    """The message as it came, when it is not."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Further fields of the entry, undecodable bytes as `\\xNN`."""
