"""Finding files, acting on several, taking them away."""

import csv
import io

import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from sqlalchemy import insert

from reflexes_calls.actions import applying, exporting, finding, people, reviewing
from reflexes_calls.actions.exporting import FACTS, ExportWords
from reflexes_calls.actions.finding import FilesPage, Treated
from reflexes_calls.domain.errors import Conflict, Invalid
from reflexes_calls.domain.partner import PartnerRole, PartnerState
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.exports.columns import Marks
from reflexes_calls.exports.workbook import SheetWords
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from tests.makers import PASSWORD, a_call, a_draft, a_submitted

scenarios("16-retrouver-les-dossiers.feature")

WORDS = ExportWords(
    language="fr",
    facts={code: (code, "") for code in FACTS},
    stages={each: each for each in ("draft", "submitted", "withdrawn", "selected", "declined")},
    phases={"letter": "lettre", "full": "complet"},
    states={},
    marks=Marks(not_asked="(non posée)", absent="(absente)", internal="[équipe]"),
    sheets=SheetWords(files="D", columns="C", title="T", code="C", kind="N", help="A"),
    territory=str,
    note="",
)


@given("un appel avec deux dossiers déposés et un brouillon")
def a_call_with_files(world, story) -> None:
    story.call = a_call(world)
    story.application = a_submitted(world, story.call)
    said = {"title": "Ouvrir le gymnase", "summary": "Le soir, pour tout le monde."}
    a_draft(world, story.call, neighbour=True, **said)
    (neighbour,) = [
        one
        for one in finding.files_of_teams(world.desk, world.neighbour, {}).pages
        if one.call.id == story.call.id
    ]
    applying.submit(world.desk, world.neighbour, neighbour.application.public_id)
    third = people.create_organisation(world.desk, world.administrator, name="Mairie de Trois")
    people.join(world.desk, world.administrator, world.administrator, third)
    draft = applying.start_draft(world.desk, world.administrator, story.call.public_id, third)
    applying.save_draft(
        world.desk,
        world.administrator,
        draft.public_id,
        {"title": "Un brouillon de crèche"},
        revision=0,
    )


@pytest.fixture
def reader(world) -> Person:
    """The reviewer of these stories."""
    return world.reviewers[0]


def found_by(world, story, words: str) -> FilesPage:
    return finding.files_of_call(
        world.desk, world.manager, story.call.public_id, {"words": words} if words else {}
    )


@when(parsers.parse("la responsable cherche « {words} »"), target_fixture="found")
def the_manager_searches(world, story, words: str) -> FilesPage:
    return found_by(world, story, words)


@then("elle trouve le dossier de la crèche et lui seul")
def she_finds_one(story, found) -> None:
    assert [one.application.public_id for one in found.files] == [story.application.public_id]
    assert found.count == 1


@then("elle ne trouve rien")
def she_finds_nothing(found) -> None:
    assert (found.files, found.count) == ((), 0)


@then("la liste entière compte deux dossiers")
def the_list_counts_two(world, story) -> None:
    assert found_by(world, story, "").count == 2


@given("qu’une relectrice doit lire les deux dossiers")
def a_reviewer_reads_both(world, story, reader) -> None:
    for one in found_by(world, story, "").files:
        reviewing.assign(world.desk, world.manager, one.application.public_id, reader)
    assert finding.files_to_read(world.desk, reader, {}).count == 2


@when("on découvre qu’elle est partenaire de l’un d’eux")
def she_is_a_partner(world, story, reader) -> None:
    with writing(world.desk.engine) as connection:
        connection.execute(
            insert(t.partners).values(
                public_id="partenaire",
                application_id=story.application.id,
                role=next(iter(PartnerRole)),
                name="Association",
                email=reader.email,
                part="",
                state=next(iter(PartnerState)),
                signed_name="",
                signed_function="",
                note="",
                added_by=world.applicant.id,
                added_at=world.clock.now(),
            )
        )


