"""The archive's objects: what went in comes out, byte for byte; what is damaged is said, and the rest is read."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.archive.objects import Archive, Chunk
from shared.archive.records import ObjectName, Row, day_of, from_line, to_line
from shared.archive.stores import LocalStore, StoreError
from shared.runs import run_of

DAY = 1_763_769_600_000  # 2025-11-22T00:00Z
FIELDS = st.dictionaries(st.binary(max_size=20), st.binary(max_size=200), max_size=4)


def row(number: int, text: str = "نص") -> Row:
    return f"{DAY + number}-0", {b"data": f'{{"content": "{text} {number}"}}'.encode()}


def store(archive: Archive, *rows: Row) -> ObjectName:
    chunk = Chunk()
    for one in rows:
        chunk.add(*one)
    name, data = chunk.finish()
    archive.write(name, data)
    return name


@given(st.integers(0, 2**41), st.integers(0, 2**32), FIELDS, st.one_of(st.binary(), st.text().map(lambda t: t.encode())))
def test_an_entry_comes_back_as_it_was(ms: int, seq: int, fields: dict[bytes, bytes], data: bytes) -> None:
    one = (f"{ms}-{seq}", fields | {b"data": data})
    line = to_line(*one)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert from_line(line) == one
    assert from_line(to_line("1-0", fields)) == ("1-0", fields)


@pytest.mark.parametrize("line", [b"{}", b"[]", b'{"id": 7}', b'{"id": "x-y"}', b"torn", b'{"id": "1-0", "data": 5}'])
def test_what_is_no_entry_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_line(line)


def test_objects_of_a_day_with_its_index(tmp_path: Path) -> None:
    archive = Archive(LocalStore(tmp_path))
    second = store(archive, row(100), row(101))
    first = store(archive, *[row(i) for i in range(10)])
    folder = tmp_path / "raw" / day_of(first.first)
    assert folder.name == "2025-11-22"
    assert sorted(path.name for path in folder.iterdir()) == sorted([Path(first.path).name, Path(second.path).name, "index.json"])
    listed = orjson.loads((folder / "index.json").read_bytes())["objects"]
    assert [(entry["first"], entry["last"], entry["lines"]) for entry in listed] == [
        (first.first, first.last, 10),
        (second.first, second.last, 2),
    ]
    data = (tmp_path / first.path).read_bytes()
    assert listed[0]["sha256"] == hashlib.sha256(data).hexdigest()
    assert listed[0]["bytes"] == len(data)


def test_the_index_knows_of_what_a_death_came_between(tmp_path: Path) -> None:
    archive = Archive(LocalStore(tmp_path))
    lost = store(archive, row(0))
    (tmp_path / lost.path).with_name("index.json").unlink()
    later = store(archive, row(5))
    assert [entry["first"] for entry in archive.index(f"raw/{day_of(later.first)}")] == [lost.first, later.first]
    (tmp_path / lost.path).with_name("index.json").write_bytes(b'{"obj')
    assert list(archive.entries()) == [row(0), row(5)]


def test_what_is_stored_twice_is_read_once_and_in_order(tmp_path: Path) -> None:
    archive = Archive(LocalStore(tmp_path))
    tomorrow = (f"{DAY + 86_400_000}-0", {b"data": b"{}"})
    store(archive, tomorrow)
    store(archive, *[row(i) for i in range(5, 20)])
    store(archive, *[row(i) for i in range(10)])
    store(archive, *[row(i) for i in range(7)])
    assert list(archive.entries()) == [*(row(i) for i in range(20)), tomorrow]
    assert list(archive.entries(row(3)[0], row(8)[0])) == [row(i) for i in range(4, 9)]
    assert not archive.damages


@pytest.mark.parametrize("share", [0, 0.001, 0.5, 0.99])
def test_a_torn_object_is_read_as_far_as_it_goes_and_said(tmp_path: Path, share: float) -> None:
    archive = Archive(LocalStore(tmp_path))
    noise = random.Random(7)  # so that it does not compress to a single block
    rows = [row(i, noise.randbytes(3000).hex()) for i in range(200)]
    name = store(archive, *rows)
    store(archive, row(500))
    data = (tmp_path / name.path).read_bytes()
    (tmp_path / name.path).write_bytes(data[: int(share * len(data))])
    read = list(archive.entries())
    assert read == [*rows[: len(read) - 1], row(500)]
    assert len(read) - 1 == archive.damages[name.path].read < archive.damages[name.path].lines == 200
    assert abs((len(read) - 1) / 200 - share) < 0.15  # what is before the tear is not lost with it
    assert archive.beginning_with(name.first) is None


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    archive = Archive(LocalStore(tmp_path))
    name = store(archive, *[row(i) for i in range(100)])
    data = bytearray((tmp_path / name.path).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / name.path).write_bytes(data)
    assert archive.beginning_with(name.first) is None
    assert name.path in archive.damages


def test_what_a_killed_writer_left_is_no_object(tmp_path: Path) -> None:
    archive = Archive(LocalStore(tmp_path))
    name = store(archive, row(1))
    (tmp_path / name.path).with_name(f".{Path(name.path).name}.0a1b2c3d.part").write_bytes(b"half")
    assert list(archive.objects()) == [name]


def test_a_folder_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="file"):
        LocalStore(tmp_path / "file" / "archive").put("raw/x", b"")


def test_the_run_of_a_copy_is_told_without_decoding() -> None:
    assert run_of(b'{"content":"\\"run_id\\":\\"replay-20261122T101010-0a1b\\"","run_id":null}') is None
    assert run_of(b'{"content":"x","run_id":"replay-20261122T101010-0a1b"}') == "replay-20261122T101010-0a1b"
    assert run_of(b'{"run_id":"mine"}') is None


def test_who_sets_no_bucket_loads_no_client_of_buckets() -> None:
    code = (
        "import sys; from shared.archive.stores import open_store; open_store('x');"
        "import services.fetcher.service, services.normalizer.service;"
        "print('obstore' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_disk_that_cannot_be_read_is_the_stores_error_wherever_it_is_met(tmp_path: Path) -> None:
    archive = Archive(LocalStore(tmp_path))
    name = store(archive, row(0))
    folder = f"raw/{day_of(name.first)}"
    for path in (name.path, f"{folder}/index.json"):
        (tmp_path / path).unlink()
        (tmp_path / path).symlink_to("/proc/self/mem")  # can be opened; the kernel answers EIO to who reads its first page
    with pytest.raises(StoreError, match="Input/output error"):
        archive.index(folder)
    with pytest.raises(StoreError, match="Input/output error"):
        archive.is_whole(name)
    with pytest.raises(StoreError, match="Input/output error"):
        store(archive, row(1))
