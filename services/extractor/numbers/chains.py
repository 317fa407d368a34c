"""Numbers of several parts: words (ثلاثمائة وخمسون ألفا), multipliers (3,21 مليار), mixed chains (مليار و200 مليون), fractions.

A chain goes on over و only while its next part is smaller than the last multiplier: مليار و200 مليون is one number,
31,7 و32,5 مليار are two.
"""

from __future__ import annotations

from services.extractor.numbers import notes
from services.extractor.numbers.figures import LONGEST, Figure, interpret, read_figure
from services.extractor.numbers.lexicon import NUMBER_WORDS, NumberWord
from services.extractor.numbers.model import Draft, Form, Ratio, add, times
from services.extractor.numbers.units import followed_by, latin_scale, short_million
from services.extractor.tokens import Tokens

_LARGEST = 10**18


def _entry(t: Tokens, j: int) -> NumberWord | None:
    return NUMBER_WORDS.get(t.words[j]) if j < len(t.words) else None


_ELEVENTH = NUMBER_WORDS["احد"]


def _joined(t: Tokens, j: int) -> tuple[NumberWord | None, int]:
    """The number word joined by و at token `j` (glued or apart), and its token."""
    entry = _entry(t, j)
    if entry is not None and entry.core == "واحد" and not entry.conjunction:  # وأحد عشر folds to the same letters as واحد
        following = _entry(t, j + 1)
        return (_ELEVENTH, j) if following is not None and following.kind == "ten" and not following.conjunction else (None, j)
    if entry is not None and entry.conjunction and not entry.preposition and t.words[j][0] == "و":
        return entry, j
    if j < len(t.words) and t.words[j] == "و":
        entry = _entry(t, j + 1)
        if entry is not None and not entry.conjunction and not entry.preposition:
            return entry, j + 1
    return None, j


def _below_hundred(t: Tokens, j: int, entry: NumberWord) -> tuple[int, int] | None:
    """1..99 whose first word is `entry` at token `j`: its value and the token after it."""
    kind = entry.kind
    if kind == "teen" or kind == "tens" or kind == "ten":
        return entry.value, j + 1
    if kind not in ("unit", "one", "pre"):
        return None
    following = _entry(t, j + 1)
    if following is not None and following.kind == "ten" and not following.conjunction and not following.preposition:
        return entry.value + 10, j + 2
    joined, k = _joined(t, j + 1)
    if joined is not None and joined.kind == "tens":
        return entry.value + joined.value, k + 1
    return (entry.value, j + 1) if kind != "pre" and not entry.accusative else None


def _group(t: Tokens, j: int, entry: NumberWord) -> tuple[int, int] | None:
    """1..999 in words, first word `entry` at token `j`."""
    value, k = 0, j
    following = _entry(t, j + 1)
    if (
        entry.kind == "unit"
        and entry.value > 2
        and not entry.accusative
        and following is not None
        and following.kind == "hundred"
    ):
        if following.value == 100 and not following.conjunction and not following.preposition and not following.article:
            value, k = entry.value * 100, j + 2
    elif entry.kind == "hundred" and not entry.plural:
        value, k = entry.value, j + 1
    if not value:
        return _below_hundred(t, j, entry)
    joined, m = _joined(t, k)
    if joined is not None:
        rest = _below_hundred(t, m, joined)
        if rest is not None:
            return value + rest[0], rest[1]
    elif k + 1 < len(t.words) and t.words[k] == "و" and t.kinds[k + 1] == "d" and len(t.words[k + 1]) <= 2:
        figure = read_figure(t, k + 1)
        if len(figure.groups) == 1:
            return value + int(figure.groups[0]), k + 2
    return value, k


def _scales(t: Tokens, j: int, first: bool) -> tuple[int, int, bool]:
    """The multipliers that stand at token `j`: their product, the token after them, and whether one was there."""
    scale, found = 1, False
    while True:
        entry = _entry(t, j)
        if entry is None or entry.kind != "scale" or entry.conjunction or entry.preposition:
            break
        if entry.numerator == 2 and (found or not first):
            break
        if found and entry.article:
            break
        scale *= entry.value
        found = True
        j += 1
        if scale > _LARGEST:
            break
    if not found and short_million(t, j):
        return 10**6, j + 1, True
    if not found and j < len(t.words) and t.kinds[j] == "l":
        latin = latin_scale(t.words[j])
        if latin > 1:
            return latin, j + 1, True
    return scale, j, found


