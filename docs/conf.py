"""How the documentation is built: Sphinx, MyST and furo, from the Markdown of this folder."""

import re
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring
from sphinx.util import logging

project = "Réflexes"
author = "The Réflexes contributors"
copyright = "The Réflexes contributors; catalogue under Licence Ouverte 2.0"  # noqa: A001 - Sphinx reads this name
release = version = version_of("reflexes-publics")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
exclude_patterns = ["_build"]
language = "en"
nitpicky = True
# Names that no page describes: those of other libraries, and the variables of generic types.
nitpick_ignore_regex = [
    (r"py:.*", r"(?!reflexes\.).*|.*\.[A-Z]"),
    # Two things bear the name Result: that of a search is on the page of the library, this one on
    # the page of the records.
    (r"py:.*", r"reflexes\.evidence\.Result"),
]
# Docstrings are written as Markdown writes code: `name`.
default_role = "code"

autodoc_member_order = "bysource"
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = "Réflexes"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_theme_options = {"source_edit_link": ""}
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False

ABOVE = re.compile(r"\]\(\.\./(CONTRIBUTING|CHANGELOG|SECURITY)\.md")
"""A link to a page at the root of the project, which a page of this folder takes in."""
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|audio|video|embed|object)\b[^>]*\b(?:src|srcset|data)="""
    r"""["']?(?:https?:)?//[^>]*>"""
    r"""|<link\b(?![^>]*\brel=["']?(?:canonical|license))[^>]*\bhref=["']?(?:https?:)?//[^>]*>"""
    r"""|@import\s+["']?(?:https?:)?//[^;]*|url\(["']?(?:https?:)?//[^)]*\)""",
    re.IGNORECASE,
)
"""What makes a browser ask another site for something as it shows a page."""


def setup(app: Sphinx) -> None:
    """Tell Sphinx what this documentation does by itself."""
    app.connect("source-read", _stay_inside)
    app.connect("include-read", _take_in)
    app.connect("autodoc-process-docstring", _read_sections)
    app.connect("html-page-context", _say_the_language)
    app.connect("build-finished", _fetch_nothing_elsewhere)


def _stay_inside(_app: Sphinx, _name: str, source: list[str]) -> None:
    """Point to our page of what stands at the root: the same link works on a code host."""
    source[0] = ABOVE.sub(lambda found: f"]({found[1].lower()}.md", source[0])


def _take_in(_app: Sphinx, _path: Path, _name: str, source: list[str]) -> None:
    """Do the same for the links of an included page, which start at the root."""
    source[0] = re.sub(
        r"\]\((CONTRIBUTING|CHANGELOG|SECURITY)\.md",
        lambda found: f"](docs/{found[1].lower()}.md",
        source[0],
    )


def _read_sections(  # noqa: PLR0913, PLR0917 - Sphinx gives them all
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """Read `Args:` and the like; napoleon itself takes any colon in an attribute for a type."""
    if what in {"class", "exception", "function", "method", "module"}:
        lines[:] = GoogleDocstring(lines, Config(), app, what, name, thing, options).lines()


def _say_the_language(
    _app: Sphinx, name: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Say that a page is in French, for those who hear it; what is around it stays English."""
    if name.endswith(".fr"):
        context["body"] = f'<div lang="fr">{context["body"]}</div>'


def _fetch_nothing_elsewhere(app: Sphinx, exception: Exception | None) -> None:
    """Warn of each page or style sheet that asks another site for something."""
    if exception is not None:
        return
    for path in sorted(app.outdir.rglob("*")):
        if path.suffix in {".html", ".css"}:
            for found in FETCHED.finditer(path.read_text("utf-8")):
                logging.getLogger(__name__).warning(
                    "%s asks another site: %s", path.name, found[0][:120]
                )
