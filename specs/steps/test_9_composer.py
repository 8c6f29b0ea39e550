"""Building the questions of a call, and what becomes of drafts when they change."""

import attrs
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from reflexes.records import changed
from reflexes_calls.actions import applying, carrying, forming, internal_fields, publishing
from reflexes_calls.actions.looking import ApplicationPage
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.carrying import Fate
from reflexes_calls.domain.errors import NotOpen
from reflexes_calls.domain.form import Condition, Kind, Question
from reflexes_calls.domain.form_file import form_text
from reflexes_calls.domain.forming import (
    Bench,
    add_question,
    need_question,
    put_question,
    remove_question,
    take_back,
    with_kind,
)
from tests.makers import PISTE, a_draft, a_submitted, answers, call_form
from tests.reflexes_calls.new_questions import publish_questions, shorter_and_without

scenarios("9-composer-un-formulaire.feature")


@attrs.define
class Before:
    """What stood before the last act: a question, a file of questions, an application."""

    question: Question | None = None
    text: str = ""
    file: ApplicationPage | None = None
    fates: dict[str, Fate] = attrs.field(factory=dict)


@pytest.fixture
def before() -> Before:
    return Before()


def build(story, edit) -> None:
    world = story.world
    story.call = forming.change_form(world.desk, world.manager, story.call.public_id, edit)


def question(story, code) -> Question | None:
    page = forming.builder_page(story.world.desk, story.world.manager, story.call.public_id)
    return page.bench.form.find(code)


@given("le brouillon d’un appel")
def a_draft_of_a_call(world, story) -> None:
    story.call = publishing.draft_call(world.desk, world.manager, PISTE, call_form())


@given("l’appel publié")
def the_call_is_published(world, story) -> None:
    story.call = publishing.publish(world.desk, world.manager, story.call.public_id)


@given("le brouillon complet d’une candidate")
def a_whole_draft(world, story) -> None:
    story.application = a_draft(world, story.call)


@given("le dossier déposé d’une candidate")
def a_submitted_application(world, story) -> None:
    story.application = a_submitted(world, story.call)


@when(parsers.parse("elle ajoute la question « {label} » à la partie « {title} »"))
def she_adds(story, label, title) -> None:
    section = next(each.code for each in story.call.questions().sections if each.title.fr == title)
    build(story, lambda bench: add_question(bench, section, Kind.LINE, Bilingual(fr=label))[0])


@then(parsers.parse("la question a le code « {code} »"))
def the_question_has_the_code(story, code) -> None:
    assert question(story, code).label.fr == "Vos appuis"


@then(parsers.parse("elle garde ce code quand elle devient « {label} »"))
def it_keeps_its_code(story, label) -> None:
    build(
        story,
        lambda bench: put_question(
            bench, changed(need_question(bench, "vos_appuis"), label=Bilingual(fr=label))
        ),
    )
    assert question(story, "vos_appuis").label.fr == label


@when(parsers.parse("elle tente de retirer la question « {code} »"))
def she_tries_to_remove(story, code) -> None:
    with story.trying("edit"):
        build(story, lambda bench: remove_question(bench, code))


@then("le retrait est refusé")
def the_removal_is_refused(story) -> None:
    assert story.refusal.kind == "form-always-asked"


@then(parsers.parse("la question « {code} » est toujours obligatoire"))
def it_is_still_required(story, code) -> None:
    assert question(story, code).required


@when(parsers.parse("elle retire la question « {code} »"))
def she_removes(story, code, before) -> None:
    before.question = question(story, code)
    build(story, lambda bench: remove_question(bench, code))
    assert question(story, code) is None


@when(parsers.parse("qu’elle reprend la question « {code} »"))
def she_takes_it_back(story, code) -> None:
    build(story, lambda bench: take_back(bench, code))


@then(parsers.parse("la question « {code} » est revenue telle quelle"))
def it_is_back(story, code, before) -> None:
    assert question(story, code) == before.question


@when("elle ajoute un choix sans réponses, un tableau sans colonnes et une condition impossible")
def she_makes_three_faults(story) -> None:
    def edit(bench) -> Bench:
        bench, _ = add_question(bench, "course", Kind.CHOICE, Bilingual(fr="Milieu"))
        bench, _ = add_question(bench, "course", Kind.TABLE, Bilingual(fr="Partages"))
        later = Condition(question="consent")
        people = need_question(bench, "people")
        return put_question(bench, changed(people, when=(later,)))

    build(story, edit)


@when("qu’elle tente de publier l’appel")
def she_tries_to_publish(world, story) -> None:
    with story.trying("publish"):
        publishing.publish(world.desk, world.manager, story.call.public_id)


@then("la publication est refusée pour ces trois fautes")
def it_is_refused_for_three_faults(story) -> None:
    assert story.refused_fields() == {
        "milieu": "form-few-choices",
        "partages": "form-no-column",
        "people": "form-when-later",
    }


