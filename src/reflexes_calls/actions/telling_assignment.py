"""An assignment that was computed, told: each pair with its reasons, how everyone is served."""

import json
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from reflexes.records import record
from reflexes_calls.actions.fitting import Common, Degree, degree_of
from reflexes_calls.actions.pairing import Ground, region_of
from reflexes_calls.domain.assignment import DaysFree
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.errors import NotOpen
from reflexes_calls.domain.jury import Computation
from reflexes_calls.storage.assigning import FileToRead

if TYPE_CHECKING:
    from reflexes.jury import Explanation, Fairness, Obstruction

Plain = dict[str, Any]
_KEPT_IN_MEMORY = 4
MOST_NAMED = 30
"""How many files or readers a refusal names; the others are counted."""

_OBSTRUCTIONS = {
    "places": "assignment-places",
    "share": "assignment-share",
    "minimum": "assignment-minimum",
    "together": "assignment-together",
}
"""What is said of each cause that the library names."""


class AssignmentImpossibleError(NotOpen):
    """Nothing meets what is asked: which files, which readers, and how many reviews are missing."""

    def __init__(
        self, obstruction: "Obstruction", files: tuple[str, ...], readers: tuple[str, ...]
    ) -> None:
        """Keep the witness: receipts and names."""
        self.files, self.readers = files, readers
        super().__init__(
            _OBSTRUCTIONS[obstruction.cause.value],
            files=len(files),
            readers=len(readers),
            needed=obstruction.needed,
            available=obstruction.available,
            missing=obstruction.missing,
            share=obstruction.share,
        )


@record
class PairTold:
    """A pair, and why it is: how well it fits, its rank, what keeps nearer readers away."""

    reader: str
    name: str
    kind: str
    degree: Degree
    fit: int
    rank: int
    possible: int
    better: Mapping[str, int]
    is_held: bool
    is_settled: bool
    is_new: bool
    hand: str
    common: Common


@record
class FileTold:
    """A file with its readers, and those who would read it no more."""

    file: FileToRead
    pairs: tuple[PairTold, ...]
    leaving: tuple[str, ...]


@record
class ReaderTold:
    """A reader with how many files they have and would have, their limits, and how they fit."""

    name: str
    kind: str
    now: int
    then: int
    least: int
    most: int
    fit: float
    degree: Degree
    must_sign: bool
    days: DaysFree | None


