"""« Les étapes » and « La passation »: what is due in a pilot, what befell it, its hand-over."""

from collections.abc import Mapping, Sequence

import attrs
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.lasting import extend, hand_over, look_at_extension, resume, suspend
from reflexes_calls.actions.passing_on import handover_file
from reflexes_calls.actions.reaching_milestones import (
    StepsPage,
    deliver,
    drop_milestone,
    set_milestone,
    steps_page,
)
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, NotOpen
from reflexes_calls.domain.milestone import DeliveryAnswers, Milestone, MilestoneAnswers, Move
from reflexes_calls.domain.pilot_life import ExtensionAnswers, HandoverAnswers, ReasonAnswers
from reflexes_calls.papers.offices import write_docx_paper, write_odt_paper
from reflexes_calls.papers.printing import print_paper
from reflexes_calls.web.formatting import day
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, Translate, draw_sheet, specs_of
from reflexes_calls.web.giving import give
from reflexes_calls.web.handover_paper import TURNS, handover_blocks, handover_paper
from reflexes_calls.web.notices import N_
from reflexes_calls.web.pages.attachments import disposition
from reflexes_calls.web.staged_pages import staged_page
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/pilotes/{pilot_id}/etapes"
PASSING = "/pilotes/{pilot_id}/passation"
Errors = Sequence[tuple[str, str]]
FORMS: Mapping[str, tuple[str, type]] = {
    "jalon": ("set_milestone", MilestoneAnswers),
    "changer": ("set_milestone", MilestoneAnswers),
    "livrer": ("deliver", DeliveryAnswers),
    "suspendre": ("suspend", ReasonAnswers),
    "reprendre": ("resume", ReasonAnswers),
    "prolonger": ("extend", ExtensionAnswers),
    "confier": ("hand_over", HandoverAnswers),
}
"""What may be done on the page, by the word of its address: a step, and what is asked."""
HEADINGS = {
    "jalon": N_("Set a milestone"),
    "changer": N_("Change a milestone"),
    "livrer": N_("Say what was delivered"),
    "suspendre": N_("Suspend the pilot"),
    "reprendre": N_("Resume the pilot"),
    "prolonger": N_("Extend the pilot"),
    "confier": N_("Hand the pilot over"),
}
LIFE = ("suspendre", "reprendre", "prolonger", "confier")
OF_ONE = frozenset({"changer", "livrer", "retirer"})
WRITERS = {
    "pdf": (print_paper, "application/pdf"),
    "odt": (write_odt_paper, "application/vnd.oasis.opendocument.text"),
    "docx": (
        write_docx_paper,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


@router.get(HERE)
def show(request: Request, pilot_id: str) -> Response:
    """The milestones of a pilot, and the form that the address asks for."""
    asked = request.query_params.get("faire", "jalon")
    return _page(request, pilot_id, asked, request.query_params.get("jalon", ""))


@router.post(HERE)
def act(request: Request, pilot_id: str, form: Posted) -> Response:
    """Take the step that the form names."""
    asked, _, milestone = form.text("do").partition(":")
    words = translator(request)
    try:
        if asked == "prolonger" and not form.text("moves_shown"):
            moves = look_at_extension(desk_of(request), signed_in(request), pilot_id, form.values)
            if moves:
                return _page(request, pilot_id, asked, values=form.values, moves=moves)
        _act(request, pilot_id, asked, milestone, form)
    except Invalid as invalid:
        errors = errors_of(invalid, words, labels_of(FORMS[asked][1], words))
        return _page(request, pilot_id, asked, milestone, values=form.values, errors=errors)
    except (Conflict, NotOpen) as refused:
        errors = [("", sentence(refused, words))]
        return _page(
            request, pilot_id, asked, milestone, values=form.values, errors=errors, status=409
        )
    return see(HERE.format(pilot_id=pilot_id), done=f"pilot-{asked}")


def _act(request: Request, pilot_id: str, asked: str, milestone: str, form: Form) -> None:
    desk, person, typed = desk_of(request), signed_in(request), form.values
    if asked in {"jalon", "changer"}:
        set_milestone(desk, person, pilot_id, typed, milestone_id=milestone)
    elif asked == "livrer":
        deliver(desk, person, pilot_id, milestone, typed)
    elif asked == "retirer":
        drop_milestone(desk, person, pilot_id, milestone)
    elif asked in _LIFE:
        _LIFE[asked](desk, person, pilot_id, typed)
    else:
        raise NotFound("step", asked)


_LIFE = {"suspendre": suspend, "reprendre": resume, "prolonger": extend, "confier": hand_over}


def _page(  # noqa: PLR0913  # a page, its form, and what was typed there
    request: Request,
    pilot_id: str,
    asked: str,
    milestone_id: str = "",
    *,
    moves: Sequence[Move] = (),
    values: Mapping[str, str] | None = None,
    errors: Errors = (),
    status: int = 422,
) -> Response:
    words = translator(request)
    shown = steps_page(desk_of(request), signed_in(request), pilot_id)
    chosen = next((one for one in shown.milestones if one.public_id == milestone_id), None)
    asked = _form_to_draw(shown, asked, chosen)
    typed = values if values is not None else _first(shown, asked, chosen)
    return staged_page(
        request,
        "pilots/steps.html",
        status=status if errors else 200,
        shown=shown,
        asked=asked,
        chosen=chosen,
        moves=[
            (
                one,
                Field(
                    name=one.milestone.move_field,
                    label=_moved(one, words, language_of(request)),
                    kind="yes",
                    value="yes",
                ),
            )
            for one in moves
        ],
        heading=words(HEADINGS[asked]) if asked else "",
        sheet=_sheet(shown, asked, words, typed, errors) if asked else None,
        life=[
            (one, words(HEADINGS[one]))
            for one in LIFE
            if FORMS[one][0] in shown.open_steps and (one != "prolonger" or shown.ends_on)
        ],
        turns={kind: words(said) for kind, said in TURNS.items()},
        errors=errors,
    )


def _moved(one: Move, words: Translate, language: str) -> str:
    """What a milestone is, its day, and the day it would have."""
    return words("%(name)s: due on %(before)s, would be due on %(after)s") % {
        "name": one.milestone.name,
        "before": day(one.milestone.due_on, language),
        "after": day(one.due_on, language),
    }


def _form_to_draw(shown: StepsPage, asked: str, chosen: Milestone | None) -> str:
    """The form asked for when it is open to the reader, else that of a new milestone, else none."""
    is_open = asked in FORMS and FORMS[asked][0] in shown.open_steps
    if is_open and (asked not in OF_ONE or (chosen is not None and not chosen.is_done)):
        return asked
    return "jalon" if FORMS["jalon"][0] in shown.open_steps else ""


def _first(shown: StepsPage, asked: str, chosen: Milestone | None) -> dict[str, str]:
    """What a form holds before anybody has typed."""
    if asked == "changer" and chosen is not None:
        rank = str(chosen.tranche) if chosen.tranche else ""
        return {
            "name": chosen.name,
            "due_on": f"{chosen.due_on:%d/%m/%Y}",
            "role": chosen.role,
            "tranche": rank,
        }
    if asked == "livrer":
        return {"done_on": f"{shown.today:%d/%m/%Y}"}
    return {}


def _sheet(
    shown: StepsPage, asked: str, words: Translate, typed: Mapping[str, str], errors: Errors
) -> Sheet:
    drawn = draw_sheet(specs_of(FORMS[asked][1]), words, values=typed, errors=errors)
    team = tuple((one.public_id, one.name) for one in shown.members)
    fields = tuple(
        attrs.evolve(each, kind="choice", choices=team) if each.name == "person" else each
        for each in drawn.fields
        if each.name != "tranche" or (shown.tranches and shown.around.manages)
    )
    return attrs.evolve(drawn, fields=fields)


@router.get(PASSING)
def pass_on(request: Request, pilot_id: str) -> Response:
    """The hand-over file of a pilot."""
    shown = handover_file(desk_of(request), signed_in(request), pilot_id)
    blocks = tuple(handover_blocks(shown, translator(request)))
    return page(request, "pilots/handover.html", shown=shown, blocks=blocks)


@router.get(PASSING + ".{ending}")
def give_handover(request: Request, pilot_id: str, ending: str) -> Response:
    """The hand-over file as a document."""
    if ending not in WRITERS:
        raise NotFound("format", ending)
    shown = handover_file(desk_of(request), signed_in(request), pilot_id)
    write, media_type = WRITERS[ending]
    content = write(handover_paper(shown, language_of(request)))
    headers = {"Content-Disposition": disposition(f"passation.{ending}")}
    return give(request, content, media_type, is_final=False, headers=headers)
