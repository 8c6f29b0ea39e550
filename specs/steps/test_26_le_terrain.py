"""The field of a pilot: notes, surveys, points, peers, meetings afterwards, and the dashboard."""

import datetime as dt

from pytest_bdd import given, parsers, scenarios, then, when
from sqlalchemy import select

from reflexes_calls.actions import (
    answering_surveys,
    noting_field,
    people,
    piloting,
    probing,
    reading_peers,
    revisiting,
    steering,
    surveying,
)
from reflexes_calls.domain.errors import NotOpen
from reflexes_calls.domain.field import FieldNote
from reflexes_calls.domain.peer import PeerReading
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.probe import Probe
from reflexes_calls.domain.programme import Concern
from reflexes_calls.domain.survey import Survey
from reflexes_calls.domain.survey_results import SurveyResults
from reflexes_calls.storage import tables as t
from tests.makers import PASSWORD, PROMISE, a_call
from tests.reflexes_calls.actions.test_probing import ASKS, FOUND, READ
from tests.reflexes_calls.actions.test_revisiting import SAID
from tests.reflexes_calls.pilots_scene import two_pilots
from tests.reflexes_calls.surveys_scene import an_open_survey, answer

scenarios("26-le-terrain.feature")

DAY = dt.timedelta(days=1)


@given("deux pilotes du même appel, en cours", target_fixture="two")
def two_running_pilots(world, story) -> tuple[str, str]:
    story.call = a_call(world)
    two = two_pilots(world, story.call)
    for pilot, team in zip(two, (world.applicant, world.neighbour), strict=True):
        piloting.promise(world.desk, team, pilot, [PROMISE])
        piloting.start(world.desk, world.manager, pilot)
    return two


@when(parsers.parse("l’équipe note l’étonnement « {text} »"), target_fixture="note")
def a_surprise(world, two, text) -> FieldNote:
    said = {"kind": "surprise", "text": text}
    return noting_field.write_note(world.desk, world.applicant, two[0], said)


@when(parsers.parse("qu’elle le corrige le lendemain par « {text} »"))
def corrected(world, two, note, text) -> None:
    world.at(world.clock.now() + DAY)
    said = {"kind": "observation", "text": text}
    noting_field.write_note(world.desk, world.applicant, two[0], said, corrects=note.public_id)


@then("les deux notes se lisent, et chacune dit l’autre")
def both_are_read(world, two, note) -> None:
    later, first = noting_field.field_page(world.desk, world.manager, two[0]).lines
    assert first.note == note
    assert first.corrected_by == later.note
    assert later.corrects == note


@then("la première ne peut plus être reprise")
def it_stays(world, story, two, note) -> None:
    with story.trying("take_back_note"):
        noting_field.take_back_note(world.desk, world.applicant, two[0], note.public_id)
    assert isinstance(story.refusal, NotOpen)
    assert story.refusal.kind == "note-stays"


@when(parsers.parse("l’équipe tente de noter « {text} »"))
def names_somebody(world, story, two, text) -> None:
    with story.trying("note_field"):
        said = {"kind": "obstacle", "text": text}
        noting_field.write_note(world.desk, world.applicant, two[0], said)


@then("elle apprend que cela ressemble au nom de quelqu’un, et rien n’est gardé")
def nobody_is_named(world, story, two) -> None:
    assert story.refused_fields() == {"text": "names-civility-with-a-name"}
    assert noting_field.field_page(world.desk, world.applicant, two[0]).lines == ()


@given("une enquête anonyme ouverte aux agents", target_fixture="survey")
def a_survey(world, two) -> Survey:
    return an_open_survey(world, two[0])


@when("quatre personnes répondent et que l’enquête est close")
def four_answer(world, two, survey) -> None:
    answer(world, survey, 4)
    surveying.close_survey(world.desk, world.applicant, two[0], survey.public_id)


def _results(world, two, survey) -> SurveyResults:
    page = surveying.survey_page(world.desk, world.applicant, two[0], survey.public_id)
    assert page.results is not None
    return page.results


@then("l’équipe apprend que trop peu de personnes ont répondu, sans aucun chiffre")
def nothing_is_shown(world, two, survey) -> None:
    results = _results(world, two, survey)
    assert (results.count, results.questions, results.crossed) == (None, (), ())


@when("huit personnes répondent")
def eight_answer(world, survey) -> None:
    answer(world, survey, 8, q3="Plus de calme")


@then("l’équipe sait seulement qu’elles sont assez nombreuses")
def only_enough(world, two, survey) -> None:
    page = surveying.survey_page(world.desk, world.applicant, two[0], survey.public_id)
    assert page.is_enough
    assert page.results is None
    assert not hasattr(page, "count")


@when("l’enquête est close")
def closed(world, two, survey) -> None:
    surveying.close_survey(world.desk, world.applicant, two[0], survey.public_id)


@then("elle lit huit réponses, et rien de ce qui est gardé ne dit qui ni quand")
def eight_are_read(world, two, survey) -> None:
    assert _results(world, two, survey).count == 8
    with world.desk.look() as connection:
        sheets = connection.execute(select(t.survey_sheets)).mappings().all()
        words = connection.execute(select(t.survey_words)).mappings().all()
    assert {frozenset(each) for each in sheets} == {frozenset({"key", "survey_id", "answers"})}
    assert {frozenset(each) for each in words} == {
        frozenset({"key", "survey_id", "question", "text"})
    }
    assert not {each["key"] for each in sheets} & {each["key"] for each in words}


@when("deux groupes de douze et un de trois répondent, et que l’enquête est close")
def three_groups(world, two, survey) -> None:
    for place in ("0", "1"):
        for level in ("2", "5"):
            answer(world, survey, 6, q1=level, q2=place)
    answer(world, survey, 3, q2="")
    surveying.close_survey(world.desk, world.applicant, two[0], survey.public_id)


