"""Figures that are parts of one figure: '12 مليون درهم و350 ألف درهم', 'ألف و200 مليون', 'ألفي مليون', '3 من كل 4'."""

from __future__ import annotations

from services.extractor.lexicon import words
from services.extractor.numbers import notes
from services.extractor.numbers.contexts import COUNTED_NOUNS, SINGULARS, is_counted
from services.extractor.numbers.model import NumberReading, Quantity, Reference
from services.extractor.tokens import Tokens

_THOUSAND, _MILLION, _MILLIARD = 1_000, 1_000_000, 1_000_000_000
_SCALES = (_MILLIARD, _MILLION, _THOUSAND)
_BARE_SCALE = words("مليون مليونا مليار مليارا")
_RESPECTIVELY = words("التوالي توالي تواليا تباعا بالتوالي بالتتابع التتابع")
_REACH = 8  # tokens in which 'على التوالي' makes two amounts of two
_YEAR_BEFORE = words("سنة عام السنة العام سنتي موسم")
_YEARS = range(1_900, 2_101)
_OUT_OF = words("من بين أصل")
_ONE = words("واحد واحدة")


def merge(tokens: Tokens, reading: NumberReading) -> NumberReading:
    """Put together what the text writes as one figure in two parts, and take years in words for what they are.

    Args:
        tokens: those that were read.
        reading: quantities and references, in order.
    """
    quantities: list[Quantity] = []
    references = list(reading.references)
    for quantity in reading.quantities:
        if quantity.form == "words" and quantity.value in _YEARS and _word_before(tokens, quantity) in _YEAR_BEFORE:
            references.append(Reference(quantity.start, quantity.number_end, "date", str(quantity.value)))
            continue
        share = _out_of_each(tokens, quantities[-1] if quantities else None, quantity)
        if share is not None:
            if quantities and quantities[-1].start >= share.start:
                quantities.pop()
            quantities.append(share)
            continue
        merged = _merged(tokens, quantities[-1], quantity) if quantities else None
        if merged is None:
            quantities.append(quantity)
        else:
            quantities[-1] = merged
    return NumberReading(quantities, sorted(references, key=lambda r: r.start))


def _word_before(tokens: Tokens, quantity: Quantity) -> str:
    first = tokens.at(quantity.start)
    return tokens.words[first - 1] if first else ""


def _out_of_each(tokens: Tokens, a: Quantity | None, b: Quantity) -> Quantity | None:
    """'3 من كل 4', 'تسعة حرفيين من كل عشرة', 'صانع من كل خمسة': a share, told by two small numbers."""
    if b.unit is not None or b.value is None:
        return None
    words_, first = tokens.words, tokens.at(b.start)
    k = first - 2
    if first < 3 or words_[first - 1] != "كل" or words_[k] not in _OUT_OF:
        return None
    while k and words_[k - 1] in _OUT_OF:
        k -= 1
    if a is not None and a.unit is None and a.value is not None and a.end <= tokens.ends[k - 1]:
        last = tokens.between(a.start, a.end).stop
        behind = "".join(words_[tokens.between(b.start, b.end).stop :][:1])
        if last == k or (last == k - 1 and tokens.kinds[last] == "w" and behind not in COUNTED_NOUNS):
            return _share(a, b, a.value, a.start)
    one = words_[k - 1]
    behind = "".join(words_[tokens.between(b.start, b.end).stop :][:1])
    same = behind not in COUNTED_NOUNS or behind[0] == one[0] or one in SINGULARS  # صانع من كل ثلاثة صناع, not من كل 12 إقليما
    if one in _ONE or (tokens.kinds[k - 1] == "w" and is_counted(one) and same and (b.value < 11 or behind[-1:] != "ا")):
        return _share(b, b, 1, tokens.starts[k - 1])
    return None


