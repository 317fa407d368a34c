"""Files through the normalizer's and the extractor's pure functions, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from services.extractor.extract import extract_article  # type: ignore[import-not-found,import-untyped,unused-ignore]
from services.fetcher.read_file import read_articles
from services.normalizer.normalize import normalize_article
from shared.contracts import ExtractedArticle


def article_files(path: Path) -> Iterator[Path]:
    """The file itself, or the article files in a folder and its sub-folders, in order of name; hidden ones are left out."""
    if not path.is_dir():
        yield path
        return
    for found in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
        if not hidden and found.suffix.lower() in SUFFIXES and found.is_file():
            yield found


SUFFIXES = {".txt"}
"""What is taken from a folder; a file that is named by itself is read whatever it is called."""


def extract_articles(name: str, data: bytes, now: datetime) -> Iterator[ExtractedArticle]:
    """The articles of a file with their facts.

    Args:
        name: the file's name, whose ending says the format; an unknown ending is read as plain text.
        data: its bytes.
        now: the time of reading: dates after it are refused.

    Raises:
        PermanentError: the bytes are no article.
    """
    known = name if Path(name).suffix.lower() in SUFFIXES else f"{name}.txt"
    for raw in read_articles(known, data, source=None, now=now):
        yield extract_article(normalize_article(raw, now=now))
