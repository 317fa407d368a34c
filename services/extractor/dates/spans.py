"""Points joined: ranges ('من 5 إلى 12 ماي'), lists ('أيام 3 و4 و5 يونيو') and single ones."""

from __future__ import annotations

import itertools

from services.extractor.dates import notes as texts
from services.extractor.dates.model import DateKind, DateMention
from services.extractor.dates.points import Point, point_at
from services.extractor.dates.resolve import bounds, fill, infer_year, iso, kind_of, weekday_ok
from services.extractor.dates.text import View
from shared.text.calendar import valid_day

_MOST = 31
"""Points in one list: the days of a month."""
Found = tuple[DateMention, int]
"""A mention, and the token after it."""


def link(v: View, j: int, *, between: bool) -> tuple[str, int] | None:
    """What joins two points at token j: `to`, `and` or `slash`, and the token where the second one starts.

    A glued 'و' stays on the token that it leads.
    """
    w = v.word(j)
    if w == "-":
        k = j + 1
        return "to", k + (v.is_(k, "to") is not None)
    if w == "/":
        return "slash", j + 1
    if w in ("،", ","):
        if v.word(j + 1).startswith("و") and v.is_(j + 1, "to"):
            return link(v, j + 1, between=between)
        return "and", j + 1
    if v.is_(j, "to") or w == "ل" or (v.is_(j, "until") is not None):
        k = j + 1
        while v.is_(k, "until") or v.is_(k, "edge") or v.is_(k, "days"):
            k += 1
        return "to", k
    if w == "و":
        return ("to" if between else "and"), j + 1
    if w.startswith("و"):
        return ("to" if between else "and"), j
    return None


def joined(v: View, i: int) -> Found | None:
    """A range or list of points, or a single point, that starts at token i."""
    t = v.tokens
    if i < v.barren:
        return None
    start, j = t.starts[i], i
    between = lead = listed = False
    weekdays: list[int] = []
    if t.kinds[i] != "d":
        start, j, between, lead, listed = _lead_in(v, i)
        weekdays, j = _weekdays(v, j)
    first = point_at(v, j, bare=True)
    if first is None:
        return None
    points, joins = [first], []
    k = first.j
    while len(points) < _MOST:
        found = link(v, k, between=between and len(points) == 1)
        if found is None:
            break
        nxt = point_at(v, found[1], bare=True, touched=listed and points[-1].day is None)
        if nxt is None or (found[0] == "slash" and (nxt.day is not None or points[-1].day is not None)):
            break
        if found[0] == "and" and not _may_list(points[-1], nxt, listed=listed):
            break
        points.append(nxt)
        joins.append(found[0])
        k = nxt.j
        if found[0] == "to":
            if not (nxt.bare and nxt.when is None and v.word(found[1] - 1) == "-" and v.word(k) == "-"):
                break
            joins[-1] = "and"  # '10 - 11 - 12 ماي'
    # a tail of bare numbers that no month follows belongs to something else
    while points and points[-1].bare and points[-1].when is None:
        points.pop()
        if joins:
            joins.pop()
    if not points:
        v.barren = k
        return None
    if weekdays:
        start = start if listed else t.starts[i]
        listed = True
        if len(points) == len(weekdays):
            for p, weekday in zip(points, weekdays, strict=True):
                p.weekday = weekday
    if len(points) == 1:
        if lead and not between and v.is_(points[0].j, "to"):
            return _single(v, points[0], start if listed else points[0].start)
        return _single(v, points[0], points[0].start if not listed else start)
    return _combine(v, points, joins, start if (lead or listed) else points[0].start, listed=listed)


def _lead_in(v: View, i: int) -> tuple[int, int, bool, bool, bool]:
    """Past 'بين', 'من' and 'أيام' at token i: where the mention starts, the token behind, and whether each stood there."""
    start, j = v.tokens.starts[i], i
    between = lead = listed = False
    s = v.is_(j, "between")
    if s is not None or (v.word(j) in ("ما", "فيما", "وما") and v.is_(j + 1, "between")):
        start += s.offset if s is not None else 0
        j += 1 if s is not None else 2
        between = lead = True
    elif (s := v.is_(j, "from")) is not None and s.offset == 0:
        j, lead = j + 1, True
    if (s := v.is_(j, "days") or v.is_(j, "months")) is not None:
        start = start if lead else start + s.offset
        j, listed = j + 1, True
    return start, j, between, lead, listed


def _weekdays(v: View, j: int) -> tuple[list[int], int]:
    """Two or more weekdays before their days: 'الإثنين والثلاثاء 5 و6 ماي'; none, where a single one stands."""
    found: list[int] = []
    k = j
    while len(found) < 7 and (s := v.is_(k, "weekday")) is not None:
        found.append(int(s.value))
        k += 1
        k += v.word(k) in ("و", "،") and v.is_(k + 1, "weekday") is not None
    return (found, k) if len(found) > 1 and v.digits(k) else ([], j)


def _may_list(a: Point, b: Point, *, listed: bool) -> bool:
    """Whether 'و' or a comma between two points makes a list of them: alike in grain, and nothing closed before."""
    if a.bare:
        return listed or b.month is not None or b.bare
    if b.bare or a.year is not None or a.when is not None:
        return False
    return (a.day is None) == (b.day is None) and a.month is not None and b.month is not None


