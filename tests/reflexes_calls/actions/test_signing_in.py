"""Links by mail, throttling, second codes: what opens a session, and what does not."""

import datetime as dt

import attrs
import pyotp
import pytest
from sqlalchemy import select, update

from reflexes_calls.actions import granting, links, own_data, people, second_factor
from reflexes_calls.actions.desk import Desk
from reflexes_calls.domain.errors import Conflict, DeadLink, Invalid, NotFound, Refused
from reflexes_calls.domain.signing_in import ACCOUNT, RANGE, Awaits, LinkPurpose
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import PASSWORD, SECOND, ToldClock, World
from tests.reflexes_calls.letters_read import letters_to, link_in

BASE = "https://appels.essai.example"
SAMIR = "samir@essai.example"
HOME, ELSEWHERE = "192.0.2.10", "203.0.113.7"
STEP = dt.timedelta(seconds=30)


@pytest.fixture
def desk(world: World) -> Desk:
    return attrs.evolve(world.desk, wall_clock=ToldClock())


def later(desk: Desk, delay: dt.timedelta) -> None:
    """Let the real time go on."""
    desk.wall_clock.instant += delay


def a_link(desk: Desk, purpose: LinkPurpose = LinkPurpose.SIGN_IN) -> str:
    """The token of a link that was asked for."""
    before = set(letters_to(desk.outbox, SAMIR))
    links.ask_link(desk, SAMIR, purpose, base=BASE, next_page="/carte")
    (letter,) = set(letters_to(desk.outbox, SAMIR)) - before
    return link_in(letter)


def test_a_link_signs_in_once_and_looking_at_it_uses_nothing(world: World, desk: Desk) -> None:
    token = a_link(desk)
    for _ in range(3):
        assert links.look_at_link(desk, token, LinkPurpose.SIGN_IN).next == "/carte"

    session, next_page = links.enter_by_link(desk, token)

    assert (people.person_of_session(desk, session), next_page) == (world.applicant, "/carte")
    with pytest.raises(DeadLink, match="sign-in-link-used"):
        links.enter_by_link(desk, token)


def test_a_link_is_too_old_after_half_an_hour_and_serves_its_purpose_alone(desk: Desk) -> None:
    token = a_link(desk)
    with pytest.raises(NotFound):
        links.choose_password(desk, token, "une autre phrase de passe")
    later(desk, dt.timedelta(minutes=30) + SECOND)
    with pytest.raises(DeadLink, match="sign-in-link-expired"):
        links.enter_by_link(desk, token)
    with pytest.raises(NotFound):
        links.look_at_link(desk, "inventé", LinkPurpose.SIGN_IN)


def test_only_the_digest_of_a_link_is_kept(desk: Desk) -> None:
    token = a_link(desk)
    with desk.look() as connection:
        assert token not in str(connection.execute(select(t.sign_in_links)).all())


def test_an_unknown_address_is_answered_as_a_known_one(desk: Desk) -> None:
    answers = [
        links.ask_link(desk, address, LinkPurpose.SIGN_IN, base=BASE, source=HOME)
        for address in (SAMIR, "personne@essai.example")
    ]
    assert answers == [None, None]
    assert letters_to(desk.outbox, "personne@essai.example") == []


def test_three_links_an_hour_are_sent_and_the_fourth_is_not_said(desk: Desk) -> None:
    for _ in range(4):
        links.ask_link(desk, SAMIR, LinkPurpose.SIGN_IN, base=BASE)
    assert len(letters_to(desk.outbox, SAMIR)) == 3
    later(desk, dt.timedelta(hours=1))
    links.ask_link(desk, SAMIR, LinkPurpose.SIGN_IN, base=BASE)
    assert len(letters_to(desk.outbox, SAMIR)) == 4


