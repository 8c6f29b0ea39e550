"""« Jury »: who is in the jury of a call, what binds them, and the charter they sign."""

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.actions.seating import (
    JuryPage,
    Member,
    Tie,
    bind_juror,
    change_juror,
    dismiss_juror,
    invite_juror,
    invite_many,
    jury_page,
    keep_charter,
    lift_tie,
    remind_juror,
    withdraw_juror,
)
from reflexes_calls.domain.charter import CharterAnswers, charter_of, usual_charter
from reflexes_calls.domain.errors import NotFound, Refused
from reflexes_calls.domain.jury import Bond, JurorState, JuryKind
from reflexes_calls.domain.seating import BondAnswers, InviteAnswers, ReasonAnswers
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.juror_words import (
    BONDS_OF,
    JURIES,
    KINDS,
    LANGUAGES,
    STATES,
    TIES,
    said_load,
    titles_of,
)
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_told
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()
HERE = "/gestion/appels/{call_id}/jury"
MEMBER = "/gestion/appels/{call_id}/jury/membres/{juror_id}"
CHARTER = "/gestion/appels/{call_id}/jury/charte"
Errors = tuple[tuple[str, str], ...]


@record
class TieShown:
    """A tie in words; `lifts` says by which form it may be lifted, if it may."""

    tie: Tie
    said: str


@attrs.frozen(kw_only=True)
class MemberShown:
    """A member in words."""

    member: Member
    state: str
    mood: str
    kind: str
    jury: str
    load: str
    knows: tuple[str, ...]
    languages: str
    ties: tuple[TieShown, ...]
    bonds: tuple[tuple[Bond, str], ...]


@router.get(HERE)
def show(request: Request, call_id: str) -> Response:
    """The members, and the forms by which people are invited."""
    return _page(request, call_id)


