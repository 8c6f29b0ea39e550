"""The people of a jury, as its managers seat them: inviting, reminding, ties, charter, chair."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking, need_call, roles_on
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.actions.tokens import digest_of_token, new_token
from reflexes_calls.domain.answers import Raw, UnreadableError, read_form
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.bonds import FOR_GOOD, Barred, BarredKind
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.charter import CharterAnswers, charter_of, has_signed, must_sign
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotAllowed, NotFound
from reflexes_calls.domain.jury import (
    Bond,
    BondKind,
    Juror,
    JurorKind,
    JurorState,
    Jury,
    JuryKind,
)
from reflexes_calls.domain.lifecycle import SEATING_STEPS
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.rights import check_finds, check_manages
from reflexes_calls.domain.seating import (
    LINK_LENGTH,
    BondAnswers,
    InviteAnswers,
    ReasonAnswers,
    read_bond,
    read_invitation,
    read_pasted,
)
from reflexes_calls.places.administration import find_administration
from reflexes_calls.storage import applications, juries, people
from reflexes_calls.storage.marks import juries_chaired

GONE = frozenset({JurorState.DECLINED, JurorState.LEFT})
NOBODY_YET = {
    "person_id": None,
    "expertise": [],
    "words": "",
    "languages": ["fr"],
    "least": 0,
    "most": None,
    "free_from": None,
    "free_until": None,
    "territory": "",
    "answered_at": None,
    "reason": "",
    "charter": "",
    "charter_signed_at": None,
    "link_digest": "",
}
"""What is known of a juror whom nobody has asked anything yet."""


@record
class FileNamed:
    """A file, as it is named where ties are spoken of."""

    id: int
    public_id: str
    receipt: str
    title: str
    organisation: str


@record
class Tie:
    """Why a juror may not read a file, and whether a manager may lift it."""

    file: FileNamed
    kind: BarredKind
    why: str
    bond: str
    may_lift: bool


@record
class Member:
    """A juror as the page of the jury shows them; `bonds` are those declared and in force."""

    juror: Juror
    load: int
    has_signed: bool
    must_sign: bool
    ties: tuple[Tie, ...]
    bonds: tuple[Bond, ...]


@record
class JuryPage:
    """The jury of a call. `hidden` counts the ties with files to which the visitor is bound."""

    call: Call
    members: tuple[Member, ...]
    files: tuple[FileNamed, ...]
    juries: tuple[Jury, ...]
    hidden: int
    link_days: int = LINK_LENGTH.days


def check_leads(connection: Connection, person: Person, call: Call) -> None:
    """Raise unless a person manages a call or chairs a jury of it."""
    roles = roles_on(connection, person, call)
    if Role.MANAGER in roles or juries_chaired(connection, call.id, person.id):
        return
    check_finds(call, roles)
    raise NotAllowed("not-allowed", step="lead_jury", by=(Role.MANAGER,))


def jury_page(desk: Desk, actor: Person, call_id: str) -> JuryPage:
    """The members of the juries of a call, for its managers."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "invite_juror")
        hidden = hidden_files(connection, actor, call)
        known = juries.jurors_of(connection, call.id)
        named = files_named(connection, call.id)
        kept = {kind: juries.jury_of(connection, call.id, kind) for kind in JuryKind}
        ties = ties_of(juries.barred_on(connection, call.id, known), named)
        bonds: dict[int, list[Bond]] = defaultdict(list)
        for each in juries.bonds_of(connection, call.id):
            if each.lifted_at is None:
                bonds[each.juror_id].append(each)
        loads = juries.loads_of(connection, call.id)
        members = tuple(
            Member(
                juror=each,
                load=loads.get(each.person_id or 0, 0),
                has_signed=has_signed(each, charter_of(kept[each.jury].settings)),
                must_sign=must_sign(each, charter_of(kept[each.jury].settings)),
                ties=tuple(one for one in ties[each.id] if one.file.public_id not in hidden),
                bonds=tuple(one for one in bonds[each.id] if one.application_id is None),
            )
            for each in known
        )
        shown = tuple(each for each in named.values() if each.public_id not in hidden)
    return JuryPage(
        call=call,
        members=members,
        files=shown,
        juries=tuple(kept.values()),
        hidden=len(hidden),
    )


