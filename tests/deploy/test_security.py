"""Certificates, users and roles, on real servers as far as these can: TLS in front of both, logins on Valkey."""

from __future__ import annotations

import os
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bcrypt
import pytest
import redis
import yaml

from services.console.backup import streams
from services.console.backup.store import BackupError
from services.console.embedded.ports import free_port
from services.console.embedded.valkey import Valkey
from services.console.security.users import MAPPINGS, ROLES
from services.indexer.install import install
from shared.contracts import ExtractedArticle
from shared.servers import connect_opensearch, connect_opensearch_sync, redis_address
from shared.settings import SERVICES, load_settings
from shared.streams import EXTRACTED
from tests.deploy.tls_proxy import tls_proxy
from tests.servers.harness import CLONE, Pipeline

PASSWORDS = {
    "HIRFA_OPENSEARCH_ADMIN_PASSWORD": "admin-secret-1234",
    "HIRFA_OPENSEARCH_PASSWORD": "service-secret-1234",
    "HIRFA_READER_PASSWORD": "reader-secret-1234",
    "HIRFA_DASHBOARDS_PASSWORD": "dashboards-secret-1234",
    "HIRFA_REDIS_PASSWORD": "redis-secret-1234",
}


def hirfa(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services.console.main", *arguments],
        capture_output=True, text=True, cwd=CLONE, env={**os.environ, **env}, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    result = hirfa("secrets", str(folder), HIRFA_STREAM_PREFIX="hirfa", **PASSWORDS)
    assert result.returncode == 0, result.stderr
    return folder


def test_secrets_are_written_once_readable_by_their_owner_and_hold_no_password(secrets: Path) -> None:
    written = {path.relative_to(secrets).as_posix(): path.read_bytes() for path in secrets.rglob("*") if path.is_file()}
    assert set(written) == {
        *(
            f"opensearch/{name}.yml"
            for name in ("config", "internal_users", "roles", "roles_mapping", "action_groups", "tenants")
        ),
        *(f"{server}/{name}.pem" for server in ("opensearch", "valkey") for name in ("ca", "server", "server-key")),
        "valkey/users.acl",
        "trust/ca.pem",
    }
    for name, data in written.items():
        assert not any(password.encode() in data for password in PASSWORDS.values()), name
        mode = stat.S_IMODE((secrets / name).stat().st_mode)
        assert mode == (0o644 if name == "trust/ca.pem" else 0o600), name
    assert "already" in hirfa("secrets", str(secrets), **PASSWORDS).stdout
    assert (secrets / "trust" / "ca.pem").read_bytes() == written["trust/ca.pem"]


def test_a_missing_or_short_password_is_named(tmp_path: Path) -> None:
    result = hirfa("secrets", str(tmp_path / "new"), **{**PASSWORDS, "HIRFA_READER_PASSWORD": "short"})
    assert result.returncode == 1
    assert "HIRFA_READER_PASSWORD" in result.stderr
    assert not (tmp_path / "new").exists()


def test_the_security_plugins_files_say_who_may_do_what(secrets: Path) -> None:
    files = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (secrets / "opensearch").glob("*.yml")}
    kinds = {name: content.pop("_meta") for name, content in files.items()}
    assert kinds["internal_users"] == {"type": "internalusers", "config_version": 2}
    users = files["internal_users"]
    assert set(users) == {"admin", "dashboards", "hirfa", "reader"}  # and none that the image brings
    assert bcrypt.checkpw(b"service-secret-1234", users["hirfa"]["hash"].encode())
    assert users["hirfa"]["hash"].startswith("$2y$12$")
    assert {user for who in MAPPINGS.values() for user in who["users"]} == set(users)
    granted = {name for name, who in MAPPINGS.items() if "hirfa" in who["users"]}
    assert granted == {"hirfa_service"}
    service = files["roles"]["hirfa_service"]
    assert [one["index_patterns"] for one in service["index_permissions"]] == [["hirfa-*"]]
    assert set(ROLES) < set(files["roles_mapping"])


@pytest.fixture
def guarded_valkey(secrets: Path, tmp_path: Path) -> Iterator[Valkey]:
    """A Valkey with the users' file."""
    server = Valkey(tmp_path / "data", tmp_path / "log", free_port(), ["--aclfile", str(secrets / "valkey" / "users.acl")])
    server.start()
    try:

        def answers() -> bool:
            try:
                with redis.Redis(port=server.port, username="hirfa", password=PASSWORDS["HIRFA_REDIS_PASSWORD"]) as client:
                    return bool(client.ping())
            except redis.AuthenticationError:
                raise
            except redis.ConnectionError:
                return False

        server.child.wait_until(answers, 20)
        yield server
    finally:
        server.stop()


@pytest.mark.servers
def test_the_services_user_reaches_its_own_keys_and_nothing_else(guarded_valkey: Valkey) -> None:
    port = guarded_valkey.port
    with redis.Redis(port=port) as nobody, pytest.raises(redis.AuthenticationError):
        nobody.ping()
    with redis.Redis(port=port, username="hirfa", password="wrong") as stranger, pytest.raises(redis.AuthenticationError):  # noqa: S106
        stranger.ping()
    with redis.Redis(port=port, username="hirfa", password=PASSWORDS["HIRFA_REDIS_PASSWORD"]) as service:
        assert service.xadd("hirfa:raw", {"data": "{}"})
        assert service.info("server")
        for forbidden in (
            lambda: service.set("other", "1"),
            lambda: service.eval("return redis.call('SET', 'other', '1')", 0),
            service.flushall,
            lambda: service.config_get("*"),
            lambda: service.keys("*"),
            service.acl_list,
            service.shutdown,
        ):
            with pytest.raises((redis.exceptions.NoPermissionError, redis.exceptions.ResponseError)):
                forbidden()
        assert service.xlen("hirfa:raw") == 1


