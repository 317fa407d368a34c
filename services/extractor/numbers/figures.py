"""Digits: which separator means what.

Dot and comma are used both ways in this news. Three digits behind one and no multiplier: thousands; one or two digits,
or a multiplier behind: a decimal; what fits no reading is malformed, and what fits two is flagged with both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from services.extractor.numbers import notes
from services.extractor.numbers.contexts import SINGULARS
from services.extractor.numbers.model import Ratio
from services.extractor.numbers.units import followed_by
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch

Measure = Literal["scale", "percent", "money", ""]
_SEPARATORS = frozenset(".,،٫٬'")
_GAP_SEPARATORS = frozenset(".,،٫")
_MOST_WIRE = 200  # figures of an article that are asked how it writes them
LONGEST = 15
"""More digits than this are a code (an account, an identifier), never an amount."""


@dataclass(slots=True)
class Figure:
    """Digits as written: `groups` with the separators between them; ' ' parts thousands, 'ر' is the wire agency's point."""

    tok: int
    end: int
    groups: list[str]
    separators: list[str]
    notes: list[str] = field(default_factory=list)
    doubt: str | None = None
    """Why the extent itself is doubtful."""
    readings: dict[Measure, FigureReading] = field(default_factory=dict)
    """What it says before each measure that it was read with."""
    turned: bool | None = None
    """Of a wire agency's figure, whether the article's others have the fraction on the left; None: they do not say."""


class FigureReading(NamedTuple):
    """What a figure says; `ratio` None: malformed."""

    ratio: Ratio | None
    doubt: str | None = None
    note: str | None = None


def read_figure(t: Tokens, i: int) -> Figure:
    """The figure that begins at token `i` (digits), with its separators, over stray spaces.

    Cost is linear: a run of digits and separators is taken whole, an Arabic comma only a few groups ahead.
    """
    words, kinds, starts, ends, n = t.words, t.kinds, t.starts, t.ends, len(t.words)
    figure = Figure(i, i + 1, [words[i]], [])
    if i + 1 >= n:
        return figure
    j = i + 1
    commas = 0
    while j + 1 < n and kinds[j + 1] == "d" and words[j] in _SEPARATORS and starts[j] == ends[j - 1] and starts[j + 1] == ends[j]:
        if words[j] == "،":
            commas += 1
            if commas > 5:
                break
        figure.separators.append(words[j])
        figure.groups.append(words[j + 1])
        j += 2
    figure.end = j
    if commas:
        return _arabic_commas(t, figure)
    if len(figure.groups) == 1:
        _wire_point(t, figure) or _spaced(t, figure) or _gap(t, figure)
    elif figure.separators[-1] in ".," and set(map(len, figure.groups[1:])) == {3}:
        _gap(t, figure)
    return figure


def _arabic_commas(t: Tokens, figure: Figure) -> Figure:
    """The Arabic comma is first of all the comma of a list: a decimal or thousands only where the rest says so."""
    groups, separators, i = figure.groups, figure.separators, figure.tok
    end = figure.end
    listed = end < len(t.words) and t.words[end] == "و" and end + 1 < len(t.words) and t.kinds[end + 1] == "d"
    measure = followed_by(t, end)
    tail = groups[-1]
    head_ok = all(len(g) == 3 for g in groups[1:-1]) and 1 <= len(groups[0]) <= 3
    if separators[-1] == "،" and head_ok and not listed:
        if len(tail) <= 2 and measure and (len(groups) == 2 or "،" not in separators[:-1]):
            return figure
        if len(tail) == 3 and not groups[0].startswith("0"):
            if "000" not in groups and len(groups) > 2:
                figure.doubt = notes.THOUSANDS_OR_LIST
            return figure
        if len(tail) == 3 and groups[0] == "0":
            return figure
    cut = separators.index("،")
    figure.groups, figure.separators = groups[: cut + 1], separators[:cut]
    figure.end = i + 2 * cut + 1
    if measure and len(groups) == 2 and not listed and len(tail) <= 3:
        figure.doubt = notes.TWO_FIGURES
    return figure