def files_named(connection: Connection, call: int) -> dict[int, FileNamed]:
    """The files sent to a call, by inner id, by the names of their administrations."""
    return {
        row[0]: FileNamed(
            id=row[0], public_id=row[1], receipt=row[2], title=row[3], organisation=row[4]
        )
        for row in juries.files_to_name(connection, call)
    }


def ties_of(barred: Iterable[Barred], named: dict[int, FileNamed]) -> defaultdict[int, list[Tie]]:
    """The ties of each juror, by inner id; in the order of the files."""
    ranks = {key: rank for rank, key in enumerate(named)}
    found: defaultdict[int, list[Tie]] = defaultdict(list)
    for each in sorted(barred, key=lambda one: ranks[one.application]):
        found[each.juror].append(
            Tie(
                file=named[each.application],
                kind=each.kind,
                why=each.why,
                bond=each.bond,
                may_lift=each.kind not in FOR_GOOD,
            )
        )
    return found


def invite_juror(desk: Desk, actor: Person, call_id: str, raw: Raw, *, base: str) -> Juror:
    """Invite someone to a jury of a call, whether or not they have an account."""
    with desk.take(actor) as taking:
        call = _managed(taking, call_id, "invite_juror")
        return _invite(taking, call, read_invitation(raw), base)


def invite_many(desk: Desk, actor: Person, call_id: str, raw: Raw, *, base: str) -> int:
    """Invite all the people of a pasted list, or none when a line is refused."""
    with desk.take(actor) as taking:
        call = _managed(taking, call_id, "invite_juror")
        said = read_pasted(raw.get("pasted", ""))
        jury = JuryKind.PROTOCOL if raw.get("jury") == JuryKind.PROTOCOL else JuryKind.PROJECT
        refusals: list[FieldRefusal] = []
        for each in said:
            answers = InviteAnswers(name=each.name, email=each.email, kind=each.kind, jury=jury)
            try:
                _invite(taking, call, answers, base)
            except Invalid:
                refusals.append(
                    FieldRefusal(
                        field="pasted",
                        kind="pasted-seated",
                        met=each.email,
                        expected=str(each.line),
                    )
                )
        if refusals:
            raise Invalid(tuple(refusals))
    return len(said)


def _invite(taking: Taking, call: Call, said: InviteAnswers, base: str) -> Juror:
    connection, token = taking.connection, new_token()
    known = juries.juror_of_address(connection, call.id, said.email)
    if known is not None and known.state not in GONE:
        raise Invalid((FieldRefusal(field="email", kind="juror-there", met=said.email),))
    found = people.find_by_email(connection, said.email)
    values = {
        "jury": said.jury,
        "name": said.name,
        "is_chair": said.is_chair,
        "kind": said.kind,
        "state": JurorState.INVITED,
        "invited_by": taking.actor.id,
        "invited_at": taking.now,
        "person_id": found[0].id if found else None,
        "answered_at": None,
        "reason": "",
        "link_digest": digest_of_token(token),
    }
    if known is None:
        start = NOBODY_YET | {"call_id": call.id, "email": said.email} | values
        made = juries.add_juror(connection, **start)
    else:
        juries.change_juror(connection, known.id, **values)
        made = juries.get_juror(connection, known.id)
    facts = {"jury": made.jury.value, "kind": made.kind.value, "chair": made.is_chair}
    note(taking, "invite_juror", call, made, facts)
    _write_invitation(taking, call, made, f"{base}/jury/invitation/{token}")
    return made


def _write_invitation(
    taking: Taking, call: Call, juror: Juror, link: str, *, again: bool = False
) -> None:
    on_protocol = juror.jury is JuryKind.PROTOCOL
    taking.write(
        "remind_juror" if again else "invite_juror",
        juror.email,
        who=taking.actor.name,
        call=call.title_fr,
        call_en=call.title("en"),
        task="dire si l’essai pourra mesurer quelque chose" if on_protocol else "juger les projets",
        task_en="say whether each trial can measure anything" if on_protocol else "judge projects",
        chair="Vous présideriez ce jury." if juror.is_chair else "",
        chair_en="You would chair this jury." if juror.is_chair else "",
        link=link,
        days=str(LINK_LENGTH.days),
    )