@then("sa liste n’a plus qu’un dossier")
def her_list_has_one(world, story, reader) -> None:
    page = finding.files_to_read(world.desk, reader, {})
    assert page.count == 1
    assert [one.application.id for one in page.pages] != [story.application.id]


@then("l’autre ne répond à aucune de ses recherches")
def the_other_answers_nothing(world, reader) -> None:
    for words in ("crèche", "2026-001", "Val*"):
        assert finding.files_to_read(world.desk, reader, {"words": words}).count == 0


@when("elle trie sa liste par moyenne")
def she_sorts_by_mean(world, story, reader) -> None:
    with story.trying("sort"):
        finding.files_to_read(world.desk, reader, {"sort": "mean"})


@then("cela lui est refusé comme un tri qui n’existe pas")
def it_is_refused_as_unknown(world, story, reader) -> None:
    refused = story.refused_fields()
    with story.trying("sort"):
        finding.files_to_read(world.desk, reader, {"sort": "nonsense"})
    assert isinstance(story.refusal, Invalid)
    assert refused == story.refused_fields() == {"sort": "not-a-choice"}


@given("la relectrice appartient à l’administration de l’un d’eux")
def she_belongs_to_one(world, story, reader) -> None:
    people.give_role(world.desk, world.administrator, reader, Role.REVIEWER, story.call.public_id)
    people.join(world.desk, world.administrator, reader, world.bourg_temoin)


@when("la responsable lui confie les deux dossiers", target_fixture="told")
def both_are_given(world, story, reader) -> tuple[Treated, ...]:
    files = found_by(world, story, "").files

    def give(file) -> None:
        public_id = file.application.public_id
        reviewing.assign_together(world.desk, world.manager, public_id, [reader])

    return finding.treat_each(files, give)


@then("l’un lui est confié")
def one_is_given(world, story, reader, told) -> None:
    assert [one.refused is None for one in told] == [True, False]
    page = finding.files_to_read(world.desk, reader, {})
    assert [one.application.id for one in page.pages] == [story.application.id]


@then("l’autre est refusé avec la raison")
def the_other_is_refused(told) -> None:
    assert isinstance(told[1].refused, Conflict)
    assert told[1].refused.kind == "own-administration"


@when(parsers.parse("la responsable garde la vue « {name} » et la partage"))
def a_view_is_kept(world, story, name: str) -> None:
    said = {"name": name, "shared": "yes"}
    asked = {"readers": "waiting", "sort": "mean"}
    finding.save_view(world.desk, world.manager, story.call.public_id, said, asked)


@then("une autre responsable de l’appel la retrouve")
def another_manager_finds_it(world, story) -> None:
    other = people.create_person(
        world.desk,
        world.administrator,
        name="Autre",
        email="autre@essai.example",
        password=PASSWORD,
    )
    people.give_role(world.desk, world.manager, other, Role.MANAGER, story.call.public_id)
    page = finding.files_of_call(world.desk, other, story.call.public_id, {})
    assert [(view.name, view.asked["readers"]) for view in page.views] == [("À relire", "waiting")]


@given(parsers.parse("qu’un dossier s’intitule « {title} »"))
def a_file_is_called(world, story, title: str) -> None:
    a_draft(world, story.call, title=title)
    applying.submit(world.desk, world.applicant, story.application.public_id)


@when("la responsable emporte le tableau", target_fixture="rows")
def the_table_is_taken(world, story) -> list[dict[str, str]]:
    export = exporting.export_of_call(world.desk, world.manager, story.call.public_id, {}, WORDS)
    return list(csv.DictReader(io.StringIO(b"".join(export.csv()).decode("utf-8-sig"))))


@then("chaque dossier a sa ligne et chaque question sa colonne")
def each_has_its_place(story, rows) -> None:
    assert [row["receipt"] for row in rows] == ["2026-001", "2026-002"]
    questions = tuple(story.call_kept().questions().questions())
    assert len(rows[0]) == len(FACTS) + len(questions)


@then("le titre y est un texte")
def the_title_is_a_text(rows) -> None:
    assert rows[0]["title"] == "'=1+1"
