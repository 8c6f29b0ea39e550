"""What binds a juror to a file: what they declared, and what their administrations tell.

A tie is found between organisations, by their SIRET numbers, the nine first figures of which are
those of the whole organisation, or else by their names. A mail address alone never makes one.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache

from reflexes.records import record
from reflexes_calls.domain.jury import Bond, BondKind, Juror
from reflexes_calls.domain.partner import SIREN_LENGTH, folded_name


class BarredKind(StrEnum):
    """Why a juror may not read a file: found from organisations, or declared."""

    TEAM = "team"
    OWN = "own"
    GROUPING = "grouping"
    PARTNER = "partner"
    CO_SIGNER = "co-signer"
    FUNDING = "funding"
    EMPLOYER = "employer"
    PAST_EMPLOYER = "past-employer"
    FUNDER = "funder"
    FAMILY = "family"
    WORKED_TOGETHER = "worked-together"
    OTHER = "other"
    RECUSAL = "recusal"


FOR_GOOD = frozenset({BarredKind.TEAM, BarredKind.OWN, BarredKind.PARTNER, BarredKind.RECUSAL})
"""What no manager may lift: being a party to the file, and the juror's own word."""
Places = dict[str, list[tuple[int, "Party"]]]
"""Where organisations stand in files, by the number of the organisation and by its name."""
PRESENT = frozenset({BondKind.EMPLOYER})
"""The declared bonds by which an administration is the juror's own."""


@record
class Party:
    """An organisation: its name and its SIRET number, where it has one."""

    name: str
    siret: str = ""


@record
class Seated:
    """A juror, their organisations, and the files (`joined`) to whose team they belong."""

    juror: Juror
    parties: tuple[Party, ...] = ()
    joined: frozenset[int] = frozenset()


@record
class FileTies:
    """What of a file ties people to it: who leads it, its partners, who granted or was granted.

    `funded_with` are those with whom its lead signed an agreement: who gave to it, whom it gave to.
    """

    application: int
    lead: Party
    partners: tuple[Party, ...] = ()
    funded_with: tuple[Party, ...] = ()


@record
class Barred:
    """A juror (by inner id) who may not read an application (by inner id), and why.

    `why` names the organisation that ties them, or says what was declared; `bond` is the public id
    of what was declared, where something was.
    """

    juror: int
    application: int
    kind: BarredKind
    why: str
    bond: str = ""


def barred_pairs(
    jurors: Iterable[Seated], bonds: Iterable[Bond], files: Iterable[FileTies]
) -> tuple[Barred, ...]:
    """Every pair that may not be, with its reason; several reasons give several of them.

    A found tie that a manager lifted is left out; see `FOR_GOOD` for what cannot be lifted.
    """
    index, known = _Index(files), tuple(jurors)
    theirs: dict[int, list[Bond]] = {each.juror.id: [] for each in known}
    for bond in bonds:
        if bond.juror_id in theirs:
            theirs[bond.juror_id].append(bond)
    found: list[Barred] = []
    for each in known:
        said = theirs[each.juror.id]
        lifted = lifted_files(said)
        found.extend(_declared(each.juror, said, index))
        found.extend(
            one
            for one in _found(each, said, index)
            if one.kind in FOR_GOOD or one.application not in lifted
        )
    return tuple(found)


def lifted_files(bonds: Iterable[Bond]) -> frozenset[int]:
    """The files of which a manager lifted the ties that were found."""
    return frozenset(
        each.application_id
        for each in bonds
        if each.kind is BondKind.FOUND and each.application_id is not None
    )


def own_parties(seated: Seated, bonds: Iterable[Bond]) -> tuple[Party, ...]:
    """The organisations of a juror: those of their account, and the employers they declared."""
    declared = (
        Party(name=bond.organisation, siret=bond.siret)
        for bond in _in_force(bonds)
        if bond.kind in PRESENT and bond.application_id is None
    )
    return (*seated.parties, *declared)


def _in_force(bonds: Iterable[Bond]) -> Iterator[Bond]:
    return (each for each in bonds if each.lifted_at is None and each.kind is not BondKind.FOUND)


