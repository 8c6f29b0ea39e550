"""Call: an invitation to try a piste, which keeps the piste's text, edition and digest."""

import datetime as dt
import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

from reflexes.fields import choice, day, line, money, prose, shortened, whole, yes
from reflexes.records import record, values_of
from reflexes_calls.domain.answers import TICKED, Raw, UnreadableError, read_day, read_form
from reflexes_calls.domain.clock import instant_of
from reflexes_calls.domain.deadlines import Deadline, Outage, deadline_of
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.form import Form, Phase, form_of
from reflexes_calls.domain.lifecycle import CallStage

MOST_MARK = 4
CURRENCY = "EUR"


class Moment(StrEnum):
    """Whether a call takes applications; never stored, derived from the clock."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@record
class Criterion:
    """What readers mark, from 0 to 4; `levels` anchors each mark in words."""

    code: str
    fr: str
    en: str
    weight: int
    levels_fr: tuple[str, ...]
    levels_en: tuple[str, ...]
    jury: str = "project"
    """Which jury of the call marks it: a code of `domain.jury.JuryKind`."""

    def label(self, language: str) -> str:
        """The label in `language`, `fr` or `en`."""
        return self.en if language == "en" else self.fr

    def levels(self, language: str) -> tuple[str, ...]:
        """The words of the five levels in `language`."""
        return self.levels_en if language == "en" else self.levels_fr


class Procedure(StrEnum):
    """How applications come: at once, by a letter of intent first, or all year round."""

    SINGLE = "single"
    TWO_STEPS = "two-steps"
    PERMANENT = "permanent"


@record
class CallAnswers:
    """The form by which a manager writes the call itself; `terms` says the rest."""

    title_fr: str = line("Title in French", max_length=120)
    title_en: str = line("Title in English", max_length=120, default="")
    summary_fr: str = prose("Summary in French", max_length=1200)
    summary_en: str = prose("Summary in English", max_length=1200, default="")
    procedure: Procedure = choice("How applications come", default=Procedure.SINGLE)
    opens_on: dt.date = day("Applications open on", help="From midnight, Paris time.")
    letter_on: dt.date | None = day(
        "Letters of intent close on",
        default=None,
        help="Only those whose letter is kept write a full application.",
    )
    shortlist_on: dt.date | None = day(
        "Result of the first step told by",
        default=None,
        help="When teams learn whether they may write the full application.",
    )
    closes_on: dt.date = day(
        "Applications close on", help="All year round: the last of the cut-off dates."
    )
    closes_hour: int = whole("At this hour", minimum=0, maximum=23, help="On the hour, Paris time.")
    cutoffs: str = prose(
        "Earlier cut-off dates",
        default="",
        max_length=600,
        help="One date a line.",
    )
    grace: int = whole(
        "Minutes of grace after each deadline",
        default=0,
        minimum=0,
        maximum=120,
        help="Stated to everyone in the call.",
    )
    questions_on: dt.date | None = day("Questions may be asked until", default=None)
    completeness_on: dt.date | None = day("Files checked for completeness by", default=None)
    review_on: dt.date | None = day("Files read by the jury by", default=None)
    committee_on: dt.date | None = day("The committee meets on", default=None)
    decision_on: dt.date = day("Decisions announced by")
    agreement_on: dt.date | None = day("Agreements signed by", default=None)
    unfunded: bool = yes("This call gives no money: it is a call for interest", default=False)
    budget_cap: int = money(
        "Most that one trial may receive", default=0, minimum=0, maximum=10_000_000_00
    )
    rate: int | None = whole(
        "Share of the spending that is covered, in percent", default=None, minimum=1, maximum=100
    )
    places: int = whole("Number of trials", minimum=1, maximum=50)
    weeks: int = whole("Longest trial, in weeks", minimum=4, maximum=52)


@record
class Call:
    """A call. `pistes` are frozen plain copies, never read strictly again; the first is `piste`.

    `terms` and `form` are what stands now: as written in a draft, as last published afterwards.
    `pending` is an amendment being prepared. `version` and `form_number` are 0 before opening.
    `drafting` is what only a draft needs: what was `typed`, what it was `copied` from, the criteria
    that were removed, and whether it was put aside.
    """

    id: int
    public_id: str
    stage: CallStage
    version: int
    procedure: Procedure
    funded: bool
    title_fr: str
    title_en: str
    summary_fr: str
    summary_en: str
    piste_code: str
    piste: dict[str, Any]
    edition: str
    piste_digest: str
    other_pistes: tuple[dict[str, Any], ...]
    context: dict[str, Any]
    opens_at: dt.datetime
    letter_closes_at: dt.datetime | None
    shortlist_by: dt.datetime | None
    closes_at: dt.datetime
    cutoffs: tuple[dt.datetime, ...]
    grace: int
    questions_until: dt.datetime | None
    completeness_by: dt.datetime | None
    review_by: dt.datetime | None
    committee_on: dt.datetime | None
    decision_by: dt.datetime
    agreement_by: dt.datetime | None
    budget_cap: int
    rate: int | None
    currency: str
    places: int
    weeks: int
    criteria: tuple[Criterion, ...]
    rubric_version: int
    reviews_needed: int
    terms: dict[str, str]
    form: dict[str, Any]
    form_number: int
    settings: dict[str, Any]
    pending: dict[str, Any] | None
    created_at: dt.datetime
    published_at: dt.datetime | None = None
    outages: tuple[Outage, ...] = ()
    drafting: dict[str, Any] = attrs.field(factory=dict)

    def title(self, language: str) -> str:
        """The title in `language`, or in French when there is no English."""
        return (self.title_en or self.title_fr) if language == "en" else self.title_fr

    def summary(self, language: str) -> str:
        """The summary in `language`, or in French when there is no English."""
        return (self.summary_en or self.summary_fr) if language == "en" else self.summary_fr

    @property
    def is_put_aside(self) -> bool:
        """Whether a draft was given up, until someone takes it up again."""
        return bool(self.drafting.get("put_aside"))

    @property
    def first_phase(self) -> Phase:
        """What an application begins with."""
        return Phase.LETTER if self.procedure is Procedure.TWO_STEPS else Phase.FULL

    @property
    def figures(self) -> dict[str, int]:
        """The figures by which questions may be bounded."""
        known = {"weeks": self.weeks}
        # Before it is written, the amount bounds nothing.
        return known | {"budget_cap": self.budget_cap} if self.budget_cap else known

    def questions(self) -> Form:
        """The form as it stands now."""
        return form_of(self.form, self.form_number)

    @property
    def piste_codes(self) -> tuple[str, ...]:
        """The codes of the pistes that the call comes from."""
        return (self.piste_code, *(each["code"] for each in self.other_pistes))

    @property
    def closings(self) -> tuple[dt.datetime, ...]:
        """Every announced closing of full files, the last one last."""
        return (*self.cutoffs, self.closes_at)

    def deadline_at(self, announced: dt.datetime) -> Deadline:
        """The deadline of one announced instant of this call."""
        return deadline_of(announced, grace=self.grace, outages=self.outages)

    def deadline(self, phase: Phase = Phase.FULL, *, now: dt.datetime | None = None) -> Deadline:
        """The deadline of a phase; in a permanent call, the next one after `now`."""
        if phase is Phase.LETTER and self.letter_closes_at is not None:
            return self.deadline_at(self.letter_closes_at)
        known = [self.deadline_at(announced) for announced in self.closings]
        ahead = (each for each in known if now is not None and now <= each.until)
        return next(ahead, known[-1])

    def session(self, now: dt.datetime) -> int:
        """The number of the closing that what arrives `now` belongs to, from 1."""
        ahead = (
            rank
            for rank, announced in enumerate(self.closings, start=1)
            if now <= self.deadline_at(announced).until
        )
        return next(ahead, len(self.closings))

    def session_deadline(self, session: int | None) -> Deadline:
        """The deadline of a closing; the last one when no session is known."""
        return self.deadline_at(self.closings[session - 1] if session else self.closes_at)

    def moment(self, now: dt.datetime) -> Moment:
        """Whether applications are awaited, open or closed; the deadline itself is in time."""
        if now < self.opens_at:
            return Moment.UPCOMING
        return Moment.OPEN if now <= self.deadline().until else Moment.CLOSED


ORDER = (
    "opens_on",
    "letter_on",
    "shortlist_on",
    "closes_on",
    "completeness_on",
    "review_on",
    "committee_on",
    "decision_on",
    "agreement_on",
)
"""The days of a call, each strictly after the last one that is said before it."""
ONLY_FOR = {
    "letter_on": Procedure.TWO_STEPS,
    "shortlist_on": Procedure.TWO_STEPS,
    "cutoffs": Procedure.PERMANENT,
}
"""What the calendar of one procedure alone holds."""
SAME_DAY = frozenset({"completeness_on", "review_on", "committee_on", "decision_on"})
"""Days that may fall together, once applications are closed."""


def read_call(raw: Raw) -> CallAnswers:
    """The call said by a form; its days must follow each other."""
    raw = _without_what_is_not_asked(as_meant(raw))
    refusals: list[FieldRefusal] = []
    said: CallAnswers | None = None
    try:
        said = read_form(CallAnswers, raw)
    except Invalid as error:
        refusals.extend(error.refusals)
    refusals.extend(_unread_cutoffs(raw))
    refused = {refusal.field for refusal in refusals}
    refusals.extend(_out_of_order(raw, refused))
    refusals.extend(_outside(raw, refused))
    refusals.extend(_missing(raw, refused))
    refusals.extend(each for each in _money_said_twice(raw) if each.field not in refused)
    if refusals or said is None:
        raise Invalid(tuple(refusals))
    return said


def as_meant(raw: Raw) -> Raw:
    """What was typed, without the signs that a label already says: « 80 % », « 17 h »."""
    signs = {"rate": "%", "closes_hour": "h"}
    said = {name: sign for name, sign in signs.items() if name in raw}
    return {**raw, **{name: raw[name].strip().removesuffix(sign) for name, sign in said.items()}}


def _without_what_is_not_asked(raw: Raw) -> Raw:
    # What was typed for another procedure, before it was changed, says nothing.
    procedure = raw.get("procedure", "").strip()
    left = {name for name, kind in ONLY_FOR.items() if kind.value != procedure}
    return {name: text for name, text in raw.items() if name not in left}


def _out_of_order(raw: Raw, refused: set[str]) -> list[FieldRefusal]:
    # The days that can be read are compared even when other answers are refused.
    found: list[FieldRefusal] = []
    before: tuple[str, dt.date] | None = None
    for name in ORDER:
        if name in refused or not raw.get(name, "").strip():
            continue
        met = read_day(raw[name].strip())
        if before is not None:
            together = before[0] in SAME_DAY and name in SAME_DAY
            if met < before[1] or (met == before[1] and not together):
                found.append(_before(name, met, before))
                continue
        before = (name, met)
    return found


def _before(field: str, met: dt.date, before: tuple[str, dt.date]) -> FieldRefusal:
    name, expected = before
    return FieldRefusal(
        field=field, kind="not-after", met=f"{met}", expected=f"{expected}", about=name
    )


def _missing(raw: Raw, refused: set[str]) -> list[FieldRefusal]:
    # What one answer makes necessary is asked for even when others are refused.
    needed = []
    if raw.get("procedure", "").strip() == Procedure.TWO_STEPS and not _says(raw, "letter_on"):
        needed.append("letter_on")
    if not _gives_amount(raw) and not _gives_nothing(raw):
        needed.append("budget_cap")
    return [FieldRefusal(field=name, kind="missing") for name in needed if name not in refused]


def _gives_nothing(raw: Raw) -> bool:
    return raw.get("unfunded", "").strip().lower() in TICKED


def _gives_amount(raw: Raw) -> bool:
    return not re.fullmatch(r"[0\s.,€]*", raw.get("budget_cap", ""))


def _money_said_twice(raw: Raw) -> list[FieldRefusal]:
    # « No money » beside an amount: nobody could tell which of them is meant.
    if not _gives_nothing(raw):
        return []
    filled = [name for name in ("budget_cap", "rate") if _says(raw, name)]
    filled = [name for name in filled if name != "budget_cap" or _gives_amount(raw)]
    return [
        FieldRefusal(field=name, kind="money-beside-none", met=shortened(raw[name].strip()))
        for name in filled
    ]


def _says(raw: Raw, name: str) -> bool:
    return bool(raw.get(name, "").strip())


def _outside(raw: Raw, refused: set[str]) -> list[FieldRefusal]:
    """The days that do not fall between the opening and the closing, where both can be read."""
    ends = ("opens_on", "closes_on")
    if any(name in refused or not _says(raw, name) for name in ends):
        return []
    opens, closes = (read_day(raw[name].strip()) for name in ends)
    found: list[FieldRefusal] = []
    if "questions_on" not in refused and _says(raw, "questions_on"):
        asked = read_day(raw["questions_on"].strip())
        if not opens <= asked <= closes:
            found.append(_not_between("questions_on", asked, opens, closes))
    if "cutoffs" not in refused:
        found.extend(
            _not_between("cutoffs", each, opens, closes)
            for each in read_days(raw.get("cutoffs", ""))
            if not opens < each < closes
        )
    return found


def _not_between(field: str, met: dt.date, opens: dt.date, closes: dt.date) -> FieldRefusal:
    return FieldRefusal(
        field=field,
        kind="not-between",
        met=f"{met}",
        expected=f"{opens} – {closes}",
        about="opens_on – closes_on",
    )


def _unread_cutoffs(raw: Raw) -> list[FieldRefusal]:
    try:
        read_days(raw.get("cutoffs", ""))
    except UnreadableError as error:
        return [FieldRefusal(field="cutoffs", kind=error.kind, met=error.expected)]
    return []


def read_days(text: str) -> tuple[dt.date, ...]:
    """The days of a text, one a line, in their order, each once."""
    found = set()
    for line_said in filter(None, map(str.strip, text.splitlines())):
        try:
            found.add(read_day(line_said))
        except UnreadableError:
            raise UnreadableError("not-a-day", line_said) from None
    return tuple(sorted(found))


def call_values(said: CallAnswers) -> dict[str, Any]:
    """What a form says of a call, as the columns that are kept."""
    kept = values_of(said)
    hour = kept.pop("closes_hour")
    days = {name: kept.pop(name) for name in (*ORDER, "questions_on")}
    two_steps, permanent = (
        said.procedure is kind for kind in (Procedure.TWO_STEPS, Procedure.PERMANENT)
    )
    funded = not kept.pop("unfunded")
    return kept | {
        "funded": funded,
        "budget_cap": said.budget_cap if funded else 0,
        "rate": said.rate if funded else None,
        "opens_at": instant_of(days["opens_on"], 0),
        "closes_at": instant_of(days["closes_on"], hour),
        "letter_closes_at": instant_of(said.letter_on, hour)
        if two_steps and said.letter_on
        else None,
        "shortlist_by": _evening(said.shortlist_on) if two_steps else None,
        "cutoffs": tuple(instant_of(each, hour) for each in read_days(said.cutoffs))
        if permanent
        else (),
        "questions_until": _evening(said.questions_on),
        "completeness_by": _evening(said.completeness_on),
        "review_by": _evening(said.review_on),
        "committee_on": _evening(said.committee_on),
        "decision_by": _evening(said.decision_on),
        "agreement_by": _evening(said.agreement_on),
    }


def _evening(day_said: dt.date | None) -> dt.datetime | None:
    return None if day_said is None else instant_of(day_said, 23, 59)


@cache
def usual_criteria() -> tuple[Criterion, ...]:
    """The criteria that a new call starts from."""
    said = tomllib.loads(
        files("reflexes_calls.domain").joinpath("criteria.toml").read_text("utf-8")
    )
    return tuple(
        Criterion(**one | {key: tuple(one[key]) for key in ("levels_fr", "levels_en")})
        for one in said["criteria"]
    )
