"""Numbers in words: cardinals, واحدة behind its noun, shares (ثلثا الصناع), duals, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable

from services.extractor.clitics import readings
from services.extractor.numbers import contexts as c
from services.extractor.numbers import notes
from services.extractor.numbers.announced import definite_plural, word_before
from services.extractor.numbers.chains import fraction_at, half_behind, read_chain
from services.extractor.numbers.duals import DAYS_OF_WORK, DUAL_ENDINGS, TIME, dual_of, is_construct, like_an_adjective
from services.extractor.numbers.lexicon import NUMBER_WORDS, ORDINALS, VAGUE, NumberWord
from services.extractor.numbers.model import Draft, Role, add
from services.extractor.numbers.qualifiers import find_before
from services.extractor.numbers.units import followed_by
from services.extractor.numbers.wordlists import closed, folded
from services.extractor.tokens import Tokens
from shared.text.folding import fold_word

_HALVES = {"نصف": (1, 2), "ثلث": (1, 3), "ربع": (1, 4), "ثلثا": (2, 3), "ثلثي": (2, 3)}
_NO_SHARE = folded(
    "النهائي نهائي النهائية نهاية السنة السنوي سنوي سنوية السنوية الساعة ساعة اليوم يوم الشهر شهر شهرية "
    "القرن قرن الأسبوع المصنع المصنعة الجاهزة الأول الثاني الثالث الرابع الليل الطريق الماراطون ماراثون "
    "العمر الكرة الأولى الثانية الأخير الأخيرة الدائرة الحقيقة الموسم"
)
_WHOLES = closed(
    "عدد مجموع إجمالي سكان ساكنة إنتاج صادرات مناصب حجم قيمة رقم ثمن سعر كلفة تكلفة مداخيل ميزانية غلاف أرباح رأسمال مبيعات "
    "عائدات مساحة أجرة راتب دخل معاملات مصاريف نفقات مبلغ طاقة مستفيدي صناع حرفيي تجار محلات دكاكين",
    False,
)
"""What a fraction may be of, when a name or a definite noun follows (نصف ثمن الفرن)."""
_PEOPLE = folded("سكان ساكنة السكان الساكنة")
_FIFTHS = folded("خمس سبع عشر")
"""Numbers before an indefinite plural (خمس قرى), fractions before a whole (خمس الساكنة)."""
_OF_THEM = {fold_word(w + s): r for w, r in _HALVES.items() for s in ("هم", "هن", "ها", "هما", "ه")}
"""نصفهم, ثلثاهن: a fraction of those named before."""
_IDIOMS = closed(
    "يدا صفا جسدا قلبا صوتا كلمة لحظة خانة سلة كفة مظلة طاولة بوتقة آن وقت يد رجل صوت مكان سقف شباك مرة دفعة يوم سنة شهر عام موسم فصل أسبوع كل أي لا ولا غير هو صف نفس قلب جسد واحد جانب مليون مليار ألف",
    False,
)
_AFTER_NO_THOUSAND = folded("ليلة كتاب كتابا باء شكر تحية مبروك سلام")
"""ألف ليلة, ألف كتابا, ألف شكر: a title, a verb, a greeting."""
_MEASURES = folded("هكتار متر كيلومتر طن كيلوغرام")
"""What a half of may follow: هكتارين ونصف."""
_BEFORE_NAME = folded("عين سيدي باب دوار واد وادي مجموعة قمة لالة أولاد بني نادي")
_ALSO_ADJECTIVES = folded("حرفي مهني منتج مبدع")
_SEVEN_NAMES = folded("عيون رجال رواضي السبع")
_CITY = closed("مدينة ضريح أضرحة ساحة حومة حي مراكش")
"""Before سبعة رجال: Marrakech, the city of the seven saints."""


def word_number(t: Tokens, i: int, entry: NumberWord, blocked: bytearray) -> Draft | None:
    """The quantity or reference that begins with the number word at token `i`; None where it is no number here."""
    words, n = t.words, len(t.words)
    following = words[i + 1] if i + 1 < n and t.kinds[i + 1] == "w" else ""
    previous = words[i - 1] if i and t.kinds[i - 1] == "w" else ""
    if entry.kind == "parts" or (entry.plural and entry.core in VAGUE):
        return Draft(i, i + 1, i + 1, "words", role="vague", text=words[i]) if entry.kind != "parts" else None
    fraction = fraction_at(t, i, entry)
    if fraction is not None:
        return read_chain(t, i, blocked) or _share(t, i, entry, *fraction)
    if entry.kind == "price":
        return _share(t, i, entry, (1, entry.value), i + 1) if following in _PEOPLE else None
    if entry.core in _FIFTHS and entry.article and not c.is_counted(following) and _of_a_change(t, i, entry):
        return _percent(i, i + 1, (1, entry.value))
    if entry.core in _FIFTHS and (following in _WHOLES or (following.startswith("ال") and following not in _SEVEN_NAMES)):
        share = _share(t, i, entry, (1, entry.value), i + 1)
        if share is not None:
            return share
    if entry.core == "سبعه" and following == "رجال" and previous in _CITY:
        return Draft(i, i + 1, i + 1, "words", role="name", text=words[i])
    if (entry.core == "سبع" and following in _SEVEN_NAMES) or (entry.article and previous in _BEFORE_NAME):
        return Draft(i, i + 1, i + 1, "words", role="name", text=words[i])
    if entry.kind == "pre" or entry.kind == "one":
        draft = read_chain(t, i, blocked)
        if draft is None or draft.ratio is None or draft.ratio[0] > 1 or followed_by(t, draft.number_end) == "percent":
            return draft
        return draft if entry.kind == "one" and _one(t, i, entry, previous, following) else None
    definite = entry.kind == "scale" and entry.article and entry.value < 10**6
    round_ = (definite or (entry.kind == "hundred" and entry.article)) and _reaches_round(t, i, previous, following)
    if definite and not round_ and not (followed_by(t, i + 1) or following in c.COUNTED_NOUNS):
        return None
    if entry.kind == "hundred" and entry.article and entry.value == 100:
        return Draft(i, i + 1, i + 1, "words", (100, 1)) if round_ else None
    if entry.core == "الف" and following in _AFTER_NO_THOUSAND:
        return None
    if entry.core in ("الفا", "الفي") and not (following or (i + 1 < n and words[i + 1] == "و")):
        return None
    draft = read_chain(t, i, blocked)
    if draft is None:
        return _accusative(t, i, entry)
    monday = entry.kind == "tens" and entry.article and entry.conjunction and previous in ("الاثنين", "الاتنين")
    if monday and draft.ratio is not None and draft.scale == 1 and i > 1 and not blocked[i - 1] and words[i - 2] not in c.DAYS:
        return Draft(i - 1, draft.end, draft.number_end, "words", add(draft.ratio, (2, 1)))  # الاثنين والعشرين, and no Monday
    j = draft.number_end
    if entry.kind in ("unit", "ten") and j == i + 1:
        if j < n and t.kinds[j] == "d" and t.starts[j] > t.ends[j - 1]:
            return None  # تسع 300 شخص: a verb
        if following == "الاواخر" or (entry.core == "تسع" and following.startswith("ال")):
            return None
        if entry.core == "ست" and entry.article and following not in c.COUNTED_NOUNS and not definite_plural(previous):
            return None
    if entry.kind == "tens" and entry.article and previous in _AGED and j == i + 1 and _of_no_noun(t, j):
        draft.role, draft.text = "age", str(entry.value)  # دون الأربعين
        return draft
    if entry.kind == "tens" and entry.article and _ordinal_tens(t, i, previous):
        draft.role, draft.text = "ordinal", str(entry.value)
    return draft


def _of_no_noun(t: Tokens, j: int) -> bool:
    """Whether nothing that could be counted stands at token `j`."""
    return j >= len(t.words) or t.kinds[j] != "w" or not c.is_counted(t.words[j]) or t.words[j].startswith("سن")


_AGED = folded("دون فوق تحت سن عمر")


def _reaches_round(t: Tokens, i: int, previous: str, following: str) -> bool:
    """'لا يتجاوز عدد الدرازين المائة', 'تخطى عددهم الألف': a round number with its article, where a number is announced."""
    if previous in ("في", "ب", "ف") or t.words[i].startswith("ب") or (following and following not in c.STOP):
        return False
    return not c.COUNTERS.isdisjoint(t.words[max(0, i - _ANNOUNCED) : i])


_ANNOUNCED = 8


def _accusative(t: Tokens, i: int, entry: NumberWord) -> Draft | None:
    """'بلغ عدد القرى ستا', 'زربيتين أو ثلاثا': the accusative of a unit counts by itself behind what announces a count, or a dual."""
    behind_two = t.words[max(0, i - 1) : i] in (["او"], ["الي"]) and i > 1 and dual_of(t.words[i - 2]) is not None
    announced = entry.kind == "unit" and entry.accusative and (
        behind_two or not c.COUNTERS.isdisjoint(t.words[max(0, i - 6) : i])
    )  # fmt: skip
    return Draft(i, i + 1, i + 1, "words", (entry.value, 1)) if announced else None


def share_of_them(t: Tokens, i: int) -> Draft | None:
    """نصفهم, ثلثاهن at token `i`, as percent."""
    found = of_them(t.words[i])
    return _percent(i, i + 1, found) if found else None


def of_them(word: str) -> tuple[int, int] | None:
    """The fraction in a folded word that means so much of those named before."""
    return _OF_THEM.get(word) or (_OF_THEM.get(word[1:]) if word[0] in "وفب" else None)


def _percent(i: int, j: int, ratio: tuple[int, int]) -> Draft:
    # to the hundredth, as one would write it: 33.33
    draft = Draft(i, j, j, "words", (round(ratio[0] * 10_000 / ratio[1]), 100), unit="percent")
    draft.notes.append(notes.fraction(*ratio))
    return draft


def _ordinal_tens(t: Tokens, i: int, previous: str) -> bool:
    return previous in c.EDITIONS or previous in c.NAMED_EDITIONS or previous in c.RANKS


def _one(t: Tokens, i: int, entry: NumberWord, previous: str, following: str) -> bool:
    """'دار الصانعة واحدة' counts one; 'واحد من', 'في آن واحد', 'كل واحد' do not."""
    if entry.article or entry.conjunction or entry.preposition or not previous:
        return False
    named = previous.startswith("ال") or following in _BEFORE_NAME
    if t.words[i] == "واحد" and (named or (following.startswith("ال") and previous not in c.COUNTED_NOUNS)):
        return False  # الزمامرة وأحد أولاد جلال: a market's day, which folds to the same letters
    if following == "من" or previous in _IDIOMS or previous in c.STOP or previous in NUMBER_WORDS:
        return False
    return previous not in c.DURATIONS


def _share(t: Tokens, i: int, entry: NumberWord, ratio: tuple[int, int], j: int) -> Draft | None:
    """A fraction of a whole, as percent: ثلثا الصناع, ثلاثة أرباع الوحدات."""
    words, n = t.words, len(t.words)
    whole = words[j] if j < n and t.kinds[j] == "w" else ""
    if entry.article:
        return _percent(i, j, ratio) if not whole.startswith("ال") and _of_a_change(t, i, entry) else None
    if not c.is_counted(whole) and whole not in _NO_SHARE and not whole.startswith("ال") and _of_a_change(t, i, entry):
        return _percent(i, j, ratio)  # زادت بأكثر من ثلث خلال موسم
    if whole in _NO_SHARE or not (
        whole in _WHOLES
        or _of_a_construct(t, j, entry)
        or (whole.startswith("ال") and (len(whole) > 4 or (words[j + 1 : j + 2] and words[j + 1].startswith("ال"))))
    ):
        return None
    if (whole in NUMBER_WORDS and whole not in _WHOLES) or whole in c.DURATIONS or whole.startswith("النهائ"):
        return None
    return _percent(i, j, ratio)


def _of_a_construct(t: Tokens, j: int, entry: NumberWord) -> bool:
    """Whether 'تجارة الزربية', 'معلمي الصياغة' or 'أعضائها' stands at token `j`: a whole that a definite word or a pronoun names."""
    if entry.core in _FIFTHS or j >= len(t.words) or t.kinds[j] != "w":
        return False  # خمس قاعات العرض are five
    word = t.words[j]
    if len(word) < _SHORTEST_WHOLE or word in c.STOP or word in c.MONTHS or word[:2] == "ال":
        return False
    if word.endswith(_OF_THOSE):
        return True
    following = t.words[j + 1] if j + 1 < len(t.words) else ""
    return len(following) > _SHORTEST_WHOLE and following.startswith("ال") and following not in c.STOP


_SHORTEST_WHOLE = 3
_OF_THOSE = ("ائها", "اتها", "تها", "ائه", "ته", "يها", "هم", "هن")


def _of_a_change(t: Tokens, i: int, entry: NumberWord) -> bool:
    """'تراجعت بالربع', 'إلى النصف', 'أكثر من الثلث': the fraction of what has been named, not a quarter of the year."""
    k = i - 1
    if find_before(t, i, False) is not None:
        return True
    led = entry.preposition == "ب" or (k >= 0 and t.words[k] in ("الي", "بنسبه", "بمقدار", "بمعدل", "بما"))
    return led and c.changes(t, i)


def _of_time(word: str) -> str | None:
    """A dual of time, less و; None for other words."""
    core = word.lstrip("و") if word not in TIME else word
    timed = core in TIME or (core[:1] in "بلفك" and core[1:] in TIME) or (core.startswith("ال") and core[2:] in TIME)
    return core if timed else None


def may_be_dual(word: str, duals: Callable[[str], str | None]) -> bool:
    """Whether a folded word is a dual by its form; what stands around it says the rest."""
    return word[-1] in DUAL_ENDINGS and (_of_time(word) is not None or duals(word) is not None)


def dual_at(t: Tokens, i: int, duals: Callable[[str], str | None]) -> Draft | None:
    """The dual at token `i`: two of its noun, or a duration."""
    words, n = t.words, len(t.words)
    word = words[i]
    core = _of_time(word)
    if core is not None:
        if i + 1 < n and words[i + 1] in DAYS_OF_WORK:
            return Draft(i, i + 1, i + 1, "dual", (2, 1), noun="يوم")
        if core.endswith("ي") and (i + 1 >= n or t.kinds[i + 1] == "d" or not _two_names(t, i + 1)):
            return None
        return Draft(i, i + 1, i + 1, "dual", role="duration", text=word)
    if word in c.STOP:
        return None
    singular = duals(word)
    if singular is None or (is_construct(word) and not _likely_construct(t, i, singular)):
        return None
    if singular in _ALSO_ADJECTIVES and i and words[i - 1].endswith("ان") and duals(words[i - 1]):
        return None  # مركزان حرفيان
    if word in c.DECADES and c.decades(words, i, i + 1):
        return Draft(i, i + 1, i + 1, "dual", role="duration", text=word)
    draft = Draft(i, i + 1, i + 1, "dual", (2, 1), noun=singular)
    for reading in readings(word):
        if not reading.article and duals(reading.core) == singular:
            draft.lead = reading.width
    if i > 1 and words[i - 1] == "او" and words[i - 2] == singular and not draft.lead:
        return Draft(i - 2, i + 1, i + 1, "dual", (1, 1), (2, 1), noun=singular)  # زربية أو زربيتين
    following = NUMBER_WORDS.get(words[i + 1]) if i + 1 < n else None
    if following is not None and following.kind == "unit" and following.value == 2 and not following.conjunction:
        draft.end = draft.number_end = i + 2
    elif singular in _MEASURES and (half := half_behind(t, i + 1, 1, singular)) is not None:
        draft.ratio, draft.end, draft.number_end = add((2, 1), half[0]), half[1], half[1]
    elif words[i + 1 : i + 4] == ["(", "2", ")"] or words[i + 1 : i + 4] == ["(", "02", ")"]:
        draft.end = draft.number_end = i + 4
    return draft


def _two_names(t: Tokens, j: int) -> bool:
    """Whether 'X و Y' begins at token `j`, Y within three words: فاس ومكناس."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    for k in range(j + 1, min(j + 4, n)):
        if kinds[k] == "n" or (kinds[k] == "p" and words[k] not in '"()'):
            return False
        if kinds[k] == "w" and words[k][0] == "و" and (len(words[k]) > 2 or words[k] == "و"):
            return True
        if words[k] in c.STOP:
            return False
    return False


