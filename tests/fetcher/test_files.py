"""The drop folder's moves, and its files that can't be read or moved."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from services.fetcher import files
from services.fetcher.files import DropFolder, identity, is_temporary
from services.fetcher.service import FolderFetcher
from shared.contracts import RawArticle
from shared.service import new_service
from shared.settings import Settings


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
        folder.failed(file, identity(file.stat()), {"reason": "empty", "at": "1"})
    monkeypatch.undo()
    failed = tmp_path / "failed" / "منبر"
    assert not (failed / "a.txt").exists()
    assert [found.name for found in folder.ready()] == ["a.txt"]  # read again after the next start
    folder.failed(file, identity(file.stat()), {"reason": "empty", "at": "2"})
    assert sorted(path.name for path in failed.iterdir()) == ["a.txt", "a.txt.reason.json"]
    assert json.loads((failed / "a.txt.reason.json").read_text("utf-8")) == {"reason": "empty", "at": "12"[1 - survived]}


class _Published:
    """Stands for the stream: keeps what is published; `at` is called before an article is."""

    def __init__(self, at: Callable[[RawArticle], None] = lambda _: None) -> None:
        self.articles: list[str] = []
        self._at = at

    async def publish(self, article: RawArticle, **_: object) -> bool:
        self._at(article)
        self.articles.append(RawArticle.from_json(article.to_json()).content)
        return True

    async def full(self) -> bool:
        return False


def _fetcher(home: Path, published: _Published) -> FolderFetcher:
    fetcher = FolderFetcher(new_service("fetcher", Settings(home=home, settle_seconds=0)))
    fetcher.folder.prepare()
    fetcher.publisher = published  # type: ignore[assignment]
    return fetcher


def _names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def test_files_whose_names_are_no_utf8_are_taken_or_refused(tmp_path: Path) -> None:
    fetcher = _fetcher(tmp_path, published := _Published())
    root = fetcher.folder.root
    for name, text in ((b"\xce\xc8\xd1.txt", "نص أول"), (b"\xe3\xcc/\xce.txt", "نص ثان"), (b"\xce\xc8\xd1.pdf", "")):
        path = root / os.fsdecode(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    await fetcher._look()
    assert sorted(published.articles) == ["نص أول", "نص ثان"]
    (reason,) = (root / "failed").glob("*.reason.json")
    assert json.loads(reason.read_bytes())["file"] == r"\xce\xc8\xd1.pdf"
    assert len(_names(root / "done")) == 2


async def test_a_file_that_cannot_be_read_keeps_no_other_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetcher = _fetcher(tmp_path, published := _Published())
    root = fetcher.folder.root
    for name in "abc":
        (root / f"{name}.txt").write_text(f"نص {name}")
    (root / "مغلق").mkdir()
    (root / "مغلق" / "d.txt").write_text("نص d")
    opened, scanned = Path.open, os.scandir

    def no_right(self: Path, *args: object, **more: object) -> object:
        if self.name == "b.txt":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **more)  # type: ignore[call-overload]

    def no_right_to_list(folder: str) -> object:
        if str(folder).endswith("مغلق"):
            raise PermissionError(13, "Permission denied")
        return scanned(folder)

    monkeypatch.setattr(Path, "open", no_right)
    monkeypatch.setattr(os, "scandir", no_right_to_list)
    for _ in range(3):
        await fetcher._look()
    assert sorted(published.articles) == ["نص a", "نص c"]
    assert fetcher.folder.troubles() == dict.fromkeys(["b.txt", "مغلق"], "PermissionError: Permission denied")
    assert (fetcher.note() or "").startswith("2 can't be read or moved")
    assert fetcher._service.registry.get_sample_value("hirfa_drop_skipped") == 2
    monkeypatch.undo()
    (root / "b.txt").chmod(0o644)
    await fetcher._look()
    await fetcher._look()
    assert sorted(published.articles) == ["نص a", "نص b", "نص c", "نص d"]
    assert fetcher.note() is None


async def test_what_cannot_be_moved_is_tried_again_later_and_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetcher = _fetcher(tmp_path, published := _Published())
    (fetcher.folder.root / "a.txt").write_text("نص")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    for seconds, tries in ((0.0, 1), (0.9, 1), (0.2, 2), (1.8, 2), (0.3, 3), (100.0, 4), (59.0, 5), (2.0, 5)):
        now += seconds
        await fetcher._look()
        assert len(published.articles) == tries, seconds


async def test_a_bug_that_a_file_meets_is_its_failure(tmp_path: Path) -> None:
    def stumbles(article: RawArticle) -> None:
        if "علة" in article.content:
            raise TypeError("no")

    fetcher = _fetcher(tmp_path, published := _Published(stumbles))
    root = fetcher.folder.root
    (root / "a.jsonl").write_text('{"body": "أول"}\n{"body": "علة"}\n{"body": "ثالث"}\n')
    (root / "b.txt").write_text("آخر")
    await fetcher._look()
    assert sorted(published.articles) == sorted(["أول", "ثالث", "آخر"])
    note = json.loads((root / "failed" / "a.jsonl.reason.json").read_bytes())
    assert (note["reason"], note["articles_taken"], note["items_refused"]) == ("raised", 2, 1)


async def test_folders_that_somebody_removes_are_made_again(tmp_path: Path) -> None:
    fetcher = _fetcher(tmp_path, _Published())
    root = fetcher.folder.root
    (root / "منبر").mkdir()
    (root / "منبر" / "a.txt").write_text("نص")
    (root / "b.txt").write_text("")
    for name in ("done", "failed"):
        shutil.rmtree(root / name)
    await fetcher._look()
    assert _names(root) == ["done/منبر/a.txt", "failed/b.txt", "failed/b.txt.reason.json"]
    assert fetcher.note() is None


async def test_waiting_for_the_normalizer_is_no_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetcher = _fetcher(tmp_path, _Published())
    (fetcher.folder.root / "a.jsonl").write_text('{"body": "أول"}\n{"body": "ثان"}\n')
    now = 0.0

    async def waits() -> None:
        nonlocal now
        now += 60.0

    monkeypatch.setattr(time, "perf_counter", lambda: now)
    monkeypatch.setattr(fetcher, "_hold_back", waits)
    await fetcher._look()
    assert now == 120.0  # before the file, and before its second article
    assert fetcher._service.registry.get_sample_value("hirfa_seconds_count", {"stage": "fetcher"}) == 2
    assert fetcher._service.registry.get_sample_value("hirfa_seconds_sum", {"stage": "fetcher"}) == 0


async def test_a_server_that_is_away_fails_no_file(tmp_path: Path) -> None:
    def away(_: RawArticle) -> None:
        raise ConnectionError("refused")

    fetcher = _fetcher(tmp_path, _Published(away))
    (fetcher.folder.root / "a.txt").write_text("نص")
    with pytest.raises(ConnectionError):
        await fetcher._look()
    assert _names(fetcher.folder.root) == ["a.txt"]
    assert fetcher.note() is None


@pytest.mark.parametrize("how", ["replaced", "grown"])
async def test_what_changes_while_it_is_read_is_read_again(tmp_path: Path, how: str) -> None:
    def changes(article: RawArticle) -> None:
        path = root / "a.jsonl"
        if article.content != "أول":
            return
        if how == "grown":
            with path.open("a") as file:
                file.write('{"body": "رابع"}\n')
        else:
            (root / "b.part").write_text('{"body": "رابع"}\n')
            (root / "b.part").replace(path)

    fetcher = _fetcher(tmp_path, published := _Published(changes))
    root = fetcher.folder.root
    (root / "a.jsonl").write_text('{"body": "أول"}\n{"body": "ثان"}\n')
    await fetcher._look()
    if how == "replaced":
        assert published.articles == ["أول", "ثان"]
    assert _names(root) == ["a.jsonl"]
    fetcher.publisher = published = _Published()  # type: ignore[assignment]
    await fetcher._look()
    assert "رابع" in published.articles
    assert _names(root) == ["done/a.jsonl"]


def test_what_is_put_there_in_the_last_moment_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DropFolder(tmp_path, settle=0)
    folder.prepare()
    file = tmp_path / "a.txt"
    file.write_text("قديم")
    read, replace = identity(file.stat()), Path.replace

    def late(self: Path, target: Path) -> Path:
        monkeypatch.undo()
        file.unlink()
        file.write_text("نص جديد")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", late)
    assert not folder.done(file, read)
    assert _names(tmp_path) == ["a.txt"]
    assert file.read_text() == "نص جديد"


def test_names_stay_free_short_and_whole(tmp_path: Path) -> None:
    folder = DropFolder(tmp_path, settle=0)
    folder.prepare()

    def drop(name: str, *, fails: bool) -> None:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
        read = identity(path.stat())
        assert folder.failed(path, read, {"reason": name}) if fails else folder.done(path, read)

    drop("w.warc.gz", fails=False)
    drop("w.warc.gz", fails=False)
    assert _names(tmp_path / "done") == ["w.1.warc.gz", "w.warc.gz"]
    long = "ص" * 120 + ".txt"
    drop(long, fails=True)
    drop(long, fails=True)
    assert _names(tmp_path / "failed") == sorted(
        name + more for name in ("ص" * 119 + ".txt", "ص" * 118 + ".1.txt") for more in ("", ".reason.json")
    )
    drop("news", fails=True)
    drop("z.reason.json", fails=True)
    (tmp_path / "news").mkdir()
    drop("news/a.txt", fails=True)
    drop("z", fails=True)
    for name in ("news", "news.1/a.txt", "z.reason.json", "z.1"):
        assert (tmp_path / "failed" / name).is_file(), name
        assert (tmp_path / "failed" / f"{name}.reason.json").is_file(), name
    assert (tmp_path / "failed" / "z.reason.json").read_text() == "z.reason.json"


class Clock:
    """The clock of the fetcher's machine, which a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        monkeypatch.setattr(files, "time", SimpleNamespace(time=lambda: self.now, monotonic=lambda: self.now))


