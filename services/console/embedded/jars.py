"""OpenSearch's jars: fetched once by their Maven coordinates, checked against `jars.lock`, cached for the user."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from services.console.embedded.errors import JarsUnavailableError

LOCK = Path(__file__).with_name("jars.lock")
SYSTEM_TRUST = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
"""Where Debian, Fedora and macOS keep the authorities that the machine's owner trusts (a company's own among them)."""


@dataclass(frozen=True)
class Jar:
    """One line of the lock."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @classmethod
    def parse(cls, line: str) -> Jar:
        """Read `group:artifact:version[:classifier] sha256:digest`."""
        coordinate, digest = line.split()
        group, artifact, version, *classifier = coordinate.split(":")
        return cls(group, artifact, version, "".join(classifier), digest.removeprefix("sha256:"))

    def __str__(self) -> str:
        return ":".join(filter(None, (self.group, self.artifact, self.version, self.classifier)))

    def path(self, folder: Path) -> Path:
        """Where a Maven repository in `folder` has it."""
        name = "-".join(filter(None, (self.artifact, self.version, self.classifier))) + ".jar"
        return folder.joinpath(*self.group.split("."), self.artifact, self.version, name)


def read_lock(lock: Path = LOCK) -> list[Jar]:
    """The jars of the lock, in its order."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [Jar.parse(line) for line in lines if line and not line.startswith("#")]


class JarCache:
    """The jars of the lock in a folder of the user's cache.

    Args:
        folder: laid out as a Maven repository.
        repository: URL of the Maven repository to fetch from; None is the public one.
        say: told when a download begins, since the first one takes a while.
        lock: the list of jars and their digests.
    """

    def __init__(
        self, folder: Path, repository: str | None = None, say: Callable[[str], None] = lambda _: None, lock: Path = LOCK
    ) -> None:
        self.folder = folder
        self.repository = repository
        self.say = say
        self.lock = lock

    def class_path(self) -> list[Path]:
        """Every jar, fetched where it is missing.

        Raises:
            JarsUnavailableError: one cannot be fetched, or is not what the lock says.
        """
        jars = read_lock(self.lock)
        # the stamp says: all of these were checked, so that a start need not read 90 MB again
        stamp = self.folder / f"checked-{hashlib.sha256(self.lock.read_bytes()).hexdigest()[:16]}"
        paths = [jar.path(self.folder) for jar in jars]
        if stamp.exists() and all(path.exists() for path in paths):
            return paths
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / "lock").open("w") as held:
                fcntl.flock(held, fcntl.LOCK_EX)  # two runs at once: the second finds everything there
                self._complete(jars)
                stamp.touch()
        except OSError as error:
            raise JarsUnavailableError(f"cannot write OpenSearch's jars to {self.folder} ({error}); set HIRFA_CACHE") from error
        return paths

    def _complete(self, jars: list[Jar]) -> None:
        missing = [jar for jar in jars if not self._is_right(jar)]
        if not missing:
            return
        trusted = os.environ.get("SSL_CERT_FILE") or next((path for path in SYSTEM_TRUST if Path(path).exists()), None)
        if trusted and not os.environ.get("CURL_CA_BUNDLE"):
            os.environ.setdefault("REQUESTS_CA_BUNDLE", trusted)  # jgo has no parameter for it
        self.say(f"fetching {len(missing)} jars of OpenSearch into {self.folder} (this time only)")
        with ThreadPoolExecutor(8) as pool:
            for jar, problem in zip(missing, pool.map(self._fetch, missing), strict=True):
                if problem:
                    raise JarsUnavailableError(
                        f"OpenSearch's jars are not all in {self.folder}, and {jar} could not be fetched ({problem}).\n"
                        "The first start needs the network; a mirror can be named by HIRFA_MAVEN_URL, "
                        "an OpenSearch of your own by OPENSEARCH_URL."
                    )

    def _is_right(self, jar: Jar) -> bool:
        path = jar.path(self.folder)
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == jar.sha256

    def _fetch(self, jar: Jar) -> str | None:
        """Fetch one jar; return what went wrong, or None."""
        import requests
        from jgo.maven import MavenContext

        context = MavenContext(repo_cache=self.folder, remote_repos={"maven": self.repository} if self.repository else None)
        jar.path(self.folder).unlink(missing_ok=True)
        artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact(jar.classifier, "jar")
        try:
            artifact.resolve()
        except (requests.RequestException, RuntimeError, OSError, ValueError) as error:
            return f"{type(error).__name__}: {error}"[:300]
        if not self._is_right(jar):
            jar.path(self.folder).unlink(missing_ok=True)
            return "its SHA-256 is not the one in jars.lock"
        return None