@router.post(HERE)
def act(request: Request, call_id: str, form: Posted) -> Response:
    """Invite one person or a pasted list, send an invitation again, or withdraw it."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    here, base, of = HERE.format(call_id=call_id), service_address(request), form.text("of")
    try:
        if do == "invite":
            invite_juror(desk, person, call_id, form.values, base=base)
            return see(here, done="juror-invited")
        if do == "paste":
            invite_many(desk, person, call_id, form.values, base=base)
            return see(here, done="jurors-invited")
        if do == "remind":
            remind_juror(desk, person, call_id, of, base=base)
            return see(here, done="juror-reminded")
        if do == "withdraw":
            withdraw_juror(desk, person, call_id, of)
            return see(here, done="uninvited")
    except NotFound:
        raise
    except Refused as refused:
        errors = errors_told(request, refused, InviteAnswers)
        return _page(request, call_id, form=form, errors=errors, status=status_of(refused))
    raise NotFound("step", do)


def _page(
    request: Request,
    call_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words, typed = translator(request), form or Form()
    shown = jury_page(desk_of(request), signed_in(request), call_id)
    own = errors if typed.text("do") == "invite" else ()
    start = {"jury": JuryKind.PROJECT.value, "kind": ""}
    sheet = draw_sheet(
        specs_of(InviteAnswers),
        words,
        values=start | (typed.values if typed.text("do") == "invite" else {}),
        errors=own,
        choices=_choices(request),
    )
    return page(
        request,
        "juries/members.html",
        status=status,
        call=shown.call,
        jury_home=HERE.format(call_id=call_id),
        shown=shown,
        members=tuple(_said(request, each) for each in shown.members),
        tallies=_tallies(request, shown),
        sheet=_with_addresses(sheet),
        pasted=_pasted(request, typed, errors),
        jury_choices=_choices(request)["jury"],
        errors=errors,
    )


def _with_addresses(sheet: Sheet) -> Sheet:
    fields = tuple(
        attrs.evolve(each, kind="email") if each.name == "email" else each for each in sheet.fields
    )
    return attrs.evolve(sheet, fields=fields)


def _choices(request: Request) -> dict[str, tuple[tuple[str, str], ...]]:
    words = translator(request)
    return {
        "kind": tuple((kind.value, words(said)) for kind, said in KINDS.items()),
        "jury": tuple((kind.value, words(said)) for kind, said in JURIES.items()),
    }


def _pasted(request: Request, typed: Form, errors: Errors) -> Field:
    words, said = translator(request), [told for name, told in errors if name == "pasted"]
    return Field(
        name="pasted",
        label=words("People to invite, one a line"),
        kind="prose",
        hint=words(
            "A name, a mail address and a profile, parted by semicolons. A profile is "
            "practitioner, agent, researcher or user."
        ),
        example=words("Ana Lopes; ana.lopes@mairie.example; agent"),
        value=typed.text("pasted"),
        error=" ".join(said),
        max_length=6000,
    )


def _tallies(request: Request, shown: JuryPage) -> tuple[tuple[str, int], ...]:
    """How many members stand in each state, where any does."""
    words = translator(request)
    counted = {
        state: sum(each.juror.state is state for each in shown.members) for state in JurorState
    }
    return tuple((words(STATES[state][0]), count) for state, count in counted.items() if count)


def _said(request: Request, member: Member) -> MemberShown:
    words, juror = translator(request), member.juror
    state, mood = STATES[juror.state]
    return MemberShown(
        member=member,
        state=words(state),
        mood=mood,
        kind=words(KINDS[juror.kind]),
        jury=words(JURIES[juror.jury]),
        load=said_load(juror, words),
        knows=titles_of(juror.expertise, desk_of(request).catalogue, language_of(request)),
        languages=", ".join(words(LANGUAGES[code]) for code in juror.languages),
        ties=tuple(
            TieShown(tie=each, said=words(TIES[each.kind]) % {"why": each.why})
            for each in member.ties
        ),
        bonds=tuple((each, words(BONDS_OF[each.kind])) for each in member.bonds),
    )


@router.get(MEMBER)
def show_member(request: Request, call_id: str, juror_id: str) -> Response:
    """One member: what they said of themselves, what ties them, and what may be changed."""
    return _member(request, call_id, juror_id)


@router.post(MEMBER)
def act_on_member(request: Request, call_id: str, juror_id: str, form: Posted) -> Response:
    """Seat a member otherwise, add or lift a tie, or take them out of the jury."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    here = MEMBER.format(call_id=call_id, juror_id=juror_id)
    answers = {"bind": BondAnswers, "change": InviteAnswers}.get(do, ReasonAnswers)
    try:
        if do == "change":
            change_juror(desk, person, call_id, juror_id, form.values)
            return see(here, done="saved")
        if do == "bind":
            bind_juror(desk, person, call_id, juror_id, form.values)
            return see(here, done="tie-added")
        if do == "lift":
            lift_tie(desk, person, call_id, juror_id, form.values)
            return see(here, done="tie-lifted")
        if do == "dismiss":
            dismiss_juror(desk, person, call_id, juror_id, _reason(form, "dismissal"))
            return see(here, done="juror-dismissed")
    except NotFound:
        raise
    except Refused as refused:
        errors = errors_told(request, refused, answers)
        # Two boxes of the page ask for a reason: each has a name of its own.
        if do == "dismiss":
            errors = tuple(("dismissal" if name else "", said) for name, said in errors)
        status = status_of(refused)
        return _member(request, call_id, juror_id, form=form, errors=errors, status=status)
    raise NotFound("step", do)


def _reason(form: Form, name: str) -> dict[str, str]:
    return {"reason": form.text(name)}


