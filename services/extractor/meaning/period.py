"""Period: the date that a figure is about, from its clause, its sentence, the list's lead, the heading, the report before it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.extractor.dates import DateMention
from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import words
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
_PLANS = frozenset({"target", "planned"})
_DAY = len("2016-12-08")
_YEAR = len("2016")

_DONE_IN_A_YEAR = frozenset({"programmes", "activities", "beneficiaries", "participants"})
_OUTCOMES = words("حصيلة حصيلته حصيلتها منجزات إنجازات تقرير تقريرها تقريره")
_OUTCOME_REACH = 8  # tokens from 'حصيلة' to its year
_OPENING = 80  # tokens in which a report says on which day it is of
_BREAKING = words("، , أن بلغت بلغ") | {"(", ")"}
_NOW = words("اليوم حاليا الآن راهنا")
_SAYING = words("إن أن بأن وأن وإن")
_BESIDE = 4  # tokens from a figure to its date
_AS_OF = words("غاية حدود متم حتى تاريخ نهاية")
_NAMED = words("ساحة شارع حي ملعب قاعة مدرسة ثانوية مركب زنقة مسجد فضاء")  # 'ساحة 20 غشت' is a place
_RESPECTIVELY = words("التوالي الترتيب")
_IN_TURN = Watch(lambda word: True if word in _RESPECTIVELY else None)
_YEAR_WORDS = words("و سنتي عامي سنوات سنة عام برسم خلال على في") | {"،", ","}
_AGAINST = words("مقابل بدل عوض بعدما مقارنة بالمقارنة قياسا")
_STARTED = words("انطلقت انطلق أطلقت أطلق منذ اعتمدت أحدثت تأسست")
_TO = words("إلى ليبلغ لتبلغ ليصل لتصل")
_CHANGE = 12  # tokens from what something was to what it became
_EDITION = words("دورة نسخة الدورة النسخة")
_DISASTERS = words("زلزال فيضانات حريق كارثة جائحة زلازل")
_SINCE = words("منذ مند")
_ADDING_UP = frozenset({"budget", "beneficiaries", "trainees", "participants", "activities", "facilities", "programmes", "jobs"})
_GOAL = words("رؤية مخطط استراتيجية أفق بحلول غاية برنامج متم خلال")


@dataclass(frozen=True, slots=True)
class Dated:
    """A usable date with the tokens that it covers and its ISO form, the year filled in where the article tells it."""

    mention: DateMention
    start: int
    end: int
    iso: str
    compared: bool
    """'مقارنة مع سنة 2023': what something is measured against."""
    against: bool
    """The date of a figure that another is set against: '… مقابل 440 مليون درهم سنة 2013'."""
    year_end: bool
    """'إلى متم دجنبر 2014': for what adds up over a year, the whole year."""
    day: bool
    """A day that is no 'as of' ('إلى غاية 31 ماي'): when something was said or held."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The usable dates of a text, in order, and with each the stretch of time that the text had reported on up to it."""

    all: list[Dated]
    reported: list[str | None]
    published: str | None = None
    """The year in which the article was published."""
    annual: str | None = None
    """The year whose outcome the text says it reports: 'أبرز منجزات سنة 2022'."""

    def between(self, low: int, high: int) -> Sequence[Dated]:
        """Those that start in a token range."""
        return within(self.all, low, high)

    def reported_before(self, token: int) -> str | None:
        """The report's time as the text up to a token tells it: what it named most often, the first of equals."""
        i = len(within(self.all, 0, token)) - 1
        return self.reported[i] if i >= 0 else None


def lead_day(layers: Layers) -> datetime | None:
    """The first full day, not one to come, that a text names in its opening: a report without a date is of that day."""
    opening = layers.tokens.ends[min(_OPENING, len(layers.tokens)) - 1] if len(layers.tokens) else 0
    for mention in within(layers.dates, 0, opening):
        day = (mention.iso or "").partition("/")[0]
        told = layers.tokens.at(mention.start)
        if len(day) == _DAY and day[0] in "12" and status_at(layers, told, "event") not in _PLANS:
            return datetime.fromisoformat(day)
    return None


def is_open(mention: DateMention) -> bool:
    """Whether a date waits for the article's own: 'السنة الماضية', '15 يونيو'."""
    return mention.iso is None or mention.iso.startswith("--")


