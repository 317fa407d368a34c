"""Files through the fetcher's, the normalizer's and the extractor's pure functions, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from services.extractor.annotators import chosen_annotators
from services.extractor.extract import extract_article
from services.fetcher.formats import SUFFIXES, BrokenItem, read_file
from services.normalizer.normalize import VERSION, normalize_article
from services.normalizer.text_cleaning import clean_text
from shared.contracts import ExtractedArticle, NormalizedArticle, RawArticle
from shared.errors import PermanentError
from shared.identity import article_id


def article_files(path: Path) -> Iterator[Path]:
    """The file itself, or the article files in a folder and its sub-folders, in order of name; hidden ones are left out."""
    if not path.is_dir():
        yield path
        return
    for found in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
        if not hidden and found.name.lower().endswith(SUFFIXES) and found.is_file():
            yield found


def extract_articles(name: str, data: bytes | BinaryIO, now: datetime) -> Iterator[ExtractedArticle | BrokenItem]:
    """The articles of a file with their facts, and what of it could not be read, one by one.

    Args:
        name: the file's name, whose ending says the format; an unknown ending is read as plain text.
        data: its bytes, or a stream of them.
        now: the time of reading: dates after it are refused.
    """
    known = name if name.lower().endswith(SUFFIXES) else f"{name}.txt"
    for number, item in enumerate(read_file(known, data, source=None, now=now), start=1):
        if isinstance(item, BrokenItem):
            yield BrokenItem(item.name.replace(known, name, 1), item.reason, item.detail)
            continue
        try:
            yield extract_article(normalize_article(item, now=now), chosen_annotators())
        except PermanentError as error:
            where = name if number == 1 else f"{name}, article {number}"
            yield BrokenItem(where, error.reason, error.detail)


def extract_text(text: str, now: datetime) -> ExtractedArticle:
    """A text given as such, with its facts: no outlet's furniture is looked for in it, so that a mere phrase will do."""
    article = NormalizedArticle(
        article_id=article_id(url=None, content=text),
        body=clean_text(text) or text,
        language="ar",
        fetched_at=now,
        normalizer_version=VERSION,
    )
    return extract_article(article, chosen_annotators())


def extract_file(path: Path, now: datetime) -> ExtractedArticle:
    """The one article of a plain text file with its facts; its `source` is the file's name up to the first `_`.

    Args:
        path: a .txt file.
        now: the time of reading: dates after it are refused.
    """
    raw = RawArticle(content=path.read_text(encoding="utf-8"), source=path.name.partition("_")[0], fetched_at=now)
    return extract_article(normalize_article(raw, now=now), chosen_annotators())
