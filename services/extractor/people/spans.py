"""Where a person's name begins and ends, and what only looks like one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from services.extractor.lexicon import words
from services.extractor.names import (
    AMBIGUOUS,
    COMPOUND,
    GIVEN,
    HONOURED,
    PARTICLES,
    VERBS,
    family_strength,
    is_given_name,
    is_title,
    may_be_family,
)
from services.extractor.organisations.grammar import is_head
from services.extractor.organisations.words import AUDIENCE, MASDARS, PLACES, STOP
from services.extractor.people.roles import ROLES, Role, role_head
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch
from shared.text.folding import Folded, fold_word


@dataclass(slots=True)
class Name:
    first: int
    end: int
    front: int
    parts: int
    strength: int
    """Of the family name: 0 none, 1 may be, 2 by shape, 3 known."""
    ambiguous: bool
    titled: int | None
    """Index of the first title in front of it."""
    royal: bool = False


INSTITUTIONS = words(
    """
    جامعة مطار مؤسسة شارع مدرسة ثانوية إعدادية ملعب مسجد مستشفى قاعة ساحة حي زنقة مركب مركز قصر ضريح زاوية سد ميناء
    متحف معهد كلية جائزة كأس طريق جسر قنطرة حديقة
    منتزه فندق دار رواق محطة جامع باب درب قبيلة جماعة دوار قيادة دائرة بلدية مقاطعة إقليم مدينة شركة مجموعة دوري
    مهرجان موسم فضاء سوق جائزة خزانة مكتبة مصحة عيادة برج منارة
    المركب الملعب المطار الثانوية الإعدادية المستشفى القاعة الساحة الشارع الجائزة ثكنة مسرح سينما نادي مخيم مدار ملتقى
    أكاديمية أسرة عائلة ورثة منطقة جهة كتاب رواية فيلم
    """
)
"""What is named after a person is no person; joined with و, ب, ل too."""
_ROYAL_ORDINALS = words("السادس الخامس الثاني الأول الرابع الثالث")
COMMAS = frozenset("،,٬")
BOUNDARIES = COMMAS | frozenset('.:؛()"!؟\n-')


def _start_of_name(word: str) -> tuple[int, str] | None:
    """Letters in front of a given name, and the name; None when the folded word is none."""
    if is_given_name(word) or word in ("عبد", "عبيد", *_HALVES) or word in HONOURED or _is_lady(word):
        return 0, word
    for front in ("و", "ل", "ف", "ول"):
        rest = word[len(front) :]
        if front.endswith("ل") and rest == _BENEFIT:
            continue  # لصالح, for the good of
        if (
            word.startswith(front)
            and len(rest) > 2
            and (is_given_name(rest) or rest in ("عبد", *_HALVES) or (rest in HONOURED and front != "ل"))
        ):
            return len(front), rest
    return None


_SHEIKH = fold_word("الشيخ")
_BENEFIT = fold_word("صالح")
_MA = fold_word("ماء")
_HALVES = (_MA, fold_word("الخطاط"))
"""The first halves of ماء العينين and الخطاط ينجا, and nothing else."""


def _is_lady(word: str) -> bool:
    """Whether للا is written together with a name: للازهور."""
    return word.startswith("للا") and len(word) > 5 and word[3:] in GIVEN


_STARTS = Watch(_start_of_name)
_TITLES = Watch(lambda word: word if is_title(word) and word not in HONOURED else None)


@lru_cache(maxsize=50_000)
def _is_institution(word: str) -> bool:
    return (
        word in INSTITUTIONS
        or (word[0] in "وبلفك" and word[1:] in INSTITUTIONS)
        or (word[:2] in ("وب", "ول") and word[2:] in INSTITUTIONS)
    )


_MOHAMMED = fold_word("محمد")
_ONLY_COMPOUND = words("الخطاط فتح نصر سيف ضياء عز نجم شمس محي محيي تقي زين بهاء ماء")
"""Given names only with their second half (فتح الله)."""
FAMILY_CRAFTS = words("دباغ خياط نجار خزاف صائغ نساج طراز خطاط نحات حداد خراز فخار دراز نقاش سراج زلايجي صفار")
"""Names of crafts that are family names right behind a given name (هشام الدباغ)."""
_ALI, _ON = fold_word("علي"), "على"
"""The given name and the preposition fold to the same letters; only the article's own last letter tells them apart."""


_ALIS = Watch(lambda word: True if word == _ALI else None)


def words_apart(tokens: Tokens, folded: Folded) -> list[str]:
    original, offsets = folded.original, folded.offsets
    apart = list(tokens.words)
    for at, _ in tokens.seen(_ALIS):
        if original[offsets[tokens.ends[at] - 1]] == "ى":
            apart[at] = _ON
    return apart


@lru_cache(maxsize=50_000)
def _ends_name(word: str) -> bool:
    return (
        (word in STOP and word != _ALI)
        or word == _ON
        or role_head(word) is not None
        or is_head(word)
        or word in AUDIENCE
        or word in MASDARS
    )


