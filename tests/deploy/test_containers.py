"""The compose file, as far as it can be checked without an engine: its schema, its settings, its servers' options."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.console.commands.secrets import _PASSWORDS
from services.console.embedded.ports import free_port
from services.console.embedded.valkey import Valkey
from services.console.main import cli
from services.console.settings import ConsoleSettings
from shared.settings import SERVICES, Settings

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text("utf-8")))


def test_it_follows_the_compose_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_docker_compose_reads_it_where_there_is_one(tmp_path: Path) -> None:
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode  # noqa: S607
    ):
        pytest.skip("docker compose is not installed here: an optional second opinion, the schema is the check")
    env = tmp_path / ".env"
    env.write_text("".join(f"{name}=0123456789abcdef\n" for name in variables(required=True)))
    command = ["docker", "compose", "--env-file", str(env), "-f", str(COMPOSE), "config", "--quiet"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr


def variables(*, required: bool) -> set[str]:
    """What the file takes from `.env`."""
    return set(re.findall(r"\$\{(\w+):\?" if required else r"\$\{(\w+):-", COMPOSE.read_text("utf-8")))


def test_every_variable_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    assert set(re.findall(r"^(\w+)=$", example, re.MULTILINE)) == variables(required=True)
    assert set(re.findall(r"^#(HIRFA_\w+)=", example, re.MULTILINE)) == variables(required=False)
    assert variables(required=True) == {*_PASSWORDS.values(), "HIRFA_REDIS_PASSWORD"}


def test_the_services_settings_exist(compose: dict[str, Any]) -> None:
    known = {f"HIRFA_{name.upper()}" for name in Settings.model_fields} | {"REDIS_URL", "OPENSEARCH_URL"}
    for name in (*SERVICES, "setup"):
        assert set(compose["services"][name]["environment"]) <= known, name
    image = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    assert set(re.findall(r"(HIRFA_\w+)=", image)) <= known


def test_every_service_waits_is_watched_and_has_no_rights(compose: dict[str, Any]) -> None:
    for name in SERVICES:
        service = compose["services"][name]
        assert service["command"] == ["python", "-m", f"services.{name}"]
        port = Settings.model_fields[f"{name}_port"].default
        assert f":{port}/health/live" in service["healthcheck"]["test"][-1]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["depends_on"]["setup"]["condition"] == "service_completed_successfully"
    for name in ("valkey", "opensearch", "dashboards"):
        assert "healthcheck" in compose["services"][name]
    published = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)
    mounted = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert set(compose["volumes"]) == {name for name in mounted if not name.startswith(("$", ".", "/"))}


def test_backups_are_made_and_restored_by_whoever_may(compose: dict[str, Any]) -> None:
    """OpenSearch and the commands see the folder of backups under the same name; neither command starts by itself."""
    services = compose["services"]
    folder = services["backup"]["environment"]["HIRFA_BACKUP_DIR"]
    assert folder == services["opensearch"]["environment"]["path.repo"]
    for name in ("opensearch", "backup", "restore"):
        assert any(volume.split(":")[:2] == ["backups", folder] for volume in services[name]["volumes"])
    known = {f"HIRFA_{name.upper()}" for name in (*Settings.model_fields, *ConsoleSettings.model_fields)}
    for name in ("backup", "restore"):
        assert services[name]["profiles"] == ["tools"]
        assert services[name]["user"] == services["valkey"]["user"]
        assert set(services[name]["environment"]) <= known | {"REDIS_URL", "OPENSEARCH_URL"}
        _, command, *options = services[name]["entrypoint"]
        assert command in cli.list_commands(None)  # type: ignore[arg-type]
        assert set(options[::2]) <= {"--streams-to"}


@pytest.mark.servers
def test_valkey_takes_the_options_of_the_compose_file(compose: dict[str, Any], tmp_path: Path) -> None:
    options = [str(option) for option in compose["services"]["valkey"]["command"][1:]]
    pairs = list(zip(options[::2], options[1::2], strict=True))
    # the wheel's server has no TLS; folder, port and users' file are the test's own
    taken = [
        (name, value) for name, value in pairs if not name.startswith("--tls-") and name not in ("--port", "--dir", "--aclfile")
    ]
    assert len(taken) == len(pairs) - 8
    server = Valkey(tmp_path / "data", tmp_path / "log", free_port())
    embedded = server.child.command
    for name, value in taken:
        assert embedded[embedded.index(name) + 1] == value, "the embedded server is started otherwise"
    server.child.command += [part for pair in taken for part in pair]
    try:
        server.start()
        server.wait()
    finally:
        server.stop()


def test_the_image_is_built_from_what_is_there() -> None:
    image = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", image, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
    versions = {
        re.search(r"UV_VERSION ?:?= ?(\S+)", (ROOT / name).read_text("utf-8"))[1] for name in ("deploy/Dockerfile", "Makefile")
    }  # type: ignore[index]
    assert len(versions) == 1, "the Dockerfile and the Makefile bring different uv"
    locked = (ROOT / "deploy" / "locks" / "runtime.txt").read_text("utf-8")
    development = (ROOT / "deploy" / "locks" / "dev.txt").read_text("utf-8")
    pinned = re.findall(r"^(\S+==\S+)", locked, re.MULTILINE)
    assert pinned
    assert set(pinned) <= set(re.findall(r"^(\S+==\S+)", development, re.MULTILINE)), "the two locks differ: make lock"
    assert re.findall(r"^torch==.*$", locked, re.MULTILINE) == re.findall(
        r"^torch==.*sys_platform == 'never'.*$", locked, re.MULTILINE
    )


def test_the_fetcher_gets_what_lets_it_fetch_and_take_submissions(compose: dict[str, Any]) -> None:
    given = compose["services"]["fetcher"]["environment"]
    assert {"HIRFA_USER_AGENT", "HIRFA_API_TOKEN", "HIRFA_FEEDS_FILE", "REDIS_URL", "HIRFA_REDIS_PASSWORD"} <= set(given)
    mounted = [volume.rpartition(":")[2] for volume in compose["services"]["fetcher"]["volumes"]]
    assert any(given["HIRFA_FEEDS_FILE"].startswith(f"{folder}/") for folder in mounted)