def test_a_password_chosen_by_a_link_closes_every_other_session(desk: Desk) -> None:
    former = people.sign_in(desk, SAMIR, PASSWORD)
    other = a_link(desk)
    token = a_link(desk, LinkPurpose.PASSWORD)
    with pytest.raises(Invalid):
        links.choose_password(desk, token, "court")

    session = links.choose_password(desk, token, "une autre phrase de passe")

    assert people.person_of_session(desk, session) is not None
    assert people.person_of_session(desk, former) is None
    with pytest.raises(DeadLink):
        links.enter_by_link(desk, other)
    with pytest.raises(Refused, match="wrong-sign-in"):
        people.sign_in(desk, SAMIR, PASSWORD)
    assert any("vient de changer" in each for each in letters_to(desk.outbox, SAMIR))


def test_a_password_is_changed_by_whoever_knows_the_present_one(world: World, desk: Desk) -> None:
    token, other = (people.sign_in(desk, SAMIR, PASSWORD) for _ in range(2))
    with pytest.raises(Invalid) as caught:
        links.change_password(desk, world.applicant, "faux", "une autre phrase", token=token)
    assert caught.value.refusals[0].kind == "wrong-password"

    links.change_password(desk, world.applicant, PASSWORD, "une autre phrase", token=token)

    assert people.person_of_session(desk, token) == world.applicant
    assert people.person_of_session(desk, other) is None


def fail(desk: Desk, source: str, email: str = SAMIR) -> str:
    """Try a wrong password, and tell how it was refused."""
    with pytest.raises(Refused) as caught:
        people.sign_in(desk, email, "autre chose", source=source)
    return caught.value.kind


def test_someone_elses_tries_do_not_stop_an_honest_person(desk: Desk) -> None:
    assert [fail(desk, ELSEWHERE) for _ in range(6)] == [
        *["wrong-sign-in"] * 5,
        "too-many-attempts",
    ]
    # The whole range of the guesser waits; whoever comes from elsewhere does not.
    assert fail(desk, "203.0.113.200") == "too-many-attempts"
    assert people.sign_in(desk, SAMIR, PASSWORD, source=HOME)


def test_a_wait_says_its_end_and_nobody_makes_it_longer(desk: Desk) -> None:
    for _ in range(5):
        fail(desk, ELSEWHERE)
    until = desk.wall_clock.now() + dt.timedelta(minutes=15)
    later(desk, dt.timedelta(minutes=14))
    with pytest.raises(Refused) as caught:
        people.sign_in(desk, SAMIR, PASSWORD, source=ELSEWHERE)
    assert caught.value.facts == {"until": until}
    later(desk, dt.timedelta(minutes=1))
    assert people.sign_in(desk, SAMIR, PASSWORD, source=ELSEWHERE)


def test_tries_from_everywhere_stop_the_password_for_a_while_never_the_link(desk: Desk) -> None:
    for rank in range(ACCOUNT.most):
        fail(desk, f"198.51.{rank}.1")
    with pytest.raises(Refused, match="too-many-attempts"):
        people.sign_in(desk, SAMIR, PASSWORD, source=HOME)
    session, _ = links.enter_by_link(desk, a_link(desk))
    assert people.person_of_session(desk, session) is not None
    later(desk, ACCOUNT.during)
    assert people.sign_in(desk, SAMIR, PASSWORD, source=HOME)


def test_a_range_that_tries_everyone_waits_whatever_it_succeeds_in(desk: Desk) -> None:
    for rank in range(RANGE.most - 1):
        fail(desk, ELSEWHERE, f"personne-{rank}@essai.example")
    assert people.sign_in(desk, SAMIR, PASSWORD, source=ELSEWHERE)
    assert fail(desk, ELSEWHERE, "encore@essai.example") == "wrong-sign-in"
    assert fail(desk, ELSEWHERE, "encore-une@essai.example") == "too-many-attempts"


def test_failures_are_kept_without_addresses(desk: Desk) -> None:
    fail(desk, ELSEWHERE)
    with desk.look() as connection:
        kept = str(connection.execute(select(t.sign_in_failures.c.key)).all())
    assert "samir" not in kept
    assert ELSEWHERE not in kept


def test_every_process_counts_the_same(world: World, desk: Desk) -> None:
    for _ in range(5):
        fail(desk, HOME)
    second = attrs.evolve(world.desk, wall_clock=desk.wall_clock)
    assert fail(second, HOME) == "too-many-attempts"


