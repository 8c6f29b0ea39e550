"""The README of a new catalogue, in French then in English."""

import datetime as dt
from pathlib import Path
from string import Template

from reflexes.describing import shelf_words
from reflexes.inquiry.sampling import SAMPLE_FILE
from reflexes.inquiry.shelves import SHELVES
from reflexes.offering import GROUP
from reflexes.personal_data import PERSONAL_DATA
from reflexes.wording import EXPECTED, translator

HERE = Path(__file__).parent
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}-catalogue"
version = "{year}.1"
dependencies = ["reflexes-publics"]

[project.entry-points."{group}"]
{name} = "{package}"

[tool.hatch.build.targets.wheel]
packages = ["{package}"]"""


def readme(name: str, titles: dict[str, str], day: dt.date) -> str:
    """The README of the catalogue called `name`, begun on `day`; a title for each language."""
    package = f"{name.replace('-', '_')}_catalogue"
    said = {
        "name": name,
        "sample": SAMPLE_FILE,
        "edition": f"{day:%Y.%m}",
        "package": package,
        "pyproject": PYPROJECT.format(name=name, year=day.year, group=GROUP, package=package),
    }
    return "\n---\n\n".join(
        _in_language(language, {**said, "title": title}) for language, title in titles.items()
    )


def _in_language(language: str, said: dict[str, str]) -> str:
    translate = translator(language)
    colon = "\u00a0:" if language == "fr" else ":"
    shelves = "\n".join(
        f"- **`{shelf}`** ({translate(shelf_words(shelf))}){colon} {translate(words)}"
        for shelf, words in SHELVES.items()
    )
    patterns = "\n".join(f"- {translate(EXPECTED[what])}" for what in PERSONAL_DATA)
    template = Template((HERE / f"readme.{language}.md").read_text("utf-8"))
    return template.substitute(said, shelves=shelves, patterns=patterns)
