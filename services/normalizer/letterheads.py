"""What issuing bodies put above a title: a letterhead, a newsletter's number, the rows of a question in parliament.

A letterhead is told by its words alone, all of which must be known: the name of a body and nothing that says what it did.
"""

from __future__ import annotations

import re
from functools import lru_cache

from services.normalizer import furniture as f
from services.normalizer.lines import ends_sentence, is_bullet, longer
from shared.text.calendar import HIJRI_MONTHS, MONTHS, NUMBER_WORDS, WEEKDAYS
from shared.text.published import HIJRI

HEADS = f.keys("letterhead_start")
_WORDS = f.keys("letterhead") | HEADS | frozenset(word for city in f.CITIES for word in city.split())
_PREFIXES = frozenset("وبل")
_ISSUE = re.compile(r"(?<!\w)(?:ال)?(?:عدد|رقم) (?:مزدوج )?\d{1,6}(?!\w)")
_ISSUE_WORDS = (
    f.keys("issue")
    | f.META
    | frozenset(WEEKDAYS)
    | frozenset(word for table in (MONTHS, HIJRI_MONTHS) for name in table for word in name)
    | NUMBER_WORDS
)
_VAGUE = re.compile(rf"(?:{'|'.join(' '.join(name) for name in MONTHS)}) (?:19|20)\d\d|(?:{HIJRI.pattern})(?: (?:هجريه|هـ|ه))?")
"""A date that does not tell the day: a month, or a day of the Hijri calendar without its weekday."""
_ROW = re.compile(rf"^{f.any_of('form')}\s?[:/]")


def is_letterhead_word(token: str) -> bool:
    """Whether a word stands in the names of ministries, chambers, councils and places, with an 'and', 'in' or 'for' before it."""
    for size in range(3):
        if any(c not in _PREFIXES for c in token[:size]):
            return False
        rest = token[size:]
        if rest in _WORDS or f"ال{rest}" in _WORDS or f"ا{rest}" in _WORDS:
            return True
    return False


@lru_cache(maxsize=1024)
def is_letterhead(line: str) -> bool:
    """Whether a line is the name of a ministry, a chamber, a council or the like, or goes on with one, and says nothing else.

    Args:
        line: one cleaned line.
    """
    if longer(line, 16) or is_bullet(line) or ends_sentence(line) or ":" in line:
        return False
    tokens = f.key(line).split()
    return (
        bool(tokens)
        and (tokens[0] in HEADS or (tokens[0][0] == "و" and len(tokens) > 1))
        and all(is_letterhead_word(token) for token in tokens)
    )


@lru_cache(maxsize=1024)
def is_issue_line(line: str) -> bool:
    """Whether a line numbers a paper, a newsletter or a question and dates it at most: 'السنة الثانية - العدد 14 - مارس 2018'.

    Args:
        line: one cleaned line.
    """
    if longer(line, 12) or is_bullet(line) or ends_sentence(line):
        return False
    key = f.key(line)
    if _VAGUE.fullmatch(key):
        return True
    return bool(_ISSUE.search(key)) and all(
        t.isdigit() or t in _ISSUE_WORDS or t.removeprefix("و") in _ISSUE_WORDS or t in f.SITE_CORE for t in key.split()
    )


@lru_cache(maxsize=1024)
def is_form_row(line: str) -> bool:
    """Whether a line is a row of a form, label and value: 'واضع السؤال: …', 'القطاع المعني: …'.

    Args:
        line: one cleaned line.
    """
    return not longer(line, 16) and bool(_ROW.match(f.folded(line))) and not ends_sentence(line)
