"""Users and roles of the two servers: whom they know, and how little each may do."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import bcrypt
import yaml

SERVICE_USER = "hirfa"
"""The services' user on both servers."""
ADMIN = "admin"
"""The administrator's on both: sets up and migrates indices, makes and restores backups."""

ROLES: dict[str, dict[str, Any]] = {
    # The services write documents and ask for them; they can create, change or delete no index, template, user or role.
    "hirfa_service": {
        "cluster_permissions": [
            "cluster_composite_ops",
            "cluster:monitor/main",
            "cluster:monitor/health",
            "indices:admin/index_template/get",
        ],
        "index_permissions": [
            {
                "index_patterns": ["{prefix}-*"],
                "allowed_actions": ["crud", "indices:admin/aliases/get", "indices:admin/refresh", "indices:monitor/*"],
            }
        ],
    },
    # People read: in Dashboards, or by search.
    "hirfa_reader": {
        "cluster_permissions": ["cluster_composite_ops_ro", "cluster:monitor/main"],
        "index_permissions": [
            {"index_patterns": ["{prefix}-*"], "allowed_actions": ["read", "indices:admin/mappings/get", "indices:monitor/*"]}
        ],
    },
}

MAPPINGS: dict[str, dict[str, list[str]]] = {
    "all_access": {"users": [ADMIN]},
    "security_rest_api_access": {"users": [ADMIN]},
    "hirfa_service": {"users": [SERVICE_USER]},
    "hirfa_reader": {"users": ["reader"]},
    "kibana_user": {"users": ["reader"]},
    "kibana_server": {"users": ["dashboards"]},
}
"""`all_access`, `kibana_user` and `kibana_server` come with OpenSearch's security plugin."""


def opensearch_files(passwords: Mapping[str, str], prefix: str = "hirfa") -> dict[str, str]:
    """The security plugin's files, which it reads once, when its index does not exist yet.

    Args:
        passwords: by user: `admin`, `dashboards`, `hirfa`, `reader`.
        prefix: of the indices' names.

    Returns:
        Text by file name. No password stands in it, only their bcrypt hashes.
    """
    users = {name: {"hash": _bcrypt(password), "reserved": name != "reader"} for name, password in passwords.items()}
    roles = {name: _with_prefix(role, prefix) for name, role in ROLES.items()}
    basic = {
        "http_enabled": True,
        "transport_enabled": True,
        "order": 0,
        "http_authenticator": {"type": "basic", "challenge": True},
        "authentication_backend": {"type": "intern"},
    }
    dynamic = {"http": {"anonymous_auth_enabled": False}, "authc": {"basic_internal_auth_domain": basic}}
    return {
        "config.yml": _file("config", {"config": {"dynamic": dynamic}}),
        "internal_users.yml": _file("internalusers", users),
        "roles.yml": _file("roles", roles),
        "roles_mapping.yml": _file("rolesmapping", MAPPINGS),
        "action_groups.yml": _file("actiongroups", {}),
        "tenants.yml": _file("tenants", {}),
    }


def valkey_acl(password: str, admin_password: str, prefix: str = "hirfa") -> str:
    """Valkey's users (its `aclfile`): no default user; one that reaches only the pipeline's own keys; one that makes backups.

    The passwords stand in it as their SHA-256. Of the dangerous commands the services' user may only INFO: `hirfa status` asks
    for it. `admin` reads, and may ask for an image of all data as a replica does, which is how a backup is made.
    """
    return (
        "user default off\n"
        f"user {SERVICE_USER} on #{_sha256(password)} ~{prefix}:* -@all +@read +@write +@stream +@scripting"
        " +@transaction +@connection -@dangerous +info +time\n"
        f"user {ADMIN} on #{_sha256(admin_password)} ~{prefix}:* -@all +@read +@connection -@dangerous +info +sync +replconf\n"
    )


def _sha256(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()


def _bcrypt(password: str) -> str:
    """As the plugin's own `hash.sh` writes it: `$2y$` and `$2b$` are the same algorithm."""
    return "$2y$" + bcrypt.hashpw(password.encode(), bcrypt.gensalt(12)).decode().removeprefix("$2b$")


def _with_prefix(role: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    permissions = [
        {**one, "index_patterns": [pattern.format(prefix=prefix) for pattern in one["index_patterns"]]}
        for one in role["index_permissions"]
    ]
    return {**role, "index_permissions": permissions}


def _file(kind: str, content: Mapping[str, Any]) -> str:
    return yaml.safe_dump({"_meta": {"type": kind, "config_version": 2}, **content}, sort_keys=False)
