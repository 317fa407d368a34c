"""The drop folder, on a real Valkey: every article once, whatever happens to the file or to the fetcher."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from shared.streams import RAW
from tests.servers.harness import Pipeline, pipeline, until

pytestmark = pytest.mark.servers


def write(line: Pipeline, name: str, text: str | bytes) -> Path:
    path = line.drop / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


async def test_files_become_raw_articles_once(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url) as line:
        write(line, "قبل.txt", "نص قبل البدء")
        write(line, "هسبريس/فن/خبر.txt", "نص في مجلد")
        line.start("fetcher")
        write(line, "بعد.txt", "نص بعد البدء")
        await line.taken(3)
        write(line, "again.txt", "نص  قبل\n البدء ")  # the same but for white space
        await line.taken(4)
        write(line, "قبل.txt", "نص جديد بالاسم نفسه")
        await line.taken(5)
        messages = [json.loads(fields[b"data"]) for fields in line.entries(RAW)]
        assert sorted(message["content"] for message in messages) == sorted(
            ["نص قبل البدء", "نص في مجلد", "نص بعد البدء", "نص جديد بالاسم نفسه"]
        )
        assert len({message["article_id"] for message in messages}) == 4
        (folder,) = [m for m in messages if m["content"] == "نص في مجلد"]
        assert folder["source"] == "هسبريس"
        assert folder["fetch"]["file_name"] == "خبر.txt"
        assert folder["fetched_at"]
        assert folder["contract"] == "raw/1"
        assert sorted(str(p.relative_to(line.drop / "done")) for p in (line.drop / "done").rglob("*.txt")) == sorted(
            ["قبل.txt", "قبل.1.txt", "بعد.txt", "again.txt", "هسبريس/فن/خبر.txt"]
        )


async def test_what_cannot_be_taken_is_put_aside_with_its_reason(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, max_article_bytes=2000) as line:
        write(line, "صورة.png", b"\x89PNG\r\n\x1a\n")
        write(line, "empty.txt", " \n\u00a0")
        write(line, "big.txt", "كبير " * 1000)
        write(line, "good.txt", "نص سليم")
        line.start("fetcher")
        await line.taken(1)

        async def reasons() -> dict[str, str] | None:
            notes = [json.loads(p.read_text("utf-8")) for p in (line.drop / "failed").glob("*.reason.json")]
            return {note["file"]: note["reason"] for note in notes} if len(notes) == 3 else None

        assert await until("three put aside", reasons) == {
            "صورة.png": "unsupported_format",
            "empty.txt": "empty",
            "big.txt": "too_large",
        }
        assert len(line.entries(RAW)) == 1


async def test_files_that_are_still_written_wait(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, settle_seconds=0.6) as line:
        write(line, ".hidden.txt", "مخفي")
        write(line, "download.txt.part", "ناقص")
        line.start("fetcher")
        await line.ready("fetcher")
        growing = write(line, "growing.txt", "بداية")
        for i in range(8):

            async def looked() -> bool:
                return os.stat(growing).st_size > 0

            await until("it is there", looked)
            with growing.open("a", encoding="utf-8") as file:
                file.write(f" تتمة {i}")
            before = len(line.entries(RAW))
            assert before == 0
            await _pause(0.2)
        await line.taken(1)
        (message,) = [json.loads(fields[b"data"]) for fields in line.entries(RAW)]
        assert message["content"].endswith("تتمة 7")
        (line.drop / "download.txt.part").rename(line.drop / "download.txt")
        await line.taken(2)
        assert (line.drop / ".hidden.txt").exists()


async def _pause(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)  # the pace of a slow writer


async def test_a_death_between_publishing_and_moving_doubles_nothing(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url) as line:
        write(line, "a.txt", "نص أول")
        line.start("fetcher")
        await line.taken(1)
        line.kill("fetcher")
        (line.drop / "done" / "a.txt").rename(line.drop / "a.txt")  # as if it had died before it moved the file
        line.start("fetcher")
        await line.taken(1)
        assert len(line.entries(RAW)) == 1


async def test_a_thousand_files(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url) as line:
        for i in range(1000):
            write(line, f"{i % 7}/{i}.txt", f"المقال رقم {i}")
        line.start("fetcher")
        await line.taken(1000)
        assert len(set(line.article_ids(RAW))) == len(line.entries(RAW)) == 1000


async def test_a_file_of_many_articles_some_of_them_broken(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url) as line:
        lines = [json.dumps({"title": f"عنوان {i}", "body": f"نص المقال رقم {i}"}, ensure_ascii=False) for i in range(200)]
        lines[17] = "{broken"
        write(line, "منبر/many.jsonl", "\n".join(lines))
        line.start("fetcher")
        await line.passed(RAW, 199)

        async def put_aside() -> bool:
            return (line.drop / "failed" / "منبر" / "many.jsonl.reason.json").exists()

        await until("put aside with the reason", put_aside)
        note = json.loads((line.drop / "failed" / "منبر" / "many.jsonl.reason.json").read_text("utf-8"))
        assert (note["articles_taken"], note["items_refused"]) == (199, 1)
        assert len(set(line.article_ids(RAW))) == 199


async def test_a_thousand_mixed_files_while_the_fetcher_is_killed(tmp_path: Path, redis_url: str) -> None:
    with pipeline(tmp_path, redis_url, fetch_batch=10) as line:
        for i in range(980):
            kind = i % 4
            if kind == 0:
                write(line, f"{i}.txt", f"المقال رقم {i}")
            elif kind == 1:
                write(line, f"{i}.html", f"<html><body><p>المقال رقم {i}</p></body></html>")
            elif kind == 2:
                write(line, f"{i}.json", json.dumps({"title": "عنوان", "body": f"المقال رقم {i}"}))
            else:
                write(line, f"{i}.txt", f"المقال رقم {i} عن الصناعة التقليدية".encode("windows-1256"))
        for i in range(20):
            write(line, f"broken-{i}.json", b"\x00\xff{")
        line.start("fetcher")
        for mark in (100, 400, 700):
            await line.passed(RAW, mark)
            line.kill("fetcher")
            line.start("fetcher")
        await line.taken(980, 60)

        async def refused() -> bool:
            return len(list((line.drop / "failed").glob("*.reason.json"))) == 20

        await until("twenty refused", refused)
        assert len(set(line.article_ids(RAW))) == len(line.entries(RAW)) == 980
        assert [p for p in line.drop.iterdir() if p.is_file()] == []
