"""The words about people: how a session was opened, what is kept, what a journal entry says."""

from collections.abc import Callable
from types import MappingProxyType

from reflexes.records import changed
from reflexes_calls.domain.retention import KEPT, Kept
from reflexes_calls.domain.signing_in import Means
from reflexes_calls.web.notices import N_

MEANS = MappingProxyType(
    {
        Means.PASSWORD: N_("with a password"),
        Means.LINK: N_("with a link by mail"),
        Means.PROVIDER: N_("with ProConnect"),
        Means.INVITATION: N_("by an invitation"),
        Means.RESUMED: N_("with a link to an application"),
    }
)
"""How a session was opened."""
ENTRIES = MappingProxyType(
    {
        "open_account": N_("Account opened"),
        "close_account": N_("Account closed"),
        "reopen_account": N_("Account opened again"),
        "erase_account": N_("Account erased"),
        "grant": N_("Role given"),
        "revoke": N_("Role taken back"),
        "add_organisation": N_("Organisation added"),
        "join": N_("Joined an organisation"),
        "leave": N_("Left an organisation"),
        "appoint": N_("Asked to administer an organisation, or no longer"),
        "invite": N_("Invited"),
        "uninvite": N_("Invitation cancelled"),
        "tie_identity": N_("Tied to ProConnect"),
        "untie_identity": N_("No longer tied to ProConnect"),
        "change_address": N_("Mail address changed by ProConnect"),
        "change_password": N_("Password changed"),
        "publish_module": N_("Training module put on the shelf"),
        "withdraw_module": N_("Training module taken off the shelf"),
        "add_factor": N_("Second code set up"),
        "remove_factor": N_("Second code taken off"),
        "make_token": N_("Access token made"),
        "revoke_token": N_("Access token taken back"),
        "use_recovery": N_("Recovery code used"),
    }
)
"""What an entry of the service’s journal says; a test compares it with what actions note."""


def kept_words(words: Callable[[str], str]) -> tuple[Kept, ...]:
    """The table of what is kept, in the language of the page."""
    return tuple(
        changed(each, what=words(each.what), why=words(each.why), until=words(each.until))
        for each in KEPT
    )