def remind_juror(desk: Desk, actor: Person, call_id: str, juror_id: str, *, base: str) -> None:
    """Send the invitation again under a new link, or ask a member to sign the charter."""
    with desk.take(actor) as taking:
        call = _managed(taking, call_id, "remind_juror")
        juror = need_juror(taking.connection, juror_id, call, lock=True)
        charter = charter_of(juries.jury_of(taking.connection, call.id, juror.jury).settings)
        if juror.state is JurorState.INVITED:
            token = new_token()
            juries.change_juror(
                taking.connection,
                juror.id,
                link_digest=digest_of_token(token),
                invited_at=taking.now,
            )
            link = f"{base}/jury/invitation/{token}"
            _write_invitation(taking, call, juror, link, again=True)
        elif juror.state is JurorState.ACCEPTED and not has_signed(juror, charter):
            taking.write(
                "ask_charter",
                juror.email,
                call=call.title_fr,
                call_en=call.title("en"),
                link=f"{base}/jury/{juror.public_id}",
            )
        else:
            raise Conflict("nothing-to-remind")
        note(taking, "remind_juror", call, juror, {"state": juror.state.value})


def withdraw_juror(desk: Desk, actor: Person, call_id: str, juror_id: str) -> None:
    """Withdraw an invitation that waits: its link opens nothing, and nothing is kept of it."""
    with desk.take(actor) as taking:
        call = _managed(taking, call_id, "withdraw_juror")
        juror = need_juror(taking.connection, juror_id, call, lock=True)
        if juror.state is not JurorState.INVITED:
            raise Conflict("juror-answered")
        if juror.person_id is not None:
            _take_files_back(taking, call, juror)
        juries.drop_juror(taking.connection, juror.id)
        note(taking, "withdraw_juror", call, juror, {})


def change_juror(desk: Desk, actor: Person, call_id: str, juror_id: str, raw: Raw) -> None:
    """Say from where a juror looks, what they read, and whether they chair."""
    with desk.take(actor) as taking:
        call = _managed(taking, call_id, "change_juror")
        juror = need_juror(taking.connection, juror_id, call, lock=True)
        said = read_invitation({**raw, "name": juror.name, "email": juror.email})
        changes = {"kind": said.kind, "jury": said.jury, "is_chair": said.is_chair}
        juries.change_juror(taking.connection, juror.id, **changes)
        facts = {"kind": said.kind.value, "jury": said.jury.value, "chair": said.is_chair}
        note(taking, "change_juror", call, juror, facts)


def dismiss_juror(desk: Desk, actor: Person, call_id: str, juror_id: str, raw: Raw) -> None:
    """Take a member out of the jury, with a reason; what they have submitted stays."""
    with desk.take(actor) as taking:
        call = _managed(taking, call_id, "dismiss_juror")
        juror = need_juror(taking.connection, juror_id, call, lock=True)
        said = read_form(ReasonAnswers, raw)
        end_seat(taking, call, juror, said.reason)
        note(taking, "dismiss_juror", call, juror, {"reason": said.reason})


def end_seat(taking: Taking, call: Call, juror: Juror, reason: str) -> None:
    """Have a member leave: the files that they have yet to mark are theirs no more."""
    if juror.state is not JurorState.ACCEPTED:
        raise Conflict("juror-not-in")
    _take_files_back(taking, call, juror)
    juries.change_juror(
        taking.connection, juror.id, state=JurorState.LEFT, reason=reason, is_chair=False
    )


def _take_files_back(taking: Taking, call: Call, juror: Juror) -> None:
    person = juror.person_id or 0
    marked = juries.marked_by(taking.connection, call.id, person)
    for key in sorted(juries.given_on(taking.connection, call.id, person) - marked):
        juries.take_back(taking.connection, key, person, call.criteria)


