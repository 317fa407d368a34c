"""A new index beside the old one, filled, and switched to at once.

Readers see the old index until the alias is moved, in one step. Writers go on meanwhile; what they change is copied in
further passes. For the last pass the old index is closed for writing: the indexer is told that it is blocked,
which it waits for without losing anything, and when it tries again the alias leads to the new index. Whatever goes
wrong before the switch, the block is taken off, the new index is removed and the old one is what it was. What a migration
leaves that is killed outright is told by a mark in the new index, and cleared away by the next one.
"""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from opensearchpy import AuthorizationException, NotFoundError, OpenSearch, TransportError

from services.indexer.install import alias_name, index_name, template

_PASSES = 10
_FEW = 500
"""Documents left to copy with which writers may be held up for the last pass."""
_PAGE = 5000
_PATIENCE = 120.0
"""Seconds for which an OpenSearch that is away is waited for, so that no index stays closed for writing."""
_FOR_GOOD = (401, 403, 404)
"""Answers that no waiting changes: who asks may not, or the index is gone."""
_MARK = "migrating"
"""What the mapping of an index says while it is being filled: from which index, by which process, and whether that is closed."""


class MigrationError(Exception):
    """The new index is not what the old one is; the old one is still in use."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did: from which index to which, with how many documents."""

    kind: str
    old: str
    new: str
    documents: int


def current(client: OpenSearch, prefix: str, kind: str) -> str | None:
    """The index behind an alias; None where there is none."""
    try:
        names = sorted(client.indices.get_alias(name=alias_name(prefix, kind)))
    except NotFoundError:
        return None
    if len(names) != 1:
        raise MigrationError(f"the alias {alias_name(prefix, kind)} leads to {', '.join(names)}; it must lead to one index")
    return str(names[0])


def is_closed_for_writing(client: OpenSearch, index: str) -> bool:
    """Whether somebody has closed an index for writing: a migration in its last pass, or a backup."""
    found = client.indices.get_settings(index=index, name="index.blocks.write", params={"flat_settings": "true"})
    return str(found.get(index, {}).get("settings", {}).get("index.blocks.write")).lower() == "true"


def require_open(client: OpenSearch, index: str) -> None:
    """Refuse to go on where somebody has closed an index: he will open it again, perhaps in the middle of our last pass.

    Raises:
        MigrationError: it is closed for writing.
    """
    if is_closed_for_writing(client, index):
        raise MigrationError(
            f"{index} is closed for writing by a backup or a replay; try again when it is done. If it was killed, open the"
            f' index: PUT {index}/_settings {{"index.blocks.write": null}}'
        )


def reopen(client: OpenSearch, names: str, say: Callable[[str], None] = lambda _: None) -> None:
    """Open indices for writing again, also where OpenSearch is away for a while.

    Raises:
        MigrationError: it did not come back in time, or refuses for good; the message says what is left to do.
    """
    body = {"index.blocks.write": None}
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            client.indices.put_settings(index=names, body=body)
            return
        except TransportError as error:
            for_good = error.status_code in _FOR_GOOD
            if for_good or time.monotonic() > until:
                why = "refuses" if for_good else "did not come back"
                raise MigrationError(
                    f"OpenSearch {why} ({error.error}), and {names} is still closed for writing; `hirfa index migrate` opens what"
                    f' a migration closed, or you do: PUT {names}/_settings {{"index.blocks.write": null}}'
                ) from None
            say(f"{names} is closed for writing, and OpenSearch does not open it ({error.error}): trying again")
            time.sleep(1)


def new_mark(old: str, *, closed: bool) -> dict[str, Any]:
    """What the mapping of an index says while this process fills it from another one."""
    return {"from": old, "host": platform.node(), "pid": os.getpid(), "closed": closed}


def mark_of(client: OpenSearch, new: str) -> dict[str, Any] | None:
    """The mark of an index, or None."""
    found: dict[str, Any] | None = _meta(client, new).get(_MARK)
    return found


def set_mark(client: OpenSearch, new: str, mark: dict[str, Any] | None) -> None:
    """Put a mark on an index, or take it off."""
    meta = _meta(client, new)
    kept = {key: value for key, value in meta.items() if key != _MARK}
    client.indices.put_mapping(index=new, body={"_meta": {**kept, _MARK: mark} if mark else kept})


def _meta(client: OpenSearch, index: str) -> dict[str, Any]:
    found: dict[str, Any] = client.indices.get_mapping(index=index)[index]["mappings"].get("_meta", {})
    return found


