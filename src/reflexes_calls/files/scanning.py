"""Scanning: a program of the instance says whether a file is clean, such as `clamdscan`."""

import logging
import shlex
import subprocess
from pathlib import Path

from reflexes_calls.domain.attachment import FileRefused, Scan

LOG = logging.getLogger(__name__)
SECONDS = 60.0
CLEAN, INFECTED = 0, 1
FILE = "{file}"


def scan(command: str, path: Path, *, seconds: float = SECONDS) -> Scan:
    """What the scan says of a file; without a command nothing is scanned.

    The program ends with 0 for a clean file and with 1 for an infected one, as `clamdscan` does.
    Any other end, or none in time, is no answer: the file is refused for now, and can be sent
    again.
    """
    if not command.strip():
        return Scan.NONE
    try:
        ended = subprocess.run(  # noqa: S603  # the operator's own command, run without a shell
            _words(command, path),
            check=False,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ).returncode
    except (OSError, ValueError, subprocess.SubprocessError):
        LOG.exception("The virus scan gives no answer: %s", command)
        raise FileRefused("file-unscanned") from None
    if ended == INFECTED:
        raise FileRefused("file-infected")
    if ended != CLEAN:
        LOG.error("The virus scan ended with %s: %s", ended, command)
        raise FileRefused("file-unscanned")
    return Scan.CLEAN


def _words(command: str, path: Path) -> list[str]:
    """The command with the file in its place, or at its end."""
    words = shlex.split(command)
    if not any(FILE in word for word in words):
        words.append(FILE)
    return [word.replace(FILE, str(path)) for word in words]
