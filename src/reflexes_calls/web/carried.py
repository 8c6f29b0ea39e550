"""A form sent when its session had ended: it goes through the sign-in page and comes back.

What was typed travels in hidden fields. Nothing is done with it before the person, signed in
again, reads it in the form and sends it once more.
"""

import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.web.forms import Form
from reflexes_calls.web.notices import N_

PREFIX = "_carried."
ADDRESS = "_to"
CARRIED = N_(
    "Your session had ended. What you typed is kept on this page: sign in, and it is put back in"
    " the form."
)
NOT_SUBMITTED = N_(
    "Your session had ended: your application is NOT submitted. Sign in, then submit it."
)
BACK = N_(
    "You are signed in again. What you had typed is back in the form, and not saved yet: press"
    " Save."
)
NOT_SENT = N_("You are signed in again. What you had typed is back in the form, and NOT sent yet.")
BACK_TO_SUBMIT = N_("You are signed in again. Your application is NOT submitted yet.")

Resumer = Callable[[Request, "re.Match[str]", Form], Response]
_RESUMERS: list[tuple["re.Pattern[str]", Resumer]] = []


def resumes(pattern: str) -> Callable[[Resumer], Resumer]:
    """Mark the function that shows again the form of some addresses, with what was typed."""

    def keep(resumer: Resumer) -> Resumer:
        _RESUMERS.append((re.compile(pattern), resumer))
        return resumer

    return keep


def may_be_carried(request: Request, address: str) -> bool:
    """Whether a form of this address can be put back, and came from one of our pages."""
    said = request.headers.get("origin", "")
    is_ours = said in {"", f"{request.url.scheme}://{request.url.netloc}"}
    return is_ours and any(pattern.fullmatch(address) for pattern, _ in _RESUMERS)


def put_back(request: Request, address: str, form: Form) -> Response | None:
    """The page of a form with what was typed in it; None when no page takes it."""
    for pattern, resumer in _RESUMERS:
        if match := pattern.fullmatch(address):
            return resumer(request, match, form)
    return None


def to_carry(address: str, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The hidden fields of the sign-in page."""
    return ((ADDRESS, address), *((f"{PREFIX}{name}", value) for name, value in pairs))


def carried(form: Form) -> tuple[tuple[str, str], ...]:
    """The same, when the sign-in page is shown again."""
    return tuple(
        (name, value) for name, value in form.pairs if name == ADDRESS or name.startswith(PREFIX)
    )


def carried_words(address: str) -> str:
    """What the sign-in page says of a form that it carries."""
    return NOT_SUBMITTED if address.endswith("/verifier") else CARRIED
