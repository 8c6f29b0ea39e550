"""Reading for a jury, and deliberating."""

import datetime as dt
import json

import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from sqlalchemy import select

from reflexes.records import changed
from reflexes_calls.actions import deciding, deliberating, finding, looking, reviewing
from reflexes_calls.actions.leading import set_blind
from reflexes_calls.actions.reminding_readers import remind_readers
from reflexes_calls.actions.taking_minutes import minutes_page
from reflexes_calls.domain.errors import Conflict, Invalid, NotOpen
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.storage import calls, juries, reviews
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing
from tests.makers import AFTER, SELECT, a_call, a_submitted, assign_both, review_form

scenarios("22-la-relecture.feature")

PROJECT = JuryKind.PROJECT
WHY = "La seconde relectrice est souffrante."
REASON = "Le registre des renforts existe bien."
ADDRESS = "https://essai.example"


@given("un dossier que deux relectrices ont à lire après la clôture")
def a_file_to_read(world, story) -> None:
    story.call = a_call(world)
    story.application = a_submitted(world, story.call)
    assign_both(world, story.application)
    world.at(AFTER)


def _save(story, text: str, revision: int) -> None:
    reviewing.save_review(
        story.world.desk,
        story.world.reviewers[0],
        story.application.public_id,
        {"comment_for_jury": text},
        revision=revision,
    )


def _submit(story, rank: int, mark: int = 2) -> None:
    reader, file = story.world.reviewers[rank], story.application.public_id
    reviewing.submit_review(story.world.desk, reader, file, review_form(mark))


@when("la première enregistre « Premier texte »")
def the_first_saves(story) -> None:
    _save(story, "Premier texte", 0)


@when("qu’un onglet ouvert avant enregistre « Second texte »")
def another_tab_saves(story) -> None:
    with story.trying("review"):
        _save(story, "Second texte", 0)


@then("le second texte est refusé et le premier est gardé")
def the_first_is_kept(world, story) -> None:
    assert isinstance(story.refusal, Conflict), story.refusal
    assert story.refusal.kind == "review-saved-elsewhere"
    assert story.file(world.reviewers[0]).own_review.comment_for_jury == "Premier texte"


@when("la première enregistre « Un », puis « Deux », puis rend sa relecture")
def three_versions(story) -> None:
    _save(story, "Un", 0)
    _save(story, "Deux", 1)
    _submit(story, 0)


@then("elle retrouve les trois versions")
def she_finds_them(world, story) -> None:
    file = story.application.public_id
    page = reviewing.versions_page(world.desk, world.reviewers[0], file)
    told = [each.comment_for_jury for each in page.versions]
    assert told[:2] == ["Un", "Deux"]
    assert page.versions[-1].is_submitted


@then("la gestionnaire n’en voit que ce qui a été rendu")
def the_manager_sees_one(world, story) -> None:
    reader, file = world.reviewers[0].public_id, story.application.public_id
    page = reviewing.versions_page(world.desk, world.manager, file, reader)
    assert [each.is_submitted for each in page.versions] == [True]


@when("la gestionnaire demande une lecture à l’aveugle")
def read_blind(world, story) -> None:
    said = {"blind_reading": "yes"}
    set_blind(world.desk, world.manager, story.call.public_id, PROJECT, said)


@then("la première lit le dossier sans le nom de l’administration")
def no_name(world, story) -> None:
    file = story.application.public_id
    shown = looking.page_to_review(world.desk, world.reviewers[0], file)
    assert shown.is_blind
    assert world.val_d_essai.name not in repr(shown)
    assert shown.title == story.application.title


@then("aucune recherche par mots ne le lui apprend")
def no_search(world) -> None:
    reader = world.reviewers[0]
    assert finding.files_to_read(world.desk, reader, {"words": "Val-d’Essai"}).count == 0
    assert finding.files_to_read(world.desk, reader, {}).count == 1


@then("la gestionnaire voit toujours qui candidate")
def the_manager_knows(world, story) -> None:
    assert story.file(world.manager).organisation == world.val_d_essai


@given("un second dossier à lire")
def another_file(world, story) -> None:
    world.at(AFTER - dt.timedelta(days=30))
    assign_both(world, a_submitted(world, story.call, neighbour=True))
    world.at(AFTER)


@when("chacune ouvre sa liste deux fois", target_fixture="orders")
def both_look(world) -> dict[int, list[list[int]]]:
    def seen(reader) -> list[int]:
        found = finding.files_to_read(world.desk, reader, {})
        return [each.application.id for each in found.pages]

    return {reader.id: [seen(reader), seen(reader)] for reader in world.reviewers}


@then("chacune retrouve le même ordre, noté au registre des affectations")
def the_order_is_kept(world, orders) -> None:
    for reader, (first, again) in orders.items():
        assert first == again
        with reading(world.desk.engine) as connection:
            kept = reviews.everything_given_to(connection, reader)
        assert [kept[file].rank for file in first] == [1, 2]


@given("une fin de lecture fixée dans dix jours")
def ten_days_left(world, story) -> None:
    with writing(world.desk.engine) as connection:
        calls.change_call(connection, story.call.id, review_by=AFTER + dt.timedelta(days=10))


