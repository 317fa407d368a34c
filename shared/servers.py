"""Connections to the stream server and to OpenSearch, from the settings: addresses, logins, certificates, timeouts."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import redis.asyncio

from shared.settings import Settings

if TYPE_CHECKING:
    from opensearchpy import AsyncOpenSearch, OpenSearch

_SOCKET = {"socket_timeout": "15", "socket_connect_timeout": "5", "health_check_interval": "15"}


def redis_address(settings: Settings) -> str:
    """The stream server's address with login, certificate and timeouts in it. It holds a secret: never print it."""
    parts = urlsplit(settings.redis_url)
    netloc = parts.netloc
    if settings.redis_password is not None:
        user = quote(settings.redis_username or "", safe="")
        netloc = f"{user}:{quote(settings.redis_password.get_secret_value(), safe='')}@{netloc.rpartition('@')[2]}"
    query = dict(_SOCKET) if parts.scheme != "unix" else {}
    if settings.redis_ca is not None and parts.scheme == "rediss":
        query["ssl_ca_certs"] = str(settings.redis_ca)
    joined = "&".join(filter(None, [parts.query, urlencode(query)]))
    return urlunsplit((parts.scheme, netloc, parts.path, joined, ""))


def public_address(url: str) -> str:
    """An address without its login, fit for logs and pages."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def connect_redis(settings: Settings) -> Any:
    """A client of the stream server that decodes nothing."""
    return redis.asyncio.Redis.from_url(redis_address(settings))


def _opensearch_options(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {
        "hosts": [settings.opensearch_url],
        "timeout": settings.opensearch_timeout,
        "max_retries": 0,  # the delivery retries, and knows what may be retried
        "http_compress": False,
    }
    if settings.opensearch_user is not None and settings.opensearch_password is not None:
        options["http_auth"] = (settings.opensearch_user, settings.opensearch_password.get_secret_value())
    if settings.opensearch_url.startswith("https"):
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
