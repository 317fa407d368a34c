"""Changes told in figures: what something rose or fell by, and what it came to."""

from __future__ import annotations

from services.extractor.lexicon import words
from services.extractor.sight import PART_WORDS, Sight

_BY = words("ب بنحو بحوالي بقرابة بزهاء بقيمة بأزيد بأكثر")
_REACHING = words("إلى ليبلغ لتبلغ ليصل لتصل ليستقر لتستقر ليناهز لتناهز")
_AMOUNTING = words("يصل تصل وصل وصلت")
_THAT_IS = words("أي اي يعادل وهو مما ما")
_RATE = words("بنسبة نسبة بنسب نسبته نسبتها بمعدل")
_BY_WHAT = (["بما", "يعادل"], ["بما", "يناهز"], ["بما", "يقارب"], ["ما", "يعادل"])
_SUMMED_UP = 7  # tokens between a figure and the percentage that it comes to
CHANGE = 8  # tokens between a word of change and the amount that it changed by


def is_change(sight: Sight) -> bool:
    """Whether an amount is what something rose or fell by, and not what it came to: 'تراجعت الصادرات ب 15 مليون درهم'."""
    texts, first = sight.layers.tokens.words, sight.figure.first
    by = (first and texts[first - 1] in _BY) or sight.layers.tokens.text[max(0, sight.figure.quantity.start - 1)] == "ب"
    low = max(sight.sentence[0], first - CHANGE)
    return bool(by) and any(sight.layers.marks.last_before(tag, low, first) for tag in ("growth.before", "growth.fall"))


def told_change(sight: Sight) -> int:
    """Which way the change went that a percentage sums up: 'تراجع من 6 ملايين درهم إلى 2,4، أي بنسبة 60 في المائة'; 0: none."""
    texts, before = sight.layers.tokens.words, sight.before
    if before is None or before.first < sight.sentence[0] or sight.edge - before.last > _SUMMED_UP:
        return 0
    if _THAT_IS.isdisjoint(texts[before.last : sight.edge]) or _RATE.isdisjoint(texts[before.last : sight.edge]):
        return 0
    marks, low = sight.layers.marks, sight.sentence[0]
    if not PART_WORDS.isdisjoint(texts[max(low, before.first - 2) : before.last + 2]):
        return 0  # '400 مستفيد، منهم 100 امرأة، أي بنسبة 25 في المائة'
    fall, rise = (marks.last_before(tag, low, before.first) for tag in ("growth.fall", "growth.before"))
    if fall is not None and (rise is None or rise.start < fall.start):
        return -1
    return 1 if rise is not None else 0


def moved_by(sight: Sight) -> int:
    """Which way a level moved by a percentage: 'انخفضت نسبة الأمية بخمس نقط'; 0 where it came to it, or did not move."""
    texts, first = sight.layers.tokens.words, sight.figure.first
    by = texts[first - 1 : first] == ["ب"] or sight.layers.tokens.text[max(0, sight.figure.quantity.start - 1)] == "ب"
    if not by or (first and texts[first - 1] == "نسبه"):
        return 0
    return _way_before(sight)


def changed_by(sight: Sight) -> int:
    """'هوت مبيعات الخزف بما يعادل 55 في المائة': which way, 0 where no change is told so."""
    first = sight.figure.first
    return _way_before(sight) if sight.layers.tokens.words[first - 2 : first] in _BY_WHAT else 0


def _way_before(sight: Sight) -> int:
    """Which way the words before a figure say that something went; a fall goes before a rise."""
    marks, first = sight.layers.marks, sight.figure.first
    low = max(sight.low, first - CHANGE)
    if marks.last_before("growth.fall", low, first) is not None:
        return -1
    return 1 if marks.last_before("growth.before", low, first) is not None else 0


def is_reached(sight: Sight) -> bool:
    """Whether a percentage is what something came to, not what it changed by: 'تقلصوا إلى الربع', 'تحسنا ليبلغ 64,3 %'."""
    texts, edge = sight.layers.tokens.words, sight.edge
    if edge > 1 and texts[edge - 2] in _AMOUNTING:
        return False  # ارتفاعا يصل إلى 7,5 في المائة
    if edge > 0 and texts[edge - 1] == "من" and texts[sight.figure.last : sight.figure.last + 1] == ["الي"]:
        return True  # تراجع الطلب من 30 إلى 20 في المائة
    return edge > 0 and texts[edge - 1] in _REACHING
