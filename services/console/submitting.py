"""Submitting to the fetcher's API, and waiting for what becomes of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import httpx

from services.console.run_file import find_run
from services.console.settings import pipeline_settings, read_settings
from services.fetcher.api.requests import MOST_URLS
from services.fetcher.canonical import canonical_url

_TYPES = {".txt": "text/plain", ".text": "text/plain", ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html"}
_PATIENCE = 60.0
"""Seconds for which a service that says 'later' is asked again."""


@dataclass(frozen=True)
class Submitted:
    """What was submitted, and the id that it was given."""

    what: str
    article_id: str


class UnreachableError(click.ClickException):
    """The service does not answer: nothing else that is submitted now would get there."""


class Submitter:
    """A client of the API of the `hirfa up` that runs on the data folder, else of the one that the settings name.

    Raises:
        click.ClickException: from its methods; the service refuses or does not answer.
    """

    def __init__(self) -> None:
        run = find_run(read_settings().home)
        settings = pipeline_settings()
        host, port = settings.address("fetcher")
        host = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104  compared, not listened on
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{run.ports['fetcher'] if run else port}"
        token = settings.api_token
        # as bytes: a header of characters is ASCII for httpx, and the door compares UTF-8
        headers = {b"Authorization": f"Bearer {token.get_secret_value()}".encode()} if token else {}
        self._client = httpx.Client(base_url=self.address, headers=headers, timeout=30, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def urls(self, urls: Sequence[str]) -> Iterator[Submitted]:
        """Submit URLs, all or none; no more than `MOST_URLS`."""
        answer = self._ask("POST", "/articles", json={"urls": list(urls)})
        for article in answer["articles"]:
            yield Submitted(article["url"], article["id"])

    def files(self, paths: list[Path]) -> Iterator[Submitted]:
        """Submit texts and HTML pages."""
        yield from map(self.file, paths)

    def file(self, path: Path) -> Submitted:
        """Submit a text or an HTML page."""
        media_type = _TYPES.get(path.suffix.lower())
        if media_type is None:
            raise click.ClickException(f"{path}: only {' '.join(_TYPES)}; put other files into the drop folder")
        try:
            data = path.read_bytes()
        except OSError as error:
            raise click.ClickException(f"{path}: {error.strerror}") from None
        answer = self._ask("POST", "/articles", content=data, headers={"Content-Type": media_type}, what=f"{path}: ")
        return Submitted(str(path), answer["articles"][0]["id"])

    def where(self, article_id: str) -> dict[str, Any]:
        """Where an article is."""
        return self._ask("GET", f"/articles/{article_id}")

    def _ask(self, method: str, path: str, *, what: str = "", **options: Any) -> dict[str, Any]:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                answer = self._client.request(method, path, **options)
            except httpx.HTTPError as error:
                raise UnreachableError(
                    f"the fetcher at {self.address} (HIRFA_FETCHER_PORT) does not answer: {error or type(error).__name__}"
                ) from None
            wait = answer.headers.get("retry-after", "")
            if answer.status_code in (429, 503) and wait.isdigit() and time.monotonic() + int(wait) < until:
                time.sleep(int(wait))
                continue
            if answer.is_success:
                found: dict[str, Any] = answer.json()
                return found
            try:
                problem = answer.json()
                detail = f"{problem['reason']}: {problem['detail']}"
            except (ValueError, KeyError, TypeError):
                detail = answer.text[:200]
            raise click.ClickException(f"{what}{answer.status_code} {detail}")


def sorted_out(urls: Sequence[str]) -> tuple[list[list[str]], dict[str, str]]:
    """URLs in lots that the service takes at once; and those that are none, with what is wrong: one would cost its whole lot."""
    good, bad = [], {}
    for url in urls:
        try:
            canonical_url(url)
        except ValueError as error:
            bad[url] = str(error)
        else:
            good.append(url)
    return [good[start : start + MOST_URLS] for start in range(0, len(good), MOST_URLS)], bad


def wait_for(client: Submitter, submitted: list[Submitted], seconds: float) -> Iterator[tuple[Submitted, dict[str, Any]]]:
    """Wait until articles are indexed or dead; each as it gets there, then those that did not in time with their state."""
    until = time.monotonic() + seconds
    left = list(submitted)
    pause = 0.2
    while left:
        late = time.monotonic() > until
        still = []
        for one in left:
            found = client.where(one.article_id)
            if late or found["state"] in ("indexed", "dead"):
                yield one, found
            else:
                still.append(one)
        left = still
        if left:
            time.sleep(pause)
            pause = min(pause * 1.5, 5.0)
