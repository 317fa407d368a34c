"""The drop folder, on a real Valkey: every article once, whatever happens to the file or to the fetcher."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from shared.streams import RAW
from tests.servers import mixed_folder
from tests.servers.harness import Pipeline, pipeline, until

pytestmark = pytest.mark.servers
_NUMBER = re.compile(r"الخبر رقم (\d+)")


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


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_a_thousand_mixed_files_while_the_fetcher_is_killed(tmp_path: Path, redis_url: str) -> None:
    """Every format and encoding, wrong declarations, twenty broken files, three deaths in the middle."""
    with pipeline(tmp_path, redis_url, fetch_batch=10, max_article_bytes=100_000) as line:
        files = mixed_folder.fill(line.drop, 980)
        assert len(files) == 1000
        line.start("fetcher")
        for mark in (150, 400, 700):
            await line.passed(RAW, mark, 60)
            line.kill("fetcher")
            assert line.length(RAW) < 980  # it died at its work
            line.start("fetcher")
        await line.taken(980, 120)

        async def put_aside() -> bool:
            return len(_files(line.drop / "failed")) == 40

        await until("twenty put aside, each with its reason", put_aside)
        messages = [json.loads(fields[b"data"]) for fields in line.entries(RAW)]
        assert len(messages) == len({message["article_id"] for message in messages}) == 980
        numbers = {int(found[1]): message for message in messages if (found := _NUMBER.search(message["content"]))}
        assert sorted(numbers) == list(range(980))
        assert all(mixed_folder.text_of(number) in message["content"] for number, message in numbers.items())

        failed = _files(line.drop / "failed")
        notes = {name.removesuffix(".reason.json"): data for name, data in failed.items() if name.endswith(".reason.json")}
        reasons = {name: json.loads(note)["reason"] for name, note in notes.items()}
        assert reasons == {name: reason for name, (_, reason) in mixed_folder.BROKEN.items()}
        kept = _files(line.drop / "done") | {name: data for name, data in failed.items() if name in notes}
        assert kept == files  # nothing is deleted or altered
        assert len(_files(line.drop)) == 980 + 40  # nothing is left over


async def test_three_fetchers_share_a_folder(tmp_path: Path, redis_url: str) -> None:
    """They take files from one another's way, none does what another has done, and the death of one costs nothing."""
    fetchers = ("fetcher", "fetcher#2", "fetcher#3")
    with pipeline(tmp_path, redis_url, max_article_bytes=100_000) as line:
        line.start(*fetchers)
        await line.ready(*fetchers)
        aside = tmp_path / "aside"
        files = mixed_folder.fill(aside, 380)
        for path in aside.iterdir():
            path.rename(line.drop / path.name)
        await line.passed(RAW, 150, 60)
        line.kill("fetcher#3")
        await line.taken(380, 60)

        async def put_aside() -> bool:
            return len(_files(line.drop / "failed")) == 40

        await until("twenty put aside, each with its reason", put_aside)
        ids = line.article_ids(RAW)
        assert len(ids) == len(set(ids)) == 380
        failed = _files(line.drop / "failed")
        notes = {name.removesuffix(".reason.json"): note for name, note in failed.items() if name.endswith(".reason.json")}
        assert notes.keys() == mixed_folder.BROKEN.keys()
        assert _files(line.drop / "done") | {name: data for name, data in failed.items() if name in notes} == files
        logs = [line.log(fetcher) for fetcher in fetchers]
        shares = [log.count('"event":"published"') for log in logs]
        print(shares)  # noqa: T201
        assert min(shares) > 0, "each took some"
        # what the dead one had in hand is read again, and nothing else; some of it it had published
        assert sum(log.count("published before") for log in logs) <= 2
        assert not any("interrupted" in log for log in logs)


def _peak_kib(pid: int) -> int:
    """The most memory that a process ever held."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("ascii"))[1])  # type: ignore[index]


async def test_ten_thousand_files_at_once_take_little_memory(tmp_path: Path, redis_url: str) -> None:
    """And no more of them are taken than the normalizer, which is away, may have before it; the others wait as files."""
    with pipeline(tmp_path, redis_url, high_water=1500) as line:
        line.start("fetcher")
        await line.ready("fetcher")
        write(line, "first.txt", "نص أول")
        await line.taken(1)
        before = _peak_kib(line.processes["fetcher"].pid)
        for i in range(10_000):
            write(line, f"{i % 50}/{i}.txt", f"المقال رقم {i} عن الصناعة التقليدية")
        await line.passed(RAW, 1500, 60)

        async def holds_back() -> bool:
            return "holding back" in line.log("fetcher")

        await until("it holds back", holds_back)
        await _pause(1)
        grown = _peak_kib(line.processes["fetcher"].pid) - before
        print(f"{before} KiB, and {grown} KiB more with ten thousand files")  # noqa: T201
        assert line.length(RAW) <= 1500 + 50
        assert sum(1 for path in line.drop.rglob("*.txt") if path.is_file()) == 10_001
        assert grown < 20_000
