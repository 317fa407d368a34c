"""What neighbouring numbers share: a multiplier or unit written once, and the two ends of a range.

'31,7 و32,5 مليار درهم' are two amounts, 'من 20 إلى 30 ألف' is a range; 'ارتفع من 200 مليون إلى 300 مليون' is a change,
and so two quantities.
"""

from __future__ import annotations

from itertools import pairwise

from services.extractor.numbers import notes
from services.extractor.numbers.chains import note_figure
from services.extractor.numbers.contexts import changes, is_counted, surely_counted
from services.extractor.numbers.figures import Figure
from services.extractor.numbers.lexicon import NUMBER_WORDS
from services.extractor.numbers.model import Draft, times
from services.extractor.numbers.units import take_currency
from services.extractor.numbers.wordlists import closed
from services.extractor.tokens import Tokens

_TO = frozenset(("الي", "حتي", "الى", "لل", "ل"))
_OR = frozenset(("او", "ام"))
_LIST = frozenset(("،", ","))
_BETWEEN = closed("بين مابين", False)


def _connector(t: Tokens, a: Draft, b: Draft) -> str:
    """What stands between two neighbouring numbers: to, or, and, list, dash; '' for anything else."""
    gap = t.words[a.end : b.tok]
    word = t.words[b.tok]
    entry = NUMBER_WORDS.get(word) if t.kinds[b.tok] == "w" else None
    if not gap:
        if entry is not None and entry.conjunction and word[0] == "و":
            return "and"
        return "to" if entry is not None and entry.preposition == "ل" and not entry.conjunction else ""
    if len(gap) > 2:
        return ""
    if gap[0] in _TO and (len(gap) == 1 or gap[1] in ("ال", "حوالي", "نحو", "غايه")):
        return "to"
    if len(gap) == 1:
        if gap[0] in _OR:
            return "or"
        if gap[0] == "و":
            return "and"
        if gap[0] in _LIST:
            return "list"
        if gap[0] in "-/":
            return "dash"
    elif gap[0] in ("و", "و") and gap[1] in ("بين", "ال"):
        return "and"
    return ""


def _take(t: Tokens, a: Draft, b: Draft) -> None:
    """Give `a` the multiplier and unit of `b`."""
    if a.unit is not None or a.currency is not None:
        return
    if b.scale > 1 and a.scale == 1 and not b.bare and (isinstance(a.figure, Figure) or a.form == "words"):
        _take_scale(t, a, b)
    take_currency(a, b)


def _take_scale(t: Tokens, a: Draft, b: Draft) -> None:
    if a.ratio is None or b.ratio is None:
        return
    if a.ratio[0] >= 1000 * a.ratio[1] and not (isinstance(a.figure, Figure) and len(a.figure.groups) == 2):
        return
    if isinstance(a.figure, Figure):
        note_figure(t, a, a.figure, shared=True)
    if a.ratio is None:
        return
    coefficient = b.ratio[0] / b.ratio[1] / b.scale
    if a.ratio[0] / a.ratio[1] > max(100.0, 20 * coefficient):
        a.flag("ambiguous_number", notes.PERHAPS_SHARED)
        return
    a.ratio = times(a.ratio, (b.scale, 1))
    a.scale = b.scale
    a.notes.append(notes.SHARED_MULTIPLIER)


def _opening(t: Tokens, a: Draft) -> str:
    """'between' or 'from' when such a word opens before number `a`."""
    k = a.tok - 1
    entry = NUMBER_WORDS.get(t.words[a.tok])
    if entry is not None and entry.preposition:
        return ""
    while k >= 0 and a.tok - k < 3 and t.words[k] in ("ال", "حوالي", "نحو", "("):
        k -= 1
    if k < 0:
        return ""
    if t.words[k] in _BETWEEN:
        return "between"
    return "from" if t.words[k] in ("من", "ومن", "فمن") else ""


