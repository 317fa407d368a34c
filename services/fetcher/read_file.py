"""From a dropped file to raw articles."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from shared.contracts import FetchInfo, RawArticle
from shared.errors import PermanentError
from shared.identity import article_id


def read_articles(name: str, data: bytes, *, source: str | None, now: datetime) -> list[RawArticle]:
    """The articles in a file's bytes.

    Args:
        name: the file's name; its ending says the format.
        data: its bytes.
        source: the outlet, if known.
        now: the time of taking it in.

    Raises:
        PermanentError: `unsupported_format`, `undecodable`, `empty`.
    """
    if Path(name).suffix.lower() != ".txt":
        raise PermanentError("unsupported_format", f"'{Path(name).suffix}' is not read; .txt is")
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PermanentError("undecodable", str(error)) from None
    if not content.strip():
        raise PermanentError("empty", "nothing but white space")
    return [
        RawArticle(
            article_id=article_id(url=None, content=content),
            content=content,
            source=source,
            fetched_at=now,
            fetch=FetchInfo(file_name=name, encoding="utf-8", digest="sha256:" + hashlib.sha256(data).hexdigest()),
        )
    ]
