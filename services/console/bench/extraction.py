"""The CPU alone: normalizer and extractor in this process, CPU time, one core."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.console.bench.corpus import Generated, generate
from services.console.bench.measuring import Series, cpu_seconds, series
from services.console.bench.scale import Scale
from services.extractor.extract import engine, extract_article
from services.normalizer.normalize import normalize_article
from shared.contracts import ExtractedArticle, NormalizedArticle, RawArticle
from shared.loading import loading

KILOBYTES = 5
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Work:
    """CPU cost of articles of five kilobytes; every round has articles of its own."""

    extracting: Series
    """Articles of five kilobytes a second."""
    normalizing: Series
    growth: dict[int, Series]
    """By the multiple of the length: CPU milliseconds for a kilobyte."""
    right: float
    """Share of the figures that the generator wrote whose value was found."""
    facts_per_100: float
    """Facts in 100 characters."""


def raw(article: Generated) -> RawArticle:
    """A generated article as the fetcher would publish it."""
    return RawArticle(
        content=article.body,
        title=article.title,
        url=f"https://bench.example/{article.number}.html",
        published_at=article.published_at,
        fetched_at=NOW,
    )


def normalized(articles: Sequence[Generated]) -> list[NormalizedArticle]:
    """The articles, normalised."""
    return [normalize_article(raw(article), now=NOW) for article in articles]


def figures_found(article: Generated, extracted: ExtractedArticle) -> int:
    """How many of the figures that the generator wrote are the value of a fact, each fact used once."""
    values = [v for fact in extracted.facts for v in (fact.value, fact.value_max) if v is not None]
    found = 0
    for figure in article.figures:
        match = next((v for v in values if abs(abs(v) - figure) <= 1e-6 * max(1.0, figure)), None)
        if match is not None:
            values.remove(match)
            found += 1
    return found


def measure(scale: Scale, say: Callable[[str], None]) -> Work:
    """Measure normalizing and extracting.

    Args:
        scale: how much of it.
        say: told what is being done.
    """
    say(f"extraction on one core: {scale.rounds} rounds of {scale.extracted} articles")
    with loading():  # as the extractor's child process does
        engine()
    warm = normalized(list(generate(scale.seed, 10, first=900_000)))
    for article in warm:
        extract_article(article)
    sets = [
        list(generate(scale.seed, scale.extracted, characters=scale.characters, first=number * scale.extracted))
        for number in range(scale.rounds)
    ]
    ready = [normalized(articles) for articles in sets]
    size = _kilobytes(ready[0]) / len(ready[0])
    extracted: list[list[ExtractedArticle]] = []

    def extracting(number: int) -> float:
        seconds = cpu_seconds(lambda: extracted.append([extract_article(article) for article in ready[number]]))
        return _kilobytes(ready[number]) / KILOBYTES / seconds

    def normalizing(number: int) -> float:
        seconds = cpu_seconds(lambda: normalized(sets[number]))
        return len(sets[number]) * size / KILOBYTES / seconds

    per_second = series(scale.rounds, extracting)
    pairs = [pair for articles, done in zip(sets, extracted, strict=True) for pair in zip(articles, done, strict=True)]
    return Work(
        extracting=per_second,
        normalizing=series(scale.rounds, normalizing),
        growth=dict(_growth(scale, say)),
        right=sum(figures_found(*pair) for pair in pairs) / max(1, sum(len(article.figures) for article, _ in pairs)),
        facts_per_100=100 * sum(len(done.facts) for _, done in pairs) / sum(len(done.body) for _, done in pairs),
    )


def _growth(scale: Scale, say: Callable[[str], None]) -> Iterator[tuple[int, Series]]:
    """Ever fewer, longer articles: the longest is about a megabyte."""
    for multiple in scale.lengths:
        characters = scale.longest * multiple // max(scale.lengths)
        count = max(1, min(scale.growing, max(scale.lengths) // multiple // 3))
        say(f"articles of {characters * 1.8 / 1000:,.0f} kB")
        articles = normalized(list(generate(scale.seed, count, characters=characters, first=500_000)))

        def cost(_: int, articles: list[NormalizedArticle] = articles) -> float:
            seconds = cpu_seconds(lambda: [extract_article(article) for article in articles])
            return 1000 * seconds / _kilobytes(articles)

        yield multiple, series(scale.rounds, cost, higher_is_better=False)


def _kilobytes(articles: Sequence[NormalizedArticle]) -> float:
    return sum(len(article.body.encode()) for article in articles) / 1000
