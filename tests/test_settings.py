"""Settings that contradict one another are refused by name."""

from pathlib import Path

import pytest
from redis.connection import parse_url

from services.console.settings import ConsoleSettings
from shared.servers import public_address, redis_address, sentinels
from shared.settings import SettingsError, load_settings


def test_two_services_cannot_have_one_port() -> None:
    with pytest.raises(SettingsError, match=r"HIRFA_NORMALIZER_PORT.*HIRFA_FETCHER_PORT"):
        load_settings(fetcher_port=18102, normalizer_port=18102)


def test_ports_that_differ_are_accepted() -> None:
    assert load_settings(fetcher_port=18101, normalizer_port=18102).normalizer_port == 18102


def test_a_port_that_nobody_could_find_is_refused() -> None:
    """Port 0 is whichever the system gives: the others would not know where to ask."""
    with pytest.raises(SettingsError, match="HIRFA_INDEXER_PORT: "):
        load_settings(indexer_port=0)


def test_sentinels_are_read_out_of_the_address() -> None:
    settings = load_settings(redis_url="rediss+sentinel://ha:p%20w@one:1,[::1]:2,three/streams/4", redis_replicas=1)
    group = sentinels(settings)
    assert group is not None
    assert group.hosts == [("one", 1), ("::1", 2), ("three", 26379)]
    assert group.service == "streams"
    assert (group.options["db"], group.options["username"], group.options["password"], group.options["ssl"]) == (
        4,
        "ha",
        "p w",
        True,
    )
    assert "password" not in group.asking, "the Sentinels have users of their own"
    assert sentinels(load_settings(redis_url="redis://one:1/0")) is None
    own = load_settings(redis_url="redis+sentinel://one/streams", redis_password="s:3", sentinel_password="w")  # noqa: S106
    group = sentinels(own)
    assert group is not None
    assert (group.options["password"], group.asking["password"]) == ("s:3", "w")


def test_addresses_of_several_servers() -> None:
    settings = load_settings(opensearch_url="https://u:secret@one:9200, https://two:9200")
    assert settings.opensearch_urls == ["https://u:secret@one:9200", "https://two:9200"]
    assert public_address(settings.opensearch_url) == "https://one:9200,https://two:9200"
    assert public_address("redis+sentinel://u:secret@a:1,b:2/streams") == "redis+sentinel://a:1,b:2/streams"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("redis_url", "redis+sentinel://one:1,two:2"),
        ("redis_url", "redis+sentinel:///streams"),
        ("redis_url", "http://one"),
        ("opensearch_url", "http://one,https://two"),
        ("opensearch_url", "http://one,two:9200"),
        ("redis_url", "redis://:hunter2@one:port/0"),
        ("redis_url", "redis://one:0"),
        ("redis_url", "redis://:hunter2/secret@one:6379"),
        ("redis_url", "redis://:hunter2@[::1"),
        ("redis_url", "redis+sentinel://:hunter2@one:1,two:port/streams"),
        ("opensearch_url", "http://u:hunter2@one:99999"),
        ("opensearch_url", "http://one:9200,http://u:hunter2#@two:9200"),
    ],
)
def test_addresses_that_say_too_little_are_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name.upper()}: ") as caught:
        load_settings(**{name: value})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("token", [" ", "\n", "two hunter2", "hunter2\n2", "hunter2\x00", "hunter2\u200b"])
def test_a_token_that_no_header_can_bear_is_refused(token: str) -> None:
    with pytest.raises(SettingsError, match="HIRFA_API_TOKEN: ") as caught:
        load_settings(api_token=token)
    assert "hunter2" not in str(caught.value)


def test_an_address_of_a_socket_file_stays_one() -> None:
    settings = load_settings(redis_url="unix:///run/valkey.sock?db=1", redis_password="p w")  # noqa: S106
    options = parse_url(redis_address(settings))
    assert (options["path"], options["db"], options["password"]) == ("/run/valkey.sock", 1, "p w")
    assert public_address(settings.redis_url) == "unix:///run/valkey.sock"


def test_the_clones_data_folder_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    clone = Path(__file__).parents[1]
    assert load_settings().home == ConsoleSettings().home == clone / "var"
    monkeypatch.setattr("shared.settings.__file__", str(tmp_path / "site-packages" / "shared" / "settings.py"))
    assert load_settings().home == ConsoleSettings().home == Path("var"), "installed elsewhere, it is the current folder's"
