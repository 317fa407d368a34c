"""`hirfa submit`: what can't be submitted costs itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from services.console.commands.submit import command
from services.console.submitting import Submitter


def test_a_file_that_is_not_there_does_not_cost_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIRFA_HOME", str(tmp_path))
    monkeypatch.setattr(Submitter, "_ask", lambda *_, content, **__: {"articles": [{"id": f"id-{content.decode()}"}]})
    for name in "ac":
        (tmp_path / f"{name}.txt").write_text(name)
    result = CliRunner().invoke(command, [str(tmp_path / f"{name}.txt") for name in "abc"])
    assert result.exit_code == 1
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["id-a", "id-c"]
    assert "b.txt: No such file" in result.stderr


def test_a_service_that_is_away_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIRFA_HOME", str(tmp_path))
    monkeypatch.setenv("HIRFA_FETCHER_PORT", "1")
    (tmp_path / "a.txt").write_text("a")
    found: Any = CliRunner().invoke(command, [str(tmp_path / "a.txt")] * 3)
    assert found.exit_code == 1
    assert found.stderr.count("does not answer") == 1
