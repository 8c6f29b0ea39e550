"""The people of a jury: invited, bound, recused, gone."""

import re

import attrs
import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from sqlalchemy import select, update

from reflexes_calls.actions import looking, people, reviewing, seating, sitting
from reflexes_calls.domain.bonds import BarredKind
from reflexes_calls.domain.charter import digest_of_charter
from reflexes_calls.domain.errors import NotAllowed, NotFound, Refused
from reflexes_calls.domain.jury import Juror, JurorState
from reflexes_calls.domain.people import Person
from reflexes_calls.storage import juries, reviews
from reflexes_calls.storage import people as kept_people
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from reflexes_calls.web.juror_words import TIES
from specs.conftest import Story
from tests.makers import AFTER, PASSWORD, a_call, a_submitted, review_form

pytestmark = pytest.mark.story
scenarios("20-le-jury.feature")
LINK = re.compile(r"/jury/invitation/(\S+)")
LEA = "lea@labo.example"
TOWN, TOWN_CCAS = "21350238800019", "21350238800027"


@attrs.define(kw_only=True)
class Sitting:
    """Who is spoken of, and their place."""

    person: Person | None = None
    juror: Juror | None = None
    token: str = ""

    @property
    def who(self) -> Person:
        assert self.person is not None
        return self.person

    @property
    def place(self) -> str:
        assert self.juror is not None
        return self.juror.public_id


@pytest.fixture
def she() -> Sitting:
    return Sitting()


def _letter(story: Story, kind: str) -> str:
    with story.world.desk.look() as connection:
        asked = select(t.letters.c.body).where(t.letters.c.kind == kind)
        return connection.execute(asked.order_by(t.letters.c.id.desc())).scalars().first() or ""


def _invite(story: Story, she: Sitting, name: str, email: str) -> None:
    raw = {"name": name, "email": email, "kind": "researcher", "jury": "project"}
    world = story.world
    she.juror = seating.invite_juror(
        world.desk, world.manager, story.call.public_id, raw, base="https://appels.example"
    )
    found = LINK.search(_letter(story, "jury-invitation"))
    assert found is not None
    she.token = found[1]


def _assign(story: Story, she: Sitting) -> None:
    world = story.world
    reviewing.assign(world.desk, world.manager, story.application.public_id, she.who)


def _sees(story: Story, she: Sitting) -> bool:
    try:
        looking.page_to_review(story.world.desk, she.who, story.application.public_id)
    except NotFound:
        return False
    return True


@given("un appel, un dossier déposé et un appel clos pour le jury")
def a_closed_call(world, story) -> None:
    story.call = a_call(world)
    story.application = a_submitted(world, story.call)
    world.at(AFTER)


@when("une chercheuse sans compte est invitée au jury")
def someone_is_invited(story, she) -> None:
    _invite(story, she, "Léa Morvan", LEA)


@when("qu’elle accepte par le lien de sa lettre")
def she_accepts(story, she) -> None:
    raw = {"name": "Léa Morvan", "password": PASSWORD}
    sitting.accept_seat_with_account(story.world.desk, she.token, raw)
    with story.world.desk.look() as connection:
        she.person = kept_people.find_by_email(connection, LEA)[0]


@then("elle est dans le jury")
def she_is_in(story) -> None:
    world = story.world
    page = seating.jury_page(world.desk, world.manager, story.call.public_id)
    assert [(each.juror.name, each.juror.state) for each in page.members] == [
        ("Léa Morvan", JurorState.ACCEPTED)
    ]


@when("le dossier lui est confié")
@then("le dossier peut lui être confié")
def the_file_is_given(story, she) -> None:
    _assign(story, she)
    with story.world.desk.look() as connection:
        given_to = reviews.reviewers_of(connection, story.application.id)
    assert she.who.id in given_to


@then("elle ne voit pas encore le dossier")
@then("elle ne voit plus le dossier nulle part")
def she_does_not_see_it(story, she) -> None:
    assert not _sees(story, she)
    page = sitting.seat_page(story.world.desk, she.who, she.place)
    assert story.application.public_id not in page.given
    recused = _letter(story, "jury-recusal")
    if recused:
        assert page.files == ()


