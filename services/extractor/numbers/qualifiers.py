"""حوالي, أزيد من, لا يتعدى: what a number is said to be about, at least, or at most.

The phrases are generated from verbs and their negations, since لا turns a minimum into a maximum (تجاوز، لا يتجاوز).
"""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter

from services.extractor.numbers.model import Draft, Qualifier
from services.extractor.numbers.wordlists import closed, folded
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch
from shared.text.folding import fold_word

Phrase = tuple[str, ...]

_MIN_VERBS = (
    "يفوق تفوق فاق فاقت يفوت تجاوز تجاوزت يتجاوز تتجاوز تجاوزوا متجاوزا متجاوزة يتعدى تتعدى تعدى تعدت "
    "يتخطى تتخطى تخطى تخطت ناف أناف جاوز جاوزت "
    "يتعد تتعد يتخط تتخط يفق تفق"
)
_MORE_VERBS = "يزيد تزيد زاد زادت يزد تزد يربو تربو ينيف تنيف"
_LESS_VERBS = "يقل تقل قل قلت"
_APPROX_VERBS = (
    "يناهز تناهز ناهز ناهزت يناهزون يقارب تقارب قارب قاربت يلامس تلامس لامس لامست يقرب تقرب يداني يضاهي "
    "مناهزا مناهزة مناهز مقاربا يشارف تشارف شارف شارفت مشارفا مشارفة"
)
_FALL_VERBS = "ينزل تنزل نزل نزلت يهبط تهبط ينخفض تنخفض انخفض انخفضت يتدنى تتدنى"
_REACH_VERBS = "يصل تصل يبلغ تبلغ يصلوا يبلغوا يرق ترق يرقى ترقى"
"""Only denied do these two say anything: لا ينزل عن 300 is at least, لم يبلغ 300 at most."""
_PREPOSITIONS = "عن على من"
_NEGATIONS = "لا لم لن ليس ليست"

_SINGLE: dict[Qualifier, str] = {
    "approx": "حوالي نحو زهاء قرابة قراب بحدود حدود تقريبا ~ ≈ قرب",
    "max": "دون أقصاه أقصاها",
    "min": "نيف بضع بضعة",
    "exact": "",
}
_PAIRS: dict[Qualifier, str] = {
    "approx": "في حدود;ما يقرب من;القريب من;قريب من;قريبة من;ما يقارب;ما يناهز;أقرب إلى;على وجه التقريب",
    "min": (
        "حد أدنى;كحد أدنى;الحد الأدنى;حده الأدنى;حدها الأدنى;حدا أدنى;حد أدناه;"
        "أزيد من;أكثر من;أزيد عن;أكثر عن;أعلى من;أكبر من;ليس أقل من;لا أقل من;على الأقل;ما فوق;أكثر على;زيادة "
        "على;أدناه;أدناها;أزيد على"
    ),
    "max": (
        "حد أقصى;كحد أقصى;الحد الأقصى;حده الأقصى;حدها الأقصى;حدا أقصى;حد أقصاه;سقف قدره;سقف محدد في;"
        "أقل من;أدنى من;أصغر من;ليس أكثر من;لا أكثر من;على الأكثر;ما دون;أقل عن;على أقصى تقدير;على أبعد تقدير;في أقصى تقدير"
    ),
}
_BEHIND: dict[Qualifier, str] = {
    "approx": "تقريبا;بالتقريب;على وجه التقريب;على وجه التقدير",
    "min": (
        "على الأقل;فما فوق;فأكثر;أو أكثر;وأكثر;وما فوق;كحد أدنى;بحد أدنى;على أقل تقدير;ونيف;ويزيد;أو يزيد;وأزيد;أو أزيد;فأزيد"
    ),
    "max": "على الأكثر;كحد أقصى;بحد أقصى;كأقصى حد;كسقف أقصى;على أبعد تقدير;على أقصى تقدير;فأقل;أو أقل;وأقل;فما دون",
}
_CONJUNCTIONS = ("", "و", "ف")