def keep_charter(  # noqa: PLR0913  # a jury, what is written of it, and what was read before
    desk: Desk, actor: Person, call_id: str, kind: JuryKind, raw: Raw, *, revision: int
) -> None:
    """Keep the charter of a jury; whoever signed another text is asked to sign this one."""
    with desk.take(actor) as taking:
        call = _managed(taking, call_id, "set_charter")
        said = read_form(CharterAnswers, raw)
        kept = juries.keep_jury(
            taking.connection,
            call.id,
            kind,
            at=taking.now,
            settings={"charter_fr": said.charter_fr, "charter_en": said.charter_en},
            revision=revision,
        )
        step = taking.step(SEATING_STEPS, "set_charter", call.stage, taking.roles(call), {})
        facts = {"jury": kind.value, "fr": said.charter_fr, "en": said.charter_en}
        taking.note(step, call, call.public_id, facts | {"revision": kept.revision})


def bind_juror(desk: Desk, actor: Person, call_id: str, juror_id: str, raw: Raw) -> Bond:
    """Add by hand what ties a juror to an organisation, or to one file."""
    with desk.take(actor) as taking:
        call = _managed(taking, call_id, "bind_juror")
        juror = need_juror(taking.connection, juror_id, call, lock=True)
        hidden = hidden_files(taking.connection, actor, call)
        bond = keep_bond(taking, call, juror, raw, unseen=hidden)
        note(taking, "bind_juror", call, juror, facts_of_bond(bond))
        return bond


def keep_bond(
    taking: Taking, call: Call, juror: Juror, raw: Raw, *, unseen: Collection[str]
) -> Bond:
    """Keep what ties a juror, as typed; a file among `unseen` cannot be named.

    The files that it bars are theirs to read no more.
    """
    file = raw.get("application", "").strip()
    named = {each.public_id: each for each in files_named(taking.connection, call.id).values()}
    if file and (file not in named or file in unseen):
        raise NotFound("application", file)
    said = read_bond(raw, has_file=bool(file))
    bond = juries.add_bond(
        taking.connection,
        juror_id=juror.id,
        application_id=named[file].id if file else None,
        siret=_read_siret(said),
        organisation=named[file].organisation if file else said.organisation,
        kind=BondKind(said.kind.value),
        note=said.note,
        declared_by=taking.actor.id,
        declared_at=taking.now,
    )
    take_barred_back(taking, call, juror)
    return bond


def facts_of_bond(bond: Bond) -> dict[str, str]:
    """What the journal is told of a tie: a digest is kept of it."""
    return {"bond": bond.public_id, "kind": bond.kind.value, "siret": bond.siret}


def _read_siret(said: BondAnswers) -> str:
    if not said.siret:
        return ""
    try:
        return find_administration(said.siret).siret
    except UnreadableError as error:
        met = str(getattr(error, "met", said.siret))
        wrong = FieldRefusal(field="siret", kind=error.kind, met=met, expected=error.expected)
        raise Invalid((wrong,)) from None


def take_barred_back(taking: Taking, call: Call, juror: Juror) -> None:
    """Take back the files that a juror may no longer read; their drafts are kept, unseen."""
    if juror.person_id is None:
        return
    given = juries.given_on(taking.connection, call.id, juror.person_id)
    for key in sorted(given & juries.barred_files(taking.connection, juror)):
        juries.take_back(taking.connection, key, juror.person_id, call.criteria)


def lift_tie(desk: Desk, actor: Person, call_id: str, juror_id: str, raw: Raw) -> None:
    """Lift a tie with a reason: one that was declared (`bond`), or those found with a file."""
    with desk.take(actor) as taking:
        call = _managed(taking, call_id, "lift_bond")
        juror = need_juror(taking.connection, juror_id, call, lock=True)
        said = read_form(ReasonAnswers, raw)
        if raw.get("bond", ""):
            facts = _lift_declared(taking, call, juror, raw["bond"], said.reason)
        else:
            facts = _lift_found(taking, call, juror, raw.get("application", ""), said.reason)
        note(taking, "lift_bond", call, juror, facts | {"reason": said.reason})


