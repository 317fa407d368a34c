"""The extractor's pure function: a normalised article in, the article with its facts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter

from services.extractor.annotators import Annotator
from services.extractor.checks.duplicates import drop_repeats, drop_title_repeats
from services.extractor.checks.shares import check_shares
from services.extractor.checks.sums import link_sums
from services.extractor.confidence import confidence
from services.extractor.kinds import Draft, all_kinds
from services.extractor.layers import Layers, read_layers
from services.extractor.lexicon import Lexicon
from services.extractor.meaning.clauses import Neighbours, clause_of
from services.extractor.meaning.context import (
    crafts_of,
    facility_of,
    facility_of_article,
    is_of_an_opening,
    subject_of,
    type_of_centre,
)
from services.extractor.meaning.dated import Dates, is_open, lead_day, usable_dates
from services.extractor.meaning.events import date_by_fair, date_by_occasion, follow_event, is_of_a_fair, settle_event
from services.extractor.meaning.parts import link_distributed, link_lists_below, link_parts, link_shares
from services.extractor.meaning.period import give_period, give_year_of_publication, pair_years
from services.extractor.meaning.place import ArticlePlaces, article_places, tie_places
from services.extractor.meaning.portions import link_portions
from services.extractor.meaning.status import find_status, follow_money, has_own_status
from services.extractor.meaning.words import WORDS
from services.extractor.nouns import figures_of
from services.extractor.quantities import Classifier
from services.extractor.relevance import relevance
from services.extractor.version import EXTRACTOR_VERSION
from shared.contracts import ExtractedArticle, Fact, Labelled, NormalizedArticle, Person, Place
from shared.identity import fact_id
from shared.text.folding import fold

_OFF_TOPIC = 0.5
_PLACES, _LABELS, _PEOPLE = TypeAdapter(list[Place]), TypeAdapter(list[Labelled]), TypeAdapter(list[Person])
"""Each checks all of an article in one step, which takes two thirds of the time of one by one."""


@dataclass(frozen=True, slots=True)
class _Article:
    """What rules about meaning know of the whole article."""

    places: ArticlePlaces
    dates: dict[str, Dates]
    published_at: datetime | None
    facility: str | None
    opened: bool
    of_a_fair: bool


class Engine:
    """All rules, compiled once a process."""

    def __init__(self) -> None:
        kinds = all_kinds()
        self.lexicon = Lexicon([*WORDS, *(entry for kind in kinds for entry in kind.words)])
        self.classifier = Classifier(kinds, self.lexicon)
        self.phrase_rules = [rule for kind in kinds for rule in kind.phrase_rules]
        self.default_status = {kind.name: kind.default_status for kind in kinds}

    def drafts(self, layers: Layers, in_: str, article: _Article) -> list[Draft]:
        """All drafts of one text, with their meaning."""
        where = "title" if in_ == "title" else "body"
        figures = figures_of(layers)
        counted = self.classifier.read(layers, figures, where)  # type: ignore[arg-type]
        added = link_parts(counted, self.classifier.nouns)
        link_sums(counted)
        link_distributed(counted)
        link_lists_below(counted)
        link_shares(counted)
        phrases = [d for rule in self.phrase_rules for d in rule.read(layers, where)]  # type: ignore[arg-type]
        neighbours = Neighbours([(f.first, f.last) for f in figures])
        drafts = [*counted, *added]
        for draft in drafts:
            self._give_meaning(draft, clause_of(layers, draft.first, draft.last, neighbours), article)
        sentences: dict[int, list[Draft]] = {}
        for draft in drafts:
            sentences.setdefault(layers.structure.sentence_of(draft.first)[0], []).append(draft)
        phrases = [p for p in phrases if not _has_figure(p, sentences, neighbours)]
        for draft in phrases:
            self._give_meaning(draft, clause_of(layers, draft.first, draft.last, neighbours), article)
        follow_event(drafts, phrases)
        date_by_fair(counted, phrases, reported=article.of_a_fair)
        date_by_occasion([*counted, *phrases], phrases)
        pair_years(counted)
        follow_money(counted)
        link_portions(counted)
        for draft in drafts:
            if draft.total is not None:
                _inherit(draft, draft.total)
        for draft in drafts:
            give_year_of_publication(draft, article.dates[where])
        return sorted([*drafts, *phrases], key=lambda d: (d.start, d.end))

    def _give_meaning(self, draft: Draft, clause: tuple[int, int], article: _Article) -> None:
        low, high = clause
        if draft.status is None:
            spent = draft.kind == "budget" and article.opened
            default = "achieved" if spent else self.default_status.get(draft.kind, "achieved")
            draft.status = find_status(draft, default, high)
        if draft.period is None:
            give_period(draft, clause, article.dates[draft.in_], article.dates["title"])
        if draft.kind == "event":
            settle_event(draft, article.dates[draft.in_], article.published_at)
        tie_places(draft, clause, article.places)
        draft.crafts = crafts_of(draft, low, high)
        draft.subject = subject_of(draft, low, high)
        if draft.kind == "facilities":
            draft.facility = type_of_centre(draft)
        if draft.kind == "budget" and draft.facility is None:
            facility = facility_of(draft, low)
            draft.facility = facility.entry.label if facility else article.facility


def _inherit(part: Draft, total: Draft) -> None:
    """A part is of its total's time and state where its own words say nothing."""
    if not has_own_status(part, total):
        part.status = total.status or part.status
    part.period = part.period or total.period
    if part.kind == "budget" == total.kind and "sum_verified" in total.flags:
        part.facility = part.facility or total.facility
    if part.unit == "facility" and total.qualifier == "exact":
        part.regions = part.regions or list(total.regions)


