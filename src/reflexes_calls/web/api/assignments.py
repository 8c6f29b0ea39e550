"""The assignment of a jury: what is proposed, with its reasons, and what puts it in force."""

import datetime as dt
from collections.abc import Container
from typing import Any

from reflexes.fields import choice, line, shortened
from reflexes.records import record
from reflexes_calls.actions.assigning import AssignmentPage, assignment_page, propose, put_in_force
from reflexes_calls.actions.fitting import Degree
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.answers import read_form
from reflexes_calls.domain.assignment import AssignmentAnswers, Hand, hand_field
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotOpen
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.api.describing import document, maybe, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.reading import raw_of, raw_query, wrong_type
from reflexes_calls.web.notices import N_

NOUN = Noun("assignment", N_("The assignment of a jury: who reads what, and why."))


@record
class AssignmentAsked:
    """Of which jury one speaks."""

    jury: JuryKind = choice(
        "What the jury reads: projects, or their protocols", default=JuryKind.PROJECT
    )


@record
class PutInForce:
    """Which proposal is put in force."""

    proposal: str = line("The id of the proposal that was looked at", max_length=64)


@document
class HandDocument:
    """A pair that is settled by hand, whatever is computed."""

    application: str = said(N_("The id of the application"))
    reader: str = said(N_("The id of the reader"))
    hand: Hand = said(N_("Whether it is kept or forbidden; empty leaves it free"))


@record
class ComputeAssignment(AssignmentAnswers):
    """The settings of an assignment, and the pairs that are settled by hand."""

    hands: tuple[HandDocument, ...] | None = maybe(
        N_("Pairs to keep, to forbid or to free; what is settled of the others holds")
    )


@document
class ProposedPairDocument:
    """That someone would read a file, and why."""

    receipt: str = said(N_("The receipt number of the file"))
    application: str = said(N_("The id of the application"))
    reader: str = said(N_("The id of the reader"))
    name: str = said(N_("Their name"))
    fit: int = said(N_("How well they fit, of 100"))
    degree: Degree = said(N_("The same, in a word"))
    rank: int = said(N_("Their place among those who may read it; 1 is the best"))
    possible: int = said(N_("How many may read it"))
    stands: bool = said(N_("Whether it was given by hand, opened or read already"))
    is_new: bool = said(N_("Whether they do not read it yet"))


@document
class ProposalDocument:
    """What was computed, with its proof."""

    id: str = said(N_("The id of the proposal"))
    digest: str = said(N_("The digest of what was asked and answered"))
    computed_at: dt.datetime = said(N_("When it was computed"))
    in_force_at: dt.datetime | None = said(N_("When it was put in force"))
    is_fresh: bool = said(N_("Whether files, readers and settings are still the same"))
    seed: int = said(N_("Its seed"))
    total: float = said(N_("The sum of the fits, of 1,000 each"))
    bound: float | None = said(N_("What no assignment under these rules exceeds; none for a draw"))
    coming: int = said(N_("How many readings it would give"))
    leaving: int = said(N_("How many unopened readings it would take back"))
    pairs: tuple[ProposedPairDocument, ...] = said(N_("The pairs, by receipt"))


@document
class AssignmentDocument:
    """The assignment of a jury: what is asked, and what was computed last."""

    jury: JuryKind = said(N_("What the jury reads: projects, or their protocols"))
    files: int = said(N_("How many files are to be read"))
    readers: int = said(N_("How many readers can read"))
    given: int = said(N_("How many readings are given"))
    left_out: tuple[str, ...] = said(N_("The names of the members to whom no file is given"))
    hands: tuple[HandDocument, ...] = said(N_("The pairs that are settled by hand"))
    proposal: ProposalDocument | None = said(N_("What was computed last"))


@NOUN.get(
    "/calls/{call}/jury/assignment",
    N_("The assignment of a jury, for the managers of a call and whoever chairs it"),
    AssignmentDocument,
    Scope.JURY_READ,
    query=AssignmentAsked,
)
def show_assignment(asked: Asked) -> AssignmentDocument:
    """What was computed last, without the files to which the one who asks is bound."""
    return _told(_page(asked))


