"""Cost is linear in the length of the text, for kind and for hostile input."""

import pytest

from services.extractor.crafts import find_crafts
from services.extractor.organisations import find_organisations
from services.extractor.people import find_people
from services.extractor.relevance import relevance
from services.extractor.tokens import tokenize
from shared.text.folding import fold
from tests.cost import assert_linear

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


def read(text: str) -> None:
    folded = fold(text)
    tokens = tokenize(folded.text)
    organisations = find_organisations(tokens, folded)
    find_people(tokens, folded, organisations)
    relevance(tokens, None, find_crafts(tokens), organisations)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_linear(unit: str) -> None:
    assert_linear(read, unit)
