"""What a page says once something was done: short, and looked up by a key in its address."""

from types import MappingProxyType


def N_(message: str) -> str:  # noqa: N802 -- the name by which message ids are extracted
    """Mark a message id that is translated later."""
    return message


NOTICES = MappingProxyType(
    {
        "saved": N_("Saved."),
        "signed-in": N_("You are signed in."),
        "signed-out": N_("You are signed out."),
        "clock-moved": N_("The demonstration's clock was moved."),
        "published": N_("The call is published."),
        "concluded": N_("The call is concluded."),
        "submitted": N_("Your application is submitted. Keep the receipt."),
        "withdrawn": N_("Your application is withdrawn."),
        "reviewed": N_("Your review is submitted."),
        "assigned": N_("The reviewers are assigned."),
        "selected": N_("The application is selected: a pilot begins."),
        "declined": N_("The application is declined, with its reasons."),
        "promised": N_("The indicators are promised and locked."),
        "started": N_("The pilot is running."),
        "measured": N_("The measure is written down."),
        "ended": N_("The pilot is over: its evaluation can be written."),
        "abandoned": N_("The pilot is abandoned, and what it taught is kept."),
        "evaluated": N_("The evaluation is written."),
        "in-order": N_("The older edition comes first: the two were put in the order of time."),
        "proposed": N_("The evidence is shown on the piste's page, apart from the edition."),
    }
)
"""Key in the address → message id."""
