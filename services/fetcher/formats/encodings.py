"""Bytes to text, in every encoding that Arabic sites have used, whatever they declare.

UTF-8 and UTF-16 prove themselves; the single-byte code pages do not, since nearly every byte is a letter in each of them. There
the reading wins that has Arabic letters where there are letters and the commonest Arabic words among its words. Declarations
decide only between readings that are equally good. Text that was decoded wrongly once before (`ط§ظ„`, `Ø§Ù„`) is
put right where that succeeds byte for byte.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass

from services.fetcher.formats.damaged import has_utf8, read_damaged
from services.fetcher.formats.model import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EXPECTED = re.compile(r"[\x00-\u08ff\u1e00-\u2dff\ufb50-\ufeff]+")
"""What texts are made of where Arabic is written: Latin, Arabic, Tifinagh, signs. Bytes of another encoding read as UTF-16 make
ideographs."""
_ARABIC_PAGES = ("cp1256", "iso8859_6", "mac_arabic", "cp720")
_SAMPLE = 64 << 10
_ARABIC = re.compile(r"[ء-غف-ي٠-٩،؛؟ًٌٍَُِّْـ]")
_ACCENTED = re.compile(r"(?<=[A-Za-z'’])[àâçèéêëîïôùûüœ]|[àâçèéêëîïôùûüœ](?=[A-Za-z])")
"""A letter of a French word, which windows-1256 has as well: bilingual pages were written in it."""
_BILINGUAL = 20
"""Arabic letters from which on French beside them says nothing against a reading."""
_OTHER = re.compile(r"[^\x00-\x7f\s«»“”‘’–—…•°©·\xa0\u200b-\u200f]")
_MIXED = re.compile(r"[A-Za-z][ء-غف-ي]|[ء-غف-ي][A-Za-z]")
"""An Arabic letter within a Latin word: French read in a code page of Arabic."""
_COMMON = frozenset(
    re.findall(r"\S+", "في من على إلى الى عن أن ان التي الذي هذا هذه مع بين كما خلال وقد أو بعد قبل ذلك تم لا ما كان هو هي")
)
_PER_MILLE = (
    "ا127 ل119 ي68 م64 ن60 و59 ر46 ت44 ب36 ع35 ه32 د31 ة30 ف28 س26 ق23 أ22 ك21 ح20 ج14 ش11 ص11 إ9 ط9 خ9 ى7 ث6 ذ6 ز6 ض6 غ4 ئ3 ء3 "
    "ظ2 ؤ1 آ1 ،10 ؛1 ؟1 «3 »3 \xa03"
)
_LIKELY = {letter: math.log2(int(often) / 1000) for letter, often in re.findall(r"(\D)(\d+) ?", _PER_MILLE)}
"""How often each letter stands in Arabic prose, as figures of corpora have it, rounded. Readings of the same bytes are told apart
by it where they have no common word: one page's ل is another's ن or ف."""
_UNLIKELY = math.log2(0.0003)
_GLUED = re.compile(r"[A-Za-z\xc0-\xff](?=[ء-غف-ي])|[ء-غف-ي](?=[A-Za-z\xc0-\xff])")
_WORD_BITS, _PAGE_BITS, _GLUED_BITS = 5.0, 5.0, 8.0
"""What a common word or an article says for a reading; what a page has before the next rarer one; what letters of two scripts in
one word say against it."""
_DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{3,30})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{3,30})""",
    re.IGNORECASE,
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\x0b\x0c\r\x1a\x1b") + b"\x7f"
_ADVICE = "save it as UTF-8 and drop it again"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was read in."""

    text: str
    encoding: str


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page's `meta` or XML declaration names."""
    found = _DECLARED.search(data, 0, 4096)
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode the bytes of a text.

    Args:
        data: all of them.
        declared: an encoding that a header or the page names, trusted only where the bytes don't contradict it.

    Returns:
        the text, without a byte order mark, and the encoding.

    Raises:
        ReadError: `binary`, no text at all; `undecodable`, no encoding gives a text in Arabic or Latin letters.
    """
    found, data = _by_mark(data)
    found = found or _utf16_without_mark(data) or _utf8(data)
    if found is None:
        _refuse_binary(data)
        if has_utf8(data):
            raise ReadError("undecodable", f"part of it is UTF-8, and much of it is not; {_ADVICE}")
        found = _code_page(data, declared)
    return _repaired(found)


def stream_encoding(sample: bytes) -> str:
    """The codec for a stream that starts with `sample`, an even number of bytes; a character cut at its end does no harm.

    Raises:
        ReadError: as `decode`.
    """
    return decode(sample).encoding.split(" ", 1)[0]


def repaired(text: str) -> str:
    """A text that was UTF-8, read in a code page and written as UTF-8 again, put right; any other as it is."""
    return _repaired(Decoded(text, "")).text


def without_mark(data: bytes, encoding: str) -> bytes:
    """The bytes behind a byte order mark, unless the codec `encoding` needs it to tell their order."""
    told = {named for mark, named in _BOMS if data.startswith(mark)}
    return data if encoding in told - {"utf-8"} else next((data[len(m) :] for m, _ in _BOMS if data.startswith(m)), data)


def _by_mark(data: bytes) -> tuple[Decoded | None, bytes]:
    """The reading that a byte order mark promises, if it holds, and the bytes without a mark.

    Programs put marks in front of what they did not write: UTF-8's before windows-1256, UTF-16's before UTF-8.
    """
    for mark, encoding in _BOMS:
        if not data.startswith(mark):
            continue
        rest = data[len(mark) :]
        if encoding == "utf-8":
            return _utf8(rest), rest
        text = data.decode(encoding, "replace").lstrip("\ufeff")
        if text.count("\ufffd") <= 3 + len(text) // 500 and _expected(text) >= 0.7 * len(text):
            return Decoded(text, encoding), rest
        if encoding == "utf-16":
            return None, rest
    return None, data


def _expected(text: str) -> int:
    """How many characters are expected ones; counted run by run, since the whole of a large file is held already."""
    return sum(run.end() - run.start() for run in _EXPECTED.finditer(text))


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """UTF-16 is told by its high bytes: 0x06 for Arabic letters, 0x00 for spaces, digits and Latin."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 4 or len(data) % 2:
        return None
    found = _utf16_by_high_bytes(data, sample, half)
    return found if found is not None and "\x00" not in found.text else None


