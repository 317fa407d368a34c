"""`hirfa backup` and `hirfa restore`: which servers, in which order, and what is checked before anything is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException

from services.console.backup import index, streams
from services.console.backup.store import BackupError, IndexPart, Manifest, Store, StreamsPart, new_name
from services.console.embedded.servers import Servers
from services.console.embedded.valkey import Valkey
from services.console.run_file import find_run
from services.console.settings import ConsoleSettings, pipeline_settings
from services.indexer import migration
from shared.servers import connect_opensearch_sync, public_address
from shared.settings import Settings

Part = Literal["streams", "index"]
Say = Callable[[str], None]


@contextmanager
def _opensearch(settings: Settings) -> Iterator[OpenSearch]:
    client = connect_opensearch_sync(settings)
    try:
        yield client
    except migration.MigrationError as error:
        raise BackupError(str(error)) from None
    except OpenSearchException as error:
        raise BackupError(f"OpenSearch at {public_address(settings.opensearch_url)}: {str(error)[:500]}") from None
    finally:
        client.close()


@contextmanager
def _running(console: ConsoleSettings, say: Say) -> Iterator[Settings]:
    """The servers of the `hirfa up` on the data folder; else those that are set; what is not set is started for this while."""
    run = find_run(console.home)
    if run is not None:
        yield pipeline_settings(
            redis_url=console.redis_url or run.redis_url, opensearch_url=console.opensearch_url or run.opensearch_url
        )
        return
    servers = Servers(console, say=say)
    if servers.children:
        say(f"nothing runs on {console.home}: starting its servers for this while")
    with servers if servers.children else nullcontext():
        yield pipeline_settings(redis_url=servers.redis_url, opensearch_url=servers.opensearch_url)


def back_up(console: ConsoleSettings, *, only: Part | None, repository: str | None, keep: int | None, say: Say) -> Manifest:
    """Make a backup of streams and index at one moment (the package says how).

    Args:
        console: the data folder, the folder of backups, servers of one's own.
        only: leave the other part out.
        repository: a repository of snapshots that OpenSearch knows; the folder of backups without it.
        keep: remove all but so many of the newest backups afterwards.
        say: told what is being done.

    Raises:
        EmbeddedError: it cannot be made; nothing of it is left then. An old one that cannot be removed is only told of.
    """
    store = Store(console.backups)
    name = new_name(datetime.now(UTC))
    begun = datetime.now(UTC).isoformat(timespec="seconds")
    with _running(console, say) as settings:
        store.create(name)
        try:
            manifest = _copy(settings, store, name, begun, only, repository, say)
            store.finish(manifest)
        except BaseException:
            store.remove(name)
            raise
        for old in store.names()[keep:] if keep else ():
            try:
                _forget(settings, store, repository, old)
            except BackupError as error:
                say(f"the backup {old} could not be removed: {error}")
            else:
                say(f"removed the backup {old}")
    return manifest


def _copy(settings: Settings, store: Store, name: str, begun: str, only: Part | None, own: str | None, say: Say) -> Manifest:
    image, prefix = store.path(name, "streams.rdb"), settings.index_prefix

    def made(streams_part: StreamsPart | None, index_part: IndexPart | None) -> Manifest:
        return Manifest(name, begun, settings.stream_prefix, prefix, streams_part, index_part)

    if only == "streams":
        say("copying the streams")
        return made(streams.fetch(settings, image, say), None)
    with _opensearch(settings) as client, index.repository(client, prefix, store.repository, own, readonly=False) as repo:
        indices = index.behind(client, prefix)
        with index.held(client, list(indices.values()), say) as let_go:
            streams_part = None
            if only != "index":
                say("copying the streams")
                streams_part = streams.fetch(settings, image, say)
            say("making a snapshot of the indices")
            part = index.take(client, indices, repo, name, begun=let_go, say=say)
            return made(streams_part, replace(part, repository=own or ""))


def _forget(settings: Settings, store: Store, own: str | None, name: str) -> None:
    if (part := store.read(name).index) is not None:
        its = own if part.repository is None else part.repository
        with (
            _opensearch(settings) as client,
            index.repository(client, settings.index_prefix, store.repository, its, readonly=False) as repo,
        ):
            client.snapshot.delete(repository=repo, snapshot=part.snapshot, params={"ignore": 404}, timeout=600)
    store.remove(name)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has brought: documents by alias, where the stream server's former data went, its streams."""

    manifest: Manifest
    documents: dict[str, int]
    aside: Path | None
    streams: dict[str, dict[str, object]] | None


