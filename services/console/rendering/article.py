"""One article for a person: its head, its text with the quotes marked, its facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from services.console.rendering.labels import FLAGS, KINDS, STATUSES, isolate, region
from services.console.rendering.values import readable

if TYPE_CHECKING:
    from rich.console import Console

    from shared.contracts import ExtractedArticle, Fact

_PLAIN_KINDS = {"event", "agreement", "project", "legal", "publication"}


class Span(Protocol):
    """Where a quote stands."""

    start: int
    end: int


def console(stderr: bool = False) -> Console:
    """Colours for a person's terminal; plain text, never folded, in a pipe."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, soft_wrap=True)
    if not made.is_terminal:
        made.width = 10_000
    return made


def mark(text: str, spans: Sequence[tuple[int, Span]]) -> str:
    """The text with ⟦n before each quote and n⟧ behind it, n being the number of its fact.

    Quotes may stand in one another or cross, so both ends carry the number.
    """
    opened = [(span.start, 1, -span.end, f"⟦{number} ") for number, span in spans]
    closed = [(span.end, 0, -span.start, f" {number}⟧") for number, span in spans]
    parts, last = [], 0
    for position, _, _, bracket in sorted(opened + closed):
        parts += [text[last:position], bracket]
        last = position
    return "".join([*parts, text[last:]])


@dataclass(frozen=True)
class Head:
    """What is known of an article as a whole."""

    title: str | None
    regions: Sequence[str]
    date: str | None
    crafts: Sequence[str]
    people: Sequence[tuple[str, str | None]]
    flags: Sequence[str]
    off_topic: bool
    relevance: float

    @classmethod
    def of(cls, article: ExtractedArticle) -> Head:
        """Of a message."""
        return cls(
            title=article.title,
            regions=article.regions,
            date=article.published_at.date().isoformat() if article.published_at else None,
            crafts=[craft.name for craft in article.crafts],
            people=[(one.name, one.role) for one in article.people],
            flags=article.flags,
            off_topic=article.off_topic,
            relevance=article.relevance,
        )

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Head:
        """Of the index's document."""
        return cls(
            title=document["title"],
            regions=document["regions"],
            date=document["published_at"][:10] if document["published_at"] else None,
            crafts=document["craft_names"],
            people=[(one["name"], one.get("role")) for one in document["people"]],
            flags=document["flags"],
            off_topic=document["off_topic"],
            relevance=document["relevance"],
        )

    def lines(self) -> list[str]:
        """The title, then one line for each thing that is known."""
        details = [
            ("الجهات", " · ".join(map(region, self.regions))),
            ("التاريخ", self.date),
            ("الحرف", " · ".join(self.crafts)),
            ("الأشخاص", " · ".join(f"{name} ({role})" if role else name for name, role in self.people)),
            ("ملاحظات", " · ".join(self.flags)),
            ("الصلة", f"خارج الموضوع ({self.relevance:.2f})" if self.off_topic else None),
        ]
        return [isolate(self.title or "(بلا عنوان)"), *(f"{isolate(label)}: {isolate(text)}" for label, text in details if text)]


def fact_lines(number: int, fact: Fact) -> list[str]:
    """A fact on one line, its quote on the next, a note on a third."""
    value = "" if fact.kind in _PLAIN_KINDS else readable(fact.value, fact.value_max, fact.unit, fact.qualifier)
    where = " · ".join(fact.places) or " · ".join(map(region, fact.regions))
    fields = [isolate(KINDS[fact.kind]), isolate(value), isolate(STATUSES[fact.status]), fact.period or "", isolate(where)]
    fields.append(" ".join(isolate(f"[{FLAGS[flag]}]") for flag in fact.flags))
    lines = [f"{number:>3}  {fact.kind:<13} " + "  |  ".join(field for field in fields if field)]
    lines.append(f"     {isolate('«' + one_line(fact.quote) + '»')}")
    if fact.note:
        lines.append(f"     {isolate(fact.note)}")
    return lines


def one_line(text: str) -> str:
    """White space folded, for a quote that runs over a line's end."""
    return " ".join(text.split())


def print_article(article: ExtractedArticle, heading: str) -> None:
    """Print an article: its head, its text with the quotes marked, its facts in the order of the text."""
    out = console()
    numbered = list(enumerate(in_order(article.facts), start=1))
    print_head(out, Head.of(article), heading)
    out.print()
    titled = [(number, fact) for number, fact in numbered if fact.in_ == "title"]
    if titled and article.title:
        out.print(isolate(mark(article.title, titled)), markup=False)
    for line in mark(article.body, [(number, fact) for number, fact in numbered if fact.in_ == "body"]).split("\n"):
        out.print(isolate(line), markup=False)
    out.print()
    print_facts(out, numbered)


def print_head(out: Console, head: Head, heading: str) -> None:
    """Print what is known of the article as a whole."""
    out.print(f"\u2500\u2500 {heading}", style="dim", markup=False)
    first, *rest = head.lines()
    out.print(first, style="bold", markup=False)
    for line in rest:
        out.print(line, markup=False)


def print_facts(out: Console, numbered: Iterable[tuple[int, Fact]]) -> None:
    """Print facts, each with its quote."""
    count = 0
    for count, (number, fact) in enumerate(numbered, start=1):  # noqa: B007 - the count is wanted after the loop
        first, *rest = fact_lines(number, fact)
        out.print(first, style="bold", markup=False)
        for line in rest:
            out.print(line, markup=False)
    if not count:
        out.print("  (لا وقائع)", markup=False)
    out.print()


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Title first, then by place in the body."""
    return sorted(facts, key=lambda fact: (fact.in_ != "title", fact.start, fact.end))