def _utf16_by_high_bytes(data: bytes, sample: bytes, half: int) -> Decoded | None:
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if high.count(0) + high.count(6) >= 0.7 * half and high.count(0) < half:
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                continue
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if high.count(0) == half:
            return Decoded(data.decode(encoding, "replace"), encoding)
    return None


def _utf8(data: bytes) -> Decoded | None:
    data = data.rstrip(b"\x00")  # files that were made longer than their text
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        damaged = read_damaged(data)
        if damaged is None:
            return None
        text, lost, other = damaged
        notes = [f"{lost} bytes lost"] * (lost > 0) + [f"{other} bytes windows-1256"] * (other > 0)
        return Decoded(text, f"utf-8 ({', '.join(notes)})")
    if data[:4096].translate(None, _CONTROLS) != data[:4096] and data[:4096].count(0):
        return None
    return Decoded(text, "utf-8")


def _refuse_binary(data: bytes) -> None:
    sample = data[:4096]
    odd = len(sample) - len(sample.translate(None, _CONTROLS))
    if odd > len(sample) // 50:
        raise ReadError("binary", "this is no text; export it as text, HTML or JSON")


def _score(text: str) -> float:
    """How much a reading looks like Arabic: the share of Arabic among what is not ASCII, and the commonest words."""
    other = len(_OTHER.findall(text))
    arabic = len(_ARABIC.findall(text))
    if not arabic or len(_MIXED.findall(text)) * 5 > arabic:
        return 0.0
    if arabic >= _BILINGUAL:
        other -= len(_ACCENTED.findall(text))
    words = text.split()
    common = sum(word in _COMMON for word in words) / max(1, len(words))
    return arabic / other + min(1.0, 12 * common)


