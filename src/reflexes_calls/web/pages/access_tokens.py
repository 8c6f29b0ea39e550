"""« Vos jetons d’accès »: making a token for a program, seeing its last use, taking it back."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes.records import changed
from reflexes_calls.actions.access_tokens import (
    TokensPage,
    make_token,
    revoke_token,
    tokens_page,
)
from reflexes_calls.domain.access import AccessTokenAnswers, Scope, scope_field
from reflexes_calls.domain.errors import Invalid, NotFound, Refused
from reflexes_calls.web.access_words import SCOPES, state_of
from reflexes_calls.web.arriving import source_of
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, Translate, draw_sheet, specs_of
from reflexes_calls.web.notices import N_
from reflexes_calls.web.security import SESSION_COOKIE, read_cookie
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.typed import errors_of, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()
HERE = "/mes-donnees/jetons"
PASSWORD_FIELD = "present-password"  # noqa: S105  # the name of a field, no password
SCOPES_LABEL = N_("What it may do")
PASSWORD_LABEL = N_("Present password")
CODE_LABEL = N_("Code shown by your telephone")
Errors = tuple[tuple[str, str], ...]


@router.get(HERE)
def show(request: Request) -> Response:
    """One's tokens, and the form of another one."""
    return _page(request)


@router.post(HERE)
def act(request: Request, form: Posted) -> Response:
    """Make a token, whose secret is shown this once, or take one back."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    if do == "revoke":
        revoke_token(desk, person, form.text("of"))
        return see(HERE, done="token-revoked")
    if do != "make":
        raise NotFound("step", do)
    raw = form.values | {"present": form.text(PASSWORD_FIELD)}
    session = read_cookie(request, SESSION_COOKIE)
    try:
        secret, made = make_token(desk, person, raw, session=session, source=source_of(request))
    except Refused as refused:
        return _page(request, form=form, errors=_errors(request, refused), status=422)
    return page(request, "people/token_made.html", secret=secret, token=made)


def _errors(request: Request, refused: Refused) -> Errors:
    words = translator(request)
    if not isinstance(refused, Invalid):
        return (("", sentence(refused, words)),)
    labels = labels_of(AccessTokenAnswers, words)
    known = {
        "name": labels["name"],
        "scopes": words(SCOPES_LABEL),
        "days": labels["days"],
        PASSWORD_FIELD: words(PASSWORD_LABEL),
        "code": words(CODE_LABEL),
    }
    named = tuple(
        changed(each, field=PASSWORD_FIELD if each.field == "present" else each.field)
        for each in refused.refusals
    )
    return tuple(errors_of(Invalid(named), words, known))


def _page(
    request: Request, *, form: Form | None = None, errors: Errors = (), status: int = 200
) -> Response:
    words, desk, person = translator(request), desk_of(request), signed_in(request)
    known = tokens_page(desk, person, read_cookie(request, SESSION_COOKIE))
    return page(
        request,
        "people/tokens.html",
        status=status,
        known=known,
        states={each.id: state_of(each, known.now, words) for each in known.tokens},
        scopes={scope: words(said) for scope, said in SCOPES.items()},
        sheet=_sheet(known, form or Form(), errors, words),
        errors=errors,
    )


def _sheet(known: TokensPage, form: Form, errors: Errors, words: Translate) -> Sheet:
    told = dict(reversed(errors))
    values = {"days": "90"} | form.values
    drawn = draw_sheet(specs_of(AccessTokenAnswers), words, values=values, errors=errors)
    scopes = Field(
        name="scopes",
        label=words(SCOPES_LABEL),
        kind="choices",
        hint=words("Never more than you may do yourself. Tick the least that serves."),
        error=told.get("scopes", ""),
        boxes=tuple(
            (scope_field(each), words(SCOPES[each]), form.text(scope_field(each)) == "yes")
            for each in Scope
        ),
    )
    present = Field(
        name=PASSWORD_FIELD,
        label=words(PASSWORD_LABEL),
        kind="password",
        error=told.get(PASSWORD_FIELD, ""),
        autocomplete="current-password",
    )
    code = Field(
        name="code",
        label=words(CODE_LABEL),
        hint=words("Six figures, which change every 30 seconds."),
        error=told.get("code", ""),
        autocomplete="one-time-code",
    )
    asked = [(present, known.asks_password), (code, known.asks_code)]
    proofs = tuple(field for field, is_asked in asked if is_asked)
    name, days = drawn.fields
    return Sheet(fields=(name, scopes, days, *proofs), errors=errors)
