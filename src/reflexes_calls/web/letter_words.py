"""What letters are called, and where they are, in the words of their page."""

from collections.abc import Callable
from types import MappingProxyType

from reflexes_calls.domain.outbox import KeptLetter, LetterState
from reflexes_calls.web.notices import N_

STATES = MappingProxyType(
    {
        LetterState.WAITING: N_("waits to be read"),
        LetterState.LEAVING: N_("on its way"),
        LetterState.SENT: N_("sent"),
        LetterState.GIVEN_UP: N_("tried no more"),
        LetterState.HELD_BACK: N_("held back"),
    }
)
FAILED = N_("The mail server did not take it yet; it is tried again by itself.")
REFUSED = N_("Its recipient’s mail server refuses this address; it is tried again in a day.")
GIVEN_UP = N_(
    "Its recipient’s mail server refused it each time. Reach them another way, or try again once "
    "the address works."
)
KINDS = MappingProxyType(
    {
        "receipt": N_("Receipt"),
        "withdrawn": N_("Application withdrawn"),
        "to-review": N_("File to read"),
        "to-review-several": N_("Files to read"),
        "selected": N_("Decision: selected"),
        "waiting-list-closed": N_("Waiting list closed"),
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
        "peer-asked": N_("Another team asked to read a pilot"),
        "follow-up-near": N_("Meeting called to mind, after the end of a pilot"),
        "pilot-days": N_("Days called to mind during a pilot"),
        "pilot-suspended": N_("Pilot suspended"),
        "pilot-resumed": N_("Pilot resumed"),
        "pilot-extended": N_("Pilot extended"),
        "pilot-handed-over": N_("Pilot handed over"),
    }
)
"""Each kind of letter that a call writes."""


def failure_words(letter: KeptLetter, words: Callable[[str], str]) -> str:
    """What keeps a letter from leaving, in plain words; empty when nothing does."""
    if letter.state is LetterState.GIVEN_UP:
        return words(GIVEN_UP)
    if letter.state is not LetterState.LEAVING or not letter.failure:
        return ""
    return words(REFUSED if letter.failure.startswith("SMTP 5") else FAILED)
