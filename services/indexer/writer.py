"""Writing articles and facts so that a message written twice, late or by two indexers at once leaves the same index.

The order for an article: read what is there (by id, which is never stale), write its facts, delete the facts that an earlier
extraction left, and last the article itself, under the condition that nobody changed it since it was read. Facts carry
an external version, so that an older one never replaces a newer one. If the condition fails, it starts again from what is
there now; if what is there is newer, our facts that it doesn't have are removed. A crash in between is healed by the next
delivery of the message, since the article still names the old facts.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from opensearchpy import AsyncOpenSearch
from opensearchpy.exceptions import TransportError

from services.indexer.bulk import Action, as_away, send
from services.indexer.documents import Documents, build_documents
from services.indexer.install import REPLAYED, alias_name, install, run_alias
from shared.contracts import ExtractedArticle, read_message
from shared.delivery.wire import Done, Entry, Failed, Outcome
from shared.errors import HirfaError, PermanentError, ServerAwayError, TransientError
from shared.metrics import StageMetrics
from shared.runs import is_rebuild

log = structlog.get_logger()

_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class _Indices:
    """The aliases that are written to: the live ones, or those of a run that fills a new version of the index."""

    articles: str
    facts: str
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is kept of a message: its documents, and little more, since a batch of articles with their facts takes much memory."""

    documents: Documents
    fetched_at: datetime
    run_id: str | None

    @property
    def rebuild(self) -> str | None:
        """The run that fills a new version of the index with it, if one does."""
        return self.run_id if is_rebuild(self.run_id) else None


def _taken(entry: Entry) -> _Taken:
    article = read_message(ExtractedArticle, entry.data)
    return _Taken(build_documents(article), article.fetched_at, article.run_id)


class _RunOverError(Exception):
    """The run that sent the messages was given up: its indices are gone, and what it sent late is of no use."""


@dataclass(frozen=True, slots=True)
class _Present:
    """What the index holds of an article."""

    version: int
    rank: str
    fact_ids: frozenset[str]
    seq_no: int
    primary_term: int


