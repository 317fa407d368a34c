"""The errors that decide a message's fate.

Exception
├── TransientError   try again: a server did not answer
└── PermanentError   never again: the dead letters, with stage and reason
"""

from __future__ import annotations


class TransientError(Exception):
    """A failure that may pass: the message is delivered again."""


class PermanentError(Exception):
    """A failure that no repetition cures: the message goes to the dead letters.

    Args:
        reason: a short code (`no_text`).
        detail: what a person should know of it.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