def _parse_name(forms: list[str], kinds: str, at: int, front: int, given: str, *, titled: int | None) -> Name | None:
    n = len(forms)
    j = at + 1
    parts, strength, ambiguous = 1, 0, given in AMBIGUOUS
    if given in HONOURED:
        if j >= n or kinds[j] != "w" or not (is_given_name(forms[j]) or forms[j] in HONOURED or forms[j] == "عبد"):
            return None
        ambiguous = True
        while j < n and forms[j] in HONOURED:
            j += 1
        if j < n and forms[j] == "عبد":
            j += 1
        j += 1
    elif given == "عبد":
        if j >= n or kinds[j] != "w" or not (forms[j].startswith("ال") or forms[j] == "ربه"):
            return None
        ambiguous = False
        j += 1
    if given in _ONLY_COMPOUND and (j >= n or forms[j] not in COMPOUND):
        return None
    if j < n and kinds[j] == "w" and forms[j] in COMPOUND and given != "عبد":
        ambiguous = False
        j += 1
    last_given = j - 1
    while j < n and kinds[j] == "w" and j - at < 7:
        word = forms[j]
        following = forms[j + 1] if j + 1 < n and kinds[j + 1] == "w" else ""
        if word in PARTICLES and following and following not in STOP:
            j += 3 if following == "عبد" and j + 2 < n else 2
            parts += 1
            strength = 3
            last_given = j - 1
            continue
        if word in HONOURED and following and not _ends_name(following):
            j += 2
            parts += 1
            continue
        bare = word.removeprefix("ال")
        second_given = strength == 0 and j - at < 4 and is_given_name(bare if forms[j - 1] == _MOHAMMED else word)
        if not second_given and _ends_name(word) and not (bare in FAMILY_CRAFTS and j - 1 == last_given):
            break
        if second_given and word != _ALI and (word in VERBS or word in STOP):
            break
        found = 2 if second_given or bare in FAMILY_CRAFTS else family_strength(word)
        if found == 0 and parts == 1 and not ambiguous and may_be_family(word) and forms[min(j + 1, n - 1)] in COMMAS:
            found = 1
        if found == 0:
            break
        if second_given:
            j += 1
            parts += 1
            last_given = j - 1
            if j < n and forms[j] in COMPOUND:
                j += 1
                last_given = j - 1
            continue
        if strength and not _second_family(forms, j, last_given):
            break
        if found == 1 and parts > 1 and not (j + 1 >= n or forms[j + 1] in BOUNDARIES):
            break
        j += 1
        parts += 1
        strength = found
    if parts > 1 and strength == 0:
        strength = 2
    return Name(at, j, front, parts, strength, ambiguous, titled)


def _second_family(forms: list[str], j: int, last_given: int) -> bool:
    """Whether token j is one more family name: 'العلوي الإدريسي', and before a boundary 'الصبار الإدريسي'."""
    word, before = forms[j], forms[j - 1]
    if not (word.startswith("ال") and word.endswith("ي")):
        return False
    if j - 1 == last_given or before.endswith("ي") or before[:2] != "ال":
        return True
    return j - 2 == last_given and (j + 1 >= len(forms) or forms[j + 1] in BOUNDARIES)


def _blocked(forms: list[str], at: int, front: int) -> bool:
    """Whether the name is that of a street, a hospital, a university."""
    if front or at == 0:
        return False
    before = forms[at - 1]
    if _is_institution(before):
        return True
    return before in HONOURED and at > 1 and _is_institution(forms[at - 2])


def name_candidates(tokens: Tokens, forms: list[str]) -> list[Name]:
    """Names that begin with a known given name; `forms` are the words, apart where folding made two the same."""
    kinds = tokens.kinds
    names: list[Name] = []
    skip_to = 0
    for i, (front, given) in tokens.seen(_STARTS):
        if i < skip_to or forms[i] == _ON:
            continue
        if _blocked(forms, i, front):
            street = _parse_name(forms, kinds, i, front, given, titled=None)
            skip_to = street.end if street is not None else i  # nor is its second half a person
            continue
        titled = None
        k = i
        while k and forms[k - 1] not in HONOURED and is_title(forms[k - 1]):
            k -= 1
            titled = k
        royal = _royal(forms, i)
        if royal:
            if royal.end > i:
                names.append(royal)
                skip_to = royal.end
            continue
        name = _parse_name(forms, kinds, i, front, given, titled=titled)
        if name is not None and given == _MA and forms[i - 1] == _SHEIKH and titled is not None:
            # الشيخ ماء العينين is one given name
            name.first, name.titled = i - 1, titled if titled < i - 1 else None
        if name is not None and (given in VERBS or given in ROLES) and name.strength < 3:
            continue
        if name is not None and (name.parts > 1 or name.end - name.first > 1 or not name.ambiguous):
            names.append(name)
            skip_to = name.end
    return names


