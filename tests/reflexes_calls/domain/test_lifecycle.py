"""The three tables, over every stage, step and role: the refused ones too."""

from collections.abc import Iterable
from enum import StrEnum

import pytest

from reflexes_calls.domain.errors import NotAllowed, NotOpen
from reflexes_calls.domain.lifecycle import (
    AGREEMENT_STEPS,
    APPLICATION_STEPS,
    CALL_STEPS,
    CARRYING_STEPS,
    MESSAGE_STEPS,
    PARTNER_STEPS,
    PILOT_STEPS,
    TEAM_STEPS,
    ApplicationStage,
    CallStage,
    PilotStage,
    Step,
    diagram,
    find_step,
    open_steps,
)
from reflexes_calls.domain.people import Role

MOVING = {"call": CALL_STEPS, "application": APPLICATION_STEPS, "pilot": PILOT_STEPS}
TABLES: dict[str, tuple[Step, ...]] = MOVING | {
    "team": TEAM_STEPS,
    "partners": PARTNER_STEPS,
    "carrying": CARRYING_STEPS,
    "agreement": AGREEMENT_STEPS,
    "messages": MESSAGE_STEPS,
}
STAGES: dict[str, type[StrEnum]] = {
    "call": CallStage,
    "application": ApplicationStage,
    "pilot": PilotStage,
    "team": ApplicationStage,
    "partners": ApplicationStage,
    "carrying": ApplicationStage,
    "agreement": ApplicationStage,
    "messages": ApplicationStage,
}
CHANGING = ("draft", "submitted")
OPEN = {
    "call": {
        ("draft", "edit", "manager"),
        ("draft", "publish", "manager"),
        ("published", "amend", "manager"),
        ("published", "answer", "manager"),
        ("published", "release", "manager"),
        ("published", "conclude", "manager"),
    },
    "application": {
        *((at, "save", role) for at in CHANGING for role in ("applicant", "writer")),
        *((at, "submit", "applicant") for at in CHANGING),
        *((at, "withdraw", "applicant") for at in CHANGING),
        ("draft", "admit", "manager"),
        ("submitted", "shortlist", "manager"),
        ("submitted", "set_aside", "manager"),
        ("submitted", "ask_missing", "manager"),
        ("submitted", "find_admissible", "manager"),
        ("submitted", "find_inadmissible", "manager"),
        ("submitted", "assign", "manager"),
        ("submitted", "review", "reviewer"),
        ("submitted", "prepare", "manager"),
        ("submitted", "select", "manager"),
        ("submitted", "decline", "manager"),
        ("declined", "appeal", "applicant"),
        ("declined", "uphold", "manager"),
        ("declined", "overturn", "manager"),
        ("declined", "call_up", "manager"),
        ("declined", "reinstate", "manager"),
        ("declined", "readmit", "manager"),
    },
    "pilot": {
        ("agreed", "promise", "applicant"),
        ("promised", "start", "manager"),
        ("running", "measure", "applicant"),
        ("running", "end", "applicant"),
        *((at, "abandon", "applicant") for at in ("agreed", "promised", "running", "suspended")),
        *((at, "amend_plan", "applicant") for at in ("promised", "running")),
        *(("running", "suspend", role) for role in ("applicant", "manager")),
        *(("suspended", "resume", role) for role in ("applicant", "manager")),
        ("ended", "evaluate", "applicant"),
        ("ended", "evaluate", "manager"),
        ("abandoned", "evaluate", "applicant"),
        ("abandoned", "evaluate", "manager"),
        ("evaluated", "propose", "manager"),
        *(
            (at, "revisit", role)
            for at in ("ended", "abandoned", "evaluated", "proposed")
            for role in ("applicant", "writer", "manager")
        ),
    },
    "team": {
        *((at, name, "applicant") for at in CHANGING for name in ("invite", "uninvite", "appoint")),
        *((at, "join", role) for at in CHANGING for role in ("applicant", "writer", "reader")),
        *((at.value, "dismiss", "applicant") for at in ApplicationStage),
        *(
            (at.value, "leave", role)
            for at in ApplicationStage
            for role in ("applicant", "writer", "reader")
        ),
    },
    "partners": {
        *(
            (at, name, role)
            for at in CHANGING
            for name in ("name_partner", "drop_partner")
            for role in ("applicant", "writer")
        ),
        *((at, "ask_partner", "applicant") for at in CHANGING),
        *((at, name, "partner") for at in CHANGING for name in ("sign_partner", "refuse_partner")),
    },
    "carrying": {
        (at, name, role)
        for at in CHANGING
        for name in ("carry", "carry_back")
        for role in ("applicant", "writer")
    },
    "agreement": {
        ("selected", name, "manager")
        for name in ("issue_agreement", "reopen_agreement", "sign_agreement", "pay_tranche")
    },
    "messages": {
        (at.value, "write_message", role)
        for at in ApplicationStage
        for role in ("applicant", "writer", "manager")
    },
}
STORED = {
    "call": ["draft", "published", "concluded"],
    "application": ["draft", "submitted", "withdrawn", "selected", "declined"],
    "pilot": [
        *("agreed", "promised", "running", "suspended"),
        *("ended", "abandoned", "evaluated", "proposed"),
    ],
}


