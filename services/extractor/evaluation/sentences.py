"""Single sentences with number forms that the articles lack: one JSON object a line, facts with a value only.

Besides number, kind and qualifier, status, period, regions and facility are scored where the gold gives them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from services.extractor.evaluation.scoring import Gold, Rate
from shared.contracts import Fact
from shared.contracts.extracted import ValueKind

_ATTRIBUTES = ("status", "period", "regions", "facility")
_VALUED = frozenset(get_args(ValueKind))


@dataclass(slots=True)
class SentenceScore:
    """How many of the sentences' figures are read right, and how many sentences without a figure stay without."""

    values: Rate = field(default_factory=Rate)
    kinds: Rate = field(default_factory=Rate)
    qualifiers: Rate = field(default_factory=Rate)
    flags: Rate = field(default_factory=Rate)
    silent: Rate = field(default_factory=Rate)
    """Of the sentences that hold no figure, those in which none is found."""
    attributes: dict[str, Rate] = field(default_factory=lambda: {name: Rate() for name in _ATTRIBUTES})
    """Of the facts found, those whose status, period, regions and facility are right, where the gold gives them."""
    wrong: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    """Facts found of which something else is wrong."""


def score_sentences(path: Path, extract: Callable[[str], list[Fact]]) -> SentenceScore:
    """Score a file of sentences.

    Args:
        path: JSON lines with `id`, `text`, `facts`.
        extract: the facts of a text.
    """
    score = SentenceScore()
    for line in path.read_text(encoding="utf-8").splitlines():
        sentence = json.loads(line)
        left = [f for f in extract(sentence["text"]) if f.kind in _VALUED]
        if not sentence["facts"]:
            score.silent.add(not left)
            if left:
                score.wrong.append(f"{sentence['id']} no figure, but {[(f.kind, f.value) for f in left]} in «{sentence['text']}»")
        for gold in sentence["facts"]:
            _score(score, sentence, gold, left)
    return score


def _score(score: SentenceScore, sentence: Gold, gold: Gold, left: list[Fact]) -> None:
    kinds = gold["kind"] if isinstance(gold["kind"], list) else [gold["kind"]]
    right = [f for f in left if _reads(f, gold)]
    # of facts with one value, that which says most of what the gold says: 'دارين وفضاء ومركز' holds two ones
    right.sort(key=lambda f: (f.kind not in kinds, sum(not _same(f, gold, name) for name in _ATTRIBUTES)))
    fact = right[0] if right else None
    score.values.add(fact is not None)
    score.kinds.add(fact is not None and fact.kind in kinds)
    if fact is None or fact.kind not in kinds:
        read = [(f.kind, f.value) for f in left]
        score.wrong.append(f"{sentence['id']} {'/'.join(kinds)} {gold.get('value')} ≠ {read} in «{sentence['text']}»")
    if fact is None:
        return
    left.remove(fact)
    different = []
    if "qualifier" in gold:
        score.qualifiers.add(fact.qualifier == gold["qualifier"])
        if fact.qualifier != gold["qualifier"]:
            different.append(f"qualifier {fact.qualifier} ≠ {gold['qualifier']}")
    for flag in gold.get("flags", ()):
        score.flags.add(flag in fact.flags)
        if flag not in fact.flags:
            different.append(f"flag {flag}")
    for name in _ATTRIBUTES:
        if name in gold:
            score.attributes[name].add(_same(fact, gold, name))
            if not _same(fact, gold, name):
                different.append(f"{name} {getattr(fact, name)} ≠ {gold[name]}")
    score.different += [f"{sentence['id']} {fact.kind} {fact.value}: {line} in «{sentence['text']}»" for line in different]


def _same(fact: Fact, gold: Gold, name: str) -> bool:
    """Whether an attribute is as the gold says, or the gold says nothing of it."""
    value = getattr(fact, name)
    if name not in gold:
        return True
    return sorted(value) == sorted(gold[name]) if name == "regions" else value == gold[name]


def _reads(fact: Fact, gold: Gold) -> bool:
    pairs = ((fact.value, gold.get("value")), (fact.value_max, gold.get("value_max")))
    same = all(a == b or (a is not None and b is not None and abs(a - b) <= 1e-6 * max(1.0, abs(b))) for a, b in pairs)
    return same and fact.unit == gold.get("unit", fact.unit)


def sentence_lines(score: SentenceScore, *, details: bool) -> Iterator[str]:
    """The sentences' figures as lines of text."""
    yield "== sentences"
    rates = (
        ("value and unit", score.values),
        ("with kind", score.kinds),
        ("qualifier", score.qualifiers),
        ("flags", score.flags),
        *score.attributes.items(),
    )
    yield "  ".join(f"{name} {rate.value:.3f} ({rate.right}/{rate.of})" for name, rate in rates)
    yield f"sentences without a figure that stay without {score.silent.value:.3f} ({score.silent.right}/{score.silent.of})"
    if details:
        yield from (f"   {line}" for line in [*score.wrong, *score.different])