_KINGS = words("الملك للملك والملك بالملك")


def _royal(forms: list[str], i: int) -> Name | None:
    """The king, with his title as a part of the name; a span without tokens for a king's name on a street or a prize."""
    following = forms[i + 1] if i + 1 < len(forms) else ""
    if following not in _ROYAL_ORDINALS:
        return None
    nobody = Name(i, i, 0, 0, 0, False, None)
    if i == 0 or forms[i - 1] not in _KINGS or following != "السادس" or (i > 1 and _is_institution(forms[i - 2])):
        return nobody
    return Name(i - 1, i + 2, 0, 3, 3, False, None, royal=True)


_LONGEST_TAIL = 2


def complete(name: Name, forms: list[str], kinds: str) -> None:
    """Take in a family name that no list knows where a role ends it: 'محمد الناجم أبهاي، والي الجهة'."""
    j = name.end
    while j - name.end < _LONGEST_TAIL and j < len(forms) and kinds[j] == "w" and _may_be_of_name(forms[j]):
        j += 1
    if j > name.end and j + 1 < len(forms) and (forms[j] in COMMAS or forms[j] == "(") and role_head(forms[j + 1]):
        name.parts += j - name.end
        name.end, name.strength = j, max(name.strength, 2)


def begin_earlier(name: Name, forms: list[str], kinds: str, role_ends: set[int]) -> None:
    """Take in a first name that no list knows, behind a role: 'رئيس الجهة، بوديجة محمد سالم، إن'."""
    k = name.first - 1
    if k < 1 or name.front or name.titled is not None or name.royal or k - 1 not in role_ends or forms[k - 1] not in COMMAS:
        return
    if kinds[k] == "w" and _may_be_of_name(forms[k]) and not forms[k].startswith("ال"):
        name.first, name.parts, name.strength = k, name.parts + 1, max(name.strength, 2)


def _may_be_of_name(word: str) -> bool:
    return may_be_family(word) and not _ends_name(word) and word not in PLACES and word[1:] not in PLACES and word[0] not in "و"


def listed_name(forms: list[str], kinds: str, role: Role, role_ends: set[int]) -> Name | None:
    """A name that no list knows, in a list of officials: '…، نائب رئيس الجهة، وفرجي فخري، رئيس الغرفة'."""
    end = role.first - 1
    if end < 1 or forms[end] not in COMMAS or role.prefixed or role.conjunction:
        return None
    first = end
    while end - first < _LONGEST_LISTED and first and kinds[first - 1] == "w":
        first -= 1
    if first == 0 or forms[first - 1] not in COMMAS or first - 1 not in role_ends or not 1 < end - first <= _LONGEST_LISTED:
        return None
    if not forms[first].startswith("و") or len(forms[first]) < _SHORTEST_WITH_AND:
        return None
    words_ = [forms[first][1:], *forms[first + 1 : end]]
    if not all(map(_may_be_of_name, words_)) or words_[0].startswith("ال"):
        return None
    return Name(first, end, 1, end - first, 2, False, None)


_LONGEST_LISTED, _SHORTEST_WITH_AND = 4, 5


def titled_names(tokens: Tokens, forms: list[str], taken: set[int]) -> list[Name]:
    """Names behind a title whose given name is not in the list: السيد X Y."""
    kinds = tokens.kinds
    found = []
    for i, _ in tokens.seen(_TITLES):
        k = i + 1
        if (
            k + 1 >= len(forms)
            or k in taken
            or kinds[k] != "w"
            or is_title(forms[k])
            or _ends_name(forms[k])
            or forms[k].startswith(("ال", "لل", "بال"))
        ):
            continue
        if k > 1 and _is_institution(forms[i - 1]):
            continue
        if family_strength(forms[k]) == 0:
            continue
        name = _parse_name(forms, kinds, k, 0, forms[k], titled=i)
        if name and name.parts > 1 and not taken & set(range(name.first, name.end)):
            found.append(name)
    return found


def name_behind_role(forms: list[str], kinds: str, role: Role, taken: set[int]) -> Name | None:
    """A name that only its place tells: والي الجهة، X Y، between commas."""
    k = role.end
    if k + 3 >= len(forms) or forms[k] not in COMMAS or k + 1 in taken:
        return None
    first, second = forms[k + 1], forms[k + 2]
    if kinds[k + 1] != "w" or kinds[k + 2] != "w" or len(first) < 3:
        return None
    if _ends_name(first) or first.startswith(("ال", "وال", "بال", "لل", "ب", "ل", "و", "ف", "ي", "ت", "م")) or first in PLACES:
        return None
    name = _parse_name(forms, kinds, k + 1, 0, first, titled=None)
    if name is None or name.parts < 2 or name.strength < 2 or _ends_name(second):
        return None
    behind = forms[name.end] if name.end < len(forms) else "."
    return name if behind in COMMAS or behind in (".",) or behind in ("ان", "\n") else None
