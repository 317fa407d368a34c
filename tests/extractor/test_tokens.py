"""Folding and cutting a text in one pass, by pieces that were met before, gives what doing one after the other gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.extractor.extract import engine
from services.extractor.tokens import read_tokens, tokenize
from services.extractor.watches import look_up
from shared.text.folding import fold

_PIECES = st.sampled_from(
    ["والصناعة", "أيضًا", "٢٠٢١ـ٢٠٢٣", "ـ", "صـنـاع", "3,5", "درهم،", "«فاس»", "\u200f", "iso9001", "يوم21", "\u00a0"]
).map(str) | st.sampled_from(["ـ12", "المغرب\nالرباط"])
_TEXTS = st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=12).map(" ".join)


@given(_TEXTS)
def test_one_pass_is_two(text: str) -> None:
    engine()  # all watches are there
    folded, tokens = read_tokens(text)
    apart = tokenize(fold(text).text)
    assert (folded.text, list(folded.offsets), folded.original) == (fold(text).text, list(fold(text).offsets), text)
    assert tokens == apart
    assert tokens._seen == look_up(apart.words)
    assert [tokens.text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words


@given(_TEXTS)
def test_offsets_lead_back(text: str) -> None:
    folded = fold(text)
    offsets = list(folded.offsets)
    assert offsets == sorted(set(offsets))
    assert offsets[-1] == len(text)
    assert [fold(text[i]).text for i in offsets[:-1]] == list(folded.text)