def _part(t: Tokens, j: int, entry: NumberWord | None) -> tuple[Ratio | None, int, int, bool, Form, Figure | None] | None:
    """One part of a chain: coefficient and multiplier. (value, scale, next token, bare, form, figure)."""
    n = len(t.words)
    if j < n and t.kinds[j] == "d":
        figure = read_figure(t, j)
        after = figure.end
        spoken = _spoken_decimal(t, after, t.words[j]) if after == j + 1 else None
        if spoken is not None:
            scale, k, found = _scales(t, spoken[1], first=False)
            return times(spoken[0], (scale, 1)), scale, k, False, "mixed" if found else "digits", None
        if after < n and t.words[after] == ")" and j and t.words[j - 1] == "(" and followed_by(t, after + 1):
            after += 1  # (5) ملايين
        scale, k, found = _scales(t, after, first=False)
        reading = interpret(figure, "scale" if found else followed_by(t, after))
        form: Form = "mixed" if found and k > after and t.kinds[k - 1] == "w" else "digits"
        value = None if reading.ratio is None else times(reading.ratio, (scale, 1))
        return value, scale, k if found else figure.end, False, form, figure
    if entry is None:
        return None
    if entry.kind == "scale":
        if entry.plural:
            return None
        scale, k, _ = _scales(t, j + 1, first=False) if entry.numerator == 1 else (1, j + 1, False)
        return (entry.value * entry.numerator * scale, 1), entry.value * scale, k, True, "words", None
    group = _group(t, j, entry)
    spoken = _spoken_decimal(t, group[1], str(group[0])) if group else _spoken_decimal(t, j + 1, str(entry.value))
    if spoken is not None:
        scale, k, _ = _scales(t, spoken[1], first=False)
        return times(spoken[0], (scale, 1)), scale, k, False, "words", None
    if group is None:
        return None
    scale, k, found = _scales(t, group[1], first=False)
    return (group[0] * scale, 1), scale, k, False, "words", None


def _spoken_decimal(t: Tokens, j: int, whole: str) -> tuple[Ratio, int] | None:
    """'[واحد] فاصل خمسة', '[3] فاصلة 25' at token `j`: the number, and the token after it."""
    if t.words[j : j + 1] not in (["فاصل"], ["فاصله"]) or j + 1 >= len(t.words):
        return None
    entry = _entry(t, j + 1)
    rest = _below_hundred(t, j + 1, entry) if entry is not None else None
    fraction, end = (t.words[j + 1], j + 2) if t.kinds[j + 1] == "d" else (str(rest[0]), rest[1]) if rest else ("", j)
    if not fraction or len(whole + fraction) > LONGEST:
        return None
    return (int(whole + fraction), 10 ** len(fraction)), end


def scales_at(t: Tokens, j: int) -> tuple[int, int, bool]:
    """The multipliers behind a number that ends before token `j`: their product, the token after them, whether one is there."""
    return _scales(t, j, first=False)


def fraction_at(t: Tokens, j: int, entry: NumberWord) -> tuple[Ratio, int] | None:
    """نصف، ثلثا، ثلاثة أرباع at token `j`: the ratio and the token after it."""
    if entry.kind == "fraction":
        return (entry.numerator, entry.value), j + 1
    if entry.kind == "unit":
        following = _entry(t, j + 1)
        if following is not None and following.kind == "parts" and not following.conjunction and entry.value < following.value:
            return (entry.value, following.value), j + 2
    return None


def half_behind(t: Tokens, j: int, scale: int, noun: str = "") -> tuple[Ratio, int] | None:
    """'ونصف', 'ونصف المليون' behind a multiplier or a noun: what it adds, and the token after it."""
    joined, k = _joined(t, j)
    if joined is None:
        if t.words[j : j + 1] == ["ونص"]:
            return (scale, 2), j + 1
        return None
    fraction = fraction_at(t, k, joined)
    if fraction is None:
        return None
    ratio, m = fraction
    entry = _entry(t, m)
    if entry is not None and entry.kind == "scale" and not entry.conjunction and not entry.plural:
        if entry.value == scale or (entry.value < scale and not entry.article):
            return times(ratio, (entry.value, 1)), m + 1
        return None
    if noun and t.words[m : m + 1] == ["ال" + noun]:
        return ratio, m + 1  # هكتارين ونصف الهكتار
    if m < len(t.words) and t.kinds[m] == "w" and t.words[m].startswith("ال") and not followed_by(t, m):
        return None  # مليون درهم، ونصف المستفيدين: a share of something else
    return times(ratio, (scale, 1)), m


def read_chain(t: Tokens, i: int, blocked: bytearray) -> Draft | None:
    """The number that begins at token `i`, with its multipliers; None where none does.

    Args:
        t: tokens of the folded text.
        i: a token of digits, or one that is in the table of number words.
        blocked: one byte a token, true where no number may stand.
    """
    entry = _entry(t, i)
    if entry is not None:
        fraction = fraction_at(t, i, entry)
        if fraction is not None:
            return _fraction_draft(t, i, *fraction)
    part = _part(t, i, entry)
    if part is None:
        return None
    ratio, scale, j, bare, form, figure = part
    draft = Draft(i, j, j, form, ratio, scale=scale, bare=bare, figure=figure)
    if figure is not None:
        note_figure(t, draft, figure)
        if ratio is None or (scale == 1 and form == "digits"):
            _half_of_plain(t, draft)
            return draft
    elif entry is not None and entry.accusative and bare and scale == entry.value and _before_its_noun(t, j):
        draft.ratio = (2 * scale, 1)  # مليونا درهم: a dual that lost its noon before its noun
        draft.notes.append(notes.dual(t.words[i]))
    if t.kinds[j - 1] != "l":
        _go_on(t, draft, blocked)
    return draft


