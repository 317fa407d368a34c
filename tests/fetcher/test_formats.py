"""Dropped files: real bytes in every format and encoding, whole ones and broken ones."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.fetcher.formats import BrokenItem, Limits, read_file
from services.fetcher.formats.encodings import decode
from services.fetcher.formats.model import ReadError
from services.normalizer.normalize import normalize_article
from shared.contracts import RawArticle
from shared.identity import article_id
from tests.fetcher.warcs import record, response

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TEXT = (
    "معرض الصناعة التقليدية بمدينة تطوان\n\nاستقبل المعرض خلال أسبوع واحد 12.500 زائر من مختلف جهات المملكة، وبلغ رقم المعاملات "
    "3,4 ملايين درهم.\nوقال المنظمون إن الدورة المقبلة ستعرف مشاركة 80 صانعا من بينهم 35 صانعة في حرف الجلد والخزف والنسيج."
)
PAGE = f'<html><head><meta charset="{{}}"><title>معرض</title></head><body><p>{TEXT}</p></body></html>'


def _read(name: str, data: bytes | BinaryIO, **more: object) -> list[RawArticle | BrokenItem]:
    return list(read_file(name, data, source=None, now=NOW, **more))  # type: ignore[arg-type]


def _one(name: str, data: bytes) -> RawArticle:
    (item,) = _read(name, data)
    assert isinstance(item, RawArticle), item
    return item


def _broken(name: str, data: bytes, **more: object) -> BrokenItem:
    (item,) = _read(name, data, **more)
    assert isinstance(item, BrokenItem), item
    assert item.detail
    return item


# Encodings

_ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859_6"]


@pytest.mark.parametrize("encoding", _ENCODINGS)
def test_text_in_every_encoding(encoding: str) -> None:
    article = _one("a.txt", TEXT.encode(encoding))
    assert article.content == TEXT
    assert article.media_type == "text/plain"
    assert article.article_id == article_id(url=None, content=TEXT)
    assert article.fetched_at == NOW
    assert article.fetch.file_name == "a.txt"
    assert (article.fetch.digest or "").startswith("sha256:")


@pytest.mark.parametrize("encoding", [*_ENCODINGS[:1], *_ENCODINGS[6:]])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1256", "iso-8859-1", "iso-8859-6", "x-nonsense", "windows-1252"])
def test_wrong_declarations_change_nothing(encoding: str, declared: str) -> None:
    page = PAGE.format(declared)
    article = _one("a.html", page.encode(encoding))
    assert article.content == page
    assert article.media_type == "text/html"


@pytest.mark.parametrize("page", ["cp1256", "cp1252", "latin-1"])
def test_text_that_was_decoded_wrongly_before_is_put_right(page: str) -> None:
    if page == "cp1252":
        twice = "".join(bytes((b,)).decode("cp1252", "ignore") or chr(b) for b in TEXT.encode())
    else:
        twice = TEXT.encode().decode(page)
    assert _one("a.txt", twice.encode()).content == TEXT


def test_arabic_indic_digits_and_short_texts() -> None:
    short = "بلغ عدد الصناع ٣٨٠ ألفا في سنة 2019"
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-16"):
        assert _one("a.txt", short.encode(encoding)).content == short
    latin_digits = "بلغ عدد الصناع 380 ألفا في سنة 2019"
    for encoding in ("cp1256", "iso8859_6"):
        assert _one("a.txt", latin_digits.encode(encoding)).content == latin_digits


@pytest.mark.parametrize("page", ["cp1256", "iso8859_6"])
@pytest.mark.parametrize(
    "text",
    [
        "صادرات الزربية المغربية",
        "صناعة الخزف بآسفي",
        "ورشة للنسيج اليدوي بتازناخت",
        "كلفة المشروع 3 ملايين",
        "دعم 40 تعاونية نسوية",
    ],
)
def test_short_texts_that_declare_nothing(text: str, page: str) -> None:
    assert _one("a.txt", text.encode(page)).content == text


def test_french_in_code_pages() -> None:
    text = (
        "L'artisanat marocain a réalisé un chiffre d'affaires élevé; les ventes à l'étranger ont progressé de 12 % cette année."
    )
    assert _one("a.txt", text.encode("cp1252")).content == text
    assert _one("a.txt", text.encode("utf-8")).content == text


def test_a_damaged_character_does_not_cost_the_file() -> None:
    data = bytearray((TEXT * 4).encode())
    data[101:102] = b"\xff"
    article = _one("a.txt", bytes(data))
    assert "�" in article.content
    assert "3,4 ملايين درهم" in article.content


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1256"])
def test_a_mark_that_does_not_hold(mark: bytes, encoding: str) -> None:
    assert _one("a.txt", mark + TEXT.encode(encoding)).content == TEXT
    if mark == b"\xef\xbb\xbf":
        line = json.dumps({"body": TEXT}, ensure_ascii=False).encode(encoding)
        assert [_one(name, mark + line).content for name in ("a.json", "a.jsonl")] == [TEXT, TEXT]


@pytest.mark.parametrize("declared", ["windows-1256", "iso-8859-1"])
def test_french_beside_arabic_in_a_code_page(declared: str) -> None:
    french = (
        "Le secrétaire d'État a été reçu à la médina, où les coopératives ont présenté leurs créations et exposé leurs procédés. "
    )
    page = PAGE.format(declared) + french.replace("É", "E") * 30
    article = _one("a.html", page.encode("cp1256"))
    assert article.content == page
    assert article.fetch.encoding == "windows-1256"
    alone = french * 30
    assert _one("a.txt", alone.encode("cp1252")).content == alone


@pytest.mark.parametrize(
    ("stray", "read", "note"),
    [
        ("\nجميع الحقوق محفوظة، جريدة الحرف اليدوية © 2024".encode("cp1256"), None, "bytes windows-1256"),
        (b"\xa0" * 6, "\xa0" * 6, "6 bytes windows-1256"),
        (b" \xd8 \xff\xfe x\xe6\xd9\n", " � �� x��\n", "5 bytes lost"),
        (bytes(9), "", ""),
    ],
)
def test_a_few_stray_bytes_in_utf_8(stray: bytes, read: str | None, note: str) -> None:
    article = _one("a.txt", TEXT.encode() * 20 + stray)
    assert article.content == TEXT * 20 + (stray.decode("cp1256") if read is None else read)
    assert note in (article.fetch.encoding or "")


def test_much_of_two_encodings_is_undecodable() -> None:
    assert _broken("a.txt", TEXT.encode() + TEXT.encode("cp1256")).reason == "undecodable"
    assert _broken("a.txt", TEXT.encode() + b"\xff \xfe " * 40).reason == "undecodable"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"... --- ...", "empty"),
        (bytes(range(256)) * 8, "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "binary"),
        (b"%PDF-1.7\n" + bytes([0, 1, 2, 3, 255, 254, 253]) * 300, "binary"),
        (("これは日本語の文章です。" * 20).encode("euc_jp"), "undecodable"),
    ],
)
def test_text_that_is_none(data: bytes, reason: str) -> None:
    broken = _broken("a.txt", data)
    assert broken.reason == reason
    assert broken.name == "a.txt"


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآءئؤ", min_size=2, max_size=9), st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_what_is_encoded_is_decoded(word: str, number: int) -> None:
    text = f"{TEXT} {word} {number}"
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1256", "iso8859_6"):
        assert decode(text.encode(encoding)).text == text


# Text and HTML


def test_html_in_a_text_file_is_html() -> None:
    assert _one("a.txt", ("\n<!DOCTYPE html>" + PAGE.format("utf-8")).encode()).media_type == "text/html"
    assert _one("a.txt", ("<سؤال> " + TEXT).encode()).media_type == "text/plain"


def test_page_names_its_own_url() -> None:
    page = PAGE.format("utf-8").replace("<title>", '<link rel="canonical" href="https://www.example.ma/a?utm_source=x"><title>')
    article = _one("a.htm", page.encode())
    assert article.url == "https://www.example.ma/a"
    assert article.source == "www.example.ma"
    assert article.article_id == article_id(url="https://www.example.ma/a", content="")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a", "a.tar.gz", "a.rar", "a.txt.gz"])
def test_formats_that_are_not_read(name: str) -> None:
    broken = _broken(name, TEXT.encode())
    assert broken.reason == "unsupported_format"


def test_too_large() -> None:
    assert _broken("a.txt", b"a" * 101, limits=Limits(item_bytes=100)).reason == "too_large"


def test_source_is_kept() -> None:
    (item,) = read_file("a.txt", TEXT.encode(), source="hespress", now=NOW)
    assert isinstance(item, RawArticle)
    assert item.source == "hespress"


# JSON

_OBJECT = {"title": "معرض", "body": TEXT, "url": "https://www.example.ma/a?fbclid=1", "published_at": "2024-05-02T10:00:00+01:00"}


@pytest.mark.parametrize("encoding", _ENCODINGS)
def test_json_object(encoding: str) -> None:
    article = _one("a.json", json.dumps(_OBJECT, ensure_ascii=False, indent=1).encode(encoding))
    assert article.content == TEXT
    assert article.title == "معرض"
    assert article.url == "https://www.example.ma/a"
    assert article.source == "www.example.ma"
    assert article.published_at == datetime(2024, 5, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "معرض", "articleBody": TEXT, "datePublished": "2024-05-02"},
        {"titre": "معرض", "content": TEXT, "date": "2 ماي 2024"},
        {"Title": "معرض", "Text": TEXT, "timestamp": 1714608000},
        {"title": {"rendered": "معرض"}, "content": {"rendered": TEXT}, "date": "2024-05-02T00:00:00"},
        {"title": "معرض", "content": TEXT.split("\n"), "pubDate": "Thu, 02 May 2024 00:00:00 +0100"},
        {"العنوان": "معرض", "النص": TEXT, "التاريخ": "02/05/2024"},
        {"title": "معرض", "body": TEXT, "published": 1714608000000},
    ],
)
def test_names_that_others_give_the_fields(fields: dict[str, object]) -> None:
    article = _one("a.json", json.dumps(fields).encode())
    assert article.title == "معرض"
    assert "12.500 زائر" in article.content
    assert article.published_at is not None
    assert article.published_at.astimezone(UTC).date().isoformat() in {"2024-05-01", "2024-05-02"}


@pytest.mark.parametrize("site", ["https://www.example.ma", "https://www.example.ma/ar/", "https://www.example.ma/index.php"])
def test_the_address_of_the_site_is_no_articles(site: str) -> None:
    texts = [TEXT, "نص ثان " + TEXT]
    one, other = (_one("a.json", json.dumps({**_OBJECT, "url": site, "body": text}).encode()) for text in texts)
    assert (one.url, one.source) == (None, "www.example.ma")
    assert one.article_id != other.article_id
    named = _one("a.json", json.dumps({**_OBJECT, "url": site, "permalink": "https://www.example.ma/a"}).encode())
    assert named.url == "https://www.example.ma/a"


@pytest.mark.parametrize(
    "date",
    [
        *(0, "0", -1, "-1", 1e20, 10**400, 99999999999999, "99999999999999", 20241399, "20241399", -20240312, "-20240312"),
        *("0000-00-00", "2024-02-30T10:00:00Z", "30 فبراير 2024"),
    ],
)
def test_dates_that_cannot_be_travel_to_be_refused(date: object) -> None:
    article = _one("a.json", json.dumps({"body": TEXT, "published_at": date}).encode())
    normalized = normalize_article(RawArticle.from_json(article.to_json()), now=NOW)
    assert normalized.published_at is None
    assert "date_refused" in normalized.flags


@pytest.mark.parametrize(
    ("date", "read"),
    [
        *((20240312, "2024-03-12"), ("20240312", "2024-03-12"), (2024, None), ("2024", None), ("غدا", None)),
        *((946684800, "2000-01-01"), ("946684800", "2000-01-01"), (946684800000, "2000-01-01"), ("946684800000", "2000-01-01")),
        *((20240312103000, "2024-03-12"), ("20240312103000", "2024-03-12"), (True, None)),
    ],
)
def test_short_dates_in_json(date: object, read: str | None) -> None:
    found = _one("a.json", json.dumps({"body": TEXT, "published_at": date}).encode()).published_at
    assert (found and found.date().isoformat()) == read


def test_what_a_mark_promises_is_checked_in_little_memory() -> None:
    data = codecs.BOM_UTF16_LE + ("ب一" * 400_000).encode("utf-16-le")
    tracemalloc.start()
    with pytest.raises(ReadError):
        decode(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * len(data)


def test_json_author_and_html_body() -> None:
    article = _one("a.json", json.dumps({"content": f"<p>{TEXT}</p><p>x</p>", "authors": ["كريم الوافي", "أمين"]}).encode())
    assert article.media_type == "text/html"
    assert article.author == "كريم الوافي، أمين"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([_OBJECT, {**_OBJECT, "url": None, "body": "نص ثان " + TEXT}]),
        json.dumps({"articles": [_OBJECT, {"body": "نص ثان " + TEXT}]}),
        json.dumps(_OBJECT) + "\n" + json.dumps({"body": "نص ثان " + TEXT}),
        "\ufeff[\n" + json.dumps(_OBJECT, indent=2) + ",\n\n" + json.dumps({"body": "نص ثان {[" + TEXT}) + ",]",
    ],
)
def test_json_of_many(text: str) -> None:
    items = _read("a.json", text.encode())
    assert [type(i) for i in items] == [RawArticle, RawArticle]


def test_a_broken_object_costs_one_object() -> None:
    objects = [json.dumps({"body": TEXT}), '{"body": "x" "y"}', "17", '{"title": "t"}', json.dumps({"body": "ثان " + TEXT})]
    text = f"[{', '.join(objects)}]"
    items = _read("a.json", text.encode())
    assert [i.reason if isinstance(i, BrokenItem) else "" for i in items] == ["", "not_json", "not_an_article", "no_body", ""]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("nonsense", "not_an_article"),
        ('{"body": "abc', "truncated"),
        ('[{"body": "abc"', "truncated"),
        ("{}", "no_body"),
        ('"text"', "not_an_article"),
        ('{"body": ""}', "no_body"),
        ('{"body": 17}', "no_body"),
        ('{"contract": "raw/1", "content": "x", "colour": 1}', "contract"),
    ],
)
def test_json_that_is_none(text: str, reason: str) -> None:
    assert _broken("a.json", text.encode()).reason == reason


def test_raw_contract_in_json() -> None:
    raw = RawArticle(content=TEXT, url="https://example.ma/a", source="x")
    article = _one("a.json", raw.to_json())
    assert article.content == TEXT
    assert article.article_id == article_id(url="https://example.ma/a", content=TEXT)
    assert article.fetched_at == NOW


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256", "iso8859_6"])
def test_json_lines(encoding: str) -> None:
    lines = [json.dumps({"body": f"{i} {TEXT}"}, ensure_ascii=False) for i in range(5)]
    items = _read("a.jsonl", "\n".join(lines).encode(encoding))
    assert [i.content if isinstance(i, RawArticle) else i for i in items] == [f"{i} {TEXT}" for i in range(5)]


def test_broken_lines_cost_themselves() -> None:
    good = json.dumps({"body": TEXT}).encode()
    data = b"\n".join([good, b"{broken", b"", b"\xff\xfd\x00\x01\x02" * 9, good, b"x" * 500, good])
    items = _read("b.ndjson", data, limits=Limits(item_bytes=2_000))
    assert [i.name if isinstance(i, BrokenItem) else "" for i in items] == ["", "b.ndjson:2", "b.ndjson:4", "", "b.ndjson:6", ""]
    items = _read("b.ndjson", b"\n".join([good, b"x" * 9_000, good]), limits=Limits(item_bytes=2_000))
    assert [i.reason if isinstance(i, BrokenItem) else "" for i in items] == ["", "too_large", ""]


class _Endless(io.RawIOBase):
    """A long stream that is never in memory as a whole."""

    def __init__(self, line: bytes, times: int) -> None:
        self._line, self._left, self._rest = line, times, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while len(self._rest) < len(buffer) and self._left:
            self._rest += self._line
            self._left -= 1
        data, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


@pytest.mark.parametrize(("name", "tail"), [("a.jsonl", "\n"), ("a.json", ",\n")])
def test_memory_stays_bounded(name: str, tail: str) -> None:
    line = (json.dumps({"body": TEXT * 20}, ensure_ascii=False) + tail).encode()
    count = 12_000_000 // len(line)
    tracemalloc.start()
    try:
        found = sum(
            isinstance(i, RawArticle) for i in read_file(name, io.BufferedReader(_Endless(line, count)), source=None, now=NOW)
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == count
    assert peak < 3_000_000


# WARC


def _warc(*, packed: bool, pages: int = 2) -> bytes:
    """A WARC file as ISO 28500 has it, written by hand; packed record by record."""
    records = [record("warcinfo", "", b"software: test\r\n", "application/warc-fields")]
    for i in range(pages):
        page = PAGE.format("utf-8").replace("معرض", f"معرض {i}")
        body, encoding = (page.encode("cp1256"), "") if i % 2 else (gzip.compress(page.encode()), "gzip")
        records.append(response(f"https://example.ma/news/{i}?utm_source=x", body, "text/html; charset=UTF-8", encoding=encoding))
        records.append(
            record("request", f"https://example.ma/news/{i}", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request")
        )
    records.append(response("https://example.ma/a.png", b"\x89PNG", "image/png"))
    records.append(response("https://example.ma/gone", b"<html>gone</html>", "text/html", "404 Not Found"))
    return b"".join(gzip.compress(r) if packed else r for r in records)


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_warc(name: str, packed: bool) -> None:
    items = _read(name, _warc(packed=packed))
    assert [i.url if isinstance(i, RawArticle) else i for i in items] == [
        "https://example.ma/news/0",
        "https://example.ma/news/1",
    ]
    for item in items:
        assert isinstance(item, RawArticle)
        assert "12.500 زائر" in item.content
        assert item.fetched_at == datetime(2023, 4, 5, 6, 7, 8, tzinfo=UTC)
        assert item.fetch.status == 200
        assert item.fetch.headers["etag"] == '"1"'
        assert item.source == "example.ma"


@pytest.mark.parametrize("more", ["", ";", "; level=1"])
def test_the_charset_of_a_warcs_page(more: str) -> None:
    article = _one("a.warc", response("https://a.ma/1", "نص".encode("iso8859_6"), f"text/plain; charset=iso-8859-6{more}"))
    assert article.content == "نص"


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_warc_cut_off_gives_what_is_whole(name: str, packed: bool) -> None:
    data = _warc(packed=packed, pages=6)
    items = _read(name, data[: len(data) * 2 // 3])
    assert isinstance(items[0], RawArticle)
    assert isinstance(items[-1], BrokenItem)
    assert items[-1].reason in {"bad_warc", "bad_archive", "truncated"}


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.warc", b"nonsense " * 50), ("a.warc.gz", b"nonsense"), ("a.warc", b""), ("a.warc.gz", gzip.compress(b"x", mtime=0))],
)
def test_warc_that_is_none(name: str, data: bytes) -> None:
    assert _broken(name, data).reason in {"bad_warc", "bad_archive", "no_pages"}


def test_warc_without_pages() -> None:
    assert _broken("a.warc", _warc(packed=False, pages=0)).reason == "no_pages"


# ZIP


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_zip_of_all_formats() -> None:
    data = _zip(
        {
            "hespress/a.txt": TEXT.encode("cp1256"),
            "b.html": PAGE.format("utf-8").encode(),
            "c/d/e.jsonl": b"\n".join(json.dumps({"body": f"{i} {TEXT}"}).encode() for i in range(3)),
            "f.json": json.dumps([_OBJECT]).encode(),
            "g.warc.gz": _warc(packed=True),
            "h.pdf": b"%PDF",
            "inner.zip": _zip({"a.txt": TEXT.encode()}),
            "__MACOSX/._a.txt": b"\x00",
            ".DS_Store": b"\x00",
            "empty/": b"",
        }
    )
    items = _read("z.zip", data)
    assert sum(isinstance(i, RawArticle) for i in items) == 8
    assert {(i.name, i.reason) for i in items if isinstance(i, BrokenItem)} == {
        ("z.zip!h.pdf", "unsupported_format"),
        ("z.zip!inner.zip", "nested_archive"),
    }
    first = items[0]
    assert isinstance(first, RawArticle)
    assert first.source == "hespress"
    assert first.fetch.file_name == "z.zip!hespress/a.txt"


def test_zip_bombs() -> None:
    (bomb, good) = _read("z.zip", _zip({"a.txt": b"a" * 8_000_000, "b.txt": TEXT.encode()}))
    assert isinstance(bomb, BrokenItem)
    assert bomb.reason == "archive_bomb"
    assert isinstance(good, RawArticle)
    many = _zip({f"{i}.txt": TEXT.encode() for i in range(30)})
    assert _broken("z.zip", many, limits=Limits(members=20)).reason == "too_many_files"
    items = _read("z.zip", many, limits=Limits(total_bytes=len(TEXT.encode()) * 10))
    assert sum(isinstance(i, RawArticle) for i in items) == 10
    assert isinstance(items[-1], BrokenItem)
    assert items[-1].reason == "too_large"
    bomb_gz = gzip.compress(b"a" * 3_000_000)
    assert _broken("a.warc.gz", bomb_gz, limits=Limits(total_bytes=1_000_000)).reason in {"too_large", "bad_warc"}


def test_zip_with_a_password() -> None:
    data = bytearray(_zip({"a.txt": TEXT.encode()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert _broken("z.zip", bytes(data)).reason == "encrypted"


def _damaged() -> Iterator[bytes]:
    whole = _zip({"a.txt": TEXT.encode()})
    yield b""
    yield b"nonsense"
    yield whole[: len(whole) // 2]
    flipped = bytearray(whole)
    flipped[60] ^= 0xFF
    yield bytes(flipped)
    yield _zip({})


@pytest.mark.parametrize("data", [*_damaged()])
def test_zip_that_is_none(data: bytes) -> None:
    assert _broken("z.zip", data).reason in {"bad_archive", "empty"}


@given(st.sampled_from(["a.txt", "a.html", "a.json", "a.jsonl", "a.warc", "a.warc.gz", "a.zip"]), st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_articles_or_reasons(name: str, data: bytes) -> None:
    items = _read(name, data)
    assert items
    for item in items:
        assert isinstance(item, RawArticle) or (item.reason and item.detail)
        if isinstance(item, RawArticle):
            item.to_json()