def _declared(juror: Juror, bonds: Iterable[Bond], index: "_Index") -> Iterator[Barred]:
    for bond in _in_force(bonds):
        if bond.application_id is not None:
            bound = [bond.application_id] if bond.application_id in index.files else []
        else:
            met = index.beside((Party(name=bond.organisation, siret=bond.siret),), index.parties)
            bound = list(met)
        is_recusal = bond.kind is BondKind.RECUSAL
        for application in bound:
            yield Barred(
                juror=juror.id,
                application=application,
                kind=BarredKind(bond.kind.value),
                why=bond.note if is_recusal else bond.organisation or bond.siret,
                bond=bond.public_id,
            )


def _found(seated: Seated, bonds: Iterable[Bond], index: "_Index") -> Iterator[Barred]:
    own = own_parties(seated, bonds)
    ties: list[tuple[int, BarredKind, str]] = [
        (key, BarredKind.TEAM, index.files[key].lead.name)
        for key in sorted(seated.joined)
        if key in index.files
    ]
    for key, lead in index.beside(own, index.leads).items():
        is_it = any(each.siret == lead.siret for each in own if each.siret and lead.siret)
        is_named = not lead.siret or not any(each.siret for each in own)
        kind = BarredKind.OWN if is_it or is_named else BarredKind.GROUPING
        ties.append((key, kind, lead.name))
    ties += [
        (key, BarredKind.PARTNER, party.name)
        for key, party in index.beside(own, index.partners).items()
    ]
    ties += [(key, BarredKind.CO_SIGNER, name) for key, name in _co_signed(own, index)]
    ties += [
        (key, BarredKind.FUNDING, party.name)
        for key, party in index.beside(own, index.funded).items()
    ]
    for key, kind, why in ties:
        yield Barred(juror=seated.juror.id, application=key, kind=kind, why=why)


def _co_signed(own: tuple[Party, ...], index: "_Index") -> Iterator[tuple[int, str]]:
    """The files of those who sign another one of the call beside an organisation of the juror."""
    mine = index.beside(own, index.parties)
    others: dict[tuple[str, str], set[int]] = {}
    for key in mine:
        for party in _parties(index.files[key]):
            if not any(_same(each, party) for each in own):
                others.setdefault(_name_of(party), set()).add(key)
    told: set[int] = set()
    for (siret, name), signed in sorted(others.items()):
        party = Party(name=name, siret=siret)
        for key, met in index.beside((party,), index.parties).items():
            if key not in told and signed - {key}:
                told.add(key)
                yield key, met.name


def _name_of(party: Party) -> tuple[str, str]:
    return party.siret, party.name


def _parties(file: FileTies) -> tuple[Party, ...]:
    return (file.lead, *file.partners)


def _same(one: Party, other: Party) -> bool:
    """Whether two are one organisation: by their numbers, or by name where a number is missing.

    Many a commune bears the name of another: where both have a number, it decides alone.
    """
    if one.siret and other.siret:
        return one.siret[:SIREN_LENGTH] == other.siret[:SIREN_LENGTH]
    return bool(_folded(one.name)) and _folded(one.name) == _folded(other.name)


@lru_cache(maxsize=50_000)
def _folded(name: str) -> str:
    # The same names come back at each page.
    return folded_name(name)


class _Index:
    """The files, and their parties found by number and by name: a jury meets a call in no time."""

    def __init__(self, files: Iterable[FileTies]) -> None:
        self.files = {each.application: each for each in files}
        self.leads: Places = {}
        self.partners: Places = {}
        self.funded: Places = {}
        self.parties: Places = {}
        for key, file in self.files.items():
            _place(self.leads, key, (file.lead,))
            _place(self.partners, key, file.partners)
            _place(self.funded, key, file.funded_with)
            _place(self.parties, key, _parties(file))

    def beside(self, own: Iterable[Party], places: Places) -> dict[int, Party]:
        """The files in whose places one of these stands, in their order, with who it is there."""
        met: dict[int, Party] = {}
        for each in own:
            named = _folded(each.name)
            by_name = places.get(f"name {named}", []) if named else []
            for key, party in (*places.get(each.siret[:SIREN_LENGTH], ()), *by_name):
                if _same(each, party):
                    met.setdefault(key, party)
        return {key: met[key] for key in sorted(met)}


def _place(places: Places, key: int, parties: Iterable[Party]) -> None:
    for each in parties:
        if each.siret:
            places.setdefault(each.siret[:SIREN_LENGTH], []).append((key, each))
        places.setdefault(f"name {_folded(each.name)}", []).append((key, each))
