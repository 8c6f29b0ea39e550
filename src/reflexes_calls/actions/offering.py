"""Terrains: offering one, looking for one, finding who matches, writing to them."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, Taking, roles_on
from reflexes_calls.actions.partnering import roles_taken
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call, Moment
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.errors import FieldRefusal, Invalid, NotAllowed, NotFound, Refused
from reflexes_calls.domain.lifecycle import PARTNER_STEPS, CallStage, open_steps
from reflexes_calls.domain.matching import Area, Match, Offer, Reason, fits_call, matches_of
from reflexes_calls.domain.once import id_of_request
from reflexes_calls.domain.partner import PartnerRole
from reflexes_calls.domain.people import Organisation, Person
from reflexes_calls.domain.terrain import (
    ContactAnswers,
    Terrain,
    TerrainAnswers,
    TerrainContact,
    TerrainRole,
    read_terrain,
)
from reflexes_calls.places.errors import PlaceError
from reflexes_calls.places.registers import read_territory
from reflexes_calls.places.searching import search_territories
from reflexes_calls.places.territory import Territory, TerritoryKind, find_territory
from reflexes_calls.storage import applications, calls, people, team, terrains

MOST_MESSAGES = 20
"""How many messages one person may write in a day."""
A_DAY = dt.timedelta(days=1)


@record
class TerrainShown:
    """An offer as lists show it."""

    terrain: Terrain
    organisation: Organisation


@record
class Matched:
    """Another offer that matches, with its reasons."""

    shown: TerrainShown
    reasons: tuple[Reason, ...]


@record
class CallMatched:
    """An open call that an offer fits, with the reasons."""

    call: Call
    reasons: tuple[Reason, ...]


@record
class TerrainPage:
    """An offer as one visitor sees it.

    `messages` are those of the visitor's organisations with the one that offers; `candidates` are
    the applications of which they may make it a partner; `own` says that it is theirs.
    """

    shown: TerrainShown
    own: bool
    matches: tuple[Matched, ...]
    calls: tuple[CallMatched, ...]
    messages: tuple[tuple[TerrainContact, Organisation], ...]
    writers: tuple[Organisation, ...]
    candidates: tuple[tuple[Application, Call], ...]


def list_terrains(desk: Desk, asked: Mapping[str, str]) -> tuple[TerrainShown, ...]:
    """The offers that stand, by piste, by territory and by what they stand as.

    A territory is a code: that of a département or of a région also finds what lies inside.
    """
    columns = {}
    if asked.get("piste"):
        columns["piste_code"] = asked["piste"]
    if asked.get("stands_as"):
        columns["stands_as"] = asked["stands_as"]
    if asked.get("territory"):
        columns |= _territory_column(asked["territory"])
    with desk.look() as connection:
        found = terrains.standing_terrains(connection, local_day(desk.clock.now()), **columns)
        return tuple(_shown(connection, each) for each in found)


def _territory_column(typed: str) -> dict[str, str]:
    found = territory_typed(typed)
    column = {TerritoryKind.DEPARTMENT: "department", TerritoryKind.REGION: "region"}
    return {column.get(found.kind, "territory"): found.code}


def territory_typed(typed: str) -> Territory:
    """The territory of an official code, or of a name that only one bears; raises `Invalid`."""
    try:
        return read_territory(typed)
    except PlaceError as error:
        near = search_territories(typed, 2)
        if len(near) == 1 and error.kind in {"near-territory", "unknown-territory"}:
            return near[0].territory
        refusal = FieldRefusal(
            field="territory", kind=error.kind, met=error.met, expected=error.expected
        )
        raise Invalid((refusal,)) from error


def _shown(connection: Connection, terrain: Terrain) -> TerrainShown:
    organisation = people.find_organisation(connection, terrain.organisation_id)
    return TerrainShown(terrain=terrain, organisation=organisation)


def count_offered(desk: Desk, pistes: tuple[str, ...]) -> int:
    """How many administrations offer a terrain for one of these pistes."""
    with desk.look() as connection:
        return terrains.count_terrains(connection, local_day(desk.clock.now()), pistes)


def offer(
    desk: Desk,
    actor: Person,
    organisation: Organisation,
    raw: Raw,
    *,
    request_key: str | None = None,
) -> Terrain:
    """Offer a terrain in the name of one's administration, or look for one.

    A form sent twice, known by its `request_key`, offers once.
    """
    with desk.take(actor) as taking:
        if organisation.id not in people.organisations_of(taking.connection, actor.id):
            raise NotAllowed("not-your-organisation", organisation=organisation.name)
        said, territory = _read(desk, raw, local_day(taking.now))
        key = id_of_request(
            request_key, actor.public_id, organisation.public_id, said, territory.code
        )
        # Whoever sends a form twice at once waits here for the first to be kept.
        people.hold_account(taking.connection, actor.id)
        if key and (offered := terrains.find_terrain(taking.connection, key)):
            return offered
        return terrains.add_terrain(
            taking.connection,
            public_id=key,
            organisation_id=organisation.id,
            piste_code=said.piste_code,
            stands_as=said.stands_as,
            territory=territory.code,
            department=_department(territory),
            region=_region(territory),
            territory_name=territory.named,
            offers=said.offers,
            needs=said.needs,
            from_on=said.from_on,
            until_on=said.until_on,
            offered_by=actor.id,
            offered_at=taking.now,
        )


def _read(desk: Desk, raw: Raw, today: dt.date) -> tuple[TerrainAnswers, Territory]:
    """What is offered and where, or every refusal at once."""
    refusals: list[FieldRefusal] = []
    said: TerrainAnswers | None = None
    place: Territory | None = None
    try:
        said = read_terrain(raw, today)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    if raw.get("territory", "").strip():
        try:
            place = territory_typed(raw["territory"])
        except Invalid as invalid:
            refusals.extend(invalid.refusals)
    code = raw.get("piste_code", "").strip()
    if code and (code not in desk.catalogue.pistes or desk.catalogue.pistes[code].is_name_alone):
        refusals.append(FieldRefusal(field="piste_code", kind="not-a-choice", met=code))
    if said is None or place is None or refusals:
        raise Invalid(tuple(refusals))
    return said, place


def _department(territory: Territory) -> str | None:
    if territory.kind is TerritoryKind.DEPARTMENT:
        return territory.code
    return territory.departments[0] if territory.departments else None


def _region(territory: Territory) -> str | None:
    code = territory.code if territory.kind is TerritoryKind.REGION else territory.region
    return code or None


def withdraw_offer(desk: Desk, actor: Person, terrain_id: str) -> None:
    """Take back an offer of one's administration."""
    with desk.take(actor) as taking:
        found = terrains.find_terrain(taking.connection, terrain_id)
        mine = people.organisations_of(taking.connection, actor.id)
        if found is None or found.organisation_id not in mine:
            raise NotFound("terrain", terrain_id)
        if found.withdrawn_at is None:
            terrains.withdraw_terrain(taking.connection, found.id, taking.now)


