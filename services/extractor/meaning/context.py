"""What else a clause says of its figure: the facility that is paid for, the craft, the subject."""

from __future__ import annotations

from services.extractor.kinds.base import MONEY, Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import Mark, words
from services.extractor.spans import within

_OPENING, _WHOLE = 60, 10_000  # tokens of a body, and of a title, that tell what an article is about
_SUBJECT_MAX = 14  # tokens
_BEHIND = 9  # tokens behind an amount in which 'لإنجاز قرية الصناع' says what it is for
_BULLETS = frozenset("-+*•و")
_EMPTY = words(
    """
    على مقابل من في إلى عن مع أي نحو حوالي حيث كما أن وأن إن أنه أنها قد تم وتم تمت بلغ بلغت وبلغت يبلغ تبلغ ليبلغ
    لتبلغ ناهز ناهزت يناهز تناهز تقدر يقدر تصل يصل وصل وصلت ليصل لتصل قدره قدرها بما بقيمة قيمة قيمته قيمتها بمبلغ
    مبلغ بكلفة بتكلفة كلفة بغلاف غلاف مالي ماليا إجمالي إجمالية ما يعادل منها منهم منهن بينها بينهم ضمنها ضمنهم
    التي الذي وهو وهي هو هي ثم أو بينما فيما بنسبة نسبته نسبتها بحوالي بنحو زهاء قرابة أزيد أكثر لا يتجاوز تتجاوز
    يتعدى تتعدى فقط آخر آخرين التوالي سنتي سنة عام برسم خلال وقد كان كانت ب ل و به بها له لها عليه لذلك ذلك هذا
    هذه وذلك لفائدة لصالح ورصد مسجلا
    """
)
"""A subject neither begins nor ends with these."""
_STOPS = frozenset("،,؛;:.!?؟()") | {"\n"}
_NAMELESS = _EMPTY | _STOPS
_NAMELESS_FRONT = _NAMELESS | _BULLETS


def facility_of(draft: Draft, low: int) -> Mark | None:
    """What the money is for: the first facility of the clause, the nearest of the sentence, else the one worked on behind it."""
    layers = draft.layers
    start, end = layers.structure.sentence_of(draft.first)
    marks = layers.marks.between("facility.noun", low, draft.first)
    if marks:
        return marks[0]
    behind = layers.marks.between("facility.noun", draft.last, min(end, draft.last + _BEHIND))
    if behind and layers.marks.between("project.work", draft.last, behind[0].start + 1):
        return behind[0]
    workshops = layers.marks.between("workshop.noun", low, draft.first)
    if workshops and layers.marks.last_before("project.work", low, workshops[0].start):
        return workshops[0]
    return layers.marks.last_before("facility.noun", start, draft.first)


def facility_of_article(title: Layers | None, body: Layers) -> str | None:
    """The type of facility that a whole article is about: the only one that its title names, else its first sentences do."""
    for layers, end in ((title, _WHOLE), (body, _OPENING)):
        if layers is None:
            continue
        named = {m.entry.label for m in layers.marks.between("facility.noun", 0, min(end, len(layers.tokens)))} - {"other"}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def type_of_centre(draft: Draft) -> str | None:
    """'19 مركزا' in a sentence on training are training centres; else the facility as it was."""
    if draft.facility != "other" or draft.noun is None or draft.noun.entry.forms[0] != "مركز":
        return draft.facility
    marks, (start, end) = draft.layers.marks, draft.layers.structure.sentence_of(draft.first)
    trained = any(marks.between(tag, start, end) for tag in ("trainees.before", "trainees.noun"))
    return "training_centre" if trained else draft.facility


def is_of_an_opening(title: Layers | None) -> bool:
    """Whether an article's title says that something is opened: what it cost is spent."""
    return title is not None and bool(title.marks.between("title.opening", 0, len(title.tokens)))


def crafts_of(draft: Draft, low: int, high: int) -> list[str]:
    """Ids of the crafts named in a token range."""
    tokens = draft.layers.tokens
    if low >= high:
        return []
    start, end = tokens.starts[low], tokens.ends[high - 1]
    named = within(draft.layers.crafts, start, end)
    return list(dict.fromkeys(c.id for c in named if c.end <= end)) if named else []


def _to_stop(texts: list[str], start: int, high: int) -> int:
    for token in range(start, high):
        if texts[token] in _STOPS:
            return token
    return max(start, high)


def _trim(texts: list[str], start: int, end: int, *, front: bool = True) -> tuple[int, int]:
    """A token range without the words at its ends that name nothing: prepositions, 'بمبلغ', 'بلغت', 'على التوالي'."""
    while front and start < end and texts[start] in _NAMELESS_FRONT:
        start += 1
    while start < end and texts[end - 1] in _NAMELESS:
        end -= 1
    return start, end


def _before(draft: Draft, low: int) -> tuple[int, int]:
    """What stands before a clause in its sentence, from the last comma but one."""
    texts = draft.layers.tokens.words
    first, _ = draft.layers.structure.sentence_of(draft.first)
    end = low
    while end > first and texts[end - 1] in _STOPS:
        end -= 1
    start = next((t + 1 for t in range(end - 1, first - 1, -1) if texts[t] in _STOPS), first)
    return _trim(texts, max(start, end - _SUBJECT_MAX), end)


def subject_of(draft: Draft, low: int, high: int) -> str | None:
    """The phrase that says what is counted or paid for, as the article writes it."""
    layers = draft.layers
    texts = layers.tokens.words
    if draft.unit in MONEY or draft.unit == "percent" or (draft.noun and draft.noun.start < draft.first):
        start, end = low, draft.first
        if draft.quantity is not None:
            end = max(start, layers.tokens.at(draft.quantity.qualifier_start))
        start, end = _trim(texts, max(start, end - _SUBJECT_MAX), end)
        behind = _trim(texts, draft.last, _to_stop(texts, draft.last, min(high, draft.last + _SUBJECT_MAX)))
        # 'بكلفة 36 مليون درهم لبناء …': what it is for stands behind it, else before the comma
        if end - start < 2 and behind[0] < behind[1]:
            start, end = behind
        if start >= end:
            start, end = (draft.noun.start, draft.noun.end) if draft.noun else _before(draft, low)
    else:
        start = draft.noun.start if draft.noun else draft.last
        start, end = _trim(texts, start, _to_stop(texts, start, min(high, start + _SUBJECT_MAX)), front=draft.noun is None)
    if start >= end:
        return None
    a, b = layers.folded.span(layers.tokens.starts[start], layers.tokens.ends[end - 1])
    return layers.folded.original[a:b].strip() or None