def _before_its_noun(t: Tokens, j: int) -> bool:
    return j < len(t.words) and t.kinds[j] == "w" and t.words[j] not in ("و", "من") and _joined(t, j)[0] is None


def cents_at(t: Tokens, j: int) -> tuple[int, int] | None:
    """'و50', 'وخمسين' at token `j`, as centimes may stand behind dirhams: the number below a hundred, the token after it."""
    joined, k = _joined(t, j)
    if joined is not None:
        return _below_hundred(t, k, joined)
    if j + 1 < len(t.words) and t.words[j] == "و" and t.kinds[j + 1] == "d" and len(t.words[j + 1]) <= 2:
        return int(t.words[j + 1]), j + 2
    return None


def _half_of_plain(t: Tokens, draft: Draft) -> None:
    """'3 ونصف مليار', '12 ونصف في المائة': a half behind plain digits counts only where a measure follows it."""
    joined, k = _joined(t, draft.number_end)
    if joined is None or draft.ratio is None or draft.ratio[1] != 1:
        return
    fraction = fraction_at(t, k, joined)
    if fraction is None or not followed_by(t, fraction[1]):
        return
    scale, j, found = _scales(t, fraction[1], first=False)
    if found and t.words[fraction[1]].startswith("الم"):
        return
    draft.ratio = times(add(draft.ratio, fraction[0]), (scale, 1))
    draft.scale, draft.number_end, draft.end, draft.form = scale, j, j, "mixed"
    draft.figure = None


def _go_on(t: Tokens, draft: Draft, blocked: bytearray) -> None:
    """Take the further parts of a chain."""
    n, last = len(t.words), draft.scale
    while draft.ratio is not None:
        j = draft.number_end
        half = half_behind(t, j, last) if last > 1 else _half_behind_words(t, j)
        if half is not None:
            draft.ratio = add(draft.ratio, half[0])
            draft.number_end = draft.end = half[1]
            if last == 1:
                scale, k, found = _scales(t, half[1], first=False)
                if found:
                    draft.ratio, draft.scale = times(draft.ratio, (scale, 1)), scale
                    draft.number_end = draft.end = k
            return
        if last == 1 or (draft.ratio[1] != 1 and draft.ratio[0] % draft.ratio[1]):
            return
        joined, k = _joined(t, j)
        digits = joined is None and j + 1 < n and t.words[j] == "و" and t.kinds[j + 1] == "d"
        if digits:
            k = j + 1
        if (joined is None and not digits) or blocked[k] or (joined is not None and joined.article):
            return
        if joined is not None and joined.kind in ("one", "fraction", "parts") and draft.form == "mixed":
            return
        part = _part(t, k, joined)
        if part is None:
            return
        ratio, scale, end, bare, form, figure = part
        if ratio is None or ratio[1] != 1 or scale >= last or ratio[0] >= last or (figure is not None and len(figure.groups) > 1):
            return
        if figure is not None and scale == 1:
            if followed_by(t, end) == "percent":
                return
            if last >= 10**6:
                draft.flag("ambiguous_number", notes.units_behind_multiplier(figure.groups[0]))
        draft.ratio = add(draft.ratio, ratio)
        draft.number_end = draft.end = end
        draft.figure = None
        if form != draft.form:
            draft.form = "mixed"
        last = scale if not bare or scale < last else last
        draft.bare = False


def _half_behind_words(t: Tokens, j: int) -> tuple[Ratio, int] | None:
    """'ثلاثة ونصف مليون', 'عشرة ونصف في المائة'."""
    joined, k = _joined(t, j)
    if joined is None:
        return None
    fraction = fraction_at(t, k, joined)
    if fraction is None or not followed_by(t, fraction[1]):
        return None
    return fraction


def _fraction_draft(t: Tokens, i: int, ratio: Ratio, j: int) -> Draft | None:
    """نصف مليار, ثلاثة أرباع المليون; a fraction of anything else is a share (see `shares`), no chain."""
    entry = _entry(t, j)
    if entry is None and j < len(t.words) and t.words[j] in ("درهم", "دولار", "اورو", "يورو"):
        return Draft(i, j, j, "words", ratio)  # نصف درهم
    if entry is None or entry.kind != "scale" or entry.conjunction or entry.plural or entry.numerator == 2:
        return None
    scale, k, _ = _scales(t, j + 1, first=False)
    scale *= entry.value
    return Draft(i, k, k, "words", times(ratio, (scale, 1)), scale=scale)


def note_figure(t: Tokens, draft: Draft, figure: Figure, shared: bool = False) -> None:
    """Carry a figure's doubts and notes over to its draft; read it again where a multiplier is shared with it."""
    measure = "scale" if shared or draft.scale > 1 else followed_by(t, draft.number_end)
    reading = interpret(figure, measure)
    if shared:
        draft.ratio = reading.ratio
    if reading.ratio is None:
        draft.flag("malformed_number", notes.malformed(t.text[t.starts[figure.tok] : t.ends[figure.end - 1]]))
    if reading.doubt:
        draft.flag("ambiguous_number", reading.doubt)
    if reading.note and reading.note not in draft.notes:
        draft.notes.append(reading.note)
