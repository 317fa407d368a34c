"""The topology: every stream, who writes it, which groups read it, and under which contract. Read top to bottom.

    submission API, feeds ──► urls ──► fetcher
                               │          ▼
    drop folder, any program ──┼───────► raw ──► normalizer ──► normalized ──► extractor ──► extracted ──► indexer ──► OpenSearch
                               │          │                         │                           │
                               └──────────┴── what a stage cannot process ──► dead ◄────────────┘

A stream's name is the prefix (setting `HIRFA_STREAM_PREFIX`, default `hirfa`), a colon and the name here. An entry has
one field, `data`: the message as JSON in UTF-8. Two more are optional: `replays` counts how often the message came back from
the dead letters, and `traceparent` is the trace that it belongs to (W3C Trace Context), where traces are switched on.

A second group, `archive`, keeps the position up to which the raw stream is archived (`shared/archive/`): nothing is trimmed
beyond it.

Beside the streams stand, under the same prefix: `<prefix>:retry:<stage>`, a hash of the last error of each message that
waits to be delivered again; `<prefix>:postponed:<stage>`, its entries that somebody put off, by when each is due (the
server's time in milliseconds); `<prefix>:seen:<article_id>`, what the fetcher has published already; and for a while
`<prefix>:submitted:<article_id>`, a hash: where an article is that was submitted (`state`), and if it is dead, `stage` and
`reason`; `<prefix>:feeds`, `<prefix>:feeds:held`, `<prefix>:feed:<id>` and `<prefix>:feed:<id>:items`: when feeds are
due, who polls them, what is known of each and what was taken from it (`services/fetcher/feeds/store.py`);
`<prefix>:near:…`, by which the normalizer knows near-duplicates; `<prefix>:replays`, when each replay under way got on last; and
for a minute `<prefix>:fence`, which is written so that replicas can be waited for.
"""

from __future__ import annotations

from dataclasses import dataclass

ARCHIVE_GROUP = "archive"
"""Reads the raw stream besides the normalizer. Its last delivered entry is the last that is archived; it delivers nothing."""
DATA_FIELD = "data"
REPLAYS_FIELD = "replays"
TRACE_FIELD = "traceparent"


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: its short name, its contract, who writes it and the groups that read it."""

    name: str
    contract: str
    writers: tuple[str, ...]
    groups: tuple[str, ...]
    state: str = ""
    """Where an article is, in the words of the submission API, while it waits on this stream."""

    def key(self, prefix: str) -> str:
        """The stream's name on the server."""
        return f"{prefix}:{self.name}"


URLS = Stream("urls", contract="url/1", writers=("fetcher",), groups=("fetcher",), state="queued")
RAW = Stream("raw", contract="raw/1", writers=("fetcher", "any program, by XADD"), groups=("normalizer",), state="fetched")
NORMALIZED = Stream("normalized", contract="normalized/1", writers=("normalizer",), groups=("extractor",), state="normalised")
EXTRACTED = Stream("extracted", contract="extracted/1", writers=("extractor",), groups=("indexer",), state="extracted")
DEAD = Stream("dead", contract="dead/1", writers=("fetcher", "normalizer", "extractor", "indexer"), groups=())

INDEXED, DEAD_STATE = "indexed", "dead"
"""The states at the end of the way."""

STREAMS = (URLS, RAW, NORMALIZED, EXTRACTED, DEAD)


@dataclass(frozen=True, slots=True)
class Route:
    """What a stage reads and where its successes go; its failures go to `DEAD`."""

    stage: str
    source: Stream
    target: Stream | None


FETCH = Route("fetcher", source=URLS, target=RAW)
NORMALIZE = Route("normalizer", source=RAW, target=NORMALIZED)
EXTRACT = Route("extractor", source=NORMALIZED, target=EXTRACTED)
INDEX = Route("indexer", source=EXTRACTED, target=None)

ROUTES = (FETCH, NORMALIZE, EXTRACT, INDEX)


def retry_key(prefix: str, stage: str) -> str:
    """The hash of last errors of a stage."""
    return f"{prefix}:retry:{stage}"


def postponed_key(prefix: str, stage: str) -> str:
    """The entries of a stage that are put off, by when each is due, milliseconds since the epoch."""
    return f"{prefix}:postponed:{stage}"


def seen_key(prefix: str, article_id: str) -> str:
    """What the fetcher remembers of an article: the digest of what it published last, and `:dead` behind it if it died since."""
    return f"{prefix}:seen:{article_id}"


def submitted_key(prefix: str, article_id: str) -> str:
    """Where an article that was submitted is now."""
    return f"{prefix}:submitted:{article_id}"


def replays_key(prefix: str) -> str:
    """The replays under way by the time of their last step, milliseconds since the epoch."""
    return f"{prefix}:replays"


def fence_key(prefix: str) -> str:
    """What is written to have something that replicas can be waited for."""
    return f"{prefix}:fence"


def feeds_key(prefix: str) -> str:
    """The feeds by when each is due."""
    return f"{prefix}:feeds"


def feeds_held_key(prefix: str) -> str:
    """Who polls a feed now."""
    return f"{prefix}:feeds:held"


def feed_key(prefix: str, feed: str) -> str:
    """What is known of a feed."""
    return f"{prefix}:feed:{feed}"


def feed_items_key(prefix: str, feed: str) -> str:
    """The items that were taken from a feed."""
    return f"{prefix}:feed:{feed}:items"


def near_key(prefix: str) -> str:
    """What the keys begin with that the normalizer knows near-duplicates by."""
    return f"{prefix}:near:"
