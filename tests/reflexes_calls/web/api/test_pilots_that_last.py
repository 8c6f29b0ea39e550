"""A pilot followed by programs: its plan, its figures, its steps, its milestones, its report."""

import datetime as dt
import json

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from reflexes_calls.actions.reporting_pilots import issue_report
from reflexes_calls.domain.access import Scope
from reflexes_calls.domain.pilot import Pilot
from reflexes_calls.settings import Settings
from reflexes_calls.web.app import create_app
from tests.makers import World, a_call, a_pilot
from tests.reflexes_calls.actions.test_measuring_and_reporting_pilots import TABLE, whole
from tests.reflexes_calls.actions.test_planning_pilots import TYPED
from tests.reflexes_calls.web.api.tokens_given import Program, a_program

pytestmark = pytest.mark.web
ANSWERS = {name: value for section in TYPED.values() for name, value in section.items()}
INDICATOR = "indicateur-1"
STARTS, OVER = (dt.datetime(2027, month, day, 9, tzinfo=dt.UTC) for month, day in ((5, 1), (10, 4)))


@pytest.fixture
def pilot(small_world: World) -> Pilot:
    return a_pilot(small_world, a_call(small_world))


@pytest.fixture
def served(pilot: Pilot, small_world: World) -> FastAPI:
    del pilot
    return create_app(Settings(), small_world.desk)


@pytest.fixture
def team(served: FastAPI, small_world: World, quick_passwords: None) -> Program:
    del quick_passwords
    return a_program(served, small_world.desk, small_world.applicant)


@pytest.fixture
def programme(served: FastAPI, small_world: World, quick_passwords: None) -> Program:
    del quick_passwords
    return a_program(served, small_world.desk, small_world.manager)


@pytest.fixture
def here(pilot: Pilot) -> str:
    return f"/pilots/{pilot.public_id}"


def locked(team: Program, here: str) -> dict:
    saved = team.patch(f"{here}/plan/draft", match="*", json={"answers": ANSWERS})
    assert saved.json()["missing"] == []
    done = team.post(f"{here}/plan/lock", match=saved.headers["etag"])
    assert done.status_code == 200, done.text
    return done.json()


def started(world: World, team: Program, programme: Program, here: str) -> None:
    locked(team, here)
    world.at(STARTS)
    assert programme.post(f"{here}/start").json()["stage"] == "running"
    world.at(OVER)


def test_a_plan_is_written_locked_and_amended(team: Program, programme: Program, here: str) -> None:
    assert team.get(f"{here}/plan").status_code == 404
    draft = team.get(f"{here}/plan/draft")
    assert {"outcomes", "unit"} <= {each["field"] for each in draft.json()["missing"]}
    assert team.patch(f"{here}/plan/draft", json={"answers": {}}).status_code == 428
    part = team.patch(
        f"{here}/plan/draft", match=draft.headers["etag"], json={"answers": {"unit": "jours"}}
    )
    assert part.json()["answers"]["unit"] == "jours"
    stale = team.patch(
        f"{here}/plan/draft", match=draft.headers["etag"], json={"answers": {"unit": "heures"}}
    )
    assert stale.status_code == 412
    unready = team.post(f"{here}/plan/lock", match="*")
    assert unready.status_code == 422
    kept = locked(team, here)
    assert kept["plan"]["primary"]["name"] == "Jours avant la réponse"
    assert len(kept["digest"]) == 64
    shown = programme.get(f"{here}/plan")
    assert shown.json() == kept
    assert programme.get(
        f"{here}/plan", headers={"If-None-Match": shown.headers["etag"]}
    ).status_code == 304  # fmt: skip
    assert team.post(f"{here}/plan/lock", match="*").status_code == 409
    changes = {"answers": {"spread": "0,8"}}
    assert team.patch(f"{here}/plan/draft", match="*", json=changes).status_code == 200
    amended = team.post(
        f"{here}/plan/amendments", match="*", json={"reason": "Les chiffres de l’an passé"}
    ).json()
    assert (amended["digest"], amended["first"]) == (kept["digest"], kept["first"])
    assert amended["head"] != kept["head"]
    (one,) = amended["amendments"]
    assert (one["reason"], one["after_start"]) == ("Les chiffres de l’an passé", False)
    assert [each["path"] for each in one["changes"]] == ["sizing.spread"]
    again = team.post(f"{here}/plan/amendments", match="*", json={"reason": "Encore"})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"answers": {"units": "jours"}}, ["/answers/units"]),
        ({"answers": {"unit": 3}, "plan": {}}, ["/plan", "/answers/unit"]),
        ({"answers": []}, ["/answers"]),
        ({"answers": {"unit": "j" * 20_001}}, ["/answers/unit"]),
    ],
)
def test_answers_of_a_plan_are_refused_at_their_place(
    team: Program, here: str, body: dict, pointers: list
) -> None:
    refused = team.patch(f"{here}/plan/draft", match="*", json=body)
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == pointers


