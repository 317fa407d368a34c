"""Connections to the stream server and to OpenSearch, from the settings: addresses, logins, certificates, timeouts.

Either may be several: `redis+sentinel://host:port,host:port/service` names Sentinels, which say who is the primary now, and
are asked again at each new connection; `OPENSEARCH_URL` may name nodes parted by commas, of which one that does not
answer is left out for a while.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode, urlsplit

import redis
import redis.asyncio
import redis.asyncio.sentinel
import redis.sentinel

from shared.settings import Settings

if TYPE_CHECKING:
    from opensearchpy import AsyncOpenSearch, OpenSearch

_SOCKET = {"socket_timeout": 15.0, "socket_connect_timeout": 5.0, "health_check_interval": 15}
_SENTINEL_SOCKET = {"socket_timeout": 2.0, "socket_connect_timeout": 1.0}
"""A Sentinel answers at once or is away, and there are others."""
_SENTINEL_PORT = 26379


def redis_address(settings: Settings) -> str:
    """The one stream server's address with login, certificate and timeouts in it. It holds a secret: never print it."""
    parts = urlsplit(settings.redis_url)
    netloc = parts.netloc
    if settings.redis_password is not None:
        user = quote(settings.redis_username or "", safe="")
        netloc = f"{user}:{quote(settings.redis_password.get_secret_value(), safe='')}@{netloc.rpartition('@')[2]}"
    query: dict[str, Any] = dict(_SOCKET) if parts.scheme != "unix" else {}
    if settings.redis_ca is not None and parts.scheme == "rediss":
        query["ssl_ca_certs"] = str(settings.redis_ca)
    joined = "&".join(filter(None, [parts.query, urlencode(query)]))
    return _joined(parts.scheme, netloc, parts.path) + (f"?{joined}" if joined else "")


@dataclass(frozen=True)
class Sentinels:
    """Who is to be asked for the stream server, and how it is then spoken to. It holds secrets: never print it."""

    hosts: list[tuple[str, int]]
    service: str
    """The name under which the Sentinels know the primary."""
    asking: dict[str, Any]
    """Options of connections to the Sentinels."""
    options: dict[str, Any]
    """Options of connections to the primary."""


def sentinels(settings: Settings) -> Sentinels | None:
    """The Sentinels that `REDIS_URL` names; None where it names the server itself."""
    parts = urlsplit(settings.redis_url)
    if not parts.scheme.endswith("+sentinel"):
        return None
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    service, _, database = parts.path.strip("/").partition("/")
    options: dict[str, Any] = {**_SOCKET, "db": int(database or 0)}
    if settings.redis_password is not None:
        user, password = settings.redis_username or "", settings.redis_password.get_secret_value()
    if password:
        options |= {"username": unquote(user) or None, "password": unquote(password) if login else password}
    asking: dict[str, Any] = dict(_SENTINEL_SOCKET)
    if settings.sentinel_password is not None:
        asking |= {"username": settings.sentinel_username, "password": settings.sentinel_password.get_secret_value()}
    if parts.scheme.startswith("rediss"):
        tls = {"ssl": True, "ssl_ca_certs": str(settings.redis_ca) if settings.redis_ca is not None else None}
        options |= tls
        asking |= tls
    return Sentinels([_host_and_port(host) for host in hosts.split(",")], service, asking, options)


def _host_and_port(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    return parts.hostname or "", parts.port or _SENTINEL_PORT


def public_address(url: str) -> str:
    """An address, or several parted by commas, without logins: fit for logs and pages."""
    if "sentinel://" not in url and "," in url:
        return ",".join(public_address(one.strip()) for one in url.split(","))
    parts = urlsplit(url)
    return _joined(parts.scheme, parts.netloc.rpartition("@")[2], parts.path)


def _joined(scheme: str, netloc: str, path: str) -> str:
    """`urlunsplit` would leave out the `//` of `unix:///path`, without which redis reads no address."""
    return f"{scheme}://{netloc}{path}"


def connect_redis(settings: Settings) -> Any:
    """A client of the stream server that decodes nothing."""
    group = sentinels(settings)
    if group is None:
        return redis.asyncio.Redis.from_url(redis_address(settings))
    asked: Any = redis.asyncio.sentinel.Sentinel(group.hosts, sentinel_kwargs=group.asking, **group.options)  # type: ignore[no-untyped-call]
    return asked.master_for(group.service)


def connect_redis_sync(settings: Settings) -> Any:
    """The same for the console, not asynchronous."""
    group = sentinels(settings)
    if group is None:
        return redis.Redis.from_url(redis_address(settings))
    asked: Any = redis.sentinel.Sentinel(group.hosts, sentinel_kwargs=group.asking, **group.options)  # type: ignore[no-untyped-call]
    return asked.master_for(group.service)


def _opensearch_options(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {
        "hosts": settings.opensearch_urls,
        "timeout": settings.opensearch_timeout,
        # the delivery retries, and knows what may be retried; a node that is away is no reason to, where there are others
        "max_retries": len(settings.opensearch_urls) - 1,
        "http_compress": False,
    }
    if settings.opensearch_user is not None and settings.opensearch_password is not None:
        options["http_auth"] = (settings.opensearch_user, settings.opensearch_password.get_secret_value())
    if settings.opensearch_urls[0].startswith("https"):
        options["ssl_context"] = ssl.create_default_context(cafile=settings.opensearch_ca)
    return options


def connect_opensearch(settings: Settings) -> AsyncOpenSearch:
    """An asynchronous client of OpenSearch."""
    from opensearchpy import AsyncOpenSearch  # here, since it takes a third of a service's start, and one service needs it

    return AsyncOpenSearch(**_opensearch_options(settings))


def connect_opensearch_sync(settings: Settings) -> OpenSearch:
    """A client of OpenSearch for the console."""
    from opensearchpy import OpenSearch

    return OpenSearch(**_opensearch_options(settings))
