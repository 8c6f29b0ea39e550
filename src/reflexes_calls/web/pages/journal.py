"""The journal of a call: every step, in order, and whether the chain holds."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.finding import subjects_of_call
from reflexes_calls.actions.looking import (
    call_page,
    journal_of_call,
    pilot_page,
    reviewers_for,
)
from reflexes_calls.domain.journal import Entry
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.web.stage_words import ROLES, STEPS, SUBJECTS, roles_of_step, stage_said
from reflexes_calls.web.templating import page, translator
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()


@router.get("/journal/{call_id}")
def show(request: Request, call_id: str) -> Response:
    """The entries of a call, and the result of verifying its chain."""
    person, desk, words = signed_in(request), desk_of(request), translator(request)
    shown = journal_of_call(desk, person, call_id)
    is_manager = Role.MANAGER in call_page(desk, person, call_id).roles
    names = _names(desk, person, call_id) if is_manager else {}
    subjects = _subjects(desk, person, call_id) if is_manager else {}

    def who(entry: Entry) -> str:
        by = " / ".join(words(ROLES[role]) for role in roles_of_step(entry.kind))
        by = by or words("someone with an account")
        # Whoever asks about a call is told that nobody learns it.
        is_named = entry.actor in names and entry.kind != "ask"
        return f"{names[entry.actor]} ({by})" if is_named else by

    return page(
        request,
        "journal/journal.html",
        shown=shown,
        who=who,
        subjects=subjects,
        subject_said=lambda subject: words(SUBJECTS[subject]),
        step_said=lambda kind: words(STEPS[kind]) if kind in STEPS else kind,
        stage_said=lambda subject, stage: stage_said(subject, stage, words),
        is_manager=is_manager,
    )


def _names(desk: Desk, person: Person, call_id: str) -> dict[str, str]:
    """The people whom the manager of a call knows by name: themself and the reviewers."""
    known = (person, *reviewers_for(desk, person, call_id))
    return {each.public_id: each.name for each in known}


def _subjects(desk: Desk, person: Person, call_id: str) -> dict[str, tuple[str, str]]:
    """The address and the words of each application and pilot that entries are about."""
    found = {
        public_id: (f"/gestion/dossiers/{public_id}", f"{receipt} · {organisation}")
        for public_id, receipt, organisation in subjects_of_call(desk, person, call_id)
    }
    for pilot in call_page(desk, person, call_id).pilots:
        place = pilot_page(desk, person, pilot.public_id).organisation.name
        found[pilot.public_id] = (f"/pilotes/{pilot.public_id}", f"{pilot.title} · {place}")
    return found
