"""What the documentation shows runs, and what is generated in it is what the code says."""

import re
import runpy
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from reflexes import cli

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TOLD = sorted((*ROOT.glob("*.md"), *DOCS.rglob("*.md")))
BLOCK = re.compile(r"^```(python|toml|sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [page for page in TOLD if BLOCK.search(page.read_text("utf-8"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_example_of_a_page_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blocks of a page are one sitting, in their order: programs, files, commands."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for kind, said in BLOCK.findall(page.read_text("utf-8")):
        if kind == "python":
            exec(compile(said, str(page), "exec"), names)  # noqa: S102 - these pages are ours
        elif kind == "toml":
            write_file(said)
        else:
            run_commands(said)


def write_file(said: str) -> None:
    """Write the file whose path stands on the first line, as a comment; others only show."""
    if named := re.match(r"# ([\w./-]+\.toml)\n", said):
        path = Path(named[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, "utf-8")


def run_commands(said: str) -> None:
    """Run each `reflexes`; other programs, such as pip, are not for a test to start."""
    for line in re.split(r"\n|\s{2,}(?=\$ )", said):
        words = shlex.split(line.strip().removeprefix("$ "), comments=True)
        if words[:1] == ["reflexes"]:
            assert cli.main(words[1:]) == 0, line
        elif words[:1] == ["cp"]:
            shutil.copy(*words[1:])


def test_what_is_made_from_the_code_is_what_the_code_says() -> None:
    generator: dict[str, Any] = runpy.run_path(str(DOCS / "generate.py"))
    assert generator["out_of_date"]() == [], f"Mend with: {generator['MEND']}"


def test_the_reference_of_commands_explains_every_option() -> None:
    told = (DOCS / "reference" / "commands.md").read_text("utf-8")
    assert "| `--lang {fr,en}` |" in told
    assert re.findall(r"^### `reflexes (\w+)`$", told, re.MULTILINE) == list(cli.COMMANDS)
    assert re.findall(r"^\|.*\|\s*\|$", told, re.MULTILINE) == []


@pytest.mark.parametrize("page", TOLD, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    said = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = [link for link in LINK.findall(said) if not re.match(r"[a-z]+:", link)]
    assert [link for link in links if not (page.parent / link).exists()] == []
