"""Building in a process of its own, which gives back all that it took when it ends.

What makes slides, documents and prints holds a hundred megabytes and more once used: a program
that lives long, such as a service, would keep them for good. The files are the same to the byte.
"""

import json
import os
import subprocess
import sys
from typing import Any

from reflexes import editions
from reflexes.catalogue import Catalogue
from reflexes.errors import Refusal, RefusedError
from reflexes.training.choices import TrainingError
from reflexes.training.module import Module
from reflexes.training.reading import module_of, plain_module

DONE, REFUSED = 0, 3
AT_MOST = 120.0
"""Seconds after which a build that does not end is given up."""


def archive_apart(module: Module, catalogue: Catalogue) -> bytes:
    """The zip of a module, built by another process that ends with it.

    An edition that is not one of those shipped is built here: no other process could read it again.
    Raises `RefusedError` and `TrainingError` as `archive` does.
    """
    if not _is_shipped(catalogue):
        from reflexes.training.building import archive  # noqa: PLC0415 - heavy, and seldom needed

        return archive(module, catalogue)
    asked = json.dumps({"edition": catalogue.edition, "module": plain_module(module)})
    try:
        ended = subprocess.run(
            (sys.executable, "-m", "reflexes.training.building_apart"),
            input=asked.encode(),
            capture_output=True,
            timeout=AT_MOST,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired as error:
        raise TrainingError(NOT_ENDED, seconds=str(int(AT_MOST))) from error
    if ended.returncode == REFUSED:
        raise RefusedError(Refusal(**each) for each in json.loads(ended.stdout))
    if ended.returncode != DONE:
        last = ended.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise TrainingError(NOT_BUILT, told=last or str(ended.returncode))
    return ended.stdout


NOT_ENDED = (
    "The files of this module were not built within %(seconds)s seconds. Try again; if it lasts, "
    "build them on your computer with: reflexes module build FILE"
)
NOT_BUILT = "The files of this module could not be built: %(told)s"


def _is_shipped(catalogue: Catalogue) -> bool:
    """Whether another process finds the very same edition by its name."""
    if catalogue.edition not in editions.names():
        return False
    return editions.load_edition(catalogue.edition, editions.EDITIONS).digest == catalogue.digest


def _main() -> int:
    """Read what is asked, and write the zip or the refusals."""
    from reflexes.training.building import archive  # noqa: PLC0415 - only in this process

    asked: dict[str, Any] = json.load(sys.stdin.buffer)
    catalogue = editions.load_edition(asked["edition"], editions.EDITIONS)
    try:
        made = archive(module_of(asked["module"]), catalogue)
    except RefusedError as refused:
        told = [each._asdict() for each in refused.refusals]
        sys.stdout.buffer.write(json.dumps(told).encode())
        return REFUSED
    sys.stdout.buffer.write(made)
    return DONE


if __name__ == "__main__":
    sys.exit(_main())
