"""When an event is: its days, and whether it was over, on, or still to come when the article was published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import words
from services.extractor.meaning.dated import DAY, YEAR, Dated, Dates, dated_notes

_FAIRS = frozenset({"معرض", "صالون", "مهرجان", "ملتقى", "أسبوع", "تظاهرة"})
_OF_FAIR = frozenset({"participants", "visitors", "activities", "turnover"})
_OF_REPORTED_FAIR = frozenset({"budget", "beneficiaries"})
_STANDS = frozenset({"رواق", "متر"})
_OTHER_EDITION = words("السابقة الماضية المنصرمة الفارطة المقبلة القادمة الأخيرة الماضي السابق الدورات النسخ سنويا")
_DONE_ON_A_DAY = frozenset({"agreement", "project", "facilities", "organisations", "beneficiaries", "budget", "products"})
_OCCASION = words("مناسبة هامش حفل لقاء زيارة حفلا")
_BREAKS = words("، , ؛ مقابل عوض بدل")
_NEAR = 10  # tokens around a figure in which 'الدورة الماضية' says that it is of another one
_WITH_EVENT = frozenset({"participants", "activities"})
_OPENED = words("افتتح افتتحت وافتتحت وافتتح انطلقت انطلق انعقد احتضن تحتضن")
_LAST_DAY = words("غاية إلى حتى الى لغاية")
_APPLYING = words("التسجيل الترشيح الترشيحات الطلبات طلبات المشاركة")
_TO = 2  # tokens from 'إلى غاية' to the day
_LONGEST = 62  # days that an event may last
_REACH = 28  # tokens between an event and its date


def settle_event(draft: Draft, dates: Dates, published: datetime | None) -> None:
    """Set an event's period and status.

    Args:
        draft: an event.
        dates: the usable dates of its text.
        published: when the article was published; decides between done, going on and to come where known.
    """
    low, high = draft.layers.structure.sentence_of(draft.first)
    near = [d for d in dates.between(low, high) if d.mention.kind != "year" and _distance(draft, d) <= _REACH]
    near = [d for d in near if len(d.iso) > len("2015/2020") or d.mention.kind in {"month", "day"}]
    near = [d for d in near if not _names_session(draft, d)] or near
    spans = [d for d in near if len(d.iso) == 2 * DAY + 1]
    chosen = min(spans or near, key=lambda d: _distance(draft, d), default=None)
    if chosen is None:
        return
    draft.period = chosen.iso
    until = _until(draft, chosen, dates)
    if until is not None:
        draft.period = f"{chosen.iso}/{until}"
    draft.notes = list(dict.fromkeys([*draft.notes, *dated_notes(chosen)]))
    start, _, end = draft.period.partition("/")
    if published is None or len(start) != DAY or start.startswith("-"):
        return
    today = published.date().isoformat()
    if start > today:
        draft.status = "planned"
    elif end and end >= today:
        draft.status = "in_progress"
    elif draft.status == "planned":
        draft.status = "achieved"


def _names_session(draft: Draft, dated: Dated) -> bool:
    """Whether a month only says which of a year's sessions it is: 'الدورة العادية لشهر شتنبر المنعقدة يوم 25'."""
    texts = draft.layers.tokens.words
    return dated.mention.kind == "month" and any(w.startswith("لشهر") for w in texts[max(0, dated.start - 1) : dated.end])


def _until(draft: Draft, chosen: Dated, dates: Dates) -> str | None:
    """The last day of an event whose first is known: 'افتتح أمس … ويستمر إلى غاية 25 نونبر', here or in the next sentence."""
    start = chosen.iso
    if len(start) != DAY or start.startswith("-"):
        return None
    layers = draft.layers
    _, high = layers.structure.sentence_of(draft.first)
    _, high = layers.structure.sentence_of(min(high + 1, len(layers.tokens) - 1))
    texts = layers.tokens.words
    for dated in dates.between(min(chosen.end, draft.first), high):
        before = texts[max(0, dated.start - _TO) : dated.start]
        if not _LAST_DAY & set(before) or not _APPLYING.isdisjoint(texts[max(0, dated.start - 8) : dated.start]):
            continue
        iso = start[:YEAR] + dated.iso[1:] if dated.iso.startswith("--") else dated.iso
        try:
            days = (date.fromisoformat(iso) - date.fromisoformat(start)).days
        except ValueError:
            continue
        if 0 < days <= _LONGEST:
            return iso
    return None


