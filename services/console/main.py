"""The command `hirfa`: one module a sub-command in `commands/`, imported only when it is called."""

from __future__ import annotations

import errno
import importlib
import os
import pkgutil
import sys

import click

from services.console import commands
from services.console.embedded.errors import EmbeddedError
from services.console.signals import StoppedError


class LazyGroup(click.Group):
    """Finds its commands by the names of the modules in `commands/`; each defines `command`.

    Such a module imports only click and the standard library at its top, so that `hirfa --help`,
    which asks all of them for their first line, answers at once.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The modules' names."""
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}")
        found = module.command
        assert isinstance(found, click.Command)  # noqa: S101 - a mistake of ours, not of the user
        return found


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Settings are environment variables: HIRFA_HOME, REDIS_URL, OPENSEARCH_URL and others; README.md lists them.",
)
@click.version_option(package_name="hirfa", message="%(prog)s %(version)s")
def cli() -> None:
    """Facts on Morocco's craft sector, read out of Arabic news, each with the words it was read from.

    Try `hirfa demo` first. `hirfa extract FILE` reads an article without any server.
    """


_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)


def _forget_output() -> None:
    """Nobody takes our output any more: the interpreter must not complain when it flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Run the command line, and end with an exit code as a Unix user expects.

    0 done; 1 something failed, stderr says what; 2 wrong usage; 130 stopped by Ctrl-C, 143 by SIGTERM.
    """
    try:
        code = cli.main(prog_name="hirfa", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except EmbeddedError as error:
        click.echo(f"hirfa: {error}", err=True)
        sys.exit(1)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(130)
    except StoppedError as stopped:
        sys.exit(stopped.exit_code)
    except BrokenPipeError:
        _forget_output()
        sys.exit(141)  # what a shell shows for a program that SIGPIPE ended
    except OSError as error:
        if error.errno not in _DISK:
            raise
        _forget_output()
        click.echo(f"hirfa: cannot write: {error.strerror}{f': {error.filename}' if error.filename else ''}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
