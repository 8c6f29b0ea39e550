"""What an operator is given: units, an image and settings that say what the service does."""

import configparser
import json
import re
from pathlib import Path

import pytest

from reflexes_calls.cli import make_parser
from reflexes_calls.settings import read_settings

pytestmark = pytest.mark.unit
ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_exists_as_somebody_who_is_not_root(unit: Path) -> None:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment, method-assign]  # names keep their case
    read.read_string(unit.read_text("utf-8"))
    service = dict(read["Service"])
    command = re.search(r"bin/reflexes-calls (.*?)(?:'|$)", service["ExecStart"])
    assert command is not None
    words = re.sub(r'"[^"]*"', "there.zip", command[1]).split()
    assert make_parser().parse_args(words).settings == Path("/etc/reflexes-calls/settings.toml")
    assert service["User"] == "reflexes-calls"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"


def test_the_settings_that_are_given_are_settings() -> None:
    said = read_settings({}, DEPLOY / "settings.toml")
    assert said.secure_cookies
    commented = (DEPLOY / "settings.toml").read_text("utf-8")
    named = re.findall(r"^#? ?([a-z0-9_]+) = ", commented, re.MULTILINE)
    known = {field.name for field in said.__attrs_attrs__}  # type: ignore[attr-defined]  # of attrs
    assert {name.removesuffix("_file") for name in named} <= known


def test_the_image_has_no_root_no_secret_and_looks_at_its_health() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line[:1].isalpha()]
    last = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER reflexes$", last, re.MULTILINE)
    assert {word for word, _ in lines} <= {
        *("FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE"),
        *("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
    }
    assert not re.search(r"(?i)^(env|arg) .*(password|secret|token|key)", text, re.MULTILINE)
    for word, rest in lines:
        if word in {"ENTRYPOINT", "CMD"}:
            assert isinstance(json.loads(rest), list)
    health = re.search(r"^HEALTHCHECK .*? CMD (.*)$", text, re.MULTILINE)
    assert health is not None
    assert "/health/ready" in json.loads(health[1])[2]
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert allowed[0] == "*"
    for _, rest in (line for line in lines if line[0] == "COPY"):
        for name in rest.split()[:-1]:
            assert name.startswith("--") or name == "/app" or f"!{name}" in allowed, name
