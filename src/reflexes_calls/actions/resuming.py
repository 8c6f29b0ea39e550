"""Going on elsewhere: a link by mail that opens one application on another device, once."""

import datetime as dt

from reflexes.records import record
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.looking import application_page
from reflexes_calls.actions.people import open_session
from reflexes_calls.actions.teaming import may_go_on
from reflexes_calls.actions.tokens import digest_of_token, new_token
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import DeadLink, NotFound, Refused, UnknownLink
from reflexes_calls.domain.people import TEAM, Person
from reflexes_calls.domain.signing_in import Means
from reflexes_calls.domain.team import RESUME_LENGTH, ResumeLink
from reflexes_calls.storage import applications, calls, people, team
from reflexes_calls.storage.engine import writing

MOST_AN_HOUR = 3
AN_HOUR = dt.timedelta(hours=1)


@record
class ResumePage:
    """What a link leads to, as little as whoever holds it needs to know."""

    call: Call
    application: str
    expires_at: dt.datetime


def send_resume_link(desk: Desk, actor: Person, application_id: str, *, base: str) -> None:
    """Send the actor a link to go on elsewhere; three an hour at most."""
    own = application_page(desk, actor, application_id)
    if TEAM.isdisjoint(own.roles):
        raise NotFound("application", application_id)
    # A link that opens a session follows the real time, as sessions do.
    token, now = new_token(), desk.wall_clock.now()
    with desk.take(actor) as taking:
        # The call's lock keeps two requests at once from both being the third.
        known, call = taking.application(application_id)
        if team.resume_links_since(taking.connection, actor.id, now - AN_HOUR) >= MOST_AN_HOUR:
            raise Refused("too-many-links", count=MOST_AN_HOUR)
        link = ResumeLink(
            application_id=known.id,
            person_id=actor.id,
            made_at=now,
            expires_at=now + RESUME_LENGTH,
        )
        team.add_resume_link(taking.connection, digest_of_token(token), link)
        taking.write(
            "link_to_resume",
            actor.email,
            call=call.title_fr,
            call_en=call.title("en"),
            link=f"{base}/reprendre/{token}",
            days=str(RESUME_LENGTH.days),
        )


def resume_page(desk: Desk, token: str) -> ResumePage:
    """What a link leads to; looking at it does not use it, as a scanner of mail might."""
    with desk.look() as connection:
        found = _alive(team.find_resume_link(connection, digest_of_token(token)), desk)
        known = applications.get_application(connection, found.application_id)
        call = calls.get_call(connection, known.call_id)
    return ResumePage(call=call, application=known.public_id, expires_at=found.expires_at)


def resume(desk: Desk, token: str) -> tuple[str, str]:
    """Use a link: gives the public id of the application and the token of a session."""
    digest = digest_of_token(token)
    with writing(desk.engine) as connection:
        found = _alive(team.find_resume_link(connection, digest, lock=True), desk)
        team.use_resume_link(connection, digest, desk.wall_clock.now())
        known = applications.get_application(connection, found.application_id)
        person = people.persons_by_id(connection, {found.person_id})[found.person_id]
    if not may_go_on(desk, person, known.public_id):
        raise DeadLink("resume-removed")
    return known.public_id, open_session(desk, person, means=Means.RESUMED)


def _alive(found: ResumeLink | None, desk: Desk) -> ResumeLink:
    if found is None:
        raise UnknownLink
    if found.used_at is not None:
        raise DeadLink("resume-used")
    if desk.wall_clock.now() > found.expires_at:
        raise DeadLink("resume-expired")
    return found
