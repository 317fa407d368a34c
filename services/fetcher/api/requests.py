"""What a submission says: URLs, or an article. Pure: bytes in, messages out."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from services.fetcher.api.problems import ProblemError
from services.fetcher.canonical import canonical_url
from services.fetcher.formats import BrokenItem, Limits, read_file
from shared.contracts import RawArticle, SubmittedUrl
from shared.identity import article_id

MOST_URLS = 1_000
_NAMES = {"text/plain": "submitted.txt", "text/html": "submitted.html", "application/xhtml+xml": "submitted.html"}
TYPES = ("application/json", *_NAMES)


class Submission(BaseModel):
    """A JSON body: one of `url`, `urls` and `content`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: str | None = Field(default=None, min_length=1)
    """To be fetched; beside `content`: where that is from."""
    urls: list[str] | None = Field(default=None, min_length=1, max_length=MOST_URLS)
    content: str | None = Field(default=None, pattern=r"\w")
    media_type: Literal["text/plain", "text/html"] = "text/plain"
    title: str | None = None
    author: str | None = None
    source: str | None = None
    published_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.urls is not None and (self.url is not None or self.content is not None):
            raise ValueError("'urls' goes with neither 'url' nor 'content'")
        if self.urls is None and self.url is None and self.content is None:
            raise ValueError("one of 'url', 'urls' and 'content' is needed")
        told = self.model_fields_set & {"media_type", "title", "author", "published_at"}
        if self.content is None and told:
            raise ValueError(f"only beside 'content': {', '.join(sorted(told))}")
        return self


def read_submission(media_type: str, body: bytes, now: datetime, most: int) -> list[SubmittedUrl] | RawArticle:
    """Read a submission.

    Args:
        media_type: of the body, without parameters.
        body: the body.
        now: the time of taking it in.
        most: bytes of an article.

    Returns:
        URLs to be fetched, each once, in their order; or an article.

    Raises:
        ProblemError: 415, 422.
    """
    if media_type in _NAMES:
        return _read_body(_NAMES[media_type], body, now, most)
    if media_type != "application/json":
        raise ProblemError(415, "media_type", f"'{media_type[:80]}' is not read; these are: {', '.join(TYPES)}")
    try:
        said = Submission.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ProblemError(422, "invalid", f"{where}: {first['msg']}" if where else first["msg"]) from None
    if said.content is not None:
        url = _canonical(said.url, "url") if said.url is not None else None
        return RawArticle(
            article_id=article_id(url=url, content=said.content),
            content=said.content,
            media_type=said.media_type,
            url=url,
            source=said.source,
            title=said.title,
            author=said.author,
            published_at=said.published_at,
            fetched_at=now,
        )
    found: dict[str, SubmittedUrl] = {}
    for number, url in enumerate(said.urls if said.urls is not None else [said.url or ""]):
        who = article_id(url=_canonical(url, f"urls.{number}" if said.urls else "url"), content="")
        found.setdefault(who, SubmittedUrl(article_id=who, url=url.strip(), source=said.source, submitted_at=now))
    return list(found.values())


def _canonical(url: str, where: str) -> str:
    try:
        return canonical_url(url)
    except ValueError as error:
        raise ProblemError(422, "bad_url", f"{where}: {error}") from None


def _read_body(name: str, body: bytes, now: datetime, most: int) -> RawArticle:
    for item in read_file(name, body, source=None, now=now, limits=Limits(item_bytes=most)):
        if isinstance(item, BrokenItem):
            raise ProblemError(422, item.reason, item.detail)
        return item
    raise ProblemError(422, "empty", "there is no article in it")
