"""The gold sets on disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.extractor.evaluation.scoring import Gold


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A folder of articles and the folder of their gold files; an article's name begins with its gold file's."""

    name: str
    articles: Path
    gold: Path

    def pairs(self) -> Iterator[tuple[Path, Gold]]:
        """Each article with its gold.

        Raises:
            FileNotFoundError: a gold file has no article.
        """
        for path in sorted(self.gold.glob("*.json")):
            article = next(iter(sorted(self.articles.glob(f"{path.stem}_*.txt"))), None)
            if article is None:
                raise FileNotFoundError(f"no article {path.stem}_*.txt in {self.articles} for {path.name}")
            yield article, json.loads(path.read_text(encoding="utf-8"))


def gold_sets(root: Path) -> list[GoldSet]:
    """The sets of a clone.

    Args:
        root: the project's folder.
    """
    sets = [GoldSet("seeds", root / "seeds", root / "tests" / "gold")]
    sets += [
        GoldSet(folder.name.removeprefix("gold_"), folder / "articles", folder / "gold")
        for folder in sorted((root / "tests").glob("gold_*"))
        if (folder / "gold").is_dir()
    ]
    return sets