@when("elle signe la charte")
def she_signs(story, she) -> None:
    desk = story.world.desk
    seen = digest_of_charter(sitting.seat_page(desk, she.who, she.place).charter)
    sitting.sign_charter(desk, she.who, she.place, {"agreed": "yes"}, seen=seen)


@then("elle voit le dossier")
def she_sees_it(story, she) -> None:
    assert _sees(story, she)


@then("quelqu’un d’autre qui suit le lien est refusé")
def the_link_is_hers_alone(story, she) -> None:
    with pytest.raises(NotAllowed, match="other-address"):
        sitting.accept_seat(story.world.desk, story.world.applicant, she.token)


@when(parsers.parse("qu’elle décline parce que « {why} »"))
def she_declines(story, she, why: str) -> None:
    sitting.decline_seat(story.world.desk, she.token, {"reason": why})


@then(parsers.parse("la personne qui gère l’appel lit « {why} »"))
def the_manager_reads(story, why: str) -> None:
    told = "\n".join(each.get_content() for each in story.letters(story.world.manager))
    assert why in told


@given("une relectrice du CCAS de la ville qui dépose")
def a_reader_of_the_same_grouping(story, she) -> None:
    world = story.world
    with writing(world.desk.engine) as connection:
        is_it = t.organisations.c.id == world.val_d_essai.id
        connection.execute(update(t.organisations).where(is_it).values(siret=TOWN))
    she.person = world.reviewers[0]
    ccas = people.create_organisation(
        world.desk, world.administrator, name="CCAS de Val-d’Essai", siret=TOWN_CCAS
    )
    people.join(world.desk, world.administrator, she.who, ccas)
    _invite(story, she, she.who.name, she.who.email)
    she.juror = sitting.accept_seat(world.desk, she.who, she.token)


@when("on tente de lui confier le dossier")
def one_tries_to_give_it(story, she) -> None:
    with story.trying("assign"):
        _assign(story, she)


@then("c’est refusé, et la page du jury dit « même ensemble »")
def it_is_refused_with_its_reason(story) -> None:
    assert isinstance(story.refusal, Refused)
    assert story.refusal.kind == "juror-bound"
    world = story.world
    (member,) = seating.jury_page(world.desk, world.manager, story.call.public_id).members
    assert [each.kind for each in member.ties] == [BarredKind.GROUPING]
    assert "same grouping" in TIES[BarredKind.GROUPING]


@when("la personne qui gère l’appel lève ce lien avec une raison")
def the_tie_is_lifted(story, she) -> None:
    world = story.world
    raw = {"application": story.application.public_id, "reason": "Deux services sans lien."}
    seating.lift_tie(world.desk, world.manager, story.call.public_id, she.place, raw)


@given("une relectrice à qui le dossier est confié, et qui a commencé sa relecture")
def a_reader_at_work(story, she) -> None:
    she.person = story.world.reviewers[0]
    _assign(story, she)
    with story.world.desk.look() as connection:
        she.juror = juries.juror_of_person(connection, story.call.id, she.who.id)
    file = story.application.public_id
    reviewing.save_review(story.world.desk, she.who, file, review_form())


@when(parsers.parse("elle se récuse parce que « {why} »"))
def she_recuses(story, she, why: str) -> None:
    raw = {"application": story.application.public_id, "reason": why}
    sitting.recuse(story.world.desk, she.who, she.place, raw)


@then("sa relecture commencée est gardée")
def her_draft_is_kept(story) -> None:
    with story.world.desk.look() as connection:
        kept = connection.execute(select(t.reviews.c.comment_for_jury)).scalars().all()
    assert kept == [review_form()["comment_for_jury"]]


@when(parsers.parse("elle quitte le jury parce que « {why} »"))
def she_leaves(story, she, why: str) -> None:
    sitting.leave_jury(story.world.desk, she.who, she.place, {"reason": why})


@then("le dossier n’est plus confié à personne")
def nobody_reads_it(story) -> None:
    with story.world.desk.look() as connection:
        assert reviews.reviewers_of(connection, story.application.id) == frozenset()
