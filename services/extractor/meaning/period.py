"""Period: the date that a figure is about, from its clause, its sentence, the list's lead, the heading, the report before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import words
from services.extractor.meaning.dated import PLANS, YEAR, Dated, Dates, dated_notes
from services.extractor.meaning.status import status_at
from services.extractor.spans import within
from services.extractor.watches import Watch

# A day is when something was said or held; it is no period of a turnover.
_HELD = frozenset({"event", "activities", "participants", "visitors", "agreement", "legal", "publication", "project"})
# Kinds that report on a stretch of time: what the text said of it last still holds.
_REPORTED = frozenset(
    {"exports", "turnover", "share", "growth", "price", "products", "visitors", "registrations", "trainees", "workforce", "jobs"}
)
# Kinds that news tells of the day: what is there now, or has just been held.
_OF_THE_DAY = frozenset(
    {"participants", "visitors", "activities", "beneficiaries", "trainees", "workforce", "registrations", "organisations", "jobs"}
    | {"price", "products"}
)
_FLOWS = frozenset({"exports", "turnover", "share", "growth"})

_DONE_IN_A_YEAR = frozenset({"programmes", "activities", "beneficiaries", "participants"})
_COMMAS = frozenset("،,؛:")
_NOW = words("اليوم حاليا الآن راهنا")
_SAYING = words("إن أن بأن وأن وإن")
_RESPECTIVELY = words("التوالي الترتيب")
_IN_TURN = Watch(lambda word: True if word in _RESPECTIVELY else None)
_YEAR_WORDS = words("و سنتي عامي سنوات سنة عام برسم خلال على في") | {"،", ","}
_STARTED = words("انطلقت انطلق أطلقت أطلق منذ اعتمدت أحدثت تأسست")
_TO = words("إلى ليبلغ لتبلغ ليصل لتصل")
_CHANGE = 12  # tokens from what something was to what it became
_SINCE = words("منذ مند")
_ADDING_UP = frozenset({"budget", "beneficiaries", "trainees", "participants", "activities", "facilities", "programmes", "jobs"})
_GOAL = words("رؤية مخطط استراتيجية أفق بحلول غاية برنامج متم خلال")


def _fits_status(layers: Layers, dated: Dated, draft: Draft) -> bool:
    """A date of the past is no date of a target, and a horizon is no date of what was done."""
    if dated.mention.horizon:
        return draft.status in PLANS
    if draft.kind not in _HELD and not _STARTED.isdisjoint(layers.tokens.words[max(0, dated.start - 2) : dated.start]):
        return False  # 'التعاونية التي تأسست سنة 2011 تضم 34 امرأة'
    if draft.status == "target":
        around = layers.tokens.words[max(0, dated.start - 3) : dated.start + 1]
        if not _GOAL.isdisjoint(around):
            return True
        return status_at(layers, dated.start, draft.kind) != "achieved"
    return True


def give_period(draft: Draft, clause: tuple[int, int], dates: Dates, title: Dates) -> None:
    """Set a draft's period as ISO 8601, where the text tells it, with a note where it was not plain.

    Args:
        draft: with `kind`, `status`, `first` and `last` set.
        clause: token range of its clause.
        dates: the usable dates of its text.
        title: those of the article's title, looked at last.
    """
    layers = draft.layers
    low, high = layers.structure.sentence_of(draft.first)
    named = dates.between(low, high)
    inside = [d for d in named if _fits(layers, d, draft)] if named else []
    if inside and _from_beside(draft, clause, inside):
        return
    if named and _since(draft, named, dates.published):
        return
    draft.period = _from_above(draft, dates) or _reported(draft, dates, low, title)


def _from_beside(draft: Draft, clause: tuple[int, int], inside: list[Dated]) -> bool:
    """Give what is counted the date of its clause, else of its sentence, where one of those that fit speaks of it."""
    near = [d for d in inside if clause[0] <= d.start and d.end <= draft.first]
    right = [d for d in inside if draft.last <= d.start < clause[1]]
    left = [d for d in inside if d.end <= draft.first and not d.against]
    if draft.status == "target":
        goals = [d for d in right + left[::-1] if d.mention.horizon]
        if goals:
            _give(draft, goals[0])
            return True
    led = near[-1:] if near and draft.layers.tokens.words[near[-1].end : draft.first] == [":"] else []  # 'في 2022: 40 مليون'
    for found in led, (right[:1] if right and right[0].start - draft.last <= 1 else []), near[-1:], right[:1], left[-1:]:
        if found:
            _give(draft, found[0])
            return True
    shared = _shared(draft, inside)
    if shared is not None:
        _give(draft, shared)
    return shared is not None


def _since(draft: Draft, inside: Sequence[Dated], published: str | None) -> bool:
    """Give what adds up since a point its years up to the article's: 'استفاد منذ إطلاقه سنة 2015 أزيد من 4500 صانع'."""
    texts = draft.layers.tokens.words
    points = [d for d in inside if d.iso[:1].isdigit() and not _SINCE.isdisjoint(texts[max(0, d.start - 2) : d.start + 1])]
    if not points or not published:
        return False
    nearest = min(points, key=lambda d: abs(d.start - draft.first))
    year = nearest.iso[:YEAR]
    if draft.status != "achieved":
        draft.period = year
    elif draft.kind in _ADDING_UP and year < published:
        draft.period = f"{year}/{published}"
        draft.notes.append("منذ تلك السنة إلى سنة نشر المقال")
    return draft.period is not None


def _shared(draft: Draft, inside: list[Dated]) -> Dated | None:
    """The next date of the sentence, where no comma parts it from a figure: '12 دورة لفائدة 240 صانعا خلال السنة الجارية'."""
    behind = next((d for d in inside if d.start >= draft.last and not d.against), None)
    if behind is None or _is_beginning(draft):
        return None
    texts = draft.layers.tokens.words
    return behind if _COMMAS.isdisjoint(texts[draft.last : behind.start]) else None


