"""The form of whoever follows an invitation without an account: a name and a password."""

from collections.abc import Callable

from starlette.requests import Request

from reflexes_calls.domain.signing_in import LEAST_PASSWORD
from reflexes_calls.domain.team import AccountAnswers
from reflexes_calls.web.forms import Field, Sheet, draw_field, specs_of
from reflexes_calls.web.templating import translator
from reflexes_calls.web.typed import labels_of

Errors = tuple[tuple[str, str], ...]


def draw_account_sheet(request: Request, name: str, errors: Errors) -> Sheet:
    """The form of a new account, with the name that was typed or that is known."""
    words, said = translator(request), dict(reversed(errors))
    named = draw_field(
        "name",
        specs_of(AccountAnswers)["name"],
        words,
        value=name,
        error=said.get("name", ""),
        autocomplete="name",
    )
    password = Field(
        name="password",
        label=words("Password"),
        kind="password",
        hint=words("%(count)s characters at least; a sentence is easy to remember.")
        % {"count": LEAST_PASSWORD},
        error=said.get("password", ""),
        autocomplete="new-password",
    )
    return Sheet(fields=(named, password), errors=errors)


def account_labels(words: Callable[[str], str]) -> dict[str, str]:
    """The translated label of each of its fields."""
    return labels_of(AccountAnswers, words) | {"password": words("Password")}
