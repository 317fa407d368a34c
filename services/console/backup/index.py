"""The indices: a snapshot of those behind the aliases, and back beside what is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from opensearchpy import NotFoundError, OpenSearch, TransportError

from services.console.backup.store import BackupError, IndexPart
from services.indexer import migration
from services.indexer.install import KINDS, alias_name

_LONG = 24 * 3600
_SAY_SECONDS = 2.0


@contextmanager
def repository(client: OpenSearch, prefix: str, folder: Path, own: str | None, *, readonly: bool) -> Iterator[str]:
    """The repository's name: one of the user's own, or a folder's, registered for this while.

    Args:
        client: with a user who may manage snapshots.
        prefix: of the indices' names.
        folder: as OpenSearch sees it; it must lie within `path.repo` of its settings.
        own: a repository that is registered already (S3, say).
        readonly: nothing will be written, so that another cluster may go on writing there.

    Raises:
        BackupError: it is not there, or cannot be reached by OpenSearch.
    """
    if own:
        try:
            client.snapshot.get_repository(repository=own)
        except NotFoundError:
            raise BackupError(f"OpenSearch knows no repository {own}; register it with PUT _snapshot/{own}") from None
        yield own
        return
    name = f"{prefix}-{'restore' if readonly else 'backup'}"
    body = {"type": "fs", "settings": {"location": str(folder), "compress": True, "readonly": readonly}}
    try:
        client.snapshot.create_repository(repository=name, body=body)
    except TransportError as error:
        if not isinstance(error.status_code, int) or error.status_code in (401, 403):
            raise
        raise BackupError(
            f"OpenSearch cannot use the folder {folder} for snapshots: it must lie within path.repo of its settings and be"
            f" writable for it (the embedded one takes HIRFA_BACKUP_DIR when it starts); or name a repository of your own"
            f" with --repository. It says: {_reason(error)}"
        ) from None
    try:
        yield name
    finally:
        with suppress(TransportError):  # the folder stays; and what went wrong before is what must be told
            client.snapshot.delete_repository(repository=name)


def _reason(error: TransportError) -> str:
    try:
        info: Any = error.info
        return str(info["error"]["root_cause"][0]["reason"])
    except (KeyError, IndexError, TypeError):
        return str(error.error)


def behind(client: OpenSearch, prefix: str) -> dict[str, str]:
    """The index behind each alias.

    Raises:
        BackupError: there is none.
    """
    found = {alias_name(prefix, kind): migration.current(client, prefix, kind) for kind in KINDS}
    indices = {alias: index for alias, index in found.items() if index}
    if not indices:
        raise BackupError(f"there is no index {alias_name(prefix, KINDS[0])} to back up")
    return indices


@contextmanager
def held(client: OpenSearch, indices: Sequence[str], say: Callable[[str], None] = lambda _: None) -> Iterator[Callable[[], None]]:
    """Close indices for writing; the indexer waits meanwhile and loses nothing. Gives what opens them again before the end.

    Args:
        client: with a user who may change their settings.
        indices: their names.
        say: told that they cannot be opened yet.

    Raises:
        BackupError: somebody else has closed one, and counts on it.
    """
    for index in indices:
        if migration.is_closed_for_writing(client, index):
            raise BackupError(
                f"{index} is closed for writing: a migration or another backup is at work; wait for it."
                " If it was killed, open the index: PUT "
                f'{index}/_settings {{"index.blocks.write": null}}'
            )
    names = ",".join(indices)
    open_again = _Once(lambda: migration.reopen(client, names, say))
    try:
        client.indices.put_settings(index=names, body={"index.blocks.write": True})
        yield open_again
    finally:
        open_again()


class _Once:
    """Does something the first time that it is called."""

    def __init__(self, action: Callable[[], None]) -> None:
        self._action: Callable[[], None] | None = action

    def __call__(self) -> None:
        if self._action is not None:
            self._action()
            self._action = None


def take(
    client: OpenSearch, indices: dict[str, str], repo: str, name: str, *, begun: Callable[[], None], say: Callable[[str], None]
) -> IndexPart:
    """Make a snapshot.

    Args:
        client: with a user who may manage snapshots.
        indices: by alias.
        repo: the repository.
        name: the snapshot's.
        begun: called as soon as it is settled what will be in it; the indices may change from then on.
        say: told how far it is.

    Raises:
        BackupError: not all of them could be written; nothing of it is kept then.
    """
    documents = {alias: int(client.count(index=index)["count"]) for alias, index in indices.items()}
    templates = {alias: _template(client, alias) for alias in indices}
    body = {"indices": ",".join(indices.values()), "include_global_state": False, "partial": False}
    try:
        client.snapshot.create(repository=repo, snapshot=name, body=body)
        _wait(client, repo, name, begun, say)
    except BaseException:
        client.snapshot.delete(repository=repo, snapshot=name, params={"ignore": 404}, timeout=600)
        raise
    return IndexPart(name, indices, documents, {alias: body for alias, body in templates.items() if body})


def _template(client: OpenSearch, alias: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = client.indices.get_index_template(name=alias)["index_templates"][0]["index_template"]
    except NotFoundError:
        return None
    return found


def _wait(client: OpenSearch, repo: str, name: str, begun: Callable[[], None], say: Callable[[str], None]) -> None:
    said = time.monotonic()
    while True:
        found = client.snapshot.status(repository=repo, snapshot=name)["snapshots"][0]
        stages = [shard["stage"] for index in found["indices"].values() for shard in index["shards"].values()]
        if found["state"] == "SUCCESS":
            begun()
            return
        if found["state"] not in ("INIT", "STARTED"):
            raise BackupError(f"the snapshot ended as {found['state']}: {found['shards_stats']} (OpenSearch's log says why)")
        if stages and not set(stages) & {"INIT", "FAILURE"}:  # each shard's last commit is taken hold of
            begun()
        if time.monotonic() - said > _SAY_SECONDS:
            said = time.monotonic()
            whole, done = (found["stats"].get(part, {}).get("size_in_bytes", 0) for part in ("incremental", "processed"))
            say(f"index: {_share(done, whole)}")
        time.sleep(0.1)


def _share(done: int, whole: int) -> str:
    return f"{done * 100 // max(1, whole)} % of {whole >> 20} MiB"


def in_the_way(client: OpenSearch, prefix: str) -> dict[str, int]:
    """The indices behind the aliases that hold documents, with how many."""
    found: dict[str, int] = {}
    for kind in KINDS:
        name = migration.current(client, prefix, kind)
        if name and (count := int(client.count(index=name)["count"])):
            found[name] = count
    return found


def check(client: OpenSearch, repo: str, part: IndexPart) -> None:
    """Raise unless the repository holds the whole snapshot.

    Raises:
        BackupError: it does not.
    """
    try:
        found = client.snapshot.get(repository=repo, snapshot=part.snapshot)["snapshots"][0]
    except NotFoundError:
        raise BackupError(f"the repository holds no snapshot {part.snapshot}: was its folder copied along?") from None
    if found["state"] != "SUCCESS" or not set(part.indices.values()) <= set(found["indices"]):
        raise BackupError(f"the snapshot {part.snapshot} is not whole: {found['state']}, {', '.join(found['indices'])}")


def restore(
    client: OpenSearch, prefix: str, repo: str, part: IndexPart, *, before: Callable[[], None], say: Callable[[str], None]
) -> dict[str, int]:
    """Build the snapshot's indices beside those that are there, then move the aliases to them and delete the old ones, at once.

    If it fails before that step, what was there is as it was. `before` is called when all is ready for it.

    Returns:
        Documents by alias.

    Raises:
        BackupError: not every shard could be restored.
    """
    aliases = {alias: alias_name(prefix, _kind(alias)) for alias in part.indices}  # the prefix may be another one now
    made: dict[str, str] = {}
    try:
        for alias, source in part.indices.items():
            made[aliases[alias]] = target = _free_name(client, source.replace(alias, aliases[alias], 1))
            _restore_one(client, repo, part.snapshot, source, target, say)
        counts = {alias: int(client.count(index=target)["count"]) for alias, target in made.items()}
        actions: list[dict[str, Any]] = [{"add": {"index": target, "alias": alias}} for alias, target in made.items()]
        actions += [{"remove_index": {"index": old}} for old in _behind(client, list(made))]
        before()
        try:
            client.indices.update_aliases(body={"actions": actions})
        except TransportError:
            if not all(client.indices.exists_alias(index=target, name=alias) for alias, target in made.items()):
                raise
            # the step was done, and only its answer is missing
    except BaseException:
        for alias, target in made.items():
            if not client.indices.exists_alias(index=target, name=alias):  # the step was done, and only its answer is missing
                client.indices.delete(index=target, params={"ignore_unavailable": "true"})
        raise
    for alias, body in part.templates.items():
        # the very one that was there, so that a program of that time finds what it installed; a newer one puts its own
        try:
            client.indices.put_index_template(name=aliases[alias], body={**body, "index_patterns": [f"{aliases[alias]}-v*"]})
        except TransportError as error:  # the step is done: what is there is the backup's, and only its template is not
            say(f"the template {aliases[alias]} could not be put ({error.error}); `hirfa setup` puts that of this version")
    return counts


def _kind(alias: str) -> str:
    return next(kind for kind in KINDS if alias.endswith(f"-{kind}"))


def _behind(client: OpenSearch, aliases: Sequence[str]) -> list[str]:
    return [name for alias in aliases if client.indices.exists_alias(name=alias) for name in client.indices.get_alias(name=alias)]


def _free_name(client: OpenSearch, name: str) -> str:
    """The index's own name, or as a migration would number it where that is taken."""
    plain, number, found = name, 0, name
    while client.indices.exists(index=found):
        number += 1
        found = f"{plain}.{number}"
    return found


