"""The grammar of a body's name: a head noun, what the name goes on with, and where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from services.extractor.clitics import readings
from services.extractor.lexicon import words
from services.extractor.names import is_given_name
from services.extractor.organisations.words import (
    AUDIENCE,
    FIXED,
    HEADS,
    INSTITUTIONAL,
    LOCATED,
    LOCATIVE,
    MASDARS,
    NO_NAME,
    NO_NAME_ALONE,
    OPEN,
    PLACE_FRONTS,
    PLACES,
    PLURAL_HEADS,
    PURPOSED,
    STARTERS,
    STOP,
    TERRITORIAL,
)
from shared.text.folding import fold_word


@dataclass(frozen=True, slots=True)
class Head:
    type: str
    definite: bool
    front: int
    """Letters in front of the name."""
    conjunction: bool
    contracted: bool
    """للجمعية: the article's alef is not written."""


_FIXED_PAIRS = frozenset(
    (words_[0], words_[1])
    for _, name in FIXED
    if len(words_ := [fold_word(w) for w in name.split()]) > 1 and name.startswith("ال")
)
"""What bodies begin with that are known by their whole name: 'الغرفة … والتعاون الوطني' are two."""
_LONGEST = 16
"""Tokens that a name may have."""


@lru_cache(maxsize=50_000)
def head_of(word: str) -> Head | None:
    for reading in readings(word):
        type_ = HEADS.get(reading.core)
        if type_ is not None:
            if reading.preposition == "ك":
                return None
            contracted = reading.article and reading.preposition == "ل"
            front = len(word) - len(reading.core) if contracted else len(reading.conjunction) + len(reading.preposition)
            return Head(type_, reading.article, front, bool(reading.conjunction), contracted)
    return None


@lru_cache(maxsize=50_000)
def _is_place(word: str) -> bool:
    return word in PLACES or (word.startswith("ال") and word[2:] in PLACES)


@lru_cache(maxsize=50_000)
def is_head(word: str) -> bool:
    """Whether a folded word without conjunction begins the name of a body, or speaks of several (الجمعيات)."""
    core = word[2:] if word.startswith("ال") else word
    return core in HEADS or core in PLURAL_HEADS


def places_end(forms: list[str], kinds: str, at: int, *, any_first: bool) -> int:
    """End of the run of place names that begins at a token: فاس - مكناس, بني ملال خنيفرة.

    Args:
        forms: folded words.
        kinds: kinds of the tokens.
        at: index of the first token; its own preposition may still stand on it.
        any_first: whether an unknown first word is a place too (behind جماعة, إقليم).

    Returns:
        index behind the run; `at` when no place stands there.
    """
    j, n = at, len(forms)
    while j < n:
        word = forms[j]
        if kinds[j] == "w":
            bare = word if j > at or word in PLACES or word in PLACE_FRONTS else _without_preposition(word)
            if bare in PLACE_FRONTS and j + 1 < n and kinds[j + 1] == "w" and forms[j + 1] not in STOP:
                j += 2
            elif _is_place(bare) or (any_first and j == at and word not in STOP):
                j += 1
            else:
                break
        elif (
            word in "-./" and at < j < n - 1 and kinds[j - 1] == "w" and (_is_place(forms[j + 1]) or forms[j + 1] in PLACE_FRONTS)
        ):
            j += 1
        else:
            break
    return j


@lru_cache(maxsize=50_000)
def _without_preposition(word: str) -> str:
    if word.startswith("لل"):
        return "ال" + word[2:]
    return word[1:] if word[0] in "بل" else word


def extent(forms: list[str], kinds: str, at: int, head: Head) -> int | None:
    """Index behind the last token of the name whose head stands at `at`; None when the head begins no name."""
    n = min(len(forms), at + _LONGEST)
    j = at + 1
    if j >= n:
        return None
    type_ = head.type
    if head.definite:
        adjective = forms[j]
        if kinds[j] != "w" or adjective not in INSTITUTIONAL or adjective in NO_NAME.get(type_, ()):
            return None
    elif type_ == "secretariat" and forms[j] != "الدوله":
        return None
    elif forms[j] == '"':
        if type_ not in OPEN and type_ not in LOCATED:
            return None
        close = next((k for k in range(j + 2, n) if forms[k] == '"'), None)
        if close is None:
            return None
        j = close + 1
    elif type_ in ("centre", "commission", "initiative") or not _may_begin(forms, kinds, j, type_):
        return None
    if type_ in TERRITORIAL:
        return _territory_end(forms, kinds, j, type_)
    located = False
    while j < n:
        step = _step(forms, kinds, at, j, type_, located)
        if step is None:
            break
        j, located = step
    if head.definite and j == at + 2 and forms[at + 1] in NO_NAME_ALONE and type_ != "council":
        return None
    return j


def _may_begin(forms: list[str], kinds: str, j: int, type_: str) -> bool:
    word = forms[j]
    if kinds[j] == "l":
        return type_ in OPEN
    if kinds[j] != "w" or word in STOP:
        return False
    if word.startswith("ال"):
        return not (type_ == "company" and word[2:] in HEADS)
    if type_ in OPEN:
        return not word.startswith(("لل", "بال", "وال", "كال")) and not (word[0] == "ل" and word[1:] in MASDARS)
    return word in LOCATIVE or word in MASDARS or _is_place(word) or word in STARTERS or is_given_name(word)


_THE_TERRITORY = words("الجهة الإقليم العمالة المدينة")
_WITHIN = {  # preposition inside a name → the word in front of it
    fold_word("في"): words("المتخصص المتخصصة متخصص"),
    fold_word("من"): words("الشراكة التعاون المدرسة الجيل"),
}


