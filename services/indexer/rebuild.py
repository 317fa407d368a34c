"""A new version of the indices that a replay fills, and the switch to it.

The new indices stand behind aliases of the run's own, by which the indexer finds them; news goes into the live ones
meanwhile. At the end the new indices take over what they have not: news that came since, and articles that were not sent.
The last of it is taken with the live indices closed for writing (the indexer waits), then all aliases move in one step.
Until then nothing of what readers see has changed, and a run that failed can be gone on with or given up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opensearchpy import NotFoundError, OpenSearch, TransportError

from services.indexer.bulk import Action, pieces
from services.indexer.install import REPLAYED, SCHEMA, alias_name, run_alias, template
from services.indexer.migration import (
    MigrationError,
    current,
    is_closed_for_writing,
    mark_of,
    new_mark,
    next_name,
    reached_in,
    reopen,
    require_open,
    set_mark,
    switching,
)

_PASSES = 10
_FEW = 500
"""Articles left to take over with which writers may be held up for the last pass."""
_PAGE = 500
_WHOLE = 50
"""Articles fetched whole at a time; each may be long."""


@dataclass(frozen=True, slots=True)
class Switched:
    """What a switch did."""

    indices: dict[str, str]
    """The new index of each kind."""
    articles: int
    facts: int
    taken_over: int
    """Articles that came from the live index: news since the run began, and what was not sent."""
    left_out: int
    """Articles that were sent and are not in the new index: the code of today refuses them (`hirfa dead`)."""


class Rebuild:
    """The new indices of one run.

    Args:
        client: of OpenSearch, with a user who may create indices.
        prefix: of the indices' names.
        run_id: whose messages go into them.
    """

    def __init__(self, client: OpenSearch, prefix: str, run_id: str) -> None:
        self._client = client
        self._prefix = prefix
        self._run_id = run_id

    def begin(self) -> None:
        """Create the new indices, empty, behind the run's aliases."""
        for kind in REPLAYED:
            old = require_live(self._client, self._prefix)[kind]
            body = template(self._prefix, kind)["template"]
            alias = run_alias(self._prefix, kind, self._run_id)
            name = next_name(self._client, self._prefix, kind, old)
            self._client.indices.create(index=name, body={**body, "aliases": {alias: {}}})

    def give_up(self) -> list[str]:
        """Delete the new indices; what the run sends late is dropped by the indexer. The names of the indices.

        Live indices that the run has left closed for writing, killed in its last pass, are opened.

        Raises:
            MigrationError: readers see one of them: the run has been switched to.
        """
        names = [name for kind in REPLAYED if (name := self._name(kind)) is not None]
        for kind in REPLAYED:
            if current(self._client, self._prefix, kind) in names:
                raise MigrationError(f"the indices of {self._run_id} are in use")
        left = [old for name in names if (old := self._left_closed(name)) is not None]
        if left:
            reopen(self._client, ",".join(left))
        if names:
            self._client.indices.delete(index=",".join(names))
        return names

    def _name(self, kind: str) -> str | None:
        try:
            return str(next(iter(self._client.indices.get_alias(name=run_alias(self._prefix, kind, self._run_id)))))
        except NotFoundError:
            return None

    def _left_closed(self, new: str) -> str | None:
        """The live index that this run has closed to fill a new one, and was killed; None where it has closed none."""
        mark = mark_of(self._client, new)
        if not mark or not mark["closed"] or not self._client.indices.exists(index=mark["from"]):
            return None
        old = str(mark["from"])
        return old if is_closed_for_writing(self._client, old) else None

    def finish(self, live: dict[str, str], began: datetime, sent: Callable[[str], bool]) -> Switched:
        """Take over what is missing and switch. All that the run sent must have been worked on.

        Args:
            live: the live index of each kind when the run began.
            began: when that was.
            sent: whether the run has sent an article.

        Raises:
            MigrationError: something is not as it must be; the live indices are what they were, and in use.
            opensearchpy.exceptions.OpenSearchException: the server is away or refuses; the same.
        """
        new = {kind: name for kind in REPLAYED if (name := self._name(kind)) is not None}
        if require_live(self._client, self._prefix) != live:
            raise MigrationError("the live indices are not those that the run began beside: somebody has switched meanwhile")
        if new.keys() != live.keys():
            raise MigrationError(f"the new indices of {self._run_id} are gone")
        over = _TakingOver(self._client, live, new, began, sent)
        blocked = False
        try:
            for _ in range(_PASSES):
                if over.take() <= _FEW:
                    break
            for kind, old in live.items():
                if self._left_closed(new[kind]) != old:
                    require_open(self._client, old)
            blocked = True
            for kind, old in live.items():  # what a death leaves closed, `--resume`, `--give-up` and a migration know by this
                set_mark(self._client, new[kind], new_mark(old, closed=True))
            self._client.indices.put_settings(index=",".join(live.values()), body={"index.blocks.write": True})
            over.take()
            articles, facts = over.check()
            actions = [
                action
                for kind in REPLAYED
                for action in switching(self._client, alias_name(self._prefix, kind), live[kind], new[kind])
            ]
            self._client.indices.update_aliases(body={"actions": actions})
        except BaseException:
            if blocked:
                reopen(self._client, ",".join(live.values()))
                self._unmark(new)
            raise
        self._unmark(new)
        return Switched(new, articles, facts, len(over.taken), len(over.left_out))

    def _unmark(self, new: dict[str, str]) -> None:
        with suppress(TransportError):  # what has been done, or went wrong, is what must be told
            for name in new.values():
                set_mark(self._client, name, None)


