"""How a text is laid out: blocks (headings, list items, paragraphs), sentences, and what a list item hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from services.extractor.tokens import Tokens

BlockKind = Literal["heading", "item", "paragraph"]

_BULLETS = frozenset("-+•*▪●◦·–➢✓✔■□►")
_STOPS = frozenset(".!?؟؛;…")
_MAX_SENTENCE = 600  # tokens
_ASKS = frozenset("?؟")
_MAX_QUESTION = 40  # tokens; a longer line that ends with a question is a paragraph
_MAX_HEADING = 14  # tokens; a longer line without a full stop is a paragraph whose stop was forgotten


class Block(NamedTuple):
    """One line of the text, as a range of tokens.

    Attributes:
        lead: the block whose colon opened the list that this item belongs to, as an index, or None.
        heading: the heading that this block stands under, as an index, or None.
    """

    start: int
    end: int
    kind: BlockKind
    lead: int | None
    heading: int | None


@dataclass(frozen=True, slots=True)
class Structure:
    """Blocks and sentences; sentences never cross a block."""

    blocks: list[Block]
    sentences: list[tuple[int, int]]
    _block_at: list[int]
    """By token the block that holds it, as an index; a new line is of the block before it."""
    _sentence_at: list[int]

    def block_of(self, token: int) -> Block:
        """The block that holds a token."""
        return self.blocks[self._block_at[token]]

    def sentence_of(self, token: int) -> tuple[int, int]:
        """The token range of the sentence that holds a token."""
        return self.sentences[self._sentence_at[token]]


def _lines(tokens: Tokens) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    start, size = 0, len(tokens)
    while start < size:
        end = tokens.kinds.find("n", start)
        if end < 0:
            end = size
        if end > start:
            lines.append((start, end))
        start = end + 1
    return lines


def _is_item(tokens: Tokens, start: int, end: int) -> bool:
    if tokens.words[start] in _BULLETS and end - start > 1:
        return True
    # '1- ', '2) ', '3.' at the beginning of a line
    return (
        tokens.kinds[start] == "d"
        and len(tokens.words[start]) <= 2
        and end - start > 2
        and tokens.words[start + 1] in "-).:/"
        and tokens.starts[start + 1] == tokens.ends[start]
        and tokens.kinds[start + 2] == "w"
    )


def _is_alone(tokens: Tokens, lines: list[tuple[int, int]], n: int) -> bool:
    """Whether no other item stands above or below an item: a bullet that marks what a section is about."""
    return not _is_item(tokens, *lines[n + 1]) and not (n and _is_item(tokens, *lines[n - 1]))


def _answered(tokens: Tokens, start: int, end: int) -> bool:
    """Whether the line below a question is its answer, and no other question."""
    return end - start > _MAX_HEADING and _last_word(tokens, start, end) not in _ASKS


def _last_word(tokens: Tokens, start: int, end: int) -> str:
    return tokens.words[end - 1] if end > start else ""


def _sentences(tokens: Tokens, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    low = start
    i = start - 1
    while (i := tokens.kinds.find("p", i + 1, end)) >= 0:
        word = tokens.words[i]
        if word not in _STOPS:
            continue
        digits_around = i > start and i + 1 < end and tokens.kinds[i - 1] == "d" and tokens.kinds[i + 1] == "d"
        if word == "." and digits_around and tokens.starts[i + 1] == tokens.ends[i]:
            continue
        found.append((low, i + 1))
        low = i + 1
    if low < end:
        found.append((low, end))
    # a text without full stops is no reason to look through all of it for every figure
    return [(a, min(a + _MAX_SENTENCE, high)) for low, high in found for a in range(low, high, _MAX_SENTENCE)]


def read_structure(tokens: Tokens) -> Structure:
    """Part a text into blocks and sentences.

    Args:
        tokens: the tokens of a folded title or body; lines are parted by new lines.
    """
    blocks: list[Block] = []
    sentences: list[tuple[int, int]] = []
    lead: int | None = None
    heading: int | None = None
    lines = _lines(tokens)
    for n, (start, end) in enumerate(lines):
        last = _last_word(tokens, start, end)
        item = _is_item(tokens, start, end)
        short = end - start <= _MAX_HEADING and last not in _STOPS and last not in "،,"
        follows = n + 1 < len(lines)
        opens = last == ":"
        if item and not (lead is None and follows and _is_alone(tokens, lines, n)):
            kind: BlockKind = "item"
        elif item or (last in _ASKS and end - start <= _MAX_QUESTION and follows and _answered(tokens, *lines[n + 1])):
            kind = "heading"  # a question of an interview, or a section's
        elif (
            short
            and follows
            and not (lead is not None and opens is False and blocks and blocks[-1].kind == "item" and last == "؛")
        ):
            kind = "heading"
        else:
            kind = "paragraph"
        if kind == "heading":
            heading, lead = len(blocks), (len(blocks) if opens else None)
            blocks.append(Block(start, end, kind, None, None))
        else:
            # a list may also run on in plain lines that end with a semicolon, after a line that ended with a colon
            plain_item = kind == "paragraph" and lead is not None and last in "؛;،" and not opens
            belongs = lead if item or plain_item else None
            blocks.append(Block(start, end, "item" if plain_item else kind, belongs, heading))
            if kind == "paragraph" and not plain_item:
                lead = len(blocks) - 1 if opens else None
        sentences.extend(_sentences(tokens, start, end))
    if not blocks:
        blocks, sentences = [Block(0, len(tokens), "paragraph", None, None)], [(0, len(tokens))]
    size = len(tokens)
    return Structure(blocks, sentences, _by_token([b.start for b in blocks], size), _by_token([s[0] for s in sentences], size))


def _by_token(starts: list[int], size: int) -> list[int]:
    """For each token, and for the end of the text, which of the stretches it is in; they begin at `starts`, and touch."""
    found = [0] * starts[0]
    for n, (start, end) in enumerate(pairwise([*starts, size + 1])):
        found += [n] * (end - start)
    return found
