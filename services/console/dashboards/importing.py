"""Sends the saved objects to a running OpenSearch Dashboards."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from services.console.dashboards.objects import objects, render
from services.console.embedded.errors import EmbeddedError
from shared.settings import Settings

_PAUSE = 2.0
_NOT_YET = (502, 503, 504)
_HEADERS = {
    "osd-xsrf": "true",
    "securitytenant": "global",  # else the security plugin keeps them for the one who imported them
}


class ImportFailedError(EmbeddedError):
    """Dashboards is away, or did not take the objects."""


def import_objects(url: str, settings: Settings, *, wait: float = 0, say: Callable[[str], None] = lambda _: None) -> int:
    """Import all objects, over what is there of the same names; how many.

    Args:
        url: of Dashboards.
        settings: login and prefix of OpenSearch.
        wait: seconds to wait for it to answer.
        say: told what is waited for.

    Raises:
        ImportFailedError: it does not answer in time, refuses the login, or did not take every object.
    """
    deadline = time.monotonic() + wait
    while True:
        problem = _post(url, settings)
        if problem is None:
            return len(objects(settings.index_prefix))
        if not isinstance(problem, _NotYetError) or time.monotonic() >= deadline:
            raise problem
        say(f"waiting for {problem}")
        time.sleep(_PAUSE)


class _NotYetError(ImportFailedError):
    """It does not answer, or says that it is starting."""


def _post(url: str, settings: Settings) -> ImportFailedError | None:
    login = None
    if settings.opensearch_user and settings.opensearch_password:
        login = (settings.opensearch_user, settings.opensearch_password.get_secret_value())
    file = ("hirfa.ndjson", render(settings.index_prefix).encode(), "application/ndjson")
    try:
        answer = httpx.post(
            f"{url.rstrip('/')}/api/saved_objects/_import", params={"overwrite": "true"}, headers=_HEADERS,
            files={"file": file}, auth=login, timeout=60,
        )  # fmt: skip
    except httpx.HTTPError as error:
        return _NotYetError(f"Dashboards at {url}: {error}")
    if answer.status_code == 200 and answer.json().get("success"):
        return None
    kind = _NotYetError if answer.status_code in _NOT_YET else ImportFailedError
    return kind(f"Dashboards at {url} answers {answer.status_code}: {answer.text[:500]}")