def test_figures_are_tried_then_kept_and_corrected(
    small_world: World, team: Program, programme: Program, here: str
) -> None:
    started(small_world, team, programme, here)
    table = {"indicator": INDICATOR, "source": "Registre", "table": TABLE}
    tried = team.post(f"{here}/figures", json=table | {"dry_run": True}).json()
    assert (tried["understood"], tried["kept"]) == (18, 0)
    assert team.get(f"{here}/figures").json()["items"] == []
    kept = team.post(f"{here}/figures", key="envoi-1", json=table)
    assert kept.json()["kept"] == 18
    replayed = team.post(f"{here}/figures", key="envoi-1", json=table)
    assert replayed.headers["Idempotency-Replayed"] == "true"
    figure = {"unit": "État civil", "on": "2027-07-01", "value": 3.5}
    one = {"indicator": INDICATOR, "source": "Registre, relu", "figures": [figure]}
    mended = team.post(f"{here}/figures", json=one).json()
    assert (mended["corrected"], mended["kept"]) == (1, 1)
    listed, page = [], team.get(f"{here}/figures?limit=10").json()
    while True:
        listed += page["items"]
        if not page["next"]:
            break
        page = programme.get(page["next"].partition("/api/v1")[2]).json()
    assert len(listed) == 19
    assert [each["value"] for each in listed if each["unit"] == "État civil"
            and each["on"] == "2027-07-01" and each["in_force"]] == ["3.5"]  # fmt: skip
    assert {each["source"] for each in listed} == {"Registre", "Registre, relu"}


@pytest.mark.parametrize(
    ("said", "status", "pointer"),
    [
        ({"table": "Service;05/2027\nVoirie;4\n"}, 422, "/table"),
        ({"table": "Service;05/2027\nUrbanisme;4 €\n"}, 422, "/table"),
        ({}, 422, "/table"),
        ({"figures": []}, 422, "/figures"),
        ({"figures": [{"unit": "Urbanisme", "on": "01/05/2027", "value": 4}]}, 422,
         "/figures/0/on"),
        ({"figures": [{"unit": "Urbanisme", "on": "2027-05-01", "value": "4"}]}, 422,
         "/figures/0/value"),
        ({"figures": [{"unit": "Urbanisme", "on": "2027-05-01", "value": 4}], "table": TABLE}, 422,
         "/figures"),
        ({"indicator": "rien", "table": TABLE}, 404, None),
    ],
)  # fmt: skip
def test_figures_are_refused_whole_with_their_place(  # noqa: PLR0917  # what is refused
    small_world: World,
    team: Program,
    programme: Program,
    here: str,
    said: dict,
    status: int,
    pointer: str | None,
) -> None:
    started(small_world, team, programme, here)
    body = {"indicator": INDICATOR, "source": "Registre"} | said
    refused = team.post(f"{here}/figures", json=body)
    assert refused.status_code == status, refused.text
    if pointer:
        assert {each["pointer"] for each in refused.json()["errors"]} == {pointer}
    assert team.get(f"{here}/figures").json()["items"] == []


def test_a_cell_is_named_in_the_words_of_the_library(
    small_world: World, team: Program, programme: Program, here: str
) -> None:
    started(small_world, team, programme, here)
    body = {"indicator": INDICATOR, "source": "x", "table": "Service;05/2027\nUrbanisme;4 €\n"}
    refused = team.post(f"{here}/figures", json=body, headers={"Accept-Language": "fr"}).json()
    (one,) = refused["errors"]
    assert one["detail"].startswith("Case B2\u00a0: ")
    assert "€" in one["detail"]


def test_a_pilot_goes_on_its_way(
    small_world: World, team: Program, programme: Program, here: str
) -> None:
    started(small_world, team, programme, here)
    life = team.get(f"{here}/life").json()
    assert life["ends_on"] == "2027-09-30"
    assert {"suspend", "extend", "hand_over", "abandon"} <= set(life["steps"])
    assert team.post(f"{here}/suspend", json={}).status_code == 422
    stopped = team.post(f"{here}/suspend", json={"reason": "Une inondation"})
    assert stopped.json()["stage"] == "suspended"
    assert team.post(f"{here}/suspend", json={"reason": "Encore"}).status_code == 409
    assert programme.post(f"{here}/resume", json={"reason": "Fini"}).json()["stage"] == "running"
    sooner = team.post(f"{here}/extend", json={"ends_on": "2027-09-01", "reason": "Plus court"})
    assert [each["pointer"] for each in sooner.json()["errors"]] == ["/ends_on"]
    longer = team.post(f"{here}/extend", json={"ends_on": "2027-12-31", "reason": "Un mois perdu"})
    assert longer.json()["ends_on"] == "2027-12-31"
    (holder,) = [each for each in life["team"] if each["id"] == small_world.applicant.public_id]
    given = {"person": holder["id"], "reason": "Un départ"}
    assert team.post(f"{here}/hand-over", json=given).json()["holder"] == holder
    events = team.get(f"{here}/events").json()["items"]
    assert [each["kind"] for each in events] == ["suspend", "resume", "extend", "hand_over"]
    assert events[-1]["holder"] == holder["name"]
    stopped = team.post(f"{here}/abandon", json={"lessons": "Trop peu de courriers."})
    assert stopped.json()["stage"] == "abandoned"


