"""Bulk requests: built, sent in pieces, and answered per item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from opensearchpy import AsyncOpenSearch
from opensearchpy.exceptions import ConnectionError as AwayError
from opensearchpy.exceptions import TransportError

from shared.errors import HirfaError, PermanentError, ServerAwayError, TransientError

MAX_BYTES = 8 * 1024 * 1024
"""Of one request; OpenSearch refuses more than 100 MB, and slows down long before."""


@dataclass(frozen=True, slots=True)
class Action:
    """One line or two of a bulk request."""

    head: dict[str, dict[str, Any]]
    document: dict[str, Any] | None = None

    def lines(self) -> bytes:
        """The action as NDJSON."""
        tail = orjson.dumps(self.document) + b"\n" if self.document is not None else b""
        return orjson.dumps(self.head) + b"\n" + tail


@dataclass(frozen=True, slots=True)
class Result:
    """What the server answered to an action."""

    status: int
    error: HirfaError | None

    @property
    def conflict(self) -> bool:
        """Another version is there already."""
        return self.status == 409


def server_error(error: TransportError) -> HirfaError:
    """The fate of a request that failed as a whole."""
    if isinstance(error, AwayError):
        return ServerAwayError(f"OpenSearch: {error.error}")
    status = error.status_code if isinstance(error.status_code, int) else 0
    if status in (401, 403, 408, 429) or status >= 500:  # a wrong login is no fault of the message
        return ServerAwayError(f"OpenSearch answers {status}: {error.error}")
    return PermanentError("refused", f"OpenSearch answers {status}: {error.error}")


def as_away(error: TransportError) -> ServerAwayError:
    """The fate of a request that no message is to blame for, such as reading or installing."""
    failure = server_error(error)
    return failure if isinstance(failure, ServerAwayError) else ServerAwayError(str(failure))


_INDEX_AWAY = {"index_not_found_exception", "alias_not_found_exception", "cluster_block_exception", "index_closed_exception"}
"""The index is gone, or blocked as on a full disk: no fault of the message."""
_QUEUE_FULL = "rejected_execution_exception"
"""Its queue of writes is full, or what is being written takes too much memory: it will have room again."""


def _item_error(status: int, error: dict[str, Any]) -> HirfaError:
    kind, why = str(error.get("type", "")), str(error.get("reason", ""))
    cause = error.get("caused_by")
    if isinstance(cause, dict):
        why = f"{why}: {cause.get('reason', '')}"
    if kind in _INDEX_AWAY or status in (403, 503) or kind.endswith(_QUEUE_FULL):
        return ServerAwayError(f"OpenSearch: {kind}: {why}")
    if status == 429 or status >= 500:
        return TransientError("busy", f"OpenSearch answers {status}: {kind}: {why}")
    return PermanentError("refused", f"OpenSearch answers {status}: {kind}: {why}")


async def send(client: AsyncOpenSearch, actions: Sequence[Action]) -> list[Result]:
    """Send actions in requests of bounded size.

    Returns:
        A result for each action, in order. A missing document to delete is no error.

    Raises:
        ServerAwayError: the server is away; some of the actions may have been done.
        PermanentError: a request was refused as a whole.
    """
    results: list[Result] = []
    for piece in pieces(actions):
        results += await _post(client, piece)
    return results


def pieces(actions: Iterable[Action]) -> Iterator[bytes]:
    """The bodies of requests of at most `MAX_BYTES`, or of a single action that is longer."""
    piece: list[bytes] = []
    size = 0
    for lines in (action.lines() for action in actions):
        if piece and size + len(lines) > MAX_BYTES:
            yield b"".join(piece)
            piece, size = [], 0
        piece.append(lines)
        size += len(lines)
    if piece:
        yield b"".join(piece)


_PARAMETERS = {"require_alias": "true", "filter_path": "items.*.status,items.*.error"}
"""Of what is answered to each action no more than is looked at: the rest is longer than a small document."""


async def _post(client: AsyncOpenSearch, body: bytes) -> list[Result]:
    try:
        answer = await client.bulk(body=body, params=_PARAMETERS)
    except TransportError as error:
        raise server_error(error) from None
    return [_result(next(iter(item.values()))) for item in answer["items"]]


def _result(item: dict[str, Any]) -> Result:
    status = int(item["status"])
    error = item.get("error")
    if status == 409 or error is None:
        return Result(status, None)
    return Result(status, _item_error(status, error))
