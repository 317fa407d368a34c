"""Parts of a whole: enumerations under a total, '608 منهم', lists under a lead sentence; parts inherit from their total."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from services.extractor.kinds.base import MONEY, Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import cores, words
from services.extractor.meaning.singles import single_members, trailing_singles
from services.extractor.nouns import Nouns
from services.extractor.sight import PART_WORDS
from shared.text.folding import fold_word

_PART = PART_WORDS | words("ومنهم ومنها")
_CLOSED = words("موزعة موزعين موزعا موزع فموزع فموزعة تتوزع يتوزع يتوزعون توزعت توزع وهي وهم مقسمة مقسمين تنقسم")
_CLOSED_OR_JOINED = frozenset(w for w in _CLOSED if w[0] != "و") | {"و" + w for w in _CLOSED}
_INTO = words("إلى على بين")
_OUT_OF = 6  # tokens from a part's noun to the whole behind 'من أصل'
_DRAWN = 9  # tokens from 'تساهم فيها' to the amount
_DRAWS = words("صرف صرفت أنفق أنفقت استهلك خصص خصصت تساهم يساهم ساهم ساهمت مساهمة يتحمل تتحمل تحمل تحملت يمول تمول مول")
_AMOUNTING = words("بمبلغ بقيمة بمساهمة بنحو بحوالي بما")
_CONTRIBUTED = frozenset({"مساهمة", "تمويل", "دعم", "منحة"})
_GIVEN = words("مساهمة كمساهمة بمساهمة")
_THEREOF = words("منه منها فيه فيها")
_LONGEST_LIST = 60  # figures that may stand in a total's list
_BACK = 4  # figures back to the total of 'ويتوزعون على'
_NEAR_TOTAL = 14  # tokens behind a total in which its list opens
_FAMILY = frozenset({"facilities", "activities", "programmes", "organisations", "products"})


def _comparable(total: Draft, part: Draft) -> bool:
    """Whether a draft may be a part of a total: the same unit, or something counted where things are counted."""
    if total.value is None or (part.value is not None and part.value > total.value):
        return False
    if total.unit in MONEY or total.unit == "person":
        return part.unit == total.unit
    if total.kind in _FAMILY:
        return part.kind == total.kind or part.rule == "other.unknown_noun"
    return False


def _opens(layers: Layers, total: Draft, limit: int) -> tuple[int, bool] | None:
    """Where a list opens behind a total, and whether it claims to be whole."""
    words = layers.tokens.words
    low = max(layers.structure.sentence_of(total.first)[0], total.first - _NEAR_TOTAL)
    divided = not _CLOSED_OR_JOINED.isdisjoint(words[low : total.first])
    for token in range(total.last, min(limit, total.last + _NEAR_TOTAL)):
        word = words[token]
        if divided and word in _INTO:
            return token + 1, True  # 'تتوزع التعاونيات الـ48 بالإقليم إلى 20 للنسيج و15 للفخار'
        if word == ":":
            return token + 1, True
        if word in _CLOSED:
            return token + 1, True
        if word in _PART or (word in {"من", "ومن"} and token + 1 < limit and words[token + 1] in _PART):
            return token + 1, False
        if word in ".؛":
            return None
    return None


def link_parts(drafts: list[Draft], nouns: Nouns) -> list[Draft]:
    """Tie parts to their totals, and add the members that are counted by standing there ('… وقطب للصناعة التقليدية').

    Args:
        drafts: all drafts with a quantity of one text, in order.

    Returns:
        the drafts that were added.
    """
    added: list[Draft] = []
    for n, total in enumerate(drafts):
        if total.total is not None or total.quantity is None or total.value is None:
            continue
        layers = total.layers
        block = layers.structure.block_of(total.first)
        _, high = layers.structure.sentence_of(total.first)
        opened = _opens(layers, total, high)
        if opened is not None:
            start, closed = opened
            inside = [d for d in drafts[n + 1 : n + 1 + _LONGEST_LIST] if start <= d.first < high]
            members = _members(total, inside)
            if members:
                if total.unit == "facility" and closed:
                    singles = single_members(total, start, high, nouns)
                    added += singles
                    members += singles
                _tie(total, members, closed=closed)
                continue
        if layers.tokens.words[block.end - 1] == ":":
            following = drafts[n + 1 : n + 1 + _LONGEST_LIST]
            members = _list_members(total, following, block.start)
            if len(members) > 1 and not any(d.first < block.end and _comparable(d, members[0]) for d in following):
                _tie(total, members, closed=True)
    _tie_part_words(drafts)
    return [*added, *trailing_singles(drafts, added, nouns)]


def link_distributed(drafts: list[Draft]) -> None:
    """'ويتوزعون على …': the figures of such a sentence are parts of the figure before it, whether they add up or not."""
    for n, first in enumerate(drafts):
        layers = first.layers
        low, high = layers.structure.sentence_of(first.first)
        if first.total is not None or (n and drafts[n - 1].first >= low):
            continue
        if _CLOSED_OR_JOINED.isdisjoint(layers.tokens.words[low : first.first]):
            continue
        members = [d for d in drafts[n : n + _LONGEST_LIST] if d.first < high and d.total is None and d.unit == first.unit]
        total = _adding_up(drafts[max(0, n - _LONGEST_LIST) : n], members)
        total = total or next((d for d in reversed(drafts[max(0, n - _BACK) : n]) if _comparable(d, first)), None)
        members = [d for d in members if total is not None and _comparable(total, d)]
        if total is not None and len(members) > 1 and not {"sum_verified", "sum_mismatch"} & set(total.flags):
            _tie(total, members, closed=True)


def _adding_up(before: list[Draft], members: list[Draft]) -> Draft | None:
    """The nearest figure before a breakdown that its members add up to, however far above."""
    if len(members) < 3 or any(m.value is None for m in members):
        return None
    whole = sum(m.value or 0 for m in members)
    return next(
        (d for d in reversed(before) if d.value and d.unit == members[0].unit and abs(d.value - whole) <= 1e-6 * whole), None
    )


def link_shares(drafts: list[Draft]) -> None:
    """A share that points back is a part of what was counted before it: '60 شخصا، نصفهم نساء', '80 في المائة منها'.

    Args:
        drafts: all drafts with a quantity of one text, in order.
    """
    for before, share in pairwise(drafts):
        if share.kind != "share" or share.total is not None or share.quantity is None or before.unit in {"percent", None}:
            continue
        layers = share.layers
        near = layers.structure.sentence_of(before.first) == layers.structure.sentence_of(share.first)
        texts = layers.tokens.words
        behind = texts[share.last : share.last + 2]
        fraction = share.quantity.form != "digits" and texts[share.last - 1].endswith(("هم", "هن", "ها"))
        if near and share.first - before.last <= _NEAR_TOTAL and (fraction or not _PART.isdisjoint(behind)):
            share.total = before


def link_lists_below(drafts: list[Draft]) -> None:
    """'… بكلفة 12,6 مليون درهم. وتتوزع كالتالي:' and a list: the amounts of its items are parts of the amount before it."""
    lists: dict[int, list[Draft]] = {}
    lasts = [d.last for d in drafts]
    for draft in drafts:
        lead = draft.layers.structure.block_of(draft.first).lead
        if lead is not None and draft.unit in MONEY and draft.total is None:
            lists.setdefault(lead, []).append(draft)
    for lead, members in lists.items():
        layers = members[0].layers
        block = layers.structure.blocks[lead]
        texts = layers.tokens.words[block.start : block.end]
        items = {layers.structure.block_of(m.first).start for m in members}
        if len(members) < 2 or len(items) < len(members) or _CLOSED_OR_JOINED.isdisjoint(texts):
            continue
        above = drafts[max(0, (end := bisect_right(lasts, block.end)) - _BACK) : end]
        total = next((d for d in reversed(above) if all(_comparable(d, m) for m in members)), None)
        if total is not None and total.total is None:
            _tie(total, members, closed=True)


def _members(total: Draft, inside: list[Draft]) -> list[Draft]:
    return [d for d in inside if d.total is None and _comparable(total, d)]


def _list_members(total: Draft, following: list[Draft], lead_start: int) -> list[Draft]:
    structure = total.layers.structure
    members: list[Draft] = []
    seen: set[int] = set()
    for draft in following:
        block = structure.block_of(draft.first)
        if block.lead is None or structure.blocks[block.lead].start != lead_start or block.start in seen:
            continue
        if draft.total is None and _comparable(total, draft):
            seen.add(block.start)
            members.append(draft)
    return members


def _tie(total: Draft, members: list[Draft], *, closed: bool) -> None:
    for member in members:
        member.total = total
        if member.rule == "other.unknown_noun" or (member.kind == "other" and total.unit == "person"):
            member.kind, member.unit, member.rule = total.kind, total.unit, f"{total.kind}.part"
            member.score = max(member.score, 0.7)
    check_sum(total, members, closed=closed)


def check_sum(total: Draft, members: list[Draft], *, closed: bool) -> None:
    """Flag a total by what its parts add up to.

    Args:
        closed: the list claims to be whole (a colon, 'موزعة على'), so that a difference is a finding.
    """
    values = [m.value for m in members]
    if len(values) < 2 or any(v is None for v in values) or total.value is None:
        return
    parts = round(sum(v for v in values if v is not None), 6)
    if abs(parts - total.value) <= 1e-6 * max(1.0, abs(total.value)):
        total.flags.append("sum_verified")
        total.notes.append(f"مجموع الأجزاء ({len(values)}) يساوي المجموع المذكور")
    elif closed or (total.unit in MONEY and parts > total.value):
        total.flags.append("sum_mismatch")
        total.notes.append(f"مجموع الأجزاء المذكورة {parts:,.10g} لا يساوي المجموع المذكور {total.value:,.10g}")


def _is_out_of(part: Draft, whole: Draft) -> bool:
    """'22 محلا من أصل 46': the first is a part of the second."""
    texts = part.layers.tokens.words
    between = texts[part.last : whole.first]
    named = between[-2:] == ["من", "اصل"] and len(between) <= _OUT_OF
    return named and part.unit == whole.unit and (part.value or 0) <= (whole.value or 0)


def _draws_on(total: Draft, part: Draft) -> bool:
    """Whether an amount is spent of another or put into it: 'رصد 48 مليونا، صرف منه 39'."""
    if part.unit not in MONEY or total.layers.structure.sentence_of(part.first) != total.layers.structure.sentence_of(
        total.first
    ):
        return False
    texts = part.layers.tokens.words
    between = range(max(total.last, part.first - _DRAWN), part.first - 1)
    return any(texts[t].removeprefix("و") in _DRAWS and texts[t + 1] in _THEREOF for t in between)


def _goes_on_drawing(before: Draft, draft: Draft) -> bool:
    """Whether an amount is the next contribution to one that another has a part in: '…، ودار الصانع بـ900 ألف'."""
    total, layers = before.total, draft.layers
    if total is None or total.unit not in MONEY or draft.unit != total.unit or (draft.value or 0) >= (total.value or 0):
        return False
    if (
        layers.structure.sentence_of(draft.first) != layers.structure.sentence_of(total.first)
        or draft.first - before.last > _DRAWN
    ):
        return False
    texts = layers.tokens.words
    by = texts[draft.first - 1] == "ب" or texts[draft.first - 1] in _AMOUNTING
    named = layers.marks.between("budget.before", before.last, draft.first)
    return by and not any(m.entry.forms[0] not in _CONTRIBUTED for m in named)


def _is_share_in_brackets(before: Draft, draft: Draft) -> bool:
    """Whether brackets behind an amount say what one partner gives of it: '1,4 مليون درهم (0,7 مليون درهم مساهمة من الغرفة)'."""
    if before.unit not in MONEY or draft.unit != before.unit or (draft.value or 0) >= (before.value or 0):
        return False
    texts = draft.layers.tokens.words
    return (
        texts[draft.first - 1] == "("
        and draft.first - before.last <= 2
        and not _GIVEN.isdisjoint(texts[draft.last : draft.last + 2])
    )


def _same_word(part: Draft, total: Draft) -> bool:
    """Whether a part is counted with the head of its total's noun: '17 مؤسسة للتكوين، بينها 4 مؤسسات بجهة الشرق'."""
    if part.noun is None or total.noun is None or part.noun.entry.tag == total.noun.entry.tag:
        return False
    head = total.layers.tokens.words[total.noun.start]
    return bool(set(cores(head)) & {fold_word(form.split()[0]) for form in part.noun.entry.forms})


