"""Who may sign in to the demonstration."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from reflexes.records import record


@record
class Account:
    """A person of the demonstration; `task` is the role that the account shows."""

    code: str
    name: str
    email: str
    task: str
    organisation: str = ""


@cache
def file_of(name: str) -> dict[str, Any]:
    """One of the demonstration's files."""
    text = files("reflexes_calls.demonstration").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def accounts() -> tuple[Account, ...]:
    """Every account, in the order of the file."""
    return tuple(Account(**one) for one in file_of("people")["person"])


def organisations() -> dict[str, str]:
    """The names of the organisations by their code."""
    return {one["code"]: one["name"] for one in file_of("people")["organisation"]}


def password() -> str:
    """The one password of the demonstration; it protects nothing."""
    word: str = file_of("people")["password"]
    return word
