"""The partners of an application: naming them, asking them to sign, signing or declining."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from reflexes.records import changed, record
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.actions.looking import ApplicationPage, application_page
from reflexes_calls.actions.people import ADDRESS
from reflexes_calls.actions.tokens import digest_of_token, new_token
from reflexes_calls.domain.answers import Raw, UnreadableError, read_form
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import (
    DeadLink,
    FieldRefusal,
    Invalid,
    NotFound,
    Refused,
    UnknownLink,
)
from reflexes_calls.domain.form import Form, Kind, Phase
from reflexes_calls.domain.lifecycle import PARTNER_STEPS, Step
from reflexes_calls.domain.once import id_of_request
from reflexes_calls.domain.partner import (
    MOST_PARTNERS,
    NONE,
    DeclineAnswers,
    Identity,
    Partner,
    PartnerAnswers,
    PartnerRole,
    PartnerState,
    SignAnswers,
    frozen_partner,
    identity,
    missing_partners,
    naming_refusals,
)
from reflexes_calls.domain.people import TEAM, Organisation, Person, Role, guest
from reflexes_calls.domain.rights import check_open
from reflexes_calls.domain.sign_off import Shown, shown_to_partner, sign_off_digest
from reflexes_calls.places.administration import find_administration
from reflexes_calls.storage import (
    applications,
    attachments,
    calls,
    partners,
    people,
    team,
    terrains,
)

AT_ONCE = dt.timedelta(minutes=1)
"""What is asked again so soon is the same button, pressed twice."""
NOBODY = identity((), ())
"""Whom no partner can be compared with: asked only when there is none."""
BETWEEN_LETTERS = dt.timedelta(hours=1)
"""A partner is not written to more often, unless what they signed has changed."""


@record
class PartnerShown:
    """A partner with the digest of what they would sign now."""

    partner: Partner
    digest: str

    @property
    def is_current(self) -> bool:
        """Whether they signed what stands now."""
        return self.partner.has_signed(self.digest)

    @property
    def is_stale(self) -> bool:
        """Whether they signed an earlier text."""
        return self.partner.has_signed_before(self.digest)


@record
class PartnersPage:
    """The partners of an application, as its team sees them."""

    own: ApplicationPage
    partners: tuple[PartnerShown, ...]
    roles: tuple[PartnerRole, ...]
    missing: tuple[FieldRefusal, ...]


@record
class SignPage:
    """What a partner reads before they sign."""

    partner: Partner
    organisation: Organisation
    call: Call
    application: Application
    shown: tuple[Shown, ...]
    digest: str


def partners_page(desk: Desk, actor: Person, application_id: str) -> PartnersPage:
    """The partners of an application, for its team."""
    own = application_page(desk, actor, application_id)
    if TEAM.isdisjoint(own.roles):
        raise NotFound("application", application_id)
    with desk.look() as connection:
        known = partners.partners_of(connection, own.application.id)
        digests = _digests(connection, own.application, known)
        missing = missing_of(connection, own.application, own.call)
    return PartnersPage(
        own=own,
        partners=tuple(PartnerShown(partner=p, digest=digests[p.public_id]) for p in known),
        roles=roles_taken(own.call),
        missing=missing,
    )


def roles_taken(call: Call) -> tuple[PartnerRole, ...]:
    """What a call lets partners be there for."""
    taken: list[PartnerRole] = []
    if call.settings.get("partners", NONE) != NONE:
        taken += [PartnerRole.PARTNER, PartnerRole.TERRAIN]
    if call.settings.get("evaluator", NONE) != NONE:
        taken.append(PartnerRole.EVALUATOR)
    return tuple(taken)


def missing_of(
    connection: Connection, application: Application, call: Call
) -> tuple[FieldRefusal, ...]:
    """What its partners keep an application from being submitted for, now.

    A letter of intent may name partners who have not signed yet.
    """
    if application.phase is Phase.LETTER:
        return ()
    known = partners.partners_of(connection, application.id)
    if not known:
        return missing_partners(call.settings, (), NOBODY, {})
    return missing_partners(
        call.settings,
        known,
        _lead(connection, application),
        _digests(connection, application, known),
    )


def frozen_partners(connection: Connection, application: Application) -> list[dict[str, Any]]:
    """The partners and their signatures, as a submission keeps them."""
    known = partners.partners_of(connection, application.id)
    if not known:
        return []
    digests = _digests(connection, application, known)
    files = {
        each.public_id: each for each in attachments.attachments_of(connection, application.id)
    }
    return [
        frozen_partner(each, digests[each.public_id])
        | {"letter": files[each.letter].document() if each.letter in files else None}
        for each in known
    ]


def _form(connection: Connection, application: Application) -> Form:
    return calls.form_version_of(connection, application.call_id, application.form_number)


def _digests(
    connection: Connection, application: Application, known: tuple[Partner, ...]
) -> dict[str, str]:
    if not known:
        return {}
    form = _form(connection, application)
    shown = shown_to_partner(form, application.phase, application.draft)
    return {each.public_id: sign_off_digest(shown, each) for each in known}


def _lead(connection: Connection, application: Application) -> Identity:
    """The administration that applies, with the numbers and names that its draft says."""
    organisation = people.find_organisation(connection, application.organisation_id)
    asked = [
        question.code
        for question in _form(connection, application).questions()
        if question.kind is Kind.ADMINISTRATION and question.identifies
    ]
    typed = application.draft
    sirets = ("".join(typed.get(code, "").split()) for code in asked)
    names = (typed.get(f"{code}.name", "") for code in asked)
    return identity([organisation.name, *names], [organisation.siret, *sirets])


def name_partner(
    desk: Desk,
    actor: Person,
    application_id: str,
    raw: Raw,
    *,
    request_key: str | None = None,
) -> Partner:
    """Name a partner; their SIRET is checked, and an evaluator must be independent.

    A form sent twice, known by its `request_key`, names once.
    """
    with desk.take(actor) as taking:
        known, call, step = _open(taking, application_id, "name_partner")
        return _name(taking, known, call, step, _read(raw), request_key=request_key)


def name_terrain(  # noqa: PLR0913  # what is named, where, and the form's own key
    desk: Desk,
    actor: Person,
    application_id: str,
    terrain_id: str,
    *,
    part: str,
    request_key: str | None = None,
) -> Partner:
    """Name as a partner an administration that offers itself as a terrain, in one step."""
    with desk.take(actor) as taking:
        known, call, step = _open(taking, application_id, "name_partner")
        found = terrains.find_terrain(taking.connection, terrain_id)
        if found is None or found.withdrawn_at is not None:
            raise NotFound("terrain", terrain_id)
        organisation = people.find_organisation(taking.connection, found.organisation_id)
        said = PartnerAnswers(
            role=PartnerRole.TERRAIN,
            name=organisation.name,
            siret=organisation.siret,
            # Kept nowhere: their letters go to the members of the organisation.
            email=taking.actor.email,
            part=part.strip() or found.offers,
        )
        return _name(taking, known, call, step, said, terrain=found.id, request_key=request_key)


def _name(  # noqa: PLR0913  # an act under way, and what it is about
    taking: Taking,
    known: Application,
    call: Call,
    step: Step,
    said: PartnerAnswers,
    *,
    terrain: int | None = None,
    request_key: str | None = None,
) -> Partner:
    made_by = taking.actor.public_id
    key = id_of_request(request_key, made_by, known.public_id, terrain, said)
    if key and (named := partners.find_partner(taking.connection, key)):
        return named
    if said.role not in roles_taken(call):
        raise Refused("role-not-taken")
    present = partners.partners_of(taking.connection, known.id)
    if len(present) >= MOST_PARTNERS:
        raise Refused("too-many-partners", count=MOST_PARTNERS)
    refusals = naming_refusals(said, _lead(taking.connection, known), present)
    if refusals:
        raise Invalid(refusals)
    made = partners.add_partner(
        taking.connection,
        public_id=key,
        application_id=known.id,
        role=said.role,
        name=said.name,
        siret=said.siret,
        email="" if terrain else said.email.strip().lower(),
        part=said.part,
        terrain_id=terrain,
        added_by=taking.actor.id,
        added_at=taking.now,
    )
    taking.note(step, call, known.public_id, {"partner": made.public_id, "role": made.role.value})
    return made


def _read(raw: Raw) -> PartnerAnswers:
    """What the team says of a partner, with every refusal at once."""
    refusals: list[FieldRefusal] = []
    said: PartnerAnswers | None = None
    try:
        said = read_form(PartnerAnswers, raw)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    siret = ""
    if raw.get("siret", "").strip():
        try:
            siret = find_administration(raw["siret"].strip()).siret
        except UnreadableError as error:
            met = str(getattr(error, "met", raw["siret"]))
            refusals = [each for each in refusals if each.field != "siret"]
            refusals.append(
                FieldRefusal(field="siret", kind=error.kind, met=met, expected=error.expected)
            )
    email = raw.get("email", "").strip()
    if email and not ADDRESS.fullmatch(email):
        refusals.append(FieldRefusal(field="email", kind="not-an-address", met=email))
    if said is None or refusals:
        raise Invalid(tuple(refusals))
    return changed(said, siret=siret or None)


def drop_partner(desk: Desk, actor: Person, application_id: str, partner_id: str) -> None:
    """Remove a partner: their link opens nothing any more, what they signed before stays kept."""
    with desk.take(actor) as taking:
        known, call, step = _open(taking, application_id, "drop_partner")
        found = _present(taking, known, partner_id)
        partners.change_partner(taking.connection, found.id, removed_at=taking.now)
        taking.note(step, call, known.public_id, {"partner": found.public_id})


def ask_partner(
    desk: Desk, actor: Person, application_id: str, partner_id: str, *, base: str
) -> None:
    """Ask a partner to sign, or remind them; the link of an earlier letter opens nothing more."""
    token = new_token()
    with desk.take(actor) as taking:
        known, call, step = _open(taking, application_id, "ask_partner")
        found = _present(taking, known, partner_id)
        if _was_just_asked(taking, found):
            # A button pressed twice: a second letter would make the link of the first one die.
            return
        _check_not_pressed(taking, known, found)
        signed = found.state is PartnerState.SIGNED
        partners.change_partner(
            taking.connection,
            found.id,
            token_digest=digest_of_token(token),
            invited_at=taking.now,
            # An earlier signature stays until the next answer.
            state=PartnerState.SIGNED if signed else PartnerState.ASKED,
        )
        taking.note(step, call, known.public_id, {"partner": found.public_id})
        organisation = people.find_organisation(taking.connection, known.organisation_id)
        for email in _addresses(taking.connection, found):
            taking.write(
                "ask_partner",
                email,
                who=actor.name,
                organisation=organisation.name,
                partner=found.name,
                call=call.title_fr,
                call_en=call.title("en"),
                title=known.draft_title(),
                link=f"{base}/partenaires/{token}",
            )


def _was_just_asked(taking: Taking, found: Partner) -> bool:
    if found.invited_at is None or found.state is not PartnerState.ASKED:
        return False
    return taking.now - found.invited_at < AT_ONCE


def _check_not_pressed(taking: Taking, known: Application, found: Partner) -> None:
    if found.invited_at is None or found.state is PartnerState.DECLINED:
        return
    digest = _digests(taking.connection, known, (found,))[found.public_id]
    if found.has_signed(digest):
        raise Refused("already-signed", name=found.name)
    recent = taking.now - found.invited_at < BETWEEN_LETTERS
    if recent and not found.has_signed_before(digest):
        raise Refused("asked-just-now", name=found.name)


def _addresses(connection: Connection, found: Partner) -> tuple[str, ...]:
    if found.terrain_id is None:
        return (found.email,)
    offer = terrains.get_terrain(connection, found.terrain_id)
    return tuple(one.email for one in people.members_of(connection, offer.organisation_id))


def sign_page(desk: Desk, token: str) -> SignPage:
    """What a partner reads before they sign; raises `UnknownLink` or `DeadLink`."""
    with desk.look() as connection:
        found = of_token(connection, token)
        known = applications.get_application(connection, found.application_id)
        return _sign_page(connection, found, known)


def _sign_page(connection: Connection, found: Partner, known: Application) -> SignPage:
    form = _form(connection, known)
    shown = shown_to_partner(form, known.phase, known.draft)
    return SignPage(
        partner=found,
        organisation=people.find_organisation(connection, known.organisation_id),
        call=calls.get_call(connection, known.call_id),
        application=known,
        shown=shown,
        digest=sign_off_digest(shown, found),
    )


def of_token(connection: Connection, token: str) -> Partner:
    """The partner whose letter holds a link; raises `UnknownLink` or `DeadLink`."""
    found = partners.partner_of_token(connection, digest_of_token(token))
    if found is None:
        raise UnknownLink
    if found.removed_at is not None:
        raise DeadLink("partner-removed")
    return found


def sign(desk: Desk, token: str, raw: Raw, *, digest: str) -> Partner:
    """Sign what was shown under `digest`; refused if the file has changed in the meantime."""

    def act(taking: Taking, page: SignPage) -> tuple[dict[str, Any], dict[str, Any]]:
        said = read_form(SignAnswers, raw)
        if digest != page.digest:
            raise Refused("changed-while-reading")
        signed = {
            "state": PartnerState.SIGNED,
            "signed_digest": page.digest,
            "signed_name": said.signed_name,
            "signed_function": said.signed_function,
            "note": "",
            "answered_at": taking.now,
        }
        return signed, {"signed": page.digest}

    return _answer(desk, token, "sign_partner", act)


def decline(desk: Desk, token: str, raw: Raw) -> Partner:
    """Decline to be a partner, with a word that the team reads."""

    def act(taking: Taking, page: SignPage) -> tuple[dict[str, Any], dict[str, Any]]:
        del page
        said = read_form(DeclineAnswers, raw)
        declined = {
            "state": PartnerState.DECLINED,
            "signed_digest": None,
            "signed_name": "",
            "signed_function": "",
            "note": said.note,
            "answered_at": taking.now,
        }
        return declined, {"note": said.note}

    return _answer(desk, token, "refuse_partner", act)


def _answer(
    desk: Desk,
    token: str,
    name: str,
    act: Callable[[Taking, SignPage], tuple[dict[str, Any], dict[str, Any]]],
) -> Partner:
    """Keep what a partner answers, note it and tell the team."""
    seen = sign_page(desk, token)
    signer = guest(seen.partner.public_id, seen.partner.name, _placeholder(seen.partner))
    with desk.take(signer) as taking:
        known, call = taking.application(seen.application.public_id)
        # Read again: it may have been removed, or the file changed, while the lock was awaited.
        found = of_token(taking.connection, token)
        roles = frozenset({Role.PARTNER})
        needs = {"open_for_applications": lambda: check_open(call, taking.now, known)}
        step = taking.step(PARTNER_STEPS, name, known.stage, roles, needs)
        values, facts = act(taking, _sign_page(taking.connection, found, known))
        if _is_said_already(found, values):
            return found
        answered = partners.change_partner(taking.connection, found.id, **values)
        taking.note(step, call, known.public_id, {"partner": found.public_id, **facts})
        taking.tell(
            name,
            team.whole_team(taking.connection, known),
            partner=answered.name,
            title=known.draft_title(),
            call=call.title_fr,
            note=answered.note,
        )
    return answered


def _is_said_already(found: Partner, values: Mapping[str, Any]) -> bool:
    """Whether an answer says what stands already: its button was pressed twice."""
    return all(
        getattr(found, name) == value for name, value in values.items() if name != "answered_at"
    )


def _placeholder(partner: Partner) -> str:
    """An address for the record of a signer found by an offer, whose own stays unknown."""
    return partner.email or "partner@example.invalid"


def _open(taking: Taking, application_id: str, name: str) -> tuple[Application, Call, Step]:
    known, call = taking.application(application_id)
    roles = taking.roles(call, known.organisation_id, known.id)
    needs = {"open_for_applications": lambda: check_open(call, taking.now, known)}
    return known, call, taking.step(PARTNER_STEPS, name, known.stage, roles, needs)


def _present(taking: Taking, known: Application, partner_id: str) -> Partner:
    for each in partners.partners_of(taking.connection, known.id):
        if each.public_id == partner_id:
            return each
    raise NotFound("partner", partner_id)