def join(t: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Share what is written once, and join the ends of ranges.

    Args:
        t: tokens of the folded text.
        drafts: quantities and references in the order of the text; changed in place.

    Returns:
        the drafts that remain.
    """
    links = [_connector(t, a, b) for a, b in pairwise(drafts)]
    for k in range(len(links) - 1, -1, -1):
        a, b, link = drafts[k], drafts[k + 1], links[k]
        if not link or a.role is not None or a.form == "dual" or b.form == "dual":
            continue
        if b.role is not None:
            if (
                b.role in ("duration", "age", "time", "rating", "measure", "counter")
                and link != "list"
                and a.unit is None
                and a.scale == 1
            ):
                a.role, a.text = b.role, t.text[t.starts[a.tok] : t.ends[a.end - 1]]
            continue
        if link == "list" and not (k + 1 < len(links) and links[k + 1] in ("and", "list")):
            continue
        if link == "dash" and not (b.unit or b.currency or b.scale > 1):
            continue
        if b.unit or b.currency or b.scale > 1:
            _take(t, a, b)
    kept: list[Draft] = []
    for k, b in enumerate(drafts):
        if k and kept[-1] is drafts[k - 1] and links[k - 1] and _range(t, kept[-1], b, links[k - 1]):
            continue
        if k and links[k - 1] in ("and", "list", "to") and _same_reference(t, drafts[k - 1], b):
            b.role, b.text = drafts[k - 1].role, t.text[t.starts[b.tok] : t.ends[b.end - 1]]
        kept.append(b)
    return kept


def _same_reference(t: Tokens, a: Draft, b: Draft) -> bool:
    """'المادتان 3 و4': the second is of the kind of the first."""
    if a.role not in ("article", "law", "page", "code") or b.role is not None or b.form != "digits" or b.unit or b.scale > 1:
        return False
    return not (b.end < len(t.words) and surely_counted(t.words[b.end]))


def _from_two(t: Tokens, a: Draft, b: Draft, link: str) -> bool:
    """'قطعتين إلى ثلاث قطع', 'زربيتين أو ثلاثا': a range whose lower end is a dual, where both count the same noun."""
    if link not in ("to", "or") or b.ratio is None or b.ratio[1] != 1 or not 2 < b.ratio[0] <= _MOST_BEHIND_TWO:
        return False
    if b.unit or b.scale > 1 or (link == "to" and changes(t, a.tok)):
        return False
    counted = t.words[b.end] if b.end < len(t.words) and t.kinds[b.end] == "w" else ""
    if is_counted(counted) and (a.noun is None or counted[:2] != a.noun[:2]):
        return False
    a.ratio_max, a.end, a.number_end = b.ratio, b.end, b.number_end
    return True


_MOST_BEHIND_TWO = 10


def _range(t: Tokens, a: Draft, b: Draft, link: str) -> bool:
    """Make `a` the range from `a` to `b` if it is one."""
    if a.role is not None or b.role is not None or b.form == "dual" or a.ratio_max is not None:
        return False
    if a.form == "dual":
        return _from_two(t, a, b, link)
    if a.ratio is None or b.ratio is None:
        return False
    opening = _opening(t, a)
    if (link == "and" and opening != "between") or link == "list":
        return False
    if link == "to" and changes(t, a.tok):
        return False
    if a.unit != b.unit or a.currency != b.currency:
        if b.unit is None and b.currency is None and b.scale == 1 and a.end == a.number_end + 1 and link != "or":
            take_currency(b, a)
        else:
            return False
    low, high = a.ratio[0] * b.ratio[1], b.ratio[0] * a.ratio[1]
    turned = low > high and link == "dash" and (b.unit is not None or b.scale > 1)
    if low >= high and not turned:
        return False
    measured = b.unit or b.currency or b.scale > 1
    if link == "dash" and not measured and not (b.end < len(t.words) and is_counted(t.words[b.end])):
        return False
    if link == "or" and a.end != a.number_end:
        return False
    if link == "dash" and t.words[a.end] == "/" and not measured:
        a.flag("ambiguous_number", notes.SLASH)
    if turned:
        a.notes.append(notes.RANGE_TURNED)
    a.ratio, a.ratio_max = (b.ratio, a.ratio) if turned else (a.ratio, b.ratio)
    a.end, a.number_end = b.end, b.number_end
    take_currency(a, b)
    a.flags.extend(f for f in b.flags if f not in a.flags)
    a.notes.extend(n for n in b.notes if n not in a.notes)
    if a.form != b.form:
        a.form = "mixed"
    return True
