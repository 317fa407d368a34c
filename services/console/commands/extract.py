"""`hirfa extract`: what articles say, without any server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
    FILE     a text (.txt): its title in the first lines, then the body
    FOLDER   all such files in it and below, in order of name
    -        standard input

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
    failed = False
    for name, content in [("--text", text.encode())] if text is not None else _contents(paths):
        problem = content if isinstance(content, str) else _extract(name, content, reference, table=table)
        if problem:
            click.echo(f"hirfa extract: {name}: {problem}", err=True)
            failed = True
    if failed:
        sys.exit(1)


def _contents(paths: tuple[str, ...]) -> Iterator[tuple[str, bytes | str]]:
    """Each file's name with its bytes, or with the reason why it has none."""
    from services.console.extracting import article_files

    for path in paths:
        if path == "-":
            yield "-", sys.stdin.buffer.read()
            continue
        found = False
        for file in article_files(Path(path)):
            found = True
            try:
                yield str(file), file.read_bytes()
            except OSError as error:
                yield str(file), error.strerror or str(error)
        if not found:
            yield path, "no article file in this folder"


def _extract(name: str, data: bytes, now: datetime, *, table: bool) -> str | None:
    """Print the articles of one file; return what went wrong, or None."""
    from services.console.extracting import extract_articles
    from shared.errors import PermanentError

    try:
        for article in extract_articles(name, data, now):
            _print(name, article, table=table)
    except PermanentError as error:
        return str(error)
    except BrokenPipeError:
        raise
    except Exception as error:  # a bug met by one article must not cost the others
        return f"internal error: {type(error).__name__}: {error}"
    return None


def _print(name: str, article: ExtractedArticle, *, table: bool) -> None:
    if table:
        from services.console.rendering.article import print_article

        print_article(article, heading=name)
        return
    import orjson

    line = orjson.dumps({"source_file": name, **article.model_dump(mode="json")}, option=orjson.OPT_APPEND_NEWLINE)
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