def usable_dates(layers: Layers, reference: datetime | None) -> Dates:
    """The dates of a text that may be a fact's period.

    Args:
        reference: when the article was published; a day or month without a year is the one nearest to it.
    """
    found: list[Dated] = []
    reported: list[str | None] = []
    counts: Counter[str] = Counter()
    best: str | None = None
    for mention in layers.dates:
        dated = _dated(layers, mention, reference)
        if dated is None:
            continue
        found.append(dated)
        if _reports(layers, dated):
            iso = dated.iso[:_YEAR] if dated.year_end else dated.iso
            counts[iso] += 1
            if best is None or counts[iso] > counts[best]:
                best = iso
        reported.append(best)
    annual = next((d.iso for d in found if len(d.iso) == _YEAR and not d.compared and _is_outcome(layers, d)), None)
    return Dates(found, reported, f"{reference.year:04}" if reference else None, annual)


def _is_outcome(layers: Layers, dated: Dated) -> bool:
    low, _ = layers.structure.sentence_of(dated.start)
    for word in reversed(layers.tokens.words[max(low, dated.start - _OUTCOME_REACH) : dated.start]):
        if word in _BREAKING:
            return False
        if word.removeprefix("ال") in _OUTCOMES:
            return True
    return False


def _dated(layers: Layers, mention: DateMention, reference: datetime | None) -> Dated | None:
    covered = layers.tokens.between(mention.start, mention.end)
    if mention.iso is None or mention.kind == "duration" or not len(covered):
        return None
    first, texts = covered.start, layers.tokens.words
    bare = mention.iso.startswith("--")
    if bare and first and texts[first - 1].removeprefix("ب") in _NAMED:
        return None
    if first and texts[first - 1].lstrip("بلو") in _DISASTERS:
        return None  # 'تعاونيات تضررت من زلزال شتنبر 2023'
    iso = nearest_year(mention.iso, reference) if bare and reference else mention.iso
    against = _against(layers, first)
    as_of = not _AS_OF.isdisjoint(texts[max(0, first - 2) : first + 1])
    return Dated(
        mention=mention,
        start=first,
        end=covered.stop,
        iso=iso,
        compared=bool(layers.marks.between("period.comparison", max(0, first - 4), first)) and not against,
        against=against,
        year_end=as_of and iso.endswith("-12") and len(iso) == len("2014-12"),
        day=(mention.kind == "day" or len(iso) == _DAY) and not as_of,
    )


def _against(layers: Layers, token: int) -> bool:
    """Whether the figure right before a token is one that another is set against."""
    tokens = layers.tokens
    near = within(layers.quantities, tokens.starts[max(0, token - _BESIDE - 12)], tokens.starts[token])
    if not near:
        return False
    covered = tokens.between(near[-1].start, near[-1].end)
    if not len(covered) or token - covered.stop > _BESIDE:
        return False
    return not _AGAINST.isdisjoint(tokens.words[max(0, covered.start - 3) : covered.start])


def _reports(layers: Layers, dated: Dated) -> bool:
    """Whether a date may be the time that the whole text reports on."""
    kind = dated.mention.kind
    long = len(dated.iso) == _YEAR or kind in {"range", "school_year", "month", "half", "quarter"}
    if not _EDITION.isdisjoint(layers.tokens.words[max(0, dated.start - 1) : dated.start + 1]):
        return False  # 'نصف ما عرفته دورة 2019'
    if not long or kind == "relative" or dated.day or dated.compared or dated.against or dated.mention.horizon:
        return False
    return status_at(layers, dated.start, "exports") not in _PLANS


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
    inside = [d for d in dates.between(low, high) if _fits(layers, d, draft)]
    near = [d for d in inside if clause[0] <= d.start and d.end <= draft.first]
    right = [d for d in inside if draft.last <= d.start < clause[1]]
    left = [d for d in inside if d.end <= draft.first and not d.against]
    if draft.status == "target":
        goals = [d for d in right + left[::-1] if d.mention.horizon]
        if goals:
            _give(draft, goals[0])
            return
    led = near[-1:] if near and layers.tokens.words[near[-1].end : draft.first] == [":"] else []  # 'في 2022: 40 مليون'
    for found in led, (right[:1] if right and right[0].start - draft.last <= 1 else []), near[-1:], right[:1], left[-1:]:
        if found:
            _give(draft, found[0])
            return
    shared = _shared(draft, inside)
    if shared is not None:
        _give(draft, shared)
        return
    if _since(draft, dates.between(low, high), dates.published):
        return
    draft.period = _from_above(draft, dates) or _reported(draft, dates, low, title)