def _has_figure(project: Draft, sentences: dict[int, list[Draft]], figures: Neighbours) -> bool:
    """Whether a project has a figure of its own: then the figure is the fact."""
    if project.kind != "project":
        return False
    sentence = project.layers.structure.sentence_of(project.first)
    for draft in sentences.get(sentence[0], ()):
        if draft.noun and project.noun and draft.noun.start <= project.noun.start < draft.noun.end and draft.kind == "facilities":
            return True
        if draft.kind == "budget" and draft.first >= project.first:
            low, _ = clause_of(draft.layers, draft.first, draft.last, figures)
            if project.first >= low or not figures.between(project.last, draft.first):
                return True
        if draft.kind == "budget" and draft.first < project.first <= draft.last + 9:
            return True
    return False


@cache
def engine() -> Engine:
    """The compiled rules of this process."""
    return Engine()


def extract_article(article: NormalizedArticle, annotators: Sequence[Annotator] = ()) -> ExtractedArticle:
    """Read the facts of an article.

    Args:
        article: normalised; its `published_at` resolves relative dates.
        annotators: what else may add people and organisations (see `services.extractor.annotators`).

    Returns:
        the article with facts, places, people, organisations, crafts, relevance and flags; the same for the same input.
    """
    rules = engine()
    body = read_layers(article.body, rules.lexicon, article.published_at, annotators)
    published = article.published_at
    if published is None and (published := lead_day(body)) and any(is_open(m) for m in body.dates):
        body = read_layers(article.body, rules.lexicon, published, annotators)
    title = read_layers(article.title, rules.lexicon, published, annotators) if article.title else None
    dates = {"body": usable_dates(body, published), "title": usable_dates(title, published) if title else Dates([], [])}
    context = _Article(
        article_places(title, body),
        dates,
        article.published_at,
        facility_of_article(title, body),
        is_of_an_opening(title),
        is_of_a_fair(title),
    )
    flags = list(article.flags)
    drafts = drop_repeats(rules.drafts(body, "body", context))
    if title is not None:
        kept, mismatch = drop_title_repeats(rules.drafts(title, "title", context), drafts)
        drafts = [*drop_repeats(kept), *drafts]
        if mismatch and "title_body_mismatch" not in flags:
            flags.append("title_body_mismatch")
    check_shares(drafts)
    if any(d.weekday_ok is False for t in (title, body) if t for d in t.dates) and "weekday_mismatch" not in flags:
        flags.append("weekday_mismatch")
    score, reasons = relevance(body.tokens, title.tokens if title else None, body.crafts, body.organisations)
    texts = [t for t in (title, body) if t is not None]
    places = {(p.name, p.type): p for t in texts for p in t.places}
    return ExtractedArticle(
        article_id=article.article_id,
        title=article.title,
        body=article.body,
        language=article.language,
        url=article.url,
        source=article.source,
        author=article.author,
        published_at=article.published_at,
        fetched_at=article.fetched_at,
        regions=list(dict.fromkeys(p.region for p in places.values() if p.region)),
        provinces=list(dict.fromkeys(p.province for p in places.values() if p.province)),
        places=_PLACES.validate_python(
            [{"name": p.name, "type": p.type, "region": p.region, "province": p.province} for p in places.values()]
        ),
        crafts=_crafts(texts),
        organisations=_organisations(texts),
        people=_people(body, title),
        relevance=score,
        relevance_reasons=reasons,
        off_topic=score < _OFF_TOPIC,
        near_duplicate_of=article.near_duplicate_of,
        facts=_facts(article, drafts, dated_by_text=article.published_at is None),
        flags=flags,
        digest=article.digest,
        normalizer_version=article.normalizer_version,
        extractor_version=EXTRACTOR_VERSION,
        run_id=article.run_id,
    )


