"""The refusals of the library: each says what was met, what was expected and how to mend it."""

from collections.abc import Iterable
from typing import NamedTuple


class ReflexesError(Exception):
    """Everything this library raises on purpose."""


class UnknownCodeError(ReflexesError, LookupError):
    """No record bears this code; the message suggests the nearest ones.

    `code` is what was asked for, `near` the codes that look like it.
    """

    def __init__(self, code: str, codes: Iterable[str], *, where: str) -> None:
        """Keep the asked code and find its neighbours among `codes`."""
        # Late, because nobody who finds what they ask for needs it.
        from difflib import get_close_matches  # noqa: PLC0415 - see above

        self.code = code
        self.near = tuple(get_close_matches(str(code), list(codes), n=3, cutoff=0.5))
        hint = f" Did you mean {', '.join(map(repr, self.near))}?" if self.near else ""
        super().__init__(f"No record {code!r} in {where}.{hint}")


class UnknownShelfError(ReflexesError, LookupError):
    """No shelf bears this name."""

    def __init__(self, name: str, names: Iterable[str]) -> None:
        """Keep the asked name and list the real ones."""
        self.name = name
        self.names = tuple(names)
        super().__init__(f"No shelf {name!r}; the shelves are {', '.join(self.names)}.")


class EditionError(ReflexesError):
    """An edition is missing, or its content no longer matches its digest."""


class Refusal(NamedTuple):
    """One thing that a file or a value got wrong.

    `kind` is a stable English key, the same in every language; `file` and `path` say where
    (`path` as in ``first_steps[1].fr``); `met` and `expected` say what.
    """

    kind: str
    file: str = ""
    path: str = ""
    met: str = ""
    expected: str = ""


class RefusedError(ReflexesError):
    """One or more refusals, gathered and raised once."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        """Keep every refusal, in the order met."""
        self.refusals = tuple(refusals)
        super().__init__(
            "\n".join(
                f"{r.file}: {r.path}: {r.kind}: met {r.met}; expected {r.expected}"
                for r in self.refusals
            )
        )