def test_milestones_are_set_and_reached(
    small_world: World, team: Program, programme: Program, here: str
) -> None:
    started(small_world, team, programme, here)
    said = {"name": "Note à mi-parcours", "due_on": "2027-07-01", "role": "cheffe de service"}
    made = team.post(f"{here}/milestones", json=said)
    assert made.status_code == 201
    assert made.json()["done_on"] is None
    wrong = team.post(f"{here}/milestones", json=said | {"due_on": "demain"})
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["/due_on"]
    path = f"{here}/milestones/{made.json()['id']}/deliver"
    reached = team.post(path, json={"done_on": "2027-07-03", "delivered": "Une note"})
    assert reached.json()["done_on"] == "2027-07-03"
    assert team.post(path, json={"done_on": "2027-07-04", "delivered": "x"}).status_code == 409
    assert programme.get(f"{here}/milestones").json()["items"] == [reached.json()]
    assert team.post(f"{here}/milestones/{'0' * 32}/deliver", json={}).status_code == 404


def test_an_issued_report_is_read_by_anyone(
    small_world: World, pilot: Pilot, team: Program, programme: Program, here: str
) -> None:
    nobody = Program(team.client)
    started(small_world, team, programme, here)
    team.post(
        f"{here}/figures", json={"indicator": INDICATOR, "source": "Registre", "table": TABLE}
    )
    assert team.post(f"{here}/end").json()["stage"] == "ended"
    assert nobody.get(f"{here}/report").status_code == 404
    said = whole(small_world, pilot)
    issue_report(small_world.desk, small_world.applicant, pilot.public_id, said, revision=0)
    report = nobody.get(f"{here}/report", headers={"Accept-Language": "fr"}).json()
    first = report["findings"][0]
    assert first["is_primary"]
    assert first["told"].startswith("«\u00a0Jours avant la réponse\u00a0» a changé de")
    assert first["low"] < first["value"] < first["high"] < 0
    assert [each["is_measured"] for each in report["findings"]] == [True, False]
    assert report["spent"] == 260_000
    assert len(report["sections"]) == 7
    assert "effet" not in str(report["sections"]).lower()
    assert nobody.get(f"{here}/plan").status_code == 401
    assert nobody.get(f"{here}/figures").status_code == 401


def test_whoever_is_not_of_the_pilot_reads_nothing_of_it(
    small_world: World, served: FastAPI, team: Program, here: str, quick_passwords: None
) -> None:
    del quick_passwords
    locked(team, here)
    other = a_program(served, small_world.desk, small_world.neighbour)
    for path in ("plan", "plan/draft", "life", "events", "milestones", "figures"):
        assert other.get(f"{here}/{path}").status_code == 403, path
    body = {"indicator": INDICATOR, "source": "x", "table": TABLE}
    assert other.post(f"{here}/figures", json=body).status_code == 403
    assert other.post(f"{here}/suspend", json={"reason": "x"}).status_code == 403
    reads = a_program(served, small_world.desk, small_world.applicant, Scope.PILOTS_READ)
    assert reads.get(f"{here}/plan").status_code == 200
    assert reads.post(f"{here}/suspend", json={"reason": "x"}).status_code == 403


TEXTS = st.text(max_size=12) | st.sampled_from(["Urbanisme", "État civil", "2027-05-01", ";", '"'])
NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(10**400)])
FIGURES = st.fixed_dictionaries(
    {},
    optional={
        "unit": TEXTS,
        "on": TEXTS | st.dates().map(str),
        "value": NUMBERS | TEXTS,
        "group": TEXTS | st.sampled_from(["treated", "compared"]),
    },
)


def test_whatever_is_brought_is_kept_or_refused(
    small_world: World, team: Program, programme: Program, here: str
) -> None:
    started(small_world, team, programme, here)
    met = set()

    @settings(max_examples=120, deadline=None, database=None, derandomize=True)
    @given(
        figures=st.none() | st.lists(FIGURES | TEXTS, max_size=4),
        table=st.text(max_size=60) | st.just(TABLE),
    )
    def one(figures: list | None, table: str) -> None:
        said = {"indicator": INDICATOR, "source": "Essai", "table": table, "figures": figures}
        content = json.dumps(said)
        answer = team.post(
            f"{here}/figures", content=content, headers={"Content-Type": "application/json"}
        )
        met.add(answer.status_code)
        assert answer.status_code in {200, 400, 422}, answer.text
        assert team.get(f"{here}/figures?limit=100").status_code == 200

    one()
    assert {200, 422} <= met
