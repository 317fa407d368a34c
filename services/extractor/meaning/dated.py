"""The dates of a text that may be the period of a fact, each with what stands around it."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.extractor.dates import DateMention
from services.extractor.layers import Layers
from services.extractor.lexicon import words
from services.extractor.meaning.status import status_at
from services.extractor.spans import within

PLANS = frozenset({"target", "planned"})
DAY = len("2016-12-08")
YEAR = len("2016")

_OUTCOMES = words("حصيلة حصيلته حصيلتها منجزات إنجازات تقرير تقريرها تقريره")
_OUTCOME_REACH = 8  # tokens from 'حصيلة' to its year
_DAYS = 8
_OPENING = 80  # tokens in which a report says on which day it is of
_BREAKING = words("، , أن بلغت بلغ") | {"(", ")"}
_BESIDE = 4  # tokens from a figure to its date
_AS_OF = words("غاية حدود متم حتى تاريخ نهاية")
_NAMED = words("ساحة شارع حي ملعب قاعة مدرسة ثانوية مركب زنقة مسجد فضاء")  # 'ساحة 20 غشت' is a place
_AGAINST = words("مقابل بدل عوض بعدما مقارنة بالمقارنة قياسا")
_EDITION = words("دورة نسخة الدورة النسخة")
_DISASTERS = words("زلزال فيضانات حريق كارثة جائحة زلازل")


@dataclass(frozen=True, slots=True)
class Dated:
    """A usable date with the tokens that it covers and its ISO form, the year filled in where the article tells it."""

    mention: DateMention
    start: int
    end: int
    iso: str
    compared: bool
    """'مقارنة مع سنة 2023': what something is measured against."""
    opens: bool
    """Of what is compared, that what stands behind tells of it: 'مقارنة مع سنة 2013 التي سجل خلالها 20 مليارا'."""
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
    reporting: list[Dated] = field(default_factory=list)
    """Those that may be the time that the whole text reports on."""

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
        if len(day) == DAY and day[0] in "12" and status_at(layers, told, "event") not in PLANS:
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
    reporting: list[Dated] = []
    counts: Counter[str] = Counter()
    best: str | None = None
    for mention in layers.dates:
        dated = _dated(layers, mention, reference)
        if dated is None:
            continue
        found.append(dated)
        if _reports(layers, dated):
            reporting.append(dated)
            iso = dated.iso[:YEAR] if dated.year_end else dated.iso
            counts[iso] += 1
            if best is None or counts[iso] > counts[best]:
                best = iso
        reported.append(best)
    annual = next((d.iso for d in found if len(d.iso) == YEAR and not d.compared and _is_outcome(layers, d)), None)
    return Dates(found, reported, f"{reference.year:04}" if reference else None, annual, reporting)


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
    compared = bool(layers.marks.between("period.comparison", max(0, first - 4), first)) or _more_than(layers, first)
    as_of = not _AS_OF.isdisjoint(texts[max(0, first - 2) : first + 1])
    return Dated(
        mention=mention,
        start=first,
        end=covered.stop,
        iso=iso,
        compared=compared and not against,
        opens=compared and texts[covered.stop : covered.stop + 1] in (["التي"], ["الذي"], ["("], ["حيث"]),
        against=against,
        year_end=as_of and iso.endswith("-12") and len(iso) == len("2014-12"),
        day=(mention.kind == "day" or len(iso) == DAY or _is_week(iso)) and not as_of,
    )


def _more_than(layers: Layers, token: int) -> bool:
    """Whether a date is what a change is told from: 'بزيادة 40 % عن سنة 2019'."""
    tokens = layers.tokens
    if token < 2 or tokens.words[token - 1] != "عن":
        return False
    near = within(layers.quantities, tokens.starts[max(0, token - _BESIDE)], tokens.starts[token])
    return bool(near) and near[-1].end == tokens.ends[token - 2]


def _is_week(iso: str) -> bool:
    """Whether a date is a few days: those of a fair or of a newspaper's issue, and no time that a sector reports on."""
    first, _, last = iso.partition("/")
    return (
        len(first) == len(last) == DAY and first[0] != "-" and (date.fromisoformat(last) - date.fromisoformat(first)).days < _DAYS
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
    long = len(dated.iso) == YEAR or kind in {"range", "school_year", "month", "half", "quarter"}
    if not _EDITION.isdisjoint(layers.tokens.words[max(0, dated.start - 1) : dated.start + 1]):
        return False  # 'نصف ما عرفته دورة 2019'
    if not long or kind == "relative" or dated.day or dated.compared or dated.against or dated.mention.horizon:
        return False
    return status_at(layers, dated.start, "exports") not in PLANS


def nearest_year(iso: str, reference: datetime) -> str:
    """A date without its year ('--11-21', '--12') as the one nearest to a reference date."""
    if "/" in iso:
        parts = [nearest_year(part, reference) for part in iso.split("/")]
        return iso if any(part.startswith("--") for part in parts) else "/".join(parts)
    month, _, day = iso.removeprefix("--").partition("-")
    if not month.isdigit():
        return iso
    today = reference.date()

    def distance(year: int) -> int:
        return abs((date(year, int(month), min(int(day or 15), 28)) - today).days)

    year = min((today.year - 1, today.year, today.year + 1), key=distance)
    if day and int(day) > monthrange(year, int(month))[1]:
        return iso  # 29 February of a common year
    return f"{year}-{month}" + (f"-{day}" if day else "")


def dated_notes(dated: Dated) -> list[str]:
    """What a person should know of how a date was read."""
    notes = [dated.mention.note] if dated.mention.note else []
    if dated.mention.iso is not None and dated.mention.iso.startswith("--") and not dated.iso.startswith("--"):
        notes.append("السنة غير مذكورة: أخذت من تاريخ نشر المقال")
    return notes
