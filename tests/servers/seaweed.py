"""A real S3-compatible server: SeaweedFS, from a wheel, with a login, in a folder of the test's own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import httpx

from services.console.embedded.child import Child
from services.console.embedded.ports import free_port

KEY, SECRET = "hirfa", "secret-of-the-test"
_PARTS = ("master", "volume", "filer", "s3")


class SeaweedFS:
    """Starts, waits, stops. `env` is what a client needs."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        folder.mkdir(parents=True)
        login = {"name": "test", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
        (folder / "s3.json").write_text(json.dumps({"identities": [login]}))
        ports = {part: free_port() for part in _PARTS} | {"s3": self.port}
        options = [f"-{part}.port={port}" for part, port in ports.items()]
        options += [f"-{part}.port.grpc={free_port()}" for part in _PARTS]
        program = str(Path(sys.executable).with_name("weed"))
        self.child = Child(
            "seaweedfs",
            [
                program, "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}", "-filer", "-s3",
                f"-s3.config={folder / 's3.json'}", "-volume.max=8", "-master.volumeSizeLimitMB=64",
                "-s3.port.iceberg=0", "-s3.port.lance=0", *options,
            ],
            folder / "weed.log",
            env=dict(os.environ),
        )  # fmt: skip
        self.env = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.child.start()
        self.child.wait_until(self._answers, seconds=60, pause=0.1)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/", timeout=2, trust_env=False).status_code in (200, 403)
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        """End it."""
        self.child.stop(grace=1)  # what it holds is of no use to anybody
