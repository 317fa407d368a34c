"""The systemd units name programs, services and settings that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.settings import SERVICES, Settings

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
KNOWN = {f"HIRFA_{name.upper()}" for name in Settings.model_fields} | {"REDIS_URL", "OPENSEARCH_URL"}


def values(unit: str, key: str) -> list[str]:
    """All values of a key in a unit file."""
    return re.findall(rf"^{key}=(.*)$", (FOLDER / unit).read_text("utf-8"), re.MULTILINE)


def test_the_target_starts_every_service() -> None:
    wanted = values("hirfa.target", "Wants")[0].split()
    assert {f"hirfa@{name}.service" for name in SERVICES} | {"hirfa-setup.service"} == set(wanted)
    assert values("hirfa@.service", "ExecStart") == ["/opt/hirfa/bin/python -m services.%i"]
    assert values("hirfa-setup.service", "ExecStart") == ["/opt/hirfa/bin/hirfa setup"]


def test_a_service_has_the_time_to_finish() -> None:
    assert int(values("hirfa@.service", "TimeoutStopSec")[0]) > Settings.model_fields["graceful_seconds"].default


@pytest.mark.parametrize("text", [" ".join(values("hirfa@.service", "Environment")), (FOLDER / "hirfa.env").read_text("utf-8")])
def test_the_settings_exist(text: str) -> None:
    named = set(re.findall(r"\b(HIRFA_\w+|REDIS_URL|OPENSEARCH_URL)=", text))
    assert named
    assert named <= KNOWN
