"""Portions: figures of a region, a province, a country or a product that have a share of the figure before them.

'بلغت الصادرات 1,4 مليار درهم، واستحوذت جهة مراكش آسفي على 500 مليون': a portion is a part of its total whether or not
all portions are told. It is of the same kind, unit, time and state, and of a place inside the total's; portions never come
to more than their total.
"""

from __future__ import annotations

from bisect import bisect_left

from services.extractor.kinds.base import MONEY, Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import words
from services.extractor.places import PlaceMention
from services.extractor.spans import within
from services.extractor.watches import Watch

_HAS = words("""
    استحوذ استحوذت تستحوذ يستحوذ مستحوذة مستحوذا استأثر استأثرت تستأثر يستأثر مستأثرة مستأثرا استقطبت استقطب تستقطب يستقطب
    تصدر تصدرت تتصدر يتصدر متصدرة متصدرا المرتبة الرتبة المراتب الصدارة صدارة المقدمة مقدمة مقدمتها مقدمتهم
    رأس رأسها رأسهم طليعة طليعتها     حصة حصتها حصته نصيب نصيبها نصيبه
""")
"""Words of having a share: a place, a country or a product may stand with them."""
_OF_A_PLACE = words("""
    ساهم ساهمت تساهم يساهم أسهم أسهمت تسهم يسهم مساهمة وحدها لوحدها وحده لوحده بمفردها بمفرده
    منها منه منهم منهن ضمنها ضمنهم بينها بينهم فيها ذلك الجهات الأقاليم المدن
""")
"""Words that are of having a share with a place alone; those of `_ONLY_BEHIND` behind what is said there."""
_ONLY_BEHIND = {
    **dict.fromkeys(words("فيها ذلك"), words("بما")),
    **dict.fromkeys(words("رأس"), words("على")),
    **dict.fromkeys(words("مقدمة"), words("في")),
    **dict.fromkeys(words("الجهات الأقاليم المدن"), words("حسب بحسب وحسب وبحسب حيث")),
}
_ALONE = words("وحدها لوحدها وحده لوحده بمفردها بمفرده")
_AGAINST = words("مقابل بينما فيما حين حيث أما خاصة خصوصا لاسيما سيما")
"""Words that set a place against the whole country: a portion only where the total is of the country."""
_NEXT = words("ثم تليها تلتها يليها تليه يليه تلاها تلاه فتليها متبوعة متبوعا ومتبوعة متبوعين")
_MEASURED = words("""
    مقارنة بالمقارنة مقارنا بدل عوض بعدما بزيادة زيادة بارتفاع ارتفاع بانخفاض انخفاض بتراجع تراجع نمو بنمو
    رفع رفعها رفعه بفارق فارق ارتفعت ارتفع زادت نمت تراجعت تراجع انخفضت انخفض تقلصت
    كلفة بكلفة تكلفة بتكلفة استثمار باستثمار
""")
"""A figure behind such a word says how much it rose or what was paid, not how much of it someone has."""
_REACHED = words("ب على بنحو بحوالي بقيمة بمبلغ بما بأزيد بأكثر بقرابة بزهاء بمجموع نحو حوالي قيمته")
_WORTH = words("بقيمة بمبلغ بما أي يعادل")
_REFERS_BACK = words("بالجهة الجهة بالإقليم الإقليم بالمدينة المدينة للجهة للإقليم للمدينة")
_KIND_NOUNS = words("صادرات مبيعات معاملات مداخيل عائدات")
_UNITS_OF_PLACE = words("جهة مدينة إقليم عمالة هذه")
_CUE = 1  # how a watch tells words of having
_PLACE_CUE, _CONTRAST = 2, 3
_REACH = 16  # tokens from such a word to its figure
_BEFORE = 40  # tokens before a figure that may speak of it
_BACK = 12  # figures back to the total
_BESIDE = 3  # tokens from a place to 'وحدها'
_BEHIND = 5  # tokens behind a figure in which 'لجهة الشرق' stands
_MOST = 40  # portions of one total
_ROUNDED = 1.005  # what portions may come to of a total that is rounded
_ELLIPTIC = ("budget.money", "other.", "workforce.people", "workforce.artisans")


def _cue(word: str) -> int | None:
    for form in (word, word[1:]) if word[:1] in {"و", "ف"} else (word,):
        if form in _HAS:
            return _CUE
        if form in _OF_A_PLACE:
            return _PLACE_CUE
        if form in _AGAINST:
            return _CONTRAST
    return None


_CUES = Watch(_cue)


