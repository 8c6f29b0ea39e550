"""Writing a call: its text, its criteria and its rules, each saved as it stands."""

import re
from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions import drafting
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.call_rules import CallRules, rules_of, typed_rules
from reflexes_calls.domain.criteria import typed_criteria, typed_rows
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.domain.readiness import CRITERIA, RULES, text_page
from reflexes_calls.domain.terms import specs_of_terms
from reflexes_calls.web.call_sheets import parts_drawn, rules_sheet
from reflexes_calls.web.criteria_rows import (
    SHOWN_AGAIN,
    STAYS,
    criteria_errors,
    criteria_facts,
    rows_sent,
)
from reflexes_calls.web.draft_pages import TEXT_SLUGS, page_address
from reflexes_calls.web.drafted import draft_page, drafted, onward
from reflexes_calls.web.finding_words import label_of
from reflexes_calls.web.forms import Form, Posted
from reflexes_calls.web.managed import managed
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()

ENGLISH = re.compile(r"\.(en|levels_en\.[0-9])$")


@router.get("/gestion/appels/{call_id}/texte/{slug}")
def show_text(request: Request, call_id: str, slug: str) -> Response:
    """The parts of the text under one heading, in both languages."""
    heading = _heading(slug)
    call, gone = drafted(request, call_id)
    return gone or _text_page(request, call, heading, call.terms)


@router.post("/gestion/appels/{call_id}/texte/{slug}")
def keep_text(request: Request, call_id: str, slug: str, form: Posted) -> Response:
    """Keep the parts under one heading."""
    heading = _heading(slug)
    page = text_page(heading)
    desk, person = desk_of(request), signed_in(request)
    try:
        call = drafting.save_terms(desk, person, call_id, _terms(form), page=page)
    except Invalid as invalid:
        call = managed(request, call_id).call
        words = translator(request)
        errors = errors_of(invalid, words, {n: label_of(n, words) for n in specs_of_terms()})
        return _text_page(request, call, heading, form.values, errors=errors, status=422)
    typed = [name for name, text in form.values.items() if name.endswith("_en") and text.strip()]
    dropped = any(name in specs_of_terms() and name not in call.terms for name in typed)
    return onward(request, call, page, form, done="english-dropped" if dropped else "")


@router.get("/gestion/appels/{call_id}/criteres")
def show_criteria(request: Request, call_id: str) -> Response:
    """The criteria of a draft."""
    call, gone = drafted(request, call_id)
    return gone or _criteria_page(request, call, typed_criteria(call.criteria))


@router.post("/gestion/appels/{call_id}/criteres")
def keep_criteria(request: Request, call_id: str, form: Posted) -> Response:
    """Keep the criteria, then add, remove or move one."""
    sent = rows_sent(form)
    try:
        call = drafting.save_criteria(desk_of(request), signed_in(request), call_id, sent.rows)
    except Invalid as invalid:
        call, errors = managed(request, call_id).call, criteria_errors(invalid, translator(request))
        return _criteria_page(
            request, call, typed_rows(sent.rows), errors=errors, act=sent.act, status=422
        )
    if sent.act in SHOWN_AGAIN:
        return _criteria_page(request, call, typed_criteria(call.criteria), act=sent.act)
    if sent.act == "take-back":
        return _take_back(request, call, sent.number)
    if sent.act in STAYS:
        done = "criterion-removed" if sent.act == "remove" else "saved"
        return see(page_address(call, CRITERIA), done=done)
    typed_again = typed_criteria(call.criteria)
    english = [(n, text) for n, text in typed_rows(sent.rows).items() if ENGLISH.search(n)]
    dropped = any(text.strip() and not typed_again.get(name) for name, text in english)
    done = "english-dropped" if dropped else ""
    return onward(request, call, CRITERIA, form, done=done)


def _take_back(request: Request, call: Call, number: int) -> Response:
    desk, person = desk_of(request), signed_in(request)
    try:
        drafting.take_criterion_back(desk, person, call.public_id, number)
    except Invalid as invalid:
        errors = criteria_errors(invalid, translator(request))
        typed = typed_criteria(call.criteria)
        return _criteria_page(request, call, typed, errors=errors, status=422)
    return see(page_address(call, CRITERIA), done="taken-back")


@router.get("/gestion/appels/{call_id}/regles")
def show_rules(request: Request, call_id: str) -> Response:
    """Partners, evaluators, several applications and readers."""
    call, gone = drafted(request, call_id)
    return gone or _rules_page(request, call, typed_rules(rules_of(call)))


@router.post("/gestion/appels/{call_id}/regles")
def keep_rules(request: Request, call_id: str, form: Posted) -> Response:
    """Keep the rules."""
    try:
        call = drafting.save_rules(desk_of(request), signed_in(request), call_id, form.values)
    except Invalid as invalid:
        words = translator(request)
        call = managed(request, call_id).call
        errors = errors_of(invalid, words, labels_of(CallRules, words))
        return _rules_page(request, call, form.values, errors=errors, status=422)
    return onward(request, call, RULES, form)


def _heading(slug: str) -> str:
    if slug not in TEXT_SLUGS:
        raise NotFound("page", slug)
    return TEXT_SLUGS[slug]


def _terms(form: Form) -> dict[str, str]:
    return {name: text for name, text in form.values.items() if name in specs_of_terms()}


def _text_page(  # noqa: PLR0913  # a page, what was typed in it and what is to mend
    request: Request,
    call: Call,
    heading: str,
    values: Mapping[str, str],
    *,
    errors: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    mistakes = dict(reversed(list(errors)))
    parts = parts_drawn(heading, translator(request), values, mistakes, funded=call.funded)
    return draft_page(
        request,
        "managing/text.html",
        call,
        text_page(heading),
        status=status,
        parts=parts,
        errors=errors,
    )


def _criteria_page(  # noqa: PLR0913  # as above
    request: Request,
    call: Call,
    typed: Mapping[str, str],
    *,
    errors: Sequence[tuple[str, str]] = (),
    act: str = "",
    status: int = 200,
) -> Response:
    saved = act in SHOWN_AGAIN and not errors
    notice = {"notice": translator(request)(N_("Saved."))} if saved else {}
    return draft_page(
        request,
        "managing/criteria_form.html",
        call,
        CRITERIA,
        status=status,
        **criteria_facts(call, typed, errors=errors, act=act),
        **notice,
    )


def _rules_page(
    request: Request,
    call: Call,
    values: Mapping[str, str],
    *,
    errors: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    sheet = rules_sheet(translator(request), values, errors)
    return draft_page(
        request, "managing/rules.html", call, RULES, status=status, sheet=sheet, errors=errors
    )
