"""What letters are called, and where they are, in the words of their page."""

from types import MappingProxyType

from reflexes_calls.domain.outbox import LetterState
from reflexes_calls.web.notices import N_

STATES = MappingProxyType(
    {
        LetterState.WAITING: N_("waits to be read"),
        LetterState.LEAVING: N_("on its way"),
        LetterState.SENT: N_("sent"),
        LetterState.HELD_BACK: N_("held back"),
    }
)
FAILED = N_("The mail server did not take it yet; it is tried again by itself.")
KINDS = MappingProxyType(
    {
        "receipt": N_("Receipt"),
        "withdrawn": N_("Application withdrawn"),
        "to-review": N_("File to read"),
        "selected": N_("Decision: selected"),
        "declined": N_("Decision: declined"),
        "shortlisted": N_("Letter of intent kept"),
        "set-aside": N_("Letter of intent set aside"),
        "started": N_("Pilot started"),
        "proposed": N_("Evidence proposed to the catalogue"),
        "invitation": N_("Invitation to a team"),
        "resume-link": N_("Link to go on with a draft"),
        "partner-asked": N_("Partner asked to sign"),
        "partner-signed": N_("Partner signed"),
        "partner-declined": N_("Partner declined"),
        "terrain-message": N_("Message about a terrain"),
        "deadline-moved": N_("Deadline moved after an outage"),
        "deadline-back": N_("Deadline put back"),
        "amended": N_("Call amended"),
        "reminder": N_("Reminder of a deadline"),
        "reminder-changes": N_("Reminder of changes not sent"),
        "question-asked": N_("Question asked about the call"),
        "question-answered": N_("Question answered"),
        "admitted": N_("Late file admitted"),
        "missing-asked": N_("What is missing was asked for"),
        "inadmissible": N_("File found not admissible"),
        "message": N_("Message written in the file"),
        "readmitted": N_("Appeal answered: the file is admissible"),
        "appeal-lodged": N_("Appeal lodged"),
        "appeal-upheld": N_("Appeal answered: the decision stands"),
        "agreement-issued": N_("Agreement issued"),
        "agreement-signed": N_("Signed agreement kept"),
    }
)
"""Each kind of letter that a call writes."""
