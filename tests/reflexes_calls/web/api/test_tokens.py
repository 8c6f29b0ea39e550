"""Tokens: what they open, what they do not, and until when."""

import datetime as dt
from pathlib import Path
from typing import Any

import attrs
import pyotp
import pytest
from sqlalchemy import select

from reflexes_calls.actions import access_tokens, granting, own_data, people, second_factor
from reflexes_calls.actions.access_tokens import TokenRefused, caller_of, make_token, revoke_token
from reflexes_calls.domain.access import MOST_TOKENS, PREFIX, Scope
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from reflexes_calls.storage import service_journal
from reflexes_calls.storage import tables as t
from tests.makers import PASSWORD, ToldClock, World, a_call
from tests.reflexes_calls.letters_read import letters_to
from tests.reflexes_calls.web.api.tokens_given import Program, a_program, a_token

pytestmark = pytest.mark.web
DAY = dt.timedelta(days=1)
SAID = {"name": "Essai", "days": "90", "scope-calls-read": "yes", "present": PASSWORD}


@pytest.fixture(autouse=True)
def quick(quick_passwords: None) -> None:
    del quick_passwords


def with_wall(world: World) -> ToldClock:
    wall = ToldClock()
    world.desk = attrs.evolve(world.desk, wall_clock=wall)
    return wall


def test_only_the_digest_of_a_token_is_kept(small_world: World) -> None:
    secret, made = make_token(small_world.desk, small_world.applicant, SAID, session="")
    assert secret.startswith(PREFIX)
    with small_world.desk.look() as connection:
        (row,) = connection.execute(select(t.access_tokens))
    assert secret not in repr(tuple(row))
    assert (made.ending, made.scopes) == (secret[-4:], (Scope.CALLS_READ,))
    assert caller_of(small_world.desk, secret).person == small_world.applicant


def test_all_that_is_missing_is_told_at_once(small_world: World) -> None:
    with pytest.raises(Invalid) as refused:
        make_token(small_world.desk, small_world.applicant, {"days": "366"}, session="")
    told = {each.field: each.kind for each in refused.value.refusals}
    assert told == {
        "name": "missing",
        "days": "too-large",
        "scopes": "no-scope",
        "present": "missing",
    }


def test_who_asks_is_shown_again_by_the_password(small_world: World) -> None:
    wrong = SAID | {"present": "autre chose"}
    for _ in range(5):
        with pytest.raises(Invalid, match="invalid") as refused:
            make_token(small_world.desk, small_world.applicant, wrong, session="")
        assert refused.value.refusals[0].kind == "wrong-password"
    with pytest.raises(Refused, match="too-many-attempts"):
        make_token(small_world.desk, small_world.applicant, wrong, session="")


def test_whoever_has_a_second_code_shows_it_too(small_world: World) -> None:
    desk, person = small_world.desk, small_world.applicant
    wall = with_wall(small_world)
    desk = small_world.desk
    secret, _ = second_factor.begin_factor(desk, person)
    second_factor.confirm_factor(desk, person, pyotp.TOTP(secret).at(wall.now()))
    with pytest.raises(Invalid) as refused:
        make_token(desk, person, SAID, session="")
    assert [each.field for each in refused.value.refusals] == ["code"]
    with pytest.raises(Invalid) as refused:
        make_token(desk, person, SAID | {"code": "000000"}, session="")
    assert refused.value.refusals[0].kind == "wrong-code"
    wall.instant += dt.timedelta(minutes=1)
    make_token(desk, person, SAID | {"code": pyotp.TOTP(secret).at(wall.now())}, session="")


def test_whoever_has_no_password_signs_in_again_first(small_world: World) -> None:
    wall = with_wall(small_world)
    desk, person = small_world.desk, small_world.applicant
    with desk.engine.begin() as connection:
        connection.execute(
            t.persons.update().where(t.persons.c.id == person.id).values(password_hash="")
        )
    session = people.open_session(desk, person)
    wall.instant += dt.timedelta(minutes=11)
    with pytest.raises(Conflict, match="session-old"):
        make_token(desk, person, SAID, session=session)
    fresh = people.open_session(desk, person)
    assert make_token(desk, person, SAID, session=fresh)


def test_a_manager_needs_the_second_code_that_the_pages_ask_for(small_world: World) -> None:
    secret = a_token(small_world.desk, small_world.manager)
    strict = attrs.evolve(small_world.desk, needs_second_factor=True)
    with pytest.raises(Conflict, match="factor-first"):
        make_token(strict, small_world.manager, SAID, session="")
    with pytest.raises(NotAllowed, match="factor-first"):
        caller_of(strict, secret)
    assert caller_of(strict, a_token(strict, small_world.applicant))


def test_a_token_ends_is_taken_back_and_dies_with_its_account(small_world: World) -> None:
    wall = with_wall(small_world)
    desk, person = small_world.desk, small_world.reviewers[1]
    short, long = a_token(desk, person, days=1), a_token(desk, person, days=365)
    wall.instant += DAY
    with pytest.raises(TokenRefused, match="token-ended"):
        caller_of(desk, short)
    assert caller_of(desk, long)
    granting.close_account(desk, small_world.administrator, person.public_id)
    with pytest.raises(TokenRefused, match="token-unknown"):
        caller_of(desk, long)
    secret, made = make_token(desk, small_world.applicant, SAID, session="")
    with pytest.raises(NotFound):
        revoke_token(desk, small_world.neighbour, made.public_id)
    revoke_token(desk, small_world.applicant, made.public_id)
    with pytest.raises(TokenRefused, match="token-ended"):
        caller_of(desk, secret)


