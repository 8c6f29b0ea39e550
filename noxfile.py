"""The checks one by one, for whoever works on the project.

`nox -s types`, or with words for the tool: `nox -s tests -- -k piste`.
"""

import nox

nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["tests", "specs", "types", "floors", "lint", "fresh", "docs"]


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests of the library, the service and the house."""
    session.install("-e", ".[test]")
    session.run("pytest", "tests", *session.posargs)


@nox.session
def specs(session: nox.Session) -> None:
    """Run the stories of `specs/`."""
    session.install("-e", ".[test]")
    session.run("pytest", "specs", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of both packages."""
    session.install("-e", ".[lint]")
    session.run("mypy", *session.posargs)


@nox.session
def floors(session: nox.Session) -> None:
    """Check which module may import which."""
    session.install("-e", ".[lint]")
    session.run("lint-imports", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check how the code is written and laid out."""
    session.install("-e", ".[lint]")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def fresh(session: nox.Session) -> None:
    """Check the catalogue and the editions, and make again what is made from the code."""
    session.install("-e", ".[service]")
    session.run("reflexes", "check")
    session.run("reflexes", "edition", "verify")
    # `nox -s fresh -- --check` names what is out of date and writes nothing.
    session.run("python", "docs/generate.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation in `.documentation`; a warning is an error."""
    session.install("-e", ".[docs,service]")
    session.run("sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "docs", ".documentation")


@nox.session
def words(session: nox.Session) -> None:
    """Gather the words of the service into its `.po`; new ones then wait for their French."""
    session.install("-e", ".[service]")
    gathered = f"{session.create_tmp()}/calls.pot"
    makers = ("line", "prose", "whole", "money", "day", "yes", "choice", "part", "many")
    keywords = [f"--keyword={name}" for name in ("N_", "words", "said", "translate", *makers)]
    session.run(
        "pybabel", "extract", "-F", "babel.cfg", "--sort-by-file", *keywords, "-o", gathered, "."
    )
    session.run(
        "pybabel",
        "update",
        "-i",
        gathered,
        "-d",
        "src/reflexes_calls/locale",
        "-D",
        "calls",
        "-l",
        "fr",
        "--no-fuzzy-matching",
        "--width",
        "100",
    )
