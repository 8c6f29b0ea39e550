"""The words of an application for its team: where it stands, what befell it, what comes next."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import attrs

from reflexes.records import record
from reflexes_calls.actions.completing import Event
from reflexes_calls.actions.looking import ApplicationPage
from reflexes_calls.domain.application import Version
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.deadlines import Verdict
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.progress import SectionState
from reflexes_calls.domain.rights import standing_of_application, standing_of_version
from reflexes_calls.web.deadline_words import deadline_sentence
from reflexes_calls.web.formatting import exact, moment
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]

STAGES: Mapping[ApplicationStage, str] = MappingProxyType(
    {
        ApplicationStage.DRAFT: N_("Draft, not submitted"),
        ApplicationStage.SUBMITTED: N_("Submitted"),
        ApplicationStage.WITHDRAWN: N_("Withdrawn"),
        ApplicationStage.SELECTED: N_("Selected"),
        ApplicationStage.DECLINED: N_("Declined"),
    }
)
MOODS: Mapping[ApplicationStage, str] = MappingProxyType(
    {
        ApplicationStage.DRAFT: "warn",
        ApplicationStage.SUBMITTED: "good",
        ApplicationStage.WITHDRAWN: "",
        ApplicationStage.SELECTED: "good",
        ApplicationStage.DECLINED: "bad",
    }
)
UNSENT = N_("Submitted, with unsent changes")
STATES: Mapping[SectionState, tuple[str, str]] = MappingProxyType(
    {
        SectionState.EMPTY: (N_("not begun"), ""),
        SectionState.STARTED: (N_("under way"), "warn"),
        SectionState.WHOLE: (N_("complete"), "good"),
        SectionState.TO_MEND: (N_("to mend"), "bad"),
    }
)
"""For each state of a section: its words, and the class of its tag; its sign is drawn beside."""
EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "begin": N_("Draft begun"),
        "submit": N_("Submitted, version %(version)s"),
        "import": N_("Brought here from another service by the programme"),
        "withdraw": N_("Withdrawn by your team"),
        "admit": N_("Admitted after the deadline"),
        "shortlist": N_("Letter of intent kept: the full application may be written"),
        "set_aside": N_("Letter of intent not kept"),
        "carry": N_("Carried over to the new questions of the call"),
        "carry_back": N_("Carried back to the earlier questions of the call"),
        "select": N_("Selected"),
        "decline": N_("Not selected"),
        "appeal": N_("Appeal lodged"),
        "uphold": N_("Appeal answered: the decision stands"),
        "overturn": N_("Appeal upheld: selected"),
        "reinstate": N_("Appeal upheld: the full application may be written"),
    }
)
NOT_SUBMITTED = N_("You have NOT submitted yet.")
NOT_SUBMITTED_LATE = N_("You have NOT submitted.")
NOT_SUBMITTED_FULL = N_("You have NOT submitted the full application yet.")
CHANGES_UNSENT = N_("Changes not submitted.")
STAYS = N_("What you submitted stays in force until you submit again.")
STAYS_FOR_GOOD = N_("What you submitted is what will be read.")
COPY = N_("This draft can still be read and copied.")
BROUGHT = N_(
    "Brought by the programme from %(source)s, where its number is %(number)s. This receipt says"
    " when it was brought, not when it was sent there."
)
ARRIVED: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.IN_TIME: N_("In time. The deadline is %(announced)s."),
        Verdict.MOVED: N_(
            "In time. The service could not be reached near the deadline of %(announced)s, which"
            " was moved to %(until)s for everyone."
        ),
        Verdict.IN_GRACE: N_(
            "In time, within the grace that the call gives everyone: from %(announced)s to"
            " %(until)s."
        ),
        Verdict.ADMITTED: N_(
            "Admitted after the deadline of %(announced)s, by a reasoned decision. It is read like"
            " the others."
        ),
    }
)
"""For each way to arrive, what a receipt says of it."""
REPLACES = N_("This version takes the place of version %(number)s, which stays kept.")
REPLACED = N_("Version %(number)s took its place on %(when)s.")
AFTER = (
    ("completeness_by", N_("Check that the application is complete")),
    ("review_by", N_("Reading by the jury")),
    ("committee_on", N_("Meeting of the committee")),
    ("decision_by", N_("Announcement of the decisions")),
)
"""What follows a submission, in the order of the call's calendar."""


@attrs.frozen(kw_only=True)
class Banner:
    """What stays in sight on every page of an application that is not wholly submitted.

    `kind` is `draft`, `unsent`, or nothing when all is submitted; the words are there all the
    same, for a script to show them when something changes.
    """

    kind: str
    strong: str
    deadline: str
    more: str
    address: str
    may_submit: bool

    @property
    def is_shown(self) -> bool:
        """Whether there is something to warn of."""
        return bool(self.kind)


