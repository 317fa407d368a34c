"""Status: the word that governs a figure, in its clause, its list's lead sentence, its section's heading.

A sentence is read from left to right in reading order: a strong word (سيتم, بلغ, مواصلة, تهدف) holds until the next strong one;
a weak word (إحداث, إنجاز) speaks only where no strong one does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from services.extractor.clitics import readings
from services.extractor.kinds.base import MONEY, Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import Entry, Mark, words
from services.extractor.spans import within
from services.extractor.watches import Watch
from shared.text.folding import fold_word

_RIGHT_OF_WORKS = 14  # a named facility has its seat in between
_VERB = 4  # tokens behind a figure's noun in which a verb in the future has it as its subject: '6 ورشات تكوينية ستنظم'
_RIGHT = 9  # tokens behind a figure's noun in which 'في طور الأشغال' still speaks of it

# What a signed agreement holds is agreed upon, not yet done.
_SIGNED = dict.fromkeys(
    ("agreement", "event", "legal", "publication", "participants", "visitors", "turnover", "exports", "workforce", "price"),
    "achieved",
)
_STOCKS = frozenset(
    {"workforce", "registrations", "exports", "turnover", "price", "organisations", "visitors", "products", "share", "growth"}
)
"""Kinds of what is there or was measured: 'تضم حاليا 40 صانعا' is no work in progress."""
_MADE = frozenset({"agreement", "publication", "legal"})
"""Kinds of what is there once it is spoken of, whatever it aims at: 'اتفاقية تهدف إلى'."""
_HOPED = frozenset({"jobs", "beneficiaries", "visitors", "turnover", "exports"})
"""Kinds of what others make of a plan: expected, they are its target, where a building or a course is planned itself."""
_GOALS = frozenset({"growth", "exports", "turnover", "share"})
"""Kinds that nobody decides upon: with a point in time to reach they are a target, also behind 'سيمكن'."""
_TIMES = words("السنة سنة العام الشهر شهر الموسم موسم الأسبوع الفترة الولاية الدورة للسنة")
_NOW = words("حاليا لا ما")
_BUT = words("لكن ولكن بينما فيما حيث")
_SECTIONS = 60  # blocks between a report's opening and its last item
_DONE = 100  # percent
_WORKS_REACH = 14  # tokens from 'أشغال' to the share of them that is done
_WORKS_OF, _REACHED = (
    words("أشغال أشغاله أشغالها"),
    words("بلغت بلغ وصلت وصل صلت صل تجاوزت تجاوز يتجاوز تتجاوز ناهزت قاربت تقدم تقدما"),
)
_RATE, _SITE = words("نسبة بنسبة ونسبة وبنسبة"), words("أشغال أشغاله أشغالها بناء ورش")
_NOT, _ONLY = words("لم ولم لا ولا"), words("سوى إلا غير")
_LITTLE = 14  # tokens from 'لم' to what little there was
_ONLY_REACH = 3  # tokens from 'سوى' to its figure
_OVER = words("المنصرمة المنصرم الماضية الماضي السابقة السابق الفارطة الفارط الأخيرة")
_SAYING = words("مشيرا مشيرة مضيفا مضيفة مؤكدا مؤكدة موضحا موضحة مبرزا مبرزة معتبرا معتبرة وأضاف وأكد")
_DRAFTS = words("مشروع مشاريع مشروعي")
_PERSONS = frozenset({"trainees", "beneficiaries", "jobs", "registrations", "visitors", "participants"})
_INSTEAD = words("مقابل عوض بدل مقارنة")


def _status(mark: Mark, kind: str) -> str:
    label = mark.entry.label
    if label == "allotted":  # money that is set aside is to be spent; stands and prizes are given
        return "planned" if kind in {"budget", "share"} else "achieved"
    if label == "target" and kind in _MADE:
        return "achieved"
    if label == "expected":
        return "target" if kind in _HOPED else "planned"
    if label == "in_progress" and kind in _STOCKS:
        return "achieved"
    return _SIGNED.get(kind, "planned") if label == "signed" else label


_VERBS_OR_NOUNS = words("سجل عقد نظم كون عرف سلم وصل وزع صرف خلق")
_GOES_ON = words("تم تمت التي الذي لم ما لا حيث انتهت اكتملت")
_OF_IT = words("منها منه فيه فيها")
_SHARE_OF = 18  # tokens from an amount to a share of it
_RELATIVE = words(
    "عقدته عقده عقدتها عقدها نظمته نظمه نظمتها نظمها احتضنته احتضنه احتضنتها احتضنها ترأسه ترأسها ترأسته ترأستها حضره حضرته حضرها"
)
"""'صادقت، خلال اجتماع عقدته أمس، على …': they speak of the meeting."""
_ONGOING = words("جار جارية الجارية الجاري")
_FUTURE = Entry("status.strong", ("س",), "planned")
_NO_FUTURE = ("سياح", "سياق", "سياس", "سيارة", "سيارات", "سيناري", "سيرامي", "ستراتيج", "ستوديو", "ستمائ", "ستمئ", "سيادي")
_NO_FUTURE_WORDS = words("سيدة سيدات سيدنا سيدتي سيطرة سينما سيناء سينمائي سينمائية سيولة سيول ستائر ستينات ستينيات سيراميك")
_NO_FUTURE_STEMS = tuple(fold_word(stem) for stem in _NO_FUTURE)
_FAR = 80  # tokens between a figure and the verb that governs it; a sentence without a full stop has no end
_SHORTEST_FUTURE = 5  # letters: سيتم is in the word list


@lru_cache(maxsize=50_000)
def is_future(word: str) -> bool:
    """Whether a folded word is a verb with the س of the future: سيوزع, وستفتح."""
    verb = word[1:] if word[0] in "وف" else word
    if not verb.startswith(("سي", "ست")) or len(verb) < _SHORTEST_FUTURE:
        return False
    if verb.endswith("ه") and len(verb) <= _SHORTEST_FUTURE + 1:
        return False  # سيروة and other nouns in ة
    return verb not in _NO_FUTURE_WORDS and not verb.startswith(_NO_FUTURE_STEMS)


_FUTURES = Watch(lambda word: is_future(word) or None)
_token = itemgetter(0)


def _last_strong(layers: Layers, low: int, high: int) -> Mark | None:
    texts = layers.tokens.words
    for mark in reversed(layers.marks.between("status.strong", low, high)):
        if mark.end > high:
            continue
        word = texts[mark.start]
        if mark.end - mark.start == 1:
            if _is_noun(word) or word in _RELATIVE:
                continue
            if mark.start and texts[mark.start - 1] == "ان" and word[0] in "يت" and mark.entry.label == "achieved":
                continue  # 'إلى أن تمثل النساء نصف المسجلين'
            if mark.start and word in _ONGOING and texts[mark.start - 1] in _TIMES:
                continue  # 'السنة الجارية' is a date
        return mark
    return None


@lru_cache(maxsize=10_000)
def _is_noun(word: str) -> bool:
    """Whether a folded word that looks like a verb has an article: 'السجل', 'العقد', 'والنظم'."""
    return any(r.article and r.core in _VERBS_OR_NOUNS for r in readings(word))


def _strong(layers: Layers, low: int, high: int) -> Mark | None:
    """The last strong word of a token range, a verb in the future included."""
    mark = _last_strong(layers, low, high)
    futures = layers.tokens.seen(_FUTURES)
    before = bisect_left(futures, high, key=_token)
    if before:
        token = futures[before - 1][0]
        if token >= max(mark.end if mark else low, high - _FAR):
            return Mark(token, token + 1, _FUTURE)
    return mark


def _governing(layers: Layers, low: int, high: int) -> Mark | None:
    strong = _strong(layers, low, high)
    return strong or layers.marks.last_before("status.weak", low, high)


def status_at(layers: Layers, token: int, kind: str) -> str | None:
    """The status that the words of the sentence before a token tell, or None."""
    low, _ = layers.structure.sentence_of(token)
    mark = _governing(layers, low, token)
    return _status(mark, kind) if mark else None


def _behind(draft: Draft, high: int) -> Mark | None:
    """A word right of the figure that speaks of it: 'في طور الأشغال', 'المبرمجة', 'سيتم إحداثها'."""
    layers = draft.layers
    end = min(high, draft.last + (_RIGHT_OF_WORKS if draft.kind == "project" else _RIGHT))
    words = layers.tokens.words
    for token in range(draft.last, end):
        if words[token] in '،,:.؛"' or words[token] in _BUT:
            if draft.kind == "project" and words[token] in "،," and words[token + 1 : token + 2] and words[token + 1] in _GOES_ON:
                continue  # 'بناء مجمع بالسمارة، تم تسليمه في يونيو'
            end = token
            break
    found = [
        m
        for m in layers.marks.between("status.after", draft.last, end)
        if not (words[m.start] in _ONGOING and words[m.start - 1] in _TIMES)
    ]
    if found:
        return found[0]
    if draft.kind in _STOCKS or draft.quantity is None:
        return None
    for token in range(draft.last, min(end, draft.last + _VERB)):
        if is_future(words[token]):
            return Mark(token, token + 1, _FUTURE)
    return None


def find_status(draft: Draft, default: str, high: int) -> str:
    """The status of a draft: money is planned for a goal, and is none itself.

    Args:
        draft: with `kind`, `first` and `last` set.
        default: what its kind is where no word says anything.
        high: the token where its clause ends.
    """
    status = _find(draft, default, high)
    return "planned" if draft.kind == "budget" and status == "target" else status


def _find(draft: Draft, default: str, high: int) -> str:
    layers, structure = draft.layers, draft.layers.structure
    low, _ = structure.sentence_of(draft.first)
    block = structure.block_of(draft.first)
    behind = _behind(draft, high)
    if behind is not None:
        going_on = behind.entry.label == "in_progress" and draft.kind == "organisations"
        return "in_progress" if going_on else _status(behind, draft.kind)
    if _is_all_there_was(draft, low) or _is_of_another_edition(draft, high):
        return "achieved"
    strong = _strong(layers, low, draft.first)
    if draft.kind != "event" and _has_horizon(draft, high):
        aimed = draft.kind not in _WORKS or (strong is not None and strong.entry.label == "target")
        levels = _GOALS | _PERSONS
        decided = strong is not None and strong.entry.label == "planned" and draft.kind not in levels  # 'تعتزم … في أفق 2027'
        return "target" if aimed and not decided else "planned"
    if draft.kind == "share" and (draft.value or _DONE) < _DONE and _is_progress(layers, low, draft.first):
        return "in_progress"
    if strong is not None:
        status = _status(strong, draft.kind)
        if strong.entry.label == "allotted" and draft.kind != "budget" and _is_paid_for(draft, strong.end):
            return "planned"
        if status == "in_progress" and layers.tokens.words[strong.start] in _NOW:
            weak = layers.marks.last_before("status.weak", low, draft.first)
            if weak is not None and weak.entry.label == "achieved":
                return "achieved"  # 'تضم الشبكة حاليا 67 مركزا'
        if strong.entry.label == "signed" and _counts_agreements(draft):
            drafted = not _DRAFTS.isdisjoint(layers.tokens.words[max(low, draft.first - 4) : draft.first])
            return "planned" if drafted else "achieved"
        if strong.entry.label == "in_progress" and draft.kind == "organisations":
            weak = layers.marks.last_before("status.weak", strong.end, draft.first)
            if weak is not None and weak.entry.label == "planned":
                return "in_progress"  # 'يجري حاليا إنشاء 15 تعاونية'
        if status == "target" and strong.end < draft.first and _compared(draft, strong.end):
            return "achieved"  # 'تطمح إلى 350 ألف أورو، مقابل 310 آلاف سنة 2015'
        return status
    for index in (block.lead, block.heading):
        # a heading speaks of its list and of the paragraph below it, not of all that follows
        if index is not None and (block.kind == "item" or structure.blocks[min(index + 1, len(structure.blocks) - 1)] is block):
            above = structure.blocks[index]
            mark = _strong(layers, above.start, above.end)
            if mark is not None:
                return _status(mark, draft.kind)
    frame = _frame(draft)
    if frame is not None:
        return _status(frame, draft.kind)
    weak = layers.marks.last_before("status.weak", low, draft.first)
    if weak is not None and not (weak.entry.label == "planned" and default == "achieved" and draft.kind not in _WORKS):
        return _status(weak, draft.kind)
    return default


def has_own_status(part: Draft, total: Draft) -> bool:
    """Whether a verb stands between a total and its part: '22 مليون درهم، صرف منها 13 مليونا'."""
    layers = part.layers
    if part.first < total.last or layers.structure.sentence_of(part.first) != layers.structure.sentence_of(total.first):
        return False
    mark = _strong(layers, total.last, part.first)
    return mark is not None and mark.entry.label in {"achieved", "planned", "in_progress"}


def follow_money(drafts: Sequence[Draft]) -> None:
    """A share of an amount is of the amount's state: '400 مليون درهم، 60 في المائة منها ممولة من طرف الدولة'.

    Args:
        drafts: all drafts with a quantity of one text, in order, with their status.
    """
    money: Draft | None = None
    for draft in drafts:
        if draft.kind == "budget":
            money = draft
        if draft.kind != "share" or money is None or draft.status == "in_progress":
            continue
        layers = draft.layers
        low, high = layers.structure.sentence_of(draft.first)
        if money.first < low or draft.first - money.last > _SHARE_OF or _strong(layers, money.last, draft.first):
            continue
        around = layers.tokens.words[money.last : min(high, draft.last + 2)]
        if not _OF_IT.isdisjoint(around):
            draft.status = money.status


def _is_progress(layers: Layers, low: int, high: int) -> bool:
    """Whether a share says how far works have come: 'نسبة تقدم الأشغال', 'أشغال … بنسبة إنجاز'."""
    texts = layers.tokens.words
    near = [w.removeprefix("و").removeprefix("ال") for w in texts[max(low, high - _WORKS_REACH) : high]]
    if _RATE.isdisjoint(near) and _WORKS_OF.isdisjoint(near):
        return False
    if any(w in _RATE and near[n + 1 : n + 2] == ["تقدم"] for n, w in enumerate(near)):
        return True
    if any(w in _RATE and near[n + 1][:6] in ("انجازه", "انجازا") for n, w in enumerate(near[:-1])):
        return True  # 'الشطر الثاني، الذي بلغت نسبة إنجازه 15 بالمائة'
    if any(w in _WORKS_OF and not _REACHED.isdisjoint([*near[max(0, n - 2) : n], *near[n + 1 :]]) for n, w in enumerate(near)):
        return True  # 'بلغت أشغال شطره الأول 40 %', 'لم يتجاوز تقدم أشغاله الثلث'
    return any(w in _RATE and near[n + 1 : n + 2] == ["انجاز"] for n, w in enumerate(near)) and not _SITE.isdisjoint(near)


def _is_all_there_was(draft: Draft, low: int) -> bool:
    """Whether a figure is what little was done: 'لم تنجز منه سوى سبعة مشاريع', 'لم يستفد إلا 74 امرأة'."""
    texts = draft.layers.tokens.words
    before = texts[max(low, draft.first - _LITTLE) : draft.first]
    if _ONLY.isdisjoint(before):
        return False
    only = max(n for n, w in enumerate(before) if w in _ONLY)
    return not _NOT.isdisjoint(before[:only]) and len(before) - only <= _ONLY_REACH


def _is_of_another_edition(draft: Draft, high: int) -> bool:
    """Whether a figure is set against one to come, and of an edition that is over: 'مقابل 38 ألفا في الدورة المنصرمة'."""
    texts = draft.layers.tokens.words
    against = not _INSTEAD.isdisjoint(texts[max(0, draft.first - 3) : draft.first])
    return against and not _OVER.isdisjoint(texts[draft.last : min(high, draft.last + _RIGHT)])


def _frame(draft: Draft) -> Mark | None:
    """The strong word of the sentence that opens a report in sections: 'وفي ما يلي أهم المنجزات:', then headings with lists."""
    layers, blocks = draft.layers, draft.layers.structure.blocks
    block = layers.structure.block_of(draft.first)
    if block.kind != "item" or block.heading is None:
        return None
    for above in reversed(blocks[max(0, block.heading - _SECTIONS) : block.heading]):
        if layers.tokens.words[above.end - 1] == ":":
            return _strong(layers, above.start, above.end)
        if above.kind == "paragraph":
            return None
    return None


def _is_paid_for(draft: Draft, low: int) -> bool:
    """Whether money is set aside for what is counted: 'رصد 600 ألف درهم لتنظيم ثلاثة معارض', not 'منحت 10 جوائز'."""
    tokens = draft.layers.tokens
    return any(q.unit in MONEY for q in within(draft.layers.quantities, tokens.starts[low - 1], tokens.starts[draft.first]))


def _counts_agreements(draft: Draft) -> bool:
    """Whether what a word of signing governs is the agreements themselves, counted: 'أبرمت الغرفة 7 اتفاقيات'."""
    return draft.kind == "programmes" and draft.noun is not None and draft.noun.entry.forms[0] == "اتفاقية"


def _compared(draft: Draft, low: int) -> bool:
    texts = draft.layers.tokens.words
    return any(texts[t] in _INSTEAD for t in range(max(low, draft.first - 3), draft.first))


def _has_horizon(draft: Draft, high: int) -> bool:
    """Whether a point to reach stands behind the figure, in its clause: '30 ألف متدرب بحلول سنة 2030'."""
    tokens = draft.layers.tokens
    end = tokens.ends[high - 1] if high > draft.last else 0
    start = tokens.starts[draft.last] if draft.last < len(tokens) else end
    for mention in within(draft.layers.dates, start, end):
        if mention.horizon:
            return _SAYING.isdisjoint(tokens.words[draft.last : tokens.at(mention.start)])
    return False


_WORKS = frozenset({"budget", "facilities", "project", "programmes", "jobs"})
"""Kinds whose facts are planned where only a masdar of work (إحداث, بناء) governs them."""
