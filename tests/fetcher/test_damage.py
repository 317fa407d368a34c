"""Files at which a reader stumbles: each costs itself, or the one item, and never the fetcher."""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.fetcher.formats import BrokenItem, Limits, read_file
from services.fetcher.formats.model import printable
from shared.contracts import RawArticle
from tests.fetcher.warcs import response

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TEXT = "استقبل معرض الخزف بمدينة سلا 500 زائر في أسبوع واحد."
PAGE = f"<html><body><p>{TEXT}</p></body></html>".encode()


def _read(name: str, data: bytes, limits: Limits | None = None) -> list[RawArticle | BrokenItem]:
    found = list(read_file(name, data, source=None, now=NOW, limits=limits))
    for item in found:  # what can't be written down would stop the fetcher later
        if isinstance(item, RawArticle):
            RawArticle.from_json(item.to_json())
        else:
            json.dumps([item.name, item.reason, item.detail], ensure_ascii=False).encode()
    return found


def _reasons(found: list[RawArticle | BrokenItem]) -> list[str]:
    return [item.reason if isinstance(item, BrokenItem) else "" for item in found]


def _zip(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name in ("خبر.txt", "آخر.txt"):
            archive.writestr(name, TEXT * 20 + name)
    return packed.getvalue()


def test_a_page_in_brotli_is_unpacked() -> None:
    data = response("https://a.ma/1", brotli.compress(PAGE * 300), "text/html; charset=utf-8", encoding="br")
    (article,) = _read("a.warc", data)
    assert isinstance(article, RawArticle)
    assert article.content == PAGE.decode() * 300
    bomb = response("https://a.ma/2", brotli.compress(b"<p>" + b" " * (8 << 20)), "text/html", encoding="br")
    assert _reasons(_read("a.warc", bomb + data, Limits(item_bytes=1 << 20))) == ["too_large", ""]


def test_a_damaged_record_costs_itself() -> None:
    chunked = response("https://a.ma/1", b"\xd9\x85zz\r\n" + PAGE, "text/html", encoding="gzip\r\nTransfer-Encoding: chunked")
    whole, last = (response(f"https://a.ma/{i}", PAGE, "text/html; charset=utf-8") for i in (2, 3))
    found = _read("a.warc", whole + chunked + last)
    assert _reasons(found)[0] == _reasons(found)[-1] == ""
    assert isinstance(found[-1], RawArticle)
    assert found[-1].url == "https://a.ma/3"


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-05:00", "2020-01-01T00:00:00+99:99"])
def test_dates_at_the_ends_of_the_calendar_are_left_to_the_normalizer(date: str) -> None:
    (article,) = _read("a.json", json.dumps({"body": TEXT, "published_at": date}).encode())
    assert isinstance(article, RawArticle)
    assert article.published_at is not None  # it refuses them, and flags that it did


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ('{"body": "نص", "date": "²²²²²²²²²²"}', ""),
        ('{"\\ud800": 1}', "no_body"),
        ('{"body": ' + "[" * 900 + "1" + "]" * 900 + "}", "not_an_article"),
        ('{"body": "نص", "title": "\\ud800", "url": "https://a.ma/\\udfff"}', ""),
        ('{"contract": "raw/1", "content": "\\ud800"}', "contract"),
    ],
)
def test_an_odd_object_costs_itself(odd: str, reason: str) -> None:
    whole = json.dumps({"body": TEXT})
    assert _reasons(_read("a.jsonl", f"{whole}\n{odd}\n{whole}".encode())) == ["", reason, ""]


def test_a_wrong_byte_in_a_members_name_costs_that_member() -> None:
    data = _zip()
    at = data.index("خبر".encode())
    assert _reasons(_read("a.zip", data[:at] + b"\xff" + data[at + 1 :])) == ["bad_archive", ""]


def test_an_archive_whose_directory_lies_is_refused(tmp_path: Path) -> None:
    data = bytearray(_zip())
    end = data.index(b"PK\x05\x06")
    data[end + 16 : end + 20] = struct.pack("<I", 0xFFFFFFF0)
    assert set(_reasons(_read("a.zip", bytes(data)))) == {"bad_archive"}
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with path.open("rb") as file:  # where it lies, the system is asked for a place before the file's start
        assert set(_reasons(list(read_file("a.zip", file, source=None, now=NOW)))) == {"bad_archive"}


@pytest.mark.parametrize("make", [_zip, lambda: _zip(zipfile.ZIP_LZMA), lambda: _zip(zipfile.ZIP_BZIP2)])
@settings(max_examples=150, deadline=None)
@given(damage=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_archive_is_read_to_an_end(make: Callable[[], bytes], damage: list[tuple[float, int]]) -> None:
    data = bytearray(make())
    for where, byte in damage:
        data[int(where * len(data))] = byte
    _read("a.zip", bytes(data))


@settings(max_examples=150, deadline=None)
@given(damage=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_warc_is_read_to_an_end(damage: list[tuple[float, int]]) -> None:
    data = bytearray(
        response("https://a.ma/1", PAGE, "text/html")
        + response("https://a.ma/2", brotli.compress(PAGE), "text/html", encoding="br")
        + response("https://a.ma/3", b"5\r\n<p>12\r\n0\r\n\r\n", "text/html", encoding="identity\r\nTransfer-Encoding: chunked")
    )
    for where, byte in damage:
        data[int(where * len(data))] = byte
    _read("a.warc", bytes(data))


def test_names_that_are_no_utf8() -> None:
    name = os.fsdecode("خبر".encode("cp1256") + b".txt")
    (article,) = _read(name, TEXT.encode())
    assert isinstance(article, RawArticle)
    assert article.fetch.file_name == r"\xce\xc8\xd1.txt"
    (broken,) = _read(name, b"")
    assert isinstance(broken, BrokenItem)
    assert broken.name == r"\xce\xc8\xd1.txt"
    assert printable("خ\ud800") == r"خ\ud800"


def test_what_no_reader_foresaw_is_the_files_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbles(*_: object) -> list[RawArticle]:
        raise ZeroDivisionError("no")

    monkeypatch.setattr("services.fetcher.formats.read_plain", stumbles)
    assert _reasons(_read("a.txt", TEXT.encode())) == ["raised"]


_START, _BEHIND = range(1), range(1, 1 << 30)


@pytest.mark.parametrize(
    ("name", "data", "bad"),
    [
        ("a.txt", TEXT.encode(), _START),
        ("a.warc", response("https://a.ma/1", PAGE, "text/html"), _START),
        ("a.warc", response("https://a.ma/1", PAGE * 900, "text/html"), _BEHIND),  # in the midst of a record
        ("a.warc.gz", gzip.compress(response("https://a.ma/1", PAGE, "text/html")), _START),
        ("a.zip", _zip(), _START),  # the first member's
        ("a.zip", _zip(), _BEHIND),  # the directory
    ],
)
def test_a_disk_that_fails_is_not_the_files_fault(name: str, data: bytes, bad: range) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() in bad:
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(OSError, match="Input/output"):
        list(read_file(name, Failing(data), source=None, now=NOW))