def _is_alive(mark: dict[str, Any]) -> bool:
    """Whether the process that set a mark may still be at work; of another machine that cannot be told."""
    if mark["host"] != platform.node():
        return True
    try:
        os.kill(int(mark["pid"]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return int(mark["pid"]) != os.getpid()  # a number that comes again, as in a container: there it is us


def clear_up(
    client: OpenSearch, prefix: str, kind: str, *, take_over: bool = False, say: Callable[[str], None] = lambda _: None
) -> None:
    """Remove what a migration has left that was killed: its half-filled index, and the block on the old one.

    Args:
        client: as for `migrate`.
        prefix: of the indices' names.
        kind: of the index.
        take_over: also what a process on another machine has begun, of which nobody can tell from here whether it lives.
        say: told what is found.

    Raises:
        MigrationError: a migration is at work.
    """
    live = current(client, prefix, kind)
    for name, found in client.indices.get_mapping(index=f"{alias_name(prefix, kind)}-v*").items():
        mark = found["mappings"].get("_meta", {}).get(_MARK)
        if not mark:
            continue
        if not take_over and _is_alive(mark):
            raise MigrationError(
                f"{name} is being filled by process {mark['pid']} on {mark['host']}; wait for it, or if you know that it is"
                " dead, give --take-over"
            )
        if name == live:  # killed behind the switch
            set_mark(client, name, None)
            continue
        say(f"{name}: left half filled by a migration that was killed; removed")
        if mark["closed"] and live is not None and mark["from"] == live and is_closed_for_writing(client, live):
            reopen(client, live, say)
            say(f"{live}: left closed for writing by it; open again")
        _discard(client, name)


def _discard(client: OpenSearch, name: str) -> None:
    """Delete an index, and before that stop what still copies into it: that would make it anew."""
    try:
        tasks = client.tasks.list(params={"actions": "*reindex", "detailed": "true"})["nodes"].values()
        for task, about in ((task, about) for node in tasks for task, about in node["tasks"].items()):
            if f"to [{name}]" in about.get("description", ""):
                client.tasks.cancel(task_id=task, params={"wait_for_completion": "true"})
    except (AuthorizationException, NotFoundError):  # one may go without, or it has ended meanwhile
        pass
    client.indices.delete(index=name, params={"ignore_unavailable": "true"})


def is_current(client: OpenSearch, prefix: str, kind: str) -> bool:
    """Whether the index behind the alias was made of this very template."""
    name = current(client, prefix, kind)
    if name is None:
        return False
    made_of = client.indices.get_mapping(index=name)[name]["mappings"].get("_meta", {}).get("digest")
    return bool(made_of == template(prefix, kind)["_meta"]["digest"])


def next_name(client: OpenSearch, prefix: str, kind: str, old: str) -> str:
    """What a new index is called: `…-v3`, or `…-v3.1`, `…-v3.2` where the schema is the same."""
    plain = index_name(prefix, kind)
    if old != plain and not client.indices.exists(index=plain) and not re.fullmatch(rf"{re.escape(plain)}\.\d+", old):
        return plain
    number = 1
    while client.indices.exists(index=f"{plain}.{number}"):
        number += 1
    return f"{plain}.{number}"


def migrate(
    client: OpenSearch,
    prefix: str,
    kind: str,
    *,
    keep: bool = True,
    take_over: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Migrated:
    """Build the index of a kind anew and switch to it.

    Args:
        client: of OpenSearch, with a user who may create indices.
        prefix: of the indices' names.
        kind: `articles` or `facts`.
        keep: keep the old index, closed for writing, so that one can go back.
        take_over: see `clear_up`, which is done first.
        say: told what is being done.

    Raises:
        MigrationError: the new index does not hold what the old one does; nothing has changed.
        opensearchpy.exceptions.OpenSearchException: the server is away or refuses; nothing has changed.
    """
    old = current(client, prefix, kind)
    if old is None:
        raise MigrationError(f"there is no {alias_name(prefix, kind)} to migrate")
    clear_up(client, prefix, kind, take_over=take_over, say=say)
    new = next_name(client, prefix, kind, old)
    body = template(prefix, kind)
    mark = new_mark(old, closed=False)
    mappings = body["template"]["mappings"]
    mappings = {**mappings, "_meta": {**mappings["_meta"], _MARK: mark}}
    settings = {**body["template"]["settings"], "refresh_interval": "-1"}
    client.indices.put_index_template(name=alias_name(prefix, kind), body=body)
    blocked = False
    try:
        client.indices.create(index=new, body={"settings": settings, "mappings": mappings})
        done = -1
        for _ in range(_PASSES):
            reached = reached_in(client, old)
            copied = _copy(client, old, new, done)
            say(f"{new}: {copied} documents copied")
            done = reached
            if copied <= _FEW:
                break
        require_open(client, old)
        set_mark(client, new, {**mark, "closed": True})
        blocked = True
        client.indices.put_settings(index=old, body={"index.blocks.write": True})
        client.indices.refresh(index=old)
        _copy(client, old, new, done)
        client.indices.refresh(index=new)
        _drop_the_deleted(client, old, new)
        count = _require_same(client, old, new)
        client.indices.put_settings(index=new, body={"index.refresh_interval": body["template"]["settings"]["refresh_interval"]})
        _switch(client, alias_name(prefix, kind), old, new)
        set_mark(client, new, None)
    except BaseException:
        if blocked:
            reopen(client, old, say)
        if current(client, prefix, kind) != new:  # else it was switched to, and only the answer is missing
            _discard(client, new)
        raise
    if not keep:
        client.indices.delete(index=old)
    return Migrated(kind, old, new, count)


def go_back(client: OpenSearch, prefix: str, kind: str, to: str) -> None:
    """Switch the alias back to an index that a migration has kept. What was written since is only in the newer one.

    Raises:
        MigrationError: there is no index of that very name (a pattern is none), or it is half filled.
    """
    now = current(client, prefix, kind)
    names = client.indices.get(index=f"{alias_name(prefix, kind)}-v*")
    if now is None or now == to or to not in names or _MARK in names[to]["mappings"].get("_meta", {}):
        raise MigrationError(f"cannot go back from {now} to {to}")
    client.indices.put_settings(index=to, body={"index.blocks.write": None})
    _switch(client, alias_name(prefix, kind), now, to)


def switching(client: OpenSearch, alias: str, old: str, new: str) -> list[dict[str, Any]]:
    """What moves an alias, for `update_aliases`; with it go those of runs whose indices have become the live one."""
    of_runs = [name for name in client.indices.get_alias(index=old)[old]["aliases"] if name.startswith(f"{alias}-")]
    actions: list[dict[str, Any]] = []
    for name in (alias, *of_runs):
        actions += [{"remove": {"index": old, "alias": name, "must_exist": True}}, {"add": {"index": new, "alias": name}}]
    return actions


def _switch(client: OpenSearch, alias: str, old: str, new: str) -> None:
    client.indices.update_aliases(body={"actions": switching(client, alias, old, new)})


def reached_in(client: OpenSearch, index: str) -> int:
    """The number of the last change that a search can see; changes of an index are numbered by OpenSearch."""
    client.indices.refresh(index=index)
    body = {"size": 0, "aggs": {"last": {"max": {"field": "_seq_no"}}}}
    last = client.search(index=index, body=body)["aggregations"]["last"]["value"]
    return -1 if last is None else int(last)


def _copy(client: OpenSearch, old: str, new: str, after: int) -> int:
    """Copy what has changed after a number, with its version; how many documents that was."""
    client.indices.refresh(index=old)
    body = {
        "conflicts": "proceed",  # a version that is there already
        "source": {"index": old, "query": {"range": {"_seq_no": {"gt": after}}}, "size": 1000},
        "dest": {"index": new, "version_type": "external_gte"},
    }
    answer: dict[str, Any] = client.reindex(body=body, params={"wait_for_completion": "true"}, timeout=3600)
    if answer["failures"]:
        raise MigrationError(f"{old} could not be copied to {new}: {answer['failures'][0]}")
    return int(answer["total"])


def _ids(client: OpenSearch, index: str) -> Iterator[str]:
    body: dict[str, Any] = {"size": _PAGE, "_source": False, "sort": [{"_seq_no": "asc"}]}
    while True:
        hits = client.search(index=index, body=body)["hits"]["hits"]
        yield from (hit["_id"] for hit in hits)
        if len(hits) < _PAGE:
            return
        body["search_after"] = hits[-1]["sort"]


def _drop_the_deleted(client: OpenSearch, old: str, new: str) -> None:
    """Documents that were deleted while they were being copied."""
    gone = sorted(set(_ids(client, new)) - set(_ids(client, old)))
    for start in range(0, len(gone), 1000):
        query = {"ids": {"values": gone[start : start + 1000]}}
        client.delete_by_query(index=new, body={"query": query}, params={"refresh": "true"})


def _require_same(client: OpenSearch, old: str, new: str) -> int:
    before, after = (int(client.count(index=index)["count"]) for index in (old, new))
    if before != after:
        raise MigrationError(f"{old} holds {before} documents and {new} {after}; {old} stays in use")
    return after
