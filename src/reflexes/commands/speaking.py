"""What every command needs to speak: JSON on the output, a plain refusal on the error output."""

import json
import sys

REFUSED, UNKNOWN = 1, 2
"""The exit codes: something was refused; something asked for is not known."""


def as_json(said: object) -> str:
    """`said` as indented JSON, accents kept."""
    return json.dumps(said, ensure_ascii=False, indent=2)


def fail(said: str) -> int:
    """Say on the error output why nothing was done; gives the exit code of what is unknown."""
    print(said, file=sys.stderr)
    return UNKNOWN
