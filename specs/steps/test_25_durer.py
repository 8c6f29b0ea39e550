"""A pilot lasts: suspended, resumed, extended, handed over; milestones and days called to mind."""

import datetime as dt
import io
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from docx import Document
from odf import teletype
from odf.opendocument import load
from pytest_bdd import given, parsers, scenarios, then, when

from reflexes_calls.actions import lasting, looking, people, piloting
from reflexes_calls.actions import reaching_milestones as reaching
from reflexes_calls.actions.calling_days_to_mind import call_days_to_mind
from reflexes_calls.actions.passing_on import handover_file
from reflexes_calls.actions.planning_pilots import lock_plan, plan_page, save_plan
from reflexes_calls.domain.errors import NotAllowed
from reflexes_calls.domain.people import Person
from reflexes_calls.papers.offices import write_docx_paper, write_odt_paper
from reflexes_calls.papers.printing import print_paper
from reflexes_calls.storage import people as kept_people
from reflexes_calls.storage.engine import writing
from reflexes_calls.web.handover_paper import handover_paper
from tests.makers import PASSWORD, World, a_call, a_pilot
from tests.reflexes_calls.actions.test_planning_pilots import TYPED

scenarios("25-durer.feature")

DAY = dt.timedelta(days=1)
ADDRESS = "https://essai.example"
SUSPENDED = "La directrice est absente"


@given("un pilote en cours, dont le plan est verrouillé", target_fixture="key")
def running(world: World, story) -> str:
    desk, team = world.desk, world.applicant
    story.call = a_call(world)
    story.pilot = a_pilot(world, story.call)
    key = story.pilot.public_id
    for section, typed in TYPED.items():
        save_plan(desk, team, key, section, typed, revision=plan_page(desk, team, key).revision)
    lock_plan(desk, team, key, revision=plan_page(desk, team, key).revision)
    piloting.start(desk, world.manager, key)
    # What is due on the first day is told before the stories begin.
    call_days_to_mind(desk, ADDRESS)
    return key


def letters(world: World) -> list[EmailMessage]:
    """Every letter that left, the first one first."""
    return [
        message_from_bytes(each.read_bytes(), policy=default)
        for each in sorted(world.desk.outbox.glob("*.eml"))
    ]


def text_of(letter: EmailMessage) -> str:
    """What a letter says, its subject first, on one line."""
    body = letter.get_body(("plain",))
    return " ".join(f"{letter['Subject']} {body.get_content() if body else ''}".split())


def letters_to(world: World, person: Person, *said: str) -> list[str]:
    """Those that a person received, and that say some words."""
    mine = [text_of(each) for each in letters(world) if person.email in each["To"]]
    return [each for each in mine if all(words in each for words in said)]


def said_on_hand_over(world: World, key: str) -> str:
    return str(handover_paper(handover_file(world.desk, world.manager, key), "fr")).replace(
        "\\xa0", "\u00a0"
    )


@when(parsers.re(r"l’équipe suspend le pilote parce que « (?P<why>.*?) ?»"))
def suspended(world, story, key, why) -> None:
    with story.trying("suspend"):
        lasting.suspend(world.desk, world.applicant, key, {"reason": why})


@then("rien ne s’y mesure plus et aucun rappel ne part")
def nothing_happens(world, story, key) -> None:
    assert story.stage() == "suspended"
    assert [each for each in looking.pilot_page(world.desk, world.applicant, key).open_steps
            if each in {"measure", "end"}] == []  # fmt: skip
    before, now = len(letters(world)), world.clock.now()
    world.at(dt.datetime(2027, 9, 20, 8, tzinfo=dt.UTC))
    assert call_days_to_mind(world.desk, ADDRESS) == 0
    assert len(letters(world)) == before
    world.at(now)


@then("la responsable a reçu la raison")
def manager_knows(world) -> None:
    assert len(letters_to(world, world.manager, "Essai suspendu", SUSPENDED)) == 1


@when(parsers.parse("la responsable le reprend parce que « {why} »"))
def resumed(world, key, why) -> None:
    lasting.resume(world.desk, world.manager, key, {"reason": why})


@then("l’équipe y mesure de nouveau")
def measures_again(world, story, key) -> None:
    assert story.stage() == "running"
    assert "measure" in looking.pilot_page(world.desk, world.applicant, key).open_steps


