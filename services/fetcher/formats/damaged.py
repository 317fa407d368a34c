"""UTF-8 with bytes in it that are none: a page glued together of two encodings, spaces of a code page, a tipped bit. Pure."""

from __future__ import annotations

import re

_STRAY = "\udc80-\udcff"
"""How Python holds a byte that is no UTF-8 in a text (PEP 383)."""
_PAIR = "\u0180-\u05ff"
"""What a letter and a comma of windows-1256 make in UTF-8: 'ة،' is 'ɡ' there."""
_RUN = re.compile(rf"[{_STRAY}](?:[{_STRAY}{_PAIR}\s\d.:,/()|!%*+-]*[{_STRAY}{_PAIR}])?")
_WORD = re.compile(r"(?<![ء-ي])[ء-غف-ي]{3,}(?![ء-ي])")
_ARABIC = re.compile(r"[ء-غف-ي\s\d.:,/()،؛؟ـ\xa0«»“”’–—…•©®°|!%*+-]+")
_LETTER = re.compile(r"[ء-ي]")
_SPACE = "\udca0"
"""The no-break space of all code pages."""
_UTF8 = re.compile(rb"(?:[\xd8-\xdb][\x80-\xbf]){4}")
"""An Arabic word in UTF-8, which is none in any code page: a letter and a sign by turns."""
_PER_LOST, _FREE, _CHARS_PER_LOST, _PER_OTHER = 20, 5, 200, 4
"""Letters in UTF-8 that must stand for each byte given up, how many may be in any text and how many more by its length; for
each letter of another encoding."""


def has_utf8(data: bytes) -> bool:
    """Whether some words in the bytes are Arabic in UTF-8, so that to read all of them in a code page makes them garbage."""
    return len(_UTF8.findall(data)) >= 3


def read_damaged(data: bytes) -> tuple[str, int, int] | None:
    """Read bytes that are UTF-8 but for few.

    Args:
        data: a text that is no UTF-8 as it stands.

    Returns:
        the text, how many bytes in it became U+FFFD, and how many were read as windows-1256, in which old Arabic pages have
        their footers, and spaces; None where there are too many for it to be UTF-8 at all.
    """
    lost = other = 0

    def read(found: re.Match[str]) -> str:
        nonlocal lost, other
        strays = sum("\udc80" <= char <= "\udcff" for char in found[0])
        text = found[0].encode("utf-8", "surrogateescape").decode("cp1256", "replace")
        if not found[0].strip(f"{_SPACE} ") or (
            _ARABIC.fullmatch(text)
            and _WORD.search(text)
            and not _LETTER.match(held, found.end())
            and not _LETTER.match(held, max(0, found.start() - 1))  # in the midst of a word it is damage
        ):
            other += strays
            return text
        lost += strays
        return re.sub(f"[{_STRAY}]", "\ufffd", found[0])

    held = data.decode("utf-8", "surrogateescape")
    letters = sum(char >= "\x80" and not "\udc80" <= char <= "\udcff" for char in held)
    text = _RUN.sub(read, held)
    if lost > _FREE + len(text) // _CHARS_PER_LOST or letters < _PER_LOST * lost or letters < _PER_OTHER * other:
        return None
    return text, lost, other
