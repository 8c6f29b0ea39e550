"""Juries: how each works, who is in it, and what binds them to files."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from reflexes_calls.domain.agreement import AgreementState
from reflexes_calls.domain.bonds import Barred, FileTies, Party, Seated, barred_pairs
from reflexes_calls.domain.call import Criterion
from reflexes_calls.domain.errors import Conflict
from reflexes_calls.domain.jury import (
    Bond,
    BondKind,
    Juror,
    JurorKind,
    JurorState,
    Jury,
    JuryKind,
    JuryPhase,
)
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.rows import is_public_id, keep, new_public_id, one, record_of
from reflexes_calls.storage.scores import refresh_readers, refresh_scores

_J, _B, _U = t.jurors.c, t.bonds.c, t.juries.c
_A, _O, _P = t.applications.c, t.organisations.c, t.partners.c
_S = t.assignments.c
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When a jury of which nothing was ever said was changed."""


def _juror(row: "Row[Any]") -> Juror:
    return record_of(
        Juror,
        row,
        jury=JuryKind(row.jury),
        kind=JurorKind(row.kind),
        state=JurorState(row.state),
        expertise=tuple(row.expertise),
        languages=tuple(row.languages),
    )


def _bond(row: "Row[Any]") -> Bond:
    return record_of(Bond, row, kind=BondKind(row.kind))


def _jurors(connection: Connection, asked: "Select[Any]") -> tuple[Juror, ...]:
    return tuple(map(_juror, connection.execute(asked.order_by(_J.id))))


def jurors_of(
    connection: Connection,
    call: int,
    *,
    jury: JuryKind | None = None,
    state: JurorState | None = None,
) -> tuple[Juror, ...]:
    """The jurors of a call, the first one invited first; of one jury, or in one state."""
    asked = select(t.jurors).where(_J.call_id == call)
    if jury is not None:
        asked = asked.where(_J.jury == jury)
    if state is not None:
        asked = asked.where(_J.state == state)
    return _jurors(connection, asked)


def find_juror(connection: Connection, public_id: str, *, lock: bool = False) -> Juror | None:
    """The juror of a public id."""
    if not is_public_id(public_id):
        return None
    asked = select(t.jurors).where(_J.public_id == public_id)
    row = one(connection, asked.with_for_update() if lock else asked)
    return _juror(row) if row else None


def get_juror(connection: Connection, key: int) -> Juror:
    """The juror of an inner id."""
    return _juror(connection.execute(select(t.jurors).where(_J.id == key)).one())


def juror_of_person(connection: Connection, call: int, person: int) -> Juror | None:
    """The juror that a person is on a call."""
    row = one(connection, select(t.jurors).where(_J.call_id == call, _J.person_id == person))
    return _juror(row) if row else None


def juror_of_address(connection: Connection, call: int, email: str) -> Juror | None:
    """The juror of a call who was invited at an address."""
    row = one(connection, select(t.jurors).where(_J.call_id == call, _J.email == email))
    return _juror(row) if row else None


def juror_of_link(connection: Connection, digest: str, *, lock: bool = False) -> Juror | None:
    """The juror whose letter holds the link of this digest."""
    asked = select(t.jurors).where(_J.link_digest == digest)
    row = one(connection, asked.with_for_update() if lock else asked)
    return _juror(row) if digest and row else None


def seats_of_person(connection: Connection, person: int) -> tuple[Juror, ...]:
    """The places of a person in juries, the last one first."""
    return _jurors(connection, select(t.jurors).where(_J.person_id == person))[::-1]


def add_juror(connection: Connection, **values: Any) -> Juror:
    """Keep a juror; `values` are its columns without its ids."""
    key = keep(connection, t.jurors, public_id=new_public_id(), **values)
    return get_juror(connection, key)


def change_juror(connection: Connection, key: int, **values: Any) -> None:
    """Change columns of a juror."""
    connection.execute(update(t.jurors).where(_J.id == key).values(**values))


def drop_juror(connection: Connection, key: int) -> None:
    """Forget an invitation that was never answered, with what was said of it."""
    connection.execute(delete(t.bonds).where(_B.juror_id == key))
    connection.execute(delete(t.jurors).where(_J.id == key))


def loads_of(connection: Connection, call: int) -> dict[int, int]:
    """How many files each person reads on a call, by inner id."""
    c = t.assignments.c
    asked = (
        select(c.reviewer_id, func.count())
        .join(t.applications, _A.id == c.application_id)
        .where(_A.call_id == call)
        .group_by(c.reviewer_id)
    )
    return {row[0]: row[1] for row in connection.execute(asked)}