def _share(a: Quantity, b: Quantity, part: float, start: int) -> Quantity | None:
    if b.value is None or not 0 < part < b.value or a.value_max is not None or b.value_max is not None:
        return None
    note = notes.out_of_each(f"{part:g}", f"{b.value:g}")
    share = round(100 * part / b.value, 2)
    return a._replace(
        start=start, end=b.end, number_end=b.number_end, value=int(share) if share == int(share) else share, unit="percent",
        qualifier_start=min(a.qualifier_start, start), note=note, noun=None, form=b.form,
    )  # fmt: skip


def _merged(tokens: Tokens, a: Quantity, b: Quantity) -> Quantity | None:
    """Both as one, or None where they are two."""
    if a.value is None or b.value is None or a.value <= 0 or b.value <= 0 or a.value_max is not None or b.value_max is not None:
        return None
    if "ambiguous_number" in a.flags + b.flags and a.unit != "MAD":
        return None
    gap = tokens.text[a.end : b.start].strip()
    joined = gap == "و" and b.qualifier_start == b.start
    if not joined and not (gap == "" and b.start > a.end):
        return None
    if (
        not joined
        and _first_word(tokens, b) in _BARE_SCALE
        and a.unit is None
        and a.value % _THOUSAND == 0
        and a.form in {"words", "dual"}
    ):
        return _one(a, b, a.value * b.value)  # ألفي مليون
    if not joined:
        left_out = a.form == "words" and _first_word(tokens, a) in _BARE_SCALE and a.end == a.number_end and b.form != "words"
        if left_out and _THOUSAND <= b.value < a.value and a.value in _SCALES:
            return _one(a, b, a.value + b.value)._replace(note=notes.CONJUNCTION_LEFT_OUT)  # مليار 200 مليون درهم
        return None
    bare = a.end == a.number_end  # what follows is not yet said: a's own unit would have been written
    if bare and a.form == "words" and a.value % _THOUSAND == 0 and a.value < _MILLION:
        scale = next((s for s in (_MILLIARD, _MILLION) if b.value * _centimes(b) >= s), None)
        if scale is not None and b.value * _centimes(b) < _THOUSAND * scale:
            return _one(a, b, a.value * scale / _centimes(b) + b.value)  # ألف و200 مليون
        if (
            scale is None
            and a.value % (100 * _THOUSAND) == 0
            and b.form == "words"
            and b.value < 100 * _THOUSAND
            and a.unit == b.unit
        ):
            return _one(a, b, a.value + b.value)  # مائة ألف وثلاثة آلاف
    if a.unit == b.unit == "MAD" and not bare and "converted_unit" not in a.flags + b.flags and not _respectively(tokens, b):
        scale = next((s for s in _SCALES if a.value >= s), None)
        if scale in {_MILLIARD, _MILLION} and a.value % scale == 0 and b.value < scale and b.value >= _THOUSAND:
            return _one(a, b, a.value + b.value)  # 12 مليون درهم و350 ألف درهم
    return None


def _first_word(tokens: Tokens, quantity: Quantity) -> str:
    return tokens.words[tokens.at(quantity.start)]


def _centimes(quantity: Quantity) -> int:
    """100 where the amount was written in centimes and is given in dirhams."""
    return 100 if "converted_unit" in quantity.flags else 1


def _respectively(tokens: Tokens, quantity: Quantity) -> bool:
    last = tokens.between(quantity.start, quantity.end).stop
    return not _RESPECTIVELY.isdisjoint(tokens.words[last : last + _REACH])


def _one(a: Quantity, b: Quantity, value: float) -> Quantity:
    whole = round(value, 6)
    return b._replace(
        start=a.start,
        value=int(whole) if whole == int(whole) else whole,
        qualifier=a.qualifier,
        qualifier_start=a.qualifier_start,
        form="mixed" if a.form != b.form else a.form,
        flags=tuple(dict.fromkeys(f for f in a.flags + b.flags if f != "ambiguous_number")),
        note=notes.ONE_FIGURE,
    )
