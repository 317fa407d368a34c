"""`hirfa extract`: what articles say, without any server."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from shared.loading import loading

if TYPE_CHECKING:
    from shared.contracts import ExtractedArticle


@click.command("extract", short_help="Facts out of files, without servers.")
@click.argument("paths", metavar="[FILE|FOLDER|-]...", nargs=-1)
@click.option("--text", help="Read this text rather than a file.")
@click.option("--table", is_flag=True, help="Print for people: the text with its quotes marked, then the facts.")
@click.option(
    "--now",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="Take this as the time of reading (UTC): dates after it are refused. Default: the time it is.",
)
def command(paths: tuple[str, ...], text: str | None, table: bool, now: datetime | None) -> None:
    """Read articles and print their facts; no server is needed.

    \b
    FILE     a text (.txt: title in the first lines, then the body), a page (.html), articles as .json or .jsonl,
             a web archive (.warc, .warc.gz), a .zip of these; any other ending is read as text
    FOLDER   all such files in it and below, in order of name
    -        standard input, a text or a page

    Prints one line of JSON for each article, `source_file` first, then the article's fields: title, body, regions,
    people, facts and the rest. For every fact, `body[start:end]` is its quote (or `title[start:end]`, as `in` says).

    A file that cannot be read is reported on standard error and the rest goes on; the exit code is then 1.

    \b
    hirfa extract article.txt | jq '.facts[] | {kind, value, quote}'
    hirfa extract --table seeds/
    hirfa extract --table --text 'بلغت صادرات الصناعة التقليدية 1,1 مليار درهم سنة 2024'
    """
    if bool(paths) == (text is not None):
        raise click.UsageError("name a FILE, a FOLDER or - for standard input, or give --text (not both)")
    reference = now.replace(tzinfo=UTC) if now else datetime.now(UTC)
    with loading():
        importlib.import_module("services.console.extracting")
    failed = False
    if text is not None:
        if not text.strip():
            raise click.UsageError("--text is empty")
        from services.console.extracting import extract_text

        _print("--text", extract_text(text, reference), table=table)
    for name, content in _contents(paths):
        found = [(name, content)] if isinstance(content, str) else _extract(name, content, reference)
        for item in found:
            if isinstance(item, tuple):
                click.echo("hirfa extract: {}: {}".format(*item), err=True)
                failed = True
            else:
                _print(name, item, table=table)
    if failed:
        sys.exit(1)


def _contents(paths: tuple[str, ...]) -> Iterator[tuple[str, BinaryIO | str]]:
    """Each file's name with the file open, or with the reason why it cannot be read."""
    from services.console.extracting import article_files

    for path in paths:
        if path == "-":
            yield "-", BytesIO(sys.stdin.buffer.read())
            continue
        found = False
        for file in article_files(Path(path)):
            found = True
            try:
                with file.open("rb") as data:
                    yield str(file), data
            except OSError as error:
                yield str(file), error.strerror or str(error)
        if not found:
            yield path, "no article file in this folder"


def _extract(name: str, data: BinaryIO, now: datetime) -> Iterator[ExtractedArticle | tuple[str, str]]:
    """The articles of one file; of what went wrong, where and what."""
    from services.console.extracting import extract_articles
    from services.fetcher.formats import BrokenItem

    try:
        for item in extract_articles(name, data, now):
            yield (item.name, f"{item.reason}: {item.detail}") if isinstance(item, BrokenItem) else item
    except Exception as error:  # a bug met by one article must not cost the others
        yield name, f"internal error: {type(error).__name__}: {error}"


def _print(name: str, article: ExtractedArticle, *, table: bool) -> None:
    if table:
        from services.console.rendering.article import print_article

        print_article(article, heading=name)
        return
    import orjson

    line = orjson.dumps({"source_file": name, **article.model_dump(mode="json")}, option=orjson.OPT_APPEND_NEWLINE)
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
