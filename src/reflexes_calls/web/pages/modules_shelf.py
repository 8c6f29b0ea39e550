"""The public shelf of modules, the page of each, and modules behind a link."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes import training
from reflexes_calls.actions.sharing_modules import (
    FILTERS,
    OnShelf,
    copy_published,
    copy_shared,
    is_moderator,
    public_shelf,
    published_module,
    shared_module,
    withdraw,
)
from reflexes_calls.domain.errors import Invalid, NotFound
from reflexes_calls.domain.modules import Sharing
from reflexes_calls.web.forms import Field, Posted, Sheet
from reflexes_calls.web.module_files import file_page, files_page
from reflexes_calls.web.module_words import duration, facts_of, name
from reflexes_calls.web.notices import N_
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.visitor import desk_of, signed_in, visitor_of
from reflexes_calls.wording import sentence

router = APIRouter()

LONGEST_SEARCH = 120
REASON = N_("Why it is taken off the shelf (its author and visitors read it)")


@router.get("/modules")
def show_shelf(request: Request) -> Response:
    """What trainers share, by public, length, piste and words."""
    asked = {
        each: request.query_params.get(each, "")[:LONGEST_SEARCH].replace("\0", " ").strip()
        for each in FILTERS
    }
    words = translator(request)
    return page(
        request,
        "modules/shelf.html",
        found=public_shelf(desk_of(request), asked),
        sheet=_filters(request, asked),
        filtered=any(asked.values()),
        named=lambda value: name(value, words),
        duration=duration,
    )


def _filters(request: Request, asked: dict[str, str]) -> Sheet:
    words, language = translator(request), language_of(request)
    pistes = sorted(
        (
            (each.code, each.title.in_language(language))
            for each in desk_of(request).catalogue.pistes
            if not each.is_name_alone
        ),
        key=lambda pair: pair[1],
    )
    closed = (
        ("public", words(N_("Public")), [(e.value, name(e, words)) for e in training.Public]),
        ("length", words(N_("Length")), [(e.value, name(e, words)) for e in training.Length]),
        ("piste", words(N_("Piste")), pistes),
    )
    fields = [
        Field(
            name="q",
            label=words(N_("Words of its title, aim or activities")),
            value=asked["q"],
            optional=True,
        )
    ]
    fields += [
        Field(
            name=code,
            label=label,
            kind="choice",
            value=asked[code],
            choices=tuple(choices),
            optional=True,
        )
        for code, label, choices in closed
    ]
    return Sheet(fields=tuple(fields))


@router.get("/modules/partages/{link}")
def show_shared(request: Request, link: str) -> Response:
    """A module behind the link that a colleague gave."""
    shared = shared_module(desk_of(request), link)
    return page(
        request,
        "modules/shared.html",
        kept=shared.kept,
        address=f"/modules/partages/{link}",
        may_copy=shared.kept.sharing is Sharing.COPY,
        **facts_of(shared.module, translator(request)),
    )


@router.post("/modules/partages/{link}")
def copy_of_shared(request: Request, link: str, form: Posted) -> Response:
    """Copy a module behind a link among one's own."""
    person = signed_in(request)
    made = copy_shared(desk_of(request), person, link, request_key=form.request_key)
    return see(f"/mes-modules/{made.public_id}", done="module-copied")


@router.get("/modules/partages/{link}/fichiers")
def list_shared_files(request: Request, link: str) -> Response:
    """Every file of a module behind a link."""
    shared, base = shared_module(desk_of(request), link), f"/modules/partages/{link}"
    crumbs = [(base, shared.kept.title)]
    return files_page(request, shared.module, base=f"{base}/fichiers", query="", crumbs=crumbs)


@router.get("/modules/partages/{link}/fichiers/{file}")
def give_shared_file(request: Request, link: str, file: str) -> Response:
    """One file of a module behind a link, or all in a zip."""
    return file_page(request, shared_module(desk_of(request), link).module, file)


@router.get("/modules/{public_id}")
def show_published(request: Request, public_id: str) -> Response:
    """A module of the shelf: its running sheet, whose it is, and how to take it."""
    return _drawn(request, published_module(desk_of(request), public_id))


@router.post("/modules/{public_id}")
def act(request: Request, public_id: str, form: Posted) -> Response:
    """Copy a module of the shelf, or take it off."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    if do == "copy":
        made = copy_published(desk, person, public_id, request_key=form.request_key)
        return see(f"/mes-modules/{made.public_id}", done="module-copied")
    if do != "withdraw":
        raise NotFound("step", do)
    try:
        withdraw(desk, person, public_id, form.text("reason"))
    except Invalid as invalid:
        words = translator(request)
        errors = tuple(
            (each.field, f"{words(REASON)} – {sentence(each, words)}") for each in invalid.refusals
        )
        shown = published_module(desk, public_id)
        return _drawn(request, shown, errors=errors, reason=form.text("reason"))
    return see("/modules", done="module-withdrawn")


def _drawn(
    request: Request,
    shown: OnShelf,
    *,
    errors: tuple[tuple[str, str], ...] = (),
    reason: str = "",
) -> Response:
    person, words = visitor_of(request).person, translator(request)
    is_own = person is not None and person.id == shown.published.person_id
    field = Field(
        name="reason",
        label=words(REASON),
        kind="prose",
        value=reason,
        error=dict(errors).get("reason", ""),
        max_length=600,
    )
    return page(
        request,
        "modules/published.html",
        status=422 if errors else 200,
        errors=errors,
        shown=shown,
        is_own=is_own,
        moderates=not is_own and is_moderator(desk_of(request), person),
        reason_field=field,
        **facts_of(shown.module, words),
    )


@router.get("/modules/{public_id}/fichiers")
def list_files(request: Request, public_id: str) -> Response:
    """Every file of a module of the shelf."""
    shown, base = published_module(desk_of(request), public_id), f"/modules/{public_id}"
    crumbs = [("/modules", translator(request)(N_("Modules"))), (base, shown.published.title)]
    return files_page(request, shown.module, base=f"{base}/fichiers", query="", crumbs=crumbs)


@router.get("/modules/{public_id}/fichiers/{file}")
def give_file(request: Request, public_id: str, file: str) -> Response:
    """One file of a module of the shelf, or all in a zip."""
    return file_page(request, published_module(desk_of(request), public_id).module, file)