def _evidence(text: str) -> float:
    """How likely a reading is, in bits: its characters beyond ASCII, which are what the code pages differ in, and its words."""
    words = text.split()
    letters = sum(_LIKELY.get(char, _UNLIKELY) for char in text if char >= "\x80")
    return (
        letters
        - _GLUED_BITS * len(_GLUED.findall(text))
        + sum(_WORD_BITS for word in words if word in _COMMON or word.startswith("ال"))
    )


def _lookup(label: str | None) -> str | None:
    try:
        name = codecs.lookup(label.strip()).name if label else None
    except LookupError:
        return None
    return {"iso8859-1": "cp1252", "latin_1": "cp1252", "iso8859-6": "iso8859_6", "mac-arabic": "mac_arabic"}.get(
        name or "", name
    )


def _code_page(data: bytes, declared: str | None) -> Decoded:
    sample = data[:_SAMPLE]
    wanted = _lookup(declared)
    readings: list[tuple[float, str]] = []
    for rank, page in enumerate(_ARABIC_PAGES):
        try:
            text = sample.decode(page)
        except UnicodeDecodeError:
            continue
        declared_so = page == wanted
        if _score(text) + (0.05 if declared_so else 0.0) - 0.1 * rank >= 0.85:
            readings.append((_evidence(text) + _PAGE_BITS * (declared_so - rank), page))
    if readings:
        page = max(readings)[1]
        return Decoded(data.decode(page, "replace"), {"cp1256": "windows-1256", "iso8859_6": "iso-8859-6"}.get(page, page))
    latin = _latin(data, sample, wanted)
    if latin is not None:
        return latin
    raise ReadError("undecodable", f"neither UTF-8, UTF-16 nor a code page gives a text in Arabic or Latin letters; {_ADVICE}")


def _latin(data: bytes, sample: bytes, wanted: str | None) -> Decoded | None:
    """French and its like: few letters beyond ASCII; charset-normalizer tells which code page."""
    high = sum(byte >= 0x80 for byte in sample)
    ascii_letters = sum(65 <= byte <= 90 or 97 <= byte <= 122 for byte in sample)
    if not high or high * 4 > ascii_letters:
        return None
    for page in filter(None, (wanted, "cp1252")):
        try:
            text = data.decode(page)
        except (UnicodeDecodeError, LookupError):
            continue
        if page.startswith(("cp125", "iso8859")):
            return Decoded(text, "windows-1252" if page == "cp1252" else page)
    from charset_normalizer import from_bytes  # rarely needed, and slow to import

    best = from_bytes(sample).best()
    return Decoded(data.decode(best.encoding, "replace"), best.encoding) if best is not None else None


def _repaired(decoded: Decoded) -> Decoded:
    """UTF-8 that was read in a code page and written as UTF-8 again, put right."""
    sample = decoded.text[:2000]
    letters = len(sample) - sample.count(" ")
    if (sample.count("Ø") + sample.count("Ù") + sample.count("Ã")) * 5 >= letters > 0:
        page, encode = "windows-1252", _bytes_of_1252
    elif (sample.count("ط") + sample.count("ظ")) * 4 >= letters > 0 and re.search(r"[طظ][^\sء-ي]", sample):
        page, encode = "windows-1256", _bytes_of_1256
    else:
        return decoded
    try:
        text = encode(decoded.text.lstrip("\ufeff")).decode("utf-8")
    except UnicodeError:
        return decoded
    return Decoded(text, f"{decoded.encoding} (twice, over {page})")


def _bytes_of_1256(text: str) -> bytes:
    return text.encode("cp1256")


_BYTES_OF_1252 = {chr(b): b for b in range(256)} | {bytes((b,)).decode("cp1252", "ignore") or chr(b): b for b in range(256)}
"""The characters that programs show for bytes in windows-1252 or Latin-1."""


def _bytes_of_1252(text: str) -> bytes:
    try:
        return bytes(map(_BYTES_OF_1252.__getitem__, text))
    except KeyError as error:
        raise UnicodeError(f"{error} is not in windows-1252") from None
