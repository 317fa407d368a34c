"""Finds persons: a name, by its given name or by a title or role beside it; then the role that the article ties to it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extractor.lexicon import words
from services.extractor.names import (
    HONOURED,
    VERBS,
)
from services.extractor.organisations import OrganisationMention
from services.extractor.organisations.finder import written
from services.extractor.organisations.words import PLACE_FRONTS, PLACES
from services.extractor.people.roles import ROLE_HEADS, Role, role_end, role_head
from services.extractor.people.spans import (
    BOUNDARIES,
    COMMAS,
    Name,
    begin_earlier,
    complete,
    listed_name,
    name_behind_role,
    name_candidates,
    titled_names,
    words_apart,
)
from services.extractor.tokens import Tokens
from shared.text.folding import Folded, fold_word


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person, where the article first names them in full.

    `start` and `end` (and `role_start`, `role_end`) count code points of the folded text; `name`, `role` and
    `organisation` are as the article writes them, without titles.
    """

    start: int
    end: int
    name: str
    role: str | None = None
    organisation: str | None = None
    role_start: int | None = None
    role_end: int | None = None


_INTRODUCERS = words(
    """
    رئاسة برئاسة بحضور حضور طرف المدعو المدعوة اسمه اسمها يدعى تدعى بقيادة بإشراف إشراف حسب وفق لسان
    لقاء رفقة مع بمعية عين تعيين انتخاب خلفا وتعيين وانتخاب لصاحبه لصاحبها
    وحسب ووفق بحسب تكريم وتكريم بتأطير تأطير بين
    """
)
_LINKS = words("بصفته بصفتها وهو وهي باعتباره باعتبارها وهذا")
_SEPARATORS = COMMAS | frozenset(":؛-(")


def _roles(tokens: Tokens, forms: list[str], starts: set[int], inside: set[int]) -> list[Role]:
    roles: list[Role] = []
    skip_to = 0
    for i, (front, contracted, conjunction, prefixed, article, ambiguous) in tokens.seen(ROLE_HEADS):
        if i < skip_to or i in inside:
            continue
        end = role_end(forms, tokens.kinds, i, starts)
        if end == i + 1 and (ambiguous or forms[i].endswith("ا")):  # 'رئيسا' alone says of what no more than the verb
            continue
        roles.append(Role(i, end, front, contracted, conjunction, prefixed, end == i + 1 and article))
        skip_to = end
    return roles


def _title_start(name: Name) -> int:
    return name.titled if name.titled is not None else name.first


def _link(names: list[Name], roles: list[Role], forms: list[str]) -> dict[int, tuple[Role, int]]:
    """For each name (by its first token) the role, and the first token of that role or of the chain it ends."""
    by_end: dict[int, Role] = {r.end: r for r in roles}
    by_first: dict[int, Role] = {r.first: r for r in roles}
    linked: dict[int, tuple[Role, int]] = {}
    used: set[int] = set()

    def before(name: Name, *, comma: bool) -> Role | None:
        at = _title_start(name)
        if comma:
            if at == 0 or forms[at - 1] not in _SEPARATORS or name.front:
                return None
            at -= 1
        elif name.front and name.titled is None:
            return None
        role = by_end.get(at)
        return role if role is not None and role.first not in used else None

    def behind(name: Name) -> Role | None:
        at = name.end
        for _ in range(2):
            if at < len(forms) and (forms[at] in _SEPARATORS or forms[at] in _LINKS):
                at += 1
        role = by_first.get(at)
        if role is None or role.first in used or role.prefixed or (role.conjunction and role.front):
            return None
        return role

    def tie(name: Name, role: Role, first: int) -> None:
        linked[name.first] = (role, first)
        used.add(role.first)

    people = [n for n in names if not n.royal]
    ends = {n.end for n in people}
    weak: dict[int, Role] = {}
    for name in people:  # 'رئيس الغرفة ناجي الفخاري': nothing between them
        role = before(name, comma=False)
        if role is not None:
            if role.single:
                weak[name.first] = role
                used.add(role.first)
                continue
            tie(name, role, _chain_start(role, by_end, forms, ends))
    for name in people:  # 'لحسن السعدي، كاتب الدولة'
        if name.first not in linked and (role := behind(name)) is not None:
            tie(name, role, role.first)
    for name in people:  # 'والي الجهة، معاذ الجامعي'
        if name.first not in linked and (role := before(name, comma=True)) is not None:
            tie(name, role, _chain_start(role, by_end, forms, ends))
        if name.first not in linked and name.first in weak:
            linked[name.first] = (weak[name.first], weak[name.first].first)
    return linked


def _chain_start(role: Role, by_end: dict[int, Role], forms: list[str], ends: set[int]) -> int:
    """First token of 'والي جهة …، عامل عمالة …': roles with commas between them, all of the one person behind them."""
    first = role.first
    while first > 1 and forms[first - 1] in COMMAS and not role.conjunction:
        earlier = by_end.get(first - 1)
        if earlier is None or earlier.first in ends or (earlier.first - 1 in ends):
            break
        first, role = earlier.first, earlier
    return first


def _accepted(name: Name, forms: list[str], *, has_role: bool) -> bool:
    before = forms[_title_start(name) - 1] if _title_start(name) else ""
    after = forms[name.end] if name.end < len(forms) else "."
    said = before in VERBS or before[1:] in VERBS or before.removesuffix("ها") in VERBS or before in _INTRODUCERS
    cued = name.titled is not None or has_role or said
    if name.royal:
        return True
    second = forms[name.first + 1] if name.end - name.first == 2 else ""
    if second[:1] == "ب" and second[1:] in PLACES:
        return False  # 7 فنادق عتيقة بفاس
    if name.parts == 1:
        return has_role and not name.ambiguous and name.end - name.first <= 2
    if not name.ambiguous:
        return cued or name.strength >= 2 or (name.strength == 1 and (after in BOUNDARIES or after in VERBS or after == "ان"))
    if name.end - name.first == 2 and forms[name.first] in HONOURED:
        return cued and forms[name.end - 1] not in PLACES and (name.titled is not None or has_role)
    return (cued and name.strength >= 1) or (name.strength >= 3 and not forms[name.first + 1].startswith("ال"))


