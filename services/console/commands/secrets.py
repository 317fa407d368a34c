"""`hirfa secrets`: certificates, users and roles for the containers' servers."""

from __future__ import annotations

from pathlib import Path

import click

_PASSWORDS = {
    "admin": "HIRFA_OPENSEARCH_ADMIN_PASSWORD",
    "dashboards": "HIRFA_DASHBOARDS_PASSWORD",
    "hirfa": "HIRFA_OPENSEARCH_PASSWORD",
    "reader": "HIRFA_READER_PASSWORD",
}
_LEAST = 12
_OPENSEARCH_UID, _VALKEY_UID = 1000, 999  # of the users that the official images run as


@click.command("secrets", short_help="Certificates and users for the containers.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--renew", is_flag=True, help="Write them anew where they exist.")
@click.option(
    "--backups", type=click.Path(file_okay=False, path_type=Path), help="The folder of backups: give it to those who write there."
)
def command(folder: Path, renew: bool, backups: Path | None) -> None:
    """Write certificates, users and roles for Valkey and OpenSearch into FOLDER, before they start the first time.

    \b
    FOLDER/opensearch   the security plugin's files, the node's certificate and key
    FOLDER/valkey       the users' file, certificate and key
    FOLDER/trust        the authority's certificate, which clients are told to trust

    Passwords come from HIRFA_OPENSEARCH_ADMIN_PASSWORD, HIRFA_DASHBOARDS_PASSWORD, HIRFA_OPENSEARCH_PASSWORD,
    HIRFA_READER_PASSWORD and HIRFA_REDIS_PASSWORD; only their hashes are written. What exists already is left alone
    without --renew.
    """
    import os

    if backups is not None:  # whoever makes a backup runs as Valkey's user, so that a restore may write Valkey's folder
        for path, owner in ((backups, _VALKEY_UID), (backups / "index", _OPENSEARCH_UID)):
            path.mkdir(parents=True, exist_ok=True)
            os.chown(path, owner, owner)
    passwords = {user: os.environ.get(name, "") for user, name in _PASSWORDS.items()}
    redis_password = os.environ.get("HIRFA_REDIS_PASSWORD", "")
    for name, password in [
        *((_PASSWORDS[user], password) for user, password in passwords.items()),
        ("HIRFA_REDIS_PASSWORD", redis_password),
    ]:
        if len(password) < _LEAST:
            raise click.ClickException(f"{name} must be set, and at least {_LEAST} characters long")
    if (folder / "trust" / "ca.pem").exists() and not renew:
        click.echo(f"{folder} is written already")
        return
    from services.console.security.certificates import Authority, write_secret
    from services.console.security.users import opensearch_files, valkey_acl

    prefixes = (os.environ.get("HIRFA_INDEX_PREFIX") or "hirfa", os.environ.get("HIRFA_STREAM_PREFIX") or "hirfa")
    authority = Authority.create()
    for server, owner in (("opensearch", _OPENSEARCH_UID), ("valkey", _VALKEY_UID)):
        certificate, key = authority.issue([server, "localhost", "127.0.0.1"])
        for name, data in (("ca.pem", authority.pem), ("server.pem", certificate), ("server-key.pem", key)):
            write_secret(folder / server / name, data, owner)
    for name, text in opensearch_files(passwords, prefixes[0]).items():
        write_secret(folder / "opensearch" / name, text.encode(), _OPENSEARCH_UID)
    write_secret(
        folder / "valkey" / "users.acl", valkey_acl(redis_password, passwords["admin"], prefixes[1]).encode(), _VALKEY_UID
    )
    trust = folder / "trust" / "ca.pem"  # last: its presence says that all is there
    write_secret(trust, authority.pem)
    trust.chmod(0o644)
    click.echo(f"wrote certificates, users and roles to {folder}")
