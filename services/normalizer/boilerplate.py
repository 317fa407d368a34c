"""Furniture off the article: what stands above, between and below its paragraphs.

Cuts are conservative. Between paragraphs only whole lines go, and only such as are furniture wherever they stand. What
follows the article goes from a marker line on ('اترك تعليقاً', 'مواضيع ذات صلة'), and only after a paragraph of running text.
Calls to follow the outlet that were glued to the last paragraph are cut from their first word. Everything cut is returned
with the rule that cut it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from services.normalizer import furniture as f
from services.normalizer.bylines import is_date_line, is_placed_date, is_signature
from services.normalizer.lines import (
    FOLLOW,
    RIGHTS,
    ends_sentence,
    furniture_rule,
    is_bullet,
    is_paragraph,
    tail_rule,
    words,
)
from shared.text.folding import fold, fold_word
from shared.text.published import DATE


@dataclass(frozen=True, slots=True)
class Removed:
    """A line, or the end of one, that was cut, and the rule that cut it."""

    text: str
    rule: str


def strip_lines(lines: list[str], removed: list[Removed]) -> list[str]:
    """Cut what follows the article and the furniture between its lines.

    Args:
        lines: cleaned lines; empty ones part paragraphs.
        removed: what is cut is appended here.

    Returns:
        the lines that stay.
    """
    lines = _cut_tail(lines, removed)
    kept: list[str] = []
    head = False
    for line in lines:
        rule = furniture_rule(line) if line else None
        if line:
            if head and rule is None and _PERSON.fullmatch(line):
                rule = "footer"
            head = f.key(line) in f.PAPER_HEADS
            rule = "footer" if head else rule
        if rule:
            removed.append(Removed(line, rule))
        else:
            kept.append(line)
    return _cut_glued(_cut_signature(kept, removed), removed)


_PERSON = re.compile(r"[ء-ي]{2,}(?: [ء-ي]{2,}){1,3}")
"""What stands below the title of a paper's head."""
_SIGNATURES = 3


def _cut_signature(lines: list[str], removed: list[Removed]) -> list[str]:
    """Cut bylines, dates and page numbers below the last paragraph."""
    lines = list(lines)
    for _ in range(_SIGNATURES):
        last = next((i for i in range(len(lines) - 1, 0, -1) if lines[i]), None)
        if (
            last is None
            or not any(map(is_paragraph, lines[:last]))
            or not (is_signature(lines[last]) or is_date_line(lines[last]) or is_placed_date(lines[last]))
        ):
            break
        removed.append(Removed(lines[last], "signature"))
        del lines[last:]
    return lines


_HEADING_WORDS = 5
"""A longer line that starts as such a heading does is one link with its title: 'اقرأ أيضا: …'."""


def _cut_tail(lines: list[str], removed: list[Removed]) -> list[str]:
    """Cut from the first marker of what follows the article, where a paragraph stands before it."""
    kept: list[str] = []
    seen_paragraph = False
    at = 0
    while at < len(lines):
        line = lines[at]
        rule = tail_rule(line) if line else None
        if rule is None:
            seen_paragraph = seen_paragraph or is_paragraph(line)
            kept.append(line)
            at += 1
            continue
        alone = rule != "related" or words(line) <= _HEADING_WORDS
        if seen_paragraph and (rule == "comments" or (alone and not _article_goes_on(lines, at + 1))):
            removed.extend(Removed(rest, rule) for rest in lines[at:] if rest)
            if rule == "comments" and kept and kept[-1].isdigit():  # how many there are, on a line of its own
                removed.append(Removed(kept.pop(), rule))
            return kept
        end = at + 1 if not seen_paragraph else _end_of_links(lines, at, rule)
        removed.extend(Removed(rest, rule) for rest in lines[at:end] if rest)
        at = end
    return kept


def _article_goes_on(lines: list[str], start: int) -> bool:
    """Whether running text of the article comes after a box of links: a paragraph that is no furniture itself."""
    for line in lines[start:]:
        if line and tail_rule(line) == "comments":
            return False
        if is_paragraph(line) and ends_sentence(line) and not furniture_rule(line):
            return True
        if is_bullet(line) and line.endswith(("؛", ";", ".")):
            return True
    return False


def _end_of_links(lines: list[str], at: int, rule: str) -> int:
    """Where a box of links in the middle of an article ends: after the one title that stands right below its heading."""
    if rule != "related" or words(lines[at]) > _HEADING_WORDS:
        return at + 1
    end = at + 1
    while end < len(lines) and not lines[end]:
        end += 1
    if (
        end < len(lines)
        and words(lines[end]) <= 20
        and not ends_sentence(lines[end])
        and not lines[end].endswith((":", "؛", "،"))
    ):
        return end + 1
    return at + 1


