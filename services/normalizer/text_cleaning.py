"""White space, marks and composition: what every text goes through before anything is read in it.

The article's own letters, digits, diacritics and tatweel stay. What goes is what no reader sees: direction marks,
zero-width characters, control characters, the private-use glyphs of icon fonts, entities that were never resolved.
Presentation forms (U+FB50…, U+FE70…), which copies out of PDF files are full of, become the letters they stand for:
they are shapes, not letters of their own (Unicode Standard, 9.2 'Arabic Presentation Forms').
"""

from __future__ import annotations

import html
import re
import unicodedata

_SPACES = (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_NEWLINES = (0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029)
_MARKS = (
    0xAD,  # soft hyphen
    0x061C,  # Arabic letter mark
    0x180E,
    *range(0x200B, 0x2010),  # zero-width space, joiners, direction marks
    *range(0x202A, 0x202F),  # embeddings and overrides
    *range(0x2060, 0x2070),  # word joiner, isolates, deprecated format characters
    0xFE0E,  # variation selectors of emoji
    0xFE0F,
    0xFEFF,  # byte order mark
    0xFFFC,  # object replacement: an embedded picture
    *range(0xFFF9, 0xFFFC),
)
_CONTROLS = (*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))
_PRIVATE = range(0xE000, 0xF900)


def _letters_of(code: int) -> str:
    """The letters that a presentation form stands for; a free-standing mark without the space NFKC puts before it."""
    return unicodedata.normalize("NFKC", chr(code)).strip(" ـ") or chr(code)


def _is_form(code: int) -> bool:
    return unicodedata.decomposition(chr(code)).startswith(("<initial>", "<medial>", "<final>", "<isolated>"))


_FORMS = {code: _letters_of(code) for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)) if _is_form(code)}

_CODES: dict[int, str] = {
    **dict.fromkeys(_PRIVATE, " "),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # half a surrogate pair: damage, shown as such
    **dict.fromkeys(_CONTROLS, ""),
    **dict.fromkeys(_MARKS, ""),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_NEWLINES, "\n"),
    **_FORMS,
}
_MAP = {chr(code): to for code, to in _CODES.items()}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
_AMPERSANDS = re.compile(r"&(?:amp;|#0{0,4}38;|#x0{0,4}26;)+", re.IGNORECASE)
_ROUNDS = 8
"""More than any export nests; a bound, since each round reads the whole text."""
_RUNS = re.compile(r" {2,}")
_SPACED_NEWLINE = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")


def _mapped(text: str) -> str:
    """The map applied: the few characters it names that a text has are replaced one kind at a time, which is quickest."""
    odd = set(text) & _MAP.keys()
    if len(odd) > 8:
        return text.translate(_CODES)
    for code in odd:
        text = text.replace(code, _MAP[code])
    return text


def _plain(text: str) -> str:
    """Marks gone and HTML entities resolved, over again while one hides the other (`&am&#112;;nbsp;`)."""
    for _ in range(_ROUNDS):
        text = _mapped(text.replace("\r\n", "\n"))
        if "&" not in text:
            break
        resolved = _ENTITY.sub(lambda m: html.unescape(m.group()), _AMPERSANDS.sub("&", text))
        if resolved == text:
            break
        text = resolved
    return text


def clean_text(text: str) -> str:
    """Clean a text's characters and white space.

    Args:
        text: a text as it came in.

    Returns:
        the text in NFC with plain spaces, never two in a row, none at a line's ends, `\\n` as the only line break and
        at most one empty line between two lines. Cleaning it again changes nothing.
    """
    text = _plain(text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = _SPACED_NEWLINE.sub("\n", _RUNS.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip(" \n")


def join_lines(lines: list[str]) -> list[str]:
    """Clean lines with none but single empty ones between them."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    if kept and not kept[-1]:
        kept.pop()
    return kept


def clean_line(text: str) -> str:
    """Clean a text that is one line by nature (a title, a name): as `clean_text`, with line breaks as spaces."""
    return " ".join(clean_text(text).split())
