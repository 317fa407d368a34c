"""Who and when: bylines, date lines and names of sections, as they stand around a title or below a text."""

from __future__ import annotations

import re
from functools import lru_cache

from services.normalizer import furniture as f
from services.normalizer.lines import ends_sentence, is_bullet, longer
from services.normalizer.published import read_date_line
from shared.text.folding import fold_word

_BY = re.compile(rf"^(?:{f.any_of('by')}|{f.any_of('strict_by')})\s?[:/|-]?\s")
_BY_COLON = re.compile(rf"^(?:{f.any_of('by')}|{f.any_of('strict_by')})\s?[:/]\s?\S")
_STRICT_BY = re.compile(rf"^{f.any_of('strict_by')}\s")
_STRICT_COLON = re.compile(rf"^{f.any_of('strict_by_colon')}\s?[:/]\s?\S")
_LABEL = re.compile(rf"^{f.any_of('label')}\s?:\s?")
_PAGE_NUMBER = re.compile(r"(?:ص|الصفحه|صفحه) \d{1,3}")
_INITIALS = re.compile(r"[ء-ي]{1,2}(?: [ء-ي]{1,2}){1,5}")
"""An agency's writers sign a dispatch so: 'م ع/ر ج'."""
_SEGMENTS = re.compile(r"\s?(?:\s[-–—ـ]|[|/•»›]|::)\s?")


def _name_length(tokens: list[str], at: int) -> int:
    """How many tokens from `at` on look like a person's name that starts with a known given name."""
    if tokens[at] not in f.GIVEN_NAMES:
        return 0
    limit = 4 if tokens[at] in _COMPOUND else 3
    end = at + 1
    while end < len(tokens) and end - at < limit and not _verb_like(tokens[end]) and not _ends_name(tokens[end]):
        end += 1
    return end - at if end - at > 1 else 0


_COMPOUND = frozenset(map(fold_word, ("عبد", "مولاي", "سيدي", "نور", "عز", "فاطمة", "أبو")))


def _ends_name(token: str) -> bool:
    """Whether a token is an outlet, a credit or the next name of two: 'محمد العلوي وسعيد الناصري'."""
    return token in f.OUTLETS or token in f.CREDITS or (token[0] == "و" and token[1:] in f.GIVEN_NAMES)


def _verb_like(token: str) -> bool:
    return token[0] in "يت" and token not in f.GIVEN_NAMES


@lru_cache(maxsize=1024)
def is_byline(line: str) -> bool:
    """Whether a short line is nothing but outlets, agencies, cities and persons' names, at least one no city."""
    if longer(line, 12) or line.endswith("."):
        return False
    tokens = f.key(line).split()
    if _STRICT_COLON.match(f.folded(line)) and 1 < len(tokens) <= 8 and not any(t.isdigit() for t in tokens):
        return True
    if _BY.match(f.folded(line) + " ") and 1 < len(tokens) <= 6 and not any(t.isdigit() for t in tokens):
        if _STRICT_BY.match(" ".join(tokens) + " "):
            return True
        tokens = tokens[1:]
    return (bool(tokens) and _covered(tokens)) or is_credit_line(line)


_CREDIT = re.compile(rf"(?:{f.any_of('by')}|{f.any_of('strict_by_colon')}|{f.any_of('caption')}|{f.any_of('desks')})\s?:\s?\S")
_CREDIT_PARTS = re.compile(r"\s[-–—ـ]\s|[|/،,()•]")
_MOST_CREDITED = 5
"""Words of a credit with its name."""


@lru_cache(maxsize=1024)
def is_credit_line(line: str) -> bool:
    """Whether a short line credits several people, a date among them or not: 'كتب: محمد العلوي - تصوير: سعيد الناصري'."""
    if longer(line, 20) or is_bullet(line) or ends_sentence(line):
        return False
    parts = [part.strip() for part in _CREDIT_PARTS.split(line)]
    kinds = {_part_of_credits(part) for part in parts if part}
    return None not in kinds and "credit" in kinds and len(parts) > 1


def _part_of_credits(part: str) -> str | None:
    """What a part of a line of credits is: `credit` with a name or without, `name`, `date`; None for anything else."""
    key = f.key(part)
    if key in f.CREDITS or (
        _CREDIT.match(f.folded(part)) and not longer(part, _MOST_CREDITED) and not any(map(str.isdigit, part))
    ):
        return "credit"
    if key in f.CITIES or key in f.OUTLETS:
        return "name"
    read = read_date_line(part)
    if read is not None:
        names = [word for word in read.residue if word not in f.CREDITS]
        if names and not _covered(names):
            return None
        return "date" if len(names) == len(read.residue) else "credit"
    tokens = key.split()
    if tokens and tokens[0] in f.CREDITS and _covered(tokens[1:]):
        return "credit"
    return "name" if tokens and _covered(tokens) else None