def cases() -> Iterable[tuple[str, StrEnum, str, Role]]:
    for subject, steps in TABLES.items():
        for stage in STAGES[subject]:
            for name in sorted({step.name for step in steps}):
                for role in Role:
                    yield subject, stage, name, role


@pytest.mark.parametrize(("subject", "stage", "name", "role"), list(cases()))
def test_a_step_is_open_only_where_the_table_says(
    subject: str, stage: StrEnum, name: str, role: Role
) -> None:
    if (stage.value, name, role.value) in OPEN[subject]:
        step = find_step(TABLES[subject], name, stage, {role})
        assert (step.name, step.source) == (name, stage)
        assert step in open_steps(TABLES[subject], stage, {role})
        return
    with pytest.raises((NotOpen, NotAllowed)) as caught:
        find_step(TABLES[subject], name, stage, {role})
    assert caught.value.facts["step"] == name


def test_the_matrix_is_whole() -> None:
    assert sum(1 for _ in cases()) == 7 * (
        3 * 6 + 5 * 20 + 8 * 11 + 5 * 6 + 5 * 5 + 5 * 2 + 5 * 4 + 5
    )
    assert sum(len(found) for found in OPEN.values()) == 6 + 25 + 31 + 32 + 14 + 8 + 4 + 15


def test_who_may_never_take_a_step_learns_nothing_of_the_stage() -> None:
    with pytest.raises(NotAllowed):
        find_step(APPLICATION_STEPS, "select", ApplicationStage.DRAFT, {Role.APPLICANT})
    with pytest.raises(NotOpen) as caught:
        find_step(APPLICATION_STEPS, "select", ApplicationStage.DRAFT, {Role.MANAGER})
    assert caught.value.facts == {"step": "select", "stage": "draft", "open": ("admit",)}
    with pytest.raises(ValueError, match="fly"):
        find_step(CALL_STEPS, "fly", CallStage.DRAFT, {Role.MANAGER})


@pytest.mark.parametrize("subject", sorted(TABLES.keys() - MOVING.keys()))
def test_what_is_done_around_an_application_never_moves_it(subject: str) -> None:
    assert all(step.source == step.target for step in TABLES[subject])


@pytest.mark.parametrize("subject", MOVING)
def test_every_stage_can_be_reached(subject: str) -> None:
    steps: tuple[Step, ...] = TABLES[subject]
    reached = {steps[0].source}
    for _ in steps:
        reached |= {step.target for step in steps if step.source in reached}
    assert reached == set(STAGES[subject])


@pytest.mark.parametrize("subject", MOVING)
def test_stored_codes_never_change(subject: str) -> None:
    assert [stage.value for stage in STAGES[subject]] == STORED[subject]


def test_the_diagram_says_every_step() -> None:
    drawn = diagram(PILOT_STEPS)

    assert drawn.startswith("stateDiagram-v2\n")
    assert "running --> abandoned: abandon (applicant)" in drawn
    assert len(drawn.splitlines()) == 1 + len(PILOT_STEPS)