def test_a_letter_tells_its_owner(small_world: World) -> None:
    make_token(small_world.desk, small_world.applicant, SAID, session="")
    (letter,) = letters_to(small_world.desk.outbox, small_world.applicant.email)
    assert "« Essai »" in letter


def test_its_last_use_is_known_to_five_minutes(small_world: World) -> None:
    wall = with_wall(small_world)
    desk, person = small_world.desk, small_world.applicant
    secret = a_token(desk, person)
    first = wall.instant
    caller_of(desk, secret)
    for minutes, expected in ((4, first), (6, first + dt.timedelta(minutes=6))):
        wall.instant = first + dt.timedelta(minutes=minutes)
        caller_of(desk, secret)
        (known,) = access_tokens.tokens_page(desk, person, "").tokens
        assert known.used_at == expected


def test_making_and_taking_back_stand_in_the_journal_of_the_service(small_world: World) -> None:
    desk, person = small_world.desk, small_world.applicant
    _, made = make_token(desk, person, SAID, session="")
    revoke_token(desk, person, made.public_id)
    with desk.look() as connection:
        known = service_journal.entries_about(connection, person.public_id)
    assert [each.kind for each in known][-2:] == ["make_token", "revoke_token"]


def test_tokens_are_given_back_and_erased_with_the_account(small_world: World) -> None:
    desk, person = small_world.desk, small_world.applicant
    secret = a_token(desk, person, Scope.PILOTS_READ)
    told = own_data.all_of_it(desk, person)["kept"]["access_tokens.person_id"]
    assert [(each["name"], each["scopes"]) for each in told] == [("Essai", "pilots:read")]
    own_data.erase_oneself(desk, person, is_sure=True)
    with desk.look() as connection:
        assert connection.execute(select(t.access_tokens)).all() == []
    with pytest.raises(TokenRefused):
        caller_of(desk, secret)


def test_a_person_has_so_many_tokens_at_most(small_world: World) -> None:
    for _ in range(MOST_TOKENS):
        _, last = make_token(small_world.desk, small_world.applicant, SAID, session="")
    with pytest.raises(Conflict, match="too-many-tokens"):
        make_token(small_world.desk, small_world.applicant, SAID, session="")
    revoke_token(small_world.desk, small_world.applicant, last.public_id)
    assert make_token(small_world.desk, small_world.applicant, SAID, session="")


def test_a_token_without_the_scope_is_told_which(small_world: World, app: Any) -> None:
    program = a_program(app, small_world.desk, small_world.applicant, Scope.CALLS_READ)
    answer = program.get("/applications")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    assert "applications:read" in answer.json()["detail"]
    assert 'scope="applications:read"' in answer.headers["WWW-Authenticate"]
    assert program.get("/calls").status_code == 200


def test_a_scope_never_widens_the_rights_of_its_owner(small_world: World, app: Any) -> None:
    call = a_call(small_world).public_id
    program = a_program(app, small_world.desk, small_world.neighbour)
    assert program.get(f"/calls/{call}/journal").status_code == 403
    assert program.get(f"/calls/{call}/applications").status_code == 403


def test_unknown_tokens_are_counted_and_have_to_wait(nobody: Program, applicant: Program) -> None:
    for rank in range(20):
        answer = nobody.get("/me", headers={"Authorization": f"Bearer rfx_{rank}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "token-unknown")
        assert "invalid_token" in answer.headers["WWW-Authenticate"]
    answer = nobody.get("/me", headers={"Authorization": "Bearer rfx_x"})
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-attempts")
    assert int(answer.headers["Retry-After"]) > 0
    # Whoever has a good one is not stopped by what others try from the same place.
    assert applicant.get("/me").status_code == 200


def test_a_session_opens_nothing_of_the_api(small_world: World, app: Any) -> None:
    call = a_call(small_world).public_id
    program = a_program(app, small_world.desk, None)
    session = people.sign_in(small_world.desk, small_world.applicant.email, PASSWORD)
    program.client.cookies.set("reflexes-session", session)
    body = {"organisation": small_world.val_d_essai.public_id}
    answer = program.post(f"/calls/{call}/applications", json=body)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert program.get("/me").status_code == 401
    basic = program.get("/me", headers={"Authorization": "Basic eDp5"})
    assert (basic.status_code, basic.json()["code"]) == (401, "token-missing")


def test_me_tells_who_and_what(small_world: World, applicant: Program) -> None:
    told = applicant.get("/me").json()
    assert told["email"] == small_world.applicant.email
    assert told["roles"] == ["applicant"]
    assert told["scopes"] == [each.value for each in Scope]
    assert [each["id"] for each in told["organisations"]] == [small_world.val_d_essai.public_id]


def test_the_documentation_names_every_scope() -> None:
    told = (Path(__file__).parents[4] / "docs" / "api.md").read_text("utf-8")
    assert [each for each in Scope if f"| `{each.value}` |" not in told] == []
