"""Cost is linear in the length of the text, for kind and for hostile input."""

import time

import pytest

from services.extractor.crafts import find_crafts
from services.extractor.organisations import find_organisations
from services.extractor.people import find_people
from services.extractor.relevance import relevance
from services.extractor.tokens import tokenize
from shared.text.folding import fold

ARTICLE = (
    "أكد رئيس غرفة الصناعة التقليدية لجهة سوس ماسة، السيد عبد الحق العلمي، أن اتفاقية شراكة مع جامعة ابن زهر ومؤسسة دار الصانع "
    "ستمكن من تكوين الخزافين والنساجات، وأضاف العلمي أن المبادرة الوطنية للتنمية البشرية ساهمت بمبلغ 3 ملايين درهم.\n"
)
HOSTILE = {
    "article": ARTICLE,
    "given names": "محمد أحمد علي ",
    "titles": "السيد الدكتور ",
    "roles": "رئيس مدير عام ",
    "roles and commas": "والي جهة فاس، ",
    "particles": "محمد بن بن ",
    "heads": "وزارة وجمعية ",
    "names of bodies": "وزارة الصناعة والتجارة والسياحة والثقافة ",
    "places": "جماعات فاس وفاس - فاس ",
    "quotes": 'جمعية " ',
    "one word": "وووولل",
}


def seconds(text: str) -> float:
    folded = fold(text)
    tokens = tokenize(folded.text)
    best = 1e9
    for _ in range(3):
        start = time.perf_counter()
        organisations = find_organisations(tokens, folded)
        find_people(tokens, folded, organisations)
        relevance(tokens, None, find_crafts(tokens), organisations)
        best = min(best, time.perf_counter() - start)
    return best


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_linear(unit: str) -> None:
    short = unit * (16_000 // len(unit))
    long = unit * (128_000 // len(unit))
    seconds(short[:200])
    # eight times the text; a square would take sixty-four times as long, a busy machine less than thirty
    assert seconds(long) < 30 * max(seconds(short), 0.01)
