"""« Mes données »: what is kept of oneself, taking it away, correcting it, erasing it."""

import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.links import change_password
from reflexes_calls.actions.own_data import (
    all_of_it,
    end_other_sessions,
    end_session,
    erase_oneself,
    own_page,
    rename,
    untie,
)
from reflexes_calls.actions.second_factor import factor_page
from reflexes_calls.domain.errors import Invalid, NotFound, Refused
from reflexes_calls.domain.team import AccountAnswers
from reflexes_calls.web.arriving import source_of
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, draw_field, specs_of
from reflexes_calls.web.pages.sign_in_links import new_password_field
from reflexes_calls.web.people_words import MEANS, kept_words
from reflexes_calls.web.security import SESSION_COOKIE, forget_cookie, read_cookie
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/mes-donnees"
Errors = tuple[tuple[str, str], ...]


@router.get("/mes-donnees")
def show(request: Request) -> Response:
    """All that one may see and change of one's account."""
    return _page(request)


@router.post("/mes-donnees")
def act(request: Request, form: Posted) -> Response:
    """Correct one's name, close sessions, untie ProConnect, change the password."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    token = read_cookie(request, SESSION_COOKIE)
    try:
        if do == "rename":
            rename(desk, person, form.values)
            return see(HERE, done="saved")
        if do == "password":
            change_password(
                desk,
                person,
                form.text("present-password"),
                form.text("password"),
                token=token,
                source=source_of(request),
            )
            return see(HERE, done="password-changed")
    except Refused as refused:
        return _refused(request, form, refused)
    return _close(request, form, do, token)


def _close(request: Request, form: Form, do: str, token: str) -> Response:
    desk, person = desk_of(request), signed_in(request)
    if do == "end":
        end_session(desk, person, form.text("of"))
        return see(HERE, done="session-ended")
    if do == "end-others":
        end_other_sessions(desk, person, token)
        return see(HERE, done="session-ended")
    if do == "untie":
        untie(desk, person)
        return see(HERE, done="identity-untied")
    raise NotFound("step", do)


@router.get("/mes-donnees/copie")
def show_copy(request: Request) -> Response:
    """All that is kept of oneself, to be read."""
    told = all_of_it(desk_of(request), signed_in(request))
    return page(request, "people/copy.html", told=told)


@router.get("/mes-donnees/copie.json")
def give_copy(request: Request) -> Response:
    """The same, as a file that a program reads."""
    told = all_of_it(desk_of(request), signed_in(request))
    return Response(
        json.dumps(told, ensure_ascii=False, indent=2),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="mes-donnees.json"'},
    )


@router.get("/mes-donnees/effacer")
def ask_to_erase(request: Request) -> Response:
    """What will be erased and what will stay, said before anything is."""
    return _erasing(request)


@router.post("/mes-donnees/effacer")
def erase(request: Request, form: Posted) -> Response:
    """Erase one's account."""
    try:
        erase_oneself(desk_of(request), signed_in(request), is_sure=form.text("sure") == "yes")
    except Refused as refused:
        said = refused.refusals[0] if isinstance(refused, Invalid) else refused
        return _erasing(request, error=sentence(said, translator(request)), status=422)
    response = see("/", done="erased")
    response.headers["Clear-Site-Data"] = '"storage"'
    forget_cookie(request, response, SESSION_COOKIE)
    return response


def _erasing(request: Request, *, error: str = "", status: int = 200) -> Response:
    words = translator(request)
    signed_in(request)
    sure = Field(
        name="sure",
        label=words("I have read this page, and I want my account to be erased."),
        kind="yes",
        error=error,
    )
    errors = (("sure", error),) if error else ()
    return page(
        request,
        "people/erase.html",
        status=status,
        kept=kept_words(words),
        sheet=Sheet(fields=(sure,), errors=errors),
        errors=errors,
    )


def _refused(request: Request, form: Form, refused: Refused) -> Response:
    words = translator(request)
    if isinstance(refused, Invalid):
        names = {"present": "present-password"}
        errors = tuple(
            (names.get(each.field, each.field), sentence(each, words)) for each in refused.refusals
        )
    else:
        errors = (("present-password", sentence(refused, words)),)
    return _page(request, values=form.values, errors=errors, status=422)


def _page(
    request: Request,
    *,
    values: dict[str, str] | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words, desk, person = translator(request), desk_of(request), signed_in(request)
    said, typed = dict(reversed(errors)), values or {}
    name = draw_field(
        "name",
        specs_of(AccountAnswers)["name"],
        words,
        value=typed.get("name", person.name),
        error=said.get("name", ""),
        autocomplete="name",
    )
    present = Field(
        name="present-password",
        label=words("Present password"),
        kind="password",
        error=said.get("present-password", ""),
        autocomplete="current-password",
    )
    fields = (name, present, new_password_field(request, said.get("password", "")))
    return page(
        request,
        "people/own_data.html",
        status=status,
        own=own_page(desk, person, read_cookie(request, SESSION_COOKIE)),
        factor=factor_page(desk, person),
        kept=kept_words(words),
        means={key.value: words(value) for key, value in MEANS.items()},
        sheet=Sheet(fields=fields, errors=errors),
        errors=errors,
    )
