"""Duckling on the same texts: the peer, where the extra `bench` is installed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec

from services.console.bench.corpus import generate
from services.console.bench.report import Row, row
from services.console.bench.scale import Scale
from services.extractor.evaluation.baseline import duckling_reader

_GROUP = "extraction, CPU time of one core"
_SPEED, _RIGHT = "Duckling (numbers and money alone), articles of 5 kB a second", "Duckling, written figures read right"


def rows(scale: Scale, say: Callable[[str], None]) -> Iterator[Row]:
    """Duckling's articles a second and the share of written figures it reads; where it is not installed they say so."""
    if find_spec("duckling") is None:
        for name in (_SPEED, _RIGHT):
            yield Row(_GROUP, name, None, aim="not measured: Duckling comes with the extra `bench`")
        return
    read = duckling_reader()
    articles = list(generate(scale.seed, max(3, scale.extracted // 10), characters=scale.characters))
    say(f"Duckling: {len(articles)} articles")
    begun = time.process_time()
    found = [read(article.body) for article in articles]
    seconds = time.process_time() - begun
    right = written = 0
    for article, values in zip(articles, found, strict=True):
        for figure in article.figures:
            written += 1
            match = next((v for v in values if abs(v - figure) <= 1e-6 * max(1.0, figure)), None)
            if match is not None:
                values.remove(match)
                right += 1
    size = sum(len(article.body.encode()) for article in articles) / 5000
    yield row(_GROUP, _SPEED, size / seconds, "/s")
    yield row(_GROUP, _RIGHT, right / max(1, written))