def goes_on_with_preposition(word: str, before: str, following: str) -> bool:
    """Whether a preposition stands inside a name: المعهد المتخصص في فنون …, وكالة الشراكة من أجل التنمية."""
    if word not in _WITHIN or before not in _WITHIN[word]:
        return False
    return following == "اجل" if word == "من" else following in MASDARS or following.startswith("ال")


def _territory_end(forms: list[str], kinds: str, j: int, type_: str) -> int | None:
    """End of جماعات تاونات واجبابرة وبوعادل: places joined by و, known or not."""
    if forms[j] in _THE_TERRITORY:
        return j + 1
    while forms[j] in LOCATIVE and j + 1 < len(forms):
        j += 1
        if forms[j] in _THE_TERRITORY:
            return j + 1
    end = places_end(forms, kinds, j, any_first=True)
    if end == j:
        return None
    while type_ == "communes" and end < len(forms):
        word = forms[end]
        if kinds[end] != "w" or word[0] != "و" or word in STOP:
            break
        rest = word[1:]
        if rest and (is_head(rest) or rest in AUDIENCE or rest in STOP or rest in MASDARS):
            break
        if rest in PLACE_FRONTS and end + 1 < len(forms) and kinds[end + 1] == "w":
            end += 1
        end += 1
    return end


def _step(forms: list[str], kinds: str, at: int, j: int, type_: str, located: bool) -> tuple[int, bool] | None:
    """One more token (or run of tokens) of a name: the index behind it and whether the name's seat has been named."""
    word = forms[j]
    if kinds[j] != "w":
        run = places_end(forms, kinds, j + 1, any_first=False) if word == "-" and located else j + 1
        return (run, True) if run > j + 1 else None
    following = forms[j + 1] if j + 1 < len(forms) and kinds[j + 1] == "w" else ""
    if type_ == "secretariat" and word == "لدي" and following:
        return j + 2, located
    if goes_on_with_preposition(word, forms[j - 1], following):
        return j + 2, located
    if word in STOP:
        return None
    first = j == at + 1
    if word[0] == "و" and len(word) > 2 and word not in PLACES and word not in PLACE_FRONTS:
        return _conjoined(word[1:], following, forms[j - 1], j, type_, located)
    if word.startswith("ال"):
        if located and not _is_place(word):
            return None
        return j + 1, located
    goes_on_as_name = first or not forms[j - 1].startswith("ال") or forms[j - 1] in STARTERS
    if word in STARTERS and not located and goes_on_as_name:
        return (j + 2 if following and following not in STOP else j + 1), located
    if word[0] in "بل" and not (first and type_ in OPEN) and word not in MASDARS and not _is_place(word):
        return _prepositional(forms, kinds, j, following, type_, located)
    if word in LOCATIVE:
        end = places_end(forms, kinds, j + 1, any_first=following not in STOP and not following.startswith("ال"))
        if following.startswith("ال") and end == j + 1 and type_ in ("council", "agency"):
            end = j + 2
        return (end, True) if end > j + 1 else None
    if is_given_name(word) and not located and (first or forms[j - 1] in STARTERS or is_given_name(forms[j - 1])):
        return (j + 2 if following and following not in STOP else j + 1), located
    if _is_place(word) and (first or located or _is_place(forms[j - 1])):
        return places_end(forms, kinds, j, any_first=False), True
    if word in MASDARS and (following.startswith("ال") or following[:1] == "و" or following in MASDARS):
        return j + 1, located
    if first and type_ in OPEN:
        return j + 1, located
    if j == at + 2 and type_ in ("association", "cooperative") and word[0] not in "يت" and not forms[j - 1].startswith("ال"):
        behind = forms[j + 1] if j + 1 < len(forms) else "."
        return (j + 1, False) if behind.startswith("لل") or behind in '.،,"(' else None
    return None


def _conjoined(rest: str, following: str, before: str, j: int, type_: str, located: bool) -> tuple[int, bool] | None:
    if is_head(rest) or rest in AUDIENCE or rest in STOP or (rest, following) in _FIXED_PAIRS:
        return None
    if located:
        return None
    if rest.startswith("ال"):
        goes_on = before.startswith(("ال", "لل", "وال")) and type_ not in ("university", "company", "cooperative")
        return (j + 1, located) if goes_on else None
    if rest in MASDARS and (following.startswith("ال") or following in MASDARS or following in LOCATIVE or following == "اقاليم"):
        return j + 1, located
    return None


def _prepositional(forms: list[str], kinds: str, j: int, following: str, type_: str, located: bool) -> tuple[int, bool] | None:
    word = forms[j]
    bare = _without_preposition(word)
    core = bare[2:] if bare.startswith("ال") else bare
    if bare in LOCATIVE and type_ in LOCATED | PURPOSED and following:
        if bare.startswith("ال"):
            return None
        end = places_end(forms, kinds, j + 1, any_first=following not in STOP)
        if type_ == "chamber" and bare in ("اقليمي", "عمالتي", "جهتي") and end < len(forms) and forms[end][:1] == "و":
            end += 1
        return (end, True) if end > j + 1 else None
    seat = places_end(forms, kinds, j, any_first=False)
    if seat > j and type_ in LOCATED:
        return seat, True
    if seat > j and word.startswith("ل") and type_ in PURPOSED:
        return seat, True
    if word[0] == "ب" or located:
        if type_ == "secretariat" or (type_ == "ministry" and forms[j - 1] in ("المكلفه", "المنتدبه")):
            return (j + 1, located) if bare.startswith("ال") else None
        return None
    if word.startswith("لل") and type_ in PURPOSED:
        return j + 1, located
    if core in MASDARS and type_ in PURPOSED and (following.startswith("ال") or following in MASDARS or following[:1] == "و"):
        return j + 1, located
    return None
