"""The generator of articles: repeatable, and plausible enough to measure with."""

import pytest

from services.console.bench.corpus import GOLD_CHARACTERS, Generated, generate
from services.console.bench.extraction import figures_found, normalized
from services.extractor.extract import extract_article
from shared.contracts import ExtractedArticle


@pytest.fixture(scope="module")
def articles() -> list[Generated]:
    return list(generate(7, 12))


@pytest.fixture(scope="module")
def extracted(articles: list[Generated]) -> list[ExtractedArticle]:
    return [extract_article(article) for article in normalized(articles)]


def test_the_same_seed_gives_the_same_articles(articles: list[Generated]) -> None:
    assert list(generate(7, 12)) == articles
    assert list(generate(7, 3, first=5)) == articles[5:8], "an article depends on its number alone"
    assert [a.body for a in generate(8, 12)] != [a.body for a in articles]


def test_no_two_articles_are_alike(articles: list[Generated]) -> None:
    assert len({a.body for a in articles}) == len({a.content for a in articles}) == len(articles)


@pytest.mark.parametrize("characters", [300, GOLD_CHARACTERS, 30_000])
def test_the_length_is_what_was_asked_for(characters: int) -> None:
    for article in generate(3, 3, characters=characters):
        assert characters <= len(article.body) < characters + 1_500
        assert "{" not in article.content, "a slot was not filled"


def test_it_is_as_dense_as_the_gold(extracted: list[ExtractedArticle]) -> None:
    """The gold sets hold between 0.8 (the seeds) and 1.6 (the densest set) facts in 100 characters."""
    facts, characters = sum(len(a.facts) for a in extracted), sum(len(a.body) for a in extracted)
    assert 0.8 <= 100 * facts / characters <= 1.6


def test_its_facts_are_found(articles: list[Generated], extracted: list[ExtractedArticle]) -> None:
    written = sum(len(a.figures) for a in articles)
    found = sum(figures_found(*pair) for pair in zip(articles, extracted, strict=True))
    assert written > 200
    assert found / written > 0.95


def test_it_is_about_the_sector_with_places_people_and_many_kinds(extracted: list[ExtractedArticle]) -> None:
    assert not any(article.off_topic for article in extracted)
    assert all(article.regions and article.places and article.crafts for article in extracted)
    assert sum(bool(article.people) for article in extracted) > len(extracted) / 2
    assert len({fact.kind for article in extracted for fact in article.facts}) >= 15


def test_a_figure_is_counted_once() -> None:
    (article,) = generate(7, 1)
    (extracted,) = (extract_article(a) for a in normalized([article]))
    assert figures_found(article, extracted.model_copy(update={"facts": []})) == 0
    doubled = Generated(article.number, article.title, article.body, article.published_at, article.figures * 2)
    assert figures_found(doubled, extracted) < len(doubled.figures)
