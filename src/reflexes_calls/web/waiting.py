"""What waits for a manager: each line says what to do, about what, and leads there."""

import datetime as dt
from collections.abc import Iterator, Sequence

from reflexes.records import record
from reflexes_calls.actions.finding import ListedFile
from reflexes_calls.actions.looking import CallPage
from reflexes_calls.domain.call import Moment
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage, CallStage, PilotStage
from reflexes_calls.domain.rights import is_after_deadline
from reflexes_calls.web.notices import N_

PILOT_WAITS = {
    PilotStage.PROMISED: N_("Start the pilot: its indicators are promised"),
    PilotStage.ENDED: N_("The pilot ended: its evaluation is to be written"),
    PilotStage.ABANDONED: N_("The pilot was abandoned: its evaluation is to be written"),
    PilotStage.EVALUATED: N_("Propose the evidence to the catalogue"),
}


@record
class Waiting:
    """One thing to do: a message id, the name of what it is about, and its address.

    `count` says how many of them wait there, where it is more than the line itself says; `letters`
    how many letters.
    """

    words: str
    about: str
    address: str
    count: int = 0
    letters: int = 0


def waiting_of(  # noqa: PLR0913  # a call, its files, and what waits beside them
    shown: CallPage,
    board: Sequence[ListedFile],
    now: dt.datetime,
    language: str,
    *,
    questions: int = 0,
    letters: int = 0,
) -> Iterator[Waiting]:
    """What waits for the manager of a call; `questions` for an answer, `letters` to be read."""
    call, title = shown.call, shown.call.title(language)
    address = f"/gestion/appels/{call.public_id}"
    if call.stage is CallStage.DRAFT and not call.is_put_aside:
        said = N_("Finish the draft, check it, then publish it")
        yield Waiting(words=said, about=title, address=address)
    if call.stage is CallStage.PUBLISHED and questions:
        said = N_("Answer what was asked about the call")
        yield Waiting(words=said, about=title, address=f"{address}/reponses", count=questions)
    if letters:
        said = N_("Read the letters that wait, and let them leave")
        where = f"{address}/lettres?etat=waiting"
        yield Waiting(words=said, about=title, address=where, letters=letters)
    left = [one for one in board if one.application.stage is ApplicationStage.SUBMITTED]
    for one in left:
        yield from _of_application(one, address, now)
    closed = call.moment(now) is Moment.CLOSED
    if call.stage is CallStage.PUBLISHED and closed and not left:
        said = N_("Every application is decided: conclude the call")
        yield Waiting(words=said, about=title, address=address)
    for pilot in shown.pilots:
        if pilot.stage in PILOT_WAITS:
            yield Waiting(
                words=PILOT_WAITS[pilot.stage],
                about=pilot.title,
                address=f"/pilotes/{pilot.public_id}",
            )


def _of_application(one: ListedFile, board: str, now: dt.datetime) -> Iterator[Waiting]:
    about = f"{one.application.receipt} · {one.title}"
    needed = one.call.reviews_needed
    closed = is_after_deadline(one.call, now, one.application)
    if one.application.phase is Phase.LETTER:
        if closed:
            address = f"/gestion/dossiers/{one.application.public_id}"
            said = N_("Keep the letter of intent, or set it aside")
            yield Waiting(words=said, about=about, address=address)
    elif len(one.reviewers) < needed:
        said = N_("Assign the missing reviewers")
        yield Waiting(words=said, about=about, address=f"{board}#lecture-{one.application.receipt}")
    elif closed and one.summary is not None and one.summary.count >= needed:
        address = f"/gestion/dossiers/{one.application.public_id}"
        yield Waiting(words=N_("Decide, with reasons"), about=about, address=address)
