"""Where an article is, with an index that answers as OpenSearch does."""

from __future__ import annotations

from typing import Any

import pytest

from services.fetcher.api.problems import ProblemError
from services.fetcher.api.whereabouts import Looker
from shared.settings import Settings

_FACT = {"in": "body", "start": 1, "end": 2}


class _Index:
    """One article with two facts, of which the second is on a shard of its own."""

    def __init__(self, second: dict[str, Any]) -> None:
        self._second = second

    async def get(self, **_: Any) -> dict[str, Any]:
        return {"_source": {"fact_ids": ["f1", "f2"]}}

    async def mget(self, **_: Any) -> dict[str, Any]:
        return {"docs": [{"_id": "f1", "found": True, "_source": _FACT}, {"_id": "f2", **self._second}]}


async def _facts(second: dict[str, Any]) -> list[dict[str, Any]]:
    return await Looker(None, _Index(second), Settings()).facts("a1")  # type: ignore[arg-type]


async def test_a_shard_that_is_away_is_no_fact_less() -> None:
    with pytest.raises(ProblemError) as error:
        await _facts({"error": {"type": "no_shard_available_action_exception", "reason": "No shard available"}})
    assert error.value.status == 503
    assert await _facts({"found": False}) == [_FACT]
