"""What a page says once something was done: short, and looked up by a key in its address."""

from types import MappingProxyType


def N_(message: str) -> str:  # noqa: N802 -- the name by which message ids are extracted
    """Mark a message id that is translated later."""
    return message


NOTICES = MappingProxyType(
    {
        "saved": N_("Saved."),
        "module-kept": N_("The module is kept. Move, retime and write it as you need."),
        "module-copied": N_("The copy is kept among your modules."),
        "module-erased": N_("The module is erased."),
        "module-updated": N_("The module is of the newest edition now."),
        "module-published": N_("The module is on the shelf, as you see it here."),
        "module-withdrawn": N_("The module is off the shelf."),
        "session-announced": N_("The session is announced. Give its address to participants."),
        "session-told": N_("Thank you: it is kept, and shown beside each activity."),
        "session-answered": N_("Thank you: your answer is kept, without your name."),
        "session-closed": N_("The session takes no more answers."),
        "session-opened": N_("The session takes answers again."),
        "trainee-draft-kept": N_(
            "Your draft is kept. Keep the address of this page: it alone opens it."
        ),
        "trainee-draft-taken": N_(
            "Your draft is in this application: what was empty here is filled, nothing else is"
            " touched."
        ),
        "remark-handled": N_("The remark is marked as looked at."),
        "module-back": N_("The former state is back; the other stays among the versions."),
        "copied": N_("The copy is made: a draft, with its days to be looked at."),
        "draft-begun": N_("The draft is begun. Write its parts in any order."),
        "token-revoked": N_("The token is taken back: it opens nothing any more."),
        "letters-gone": N_("The letters are let go: they leave in a moment."),
        "letter-corrected": N_("The letter is corrected. Its first words are kept."),
        "letter-held-back": N_("The letter is held back. It stays here with its reason."),
        "reading-set": N_("Kept. It holds for the letters written from now on."),
        "webhook-tried": N_("It is sent. The answer shows here in a few seconds."),
        "webhook-removed": N_("This address is told nothing more."),
        "signed-in": N_("You are signed in."),
        "signed-out": N_("You are signed out."),
        "clock-moved": N_("The demonstration's clock was moved."),
        "published": N_("The call is published."),
        "brought": N_("The applications are brought, each with its receipt."),
        "contact-invited": N_("The contact is invited to lead this application."),
        "import-forgotten": N_("The file is forgotten. Nothing of it was kept."),
        "concluded": N_("The call is concluded."),
        "submitted": N_("Your application is submitted. Keep the receipt."),
        "withdrawn": N_("Your application is withdrawn."),
        "attached": N_("The files are sent and kept."),
        "file-removed": N_("The file is removed."),
        "reviewed": N_("Your review is submitted."),
        "reading-open": N_("Reading is open."),
        "readers-reminded": N_("Reminders are sent to those who have files left."),
        "deliberation-open": N_("The deliberation is open. Tick who is there."),
        "presence-kept": N_("Who is there is kept."),
        "reading-reopened": N_("The jury reads again. The minutes of the sitting are kept."),
        "deliberation-closed": N_("The deliberation is closed. These are its minutes."),
        "remark-kept": N_("Your remark is kept."),
        "marks-changed": N_("Your marks are changed. The first ones are kept."),
        "view-saved": N_("The view is kept."),
        "view-forgotten": N_("The view is forgotten."),
        "assigned": N_("The reviewers are assigned."),
        "juror-invited": N_("The invitation is sent."),
        "jurors-invited": N_("The invitations are sent, one letter each."),
        "juror-reminded": N_("The letter is sent again."),
        "juror-dismissed": N_("This person is out of the jury."),
        "tie-added": N_("The tie is added. The files that it bars are taken back."),
        "tie-lifted": N_("The tie is lifted, and your reason is kept."),
        "tie-declared": N_(
            "Your tie is declared. The files of that organisation are yours no more."
        ),
        "charter-signed": N_("You have signed the charter."),
        "recused": N_("You are recused from this file. You see it nowhere any more."),
        "jury-left": N_("You have left the jury."),
        "computed": N_("The selection is computed."),
        "assignment-computed": N_(
            "The proposal is computed. Nobody is given a file before you put it in force."
        ),
        "assignment-in-force": N_(
            "The assignment is in force. A letter leaves to each reader who has new files."
        ),
        "calibration-kept": N_("The scores are kept for the record."),
        "selection-prepared": N_(
            "The decisions are prepared. Read their reasons again, then release."
        ),
        "selection-prepared-in-part": N_(
            "The decisions are prepared, except those below without one: they lack reviews."
        ),
        "lottery-registered": N_("The draw is registered, and its page is public."),
        "lottery-given-up": N_("The draw is given up. Its reason is public."),
        "lots-drawn": N_("The lots are drawn. The result stands."),
        "record-published": N_("The record is on the public page of the results."),
        "prepared": N_("The decision is kept. It waits to be released with the others."),
        "missing-asked": N_("The request is sent. The file is awaited until the day you wrote."),
        "found-admissible": N_("The file is admissible: it goes on to its jury."),
        "found-inadmissible": N_("The file is declined, with your reasons."),
        "message-written": N_("The message is sent."),
        "released": N_("The decisions are released, and their letters leave."),
        "appealed": N_("Your appeal is lodged."),
        "appeal-answered": N_("The answer is sent."),
        "agreement-kept": N_("The agreement is kept as typed."),
        "agreement-issued": N_("The agreement is issued: its text no longer changes."),
        "agreement-reopened": N_("The agreement may be changed again."),
        "agreement-signed": N_("The signed copy is kept."),
        "tranche-paid": N_("The payment is noted."),
        "shortlisted": N_("The letter is kept: its team may write the full application."),
        "set-aside": N_("The letter is set aside, with its reasons."),
        "promised": N_("The indicators are promised and locked."),
        "started": N_("The pilot is running."),
        "measured": N_("The measure is written down."),
        "ended": N_("The pilot is over: its evaluation can be written."),
        "abandoned": N_("The pilot is abandoned, and what it taught is kept."),
        "evaluated": N_("The evaluation is written."),
        "note-kept": N_("The note is kept."),
        "note-taken-back": N_("The note is taken back: nothing of it is kept."),
        "survey-made": N_("The survey is drafted. Read its questions, then open it."),
        "survey-kept": N_("The questions are kept."),
        "survey-open": N_("The survey is open. Give its link to those who are to answer."),
        "survey-closed": N_("The survey is closed."),
        "probe-open": N_("The point is open."),
        "probe-answered": N_("What you found is kept."),
        "reading-asked": N_("The request is sent to the other team."),
        "reading-given": N_("Your reading is kept, and the team reads it."),
        "reading-declined": N_("Your answer is kept."),
        "met-again": N_("The meeting is written down."),
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
        "criterion-removed": N_("The criterion is removed. You can take it back below."),
        "saved-unfinished": N_(
            "Saved. Something on the page you leave remains to be finished: the list of pages says"
            " where."
        ),
        "english-dropped": N_(
            "Saved. Where you changed the French, the English that was proposed is taken away: it"
            " said something else."
        ),
        "draft-aside": N_(
            "The draft is put aside. You can take it up again at the bottom of the page."
        ),
        "draft-back": N_("The draft is back, as it was."),
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
        "password-changed": N_("Your password is changed. Your other sessions are closed."),
        "identity-tied": N_("ProConnect is tied to your account."),
        "identity-untied": N_("ProConnect is no longer tied to your account."),
        "organisation-added": N_("The organisation is added."),
        "organisation-left": N_("You have left the organisation."),
        "taken-off": N_("They no longer belong to the organisation."),
        "factor-removed": N_("Your second code is taken off."),
        "session-ended": N_("Closed."),
        "accepted": N_("The invitation is accepted."),
        "role-given": N_("The role is given."),
        "role-taken": N_("The role is taken back."),
        "erased": N_("Your account is erased. A last letter says so."),
    }
)
"""Key in the address → message id."""