def _crafts(texts: list[Layers]) -> list[Labelled]:
    """The crafts named, each once, as the article first writes it."""
    found: dict[str, str] = {}
    for text in texts:
        for craft in text.crafts:
            start, end = text.folded.span(craft.start, craft.end)
            found.setdefault(craft.id, text.folded.original[start:end])
    return _LABELS.validate_python([{"id": key, "name": name} for key, name in found.items()])


def _organisations(texts: list[Layers]) -> list[Labelled]:
    """The bodies named, each once; 'الوزارة' that could be any ministry is none."""
    found: dict[str, str] = {}
    for text in texts:
        for body in text.organisations:
            if not (body.refers_back and body.id == body.type):
                found.setdefault(body.id, body.name)
    return _LABELS.validate_python([{"id": key, "name": name} for key, name in found.items()])


def _people(body: Layers, title: Layers | None) -> list[Person]:
    """The persons of the body, and those whom only the title names."""
    people = list(body.people)
    known = {word for p in people for word in fold(p.name).text.split()}
    people += [p for p in (title.people if title else ()) if not known & set(fold(p.name).text.split())]
    return _PEOPLE.validate_python([{"name": p.name, "role": p.role, "organisation": p.organisation} for p in people])


def _note(draft: Draft, *, dated_by_text: bool) -> str | None:
    """What a person should know of a draft; of an article without a date, dates are counted from the first day in the text."""
    note = "؛ ".join(draft.notes)
    return (note.replace("تاريخ نشر المقال", "أول يوم مذكور في النص") if dated_by_text else note) or None


def _facts(article: NormalizedArticle, drafts: list[Draft], *, dated_by_text: bool) -> list[Fact]:
    ids: dict[int, str] = {}
    spans: dict[int, tuple[int, int]] = {}
    taken: set[str] = set()
    for draft in drafts:
        start, end = draft.layers.folded.span(draft.start, draft.end)
        spans[id(draft)] = (start, end)
        key = fact_id(article.article_id, draft.kind, draft.in_, start, end, draft.value)
        while key in taken:  # two facts read from the very same words
            key = fact_id(key, draft.rule, draft.in_, start, end, draft.value)
        taken.add(key)
        ids[id(draft)] = key
    facts: list[Fact] = []
    for draft in drafts:
        start, end = spans[id(draft)]
        fields = {
            "fact_id": ids[id(draft)],
            "kind": draft.kind,
            "value": draft.value,
            "value_max": draft.value_max,
            "unit": draft.unit,
            "qualifier": draft.qualifier,
            "status": draft.status,
            "period": draft.period,
            "subject": draft.subject,
            "facility": draft.facility,
            "regions": draft.regions,
            "provinces": draft.provinces,
            "places": draft.places,
            "crafts": draft.crafts,
            "parties": draft.parties,
            "reference": draft.reference,
            "part_of": ids.get(id(draft.total)) if draft.total is not None else None,
            "quote": draft.layers.folded.original[start:end],
            "start": start,
            "end": end,
            "in_": draft.in_,
            "confidence": confidence(draft),
            "rule": draft.rule,
            "note": _note(draft, dated_by_text=dated_by_text),
            "flags": list(dict.fromkeys(draft.flags)),
        }
        facts.append(Fact.of_own(fields))
    return facts
