"""What a page says once something was done: short, and looked up by a key in its address."""

from types import MappingProxyType


def N_(message: str) -> str:  # noqa: N802 -- the name by which message ids are extracted
    """Mark a message id that is translated later."""
    return message


NOTICES = MappingProxyType(
    {
        "saved": N_("Saved."),
        "copied": N_("The copy is made: a draft, with its days to be looked at."),
        "draft-begun": N_("The draft is begun. Write its parts in any order."),
        "signed-in": N_("You are signed in."),
        "signed-out": N_("You are signed out."),
        "clock-moved": N_("The demonstration's clock was moved."),
        "published": N_("The call is published."),
        "concluded": N_("The call is concluded."),
        "submitted": N_("Your application is submitted. Keep the receipt."),
        "withdrawn": N_("Your application is withdrawn."),
        "attached": N_("The files are sent and kept."),
        "file-removed": N_("The file is removed."),
        "reviewed": N_("Your review is submitted."),
        "assigned": N_("The reviewers are assigned."),
        "selected": N_("The application is selected: a pilot begins."),
        "shortlisted": N_("The letter is kept: its team may write the full application."),
        "set-aside": N_("The letter is set aside, with its reasons."),
        "declined": N_("The application is declined, with its reasons."),
        "promised": N_("The indicators are promised and locked."),
        "started": N_("The pilot is running."),
        "measured": N_("The measure is written down."),
        "ended": N_("The pilot is over: its evaluation can be written."),
        "abandoned": N_("The pilot is abandoned, and what it taught is kept."),
        "evaluated": N_("The evaluation is written."),
        "in-order": N_("The older edition comes first: the two were put in the order of time."),
        "invited": N_("The invitation is sent."),
        "invited-again": N_("The invitation is sent again: its first link no longer works."),
        "uninvited": N_("The invitation is cancelled."),
        "appointed": N_("The role is changed."),
        "dismissed": N_("Your colleague no longer sees this application."),
        "left": N_("You have left the team of this application."),
        "joined": N_("You have joined the team."),
        "link-sent": N_("The link is sent to your mail address."),
        "resumed": N_("You are signed in on this device."),
        "partner-named": N_("The partner is named. Ask them to sign when the file is ready."),
        "partner-dropped": N_("The partner is removed."),
        "partner-asked": N_("The letter is sent."),
        "partner-signed": N_("Thank you: your signature is kept, and the team is told."),
        "partner-declined": N_("Your answer is kept, and the team is told."),
        "terrain-offered": N_("Your offer is published."),
        "terrain-withdrawn": N_("Your offer is withdrawn: nobody finds it any more."),
        "message-sent": N_("Your message is sent."),
        "copy-taken": N_("What you ticked is in your draft. The rest did not change."),
        "earlier-taken": N_("What you ticked is in your draft. The rest did not change."),
        "proposed": N_("The evidence is shown on the piste's page, apart from the edition."),
        "moved": N_("Moved."),
        "taken-out": N_("Taken out. You can take it back below."),
        "taken-back": N_("Taken back, as it was."),
        "section-added": N_("The section is added. Add its questions."),
        "question-added": N_("The question is added. Write the rest of it."),
        "column-added": N_("The column is added. Write the rest of it."),
        "started-again": N_("These questions took the place of yours."),
        "carried": N_("Your draft now answers the present questions."),
        "carried-back": N_("Your draft is as it was, in the former version."),
        "amended": N_("The amendment is published, and every team is told."),
        "amendment-dropped": N_("The amendment is given up. The call stays as it is published."),
        "asked": N_("Your question is sent. It is published with its answer."),
        "answered": N_("The answer is published, and whoever asked is told."),
        "admitted": N_("The late file is admitted, and its team is told."),
        "internal-saved": N_("Your team’s answers are saved."),
    }
)
"""Key in the address → message id."""
