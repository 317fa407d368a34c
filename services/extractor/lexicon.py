"""Words and phrases looked up in one pass over the tokens.

A lexicon is a trie of folded words. A token matches a word of a phrase by any of its readings: with its clitics off
(والصادرات → صادرات) and with a pronoun off its end (صادراتها → صادرات, قيمتها → قيمة). Of words of one family the longest
match wins and nothing is found inside it: `دار الصانعة` is a facility and holds no person.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from services.extractor.clitics import readings
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch
from shared.text.folding import fold_word

_PRONOUNS = ("هما", "ها", "هم", "هن", "نا", "ه")
_MIN_STEM = 3
_MIN_ACCUSATIVE = 4  # letters of the stem; of shorter ones too many are other words (مثلا, علما)
_MIN_SLIPPED = 6  # letters of a word that may be misspelt: shorter ones are too often other words
_MAX_CACHE = 200_000  # word forms; the vocabulary of a year of news


def words(text: str) -> frozenset[str]:
    """The folded words of a list.

    Args:
        text: words in normal orthography, parted by white space.
    """
    return frozenset(map(fold_word, text.split()))


@lru_cache(maxsize=100_000)
def cores(word: str) -> tuple[str, ...]:
    """What a folded word may be in a lexicon: its readings, the least stripped first, then those without a pronoun."""
    plain = [r.core for r in readings(word)]
    found = dict.fromkeys(plain)
    for core in plain:
        for pronoun in _PRONOUNS:
            stem = core.removesuffix(pronoun)
            # a folded ه may be a ta marbuta: 'صناعة' is no 'صناع' + 'ه', but 'كلفته' is 'كلفة' + 'ه'
            if stem != core and len(stem) >= _MIN_STEM and (pronoun != "ه" or stem.endswith("ت")):
                found.setdefault(stem)
                if stem.endswith("ت"):
                    found.setdefault(stem[:-1] + "ه")
    for core in plain:  # the accusative: مشغلا, درازا
        if core.endswith("ا") and len(core) > _MIN_ACCUSATIVE:
            found.setdefault(core[:-1])
    return tuple(found)


def _slipped(word: str, meant: str) -> bool:
    """Whether a word lacks one long vowel of another, inside it, or has one too many: 'رقم معملات' for 'رقم معاملات'.

    Asked of the words that may go on a phrase only: by itself a word that is misspelt may be another.
    """
    short, long = (word, meant) if len(word) < len(meant) else (meant, word)
    if len(long) - len(short) != 1 or len(short.removeprefix("ال")) < _MIN_SLIPPED:
        return False
    if short[0] != long[0] or short[-1] != long[-1]:
        return False
    at = next((k for k, letter in enumerate(short) if letter != long[k]), len(short))
    return long[at] in "اوي" and short[at:] == long[at + 1 :]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a word list: a tag, and the forms that stand for it.

    Attributes:
        tag: what a match means, e.g. `exports.before`.
        forms: phrases in normal orthography.
        label: what else the rules want to know of the word (a facility's type, a status).
        lemma: the first word of the first form, folded.
        family: entries of one family hide one another where they overlap: counted nouns, cues of kinds, words of status.
    """

    tag: str
    forms: tuple[str, ...]
    label: str = ""
    family: str = field(init=False, compare=False)
    lemma: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        head, _, role = self.tag.partition(".")
        noun = role == "noun" or head == "person"
        object.__setattr__(self, "lemma", fold_word(self.forms[0].split()[0]))
        object.__setattr__(
            self,
            "family",
            "noun" if noun else "status" if head == "status" and role != "after" else "cue" if role == "before" else self.tag,
        )

    @property
    def name(self) -> str:
        return f"{self.tag}:{self.forms[0]}"


def entries(tag: str, *lines: str, label: str = "") -> tuple[Entry, ...]:
    """Word-list lines as entries; the forms of one line are parted by `|`."""
    return tuple(Entry(tag, _with_constructs(tag, [form.strip() for form in line.split("|")]), label) for line in lines)


def _with_constructs(tag: str, forms: list[str]) -> tuple[str, ...]:
    """The forms of a noun, with the nominative of a sound plural and what stands in front of a genitive: 'معلمو الدرازة'."""
    if not tag.startswith("person.") and not tag.endswith(".noun"):
        return tuple(forms)
    plurals = [form for form in forms if " " not in form and form.endswith("ين") and len(form) > _SHORTEST_PLURAL]
    return tuple(dict.fromkeys([*forms, *(stem for p in plurals for stem in (p[:-1], p[:-2] + "ون", p[:-2] + "و"))]))


_SHORTEST_PLURAL = 4


def _tenses(entry: Entry) -> Iterator[str]:
    """The forms of an entry, and of its verbs in the present the future: يستفيد, سيستفيد. Words of status tell the two apart."""
    for form in entry.forms:
        yield form
        if form[0] in "يت" and entry.family == "cue":
            yield "س" + form


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)  # not frozen: some hundred are made of every article, and setting fields of what is frozen is slow
class Mark:
    """An entry found: tokens `[start, end)` (indices into `Tokens`)."""

    start: int
    end: int
    entry: Entry


_Longest = tuple[tuple[str, int, tuple[Entry, ...]], ...]
"""By family how many words its longest phrase has, and the entries of that phrase."""


@dataclass(slots=True)
class _State:
    """Where the words read so far have come to in the trie: the phrases that end by here, and what may go on behind.

    States are made as texts lead to them and kept, so that a phrase met before costs one look-up a word.
    """

    depth: int
    nodes: tuple[_Node, ...]
    longest: _Longest
    onward: frozenset[str]
    behind: dict[str, _State | None] = field(default_factory=dict)
    """By word form, of those that were met behind."""


