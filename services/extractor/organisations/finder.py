"""Finds the bodies that an article names, gives them their ids, and resolves short forms."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from services.extractor.clitics import readings
from services.extractor.lexicon import words
from services.extractor.organisations.grammar import Head, extent, head_of
from services.extractor.organisations.words import (
    FIXED,
    KNOWN,
    NO_NAME,
    OPEN,
    REGION_WORDS,
    TERRITORIAL,
)
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch
from shared.text.folding import Folded, fold_word


class OrganisationMention(NamedTuple):
    """A body named in the text.

    `start` and `end` count code points of the folded text and leave و, ب, ل in front of the name out; `name` is as the
    article writes it. Where `refers_back`, the words are a short form (الغرفة) and `name` is the full one, from its
    first mention; where none or several were named before, and only among parties (بين الوزارة و…), `name` is the short
    form itself and `id` no more than the type.
    """

    start: int
    end: int
    id: str
    name: str
    type: str
    refers_back: bool = False


_FIXED: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
for _id, _name in sorted(FIXED, key=lambda f: -len(f[1].split())):
    _first, *_rest = fold_word(_name).split()
    _FIXED[_first].append((tuple(_rest), _id))


def _fixed(word: str) -> tuple[int, bool, list[tuple[tuple[str, ...], str]]] | None:
    """Letters in front, whether the article is contracted, and the known names that begin with this word."""
    for reading in readings(word):
        core = "ال" + reading.core if reading.article else reading.core
        names = _FIXED.get(core)
        if names:
            contracted = reading.article and reading.preposition == "ل"
            front = len(word) - len(reading.core) if contracted else len(reading.conjunction) + len(reading.preposition)
            return front, contracted, names
    return None


def _start(word: str) -> tuple[Head | None, tuple[int, bool, list[tuple[tuple[str, ...], str]]] | None] | None:
    """What a word may begin: the name of a body by its class, or a known one."""
    head, fixed = head_of(word), _fixed(word)
    return (head, fixed) if head is not None or fixed is not None else None


_STARTS = Watch(_start)


def _identify(type_: str, forms: list[str]) -> str:
    """The controlled id of a name; of an open class, the type with the name's folded words."""
    cores = [c for w in forms for c in _cores(w)]
    for id_, of, held in KNOWN:
        if of == type_ and all(h in cores for h in held.split()):
            if id_ in ("handicraft_chamber", "handicraft_delegation", "handicraft_directorate", "regional_investment_centre"):
                region = next((REGION_WORDS[c] for w in forms for c in (w, w[1:], "ال" + w[2:]) if c in REGION_WORDS), None)
                return f"{id_}:{region}" if region else id_
            return id_
    plain = [w for w in forms if w not in '"-']
    if plain and plain[0].startswith("ال"):
        plain[0] = plain[0][2:]
    return f"{type_}:{'-'.join(plain)}"


@lru_cache(maxsize=50_000)
def _cores(word: str) -> tuple[str, ...]:
    return tuple({r.core for r in readings(word)} | {r.core.removesuffix("ه") for r in readings(word)})


_REFERS_BACK = words("ministry chamber council foundation association cooperative agency university company faculty")
_REFERS_BACK_AS_PARTY = words("directorate delegation office prefecture company institute school bank federation")
_QUALIFYING = words("الوصية المعنية المختصة الجهوية الإقليمية الإقليمي الجهوي المحلية الوطنية")
_SIDES = words("من جهة أولى ثانية ثالثة رابعة أخرى") | {"،", ","}
_BESIDES = 6  # tokens between one party and the next
_BULLETS = frozenset("-•*▪●")
_WHO_SIGNS = words("بين مع من شراكة بشراكة طرف قبل لدن وبين ومع وهم هم وهي وقعت وقع ووقعت ووقع أبرمت أبرم وأبرمت وأبرم")


def find_organisations(tokens: Tokens, folded: Folded) -> list[OrganisationMention]:
    """Find the bodies that an article names.

    Args:
        tokens: the tokens of `folded.text`.
        folded: the folded text with its map back to the article.

    Returns:
        the mentions in the order of the text, without overlaps. Short forms (الغرفة، الوزارة) are there when exactly
        one body of that type has been named before.
    """
    found: list[OrganisationMention] = []
    forms, kinds = tokens.words, tokens.kinds
    named: dict[str, dict[str, str]] = defaultdict(dict)
    skip_to = 0
    for i, (head, fixed) in tokens.seen(_STARTS):
        if i < skip_to:
            continue
        hit = _known(forms, i, fixed)
        if hit is not None:
            end, id_, front, contracted = hit
            type_ = head.type if head else "international"
        elif head is not None:
            last = extent(forms, kinds, i, head)
            if last is None:
                back = _refer_back(tokens, folded, i, head, named, found)
                if back is not None:
                    found.append(back)
                    skip_to = i + 1
                continue
            if head.type in TERRITORIAL and not _is_party(forms, i, head, found, tokens, last):
                continue
            end, front, contracted, type_ = last, head.front, head.contracted, head.type
            plain = [forms[i][front:], *forms[i + 1 : end]]
            id_ = _identify(type_, plain)
            if type_ in _SHORTENED and id_.startswith(f"{type_}:"):
                id_ = _named_longer(plain, named[type_]) or id_
        else:
            continue
        start, stop = tokens.starts[i] + front, tokens.ends[end - 1]
        name = written(folded, start, stop, contracted=contracted)
        found.append(OrganisationMention(start, stop, id_, name, type_))
        named[_group(type_)].setdefault(id_, name)
        skip_to = end
    return found