def _single(v: View, p: Point, start: int) -> Found | None:
    fill(p, v.reference, v.last)
    infer_year(p, v.reference)
    if p.year is not None and p.month is not None and p.day is not None and not p.hijri and not valid_day(p.year, p.month, p.day):
        return None
    if p.year is None and p.month is not None and p.day is not None and not p.hijri and not valid_day(None, p.month, p.day):
        return None
    kind = kind_of(p)
    if p.bare:
        kind = "relative"
    if p.hijri:
        p.notes.append(texts.HIJRI if p.year is not None else texts.HIJRI_WITHOUT_YEAR)
    ok = weekday_ok(p)
    if ok is False:
        p.notes.append(texts.WEEKDAY_WRONG)
    mention = DateMention(start, v.tokens.ends[p.j - 1], iso(p), kind, ok, texts.SEPARATOR.join(p.notes) or None)
    return mention, p.j


def _inherit(points: list[Point], *, turns: bool) -> None:
    """Give each point what the ones behind it share with it: month, year, 'الجاري'.

    Args:
        points: in the text's order; changed in place.
        turns: whether a first day later than the last one lies in the month before ('من 28 إلى 3 ماي').
    """
    for a, b in zip(points[-2::-1], points[:0:-1], strict=True):
        if b.when == "same":
            continue
        if a.month is None and a.day is not None:
            a.month, a.hijri = b.month, b.hijri
            if turns and b.month is not None and b.day is not None and a.day > b.day:
                a.month = (b.month - 2) % 12 + 1
        if a.year is None and a.when is None:
            a.year, a.when = b.year, b.when
            if a.year is not None and b.year is not None and _key(a) > _key(b):
                a.year -= 1
                a.notes.append(texts.TURN_OF_YEAR)
    for a, b in itertools.pairwise(points):
        if b.month is None and b.day is not None and b.when == "same":
            b.month, b.year, b.when = a.month, a.year, a.when
        if b.year is None and a.year is not None:
            b.year = a.year
            if turns and not b.hijri and _key(b) < _key(a):
                b.year += 1
                b.notes.append(texts.TURN_OF_YEAR)
        if b.when is None and b.year is None:
            b.when = a.when


def _key(p: Point) -> tuple[int, int]:
    return p.month or 0, p.day or 0


def _combine(v: View, points: list[Point], joins: list[str], start: int, *, listed: bool) -> Found | None:
    is_range = joins == ["to"]
    if is_range or points[0].day is not None:
        _inherit(points, turns=is_range and v.word(points[1].i - 1) != "-")
    else:
        for a, b in zip(points[-2::-1], points[:0:-1], strict=True):
            if a.year is None and a.when is None:
                a.year, a.when = b.year, b.when
    for p in points:
        fill(p, v.reference, v.last)
        infer_year(p, v.reference)
        if p.month is not None and p.day is not None and not p.hijri and not valid_day(p.year, p.month, p.day):
            return None
    isos = [iso(p) for p in points]
    end = points[-1].j
    notes = [n for p in points for n in p.notes]
    checks = [ok for p in points if (ok := weekday_ok(p)) is not None]
    ok = None if not checks else all(checks)
    if ok is False:
        notes.append(texts.WEEKDAY_WRONG)
    if any(p.hijri for p in points):
        notes.append(texts.HIJRI)
    known = [i for i in isos if i is not None]
    text, kind = None, "range"
    if len(known) == len(isos):
        text, kind, note = _cover(points, known, is_range=is_range or not _is_list(points, joins))
        if note:
            notes.append(note)
    parts = tuple(known) if not is_range and len(known) == len(isos) else ()
    return (
        DateMention(
            start, v.tokens.ends[end - 1], text, _kind(kind), ok, texts.SEPARATOR.join(dict.fromkeys(notes)) or None, False, parts
        ),
        end,
    )


def _kind(kind: str) -> DateKind:
    return "year" if kind == "year" else "range"


def _is_list(points: list[Point], joins: list[str]) -> bool:
    return "to" not in joins


def _cover(points: list[Point], isos: list[str], *, is_range: bool) -> tuple[str, str, str | None]:
    spans = [bounds(p) for p in points]
    if any(s is None for s in spans):
        # without a year: months and days can be ordered within one year only
        return f"{isos[0]}/{isos[-1]}", "range", None if is_range else texts.members(isos)
    order = sorted(range(len(points)), key=lambda n: spans[n] or (0, 0))
    first, last = order[0], order[-1]
    if is_range:
        note = texts.BACKWARDS if first != 0 else None
        return _slash(isos[first], isos[last]), "range", note
    whole = [s for s in (spans[n] for n in order) if s is not None]
    close = all((b[0] - a[1]).days == 1 for a, b in itertools.pairwise(whole))
    if close:
        return _slash(isos[first], isos[last]), "range", None
    years = {p.year for p in points}
    if len(years) == 1 and all(p.day is None for p in points):
        return f"{points[0].year:04}", "year", texts.months_meant(isos)
    return _slash(isos[first], isos[last]), "range", texts.only_these(isos)


def _slash(a: str, b: str) -> str:
    return a.split("/")[0] + "/" + b.split("/")[-1]