@then("les deux raisons se lisent sur la page de passation")
def both_reasons(world, key) -> None:
    said = said_on_hand_over(world, key)
    assert f"Suspendu – {SUSPENDED}" in said
    assert "Repris – Elle est de retour" in said


@then("elle apprend que la raison manque, et le pilote est en cours")
def no_reason(story) -> None:
    assert story.refused_fields() == {"reason": "missing"}
    assert story.stage() == "running"


@when(parsers.parse("l’équipe l’abandonne en disant « {lessons} »"))
def given_up(world, key, lessons) -> None:
    piloting.abandon(world.desk, world.applicant, key, {"lessons": lessons})


@then("le pilote est abandonné, et sa leçon se lit")
def lesson_is_read(world, story, key) -> None:
    assert story.stage() == "abandoned"
    assert "Sans direction, rien n’avance" in said_on_hand_over(world, key)


@when(parsers.parse("l’équipe prolonge le pilote jusqu’au « {day} » parce que « {why} »"))
def extended(world, story, key, day, why) -> None:
    with story.trying("extend"):
        lasting.extend(world.desk, world.applicant, key, {"ends_on": day, "reason": why})


@then("le plan dit la nouvelle fin, sa raison, et la fin promise d’abord")
def amended(world, key) -> None:
    kept = plan_page(world.desk, world.applicant, key).registration
    assert kept is not None
    assert kept.plan.ends_on == dt.date(2027, 10, 31)
    assert [one.reason for one in kept.amendments] == ["Deux mois perdus en été"]
    assert kept.first["ends_on"] == "2027-09-30"


@then("le rapport est attendu aussi longtemps après la fin")
def report_follows(world, key) -> None:
    kept = plan_page(world.desk, world.applicant, key).registration
    assert kept is not None
    promised = dt.date.fromisoformat(kept.first["reported_on"]) - dt.date(2027, 9, 30)
    assert kept.plan.reported_on - kept.plan.ends_on == promised


@then(parsers.parse("elle apprend que la fin promise est le « {day} »"))
def not_longer(story, day) -> None:
    (refusal,) = story.refusal.refusals
    assert (refusal.field, refusal.kind, refusal.expected) == ("ends_on", "not-longer", day)


@given(parsers.parse("un jalon « {name} » attendu dans trente jours"))
def a_milestone(world, key, name) -> None:
    due = f"{world.clock.now() + 30 * DAY:%d/%m/%Y}"
    said = {"name": name, "due_on": due, "role": "Cheffe de projet"}
    reaching.set_milestone(world.desk, world.applicant, key, said)


def a_newcomer(world: World) -> Person:
    made = people.create_person(
        world.desk,
        world.administrator,
        name="Une nouvelle",
        email="nouvelle@essai.example",
        password=PASSWORD,
    )
    people.join(world.desk, world.administrator, made, world.val_d_essai)
    return made


def leaves(world: World, person: Person) -> None:
    with writing(world.desk.engine) as connection:
        kept_people.remove_membership(connection, person.id, world.val_d_essai.id)


@when(
    "la personne qui l’a posé quitte l’administration, et qu’une autre arrive",
    target_fixture="newcomer",
)
def another_comes(world) -> Person:
    leaves(world, world.applicant)
    return a_newcomer(world)


@when("toute l’équipe quitte l’administration")
def everybody_leaves(world, key) -> None:
    for each in reaching.steps_page(world.desk, world.manager, key).members:
        leaves(world, each)


@when("vingt-quatre jours passent", target_fixture="before")
def days_pass(world) -> int:
    before = len(letters(world))
    world.at(world.clock.now() + 24 * DAY)
    call_days_to_mind(world.desk, ADDRESS)
    call_days_to_mind(world.desk, ADDRESS)
    return before


@then("la nouvelle venue reçoit le rappel, une seule fois")
def told_once(world, newcomer) -> None:
    assert len(letters_to(world, newcomer, "Note à mi-parcours")) == 1


@then("la personne partie ne reçoit rien")
def gone_is_left_alone(world) -> None:
    assert letters_to(world, world.applicant, "Note à mi-parcours") == []


