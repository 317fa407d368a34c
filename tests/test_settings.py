"""Settings that contradict one another are refused by name."""

import pytest

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
