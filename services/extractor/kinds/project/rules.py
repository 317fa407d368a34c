"""Projects: a named facility or programme whose creation, works, equipment or opening is stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from services.extractor.kinds.base import Draft, KindRules, PhraseRule
from services.extractor.kinds.project.words import WORDS
from services.extractor.layers import Layers
from services.extractor.phrases import draft, has_place, is_bare, is_counted, is_singular, phrase_end, refers_back

_REACH = 4  # tokens between the work and the facility: 'أشغال إنجاز فضاء', 'بناء وتأهيل المجمعات'
_ACT_REACH = 9  # tokens between a verb and the facility, with its subject and a date between them
_LIST_REACH = 14  # tokens from one member of a list to the next


def works_on_facilities(layers: Layers, in_: Literal["title", "body"]) -> Iterator[Draft]:
    """A work word and the facility that it is done on; the members of a list are projects of their own."""
    words = layers.tokens.words
    governed_until, governor = -1, -1
    for head in layers.marks.between("facility.noun", 0, len(words)):
        low, high = layers.structure.sentence_of(head.start)
        if refers_back(layers, head) or is_counted(layers, head) or is_bare(layers, head, high):
            continue
        work = layers.marks.last_before("project.work", max(low, head.start - _REACH), head.start)
        work = work or layers.marks.last_before("project.act", max(low, head.start - _ACT_REACH), head.start)
        listed = False
        if work is None and governor >= low and head.start <= governed_until:
            listed = words[head.start].startswith("و") or words[head.start - 1] in "،,و"
        if (work is None and not listed) or (words[head.start].startswith("ب") and not head.entry.forms[0].startswith("ب")):
            continue  # 'افتتحت بساحة …': where, not what
        end = phrase_end(layers, head.start, high)
        # the next member of the list ends this one
        following = [m.start for m in layers.marks.between("facility.noun", head.end, end) if words[m.start].startswith("و")]
        end = following[0] if following else end
        if not is_singular(layers, head) and not has_place(layers, head.start, end):
            continue  # 'إحداث فضاءات للتسويق': nothing by name
        first = work.start if work else head.start
        found = draft(
            "project",
            "project.work_on_facility" if work else "project.listed_facility",
            layers,
            in_,
            head,
            first,
            end,
            0.8 if work else 0.75,
        )
        found.facility = head.entry.label or None
        governed_until, governor = head.end + _LIST_REACH, head.start
        yield found


def launched_programmes(layers: Layers, in_: Literal["title", "body"]) -> Iterator[Draft]:
    """A programme, plan or platform that is launched."""
    for head in layers.marks.between("project.programme", 0, len(layers.tokens)):
        low, high = layers.structure.sentence_of(head.start)
        if refers_back(layers, head) or is_counted(layers, head) or is_bare(layers, head, high):
            continue
        launch = layers.marks.last_before("project.launch", max(low, head.start - _REACH), head.start)
        if launch is None:
            continue
        yield draft("project", "project.launched", layers, in_, head, launch.start, phrase_end(layers, head.start, high), 0.65)


KIND = KindRules(
    name="project",
    words=WORDS,
    phrase_rules=(
        PhraseRule(("project.work_on_facility", "project.listed_facility"), works_on_facilities),
        PhraseRule(("project.launched",), launched_programmes),
    ),
    default_status="planned",
)
