"""Settings come from the environment or a file; every mistake is said at once, with its cure."""

from pathlib import Path

import pytest

from reflexes_calls.settings import (
    Bucket,
    Settings,
    SettingsError,
    read_settings,
    settings_described,
)

pytestmark = pytest.mark.unit
KEY = "a secret key of thirty-two letters"


def test_nothing_said_gives_the_usual_settings() -> None:
    assert read_settings({"HOME": "/somewhere", "DATABASE_URL": "sqlite://"}) == Settings()


def test_every_setting_may_be_said() -> None:
    said = {
        "DATABASE_URL": "postgresql://there/calls",
        "OUTBOX": "letters",
        "OUTGOING": "evidence",
        "FILES": "/srv/files",
        "RECEIVING": "/srv/receiving",
        "S3_ENDPOINT": "http://127.0.0.1:9000/",
        "S3_REGION": "fr",
        "S3_ACCESS_KEY": "us",
        "S3_SECRET_KEY": KEY,
        "SCANNER": "clamdscan --fdpass --no-summary {file}",
        "FILE_LIMIT": "35",
        "SMTP_HOST": "mail.essai.example",
        "SMTP_PORT": "2525",
        "SMTP_SECURITY": "TLS",
        "SMTP_USER": "appels",
        "SMTP_PASSWORD": "secret",
        "SENDER": "appels@essai.example",
        "CONTACT": "equipe@essai.example",
        "ADDRESS": "https://appels.essai.example/",
        "HOST": "::1",
        "PORT": "8443",
        "PROCESSES": "2",
        "WORKER": "no",
        "LOG_FORMAT": "json",
        "METRICS_TOKEN": KEY,
        "SECURE_COOKIES": "Yes",
        "OIDC_ISSUER": "https://agents.essai.example/api/v2",
        "OIDC_CLIENT_ID": "us",
        "OIDC_CLIENT_SECRET": "secret",
        "SECOND_FACTOR": "1",
        "SECRETS_KEY": KEY,
        "DEMO": "0",
    }
    assert set(said) == {one.name.upper() for one in settings_described()}
    met = read_settings({f"REFLEXES_CALLS_{name}": value for name, value in said.items()})
    assert met == Settings(
        database_url="postgresql://there/calls",
        outbox=Path("letters"),
        outgoing=Path("evidence"),
        files=Path("/srv/files"),
        receiving=Path("/srv/receiving"),
        s3_endpoint="http://127.0.0.1:9000",
        s3_region="fr",
        s3_access_key="us",
        s3_secret_key=KEY,
        scanner="clamdscan --fdpass --no-summary {file}",
        file_limit=35,
        smtp_host="mail.essai.example",
        smtp_port=2525,
        smtp_security="tls",
        smtp_user="appels",
        smtp_password="secret",
        sender="appels@essai.example",
        contact="equipe@essai.example",
        address="https://appels.essai.example",
        host="::1",
        port=8443,
        processes=2,
        worker="no",
        log_format="json",
        metrics_token=KEY,
        secure_cookies=True,
        oidc_issuer="https://agents.essai.example/api/v2",
        oidc_client_id="us",
        oidc_client_secret="secret",
        second_factor=True,
        secrets_key=KEY,
        demo=False,
    )
    assert KEY not in repr(met)


