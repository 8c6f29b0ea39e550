"""Evidence comes back to the catalogue."""

import shutil
from pathlib import Path

import attrs
from pytest_bdd import given, scenarios, then, when
from sqlalchemy import select

import reflexes
from reflexes import editions
from reflexes.evidence import Evidence, Outcome
from reflexes_calls.actions import evaluating
from reflexes_calls.domain.journal import verify
from reflexes_calls.domain.lifecycle import PilotStage
from reflexes_calls.storage import tables
from tests.makers import (
    PISTE,
    PROMISE,
    REASONS,
    a_call,
    an_evaluated_pilot,
    answers,
    call_form,
    evaluation_form,
)

scenarios("7-les-preuves-reviennent.feature")

WHOLE_WAY = (
    "publish",
    "submit",
    "assign",
    "assign",
    "review",
    "review",
    "prepare",
    "release",
    "select",
    "promise",
    "start",
    "measure",
    "end",
    "evaluate",
    "propose",
)


@given("un pilote évalué", target_fixture="digest_before")
def an_evaluated_one(world, story) -> str:
    story.call = a_call(world)
    story.pilot = an_evaluated_pilot(world, story.call)
    assert story.stage() is PilotStage.EVALUATED
    assert evaluating.overlay_for_piste(world.desk, PISTE) == ()
    return world.desk.catalogue.digest


@when("la responsable propose la preuve", target_fixture="proposed")
def the_manager_proposes(world, story) -> tuple[Evidence, Path]:
    return evaluating.propose(world.desk, world.manager, story.pilot.public_id)


@when("l’équipe tente de proposer la preuve")
def the_team_tries_to_propose(world, story) -> None:
    with story.trying("propose"):
        evaluating.propose(world.desk, world.applicant, story.pilot.public_id)


@then("un fichier de preuve est écrit")
def a_file_is_written(world, story, proposed) -> None:
    evidence, path = proposed
    assert list(world.desk.outgoing.iterdir()) == [path]
    assert path.name == f"{evidence.code}.toml"
    written = path.read_text(encoding="utf-8")
    assert written == evaluating.evidence_toml(world.desk, story.pilot.public_id)
    assert evaluation_form()["finding"] in written
    assert story.stage() is PilotStage.PROPOSED
    subjects = [letter["Subject"] for letter in story.letters(world.applicant)]
    assert len([one for one in subjects if answers()["title"] in one]) == len(subjects) == 4


@then("le fichier se lit strictement comme une fiche du catalogue")
def the_file_reads_strictly(tmp_path, proposed) -> None:
    evidence, path = proposed
    tree = shutil.copytree(editions.TREE, tmp_path / "catalogue")
    before = len(reflexes.load(tree).evidence)
    shutil.copy(path, tree / "evidence")
    catalogue = reflexes.load(tree)
    read = catalogue.evidence[evidence.code]
    assert (read, len(catalogue.evidence)) == (evidence, before + 1)
    assert read.pistes == (PISTE,)
    (result,) = read.results
    assert (result.indicator, result.target) == (PROMISE["indicator"], PROMISE["target"])
    assert (result.outcome, result.measured) == (Outcome.MET, "4")


@then("la piste montre la preuve à part de l’édition")
def the_piste_shows_it_apart(world, proposed) -> None:
    evidence, _ = proposed
    assert evaluating.overlay_for_piste(world.desk, PISTE) == (evidence,)
    assert evidence.code not in world.desk.catalogue.evidence
    others = [one.code for one in world.desk.catalogue.pistes if one.code != PISTE]
    assert len(others) > 1
    assert all(evaluating.overlay_for_piste(world.desk, code) == () for code in others)


@then("l’édition n’a pas changé")
def the_edition_is_unchanged(world, story, digest_before) -> None:
    assert world.desk.catalogue.digest == digest_before
    # Loading verifies the digest of the file against the index of the editions.
    again = reflexes.load(world.desk.catalogue.edition)
    assert (again.digest, again.edition) == (digest_before, story.call.edition)


@then("le journal de l’appel se vérifie")
def the_journal_follows(story) -> None:
    page = story.journal()
    assert tuple(entry.kind for entry in page.entries) == WHOLE_WAY
    assert page.broken_at is None
    for rank, entry in enumerate(page.entries):
        touched = list(page.entries)
        touched[rank] = attrs.evolve(entry, actor="x" * len(entry.actor))
        assert verify(touched) == entry.seq == rank + 1


@then("le journal ne porte ni nom ni texte")
def the_journal_names_nobody(world) -> None:
    with world.desk.look() as connection:
        rows = connection.execute(select(tables.journal_entries)).all()
    assert len(rows) == len(WHOLE_WAY)
    kept = "\n".join(str(value) for row in rows for value in row).casefold()
    everyone = (world.manager, world.applicant, *world.reviewers)
    said = [word for person in everyone for word in (*person.name.split(), person.email)]
    said += [world.val_d_essai.name, answers()["title"], call_form()["title_fr"]]
    said += [REASONS["reasons"], PROMISE["indicator"], evaluation_form()["title_fr"]]
    assert [one for one in said if one.casefold() in kept] == []
    # The people are there all the same, under the ids that an erasure leaves empty.
    assert all(person.public_id in kept for person in everyone)
