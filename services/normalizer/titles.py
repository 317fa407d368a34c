"""Title and body parted: what the first lines of a text are.

Above the first paragraph an outlet may put section names, the title, the title again (alone or behind the path of
sections), a byline, a date. A first line that is plainly the first paragraph is no title, and a text of one line has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from services.normalizer import furniture as f
from services.normalizer.boilerplate import Removed, byline_start, doubled_start
from services.normalizer.bylines import (
    category_prefix,
    is_byline,
    is_category,
    is_date_line,
    is_desk_line,
    is_path,
    label_of,
)
from services.normalizer.lines import is_bullet, is_paragraph, words
from services.normalizer.text_cleaning import clean_line

_HEAD_LINES = 14
"""How many filled lines may stand above the first paragraph before we stop looking for furniture."""
_TITLE_WORDS = 26
_SURE_TITLE_WORDS = 15
_NO_TITLE_END = re.compile(r"[.:؛;،,۔]$")
_ELLIPSIS_END = re.compile(r"(?:\.\.+|…)$")
_SEPARATORS = (" | ", " – ", " — ", " - ", " :: ", " » ", " « ", " • ")


@dataclass(slots=True)
class Parted:
    """A text in its parts."""

    title: str | None
    lines: list[str]
    head: list[str] = field(default_factory=list)
    """Bylines and date lines that stood above the first paragraph, in their order."""


def tidy_title(title: str, *, source: str | None = None) -> str:
    """A title without the outlet's name behind or before it.

    Args:
        title: a title from metadata or from a first line.
        source: the article's source, whose name may be the one behind the title.
    """
    title = clean_line(title)
    host = f.key((source or "").removeprefix("www.").split(".")[0])
    for separator in _SEPARATORS:
        while separator in title:
            left, right = title.rsplit(separator, 1)
            first, rest = title.split(separator, 1)
            if _is_outlet(right, host) and words(left) >= 2:
                title = left.strip()
            elif _is_outlet(first, host) and words(rest) >= 2:
                title = rest.strip()
            else:
                break
    return title


def _is_outlet(text: str, host: str) -> bool:
    name = f.key(text)
    return bool(name) and (
        name in f.OUTLETS
        or name == host
        or bool(re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,4}", text.strip().lower()))
        or name in {"الصفحه الرييسيه"}
    )


def part(lines: list[str], given: str | None, removed: list[Removed]) -> Parted:
    """Part title, byline and body.

    Args:
        lines: cleaned lines without furniture; empty ones part paragraphs.
        given: a title known apart from the text, or None.
        removed: what is cut is appended here.

    Returns:
        the parts.
    """
    lines = _flattened(lines, given, removed)
    head = _head(lines)
    title_at, title = _find_title(lines, head, given)
    dropped: set[int] = set()
    bylines: list[str] = []
    title_key = f.key(title) if title else ""
    for i in head:
        after_title = title_at is None or i > title_at
        rule = "title" if i == title_at else _head_rule(lines[i], title_key, after_title=after_title)
        if rule is None and title_at is not None and not after_title and _is_above_title(lines, i):
            rule = "byline" if is_desk_line(lines[i]) else "masthead"
        if rule:
            dropped.add(i)
            if rule == "byline":
                bylines.append(lines[i])
            if i != title_at:
                removed.append(Removed(lines[i], rule))
    rest = [line for i, line in enumerate(lines) if i not in dropped]
    start = next((i for i, line in enumerate(rest) if line), len(rest))
    if start < len(rest) and (glued := byline_start(rest[start])):
        bylines.append(glued[0])
        removed.append(Removed(glued[0], "byline"))
        rest[start] = glued[1]
    return Parted(title, rest, bylines)


def _head(lines: list[str]) -> list[int]:
    """The indices of the filled lines above the first paragraph."""
    head: list[int] = []
    for i, line in enumerate(lines):
        if not line:
            continue
        if (is_paragraph(line) and not _repeats(lines, i)) or len(head) == _HEAD_LINES:
            break
        head.append(i)
    return head


def _repeats(lines: list[str], at: int) -> bool:
    """Whether a long line is said again, or ends another one, nearby: a title of many words."""
    if words(lines[at]) > 40:
        return False
    own = f.key(lines[at])
    near = [f.key(line) for line in lines[max(0, at - 6) : at] + lines[at + 1 : at + 7] if line and words(line) <= 48]
    return any(own == other or (own.endswith(" " + other) and words(other) > 3) or other.endswith(" " + own) for other in near)


def _flattened(lines: list[str], given: str | None, removed: list[Removed]) -> list[str]:
    """Give a title that a flattened page says twice, or that a known title says, a line of its own."""
    first = next((i for i, line in enumerate(lines) if line), None)
    if first is None:
        return lines
    line = lines[first]
    if words(line) < 12:
        return lines
    found = doubled_start(line)
    if found is None:
        return lines
    before, title, rest = found
    prefix = [before] if before and not is_category(before) and not is_byline(before) else []
    if before and not prefix:
        removed.append(Removed(before, "category"))
    if prefix and category_prefix(f.key(before).split()) != len(f.key(before).split()):
        return lines
    return [*lines[:first], title, *filter(None, [rest]), *lines[first + 1 :]]


def _find_title(lines: list[str], head: list[int], given: str | None) -> tuple[int | None, str | None]:
    """The index of the title's line and the title; with a given title, the last head line that says it."""
    keys = {i: f.key(lines[i]) for i in head}
    if given:
        own = f.key(given)
        return next((i for i in reversed(head) if keys[i] == own), None), given
    for i in head:
        again = [j for j in head if j > i and (keys[j] == keys[i] or keys[i].endswith(" " + keys[j]))]
        if again and words(lines[again[0]]) >= 3 and not is_byline(lines[again[0]]) and not is_date_line(lines[again[0]]):
            return again[-1], lines[again[0]]
    candidates: list[tuple[int, str]] = []
    for i in head:
        line = lines[i]
        label = label_of(line)
        if label and words(line) > 2:
            return i, line[len(label) :].strip() or None
        if is_category(line) or is_date_line(line) or is_byline(line):
            continue
        tokens = line.split()
        prefix = _path_prefix(line)
        candidates.append((i, " ".join(tokens[prefix:]) if prefix and len(tokens) - prefix >= 3 else line))
    return _first_headline(lines, candidates)


