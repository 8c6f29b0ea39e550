"""Writing a call, page by page: each page is saved as it stands, finished or not."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions import drafting
from reflexes_calls.actions.publishing import publish
from reflexes_calls.domain.call import Call, CallAnswers, Procedure, read_call
from reflexes_calls.domain.call_rules import CallRules, Wanted, rules_of, typed_rules
from reflexes_calls.domain.call_typed import typed_in
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.criteria import (
    MARKS,
    MOST_CRITERIA,
    moved,
    rows_of,
    typed_criteria,
    typed_rows,
    without,
)
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.readiness import (
    CALENDAR,
    CRITERIA,
    ESSENTIAL,
    PAGE_FIELDS,
    PISTES,
    RULES,
    findings_of,
    text_page,
)
from reflexes_calls.domain.suggesting import suggested_answers
from reflexes_calls.domain.terms import LANGUAGES, Part, parts_under, specs_of_terms, term_key
from reflexes_calls.web.draft_pages import TEXT_SLUGS, TITLES, page_address, page_after, tasks_of
from reflexes_calls.web.finding_words import label_of, lines_of
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, draw_field, draw_sheet, specs_of
from reflexes_calls.web.managed import check_manages, managed
from reflexes_calls.web.notices import N_
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

PROCEDURES = (
    (Procedure.SINGLE, N_("At once: one closing date")),
    (Procedure.TWO_STEPS, N_("In two steps: a letter of intent, then the full application")),
    (Procedure.PERMANENT, N_("All year round, with cut-off dates")),
)
WANTED = (
    (Wanted.NONE, N_("Not asked")),
    (Wanted.OPTIONAL, N_("Possible")),
    (Wanted.REQUIRED, N_("Required")),
)
IN_FRENCH, IN_ENGLISH = N_("In French"), N_("In English")
BARE: dict[str, Any] = {"hint": "", "optional": False}
ALWAYS_SAID = frozenset({"procedure", "grace", "budget_cap"})
ONLY_FOR = {"letter_on": Procedure.TWO_STEPS, "cutoffs": Procedure.PERMANENT}
"""Fields of the calendar that one procedure alone has."""


@router.get("/gestion/appels/nouveau")
def choose(request: Request, piste: str = "") -> Response:
    """Choose the pistes that a new call starts from."""
    check_manages(desk_of(request), signed_in(request))
    if piste:
        _ = desk_of(request).catalogue.pistes[piste]
    return _pistes_page(request, {piste})


@router.post("/gestion/appels/nouveau")
def begin(request: Request, form: Posted) -> Response:
    """Keep a new draft of a call."""
    person = signed_in(request)
    try:
        call = drafting.begin_draft(desk_of(request), person, form.all("piste"))
    except Invalid as invalid:
        return _pistes_page(request, set(form.all("piste")), invalid=invalid, status=422)
    return see(f"/gestion/appels/{call.public_id}", done="draft-begun")


@router.get("/gestion/appels/{call_id}/modifier")
def change(request: Request, call_id: str) -> Response:
    """Where a draft used to be written: its list of pages."""
    managed(request, call_id)
    return see(f"/gestion/appels/{call_id}")


@router.get("/gestion/appels/{call_id}/pistes")
def show_pistes(request: Request, call_id: str) -> Response:
    """The pistes of a draft."""
    call, gone = _draft(request, call_id)
    return gone or _pistes_page(request, set(call.piste_codes), call=call)


@router.post("/gestion/appels/{call_id}/pistes")
def keep_pistes(request: Request, call_id: str, form: Posted) -> Response:
    """Choose the pistes of a draft anew."""
    chosen = form.all("piste")
    try:
        call = drafting.change_pistes(desk_of(request), signed_in(request), call_id, chosen)
    except Invalid as invalid:
        call = managed(request, call_id).call
        return _pistes_page(request, set(chosen), call=call, invalid=invalid, status=422)
    return _onward(call, PISTES, form)


@router.get("/gestion/appels/{call_id}/essentiel")
def show_essential(request: Request, call_id: str) -> Response:
    """The title, the summary, the procedure and the means of a draft."""
    call, gone = _draft(request, call_id)
    return gone or _answers_page(request, call, ESSENTIAL)


@router.post("/gestion/appels/{call_id}/essentiel")
def keep_essential(request: Request, call_id: str, form: Posted) -> Response:
    """Keep what was typed of the essentials."""
    return _keep_answers(request, call_id, form, ESSENTIAL)


@router.get("/gestion/appels/{call_id}/calendrier")
def show_calendar(request: Request, call_id: str) -> Response:
    """The days of a draft."""
    call, gone = _draft(request, call_id)
    return gone or _answers_page(request, call, CALENDAR)


@router.post("/gestion/appels/{call_id}/calendrier")
def keep_calendar(request: Request, call_id: str, form: Posted) -> Response:
    """Keep what was typed of the days."""
    return _keep_answers(request, call_id, form, CALENDAR)


@router.get("/gestion/appels/{call_id}/texte/{slug}")
def show_text(request: Request, call_id: str, slug: str) -> Response:
    """The parts of the text under one heading, in both languages."""
    heading = _heading(slug)
    call, gone = _draft(request, call_id)
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
    return _onward(call, page, form)


@router.get("/gestion/appels/{call_id}/criteres")
def show_criteria(request: Request, call_id: str) -> Response:
    """The criteria of a draft."""
    call, gone = _draft(request, call_id)
    return gone or _criteria_page(request, call, typed_criteria(call.criteria))


@router.post("/gestion/appels/{call_id}/criteres")
def keep_criteria(request: Request, call_id: str, form: Posted) -> Response:
    """Keep the criteria, then add, remove or move one."""
    desk, person = desk_of(request), signed_in(request)
    act, _, place = form.text("do").partition(".")
    rows = _rows_after(rows_of(form.values), act, place)
    try:
        call = drafting.save_criteria(desk, person, call_id, rows)
    except Invalid as invalid:
        call, words = managed(request, call_id).call, translator(request)
        errors = [
            (each.field, f"{label_of(each.field, words)} – {sentence(each, words)}")
            for each in invalid.refusals
        ]
        return _criteria_page(request, call, typed_rows(rows), errors=errors, status=422)
    if act == "add":
        typed = typed_criteria(call.criteria)
        return _criteria_page(request, call, typed, added=True, saved=True)
    if act in {"remove", "up", "down"}:
        return see(page_address(call, CRITERIA), done="saved")
    return _onward(call, CRITERIA, form)


@router.get("/gestion/appels/{call_id}/regles")
def show_rules(request: Request, call_id: str) -> Response:
    """Partners, evaluators, several applications and readers."""
    call, gone = _draft(request, call_id)
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
    return _onward(call, RULES, form)


@router.get("/gestion/appels/{call_id}/verifier")
def check(request: Request, call_id: str) -> Response:
    """Everything found before the call opens, each line leading to its field."""
    call, gone = _draft(request, call_id)
    return gone or _check_page(request, call)


@router.post("/gestion/appels/{call_id}/verifier")
def open_call(request: Request, call_id: str, form: Posted) -> Response:
    """Publish the call, unless something still stops it."""
    if form.text("do") != "publish":
        raise NotFound("step", form.text("do"))
    try:
        publish(desk_of(request), signed_in(request), call_id)
    except Invalid:
        return _check_page(request, managed(request, call_id).call, refused=True, status=422)
    return see(f"/gestion/appels/{call_id}", done="published")


def task_list(request: Request, call: Call) -> Response:
    """The pages of a draft, each with where it stands."""
    words, now = translator(request), desk_of(request).clock.now()
    findings = findings_of(call, now)
    groups = tasks_of(call, findings, words)
    tasks = [task for _, listed in groups for task in listed]
    stops, doubts = lines_of(call, findings, words)
    return staged_page(
        request,
        "managing/tasks.html",
        call=call,
        groups=groups,
        done=sum(task.is_done for task in tasks),
        total=len(tasks),
        stops=stops,
        doubts=doubts,
        copied=call.drafting.get("copied"),
    )


def _draft(request: Request, call_id: str) -> tuple[Call, Response | None]:
    """A call that may still be written, or else the way to its board."""
    call = managed(request, call_id).call
    return call, (None if call.stage is CallStage.DRAFT else see(f"/gestion/appels/{call_id}"))


def _onward(call: Call, page: str, form: Form) -> Response:
    """After a page was kept: the next one, or the list of pages."""
    following = page_after(page)
    if form.text("do") == "next" and following:
        return see(page_address(call, following), done="saved")
    return see(f"/gestion/appels/{call.public_id}", done="saved")


def _draft_page(
    request: Request, template: str, call: Call, page: str, *, status: int = 200, **facts: Any
) -> Response:
    following = page_after(page)
    return staged_page(
        request,
        template,
        status=status,
        call=call,
        heading=translator(request)(TITLES[page]),
        following=translator(request)(TITLES[following]) if following else "",
        **facts,
    )


def _pistes_page(
    request: Request,
    chosen: set[str],
    *,
    call: Call | None = None,
    invalid: Invalid | None = None,
    status: int = 200,
) -> Response:
    words = translator(request)
    catalogue = desk_of(request).catalogue
    pistes = [one for one in catalogue.pistes if not one.is_name_alone]
    refusals = invalid.refusals if invalid else ()
    errors = [(f"piste-{pistes[0].code}", sentence(one, words)) for one in refusals]
    copied = call.drafting.get("copied") if call else None
    return staged_page(
        request,
        "managing/pistes.html",
        status=status,
        call=call,
        heading=words(TITLES[PISTES]),
        following=words(TITLES[CALENDAR]) if call else "",
        pistes=pistes,
        chosen=chosen,
        edition=catalogue.edition,
        changes={each["code"]: each for each in (copied or {}).get("pistes", ())},
        errors=errors,
    )


def _keep_answers(request: Request, call_id: str, form: Form, page: str) -> Response:
    call = drafting.save_answers(
        desk_of(request), signed_in(request), call_id, form.values, page=page
    )
    # What is missing may wait; what was typed and cannot be read is said at once.
    refused = _refused(call, page)
    if refused is not None:
        return _answers_page(request, call, page, invalid=refused, status=422)
    return _onward(call, page, form)


def _refused(call: Call, page: str) -> Invalid | None:
    try:
        read_call(typed_in(call))
    except Invalid as invalid:
        told = tuple(
            each
            for each in invalid.refusals
            if each.field in PAGE_FIELDS[page] and each.kind != "missing"
        )
        return Invalid(told) if told else None
    return None


def _answers_page(
    request: Request,
    call: Call,
    page: str,
    *,
    invalid: Invalid | None = None,
    status: int = 200,
) -> Response:
    words = translator(request)
    typed = typed_in(call)
    today = local_day(desk_of(request).clock.now())
    values = {**suggested_answers(today), **typed}
    errors = errors_of(invalid, words, labels_of(CallAnswers, words)) if invalid else ()
    names = [
        name
        for name in PAGE_FIELDS[page]
        if name not in ONLY_FOR or values["procedure"] == ONLY_FOR[name].value
    ]
    specs = specs_of(CallAnswers)
    sheet = draw_sheet(
        {name: specs[name] for name in names},
        words,
        values=values,
        errors=errors,
        choices={"procedure": _worded(PROCEDURES, words)},
    )
    sheet = _needing(sheet, ALWAYS_SAID)
    template = "managing/essential.html" if page == ESSENTIAL else "managing/calendar.html"
    return _draft_page(
        request,
        template,
        call,
        page,
        status=status,
        sheet=sheet,
        errors=sheet.errors,
        names=names,
        procedure=values["procedure"],
        is_suggested=page == CALENDAR and "opens_on" not in typed,
        copied=call.drafting.get("copied"),
    )


def _needing(sheet: Sheet, names: Collection[str]) -> Sheet:
    """The same fields, some of which are not said to be optional: they have a first value."""
    fields = (
        attrs.evolve(each, optional=False) if each.name in names else each for each in sheet.fields
    )
    return attrs.evolve(sheet, fields=tuple(fields))


def _worded(known: Sequence[tuple[Any, str]], words: Callable[[str], str]) -> list[tuple[str, str]]:
    return [(value.value, words(said)) for value, said in known]


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
    words = translator(request)
    mistakes = dict(reversed(list(errors)))
    parts = [
        (part, *(_text_field(part, language, words, values, mistakes) for language in LANGUAGES))
        for part in parts_under(heading, funded=call.funded)
    ]
    return _draft_page(
        request,
        "managing/text.html",
        call,
        text_page(heading),
        status=status,
        parts=parts,
        errors=errors,
    )


def _text_field(
    part: Part,
    language: str,
    words: Callable[[str], str],
    values: Mapping[str, str],
    mistakes: Mapping[str, str],
) -> Field:
    name = term_key(part, language)
    spec = specs_of_terms()[name][2]
    # Its name and its limit stand once above both languages.
    label = words(IN_ENGLISH if language == "en" else IN_FRENCH)
    value, error = values.get(name, ""), mistakes.get(name, "")
    return draw_field(name, spec, words, value=value, error=error, **BARE, label=label)


def _rows_after(
    rows: tuple[dict[str, str], ...], act: str, place: str
) -> tuple[Mapping[str, str], ...]:
    if not place.isdecimal():
        return rows
    acts: dict[str, Callable[[], tuple[Any, ...]]] = {
        "remove": lambda: without(rows, int(place)),
        "up": lambda: moved(rows, int(place), -1),
        "down": lambda: moved(rows, int(place), 1),
    }
    return acts[act]() if act in acts else rows


def _criteria_page(  # noqa: PLR0913  # a page, what was typed in it and what is to mend
    request: Request,
    call: Call,
    typed: Mapping[str, str],
    *,
    errors: Sequence[tuple[str, str]] = (),
    added: bool = False,
    saved: bool = False,
    status: int = 200,
) -> Response:
    rows = rows_of(typed)
    fed: dict[str, list[Any]] = {}
    for question in call.questions().questions():
        for code in question.criteria:
            fed.setdefault(code, []).append(question.label)
    notice = {"notice": translator(request)(N_("Saved."))} if saved else {}
    return _draft_page(
        request,
        "managing/criteria_form.html",
        call,
        CRITERIA,
        status=status,
        rows=[*rows, {}] if added or not rows else rows,
        errors=errors,
        mistakes=dict(reversed(list(errors))),
        marks=MARKS,
        fed=fed,
        is_full=len(rows) >= MOST_CRITERIA,
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
    words = translator(request)
    choices = dict.fromkeys(("partners", "evaluator"), _worded(WANTED, words))
    sheet = draw_sheet(specs_of(CallRules), words, values=values, errors=errors, choices=choices)
    sheet = _needing(sheet, set(specs_of(CallRules)))
    return _draft_page(
        request, "managing/rules.html", call, RULES, status=status, sheet=sheet, errors=errors
    )


def _check_page(
    request: Request, call: Call, *, refused: bool = False, status: int = 200
) -> Response:
    words = translator(request)
    stops, doubts = lines_of(call, findings_of(call, desk_of(request).clock.now()), words)
    return staged_page(
        request,
        "managing/check.html",
        status=status,
        call=call,
        stops=stops,
        doubts=doubts,
        refused=refused,
    )
