"""Errors as RFC 9457 has them."""

from __future__ import annotations

import math
from http import HTTPStatus

import orjson
from starlette.responses import Response


class ProblemError(Exception):
    """A request that is answered with an error.

    Args:
        status: of the answer.
        reason: a short name with few values.
        detail: what is wrong and what to do about it, for people.
        retry_after: seconds after which it may work.
        headers: of the answer.
    """

    def __init__(
        self,
        status: int,
        reason: str,
        detail: str,
        *,
        retry_after: float | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.status, self.reason, self.detail = status, reason, detail
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(max(1, math.ceil(retry_after)))

    def response(self) -> Response:
        """The answer, `application/problem+json`."""
        body = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "reason": self.reason,
            "detail": self.detail,
        }
        return Response(orjson.dumps(body), self.status, self.headers, "application/problem+json")
