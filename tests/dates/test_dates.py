from datetime import datetime

import pytest

from services.extractor.dates import DateMention, read_dates
from services.extractor.tokens import tokenize
from shared.text.folding import fold

REFERENCE = datetime(2025, 5, 8, 12)


def read(text: str, reference: datetime | None = REFERENCE) -> list[DateMention]:
    return read_dates(tokenize(fold(text).text), reference)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("يوم21 نونبر بمقر", "--11-21"),
        ("ما بين 2015 – 2020 محور", "2015/2020"),
        ("(ماي/شتنبر/دجنبر 2020).", "2020"),
        ("من 5 إلى 12 ماي 2024", "2024-05-05/2024-05-12"),
    ],
)
def test_reads(text: str, iso: str) -> None:
    assert [m.iso for m in read(text)] == [iso]