@pytest.mark.parametrize("behind", [0.0, 2.0, -2.0, 3600.0, -3600.0])
def test_a_growing_file_waits_whatever_the_file_systems_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behind: float
) -> None:
    clock = Clock(monkeypatch)
    folder = DropFolder(tmp_path, settle=0.5)
    file = tmp_path / "a.txt"
    for size in range(10):
        file.write_text("x" * (size + 1))
        os.utime(file, (clock.now - behind, clock.now - behind))
        assert list(folder.ready()) == []
        clock.now += 0.3
    assert list(folder.ready()) == []
    clock.now += 0.21
    assert list(folder.ready()) == [file]


def test_files_of_yesterday_are_taken_at_once_and_no_more_are_watched_than_there_is_memory_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    monkeypatch.setattr(files, "_SETTLING", 3)
    folder = DropFolder(tmp_path, settle=0.5)
    for i in range(10):
        (tmp_path / f"{i}.txt").write_text("x")
    old = tmp_path / "old.txt"
    old.write_text("x")
    os.utime(old, (clock.now - 90_000, clock.now - 90_000))
    taken: list[Path] = []
    for _ in range(20):
        for path in folder.ready():
            taken.append(path)
            path.unlink()
        assert taken[0] == old
        clock.now += 0.3
    assert len(taken) == len(set(taken)) == 11


