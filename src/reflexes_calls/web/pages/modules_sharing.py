"""How one's module is shared: its link, and its place on the public shelf."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes import training
from reflexes_calls.actions.building_modules import DoesNotHold
from reflexes_calls.actions.keeping_modules import module_page
from reflexes_calls.actions.people import organisations_of_person
from reflexes_calls.actions.sharing_modules import publish, share, withdraw
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, Refused
from reflexes_calls.domain.modules import PublishAnswers, Sharing
from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_told
from reflexes_calls.web.visitor import desk_of, signed_in

router = APIRouter()

WHOSE = N_("In the name of which administration?")
NOBODY = N_("None: it is my own work")


@router.get("/mes-modules/{public_id}/partage")
def show(request: Request, public_id: str) -> Response:
    """Who may see a module, and how to publish it."""
    return _drawn(request, public_id)


@router.post("/mes-modules/{public_id}/partage")
def act(request: Request, public_id: str, form: Posted) -> Response:
    """Give a link, take it away, publish, withdraw."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    here = f"/mes-modules/{public_id}/partage"
    if do in {*Sharing, "stop"}:
        share(desk, person, public_id, None if do == "stop" else Sharing(do))
        return see(here, done="saved")
    if do == "withdraw":
        withdraw(desk, person, form.text("published"))
        return see(here, done="module-withdrawn")
    if do != "publish":
        raise NotFound("step", do)
    try:
        made = publish(
            desk,
            person,
            public_id,
            form.text("organisation"),
            form.values,
            revision=form.revision,
        )
    except (Invalid, Conflict, DoesNotHold) as refused:
        return _drawn(request, public_id, form=form, refused=refused)
    return see(f"/modules/{made.public_id}", done="module-published")


def _drawn(
    request: Request, public_id: str, *, form: Form | None = None, refused: Refused | None = None
) -> Response:
    person = signed_in(request)
    shown = module_page(desk_of(request), person, public_id)
    errors = errors_told(request, refused, PublishAnswers) if refused else ()
    link = f"{service_address(request)}/modules/partages/{shown.kept.link}"
    standing = [each for each in shown.published if each.withdrawn_at is None]
    return page(
        request,
        "modules/sharing.html",
        status=status_of(refused) if refused else 200,
        shown=shown,
        kept=shown.kept,
        told=training.told(shown.refusals, shown.module, language_of(request)),
        errors=errors,
        link=link if shown.kept.link else "",
        may_copy=shown.kept.sharing is Sharing.COPY,
        standing=standing,
        former=[each for each in shown.published if each.withdrawn_at is not None],
        sheet=_sheet(request, form, errors),
        here_tab="share",
    )


def _sheet(request: Request, form: Form | None, errors: tuple[tuple[str, str], ...]) -> Sheet:
    words = translator(request)
    mine = organisations_of_person(desk_of(request), signed_in(request))
    typed = form.values if form else {"organisation": mine[0].public_id if mine else ""}
    sheet = draw_sheet(specs_of(PublishAnswers), words, values=typed, errors=errors)
    whose = Field(
        name="organisation",
        label=words(WHOSE),
        kind="radio",
        value=typed.get("organisation", ""),
        error=dict(errors).get("organisation", ""),
        choices=(*((each.public_id, each.name) for each in mine), ("", words(NOBODY))),
    )
    return Sheet(fields=(whose, *sheet.fields), errors=errors)
