"""Taking up what the administration answered before: which application, then which answers."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import record
from reflexes_calls.actions.reusing import ReuseChoice, reuse, reuse_choice, reuse_page
from reflexes_calls.domain.earlier import EarlierAnswer, Fit
from reflexes_calls.domain.errors import Conflict
from reflexes_calls.domain.typed_answer import lines_worded
from reflexes_calls.web.forms import Posted
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

FITS = {
    Fit.FITS: N_("Fits, and the draft says nothing yet."),
    Fit.REPLACES: N_("Fits. Ticking it replaces what the draft says."),
    Fit.SAME: N_("The draft says the same already."),
    Fit.PARTLY: N_("Fits in part: only what is shown under “Would be kept” is taken."),
    Fit.TOO_LONG: N_("Too long for this question: copy what you need from it."),
    Fit.OTHER_KIND: N_("The question is now of another kind: copy what you need."),
    Fit.NO_CHOICE: N_("The choices are no longer the same: choose again in the draft."),
}
NOTHING_TICKED = N_("Tick at least one answer, or go back to the application.")


@record
class AnswerShown:
    """An earlier answer as it is read, beside the present one."""

    code: str
    label: str
    said: str
    present: str
    earlier: str
    offered: str
    can_be_taken: bool
    is_proposed: bool


@router.get("/dossiers/{public_id}/reponses-anterieures")
def show(request: Request, public_id: str) -> Response:
    """The earlier applications, or the answers of the one that is chosen."""
    source = request.query_params.get("de", "")
    if source:
        found = reuse_choice(desk_of(request), signed_in(request), public_id, source)
        return _choose(request, found)
    shown = reuse_page(desk_of(request), signed_in(request), public_id)
    return page(request, "papers/earlier.html", own=shown.own, earlier=shown.earlier)


@router.post("/dossiers/{public_id}/reponses-anterieures")
def take(request: Request, public_id: str, form: Posted) -> Response:
    """Type what was ticked into the draft."""
    person, desk, words = signed_in(request), desk_of(request), translator(request)
    source, taken = form.text("de"), form.all("take")
    if not taken:
        found = reuse_choice(desk, person, public_id, source)
        return _choose(request, found, refused=words(NOTHING_TICKED))
    try:
        reuse(desk, person, public_id, source, taken, revision=form.revision)
    except Conflict as conflict:
        found = reuse_choice(desk, person, public_id, source)
        return _choose(request, found, refused=sentence(conflict, words), taken=taken)
    return see(f"/dossiers/{public_id}", done="earlier-taken")


def _choose(
    request: Request,
    found: ReuseChoice,
    *,
    refused: str = "",
    taken: tuple[str, ...] | None = None,
) -> Response:
    language, words = language_of(request), translator(request)

    def shown(each: EarlierAnswer) -> AnswerShown:
        question = each.question
        offered = lines_worded(question, each.offered, language) if each.fit is Fit.PARTLY else ""
        before = found.source.form.find(question.code) or question
        return AnswerShown(
            code=question.code,
            label=question.label.said(language),
            said=words(FITS[each.fit]),
            present=lines_worded(question, each.present, language),
            earlier=lines_worded(before, each.earlier, language),
            offered=offered,
            can_be_taken=each.can_be_taken,
            is_proposed=each.is_proposed if taken is None else question.code in taken,
        )

    return page(
        request,
        "papers/earlier_answers.html",
        status=409 if refused else 200,
        own=found.own,
        source=found.source,
        answers=tuple(map(shown, found.answers)),
        refused=refused,
    )
