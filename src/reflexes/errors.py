"""The refusals of the library: each says what was met, what was expected and how to mend it."""

from collections.abc import Callable, Iterable
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
        known = list(codes)
        # The beginning of a code, or a word of it, says more than its letters do.
        holding = [one for one in known if code and str(code) in one]
        near = get_close_matches(str(code), known, n=3, cutoff=0.5)
        self.near = tuple(dict.fromkeys((*holding, *near)))[:3]
        hint = f" Did you mean {', '.join(map(repr, self.near))}?" if self.near else ""
        super().__init__(f"No record {code!r} in {where}.{hint}")


class WithdrawnNotice(UserWarning):
    """A code was asked for whose record is no longer on its shelf; it resolves all the same.

    `code` is what was asked for, `fate` what became of it, `replaced_by` the codes to use instead.
    """

    def __init__(self, code: str, fate: str, replaced_by: Iterable[str]) -> None:
        """Keep the code and what takes its place."""
        self.code = code
        self.fate = fate
        self.replaced_by = tuple(replaced_by)
        instead = f"; use {', '.join(map(repr, self.replaced_by))}" if self.replaced_by else ""
        super().__init__(f"Record {code!r} was {fate}{instead}.")


class UnknownShelfError(ReflexesError, LookupError):
    """No shelf bears this name."""

    def __init__(self, name: str, names: Iterable[str]) -> None:
        """Keep the asked name and list the real ones."""
        self.name = name
        self.names = tuple(names)
        super().__init__(f"No shelf {name!r}; the shelves are {', '.join(self.names)}.")


class SpokenError(ReflexesError):
    """An error whose sentence can be said in another language.

    `words` is a message id with named places, `facts` what fills them.
    """

    def __init__(self, words: str, **facts: object) -> None:
        """Keep the words and the facts."""
        self.words = words
        self.facts = facts
        super().__init__(words % facts)

    def said(self, translate: Callable[[str], str]) -> str:
        """The sentence, in the language of `translate`."""
        return translate(self.words) % self.facts


class EditionError(SpokenError):
    """An edition is missing, or its content no longer matches its digest."""


class Refusal(NamedTuple):
    """One thing that a file or a value got wrong.

    `kind` is a stable English key, the same in every language; `file`, `line` and `path` say where
    (`path` as in ``first_steps[1].fr``; the first line is 1, and 0 means that no line can be told,
    as when the file is missing); `met` and `expected` say what.
    """

    kind: str
    file: str = ""
    path: str = ""
    met: str = ""
    expected: str = ""
    line: int = 0

    @property
    def code(self) -> str:
        """The stable code of the kind, such as `RX303`; see `reflexes.refusals`."""
        # Late, because nobody who meets no refusal needs the table.
        from reflexes.refusals import CODES, UNLISTED  # noqa: PLC0415 - see above

        return CODES.get(self.kind, UNLISTED)

    @property
    def place(self) -> str:
        """The file, with the line where there is one: `pistes/x.toml:12`."""
        return f"{self.file}:{self.line}" if self.line else self.file


class RefusedError(ReflexesError):
    """One or more refusals, gathered and raised once."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        """Keep every refusal, in the order met."""
        self.refusals = tuple(refusals)
        super().__init__(
            "\n".join(
                f"{r.place}: {r.path}: {r.code} {r.kind}: met {r.met}; expected {r.expected}"
                for r in self.refusals
            )
        )
