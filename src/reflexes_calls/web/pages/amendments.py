"""Amending a published call: what is prepared, what it changes, and why."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.actions import amending
from reflexes_calls.actions.amending import AmendmentPage, amendment_page
from reflexes_calls.domain.amending import (
    ANSWER_FIELDS,
    FIGURE_FIELDS,
    LONGEST_REASON,
    RULE_FIELDS,
    typed_answers,
    typed_rule_answers,
    typed_terms,
)
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.criteria import typed_criteria, typed_rows
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound
from reflexes_calls.domain.findings import Finding
from reflexes_calls.domain.readiness import CALENDAR_FIELDS, QUESTIONS
from reflexes_calls.domain.rights import standing_of
from reflexes_calls.domain.terms import HEADINGS, specs_of_terms
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.amendment_words import changes_told
from reflexes_calls.web.call_sheets import (
    PartDrawn,
    answers_sheet,
    names_for,
    parts_drawn,
    rules_sheet,
)
from reflexes_calls.web.carried import BACK, resumes
from reflexes_calls.web.criteria_rows import (
    SHOWN_AGAIN,
    STAYS,
    criteria_errors,
    criteria_facts,
    rows_sent,
)
from reflexes_calls.web.deadline_words import deadline_sentence
from reflexes_calls.web.finding_words import finding_sentence
from reflexes_calls.web.forms import Field, Form, Posted
from reflexes_calls.web.notices import N_
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

ADDRESS = "/gestion/appels/{call_id}/modification"
CHECK = f"{ADDRESS}/verifier"
CRITERIA = f"{ADDRESS}/criteres"
OF_QUESTIONS = frozenset({"unscored", "money-asked", "no-letter-section"})
REASON = N_("Why the call changes")
REASON_HELP = N_("Everyone reads it: in the letter to the teams, and beside the new text.")
NOT_PUBLISHED = N_("You are signed in again. The amendment is NOT published yet.")
CRITERIA_TITLE = N_("Criteria")
FOLLOWING = {
    "save": ADDRESS,
    "criteria": CRITERIA,
    "questions": "/gestion/appels/{call_id}/questions",
}
"""Where the buttons of the amendment lead once what was typed is kept."""


@record
class RefusalTold:
    """One thing that keeps an amendment from being published, and where to mend it."""

    said: str
    address: str
    field: str
    page: str = ""


@router.get(ADDRESS)
def show(request: Request, call_id: str) -> Response:
    """The amendment as it is prepared: days, figures and text, with what is to mend."""
    return _prepare_page(request, _seen(request, call_id))


@router.post(ADDRESS)
def keep(request: Request, call_id: str, form: Posted) -> Response:
    """Keep what was typed, finished or not, then show what differs."""
    amending.prepare(desk_of(request), signed_in(request), call_id, form.values)
    following = FOLLOWING.get(form.text("do"), CHECK)
    return see(following.format(call_id=call_id), done="saved")


@resumes(r"/gestion/appels/([0-9a-f]{32})/modification")
def put_back(request: Request, found: "re.Match[str]", form: Form) -> Response:
    """The amendment with what was typed when the session had ended, not saved yet."""
    shown = _seen(request, found[1])
    return _prepare_page(request, shown, values=form.values, notice=translator(request)(BACK))


@router.get(CRITERIA)
def show_criteria(request: Request, call_id: str) -> Response:
    """The criteria of an amendment."""
    shown = _seen(request, call_id)
    return _criteria_page(request, shown, typed_criteria(shown.would.criteria))


@router.post(CRITERIA)
def keep_criteria(request: Request, call_id: str, form: Posted) -> Response:
    """Keep the criteria of an amendment, then add, remove or move one."""
    sent = rows_sent(form)
    try:
        amending.prepare_criteria(desk_of(request), signed_in(request), call_id, sent.rows)
    except Invalid as invalid:
        shown, errors = _seen(request, call_id), criteria_errors(invalid, translator(request))
        return _criteria_page(
            request, shown, typed_rows(sent.rows), errors=errors, act=sent.act, status=422
        )
    if sent.act in SHOWN_AGAIN:
        shown = _seen(request, call_id)
        return _criteria_page(request, shown, typed_criteria(shown.would.criteria), act=sent.act)
    if sent.act in STAYS:
        return see(CRITERIA.format(call_id=call_id), done="saved")
    return see(ADDRESS.format(call_id=call_id), done="saved")


@router.get(CHECK)
def check(request: Request, call_id: str) -> Response:
    """What would change, in words, what is still to mend, and the reason to give."""
    return _check_page(request, _seen(request, call_id))


@router.post(CHECK)
def publish(request: Request, call_id: str, form: Posted) -> Response:
    """Publish the amendment, or give it up."""
    desk, person, words = desk_of(request), signed_in(request), translator(request)
    if form.text("do") == "give-up":
        amending.give_up(desk, person, call_id)
        return see(f"/gestion/appels/{call_id}", done="amendment-dropped")
    if form.text("do") != "publish":
        raise NotFound("step", form.text("do"))
    try:
        amending.amend(
            desk,
            person,
            call_id,
            form.text("reason"),
            seen=form.text("seen"),
            address=service_address(request),
        )
    except Invalid as invalid:
        shown = _seen(request, call_id)
        return _check_page(request, shown, refused=invalid.refusals, status=422)
    except Conflict as refused:
        shown = _seen(request, call_id)
        return _check_page(request, shown, told=sentence(refused, words), status=409)
    return see(f"/gestion/appels/{call_id}", done="amended")


@resumes(r"/gestion/appels/([0-9a-f]{32})/modification/verifier")
def put_check_back(request: Request, found: "re.Match[str]", form: Form) -> Response:
    """The check again, with the reason typed when the session had ended; nothing is published."""
    shown = _seen(request, found[1])
    return _check_page(
        request, shown, reason=form.text("reason"), told=translator(request)(NOT_PUBLISHED)
    )


def _seen(request: Request, call_id: str) -> AmendmentPage:
    return amendment_page(desk_of(request), signed_in(request), call_id)


def _prepare_page(
    request: Request,
    shown: AmendmentPage,
    *,
    values: Mapping[str, str] | None = None,
    notice: str = "",
) -> Response:
    words, call = translator(request), shown.call
    typed = {**typed_answers(call), **typed_terms(call), **typed_rule_answers(call)}
    if values is not None:
        typed |= {"unfunded": "", "several": "", **values}
    told = _told(request, call, shown.refusals) if call.pending else ()
    errors = [(each.field, each.said) for each in told if each.field in typed_names(call)]
    names = names_for(ANSWER_FIELDS, call.procedure)
    around: dict[str, Any] = {"notice": notice} if notice else {}
    return staged_page(
        request,
        "amendments/prepare.html",
        shown=shown,
        call=call,
        sheet=answers_sheet(names, words, typed, errors),
        figures=[name for name in names if name in FIGURE_FIELDS],
        calendar=[name for name in names if name in CALENDAR_FIELDS],
        rules=rules_sheet(words, typed, errors).fields,
        texts=_texts(shown, words, typed, dict(reversed(errors))),
        errors=errors,
        sentence=_open_until(request, call),
        others=[each for each in told if each.field not in typed_names(call)],
        **around,
    )


def _open_until(request: Request, call: Call) -> str:
    now = desk_of(request).clock.now()
    standing = standing_of(call, call.first_phase, now)
    words, language = translator(request), language_of(request)
    return deadline_sentence(standing, words, language, phase=call.first_phase)


def typed_names(call: Call) -> frozenset[str]:
    """The fields that the form of an amendment has for a call."""
    answers = names_for(ANSWER_FIELDS, call.procedure)
    return frozenset({*answers, *RULE_FIELDS, *specs_of_terms()})


def _texts(
    shown: AmendmentPage,
    words: Callable[[str], str],
    typed: Mapping[str, str],
    mistakes: Mapping[str, str],
) -> list[tuple[str, list[PartDrawn], bool]]:
    """The parts of the text under their headings, and whether something in them is to be seen."""
    known = shown.call.terms
    found = []
    for heading in HEADINGS:
        parts = parts_drawn(heading, words, typed, mistakes, funded=shown.would.funded)
        is_open = any(
            name in mistakes or typed.get(name, "") != known.get(name, "")
            for part in parts
            for name in part.names
        )
        found.append((heading, parts, is_open))
    return found


def _check_page(  # noqa: PLR0913  # what is seen, what was typed, and what is to mend
    request: Request,
    shown: AmendmentPage,
    *,
    refused: Sequence[FieldRefusal] | None = None,
    reason: str | None = None,
    told: str = "",
    status: int = 200,
) -> Response:
    words = translator(request)
    lines = _told(request, shown.call, shown.refusals if refused is None else refused)
    mistakes = {each.field: each.said for each in lines}
    return staged_page(
        request,
        "amendments/check.html",
        status=status,
        shown=shown,
        call=shown.call,
        changes=changes_told(shown.changes, language_of(request), words),
        stops=[each for each in lines if each.field != "reason"],
        told=told,
        refused=refused is not None,
        errors=[(each.field, each.said) for each in lines if each.field == "reason"],
        reason=Field(
            name="reason",
            label=words(REASON),
            kind="prose",
            hint=words(REASON_HELP),
            value=shown.reason if reason is None else reason,
            error=mistakes.get("reason", ""),
            max_length=LONGEST_REASON,
        ),
        number=shown.call.version + 1,
    )


def _told(
    request: Request, call: Call, refusals: Sequence[FieldRefusal]
) -> tuple[RefusalTold, ...]:
    return tuple(
        RefusalTold(said=_said(request, each), address=_where(call, each), field=each.field)
        for each in refusals
    )


def _said(request: Request, refusal: FieldRefusal) -> str:
    words = translator(request)
    if refusal.field == "reason":
        return f"{words(REASON)} – {sentence(refusal, words)}"
    finding = Finding(
        kind=refusal.kind,
        page=QUESTIONS if _is_of_questions(refusal) else "",
        field=refusal.field,
        met=refusal.met,
        expected=refusal.expected,
        about=refusal.about,
    )
    return finding_sentence(finding, words, language_of(request))


def _is_of_questions(refusal: FieldRefusal) -> bool:
    return refusal.kind.startswith("form-") or refusal.kind in OF_QUESTIONS


def _where(call: Call, refusal: FieldRefusal) -> str:
    base = ADDRESS.format(call_id=call.public_id)
    if _is_of_questions(refusal):
        return f"/gestion/appels/{call.public_id}/questions"
    if refusal.field in typed_names(call):
        return f"{base}#{refusal.field}"
    if refusal.field.startswith("criteri"):
        return f"{CRITERIA.format(call_id=call.public_id)}#{refusal.field}"
    return base


def _criteria_page(  # noqa: PLR0913  # a page, what was typed in it and what is to mend
    request: Request,
    shown: AmendmentPage,
    typed: Mapping[str, str],
    *,
    errors: Sequence[tuple[str, str]] = (),
    act: str = "",
    status: int = 200,
) -> Response:
    return staged_page(
        request,
        "managing/criteria_form.html",
        status=status,
        call=shown.call,
        heading=translator(request)(CRITERIA_TITLE),
        following="",
        **criteria_facts(shown.would, typed, errors=errors, act=act),
    )
