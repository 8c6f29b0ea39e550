"""The sign-in page, asked for or met when a session has ended."""

from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.web.forms import Field, Sheet
from reflexes_calls.web.templating import page, translator


def sign_in_page(  # noqa: PLR0913  # what was typed on it, and what it carries
    request: Request,
    *,
    next_page: str = "/",
    status: int = 200,
    email: str = "",
    error: str = "",
    carried: tuple[tuple[str, str], ...] = (),
    told: str = "",
) -> Response:
    """The page; `carried` are hidden fields, and `told` says why they are there."""
    words = translator(request)
    sheet = _sheet(request, email, error)
    return page(
        request,
        "people/sign_in.html",
        status=status,
        sheet=sheet,
        errors=sheet.errors,
        next=next_page,
        carried=carried,
        told=words(told) if told else "",
    )


def _sheet(request: Request, email: str, error: str) -> Sheet:
    words = translator(request)
    fields = (
        Field(
            name="email",
            label=words("Mail address"),
            kind="email",
            value=email,
            error=error,
            autocomplete="username",
        ),
        Field(
            name="password",
            label=words("Password"),
            kind="password",
            autocomplete="current-password",
        ),
    )
    return Sheet(fields=fields, errors=(("email", error),) if error else ())
