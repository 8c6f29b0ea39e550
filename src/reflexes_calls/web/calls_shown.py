"""What the public pages show of this instance: its calls, and the evidence it proposes."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request


def calls_shown(request: Request) -> Sequence[Any]:
    """The calls that anyone may see, those that close first at the top."""
    return ()


def calls_of_piste(request: Request, code: str) -> Sequence[Any]:
    """The calls opened from a piste."""
    return ()


def proposed_here(request: Request, code: str) -> Sequence[Any]:
    """The evidence that this instance proposes for a piste, apart from the edition."""
    return ()