_CONSTRUCT_REACH = 8


def _at_two_places(t: Tokens, j: int) -> bool:
    """Whether the phrase that begins at token `j` ends in 'بسلا وصفرو', 'فاس ومكناس'."""
    words, kinds = t.words, t.kinds
    for k in range(j + 1, min(j + _CONSTRUCT_REACH, len(words) - 1)):
        if kinds[k] != "w" or (words[k] in c.STOP and words[k] != "في"):
            return False
        if words[k][0] == "ب" or words[k - 1] == "في":
            following = words[k + 1]
            return kinds[k + 1] == "w" and following[0] == "و" and (len(following) > 3 or following == "و")
    return False


def _is_dual_of(core: str, singular: str) -> bool:
    return core.startswith(singular) and core != singular


def _likely_construct(t: Tokens, i: int, singular: str) -> bool:
    words, n = t.words, len(t.words)
    word = words[i]
    if i + 1 >= n or t.kinds[i + 1] not in "w":
        return i + 2 < n and words[i + 1] == '"' and not word.endswith("تا") and _two_names(t, i + 1)
    following = words[i + 1]
    if following in c.STOP or following in NUMBER_WORDS:
        return False
    previous = words[i - 1] if i else ""
    feminine = singular.endswith("ه")
    if word.endswith("ا") and not feminine:  # مجمعا is first of all an accusative: it takes two names to make it two
        return following[0] not in "لبو" and not following.endswith("ا") and _at_two_places(t, i + 1)
    if feminine:
        return following.startswith("ال") or _two_names(t, i + 1) or c.is_counted(following)
    pair = _two_names(t, i + 1)
    if like_an_adjective(singular):
        clitic = any(r.preposition and not r.article and _is_dual_of(r.core, singular) for r in readings(word))
        return pair and (clitic or previous in c.STOP or previous in ("بين", "عاملي", "كلا"))
    return following.startswith("ال") or pair


def ordinal_at(t: Tokens, i: int) -> Draft | None:
    """The ordinal in words at token `i`: الثانية عشرة, الخامسة والعشرين; its text is the figure."""
    found = ORDINALS.get(t.words[i])
    if found is None:
        return None
    value, article = found
    j, n = i + 1, len(t.words)
    entry = NUMBER_WORDS.get(t.words[j]) if j < n else None
    if entry is not None and entry.kind == "ten" and not entry.preposition and not entry.conjunction:
        value, j = value + 10, j + 1
    elif entry is not None and entry.kind == "tens" and entry.conjunction and entry.article == article:
        value, j = value + entry.value, j + 1
    elif not article or t.words[i].endswith("حادي") or t.words[i].endswith("حاديه"):
        return None
    k = word_before(t, i)
    previous = t.words[k] if k >= 0 else ""
    role: Role = "ordinal"
    if previous in c.CLOCK:
        role = "time"
    elif previous in c.RANKS:
        role = "rank"
    elif previous in c.EDITIONS or previous in c.NAMED_EDITIONS:
        role = "edition"
    draft = Draft(i, j, j, "words", role=role)
    draft.text = str(value)
    return draft