def restore(
    console: ConsoleSettings,
    name: str | None,
    *,
    only: Part | None,
    repository: str | None,
    streams_to: Path | None,
    overwrite: bool,
    say: Say,
) -> Restored:
    """Restore a backup. Everything is checked before anything is changed, and what can be undone comes first.

    The indices are built beside those that are there, the streams' file is put and tried, then one step moves the aliases.

    Args:
        console: as for `back_up`; nothing may run on the data folder.
        name: of the backup; the newest when None.
        only: leave the other part alone.
        repository: as for `back_up`.
        streams_to: data folder of a stopped stream server of one's own.
        overwrite: replace what is there. The stream server's data is put aside, the indices are deleted.
        say: told what is being done.

    Raises:
        EmbeddedError: it cannot be restored; what was there is as it was.
    """
    store = Store(console.backups)
    manifest = store.read(name)
    image = None if only == "index" else store.image(manifest)
    part = None if only == "streams" else manifest.index
    if image is None and part is None:
        raise BackupError(f"the backup {manifest.name} does not hold that part")
    if image is not None and console.redis_url and streams_to is None:
        raise BackupError(
            "REDIS_URL names a stream server of your own: stop it, and give its data folder with --streams-to; or --only index"
        )
    data = streams_to or console.home.absolute() / "valkey"
    if image is not None and streams.there(data) and not overwrite:
        raise BackupError(f"{data} holds the data of a stream server; --overwrite puts it aside and restores")
    say(f"restoring the backup {manifest.name} of {manifest.begun_at}")
    servers = Servers(console, say=say, valkey=False, opensearch=part is not None)
    ours = servers.children or (image is not None and streams_to is None)
    with servers if ours else nullcontext():  # holds the data folder, so that nothing else starts on it
        documents: dict[str, int] = {}
        aside, found, placed = None, None, False

        def place() -> None:
            nonlocal aside, found, placed
            if image is None:
                return
            say("putting the streams' file in its place")
            aside = streams.put(image, data, f"before-{manifest.name}-{new_name(datetime.now(UTC))}")
            placed = True
            if streams_to is None:
                found = _proven(console, data, servers.logs, manifest)

        try:
            if part is None:
                place()
            else:
                settings = pipeline_settings(opensearch_url=servers.opensearch_url)
                own = repository or part.repository
                documents = _restore_index(settings, store, own, part, overwrite=overwrite, before=place, say=say)
        except BaseException:
            if placed:
                streams.put_back(data, aside)
            raise
    return Restored(manifest, documents, aside, found)


def _restore_index(
    settings: Settings,
    store: Store,
    own: str | None,
    part: IndexPart,
    *,
    overwrite: bool,
    before: Callable[[], None],
    say: Say,
) -> dict[str, int]:
    prefix = settings.index_prefix
    with _opensearch(settings) as client, index.repository(client, prefix, store.repository, own, readonly=True) as repo:
        index.check(client, repo, part)
        held = index.in_the_way(client, prefix)
        if held and not overwrite:
            named = ", ".join(f"{name} ({count} documents)" for name, count in held.items())
            raise BackupError(f"there is an index already: {named}; --overwrite replaces it")
        say("restoring the indices")
        return index.restore(client, prefix, repo, part, before=before, say=say)


def _proven(console: ConsoleSettings, data: Path, logs: Path, manifest: Manifest) -> dict[str, dict[str, object]]:
    """Start the stream server on its restored data and see what it holds."""
    server = Valkey(data, logs / "valkey.log", console.valkey_port)
    try:
        server.start()
        server.wait(600)
        return streams.standing(pipeline_settings(redis_url=server.url, stream_prefix=manifest.stream_prefix))
    finally:
        server.stop()
