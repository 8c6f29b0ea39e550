"""Settings of an instance, from the environment: `REFLEXES_CALLS_DATABASE_URL` and the like."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

PREFIX = "REFLEXES_CALLS_"
WHOLE = {
    "port": (1, 65535, "write a port, such as 8000"),
    "file_limit": (1, 2000, "write megabytes, such as 20"),
}
"""For each whole number, the least, the most, and how to mend it."""
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})


class SettingsError(ValueError):
    """A variable of the environment cannot be used; the message says how to mend it."""


@attrs.frozen(kw_only=True)
class Settings:
    """What an instance needs to know before it starts."""

    database_url: str = "sqlite:///reflexes-calls.sqlite3"
    outbox: Path = Path("outbox")
    outgoing: Path = Path("outgoing-evidence")
    files: Path = Path("files")
    scanner: str = ""
    """A command that says whether a file is clean; without one, files are not scanned."""
    file_limit: int = 20
    """The most that one file may weigh, in megabytes."""
    contact: str = ""
    """The mail address of the people who run the site, told on its page of help."""
    address: str = ""
    """Where the service is reached, such as `https://appels.example`: letters hold links to it."""
    host: str = "127.0.0.1"
    port: int = 8000
    secure_cookies: bool = False
    demo: bool = False


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings said by the environment, the usual ones elsewhere."""
    known = os.environ if environment is None else environment
    said: dict[str, Any] = {
        field.name: _read(field.name, field.type, known[PREFIX + field.name.upper()])
        for field in attrs.fields(Settings)
        if PREFIX + field.name.upper() in known
    }
    return Settings(**said)


def _read(name: str, kind: object, text: str) -> object:
    variable = PREFIX + name.upper()
    if kind is bool:
        if text.lower() not in TRUE | FALSE:
            raise SettingsError(f"{variable} is “{text}”: write 1 or 0.")
        return text.lower() in TRUE
    if kind is int:
        least, most, mend = WHOLE[name]
        if not text.isdecimal() or not least <= int(text) <= most:
            raise SettingsError(f"{variable} is “{text}”: {mend}.")
        return int(text)
    return Path(text) if kind is Path else text
