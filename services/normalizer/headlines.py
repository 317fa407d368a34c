"""Which line of a text's head is its title: the head is what stands above the first paragraph."""

from __future__ import annotations

import re

from services.normalizer import furniture as f
from services.normalizer.bylines import category_prefix, is_byline, is_category, is_date_line, is_place_and_name, label_of
from services.normalizer.heads import choose_headline, title_in_path, weak_rule
from services.normalizer.lines import is_bullet, is_paragraph, words

_HEAD_LINES = 14
"""How many filled lines may stand above the first paragraph before we stop looking for furniture."""
TITLE_WORDS = 26
"""No title is longer."""
_SURE_TITLE_WORDS = 15
_NO_TITLE_END = re.compile(r"[.:؛;،,۔]$")
_ELLIPSIS_END = re.compile(r"(?:\.\.+|…)$")


def head_of(lines: list[str]) -> list[int]:
    """The indices of the filled lines above the first paragraph.

    Args:
        lines: cleaned lines without furniture; empty ones part paragraphs.
    """
    head: list[int] = []
    for i, line in enumerate(lines):
        if not line:
            continue
        if (is_paragraph(line) and not _repeats(lines, i) and not _asks(lines, head, i)) or len(head) == _HEAD_LINES:
            break
        head.append(i)
    return head


_QUESTION_END = re.compile(r"(?:[^.؟!]{20,}(?:[؟?!]|\.\.+|…)|(?:[^.؟!]|\.\.+(?!\.)|[؟!]\s){20,}[؟!])[\"”»)]*$")


def _asks(lines: list[str], head: list[int], at: int) -> bool:
    """Whether a line that ends like a sentence is a title all the same: the first headline, alone above a paragraph.

    A title asks or exclaims, or it ends as it likes and a byline or a date stands right below it.
    """
    if words(lines[at]) > TITLE_WORDS or _quoted(lines[at]):
        return False
    if any(_is_headline(lines[i], lines[i + 1 :]) and not weak_rule(lines[i]) and words(lines[i]) > 3 for i in head):
        return False
    below = [line for line in lines[at + 1 :] if line][:5]
    if not any(is_paragraph(line) for line in below):
        return False
    return _signs(below) or (words(lines[at]) <= 22 and bool(_QUESTION_END.fullmatch(lines[at])))


def _signs(below: list[str]) -> bool:
    """Whether a byline or a date stands first below a line."""
    return bool(below) and not is_paragraph(below[0]) and (is_date_line(below[0]) or is_byline(below[0]))


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


def find_title(lines: list[str], head: list[int], given: str | None) -> tuple[int | None, str | None]:
    """The index of the title's line and the title.

    Args:
        lines: all lines of the text.
        head: the indices of those above the first paragraph.
        given: a title known apart from the text: then the last line that says it is looked for.

    Returns:
        the index, None where no line is the title, and the title, None where there is none.
    """
    keys = {i: f.key(lines[i]) for i in head}
    if given:
        own = f.key(given)
        return next((i for i in reversed(head) if keys[i] == own and not is_bullet(lines[i])), None), given
    head = [i for i in head if not is_bullet(lines[i])]
    for i in head:
        again = [j for j in head if j > i and _says_again(lines[i], keys[i], keys[j])]
        if again and words(lines[again[0]]) >= 3 and not is_byline(lines[again[0]]) and not is_date_line(lines[again[0]]):
            return again[-1], _bare(lines[again[0]])
    candidates: list[int] = []
    for i in head:
        line = lines[i]
        label = label_of(line)
        if label and words(line) > 2:
            return i, line[len(label) :].strip() or None
        if not (is_category(line) or is_date_line(line) or is_byline(line) or is_place_and_name(line)):
            candidates.append(i)
    return _first_headline(lines, candidates)


def _says_again(line: str, key: str, below: str) -> bool:
    """Whether a line below is the title that a line says, alone, behind a path of sections or before the outlet's name."""
    if key == below or (cut_short(line) and key != below and below.startswith(key + " ")):
        return True
    return not line.endswith(".") and (key.endswith(" " + below) or with_outlet(key, below))


def cut_short(line: str) -> bool:
    """Whether a line of at least three words ends in dots: a title that a page shortens in its path."""
    return words(line) >= 3 and bool(_ELLIPSIS_END.search(line))


def with_outlet(key: str, title_key: str) -> bool:
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
    line = _spaced_path(line)
    tokens = line.split()
    prefix = _path_prefix(line)
    if prefix and len(tokens) - prefix >= 3:
        return " ".join(tokens[prefix:])
    return title_in_path(line)


def _spaced_path(line: str) -> str:
    """A line that starts at the home page, its marks between spaces: 'الرئيسية»مجتمع»…'."""
    first = _PATH_MARK.split(line, maxsplit=1)[0]
    return _PATH_MARK.sub(r" \1 ", line) if first != line and f.key(first) in HOME else line


_PATH_MARK = re.compile(r"\s*([»›>|/\\])\s*")


def _path_prefix(line: str) -> int:
    """How many leading tokens are a path of sections that starts at the home page."""
    tokens = line.split()
    keys = [f.key(t) for t in tokens]
    if not keys or keys[0] not in HOME:
        return 0
    at = 0
    flat = [k for k in keys if k]
    size = category_prefix(flat)
    seen = 0
    while at < len(tokens) and (seen < size or not keys[at]):
        seen += bool(keys[at])
        at += 1
    return at


HOME = frozenset(map(f.key, ("الرئيسية", "رئيسية", "Accueil", "Home")))
"""What paths of sections start with."""


def _is_headline(line: str, after: list[str]) -> bool:
    """Whether a first line is a title and not the first paragraph."""
    count = words(line)
    if count < 2 or count > TITLE_WORDS or is_bullet(line):
        return False
    filled = [other for other in after if other]
    if _NO_TITLE_END.search(line) and not _ELLIPSIS_END.search(line) and not (line.endswith(".") and _signs(filled)):
        return False
    if sum(map(words, filled[:6])) < max(6, count):
        return False
    if count <= _SURE_TITLE_WORDS:
        return True
    return f.key(line.split(" ", 1)[0]) not in f.LEAD_VERBS and any(map(is_paragraph, filled[:4]))