def _restore_one(client: OpenSearch, repo: str, snapshot: str, source: str, target: str, say: Callable[[str], None]) -> None:
    body = {
        "indices": source, "include_global_state": False, "include_aliases": False, "partial": False,
        "rename_pattern": "^.+$", "rename_replacement": target,
        "ignore_index_settings": ["index.blocks.write"],  # it was closed when it was taken
    }  # fmt: skip
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(
            client.snapshot.restore, repository=repo, snapshot=snapshot, body=body,
            params={"wait_for_completion": "true"}, timeout=_LONG,
        )  # fmt: skip
        said = time.monotonic()
        while not answer.done():
            time.sleep(0.1)
            if time.monotonic() - said > _SAY_SECONDS:
                said = time.monotonic()
                say(f"{target}: {_recovered(client, target)}")
    shards = answer.result()["snapshot"]["shards"]
    if shards["failed"] or shards["successful"] != shards["total"]:
        raise BackupError(f"{source} could not be restored: {shards['failed']} of {shards['total']} shards failed (see its log)")
    client.cluster.health(index=target, params={"wait_for_status": "yellow", "timeout": "60s"}, timeout=70)


def _recovered(client: OpenSearch, index: str) -> str:
    shards = client.indices.recovery(index=index, params={"ignore_unavailable": "true"}).get(index, {}).get("shards", [])
    sizes = [shard["index"]["size"] for shard in shards]
    return _share(sum(s["recovered_in_bytes"] for s in sizes), sum(s["total_in_bytes"] for s in sizes))
