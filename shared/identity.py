"""Who an article is: ids that stay the same over re-fetches, re-deliveries and replays."""

from __future__ import annotations

import hashlib
import unicodedata


def content_digest(content: str) -> str:
    """Digest of a text up to white space and Unicode composition: `sha256:` and 64 hexadecimal digits."""
    text = " ".join(unicodedata.normalize("NFC", content).split())
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def article_id(*, url: str | None, content: str) -> str:
    """The id of an article: from its canonical URL, or from its content where there is none.

    Args:
        url: the canonical URL, or None for a dropped text.
        content: the content as it came in.

    Returns:
        24 hexadecimal digits.
    """
    seed = f"url:{url}" if url else f"content:{content_digest(content)}"
    return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def fact_id(article: str, kind: str, in_: str, start: int, end: int, value: float | None) -> str:
    """The id of a fact: the same article, words and reading give the same id.

    Returns:
        20 hexadecimal digits.
    """
    seed = f"{article}|{kind}|{in_}|{start}|{end}|{value!r}"
    return hashlib.sha256(seed.encode()).hexdigest()[:20]