@when("elle emporte les questions en fichier")
def she_takes_a_file(story, before) -> None:
    build(story, lambda bench: remove_question(bench, "risks"))
    before.text = form_text(story.call.questions())


@when("qu’elle repart de presque rien")
def she_starts_again(world, story) -> None:
    forming.start_again(world.desk, world.manager, story.call.public_id, forming.EMPTY)


@when("qu’elle rapporte le fichier")
def she_brings_it_back(world, story, before) -> None:
    forming.import_form(world.desk, world.manager, story.call.public_id, before.text)


@then("les questions sont exactement les mêmes")
def the_questions_are_the_same(story) -> None:
    assert story.call_kept().form == story.call.form


@when(parsers.parse("elle tente de faire de « {code} » un nombre"))
def she_tries_to_change_the_kind(story, code) -> None:
    with story.trying("amend"):
        build(
            story,
            lambda bench: put_question(bench, with_kind(need_question(bench, code), Kind.WHOLE)),
        )


@then("le changement est refusé parce que la question est publiée")
def the_change_is_refused(story) -> None:
    assert story.refusal.kind == "form-kind-changed"
    assert story.call_kept().pending is None


@when(
    parsers.parse(
        "une nouvelle version retire la question « {gone} » et raccourcit « {shortened} »"
    )
)
def a_new_version(world, story, gone, shortened, before) -> None:
    before.file = story.file()
    edit = shorter_and_without(gone, shortened=shortened, longest=20)
    story.call = publish_questions(world, story.call, edit)


@then("le brouillon répond toujours aux anciennes questions")
def the_draft_is_where_it_was(story) -> None:
    known = story.file().application
    assert (known.form_number, known.draft) == (1, answers())


@when("la candidate reprend son brouillon dans la nouvelle version")
def she_carries(world, story, before) -> None:
    page = carrying.carrying_page(world.desk, world.applicant, story.application.public_id)
    before.fates = {each.question.code: each.fate for each in page.plan.fates}
    carrying.carry(world.desk, world.applicant, story.application.public_id)


@then(parsers.parse("la réponse à « {code} » est mise de côté et se lit encore"))
def it_is_set_aside(world, story, code) -> None:
    page = carrying.carrying_page(world.desk, world.applicant, story.application.public_id)
    assert page.set_aside == {code: answers()[code]}
    assert code not in page.application.draft


@then(parsers.parse("la réponse à « {code} » est gardée, à raccourcir"))
def it_is_kept(story, code, before) -> None:
    assert before.fates[code] is Fate.TOO_LONG
    assert story.file().application.draft[code] == answers()[code]


@when("la candidate revient à l’ancienne version")
def she_goes_back(world, story) -> None:
    carrying.carry_back(world.desk, world.applicant, story.application.public_id)


@then("le brouillon est exactement celui d’avant")
def the_draft_is_the_same(story, before) -> None:
    known = story.file().application
    assert (known.form_number, known.draft) == (1, before.file.application.draft)


@then("il ne peut pas être déposé")
def it_cannot_be_submitted(world, story) -> None:
    with pytest.raises(NotOpen) as refused:
        applying.submit(world.desk, world.applicant, story.application.public_id)
    assert refused.value.kind == "form-amended"


@then("le dossier déposé est exactement celui d’avant")
def what_was_submitted_is_the_same(story, before) -> None:
    assert story.file().versions == before.file.versions


@then("la question facultative laissée vide n’a pas de réponse")
def an_empty_answer_is_none(story) -> None:
    said = story.file().versions[-1].said
    assert said["norms"] is None


@then("la question qui n’a pas été posée est notée comme telle")
def it_was_not_asked(story) -> None:
    version = story.file().versions[-1]
    assert version.answers["not_asked"] == ["norm_text"]
    assert "norm_text" not in version.said


@when(parsers.parse("elle ajoute la question interne « {label} »"))
def she_adds_an_internal_question(story, label) -> None:
    def edit(bench) -> Bench:
        bench, code = add_question(bench, "means", Kind.WHOLE, Bilingual(fr=label))
        return put_question(bench, changed(need_question(bench, code), internal=True))

    build(story, edit)


@when(parsers.parse("elle remplit « {label} » avec « {said} »"))
def she_fills_in(world, story, label, said) -> None:
    assert label == "Rang au comité"
    typed = {"rang_au_comite": said}
    internal_fields.fill_internal(world.desk, world.manager, story.application.public_id, typed)


@then(parsers.parse("l’équipe lit « {said} »"))
def the_team_reads(world, story, said) -> None:
    page = internal_fields.internal_page(world.desk, world.manager, story.application.public_id)
    assert page.said == {"rang_au_comite": int(said)}


@then("la candidate n’en voit rien")
def the_applicant_sees_nothing(story) -> None:
    file = story.file()
    version = file.versions[-1]
    assert "rang_au_comite" not in file.application.draft
    assert "rang_au_comite" not in version.said
    assert "rang_au_comite" not in version.answers["not_asked"]
