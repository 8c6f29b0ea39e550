"""How the documentation is built: Sphinx, MyST and furo, from the Markdown of this folder."""

from importlib.metadata import version as version_of

project = "Réflexes"
author = "The Réflexes contributors"
copyright = "The Réflexes contributors; catalogue under Licence Ouverte 2.0"  # noqa: A001 - Sphinx reads this name
release = version = version_of("reflexes-publics")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
language = "en"
nitpicky = False

autodoc_member_order = "bysource"
autodoc_typehints = "description"

html_theme = "furo"
html_title = "Réflexes"
html_static_path: list[str] = []
html_theme_options = {"source_edit_link": ""}
html_show_sphinx = False