@pytest.mark.parametrize(
    ("name", "met", "expected"),
    [
        *(
            ("PORT", each, "such as 8000")
            for each in ("", "0", "65536", "-1", "eight", "80.5", "²")
        ),
        *(("FILE_LIMIT", each, "such as 20") for each in ("", "0", "2001", "20 MB", "1.5")),
        *((name, "perhaps", "Write 1 or 0") for name in ("SECURE_COOKIES", "DEMO")),
        ("FILES", "s3://A", "s3://bucket/prefix"),
        ("FILES", "ftp://there", "s3://bucket/prefix"),
        ("ADDRESS", "appels.example", "https://appels.example"),
        ("SENDER", "nobody", "calls@town.example"),
        ("SMTP_SECURITY", "strong", "starttls, tls, none"),
        ("WORKER", "perhaps", "auto, yes, no"),
        ("OUTBOX", "", "the name of a folder"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_cure(name: str, met: str, expected: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({f"REFLEXES_CALLS_{name}": met})
    (problem,) = raised.value.problems
    assert (problem.where, problem.met) == (f"REFLEXES_CALLS_{name}", met)
    assert expected in problem.expected


@pytest.mark.parametrize("url", ["", "mysql://there/x", "calls.sqlite3", "postgresql://", "sqlite"])
def test_the_address_of_a_database_is_checked_and_never_repeated(url: str) -> None:
    with pytest.raises(SettingsError, match=r"DATABASE_URL : « … ».*sqlite:///file.sqlite3"):
        read_settings({"REFLEXES_CALLS_DATABASE_URL": url})


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('port = "eight"\nfile_limit = true\ncolour = "blue"\n', "utf-8")
    with pytest.raises(SettingsError) as raised:
        read_settings({"REFLEXES_CALLS_DATABSE_URL": "x", "REFLEXES_CALLS_DEMO": "maybe"}, file)
    assert [problem.where for problem in raised.value.problems] == [
        f"{file}, port",
        f"{file}, file_limit",
        f"{file}, colour",
        "REFLEXES_CALLS_DATABSE_URL",
        "REFLEXES_CALLS_DEMO",
    ]
    assert "Did you mean database_url?" in str(raised.value)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('port = 8001\nhost = "::1"\nsecure_cookies = true\n', "utf-8")
    said = read_settings({"REFLEXES_CALLS_SETTINGS": str(file), "REFLEXES_CALLS_PORT": "8002"})
    assert said == Settings(port=8002, host="::1", secure_cookies=True)


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("très secret\n", "utf-8")
    file = tmp_path / "settings.toml"
    file.write_text(
        'smtp_host = "mail"\nsmtp_user = "us"\nsender = "a@b.example"\n'
        'smtp_password_file = "password"\n',
        "utf-8",
    )
    assert read_settings({}, file).smtp_password == "très secret"
    said = {"REFLEXES_CALLS_S3_ACCESS_KEY": "us"}
    named = {"REFLEXES_CALLS_S3_SECRET_KEY_FILE": str(tmp_path / "password")}
    assert read_settings(said | named).s3_secret_key == "très secret"
    with pytest.raises(SettingsError, match="No such file"):
        read_settings(said | {"REFLEXES_CALLS_S3_SECRET_KEY_FILE": str(tmp_path / "none")})
    with pytest.raises(SettingsError, match="No setting bears this name"):
        read_settings({"REFLEXES_CALLS_HOST_FILE": str(tmp_path / "password")})


@pytest.mark.parametrize("content", [b"port = ", b"\xff", None])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "settings.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="Mend this TOML file"):
        read_settings({}, file)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"SMTP_USER": "us"}, "smtp_host"),
        ({"SMTP_HOST": "mail", "SENDER": "a@b.example", "SMTP_PASSWORD": "x"}, "smtp_user"),
        ({"SMTP_HOST": "mail"}, "sender"),
        ({"S3_SECRET_KEY": "x"}, "s3_access_key"),
        ({"SECOND_FACTOR": "1"}, "secrets_key"),
    ],
)
def test_what_goes_together_is_asked_for_together(said: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        read_settings({f"REFLEXES_CALLS_{name}": value for name, value in said.items()})


def test_attachments_may_be_in_a_bucket() -> None:
    said = read_settings({"REFLEXES_CALLS_FILES": "s3://calls/of/2027/"})
    assert said.files == Bucket(name="calls", prefix="of/2027")
    assert str(said.files) == "s3://calls/of/2027"


def test_the_worker_is_embedded_where_the_database_is_a_file() -> None:
    there = "postgresql://there/calls"
    assert [
        Settings(database_url=url, worker=worker).has_worker
        for url in ("sqlite:///x", there)
        for worker in ("auto", "yes", "no")
    ] == [True, True, False, False, True, False]