class Writer:
    """Writes extracted articles into the index.

    Args:
        client: connected to OpenSearch.
        prefix: of the indices' names.
        metrics: for the time from fetching to searchable.
    """

    def __init__(self, client: AsyncOpenSearch, prefix: str, metrics: StageMetrics) -> None:
        self._client = client
        self._prefix = prefix
        self._live = _Indices(alias_name(prefix, "articles"), alias_name(prefix, "facts"))
        self._metrics = metrics
        self._installed = False
        self._installing = asyncio.Lock()
        self._missing: str | None = None
        """Why the indices cannot be installed."""
        self._waits_for: str | None = None
        """Why what is in hand cannot be written; only a write that succeeds takes it back."""

    async def check(self) -> None:
        """Raise when OpenSearch does not answer, the indices are missing, or what is in hand cannot be written now."""
        for cause in (self._waits_for, self._missing):
            if cause is not None:
                raise ConnectionError(cause)
        if not self._installed:
            raise ConnectionError("the indices are not installed yet")
        await self._client.count(index=self._live.articles, request_timeout=1)

    async def keep_installed(self) -> None:
        """Install templates and indices as soon as OpenSearch answers, and again when they are gone, until cancelled."""
        while True:
            try:
                await self._ensure_installed()
            except ServerAwayError as error:
                self._missing = str(error)
                log.warning("waiting for OpenSearch", error=str(error))
            await asyncio.sleep(1)

    async def _ensure_installed(self) -> None:
        async with self._installing:
            if self._installed:
                return
            try:
                await install(self._client, self._prefix)
            except TransportError as error:
                raise as_away(error) from None
            self._installed, self._missing = True, None

    async def __call__(self, entries: Sequence[Entry]) -> list[Outcome]:
        """Write a batch; one outcome an entry, in order."""
        started = time.perf_counter()
        outcomes: dict[str, Outcome] = {}
        found: dict[str, _Taken] = {}
        for entry in entries:
            try:
                found[entry.id] = _taken(entry)
            except HirfaError as error:
                outcomes[entry.id] = Failed(error)
            await asyncio.sleep(0)  # health routes answer between articles
        fates: dict[str, HirfaError | None] = {}
        for run_id in dict.fromkeys(one.rebuild for one in found.values()):
            mine = {entry_id: one.documents for entry_id, one in found.items() if one.rebuild == run_id}
            fates |= await self._write_all(mine, self._indices(run_id))
        away = next((str(fate) for fate in fates.values() if isinstance(fate, ServerAwayError)), None)
        if away is not None or None in fates.values():
            self._waits_for = away
        seconds = (time.perf_counter() - started) / max(1, len(entries))
        for entry_id, fate in fates.items():
            one = found[entry_id]
            if fate is None:
                outcomes[entry_id] = Done(None, one.documents.article_id, seconds)
                if one.run_id is None:  # of a replay it would be the age of the article
                    self._metrics.searchable((datetime.now(UTC) - one.fetched_at).total_seconds())
            else:
                outcomes[entry_id] = Failed(fate, one.documents.article_id, seconds)
        return [outcomes[entry.id] for entry in entries]

    def _indices(self, run_id: str | None) -> _Indices:
        if run_id is None:
            return self._live
        articles, facts = (run_alias(self._prefix, kind, run_id) for kind in REPLAYED)
        return _Indices(articles, facts, run_id)

    async def _write_all(self, todo: dict[str, Documents], to: _Indices) -> dict[str, HirfaError | None]:
        """Write documents by entry id; what stands against each, or None."""
        fates: dict[str, HirfaError | None] = {}
        conflicts = 0
        while todo:
            one_each: dict[str, str] = {}
            for entry_id, documents in todo.items():  # the same article twice in a batch: one after the other
                one_each.setdefault(documents.article_id, entry_id)
            chosen = {entry_id: todo[entry_id] for entry_id in one_each.values()}
            done = await self._try(chosen, to)
            if not done:
                conflicts += 1
                if conflicts > _ROUNDS:
                    done = dict.fromkeys(todo, TransientError("conflict", "others keep writing the same articles"))
            fates |= done
            todo = {entry_id: documents for entry_id, documents in todo.items() if entry_id not in done}
        return fates

    async def _try(self, batch: dict[str, Documents], to: _Indices) -> dict[str, HirfaError | None]:
        """One round; articles that somebody else changed meanwhile are missing in the answer."""
        try:
            return await self._write(batch, to)
        except _RunOverError:
            log.warning("dropped: the run was given up", run_id=to.run_id, articles=len(batch))
            return dict.fromkeys(batch)
        except ServerAwayError as error:
            self._installed = False  # it may come back empty
            return dict.fromkeys(batch, error)
        except PermanentError as error:
            if len(batch) == 1:
                return dict.fromkeys(batch, error)
        fates: dict[str, HirfaError | None] = {}
        for entry_id, documents in batch.items():  # find out whose fault it is
            fates |= await self._write_all({entry_id: documents}, to)
        return fates

    async def _write(self, batch: dict[str, Documents], to: _Indices) -> dict[str, HirfaError | None]:
        await self._ensure_installed()
        present = await self._read([documents.article_id for documents in batch.values()], to)
        fates: dict[str, HirfaError | None] = {}
        fates |= await self._write_facts(batch, present, to)
        return fates | await self._write_articles({i: d for i, d in batch.items() if i not in fates}, present, to)

    async def _read(self, ids: Sequence[str], to: _Indices) -> dict[str, _Present]:
        try:
            answer = await self._client.mget(
                index=to.articles, body={"ids": list(ids)}, params={"_source_includes": "version,rank,fact_ids"}
            )
        except TransportError as error:
            raise as_away(error) from None
        found: dict[str, _Present] = {}
        for row in answer["docs"]:
            if row.get("error"):
                if to.run_id is not None and row["error"].get("type") == "index_not_found_exception":
                    raise _RunOverError
                raise ServerAwayError(f"OpenSearch: {row['error'].get('reason')}")
            if row.get("found"):
                source = row["_source"]
                found[row["_id"]] = _Present(
                    int(source["version"]),
                    source.get("rank") or "",
                    frozenset(source.get("fact_ids") or ()),
                    row["_seq_no"],
                    row["_primary_term"],
                )
        return found

    async def _write_facts(
        self, batch: dict[str, Documents], present: dict[str, _Present], to: _Indices
    ) -> dict[str, HirfaError | None]:
        """Write the facts and delete stale ones. In the answer are the articles that end here: superseded or failed."""
        actions: list[Action] = []
        owners: list[str] = []
        fates: dict[str, HirfaError | None] = {}
        for entry_id, documents in batch.items():
            there = present.get(documents.article_id)
            if there is not None and (there.version, there.rank) > (documents.version, documents.rank):
                fates[entry_id] = None  # a newer one is there: leave nothing of ours behind that it doesn't have
                stale, written = set(documents.facts) - there.fact_ids, {}
            else:
                stale, written = set(there.fact_ids if there else ()) - documents.facts.keys(), documents.facts
            version = {"version": documents.version, "version_type": "external_gte"}
            for fact_id, document in written.items():
                actions.append(Action({"index": {"_index": to.facts, "_id": fact_id, **version}}, document))
            actions += [Action({"delete": {"_index": to.facts, "_id": fact_id, **version}}) for fact_id in sorted(stale)]
            owners += [entry_id] * (len(actions) - len(owners))
        for owner, result in zip(owners, await send(self._client, actions) if actions else [], strict=True):
            if result.error is not None:
                fates[owner] = _worse(fates.get(owner), result.error)
        return fates

    async def _write_articles(
        self, batch: dict[str, Documents], present: dict[str, _Present], to: _Indices
    ) -> dict[str, HirfaError | None]:
        actions = []
        for documents in batch.values():
            there = present.get(documents.article_id)
            target: dict[str, Any] = {"_index": to.articles, "_id": documents.article_id}
            if there is None:
                actions.append(Action({"create": target}, documents.article))
            else:
                condition = {"if_seq_no": there.seq_no, "if_primary_term": there.primary_term}
                actions.append(Action({"index": {**target, **condition}}, documents.article))
        results = await send(self._client, actions) if actions else []
        return {entry_id: result.error for entry_id, result in zip(batch, results, strict=True) if not result.conflict}


def _worse(one: HirfaError | None, other: HirfaError) -> HirfaError:
    """Of two errors of one article the one that decides: away before later, later before never."""
    order = (ServerAwayError, TransientError, PermanentError)
    rank = {kind: place for place, kind in enumerate(order)}
    if one is None:
        return other
    return min(one, other, key=lambda error: rank.get(type(error), len(order)))