def link_portions(drafts: list[Draft]) -> None:
    """Tie portions to their totals.

    Args:
        drafts: the drafts with a quantity of one text, in order, with their periods, states and places.
    """
    if len(drafts) < 2:
        return
    layers = drafts[0].layers
    firsts = [d.first for d in drafts]
    found: dict[int, list[int]] = {}
    taken: set[int] = set()
    for token, cue in layers.tokens.seen(_CUES):
        if not _holds(layers, token):
            continue
        n = bisect_left(firsts, token + 1)
        reach = min(layers.structure.sentence_of(token)[1], token + _REACH)
        if n + 1 < len(drafts) and drafts[n].unit == "percent" and _is_worth(drafts[n], drafts[n + 1]):
            n, reach = n + 1, reach + _REACH  # 'استحوذت على 29 في المائة من الصادرات بقيمة 146 مليون درهم'
        if not 0 < n < len(drafts) or drafts[n].first >= min(reach, layers.structure.sentence_of(token)[1]) or n in taken:
            continue
        whole = _total_of(drafts, n, cue, token)
        if whole is not None:
            series = [m for m in _series(drafts, n, whole, placed=bool(_places_of(drafts, n))) if m not in taken]
            taken.update(series)
            found.setdefault(whole, []).extend(series)
    come_to: dict[int, float] = {}
    for draft in drafts:
        if draft.total is not None and draft.unit == draft.total.unit:
            come_to[id(draft.total)] = come_to.get(id(draft.total), 0) + (draft.value or 0)
    for whole, portions in found.items():
        total = drafts[whole]
        if come_to.get(id(total), 0) + sum(drafts[m].value or 0 for m in portions) <= _ROUNDED * (total.value or 0):
            for m in portions:
                _tie(total, drafts, m)


def _tie(total: Draft, drafts: list[Draft], m: int) -> None:
    portion = drafts[m]
    portion.total = total
    if not total.places and {p.type for p in _places_of(drafts, m)} == {"region"}:
        total.regions = []  # what a region has a share of is not of that region alone
    if portion.kind != total.kind:
        portion.kind, portion.unit, portion.rule = total.kind, total.unit, f"{total.kind}.part"


def _is_worth(share: Draft, draft: Draft) -> bool:
    """Whether a figure says what a share of it comes to: '29 في المائة من الصادرات بقيمة 146 مليون'."""
    between = draft.layers.tokens.words[share.last : draft.first]
    return len(between) <= _REACH and "،" not in between and not _WORTH.isdisjoint(between[-2:])


def _holds(layers: Layers, token: int) -> bool:
    """Whether a word of having a share is one where it stands: 'بما فيها', 'حسب الجهات', 'ساهمت فيه' but not 'ساهمت في رفع'."""
    texts = layers.tokens.words
    behind = _ONLY_BEHIND.get(texts[token])
    return behind is None or not behind.isdisjoint(texts[max(0, token - 2) : token])


def _stretch(drafts: list[Draft], n: int) -> range:
    """The tokens that speak of a figure: from the figure before it in its sentence up to the comma behind it."""
    draft = drafts[n]
    low, high = draft.layers.structure.sentence_of(draft.first)
    low = max(low, draft.first - _BEFORE)
    if n and drafts[n - 1].last > low:
        low = min(drafts[n - 1].last, draft.first)
    texts = draft.layers.tokens.words
    end = next((t for t in range(draft.last, min(high, draft.last + _REACH)) if texts[t] in "،,؛:"), high)
    return range(low, min(end, drafts[n + 1].first) if n + 1 < len(drafts) else end)


def _named(layers: Layers, low: int, high: int) -> list[PlaceMention]:
    if low >= high:
        return []
    return list(within(layers.places, layers.tokens.starts[low], layers.tokens.ends[high - 1]))


def _places_of(drafts: list[Draft], n: int) -> list[PlaceMention]:
    """The places named with a figure: in front of it, or right behind it."""
    stretch, draft = _stretch(drafts, n), drafts[n]
    left = _named(draft.layers, stretch.start, draft.first)
    return left or _named(draft.layers, draft.last, min(stretch.stop, draft.last + _BEHIND))


def _total_of(drafts: list[Draft], n: int, cue: int, token: int) -> int | None:
    """The nearest figure before a portion that it may be a portion of."""
    portion = drafts[n]
    texts = portion.layers.tokens.words
    if not _stands_alone(portion, token):
        return None
    places = [p for p in _places_of(drafts, n) if portion.layers.tokens.at(p.end) >= token - _BESIDE]
    if texts[token] in _ALONE and not _named(portion.layers, max(0, token - 1), token + 3):
        return None
    if not places and (cue != _CUE or not _is_reached(portion, token)):
        return None
    structure = portion.layers.structure
    paragraph = structure.block_of(portion.first).start
    above = structure.block_of(paragraph - 1).start if paragraph and cue != _CONTRAST else paragraph
    for m in range(n - 1, max(-1, n - 1 - _BACK), -1):
        total = drafts[m]
        if total.first < above:
            return None
        if not _alike(total, portion):
            continue
        if cue == _CONTRAST and m != n - 1:
            return None
        stretch = _stretch(drafts, m)
        if places:
            if _contains(total, stretch, places, cue) and not _other_thing(total, portion, token):
                return m
        elif total.total is None and not total.crafts and not total.layers.tokens.sees(_CUES, stretch.start, total.first):
            return m
    return None