def _first_headline(lines: list[str], candidates: list[tuple[int, str]]) -> tuple[int | None, str | None]:
    """The first line that is a headline, those last that look like a masthead, a slogan or a section."""
    weak = {i for i, line in candidates if _is_masthead(line) or (words(line) < 5 and not _said_again(line, lines[i + 1 :]))}
    for i, line in candidates:
        if i not in weak:
            if _is_headline(line, lines[i + 1 :]):
                return i, line
            break
    for i, line in candidates:
        if not _is_masthead(line):
            return (i, line) if _is_headline(line, lines[i + 1 :]) else (None, None)
    return None, None


_LATIN_ONLY = re.compile(r"[^\u0600-\u06ff]+")


def _is_masthead(line: str) -> bool:
    """Whether a line above a title is an outlet's own: its slogan, a path of sections, an issue and its date, a Latin label."""
    if is_path(line) or f.SLOGAN.match(f.key(line)) or _LATIN_ONLY.fullmatch(line):
        return True
    return words(line) <= 14 and is_desk_line(line)


_AFTER_LENGTH = 1_500


def _said_again(line: str, after: list[str]) -> bool:
    """Whether the text takes up a word of its title."""
    stems = {_stem(word) for word in f.key(line).split() if len(word) > 3}
    text = f.key(" ".join(after)[:_AFTER_LENGTH])
    return any(_stem(word) in stems for word in text.split())


def _stem(word: str) -> str:
    word = word.removeprefix("و") if len(word) > 4 else word
    for prefix in ("بال", "كال", "لل", "ال"):
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            return word[len(prefix) :]
    return word.removeprefix("ب").removeprefix("ل") if len(word) > 4 else word


def _path_prefix(line: str) -> int:
    """How many leading tokens are a path of sections that starts at the home page."""
    tokens = line.split()
    keys = [f.key(t) for t in tokens]
    if not keys or keys[0] not in _HOME:
        return 0
    at = 0
    flat = [k for k in keys if k]
    size = category_prefix(flat)
    seen = 0
    while at < len(tokens) and (seen < size or not keys[at]):
        seen += bool(keys[at])
        at += 1
    return at


_HOME = frozenset(map(f.key, ("الرئيسية", "رئيسية", "Accueil", "Home")))


def _is_headline(line: str, after: list[str]) -> bool:
    """Whether a first line is a title and not the first paragraph."""
    count = words(line)
    if count < 2 or count > _TITLE_WORDS or is_bullet(line):
        return False
    if _NO_TITLE_END.search(line) and not _ELLIPSIS_END.search(line):
        return False
    filled = [other for other in after if other]
    if sum(map(words, filled[:6])) < max(6, count):
        return False
    if count <= _SURE_TITLE_WORDS:
        return True
    return f.key(line.split(" ", 1)[0]) not in f.LEAD_VERBS and any(map(is_paragraph, filled[:4]))


def _is_above_title(lines: list[str], at: int) -> bool:
    """Whether a line above the title is the outlet's own, or a short label that the text does not take up."""
    line = lines[at]
    if _is_masthead(line):
        return True
    return words(line) < 5 and not any(c.isdigit() for c in line) and not _said_again(line, lines[at + 2 :])


def _head_rule(line: str, title_key: str, *, after_title: bool) -> str | None:
    """The rule by which a line above the first paragraph is cut."""
    if is_bullet(line):
        return None
    if is_date_line(line) or is_byline(line):
        return "byline"
    key = f.key(line)
    if title_key and (key == title_key or (key.endswith(" " + title_key) and words(key) - words(title_key) <= 8)):
        return "title again"
    if is_category(line) and not (after_title and key in f.CITIES and title_key):
        return "category"
    if after_title and title_key and is_desk_line(line):
        return "byline"
    if key.split(" ", 1)[0] in _HOME and words(line) <= 14 and not after_title:
        return "breadcrumb"
    return None