_SHORTENED = OPEN | {"office", "agency", "bank"}
_LEAST_WORDS = 2


def _named_longer(words_: list[str], named: dict[str, str]) -> str | None:
    """The id of the one body of a type, named before, whose name has all of some words and more.

    'صندوق الضمان الاجتماعي' behind 'الصندوق الوطني للضمان الاجتماعي', 'تعاونية الأمل' behind 'تعاونية الأمل للنسيج'.
    """
    wanted = {_bare(word) for word in words_ if word not in '"-'}
    if len(wanted) < _LEAST_WORDS:
        return None
    longer = [id_ for id_, name in named.items() if wanted < {_bare(fold_word(word)) for word in name.split()}]
    return longer[0] if len(longer) == 1 else None


def _bare(word: str) -> str:
    """A word without its article and the preposition before that."""
    for front in ("لل", "بال", "وال", "ال"):
        if word.startswith(front) and len(word) > len(front) + 1:
            return word[len(front) :]
    return word


def written(folded: Folded, start: int, end: int, *, contracted: bool = False) -> str:
    """The words of the article for a folded span, white space made single; the article of للجمعية is given back its alef."""
    first, last = folded.span(start, end)
    return ("ال" if contracted else "") + " ".join(folded.original[first:last].split())


def _group(type_: str) -> str:
    return "ministry" if type_ == "secretariat" else type_


def _known(
    forms: list[str], i: int, fixed: tuple[int, bool, list[tuple[tuple[str, ...], str]]] | None
) -> tuple[int, str, int, bool] | None:
    if fixed is None:
        return None
    front, contracted, names = fixed
    for rest, id_ in names:
        end = i + 1 + len(rest)
        if tuple(forms[i + 1 : end]) == rest:
            return end, id_, front, contracted
    return None


def _refer_back(
    tokens: Tokens, folded: Folded, i: int, head: Head, named: dict[str, dict[str, str]], found: list[OrganisationMention]
) -> OrganisationMention | None:
    if not head.definite:
        return None
    if head.type not in _REFERS_BACK:
        return _short_form(tokens, folded, i, head, found) if head.type in _REFERS_BACK_AS_PARTY else None
    following = tokens.words[i + 1] if i + 1 < len(tokens) else ""
    if following in NO_NAME.get(head.type, ()) or (head.type == "association" and following in NO_NAME["association"]):
        return None
    before = named.get(head.type, {})
    if len(before) != 1:
        # Which one is meant is not guessed; among parties the short form itself is the name.
        return _short_form(tokens, folded, i, head, found)
    ((id_, name),) = before.items()
    return OrganisationMention(tokens.starts[i] + head.front, tokens.ends[i], id_, name, head.type, refers_back=True)


def _short_form(
    tokens: Tokens, folded: Folded, i: int, head: Head, found: list[OrganisationMention]
) -> OrganisationMention | None:
    """A body among parties by its kind, with what says whose it is: 'العمالة', 'الوزارة الوصية', 'المديرية الجهوية'."""
    if not _is_party(tokens.words, i, head, found, tokens):
        return None
    end = i + 1
    if end < len(tokens) and tokens.words[end] in _QUALIFYING:
        end += 1
    start, stop = tokens.starts[i] + head.front, tokens.ends[end - 1]
    name = written(folded, start, stop, contracted=head.contracted)
    return OrganisationMention(start, stop, head.type, name, head.type, refers_back=True)


def _is_party(
    forms: list[str], i: int, head: Head, found: list[OrganisationMention], tokens: Tokens, end: int | None = None
) -> bool:
    """Whether a territory acts as a body here: behind بين or مع, or joined to a body by و."""
    if i and forms[i - 1] in _WHO_SIGNS:
        return True
    if i > 1 and forms[i - 1] in _BULLETS and tokens.kinds[i - 2] == "n" and end is not None:
        return end >= len(forms) or tokens.kinds[end] == "n" or forms[end] in "،؛.:("  # an item that holds nothing else
    if not head.conjunction or not found or i < 2:
        return False
    before = i - 1
    while before > i - _BESIDES and forms[before] in _SIDES:  # 'الوزارة من جهة، وجهة الشرق من جهة ثانية'
        before -= 1
    return found[-1].end == tokens.ends[before]
