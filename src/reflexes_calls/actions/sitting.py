"""Sitting in a jury: answering an invitation, the charter, one's profile and ties, leaving."""

from collections.abc import Iterable

from sqlalchemy import Connection

from reflexes.records import changed, record
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.inviting import open_invited_account
from reflexes_calls.actions.people import open_session
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.actions.seating import (
    FileNamed,
    charter_shown,
    end_seat,
    facts_of_bond,
    files_named,
    keep_bond,
    managers_told,
    note,
    take_barred_back,
)
from reflexes_calls.actions.tokens import digest_of_token
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.blind import hides_title, is_blind
from reflexes_calls.domain.call import Call, Moment
from reflexes_calls.domain.charter import digest_of_charter, has_signed, must_sign
from reflexes_calls.domain.errors import (
    Conflict,
    DeadLink,
    FieldRefusal,
    Invalid,
    NotAllowed,
    NotFound,
    UnknownLink,
)
from reflexes_calls.domain.jury import Bond, BondKind, Juror, JurorState
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Person, Role, guest
from reflexes_calls.domain.seating import LINK_LENGTH, ReasonAnswers, SignAnswers, read_profile
from reflexes_calls.domain.signing_in import Means
from reflexes_calls.storage import calls, juries, people

SHELVES = ("pistes", "phenomena", "controversies", "principles")
"""The shelves of the catalogue of which a juror may know something."""


@record
class SeatInvitation:
    """An invitation to a jury, as whoever follows its link sees it."""

    juror: Juror
    call: Call
    invited_by: Person
    charter: Bilingual
    has_account: bool


@record
class Seat:
    """A place in a jury, with what waits there."""

    juror: Juror
    call: Call
    must_sign: bool
    to_read: int
    marked: int


@record
class SeatPage:
    """A juror's own page. `files` are those of which a tie may be declared, once they are in.

    Where the jury reads blind, these say no administration; `applicants` are all of them, apart.
    """

    juror: Juror
    call: Call
    charter: Bilingual
    has_signed: bool
    must_sign: bool
    bonds: tuple[Bond, ...]
    files: tuple[FileNamed, ...]
    given: frozenset[str]
    set_aside: int
    to_read: int
    marked: int
    applicants: tuple[str, ...] = ()


def known_codes(desk: Desk) -> dict[str, tuple[str, ...]]:
    """The codes of the catalogue that a juror may tick, by shelf."""
    return {shelf: tuple(each.code for each in getattr(desk.catalogue, shelf)) for shelf in SHELVES}


def seat_invitation(desk: Desk, token: str) -> SeatInvitation:
    """What a link invites to; raises `UnknownLink`, or `DeadLink` with what to do."""
    with desk.look() as connection:
        juror = _alive(juries.juror_of_link(connection, digest_of_token(token)), desk)
        return SeatInvitation(
            juror=juror,
            call=calls.get_call(connection, juror.call_id),
            invited_by=people.get_person(connection, juror.invited_by),
            charter=charter_shown(connection, juror),
            has_account=people.find_by_email(connection, juror.email) is not None,
        )


def _alive(found: Juror | None, desk: Desk) -> Juror:
    if found is None:
        raise UnknownLink
    if found.state is JurorState.DECLINED:
        raise DeadLink("jury-declined")
    if found.state is not JurorState.INVITED:
        raise DeadLink("jury-answered")
    if desk.clock.now() > found.invited_at + LINK_LENGTH:
        raise DeadLink("invitation-expired")
    return found


def accept_seat(desk: Desk, actor: Person, token: str) -> Juror:
    """Accept an invitation under the invited address."""
    with desk.take(actor) as taking:
        return _accept(taking, token)


def accept_seat_with_account(desk: Desk, token: str, raw: Raw, *, device: str = "") -> str:
    """Make the account of the invited address, and accept. Gives the token of the session."""
    juror = seat_invitation(desk, token).juror
    person = open_invited_account(
        desk, juror.public_id, juror.email, raw, lambda taking: _accept(taking, token)
    )
    return open_session(desk, person, means=Means.INVITATION, device=device)


def _accept(taking: Taking, token: str) -> Juror:
    juror, call = _answering(taking, token)
    actor = taking.actor
    if actor.id != juror.person_id and actor.email.lower() != juror.email:
        raise NotAllowed("other-address", met=actor.email, expected=juror.email)
    juries.change_juror(
        taking.connection,
        juror.id,
        person_id=actor.id,
        name=actor.name,
        state=JurorState.ACCEPTED,
        answered_at=taking.now,
    )
    people.add_grant(taking.connection, actor.id, call.id, Role.REVIEWER)
    kept = juries.get_juror(taking.connection, juror.id)
    # Files given by hand meanwhile are looked at again: their organisations are known by now.
    take_barred_back(taking, call, kept)
    note(taking, "join_jury", call, kept, {"jury": kept.jury.value})
    _tell(taking, "join_jury", call, kept)
    return kept