def _is_beginning(draft: Draft) -> bool:
    """Whether a figure is what something changed from: 'انتقل من 24 ألف درهم إلى 60 ألف درهم سنة 2017'."""
    layers = draft.layers
    texts = layers.tokens.words
    low, high = layers.structure.sentence_of(draft.first)
    edge = draft.first if draft.quantity is None else min(draft.first, layers.tokens.at(draft.quantity.qualifier_start))
    if edge <= low or texts[edge - 1] != "من":
        return False
    return not _TO.isdisjoint(texts[draft.last : min(high, draft.last + _CHANGE)])


def pair_years(drafts: Sequence[Draft]) -> None:
    """'402 ألف و398 ألفا سنتي 2024 و2023 على التوالي': each figure is of its own year.

    Args:
        drafts: all drafts with a quantity of one text, in order.
    """
    if not drafts:
        return
    layers = drafts[0].layers
    texts = layers.tokens.words
    firsts = [d.first for d in drafts]
    for token, _ in layers.tokens.seen(_IN_TURN):
        if token == 0 or texts[token - 1] != "علي":
            continue
        low, _ = layers.structure.sentence_of(token)
        first, years = token, list[str]()
        while first - 1 >= low and (texts[first - 1] in _YEAR_WORDS or _year(texts[first - 1])):
            first -= 1
            if _year(texts[first]):
                years.insert(0, texts[first])
        if len(years) < 2:
            continue
        end = bisect_right(firsts, first)
        near = drafts[max(0, end - len(years) - 1) : end]  # one may reach into the years
        figures = [d for d in near if low <= d.first and d.last <= first + 1]
        if len(figures) >= len(years):
            for draft, year in zip(figures[-len(years) :], years, strict=True):
                draft.period = year


def _year(word: str) -> bool:
    return len(word) == YEAR and word.isdigit() and word[:2] in {"19", "20"}


def give_year_of_publication(draft: Draft, dates: Dates) -> None:
    """What news tells of the day, with no date that its sentence gives it, is of the year of the article.

    A day in the sentence, on which it was done or held, is its own; any other date there leaves the period open.
    """
    if draft.period is not None or draft.status in PLANS:
        return
    layers = draft.layers
    low, high = layers.structure.sentence_of(draft.first)
    days = [d for d in dates.between(low, high) if d.day and not d.compared and not d.against and d.iso[:1].isdigit()]
    if days:
        nearest = min(days, key=lambda d: abs(d.start - draft.first))
        if not _SAYING.isdisjoint(layers.tokens.words[nearest.end : draft.first]):
            return  # 'قال الوزير، يوم 4 ماي 2021، إن القطاع يشغل …'
        today = nearest.end - nearest.start == 1 and nearest.mention.kind == "day"  # 'تضم اليوم 52 صانعة': these days
        draft.period = nearest.iso[:YEAR] if today else nearest.iso
        draft.notes += dated_notes(nearest)
    elif draft.kind in _OF_THE_DAY and dates.published and high > low:
        tokens = layers.tokens
        if not within(layers.dates, tokens.starts[low], tokens.ends[high - 1]):
            draft.period = dates.published
            draft.notes.append("لا يذكر النص تاريخا: أخذت السنة من تاريخ نشر المقال")


def _give(draft: Draft, dated: Dated) -> None:
    iso = dated.iso[:YEAR] if dated.year_end and draft.kind in _FLOWS else dated.iso
    first, _, last = iso.partition("/")
    # what a plan aims at is there at its end: 'خارطة الطريق 2023-2026 تروم بلوغ 17 مليون سائح'
    planned = draft.status == "target" and len(first) == len(last) == YEAR and int(last) - int(first) > 1
    draft.period = last if planned else iso
    draft.notes += dated_notes(dated)


def _fits(layers: Layers, dated: Dated, draft: Draft) -> bool:
    if dated.compared and not (dated.opens and dated.end <= draft.first):
        return False
    if dated.day and draft.kind not in _HELD:
        return False
    return _fits_status(layers, dated, draft)


def _from_above(draft: Draft, dates: Dates) -> str | None:
    """The date of the list's lead sentence or the section's heading."""
    layers, structure = draft.layers, draft.layers.structure
    block = structure.block_of(draft.first)
    for index in (block.lead, block.heading):
        if index is None:
            continue
        above = structure.blocks[index]
        inside = {d.iso for d in dates.between(above.start, above.end) if _fits(layers, d, draft)}
        if len(inside) == 1:
            return inside.pop()
    return None


def _reported(draft: Draft, dates: Dates, sentence: int, title: Dates) -> str | None:
    """The stretch of time that the text reports on up to this sentence, else the year in the title."""
    if draft.status == "achieved" and draft.kind in _DONE_IN_A_YEAR:
        return dates.annual or title.annual
    if draft.kind not in _REPORTED or draft.status in PLANS:
        return None
    texts = draft.layers.tokens.words
    if _is_beginning(draft):
        return None
    if not _NOW.isdisjoint(texts[sentence : draft.first]):
        return None  # 'تأسست سنة 2004. وتضم اليوم 25 صانعة'
    paragraph = within(dates.reporting, draft.layers.structure.block_of(sentence).start, sentence)
    above = {d.iso for d in paragraph if _fits(draft.layers, d, draft)}
    if len(above) == 1:
        return above.pop()  # what its own paragraph has said goes before what the text has said most often
    named = [d for d in title.all if len(d.iso) == YEAR]
    return dates.reported_before(sentence) or (named[0].iso if len(named) == 1 else None)
