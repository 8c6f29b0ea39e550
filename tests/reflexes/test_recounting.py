"""The history of the data, told beside it."""

from pathlib import Path

import pytest

import reflexes
from reflexes.cli import main

DATA = Path(reflexes.__file__).parent / "data"


@pytest.mark.parametrize(("file", "language"), [("CHANGELOG.md", "fr"), ("CHANGELOG.en.md", "en")])
def test_the_changelog_of_the_data_is_what_the_editions_say(
    file: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """To mend it: `reflexes edition changelog > src/reflexes/data/CHANGELOG.md` (`--lang en`)."""
    assert main(["edition", "changelog", "--lang", language]) == 0

    assert (DATA / file).read_text("utf-8") == capsys.readouterr().out


def test_the_changelog_begins_with_the_newest_edition() -> None:
    told = (DATA / "CHANGELOG.md").read_text("utf-8")
    editions = [line.split()[1] for line in told.splitlines() if line.startswith("## ")]

    assert editions == list(reversed(reflexes.edition_names()))
    assert "« La politique de micro-mobilités professionnelles »" in told.replace("\u00a0", " ")


def test_nothing_in_it_is_taken_for_markup(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tree / "pistes/telephoner.toml"
    said = path.read_text("utf-8")
    other = tree.parent / "other"
    other.mkdir()
    for file in tree.rglob("*.toml"):
        copy = other / file.relative_to(tree)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(file.read_text("utf-8"), "utf-8")
    path.write_text(said.replace("Personne ne vient.", "Un *[lien](x)* <b> # `code`"), "utf-8")

    assert main(["diff", str(other), str(tree), "--markdown"]) == 0

    told = capsys.readouterr().out
    assert r"Un \*\[lien\](x)\* \<b\> \# \`code\`" in told