def require_live(client: OpenSearch, prefix: str) -> dict[str, str]:
    """The live index of each kind.

    Raises:
        MigrationError: there is none, or one is of an older schema, for which the indexer waits.
    """
    found = {}
    for kind in REPLAYED:
        name = current(client, prefix, kind)
        if name is None:
            raise MigrationError(f"there is no {alias_name(prefix, kind)} yet")
        schema = int(client.indices.get_mapping(index=name)[name]["mappings"].get("_meta", {}).get("schema", 1))
        if schema < SCHEMA:
            raise MigrationError(f"{name} is of schema {schema}, and {SCHEMA} is needed: run `hirfa index migrate` first")
        found[kind] = name
    return found


class _TakingOver:
    """Articles with their facts, from the live indices into the new ones, where those have none or older ones."""

    def __init__(
        self, client: OpenSearch, old: dict[str, str], new: dict[str, str], began: datetime, sent: Callable[[str], bool]
    ) -> None:
        self._client = client
        self._old = old
        self._new = new
        self._began = began
        self._sent = sent
        self._done = -1
        self.taken: set[str] = set()
        self.left_out: set[str] = set()

    def take(self) -> int:
        """Take what has changed in the live index since the last time; how many articles."""
        reached = reached_in(self._client, self._old["articles"])
        count = 0
        for page in self._changed(reached):
            there = self._versions([hit["_id"] for hit in page])
            wanted = [hit["_id"] for hit in page if self._is_wanted(hit["_source"], there.get(hit["_id"]))]
            for start in range(0, len(wanted), _WHOLE):
                self._copy(wanted[start : start + _WHOLE], there)
            count += len(wanted)
        self._done = reached
        return count

    def _changed(self, until: int) -> Iterator[list[dict[str, Any]]]:
        # what comes meanwhile is for the next time: where news comes quicker than it is taken, there would be no end
        query = {"range": {"_seq_no": {"gt": self._done, "lte": until}}}
        compared = ["article_id", "fetched_at", "version"]
        body: dict[str, Any] = {"size": _PAGE, "_source": compared, "query": query, "sort": [{"_seq_no": "asc"}]}
        while hits := self._client.search(index=self._old["articles"], body=body)["hits"]["hits"]:
            yield hits
            body["search_after"] = hits[-1]["sort"]

    def _versions(self, ids: list[str]) -> dict[str, dict[str, Any]]:
        body = {"ids": ids}
        docs = self._client.mget(index=self._new["articles"], body=body, params={"_source_includes": "version,fact_ids"})["docs"]
        return {doc["_id"]: doc["_source"] for doc in docs if doc.get("found")}

    def _is_wanted(self, article: dict[str, Any], there: dict[str, Any] | None) -> bool:
        who = article["article_id"]
        if there is None and self._sent(who) and datetime.fromisoformat(article["fetched_at"]) < self._began:
            self.left_out.add(who)
            return False
        self.left_out.discard(who)
        return there is None or int(there["version"]) < int(article["version"])

    def _copy(self, ids: list[str], there: dict[str, dict[str, Any]]) -> None:
        for piece in pieces(self._actions(self._whole("articles", ids), there)):
            for item in self._client.bulk(body=piece)["items"]:
                (result,) = item.values()
                if result.get("error") and result["status"] != 409:
                    raise MigrationError(f"{result['_index']} refuses {result['_id']}: {result['error'].get('reason')}")
        self.taken |= set(ids)

    def _actions(self, articles: list[dict[str, Any]], there: dict[str, dict[str, Any]]) -> Iterator[Action]:
        for article in articles:
            version = {"version": int(article["version"]), "version_type": "external_gte"}
            stale = set((there.get(article["article_id"]) or {}).get("fact_ids") or ()) - set(article["fact_ids"])
            for fact_id in sorted(stale):
                yield Action({"delete": {"_index": self._new["facts"], "_id": fact_id, **version}})
            for fact in self._whole("facts", article["fact_ids"]):
                yield Action({"index": {"_index": self._new["facts"], "_id": fact["fact_id"], **version}}, fact)
            yield Action({"index": {"_index": self._new["articles"], "_id": article["article_id"]}}, article)

    def _whole(self, kind: str, ids: list[str]) -> list[dict[str, Any]]:
        """Documents of the live index; one that has been deleted meanwhile is left out."""
        if not ids:
            return []
        docs = self._client.mget(index=self._old[kind], body={"ids": ids})["docs"]
        return [doc["_source"] for doc in docs if doc.get("found")]

    def check(self) -> tuple[int, int]:
        """Compare the new indices with themselves and with the live ones; the numbers of articles and facts."""
        self._client.indices.refresh(index=",".join(self._new.values()))
        body = {"size": 0, "track_total_hits": True, "aggs": {"facts": {"sum": {"field": "fact_count"}}}}
        answer = self._client.search(index=self._new["articles"], body=body)
        articles, named = int(answer["hits"]["total"]["value"]), int(answer["aggregations"]["facts"]["value"])
        facts = int(self._client.count(index=self._new["facts"])["count"])
        before = int(self._client.count(index=self._old["articles"])["count"])
        if facts != named:
            raise MigrationError(f"the new index holds {facts} facts, and its articles name {named}; the old one stays in use")
        if articles < before - len(self.left_out):
            raise MigrationError(f"the new index holds {articles} articles, the old one {before}; it stays in use")
        return articles, facts
