"""`hirfa submit`: what can't be submitted costs itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.requests import Request

from services.console import submitting
from services.console.commands.submit import command
from services.console.submitting import Submitter
from services.fetcher.api.door import Door
from services.fetcher.api.problems import ProblemError
from shared.settings import load_settings


def test_a_file_that_is_not_there_does_not_cost_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIRFA_HOME", str(tmp_path))
    monkeypatch.setattr(Submitter, "_ask", lambda *_, content, **__: {"articles": [{"id": f"id-{content.decode()}"}]})
    for name in "ac":
        (tmp_path / f"{name}.txt").write_text(name)
    result = CliRunner().invoke(command, [str(tmp_path / f"{name}.txt") for name in "abc"])
    assert result.exit_code == 1
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["id-a", "id-c"]
    assert "b.txt: No such file" in result.stderr


def test_an_address_that_is_none_does_not_cost_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def answer(*_: object, json: dict[str, list[str]], **__: object) -> dict[str, list[dict[str, str]]]:
        asked.append(json["urls"])
        return {"articles": [{"id": f"id-{url[-3:]}", "url": url} for url in json["urls"]]}

    monkeypatch.setenv("HIRFA_HOME", str(tmp_path))
    monkeypatch.setattr(Submitter, "_ask", answer)
    monkeypatch.setattr(submitting, "MOST_URLS", 2)
    good = [f"https://news.example.ma/00{i}" for i in range(3)]
    result = CliRunner().invoke(command, [good[0], "ftp://bad.example.ma/x", good[1], "http://", good[2]])
    assert result.exit_code == 1
    assert asked == [good[:2], good[2:]]
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["id-000", "id-001", "id-002"]
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == ["ftp://bad.example.ma/x", "http://"]
    assert CliRunner().invoke(command, ["ftp://bad.example.ma/x"]).exit_code == 1
    assert len(asked) == 2


@pytest.mark.parametrize("token", ["s3cret", "سرّ-الحرفةم", "à"])
def test_a_token_of_any_letters_reaches_the_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("HIRFA_HOME", str(tmp_path))
    monkeypatch.setenv("HIRFA_API_TOKEN", f" {token}\n")  # as a file gives it
    client = Submitter()
    (header,) = (value for name, value in client._client.headers.raw if name.lower() == b"authorization")
    client.close()
    door = Door(load_settings())
    for given, reason in ((header, None), (header[:-1], "token")):
        scope = {"type": "http", "headers": [(b"authorization", given)], "client": ("127.0.0.1", 1)}
        if reason is None:
            door.check(Request(scope))
        else:
            with pytest.raises(ProblemError, match=reason):
                door.check(Request(scope))


def test_a_service_that_is_away_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIRFA_HOME", str(tmp_path))
    monkeypatch.setenv("HIRFA_FETCHER_PORT", "1")
    (tmp_path / "a.txt").write_text("a")
    found: Any = CliRunner().invoke(command, [str(tmp_path / "a.txt")] * 3)
    assert found.exit_code == 1
    assert found.stderr.count("does not answer") == 1