@pytest.mark.servers
def test_only_the_administrator_may_copy_the_streams_and_may_change_nothing(guarded_valkey: Valkey, tmp_path: Path) -> None:
    def copied_by(user: str, password: str) -> int:
        settings = load_settings(redis_url=guarded_valkey.url, redis_username=user, redis_password=PASSWORDS[password])
        return streams.fetch(settings, tmp_path / user, lambda _: None).bytes

    with pytest.raises(BackupError, match=r"\+sync \+replconf"):
        copied_by("hirfa", "HIRFA_REDIS_PASSWORD")
    assert copied_by("admin", "HIRFA_OPENSEARCH_ADMIN_PASSWORD") == (tmp_path / "admin").stat().st_size > 0
    with redis.Redis(port=guarded_valkey.port, username="admin", password=PASSWORDS["HIRFA_OPENSEARCH_ADMIN_PASSWORD"]) as admin:
        for forbidden in (lambda: admin.xadd("hirfa:raw", {"data": "{}"}), admin.flushall, admin.acl_list, admin.shutdown):
            with pytest.raises((redis.exceptions.NoPermissionError, redis.exceptions.ResponseError)):
                forbidden()


@pytest.mark.servers
async def test_the_pipeline_over_tls_with_logins(
    secrets: Path, guarded_valkey: Valkey, opensearch_url: str, tmp_path: Path
) -> None:
    opensearch_port = int(opensearch_url.rpartition(":")[2])
    with (
        tls_proxy(guarded_valkey.port, secrets / "valkey") as tls_valkey,
        tls_proxy(opensearch_port, secrets / "opensearch") as tls_index,
    ):
        line = Pipeline(
            tmp_path,
            f"redis://hirfa:{PASSWORDS['HIRFA_REDIS_PASSWORD']}@127.0.0.1:{guarded_valkey.port}/0",  # the test's own way in
            f"https://localhost:{tls_index}",
            redis_username="hirfa",
            redis_password=PASSWORDS["HIRFA_REDIS_PASSWORD"],
            redis_ca=secrets / "trust" / "ca.pem",
            opensearch_user="hirfa",
            opensearch_password=PASSWORDS["HIRFA_OPENSEARCH_PASSWORD"],
            opensearch_ca=secrets / "trust" / "ca.pem",
        )
        line.env["REDIS_URL"] = f"rediss://localhost:{tls_valkey}/0"
        line.env["HIRFA_STREAM_PREFIX"] = line.prefix = "hirfa"
        line.env["HIRFA_INDEX_PREFIX"] = f"tls-{line.prefix}-{os.getpid()}"
        try:
            assert hirfa("setup", **line.env).returncode == 0
            line.start(*SERVICES)
            await line.ready(*SERVICES)
            (line.drop / "a.txt").write_text(
                "بلغت صادرات الصناعة التقليدية 1,1 مليار درهم سنة 2024، حسب الوزارة الوصية.", "utf-8"
            )
            await line.taken(1)
            await line.drained()
            (entry,) = line.entries(EXTRACTED)
            article = ExtractedArticle.from_json(entry[b"data"])
            with connect_opensearch_sync(line.settings) as client:
                document = client.get(index=f"{line.env['HIRFA_INDEX_PREFIX']}-articles", id=article.article_id)
            assert document["_source"]["fact_count"] == len(article.facts) > 0
            for log in map(line.log, SERVICES):
                assert not any(password in log for password in PASSWORDS.values())
        finally:
            line.close()


@pytest.mark.servers
def test_a_server_with_another_authority_or_name_is_not_trusted(secrets: Path, guarded_valkey: Valkey, tmp_path: Path) -> None:
    from services.console.security.certificates import Authority, write_secret

    stranger = Authority.create("Stranger")
    for name, data in zip(("server.pem", "server-key.pem"), stranger.issue(["localhost"]), strict=True):
        write_secret(tmp_path / "stranger" / name, data)
    ca = str(secrets / "trust" / "ca.pem")
    with tls_proxy(guarded_valkey.port, tmp_path / "stranger") as port:
        settings = load_settings(redis_url=f"rediss://localhost:{port}/0", redis_ca=ca)
        with (
            redis.Redis.from_url(redis_address(settings)) as client,
            pytest.raises(redis.ConnectionError, match="CERTIFICATE_VERIFY"),
        ):
            client.ping()
    context = ssl.create_default_context(cafile=ca)
    with tls_proxy(guarded_valkey.port, secrets / "valkey") as port:
        import socket

        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            pytest.raises(ssl.SSLCertVerificationError, match=r"doesn't match|mismatch"),
        ):
            context.wrap_socket(plain, server_hostname="elsewhere.example")


@pytest.mark.servers
async def test_once_set_up_the_indexer_needs_no_right_to_change_anything(opensearch_url: str) -> None:
    settings = load_settings(opensearch_url=opensearch_url)
    client = connect_opensearch(settings)
    prefix = f"setup-{os.getpid()}"
    block = "cluster.blocks.read_only"
    try:
        await install(client, prefix)
        await client.cluster.put_settings(body={"transient": {block: True}})
        await install(client, prefix)  # anything that it would change is refused now
    finally:
        await client.cluster.put_settings(body={"transient": {block: None}})
        await client.close()


def test_setup_says_what_is_wrong() -> None:
    result = hirfa("setup", "--timeout", "1", OPENSEARCH_URL="http://127.0.0.1:9")
    assert result.returncode == 1
    assert "http://127.0.0.1:9" in result.stderr
    assert "Traceback" not in result.stderr