def _series(drafts: list[Draft], n: int, whole: int, *, placed: bool) -> list[int]:
    """A portion and those that go on behind it: '… على 500 مليون، والدار البيضاء على 400 مليون، ثم فاس بـ200'."""
    series, total = [n], drafts[whole]
    texts = total.layers.tokens.words
    for m in range(n + 1, min(len(drafts), n + _MOST)):
        before, draft = drafts[m - 1], drafts[m]
        if draft.unit == "percent":
            continue  # 'على 500 مليون درهم (36 في المائة)'
        between = texts[drafts[series[-1]].last : draft.first]
        if not (_alike(total, draft) or _is_bare(total, draft)) or len(between) > _REACH or not _MEASURED.isdisjoint(between):
            break
        same = total.layers.structure.sentence_of(draft.first) == total.layers.structure.sentence_of(before.first)
        if between == ["و"] and same:
            series.append(m)  # 'متبوعة ببركان وتاوريرت بـ740 و615'
            continue
        if not (any(w.startswith("و") for w in between) and same) and _NEXT.isdisjoint(w.removeprefix("و") for w in between):
            break
        places = _places_of(drafts, m)
        joined = _contains(total, _stretch(drafts, whole), places, _CUE) if places else not placed
        if not joined or not _is_reached(draft, before.last):
            break
        series.append(m)
    return series


def _alike(total: Draft, portion: Draft) -> bool:
    """Whether two figures are of one kind, unit, time and state, and the second the smaller and no one's part yet."""
    if total.quantity is None or portion.quantity is None or portion.total is not None or not total.value or not portion.value:
        return False
    if total.unit != portion.unit or total.unit in {None, "percent"} or portion.value >= total.value:
        return False
    if total.kind != portion.kind and not _takes_its_kind(total, portion):
        return False
    if total.kind == "price" or (total.kind == "other" and total.noun is None and total.unit not in MONEY):
        return False
    if portion.period is not None and portion.period != total.period:
        return False
    ahead = {"planned", "target"}
    return (total.status in ahead) == (portion.status in ahead)


def _takes_its_kind(total: Draft, portion: Draft) -> bool:
    """Whether a figure that says little of itself may be of its total's kind: '… 380 ألف صانع مسجل، منهم 70 ألف صانع بفاس'."""
    if total.kind in {"budget", "other"} or not (portion.rule.startswith(_ELLIPTIC) or portion.rule.endswith(".elliptic")):
        return False
    return portion.noun is None or (total.noun is not None and portion.noun.entry == total.noun.entry)


def _is_bare(total: Draft, portion: Draft) -> bool:
    """Whether a figure of a series has no noun of its own: 'بـ70 ألف صانع، تليها جهة الشرق بـ65 ألفا'."""
    bare = portion.unit is None and portion.rule == "other.unknown_noun" and portion.total is None
    return bare and total.unit not in MONEY and 0 < (portion.value or 0) < (total.value or 0)


def _stands_alone(portion: Draft, token: int) -> bool:
    """Whether nothing between a word of having a share and the figure says that it is of something else."""
    texts = portion.layers.tokens.words[max(0, token - 2) : portion.first]
    return _MEASURED.isdisjoint(w.removeprefix("و") for w in texts)


def _is_reached(portion: Draft, low: int) -> bool:
    """Whether a figure stands behind 'ب' or 'على', or right behind the one that has it."""
    texts = portion.layers.tokens.words
    return not _REACHED.isdisjoint(texts[max(low, portion.first - 3) : portion.first])


def _contains(total: Draft, stretch: range, places: list[PlaceMention], cue: int) -> bool:
    """Whether a total is of the country or of a place that holds those of a portion."""
    layers = total.layers
    own = _named(layers, stretch.start, stretch.stop)
    if own:
        regions, types = {p.region for p in own}, {p.type for p in own}
        if cue == _CONTRAST or len(regions) > 1 or None in regions:
            return False
        if types == {"region"}:
            return all(p.region in regions and p.type != "region" for p in places)
        provinces = {p.province for p in own}
        inside = all(p.province in provinces and p.type in {"city", "commune"} for p in places)
        return types == {"province"} and len(provinces) == 1 and inside and not {p.name for p in own} & {p.name for p in places}
    if not _REFERS_BACK.isdisjoint(layers.tokens.words[stretch.start : stretch.stop]):
        return cue != _CONTRAST and all(p.region in total.regions and p.type != "region" for p in places)
    if cue == _CONTRAST:
        return all(p.type == "region" for p in places)
    return not total.regions or all(p.type == "region" or p.region in total.regions for p in places)


def _other_thing(total: Draft, portion: Draft, token: int) -> bool:
    """Whether a portion's own noun is of another thing: 'صادرات الصناعة التقليدية …، بينما بلغت صادرات الفلاحة بجهة سوس'."""
    texts = portion.layers.tokens.words
    low, _ = total.layers.structure.sentence_of(total.first)
    of_total = set(texts[max(low, total.first - _BEFORE) : total.first])
    for t in range(token + 1, portion.first - 1):
        noun = texts[t]
        if noun in _KIND_NOUNS:
            behind = texts[t + 1].removeprefix("ب")
            named = _named(portion.layers, t + 1, t + 2)
            if not named and behind not in _UNITS_OF_PLACE and behind not in of_total:
                return True
    return bool(total.crafts and portion.crafts and not set(total.crafts) & set(portion.crafts))
