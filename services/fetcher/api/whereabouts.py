"""Where a submitted article is: what the stages have told, and the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opensearchpy import AsyncOpenSearch
from opensearchpy.exceptions import ConnectionError as AwayError
from opensearchpy.exceptions import NotFoundError, TransportError

from services.fetcher.api.problems import ProblemError
from shared.settings import Settings
from shared.streams import DEAD_STATE, INDEXED, submitted_key

_MOST = 10_000
"""Facts of one article that are shown."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an article is. `article_id` is the one it has now, which its page's canonical address may have given it."""

    article_id: str
    state: str
    stage: str | None = None
    reason: str | None = None
    unchanged_at: str | None = None
    """When its site was last asked and had nothing new."""


class Looker:
    """Looks articles up.

    Args:
        redis: a client that decodes nothing.
        index: connected to OpenSearch.
        settings: names.
    """

    def __init__(self, redis: Any, index: AsyncOpenSearch, settings: Settings) -> None:
        self._redis, self._index, self._prefix = redis, index, settings.stream_prefix
        self._articles, self._facts = (f"{settings.index_prefix}-{kind}" for kind in ("articles", "facts"))

    async def where(self, article_id: str) -> Whereabouts | None:
        """Where an article is; None where nothing is known of it.

        Raises:
            ProblemError: 503: the index would have to be asked, and is away.
            redis.exceptions.RedisError: the stream server is away.
        """
        told = await self._told(article_id)
        unchanged_at = told.get("unchanged")
        if renamed := told.get("as"):
            article_id = renamed
            told = await self._told(renamed)
        state, stage, reason = told.get("state"), None, None
        if not state or ("known" in told and state != INDEXED):  # `known`: no stage tells of it any more
            if await self._indexed(article_id):
                state = INDEXED
            elif not state:
                return None
        if state == DEAD_STATE:
            stage, reason = told.get("stage"), told.get("reason")
        return Whereabouts(article_id, state, stage, reason, unchanged_at)

    async def facts(self, article_id: str) -> list[dict[str, Any]]:
        """The facts of an article as the index has them, in the order of its text, the title first.

        They are asked for by id, as the article names them: a search sees what was written only after a refresh.

        Raises:
            ProblemError: 503: the index is away, or a part of it.
        """
        try:
            article = await self._index.get(index=self._articles, id=article_id, params={"_source_includes": "fact_ids"})
            ids = (article["_source"].get("fact_ids") or [])[:_MOST]
            found = (await self._index.mget(index=self._facts, body={"ids": ids}))["docs"] if ids else []
        except NotFoundError:
            return []
        except (TransportError, AwayError) as error:
            raise _away(error) from None
        # a shard that is away is told of each document, within an answer that is none of an error
        if failed := next((doc["error"] for doc in found if "error" in doc), None):
            raise _away(failed.get("type", "error"))
        facts: list[dict[str, Any]] = [doc["_source"] for doc in found if doc.get("found")]
        return sorted(facts, key=lambda fact: (fact["in"] != "title", fact["start"], fact["end"]))

    async def _told(self, article_id: str) -> dict[str, str]:
        found = await self._redis.hgetall(submitted_key(self._prefix, article_id))
        return {name.decode(): value.decode() for name, value in found.items()}

    async def _indexed(self, article_id: str) -> bool:
        try:
            return bool(await self._index.exists(index=self._articles, id=article_id))
        except NotFoundError:
            return False
        except (TransportError, AwayError) as error:
            raise _away(error) from None


def _away(error: Exception | str) -> ProblemError:
    kind = error if isinstance(error, str) else type(error).__name__
    return ProblemError(503, "index_away", f"the index does not answer ({kind})", retry_after=5)
