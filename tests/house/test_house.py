"""The rules of the house that no linter knows: imports, names, sizes, reasons, places."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCES = CHECKOUT / "src"
EMPTY_NAMES = {"utils", "helpers", "common", "misc", "base", "services", "manager"}
LONGEST_FILE = 700
# Not `.po`: a list of messages grows with the pages, and gettext reads one file for each domain.
READ_FROM_END_TO_END = {".py", ".html", ".css", ".js", ".feature"}

# Alembic runs its environment by itself, and fails on it anywhere else.
RUN_BY_ANOTHER = ("reflexes_calls.storage.migrations.env",)

# A silenced check, then what follows it on the line: ` - a reason` or `# a reason`.
SILENCED = re.compile(
    r"#\s*(?:noqa\b(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?"
    r"|type:\s*ignore\b(?:\[[\w-]+(?:,\s*[\w-]+)*\])?"
    r"|pragma:\s*no\s+(?:cover|branch))(?P<rest>.*)"
)
REASON = re.compile(r"\s*(?:#|--?)\s*\w.*")
PLACE_OF_A_MACHINE = re.compile(
    r"(?<![\w./:-])(?:/(?:home|Users)/[A-Za-z]\w*|/root|/work)/(?=\w|\.)|\b[A-Z]:\\Users\\"
)

IMPORT_ALL_WITHOUT_NETWORK = """
import importlib, json, socket, sys

def shut(*arguments, **options):
    raise OSError("the network is shut")

for name in ("connect", "connect_ex", "bind", "sendto"):
    setattr(socket.socket, name, shut)
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, shut)
refused = {}
for module in json.load(sys.stdin):
    try:
        importlib.import_module(module)
    except BaseException as met:
        refused[module] = f"{type(met).__name__}: {met}"
print(json.dumps(refused))
"""


def kept_files() -> list[Path]:
    """Give the files that git keeps or is about to, or all of them outside a git checkout."""
    asked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        check=False,
        capture_output=True,
        text=True,
    )
    if asked.returncode == 0:
        found = [CHECKOUT / line for line in asked.stdout.splitlines()]
    else:
        found = [path for path in CHECKOUT.rglob("*") if not _is_left_over(path)]
    return [path for path in found if path.is_file()]


def _is_left_over(path: Path) -> bool:
    folders = path.relative_to(CHECKOUT).parts[:-1]
    caches = (name for name in folders if name.startswith(".") and name != ".ci")
    return "__pycache__" in folders or any(caches)


def text_of(path: Path) -> str:
    """Give a file's text, or nothing when it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def where(path: Path) -> str:
    """Give a path as a reader of the project knows it."""
    return path.relative_to(CHECKOUT).as_posix()


def every_module() -> list[str]:
    """Give the dotted name of each module of the two packages."""
    names = []
    for path in sorted(SOURCES.rglob("*.py")):
        parts = path.relative_to(SOURCES).with_suffix("").parts
        # What Alembic writes has names that are dates, and is imported by it alone.
        if "versions" not in parts and parts[-1] != "__main__":
            names.append(".".join(part for part in parts if part != "__init__"))
    return [name for name in names if name not in RUN_BY_ANOTHER]


def fenced_lines(text: str) -> list[str]:
    """Give the lines of a Markdown text that stand in its fenced blocks."""
    lines, inside = [], False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            inside = not inside
        elif inside:
            lines.append(line.strip())
    return lines


def unexplained(line: str) -> bool:
    """Tell whether a line silences a check without saying why."""
    found = SILENCED.search(line)
    return found is not None and REASON.fullmatch(found["rest"]) is None


def test_every_module_is_importable_with_the_network_shut() -> None:
    modules = every_module()
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL_WITHOUT_NETWORK],
        input=json.dumps(modules),
        check=True,
        capture_output=True,
        text=True,
    )
    assert modules
    assert json.loads(done.stdout) == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    pythons = [path for path in kept_files() if path.suffix == ".py"]
    assert [where(path) for path in pythons if EMPTY_NAMES & set(_named(path))] == []


def _named(path: Path) -> tuple[str, ...]:
    return path.relative_to(CHECKOUT).with_suffix("").parts


def test_no_file_is_too_long_to_be_read() -> None:
    lengths = {
        where(path): len(text_of(path).splitlines())
        for path in kept_files()
        if path.suffix in READ_FROM_END_TO_END
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_silenced_check_in_the_code_has_its_reason() -> None:
    found = [
        f"{where(path)}:{number}"
        for path in kept_files()
        if path.suffix == ".py" and path != Path(__file__)
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if unexplained(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = 1  # noqa", True),
        ("x = 1  # noqa: S603", True),
        ("x = 1  # noqa: S603, S607  # fixed words only", False),
        ("x = 1  # noqa: S603 - fixed words only", False),
        ("x = 1  # type: ignore[misc]", True),
        ("x = 1  # type: ignore[misc]  # the library has no types", False),
        ("x = 1  # pragma: no cover", True),
        ("x = 1  # an ordinary comment", False),
    ],
)
def test_unexplained_tells_a_reason_from_none(line: str, expected: bool) -> None:
    assert unexplained(line) is expected


def test_every_lint_ignored_in_the_settings_has_its_reason() -> None:
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    codes = {
        *lint["ignore"],
        *(code for codes in lint["per-file-ignores"].values() for code in codes),
    }
    lines = text.splitlines()
    explained = {
        code for code in codes if any(re.match(rf'\s*"{code}",\s*#\s*\S', line) for line in lines)
    }
    assert codes - explained == set()


def test_no_file_names_a_place_of_a_machine() -> None:
    found = [
        f"{where(path)}:{number}"
        for path in kept_files()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if PLACE_OF_A_MACHINE.search(line)
    ]
    assert found == []


def test_place_of_a_machine_is_recognised() -> None:
    assert PLACE_OF_A_MACHINE.search("see /" + "home/marie/reflexes")
    assert PLACE_OF_A_MACHINE.search("'/" + "work/data'")
    assert not PLACE_OF_A_MACHINE.search("https://example.org/work/page")
    assert not PLACE_OF_A_MACHINE.search("href='/appels/home/'")


def test_readme_gives_one_line_to_try_and_one_to_test() -> None:
    lines = fenced_lines((CHECKOUT / "README.md").read_text(encoding="utf-8"))
    to_try = [line for line in lines if "reflexes-calls demo" in line]
    to_test = [line for line in lines if "pytest" in line]
    assert len(to_try) == 1, to_try
    assert len(to_test) == 1, to_test
    assert not any(line.endswith("\\") for line in (*to_try, *to_test))
    assert any("pip install" in line and "service" in line for line in lines)