def _phrases() -> dict[str, dict[Phrase, Qualifier]]:
    """By first word, so that the thousands of forms that clitics make of it share the words behind it."""
    table: dict[str, dict[Phrase, Qualifier]] = {}

    def put(words: str, qualifier: Qualifier, prepositions: tuple[str, ...] = ("", "ب", "ل")) -> None:
        first, *others = map(fold_word, words.split())
        rest = tuple(others)
        for conjunction in _CONJUNCTIONS:
            for preposition in prepositions:
                table.setdefault(conjunction + preposition + first, {}).setdefault(rest, qualifier)

    for qualifier, singles in _SINGLE.items():
        for word in singles.split():
            put(word, qualifier)
    for qualifier, lines in _PAIRS.items():
        for line in lines.split(";"):
            put(line, qualifier)
    groups: list[tuple[str, Qualifier | None, Qualifier, str]] = [
        (_MIN_VERBS, "min", "max", ""),
        (_MORE_VERBS, "min", "max", _PREPOSITIONS),
        (_LESS_VERBS, "max", "min", _PREPOSITIONS),
        (_APPROX_VERBS, "approx", "approx", " من عن على"),
        (_FALL_VERBS, None, "min", "عن تحت إلى"),
        (_REACH_VERBS, None, "max", " إلى حد"),
    ]
    for verbs, positive, negative, prepositions in groups:
        for verb in verbs.split():
            tails = [f" {p}" for p in prepositions.split()] + ([""] if not prepositions.strip() or prepositions[0] == " " else [])
            for tail in tails:
                if positive is not None:
                    put(f"{verb}{tail}", positive, ("", "ل"))
                    put(f"ما {verb}{tail}", positive)
                    put(f"ما{verb}{tail}", positive)
                    put(f"فيما {verb}{tail}", positive, ("",))
                for negation in _NEGATIONS.split():
                    put(f"{negation} {verb}{tail}", negative, ("",))
                for lead in ("ما لا ", "ما لا", "مالا ", "مالا", "ما لم "):
                    put(f"{lead}{verb}{tail}", negative)
                for lead in ("لا", "فيما لا ", "لا يكاد ", "لا تكاد "):
                    put(f"{lead}{verb}{tail}", negative, ("",))
    return table


_BEFORE = _phrases()
_ENDINGS = frozenset(rest[-1] if rest else first for first, rests in _BEFORE.items() for rest in rests)
_AFTER: dict[Phrase, Qualifier] = {
    tuple(fold_word(w) for w in line.split()): q for q, lines in _BEHIND.items() for line in lines.split(";")
}
_COMPARED = ("اكثر", "ازيد", "اقل")
_AFTER_STARTS = frozenset(phrase[0] for phrase in _AFTER)
_LONGEST = 4

_ESTIMATES = closed("يقدر تقدر قدر قدرت يقدرون مقدر مقدرة المقدر المقدرة قدروا مقدرا", False) | closed("مقدر مقدرة", True)
_VERBS: dict[str, tuple[Qualifier | None, Qualifier]] = {}
"""Verbs that may stand apart from their number (يفوق عددهم 300): without and with a negation before them."""
_POLARITIES: list[tuple[str, Qualifier | None, Qualifier]] = [
    (_MIN_VERBS, "min", "max"),
    (_MORE_VERBS, "min", "max"),
    (_LESS_VERBS, "max", "min"),
    (_APPROX_VERBS, "approx", "approx"),
    (_FALL_VERBS, None, "min"),
    (_REACH_VERBS, None, "max"),
]
for _verbs, _plus, _minus in _POLARITIES:
    for _verb in folded(_verbs):
        _VERBS |= {lead + _verb: (_plus, _minus) for lead in ("", "و", "ف", "ل")}
        _VERBS |= {lead + _verb: (_minus, _minus) for lead in ("لا", "ولا", "مالا")}
