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
    label_of,
)
from services.normalizer.heads import choose_headline, content_words, is_outlet_line, names_outlet, title_in_path, weak_rule
from services.normalizer.lines import ends_sentence, is_bullet, is_paragraph, words
from services.normalizer.text_cleaning import clean_line

_HEAD_LINES = 14
"""How many filled lines may stand above the first paragraph before we stop looking for furniture."""
_TITLE_WORDS = 26
_SURE_TITLE_WORDS = 15
_NO_TITLE_END = re.compile(r"[.:؛;،,۔]$")
_ELLIPSIS_END = re.compile(r"(?:\.\.+|…)$")
_MARKDOWN = re.compile(r"^#{1,6} |^\*\*(?=[^*]+\*\*$)|(?<=[^*])\*\*$")
_BARE_NUMBER = re.compile(r"[\d.,]{1,9}")
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
    title = _MARKDOWN.sub("", clean_line(title))
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
        or (words(name) <= 5 and name.split()[0] in _OUTLET_KINDS)
    )


_OUTLET_KINDS = frozenset(map(f.key, ("جريدة", "صحيفة", "موقع", "بوابة", "مجلة", "يومية", "شبكة")))
"""What an outlet's full name starts with: '… - جريدة تازة اليوم'."""


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
    rules = {
        i: "title" if i == title_at else _head_rule(lines[i], title_key, after_title=title_at is None or i > title_at)
        for i in head
    }
    if title_at is not None:
        _mark_above(lines, head, title_at, rules)
    _mark_beside_date(lines, head, title_at, rules)
    for i in head:
        rule = rules[i]
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


def _mark_above(lines: list[str], head: list[int], title_at: int, rules: dict[int, str | None]) -> None:
    """Mark what was passed over above the title: sections, site names, and lines that share no word with the text."""
    text: frozenset[str] | None = None
    for i in head:
        if i >= title_at:
            return
        if rules[i] or is_bullet(lines[i]) or ends_sentence(lines[i]):
            continue
        rule = weak_rule(lines[i])
        if rule is None:
            if text is None:
                text = content_words(line for line in lines[title_at:] if words(line) > 3)
            rule = None if content_words([lines[i]]) & text else "other headline"
        rules[i] = rule


_NAME_WORDS = 3
"""An author's name, or an outlet's, that no list knows: so short, and next to the date."""


def _mark_beside_date(lines: list[str], head: list[int], title_at: int | None, rules: dict[int, str | None]) -> None:
    """Mark names between the title and the text, next to a date line: of persons and outlets above it, of outlets below it.

    A short line below a date may be the text's first heading, and stays.
    """
    dates = {place for place, i in enumerate(head) if rules[i] == "byline" and is_date_line(lines[i])}
    for place, i in enumerate(head):
        if rules[i] or (title_at is not None and i < title_at) or is_bullet(lines[i]):
            continue
        above, below = place + 1 in dates, place - 1 in dates
        if (above or below) and _BARE_NUMBER.fullmatch(lines[i]):
            rules[i] = "counter"
        if (above and (is_outlet_line(lines[i]) or _is_name(lines[i]))) or (below and names_outlet(lines[i])):
            rules[i] = "byline"


def _is_name(line: str) -> bool:
    """Whether a line may be a name: two or three words, no figure, no punctuation."""
    return 1 < words(line) <= _NAME_WORDS and all(c.isalpha() or c == " " for c in line)


def _head(lines: list[str]) -> list[int]:
    """The indices of the filled lines above the first paragraph."""
    head: list[int] = []
    for i, line in enumerate(lines):
        if not line:
            continue
        if (is_paragraph(line) and not _repeats(lines, i) and not _asks(lines, head, i)) or len(head) == _HEAD_LINES:
            break
        head.append(i)
    return head


_QUESTION_END = re.compile(r"(?:[^.؟!]{20,}(?:[؟?!]|\.\.+|…)|(?:[^.؟!]|\.\.+(?!\.)|[؟!]\s){20,}؟)[\"”»)]*$")


