"""The drop folder's moves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.fetcher.files import DropFolder


@pytest.mark.parametrize("survived", [0, 1])
def test_a_death_while_a_file_is_put_aside_leaves_none_without_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    folder = DropFolder(tmp_path, settle=0)
    folder.prepare()
    file = tmp_path / "منبر" / "a.txt"
    file.parent.mkdir()
    file.write_bytes(b"")
    replace, left = Path.replace, survived

    def dies(self: Path, target: Path) -> Path:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        folder.failed(file, {"reason": "empty"})
    monkeypatch.undo()
    failed = tmp_path / "failed" / "منبر"
    assert not (failed / "a.txt").exists()
    assert [found.name for found in folder.ready()] == ["a.txt"]  # read again after the next start
    folder.failed(file, {"reason": "empty"})
    assert sorted(path.name for path in failed.iterdir()) == ["a.txt", "a.txt.reason.json"]
    assert json.loads((failed / "a.txt.reason.json").read_text("utf-8")) == {"reason": "empty"}
