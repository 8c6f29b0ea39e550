"""Settings come from the environment, and a mistake says how to mend it."""

from pathlib import Path

import pytest

from reflexes_calls.settings import Settings, SettingsError, read_settings

pytestmark = pytest.mark.unit


def test_nothing_said_gives_the_usual_settings() -> None:
    assert read_settings({"HOME": "/somewhere", "DATABASE_URL": "sqlite://"}) == Settings()


def test_every_setting_may_be_said() -> None:
    said = read_settings(
        {
            "REFLEXES_CALLS_DATABASE_URL": "postgresql://there/calls",
            "REFLEXES_CALLS_OUTBOX": "letters",
            "REFLEXES_CALLS_OUTGOING": "evidence",
            "REFLEXES_CALLS_FILES": "/srv/files",
            "REFLEXES_CALLS_SCANNER": "clamdscan --fdpass --no-summary {file}",
            "REFLEXES_CALLS_FILE_LIMIT": "35",
            "REFLEXES_CALLS_HOST": "::1",
            "REFLEXES_CALLS_PORT": "8443",
            "REFLEXES_CALLS_SECURE_COOKIES": "Yes",
            "REFLEXES_CALLS_DEMO": "0",
        }
    )
    assert said == Settings(
        database_url="postgresql://there/calls",
        outbox=Path("letters"),
        outgoing=Path("evidence"),
        files=Path("/srv/files"),
        scanner="clamdscan --fdpass --no-summary {file}",
        file_limit=35,
        host="::1",
        port=8443,
        secure_cookies=True,
        demo=False,
    )


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "eight", "80.5", "²"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(SettingsError, match=r"REFLEXES_CALLS_PORT.*such as 8000"):
        read_settings({"REFLEXES_CALLS_PORT": port})


@pytest.mark.parametrize("limit", ["", "0", "2001", "20 MB", "-1", "1.5"])
def test_a_weight_that_is_none_is_refused(limit: str) -> None:
    with pytest.raises(SettingsError, match=r"REFLEXES_CALLS_FILE_LIMIT.*such as 20"):
        read_settings({"REFLEXES_CALLS_FILE_LIMIT": limit})


@pytest.mark.parametrize("name", ["SECURE_COOKIES", "DEMO"])
def test_a_switch_that_is_neither_on_nor_off_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=rf"REFLEXES_CALLS_{name} is “perhaps”: write 1 or 0"):
        read_settings({f"REFLEXES_CALLS_{name}": "perhaps"})
