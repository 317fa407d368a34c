"""The folder of backups: one folder a backup, with its manifest written last; the repository of snapshots beside them."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.console.embedded.errors import EmbeddedError

REPOSITORY_FOLDER = "index"
_MANIFEST = "manifest.json"
_FORM = "backup/1"


class BackupError(EmbeddedError):
    """A backup cannot be made or restored; the message says what to do."""


@dataclass(frozen=True, slots=True)
class StreamsPart:
    """The stream server's image: its file, size in bytes and digest, and what stood in the streams just before."""

    bytes: int
    sha256: str
    server: str
    streams: dict[str, dict[str, Any]]
    file: str = "streams.rdb"


@dataclass(frozen=True, slots=True)
class IndexPart:
    """The snapshot: its name, the index behind each alias, documents by alias just before, and the templates."""

    snapshot: str
    indices: dict[str, str]
    documents: dict[str, int]
    templates: dict[str, Any]
    repository: str | None = None
    """Where the snapshot is; empty: in the folder of backups; None: an older version wrote it, which did not always say."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; a part that was left out is None."""

    name: str
    begun_at: str
    stream_prefix: str
    index_prefix: str
    streams: StreamsPart | None
    index: IndexPart | None
    form: str = _FORM


def new_name(now: datetime) -> str:
    """A name that sorts by time and that OpenSearch takes for a snapshot: `20261122t201500z`."""
    return now.astimezone(UTC).strftime("%Y%m%dt%H%M%Sz")


class Store:
    """The folder of backups.

    Args:
        folder: made when the first backup is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    @property
    def repository(self) -> Path:
        """The folder of OpenSearch's repository."""
        return self.folder / REPOSITORY_FOLDER

    def path(self, name: str, file: str = "") -> Path:
        """A backup's folder, or a file in it."""
        return self.folder / name / file

    def create(self, name: str) -> None:
        """Make a backup's folder, readable by its owner only.

        Raises:
            BackupError: it exists, or cannot be made.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.path(name).mkdir(mode=0o700)
        except FileExistsError:
            raise BackupError(f"a backup {name} is there already; wait a second") from None
        except OSError as error:
            raise BackupError(f"{error.filename}: {error.strerror} (HIRFA_BACKUP_DIR says where backups go)") from None

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, with which the backup is there."""
        part = self.path(manifest.name, f".{_MANIFEST}.part")
        part.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(self.path(manifest.name, _MANIFEST))

    def names(self) -> list[str]:
        """The backups that are whole, the newest first."""
        return sorted((path.parent.name for path in self.folder.glob(f"*/{_MANIFEST}")), reverse=True)

    def read(self, name: str | None) -> Manifest:
        """A backup's manifest; of the newest without a name.

        Raises:
            BackupError: there is none, or it is of another form.
        """
        names = self.names()
        if not names:
            raise BackupError(f"there is no backup in {self.folder} (HIRFA_BACKUP_DIR); `hirfa backup` makes one")
        name = name or names[0]
        if name not in names:
            raise BackupError(f"there is no backup {name} in {self.folder}; there are: {', '.join(names)}")
        try:
            body = json.loads(self.path(name, _MANIFEST).read_text("utf-8"))
            if body["form"] != _FORM:
                raise BackupError(f"the backup {name} is of the form {body['form']}, and this program reads {_FORM}")
            streams, index = body.pop("streams"), body.pop("index")
            return Manifest(
                **body, streams=StreamsPart(**streams) if streams else None, index=IndexPart(**index) if index else None
            )
        except (ValueError, TypeError, KeyError) as error:
            raise BackupError(f"the manifest of the backup {name} cannot be read: {error!r}") from None

    def image(self, manifest: Manifest) -> Path | None:
        """The file of the streams, checked; None where the backup holds none.

        Raises:
            BackupError: it is missing or not what was written.
        """
        if manifest.streams is None:
            return None
        path = self.path(manifest.name, manifest.streams.file)
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise BackupError(f"{path}: {error.strerror}") from None
        if found != manifest.streams.sha256:
            raise BackupError(f"{path} is damaged: its SHA-256 is {found}, and {manifest.streams.sha256} was written")
        return path

    def remove(self, name: str) -> None:
        """Remove a backup's folder, the manifest first."""
        self.path(name, _MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(self.path(name), ignore_errors=True)