def _member(  # noqa: PLR0913  # a page, and what was typed on it
    request: Request,
    call_id: str,
    juror_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words, typed = translator(request), form or Form()
    shown = jury_page(desk_of(request), signed_in(request), call_id)
    member = next((each for each in shown.members if each.juror.public_id == juror_id), None)
    if member is None:
        raise NotFound("juror", juror_id)
    do = typed.text("do")
    bond = draw_sheet(
        specs_of(BondAnswers),
        words,
        values=typed.values if do == "bind" else {},
        errors=errors if do == "bind" else (),
        choices={"kind": tuple((kind.value, words(said)) for kind, said in BONDS_OF.items())},
    )
    seat = _seat_sheet(request, member, typed)
    return page(
        request,
        "juries/member.html",
        status=status,
        call=shown.call,
        jury_home=HERE.format(call_id=call_id),
        one=_said(request, member),
        bond=_plain_words(request, bond),
        files=_files_field(request, shown, typed),
        seat=seat,
        reason=_reason_field(request, "reason", typed, errors),
        dismissal=_reason_field(request, "dismissal", typed, errors),
        lifting=_lifting(typed),
        may_dismiss=member.juror.state is JurorState.ACCEPTED,
        errors=errors,
    )


def _plain_words(request: Request, sheet: Sheet) -> Sheet:
    """The form of a tie, spoken of someone else."""
    words = translator(request)
    fields = tuple(
        attrs.evolve(each, label=words("What ties them")) if each.name == "kind" else each
        for each in sheet.fields
    )
    return attrs.evolve(sheet, fields=fields)


def _seat_sheet(request: Request, member: Member, typed: Form) -> Sheet:
    juror = member.juror
    start = {
        "kind": juror.kind.value,
        "jury": juror.jury.value,
        "is_chair": "yes" if juror.is_chair else "",
    }
    values = typed.values if typed.text("do") == "change" else start
    sheet = draw_sheet(
        specs_of(InviteAnswers), translator(request), values=values, choices=_choices(request)
    )
    # The kind of a juror and that of a tie are two boxes of one page.
    return attrs.evolve(
        sheet, fields=tuple(each for each in sheet.fields if each.name not in {"name", "email"})
    )


def _files_field(request: Request, shown: JuryPage, typed: Form) -> Field:
    words = translator(request)
    return Field(
        name="application",
        label=words("One application only"),
        kind="choice",
        hint=words("Leave empty to speak of all the files of an organisation."),
        value=typed.text("application"),
        optional=True,
        choices=tuple(
            (each.public_id, f"{each.receipt} – {each.organisation}") for each in shown.files
        ),
    )


def _reason_field(request: Request, name: str, typed: Form, errors: Errors) -> Field:
    return Field(
        name=name,
        label=translator(request)("Why, in a few words"),
        kind="prose",
        value=typed.text(name),
        error=dict(reversed(errors)).get(name, ""),
        max_length=600,
    )


def _lifting(typed: Form) -> str:
    """What was being lifted when the form was refused: its own box keeps what was typed."""
    if typed.text("do") != "lift":
        return ""
    return typed.text("bond") or typed.text("application")


@router.get(CHARTER)
def show_charter(request: Request, call_id: str) -> Response:
    """The charters of the juries of a call."""
    return _charter(request, call_id)


@router.post(CHARTER)
def write_charter(request: Request, call_id: str, form: Posted) -> Response:
    """Keep the charter of one jury."""
    desk, person = desk_of(request), signed_in(request)
    kind = next((each for each in JuryKind if each.value == form.text("jury")), None)
    if kind is None:
        raise NotFound("jury", form.text("jury"))
    revision = int(form.text("revision")) if form.text("revision").isdecimal() else 0
    try:
        keep_charter(desk, person, call_id, kind, form.values, revision=revision)
    except NotFound:
        raise
    except Refused as refused:
        errors = errors_told(request, refused, CharterAnswers)
        return _charter(request, call_id, form=form, errors=errors, status=status_of(refused))
    return see(f"{CHARTER.format(call_id=call_id)}?jury={kind.value}", done="saved")


def _charter(
    request: Request,
    call_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words, typed = translator(request), form or Form()
    shown = jury_page(desk_of(request), signed_in(request), call_id)
    asked = typed.text("jury") or request.query_params.get("jury", "")
    kept = next((each for each in shown.juries if each.kind.value == asked), shown.juries[0])
    charter = charter_of(kept.settings)
    start = {"charter_fr": charter.fr, "charter_en": charter.en}
    sheet = draw_sheet(specs_of(CharterAnswers), words, values=start | typed.values, errors=errors)
    signed = [each for each in shown.members if each.juror.jury is kept.kind and each.has_signed]
    return page(
        request,
        "juries/charter.html",
        status=status,
        call=shown.call,
        jury_home=HERE.format(call_id=call_id),
        jury=kept,
        choices=_choices(request)["jury"],
        sheet=sheet,
        is_usual=charter == usual_charter(),
        signed=len(signed),
        errors=errors,
    )