@then("la responsable reçoit le rappel, qui dit pourquoi c’est elle")
def manager_is_told(world) -> None:
    (sent,) = letters_to(world, world.manager, "Note à mi-parcours")
    assert "Plus personne n’est dans l’équipe" in sent


@when(parsers.parse("l’équipe dit qu’elle a livré « {what} »"))
def delivered(world, key, what) -> None:
    (one,) = reaching.steps_page(world.desk, world.applicant, key).milestones
    said = {"done_on": f"{world.clock.now():%d/%m/%Y}", "delivered": what}
    reaching.deliver(world.desk, world.applicant, key, one.public_id, said)


@then("aucun rappel ne part pour ce jalon")
def not_reminded(world, before) -> None:
    assert all("Note à mi-parcours" not in text_of(each) for each in letters(world)[before:])


@given("une nouvelle personne a rejoint l’équipe", target_fixture="newcomer")
def newcomer_joined(world) -> Person:
    return a_newcomer(world)


@when(parsers.parse("l’équipe lui confie le pilote parce que « {why} »"))
def handed_over(world, key, newcomer, why) -> None:
    said = {"person": newcomer.public_id, "reason": why}
    lasting.hand_over(world.desk, world.applicant, key, said)


@then("elle en est avertie, et la page de passation dit que c’est elle")
def holder_is_told(world, key, newcomer) -> None:
    assert len(letters_to(world, newcomer, newcomer.name, "Changement de poste")) == 1
    page = handover_file(world.desk, world.manager, key)
    assert (page.steps.holder, page.steps.is_holder_here) == (newcomer, True)


@when("elle quitte l’administration")
def holder_leaves(world, newcomer) -> None:
    leaves(world, newcomer)


@then("la page de passation dit que plus personne n’est nommé")
def nobody_named(world, key) -> None:
    assert "n’est plus de l’équipe" in said_on_hand_over(world, key)


@then("elle seule reçoit le rappel")
def holder_alone(world, newcomer) -> None:
    assert len(letters_to(world, newcomer, "Note à mi-parcours", "vous portez ce pilote")) == 1
    assert letters_to(world, world.applicant, "Note à mi-parcours") == []


@when("dix jours passent")
def ten_days(world) -> None:
    world.at(world.clock.now() + 10 * DAY)
    call_days_to_mind(world.desk, ADDRESS)


@then("l’équipe reçoit le rappel du retard, qui dit que plus personne ne porte le pilote")
def team_is_told(world, newcomer) -> None:
    (sent,) = letters_to(world, world.applicant, "Note à mi-parcours", "En retard depuis le")
    assert "n’est plus de l’équipe" in sent
    assert letters_to(world, newcomer, "En retard depuis le") == []


@when("l’équipe confie le pilote à la voisine")
def to_a_neighbour(world, story, key) -> None:
    with story.trying("hand_over"):
        said = {"person": world.neighbour.public_id, "reason": "Elle est volontaire"}
        lasting.hand_over(world.desk, world.applicant, key, said)


@then("elle apprend que cette personne n’est pas de l’équipe")
def not_of_the_team(story) -> None:
    assert story.refused_fields() == {"person": "not-of-the-team"}


@when("trente-trois jours passent")
def late(world) -> None:
    world.at(world.clock.now() + 33 * DAY)


@then("la page de passation dit le jalon en retard et l’indicateur jamais mesuré")
def what_is_missing(world, key) -> None:
    said = said_on_hand_over(world, key)
    assert "En retard depuis le" in said
    assert "Jamais mesuré\u00a0: Jours avant la réponse" in said


@then("elle se donne en PDF, en ODT et en DOCX")
def given_elsewhere(world, key) -> None:
    paper = handover_paper(handover_file(world.desk, world.manager, key), "fr")
    assert print_paper(paper).startswith(b"%PDF")
    odt = teletype.extractText(load(io.BytesIO(write_odt_paper(paper))).text)
    made = Document(io.BytesIO(write_docx_paper(paper)))
    cells = " ".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)
    assert "Note à mi-parcours" in odt
    assert "Note à mi-parcours" in cells


@then("la voisine ne peut pas la lire")
def neighbour_may_not(world, key) -> None:
    with pytest.raises(NotAllowed):
        handover_file(world.desk, world.neighbour, key)