def _answering(taking: Taking, token: str) -> tuple[Juror, Call]:
    digest = digest_of_token(token)
    found = _alive(juries.juror_of_link(taking.connection, digest), taking.desk)
    # The call is locked first, as everywhere; then the place is read again.
    call = taking.call(calls.get_call(taking.connection, found.call_id).public_id)
    return _alive(juries.juror_of_link(taking.connection, digest, lock=True), taking.desk), call


def decline_seat(desk: Desk, token: str, raw: Raw) -> None:
    """Decline an invitation, with a reason; no account is needed for it."""
    shown = seat_invitation(desk, token)
    said = read_form(ReasonAnswers, raw)
    juror = shown.juror
    with desk.take(guest(juror.public_id, juror.name, juror.email)) as taking:
        juror, call = _answering(taking, token)
        juries.change_juror(
            taking.connection,
            juror.id,
            state=JurorState.DECLINED,
            answered_at=taking.now,
            reason=said.reason,
        )
        note(taking, "decline_jury", call, juror, {"reason": said.reason})
        _tell(taking, "decline_jury", call, juror, reason=said.reason)


def _tell(
    taking: Taking, step: str, call: Call, juror: Juror, file: FileNamed | None = None, **said: str
) -> None:
    """Write to the managers of a call, but for those who are bound to the file spoken of."""
    told = managers_told(taking.connection, call, file.id if file else None)
    facts = {"who": juror.name, "call": call.title_fr, "call_en": call.title("en"), **said}
    taking.tell(step, told, **facts)


def seats_of(desk: Desk, actor: Person) -> tuple[Seat, ...]:
    """The places of a person in juries, those that wait for an answer too."""
    with desk.look() as connection:
        return tuple(
            _seat(connection, actor, each) for each in juries.seats_of_person(connection, actor.id)
        )


def _seat(connection: Connection, actor: Person, juror: Juror) -> Seat:
    marked = juries.marked_by(connection, juror.call_id, actor.id)
    given = juries.given_on(connection, juror.call_id, actor.id)
    return Seat(
        juror=juror,
        call=calls.get_call(connection, juror.call_id),
        must_sign=must_sign(juror, charter_shown(connection, juror)),
        to_read=len(given - marked),
        marked=len(given & marked),
    )


def seat_page(desk: Desk, actor: Person, juror_id: str) -> SeatPage:
    """A juror's own page: what is asked, the charter, their profile and their ties."""
    with desk.look() as connection:
        juror = _own(connection, actor, juror_id)
        call = calls.get_call(connection, juror.call_id)
        seat, charter = _seat(connection, actor, juror), charter_shown(connection, juror)
        hidden = hidden_files(connection, actor, call)
        named = files_named(connection, call.id).values() if _are_in(desk, call) else ()
        given = juries.given_on(connection, call.id, actor.id)
        bonds = juries.bonds_of_juror(connection, juror.id)
        files = tuple(each for each in named if each.public_id not in hidden)
        jury = juries.jury_of(connection, call.id, juror.jury)
        blind = is_blind(jury.settings, jury.phase, ApplicationStage.SUBMITTED)
        return SeatPage(
            juror=juror,
            call=call,
            charter=charter,
            has_signed=has_signed(juror, charter),
            must_sign=seat.must_sign,
            bonds=tuple(
                each
                for each in bonds
                # What a manager added is not told to the one it is said of.
                if each.declared_by == actor.id
                and each.lifted_at is None
                and each.application_id is None
            ),
            files=_unnamed(files, call) if blind else files,
            given=frozenset(
                each.public_id
                for each in named
                if each.id in given and each.public_id not in hidden and not seat.must_sign
            ),
            set_aside=sum(each.public_id in hidden for each in named),
            to_read=seat.to_read,
            marked=seat.marked,
            applicants=tuple(sorted({each.organisation for each in files})) if blind else (),
        )


def _unnamed(files: Iterable[FileNamed], call: Call) -> tuple[FileNamed, ...]:
    """Files without who applies, in the order of their receipts: names would tell in another."""
    shown = sorted(files, key=lambda each: (len(each.receipt), each.receipt))
    hidden = hides_title(call.questions())
    return tuple(
        changed(each, organisation="", title=each.receipt if hidden else each.title)
        for each in shown
    )


def _are_in(desk: Desk, call: Call) -> bool:
    """Whether files come in no more: before that, nobody learns who has applied."""
    return call.moment(desk.clock.now()) is Moment.CLOSED


def _own(connection: Connection, actor: Person, juror_id: str) -> Juror:
    """A place of one's own, once it was accepted."""
    found = juries.find_juror(connection, juror_id)
    is_own = found is not None and found.person_id == actor.id
    if found is None or not is_own or found.state is not JurorState.ACCEPTED:
        raise NotFound("juror", juror_id)
    return found