_GLUED = re.compile(rf"(?<!\w){f.any_of('glued')}(?!\w)")
_LAST_LINES = 3
_GLUED_LENGTH = 400
"""Code points at a line's end in which glued furniture is looked for."""
_BEFORE_CUT = re.compile(r"[.!?؟…»”\")\]:|\-]\s*$|^\s*$")


def _cut_glued(lines: list[str], removed: list[Removed]) -> list[str]:
    """Cut furniture glued to the end of one of the last lines."""
    lines = list(lines)
    filled = [i for i, line in enumerate(lines) if line][-_LAST_LINES:]
    for i in reversed(filled):
        line = lines[i]
        start = _glued_at(line)
        if start is None:
            continue
        head, tail = line[:start], line[start:]
        if head.strip() and not _BEFORE_CUT.search(head):
            continue
        removed.append(Removed(tail.strip(), "glued"))
        lines[i] = head.rstrip(" -|–—•*")
    return lines


@lru_cache(maxsize=256)
def _glued_at(line: str) -> int | None:
    """Where furniture glued to a line's end starts, or None."""
    skip = max(0, len(line) - _GLUED_LENGTH)
    folded = fold(line[skip:])
    cut = len(folded.text)
    for pattern in (_GLUED, FOLLOW, RIGHTS):
        for found in pattern.finditer(folded.text):
            rest = folded.text[found.start() :]
            if words(rest) <= 45 and not _sentence_after(rest):
                cut = min(cut, found.start())
                break
    return None if cut == len(folded.text) else skip + folded.offsets[cut]


def _sentence_after(rest: str) -> bool:
    """Whether what would be cut holds a sentence of its own with a figure: then nothing is cut."""
    return bool(re.search(r"[.؟!]\s+\S.{40,}[.؟!]\s*$", rest)) and any(c.isdigit() for c in rest)


def doubled_start(line: str) -> tuple[str, str, str] | None:
    """The title that a flattened page says twice at its start.

    Args:
        line: a long first line.

    Returns:
        what stands before the title, the title, and the rest after its second time; None where nothing is doubled.
    """
    tokens = line.split(" ", 80)[:80]
    keys = [fold_word(t) for t in tokens]
    for start in range(min(10, len(keys))):
        for size in range(min(30, (len(keys) - start) // 2), 3, -1):
            if keys[start : start + size] == keys[start + size : start + 2 * size] and len(set(keys[start : start + size])) > 3:
                return (
                    " ".join(tokens[:start]),
                    " ".join(tokens[start : start + size]),
                    line[len(" ".join(tokens[: start + 2 * size])) :].lstrip(),
                )
    return None


_AGENCY = re.compile(rf"(?<!\w){f.any_of('agency')}(?!\w)")


@lru_cache(maxsize=1)
def _dateline() -> re.Pattern[str]:
    """A place, a date or none, and the agency's sign; built when a text needs it, since it is large."""
    return re.compile(
        rf"(?<!\w)(?P<place>{'|'.join(sorted(map(re.escape, f.CITIES), key=len, reverse=True))})"
        rf" ?[-/(،,:]? ?(?:في ?:? ?)?(?:(?:{DATE.pattern}) ?[-/(،,]? ?{f.any_of('agency')}(?!\w)|[(] ?{f.any_of('agency')} ?[)])"
    )


_GLUED_TITLE = range(4, 21)


def title_before_dateline(line: str) -> tuple[str, str] | None:
    """A title glued to the dispatch below it, told by the dateline that an agency signs.

    Args:
        line: a long first line.

    Returns:
        the title and the text from its dateline on, or None.
    """
    folded = fold(line[:260])
    found = _dateline().search(folded.text) if _AGENCY.search(folded.text) else None
    if found is None or found.start() == 0:
        return None
    at = folded.offsets[found.start()]
    title = line[:at].rstrip(" -–—|/")
    return (title, line[at:]) if words(title) in _GLUED_TITLE and not re.search(r"[.،,؛:]$|[.؛] ", title) else None


_BYLINE_START = re.compile(rf"{f.any_of('byline_start')}(?!\w)")
_AFTER_DATE = re.compile(
    r"(?:\s?[-,|،]?\s?(?:علي )?(?:الساعه )?\d{1,2}[:h]\d{2}(?:\s?(?:صباحا|مساء|[صم])(?!\w))?)?\s?[-|,،:]?\s*",
)


def byline_start(line: str) -> tuple[str, str] | None:
    """A dated byline glued to the start of a paragraph: the byline and the rest; None where there is none."""
    folded = fold(line[:160])
    if not _BYLINE_START.match(folded.text):
        return None
    date = DATE.search(folded.text, 0, 100)
    end = _AFTER_DATE.match(folded.text, date.end()) if date else None
    if end is None or end.end() >= len(folded.text):
        return None
    at = folded.offsets[end.end()]
    byline = line[:at].strip()
    return (byline, line[at:]) if is_date_line(byline) and f.key(line[at:]) else None