def _lift_declared(
    taking: Taking, call: Call, juror: Juror, bond_id: str, why: str
) -> dict[str, str]:
    bond = juries.find_bond(taking.connection, bond_id)
    hidden = hidden_files(taking.connection, taking.actor, call)
    if bond is None or bond.juror_id != juror.id:
        raise NotFound("bond", bond_id)
    if bond.application_id is not None:
        file = files_named(taking.connection, call.id)[bond.application_id]
        if file.public_id in hidden:
            raise NotFound("bond", bond_id)
    if bond.kind is BondKind.RECUSAL:
        raise Conflict("recusal-stands")
    if bond.lifted_at is not None:
        raise Conflict("bond-lifted")
    juries.lift_bond(taking.connection, bond.id, why=why, at=taking.now)
    return {"bond": bond.public_id}


def _lift_found(
    taking: Taking, call: Call, juror: Juror, application_id: str, why: str
) -> dict[str, str]:
    hidden = hidden_files(taking.connection, taking.actor, call)
    named = {each.public_id: each for each in files_named(taking.connection, call.id).values()}
    if application_id not in named or application_id in hidden:
        raise NotFound("application", application_id)
    file = named[application_id]
    found = [
        each
        for each in juries.barred_on(taking.connection, call.id, (juror,))
        if each.application == file.id and not each.bond
    ]
    if not found:
        raise Conflict("bond-lifted")
    if any(each.kind in FOR_GOOD for each in found):
        raise Conflict("tie-stands")
    juries.add_bond(
        taking.connection,
        juror_id=juror.id,
        application_id=file.id,
        siret="",
        organisation=file.organisation,
        kind=BondKind.FOUND,
        note=", ".join(sorted({each.kind.value for each in found})),
        declared_by=taking.actor.id,
        declared_at=taking.now,
        lifted_at=taking.now,
        lifted_why=why,
    )
    return {"application": application_id}


def seat_by_hand(
    taking: Taking, call: Call, person: Person, jury: JuryKind = JuryKind.PROJECT
) -> Juror:
    """The juror that a person becomes by being given a file: in at once, the charter optional."""
    connection = taking.connection
    known = juries.juror_of_person(connection, call.id, person.id)
    known = known or juries.juror_of_address(connection, call.id, person.email.lower())
    if known is None:
        values = {
            "call_id": call.id,
            "jury": jury,
            "person_id": person.id,
            "name": person.name,
            "email": person.email.lower(),
            "is_chair": False,
            "kind": JurorKind.AGENT,
            "state": JurorState.ACCEPTED,
            "invited_by": taking.actor.id,
            "invited_at": taking.now,
            "answered_at": taking.now,
        }
        return juries.add_juror(connection, **(NOBODY_YET | values))
    if known.state in GONE:
        raise Conflict("juror-gone")
    if known.person_id is None:
        juries.change_juror(connection, known.id, person_id=person.id)
    return juries.get_juror(connection, known.id)


def charter_shown(connection: Connection, juror: Juror) -> Bilingual:
    """The charter of the jury in which someone sits."""
    return charter_of(juries.jury_of(connection, juror.call_id, juror.jury).settings)


def need_juror(connection: Connection, public_id: str, call: Call, *, lock: bool = False) -> Juror:
    """The juror of a public id on a call, or `NotFound`."""
    found = juries.find_juror(connection, public_id, lock=lock)
    if found is None or found.call_id != call.id:
        raise NotFound("juror", public_id)
    return found


def note(taking: Taking, name: str, call: Call, juror: Juror, facts: object) -> None:
    """Leave an entry about a juror in the journal of the call; no name is among the facts."""
    held = taking.roles(call) | ({Role.REVIEWER} if juror.person_id == taking.actor.id else set())
    # Whoever follows the link of their letter answers as the person it was written to.
    if taking.actor.public_id == juror.public_id:
        held |= {Role.REVIEWER}
    step = taking.step(SEATING_STEPS, name, call.stage, frozenset(held), {})
    taking.note(step, call, juror.public_id, facts)


def _managed(taking: Taking, call_id: str, step: str) -> Call:
    call = taking.call(call_id)
    check_manages(call, taking.roles(call), step)
    return call


def managers_told(
    connection: Connection, call: Call, application: int | None
) -> tuple[Person, ...]:
    """The managers of a call, without those who are bound to the file that is spoken of."""
    known = people.holders_on(connection, call.id, Role.MANAGER)
    if application is None:
        return known
    public_id = applications.get_application(connection, application).public_id
    return tuple(each for each in known if public_id not in hidden_files(connection, each, call))