def _sitting(taking: Taking, juror_id: str) -> tuple[Juror, Call]:
    found = _own(taking.connection, taking.actor, juror_id)
    call = taking.call(calls.get_call(taking.connection, found.call_id).public_id)
    return _own(taking.connection, taking.actor, juror_id), call


def sign_charter(desk: Desk, actor: Person, juror_id: str, raw: Raw, *, seen: str) -> None:
    """Sign the charter; `seen` is the digest of the text that was on the page."""
    with desk.take(actor) as taking:
        juror, call = _sitting(taking, juror_id)
        read_form(SignAnswers, raw)
        digest = digest_of_charter(charter_shown(taking.connection, juror))
        if seen != digest:
            raise Conflict("charter-changed")
        juries.change_juror(
            taking.connection, juror.id, charter=digest, charter_signed_at=taking.now
        )
        note(taking, "sign_charter", call, juror, {"charter": digest})


def describe_oneself(desk: Desk, actor: Person, juror_id: str, raw: Raw) -> None:
    """Say what one knows, in which languages one reads, how many files and when."""
    codes = [code for shelf in known_codes(desk).values() for code in shelf]
    with desk.take(actor) as taking:
        juror, call = _sitting(taking, juror_id)
        said = read_profile(raw, codes)
        told = said.answers
        juries.change_juror(
            taking.connection,
            juror.id,
            expertise=list(said.expertise),
            languages=list(said.languages),
            words=told.words,
            least=told.least,
            most=told.most,
            free_from=told.free_from,
            free_until=told.free_until,
            territory=told.territory,
        )
        facts = {"expertise": said.expertise, "least": told.least, "most": told.most}
        note(taking, "describe_juror", call, juror, facts)


def declare_bond(desk: Desk, actor: Person, juror_id: str, raw: Raw) -> Bond:
    """Declare what ties one to an organisation, or to one file; those files are read no more."""
    with desk.take(actor) as taking:
        juror, call = _sitting(taking, juror_id)
        if raw.get("application", "").strip() and not _are_in(desk, call):
            raise NotFound("application", raw["application"])
        hidden = hidden_files(taking.connection, actor, call)
        bond = keep_bond(taking, call, juror, raw, unseen=hidden)
        note(taking, "declare_bond", call, juror, facts_of_bond(bond))
        _tell(taking, "declare_bond", call, juror)
        return bond


def recuse(desk: Desk, actor: Person, juror_id: str, raw: Raw) -> None:
    """Recuse oneself from a file, at any time and with a reason.

    The file is theirs no more and vanishes from what they see; their draft is kept, unseen.
    """
    with desk.take(actor) as taking:
        juror, call = _sitting(taking, juror_id)
        asked, said = raw.get("application", "").strip(), None
        refusals: list[FieldRefusal] = []
        if not asked:
            refusals.append(FieldRefusal(field="application", kind="missing"))
        try:
            said = read_form(ReasonAnswers, raw)
        except Invalid as invalid:
            refusals.extend(invalid.refusals)
        if said is None or refusals:
            raise Invalid(tuple(refusals))
        named = files_named(taking.connection, call.id).values()
        file = next((each for each in named if each.public_id == asked), None)
        hidden = hidden_files(taking.connection, actor, call)
        if file is None or asked in hidden or not _are_in(desk, call):
            raise NotFound("application", asked)
        juries.add_bond(
            taking.connection,
            juror_id=juror.id,
            application_id=file.id,
            siret="",
            organisation=file.organisation,
            kind=BondKind.RECUSAL,
            note=said.reason,
            declared_by=actor.id,
            declared_at=taking.now,
        )
        had_marked = file.id in juries.marked_by(taking.connection, call.id, actor.id)
        take_barred_back(taking, call, juror)
        note(taking, "recuse", call, juror, {"application": asked, "reason": said.reason})
        _tell(
            taking,
            "recuse",
            call,
            juror,
            file,
            receipt=file.receipt,
            title=file.title,
            reason=said.reason,
            marked="Sa lecture, déjà remise, ne compte plus." if had_marked else "",
            marked_en="Their review, already in, counts no more." if had_marked else "",
        )


def leave_jury(desk: Desk, actor: Person, juror_id: str, raw: Raw) -> None:
    """Leave a jury, with a reason: the files that wait are theirs no more."""
    with desk.take(actor) as taking:
        juror, call = _sitting(taking, juror_id)
        said = read_form(ReasonAnswers, raw)
        end_seat(taking, call, juror, said.reason)
        note(taking, "leave_jury", call, juror, {"reason": said.reason})
        _tell(taking, "leave_jury", call, juror, reason=said.reason)