def bonds_of(connection: Connection, call: int) -> tuple[Bond, ...]:
    """What was declared of the jurors of a call, what was lifted too."""
    asked = select(t.bonds).join(t.jurors, _J.id == _B.juror_id).where(_J.call_id == call)
    return tuple(map(_bond, connection.execute(asked.order_by(_B.id))))


def bonds_of_juror(connection: Connection, juror: int) -> tuple[Bond, ...]:
    """What was declared of a juror, what was lifted too."""
    asked = select(t.bonds).where(_B.juror_id == juror).order_by(_B.id)
    return tuple(map(_bond, connection.execute(asked)))


def find_bond(connection: Connection, public_id: str) -> Bond | None:
    """The bond of a public id."""
    if not is_public_id(public_id):
        return None
    row = one(connection, select(t.bonds).where(_B.public_id == public_id))
    return _bond(row) if row else None


def add_bond(connection: Connection, **values: Any) -> Bond:
    """Keep a bond; `values` are its columns without its ids."""
    started = {"lifted_at": None, "lifted_why": ""}
    key = keep(connection, t.bonds, public_id=new_public_id(), **(started | values))
    return _bond(connection.execute(select(t.bonds).where(_B.id == key)).one())


def lift_bond(connection: Connection, key: int, *, why: str, at: dt.datetime) -> None:
    """Keep that a bond no longer counts, and why."""
    said = {"lifted_at": at, "lifted_why": why}
    connection.execute(update(t.bonds).where(_B.id == key).values(**said))


def jury_of(connection: Connection, call: int, kind: JuryKind) -> Jury:
    """How a jury of a call works; as usual where nothing was ever said of it."""
    asked = select(t.juries).where(_U.call_id == call, _U.kind == kind)
    row = one(connection, asked)
    if row is None:
        return Jury(
            call_id=call,
            kind=kind,
            settings={},
            phase=JuryPhase.FORMING,
            revision=0,
            changed_at=NEVER,
        )
    return record_of(Jury, row, kind=JuryKind(row.kind), phase=JuryPhase(row.phase))


def keep_jury(  # noqa: PLR0913  # a jury, and what is said of it
    connection: Connection,
    call: int,
    kind: JuryKind,
    *,
    at: dt.datetime,
    settings: dict[str, Any] | None = None,
    phase: JuryPhase | None = None,
    revision: int | None = None,
) -> Jury:
    """Keep what is said of a jury; `settings` are added to those kept.

    With a `revision`, raises `Conflict` when the jury was changed since that one was read.
    """
    known = jury_of(connection, call, kind)
    if revision is not None and revision != known.revision:
        raise Conflict("jury-changed")
    said = {
        "settings": known.settings | (settings or {}),
        "phase": phase or known.phase,
        "revision": known.revision + 1,
        "changed_at": at,
    }
    if known.revision == 0:
        keep(connection, t.juries, call_id=call, kind=kind, **said)
    else:
        is_it = (_U.call_id == call, _U.kind == kind)
        connection.execute(update(t.juries).where(*is_it).values(**said))
    return jury_of(connection, call, kind)


def seated(connection: Connection, jurors: Iterable[Juror]) -> tuple[Seated, ...]:
    """Jurors with the organisations of their accounts, and the files whose team they are of."""
    known = tuple(jurors)
    people = {each.person_id for each in known if each.person_id is not None}
    parties: dict[int, list[Party]] = defaultdict(list)
    asked = select(t.memberships.c.person_id, _O.name, _O.siret).join(
        t.memberships, t.memberships.c.organisation_id == _O.id
    )
    for row in connection.execute(asked.where(t.memberships.c.person_id.in_(people))):
        parties[row.person_id].append(Party(name=row.name, siret=row.siret or ""))
    joined: dict[int, set[int]] = defaultdict(set)
    c = t.team_members.c
    teams = select(c.person_id, c.application_id).where(c.person_id.in_(people))
    for person, application in connection.execute(teams):
        joined[person].add(application)
    return tuple(
        Seated(
            juror=each,
            parties=tuple(parties.get(each.person_id or 0, ())),
            joined=frozenset(joined.get(each.person_id or 0, ())),
        )
        for each in known
    )


