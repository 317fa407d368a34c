"""The fate of a message is the type of the exception that its processing raises.

    HirfaError
    ├── TransientError       delivered again, later and later; a dead letter after the last delivery
    │   ├── PostponedError   put off by somebody who named a time: due again then, not counted as a delivery
    │   └── ServerAwayError  a server that the stage needs is away: waited for, not counted as a delivery
    ├── PermanentError       a dead letter at once, with a reason from a short list and a detail for people
    └── NewerContractError   written by a newer version than this one: left waiting for a service that knows it

Anything else that escapes from a pure function is a bug met by this message: deterministic, so a dead letter at once
(`reason="raised"`), with the place in the code.
"""

from __future__ import annotations


class HirfaError(Exception):
    """Base of this project's errors."""


class TransientError(HirfaError):
    """Trying again later may help.

    Args:
        reason: a short name with few values (it labels metrics): `worker_died`, `busy`, …
        detail: what happened, for people.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class ServerAwayError(TransientError):
    """A server does not answer, or says that it cannot now. The message is not at fault."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("server_away", detail)


class PostponedError(TransientError):
    """Somebody else has named the time at which trying again may help.

    Args:
        reason: as of `TransientError`.
        detail: as of `TransientError`.
        seconds: after how long.
    """

    def __init__(self, reason: str, detail: str, seconds: float) -> None:
        super().__init__(reason, detail)
        self.seconds = seconds


class PermanentError(HirfaError):
    """Trying again cannot help.

    Args:
        reason: a short name with few values (it labels metrics): `undecodable`, `contract`, `timeout`, …
        detail: what happened, for people.
        place: where in the code or in the message, if known.
    """

    def __init__(self, reason: str, detail: str = "", place: str | None = None) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
        self.place = place


class NewerContractError(HirfaError):
    """The message follows a newer version of its contract than this program knows."""

    def __init__(self, contract: str, known: str) -> None:
        super().__init__(f"{contract} is newer than {known}")
        self.contract = contract
        self.known = known