def terrain_page(desk: Desk, actor: Person | None, terrain_id: str) -> TerrainPage:
    """An offer, for everyone; a withdrawn one is found by its own administration alone."""
    today = local_day(desk.clock.now())
    with desk.look() as connection:
        found = terrains.find_terrain(connection, terrain_id)
        mine = people.organisation_records(connection, actor.id) if actor else ()
        own = found is not None and found.organisation_id in {one.id for one in mine}
        if found is None or (found.withdrawn_at is not None and not own):
            raise NotFound("terrain", terrain_id)
        return TerrainPage(
            shown=_shown(connection, found),
            own=own,
            matches=_matches(connection, found, today),
            calls=_calls(connection, desk, found),
            messages=_messages(connection, found, mine),
            writers=() if own else mine,
            candidates=_candidates(connection, actor, found) if actor and not own else (),
        )


def _matches(connection: Connection, found: Terrain, today: dt.date) -> tuple[Matched, ...]:
    same = terrains.standing_terrains(connection, today, piste_code=found.piste_code)
    others = {
        each.public_id: each for each in same if each.organisation_id != found.organisation_id
    }
    ordered: tuple[Match, ...] = matches_of(offer_of(found), map(offer_of, others.values()))
    return tuple(
        Matched(shown=_shown(connection, others[one.key]), reasons=one.reasons) for one in ordered
    )


def offer_of(terrain: Terrain) -> Offer:
    """What is compared of an offer."""
    return Offer(
        key=terrain.public_id,
        piste_code=terrain.piste_code,
        stands_as=terrain.stands_as,
        area=area_of(terrain.territory) if terrain.territory else None,
        from_on=terrain.from_on,
        until_on=terrain.until_on,
    )


def area_of(code: str) -> Area | None:
    """Where a code stands, with what it lies in."""
    found = find_territory(code)
    if not isinstance(found, Territory):
        return None
    commune = epci = ""
    if found.kind is TerritoryKind.COMMUNE:
        commune, epci = found.code, found.within
    elif found.kind is TerritoryKind.DISTRICT:
        whole = find_territory(found.within)
        commune, epci = found.within, whole.within if isinstance(whole, Territory) else ""
    elif found.kind is TerritoryKind.EPCI:
        epci = found.code
    is_department = found.kind is TerritoryKind.DEPARTMENT
    return Area(
        code=found.code,
        commune=commune,
        epci=epci,
        departments=(found.code,) if is_department else found.departments,
        region=found.code if found.kind is TerritoryKind.REGION else found.region,
    )


