"""The work on articles alone: normalising, sketching and extracting in one process, which hands nothing on.

    python -m services.console.bench.alone SEED CHARACTERS

It stands for the ceiling of the CPU where that shares the machine with the index's `_bulk`, and it works on the very articles
that go through the pipeline. A line with a first number and a count has it make articles and answer `ready`; `go` has it work on
them, and answer with the CPU seconds that took. It ends with its standard input.
"""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress

from services.console.bench.corpus import generate
from services.console.bench.extraction import NOW, raw
from services.console.embedded.errors import EmbeddedError
from services.extractor.extract import engine, extract_article
from services.normalizer.normalize import normalize_article
from services.normalizer.sketch import sketch_of
from shared.contracts import RawArticle
from shared.loading import loading


class Alone:
    """The process, as the benchmark speaks to it; a context manager.

    Args:
        seed: of the articles.
        characters: of an article.
    """

    def __init__(self, seed: int, characters: int) -> None:
        command = [sys.executable, "-m", "services.console.bench.alone", str(seed), str(characters)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Alone:
        """Nothing is done yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def prepare(self, first: int, count: int) -> None:
        """Have it make its articles, and wait for that."""
        self._say(f"{first} {count}")
        self._answer()

    def go(self) -> None:
        """Have it work; `seconds` waits for the end."""
        self._say("go")

    def seconds(self) -> float:
        """CPU seconds that the work took.

        Raises:
            EmbeddedError: the process has ended.
        """
        return float(self._answer())

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None  # noqa: S101  piped
        with suppress(BrokenPipeError):  # that it has ended the missing answer says
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()

    def _answer(self) -> str:
        assert self._process.stdout is not None  # noqa: S101  piped
        line = self._process.stdout.readline().strip()
        if not line:
            raise EmbeddedError("the process that works on articles alone has ended; see its error above")
        return line


def _work(article: RawArticle) -> None:
    normal = normalize_article(article, now=NOW)
    sketch_of(normal.body)
    extract_article(normal)


def main() -> None:
    """Entry point of the process."""
    seed, characters = int(sys.argv[1]), int(sys.argv[2])
    with loading():  # as the workers of the services do
        engine()
    for article in generate(seed, 20, characters=characters, first=900_000):
        _work(raw(article))
    articles: list[RawArticle] = []
    for line in sys.stdin:
        if line.strip() == "go":
            begun = time.process_time()
            for one in articles:
                _work(one)
            print(time.process_time() - begun, flush=True)
        else:
            first, count = map(int, line.split())
            articles = [raw(article) for article in generate(seed, count, characters=characters, first=first)]
            print("ready", flush=True)


if __name__ == "__main__":
    main()
