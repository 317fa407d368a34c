"""Title and body parted: what the first lines of a text are.

Above the first paragraph an outlet may put section names, the title, the title again (alone or behind the path of
sections), a byline, a date. A first line that is plainly the first paragraph is no title, and a text of one line has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from services.normalizer import furniture as f
from services.normalizer.boilerplate import Removed, byline_start, doubled_start, title_before_dateline
from services.normalizer.bylines import (
    category_prefix,
    is_byline,
    is_category,
    is_date_line,
    is_desk_line,
    is_initialled,
    is_place_and_name,
)
from services.normalizer.headlines import HOME, TITLE_WORDS, cut_short, find_title, head_of, with_outlet
from services.normalizer.heads import content_words, is_outlet_line, names_outlet, weak_rule
from services.normalizer.letterheads import is_form_row, is_issue_line
from services.normalizer.lines import ends_sentence, is_bullet, longer, words
from services.normalizer.published import read_date_line
from services.normalizer.text_cleaning import clean_line

_MARKDOWN = re.compile(r"^#{1,6} |^\*\*(?=[^*]+\*\*$)|(?<=[^*])\*\*$| #{1,6}$")
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
        or (1 < words(name) <= 3 and name.split()[-1] in f.OUTLET_ENDS)
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
    lines = _flattened(_unrowed(lines), given, removed)
    head = head_of(lines)
    title_at, title = find_title(lines, head, given)
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
        if rule == "caption":  # it names a person, who may be named nowhere else
            continue
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
        if place and rules[head[place - 1]] == "byline" and lines[i][0] == "و" and is_byline(lines[i][1:]):
            rules[i] = "byline"  # the last of several writers
        if above and title_at is not None and _only_cities(lines[i]):
            rules[i] = "byline"
        if (above or below) and _BARE_NUMBER.fullmatch(lines[i]):
            rules[i] = "counter"
        if title_at is not None and place and head[place - 1] == title_at and _is_outlet_name(lines[i]):
            rules[i] = "byline"
        if (above and (is_outlet_line(lines[i]) or _is_name(lines[i]))) or (below and names_outlet(lines[i])):
            rules[i] = "byline"


def _is_outlet_name(line: str) -> bool:
    """Whether a line is nothing but an outlet's name that ends in a word of the trade: 'الأطلس نيوز'."""
    return words(line) <= _NAME_WORDS and names_outlet(line) and f.key(line).split()[-1] in f.OUTLET_ENDS


def _is_name(line: str) -> bool:
    """Whether a line may be a name: two or three words, no figure, no punctuation."""
    return 1 < words(line) <= _NAME_WORDS and all(c.isalpha() or c == " " for c in line)


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
        glued = None if given else title_before_dateline(line)
        return [*lines[:first], *glued, *lines[first + 1 :]] if glued else lines
    before, title, rest = found
    prefix = [before] if before and not is_category(before) and not is_byline(before) else []
    if before and not prefix:
        removed.append(Removed(before, "category"))
    if prefix and category_prefix(f.key(before).split()) != len(f.key(before).split()):
        return lines
    return [*lines[:first], title, *filter(None, [rest]), *lines[first + 1 :]]


_ROW = re.compile(r"^(?P<left>.+)\s(?P<mark>[|•]|[-–—])\s(?P<date>[^|•]*\d[^|•]*)$")
_ROW_LINES = 3


def _unrowed(lines: list[str]) -> list[str]:
    """Give the date behind a title and an outlet's name a line of its own: '… | الأطلس نيوز | 12/03/2019'."""
    for i in [i for i, line in enumerate(lines) if line][:_ROW_LINES]:
        row = None if longer(lines[i], TITLE_WORDS + 8) else _ROW.match(lines[i])
        if (
            row is None
            or words(row["left"]) < 4
            or is_desk_line(row["left"])
            or is_byline(row["left"])
            or is_category(row["left"])
        ):
            continue
        read = read_date_line(row["date"])
        signed = row["mark"] in "|•" or tidy_title(row["left"]) != row["left"]
        if read is not None and not read.residue and signed and words(tidy_title(row["left"])) >= 4:
            return [*lines[:i], row["left"], row["date"], *lines[i + 1 :]]
    return lines


def _only_cities(line: str) -> bool:
    """Whether a line below a title names cities and nothing else: the first heading of a list by cities."""
    return all(f.key(part) in f.CITIES for part in re.split(r"[-–/|،]", line))


def _head_rule(line: str, title_key: str, *, after_title: bool) -> str | None:
    """The rule by which a line above the first paragraph is cut."""
    if is_bullet(line):
        return "byline" if after_title and is_initialled(line) else None
    if is_date_line(line) or is_byline(line) or (not title_key and is_place_and_name(line)):
        return "byline"
    if is_form_row(line) or is_issue_line(line):
        return "letterhead"
    key = f.key(line)
    if title_key and cut_short(line) and title_key.startswith(key):
        return "title again"
    if title_key and (key == title_key or (key.endswith(" " + title_key) and words(key) - words(title_key) <= 8)):
        return "title again"
    if title_key and (not after_title or words(title_key) > 4) and with_outlet(key, title_key):
        return "title again"
    if is_category(line) and not (after_title and title_key and _only_cities(line)):
        return "category"
    if after_title and title_key and is_desk_line(line):
        return "byline"
    if key.split(" ", 1)[0] in HOME and words(line) <= 14 and not after_title:
        return "breadcrumb"
    return None
