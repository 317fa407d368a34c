"""`hirfa dead`: look after the dead letters."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from shared.delivery.graveyard import Choice


@click.group("dead", short_help="Dead letters: list, show, replay, drop.")
def command() -> None:
    """Messages that a stage gave up, each kept whole with its reason.

    Look with `list` and `show`, cure the cause, try a few with `replay --limit 3`, then the rest. A message that fails
    again is a dead letter again, and `replays` says how often it came back.
    """


def _choosing(function: Callable[..., None]) -> Callable[..., None]:
    options = [
        click.argument("ids", nargs=-1, metavar="[ID]..."),
        click.option("--stage", help="Only of this stage: fetcher, normalizer, extractor, indexer."),
        click.option("--reason", help="Only with this reason, such as timeout."),
        click.option("--article", help="Only of this article."),
        click.option("--since", metavar="WHEN", help="Only given up since: 2026-03-01, 2026-03-01T12:00, 90m, 2h, 3d."),
        click.option("--until", metavar="WHEN", help="Only given up before."),
        click.option("--limit", type=click.IntRange(min=1), help="At most so many, the oldest first."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def _choice(options: dict[str, Any]) -> Choice:
    from datetime import UTC, datetime

    from services.console.dead_letters import moment
    from shared.delivery.graveyard import Choice

    now = datetime.now(UTC)
    return Choice(
        ids=tuple(options["ids"]),
        stage=options["stage"],
        reason=options["reason"],
        article_id=options["article"],
        since=moment(options["since"], now),
        until=moment(options["until"], now),
    )


@command.command("list")
@_choosing
@click.option("--json", "as_json_lines", is_flag=True, help="One JSON object a line, whole messages included.")
def list_letters(as_json_lines: bool, limit: int | None, **options: Any) -> None:
    """List dead letters, the oldest first."""
    import json

    from services.console.dead_letters import as_json, chosen, run, stream_settings

    choice = _choice(options)
    found = run(stream_settings(), lambda graveyard: chosen(graveyard, choice, limit))
    if as_json_lines:
        for letter_id, letter in found:
            click.echo(json.dumps(as_json(letter_id, letter), ensure_ascii=False))
        return
    for letter_id, letter in found:
        when = letter.died_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        replays = f" replays={letter.replays}" if letter.replays else ""
        click.echo(
            f"{letter_id}  {when}  {letter.stage}  {letter.reason}  article={letter.article_id or '-'}"
            f" deliveries={letter.deliveries}{replays}  {letter.error[:100]}"
        )
    click.echo(f"{len(found)} dead letter{'' if len(found) == 1 else 's'}", err=True)


@command.command("show")
@click.argument("letter_id", metavar="ID")
@click.option("--message", is_flag=True, help="Print the original message alone, byte for byte.")
def show(letter_id: str, message: bool) -> None:
    """Show one dead letter, with the message as it came."""
    import json

    from services.console.dead_letters import as_json, chosen, run, stream_settings
    from shared.delivery.graveyard import Choice, original

    found = run(stream_settings(), lambda graveyard: chosen(graveyard, Choice(ids=(letter_id,)), None))
    if not found:
        raise click.ClickException(f"there is no dead letter {letter_id}")
    if message:
        sys.stdout.buffer.write(original(found[0][1]))
        return
    click.echo(json.dumps(as_json(*found[0]), ensure_ascii=False, indent=2))


@command.command("replay")
@_choosing
@click.option("--all", "everything", is_flag=True, help="All of them.")
def replay(limit: int | None, everything: bool, **options: Any) -> None:
    """Give messages back to the stage that failed."""
    _for_each(options, limit, everything, send_back=True)


@command.command("drop")
@_choosing
@click.option("--all", "everything", is_flag=True, help="All of them.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def drop(limit: int | None, everything: bool, yes: bool, **options: Any) -> None:
    """Delete dead letters for good."""
    if not yes:
        click.confirm("Delete them for good?", abort=True, err=True)
    _for_each(options, limit, everything, send_back=False)


def _for_each(options: dict[str, Any], limit: int | None, everything: bool, *, send_back: bool) -> None:
    from services.console.dead_letters import for_each, run, stream_settings

    choice = _choice(options)
    if choice.everything and not everything and limit is None:
        raise click.UsageError("say which (IDs, --stage, --reason, --article, --since, --until, --limit) or --all")
    done, left = run(stream_settings(), lambda graveyard: for_each(graveyard, choice, limit, send_back=send_back))
    verb = "sent back to" if send_back else "dropped of"
    for stage, count in sorted(done.items()):
        click.echo(f"{count} {verb} the {stage}")
    for cause, count in left.items():
        click.echo(f"{count} left alone: {cause}", err=True)
    if not done:
        click.echo("none was chosen" if not left else "nothing was done", err=True)
    sys.exit(1 if left else 0)
