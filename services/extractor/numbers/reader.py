"""One pass over the tokens: every figure once, as a quantity or as a reference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from services.extractor.numbers import contexts as c
from services.extractor.numbers import notes
from services.extractor.numbers.carrying import carry_currency
from services.extractor.numbers.chains import cents_at, half_behind, read_chain, scales_at
from services.extractor.numbers.duals import dual_of
from services.extractor.numbers.lexicon import NUMBER_WORDS, ORDINALS
from services.extractor.numbers.merging import merge
from services.extractor.numbers.model import Draft, NumberReading, Quantity, Reference, add, plain, times
from services.extractor.numbers.pairs import join
from services.extractor.numbers.qualifiers import qualify
from services.extractor.numbers.references import digits_reference
from services.extractor.numbers.shapes import plus_at, plus_before
from services.extractor.numbers.units import MONEY, Money, apply_money, money_at, take_unit
from services.extractor.numbers.words import dual_at, may_be_dual, of_them, ordinal_at, share_of_them, word_number
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch

_COINED = ("MAD", "EUR", "USD")


def read_numbers(
    tokens: Tokens, masked: Sequence[tuple[int, int]] = (), duals: Callable[[str], str | None] | None = None
) -> NumberReading:
    """Read every figure of a text.

    Args:
        tokens: `tokenize(fold(text).text)`.
        masked: spans of the folded text that are read already (dates): no quantity starts in one.
        duals: gives the folded singular of a folded word that is a dual, else None; by default `duals.dual_of`.

    Returns:
        the quantities and the references, each in the order of the text.
    """
    blocked = bytearray(len(tokens) + 1)
    for start, end in masked:
        for k in tokens.between(start, end):
            blocked[k] = 1
    drafts = join(tokens, _scan(tokens, blocked, duals))
    carry_currency(tokens, drafts)
    qualify(tokens, drafts)
    quantities = [_quantity(tokens, d) for d in drafts if d.role is None]
    references = [
        Reference(tokens.starts[d.tok] + d.lead, tokens.ends[d.end - 1], d.role, d.text) for d in drafts if d.role is not None
    ]
    return merge(tokens, NumberReading(quantities, references))


_Start = Literal["digits", "number", "ordinal", "coin", "dual", "of_them"]


def _start(word: str, duals: Callable[[str], str | None] = dual_of) -> _Start | None:
    """What a folded token may begin."""
    if word[0] in "0123456789":
        return "digits"
    if word in NUMBER_WORDS:
        return "number"
    if word in ORDINALS:
        return "ordinal"
    if not "ء" <= word[0] <= "ي":
        return None
    if word in MONEY or (word[0] in "بول" and word[1:] in MONEY and word[1] != "ا"):
        return "coin"
    if may_be_dual(word, duals):
        return "dual"
    return "of_them" if of_them(word) else None


_STARTS: Watch[_Start] = Watch(_start)


def _scan(t: Tokens, blocked: bytearray, duals: Callable[[str], str | None] | None) -> list[Draft]:
    drafts: list[Draft] = []
    free = 0  # tokens before are taken
    starts = t.seen(_STARTS)
    if duals is not None:
        starts = [(i, s) for i, word in enumerate(t.words) if (s := _start(word, duals)) is not None]
    for i, start in starts:
        if i < free or blocked[i]:
            continue
        draft = _draft_at(t, i, start, blocked, free, duals or dual_of)
        if draft is None:
            continue
        if draft.form != "dual" and not draft.lead:
            draft.lead = _lead(t.words[draft.tok])
        previous = drafts[-1] if drafts else None
        if previous is not None and _said_twice(t, previous, draft):
            free = previous.end
            continue
        drafts.append(draft)
        free = draft.end
    return drafts


def _draft_at(
    t: Tokens, i: int, start: _Start, blocked: bytearray, free: int, duals: Callable[[str], str | None]
) -> Draft | None:
    if start == "digits":
        return digits_reference(t, i) or _quantity_draft(t, read_chain(t, i, blocked), free)
    if start == "number":
        return _quantity_draft(t, word_number(t, i, NUMBER_WORDS[t.words[i]], blocked), free)
    if start == "ordinal":
        return ordinal_at(t, i)
    if start == "coin":
        return _one_coin(t, i) or _dual(t, i, duals)
    return (_dual(t, i, duals) if start == "dual" else None) or share_of_them(t, i)


def _lead(word: str) -> int:
    """How many letters of و, ف, ب, ل, ك stand before a number word."""
    entry = NUMBER_WORDS.get(word)
    if entry is not None:
        preposition = "" if word.startswith("لل", entry.conjunction) else entry.preposition
        return entry.conjunction + len(preposition)
    return 0


def _coin(word: str) -> tuple[Money | None, int]:
    """The currency of a word, and how many letters stand before it: درهمين, بدرهمين."""
    money = MONEY.get(word)
    return (money, 0) if money is not None else (MONEY.get(word[1:]), 1)


def _dual(t: Tokens, i: int, duals: Callable[[str], str | None]) -> Draft | None:
    money, lead = _coin(t.words[i])
    if money is not None and money.factor[0] == 2:  # درهمين، بدرهمين
        draft = Draft(i, i + 1, i + 1, "dual", (1, 1), noun=t.words[i][lead:-2], lead=lead)
        apply_money(draft, money)
        _more_money(t, draft)
        return draft
    return dual_at(t, i, duals)


def _one_coin(t: Tokens, i: int) -> Draft | None:
    """'درهم ونصف', 'درهم واحد', 'درهم وعشرين سنتيما': a currency that stands for one of it."""
    money, lead = _coin(t.words[i])
    if money is None or money.unit is None or money.factor[0] != 1 or t.words[i].startswith("ال"):
        return None
    one = i + 1 < len(t.words) and t.words[i + 1] == "واحد"
    draft = Draft(i, i + 1 + one, i + 1 + one, "words", (1, 1), lead=lead)
    apply_money(draft, money)
    _more_money(t, draft)
    return draft if one or draft.ratio != (1, 1) else None


def _said_twice(t: Tokens, a: Draft, b: Draft) -> bool:
    """'ثمانية (8) مشاريع': one number, written twice."""
    if a.role is not None or b.role is not None or a.end != a.number_end or a.end + 1 != b.tok or t.words[a.end] != "(":
        return False
    if a.ratio is None or b.ratio is None or b.number_end >= len(t.words):
        return False
    alike = times(a.ratio, (b.scale, 1))
    if a.scale == 1 and b.scale > 1 and a.form != b.form and alike[0] * b.ratio[1] == b.ratio[0] * alike[1]:
        a.ratio, a.scale, a.form = b.ratio, b.scale, "mixed"  # ثلاثة (3) ملايين
        a.end, a.number_end, a.unit, a.currency, a.factor = b.end, b.number_end, b.unit, b.currency, b.factor
        return True
    if a.ratio[0] * b.ratio[1] != b.ratio[0] * a.ratio[1]:
        return False
    if t.words[b.number_end] != ")" or a.form == b.form:
        return False
    a.end = a.number_end = b.number_end + 1
    if a.form != "dual":
        a.form = "mixed"
        scale, behind, found = scales_at(t, a.end)  # 15 (خمسة عشر) مليون
        if found and a.scale == 1:
            a.ratio, a.scale, a.end, a.number_end = times(a.ratio, (scale, 1)), scale, behind, behind
        take_unit(t, a)
    return True


def _quantity_draft(t: Tokens, draft: Draft | None, free: int) -> Draft | None:
    """Give a fresh number its unit, or the role that the words behind it give it; tokens before `free` are taken."""
    if draft is None or draft.role is not None:
        return draft
    words, kinds, n = t.words, t.kinds, len(t.words)
    if draft.unit is None:
        take_unit(t, draft)
    if draft.unit is None and draft.currency is None:
        _sign_before(t, draft, free)
    _more_money(t, draft)
    if draft.unit or draft.currency or draft.ratio is None:
        return draft
    if draft.form == "digits" and plus_before(t, draft.tok):
        draft.qualifier = "min"
    if plus_at(t, draft.end):
        draft.end = draft.number_end = draft.end + 1
        draft.qualifier = "min"
    j = draft.end
    if j < n and words[j] == ")" and j + 1 < n:
        j += 1
    following = words[j] if j < n and kinds[j] == "w" else ""
    behind = words[j + 1] if j + 1 < n else ""
    countable = draft.scale > 1 or draft.ratio[0] >= 1000 * draft.ratio[1] or behind == "عمل"  # ملايين ليالي المبيت, أيام عمل
    if following in c.DEGREES and (behind in c.HEAT or not c.HEAT.isdisjoint(words[max(0, draft.tok - 6) : draft.tok])):
        draft.role = "measure"
    elif (
        following in c.COUNTER_NOUNS
        or _shares_beside_views(t, j)
        or (following in c.TIMES and not c.WATCHED.isdisjoint(words[max(0, draft.tok - 6) : draft.tok]))
    ):
        draft.role = "counter"
    elif following == "ربيعا":
        draft.role = "age"
    elif following in c.DECADES and c.decades(words, draft.tok, j + 1):
        draft.role = "duration"
    elif following in c.DURATIONS and following[0] != "و" and not countable and not _at_a_year(t, draft, j):
        before = words[max(0, draft.tok - 4) : draft.tok]
        aged = not c.AGES.isdisjoint(before) or (before[-1:] == ["("] and words[j + 1 : j + 2] == [")"])
        draft.role = "age" if aged else "duration"
    elif following in c.RATINGS:
        draft.role = "rating"
    elif following in c.OF_DAY:
        draft.role = "time"
    elif draft.form == "words" and draft.tok and _postposed_time(t, draft):
        draft.role = "duration"
    if draft.role is not None:
        draft.text = t.text[t.starts[draft.tok] : t.ends[draft.end - 1]]
    return draft


def _shares_beside_views(t: Tokens, j: int) -> bool:
    """'125 مشاركة 1340 مشاهدة': what pages count of themselves, in a row, and no participants."""
    w = t.words
    if w[j : j + 1] not in (["مشاركه"], ["مشاركات"]):
        return False
    behind = next((k for k in range(j + 1, min(j + 5, len(w))) if t.kinds[k] == "w"), j)
    before = next((k for k in range(j - 2, max(-1, j - 5), -1) if t.kinds[k] == "w"), j)
    return any(w[k] in c.COUNTER_NOUNS for k in (behind, before) if k != j and not w[k].startswith("و"))


def _at_a_year(t: Tokens, draft: Draft, j: int) -> bool:
    """'4 سنة 2012', '90 السنة الماضية': the year is when, and not what is counted."""
    if draft.form != "digits":
        return False
    word, behind = t.words[j], t.words[j + 1] if j + 1 < len(t.words) else ""
    named = word in ("سنه", "عام") and len(behind) == _YEAR_DIGITS and behind.isdigit() and behind[:2] in ("19", "20")
    return named or (word.startswith("ال") and draft.end == draft.number_end == j and t.words[draft.tok - 1] != "ال")


_YEAR_DIGITS = 4


def _postposed_time(t: Tokens, draft: Draft) -> bool:
    """'السنوات الخمس الأخيرة'."""
    previous, word = t.words[draft.tok - 1], t.words[draft.tok]
    if word.startswith("ال") and previous.startswith(("سنوات", "اعوام")):
        return True  # سنواته الإحدى والستين
    return word.startswith("ال") and ("ال" in previous[:4] or "لل" in previous[:3]) and previous in c.DURATIONS


def _sign_before(t: Tokens, draft: Draft, free: int) -> None:
    """'% 12', '$5', and a minus on a percentage."""
    k = draft.tok - 1
    if k < free or t.kinds[k] not in "pl" or t.starts[draft.tok] - t.ends[k] > 1:
        return
    if t.words[k] == "%":
        draft.unit, draft.tok = "percent", k
    elif t.words[k] in ("€", "$"):
        found = money_at(t, k)
        if found:
            apply_money(draft, found[0])
            draft.tok = k


def _more_money(t: Tokens, draft: Draft) -> None:
    """'12 درهما و50 سنتيما', 'مليون درهم ونصف المليون'."""
    j = draft.end
    if draft.currency and draft.scale > 1 and draft.ratio is not None:
        half = half_behind(t, j, draft.scale)
        if half is not None:
            draft.ratio = add(draft.ratio, half[0])
            draft.end = draft.number_end = half[1]
        return
    if draft.unit not in _COINED or draft.ratio is None:
        return
    half = half_behind(t, j, 1)
    if half is not None:
        found = money_at(t, half[1])
        following = t.words[half[1]] if half[1] < len(t.words) else ""
        if found is None and c.is_counted(following):
            return  # 3 دراهم ونصف طن: a half of something else
        end = found[1] if found else half[1]
        draft.ratio, draft.factor = (
            add(times(draft.ratio, draft.factor), times(half[0], (draft.factor[1], draft.factor[1]))),
            (1, 1),
        )
        draft.end = draft.number_end = end
        return
    cents = cents_at(t, j)
    found = money_at(t, cents[1]) if cents else None
    if draft.currency == "dirham" and cents and found and found[0].currency == "centime":
        draft.ratio, draft.factor = add(times(draft.ratio, draft.factor), (cents[0], 100)), (1, 1)
        draft.end = draft.number_end = found[1]
        draft.notes.append(notes.DIRHAMS_AND_CENTIMES)


def _minus(t: Tokens, tok: int) -> bool:
    """Whether ناقص, or a minus that is no bullet and no dash between two words, stands before the figure at token `tok`."""
    if tok and t.words[tok - 1] in ("ناقص", "بناقص"):
        return True
    if tok >= 2 and t.words[tok - 2 : tok] == ["(", "-"]:
        return True
    if tok < 2 or t.words[tok - 1] != "-" or t.ends[tok - 1] != t.starts[tok] or t.kinds[tok - 2] == "n":
        return False
    return t.ends[tok - 2] < t.starts[tok - 1] or t.words[tok - 2] == "("


def _quantity(t: Tokens, d: Draft) -> Quantity:
    start = t.starts[d.tok] + d.lead
    flags = tuple(dict.fromkeys(d.flags)) if d.flags else ()
    said = [*d.notes, d.currency_note] if d.currency_note else d.notes
    value = None if d.ratio is None else plain((d.ratio[0] * d.factor[0], d.ratio[1] * d.factor[1]))
    top = None if d.ratio_max is None else plain((d.ratio_max[0] * d.factor[0], d.ratio_max[1] * d.factor[1]))
    if value is not None and d.unit == "percent" and _minus(t, d.tok):
        value, start = -value, t.starts[d.tok - 1]
    elif value is not None and d.unit == "percent" and t.words[d.end - 2 : d.end] == ["-", "%"]:
        value = -value
    qualifier_start = t.starts[d.qualifier_tok] if d.qualifier_tok >= 0 else start
    return Quantity(
        start, t.ends[d.end - 1], t.ends[d.number_end - 1], value, top, d.unit, d.qualifier, min(qualifier_start, start),
        d.form, flags, notes.SEPARATOR.join(said) or None, d.noun,
    )  # fmt: skip