def _since(draft: Draft, inside: Sequence[Dated], published: str | None) -> bool:
    """Give what adds up since a point its years up to the article's: 'استفاد منذ إطلاقه سنة 2015 أزيد من 4500 صانع'."""
    texts = draft.layers.tokens.words
    points = [d for d in inside if d.iso[:1].isdigit() and not _SINCE.isdisjoint(texts[max(0, d.start - 2) : d.start + 1])]
    if not points or not published:
        return False
    nearest = min(points, key=lambda d: abs(d.start - draft.first))
    year = nearest.iso[:_YEAR]
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
    return None if any(texts[t] in "،,؛:" for t in range(draft.last, behind.start)) else behind


def _is_beginning(draft: Draft) -> bool:
    """Whether a figure is what something changed from: 'انتقل من 24 ألف درهم إلى 60 ألف درهم سنة 2017'."""
    layers = draft.layers
    texts = layers.tokens.words
    low, high = layers.structure.sentence_of(draft.first)
    edge = draft.first if draft.quantity is None else min(draft.first, layers.tokens.at(draft.quantity.qualifier_start))
    if edge <= low or texts[edge - 1] != "من":
        return False
    return any(texts[t] in _TO for t in range(draft.last, min(high, draft.last + _CHANGE)))


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
    return len(word) == _YEAR and word.isdigit() and word[:2] in {"19", "20"}


def give_year_of_publication(draft: Draft, dates: Dates) -> None:
    """What news tells of the day, with no date that its sentence gives it, is of the year of the article.

    A day in the sentence, on which it was done or held, is its own; any other date there leaves the period open.
    """
    if draft.period is not None or draft.status in _PLANS:
        return
    layers = draft.layers
    low, high = layers.structure.sentence_of(draft.first)
    days = [d for d in dates.between(low, high) if d.day and not d.compared and not d.against and d.iso[:1].isdigit()]
    if days:
        nearest = min(days, key=lambda d: abs(d.start - draft.first))
        if not _SAYING.isdisjoint(layers.tokens.words[nearest.end : draft.first]):
            return  # 'قال الوزير، يوم 4 ماي 2021، إن القطاع يشغل …'
        today = nearest.end - nearest.start == 1 and nearest.mention.kind == "day"  # 'تضم اليوم 52 صانعة': these days
        draft.period = nearest.iso[:_YEAR] if today else nearest.iso
        draft.notes += dated_notes(nearest)
    elif draft.kind in _OF_THE_DAY and dates.published and high > low:
        tokens = layers.tokens
        if not within(layers.dates, tokens.starts[low], tokens.ends[high - 1]):
            draft.period = dates.published
            draft.notes.append("لا يذكر النص تاريخا: أخذت السنة من تاريخ نشر المقال")


def _give(draft: Draft, dated: Dated) -> None:
    iso = dated.iso[:_YEAR] if dated.year_end and draft.kind in _FLOWS else dated.iso
    first, _, last = iso.partition("/")
    # what a plan aims at is there at its end: 'خارطة الطريق 2023-2026 تروم بلوغ 17 مليون سائح'
    planned = draft.status == "target" and len(first) == len(last) == _YEAR and int(last) - int(first) > 1
    draft.period = last if planned else iso
    draft.notes += dated_notes(dated)


def dated_notes(dated: Dated) -> list[str]:
    """What a person should know of how a date was read."""
    notes = [dated.mention.note] if dated.mention.note else []
    if dated.mention.iso is not None and dated.mention.iso.startswith("--") and not dated.iso.startswith("--"):
        notes.append("السنة غير مذكورة: أخذت من تاريخ نشر المقال")
    return notes


def _fits(layers: Layers, dated: Dated, draft: Draft) -> bool:
    if dated.compared or (dated.day and draft.kind not in _HELD):
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
    if draft.kind not in _REPORTED or draft.status in _PLANS:
        return None
    texts = draft.layers.tokens.words
    if _is_beginning(draft):
        return None
    if any(texts[t] in _NOW for t in range(sentence, draft.first)):
        return None  # 'تأسست سنة 2004. وتضم اليوم 25 صانعة'
    named = [d for d in title.all if len(d.iso) == _YEAR]
    paragraph = dates.between(draft.layers.structure.block_of(sentence).start, sentence)
    above = {d.iso for d in paragraph if _reports(draft.layers, d) and _fits(draft.layers, d, draft)}
    if len(above) == 1:
        return above.pop()  # what its own paragraph has said goes before what the text has said most often
    return dates.reported_before(sentence) or (named[0].iso if len(named) == 1 else None)