def enrolled(desk: Desk, world: World) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    """A second factor for the applicant, and its codes of recovery."""
    secret, address = second_factor.begin_factor(desk, world.applicant)
    assert second_factor.begin_factor(desk, world.applicant) == (secret, address)
    totp = pyotp.TOTP(secret)
    codes = second_factor.confirm_factor(desk, world.applicant, code_of(desk, totp))
    later(desk, STEP)
    return totp, codes


def code_of(desk: Desk, totp: pyotp.TOTP) -> str:
    """What the telephone shows now."""
    return str(totp.at(desk.wall_clock.now()))


def test_a_second_code_is_asked_for_and_never_taken_twice(world: World, desk: Desk) -> None:
    totp, _ = enrolled(desk, world)
    token = people.sign_in(desk, SAMIR, PASSWORD)
    assert people.session_of(desk, token) == (world.applicant, Awaits.CODE)
    assert people.person_of_session(desk, token) is None
    code = code_of(desk, totp)

    opened = second_factor.enter_by_code(desk, token, f"{code[:3]} {code[3:]}")

    assert people.person_of_session(desk, opened) == world.applicant
    assert people.session_of(desk, token) == (None, Awaits.NOTHING)
    again = people.sign_in(desk, SAMIR, PASSWORD)
    with pytest.raises(Invalid) as caught:
        second_factor.enter_by_code(desk, again, code)
    assert caught.value.refusals[0].kind == "wrong-code"


def test_a_code_of_before_the_last_one_is_not_taken_either(world: World, desk: Desk) -> None:
    totp, _ = enrolled(desk, world)
    former = code_of(desk, totp)
    later(desk, STEP)
    token = people.sign_in(desk, SAMIR, PASSWORD)
    second_factor.enter_by_code(desk, token, code_of(desk, totp))
    token = people.sign_in(desk, SAMIR, PASSWORD)
    with pytest.raises(Invalid):
        second_factor.enter_by_code(desk, token, former)


def test_a_link_by_mail_awaits_the_second_code_too(world: World, desk: Desk) -> None:
    enrolled(desk, world)
    session, _ = links.enter_by_link(desk, a_link(desk))
    assert people.session_of(desk, session)[1] is Awaits.CODE


def test_a_sign_in_waits_ten_minutes_for_its_code(world: World, desk: Desk) -> None:
    totp, _ = enrolled(desk, world)
    token = people.sign_in(desk, SAMIR, PASSWORD)
    later(desk, dt.timedelta(minutes=10))
    with pytest.raises(Refused, match="code-late"):
        second_factor.enter_by_code(desk, token, code_of(desk, totp))


def test_codes_are_guessed_five_times_at_most(world: World, desk: Desk) -> None:
    totp, _ = enrolled(desk, world)
    token = people.sign_in(desk, SAMIR, PASSWORD)
    for _ in range(5):
        with pytest.raises(Invalid):
            second_factor.enter_by_code(desk, token, "000 000")
    with pytest.raises(Refused, match="too-many-attempts"):
        second_factor.enter_by_code(desk, token, code_of(desk, totp))


def test_a_recovery_code_opens_once_and_only_digests_are_kept(world: World, desk: Desk) -> None:
    _, codes = enrolled(desk, world)
    assert len(set(codes)) == 10
    with desk.look() as connection:
        kept = str(connection.execute(select(t.recovery_codes)).all())
    assert not any(code in kept for code in codes)
    token = people.sign_in(desk, SAMIR, PASSWORD)
    opened = second_factor.enter_by_code(desk, token, codes[0].upper().replace("-", " "))
    assert people.person_of_session(desk, opened) == world.applicant
    assert second_factor.factor_page(desk, world.applicant).codes_left == 9

    token = people.sign_in(desk, SAMIR, PASSWORD)
    with pytest.raises(Invalid):
        second_factor.enter_by_code(desk, token, codes[0])
    renewed = second_factor.renew_recovery(desk, world.applicant)
    assert set(renewed).isdisjoint(codes)


