"""The Kubernetes manifests, as far as they can be checked without a cluster: schemas, and that they name what the code has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from shared.settings import SERVICES, Settings
from shared.streams import ROUTES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
SCHEMAS = json.loads((Path(__file__).parent / "kubernetes-1.37.json").read_text("utf-8"))
HARDENED = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}


def documents(folder: Path) -> list[dict[str, Any]]:
    """What the files of a kustomization hold; the kustomization names every file beside it."""
    listed = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))["resources"]
    files = {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}
    assert files == {name for name in listed if not name.startswith("..")}
    return [d for name in sorted(files) for d in yaml.safe_load_all((folder / name).read_text("utf-8"))]


BASE = documents(FOLDER / "base")
LARGE = documents(FOLDER / "overlays" / "large")


def one(kind: str, name: str, among: list[dict[str, Any]] = BASE) -> dict[str, Any]:
    found = [d for d in among if d["kind"] == kind and d["metadata"]["name"] == name]
    assert len(found) == 1, (kind, name)
    return found[0]


def pods() -> list[dict[str, Any]]:
    return [d["spec"]["template"] for d in BASE if d["kind"] in ("Deployment", "Job")]


@pytest.mark.parametrize("document", BASE, ids=lambda d: f"{d['kind']}/{d['metadata']['name']}")
def test_it_follows_the_schema(document: dict[str, Any]) -> None:
    schema = {**SCHEMAS, "$ref": f"#/$defs/{document['kind']}"}
    assert [error.message for error in Draft7Validator(schema).iter_errors(document)] == []


def test_the_schema_refuses_an_unknown_field() -> None:
    document = json.loads(json.dumps(one("Deployment", "extractor")))
    document["spec"]["template"]["spec"]["containers"][0]["livenesProbe"] = {}
    assert list(Draft7Validator({**SCHEMAS, "$ref": "#/$defs/Deployment"}).iter_errors(document))


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_started_probed_and_guarded(name: str) -> None:
    deployment = one("Deployment", name)
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    port = Settings.model_fields[f"{name}_port"].default
    assert container["command"] == ["python", "-m", f"services.{name}"]
    assert container["ports"] == [{"name": "http", "containerPort": port}]
    assert container["livenessProbe"]["httpGet"] == {"path": "/health/live", "port": "http"}
    assert container["readinessProbe"]["httpGet"] == {"path": "/health/ready", "port": "http"}
    probe = container["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] > Settings.model_fields["start_timeout"].default
    grace = deployment["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    assert grace > Settings.model_fields["graceful_seconds"].default
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert one("Service", name)["spec"]["selector"] == labels
    assert one("Service", name)["spec"]["ports"][0]["port"] == port
    assert (
        one("PodDisruptionBudget", name)["spec"]["selector"]["matchLabels"]
        == labels
        == deployment["spec"]["selector"]["matchLabels"]
    )


def test_no_pod_has_rights() -> None:
    for pod in pods():
        spec = pod["spec"]
        assert spec["automountServiceAccountToken"] is False
        assert spec["securityContext"]["runAsNonRoot"] is True
        for container in spec["containers"]:
            assert container["securityContext"] == HARDENED
            assert set(container["resources"]["limits"]) == {"memory"}
            assert {m["name"] for m in container["volumeMounts"]} == {v["name"] for v in spec["volumes"]}


def test_settings_exist_and_secrets_are_references() -> None:
    known = {f"HIRFA_{name.upper()}" for name in Settings.model_fields} | {"REDIS_URL", "OPENSEARCH_URL"}
    data = one("ConfigMap", "hirfa-settings")["data"]
    assert set(data) <= known
    secret = {f"HIRFA_{n.upper()}" for n, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    assert secret
    assert not secret & set(data)
    assert not [d for d in BASE + LARGE if d["kind"] == "Secret"]
    assert all("env" not in container for pod in pods() for container in pod["spec"]["containers"])


def test_network_policies_name_the_pods_there_are() -> None:
    labels = [pod["metadata"]["labels"] for pod in pods()]
    policies = [d for d in BASE if d["kind"] == "NetworkPolicy"]
    assert any(p["spec"]["podSelector"] == {} and set(p["spec"]["policyTypes"]) == {"Ingress", "Egress"} for p in policies)
    for policy in policies:
        wanted = policy["spec"]["podSelector"].get("matchLabels", {})
        assert any(wanted.items() <= own.items() for own in labels), policy["metadata"]["name"]


def test_replicas_follow_the_lag_of_streams_and_groups_that_there_are() -> None:
    scaled = [d for d in LARGE if d["kind"] == "ScaledObject"]
    assert {d["metadata"]["name"] for d in scaled} == {"normalizer", "extractor", "indexer"}
    prefix = Settings.model_fields["stream_prefix"].default
    routes = {route.stage: route.source for route in ROUTES}
    for document in scaled:
        name = document["metadata"]["name"]
        assert document["spec"]["scaleTargetRef"]["name"] == one("Deployment", name)["metadata"]["name"]
        (trigger,) = document["spec"]["triggers"]
        assert trigger["metadata"]["stream"] == routes[name].key(prefix)
        assert trigger["metadata"]["consumerGroup"] in routes[name].groups
        assert trigger["authenticationRef"]["name"] == one("TriggerAuthentication", "valkey", LARGE)["metadata"]["name"]
