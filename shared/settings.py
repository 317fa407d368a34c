"""Every setting of every service, read from the environment once at the start, validated, frozen, and passed in.

All names carry the prefix `HIRFA_`, but for the two addresses that other programs use as well: `REDIS_URL` and
`OPENSEARCH_URL`. Secrets come only from the environment and are never printed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SERVICES = ("fetcher", "normalizer", "extractor", "indexer")
Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0)]


def default_home() -> Path:
    """The data folder where `HIRFA_HOME` names none: `var` in the clone that this is run from, else in the current folder."""
    clone = Path(__file__).resolve().parents[1]
    return clone / "var" if (clone / "pyproject.toml").is_file() else Path("var")


class SettingsError(Exception):
    """A setting is missing or wrong; the message names each by its environment variable."""


class Settings(BaseSettings):
    """The settings of all services. Times are in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix="HIRFA_", frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    # The two servers
    redis_url: str = Field("redis://127.0.0.1:6379/0", validation_alias=AliasChoices("redis_url", "REDIS_URL"))
    """`redis://…`, `rediss://…` for TLS. Valkey 8 or newer, Redis 7 or newer. `redis+sentinel://host:port,host:port/service`
    (`rediss+sentinel://` for TLS) asks Sentinels which server is the primary of that name; `/service/1` for another database."""
    redis_username: str | None = None
    redis_password: SecretStr | None = None
    redis_ca: Path | None = None
    """PEM file of the authority that signed the server's certificate; the system's own without it."""
    sentinel_username: str | None = None
    sentinel_password: SecretStr | None = None
    """Login to the Sentinels, which have users of their own."""
    redis_replicas: Annotated[int, Field(ge=0, le=10)] = 0
    """So many replicas must hold an article or a submitted URL before its file is moved or its submission is answered."""
    opensearch_url: str = Field("http://127.0.0.1:9200", validation_alias=AliasChoices("opensearch_url", "OPENSEARCH_URL"))
    """Of one node, or of several parted by commas."""
    opensearch_user: str | None = None
    opensearch_password: SecretStr | None = None
    opensearch_ca: Path | None = None
    opensearch_timeout: Seconds = 30.0
    start_timeout: Seconds = 60.0
    """How long a starting service waits for the stream server before it gives up with an error."""

    # Folders
    home: Path = Field(default_factory=default_home)
    """Where the embedded servers and the drop folder keep their data."""
    drop_dir: Path | None = None
    """Where articles are dropped as files; `drop` in `HIRFA_HOME` without it."""

    # Where the services listen
    fetcher_host: str = "127.0.0.1"
    fetcher_port: Port = 8101
    normalizer_host: str = "127.0.0.1"
    normalizer_port: Port = 8102
    extractor_host: str = "127.0.0.1"
    extractor_port: Port = 8103
    indexer_host: str = "127.0.0.1"
    indexer_port: Port = 8104

    # Names
    stream_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.{}-]+$")] = "hirfa"
    index_prefix: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")] = "hirfa"

    # Delivery
    batch_size: Annotated[int, Field(ge=1, le=10_000)] = 50
    """Most messages that a worker takes at once."""
    index_batch_size: Annotated[int, Field(ge=1, le=10_000)] = 200
    idle_seconds: Seconds = 15.0
    """A message that nobody has touched for so long has lost its worker and is claimed by another. Workers touch what
    they have in hand three times in this time, so that it need not exceed the time a batch takes."""
    deliveries: Annotated[int, Field(ge=1, le=100)] = 5
    """How often a message is delivered before it becomes a dead letter."""
    retry_max_seconds: Seconds = 600.0
    """The longest wait between two deliveries of a message; they double from `idle_seconds`."""
    article_seconds: Seconds = 10.0
    """Time limit of the work on one article; over it, it is a dead letter with the reason `timeout`."""
    max_message_bytes: Annotated[int, Field(ge=1024)] = 32 * 1024 * 1024
    """A larger message is a dead letter with the reason `too_large`."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Child processes for the work on articles, in the normalizer and in the extractor."""
    high_water: Annotated[int, Field(ge=1)] = 2_000
    """A stage takes nothing more while so many messages wait for the stage after it."""
    graceful_seconds: Seconds = 20.0
    """How long a service finishes what it has in hand after SIGTERM."""

    # What the streams keep of what every group has acknowledged
    keep_hours: Annotated[float, Field(ge=0)] = 168.0
    keep_entries: Annotated[int, Field(ge=0)] = 200_000
    trim_seconds: Seconds = 30.0

    # The archive of raw articles, without which nothing is trimmed from their stream
    archive: str | None = None
    """A folder, `s3://bucket/prefix`, or `off`; the folder `archive` in `HIRFA_HOME` without it."""
    archive_seconds: Seconds = 900.0
    """An entry is archived when it has lain for so long, together with what came after it …"""
    archive_entries: Annotated[int, Field(ge=1)] = 1_000
    """… or when so many have not been archived yet."""

    # Fetcher
    fetch_batch: Annotated[int, Field(ge=1, le=10_000)] = 50
    """Files or articles taken between two looks at how much waits for the normalizer."""
    settle_seconds: Annotated[float, Field(ge=0)] = 0.5
    """A dropped file is read once its size and time of change have stood still for so long."""
    max_article_bytes: Annotated[int, Field(ge=1024)] = 8 * 1024 * 1024
    """A larger article (a text or HTML file, an item of a JSON file or an archive) is refused."""
    seen_days: Annotated[float, Field(gt=0)] = 90.0
    """How long the fetcher remembers what it has published."""

    # Submission API, on the fetcher's port
    api_token: SecretStr | None = None
    """What `Authorization: Bearer …` must bear. Without it only programs on this machine may submit."""
    api_rate: Annotated[int, Field(ge=1)] = 600
    """Requests that one client address may make in a minute."""
    submitted_days: Annotated[float, Field(gt=0)] = 30.0
    """How long it is remembered where a submitted article is."""
    user_agent: str | None = None
    """Names the program and its operator's address to the sites: `Hirfa/0.1 (+mailto:desk@example.ma)`. Nothing is fetched
    from the web without it."""
    fetch_at_once: Annotated[int, Field(ge=1, le=100)] = 8
    """Pages fetched at the same time, and feeds beside them; of one host only one."""

    # Feeds, polled by the fetcher where HIRFA_USER_AGENT is set
    feeds_file: Path | None = None
    """The list of feeds; `feeds.yaml` in `HIRFA_HOME` without it."""
    feed_minutes: Annotated[float, Field(gt=0, le=10_080, allow_inf_nan=False)] = 15.0
    """The shortest time between two polls of a feed."""
    feed_hours: Annotated[float, Field(gt=0, le=8_760, allow_inf_nan=False)] = 24.0
    """The longest."""

    # Normalizer
    near_duplicate_days: Annotated[int, Field(ge=1)] = 30
    """How long an article is remembered as one that a later article may repeat; some 4 kB of the stream server's memory each."""

    # Extractor
    annotators: str = ""
    """Optional annotators that may add people and organisations, parted by commas: `camel-ner`. None by default."""

    # Traces
    otlp_endpoint: str | None = Field(
        None, validation_alias=AliasChoices("otlp_endpoint", "HIRFA_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    )
    """Where an OpenTelemetry collector takes OTLP over HTTP (`http://127.0.0.1:4318`); nothing is traced without it. The
    standard variables for headers, sampling, batches and timeouts (`OTEL_…`) count as well."""

    # Logs
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "console", "json"] = "auto"
    """`auto`: coloured lines on a terminal, JSON lines elsewhere."""

    @field_validator("redis_url")
    @classmethod
    def _stream_server(cls, value: str) -> str:
        if value.startswith(("redis+sentinel://", "rediss+sentinel://")):
            parts = _parted(value)
            if not parts.netloc or not re.fullmatch(r"/[^/,]+(/\d+)?/?", parts.path):
                msg = "expected redis+sentinel://host:port,host:port/service"
                raise ValueError(msg)
            for host in parts.netloc.rpartition("@")[2].split(","):
                _parted(f"//{host}")
            return value
        return _known_scheme(value, "redis", "rediss", "unix")

    @field_validator("opensearch_url")
    @classmethod
    def _nodes(cls, value: str) -> str:
        nodes = [_known_scheme(node.strip(), "http", "https") for node in value.split(",")]
        if len({urlsplit(node).scheme for node in nodes}) > 1:
            msg = "either all addresses start with http:// or all with https://"
            raise ValueError(msg)
        return ",".join(nodes)

    @field_validator("otlp_endpoint")
    @classmethod
    def _endpoint(cls, value: str | None) -> str | None:
        return value if value is None else _known_scheme(value, "http", "https")

    @field_validator("api_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        token = value.get_secret_value().strip() if value is not None else None  # a file's last line end is no part of it
        if token is not None and (not token or any(c.isspace() or not c.isprintable() for c in token)):
            msg = "expected a token without white space or control characters in it"
            raise ValueError(msg)
        return SecretStr(token) if token is not None else None

    @model_validator(mode="after")
    def _files_exist(self) -> Self:
        for name in ("redis_ca", "opensearch_ca"):
            path: Path | None = getattr(self, name)
            if path is not None and not path.is_file():
                msg = f"HIRFA_{name.upper()}: no such file: {path}"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        ports = [(*self.address(name), name) for name in SERVICES]
        for n, (host, port, name) in enumerate(ports):
            for other_host, other_port, other in ports[:n]:
                if (host, port) == (other_host, other_port):
                    msg = f"HIRFA_{name.upper()}_PORT: {port} is the port of HIRFA_{other.upper()}_PORT already"
                    raise ValueError(msg)
        return self

    @property
    def opensearch_urls(self) -> list[str]:
        """The nodes of OpenSearch that are known."""
        return self.opensearch_url.split(",")

    @property
    def drop_folder(self) -> Path:
        """The folder that the fetcher watches."""
        return self.drop_dir if self.drop_dir is not None else self.home / "drop"

    @property
    def feed_list(self) -> Path:
        """The file with the list of feeds."""
        return self.feeds_file if self.feeds_file is not None else self.home / "feeds.yaml"

    @property
    def archive_place(self) -> str | None:
        """Where raw articles are archived; None where that is switched off."""
        return None if self.archive == "off" else self.archive or str(self.home / "archive")

    @property
    def traces_endpoint(self) -> str | None:
        """Where spans are sent, None for nowhere."""
        return f"{self.otlp_endpoint.rstrip('/')}/v1/traces" if self.otlp_endpoint else None

    def address(self, service: str) -> tuple[str, int]:
        """Host and port on which a service listens."""
        return getattr(self, f"{service}_host"), getattr(self, f"{service}_port")


def _parted(value: str) -> SplitResult:
    """The parts of an address. What `urllib` says of a wrong one repeats pieces of it, and they may be of a password."""
    try:
        parts = urlsplit(value)
        several = "," in parts.netloc  # Sentinels
        right = several or parts.port is None or parts.port > 0
    except ValueError:
        right = False
    if not right:
        msg = "expected host:port with a port from 1 to 65535, and the signs / ? # [ ] @ : in a login as %2F %3F …"
        raise ValueError(msg)
    return parts


def _known_scheme(value: str, *schemes: str) -> str:
    parts = _parted(value)
    if parts.scheme not in schemes or not (parts.netloc or parts.path):
        msg = f"expected an address that starts with {' or '.join(s + '://' for s in schemes)}"
        raise ValueError(msg)
    return value


def load_settings(**overrides: object) -> Settings:
    """Read the settings from the environment.

    Args:
        overrides: fields that take precedence over the environment (tests, the console).

    Raises:
        SettingsError: something is wrong; says which variable and why, and never shows a value.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = []
        for item in error.errors(include_input=False, include_url=False):
            field = str(item["loc"][0]) if item["loc"] else ""
            name = field.upper() if field.lower() in ("redis_url", "opensearch_url") else f"HIRFA_{field.upper()}"
            lines.append(f"{name}: {item['msg']}" if field else item["msg"])
        raise SettingsError("\n".join(lines)) from None
