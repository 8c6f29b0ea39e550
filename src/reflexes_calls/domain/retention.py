"""What is kept of people, why, and for how long: the one table, for pages, command and docs."""

import datetime as dt

from reflexes.records import record

DAY = dt.timedelta(days=1)
AFTER_LINKS = DAY
AFTER_RESUME_LINKS = 30 * DAY
AFTER_FAILURES = DAY
AFTER_INVITATIONS = 90 * DAY
AFTER_TOKENS = 90 * DAY
AFTER_DRAFTS = 365 * DAY
AFTER_REMOVED_FILES = 30 * DAY
AFTER_LETTERS = 180 * DAY
AFTER_CLOSED_ACCOUNTS = 365 * DAY
AFTER_IMPORTS = 7 * DAY
"""Each is what the table below says in words, and what `reflexes-calls retention` applies."""


@record
class Kept:
    """One kind of data: what it is, why it is kept, and until when. Words are message ids.

    `after` is how long it stays once it is of no use; None for what goes with the account, or for
    what a public procedure keeps. `is_applied` says that the command erases it.
    """

    code: str
    what: str
    why: str
    until: str
    after: dt.timedelta | None = None
    is_applied: bool = False
    outlives: bool = False


def N_(message: str) -> str:  # noqa: N802  # the name by which message ids are extracted
    """Mark a message id that is translated later."""
    return message


KEPT = (
    Kept(
        code="account",
        what=N_("Your name, mail address and language"),
        why=N_("To know who you are, and to write to you."),
        until=N_("As long as your account is open. You may erase it at any time."),
    ),
    Kept(
        code="password",
        what=N_("A digest of your password, and the secret of your second code"),
        why=N_("To let you in, and nobody else. The password itself is never kept."),
        until=N_("As long as your account is open."),
    ),
    Kept(
        code="identities",
        what=N_("What ProConnect says of you: an identifier, your address, your organisation"),
        why=N_("To recognise you when you come back."),
        until=N_("As long as your account is open."),
    ),
    Kept(
        code="roles",
        what=N_("Your organisations and your roles"),
        why=N_("To show you what is yours to see, and nothing else."),
        until=N_("Until they are taken back, or your account is erased."),
    ),
    Kept(
        code="sessions",
        what=N_("Your sessions: when they began, and with which browser"),
        why=N_("To keep you signed in, and to let you close one from elsewhere."),
        until=N_("Twelve hours at most."),
        after=dt.timedelta(0),
        is_applied=True,
    ),
    Kept(
        code="links",
        what=N_("The links sent to you by mail, as digests"),
        why=N_("To let each of them work once."),
        until=N_("A day after they end; thirty days for a link to an application."),
        after=AFTER_LINKS,
        is_applied=True,
    ),
    Kept(
        code="failures",
        what=N_("Sign-ins that failed, under a digest of the account and a range of addresses"),
        why=N_("To slow down whoever tries passwords."),
        until=N_("A day."),
        after=AFTER_FAILURES,
        is_applied=True,
    ),
    Kept(
        code="tokens",
        what=N_("Your access tokens, as digests, and what programs were answered under them"),
        why=N_("To let your programs in, and to do once what they ask for twice."),
        until=N_("A token, ninety days after it ends; an answer, one day."),
        after=AFTER_TOKENS,
        is_applied=True,
    ),
    Kept(
        code="invitations",
        what=N_("The addresses of people who were invited"),
        why=N_("To know what an invitation opens, and to cancel it."),
        until=N_("Ninety days after it ends, whether or not it was accepted."),
        after=AFTER_INVITATIONS,
        is_applied=True,
    ),
    Kept(
        code="drafts",
        what=N_("Drafts that were never submitted, with their files and their team"),
        why=N_("To let you finish them."),
        until=N_("One year after the call has closed, if nobody has touched them since."),
        after=AFTER_DRAFTS,
        is_applied=True,
    ),
    Kept(
        code="files",
        what=N_("Files taken out of a draft that was never submitted with them"),
        why=N_("To let you put them back."),
        until=N_("Thirty days after they were taken out."),
        after=AFTER_REMOVED_FILES,
        is_applied=True,
    ),
    Kept(
        code="imports",
        what=N_("Files of applications that were sent to be brought into a call, and were not"),
        why=N_("To let a manager look at them before anything is written."),
        until=N_("Seven days after they were sent; at once when they are brought or forgotten."),
        after=AFTER_IMPORTS,
        is_applied=True,
    ),
    Kept(
        code="letters",
        what=N_("The text of the letters sent to you"),
        why=N_("To show what was announced, and when."),
        until=N_("Six months after they left; then only their kind and their day."),
        after=AFTER_LETTERS,
        is_applied=True,
    ),
    Kept(
        code="closed",
        what=N_("Accounts that were closed"),
        why=N_("To let them be opened again, if it was a mistake."),
        until=N_("One year after closing; then they are erased."),
        after=AFTER_CLOSED_ACCOUNTS,
        is_applied=True,
    ),
    Kept(
        code="procedure",
        what=N_("Submitted applications, reviews, decisions, appeals and agreements"),
        why=N_("They belong to a public procedure, which must be able to show how it was held."),
        until=N_("As long as the archives of the administration that runs the call say."),
        outlives=True,
    ),
    Kept(
        code="juries",
        what=N_("What you said as a member of a jury: what you know, your ties, what you signed"),
        why=N_("To give you files that you know, and none to which you are bound."),
        until=N_(
            "As long as the call itself. If your account is erased, your place stays under a "
            "pseudonym, without your words nor your ties."
        ),
        outlives=True,
    ),
    Kept(
        code="field",
        what=N_("What you wrote around a pilot: notes of the field, points, readings, meetings"),
        why=N_("To tell what was seen while it was tried, and what stands afterwards."),
        until=N_("As long as the call itself, under a pseudonym if your account is erased."),
        outlives=True,
    ),
    Kept(
        code="modules",
        what=N_("Training modules that you keep, their versions and what their sessions taught"),
        why=N_("To let you lead them again, better."),
        until=N_(
            "Until you erase them, or your account. What you put on the public shelf stays there "
            "without your name; whoever answers after a session is never named."
        ),
        outlives=False,
    ),
    Kept(
        code="journal",
        what=N_("The journals: who took which step, as numbers and digests"),
        why=N_("To show that nothing was changed behind anyone’s back."),
        until=N_("As long as the call itself. They hold no name and no text."),
        outlives=True,
    ),
)
"""Everything that is kept of a person. `outlives` stays under a pseudonym after an erasure."""


def pseudonym_of(public_id: str) -> str:
    """What stands in place of the name of someone who was erased."""
    return f"Personne effacée {public_id[:8]}"


def blank_address_of(public_id: str) -> str:
    """What stands in place of their address: nobody receives anything there."""
    return f"{public_id}@efface.invalid"
