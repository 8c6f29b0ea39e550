"""Applying with others: the team, the partners, the terrains."""

import re

import attrs
import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from sqlalchemy import select

from reflexes_calls.actions import (
    applying,
    looking,
    offering,
    partnering,
    people,
    publishing,
    resuming,
    teaming,
)
from reflexes_calls.domain.errors import DeadLink, Invalid, NotAllowed, NotFound
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.partner import PartnerRole
from reflexes_calls.domain.team import INVITATION_LENGTH
from reflexes_calls.storage import calls
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import PISTE, SECOND, World, a_draft, call_form

scenarios("10-deposer-a-plusieurs.feature")

BASE = "https://appels.example"
LYON, RENNES = "21690123100011", "21350238800019"
SIGNED = {"signed_name": "Ana Morel", "signed_function": "Directrice", "agreed": "yes"}


@attrs.define(kw_only=True)
class Together:
    """What the letters of the story held, and what came of them."""

    link: str = ""
    session: str = ""
    application: str = ""
    partners: dict[str, str] = attrs.field(factory=dict)
    found: tuple[offering.Matched, ...] = ()


@pytest.fixture
def together() -> Together:
    return Together()


def last_link(world: World, kind: str) -> str:
    with world.desk.look() as connection:
        asked = select(t.letters.c.body).where(t.letters.c.kind == kind)
        body = connection.execute(asked.order_by(t.letters.c.id.desc())).scalars().first()
    found = re.search(rf"{BASE}/[a-z]+/(\S+)", str(body))
    assert found is not None
    return found[1]


@given("un appel ouvert qui demande des partenaires et un évaluateur")
def an_open_call_for_partners(world, story) -> None:
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, call_form())
    asked = drafted.settings | {"partners": "required", "evaluator": "required"}
    with writing(world.desk.engine) as connection:
        calls.change_call(connection, drafted.id, settings=asked)
    story.call = publishing.publish(world.desk, world.manager, drafted.public_id)


@given("un brouillon complet de la Ville de Val-d’Essai")
def a_whole_draft(world, story) -> None:
    story.application = a_draft(world, story.call)


@when(parsers.re("la candidate invite une collègue d’ailleurs à (?P<what>écrire|lire|porter).*"))
def she_invites(world, story, together, what) -> None:
    role = {"écrire": "writer", "lire": "reader", "porter": "lead"}[what]
    said = {"email": world.neighbour.email, "role": role}
    teaming.invite(world.desk, world.applicant, story.application.public_id, said, base=BASE)
    together.link = last_link(world, "invitation")


@when("la collègue accepte par le lien de la lettre")
def the_colleague_accepts(world, together) -> None:
    teaming.accept(world.desk, world.neighbour, together.link)


@when("quatorze jours et une seconde passent")
def two_weeks_pass(world) -> None:
    world.at(world.clock.now() + INVITATION_LENGTH + SECOND)


@when("la candidate la retire de l’équipe")
def she_removes_her(world, story) -> None:
    known = story.application.public_id
    teaming.dismiss(world.desk, world.applicant, known, world.neighbour.public_id)


@then("le dossier figure parmi ceux de la collègue")
def it_is_among_hers(world, story) -> None:
    mine = looking.my_applications(world.desk, world.neighbour)
    assert [one.application.public_id for one in mine] == [story.application.public_id]


@then(parsers.parse("la collègue peut écrire le titre « {title} »"))
def she_writes(world, story, title) -> None:
    known = story.application.public_id
    applying.save_draft(
        world.desk, world.neighbour, known, {"title": title}, revision=None, partial=True
    )
    assert story.file().application.draft["title"] == title


@then("elle ne peut pas déposer")
def she_may_not_submit(world, story) -> None:
    with pytest.raises(NotAllowed):
        applying.submit(world.desk, world.neighbour, story.application.public_id)
    assert story.file().application.stage is ApplicationStage.DRAFT


@then("le lien de l’invitation ne sert plus")
def the_invitation_is_dead(world, together) -> None:
    with pytest.raises(DeadLink):
        teaming.accept(world.desk, world.neighbour, together.link)


@then("la collègue ne voit plus le dossier")
def she_sees_nothing(world, story) -> None:
    with pytest.raises(NotFound):
        story.file(world.neighbour)
    assert looking.my_applications(world.desk, world.neighbour) == ()


@when("la candidate se fait envoyer un lien pour continuer ailleurs")
def she_asks_for_a_link(world, story, together) -> None:
    known = story.application.public_id
    resuming.send_resume_link(world.desk, world.applicant, known, base=BASE)
    together.link = last_link(world, "resume-link")


@when("qu’elle ouvre le lien sur un autre appareil")
def she_opens_it(world, together) -> None:
    together.application, together.session = resuming.resume(world.desk, together.link)


@then("sa session est ouverte sur le brouillon")
def her_session_is_open(world, story, together) -> None:
    assert together.application == story.application.public_id
    assert people.person_of_session(world.desk, together.session) == world.applicant


@then("le lien ne sert plus")
def the_link_is_dead(world, together) -> None:
    with pytest.raises(DeadLink):
        resuming.resume(world.desk, together.link)


def _named(world, story, **said: str) -> str:
    told = {"email": "signe@ailleurs.example", "part": "Y prend part.", "siret": ""} | said
    known = story.application.public_id
    return partnering.name_partner(world.desk, world.applicant, known, told).public_id


