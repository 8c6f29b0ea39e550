"""Partners: named, asked, signing what they saw, asked again when it changes, frozen."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from reflexes_calls.actions import applying, looking, partnering, publishing, teaming
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import (
    DeadLink,
    Invalid,
    NotAllowed,
    NotFound,
    NotOpen,
    Refused,
    TooLate,
    UnknownLink,
)
from reflexes_calls.domain.partner import PartnerState
from reflexes_calls.storage import calls
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import (
    DEADLINE,
    DURING,
    PISTE,
    SECOND,
    World,
    a_draft,
    answers,
    call_form,
)

pytestmark = pytest.mark.storage

BASE = "https://appels.example"
LINK = re.compile(rf"{BASE}/partenaires/(\S+)")
RENNES, LYON, RENNES_WRONG = "213 502 388 00019", "21690123100011", "213 502 389 00019"
SIGNED = {"signed_name": "Ana Morel", "signed_function": "Directrice", "agreed": "yes"}


def a_call_with(world: World, **settings: str) -> Call:
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, call_form())
    with writing(world.desk.engine) as connection:
        calls.change_call(connection, drafted.id, settings=drafted.settings | settings)
    return publishing.publish(world.desk, world.manager, drafted.public_id)


def said(**changes: str) -> dict[str, str]:
    return {
        "role": "partner",
        "name": "Métropole d’Essai",
        "siret": RENNES,
        "email": "signe@metropole.example",
        "part": "Prête deux agents.",
    } | changes


def named(world: World, draft: Application, **changes: str) -> str:
    desk, actor = world.desk, world.applicant
    return partnering.name_partner(desk, actor, draft.public_id, said(**changes)).public_id


def asked(world: World, draft: Application, partner: str) -> str:
    """The token of the letter that asks a partner to sign."""
    partnering.ask_partner(world.desk, world.applicant, draft.public_id, partner, base=BASE)
    with world.desk.look() as connection:
        query = select(t.letters).where(t.letters.c.kind == "partner-asked")
        letter = connection.execute(query.order_by(t.letters.c.id.desc())).first()
    assert letter is not None
    found = LINK.search(letter.body)
    assert found is not None
    return found[1]


def signed(world: World, token: str) -> None:
    page = partnering.sign_page(world.desk, token)
    partnering.sign(world.desk, token, SIGNED, digest=page.digest)


def missing(world: World, draft: Application) -> list[str]:
    page = partnering.partners_page(world.desk, world.applicant, draft.public_id)
    return [each.kind for each in page.missing]


def refusals(caught: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {each.field: each.kind for each in caught.value.refusals}


def test_a_partner_without_account_reads_the_file_and_signs(world: World) -> None:
    draft = a_draft(world, a_call_with(world, partners="required"))
    partner = named(world, draft)
    assert missing(world, draft) == ["partner-unsigned"]
    with pytest.raises(Invalid) as caught:
        applying.submit(world.desk, world.applicant, draft.public_id)
    assert refusals(caught) == {f"partners.{partner}": "partner-unsigned"}

    token = asked(world, draft, partner)
    page = partnering.sign_page(world.desk, token)
    assert [each.code for each in page.shown] == ["title", "summary", "budget", "spending"]
    assert page.shown[0].text == answers()["title"]
    assert answers()["problem"] not in str(page.shown)
    signed(world, token)

    assert missing(world, draft) == []
    done = applying.submit(world.desk, world.applicant, draft.public_id)
    version = looking.application_page(world.desk, world.manager, done.public_id).versions[-1]
    (kept,) = version.answers["partners"]
    assert (kept["siret"], kept["state"], kept["is_current"]) == ("21350238800019", "signed", True)
    assert (kept["signed_name"], kept["signed_function"]) == ("Ana Morel", "Directrice")
    assert "metropole.example" not in str(version.answers)
    entries = looking.journal_of_call(world.desk, world.manager, page.call.public_id)
    assert [each.kind for each in entries.entries[-4:]] == [
        "name_partner",
        "ask_partner",
        "sign_partner",
        "submit",
    ]
    assert entries.entries[-2].actor == partner
    assert "Ana Morel" not in str(entries.entries)
    assert entries.broken_at is None


def test_a_signature_is_of_the_text_that_was_seen(world: World) -> None:
    draft = a_draft(world, a_call_with(world, partners="required"))
    partner = named(world, draft)
    token = asked(world, draft, partner)
    signed(world, token)
    desk, actor = world.desk, world.applicant

    applying.save_draft(
        desk, actor, draft.public_id, {"problem": "Autre."}, revision=None, partial=True
    )
    assert missing(world, draft) == []
    applying.save_draft(
        desk, actor, draft.public_id, {"budget": "14 000"}, revision=None, partial=True
    )
    assert missing(world, draft) == ["partner-signed-before"]
    (shown,) = partnering.partners_page(desk, actor, draft.public_id).partners
    assert (shown.is_current, shown.is_stale) == (False, True)

    # Asked again at once, whatever the last letter: what they signed has changed.
    signed(world, asked(world, draft, partner))
    assert missing(world, draft) == []
    with pytest.raises(UnknownLink):
        partnering.sign_page(desk, token)


def test_nobody_signs_what_changed_while_they_were_reading(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call_with(world, partners="required"))
    token = asked(world, draft, named(world, draft))
    seen = partnering.sign_page(world.desk, token).digest
    applying.save_draft(
        world.desk,
        world.applicant,
        draft.public_id,
        {"title": "Tout autre chose"},
        revision=None,
        partial=True,
    )
    with pytest.raises(Refused) as caught:
        partnering.sign(world.desk, token, SIGNED, digest=seen)
    assert caught.value.kind == "changed-while-reading"
    assert partnering.sign_page(world.desk, token).partner.state is PartnerState.ASKED


def test_signing_says_everything_that_is_missing(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call_with(world, partners="required"))
    token = asked(world, draft, named(world, draft))
    with pytest.raises(Invalid) as caught:
        partnering.sign(world.desk, token, {}, digest="")
    assert refusals(caught) == {
        "signed_name": "missing",
        "signed_function": "missing",
        "agreed": "not-ticked",
    }
    with pytest.raises(Invalid) as caught:
        partnering.decline(world.desk, token, {"note": " "})
    assert refusals(caught) == {"note": "missing"}


def test_a_partner_who_declines_is_to_be_replaced_even_where_none_is_needed(
    world: World,
) -> None:
    draft = a_draft(world, a_call_with(world, partners="optional"))
    partner = named(world, draft)
    assert missing(world, draft) == []
    token = asked(world, draft, partner)
    partnering.decline(world.desk, token, {"note": "Le calendrier ne convient pas."})
    assert missing(world, draft) == ["partner-declined"]
    (told,) = [
        letter
        for letter in world.desk.outbox.glob("*.eml")
        if b"ne signe pas" in letter.read_bytes()
    ]
    assert world.applicant.email.encode() in told.read_bytes()

    partnering.drop_partner(world.desk, world.applicant, draft.public_id, partner)
    assert missing(world, draft) == []
    with pytest.raises(DeadLink) as caught:
        partnering.sign_page(world.desk, token)
    assert caught.value.kind == "partner-removed"
    # The same one may be named again afterwards.
    named(world, draft)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"siret": RENNES_WRONG}, {"siret": "siret-wrong-siren"}),
        ({"siret": "213 502 388 00018"}, {"siret": "siret-wrong-end"}),
        ({"siret": "213502388"}, {"siret": "siren-alone"}),
        ({"siret": "pas un numéro"}, {"siret": "siret-letters"}),
        ({"email": "signe"}, {"email": "not-an-address"}),
        (
            {"name": "", "email": "signe", "siret": RENNES_WRONG, "part": ""},
            {
                "name": "missing",
                "part": "missing",
                "siret": "siret-wrong-siren",
                "email": "not-an-address",
            },
        ),
        ({"name": "ville de VAL D'ESSAI"}, {"name": "partner-is-lead"}),
    ],
)
def test_a_partner_named_wrongly_is_refused_with_everything_at_once(
    small_world: World, changes: dict[str, str], expected: dict[str, str]
) -> None:
    world = small_world
    draft = a_draft(world, a_call_with(world, partners="optional"))
    with pytest.raises(Invalid) as caught:
        named(world, draft, **changes)
    assert refusals(caught) == expected


@pytest.mark.parametrize(
    "changes",
    [{}, {"siret": ""}, {"name": "Un autre nom"}, {"role": "terrain"}],
    ids=["all", "name", "siret", "another role"],
)
def test_the_same_partner_is_not_named_twice(small_world: World, changes: dict[str, str]) -> None:
    world = small_world
    draft = a_draft(world, a_call_with(world, partners="optional"))
    named(world, draft)
    with pytest.raises(Invalid) as caught:
        named(world, draft, **changes)
    assert set(refusals(caught).values()) == {"partner-twice"}


def test_the_evaluator_is_independent_of_the_lead(world: World) -> None:
    call = a_call_with(world, evaluator="required")
    draft = a_draft(world, call, administration=RENNES)
    evaluator = {"role": "evaluator", "name": "Laboratoire d’essai"}
    assert missing(world, draft) == ["evaluator-missing"]
    with pytest.raises(Invalid) as caught:
        named(world, draft, **evaluator)
    assert refusals(caught) == {"siret": "evaluator-is-lead"}
    # Another place of the same organisation is not another organisation.
    with pytest.raises(Invalid) as caught:
        named(world, draft, **evaluator, siret="21350238800027")
    assert refusals(caught) == {"siret": "evaluator-is-lead"}
    with pytest.raises(Invalid) as caught:
        named(world, draft, **evaluator, siret="")
    assert refusals(caught) == {"siret": "evaluator-without-siret"}

    partner = named(world, draft, **evaluator, siret=LYON)
    signed(world, asked(world, draft, partner))
    assert missing(world, draft) == []
    # The lead's own number may be written, or change, after the evaluator has signed.
    applying.save_draft(
        world.desk,
        world.applicant,
        draft.public_id,
        {"administration": LYON, "administration.name": "Lyon"},
        revision=None,
        partial=True,
    )
    assert missing(world, draft) == ["evaluator-is-lead"]


def test_an_evaluator_is_none_of_the_partners(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call_with(world, partners="optional", evaluator="optional"))
    named(world, draft)
    with pytest.raises(Invalid) as caught:
        named(world, draft, role="evaluator", name="Son service", siret="21350238800027")
    assert refusals(caught) == {"siret": "evaluator-is-partner"}


def test_a_call_that_asks_for_no_partner_takes_none(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call_with(world, partners="none", evaluator="none"))
    for role in ("partner", "terrain", "evaluator"):
        with pytest.raises(Refused) as caught:
            named(world, draft, role=role)
        assert caught.value.kind == "role-not-taken"


def test_a_refused_submission_says_partners_and_answers_at_once(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call_with(world, partners="required"), budget="beaucoup")
    with pytest.raises(Invalid) as caught:
        applying.submit(world.desk, world.applicant, draft.public_id)
    assert refusals(caught) == {"budget": "not-a-number", "partners": "partners-missing"}


def test_a_reminder_waits_an_hour_and_replaces_the_link(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call_with(world, partners="required"))
    partner = named(world, draft)
    first = asked(world, draft, partner)
    world.at(DURING + partnering.AT_ONCE)
    with pytest.raises(Refused) as caught:
        asked(world, draft, partner)
    assert caught.value.kind == "asked-just-now"
    world.at(DURING + dt.timedelta(hours=1))
    second = asked(world, draft, partner)
    with pytest.raises(UnknownLink):
        partnering.sign_page(world.desk, first)
    signed(world, second)
    with pytest.raises(Refused) as caught:
        asked(world, draft, partner)
    assert caught.value.kind == "already-signed"


@pytest.mark.parametrize("guessed", ["", "0" * 43, "é", "../connexion"])
def test_a_guessed_link_signs_nothing(small_world: World, guessed: str) -> None:
    with pytest.raises(UnknownLink):
        partnering.sign_page(small_world.desk, guessed)
    with pytest.raises(UnknownLink):
        partnering.sign(small_world.desk, guessed, SIGNED, digest="")


ROLES = {
    "lead": {"name", "ask", "drop"},
    "writer": {"name", "drop"},
    "reader": set(),
    "nobody": set(),
}


@pytest.mark.parametrize("step", ["name", "ask", "drop"])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_touches_partners_as_told(small_world: World, role: str, step: str) -> None:
    world = small_world
    draft = a_draft(world, a_call_with(world, partners="optional"))
    partner = named(world, draft)
    guest = world.neighbour
    if role != "nobody":
        invitation = {"email": guest.email, "role": role}
        teaming.invite(world.desk, world.applicant, draft.public_id, invitation, base=BASE)
        with world.desk.look() as connection:
            body = connection.execute(select(t.letters.c.body)).scalars().first()
        token = re.findall(r"/invitations/(\S+)", str(body))[0]
        teaming.accept(world.desk, guest, token)
    other = said(name="Un voisin", siret=LYON)
    acts = {
        "name": lambda: partnering.name_partner(world.desk, guest, draft.public_id, other),
        "ask": lambda: partnering.ask_partner(
            world.desk, guest, draft.public_id, partner, base=BASE
        ),
        "drop": lambda: partnering.drop_partner(world.desk, guest, draft.public_id, partner),
    }
    if step in ROLES[role]:
        acts[step]()
        return
    with pytest.raises(NotAllowed):
        acts[step]()
    if role == "nobody":
        with pytest.raises(NotFound):
            partnering.partners_page(world.desk, guest, draft.public_id)


def test_after_the_deadline_a_submitted_file_is_signed_no_more(small_world: World) -> None:
    world = small_world
    draft = a_draft(world, a_call_with(world, partners="optional"))
    partner = named(world, draft)
    token = asked(world, draft, partner)
    applying.submit(world.desk, world.applicant, draft.public_id)
    page = partnering.sign_page(world.desk, token)
    world.at(DEADLINE)
    partnering.sign(world.desk, token, SIGNED, digest=page.digest)
    world.at(DEADLINE + SECOND)
    with pytest.raises(TooLate):
        partnering.sign(world.desk, token, SIGNED, digest=page.digest)
    with pytest.raises((NotOpen, TooLate)):
        partnering.drop_partner(world.desk, world.applicant, draft.public_id, partner)