def _tie_part_words(drafts: list[Draft]) -> None:
    """'608 منهم', 'منهم 608': a part of the figure before, of the same kind unless its own noun says otherwise."""
    for before, draft in pairwise(drafts):
        if before.total is None and before.quantity is not None and _is_out_of(before, draft):
            before.total = draft
        if draft.total is not None or draft.quantity is None:
            continue
        words = draft.layers.tokens.words
        figure_end = draft.layers.tokens.between(draft.quantity.start, draft.quantity.end).stop
        around = words[max(0, draft.first - 3) : draft.first] + words[figure_end : figure_end + 2]
        if _PART.isdisjoint(around) and not _draws_on(before, draft):
            if _goes_on_drawing(before, draft) or _is_share_in_brackets(before, draft):
                draft.total = before.total or before
            continue
        total = before.total if before.total is not None and not _PART.isdisjoint(around[:3]) else before
        if draft.noun is not None and total.noun is not None and _same_word(draft, total):
            draft.kind, draft.unit, draft.facility = total.kind, total.unit, total.facility
        if draft.unit == "percent" or total.unit != (draft.unit or total.unit):
            continue
        weak = draft.rule in {"workforce.people", "workforce.artisans", "other.unknown_noun", "other.counted"}
        if total.value is not None and draft.value is not None and draft.value <= total.value:
            draft.total = total
            if weak or draft.noun is None or fold_word(draft.noun.entry.forms[0]).startswith("من"):
                draft.kind, draft.unit, draft.rule = total.kind, total.unit, f"{total.kind}.part"
                draft.score = max(draft.score, 0.75)