@lru_cache(maxsize=1024)
def is_desk_line(line: str) -> bool:
    """Whether a short line is made of parts of which one is an outlet, a city, a desk or a date: 'الرباط ـ شبابيك'.

    Only right below a title: elsewhere such a line can be a heading.
    """
    if longer(line, 14) or is_bullet(line) or ends_sentence(line):
        return False
    segments = [s for s in _SEGMENTS.split(line) if s.strip()]
    if len(segments) < 2 or any(s.count(" ") > 4 for s in segments):
        return False
    if any((read := read_date_line(s)) is not None and not read.residue for s in segments):
        return True
    keys = [f.key(s) for s in segments]
    cities = sum(k in f.CITIES for k in keys)
    known = sum(k in f.OUTLETS or k in f.BY or bool(f.DESK.match(k)) or is_byline(s) for k, s in zip(keys, segments, strict=True))
    return (known > 0 or 0 < cities < len(keys)) and sum(map(_counted, keys)) <= 7


def _counted(key: str) -> int:
    return key.count(" ") + 1


@lru_cache(maxsize=1024)
def is_signature(line: str) -> bool:
    """Whether a line below a text names who wrote it: 'تحرير من طرف س. ب', 'المصدر: وكالات', 'ص 7'."""
    line = line.removeprefix("*").lstrip()
    if longer(line, 9):
        return False
    if _INITIALS.fullmatch(f.key(line)):  # before the bullets: its first letter and dot look like one
        return True
    if is_bullet(line) or ends_sentence(line):
        return False
    if _PAGE_NUMBER.fullmatch(f.key(line)):
        return True
    folded = f.folded(line)
    return is_byline(line) or (bool(_BY_COLON.match(folded)) and not any(c.isdigit() for c in folded))


_JOINS = frozenset("وا")
"""An 'and', and an alef that stands for a bar."""


def _outlet_length(tokens: list[str], at: int) -> int:
    """How many tokens from `at` on look like an outlet's name that ends in a word of the trade: 'حرية بريس'."""
    return next((n for n in (2, 3) if at + n <= len(tokens) and tokens[at + n - 1] in f.OUTLET_WORDS), 0)


def _covered(tokens: list[str]) -> bool:
    at, named = 0, False
    while at < len(tokens):
        size = next((n for n in (4, 3, 2, 1) if " ".join(tokens[at : at + n]) in f.OUTLETS and at + n <= len(tokens)), 0)
        if size:
            named = True
        else:
            size = next((n for n in (3, 2, 1) if " ".join(tokens[at : at + n]) in f.CATEGORIES and at + n <= len(tokens)), 0)
        if not size:
            size = _outlet_length(tokens, at) or _name_length(tokens, at)
            named = named or size > 0
        if not size and at and tokens[at][0] == "و":
            size = _name_length([tokens[at][1:], *tokens[at + 1 :]], 0) if len(tokens[at]) > 1 else 0
        if not size and tokens[at] in _JOINS:
            size = 1
        if not size:
            return False
        at += size
    return named


@lru_cache(maxsize=1024)
def is_category(line: str) -> bool:
    """Whether a line is a path of section names ('الرئيسية / مجتمع')."""
    tokens = f.key(line).split()
    return not longer(line, 10) and not ends_sentence(line) and category_prefix(tokens) == len(tokens)


def category_prefix(tokens: list[str]) -> int:
    """How many of the leading tokens are section names."""
    at = 0
    while at < len(tokens):
        size = next((n for n in (3, 2, 1) if at + n <= len(tokens) and " ".join(tokens[at : at + n]) in f.CATEGORIES), 0)
        if not size:
            break
        at += size
    return at


@lru_cache(maxsize=1024)
def is_date_line(line: str) -> bool:
    """Whether a line only says when (and by whom, where) it was published."""
    if longer(line, 22) or is_bullet(line):
        return False
    read = read_date_line(line)
    if read is None:
        return False
    if not read.residue:
        return True
    residue = [t for t in read.residue if t not in f.META and t.removeprefix("ال") not in f.META and not t.isdigit()]
    if not residue:
        return True
    if len(residue) <= 6 and (_covered(residue) or category_prefix(residue) == len(residue)):
        return True
    if is_credit_line(line):
        return True
    labelled = any(rank != 1 for rank, _ in read.dates)
    return labelled and len(residue) <= 5 and not ends_sentence(line)


def label_of(line: str) -> str | None:
    """The label that a form's export puts before a line ('العنوان: …'), or None."""
    found = _LABEL.match(f.folded(line[:40]))
    return found.group() if found else None
