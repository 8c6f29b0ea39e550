"""« Rapport »: each promise answered, kept as a draft, issued, then offered to the catalogue."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.evaluation.naming import word_money, word_path, word_value
from reflexes.evaluation.picturing import picture_report, picture_tree
from reflexes.evaluation.rating import LEVELS, WORDS
from reflexes.evaluation.report import Report
from reflexes.evaluation.sections import names_in, word_report
from reflexes_calls.actions.around_pilots import may_look
from reflexes_calls.actions.looking import pilot_page
from reflexes_calls.actions.reporting_pilots import (
    ReportPage,
    analysed_of,
    issue_report,
    issued_digest,
    issued_report,
    proposal_page,
    report_page,
    save_report,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound
from reflexes_calls.domain.pilot_measures import ReportAnswers
from reflexes_calls.domain.reported_beyond import TABLES, without_row
from reflexes_calls.web.beyond_rows import draw_beyond, labels_of_rows, with_errors
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, Translate, draw_sheet, specs_of
from reflexes_calls.web.giving import give
from reflexes_calls.web.library_words import in_words
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of
from reflexes_calls.web.visitor import desk_of, signed_in, visitor_of
from reflexes_calls.wording import sentence

if TYPE_CHECKING:
    from reflexes.evaluation.answering import Analysed

router = APIRouter()
HERE = "/pilotes/{pilot_id}/rapport"
PROOF = "/pilotes/{pilot_id}/preuve"
MEDIA = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}
Errors = Sequence[tuple[str, str]]


@router.get(HERE)
def show(request: Request, pilot_id: str) -> Response:
    """The report: its form and sections for its team, its sections for everyone once issued."""
    person, issued = visitor_of(request).person, None
    with suppress(NotFound):  # whoever is not signed in learns nothing of what is not issued
        issued = issued_report(desk_of(request), pilot_id)
    if issued is None or (person and may_look(desk_of(request), person, pilot_id)):
        return _page(request, pilot_id)
    shown, language = pilot_page(desk_of(request), person, pilot_id), language_of(request)
    drawn = _drawn(issued, analysed_of(desk_of(request), pilot_id), language)
    return page(
        request,
        "findings/public_report.html",
        pilot=shown.pilot,
        organisation=shown.organisation,
        digest=issued_digest(desk_of(request), pilot_id),
        sections=word_report(issued, language),
        pictures=drawn,
    )


@router.post(HERE)
def act(request: Request, pilot_id: str, form: Posted) -> Response:
    """Keep the draft, or issue the report."""
    desk, person, here = desk_of(request), signed_in(request), HERE.format(pilot_id=pilot_id)
    try:
        asked, _, place = form.text("do").partition(":")
        if asked in {"add", "remove"}:
            return _change_rows(request, pilot_id, form, asked, place)
        if asked == "issue":
            issue_report(desk, person, pilot_id, form.values, revision=form.revision)
            return see(here, done="report-issued")
        save_report(desk, person, pilot_id, form.values, revision=form.revision)
    except Invalid as invalid:
        return _page(request, pilot_id, values=form.values, invalid=invalid)
    except Conflict as conflict:
        said = sentence(conflict, translator(request))
        return _page(request, pilot_id, values=form.values, errors=[("", said)], status=409)
    return see(here, done="report-kept")


def _change_rows(request: Request, pilot_id: str, form: Form, asked: str, place: str) -> Response:
    """Keep the draft, and give one line more or one line less of what was not planned."""
    table = place.partition(".")[0]
    if table not in TABLES:
        raise NotFound("table", table)
    typed = without_row(form.values, place) if asked == "remove" else form.values
    desk, person = desk_of(request), signed_in(request)
    save_report(desk, person, pilot_id, typed, revision=form.revision)
    here = HERE.format(pilot_id=pilot_id)
    return see(f"{here}?ligne={table}#new-{table}" if asked == "add" else f"{here}#{table}")


@router.get(HERE + ".{ending}")
def download(request: Request, pilot_id: str, ending: str) -> Response:
    """The issued report as a file, for everyone."""
    report = issued_report(desk_of(request), pilot_id)
    if report is None or ending not in MEDIA:
        raise NotFound("report", pilot_id)
    # Late: the writers of documents take a while to import.
    from reflexes.report_files import report_file  # noqa: PLC0415 - see above

    language = "en" if request.query_params.get("langue") == "en" else "fr"
    pictures = [one.picture(language) for one in analysed_of(desk_of(request), pilot_id)]
    content = report_file(report, f".{ending}", language, pictures=pictures)
    name = f"rapport-{pilot_id[:8]}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return give(request, content, MEDIA[ending], is_final=False, headers=headers)


@router.get(PROOF)
def proof(request: Request, pilot_id: str) -> Response:
    """The evidence as it would go to the catalogue, read before it is proposed."""
    found, proposal = proposal_page(desk_of(request), signed_in(request), pilot_id)
    return page(
        request,
        "findings/proof.html",
        around=found,
        proposal=proposal,
        may_propose=found.manages and found.pilot.stage == "evaluated",
    )


@router.get(PROOF + ".patch")
def patch(request: Request, pilot_id: str) -> Response:
    """The change to the catalogue, as `git apply` reads it."""
    _, proposal = proposal_page(desk_of(request), signed_in(request), pilot_id)
    if proposal is None:
        raise NotFound("evidence", pilot_id)
    name = f"preuve-{pilot_id[:8]}.patch"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return give(
        request, proposal.patch.encode(), "text/x-patch; charset=utf-8", is_final=False,
        headers=headers,
    )  # fmt: skip


def _page(  # noqa: PLR0913  # what was typed of it, and what is to mend
    request: Request,
    pilot_id: str,
    *,
    values: Mapping[str, str] | None = None,
    invalid: Invalid | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words, language = translator(request), language_of(request)
    shown = report_page(desk_of(request), signed_in(request), pilot_id)
    typed = values if values is not None else shown.typed
    asked = _asked(request, shown, words) if shown.draft else ()
    added = request.query_params.get("ligne", "")
    beyond = {table: draw_beyond(table, words, typed, is_added=added == table) for table in TABLES}
    if invalid is not None:
        errors, status = errors_of(invalid, words, _labels(asked, beyond, words)), 422
    known = dict(reversed(tuple(errors)))
    report = shown.issued or shown.draft
    return page(
        request,
        "findings/report.html",
        status=status,
        shown=shown,
        errors=errors,
        sheet=_sheet(words, typed, errors),
        asked={
            part: [
                attrs.evolve(each, value=typed.get(each.name, each.value),
                             error=known.get(each.name, ""))
                for group, each in asked if group == part
            ]
            for part in ("owed", "apart", "costs", "ratings")
        },
        beyond=[with_errors(each, known, words) for each in beyond.values()],
        sections=word_report(report, language) if report else (),
        pictures=_pictures(shown, language),
        digest=shown.kept.digest if shown.kept else "",
    )  # fmt: skip


def _pictures(shown: ReportPage, language: str) -> tuple[Any, ...]:
    report = shown.issued or shown.draft
    return _drawn(report, shown.analysed, language) if report else ()


def _drawn(report: Report, analysed: "Sequence[Analysed]", language: str) -> tuple[Any, ...]:
    measured = (one.picture(language) for one in analysed)
    return (picture_tree(report.plan, language), picture_report(report, language), *measured)


def _sheet(words: Translate, typed: Mapping[str, str], errors: Errors) -> Sheet:
    return draw_sheet(specs_of(ReportAnswers), words, values=typed, errors=errors)


def _labels(
    asked: Sequence[tuple[str, Field]], beyond: Mapping[str, Field], words: Translate
) -> dict[str, str]:
    own = {each.name: each.label for _, each in asked}
    for each in beyond.values():
        own |= labels_of_rows(each, words)
    return own | {name: words(spec.label) for name, spec in specs_of(ReportAnswers).items()}


def _asked(request: Request, shown: ReportPage, words: Translate) -> tuple[tuple[str, Field], ...]:
    """What this report asks beside its plain answers: gaps, reasons, costs, ratings."""
    say = in_words(request)
    made: list[tuple[str, Field]] = [
        (
            "owed",
            Field(
                name=one.field,
                label=words("Why “%(name)s” was not measured") % {"name": one.name},
                hint=one.asks,
                kind="prose",
                max_length=600,
            ),
        )
        for one in shown.owed
        if not one.is_measured
    ]
    language = language_of(request)
    names = names_in(shown.draft, language) if shown.draft else {}
    for one in shown.apart:
        apart = one.difference
        promised, done = (
            word_value(apart.path, each, language, names) or words("nothing")
            for each in (apart.promised, apart.done)
        )
        said = words("Promised: %(promised)s. Done: %(done)s.") % {
            "promised": promised,
            "done": done,
        }
        label = words("Why: %(what)s") % {"what": word_path(apart.path, say, names)}
        made.append(("apart", Field(name=one.field, label=label, hint=said, max_length=300)))
    plan = shown.registration.plan if shown.registration else None
    if plan is None:
        return tuple(made)
    for place, cost in enumerate(plan.costs):
        label = words("Spent on “%(name)s”, in euros") % {"name": cost.name}
        hint = words("Planned: %(euros)s.") % {"euros": word_money(cost.amount, language)}
        field = Field(name=f"cost-{place}", label=label, hint=hint, kind="money", optional=True)
        made.append(("costs", field))
    levels = tuple((str(level), say(WORDS[level])) for level in LEVELS)
    for question in plan.qualitative:
        for place, rater in enumerate(question.raters[:2]):
            label = words("%(rater)s: %(asks)s") % {"rater": rater, "asks": question.asks}
            name = f"rate-{question.code}-{place}"
            made.append(
                ("ratings", Field(name=name, label=label, kind="choice", choices=levels,
                                  optional=True))
            )  # fmt: skip
            made.append(
                (
                    "ratings",
                    Field(
                        name=f"rests-{question.code}-{place}",
                        label=words("What it rests on"),
                        max_length=300,
                        optional=True,
                    ),
                )
            )
    return tuple(made)
