"""The words of tokens of access: what each scope lends, and where a token stands."""

import datetime as dt
from collections.abc import Callable
from types import MappingProxyType

from reflexes_calls.domain.access import AccessToken, Scope
from reflexes_calls.web.notices import N_

SCOPES = MappingProxyType(
    {
        Scope.CALLS_READ: N_("Read the calls"),
        Scope.APPLICATIONS_READ: N_("Read the applications that you may read"),
        Scope.APPLICATIONS_WRITE: N_("Write applications, submit them, withdraw them"),
        Scope.HANDLING_WRITE: N_("Handle files: ask for what is missing, find them admissible"),
        Scope.REVIEWS_READ: N_("Read the files given to you to review, and your reviews"),
        Scope.REVIEWS_WRITE: N_("Write your reviews, and submit them"),
        Scope.JURY_READ: N_("Read the jury of the calls that you manage or chair"),
        Scope.JURY_WRITE: N_("Compute selections, and prepare decisions from them"),
        Scope.PILOTS_READ: N_("Read the pilots, their plans, figures and reports"),
        Scope.PILOTS_WRITE: N_("Write plans, bring figures and take the steps of your pilots"),
        Scope.JOURNAL_READ: N_("Read the journals that you may read"),
    }
)
"""What a token may be lent, in plain words."""
STATES = MappingProxyType({"alive": N_("works"), "ended": N_("ended"), "revoked": N_("taken back")})


def state_of(token: AccessToken, now: dt.datetime, words: Callable[[str], str]) -> str:
    """Where a token stands, in words."""
    if token.revoked_at is not None:
        return words(STATES["revoked"])
    return words(STATES["alive" if token.is_alive(now) else "ended"])
