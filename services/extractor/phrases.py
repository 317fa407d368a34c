"""Help for rules of facts without a value: how far a phrase reaches, whether it names something new, and the draft of it."""

from __future__ import annotations

from typing import Literal

from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import Mark, cores
from services.extractor.spans import within
from shared.text.folding import fold_word

_STOPS = frozenset("،,؛;:.!?؟()[]-") | {"\n"}
_BREAKS = frozenset(
    map(
        fold_word,
        [
            "الذي",
            "التي",
            "الذين",
            "اللذين",
            "حيث",
            "كما",
            "وذلك",
            "بحضور",
            "وكذا",
            "فيما",
            "بينما",
            "وقد",
            "قد",
            "وهو",
            "وهي",
            "الذى",
            "إذ",
            "بعد",
            "قبل",
            "وأضاف",
            "وأكد",
            "مؤكدا",
            "مشيرا",
            "موضحا",
            "مضيفا",
            "بهدف",
            "قصد",
        ],
    )
)
_BACK = frozenset(
    map(
        fold_word,
        [
            "هذا",
            "هذه",
            "هاته",
            "ذلك",
            "تلك",
            "ذات",
            "نفس",
            "هاذا",
            "لهذا",
            "بهذا",
            "لهذه",
            "بهذه",
            "هذين",
            "هاتين",
            "وهذه",
            "وهذا",
        ],
    )
)
_COUNTED = frozenset(map(fold_word, ["عدد", "وعدد", "مجموع", "عشرات", "مئات", "آلاف"]))  # 'عدد الاتفاقيات المبرمة'
_MAX = 16
_LONGEST_FIGURE = 120  # code points: a figure in words


def phrase_end(layers: Layers, start: int, high: int, *, limit: int = _MAX) -> int:
    """The token where the noun phrase that begins at `start` ends, exclusive.

    Args:
        start: its first token.
        high: it never reaches further than this token.
        limit: nor further than so many tokens.
    """
    words = layers.tokens.words
    depth_quote = False
    for token in range(start, min(high, start + limit)):
        word = words[token]
        if word == '"':
            depth_quote = not depth_quote
        elif not depth_quote and token > start and (word in _STOPS or word in _BREAKS):
            return token
    return min(high, start + limit)


def ends_phrase(word: str) -> bool:
    """Whether a folded word ends the noun phrase before it: a relative pronoun, 'حيث', 'بهدف'."""
    return word in _BREAKS


def refers_back(layers: Layers, mark: Mark) -> bool:
    """Whether a head is a mention of something said before: 'هذه الاتفاقية', 'اللقاء نفسه'."""
    words = layers.tokens.words
    return mark.start > 0 and words[mark.start - 1] in _BACK


def is_bare(layers: Layers, mark: Mark, high: int) -> bool:
    """Whether a head has the article and nothing behind it that says which one: 'الاتفاقية،', 'المركز و…'."""
    words, kinds = layers.tokens.words, layers.tokens.kinds
    word = words[mark.start]
    definite = word.startswith(("ال", "وال", "بال", "لل", "كال", "فال", "ولل", "وبال"))
    if not definite or mark.end - mark.start > 1:
        return False
    if mark.end >= high or kinds[mark.end] != "w":
        return True
    following = words[mark.end]
    return not following.startswith(("ال", "لل", "بال")) and following not in {"حول", "رقم"}


def is_counted(layers: Layers, mark: Mark) -> bool:
    """Whether a figure counts this noun, so that it is a count and no thing by name."""
    start, end = layers.tokens.starts[mark.start], layers.tokens.ends[mark.end - 1]
    before = mark.start - 1
    while before >= 0 and layers.tokens.words[before] in {"(", ")", "من", '"'}:
        before -= 1
    if before >= 0 and layers.tokens.words[before] in _COUNTED:
        return True
    edge = layers.tokens.ends[before] if before >= 0 else 0
    near = within(layers.quantities, min(edge, start) - _LONGEST_FIGURE, end)
    return any(q.unit is None and (q.end == edge or q.end > start) for q in near)


def is_singular(layers: Layers, mark: Mark) -> bool:
    """Whether a noun stands in the singular: the first form of its word-list line."""
    return mark.entry.lemma in cores(layers.tokens.words[mark.start])


def has_place(layers: Layers, first: int, last: int) -> bool:
    """Whether a place is named in a token range."""
    start, end = layers.tokens.starts[first], layers.tokens.ends[last - 1]
    return bool(within(layers.places, start, end))


def draft(
    kind: str, rule: str, layers: Layers, in_: Literal["title", "body"], head: Mark, first: int, last: int, score: float
) -> Draft:
    """A draft without a value, quoted from token `first` to token `last`, exclusive."""
    tokens = layers.tokens
    return Draft(
        kind=kind,
        rule=rule,
        layers=layers,
        in_=in_,
        first=head.start,
        last=head.end,
        start=tokens.starts[first],
        end=tokens.ends[last - 1],
        score=score,
        noun=head,
    )