@given("la première a rendu sa relecture")
def the_first_has_spoken(story) -> None:
    _submit(story, 0)


@when(parsers.re("il reste six jours|il ne reste qu’un jour"))
def time_passes(world) -> None:
    days = 4 if world.clock.instant == AFTER else 9
    world.at(AFTER + dt.timedelta(days=days))
    remind_readers(world.desk, ADDRESS)
    remind_readers(world.desk, ADDRESS)


def _reminded(world) -> list[str]:
    with reading(world.desk.engine) as connection:
        asked = select(t.letters.c.recipient).where(t.letters.c.kind == "reading-reminder")
        return list(connection.execute(asked).scalars())


@then("la seconde seule reçoit une relance, et une seule")
def one_reminder(world) -> None:
    assert _reminded(world) == [world.reviewers[1].email]


@then("la seconde reçoit une autre relance")
def two_reminders(world) -> None:
    assert _reminded(world) == [world.reviewers[1].email] * 2


@when("la gestionnaire ouvre la délibération sans rien dire")
def she_opens_it(world, story) -> None:
    with story.trying("open_deliberation"):
        deliberating.open_deliberation(world.desk, world.manager, story.call.public_id, PROJECT, {})


@then("elle apprend qu’une relecture est attendue")
def she_is_told(story) -> None:
    assert isinstance(story.refusal, Invalid), story.refusal
    (refused,) = story.refusal.refusals
    assert (refused.field, refused.kind, refused.met) == ("why", "reviews-awaited", "1")


@when("elle l’ouvre en disant pourquoi")
def she_says_why(world, story) -> None:
    call = story.call.public_id
    deliberating.open_deliberation(world.desk, world.manager, call, PROJECT, {"why": WHY})


@then("la seconde ne peut plus rendre de relecture")
def too_late_for_her(story) -> None:
    with pytest.raises(NotOpen, match="jury-not-reading"):
        _submit(story, 1)


@given("les deux ont rendu leur relecture et le jury délibère")
def the_jury_deliberates(world, story) -> None:
    _submit(story, 0)
    _submit(story, 1, 3)
    call = story.call.public_id
    deliberating.open_deliberation(world.desk, world.manager, call, PROJECT, {})
    with reading(world.desk.engine) as connection:
        seated = juries.jurors_of(connection, story.call.id)
    present = [each.public_id for each in seated]
    deliberating.tick_presence(world.desk, world.manager, call, PROJECT, present)


@when("la première change ses notes en disant pourquoi")
def she_changes_her_marks(world, story) -> None:
    form = review_form(4) | {"reason": REASON}
    deliberating.change_marks(world.desk, world.reviewers[0], story.application.public_id, form)


@when("la gestionnaire prépare la décision et clôt la délibération", target_fixture="minutes")
def she_closes_it(world, story) -> dict:
    deciding.prepare(world.desk, world.manager, story.application.public_id, SELECT)
    call = story.call.public_id
    held = deliberating.close_deliberation(world.desk, world.manager, call, PROJECT)
    return minutes_page(world.desk, world.manager, call, PROJECT, held.number).minutes


@then("le procès-verbal dit les présences, le motif et la décision, sans nommer la première")
def the_minutes_say(world, minutes) -> None:
    assert [each["is_present"] for each in minutes["attendance"]] == [True, True]
    (file,) = minutes["files"]
    assert file["outcome"] == "selected"
    assert {each["reason"] for each in file["changes"]} == {REASON}
    told = json.dumps(minutes["files"], ensure_ascii=False)
    assert not any(each.name in told for each in world.reviewers)


@then("ses premières notes sont toujours là")
def the_first_marks_are_there(world, story) -> None:
    file = story.application.public_id
    page = reviewing.versions_page(world.desk, world.reviewers[0], file)
    submitted = [each for each in page.versions if each.is_submitted]
    assert [set(each.marks.values()) for each in submitted] == [{"2"}, {"4"}]


@given("un second jury pour le dernier critère")
def two_juries(world, story) -> None:
    *rest, last = story.call.criteria
    with writing(world.desk.engine) as connection:
        criteria = (*rest, changed(last, jury="protocol"))
        calls.change_call(connection, story.call.id, criteria=criteria, reviews_needed=1)
        reader = world.reviewers[1].id
        reviews.change_given(connection, story.application.id, reader, jury=JuryKind.PROTOCOL)


@when("le premier jury a rendu sa relecture")
def the_first_jury(story) -> None:
    _submit(story, 0)


@when("le second jury a rendu la sienne")
def the_second_jury(story) -> None:
    _submit(story, 1)


@then("la décision attend le second")
def it_waits(world, story) -> None:
    with pytest.raises(NotOpen, match="too-few-protocol-reviews"):
        deciding.prepare(world.desk, world.manager, story.application.public_id, SELECT)


@then("la décision se prépare")
def it_is_prepared(world, story) -> None:
    deciding.prepare(world.desk, world.manager, story.application.public_id, SELECT)