def follow_event(drafts: Sequence[Draft], events: Sequence[Draft]) -> None:
    """Who takes part in a fair that is still on or to come has not taken part: of its status where no verb says otherwise.

    Args:
        drafts: the text's figures, with their status.
        events: its events, with theirs.
    """
    first = next((e for e in events if e.kind == "event"), None)
    if first is None or first.status not in {"in_progress", "planned"} or first.period is None:
        return
    followers = _WITH_EVENT if first.status == "planned" else _WITH_EVENT - {"activities"}
    for draft in drafts:
        if draft.kind not in followers or draft.status != "achieved" or (draft.period and draft.period < first.period[:DAY]):
            continue
        low, _ = draft.layers.structure.sentence_of(draft.first)
        verb = draft.layers.marks.last_before("status.strong", low, draft.first)
        if verb is None or draft.layers.tokens.words[verb.start] in _OPENED:
            draft.status = first.status


def date_by_fair(drafts: Sequence[Draft], events: Sequence[Draft], *, reported: bool) -> None:
    """What is said of a fair with no date of its own is of the fair's year: who took part, who came, what was sold.

    Args:
        drafts: the text's figures, with their periods.
        events: its events; of several fairs in different years nothing is taken.
        reported: whether the article is about a fair, so that what it cost and who was served are of it too.
    """
    fairs = [e for e in events if e.kind == "event" and e.period and e.noun is not None and e.noun.entry.forms[0] in _FAIRS]
    years = {e.period[:YEAR] for e in fairs if e.period and e.period[0] == "2"}
    if len(years) != 1:
        return
    (year,) = years
    first = min(e.first for e in fairs)
    kinds = _OF_FAIR | _OF_REPORTED_FAIR if reported else _OF_FAIR
    for draft in drafts:
        stand = reported and draft.noun is not None and draft.noun.entry.forms[0] in _STANDS
        if draft.period is not None or draft.first < first or not (draft.kind in kinds or stand):
            continue
        low, high = draft.layers.structure.sentence_of(draft.first)
        texts = draft.layers.tokens.words
        end = min(high, draft.last + _NEAR)
        end = next((t for t in range(draft.last, end) if texts[t] in _BREAKS), end)
        if _OTHER_EDITION.isdisjoint(texts[max(low, draft.first - _NEAR) : end]):
            draft.period = year


def date_by_occasion(drafts: Sequence[Draft], events: Sequence[Draft]) -> None:
    """What was signed or handed over on an occasion is of its day: 'كما وقعت بالمناسبة اتفاقية', 'وبنفس المناسبة جرى افتتاح'.

    Args:
        drafts: all drafts of a text, with their periods.
        events: those without a figure, the text's dated events among them.
    """
    days = [e for e in events if e.kind == "event" and e.period and len(e.period) == DAY]
    if not days:
        return
    for draft in drafts:
        year_only = draft.period is not None and any(d.period and d.period[:YEAR] == draft.period for d in days)
        if draft.status != "achieved" or draft.kind not in _DONE_ON_A_DAY or not (draft.period is None or year_only):
            continue
        layers = draft.layers
        low, _ = layers.structure.sentence_of(draft.first)
        said = [w for w in layers.tokens.words[low : draft.first] if w.lstrip("وبل").removeprefix("ال") in _OCCASION]
        before = next((d for d in reversed(days) if d.first <= draft.first), None)
        if said and before is not None:
            draft.period = before.period


def is_of_a_fair(title: Layers | None) -> bool:
    """Whether an article's title names a fair."""
    if title is None:
        return False
    return any(m.entry.forms[0] in _FAIRS for m in title.marks.between("event.head", 0, len(title.tokens)))


def _distance(draft: Draft, dated: Dated) -> int:
    return dated.start - draft.last if dated.start >= draft.last else (draft.first - dated.end) + 2
