"""Who and when: bylines, date lines and names of sections, as they stand around a title or below a text."""

from __future__ import annotations

import re
from functools import lru_cache

from services.normalizer import furniture as f
from services.normalizer.lines import ends_sentence, is_bullet, is_counter, longer
from services.normalizer.published import read_date_line
from shared.text.calendar import WEEKDAYS
from shared.text.folding import fold_word
from shared.text.published import DATE

_BY = re.compile(rf"^(?:{f.any_of('by')}|{f.any_of('strict_by')})\s?[:/|-]?\s")
_BY_COLON = re.compile(rf"^(?:{f.any_of('by')}|{f.any_of('strict_by')})\s?[:/]\s?\S")
_STRICT_BY = re.compile(rf"^{f.any_of('strict_by')}\s")
_STRICT_COLON = re.compile(rf"^{f.any_of('strict_by_colon')}\s?[:/]\s?\S")
_OF_OUTLET = re.compile(rf"^(?:نقلا )?عن (?:{'|'.join(sorted(f.SITE_CORE | f.keys('outlet_kinds')))}) [^0-9:؟!]*$")
"""Where a text was taken from: 'عن جريدة الأطلس'."""
_CORRESPONDENT = re.compile(
    rf"[ء-ي]{{2,15}}(?: [ء-ي]{{2,15}}){{0,2}} ?[:/-] ?(?:من )?{f.any_of('correspondent')}(?: الخاصه?)? ?:?(?: [ء-ي]{{2,}}){{2,4}}"
)
"""Who writes from a place, behind its name: 'صفرو: من مراسلنا فلان'."""
_AGENCY_END = re.compile(rf"\( ?{f.any_of('agency')} ?\)$")
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
    while end < len(tokens) and end - at < limit and not _verb_like(tokens[end]) and not ends_name(tokens[end]):
        end += 1
    return end - at if end - at > 1 else 0


_COMPOUND = frozenset(map(fold_word, ("عبد", "مولاي", "سيدي", "نور", "عز", "فاطمة", "أبو")))


def ends_name(token: str) -> bool:
    """Whether a token is an outlet, a credit or the next name of two: 'محمد العلوي وسعيد الناصري'."""
    return token in f.OUTLETS or token in f.CREDITS or (token[0] == "و" and token[1:] in f.GIVEN_NAMES)


def _verb_like(token: str) -> bool:
    return token[0] in "يت" and token not in f.GIVEN_NAMES


@lru_cache(maxsize=1024)
def is_byline(line: str) -> bool:
    """Whether a short line is nothing but outlets, agencies, cities and persons' names, at least one no city."""
    if longer(line, 12) or (line.endswith(".") and ":" not in line):
        return False
    if _CORRESPONDENT.fullmatch(f.folded(line)) or (
        _AGENCY_END.search(f.folded(line)) and _SEGMENTS.search(line) and not longer(line, 10)
    ):
        return True
    tokens = f.key(line).split()
    if _OF_OUTLET.match(f.folded(line)) and 2 < len(tokens) <= 6:
        return True
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


_NUMBERED = re.compile(r"(?<!\w)(?:ال)?عدد:? ?\d{1,6} ?(?=[-|،,•/(]|ليوم|بتاريخ|الصادر|$)")
"""The number of a paper's issue, which nothing is counted with."""
_DESK_LENGTH = 160


@lru_cache(maxsize=1024)
def is_desk_line(line: str) -> bool:
    """Whether a short line is made of parts of which one is an outlet, a city, a desk or a date: 'الرباط ـ شبابيك'.

    Only right below a title: elsewhere such a line can be a heading.
    """
    if is_placed_date(line):
        return True
    segments = [s for s in _SEGMENTS.split(line[:_DESK_LENGTH]) if s.strip()]
    if len(line) > _DESK_LENGTH or sum(map(_counted, segments)) > 16 or is_bullet(line) or ends_sentence(line):
        return False
    dated = [(read := read_date_line(s)) is not None and not read.residue for s in segments]
    if len(segments) < 2 or any(s.count(" ") > 4 and not date for s, date in zip(segments, dated, strict=True)):
        return False
    if any(dated) or any(is_counter(f.key(s)) for s in segments):
        return True
    keys = [f.key(s) for s in segments]
    cities = sum(k in f.CITIES for k in keys)
    known = sum(k in f.OUTLETS or k in f.BY or bool(f.DESK.match(k)) or is_byline(s) for k, s in zip(keys, segments, strict=True))
    return (known > 0 or 0 < cities < len(keys)) and sum(map(_counted, keys)) <= 7