def _state(nodes: Sequence[_Node], depth: int, shorter: _Longest) -> _State:
    """The state after `depth` words; `shorter` are the phrases that end before it."""
    best = {family: (size, entries) for family, size, entries in shorter}
    for node in nodes:
        for entry in node.entries:
            size, known = best.get(entry.family, (0, ()))
            if depth > size:
                best[entry.family] = (depth, (entry,))
            elif entry not in known:
                best[entry.family] = (depth, (*known, entry))
    onward = frozenset(child for node in nodes for child in node.children)
    return _State(depth, tuple(nodes), tuple((family, *found) for family, found in best.items()), onward)


class Marks:
    """The marks of one text, by position and by tag."""

    def __init__(self, found: list[Mark]) -> None:
        self.all = found
        self._by_tag: dict[str, tuple[list[int], list[Mark]]] = {}
        self._at: dict[int, list[Mark]] = {}
        by_tag, at = self._by_tag, self._at
        for mark in found:
            tag, start = mark.entry.tag, mark.start
            tagged = by_tag.get(tag)
            if tagged is None:
                tagged = by_tag[tag] = ([], [])
            tagged[0].append(start)
            tagged[1].append(mark)
            if start in at:
                at[start].append(mark)
            else:
                at[start] = [mark]

    @property
    def tags(self) -> Set[str]:
        """The tags of all marks."""
        return self._by_tag.keys()

    def at(self, token: int) -> Sequence[Mark]:
        """Marks that start at a token."""
        return self._at.get(token, ())

    def between(self, tag: str, low: int, high: int) -> Sequence[Mark]:
        """Marks of a tag that start in `[low, high)`, in order."""
        tagged = self._by_tag.get(tag)
        if tagged is None:
            return ()
        starts, marks = tagged
        i = bisect_left(starts, low)
        return marks[i : bisect_left(starts, high, i)]

    def last_before(self, tag: str, low: int, high: int) -> Mark | None:
        """The last mark of a tag that lies within `[low, high)`."""
        tagged = self._by_tag.get(tag)
        if tagged is None:
            return None
        starts, marks = tagged
        i = bisect_left(starts, high) - 1
        while i >= 0 and starts[i] >= low:
            if marks[i].end <= high:
                return marks[i]
            i -= 1
        return None


class Lexicon:
    """All entries of all rules, compiled."""

    def __init__(self, lines: Iterable[Entry]) -> None:
        self._root = _Node()
        self.entries = list(dict.fromkeys(lines))
        for entry in self.entries:
            for form in _tenses(entry):
                node = self._root
                for word in fold_word(form).split():
                    node = node.children.setdefault(word, _Node())
                if entry not in node.entries:
                    node.entries.append(entry)
        self._beginnings = Watch(self._beginning)
        self._kept = 0

    def scan(self, tokens: Tokens) -> Marks:
        """Find all entries in a text, left to right; within a family the longest match hides what it overlaps."""
        found: list[Mark] = []
        taken: dict[str, int] = {}
        for i, state in tokens.seen(self._beginnings):
            if state.onward:
                state = self._furthest(state, tokens, i + 1)
            for family, size, matched in state.longest:
                if taken.get(family, 0) <= i:
                    end = taken[family] = i + size
                    for entry in matched:  # mostly one, where a comprehension costs more than the loop
                        found.append(Mark(i, end, entry))  # noqa: PERF401
        return Marks(found)

    def _furthest(self, state: _State, tokens: Tokens, at: int) -> _State:
        """The state that the words from token `at` on lead to."""
        while (following := self._next(state, tokens, at)) is not None:
            state, at = following, at + 1
        return state

    def _next(self, state: _State, tokens: Tokens, at: int) -> _State | None:
        """The state that the word at token `at` leads to, or None where no phrase goes on with it."""
        if not state.onward or at >= len(tokens.words):
            return None
        word = tokens.words[at]
        try:
            return state.behind[word]
        except KeyError:
            return self._step(state, word, tokens.kinds[at])

    def _step(self, state: _State, word: str, kind: str) -> _State | None:
        found = cores(word) if kind in "wl" else ()
        following = None
        if len(word) >= _MIN_SLIPPED and kind == "w" and state.onward.isdisjoint(found):
            found = tuple(meant for core in found for meant in state.onward if _slipped(core, meant))
        if not state.onward.isdisjoint(found):
            nodes = [node.children[core] for node in state.nodes for core in found if core in node.children]
            following = _state(nodes, state.depth + 1, state.longest)
        if self._kept < _MAX_CACHE:
            self._kept += 1
            state.behind[word] = following
        return following

    def _beginning(self, word: str) -> _State | None:
        nodes = self._nodes(word) if word[0].isalpha() else ()
        return _state(nodes, 1, ()) if nodes else None

    def match(self, word: str, tokens: Tokens, start: int) -> tuple[int, list[Entry]]:
        """The longest phrase that begins with `word` and goes on at token `start`: its end and its entries.

        For words that do not stand in the text as they are in the list: the singular of a dual.
        """
        best: tuple[int, list[Entry]] = (start, [])
        nodes = self._nodes(word)
        state, at = _state(nodes, 1, ()) if nodes else None, start
        while state is not None:
            ended = next((node.entries for node in state.nodes if node.entries), None)
            best = (at, ended) if ended is not None else best
            state, at = self._next(state, tokens, at), at + 1
        return best

    def _nodes(self, word: str) -> tuple[_Node, ...]:
        children = self._root.children
        return tuple(children[c] for c in cores(word) if c in children)
