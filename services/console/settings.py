"""The console's settings: where data lives, and the embedded servers' ports. Read once at the start of a command."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.console.embedded.errors import EmbeddedError
from shared.settings import Settings, SettingsError, default_home, load_settings


def default_cache() -> Path:
    """The user's cache folder, as the XDG base directory specification has it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hirfa"


_LEAST_HEAP = 128 << 20
"""With less OpenSearch does not come up."""


def _memory() -> int:
    """Of this machine, in bytes."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


class ConsoleSettings(BaseSettings):
    """Environment variables `HIRFA_…`, and `REDIS_URL` and `OPENSEARCH_URL` for servers of one's own."""

    model_config = SettingsConfigDict(env_prefix="HIRFA_", frozen=True, env_ignore_empty=True)

    home: Path = Field(default_factory=default_home)
    """Folder of all data: streams, indices, drop folder, logs."""
    backup_dir: Path | None = None
    """Folder of backups, which the embedded OpenSearch may write snapshots to; `backups` in `home` without it."""
    cache: Path = Field(default_factory=default_cache)
    """Folder of what can be fetched again: OpenSearch's jars."""
    valkey_port: int = Field(default=7379, ge=1, le=65535)
    opensearch_port: int = Field(default=9201, ge=9201, le=9299)
    opensearch_nodes: int = Field(default=1, ge=1, le=9)
    """Nodes of the embedded OpenSearch, on ports one after the other; with three or more one may die and is started again."""
    opensearch_heap: str = Field(default="512m", pattern=r"^[0-9]{1,9}[kmg]$")
    """The JVM's heap, as in -Xmx."""
    maven_url: str | None = None
    """A mirror of the public Maven repository."""
    redis_url: str | None = Field(default=None, validation_alias="REDIS_URL")
    """Set: this Valkey or Redis is used, and none is started."""
    opensearch_url: str | None = Field(default=None, validation_alias="OPENSEARCH_URL")
    """Set: this OpenSearch is used, and none is started."""

    @field_validator("opensearch_heap")
    @classmethod
    def _enough(cls, value: str) -> str:
        size = int(value[:-1]) << {"k": 10, "m": 20, "g": 30}[value[-1]]
        if not _LEAST_HEAP <= size <= _memory():
            msg = f"expected 128m to {_memory() >> 20}m, the memory of this machine"
            raise ValueError(msg)
        return value

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        return (self.backup_dir or self.home / "backups").absolute()


def pipeline_settings(**overrides: object) -> Settings:
    """The services' settings, for the commands that ask or start them.

    Raises:
        EmbeddedError: one is wrong; the message names it.
    """
    try:
        return load_settings(**overrides)
    except SettingsError as error:
        raise EmbeddedError(str(error)) from None


def read_settings() -> ConsoleSettings:
    """The settings of this process.

    Raises:
        EmbeddedError: a setting has no sensible value; the message names it.
    """
    from pydantic import ValidationError

    try:
        return ConsoleSettings()
    except ValidationError as error:
        problems = []
        for one in error.errors():
            field = str(one["loc"][0])
            name = field if field.isupper() else "HIRFA_" + field.upper()
            problems.append(f"{name}={one['input']!r}: {one['msg']}")
        raise EmbeddedError("; ".join(problems)) from None
