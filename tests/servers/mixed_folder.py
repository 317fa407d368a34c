"""A folder as the sector's watchers have it: every format and encoding, wrong declarations, and files that are broken."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.fetcher.warcs import record, response

TEXT = (
    "معرض الصناعة التقليدية بمدينة تطوان\n\nاستقبل المعرض خلال أسبوع واحد 12.500 زائر من مختلف جهات المملكة، وبلغ رقم المعاملات "
    "3,4 ملايين درهم.\nوقال المنظمون إن الدورة المقبلة ستعرف مشاركة 80 صانعا من بينهم 35 صانعة في حرف الجلد والخزف والنسيج."
)


def text_of(number: int) -> str:
    """The text of an article of the folder."""
    return f"{TEXT}\nوهذا هو الخبر رقم {number} من هذه السنة."


def page_of(number: int, declared: str) -> str:
    """The same as a page that declares an encoding."""
    return f'<html><head><meta charset="{declared}"><title>معرض</title></head><body><p>{text_of(number)}</p></body></html>'


def _object(number: int) -> str:
    return json.dumps({"title": "معرض الصناعة التقليدية", "body": text_of(number)}, ensure_ascii=False)


def _warc(number: int, encoding: str, declared: str, *, packed: bool, media: str = "text/html") -> bytes:
    """A page as a crawler keeps it, with the request that asked for it."""
    address = f"https://outlet.example/news/{number}"
    records = (
        record("request", address, f"GET /news/{number} HTTP/1.1\r\n\r\n".encode(), "application/http; msgtype=request"),
        response(address, page_of(number, declared).encode(encoding), f"{media}; charset={declared}"),
    )
    return b"".join(gzip.compress(one) if packed else one for one in records)


def _zip(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def _locked(archive: bytes) -> bytes:
    data = bytearray(archive)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


KINDS: tuple[tuple[str, Callable[[int], bytes]], ...] = (
    (".txt", lambda n: text_of(n).encode()),
    (".txt", lambda n: text_of(n).encode("utf-16")),
    (".txt", lambda n: text_of(n).encode("utf-16-le")),
    (".txt", lambda n: text_of(n).encode("utf-16-be")),
    (".txt", lambda n: text_of(n).encode("cp1256")),
    (".txt", lambda n: text_of(n).encode("iso8859_6")),
    (".html", lambda n: page_of(n, "utf-8").encode()),
    (".htm", lambda n: page_of(n, "utf-8").encode("cp1256")),
    (".html", lambda n: page_of(n, "windows-1256").encode("iso8859_6")),
    (".html", lambda n: page_of(n, "iso-8859-1").encode()),
    (".html", lambda n: page_of(n, "windows-1252").encode("utf-16")),
    (".json", lambda n: _object(n).encode()),
    (".json", lambda n: _object(n).encode("utf-16")),
    (".json", lambda n: _object(n).encode("cp1256")),
    (".jsonl", lambda n: _object(n).encode() + b"\n\n"),
    (".ndjson", lambda n: _object(n).encode("cp1256")),
    (".warc", lambda n: _warc(n, "utf-8", "utf-8", packed=False)),
    (".warc", lambda n: _warc(n, "cp1256", "utf-8", packed=False)),
    (".warc.gz", lambda n: _warc(n, "iso8859_6", "windows-1256", packed=True)),
    (".zip", lambda n: _zip(f"أرشيف/{n}.txt", text_of(n).encode("cp1256"))),
    (".zip", lambda n: _zip(f"{n}.warc.gz", _warc(n, "utf-8", "iso-8859-1", packed=True))),
    (".zip", lambda n: _zip(f"{n}.jsonl", _object(n).encode("utf-16"))),
)
"""Endings, and what makes an article's file of each kind."""

BROKEN: dict[str, tuple[bytes, str]] = {
    "صورة.png": (b"\x89PNG\r\n\x1a\n" + bytes(500), "unsupported_format"),
    "تقرير.pdf": (b"%PDF-1.7\n", "unsupported_format"),
    "بلا-لاحقة": (text_of(-1).encode(), "unsupported_format"),
    "empty.txt": (b"", "empty"),
    "blank.html": ("\ufeff \n\u00a0".encode(), "empty"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "binary"),
    "japanese.txt": (("これは日本語の文章です。" * 20).encode("euc_jp"), "undecodable"),
    "long.txt": (text_of(-2).encode() * 300, "too_large"),
    "cut.json": (_object(-3).encode()[:201], "truncated"),
    "number.json": (b"3", "not_an_article"),
    "no-text.json": ('{"title": "عنوان فقط"}'.encode(), "no_body"),
    "lines.jsonl": (b"{broken\n{too\n", "not_json"),
    "nonsense.warc": (b"nonsense " * 50, "no_pages"),
    "cut.warc": (_warc(-4, "utf-8", "utf-8", packed=False)[:900], "truncated"),
    "cut.warc.gz": (_warc(-5, "utf-8", "utf-8", packed=True)[:300], "bad_archive"),
    "pictures.warc": (_warc(-6, "utf-8", "utf-8", packed=False, media="image/png"), "no_pages"),
    "cut.zip": (_zip("a.txt", text_of(-7).encode())[:150], "bad_archive"),
    "locked.zip": (_locked(_zip("a.txt", text_of(-8).encode())), "encrypted"),
    "inner.zip": (_zip("inner.zip", _zip("a.txt", text_of(-9).encode())), "nested_archive"),
    "no-records.warc.gz": (gzip.compress(text_of(-10).encode(), mtime=0), "no_pages"),
}
"""Files that no article can be read from, by name, with the reason that is to be given."""


def fill(folder: Path, articles: int) -> dict[str, bytes]:
    """Put so many article files, in turns of every kind, and all the broken ones into a folder and its sub-folders.

    Returns:
        what was written, by path below the folder.
    """
    files = {}
    for number in range(articles):
        ending, make = KINDS[number % len(KINDS)]
        outlet = ("", "هسبريس/", "barlamane/اقتصاد/")[number // len(KINDS) % 3]
        files[f"{outlet}خبر {number}{ending}"] = make(number)
    files |= {name: data for name, (data, _) in BROKEN.items()}
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return files
