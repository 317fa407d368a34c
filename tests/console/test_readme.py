"""The README says what is so: its commands, settings and defaults exist."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from click.testing import CliRunner

from services.console.main import cli
from services.console.settings import ConsoleSettings
from services.fetcher.formats import SUFFIXES
from shared.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_settings_exist_with_these_defaults() -> None:
    rows = re.findall(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \| (?:`(.*?)`)? *\|", README, re.MULTILINE)
    assert len(rows) > 15
    fields = {**Settings.model_fields, **ConsoleSettings.model_fields}
    for names, default in rows:
        for name in re.findall(r"`(\w+)`", names):
            field = fields[name.removeprefix("HIRFA_").lower()]
            if default:
                assert str(field.default) == default, name


def test_the_commands_and_targets_exist() -> None:
    listed = subprocess.run(["make", "help"], capture_output=True, text=True, cwd=ROOT, check=True).stdout  # noqa: S607
    targets = set(re.findall(r"make ([a-z-]+)", listed))
    assert set(re.findall(r"`make ([a-z-]+)`", README)) <= targets
    commands = set(cli.list_commands(None))  # type: ignore[arg-type]
    assert set(re.findall(r"(?:`|^)hirfa ([a-z]+)", README, re.MULTILINE)) <= commands
    for command in commands:
        assert CliRunner().invoke(cli, [command, "--help"]).exit_code == 0


def test_the_formats_are_read() -> None:
    assert {".txt", ".html", ".json", ".jsonl", ".warc", ".warc.gz", ".zip"} <= set(SUFFIXES)


def test_the_files_it_names_exist() -> None:
    for name in re.findall(r"`((?:shared|services|seeds|deploy|\.ci)/[\w./]*|docker-compose\.yml|\.env\.example)`", README):
        assert (ROOT / name).exists(), name
