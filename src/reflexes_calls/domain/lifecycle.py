"""The life of a call, an application and a pilot, as tables of steps.

From these tables come the rights, the buttons, the kinds of journal entries, the CHECK lists of
the database, the diagrams and the tests over every stage, step and role.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum

from reflexes.records import record
from reflexes_calls.domain.errors import NotAllowed, NotOpen
from reflexes_calls.domain.people import Role

MANAGER, REVIEWER, APPLICANT = Role.MANAGER, Role.REVIEWER, Role.APPLICANT
WRITER, READER, PARTNER = Role.WRITER, Role.READER, Role.PARTNER


class CallStage(StrEnum):
    """Where a call stands; whether it takes applications is derived from the clock."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CONCLUDED = "concluded"


class ApplicationStage(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    SELECTED = "selected"
    DECLINED = "declined"


class PilotStage(StrEnum):
    """Where a pilot stands."""

    AGREED = "agreed"
    PROMISED = "promised"
    RUNNING = "running"
    SUSPENDED = "suspended"
    ENDED = "ended"
    ABANDONED = "abandoned"
    EVALUATED = "evaluated"
    PROPOSED = "proposed"


@record
class Step:
    """One step: from which stage to which, by whom, and what it needs."""

    name: str
    subject: str
    source: StrEnum
    target: StrEnum
    by: tuple[Role, ...]
    needs: tuple[str, ...] = ()


def _step(name: str, source: StrEnum, target: StrEnum, by: tuple[Role, ...], *needs: str) -> Step:
    subject = type(source).__name__.removesuffix("Stage").lower()
    return Step(name=name, subject=subject, source=source, target=target, by=by, needs=needs)


_C, _A, _P = CallStage, ApplicationStage, PilotStage

CALL_STEPS = (
    _step("edit", _C.DRAFT, _C.DRAFT, (MANAGER,)),
    _step("publish", _C.DRAFT, _C.PUBLISHED, (MANAGER,), "ready", "deadline_ahead"),
    _step("amend", _C.PUBLISHED, _C.PUBLISHED, (MANAGER,), "reason"),
    _step("answer", _C.PUBLISHED, _C.PUBLISHED, (MANAGER,)),
    _step("release", _C.PUBLISHED, _C.PUBLISHED, (MANAGER,), "as_seen"),
    _step("conclude", _C.PUBLISHED, _C.CONCLUDED, (MANAGER,), "after_deadline", "all_decided"),
)
SHELVING_STEPS = (
    _step("put_aside", _C.DRAFT, _C.DRAFT, (MANAGER,), "at_hand"),
    _step("take_up", _C.DRAFT, _C.DRAFT, (MANAGER,), "aside"),
)
"""A draft that is given up, and taken up again: nothing of it is erased."""
APPLICATION_STEPS = (
    _step("save", _A.DRAFT, _A.DRAFT, (APPLICANT, WRITER)),
    _step("save", _A.SUBMITTED, _A.SUBMITTED, (APPLICANT, WRITER), "open_for_applications"),
    _step("submit", _A.DRAFT, _A.SUBMITTED, (APPLICANT,), "open_for_applications", "complete"),
    _step("submit", _A.SUBMITTED, _A.SUBMITTED, (APPLICANT,), "open_for_applications", "complete"),
    _step("withdraw", _A.SUBMITTED, _A.WITHDRAWN, (APPLICANT,)),
    _step("withdraw", _A.DRAFT, _A.WITHDRAWN, (APPLICANT,), "sent_before"),
    _step("admit", _A.DRAFT, _A.DRAFT, (MANAGER,), "after_deadline", "reasons"),
    _step("shortlist", _A.SUBMITTED, _A.DRAFT, (MANAGER,), "letter_phase", "after_deadline"),
    _step(
        "set_aside",
        _A.SUBMITTED,
        _A.DECLINED,
        (MANAGER,),
        "letter_phase",
        "after_deadline",
        "reasons",
    ),
    _step("ask_missing", _A.SUBMITTED, _A.SUBMITTED, (MANAGER,), "after_deadline", "reasons"),
    _step("find_admissible", _A.SUBMITTED, _A.SUBMITTED, (MANAGER,), "after_deadline"),
    _step("find_inadmissible", _A.SUBMITTED, _A.DECLINED, (MANAGER,), "after_deadline", "reasons"),
    _step("assign", _A.SUBMITTED, _A.SUBMITTED, (MANAGER,), "full_phase", "not_own_administration"),
    _step(
        "review",
        _A.SUBMITTED,
        _A.SUBMITTED,
        (REVIEWER,),
        "after_deadline",
        "not_own_administration",
        "assigned",
        "jury_reads",
        "not_already_reviewed",
    ),
    _step(
        "prepare",
        _A.SUBMITTED,
        _A.SUBMITTED,
        (MANAGER,),
        "full_phase",
        "after_deadline",
        "enough_reviews",
        "reasons",
    ),
    _step(
        "select",
        _A.SUBMITTED,
        _A.SELECTED,
        (MANAGER,),
        "full_phase",
        "after_deadline",
        "enough_reviews",
        "reasons",
    ),
    _step(
        "decline",
        _A.SUBMITTED,
        _A.DECLINED,
        (MANAGER,),
        "full_phase",
        "after_deadline",
        "enough_reviews",
        "reasons",
    ),
    _step("appeal", _A.DECLINED, _A.DECLINED, (APPLICANT,), "in_delay", "first_appeal", "reasons"),
    _step("uphold", _A.DECLINED, _A.DECLINED, (MANAGER,), "appeal_waiting"),
    _step("overturn", _A.DECLINED, _A.SELECTED, (MANAGER,), "appeal_waiting", "full_phase"),
    _step("reinstate", _A.DECLINED, _A.DRAFT, (MANAGER,), "appeal_waiting", "letter_phase"),
    _step("readmit", _A.DECLINED, _A.SUBMITTED, (MANAGER,), "appeal_waiting"),
    _step("call_up", _A.DECLINED, _A.SELECTED, (MANAGER,), "on_waiting_list", "reasons"),
)
TEAM_STEPS = (
    *(_step("invite", at, at, (APPLICANT,)) for at in (_A.DRAFT, _A.SUBMITTED)),
    *(_step("uninvite", at, at, (APPLICANT,)) for at in (_A.DRAFT, _A.SUBMITTED)),
    *(_step("join", at, at, (APPLICANT, WRITER, READER)) for at in (_A.DRAFT, _A.SUBMITTED)),
    *(_step("appoint", at, at, (APPLICANT,)) for at in (_A.DRAFT, _A.SUBMITTED)),
    *(_step("dismiss", at, at, (APPLICANT,)) for at in _A),
    *(_step("leave", at, at, (APPLICANT, WRITER, READER)) for at in _A),
)
"""What is done to the team of an application; none of it moves the application."""
PARTNER_STEPS = tuple(
    _step(name, at, at, by, *needs)
    for name, by in (
        ("name_partner", (APPLICANT, WRITER)),
        ("drop_partner", (APPLICANT, WRITER)),
        ("ask_partner", (APPLICANT,)),
        ("sign_partner", (PARTNER,)),
        ("refuse_partner", (PARTNER,)),
    )
    for at, needs in ((_A.DRAFT, ()), (_A.SUBMITTED, ("open_for_applications",)))
)
"""What is done to the partners of an application, by its team and by themselves."""
CARRYING_STEPS = tuple(
    _step(name, at, at, (APPLICANT, WRITER), *needs)
    for name in ("carry", "carry_back")
    for at, needs in ((_A.DRAFT, ()), (_A.SUBMITTED, ("open_for_applications",)))
)
"""What is done to a draft when the questions of its call change; none of it moves it."""
INTERNAL_STEPS = tuple(_step("fill_internal", at, at, (MANAGER,)) for at in _A)
"""What the programme's team writes for itself on an application; none of it moves it."""
MESSAGE_STEPS = tuple(_step("write_message", at, at, (APPLICANT, WRITER, MANAGER)) for at in _A)
"""What is written in a file, by its team or by the programme; none of it moves the application."""
AGREEMENT_STEPS = tuple(
    _step(name, _A.SELECTED, _A.SELECTED, (MANAGER,), need)
    for name, need in (
        ("issue_agreement", "agreement_written"),
        ("reopen_agreement", "agreement_issued"),
        ("sign_agreement", "agreement_issued"),
        ("pay_tranche", "agreement_signed"),
    )
)
"""What is done to the agreement of a selected application; none of it moves the application."""
IMPORTING_STEPS = (
    _step("import", _A.DRAFT, _A.SUBMITTED, (MANAGER,), "open_to_imports"),
    _step("invite_contact", _A.SUBMITTED, _A.SUBMITTED, (MANAGER,)),
)
"""What brings an application from another service, and the people of it."""
WATCHING_STEPS = (_step("move_deadline", _C.PUBLISHED, _C.PUBLISHED, (Role.ADMINISTRATOR,)),)
"""What happens to a call when the service could not be reached near one of its deadlines."""
ASKING_STEPS = (_step("ask", _C.PUBLISHED, _C.PUBLISHED, ()),)
"""What anyone with an account may do about a published call: no role is needed for it."""
GRANTING_STEPS = tuple(
    _step(name, at, at, (MANAGER, Role.ADMINISTRATOR)) for name in ("grant", "revoke") for at in _C
)
"""Roles given on a call and taken back; none of it moves the call."""
HOOKING_STEPS = tuple(
    _step(name, at, at, (MANAGER,))
    for name in ("add_webhook", "remove_webhook", "turn_webhook_secret")
    for at in _C
)
"""The addresses that are told what happens on a call; none of it moves the call."""
LETTER_STEPS = tuple(
    _step(name, at, at, (MANAGER,))
    for name in ("set_reading", "correct_letter", "pass_letters", "hold_back_letter", "try_letter")
    for at in _C
)
"""What is done to the letters of a call before they leave; none of it moves the call."""
DELIBERATING_STEPS = tuple(
    _step(name, _A.SUBMITTED, _A.SUBMITTED, (REVIEWER,), *needs)
    for name, needs in (
        ("remark", ("jury_deliberates", "present")),
        ("change_review", ("jury_deliberates", "present", "spoken")),
    )
)
"""What a jury does to a file while it deliberates; none of it moves the application."""
JURY_STEPS = (
    *(_step("set_blind", at, at, (MANAGER,)) for at in (_C.DRAFT, _C.PUBLISHED)),
    *(
        _step(name, _C.PUBLISHED, _C.PUBLISHED, (MANAGER, REVIEWER), "leads", *needs)
        for name, needs in (
            ("set_assignment", ()),
            ("propose_assignment", ()),
            ("apply_assignment", ()),
            ("open_reading", ()),
            ("remind_readers", ("some_left",)),
            ("open_deliberation", ("after_deadline", "all_in")),
            ("reopen_reading", ("jury_deliberates", "reasons")),
            ("tick_presence", ("jury_deliberates",)),
            ("close_deliberation", ("jury_deliberates",)),
        )
    ),
)
"""What is done to a jury while it reads and deliberates; none of it moves the call."""
CHOOSING_STEPS = tuple(
    _step(name, _C.PUBLISHED, _C.PUBLISHED, (MANAGER,))
    for name in (
        "choose",
        "describe_files",
        "register_lottery",
        "give_up_lottery",
        "draw_lots",
        "prepare_selection",
        "keep_calibration",
    )
) + tuple(
    _step(name, at, at, (MANAGER,))
    for name in ("publish_record", "close_waiting_list")
    for at in (_C.PUBLISHED, _C.CONCLUDED)
)
"""What is computed of a selection and drawn by lot; none of it moves the call."""
SEATING_STEPS = tuple(
    _step(name, at, at, (by,))
    for by, names in (
        (
            MANAGER,
            (
                "invite_juror",
                "remind_juror",
                "withdraw_juror",
                "change_juror",
                "dismiss_juror",
                "set_charter",
                "bind_juror",
                "lift_bond",
            ),
        ),
        (
            REVIEWER,
            (
                "join_jury",
                "decline_jury",
                "describe_juror",
                "sign_charter",
                "declare_bond",
                "recuse",
                "leave_jury",
            ),
        ),
    )
    for name in names
    for at in _C
)
"""Who is in the jury of a call and what binds them to its files; none of it moves the call."""
PILOT_STEPS = (
    _step("promise", _P.AGREED, _P.PROMISED, (APPLICANT,), "one_promise"),
    *(_step("amend_plan", at, at, (APPLICANT,), "reason") for at in (_P.PROMISED, _P.RUNNING)),
    _step("start", _P.PROMISED, _P.RUNNING, (MANAGER,)),
    _step("measure", _P.RUNNING, _P.RUNNING, (APPLICANT,)),
    _step("end", _P.RUNNING, _P.ENDED, (APPLICANT,)),
    *(
        # Before its start too: a team that gives its place up lets the next one have it.
        _step("abandon", at, _P.ABANDONED, (APPLICANT,), "lessons")
        for at in (_P.AGREED, _P.PROMISED, _P.RUNNING, _P.SUSPENDED)
    ),
    _step("suspend", _P.RUNNING, _P.SUSPENDED, (APPLICANT, MANAGER), "reason"),
    _step("resume", _P.SUSPENDED, _P.RUNNING, (APPLICANT, MANAGER), "reason"),
    _step("evaluate", _P.ENDED, _P.EVALUATED, (APPLICANT, MANAGER), "every_promise_answered"),
    _step("evaluate", _P.ABANDONED, _P.EVALUATED, (APPLICANT, MANAGER), "every_promise_answered"),
    _step("propose", _P.EVALUATED, _P.PROPOSED, (MANAGER,)),
    *(
        _step("revisit", at, at, (APPLICANT, WRITER, MANAGER))
        for at in (_P.ENDED, _P.ABANDONED, _P.EVALUATED, _P.PROPOSED)
    ),
)
LASTING_STEPS = (
    *(
        _step("extend", at, at, (APPLICANT, MANAGER), "reason")
        for at in (_P.PROMISED, _P.RUNNING, _P.SUSPENDED)
    ),
    *(_step("hand_over", at, at, (APPLICANT, MANAGER), "reason") for at in _P),
    *(
        _step(name, at, at, by)
        for name, by in (
            ("set_milestone", (APPLICANT, WRITER, MANAGER)),
            ("drop_milestone", (APPLICANT, WRITER, MANAGER)),
            ("deliver", (APPLICANT, WRITER)),
        )
        for at in _P
    ),
)
"""What makes a pilot last: more time, other hands, milestones; none of it moves the pilot."""
FIELD_STEPS = tuple(
    _step(name, at, at, by)
    for name, by in (
        ("note_field", (APPLICANT, WRITER)),
        ("take_back_note", (APPLICANT, WRITER)),
        ("write_survey", (APPLICANT, WRITER)),
        ("open_survey", (APPLICANT, WRITER)),
        ("close_survey", (APPLICANT, WRITER)),
        ("make_survey_links", (APPLICANT, WRITER)),
        ("open_probe", (APPLICANT, WRITER, MANAGER)),
        ("answer_probe", (APPLICANT, WRITER)),
        ("ask_peers", (APPLICANT, MANAGER)),
        ("answer_peers", (APPLICANT, WRITER)),
    )
    for at in _P
)
"""What is seen, asked and looked at around a pilot; none of it moves the pilot."""
ALL_STEPS = (
    *CALL_STEPS,
    *SHELVING_STEPS,
    *APPLICATION_STEPS,
    *TEAM_STEPS,
    *PARTNER_STEPS,
    *CARRYING_STEPS,
    *INTERNAL_STEPS,
    *MESSAGE_STEPS,
    *AGREEMENT_STEPS,
    *IMPORTING_STEPS,
    *WATCHING_STEPS,
    *ASKING_STEPS,
    *GRANTING_STEPS,
    *HOOKING_STEPS,
    *LETTER_STEPS,
    *DELIBERATING_STEPS,
    *JURY_STEPS,
    *CHOOSING_STEPS,
    *SEATING_STEPS,
    *PILOT_STEPS,
    *LASTING_STEPS,
    *FIELD_STEPS,
)


def open_steps(steps: Iterable[Step], stage: StrEnum, roles: Collection[Role]) -> tuple[Step, ...]:
    """The steps that one of `roles` may take from `stage`, before their needs are looked at."""
    return tuple(s for s in steps if s.source == stage and set(s.by) & set(roles))


def find_step(steps: Iterable[Step], name: str, stage: StrEnum, roles: Collection[Role]) -> Step:
    """The step `name` from `stage`; raises `NotAllowed` or `NotOpen`, which lists the open ones.

    The role is looked at first: who may never take a step learns nothing of the stage.
    """
    known = tuple(steps)
    named = [s for s in known if s.name == name]
    if not named:
        raise ValueError(name)
    if not any(set(s.by) & set(roles) for s in named):
        raise NotAllowed("not-allowed", step=name, by=tuple(named[0].by))
    for step in named:
        if step.source == stage:
            return step
    available = tuple(s.name for s in open_steps(known, stage, roles))
    raise NotOpen("not-open", step=name, stage=stage, open=available)


def diagram(steps: Iterable[Step]) -> str:
    """The steps as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {s.source} --> {s.target}: {s.name} ({', '.join(s.by)})" for s in steps]
    return "\n".join(lines) + "\n"
