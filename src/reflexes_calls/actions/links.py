"""Links by mail: to sign in without a password, or to choose another one. Each works once."""

from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.noting import note_service
from reflexes_calls.actions.passwords import check_password, hash_password
from reflexes_calls.actions.people import open_session
from reflexes_calls.actions.throttling import begin_try, end_try, link_limits, password_limits
from reflexes_calls.actions.tokens import digest_of_token, new_token
from reflexes_calls.domain.errors import DeadLink, FieldRefusal, Invalid, UnknownLink
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.signing_in import (
    LEAST_PASSWORD,
    LINK_LENGTH,
    LINKS,
    LinkPurpose,
    Means,
    SignInLink,
)
from reflexes_calls.storage import people, sessions, signing_in
from reflexes_calls.storage.engine import writing

STEPS = {LinkPurpose.SIGN_IN: "sign_in_link", LinkPurpose.PASSWORD: "password_link"}
PLACES = {LinkPurpose.SIGN_IN: "connexion/lien", LinkPurpose.PASSWORD: "mot-de-passe"}
"""Where a link of each purpose leads."""


def ask_link(  # noqa: PLR0913  # who asks, for what, from where
    desk: Desk,
    email: str,
    purpose: LinkPurpose,
    *,
    base: str,
    next_page: str = "/",
    source: str = "",
) -> None:
    """Send a link to an address, if someone has it; nothing tells whether it was sent.

    Three an hour at most for one account: the others are not sent.
    """
    begin_try(desk, link_limits(source))
    # A link that opens a session follows the real time, as sessions do.
    token, now = new_token(), desk.wall_clock.now()
    with desk.look() as connection:
        known = people.find_by_email(connection, email)
    if known is None:
        return
    person = known[0]
    link = SignInLink(
        person_id=person.id,
        purpose=purpose,
        next=next_page[:400],
        made_at=now,
        expires_at=now + LINK_LENGTH,
    )
    with desk.take(person) as taking:
        # The account is held: two requests at once are not both the third.
        account = people.hold_account(taking.connection, person.id)
        sent = signing_in.links_since(taking.connection, person.id, now - LINKS.during)
        if not account.is_open or sent >= LINKS.most:
            return
        signing_in.add_link(taking.connection, digest_of_token(token), link)
        address = f"{base}/{PLACES[purpose]}/{token}"
        minutes = str(int(LINK_LENGTH.total_seconds()) // 60)
        taking.tell(STEPS[purpose], (person,), link=address, minutes=minutes)


def look_at_link(desk: Desk, token: str, purpose: LinkPurpose) -> SignInLink:
    """What a link is for; looking at it does not use it, as a scanner of mail might."""
    with desk.look() as connection:
        return _alive(desk, signing_in.find_link(connection, digest_of_token(token)), purpose)


def enter_by_link(desk: Desk, token: str, *, device: str = "") -> tuple[str, str]:
    """Use a link to sign in: gives the token of a session, and where to go on."""
    digest = digest_of_token(token)
    with writing(desk.engine) as connection:
        found = signing_in.find_link(connection, digest, lock=True)
        link = _alive(desk, found, LinkPurpose.SIGN_IN)
        signing_in.use_link(connection, digest, desk.wall_clock.now())
        person = people.get_person(connection, link.person_id)
    return open_session(desk, person, means=Means.LINK, device=device), link.next


def choose_password(desk: Desk, token: str, password: str, *, device: str = "") -> str:
    """Choose a password by a link, and sign in; every other session of the account ends."""
    _check_long_enough(password)
    digest, hashed = digest_of_token(token), hash_password(password)
    with writing(desk.engine) as connection:
        found = signing_in.find_link(connection, digest, lock=True)
        link = _alive(desk, found, LinkPurpose.PASSWORD)
        person = people.get_person(connection, link.person_id)
    with desk.take(person) as taking:
        # Read again: it may have been used while the password was hashed.
        found = signing_in.find_link(taking.connection, digest, lock=True)
        _alive(desk, found, LinkPurpose.PASSWORD)
        people.change_person(taking.connection, person.id, password_hash=hashed)
        signing_in.use_links_of(taking.connection, person.id, desk.wall_clock.now())
        sessions.end_sessions_of(taking.connection, person.id)
        note_service(taking.connection, taking.now, person, "change_password", person.public_id, {})
        taking.tell("password_changed", (person,))
    return open_session(desk, person, means=Means.LINK, device=device)


def change_password(  # noqa: PLR0913  # both passwords, and who asks from where
    desk: Desk, actor: Person, present: str, password: str, *, token: str, source: str = ""
) -> None:
    """Choose another password, knowing the present one; every other session of theirs ends."""
    limits = password_limits(actor.email, source)
    tried = begin_try(desk, limits)
    with desk.look() as connection:
        known = people.find_by_email(connection, actor.email)
    # Whoever never had a password, as they come by ProConnect or by mail, asks for a link.
    if known is None or not check_password(known[1], present):
        raise Invalid((FieldRefusal(field="present", kind="wrong-password"),))
    end_try(desk, limits, tried)
    _check_long_enough(password)
    hashed = hash_password(password)
    with desk.take(actor) as taking:
        people.change_person(taking.connection, actor.id, password_hash=hashed)
        sessions.end_sessions_of(taking.connection, actor.id, but=digest_of_token(token))
        note_service(taking.connection, taking.now, actor, "change_password", actor.public_id, {})
        taking.tell("password_changed", (actor,))


def _check_long_enough(password: str) -> None:
    if len(password) < LEAST_PASSWORD:
        short = FieldRefusal(field="password", kind="too-short", expected=str(LEAST_PASSWORD))
        raise Invalid((short,))


def _alive(desk: Desk, found: SignInLink | None, purpose: LinkPurpose) -> SignInLink:
    if found is None or found.purpose is not purpose:
        raise UnknownLink
    if found.used_at is not None:
        raise DeadLink("sign-in-link-used")
    if desk.wall_clock.now() > found.expires_at:
        raise DeadLink("sign-in-link-expired")
    return found