@then("le plus petit groupe n’apparaît qu’avec un autre")
def never_alone(world, two, survey) -> None:
    results = _results(world, two, survey)
    assert results.count == 27
    assert all(
        count >= 5 for table in results.crossed for row in table.rows for count in row.counts
    )
    shown = [share for each in results.questions for share in each.shares if each.answered == 27]
    assert {3} & {share.count for share in shown if None in share.ranks} == set()


@given("une enquête où chacun a son lien", target_fixture="survey")
def a_survey_by_single_links(world, two) -> Survey:
    return an_open_survey(world, two[0], way="single")


@when("une personne répond par son lien", target_fixture="link")
def by_her_link(world, two, survey) -> str:
    (link,) = surveying.make_links(
        world.desk, world.applicant, two[0], survey.public_id, {"count": "1"}
    )
    answering_surveys.answer(world.desk, link, {"q1": "4"})
    return link


@then("le même lien ne sert plus, et rien ne le relie à ce qui a été répondu")
def only_once(world, story, link) -> None:
    with story.trying("answer"):
        answering_surveys.answer(world.desk, link, {"q1": "4"})
    assert story.refusal.kind == "survey-link-used"
    with world.desk.look() as connection:
        (kept,) = connection.execute(select(t.survey_links)).mappings()
    assert set(kept) == {"digest", "survey_id", "is_used"}


@when(
    "l’équipe ouvre un carottage aux pilotes du même appel et dit ce qu’elle y a trouvé",
    target_fixture="probe",
)
def a_shared_probe(world, two) -> Probe:
    opened = probing.open_probe(world.desk, world.applicant, two[0], ASKS)
    probing.answer_probe(world.desk, world.applicant, two[0], opened.public_id, FOUND)
    return opened


@then("l’autre équipe n’en lit rien avant d’avoir répondu")
def not_before(world, two, probe) -> None:
    page = probing.probe_page(world.desk, world.neighbour, two[1], probe.public_id)
    assert page.told == ()
    assert page.waits


@when("l’autre équipe répond")
def the_other_answers(world, two, probe) -> None:
    said = FOUND | {"found": "Une seule signature suffit déjà."}
    probing.answer_probe(world.desk, world.neighbour, two[1], probe.public_id, said)


@then("les deux réponses se lisent côte à côte, sans total")
def side_by_side(world, two, probe) -> None:
    page = probing.probe_page(world.desk, world.neighbour, two[1], probe.public_id)
    assert [each.answer.said.found for each in page.told] == [
        FOUND["found"],
        "Une seule signature suffit déjà.",
    ]


@when("l’équipe demande à l’autre de lire son plan", target_fixture="reading")
def asked_to_read(world, two) -> PeerReading:
    said = {"reader": two[1], "reads": "plan", "note": "Nos indicateurs ?"}
    return reading_peers.ask_peers(world.desk, world.applicant, two[0], said, address="")


@when("l’autre équipe répond aux trois questions")
def the_other_reads(world, two, reading) -> None:
    reading_peers.answer_peers(world.desk, world.neighbour, two[1], reading.public_id, READ)


@then("les deux équipes et la responsable lisent la même réponse")
def all_read_it(world, two, reading) -> None:
    readers = ((world.applicant, two[0]), (world.neighbour, two[1]), (world.manager, two[0]))
    for reader, pilot in readers:
        _, line = reading_peers.reading_page(world.desk, reader, pilot, reading.public_id)
        assert line.reading.missing == READ["missing"]


@given("le pilote est terminé, puis presque un an passe")
def nearly_a_year(world, two) -> None:
    piloting.end(world.desk, world.applicant, two[0])
    world.at(world.clock.now() + 340 * DAY)


@given("une nouvelle personne a rejoint l’administration", target_fixture="newcomer")
def someone_new(world) -> Person:
    made = people.create_person(
        world.desk,
        world.administrator,
        name="Une nouvelle",
        email="nouvelle@essai.example",
        password=PASSWORD,
    )
    people.join(world.desk, world.administrator, made, world.val_d_essai)
    return made


@then("elle reçoit le rappel des retrouvailles, une seule fois")
def reminded_once(world, story, newcomer) -> None:
    for _ in range(2):
        revisiting.remind_follow_ups(world.desk, "https://essai.example")
    (letter,) = story.letters(newcomer)
    assert "Que reste-t-il" in letter["Subject"]
    assert "même si vous n’y étiez pas alors" in letter.get_content()


@when("l’équipe consigne ce qui tient et ce qui a été abandonné")
def written_down(world, two) -> None:
    world.at(world.clock.now() + 30 * DAY)
    met = f"{world.clock.now():%d/%m/%Y}"
    revisiting.revisit(world.desk, world.applicant, two[0], 1, SAID | {"met_on": met})


@then("la responsable le lit, avec le chiffre mesuré de nouveau")
def the_manager_reads(world, two) -> None:
    first, _ = revisiting.follow_ups_page(world.desk, world.manager, two[0]).meetings
    assert first.kept.said["given_up"] == SAID["given_up"]
    assert first.kept.figures == {"1": "5"}


@when("quatre-vingts jours passent sans note ni mesure")
def eighty_days(world) -> None:
    world.at(world.clock.now() + 80 * DAY)


@then("le tableau des pilotes le dit des deux")
def the_dashboard_says_it(world, story) -> None:
    page = steering.programme_page(world.desk, world.manager, story.call.public_id)
    assert [each.concerns for each in page.lines] == [(Concern.NO_NOTE, Concern.NEVER_MEASURED)] * 2
    assert page.concerned == page.total == 2