@attrs.frozen(kw_only=True)
class Proposal:
    """A computation, read again. Places in its lists are those of files and readers in `asked`."""

    computation: Computation
    asked: Plain
    answered: Plain
    explained: "dict[str, tuple[Explanation, ...]]"
    fairness: "Fairness"

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs, in public ids."""
        return frozenset((file, reader) for file, reader in self.answered["pairs"])

    @property
    def readers(self) -> list[str]:
        """The public ids of the readers, by place."""
        readers: list[str] = self.asked["reviewers"]
        return readers

    @property
    def degrees(self) -> dict[Degree, int]:
        """How many pairs fit how well, the best first."""
        found = Counter(
            degree_of(each.fit) for several in self.explained.values() for each in several
        )
        return {degree: found[degree] for degree in Degree if found[degree]}


def proposal_of(computation: Computation) -> Proposal:
    """A computation, read again."""
    asked, answered, explained, fairness = _read(
        computation.digest, computation.asked, computation.answered
    )
    return Proposal(
        computation=computation,
        asked=asked,
        answered=answered,
        explained=explained,
        fairness=fairness,
    )


@lru_cache(maxsize=_KEPT_IN_MEMORY)
def _read(_: str, asked: str, answered: str) -> tuple[Plain, Plain, Any, Any]:
    from reflexes.jury import Assignment, explain, measure_fairness  # noqa: PLC0415 - late: the service starts without numbers

    read, found = json.loads(asked), json.loads(answered)
    rows = {code: n for n, code in enumerate(read["applications"])}
    columns = {code: n for n, code in enumerate(read["reviewers"])}

    def places(several: list[list[str]]) -> tuple[tuple[int, int], ...]:
        return tuple((rows[file], columns[reader]) for file, reader in several)

    assignment = Assignment(
        pairs=places(found["pairs"]),
        total=found["total"],
        bound=found.get("bound", found.get("best", found["total"])),
        floor=found.get("floor"),
        kept=places(read["keep"]),
        seed=read["seed"],
        method=found["method"],
        solver="",
    )
    explained: dict[str, list[Any]] = {code: [] for code in read["applications"]}
    loads, conflicts = read["loads"], places(read["conflicts"])
    for each in explain(read["fit"], assignment, loads=loads, conflicts=conflicts):
        explained[read["applications"][each.application]].append(each)
    groups = {name: [rows[code] for code in of] for name, of in read.get("groups", {}).items()}
    fairness = measure_fairness(read["fit"], assignment, groups=groups)
    return read, found, {code: tuple(of) for code, of in explained.items()}, fairness


def file_told(
    found: Proposal,
    ground: Ground,
    file: FileToRead,
    hands: Mapping[tuple[str, str], str],
    common: Mapping[str, Common],
) -> FileTold:
    """One file of a proposal; `common` is what each of its readers has in common with it."""
    named, code = ground.named, file.public_id
    kept = {(each[0], each[1]) for each in found.asked["keep"]}
    pairs = tuple(
        PairTold(
            reader=reader,
            name=named[reader].name,
            kind=named[reader].juror.kind.value,
            degree=degree_of(each.fit),
            fit=round(each.fit / 10),
            rank=each.rank,
            possible=each.possible,
            better=dict(Counter(reason for _, reason in each.better)),
            is_held=(code, reader) in ground.held,
            is_settled=(code, reader) in kept,
            is_new=(code, reader) not in ground.given,
            hand=hands.get((code, reader), ""),
            common=common.get(reader, Common(own=(), tied=(), words=())),
        )
        for each in found.explained.get(code, ())
        if (reader := found.readers[each.reviewer]) in named
    )
    then = {each.reader for each in pairs}
    leaving = sorted(
        named[reader].name
        for of, reader in ground.free
        if of == code and reader not in then and reader in named
    )
    return FileTold(file=file, pairs=pairs, leaving=tuple(leaving))


def readers_told(found: Proposal, ground: Ground) -> tuple[ReaderTold, ...]:
    """The readers of a proposal, by name."""
    named = ground.named
    now = Counter(reader for _, reader in ground.given)
    fits: dict[int, list[float]] = {}
    for several in found.explained.values():
        for each in several:
            fits.setdefault(each.reviewer, []).append(each.fit)
    limits = zip(found.readers, found.asked["minimum"], found.asked["loads"], strict=True)
    told = [
        ReaderTold(
            name=named[reader].name,
            kind=named[reader].juror.kind.value,
            now=now[reader],
            then=len(own := fits.get(place, [])),
            least=least,
            most=most,
            fit=sum(own) / len(own) if own else 0.0,
            degree=degree_of(sum(own) / len(own) if own else 0.0),
            must_sign=named[reader].must_sign,
            days=named[reader].days,
        )
        for place, (reader, least, most) in enumerate(limits)
        if reader in named
    ]
    return tuple(sorted(told, key=lambda one: one.name))


def groups_asked(ground: Ground) -> dict[str, list[str]]:
    """The files of each region, so that one served worse is seen; none where there is one region.

    They change nothing of what is computed.
    """
    found: dict[str, list[str]] = {}
    for each in ground.files:
        if region := region_of(each):
            found.setdefault(region, []).append(each.public_id)
    return found if len(found) > 1 else {}


def impossible(ground: Ground, asked: Plain, obstruction: "Obstruction") -> NotOpen:
    """The refusal that an obstruction becomes: receipts and names for places."""
    receipts = {each.public_id: each.receipt for each in ground.files}
    named = ground.named
    return AssignmentImpossibleError(
        obstruction,
        tuple(receipts[asked["applications"][n]] for n in obstruction.applications),
        tuple(sorted(named[asked["reviewers"][n]].name for n in obstruction.reviewers)),
    )


def titles_of_codes(codes: tuple[str, ...], catalogue: Any) -> tuple[Bilingual, ...]:
    """The titles of some records of the catalogue, in French and English."""
    shelves = ("pistes", "phenomena", "controversies", "principles")
    known = {each.code: each.title for shelf in shelves for each in getattr(catalogue, shelf)}
    return tuple(
        Bilingual(fr=known[code].in_language("fr"), en=known[code].in_language("en"))
        for code in codes
        if code in known
    )
