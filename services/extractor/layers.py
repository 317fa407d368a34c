"""A text with everything that the layers read in it: what rules are given to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.extractor.annotators import Annotator, add_annotations
from services.extractor.crafts import CraftMention, find_crafts
from services.extractor.dates import DateMention, read_dates
from services.extractor.lexicon import Lexicon, Marks
from services.extractor.numbers import Quantity, Reference, read_numbers
from services.extractor.organisations import OrganisationMention, find_organisations
from services.extractor.people import PersonMention, find_people
from services.extractor.places import PlaceMention, find_places
from services.extractor.spans import within
from services.extractor.structure import Structure, read_structure
from services.extractor.tokens import Tokens, read_tokens
from shared.text.folding import Folded


@dataclass(frozen=True, slots=True)
class Layers:
    """One title or body, read by every layer; offsets are code points of `folded.text`."""

    folded: Folded
    tokens: Tokens
    structure: Structure
    dates: list[DateMention]
    quantities: list[Quantity]
    references: list[Reference]
    places: list[PlaceMention]
    people: list[PersonMention]
    organisations: list[OrganisationMention]
    crafts: list[CraftMention]
    marks: Marks


def read_layers(text: str, lexicon: Lexicon, reference: datetime | None, annotators: Sequence[Annotator] = ()) -> Layers:
    """Read all layers of one text.

    Args:
        text: a normalised title or body.
        lexicon: the compiled word lists of all rules.
        reference: when the article was published, for relative dates; None where nobody knows.
        annotators: what else may add people and organisations.
    """
    folded, tokens = read_tokens(text)
    dates = read_dates(tokens, reference)
    organisations = find_organisations(tokens, folded)
    numbers = read_numbers(tokens, [(d.start, d.end) for d in dates])
    people = find_people(tokens, folded, organisations)
    for annotator in annotators:
        people, organisations = add_annotations(annotator.annotate(tokens, folded), folded, people, organisations)
    places = find_places(tokens)
    return Layers(
        folded=folded,
        tokens=tokens,
        structure=read_structure(tokens),
        dates=dates,
        quantities=numbers.quantities,
        references=numbers.references,
        places=[p for p in places if not _within_one(p.start, p.end, people)],
        people=[p for p in people if not _within_one(p.start, p.end, places)],
        organisations=organisations,
        crafts=find_crafts(tokens),
        marks=lexicon.scan(tokens),
    )


_LONGEST_NAME = 60  # code points from the beginning of a name to a name inside it


def _within_one(start: int, end: int, others: Sequence[PlaceMention | PersonMention]) -> bool:
    """Whether a name is the tail of a longer one: 'سليمان' of the town 'سيدي سليمان', 'أيت باها' of a woman's name."""
    return any(o.end >= end for o in within(others, start - _LONGEST_NAME, start))