def _space(t: Tokens, a: int, widest: int = 1) -> bool:
    """Whether only one to `widest` blanks stand between token `a` and the next."""
    gap = t.starts[a + 1] - t.ends[a]
    return 1 <= gap <= widest


def _wire_point(t: Tokens, figure: Figure) -> bool:
    """715ر2, 715 ر 2, and 'فاصلة'."""
    j, n = figure.end, len(t.words)
    if j + 1 < n and t.kinds[j + 1] == "d" and t.words[j] in ("ر", "فاصله"):
        if t.words[j] == "ر" and (t.starts[j] - t.ends[j - 1] > 1 or t.starts[j + 1] - t.ends[j] > 1):
            return False
        figure.groups.append(t.words[j + 1])
        figure.separators.append(t.words[j])
        figure.end = j + 2
        figure.turned = _turned_here(t, j)
        return True
    return False


_WIRE = Watch(lambda word: True if word == "ر" else None)


def _turned_here(t: Tokens, own: int) -> bool | None:
    """Whether the article's other figures with the agency's point have their fraction on the left: it turns all or none."""
    votes = []
    for j, _ in t.seen(_WIRE)[:_MOST_WIRE]:
        if j == own or not 0 < j < len(t.words) - 1 or t.kinds[j - 1] + t.kinds[j + 1] != "dd":
            continue
        left, right = len(t.words[j - 1]), len(t.words[j + 1])
        if left != right:
            votes.append(left < right)
    clear = len(set(votes)) == 1 and (len(votes) > 1 or len(t.words[own - 1]) == len(t.words[own + 1]))
    return votes[0] if clear else None