def _calls(connection: Connection, desk: Desk, found: Terrain) -> tuple[CallMatched, ...]:
    now = desk.clock.now()
    compared = offer_of(found)
    fitting = (
        CallMatched(
            call=call,
            reasons=fits_call(
                compared,
                pistes=call.piste_codes,
                decided_on=local_day(call.decision_by),
                weeks=call.weeks,
            ),
        )
        for call in calls.list_calls(connection)
        if call.stage is CallStage.PUBLISHED and call.moment(now) is Moment.OPEN
    )
    return tuple(each for each in fitting if each.reasons)


def _messages(
    connection: Connection, found: Terrain, mine: tuple[Organisation, ...]
) -> tuple[tuple[TerrainContact, Organisation], ...]:
    keys = {one.id for one in mine}
    return tuple(
        (each, people.find_organisation(connection, each.from_organisation_id))
        for each in terrains.contacts_of(connection, found.id)
        if keys & {each.from_organisation_id, each.to_organisation_id}
    )


def _candidates(
    connection: Connection, actor: Person, found: Terrain
) -> tuple[tuple[Application, Call], ...]:
    """The applications for the piste of an offer whose partners the actor may change."""
    own = people.organisations_of(connection, actor.id)
    joined = team.applications_joined(connection, actor.id)
    known = {one.id: one for one in applications.applications_of(connection, organisations=own)}
    known |= {key: applications.get_application(connection, key) for key in joined}
    pairs = ((one, calls.get_call(connection, one.call_id)) for one in known.values())
    return tuple(
        (one, call)
        for one, call in pairs
        if found.piste_code in call.piste_codes
        and PartnerRole.TERRAIN in roles_taken(call)
        and found.stands_as is TerrainRole.TERRAIN
        and _may_name(connection, actor, one, call)
    )


def _may_name(connection: Connection, actor: Person, one: Application, call: Call) -> bool:
    roles = roles_on(connection, actor, call, one.organisation_id, one.id)
    return "name_partner" in {step.name for step in open_steps(PARTNER_STEPS, one.stage, roles)}


def write_to(  # noqa: PLR0913  # who writes to whom, what, and from where
    desk: Desk,
    actor: Person,
    terrain_id: str,
    organisation_id: str,
    raw: Raw,
    *,
    base: str,
    answered: str = "",
) -> None:
    """Write about an offer in the name of one's administration; no address is disclosed.

    Whoever offers answers the administration `answered`, which must have written before.
    """
    with desk.take(actor) as taking:
        found = terrains.find_terrain(taking.connection, terrain_id)
        if found is None or found.withdrawn_at is not None:
            raise NotFound("terrain", terrain_id)
        mine = people.organisation_records(taking.connection, actor.id)
        sender = next((one for one in mine if one.public_id == organisation_id), None)
        if sender is None:
            raise NotAllowed("no-organisation")
        said = read_form(ContactAnswers, raw)
        since = taking.now - A_DAY
        if terrains.contacts_since(taking.connection, actor.id, since) >= MOST_MESSAGES:
            raise Refused("too-many-messages", count=MOST_MESSAGES)
        receiver = _receiver(taking.connection, found, sender, answered)
        people.hold_account(taking.connection, actor.id)
        if _was_just_written(taking, found, sender, receiver, said.message):
            return
        terrains.add_contact(
            taking.connection,
            terrain_id=found.id,
            from_organisation_id=sender.id,
            to_organisation_id=receiver.id,
            written_by=actor.id,
            message=said.message,
            written_at=taking.now,
        )
        taking.tell(
            "terrain_message",
            people.members_of(taking.connection, receiver.id),
            organisation=sender.name,
            owner=people.find_organisation(taking.connection, found.organisation_id).name,
            piste=desk.catalogue.pistes[found.piste_code].title.fr,
            message=said.message,
            link=f"{base}/terrains/{found.public_id}",
        )


def _was_just_written(
    taking: Taking, found: Terrain, sender: Organisation, receiver: Organisation, message: str
) -> bool:
    """Whether the last message between both says the same: its button was pressed twice."""
    both = {sender.id, receiver.id}
    between = [
        each
        for each in terrains.contacts_of(taking.connection, found.id)
        if {each.from_organisation_id, each.to_organisation_id} == both
    ]
    last = between[-1] if between else None
    return last is not None and (last.from_organisation_id, last.message) == (sender.id, message)


def _receiver(
    connection: Connection, found: Terrain, sender: Organisation, answered: str
) -> Organisation:
    if sender.id != found.organisation_id:
        return people.find_organisation(connection, found.organisation_id)
    wrote = {
        each.from_organisation_id
        for each in terrains.contacts_of(connection, found.id)
        if each.from_organisation_id != sender.id
    }
    for key in sorted(wrote):
        one = people.find_organisation(connection, key)
        if one.public_id == answered:
            return one
    raise NotFound("organisation", answered)
