"""Roles: the nouns they begin with, what they go on with, and where they end."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from services.extractor.clitics import readings
from services.extractor.lexicon import words
from services.extractor.names import is_given_name, is_title
from services.extractor.organisations.grammar import goes_on_with_preposition, is_head, places_end
from services.extractor.organisations.words import AUDIENCE, HEADS, LOCATIVE, MASDARS, OPEN, PLACE_FRONTS, PLACES, STARTERS, STOP
from services.extractor.watches import Watch
from shared.text.folding import fold_word

ROLES = words(
    """
    رئيس رئيسة وزير وزيرة والي والية عامل عاملة مدير مديرة مندوب مندوبة كاتب كاتبة أمين أمينة منسق منسقة ممثل ممثلة
    مستشار مستشارة سفير سفيرة
    باحث باحثة أستاذ أستاذة صانع صانعة معلم معلمة حرفي حرفية عضو عضوة محافظ خبير خبيرة متحدث متحدثة نائب نائبة مسير
    مسيرة مؤسس مؤسسة
    قائد قائدة باشا عميد عميدة مفتش مفتشة مسؤول مسؤولة مسئول مكلف مكلفة فاعل فاعلة مصمم مصممة فنان فنانة نقيب نقيبة
    خليفة قنصل مهندس مهندسة
    ناشط ناشطة برلماني برلمانية وكيل وكيلة خازن مقرر مقررة ناطق ناطقة عارض عارضة خزاف خزافة نساج نساجة صائغ نجار خياط
    خياطة طراز طرازة دباغ
    مقاول مقاولة مستثمر مستثمرة مشرف مشرفة مؤطر مؤطرة مكون مكونة رئيسي تاجر تاجرة متعاونة مربية مؤرخ مؤرخة كاتب صحفي
    صحفية صحافي صحافية
    دراز درازة حداد زلايجي نقاش سراج خراز صفار رئيسا نائبا كاتبا أمينا عضوا مديرا مقررا مستشارا مندوبا منسقا واليا
    عاملا وزيرا خطاط خطاطة نحات نحاتة مخترع متدرب متدربة طالب طالبة خريج خريجة متطوع مبدع مبدعة حائز
    """
)
"""Nouns that a role begins with, in both genders."""
_AMBIGUOUS_ROLES = words("مؤسسة كاتب حائز طالب مسيرة مقاولة خياطة مكون مكونة مكلف مكلفة عاملة والية طراز")
"""Also something else (مؤسسة, a foundation): a role only behind a name, or with its article in front of one."""
_IN_ROLE = words("لدى عن في") | {"على"}
"""Prepositions that a role may hold (الوزيرة المنتدبة لدى …, خبير في …)."""
_TAKES_PREPOSITION = words(
    """
    خبير خبيرة باحث باحثة أستاذ أستاذة نائب نائبة النائب النائبة المشرف المشرفة مشرف مشرفة المسؤول المسؤولة مسؤول
    مسؤولة المستشار البرلماني متخصص متخصصة مختص مختصة المنتدب المنتدبة الخبير الخبيرة الباحث الباحثة فاعل فاعلة
    """
)
_PAIR = {fold_word("والي"): fold_word("وعامل"), fold_word("الوالي"): fold_word("والعامل")}
"""One person's double office: والي جهة … وعامل عمالة …"""
_LONGEST = 24
"""Tokens that a role may have."""
_STOP = STOP - words(
    """
    المكلف المكلفة السابق السابقة الحالي الحالية الجديد الجديدة لدى عن في على مغربية جهوية إقليمية وطنية مهنية دولية
    حرفية تقدم الشريكة
    """
)
_GOES_ON = words("المكلف المكلفة المسؤول المسؤولة المشرف المشرفة الحرفي الحرفية المكون المكونة المؤسس المؤسسة")
"""With an article they may go on with a role (كاتب الدولة المكلف ب…)."""
_KEEPS_ROLE = words("دار دور قرية غرفة مركز فضاء")
"""Behind them the noun of a role is a part of a name (دار الصانع)."""
_OFFICES = words("قطاع قسم مصلحة ديوان فرع قطب فريق لجنة خلية وحدة حرفة أمانة رئاسة كتابة شعبة هيئة")
"""Nouns that a role goes on with (الكاتب العام لقطاع …)."""
_MADE = words("أزياء ديكور مجوهرات حلي فخار خزف زرابي قفاطين قفطان تحف")
"""What somebody makes or sells: 'مصممة أزياء'."""
_ACCUSATIVE = ("يا", "عاما", "اولا", "عامه")
_TIMES = words("السابق السابقة الحالي الحالية الجديد الجديدة الأسبق")


class Role(NamedTuple):
    """A role phrase, as indices of tokens; `front` letters of the first one stand in front of it."""

    first: int
    end: int
    front: int
    contracted: bool
    conjunction: bool
    prefixed: bool
    """Whether a preposition stands on it."""
    single: bool
    """One word with its article (النائب): no more than a title where another role is given."""


