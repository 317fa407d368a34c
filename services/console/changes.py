"""What a replay changed: the facts of its articles before and after, compared."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from opensearchpy import NotFoundError, OpenSearch

from services.indexer.documents import extractor_number
from services.indexer.install import alias_name

_PAGE = 5000
_ANEW = {"run_id", "version", "fetched_at", "extractor_version", "normalizer_version"}
"""Fields that say how a fact was made and not what it says."""


class Changes:
    """Remembers facts in a file as they are before a replay, and compares them afterwards.

    Args:
        client: of OpenSearch.
        prefix: of the indices' names.
        file: JSON lines, one an article; kept over a stop, so that a resumed run compares all of it.
    """

    def __init__(self, client: OpenSearch, prefix: str, file: Path) -> None:
        self._client = client
        self._facts = alias_name(prefix, "facts")
        self._articles = alias_name(prefix, "articles")
        self._file = file
        self._known = {json.loads(line)["article_id"] for line in self._lines()}

    def _lines(self) -> Iterator[str]:
        if self._file.exists():
            with self._file.open(encoding="utf-8") as lines:
                yield from (line for line in lines if line.endswith("\n"))

    def refresh(self) -> None:
        """Let searches see all that was written before: what is not seen yet would count as added."""
        self._client.indices.refresh(index=f"{self._articles},{self._facts}", params={"ignore_unavailable": "true"})

    def knows(self, article_id: str) -> bool:
        """Whether the replay has sent an article."""
        return article_id in self._known

    def remember(self, article_ids: Sequence[str]) -> None:
        """Note the facts of articles as they are now; those noted before stay as they were."""
        new = [i for i in dict.fromkeys(article_ids) if i not in self._known]
        if not new:
            return
        facts = self._read(new)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as out:
            for article_id in new:
                out.write(json.dumps({"article_id": article_id, "facts": facts.get(article_id, {})}) + "\n")
        self._known |= set(new)

    def compare(self) -> dict[str, Counter[str]]:
        """How many facts of each kind were `added`, are `gone`, are `altered` (same words and value, other reading)."""
        found: dict[str, Counter[str]] = {"added": Counter(), "gone": Counter(), "altered": Counter()}
        self.refresh()
        batch: list[dict[str, Any]] = []
        for line in self._lines():
            batch.append(json.loads(line))
            if len(batch) == 200:
                self._compare(batch, found)
                batch = []
        if batch:
            self._compare(batch, found)
        return found

    def _compare(self, batch: Sequence[dict[str, Any]], found: dict[str, Counter[str]]) -> None:
        now = self._read([row["article_id"] for row in batch])
        for row in batch:
            old, new = row["facts"], now.get(row["article_id"], {})
            found["added"].update(new[i][0] for i in new.keys() - old.keys())
            found["gone"].update(old[i][0] for i in old.keys() - new.keys())
            found["altered"].update(new[i][0] for i in new.keys() & old.keys() if new[i][1] != old[i][1])

    def _read(self, article_ids: Sequence[str]) -> dict[str, dict[str, tuple[str, str]]]:
        """Kind and fingerprint of facts, by article and fact."""
        facts: dict[str, dict[str, tuple[str, str]]] = {}
        for hit in self._hits(self._facts, {"terms": {"article_id": list(article_ids)}}, "fact_id"):
            source = hit["_source"]
            said = json.dumps({k: v for k, v in source.items() if k not in _ANEW}, sort_keys=True, ensure_ascii=False)
            fingerprint = hashlib.sha256(said.encode()).hexdigest()[:16]
            facts.setdefault(source["article_id"], {})[source["fact_id"]] = (source["kind"], fingerprint)
        return facts

    def older_than(self, version: str) -> frozenset[str]:
        """The articles in the index that an extractor older than `version` has read last."""
        number = extractor_number(version)
        hits = self._hits(self._articles, {"match_all": {}}, "article_id", ["article_id", "extractor_version"])
        return frozenset(
            hit["_source"]["article_id"] for hit in hits if extractor_number(hit["_source"]["extractor_version"]) < number
        )

    def _hits(self, index: str, query: dict[str, Any], key: str, source: list[str] | bool = True) -> Iterator[dict[str, Any]]:
        body: dict[str, Any] = {"size": _PAGE, "query": query, "sort": [key], "_source": source}
        while True:
            try:
                hits = self._client.search(index=index, body=body)["hits"]["hits"]
            except NotFoundError:
                return  # nothing is indexed yet
            yield from hits
            if len(hits) < _PAGE:
                return
            body["search_after"] = hits[-1]["sort"]