@NOUN.post(
    "/calls/{call}/jury/assignment",
    N_("Compute an assignment, which gives nobody a file; it takes some seconds"),
    AssignmentDocument,
    Scope.JURY_WRITE,
    query=AssignmentAsked,
    body=ComputeAssignment,
    current=show_assignment,
)
def compute_assignment(asked: Asked) -> AssignmentDocument:
    """Compute what is asked, around what is settled by hand."""
    shown = _page(asked)
    flat = {name: value for name, value in asked.body.items() if name != "hands"}
    raw = raw_of(AssignmentAnswers, flat) | _hands(shown, asked.body.get("hands"))
    propose(asked.desk, asked.person, asked.named("call"), _jury(asked), raw)
    return _told(_page(asked))


@NOUN.post(
    "/calls/{call}/jury/assignment/in-force",
    N_("Put the proposal in force; each reader who has new files gets a letter"),
    AssignmentDocument,
    Scope.JURY_WRITE,
    query=AssignmentAsked,
    body=PutInForce,
    current=show_assignment,
)
def put_assignment_in_force(asked: Asked) -> AssignmentDocument:
    """Give the files of the proposal that was looked at."""
    shown = read_form(PutInForce, raw_of(PutInForce, asked.body)).proposal
    if _page(asked).proposal is None:
        raise NotOpen("no-assignment")
    address = service_address(asked.request)
    put_in_force(asked.desk, asked.person, asked.named("call"), _jury(asked), shown, address)
    return _told(_page(asked))


def _hands(shown: AssignmentPage, sent: Any) -> dict[str, str]:
    """Pairs settled by hand, as the page holds them; raises `Invalid` with every fault."""
    if sent is None:
        return {}
    if not isinstance(sent, list):
        raise Invalid((wrong_type("hands", sent, "[{…}]"),))
    files, readers = {each.public_id for each in shown.shown}, shown.ground.named
    raw: dict[str, str] = {}
    refusals: list[FieldRefusal] = []
    for at, one in enumerate(sent):
        if not isinstance(one, dict) or set(one) != {"application", "reader", "hand"}:
            expected = '{"application": …, "reader": …, "hand": …}'
            refusals.append(wrong_type(f"hands.{at}", one, expected))
            continue
        known = {"application": files, "reader": readers, "hand": set(Hand)}
        wrong = [name for name, values in known.items() if not _is_among(one[name], values)]
        refusals += [
            FieldRefusal(
                field=f"hands.{at}.{name}",
                kind="not-a-choice",
                met=shortened(str(one[name])),
                expected=", ".join(each.value or '""' for each in Hand) if name == "hand" else "",
            )
            for name in wrong
        ]
        if not wrong:
            raw[hand_field(one["application"], one["reader"])] = one["hand"]
    if refusals:
        raise Invalid(tuple(refusals))
    return raw


def _is_among(value: Any, known: Container[str]) -> bool:
    return isinstance(value, str) and value in known


def _jury(asked: Asked) -> JuryKind:
    return read_form(AssignmentAsked, raw_query(AssignmentAsked, asked.query)).jury


def _page(asked: Asked) -> AssignmentPage:
    return assignment_page(asked.desk, asked.person, asked.named("call"), _jury(asked))


def _told(shown: AssignmentPage) -> AssignmentDocument:
    return AssignmentDocument(
        jury=shown.jury.kind,
        files=len(shown.shown),
        readers=sum(each.may_get for each in shown.ground.readers),
        given=len(shown.ground.given),
        left_out=tuple(each.name for each in shown.ground.out),
        hands=tuple(
            HandDocument(application=each.file, reader=each.reader, hand=each.hand)
            for each in shown.hands
            if each.file not in shown.hidden
        ),
        proposal=_proposal(shown),
    )


def _proposal(shown: AssignmentPage) -> ProposalDocument | None:
    found = shown.proposal
    if found is None:
        return None
    return ProposalDocument(
        id=found.computation.public_id,
        digest=found.computation.digest,
        computed_at=found.computation.made_at,
        in_force_at=found.computation.in_force_at,
        is_fresh=shown.is_fresh,
        seed=found.asked["seed"],
        total=found.answered["total"],
        bound=found.answered.get("bound"),
        coming=shown.coming,
        leaving=shown.leaving,
        pairs=tuple(
            ProposedPairDocument(
                receipt=each.file.receipt,
                application=each.file.public_id,
                reader=pair.reader,
                name=pair.name,
                fit=pair.fit,
                degree=pair.degree,
                rank=pair.rank,
                possible=pair.possible,
                stands=pair.is_held,
                is_new=pair.is_new,
            )
            for each in shown.told
            for pair in each.pairs
        ),
    )