@lru_cache(maxsize=50_000)
def role_head(word: str) -> tuple[int, bool, bool, bool, bool, bool] | None:
    """Whether a folded word begins a role: letters in front, contracted, conjunction, preposition, article, ambiguous."""
    for r in readings(word):
        if r.core in ROLES and r.preposition != "ك":
            contracted = r.article and r.preposition == "ل"
            front = len(word) - len(r.core) if contracted else len(r.conjunction) + len(r.preposition)
            return front, contracted, bool(r.conjunction), bool(r.preposition), r.article, r.core in _AMBIGUOUS_ROLES
    return None


ROLE_HEADS = Watch(role_head)


@lru_cache(maxsize=50_000)
def _is_plain_role(word: str) -> bool:
    return word in ROLES or (word.startswith("ال") and word[2:] in ROLES)


def role_end(forms: list[str], kinds: str, first: int, name_starts: frozenset[int] | set[int]) -> int:
    """Index behind the role phrase that begins at a token.

    Args:
        forms: folded words.
        kinds: kinds of the tokens.
        first: index of the role's head.
        name_starts: tokens where a person's name begins: a role ends before them.
    """
    n = min(len(forms), first + _LONGEST)
    j = first + 1
    takes_preposition = forms[first].removeprefix("و") in _TAKES_PREPOSITION
    while j < n and j not in name_starts:
        step = _role_step(forms, kinds, first, j, takes_preposition)
        if step <= j:
            break
        j = step
        takes_preposition = takes_preposition or forms[j - 1] in _TAKES_PREPOSITION
    return j


def _role_step(forms: list[str], kinds: str, first: int, j: int, takes_preposition: bool) -> int:
    """Index behind one more token of the role; `j` where the role has ended."""
    word = forms[j]
    before = forms[j - 1]
    if kinds[j] != "w":
        if word == '"' and (before in HEADS or is_head(before)):
            close = next((k for k in range(j + 2, min(j + 8, len(forms))) if forms[k] == '"'), None)
            return close + 1 if close else j
        if word == "-" and kinds[j - 1] == "w":
            return (
                places_end(forms, kinds, j + 1, any_first=False)
                if places_end(forms, kinds, j + 1, any_first=False) > j + 1
                else j
            )
        return j
    following = forms[j + 1] if j + 1 < len(forms) and kinds[j + 1] == "w" else ""
    if word in _IN_ROLE:
        return j + 1 if (takes_preposition or (word == "لدي" and j > first)) and following not in _STOP else j
    if word in _TIMES or (before in ROLES and word in _MADE):
        return j + 1
    if forms[first].endswith("ا") and j == first + 1 and word.endswith(_ACCUSATIVE):
        return j + 1  # 'مديرا إقليميا'
    if goes_on_with_preposition(word, before, following):
        return j + 2
    if word in _STOP or is_title(word):
        return j
    if word[0] == "و" and len(word) > 2 and not (word in PLACES or word in PLACE_FRONTS or word in ROLES or word in HEADS):
        return _joined(forms, first, j, word, following)
    if word.startswith("ال"):
        if j > first + 1 and _is_plain_role(word) and word not in _GOES_ON and before not in ROLES and before not in _KEEPS_ROLE:
            return j
        return j + 1
    if word in LOCATIVE or before in LOCATIVE or before[1:] in LOCATIVE or before in ("جماعه", "بجماعه"):
        end = places_end(forms, kinds, j, any_first=before in LOCATIVE or before[1:] in LOCATIVE)
        return max(end, j + 1)
    if word in PLACES or word in PLACE_FRONTS:
        return max(places_end(forms, kinds, j, any_first=False), j)
    if word in HEADS or is_head(word) or (word in MASDARS and following) or word == "الدوله":
        return j + 1
    if word in ROLES:
        return j + 1 if before in ROLES else j
    if before in HEADS and HEADS[before] in OPEN:
        return j + 1 if not is_given_name(word) or following.startswith("لل") else j
    if (
        j == first + 1
        and (word.endswith(("ي", "يه", "عام", "عامه")) or word in ("اول", "اولى", "جماعي"))
        and not is_given_name(word)
    ):
        return j + 1
    if word[0] in "بل" and len(word) > 3:
        return _with_preposition(forms, kinds, j, word, following)
    if word in STARTERS and following and (before in HEADS or before[1:] in HEADS):
        return j + 2
    if following.startswith("ال") and before in ROLES and not is_given_name(word):
        return j + 1
    return j


def _joined(forms: list[str], first: int, j: int, word: str, following: str) -> int:
    rest = word[1:]
    if forms[first].endswith(tuple(_PAIR)) and rest == "عامل":
        return j + 1
    if rest in AUDIENCE or _is_plain_role(rest) or is_title(rest) or rest in _STOP or is_given_name(rest):
        return j
    if rest.startswith("ال"):
        return j + 1
    if rest in MASDARS and (following.startswith("ال") or following in MASDARS):
        return j + 1
    return j + 1 if rest in PLACES else j


def _with_preposition(forms: list[str], kinds: str, j: int, word: str, following: str) -> int:
    if word.startswith(("لل", "بال")):
        end = places_end(forms, kinds, j, any_first=False)
        return max(end, j + 1)
    bare = word[1:]
    if bare in HEADS or is_head(bare) or bare in LOCATIVE or bare in _OFFICES:
        return j + 1
    if bare in MASDARS and (following.startswith("ال") or following in MASDARS or following[:1] == "و"):
        return j + 1
    return places_end(forms, kinds, j, any_first=False)