def files_tied(connection: Connection, call: int) -> tuple[FileTies, ...]:
    """The files sent to a call, with the organisations that stand behind each."""
    of_call = (_A.call_id == call, _A.receipt.is_not(None))
    asked = (
        select(_A.id, _O.name, _O.siret)
        .join(t.organisations, _O.id == _A.organisation_id)
        .where(*of_call)
        .order_by(_A.id)
    )
    partners: dict[int, list[Party]] = defaultdict(list)
    named = (
        select(_P.application_id, _P.name, _P.siret)
        .join(t.applications, _A.id == _P.application_id)
        .where(*of_call, _P.removed_at.is_(None))
        .order_by(_P.id)
    )
    for row in connection.execute(named):
        partners[row.application_id].append(Party(name=row.name, siret=row.siret or ""))
    granted = _granted(connection)
    return tuple(
        FileTies(
            application=row.id,
            lead=Party(name=row.name, siret=row.siret or ""),
            partners=tuple(partners.get(row.id, ())),
            funded_with=tuple(granted.get((row.siret or "")[:9], ())) if row.siret else (),
        )
        for row in connection.execute(asked)
    )


def _granted(connection: Connection) -> dict[str, list[Party]]:
    """Who gave to each organisation and to whom it gave, by the agreements that were issued."""
    c = t.agreements.c
    found: dict[str, list[Party]] = defaultdict(list)
    held = (
        select(c.typed, _O.name)
        .join(t.applications, _A.id == c.application_id)
        .join(t.organisations, _O.id == _A.organisation_id)
        .where(c.state != AgreementState.DRAFT)
        .order_by(c.id)
    )
    for row in connection.execute(held):
        funder = Party(
            name=row.typed.get("funder_name", ""), siret=_figures(row.typed.get("funder_siret", ""))
        )
        holder = Party(name=row.name, siret=_figures(row.typed.get("holder_siret", "")))
        for of, other in ((holder, funder), (funder, holder)):
            if of.siret:
                found[of.siret[:9]].append(other)
    return found


def _figures(typed: str) -> str:
    return "".join(filter(str.isdigit, typed))


def barred_on(
    connection: Connection, call: int, jurors: Collection[Juror] | None = None
) -> tuple[Barred, ...]:
    """Every pair of a juror and a sent file of a call that may not be, for all or for some."""
    known = jurors_of(connection, call) if jurors is None else tuple(jurors)
    if not known:
        return ()
    return barred_pairs(
        seated(connection, known), bonds_of(connection, call), files_tied(connection, call)
    )


def barred_files(connection: Connection, juror: Juror) -> frozenset[int]:
    """The files that a juror may not see, by inner id."""
    found = barred_on(connection, juror.call_id, (juror,))
    return frozenset(each.application for each in found)


def files_to_name(connection: Connection, call: int) -> tuple[tuple[int, str, str, str, str], ...]:
    """The key, public id, receipt, title and administration of each file sent to a call."""
    asked = (
        select(_A.id, _A.public_id, _A.receipt, _A.title, _O.name)
        .join(t.organisations, _O.id == _A.organisation_id)
        .where(_A.call_id == call, _A.receipt.is_not(None))
        .order_by(_O.name, _A.id)
    )
    return tuple((row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(asked))


def given_on(connection: Connection, call: int, person: int) -> frozenset[int]:
    """The files of a call that a person is to read, or has read."""
    asked = (
        select(_S.application_id)
        .join(t.applications, _A.id == _S.application_id)
        .where(_A.call_id == call, _S.reviewer_id == person)
    )
    return frozenset(connection.execute(asked).scalars())


def marked_by(connection: Connection, call: int, person: int) -> frozenset[int]:
    """The files of a call on which a person has submitted a review."""
    v, r = t.application_versions.c, t.reviews.c
    asked = (
        select(v.application_id)
        .join(t.reviews, r.version_id == v.id)
        .join(t.applications, _A.id == v.application_id)
        .where(_A.call_id == call, r.reviewer_id == person, r.submitted_at.is_not(None))
    )
    return frozenset(connection.execute(asked).scalars())


def take_back(
    connection: Connection, application: int, person: int, criteria: Iterable[Criterion]
) -> None:
    """Take a file back from its reader: their review is kept, counts no more, and is not seen."""
    is_it = (_S.application_id == application, _S.reviewer_id == person)
    connection.execute(delete(t.assignments).where(*is_it))
    refresh_readers(connection, application)
    refresh_scores(connection, application, criteria)
