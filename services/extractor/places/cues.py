"""The words around a name that say that it is a place, and of what kind."""

from __future__ import annotations

from functools import lru_cache

from services.extractor.clitics import readings
from services.extractor.lexicon import words
from services.extractor.names import is_given_name
from services.extractor.places import aliases
from services.extractor.places.gazetteer import PlaceType
from services.extractor.tokens import Tokens
from shared.text.folding import fold_word

_CUES: dict[str, str] = {
    "region": "جهة جهتي جهات الجهة région region",
    "province": "إقليم إقليمي أقاليم عمالة عمالتي عمالات عامل province préfecture prefecture provinces",
    "city": "مدينة مدينتي مدن حاضرة حاضرتي بلدية بلديتي بلديات ville villes city",
    "commune": "جماعة جماعتي جماعات الجماعة الجماعات مقاطعة مقاطعات مقاطعتي commune communes",
    "": "قيادة قيادتي قيادات دائرة دوائر باشوية بلدة بلدتي منطقة منطقتي مناطق قبيلة قبائل واحة واحات ضواحي نواحي حوض"
    " سهل هضبة جبال جبل شاطئ قرية قصبة قصر",
}
_PLURAL = words(
    "جهتي جهات إقليمي أقاليم عمالتي عمالات مدينتي مدن حاضرتي بلديتي بلديات جماعتي جماعات الجماعات مقاطعات مقاطعتي قيادتي قيادات"
    " دوائر بلدتي منطقتي مناطق واحات قبائل provinces villes communes"
)
_ADJECTIVES = words("الترابية القروية الحضرية ترابية قروية حضرية de du des d la l of جماعات جماعة مقاطعات")
_PREPOSITIONS = words(
    "في من إلى الى بين نحو عبر قرب كل ب ل داخل خارج لدى à au en بكل بمركز ضد مثل دون ولاية والي حي أحياء باشا مركز بمركز"
)
_PRODUCTS = words("زربية زرابي زليج خزف فخار حنبل قفطان جلابة نحاسيات بلغة صوف حصير")
_HAMLETS = words("دوار دواوير دواري الدوار")
_QUARTERS = words("حي أحياء")
_BLOCKERS = words(
    "شارع شارعي شوارع سد سدود حقينة زنقة نهج درب زقاق حومة حارة باب تجزئة إقامة عمارة مقهى مطعم جريدة صحيفة مجلة يومية أسبوعية"
    " مدرسة ثانوية إعدادية مسجد معركة اتفاق الظهير سيدي مولاي للا لالة"
)
"""What is called after a place and lies elsewhere: 'شارع فاس' may be in any town."""
_ELSEWHERE = words("سوق سويقة قيسارية فندق نزل رياض ساحة ملعب قاعة سينما مسرح حديقة دار مقر مركب مركز فضاء رواق ورشة ضريح حمام")
"""What is called after a place, and lies there unless another is named behind it: 'قيسارية الصويرة بالرباط'."""
_SEPARATORS = frozenset({"،", ",", "٬", "-", "/", "و", "ثم", "وكذا", "وكذلك", "et", "أو", "او", '"', "(", ")"})
_SKIPPED = frozenset({'"', "(", ":", "'", "[", "«"})


def _table() -> dict[str, str]:
    return {fold_word(word): kind for kind, row in _CUES.items() for word in row.split()}


_TABLE = _table()
SURNAMES = words(aliases.SURNAMES)


@lru_cache(maxsize=50_000)
def cue_word(word: str) -> tuple[str, bool] | None:
    """The kind of place a word announces ("" for any), and whether it announces several; None for other words."""
    for r in readings(word):
        for form in ("ال" + r.core, r.core) if r.article else (r.core,):
            kind = _TABLE.get(form)
            if kind is not None and not (r.article and form == r.core and kind == ""):
                return kind, form in _PLURAL
    return None


_GLUED = tuple(map(fold_word, ("إقليم", "عمالة", "مدينة", "جماعة", "جهة")))


def glued_cue(word: str) -> tuple[str, int] | None:
    """A word of geography written together with the name behind it ('بإقليمالحسيمة'): its kind, and the letters before the
    name."""
    for cue in _GLUED:
        at = word.find(cue, 0, len(cue) + 3)
        if at >= 0 and len(word) > at + len(cue) + 2:
            return _TABLE[cue], at + len(cue)
    return None