@when("elle nomme un partenaire et un évaluateur indépendant")
def she_names_both(world, story, together) -> None:
    together.partners = {
        "partner": _named(world, story, role="partner", name="CCAS voisin"),
        "evaluator": _named(world, story, role="evaluator", name="Laboratoire", siret=LYON),
    }


def _asked(world, story, partner: str) -> str:
    known = story.application.public_id
    partnering.ask_partner(world.desk, world.applicant, known, partner, base=BASE)
    return last_link(world, "partner-asked")


@when("les deux signent par le lien de leur lettre")
def both_sign(world, story, together) -> None:
    for partner in together.partners.values():
        link = _asked(world, story, partner)
        seen = partnering.sign_page(world.desk, link).digest
        partnering.sign(world.desk, link, SIGNED, digest=seen)


@when("le partenaire décline avec un mot")
def the_partner_declines(world, story, together) -> None:
    link = _asked(world, story, together.partners["partner"])
    partnering.decline(world.desk, link, {"note": "Le calendrier ne convient pas."})


@when("qu’elle tente de déposer le dossier")
def she_tries_to_submit(world, story) -> None:
    with story.trying("submit"):
        applying.submit(world.desk, world.applicant, story.application.public_id)


@when("qu’elle change le montant demandé")
def she_changes_the_amount(world, story) -> None:
    applying.save_draft(
        world.desk,
        world.applicant,
        story.application.public_id,
        {"budget": "14 000"},
        revision=None,
        partial=True,
    )


@then("le dépôt nomme les deux signatures qui manquent")
def both_are_missing(story, together) -> None:
    assert story.refused_fields() == {
        f"partners.{partner}": "partner-unsigned" for partner in together.partners.values()
    }


@then("le dossier est déposé avec deux signatures figées")
def it_is_submitted(story) -> None:
    assert story.refusal is None
    kept = story.file().versions[-1].answers["partners"]
    assert [(one["role"], one["is_current"]) for one in kept] == [
        ("partner", True),
        ("evaluator", True),
    ]


def _missing(world, story) -> list[str]:
    known = story.application.public_id
    page = partnering.partners_page(world.desk, world.applicant, known)
    return [one.kind for one in page.missing]


@then("les deux signatures sont d’une version antérieure")
def both_are_stale(world, story) -> None:
    assert _missing(world, story) == ["partner-signed-before"] * 2


@then("le partenaire est à retirer ou à remplacer")
def it_is_to_be_replaced(world, story) -> None:
    assert _missing(world, story) == ["partner-declined", "partner-unsigned"]


@when("elle nomme sa propre administration comme évaluateur")
def she_names_herself(world, story) -> None:
    own = world.val_d_essai.name
    with story.trying("name_partner"):
        _named(world, story, role="evaluator", name=own, siret=RENNES)


@then("l’évaluateur est refusé parce qu’il n’est pas indépendant")
def it_is_not_independent(story) -> None:
    assert story.refused_fields() == {"name": "evaluator-is-lead"}


@when("elle nomme un partenaire dont le SIRET a un chiffre faux")
def she_mistypes(world, story) -> None:
    with story.trying("name_partner"):
        _named(world, story, role="partner", name="Voisin", siret="21690123100012")


@then("le partenaire est refusé pour son SIRET")
def its_number_is_wrong(story) -> None:
    assert isinstance(story.refusal, Invalid)
    assert story.refused_fields() == {"siret": "siret-wrong-end"}


@given("un terrain proposé par le CCAS de Bourg-Témoin près de là", target_fixture="terrain")
def a_terrain_nearby(world) -> str:
    said = {
        "stands_as": "terrain",
        "piste_code": PISTE,
        "territory": "35051",
        "offers": "Trois accueils.",
    }
    return offering.offer(world.desk, world.neighbour, world.bourg_temoin, said).public_id


@when("la candidate cherche qui propose un terrain pour la piste")
def she_looks_for_one(world, together) -> None:
    said = {
        "stands_as": "lead",
        "piste_code": PISTE,
        "territory": "35238",
        "offers": "Une équipe qui porterait l’essai.",
    }
    own = offering.offer(world.desk, world.applicant, world.val_d_essai, said)
    together.found = offering.terrain_page(world.desk, world.applicant, own.public_id).matches


@then("elle trouve le CCAS de Bourg-Témoin, avec les raisons")
def she_finds_it(world, together) -> None:
    (match,) = together.found
    assert match.shown.organisation == world.bourg_temoin
    kinds = [reason.kind for reason in match.reasons]
    assert kinds == ["same-piste", "stands-as-terrain", "near-epci"]


@when("elle l’ajoute à son dossier comme terrain")
def she_adds_it(world, story, terrain) -> None:
    known = story.application.public_id
    partnering.name_terrain(world.desk, world.applicant, known, terrain, part="")


@then("le terrain figure parmi les partenaires sans que son adresse soit dite")
def it_is_a_partner(world, story) -> None:
    known = story.application.public_id
    page = partnering.partners_page(world.desk, world.applicant, known)
    (partner,) = [each.partner for each in page.partners]
    assert (partner.role, partner.name) == (PartnerRole.TERRAIN, world.bourg_temoin.name)
    assert world.neighbour.email not in str(page.partners)
