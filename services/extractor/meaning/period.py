"""Period: the date that a figure is about, from its clause, its sentence, the list's lead, the heading, the report before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.extractor.dates import DateMention
from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import words
from services.extractor.meaning.status import status_at

# A day is when something was said or held; it is no period of a turnover.
_HELD = frozenset({"event", "activities", "participants", "visitors", "agreement", "legal", "publication", "project"})
# Kinds that report on a stretch of time: what the text said of it last still holds.
_REPORTED = frozenset(
    {"exports", "turnover", "share", "growth", "price", "products", "visitors", "registrations", "trainees", "workforce", "jobs"}
)
_PLANS = frozenset({"target", "planned"})
_DAY = len("2016-12-08")
_YEAR = len("2016")

_AS_OF = words("غاية حدود متم حتى تاريخ نهاية")
_NAMED = words("ساحة شارع حي ملعب قاعة مدرسة ثانوية مركب زنقة مسجد فضاء")  # 'ساحة 20 غشت' is a place
_AGAINST = words("مقابل بدل عوض بعدما")
_STARTED = words("انطلقت انطلق أطلقت أطلق منذ اعتمدت أحدثت تأسست")
_GOAL = words("رؤية مخطط استراتيجية أفق بحلول غاية برنامج متم خلال")


@dataclass(frozen=True, slots=True)
class Dated:
    """A usable date with the tokens that it covers and its ISO form, the year filled in where the article tells it."""

    mention: DateMention
    first: int
    last: int
    iso: str
    compared: bool
    """'مقارنة مع سنة 2023': what something is measured against."""
    day: bool
    """A day that is no 'as of' ('إلى غاية 31 ماي'): when something was said or held."""


def usable_dates(layers: Layers, reference: datetime | None) -> list[Dated]:
    """The dates of a text that may be a fact's period.

    Args:
        reference: when the article was published; a day or month without a year is the one nearest to it.
    """
    found = []
    for mention in layers.dates:
        if mention.iso is None or mention.kind == "duration":
            continue
        covered = layers.tokens.between(mention.start, mention.end)
        if not len(covered):
            continue
        bare = mention.iso.startswith("--")
        if bare and covered.start and layers.tokens.words[covered.start - 1].removeprefix("ب") in _NAMED:
            continue
        iso = nearest_year(mention.iso, reference) if bare and reference else mention.iso
        first = covered.start
        compared = bool(layers.marks.between("period.comparison", max(0, first - 4), first))
        as_of = any(w in _AS_OF for w in layers.tokens.words[max(0, first - 2) : first + 1])
        day = (mention.kind == "day" or len(iso) == _DAY) and not as_of
        found.append(Dated(mention, first, covered.stop, iso, compared, day))
    return found


def nearest_year(iso: str, reference: datetime) -> str:
    """A date without its year ('--11-21', '--12') as the one nearest to a reference date."""
    if "/" in iso:
        return "/".join(nearest_year(part, reference) for part in iso.split("/"))
    month, _, day = iso.removeprefix("--").partition("-")
    if not month.isdigit():
        return iso
    today = reference.date()

    def distance(year: int) -> int:
        return abs((date(year, int(month), min(int(day or 15), 28)) - today).days)

    year = min((today.year - 1, today.year, today.year + 1), key=distance)
    return f"{year}-{month}" + (f"-{day}" if day else "")


def _fits_status(layers: Layers, dated: Dated, draft: Draft) -> bool:
    """A date of the past is no date of a target, and a horizon is no date of what was done."""
    if dated.mention.horizon:
        return draft.status in _PLANS
    if draft.status == "target":
        if any(w in _STARTED for w in layers.tokens.words[max(0, dated.first - 2) : dated.first]):
            return False
        around = layers.tokens.words[max(0, dated.first - 3) : dated.first + 1]
        if any(w in _GOAL for w in around):
            return True
        return status_at(layers, dated.first, draft.kind) != "achieved"
    return True


def _of_another(layers: Layers, dated: Dated, draft: Draft) -> bool:
    """Whether a date left of a figure is that of another one: '… مقابل 440 مليون درهم سنة 2013، مسجلة نموا بنسبة 14'."""
    for quantity in layers.quantities:
        covered = layers.tokens.between(quantity.start, quantity.end)
        if len(covered) and covered.stop <= dated.first <= covered.stop + 4 and covered.stop <= draft.first:
            before = layers.tokens.words[max(0, covered.start - 3) : covered.start]
            if any(w in _AGAINST for w in before):
                return True
    return False


def find_period(draft: Draft, clause: tuple[int, int], dates: list[Dated], title: list[Dated]) -> str | None:
    """The period of a draft as ISO 8601, or None.

    Args:
        draft: with `kind`, `status`, `first` and `last` set.
        clause: token range of its clause.
        dates: the usable dates of its text.
        title: those of the article's title, looked at last.
    """
    layers = draft.layers
    low, high = layers.structure.sentence_of(draft.first)
    held = draft.kind in _HELD
    fitting = [d for d in dates if not d.compared and (held or not d.day)]
    inside = [d for d in fitting if low <= d.first < high and _fits_status(layers, d, draft)]
    near = [d for d in inside if clause[0] <= d.first and d.last <= draft.first]
    right = [d for d in inside if draft.last <= d.first < clause[1]]
    left = [d for d in inside if d.last <= draft.first and not _of_another(layers, d, draft)]
    if draft.status == "target":
        goals = [d for d in right + left[::-1] if d.mention.horizon]
        if goals:
            return goals[0].iso
    for found in (right[:1] if right and right[0].first - draft.last <= 1 else []), near[-1:], right[:1], left[-1:]:
        if found:
            return found[0].iso
    return _from_above(draft, fitting, low) or _reported(draft, fitting, low, title)


def _from_above(draft: Draft, fitting: list[Dated], sentence_start: int) -> str | None:
    """The date of the list's lead sentence or the section's heading."""
    layers, structure = draft.layers, draft.layers.structure
    block = structure.block_of(draft.first)
    for index in (block.lead, block.heading):
        if index is None:
            continue
        above = structure.blocks[index]
        inside = [d for d in fitting if above.start <= d.first < above.end and _fits_status(layers, d, draft)]
        if inside and len({d.iso for d in inside}) == 1:
            return inside[0].iso
    return None


def _reported(draft: Draft, fitting: list[Dated], sentence_start: int, title: list[Dated]) -> str | None:
    """The stretch of time that the text reports on: what was named last before the figure, else in the title."""
    if draft.kind not in _REPORTED or draft.status in _PLANS:
        return None
    layers = draft.layers
    before = [
        d
        for d in fitting
        if d.last <= sentence_start
        and not d.mention.horizon
        and not _of_another(layers, d, draft)
        and status_at(layers, d.first, draft.kind) not in _PLANS
        and d.mention.kind not in {"relative"}
    ]
    years = [d for d in before if len(d.iso) == _YEAR or d.mention.kind in {"range", "school_year", "month", "half", "quarter"}]
    # the report's own time is named first and again and again; a year that is named once is an aside
    if years:
        counts = {d.iso: sum(e.iso == d.iso for e in years) for d in years}
        best = max(counts.values())
        return next(d.iso for d in years if counts[d.iso] == best)
    named = [d for d in title if len(d.iso) == _YEAR]
    return named[0].iso if len(named) == 1 else None
