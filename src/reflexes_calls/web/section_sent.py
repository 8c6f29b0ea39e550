"""What the form of a section sends: reading it, and answering once it was saved or refused."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reflexes.records import values_of
from reflexes_calls.actions.completing import (
    DraftPage,
    Opened,
    draft_page,
    name_found,
    others_changes,
    typists,
)
from reflexes_calls.domain.answering import questions_asked
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.errors import Conflict, NotFound, Refused
from reflexes_calls.domain.form import Kind, Question, Section
from reflexes_calls.domain.progress import code_of
from reflexes_calls.web.answer_sections import draw_question
from reflexes_calls.web.formatting import hour_and_minutes
from reflexes_calls.web.forms import Form
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.section_page import (
    BACKS,
    Around,
    Difference,
    appeared_said,
    drawing_of,
    following,
    section_page,
)
from reflexes_calls.web.templating import translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

OWN_FIELDS = frozenset({"do", "revision", "back"})
"""What the form of a section says beside the answers, and what begins with `_`."""
BOXES, KEEP = "_boxes", "_keep."
THEIRS = "theirs"
SAVED_AT = N_("Saved at %(hour)s.")
NOBODY = N_("someone of your team")
CELL = N_("%(label)s, %(column)s")


def section_at(shown: Opened, code: str) -> Section:
    """A section of the form, in the phase in which the application stands."""
    found = shown.form.section(code)
    if found is None or shown.application.phase not in found.phases:
        raise NotFound("section", code)
    return found


def typed_in(shown: Opened, form: Form) -> dict[str, str]:
    """What was typed: a box that is not ticked is not sent, and is emptied all the same."""
    typed = {
        name: text
        for name, text in form.values.items()
        if name not in OWN_FIELDS and not name.startswith("_")
    }
    for name in form.text(BOXES).split():
        typed.setdefault(name, "")
    act, _, row = form.text("do").partition(":")
    if act == "remove":
        known = [*typed, *shown.application.draft]
        typed |= {name: "" for name in known if name.startswith(f"{row}.")}
    # Of two texts for one answer, the one that was saved already may have been chosen.
    for name, chosen in form.under(KEEP).items():
        if chosen == THEIRS:
            typed.pop(name, None)
    return typed


def next_address(
    before: Opened,
    saved: Application,
    section: Section,
    form: Form,
    appeared: tuple[Question, ...],
) -> str:
    """Where to go once a section is saved."""
    address = f"/dossiers/{saved.public_id}"
    act, _, table = form.text("do").partition(":")
    back = form.text("back") if form.text("back") in BACKS else ""
    said = [f"back={back}"] if back else []
    if appeared:
        said.append("apparu=" + ",".join(each.code for each in appeared))
    here = f"{address}/rubriques/{section.code}"
    if act == "add":
        count = len({name.split(".")[1] for name in form.values if name.startswith(f"{table}.")})
        query = "&".join([*said, f"lignes={table}:{count + 1}"])
        return f"{here}?{query}#new-{table}"
    if act == "remove":
        return _with(here, said) + f"#{code_of(table)}"
    if act == "continue":
        after = following(before, section, saved.draft)
        return f"{address}/rubriques/{after.code}" if after else f"{address}/verifier"
    if back and not appeared:
        return f"{address}/{back}"
    return _with(here, said)


def _with(address: str, said: list[str]) -> str:
    return f"{address}?{'&'.join(said)}" if said else address


def appeared_in(before: Opened, saved: Application) -> tuple[Question, ...]:
    """The questions that are asked since what was saved."""
    form, phase = before.form, saved.phase
    known = {each.code for each in questions_asked(form, phase, before.application.draft)}
    return tuple(
        each for each in questions_asked(form, phase, saved.draft) if each.code not in known
    )


def saved_data(  # noqa: PLR0913, PLR0917  # what was there, what was sent, and what became of it
    request: Request,
    before: Opened,
    saved: Application,
    typed: Mapping[str, str],
    revision: int,
    appeared: tuple[Question, ...],
) -> Response:
    """What a script is told once it has saved."""
    desk, words, language = desk_of(request), translator(request), language_of(request)
    form = before.form
    touched = {code_of(key) for key in typed}
    questions = [each for each in form.questions() if each.code in touched]
    return JSONResponse(
        {
            "revision": saved.revision,
            "said": words(SAVED_AT) % {"hour": hour_and_minutes(desk.clock.now(), language)},
            "others": others_changes(desk, saved.public_id, revision, typed),
            "found": {
                each.code: name_found(desk, each, saved.draft)
                for each in questions
                if each.kind in {Kind.TERRITORY, Kind.ADMINISTRATION}
            },
            "totals": _totals(request, saved, questions),
            "appeared": appeared_said(request, appeared),
            "unsent": saved.has_unsent_changes,
        }
    )


def _totals(request: Request, saved: Application, questions: Iterable[Question]) -> dict[str, str]:
    """The sum of each table that was touched; the whole page is read only when there is one."""
    tables = [each for each in questions if each.kind is Kind.TABLE]
    if not tables:
        return {}
    shown = draft_page(desk_of(request), signed_in(request), saved.public_id)
    drawing = drawing_of(request, shown, saved.draft)
    return {each.code: draw_question(each, drawing).total for each in tables}


def refused_data(
    request: Request, public_id: str, typed: Mapping[str, str], revision: int, refused: Refused
) -> Response:
    """What a script is told when it could not save: the cause, and both texts in a conflict."""
    words = translator(request)
    shown = draft_page(desk_of(request), signed_in(request), public_id)
    told: dict[str, Any] = {"detail": sentence(refused, words), "kind": refused.kind}
    if isinstance(refused, Conflict):
        told["revision"] = refused.facts["revision"]
        told["others"] = others_changes(desk_of(request), public_id, revision, typed)
        told["conflicts"] = [
            values_of(each) for each in differences_of(request, shown, typed, refused)
        ]
    return JSONResponse(told, status_of(refused), media_type="application/problem+json")


def refused_page(
    request: Request,
    public_id: str,
    section: Section,
    typed: Mapping[str, str],
    refused: Refused,
) -> Response:
    """The section with everything typed, and above it why it could not be saved."""
    shown = draft_page(desk_of(request), signed_in(request), public_id)
    around = Around(
        status=status_of(refused),
        refused=sentence(refused, translator(request)),
        differences=differences_of(request, shown, typed, refused),
        values={**shown.application.draft, **typed},
        revision=shown.application.revision,
    )
    return section_page(request, shown, section, around)


def differences_of(
    request: Request, shown: DraftPage, typed: Mapping[str, str], refused: Refused
) -> tuple[Difference, ...]:
    """The answers in question; when nothing can be saved any more, all that was typed here."""
    if isinstance(refused, Conflict):
        saved: Mapping[str, str] = refused.facts["theirs"]  # type: ignore[assignment]  # the draft
        keys: tuple[str, ...] = refused.facts["keys"]  # type: ignore[assignment]  # of it
        touched = shown.application.touched
    else:
        saved, touched = shown.application.draft, {}
        keys = tuple(key for key, text in typed.items() if text != saved.get(key, ""))
    names = typists(desk_of(request), {touched[key][1] for key in keys if key in touched})
    nobody = translator(request)(NOBODY)
    return tuple(
        Difference(
            key=key,
            label=_label(request, shown, key),
            saved=saved.get(key, ""),
            typed=typed.get(key, ""),
            by=names.get(touched[key][1], nobody) if key in touched else "",
        )
        for key in keys
    )


def _label(request: Request, shown: DraftPage, key: str) -> str:
    question, language = shown.own.form.find(code_of(key)), language_of(request)
    if question is None:
        return key
    label, part = question.label.said(language), key.rpartition(".")[2]
    labels = {one.code: one.label for one in question.columns}
    labels |= {one.code: one.label for one in question.choices}
    column = labels[part].said(language) if part in labels and "." in key else ""
    return translator(request)(CELL) % {"label": label, "column": column} if column else label