@pytest.mark.parametrize(
    "name",
    [
        "a.txt.part", "a.txt.partial", "a.html.opdownload", "a.txt.!qB", "a.txt.crswap", "a.txt.aria2", "a.txt.!ut", "~a.txt",
        "~$a.txt", ".a.txt", "a.txt~", "#a.txt#", "Unconfirmed 7.CRDOWNLOAD", "~syncthing~a.txt.tmp", "a.txt.BC!",
    ],
)  # fmt: skip
def test_names_of_what_is_being_written_wait(tmp_path: Path, name: str) -> None:
    folder = DropFolder(tmp_path, settle=0)
    (tmp_path / name).write_text("x")
    assert is_temporary(name)
    assert list(folder.ready()) == []
    assert folder.troubles() == {}
    (tmp_path / name).rename(tmp_path / "a!#1~b.txt")
    assert [path.name for path in folder.ready()] == ["a!#1~b.txt"]


def test_a_file_waits_as_long_as_its_download_has_a_file_beside_it(tmp_path: Path) -> None:
    folder = DropFolder(tmp_path, settle=0)
    for name in ("a.txt", "a.txt.aria2"):
        (tmp_path / name).write_text("x")
    assert list(folder.ready()) == []
    (tmp_path / "a.txt.aria2").unlink()
    assert list(folder.ready()) == [tmp_path / "a.txt"]


def test_links_and_what_is_no_file_are_named_and_not_followed(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "drop"
    outside.mkdir()
    (outside / "a.txt").write_text("x")
    folder = DropFolder(root, settle=0)
    folder.prepare()
    (root / "a.txt").symlink_to(outside / "a.txt")
    (root / "sub").symlink_to(outside)
    (root / "gone.txt").symlink_to(outside / "gone.txt")
    (root / ".#a.txt").symlink_to("somebody@elsewhere")  # an editor's lock
    (root / "done").rmdir()
    (root / "done").symlink_to(outside)  # an operator's own choice
    os.mkfifo(root / "pipe")
    assert list(folder.ready()) == []
    troubles = folder.troubles()
    assert sorted(troubles) == ["a.txt", "gone.txt", "pipe", "sub"]
    assert "symbolic link" in troubles["a.txt"]
    assert "neither" in troubles["pipe"]
    (root / "a.txt").unlink()
    assert list(folder.ready()) == []
    assert "a.txt" not in folder.troubles()