def banner_of(
    own: ApplicationPage, now: dt.datetime, words: Translate, language: str
) -> Banner | None:
    """The banner of an application; None when it can no longer be submitted at all."""
    known = own.application
    if known.stage not in {ApplicationStage.DRAFT, ApplicationStage.SUBMITTED}:
        return None
    standing = standing_of_application(own.call, known, now)
    kind, strong, more = _said(own, is_open=standing.is_open)
    return Banner(
        kind=kind,
        strong=words(strong),
        deadline=deadline_sentence(standing, words, language, phase=known.phase),
        more=words(more) if more else "",
        address=f"/dossiers/{known.public_id}",
        may_submit=standing.is_open and "submit" in own.open_steps,
    )


def _said(own: ApplicationPage, *, is_open: bool) -> tuple[str, str, str]:
    known = own.application
    if known.stage is ApplicationStage.DRAFT:
        if not is_open:
            return "draft", NOT_SUBMITTED_LATE, COPY
        full = own.versions and known.phase is Phase.FULL
        return "draft", NOT_SUBMITTED_FULL if full else NOT_SUBMITTED, ""
    kind = "unsent" if known.has_unsent_changes else ""
    return kind, CHANGES_UNSENT, STAYS if is_open else STAYS_FOR_GOOD


def stage_words(own: ApplicationPage, words: Translate) -> tuple[str, str]:
    """Where an application stands, and the class of its tag."""
    known = own.application
    if known.stage is ApplicationStage.SUBMITTED and known.has_unsent_changes:
        return words(UNSENT), "warn"
    return words(STAGES[known.stage]), MOODS[known.stage]


def event_words(event: Event, words: Translate) -> str:
    """What a line of the history says."""
    return words(EVENTS[event.kind]) % {"version": event.version or 1}


def arrival_words(
    own: ApplicationPage, version: Version, words: Translate, language: str
) -> tuple[str, ...]:
    """How a submission arrived, which one it takes the place of, which one took its own."""
    standing = standing_of_version(own.call, version.phase, version.submitted_at)
    announced, until = (moment(each, language) for each in (standing.announced, standing.until))
    said = [words(ARRIVED[standing.verdict]) % {"announced": announced, "until": until}]
    if brought := version.answers.get("brought"):
        said = [words(BROUGHT) % {"source": brought["source"], "number": brought["number"]}]
    same = [each for each in own.versions if each.phase is version.phase]
    rank = same.index(version)
    if rank:
        said.append(words(REPLACES) % {"number": same[rank - 1].number})
    for after in same[rank + 1 : rank + 2]:
        when = exact(after.submitted_at, language)
        said.append(words(REPLACED) % {"number": after.number, "when": when})
    return tuple(said)


@record
class NextStep:
    """What comes next: in words, until when, and in how many days; both may be unknown."""

    words: str
    until: dt.datetime | None = None
    days: int | None = None


def next_step(own: ApplicationPage, now: dt.datetime, words: Translate) -> NextStep | None:
    """What comes next for an application; None when nothing does."""
    stage, call = own.application.stage, own.call
    if stage is ApplicationStage.DRAFT:
        return _of_draft(own, now, words)
    if stage is ApplicationStage.SELECTED:
        return NextStep(words=words(N_("Your pilot: promise its indicators")))
    if stage is not ApplicationStage.SUBMITTED:
        return None
    if own.application.phase is Phase.LETTER:
        return _of_letter(call, now, words)
    ahead = [(until, said) for until, said in _calendar(call) if until > now]
    if not ahead:
        return NextStep(words=words(N_("Announcement of the decisions, which is late")))
    until, said = ahead[0]
    return NextStep(words=words(said), until=until, days=_days(now, until))


def _of_letter(call: Call, now: dt.datetime, words: Translate) -> NextStep:
    said, told = words(N_("Answer to your letter of intent")), call.shortlist_by
    if told is None or told < now:
        return NextStep(words=said)
    return NextStep(words=said, until=told, days=_days(now, told))


def _of_draft(own: ApplicationPage, now: dt.datetime, words: Translate) -> NextStep | None:
    known = own.application
    standing = standing_of_application(own.call, known, now)
    if not standing.is_open:
        return None
    said = words(N_("Complete your answers and submit them"))
    return NextStep(words=said, until=standing.until, days=_days(now, standing.until))


def _calendar(call: Call) -> Iterator[tuple[dt.datetime, str]]:
    for name, said in AFTER:
        until = getattr(call, name)
        if until is not None:
            yield until, said


def _days(now: dt.datetime, until: dt.datetime) -> int:
    return (local_day(until) - local_day(now)).days
