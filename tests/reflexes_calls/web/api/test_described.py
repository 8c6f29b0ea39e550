"""The API does what its description says, whatever is asked of it, by whomever."""

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from reflexes_calls.actions import piloting
from reflexes_calls.actions.planning_pilots import lock_plan
from reflexes_calls.actions.reaching_milestones import set_milestone, steps_page
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.settings import Settings
from reflexes_calls.storage import applications, pilots
from reflexes_calls.web.app import create_app
from tests.makers import (
    DURING,
    World,
    a_call,
    a_draft,
    a_pilot,
    a_submitted,
    a_world,
    an_evaluated_pilot,
)
from tests.reflexes_calls.actions.test_measuring_and_reporting_pilots import keep
from tests.reflexes_calls.actions.test_planning_pilots import write
from tests.reflexes_calls.web.api.tokens_given import ROOT, a_program, a_token

pytestmark = pytest.mark.web
DESCRIPTION = f"{ROOT}/openapi.json"
EXAMPLES = 12
"""Of each operation and each person: enough to meet every field, few enough to stay quick."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
REAL = ("draft", "submitted", "decided", "")
_KEYS = itertools.count(1)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An instance with something of everything, and the ids by which it is asked for."""
    folder: Path = tmp_path_factory.mktemp("api")
    world = a_world(f"sqlite:///{folder / 'calls.sqlite3'}", folder)
    # A call that ended with an evaluated pilot; then another one, open, as time is told.
    pilot = an_evaluated_pilot(world, a_call(world))
    with world.desk.look() as connection:
        key = pilots.get_pilot(connection, pilot.id).application_id
        (decided,) = applications.applications_by_id(connection, [key])
    world.at(DURING)
    planned, milestone = a_planned_pilot(world)
    world.at(DURING)
    call = a_call(world)
    app = create_app(Settings(outbox=folder / "outbox", files=folder / "files"), world.desk)
    known = {
        "call": call.public_id,
        "pilot": pilot.public_id,
        "planned": planned.public_id,
        "milestone": milestone,
        "number": "1",
        "organisation": world.val_d_essai.public_id,
        "draft": a_draft(world, call).public_id,
        "submitted": a_submitted(world, call, neighbour=True).public_id,
        "decided": decided.public_id,
    }
    return world, app, known


def a_planned_pilot(world: World) -> tuple[Pilot, str]:
    """A pilot under way, its plan locked, some figures kept, and a milestone's id."""
    pilot = a_pilot(world, a_call(world))
    lock_plan(world.desk, world.applicant, pilot.public_id, revision=write(world, pilot))
    world.at(dt.datetime(2027, 5, 1, 9, tzinfo=dt.UTC))
    started = piloting.start(world.desk, world.manager, pilot.public_id)
    world.at(dt.datetime(2027, 10, 4, 9, tzinfo=dt.UTC))
    keep(world, started)
    said = {"name": "Note", "due_on": "2027-07-01", "role": "cheffe de service", "tranche": ""}
    set_milestone(world.desk, world.applicant, pilot.public_id, said)
    page = steps_page(world.desk, world.applicant, pilot.public_id)
    return started, page.milestones[0].public_id


def test_the_description_is_openapi_3_1(told: Any) -> None:
    world, app, _ = told
    program = a_program(app, world.desk, None)
    for language in ("fr", "en"):
        said = program.get(DESCRIPTION, headers={"Accept-Language": language}).json()
        assert said["openapi"].startswith("3.1")
        assert list(OpenAPIV31SpecValidator(said).iter_errors()) == []


PERSONS = ("nobody", "applicant", "manager", "reviewer")


@pytest.mark.parametrize("person", PERSONS)
def test_whatever_is_asked_the_answer_is_one_that_was_described(told: Any, person: str) -> None:
    world, app, known = told
    schema: BaseSchema = schemathesis.openapi.from_asgi(DESCRIPTION, app)
    headers = {}
    if person != "nobody":
        someone = world.reviewers[0] if person == "reviewer" else getattr(world, person)
        token = a_token(world.desk, someone)
        headers = {"Authorization": f"Bearer {token}"}
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        _try(operation, headers, known, GenerationMode.POSITIVE)
        if len(operation.body) or len(operation.query):
            # A text is a text whatever is in it: elsewhere nothing can be of the wrong type.
            _try(operation, headers, known, GenerationMode.NEGATIVE)
        tried += 1
    assert tried > 30


def _try(
    operation: Any, headers: dict[str, str], known: dict[str, str], mode: GenerationMode
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), real=st.sampled_from(REAL))
    def one(case: Any, real: str) -> None:
        _make_real(case, known, real)
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    one()


def _make_real(case: Any, known: dict[str, str], real: str) -> None:
    """Let what is asked be of something that exists, three times in four."""
    # Tokens that nobody gave have their own test: a few of them would stop all the others.
    case.headers.pop("Authorization", None)
    if "If-Match" in case.headers:
        case.headers["If-Match"] = "*"
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"essai-{next(_KEYS)}"
    if not real:
        return
    for name in case.path_parameters or {}:
        if name == "pilot" and real == "draft":
            case.path_parameters[name] = known["planned"]
            continue
        case.path_parameters[name] = known.get(real if name == "application" else name, "0" * 32)
    if isinstance(case.body, dict) and isinstance(case.body.get("organisation"), str):
        case.body["organisation"] = known["organisation"]


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["35238", "2027-04-05", "21350238800019", "yes", "12 500"])
)
KEYS = st.sampled_from(["code", "siret", "name", "what", "amount", "x"]) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def test_whatever_is_answered_is_kept_or_refused_with_its_place(told: Any) -> None:
    world, app, known = told
    program = a_program(app, world.desk, world.applicant)
    form = program.get(f"/calls/{known['call']}/form").json()
    questions = {each["code"]: each for part in form["sections"] for each in part["questions"]}
    body = {"organisation": world.val_d_essai.public_id}
    made = program.post(f"/calls/{known['call']}/applications", json=body)
    path = f"/applications/{made.json()['id']}"
    met = set()

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(said=st.dictionaries(st.sampled_from(sorted(questions)), VALUES, max_size=4))
    def one(said: dict[str, Any]) -> None:
        before = program.get(path).json()
        answer = program.patch(path, match="*", json={"answers": said})
        met.add(answer.status_code)
        if answer.status_code == 422:
            assert program.get(path).json() == before
            places = {each["pointer"].split("/")[2] for each in answer.json()["errors"]}
            assert places <= set(said)
        else:
            assert answer.status_code == 200, answer.text
            after = answer.json()["answers"]
            assert {code for code, value in said.items() if value is None}.isdisjoint(after)
            assert program.get(f"{path}/missing").status_code == 200

    one()
    assert met == {200, 422}
