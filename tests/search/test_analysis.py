"""What the analysers make equal and what they keep apart, in texts and in queries, on the real OpenSearch."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

import pytest
from opensearchpy import OpenSearch

from services.console.search.query import unglued
from tests.search.conftest import ROOT, Indexed, extracted, indexed_articles
from tests.search.test_search import run

WORDS = """صادرات ميزانية تعاونية تعاونيات صانع صناع زرابي زربية معرض وزارة جهة حرفيين قرية غرفة جمعية دعم تكوين مقاولة سوق فضة
برنامج مجمع فاس مراكش زليج"""
PREFIXES = ("", "ال", "و", "ب", "ل", "وال", "بال", "لل", "وب", "ول", "وبال", "ولل", "فال", "كال", "فبال", "فلل", "فب")


def test_a_word_is_found_with_all_that_is_glued_to_it(seeds: Indexed) -> None:
    """In the text and in the query: each form of the word shares a token with the word alone."""
    words = WORDS.split()
    forms = [prefix + word for word in words for prefix in PREFIXES]
    text = _tokens(seeds, "arabic_text", forms)
    query = [a | b for a, b in zip(*(_tokens(seeds, name, [unglued(w) for w in forms]) for name in ANALYSERS), strict=True)]
    missed = []
    for place, form in enumerate(forms):
        bare = place - place % len(PREFIXES)
        if not text[place] & query[bare]:
            missed.append(f"text {form}")
        if not query[place] & text[bare]:
            missed.append(f"query {form}")
    assert missed == []


ANALYSERS = ("arabic_search", "arabic_text")


def _tokens(indexed: Indexed, analyser: str, texts: list[str]) -> list[set[str]]:
    """The tokens of each text, in one request."""
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 3)
    body = {"analyzer": analyser, "text": " . ".join(texts)}
    found: list[set[str]] = [set() for _ in texts]
    for token in indexed.client.indices.analyze(index=f"{indexed.prefix}-facts", body=body)["tokens"]:
        found[bisect_right(starts, token["start_offset"]) - 1].add(token["token"])
    return found


ACCUSATIVES = """صانع معرض مركز مجمع قرض عارض مهرجان قطاع مشروع برنامج تقليدي حرفي قفطان سوق دعم فضاء متحف زليج فرن عضو حرف صناع
قانون وفد ورش منتوج متدرب عدد"""
OWN_ALEF = "فرنسا رضا سوسيا تكنولوجيا أصيلا سلا جغرافيا هدايا دنيا عليا إسبانيا كورونا معرضها تعاونياتها"


def test_an_indefinite_accusative_is_found_by_its_word(seeds: Indexed) -> None:
    """With and without its diacritics and 'and', in the text and in the query."""
    for word in ACCUSATIVES.split():
        forms = [f"{word}ا", f"{word}اً", f"{word}ًا", f"و{word}ا", f"ال{word}", word]
        text, query = (_tokens(seeds, analyser, forms) for analyser in ANALYSERS[::-1])
        assert all(tokens & query[-1] for tokens in text), (word, text, query[-1])
        assert all(tokens & text[-1] for tokens in query), (word, query, text[-1])


def test_an_alef_of_the_words_own_is_no_accusative(seeds: Indexed) -> None:
    words = OWN_ALEF.split()
    for prefix in ("", "و", "ل", "ب"):
        text, query = (_tokens(seeds, analyser, [prefix + word for word in words]) for analyser in ANALYSERS[::-1])
        bare = _tokens(seeds, "arabic_search", words)
        assert [word for word, tokens, asked in zip(words, text, bare, strict=True) if not tokens & asked] == [], prefix
        assert [word for word, tokens, asked in zip(words, text, query, strict=True) if not tokens & asked] == [], prefix
    apart = ("الصناعية", "صناع"), ("أصيلا", "أصيل"), ("عليا", "علي"), ("تركيا", "تركي"), ("سلا", "سل")
    for word, other in apart:
        mine, theirs = _tokens(seeds, "arabic_text", [word, other])
        assert not mine & theirs, (word, other)


@pytest.fixture(scope="module")
def fair(opensearch_client: OpenSearch, opensearch_url: str) -> Iterator[Indexed]:
    """An article of one sentence."""
    (article, *_) = extracted(ROOT / "seeds").values()
    text = article.model_copy(update={"title": "خبر", "body": FAIR})
    yield from indexed_articles(opensearch_client, opensearch_url, {"fair": text})


FAIR = """نظم المجلس الإقليمي معرضا جهويا للسجاد، وشارك فيه 80 عارضا وصانعا، ودشن الوزير مركزاً للتكوين ومجمعا، ومنح قرضًا.
ويضم الإقليم 1.200 صانع و3,500 متدرب و٤٬١٠٠ مستفيد و12 600 زائر و5\u00a0700 بطاقة و8900 خريج، بكلفة 1.250.000 درهم
و2,75 مليون و2024 150."""


@pytest.mark.parametrize(
    ("figure", "marked"),
    [
        ("1200", "1.200"), ("3500", "3,500"), ("4100", "٤٬١٠٠"), ("12600", "12 600"), ("5700", "5\u00a0700"), ("8900", "8900"),
        ("1250000", "1.250.000"),
    ],
)  # fmt: skip
def test_thousands_are_found_however_they_are_parted(fair: Indexed, figure: str, marked: str) -> None:
    parted = [f"{int(figure):,}".replace(",", sign) for sign in (".", ",", "٬", " ", "\u00a0", "\u202f")]
    eastern = [asked.translate({ord("0") + n: chr(0x660 + n) for n in range(10)}) for asked in (figure, *parted)]
    for asked in (figure, *parted, *eastern):
        for quoted in (asked, f'"{asked}"'):
            shown = run(fair, "search", "--articles", quoted, "--off-topic").stdout
            assert f"⟦{marked}⟧".replace("\u00a0", " ") in shown.replace("\u00a0", " "), quoted


@pytest.mark.parametrize("asked", ["275", "2024150", "200", "500", "750", "2.024.150", "12", "1"])
def test_decimals_and_neighbours_are_kept_apart(fair: Indexed, asked: str) -> None:
    assert "⟦" not in run(fair, "search", "--articles", asked, "--off-topic").stdout


@pytest.mark.parametrize(
    ("asked", "marked"),
    [
        ("مركز", "مركزاً"), ("المركز", "مركزاً"), ("معرض", "معرضا"), ("المعارض", "معرضا"), ("exposant", "عارضا"), ("عارض", "عارضا"),
        ("صانع", "وصانعا"), ("صانعا", "وصانعا"), ("الصناع", "وصانعا"), ("مجمع", "ومجمعا"), ("قرض", "قرضًا"), ("جهوي", "جهويا"),
    ],
)  # fmt: skip
def test_accusatives_are_found_and_marked(fair: Indexed, asked: str, marked: str) -> None:
    assert f"⟦{marked}⟧" in run(fair, "search", "--articles", asked, "--off-topic").stdout


LATIN = """zellij زليج, zelij زليج, zellidj زليج, cuivre نحاس, copper نحاس, laiton نحاس, dinandiers نحاسيات, tannage دباغة,
tanneurs دباغين, tannery دباغة, rug زربية, zarbia زرابي, kilim زربية, kaftan قفطان, takchita تكشيطة, jellaba جلابة,
céramique خزف, potiers فخار, ceramics خزف, terracotta فخار, bijoux حلي, jewelry مجوهرات, orfèvrerie حلي,
babouche بلغة_فاسية, slippers شربيل, menuiserie نجارة, carpenters نجارين, ferronnerie حدادة, blacksmiths حدادين,
tisserand نسيج, weavers نساجين, looms نسيج, brodeuses طرز, embroiderers تطريز, sellier سراجة, saddle سروج,
vitraux زجاج_ملون, stucco جبس, plâtrier جبس, tadlakt تادلاكت, paniers سلالين, baskets خوص, natte حصير, henna حناء,
henné حناء, marbrerie رخام, couturières خياطات, tailors خياطة, selham سلهام, dentelle راندة, relieur تسفير_الكتب,
daggers خناجر, argenterie فضة"""


def test_crafts_are_found_by_their_names_in_latin_letters(seeds: Indexed) -> None:
    pairs = [pair.split() for pair in LATIN.split(",")]
    query = _tokens(seeds, "arabic_search", [latin for latin, _ in pairs])
    text = _tokens(seeds, "arabic_text", [arabic.replace("_", " ") for _, arabic in pairs])
    assert [pair for pair, asked, there in zip(pairs, query, text, strict=True) if not there <= asked] == []
