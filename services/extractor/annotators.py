"""Optional annotators: what else may add people and organisations to an article, beside the rules.

An annotator is named in `HIRFA_ANNOTATORS` (several with commas) and found here or through the entry-point group
`hirfa.annotators`; nothing of it is imported unless it is named. Without one nothing is missing but what it adds: rules
come first, and an annotator's mention that overlaps one of theirs is dropped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from services.extractor.organisations import OrganisationMention
from services.extractor.organisations.finder import written
from services.extractor.people import PersonMention
from services.extractor.tokens import Tokens
from shared.text.folding import Folded, fold_word

GROUP = "hirfa.annotators"
"""Entry points of this group are callables without arguments that return an `Annotator`."""
BUILT_IN: dict[str, str] = {"camel-ner": "services.extractor.camel_ner:CamelNer"}


class AnnotatorError(Exception):
    """An annotator that was asked for is unknown, or lacks what it needs; the message says what to do."""


class Annotation(NamedTuple):
    """A person or organisation that an annotator found, as code points `[start, end)` of the folded text."""

    start: int
    end: int
    kind: Literal["person", "organisation"]


@runtime_checkable
class Annotator(Protocol):
    """Adds people and organisations. It is called once an article, and must give the same answer for the same text."""

    name: str

    def annotate(self, tokens: Tokens, folded: Folded) -> Sequence[Annotation]:
        """Find people and organisations in the folded text."""


def load_annotators(names: str) -> tuple[Annotator, ...]:
    """Load the annotators that a setting names.

    Args:
        names: the value of `HIRFA_ANNOTATORS`: names parted by commas, or nothing.

    Raises:
        AnnotatorError: one of them is unknown, or lacks a library or its data.
    """
    return tuple(_factory(name)() for name in dict.fromkeys(n.strip() for n in names.split(",")) if name)


@cache
def chosen_annotators() -> tuple[Annotator, ...]:
    """The annotators that the settings name, loaded once in this process."""
    if not os.environ.get("HIRFA_ANNOTATORS"):
        return ()  # as by default: reading all settings for nothing takes a fifth of a start, and eight megabytes
    from shared.settings import load_settings

    return load_annotators(load_settings().annotators)


def _factory(name: str) -> Callable[[], Annotator]:
    target = BUILT_IN.get(name)
    if target is not None:
        module, _, attribute = target.partition(":")
        factory: Callable[[], Annotator] = getattr(import_module(module), attribute)
        return factory
    installed = {point.name: point for point in entry_points(group=GROUP)}
    if name in installed:
        loaded: Callable[[], Annotator] = installed[name].load()
        return loaded
    known = ", ".join(sorted({*BUILT_IN, *installed}))
    msg = f"HIRFA_ANNOTATORS: no annotator is called {name!r}; known: {known}"
    raise AnnotatorError(msg)


def add_annotations(
    annotations: Sequence[Annotation],
    folded: Folded,
    people: list[PersonMention],
    organisations: list[OrganisationMention],
) -> tuple[list[PersonMention], list[OrganisationMention]]:
    """What the rules found, with what an annotator found beside it.

    Args:
        annotations: of one article, in any order.
        folded: the folded text that they index.
        people: the rules' persons.
        organisations: the rules' organisations.

    Returns:
        both lists in the order of the text. Overlaps and persons whose name, or a part of it, is there already add nothing.
    """
    people, organisations = list(people), list(organisations)
    spans = [(p.start, p.end) for p in people] + [(o.start, o.end) for o in organisations]
    spans += [(p.role_start, p.role_end) for p in people if p.role_start is not None and p.role_end is not None]
    known = [set(fold_word(p.name).split()) for p in people]
    for found in sorted(annotations):
        if any(found.start < end and start < found.end for start, end in spans):
            continue
        name = written(folded, found.start, found.end)
        parts = set(fold_word(name).split())
        if found.kind == "person":
            if any(parts <= names for names in known):
                continue
            people.append(PersonMention(found.start, found.end, name))
            known.append(parts)
        else:
            id_ = f"organisation:{'-'.join(fold_word(name).split())}"
            organisations.append(OrganisationMention(found.start, found.end, id_, name, "organisation"))
        spans.append((found.start, found.end))
    return sorted(people, key=lambda p: p.start), sorted(organisations, key=lambda o: o.start)