@lru_cache(maxsize=50_000)
def _is_preposition(word: str) -> bool:
    return any(r.core in _PREPOSITIONS for r in readings(word) if not r.article)


def cue_before(t: Tokens, i: int) -> tuple[str, bool] | None:
    """The cue that stands before token i, past quotation marks, brackets and 'الترابية'."""
    k = i - 1
    for _ in range(3):
        if k < 0 or t.kinds[k] == "n":
            return None
        word = t.words[k]
        found = cue_word(word)
        if found is None and (word in _SKIPPED or word in _ADJECTIVES):
            k -= 1
            continue
        if found is not None and k == i - 1 and any(r.article for r in readings(word)):
            # behind a noun with its article stands an adjective: 'المدينة الحمراء'
            return None
        return found
    return None


def preposition_before(t: Tokens, i: int) -> bool:
    """Whether a preposition stands before token i."""
    k = i - 1
    while k >= 0 and t.words[k] in _SKIPPED:
        k -= 1
    return k >= 0 and _is_preposition(t.words[k])


def product_before(t: Tokens, i: int) -> bool:
    """Whether a craft's product stands before token i, as it does before its place of origin: 'زربية أولماس'."""
    return i > 0 and any(r.core in _PRODUCTS for r in readings(t.words[i - 1]) if not r.article)


_OWNED = ("ها", "هم", "هن", "نا", "كم", "ته")


def headed(t: Tokens, i: int, offset: int) -> bool:
    """Whether an indefinite noun stands before the name in token i: 'معرض الجديدة'.

    An adjective agrees with its noun, so 'الجديدة' behind a noun without ال is no adjective; 'برامجها الجديدة' is.
    """
    k = i - 1
    if k < 0 or offset or t.kinds[k] != "w":
        return False
    before = t.words[k]
    if len(before) < 3 or before.endswith(_OWNED) or (before.endswith("ه") and not before.endswith(("يه", "فه", "عه"))):
        return False
    return not any(r.article for r in readings(before)) and not is_given_name(before)


def adjective_like(t: Tokens, i: int) -> bool:
    """Whether token i may be the adjective of a definite noun before it: 'الأوراش الجديدة'."""
    return i > 0 and t.kinds[i - 1] == "w" and any(r.article for r in readings(t.words[i - 1]))


def of_a_hamlet(t: Tokens, i: int, *, quarter: bool) -> bool:
    """Whether the name in token i is that of a douar, or of a town's quarter called after another town: 'حي الداخلة'."""
    if i == 0:
        return False
    cores = [r.core for r in readings(t.words[i - 1]) if not r.article]
    return any(core in _HAMLETS or (quarter and core in _QUARTERS) for core in cores)


def blocked(t: Tokens, i: int, word: str, offset: int, words_: int) -> bool:
    """Whether token i belongs to another name: a street's, a school's, a person's."""
    if i == 0 or offset > 1:
        return False
    before = t.words[i - 1]
    if offset == 0 and any(r.core in _BLOCKERS for r in readings(before) if not r.article):
        return True
    return offset == 0 and words_ == 1 and t.kinds[i - 1] == "w" and is_given_name(before)


def of_a_thing(t: Tokens, i: int) -> bool:
    """Whether the name in token i is that of a market, a hotel, a square."""
    return i > 0 and any(r.core in _ELSEWHERE for r in readings(t.words[i - 1]) if not r.article)


def heading(t: Tokens, i: int, j: int) -> bool:
    """Whether the name in tokens i..j heads a line, as a dateline does: 'تاونات: لقاء', 'الجديدة.. '."""
    first = i == 0 or t.kinds[i - 1] == "n"
    return first and j < len(t.words) and t.words[j] in (":", "/", "-", ".", "|", "،")


def linked(t: Tokens, end: int, i: int, offset: int) -> bool:
    """Whether token i continues a list whose last place ends before token `end`."""
    if i - end > 3 or i < end:
        return False
    between = t.words[end:i]
    if not all(w in _SEPARATORS for w in between):
        return False
    return bool(between) or (offset > 0 and t.words[i].startswith("و"))


PLACE_OF_CUE: dict[str, PlaceType] = {"region": "region", "province": "province", "city": "city", "commune": "commune"}