def names_person(line: str) -> bool:
    """Whether a short line is a role and a person's name and says nothing of them, as below a portrait.

    Args:
        line: one cleaned line.
    """
    tokens = f.key(line).split()
    if not 3 <= len(tokens) <= 14 or tokens[0] not in f.ROLES or any(c in line for c in ':؟!"') or ends_sentence(line):
        return False
    start = next((i for i, t in enumerate(tokens) if i and t in f.GIVEN_NAMES), None)
    if start is None or start + _name_length(tokens, start) != len(tokens):
        return False
    return not any(t in f.LEAD_VERBS or (_verb_like(t) and len(t) > 3) for t in tokens[1:start])


@lru_cache(maxsize=1024)
def is_placed_date(line: str) -> bool:
    """Whether a short line is a place or a paper's name and a date, parted by a mark or 'in': 'تازناخت في 17 يونيو 2021'.

    Args:
        line: one cleaned line.
    """
    folded = f.folded(line[:80])
    place = None if longer(line, 10) else _PLACE.match(folded)
    found = DATE.match(folded, place.end()) if place else None
    return bool(
        place
        and found
        and place["place"].split()[0] not in f.LEAD_VERBS | f.NO_PLACE
        and not [t for t in f.key(_CLOCK.sub("", folded[found.end() :])).split() if t not in ("م", "ه")]
    )


_PLACE = re.compile(
    rf"(?P<place>[ء-ي]{{2,}}(?: [ء-ي]{{2,}}){{0,2}}?) ?(?:[،,(:] ?(?:(?:في|بتاريخ|يوم) ?:? ?)?|(?:في|بتاريخ) ?:? ?)"
    rf"(?:(?:{'|'.join(WEEKDAYS)}) ?[،,]? ?)?(?=\d)"
)
_CLOCK = re.compile(r"\d{1,2} ?[:h] ?\d{2}")


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


def is_place_and_name(line: str) -> bool:
    """Whether a short line is a name beside a place or a desk, or such names alone: 'سعاد المنصوري - تازناخت', '24 ساعة-متابعة'.

    Where no title stands above, it is a title as little as a byline is.

    Args:
        line: one cleaned line.
    """
    parts = [s for s in _LOOSE.split(line) if f.key(s)]
    if not 1 < len(parts) <= 3 or longer(line, 8) or ends_sentence(line) or max(map(_counted, parts)) > 3:
        return False
    known = [key in f.CITIES or key in f.DESKS or key in f.OUTLETS for key in map(f.key, parts)]
    if any(_name_length(tokens, 0) == len(tokens) for tokens in (f.key(part).split() for part in parts)):
        return True
    return 0 < sum(known) < len(parts) and not known[0]


def is_initialled(line: str) -> bool:
    """Whether a line is a writer's initial and family name with a place: 'ي. الوردي / صفرو'; it looks like an item of a list.

    Args:
        line: one cleaned line.
    """
    found = _INITIALLED.fullmatch(f.folded(line[:60]))
    return bool(found and f.key(found["place"]) in f.CITIES)


_INITIALLED = re.compile(r"[ء-ي]{1,2} ?\. ?[ء-ي]{3,} ?[/|-] ?(?P<place>[ء-ي ]+)")
_LOOSE = re.compile(r"\s?[|/•]\s?|\s?[-–—ـ]\s?")
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
    residue = [t.removeprefix("ب") if t.removeprefix("ب") in f.CITIES else t for t in read.residue]
    residue = [t for t in residue if t not in f.META and t.removeprefix("ال") not in f.META and not t.isdigit()]
    if not residue or all(t in f.CITIES for t in residue):
        return True
    if len(residue) <= 6 and (_covered(residue) or category_prefix(residue) == len(residue)):
        return True
    if is_credit_line(line) or (len(residue) <= 5 and _NUMBERED.search(f.folded(line)) and not ends_sentence(line)):
        return True
    if len(residue) <= 5 and _OF_OUTLET.match(f.folded(line).split("،")[0]):
        return True
    labelled = any(rank != 1 for rank, _ in read.dates)
    return labelled and len(residue) <= 5 and not ends_sentence(line)


def label_of(line: str) -> str | None:
    """The label that a form's export puts before a line ('العنوان: …'), or None."""
    found = _LABEL.match(f.folded(line[:40]))
    return found.group() if found else None