def _spaced(t: Tokens, figure: Figure) -> bool:
    """Thousands parted by single blanks, forwards (2 500 000) and turned round (000 500 2)."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    first = figure.groups[0]
    if len(first) > 3:
        return False
    turned = len(first) == 3 and first[0] == "0"
    if first[0] == "0" and not turned:
        return False
    groups = [first]
    j = figure.end
    while j < n and kinds[j] == "d" and len(groups) < 6 and _space(t, j - 1) and not _fraction_touches(t, j, thousands=True):
        size = len(words[j])
        if size == 3:
            groups.append(words[j])
        elif turned and size < 3 and words[j][0] != "0":
            groups.append(words[j])
            j += 1
            break
        else:
            break
        j += 1
    if len(groups) == 1:
        short = len(first) == 3 and j < n and kinds[j] == "d" and len(words[j]) < 3 and words[j][0] != "0"
        if short and _space(t, j - 1) and _sized_together(t, j + 1):
            figure.groups, figure.separators, figure.end = [words[j], first], [" "], j + 1
            figure.doubt = notes.perhaps_turned(f"{first} {words[j]}", f"{words[j]} {first}")
            return True
        return False
    if turned:
        figure.notes.append(notes.turned(" ".join(groups), " ".join(reversed(groups))))
        groups.reverse()
    figure.groups, figure.separators, figure.end = groups, [" "] * (len(groups) - 1), j
    touching = j + 1 < n and kinds[j + 1] == "d" and t.starts[j] == t.ends[j - 1] and t.starts[j + 1] == t.ends[j]
    if not turned and touching and words[j] in ".,٫" and len(words[j + 1]) <= 2:
        figure.groups.append(words[j + 1])
        figure.separators.append(words[j])
        figure.end = j + 2
    return True


def _sized_together(t: Tokens, j: int) -> bool:
    """Whether what stands at token `j` goes with one large figure: a currency, or a noun in the singular (500 14 صانع)."""
    return followed_by(t, j) == "money" or (j < len(t.words) and t.words[j] in SINGULARS)


def _fraction_touches(t: Tokens, j: int, thousands: bool) -> bool:
    """Whether token `j` (digits) goes on with a separator and three digits: then it is a figure of its own."""
    n = len(t.words)
    if j + 2 >= n or t.kinds[j + 2] != "d" or t.starts[j + 1] != t.ends[j] or t.starts[j + 2] != t.ends[j + 1]:
        return False
    return t.words[j + 1] in "-/:ر" or (t.words[j + 1] in _SEPARATORS and thousands and len(t.words[j + 2]) > 2)


def _gap(t: Tokens, figure: Figure) -> bool:
    """A separator with a stray blank on one side or both: 5 ,3 مليون; 12, 5 %."""
    words, kinds, starts, ends, n = t.words, t.kinds, t.starts, t.ends, len(t.words)
    j = figure.end
    if j + 1 >= n or kinds[j + 1] != "d" or words[j] not in _GAP_SEPARATORS:
        return False
    left, right, sep = figure.groups[-1], words[j + 1], words[j]
    before, after = starts[j] - ends[j - 1], starts[j + 1] - ends[j]
    if before > 2 or after > 2 or len(left) > 3 or len(right) > 3 or _fraction_touches(t, j + 1, thousands=True):
        return False
    if j + 3 < n and words[j + 2] in ".," and kinds[j + 3] == "d" and starts[j + 2] == ends[j + 1]:  # 5 ,3,2
        return False
    measure = followed_by(t, j + 2)
    listed = j + 3 < n and words[j + 2] in ("و", "،", ",") and kinds[j + 3] == "d"
    if listed:
        return False
    if len(right) == 3:
        if after or measure == "scale" or sep == "،" or not before or left[0] == "0":
            return False
        figure.notes.append(notes.BLANK_IN_THOUSANDS)
    elif not after:
        if not measure:
            if sep in "،.":
                return False
            figure.doubt = notes.perhaps_two(f"{left} {sep}{right}", f"{left}.{right}")
        elif sep == "،":
            figure.doubt = notes.perhaps_two(f"{left} ،{right}", f"{left}.{right}")
        else:
            figure.notes.append(notes.blank(f"{left} {sep}{right}", f"{left}.{right}"))
    else:
        line_start = figure.tok == 0 or kinds[figure.tok - 1] == "n"
        if sep == "،" or not measure or (line_start and sep == "." and not before):
            return False
        figure.doubt = notes.perhaps_two(f"{left}{sep} {right}", f"{left}.{right}")
    figure.groups.append(right)
    figure.separators.append(sep)
    figure.end = j + 2
    return True


def _decimal(whole: str, fraction: str) -> Ratio:
    return int(whole + fraction), 10 ** len(fraction)


def interpret(figure: Figure, measure: Measure) -> FigureReading:
    """The value of a figure before its multiplier.

    Args:
        figure: the digits as written.
        measure: what follows them: a multiplier, percent, money, or none of these.
    """
    if measure not in figure.readings:
        figure.readings[measure] = _interpret(figure, measure)
    return figure.readings[measure]


def _interpret(figure: Figure, measure: Measure) -> FigureReading:
    groups, separators = figure.groups, figure.separators
    if sum(map(len, groups)) > LONGEST:
        return FigureReading(None)
    if not separators:
        return FigureReading((int(groups[0]), 1), figure.doubt)
    if separators[0] in ("ر", "فاصله"):
        return _wire(groups, separators[0], figure.doubt, figure.turned)
    note = notes.SEPARATOR.join(figure.notes) or None
    reading = _one_separator(figure, measure) if len(separators) == 1 else _many_separators(figure)
    if reading.ratio is None:
        return reading
    return FigureReading(reading.ratio, reading.doubt or figure.doubt, reading.note or note)


def _wire(groups: list[str], sign: str, doubt: str | None, turned: bool | None) -> FigureReading:
    left, right = groups
    if sign != "ر":
        return FigureReading(_decimal(left, right), doubt, notes.wire(f"{left}{sign}{right}", f"{left}.{right}"))
    longer = len(right) - len(left)
    near = abs(longer) <= 1 and max(len(left), len(right)) <= 2
    if longer and not (near and turned is not None and turned != (longer > 0)):
        whole, fraction = (right, left) if longer > 0 else (left, right)
        return FigureReading(
            _decimal(whole, fraction), doubt, notes.wire(f"{left}ر{right}", f"{whole}.{fraction}", longer=longer > 0)
        )
    if left == "0" or turned is False:
        whole, fraction = left, right
    else:
        whole, fraction = right, left
    other = notes.wire_doubt(f"{left}ر{right}", f"{whole}.{fraction}", f"{fraction}.{whole}")
    return FigureReading(_decimal(whole, fraction), other)


def _one_separator(figure: Figure, measure: Measure) -> FigureReading:
    left, right = figure.groups
    sep = figure.separators[0]
    whole = left + right
    grouped = len(right) == 3 and len(left) <= 3 and left[0] != "0"
    if sep in "٬' ":
        return FigureReading((int(whole), 1)) if len(right) == 3 and len(left) <= 3 else FigureReading(None)
    if sep == "٫":
        return FigureReading(_decimal(left, right))
    if left == "000" and len(right) <= 3:
        return FigureReading((int(right + left), 1), None, notes.turned(f"{left}{sep}{right}", right + left))
    if len(left) > 1 and left[0] == "0":
        return FigureReading(None)
    if len(right) <= 2:
        return FigureReading(_decimal(left, right))
    if len(right) == 3:
        if measure in ("scale", "percent"):
            doubt = notes.either(f"{left}{sep}{right}", f"{left}.{right}", whole) if grouped else None
            return FigureReading(_decimal(left, right), doubt)
        if grouped:
            return FigureReading((int(whole), 1))
        return FigureReading(_decimal(left, right)) if left == "0" else FigureReading(None)
    if (measure in ("scale", "percent") or left == "0") and len(left) <= 3:
        return FigureReading(_decimal(left, right))
    return FigureReading(None)


def _written(figure: Figure) -> str:
    return "".join(g + s for g, s in zip(figure.groups, [*figure.separators, ""], strict=True))


def _many_separators(figure: Figure) -> FigureReading:
    groups, separators = figure.groups, figure.separators
    head, last = set(separators[:-1]), separators[-1]
    if len(head) > 1 or "٫" in head or len(groups[0]) > 3 or any(len(g) != 3 for g in groups[1:-1]):
        return FigureReading(None)
    turned = groups[0] == "000"
    if last in head and turned and len(groups[-1]) <= 3 and last in ".,":
        return FigureReading(
            (int("".join(reversed(groups))), 1), None, notes.turned(last.join(groups), "".join(reversed(groups)))
        )
    if groups[0][0] == "0":
        return FigureReading(None)
    if last in head:
        if groups[-1] == "00":  # 1.200.000.00
            return FigureReading((int("".join(groups[:-1])), 1), notes.ONE_SIGN_FOR_TWO)
        if len(groups[-1]) == 2 and len(groups) > 2 and last in ".,":  # 7,852,765,83
            return FigureReading(_decimal("".join(groups[:-1]), groups[-1]), notes.LAST_TWO_A_FRACTION)
        return FigureReading((int("".join(groups)), 1)) if len(groups[-1]) == 3 else FigureReading(None)
    ratio = _decimal("".join(groups[:-1]), groups[-1])
    if last in "٬' ":
        return FigureReading(None)
    if len(groups[-1]) > 2 and last != "٫":
        if len(groups[-1]) > 3:
            return FigureReading(None)
        head_digits, whole = "".join(groups[:-1]), "".join(groups)
        return FigureReading(ratio, notes.either(_written(figure), f"{head_digits}.{groups[-1]}", whole))
    return FigureReading(ratio)