_BYLINES = words(
    """
    بقلم كتب كتبت استطلاع تصوير إعداد متابعة مراسلة حاوره حاورها روبورتاج تحرير ترجمة وتصوير توقيع مونتاج عدسة تغطية
    حوار صحافية متدربة
    """
)


def _is_byline(name: Name, forms: list[str], kinds: str) -> bool:
    """Whether the name signs the article: alone in its line but for a place, a dash or بقلم."""
    first, last = _title_start(name), name.end
    while first and kinds[first - 1] != "n":
        first -= 1
        if _title_start(name) - first > _BYLINE_TOKENS:
            return False
    while last < len(forms) and kinds[last] != "n":
        last += 1
        if last - name.end > _BYLINE_TOKENS:
            return False
    if last - first == len(forms):
        return False
    others = forms[first : _title_start(name)] + forms[name.end : last]
    return len(others) <= _BYLINE_TOKENS and all(
        w in _BYLINES or w in "-:/|.،" or w in PLACES or w in PLACE_FRONTS for w in others
    )


_BYLINE_TOKENS = 5


def find_people(tokens: Tokens, folded: Folded, organisations: Sequence[OrganisationMention] = ()) -> list[PersonMention]:
    """Find the persons that an article names, with their roles.

    Args:
        tokens: the tokens of `folded.text`.
        folded: the folded text with its map back to the article.
        organisations: what `find_organisations` found in the same text; a role that holds one gets it as `organisation`.

    Returns:
        one mention a person, in the order of the text; later mentions by the family name alone add nothing.
    """
    forms, kinds = words_apart(tokens, folded), tokens.kinds
    names = name_candidates(tokens, forms)
    taken = {k for n in names for k in range(n.first, n.end)}
    names += titled_names(tokens, forms, taken)
    for name in names:
        complete(name, forms, kinds)
    starts = {n.first for n in names if n.parts > 1 or not n.ambiguous} | {_title_start(n) for n in names}
    inside = {k for n in names for k in range(n.first, n.end)}
    roles = _roles(tokens, forms, starts, inside)
    role_ends = {role.end for role in roles}
    for name in names:
        before = forms[name.first - 1] if name.first else ""
        if before not in _INTRODUCERS and before[1:] not in _INTRODUCERS:
            begin_earlier(name, forms, kinds, role_ends)
    for role in roles:
        listed = listed_name(forms, kinds, role, role_ends)
        if listed is not None and all(
            listed.first <= n.first and n.parts == 1 for n in names if listed.first < n.end <= listed.end
        ):
            names = [n for n in names if not listed.first < n.end <= listed.end]
            names.append(listed)
            inside |= set(range(listed.first, listed.end))
        unknown = name_behind_role(forms, kinds, role, inside)
        if unknown is not None:
            names.append(unknown)
            inside |= set(range(unknown.first, unknown.end))
    names.sort(key=lambda n: n.first)
    linked = _link(names, roles, forms)
    people: list[PersonMention] = []
    by_part: dict[str, list[int]] = {}
    begins = [o.start for o in organisations]
    for name in names:
        tie = linked.get(name.first)
        if tie is None and _is_byline(name, forms, kinds):
            continue
        if not _accepted(name, forms, has_role=tie is not None):
            continue
        start, end = tokens.starts[name.first] + name.front, tokens.ends[name.end - 1]
        contracted = name.royal and forms[name.first].startswith("لل")
        if name.royal:
            start += 1 if not forms[name.first].startswith("ال") else 0
            start += 1 if contracted else 0
        person = PersonMention(start, end, written(folded, start, end, contracted=contracted))
        if tie is not None:
            person = _with_role(person, tie, tokens, folded, organisations, begins)
        _add(people, by_part, person)
    return people


def _with_role(
    person: PersonMention,
    tie: tuple[Role, int],
    tokens: Tokens,
    folded: Folded,
    organisations: Sequence[OrganisationMention],
    begins: list[int],
) -> PersonMention:
    role, first = tie
    head = role_head(tokens.words[first])
    front, contracted = (head[0], head[1]) if head else (0, False)
    start, end = tokens.starts[first] + front, tokens.ends[role.end - 1]
    at = bisect_left(begins, start)
    organisation = organisations[at].name if at < len(organisations) and organisations[at].end <= end else None
    return replace(
        person,
        role=written(folded, start, end, contracted=contracted),
        organisation=organisation,
        role_start=start,
        role_end=end,
    )


def _add(people: list[PersonMention], by_part: dict[str, list[int]], person: PersonMention) -> None:
    """Append a person, or give the one who is already there the role that comes later."""
    key = _key(person.name)
    for i in by_part.get(key[0], ()):
        known = people[i]
        other = _key(known.name)
        if key == other or (len(key) > 1 and key[0] == other[0] and key[-1] == other[-1]) or set(key) < set(other):
            if known.role is None and person.role is not None:
                people[i] = replace(person, start=known.start, end=known.end, name=known.name)
            return
    for part in set(key):
        by_part.setdefault(part, []).append(len(people))
    people.append(person)


def _key(name: str) -> tuple[str, ...]:
    return tuple(fold_word(name).split())
