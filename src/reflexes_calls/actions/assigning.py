"""Who reads what, computed: a proposal that is shown first, then put in force.

Everything is computed by `reflexes.jury` from plain data, which is kept beside its answer. What was
given by hand, opened or read stands whatever is computed.
"""

import datetime as dt
from collections import Counter
from typing import Any

import attrs
from sqlalchemy import Connection

from reflexes_calls.actions.desk import Desk, Taking, need_call, roles_on
from reflexes_calls.actions.fitting import Common, common_of
from reflexes_calls.actions.leading import jury_step
from reflexes_calls.actions.pairing import Ground, asked_of, basis_of, ground_of, texts_of
from reflexes_calls.actions.progressing import juries_led
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.actions.telling_assignment import (
    FileTold,
    Proposal,
    ReaderTold,
    file_told,
    groups_asked,
    impossible,
    proposal_of,
    readers_told,
)
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.assignment import (
    Hand,
    Settled,
    read_assignment,
    settle,
    settled_of,
    typed_of,
    usual_assignment,
)
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import (
    Conflict,
    FieldRefusal,
    Invalid,
    NotAllowed,
    NotFound,
    NotOpen,
)
from reflexes_calls.domain.jury import Computation, Jury, JuryKind, JuryPhase, Stage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.storage import assigning, computations, juries, people
from reflexes_calls.storage.assigning import FileToRead

Plain = dict[str, Any]
SETTINGS = "assignment"
"""Where the settings of a jury keep those of its assignment."""
READING = frozenset({JuryPhase.FORMING, JuryPhase.READING})


@attrs.frozen(kw_only=True)
class AssignmentPage:
    """All that the page of an assignment shows.

    `hidden` are the files to which the one who looks is bound: nothing is said of them, and they
    change nothing. `shown` are the others; `told` are those of one page.
    """

    call: Call
    jury: Jury
    juries: tuple[JuryKind, ...]
    manages: bool
    ground: Ground
    hidden: frozenset[str]
    shown: tuple[FileToRead, ...]
    typed: dict[str, str]
    hands: tuple[Settled, ...]
    proposal: Proposal | None
    is_fresh: bool
    may_write: bool
    told: tuple[FileTold, ...] = ()
    readers: tuple[ReaderTold, ...] = ()

    @property
    def is_in_force(self) -> bool:
        """Whether what is shown was put in force."""
        return self.proposal is not None and self.proposal.computation.in_force_at is not None

    @property
    def coming(self) -> int:
        """How many pairs the proposal adds to what is in force."""
        return len(self.proposal.pairs - self.ground.given) if self.proposal else 0

    @property
    def leaving(self) -> int:
        """How many pairs it takes away."""
        return len(self.ground.free - self.proposal.pairs) if self.proposal else 0


