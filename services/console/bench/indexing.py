"""The index alone: finished documents through `_bulk`, as the indexer would send them, with nothing else to do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from services.indexer.bulk import Action, send
from services.indexer.documents import Documents
from services.indexer.install import alias_name, install
from shared.servers import connect_opensearch
from shared.settings import Settings

PREFIX = "bench-bulk"


@dataclass(frozen=True, slots=True)
class Bulk:
    """One round of `_bulk` alone, with all facts, until a search finds the last article."""

    per_second: float
    server_ms: float
    """CPU milliseconds of the server for an article."""
    client_ms: float
    """The same of who sends it."""


def bulk_alone(settings: Settings, documents: Sequence[Documents], batch: int, cpu: Callable[[], float]) -> Bulk:
    """Write finished documents.

    Args:
        settings: where OpenSearch is; `index_prefix` is not used.
        documents: what is written, into indices of their own, which are removed again.
        batch: articles in one request.
        cpu: the CPU seconds that the server has taken so far.
    """
    return asyncio.run(_written(settings, documents, batch, cpu))


async def _written(settings: Settings, documents: Sequence[Documents], batch: int, cpu: Callable[[], float]) -> Bulk:
    client = connect_opensearch(settings)
    articles, facts = alias_name(PREFIX, "articles"), alias_name(PREFIX, "facts")
    try:
        await install(client, PREFIX)
        spent, sent, begun = cpu(), time.process_time(), time.perf_counter()
        for start in range(0, len(documents), batch):
            actions: list[Action] = []
            for one in documents[start : start + batch]:
                actions += [Action({"index": {"_index": facts, "_id": i}}, document) for i, document in one.facts.items()]
                actions.append(Action({"index": {"_index": articles, "_id": one.article_id}}, one.article))
            for result in await send(client, actions):
                if result.error is not None:
                    raise result.error
        await client.indices.refresh(index=f"{articles},{facts}")
        seconds, sending = time.perf_counter() - begun, time.process_time() - sent
        each = 1000 / len(documents)
        return Bulk(len(documents) / seconds, each * (cpu() - spent), each * sending)
    finally:
        await _remove(client)
        await client.close()


async def _remove(client: Any) -> None:
    """Delete the indices by their own names: deleting by pattern is refused."""
    for name in (alias_name(PREFIX, "articles"), alias_name(PREFIX, "facts")):
        if await client.indices.exists_alias(name=name):
            for index in await client.indices.get_alias(name=name):
                await client.indices.delete(index=index)