def _asks(lines: list[str], head: list[int], at: int) -> bool:
    """Whether a line that ends like a sentence is a title, alone above a paragraph.

    It asks or exclaims in one clause, or in some of which the last asks.
    """
    if words(lines[at]) > 22 or not _QUESTION_END.fullmatch(lines[at]) or _quoted(lines[at]):
        return False
    if any(_is_headline(lines[i], lines[i + 1 :]) and not weak_rule(lines[i]) and words(lines[i]) > 3 for i in head):
        return False
    below = [line for line in lines[at + 1 :] if line][:4]
    return any(is_paragraph(line) for line in below)


def _quoted(line: str) -> bool:
    return line[:1] in '"“«'


def _repeats(lines: list[str], at: int) -> bool:
    """Whether a long line is said again, or ends another one, nearby: a title of many words."""
    if words(lines[at]) > 40:
        return False
    own = f.key(lines[at])
    near = [f.key(line) for line in lines[max(0, at - 6) : at] + lines[at + 1 : at + 7] if line and words(line) <= 48]
    if lines[at].endswith("."):  # a sentence: the end of another can be the same words by chance
        return own in near
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
        return next((i for i in reversed(head) if keys[i] == own and not is_bullet(lines[i])), None), given
    head = [i for i in head if not is_bullet(lines[i])]
    for i in head:
        again = [j for j in head if j > i and _says_again(lines[i], keys[i], keys[j])]
        if again and words(lines[again[0]]) >= 3 and not is_byline(lines[again[0]]) and not is_date_line(lines[again[0]]):
            return again[-1], lines[again[0]]
    candidates: list[int] = []
    for i in head:
        line = lines[i]
        label = label_of(line)
        if label and words(line) > 2:
            return i, line[len(label) :].strip() or None
        if not (is_category(line) or is_date_line(line) or is_byline(line)):
            candidates.append(i)
    return _first_headline(lines, candidates)


def _says_again(line: str, key: str, below: str) -> bool:
    """Whether a line below is the title that a line says, alone, behind a path of sections or before the outlet's name."""
    if key == below:
        return True
    return not line.endswith(".") and (key.endswith(" " + below) or _with_outlet(key, below))


def _with_outlet(key: str, title_key: str) -> bool:
    """Whether a line is the title and at most four words more: the outlet's name behind it."""
    return key.startswith(title_key + " ") and words(key) - words(title_key) <= 4 <= words(title_key)


def _first_headline(lines: list[str], candidates: list[int]) -> tuple[int | None, str | None]:
    """The headline among the lines above the first paragraph; a section's name or a path only where there is no better."""
    strong: list[int] = []
    weak: list[int] = []
    for i in candidates:
        rule = weak_rule(lines[i])
        if _is_headline(_bare(lines[i]), lines[i + 1 :]):
            (weak if rule else strong).append(i)
        elif not rule:
            break
    if strong:
        chosen = choose_headline(strong, lines)
        return chosen, _bare(lines[chosen])
    named = [i for i in weak if weak_rule(lines[i]) == "section"]
    return (named[0], lines[named[0]]) if named else (None, None)


def _bare(line: str) -> str:
    """A headline without the path of sections before it."""
    tokens = line.split()
    prefix = _path_prefix(line)
    if prefix and len(tokens) - prefix >= 3:
        return " ".join(tokens[prefix:])
    return title_in_path(line)


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


def _only_cities(line: str) -> bool:
    """Whether a line below a title names cities and nothing else: the first heading of a list by cities."""
    return all(f.key(part) in f.CITIES for part in re.split(r"[-–/|،]", line))


def _head_rule(line: str, title_key: str, *, after_title: bool) -> str | None:
    """The rule by which a line above the first paragraph is cut."""
    if is_bullet(line):
        return None
    if is_date_line(line) or is_byline(line):
        return "byline"
    key = f.key(line)
    if title_key and (key == title_key or (key.endswith(" " + title_key) and words(key) - words(title_key) <= 8)):
        return "title again"
    if title_key and not after_title and _with_outlet(key, title_key):
        return "title again"
    if is_category(line) and not (after_title and title_key and _only_cities(line)):
        return "category"
    if after_title and title_key and is_desk_line(line):
        return "byline"
    if key.split(" ", 1)[0] in _HOME and words(line) <= 14 and not after_title:
        return "breadcrumb"
    return None