_WITH_PREPOSITION = folded(f"{_MORE_VERBS} {_LESS_VERBS}")
_COMPARING = folded(_PREPOSITIONS)
_TOWARDS = closed("يصل تصل يصلوا يرق ترق يرقى ترقى ينزل تنزل ينخفض تنخفض", False)
"""Verbs with إلى before their number."""
_NEGATIVE = closed("لا لم لن ليس", False)
_MEASURES = frozenset(
    word + suffix
    for word in folded(
        "عدد قيمت مبلغ كلفت تكلفت غلاف رقم صادرات مساحت نسبت ميزانيت حجم مجموع سعر ثمن مداخيل طاقت رأسمال إجمالي معدل "
        "استثمارات حصت كميت مبيعات عائدات إنتاج معاملات مساهمت نصيب وزن طول أعمار سن إيرادات موارد عائد أسعار أثمان متوسط "
        "مصاريف نفقات أجر أجرت أجور راتب دخل سقف منحت تعويض قرض كلف"
    )
    for suffix in ("", "ه", "ها", "هم", "هن", "هما")
) | folded("اليد العدد القيمة قيمة كلفة تكلفة مساحة نسبة ميزانية طاقة حصة كمية مساهمة السعر الثمن المبلغ")
_MEASURES |= {"ال" + w for w in _MEASURES} | folded("إقبال الإقبال الاستفادة الحصيلة حصيلة عددها الثمن")
_BREAK = folded("، , . ؛ : ؟ ! ) ( التي الذي الذين أن حيث فيما كما بينما إلى وقد") | {"\n"}
_TRANSPARENT = folded(
    'مبلغ مجموعه مجموعها ما عدد نسبة قيمة بنسبة بمبلغ بقيمة قيمته قيمتها عددهم عددها نسبته نسبتها قدره قدرها حاجز عتبة سقف ( " ال'
)
_IN_IT = folded("فيه فيها به بها منه منها معه معها لديه لديها فيهما")
_BARRIERS = folded("حاجز عتبة سقف")
_GLUED = frozenset(("ب", "ال", "بال", "ل", "لل", "وب", "ك"))
_REACH = 10


def _adjacent(t: Tokens, j: int) -> tuple[Qualifier, int] | None:
    """The qualifier whose last word is token `j - 1`, and the token where it begins."""
    words = t.words
    if j <= 0 or words[j - 1] not in _ENDINGS:
        return None
    for length in range(min(_LONGEST, j), 0, -1):
        rests = _BEFORE.get(words[j - length])
        found = rests.get(tuple(words[j - length + 1 : j])) if rests else None
        if found:
            begin = j - length
            if length == 1 and begin and words[begin - 1] in _NEGATIVE and words[begin] in _VERBS:
                return _VERBS[words[begin]][1], begin - 1
            return _denied(words, found, begin), begin
    return None


def _denied(words: list[str], found: Qualifier, begin: int) -> Qualifier:
    """'لا يبيع أكثر من 4', 'لم يتوصل بأكثر من 200': what is denied of more is at most that.

    'لا يتوفر أكثر من 300 صانع على بطاقة' is not: there they are the subject, so the verb must be one that has an object.
    """
    if found != "min" or not words[begin].endswith(_MORE):
        return found
    led = words[begin].startswith("ب") or words[begin - 1] in _LEADING
    verb = begin - 1 - (words[begin - 1] in _LEADING)
    if verb < 1 or words[verb - 1] not in _NEGATIVE:
        return found
    return "max" if (led and words[verb] not in _STILL) or words[verb] in _WITH_OBJECT else found


_MORE = ("اكثر", "ازيد", "اكبر")
_LEADING = folded("على إلى في ب")
_STILL = folded("يزال تزال زال زالت يزل تزل")
_WITH_OBJECT = folded(
    "يبيع تبيع يبع تبع ينتج تنتج يشغل تشغل يضم تضم يستقبل تستقبل يتقاضى تتقاضى يتقاض تتقاض يكسب تكسب يربح تربح يجني تجني "
    "يجن تجن يكلف تكلف يساوي تساوي يمثل تمثل يشكل تشكل يصنع تصنع ينسج تنسج يقبض تقبض يدفع تدفع يؤدي تؤدي يستغرق تستغرق يسع "
    "تسع يتسع تتسع يبيعون يبعن ينتجون ينتجن يتقاضون يتقاضين يكسبون يكسبن يدر تدر يمنح تمنح يملك تملك يجد تجد يلق يحقق تحقق "
    "يجلب تجلب يستقطب تستقطب"
)


_SPEAKING = Watch(lambda word: True if word in _ESTIMATES or word in _VERBS else None)
_token = itemgetter(0)


