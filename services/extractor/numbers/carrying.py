"""What an amount leaves out since the one before it said it: '10 ملايين درهم، والجهة بـ 8', '60 في المئة، مقابل 40 للرجال'.

A currency alone is carried with a note. A multiplier or percent that is carried makes another number of what is written,
so that the figure is flagged as well: it could stand for itself.
"""

from __future__ import annotations

from itertools import pairwise

from services.extractor.numbers import notes
from services.extractor.numbers.contexts import COUNTED_NOUNS, STOP
from services.extractor.numbers.model import Draft, times
from services.extractor.numbers.units import take_currency
from services.extractor.numbers.wordlists import folded
from services.extractor.tokens import Tokens

_REACH = 30
"""Tokens between the two."""
_SENTENCE = frozenset("\n.؛!?؟")
_NO_NOUN = frozenset("\n.؛!?؟،,:)") | {"و"}
_DRAWN = folded("أصل مجموع")
_BEFORE = folded("ب وب و ثم منها منه مقابل بدل عوض أصل مجموع بعد")
"""Before a figure that may leave out its measure: 'والغرفة بـ 2', 'صرفنا منها 7', 'من أصل 30'."""
_THEN = folded("كان كانت أصبح أصبحت فأصبح فأصبحت صار فصار بات باتت يساوي لتصبح ليصبح")
"""'120 درهما بعدما كان 80': a price at another time."""
_PERCENT_BEFORE = folded("و مقابل ثم")
_BEHIND = STOP | folded("هذه هذا سنة عام السنة العام فقط اليوم")
_MOST = 1_000
"""A larger number has its multiplier written out."""
_PRICES = 10
"""How many times the one price may be the other."""


def carry_currency(t: Tokens, drafts: list[Draft]) -> None:
    """Give amounts that name nothing the currency, and where it is left out the multiplier, of the one before them.

    Only within a sentence, and only where no noun stands behind them that could be what is counted.

    Args:
        t: tokens of the folded text.
        drafts: quantities and references in the order of the text; changed in place.
    """
    for a, b in pairwise(d for d in drafts if d.role is None):
        if a.unit not in ("MAD", "EUR", "USD", "percent") or b.unit or b.currency or not a.ratio or not b.ratio:
            continue
        if b.form == "dual" or b.ratio_max or not b.tok or b.tok - a.end > _REACH:
            continue
        if not _SENTENCE.isdisjoint(t.words[a.end : b.tok]) or not _stands_alone(t, b):
            continue
        before = t.words[b.tok - 1]
        if a.unit == "percent":
            if (before in _PERCENT_BEFORE or before.startswith("وال")) and b.scale == 1 and _at_most(b, 100) and _at_most(a, 100):
                b.unit = "percent"
                b.flag("ambiguous_number", notes.CARRIED_PERCENT)
        elif b.scale > 1:
            if a.scale > 1:
                take_currency(b, a)
                b.notes.append(notes.CARRIED_CURRENCY)
        elif a.scale > 1:
            if before in _BEFORE and _at_most(b, _MOST):
                b.ratio, b.scale = times(b.ratio, (a.scale, 1)), a.scale
                take_currency(b, a)
                b.flag("ambiguous_number", notes.CARRIED_MULTIPLIER)
        elif (before in ("ب", "وب") or before in _THEN) and _alike(a, b):
            take_currency(b, a)
            b.notes.append(notes.CARRIED_CURRENCY)


def _stands_alone(t: Tokens, b: Draft) -> bool:
    """Whether no noun follows that the figure could count."""
    following = t.words[b.end] if b.end < len(t.words) else "."
    if following in _NO_NOUN or following in _BEHIND or t.words[b.tok - 1] in _DRAWN:
        return following not in COUNTED_NOUNS
    return following[0] in "ولب" and following not in COUNTED_NOUNS and following[1:] not in COUNTED_NOUNS


def _at_most(draft: Draft, most: int) -> bool:
    return draft.ratio is not None and draft.ratio[0] <= most * draft.ratio[1]


def _alike(a: Draft, b: Draft) -> bool:
    """Whether two amounts are of one size, as two prices of a thing are."""
    if a.ratio is None or b.ratio is None:
        return False
    left, right = a.ratio[0] * b.ratio[1], b.ratio[0] * a.ratio[1]
    return left <= _PRICES * right and right <= _PRICES * left
