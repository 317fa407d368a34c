import pytest

from shared.text.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("2021ـ2023", "2021-2023"),
        ("2021 ـ 2023", "2021 - 2023"),
        ("٢٠٢١ــ٢٠٢٣", "2021-2023"),
        ("1ـ عرض", "1- عرض"),
        ("ـ عرض", "- عرض"),
        ("بـ395910", "ب395910"),
        ("لـ 27", "ل 27"),
        ("1446 هـ", "1446 ه"),
        ("الجهـــة", "الجهه"),
        ("5ـملايين", "5ملايين"),
        ("الجهـ", "الجه"),
    ],
)
def test_a_tatweel_typed_for_a_dash_is_one(text: str, folded: str) -> None:
    result = fold(text)
    assert result.text == folded
    assert result.original == text
    assert result.span(0, len(result.text)) == (0, len(text))