def assignment_page(  # noqa: PLR0913  # which jury, and which files of it
    desk: Desk,
    actor: Person,
    call_id: str,
    kind: JuryKind,
    *,
    first: int = 0,
    count: int | None = None,
) -> AssignmentPage:
    """The assignment of a jury, for whoever leads it; `count` files from the one at `first`."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        led = juries_led(connection, actor, call, "propose_assignment")
        if kind not in led:
            raise NotFound("jury", kind)
        manages = Role.MANAGER in roles_on(connection, actor, call)
        hidden = hidden_files(connection, actor, call)
        ground = ground_of(connection, call, kind, desk.catalogue, desk.clock.now())
        jury = juries.jury_of(connection, call.id, kind)
        typed, hands = _kept(call, jury, ground)
        last = _last(connection, call, kind)
        proposal = proposal_of(last) if last else None
        shown = tuple(each for each in ground.files if each.public_id not in hidden)
        told: tuple[FileTold, ...] = ()
        if proposal:
            page = shown[first:] if count is None else shown[first : first + count]
            texts = texts_of(connection, page)
            told = tuple(
                file_told(proposal, ground, each, _by_pair(hands), common)
                for each, common in _in_common(proposal, ground, page, texts)
            )
    may_write = call.stage.value == "published" and jury.phase in READING
    return AssignmentPage(
        call=call,
        jury=jury,
        juries=led,
        manages=manages,
        ground=ground,
        hidden=frozenset(each.public_id for each in ground.files) & hidden,
        shown=shown,
        typed=typed,
        hands=hands,
        proposal=proposal,
        is_fresh=proposal is not None and proposal.asked["basis"] == basis_of(ground, typed, hands),
        may_write=may_write and len(shown) == len(ground.files),
        told=told,
        readers=readers_told(proposal, ground) if proposal else (),
    )


def _in_common(
    proposal: Proposal, ground: Ground, files: tuple[FileToRead, ...], texts: dict[str, str]
) -> list[tuple[FileToRead, dict[str, Common]]]:
    """What the readers of some files have in common with them."""
    subjects = dict(zip((each.public_id for each in ground.files), ground.subjects, strict=True))
    named, found = ground.named, []
    for each in files:
        code = each.public_id
        readers = [proposal.readers[one.reviewer] for one in proposal.explained.get(code, ())]
        found.append(
            (
                each,
                {
                    reader: common_of(subjects[code], texts[code], named[reader].juror)
                    for reader in readers
                    if reader in named
                },
            )
        )
    return found


def _by_pair(hands: tuple[Settled, ...]) -> dict[tuple[str, str], str]:
    return {(each.file, each.reader): each.hand.value for each in hands}


def _kept(call: Call, jury: Jury, ground: Ground) -> tuple[dict[str, str], tuple[Settled, ...]]:
    """The settings and what is settled by hand, as kept, or else as is usual."""
    kept = jury.settings.get(SETTINGS, {})
    able = sum(
        each.days.free / each.days.all if each.days else 1
        for each in ground.readers
        if each.may_get
    )
    typed = kept.get("typed") or usual_assignment(call.reviews_needed, len(ground.files), able)
    return typed, settled_of(kept)


def _last(connection: Connection, call: Call, kind: JuryKind) -> Computation | None:
    return computations.last_of(connection, call.id, jury=kind, stage=Stage.ASSIGNMENT)


def propose(desk: Desk, actor: Person, call_id: str, kind: JuryKind, raw: Raw) -> Proposal:
    """Compute the assignment that a form asks for, to be looked at: nobody is given a file.

    Settings and what is settled by hand are kept first: a refusal loses nothing. Raises `Invalid`
    with every refusal, and `AssignmentImpossibleError` when nothing can hold.
    """
    _settle(desk, actor, call_id, kind, raw)
    with desk.look() as connection:
        call = need_call(connection, call_id)
        ground = _checked(connection, desk, actor, call, kind)
        jury = juries.jury_of(connection, call.id, kind)
        typed, hands = _kept(call, jury, ground)
        texts = texts_of(connection, ground.files)
    if not ground.files:
        raise NotOpen("no-file-to-assign")
    if not ground.readers:
        raise NotOpen("no-reader-to-assign")
    # Outside of any transaction: it may take seconds, and nobody waits for it.
    asked = asked_of(ground, read_assignment(typed), hands, texts, desk.catalogue)
    asked |= {"basis": basis_of(ground, typed, hands), "groups": groups_asked(ground)}
    answered = _compute(ground, asked)
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        made = computations.add_computation(
            taking.connection,
            call=call.id,
            jury=kind,
            stage=Stage.ASSIGNMENT,
            asked=_canonical(asked),
            answered=answered,
            made_by=actor.id,
            made_at=taking.now,
        )
        jury_step(taking, "propose_assignment", call, kind, {}, facts={"digest": made.digest})
    return proposal_of(made)


def _settle(desk: Desk, actor: Person, call_id: str, kind: JuryKind, raw: Raw) -> None:
    """Keep the settings and what is settled by hand, where they change."""
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        ground = _checked(taking.connection, desk, actor, call, kind)
        jury = juries.jury_of(taking.connection, call.id, kind)
        before, hands = _kept(call, jury, ground)
        typed = typed_of(raw) if "reviews" in raw else before
        read_assignment(typed)
        files = {each.receipt: each.public_id for each in ground.files}
        settled = settle(hands, raw, files, ground.named)
        _check_hands(ground, settled, hands)
        known = jury.settings.get(SETTINGS)
        kept = {
            "typed": typed,
            "hands": [[each.file, each.reader, each.hand.value] for each in settled],
        }
        if kept != known:
            juries.keep_jury(
                taking.connection, call.id, kind, at=taking.now, settings={SETTINGS: kept}
            )
            jury_step(taking, "set_assignment", call, kind, {}, facts={"hands": len(settled)})


def _check_hands(ground: Ground, settled: tuple[Settled, ...], before: tuple[Settled, ...]) -> None:
    """Raise unless what is settled anew by hand can be: no tie is passed over, nothing is lost."""
    refusals = []
    receipts = {each.public_id: each.receipt for each in ground.files}
    for each in set(settled) - set(before):
        pair = (each.file, each.reader)
        said = f"{receipts[each.file]} – {ground.named[each.reader].name}"
        if each.hand is Hand.KEEP and pair in ground.barred | ground.elsewhere:
            refusals.append(FieldRefusal(field="hands", kind="hand-barred", met=said))
        if each.hand is Hand.FORBID and pair in ground.held:
            refusals.append(FieldRefusal(field="hands", kind="hand-held", met=said))
    if refusals:
        raise Invalid(tuple(refusals))


def _checked(
    connection: Connection, desk: Desk, actor: Person, call: Call, kind: JuryKind
) -> Ground:
    """What an assignment rests on, if the actor may make one now."""
    if kind not in juries_led(connection, actor, call, "propose_assignment"):
        raise NotAllowed("not-allowed", step="propose_assignment", by=(Role.MANAGER,))
    ground = ground_of(connection, call, kind, desk.catalogue, desk.clock.now())
    hidden = hidden_files(connection, actor, call)
    if any(each.public_id in hidden for each in ground.files):
        raise NotAllowed("recused-assignment", step="propose_assignment", by=(Role.MANAGER,))
    _check_reads(juries.jury_of(connection, call.id, kind))
    return ground


def _check_reads(jury: Jury) -> None:
    if jury.phase not in READING:
        raise NotOpen("assignment-after-reading")


def _compute(ground: Ground, asked: Plain) -> str:
    from reflexes.jury import ImpossibleAssignmentError, JuryError  # noqa: PLC0415 - late: the service starts without numbers
    from reflexes.jury.record import canonical, compute  # noqa: PLC0415 - the same

    try:
        return canonical(compute(Stage.ASSIGNMENT.value, asked)).decode()
    except ImpossibleAssignmentError as refused:
        raise impossible(ground, asked, refused.obstruction) from None
    except JuryError:
        if asked["limit"] is None:
            raise
        # An assignment exists, and none within the limit of chance.
        raise NotOpen("assignment-limit", limit=round(100 * asked["limit"])) from None


def _canonical(asked: Plain) -> str:
    from reflexes.jury.record import canonical  # noqa: PLC0415 - late: the service starts without numbers

    return canonical(asked).decode()


def put_in_force(  # noqa: PLR0913, PLR0917  # who, which jury, which proposal, where letters lead
    desk: Desk, actor: Person, call_id: str, kind: JuryKind, shown: str, address: str
) -> Computation:
    """Give the files of the proposal that was shown (its public id) to their readers.

    Raises `Conflict` when another was computed meanwhile, or when what it rests on has changed.
    """
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        connection = taking.connection
        ground = _checked(connection, desk, actor, call, kind)
        last = _last(connection, call, kind)
        if last is None or last.public_id != shown:
            raise Conflict("assignment-other")
        if last.in_force_at is not None:
            raise Conflict("assignment-in-force")
        found = proposal_of(last)
        jury = juries.jury_of(connection, call.id, kind)
        if found.asked["basis"] != basis_of(ground, *_kept(call, jury, ground)):
            raise Conflict("assignment-stale")
        coming, leaving = found.pairs - ground.given, ground.free - found.pairs
        _give(connection, ground, coming, leaving, taking.now)
        computations.put_in_force(connection, last, taking.now)
        facts = {"digest": last.digest, "given": len(coming), "taken": len(leaving)}
        jury_step(taking, "apply_assignment", call, kind, {}, facts=facts)
        _tell(taking, call, ground, coming, address)
    return last


def _give(
    connection: Connection,
    ground: Ground,
    coming: frozenset[tuple[str, str]],
    leaving: frozenset[tuple[str, str]],
    now: dt.datetime,
) -> None:
    keys = {each.public_id: each.key for each in ground.files}
    persons = {each.public_id: each.juror.person_id or 0 for each in ground.readers}
    assigning.take_away(connection, [(keys[file], persons[reader]) for file, reader in leaving])
    for reader in sorted({reader for _, reader in coming}):
        people.add_grant(connection, persons[reader], ground.call.id, Role.REVIEWER)
    assigning.give(
        connection,
        [(keys[file], persons[reader]) for file, reader in coming],
        now,
        jury=ground.jury,
    )


def _tell(
    taking: Taking, call: Call, ground: Ground, coming: frozenset[tuple[str, str]], address: str
) -> None:
    """One letter for each reader who has new files: how many, never which."""
    named = ground.named
    for reader, count in sorted(Counter(reader for _, reader in coming).items()):
        taking.tell(
            "apply_assignment",
            (people.get_person(taking.connection, named[reader].juror.person_id or 0),),
            left="1 dossier" if count == 1 else f"{count} dossiers",
            left_en="1 file" if count == 1 else f"{count} files",
            call=call.title_fr,
            call_en=call.title("en"),
            link=f"{address.rstrip('/')}/relectures",
        )
