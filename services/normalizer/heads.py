"""What a line above the first paragraph is, if it is not the title: an ad slot, a site's name, a section, a path.

These are weak signs: such a line is passed over only where a better headline follows it, and stays the title where none does.
Which of several headlines is the title is told by the words that it shares with the running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from services.normalizer import furniture as f
from services.normalizer.bylines import is_byline, is_category, is_date_line, names_person
from services.normalizer.letterheads import is_form_row, is_issue_line, is_letterhead, is_letterhead_word
from services.normalizer.lines import ends_sentence, is_bullet, words

_ARABIC = re.compile(r"[ء-ي]")
_STRONG = re.compile(r"\s*(?:\||::|>{1,2}|→|←|~)\s*|\s+[»«›‹•/\\]\s+")
"""What parts the sections of a path. « and » stand for a path only between spaces, since titles quote with them."""
_SECTION_WORDS = 3
_AFFIX = re.compile(r"^[وف]?(?:[بك]?ال|لل|[بل](?=\w{4}))?")
_OVERLAP_SAMPLE = 6_000
"""Code points of running text whose words are looked at."""


def _segments(line: str) -> list[str]:
    return [part for part in _STRONG.split(line) if f.key(part)]


@lru_cache(maxsize=1024)
def weak_rule(line: str) -> str | None:
    """Why a short line above a better headline is no title: `site`, `section`, `breadcrumb`, `letterhead` or `caption`.

    Args:
        line: one cleaned line.
    """
    count = words(line)
    if count > 16 or ends_sentence(line):
        return None
    if is_letterhead(line) or is_issue_line(line) or is_form_row(line):
        return "letterhead"
    if names_person(line):
        return "caption"
    if count > 14:
        return None
    if not _ARABIC.search(line) and count <= 6:
        return "site"
    tokens = f.key(line).split()
    if not tokens:
        return "site"
    if _is_site(tokens):
        return "site"
    parts = _segments(line)
    if len(parts) > 1 and all(words(part) <= _SECTION_WORDS for part in parts) and not any(c.isdigit() for c in line):
        return "breadcrumb"
    if count == 1 or (count <= _SECTION_WORDS and tokens[0] in f.SECTION_HEADS and not any(c.isdigit() for c in line)):
        return "section"
    return None


def _is_site(tokens: list[str]) -> bool:
    """Whether the words are an outlet's motto, its own name before it: 'X نيوز جريدة إلكترونية مغربية'."""
    if len(tokens) > 1 and tokens[-1] in f.CITY_OUTLETS and " ".join(tokens[:-1]) in f.CITIES:
        return True
    start = next((i for i, t in enumerate(tokens) if t in f.SITE_CORE), None)
    if start is None:
        return len(tokens) <= 3 and tokens[-1] in f.OUTLET_ENDS
    rest = tokens[start:]
    return (
        start <= 3
        and len(rest) > 1
        and all(t in f.SITE_WORDS or t in f.SITE_CORE or t in f.CATEGORIES or is_letterhead_word(t) for t in rest[1:])
    )


def title_in_path(line: str) -> str:
    """A headline without the sections that stand before it on its line: 'فيديو | ثقافة | …'.

    Args:
        line: one cleaned line.
    """
    section, dash, rest = line.partition(" - ")
    if dash and words(rest) > _SECTION_WORDS and is_category(section) and f.key(section) not in f.CITIES:
        return rest.strip()
    parts = _segments(line)
    if len(parts) < 2 or words(parts[-1]) <= _SECTION_WORDS or not all(words(part) <= _SECTION_WORDS for part in parts[:-1]):
        return line
    first = parts[0]
    if f.key(first) in f.FLASH:
        return line
    if len(parts) > 2 or is_category(first) or weak_rule(first) == "site" or is_byline(first):
        return parts[-1].strip()
    return line


def _stem(token: str) -> str:
    return token[_AFFIX.match(token).end() :] if len(token) > 4 else token  # type: ignore[union-attr]


def content_words(lines: Iterable[str]) -> frozenset[str]:
    """The words of some lines that say what they are about: without the commonest ones, articles and prefixes.

    Args:
        lines: cleaned lines.
    """
    seen: set[str] = set()
    room = _OVERLAP_SAMPLE
    for line in lines:
        seen.update(f.key(line[:room]).split())
        room -= len(line)
        if room <= 0:
            break
    return frozenset(_stem(t) for t in seen if len(t) > 2 and not t.isdigit() and t not in f.COMMON)


_GOOD_WORDS = 4
_MANY = 3
"""From so many headlines on they are a list of other articles, and one word in common with the text is no sign."""


def choose_headline(candidates: list[int], lines: list[str]) -> int:
    """Which of the headlines above the first paragraph is the article's title.

    Args:
        candidates: the indices of headlines, in the order of the page; not empty.
        lines: all lines of the text.

    Returns:
        the first of at least four words that shares a word with the running text; else the one with the most signs:
        its length, the words it shares, a date or byline below it, and that it comes early.
    """
    if len(candidates) == 1:
        return candidates[0]
    text = content_words(line for line in lines[candidates[-1] + 1 :] if words(line) > 8)
    need = 1 if len(candidates) <= _MANY else 2
    shared = [len(content_words([lines[i]]) & text) for i in candidates]
    for i, common in zip(candidates, shared, strict=True):
        if words(lines[i]) >= _GOOD_WORDS and common >= need:
            return i
    scores = [
        min(common, 3) + 2 * (words(lines[i]) >= _GOOD_WORDS) + 1.5 * _signed(lines, i) - 0.75 * place
        for place, (i, common) in enumerate(zip(candidates, shared, strict=True))
    ]
    return candidates[scores.index(max(scores))]


def _signed(lines: list[str], at: int) -> bool:
    """Whether the next filled line is a date or a byline."""
    below = next((line for line in lines[at + 1 : at + 4] if line), "")
    return bool(below) and (is_date_line(below) or is_byline(below))


def names_outlet(line: str) -> bool:
    """Whether a line is two to four words, one of which outlets are told by: 'الأطلس نيوز'.

    Args:
        line: one cleaned line.
    """
    if not 1 < words(line) <= 4 or ends_sentence(line) or is_bullet(line):
        return False
    tokens = f.key(line).split()
    return bool(tokens) and tokens[0] not in f.LEAD_VERBS and any(t in f.OUTLET_ENDS for t in tokens)


@lru_cache(maxsize=1024)
def is_outlet_line(line: str) -> bool:
    """Whether a short line below a title looks like an outlet's name or desk, or a place and a name: 'X نيوز – متابعة'.

    Args:
        line: one cleaned line.
    """
    if words(line) > 6 or ends_sentence(line) or is_bullet(line) or line.endswith((":", "؛", "،")):
        return False
    if names_outlet(line):
        return True
    tokens = f.key(line).split()
    if not tokens or tokens[0] in f.LEAD_VERBS:
        return False
    if any(t.isdigit() and len(t) > 3 for t in tokens):  # 'X 24' and 'X 360' are outlets, a year or a sum is none
        return False
    parts = [part for part in re.split(r"\s?[|/–—:]\s?|\s[-ـ]\s", line) if f.key(part)]
    named = [part for part in parts if f.key(part) in f.DESKS or f.key(part).split()[0] in f.DESKS]
    return (
        len(parts) > 1
        and bool(named)
        and not all(f.key(part) in f.CITIES for part in parts)
        and not any(c.isdigit() for part in named for c in part)
    )
