"""A share against its two figures, where all three stand in one sentence."""

from __future__ import annotations

from itertools import combinations

from services.extractor.kinds.base import Draft

_MOST = 8  # figures of a sentence that are paired
_TOLERANCE = 0.6  # points: what rounding to a whole percent explains, and a little


def check_shares(drafts: list[Draft]) -> None:
    """Flag shares that the part and the whole beside them confirm or contradict.

    A contradiction is only told where part and whole are tied by the text itself (`Draft.total`).
    """
    shares = [d for d in drafts if d.kind == "share" and d.value is not None]
    if not shares:
        return
    sentences: dict[tuple[str, int], list[Draft]] = {}
    for draft in drafts:
        sentences.setdefault((draft.in_, draft.layers.structure.sentence_of(draft.first)[0]), []).append(draft)
    for share in shares:
        beside = sentences[share.in_, share.layers.structure.sentence_of(share.first)[0]]
        near = [d for d in beside if d is not share and d.value and d.unit not in {"percent", None}][:_MOST]
        pairs = [(a, b) if (a.value or 0) < (b.value or 0) else (b, a) for a, b in combinations(near, 2) if a.unit == b.unit]
        if not pairs:
            continue
        if any(_matches(share, part, whole) for part, whole in pairs):
            share.flags.append("share_verified")
            share.notes.append("النسبة تطابق الرقمين المذكورين")
        elif len(pairs) == 1 and pairs[0][0].total is pairs[0][1] and abs(share.first - pairs[0][0].last) <= 6:
            expected = 100 * (pairs[0][0].value or 0) / (pairs[0][1].value or 1)
            share.flags.append("share_mismatch")
            share.notes.append(f"الرقمان المذكوران يعطيان {expected:.1f} في المائة")


def _matches(share: Draft, part: Draft, whole: Draft) -> bool:
    return abs(100 * (part.value or 0) / (whole.value or 1) - (share.value or 0)) <= _TOLERANCE