def test_a_lost_telephone_is_taken_off_by_an_administrator_and_its_owner_told(
    world: World, desk: Desk
) -> None:
    enrolled(desk, world)
    granting.take_factor_off(desk, world.administrator, world.applicant.public_id)
    token = people.sign_in(desk, SAMIR, PASSWORD)
    assert people.person_of_session(desk, token) == world.applicant
    assert any("second code" in each for each in letters_to(desk.outbox, SAMIR))


def test_the_setting_asks_managers_to_set_up_a_second_code(world: World, desk: Desk) -> None:
    strict = attrs.evolve(desk, needs_second_factor=True)
    assert people.person_of_session(strict, people.sign_in(strict, SAMIR, PASSWORD))
    token = people.sign_in(strict, world.manager.email, PASSWORD)
    assert people.session_of(strict, token) == (world.manager, Awaits.ENROLMENT)
    with pytest.raises(Refused, match="code-late"):
        second_factor.enter_enrolled(strict, token)

    secret, _ = second_factor.begin_factor(strict, world.manager)
    second_factor.confirm_factor(strict, world.manager, code_of(strict, pyotp.TOTP(secret)))

    opened = second_factor.enter_enrolled(strict, token)
    assert people.person_of_session(strict, opened) == world.manager
    with pytest.raises(Conflict, match="factor-needed"):
        second_factor.remove_factor(strict, world.manager)
    second_factor.remove_factor(desk, world.manager)


def test_a_secret_is_sealed_where_the_instance_has_a_key(world: World, desk: Desk) -> None:
    sealed = attrs.evolve(desk, secrets_key="une clef assez longue pour un essai")
    totp, _ = enrolled(sealed, world)
    with sealed.look() as connection:
        kept = connection.execute(select(t.second_factors.c.secret)).scalar_one()
    assert totp.secret not in kept
    token = people.sign_in(sealed, SAMIR, PASSWORD)
    with pytest.raises(Refused, match="factor-unreadable"):
        second_factor.enter_by_code(desk, token, code_of(desk, totp))
    assert second_factor.enter_by_code(sealed, token, code_of(sealed, totp))
    assert "une clef" not in repr(sealed)


def test_sessions_are_listed_and_closed_from_elsewhere(world: World, desk: Desk) -> None:
    first = people.sign_in(desk, SAMIR, PASSWORD, device="Firefox, Linux")
    later(desk, SECOND)
    second = people.sign_in(desk, SAMIR, PASSWORD, device="Safari, iPhone")
    shown = own_data.own_page(desk, world.applicant, second).sessions
    assert [(each.device, each.is_this) for each in shown] == [
        ("Safari, iPhone", True),
        ("Firefox, Linux", False),
    ]
    own_data.end_session(desk, world.manager, shown[1].public_id)
    assert people.person_of_session(desk, first) is not None
    own_data.end_session(desk, world.applicant, shown[1].public_id)
    assert people.person_of_session(desk, first) is None
    assert people.person_of_session(desk, second) is not None


def test_a_closed_account_opens_nothing(world: World, desk: Desk) -> None:
    token, link = people.sign_in(desk, SAMIR, PASSWORD), a_link(desk)
    granting.close_account(desk, world.administrator, world.applicant.public_id)
    assert people.person_of_session(desk, token) is None
    with pytest.raises(Refused, match="account-closed"):
        people.sign_in(desk, SAMIR, PASSWORD)
    with pytest.raises(Refused, match="account-closed"):
        links.enter_by_link(desk, link)
    granting.reopen_account(desk, world.administrator, world.applicant.public_id)
    assert people.sign_in(desk, SAMIR, PASSWORD)


def test_an_account_without_a_password_is_entered_by_none(world: World, desk: Desk) -> None:
    with writing(desk.engine) as connection:
        connection.execute(update(t.persons).values(password_hash=""))
    for password in ("", PASSWORD):
        with pytest.raises(Refused, match="wrong-sign-in"):
            people.sign_in(desk, SAMIR, password)
    assert world.applicant
