"""Figures that their own shape gives away: dates, phones, clock times, codes."""

from __future__ import annotations

from services.extractor.numbers import contexts as c
from services.extractor.numbers.model import Draft, Role
from services.extractor.numbers.units import followed_by
from services.extractor.tokens import Tokens


def touch(t: Tokens, a: int) -> bool:
    """Whether token `a` touches the next."""
    return a >= 0 and a + 1 < len(t.words) and t.ends[a] == t.starts[a + 1]


def plus_at(t: Tokens, j: int) -> bool:
    """Whether a plus is written onto the figure that ends before token `j`: 200+ عارض."""
    return 0 < j < len(t.words) and t.words[j] == "+" and touch(t, j - 1) and (j + 1 >= len(t.words) or t.kinds[j + 1] != "d")


def plus_before(t: Tokens, i: int) -> bool:
    """Whether a plus that is no bullet is written onto the figure at token `i`: بمشاركة +200 عارض."""
    return i > 1 and t.words[i - 1] == "+" and touch(t, i - 1) and t.kinds[i - 2] == "w"


def is_span(t: Tokens, low: str, high: str, end: int) -> bool:
    """Whether two figures that a slash parts are the ends of a range: 200/250 درهما, 25/30 صانعا."""
    if int(low) >= int(high) or len(high) > len("999"):
        return False
    return followed_by(t, end) in ("money", "percent") or (end < len(t.words) and c.surely_counted(t.words[end]))


def is_year(word: str) -> bool:
    return len(word) == 4 and (word[:2] in ("19", "20") or word == "2100")


def reference(t: Tokens, i: int, end: int, role: Role) -> Draft:
    return Draft(i, end, end, role=role, text=t.text[t.starts[i] : t.ends[end - 1]])


def tight_run(t: Tokens, i: int) -> tuple[int, list[str], str]:
    """The tight run of digits and - / : . signs from token `i`: end, groups, the signs used."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    j, groups, signs = i + 1, [words[i]], ""
    while j + 1 < n and kinds[j + 1] == "d" and words[j] in "-/:." and touch(t, j - 1) and touch(t, j):
        signs += words[j]
        groups.append(words[j + 1])
        j += 2
    return j, groups, signs


def by_shape(t: Tokens, i: int, end: int, groups: list[str], signs: str) -> Draft | None:
    """Figures that their own shape gives away."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    first = groups[0]
    if i and words[i - 1] == "+" and touch(t, i - 1) and first.startswith("212"):
        return reference(t, i, phone_end(t, i, end), "phone")
    green = first[0] == "0" and len(first) == 3 and first != "000"  # 080 200 48 48
    if (first[0] == "0" and len(first) in (2, 4, 9, 10)) or first == "00212" or green:
        last = phone_end(t, i, end)
        if (10 if green else 9) <= sum(len(w) for w in words[i:last] if w.isdigit()) <= (10 if green else 14):
            return reference(t, i, last, "phone")
    if not signs:
        if len(first) > 15:
            return reference(t, i, end, "code")
        if end < n and words[end] == "h" and touch(t, end - 1) and len(first) <= 2:
            return reference(t, i, end + 1 + (end + 1 < n and kinds[end + 1] == "d" and touch(t, end)), "time")
        return _dated(t, i, end)
    if set(signs) == {":"}:
        return reference(t, i, end, "time" if len(groups) <= 3 and all(len(g) <= 2 for g in groups) else "code")
    if len(groups) == 3 and len(set(signs)) == 1:
        a, b, last_group = groups
        if (len(a) <= 2 and len(b) <= 2 and is_year(last_group)) or (is_year(a) and len(b) <= 2 and len(last_group) <= 2):
            return reference(t, i, end, "date")
    if all(map(is_year, groups)):
        return reference(t, i, end, "date")
    if signs == "/" and is_span(t, first, groups[1], end):
        return None
    if set(signs) == {"/"}:
        return reference(t, i, end, "date" if is_year(first) or _month_at(t, end) else "page")
    if signs in (".-.", "-.", ".-") and first[0] != "0":  # 7.000-8.000
        return None
    if "/" in signs or ":" in signs or ("-" in signs and len(groups) > 2):
        return reference(t, i, end, "code")
    if signs == "-" and _month_at(t, end):
        return reference(t, i, end, "date")
    return None


def phone_end(t: Tokens, i: int, end: int) -> int:
    """The end of a phone number whose groups are parted by blanks."""
    while (
        end < len(t.words)
        and end - i < 12
        and t.kinds[end] == "d"
        and t.starts[end] - t.ends[end - 1] <= 1
        and len(t.words[end]) <= 4
    ):
        end += 1
    return end


def _month_at(t: Tokens, j: int) -> bool:
    """Whether a month's name stands at token `j` ('من شهر' before it allowed)."""
    n = len(t.words)
    while j < n and t.words[j] in ("من", "شهر"):
        j += 1
    return j < n and t.words[j] in c.MONTHS


def _dated(t: Tokens, i: int, end: int) -> Draft | None:
    """21 نونبر 2024، and 12 و13 و14 ماي."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    if len(words[i]) > 2 or not 1 <= int(words[i]) <= 31:
        return None
    j = end
    for _ in range(6):
        if _month_at(t, j):
            return reference(t, i, end, "date")
        if j + 1 < n and words[j] in ("و", "،", ",", "-", "الي", "حتي", "او") and kinds[j + 1] == "d" and len(words[j + 1]) <= 2:
            j += 2
        else:
            break
    return None