def _apart(t: Tokens, j: int, by: bool, barrier: bool) -> tuple[Qualifier, int] | None:
    """A verb some words before the number in its clause: 'يفوق عددهم 300', 'يقدر عدد المستفيدين منها ب 700'."""
    speaking = t.seen(_SPEAKING)
    at = bisect_left(speaking, j, key=_token)
    if not at or speaking[at - 1][0] < j - 1 - _REACH:
        return None
    words, kinds = t.words, t.kinds
    towards = j > 0 and words[j - 1] == "الي"
    j -= towards
    for k in range(j - 1, max(-1, j - 1 - _REACH), -1):
        word = words[k]
        if word in _BREAK or kinds[k] in "dn":
            return None
        if word in _ESTIMATES:
            return ("approx", k) if by else None
        found = None if towards and word not in _TOWARDS else _VERBS.get(word)
        if found is not None and word.lstrip("ولفما") in _WITH_PREPOSITION and words[j - 1] not in _COMPARING:
            found = None  # 'زادت أجرته 20 درهما' is a change
        if (
            found is not None
            and k + 1 < j
            and (barrier or words[k + 1] in _MEASURES or (k + 2 < j and words[k + 1] in _IN_IT and words[k + 2] in _MEASURES))
        ):
            negated = k > 0 and words[k - 1] in _NEGATIVE
            qualifier = found[1] if negated else found[0]
            return (qualifier, k - negated) if qualifier is not None else None
        if word[0] == "و" and len(word) > 3 and j - k > 4 and word not in _MEASURES and word[1:3] != "ال":
            return None
    return None


def find_before(t: Tokens, tok: int, prepositions: bool) -> tuple[Qualifier, int] | None:
    """The qualifier before the number at token `tok`.

    Args:
        t: tokens of the folded text.
        tok: first token of the number.
        prepositions: whether the number word itself carries a ب (بثلاثة ملايين).

    Returns:
        the qualifier and the token where its words begin, or None.
    """
    words = t.words
    j, by, barrier = tok, prepositions, False
    for _ in range(4):
        if j <= 0:
            return None
        found = _adjacent(t, j)
        if found:
            return found
        word = words[j - 1]
        if word in _GLUED:
            by = by or "ب" in word
        elif word in ("بمبلغ", "بقيمه", "بنسبه") or word == "بما":
            by = True
        elif word not in _TRANSPARENT and word not in ("من", "بين", "مابين"):
            break
        barrier = barrier or word in _BARRIERS
        if word == "من" and not (j > 1 and words[j - 2] in _ENDINGS):
            break
        j -= 1
    return _apart(t, j, by, barrier)


def find_behind(t: Tokens, end: int, limit: int) -> Qualifier | None:
    """The qualifier behind a number that ends before token `end`: تقريبا, على الأقل, up to three words on.

    Args:
        t: tokens of the folded text.
        end: first token behind the number and its unit.
        limit: first token of the next number, which no qualifier of this one passes.
    """
    words, kinds = t.words, t.kinds
    for k in range(end, min(end + 4, limit, len(words))):
        word = words[k]
        if word in _AFTER_STARTS:
            for length in (3, 2, 1):
                if k + length <= limit:
                    found = _AFTER.get(tuple(words[k : k + length]))
                    if found and not (word.endswith(_COMPARED) and words[k + length : k + length + 1] == ["من"]):
                        return found  # and not '120 منصبا وأكثر من 300 غير مباشر'
        if kinds[k] == "n" or (kinds[k] == "p" and word not in "()،,"):
            return None
    return None


def _of_age(t: Tokens, draft: Draft, begin: int) -> bool:
    """'تجاوز نصف المعلمين سن التقاعد': the verb has another object, and the share is its subject."""
    verb = draft.unit == "percent" and draft.form == "words" and t.words[begin] in _VERBS
    return verb and not _AGES.isdisjoint(t.words[draft.end : draft.end + _REACH])


_AGES = folded("سن الستين السبعين الخمسين الأربعين")


def qualify(t: Tokens, drafts: list[Draft]) -> None:
    """Find the qualifier of every quantity."""
    n = len(t.words)
    for index, draft in enumerate(drafts):
        if draft.role is not None:
            continue
        word = t.words[draft.tok]
        glued = (t.kinds[draft.tok] == "w" and word[:1] == "ب") or word[:2] == "وب"
        found = find_before(t, draft.tok, glued)
        if found is not None and not _of_age(t, draft, found[1]):
            draft.qualifier, draft.qualifier_tok = found
            continue
        behind = find_behind(t, draft.end, drafts[index + 1].tok if index + 1 < len(drafts) else n)
        if behind:
            draft.qualifier = behind
