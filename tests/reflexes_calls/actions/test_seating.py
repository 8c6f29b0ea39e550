"""The people of a jury: invited, answering, bound to files, recused, gone."""

import datetime as dt
import re

import pytest
from sqlalchemy import select, update

from reflexes_calls.actions import (
    finding,
    looking,
    own_data,
    people,
    retaining,
    reviewing,
    seating,
    sitting,
)
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.bonds import BarredKind
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.charter import digest_of_charter
from reflexes_calls.domain.errors import (
    Conflict,
    DeadLink,
    Invalid,
    NotAllowed,
    NotFound,
    UnknownLink,
)
from reflexes_calls.domain.jury import Juror, JurorState, JuryKind
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.retention import AFTER_INVITATIONS
from reflexes_calls.domain.seating import LINK_LENGTH
from reflexes_calls.storage import juries, personal, reviews, scores
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing
from tests.makers import (
    AFTER,
    DURING,
    PASSWORD,
    World,
    a_call,
    a_submitted,
    assign_both,
    review_form,
)

pytestmark = pytest.mark.storage
BASE = "https://appels.example"
LINK = re.compile(rf"{BASE}/jury/invitation/(\S+)")
TOWN, TOWN_CCAS = "21350238800019", "21350238800027"
NEW = "lea.morvan@labo.example"


def letter(world: World, kind: str) -> str:
    """The body of the last letter of a kind."""
    with world.desk.look() as connection:
        asked = select(t.letters.c.body).where(t.letters.c.kind == kind)
        return connection.execute(asked.order_by(t.letters.c.id.desc())).scalars().first() or ""


def token_in(world: World, kind: str = "jury-invitation") -> str:
    found = LINK.search(letter(world, kind))
    assert found is not None
    return found[1]


def invitation(**said: str) -> dict[str, str]:
    return {"name": "Léa Morvan", "email": NEW, "kind": "researcher", "jury": "project"} | said


def invited(world: World, call: Call, **said: str) -> Juror:
    raw = invitation(**said)
    return seating.invite_juror(world.desk, world.manager, call.public_id, raw, base=BASE)


def seated(world: World, call: Call, person: Person, **said: str) -> Juror:
    """A person of the service, invited and in."""
    invited(world, call, name=person.name, email=person.email, **said)
    return sitting.accept_seat(world.desk, person, token_in(world))


def sign(world: World, person: Person, juror: Juror) -> None:
    seen = digest_of_charter(sitting.seat_page(world.desk, person, juror.public_id).charter)
    sitting.sign_charter(world.desk, person, juror.public_id, {"agreed": "yes"}, seen=seen)


def give_siret(world: World, name: str, siret: str) -> None:
    with writing(world.desk.engine) as connection:
        c = t.organisations.c
        connection.execute(update(t.organisations).where(c.name == name).values(siret=siret))


def kept(world: World, juror: Juror) -> Juror:
    with world.desk.look() as connection:
        found = juries.find_juror(connection, juror.public_id)
    assert found is not None
    return found


def sees(world: World, person: Person, file: Application) -> bool:
    try:
        looking.page_to_review(world.desk, person, file.public_id)
    except NotFound:
        return False
    return True


def test_someone_without_an_account_accepts_under_their_own_address(world: World) -> None:
    call = a_call(world)
    made = invited(world, call, is_chair="yes")
    assert made.state is JurorState.INVITED
    assert made.person_id is None
    token = token_in(world)
    assert "Vous présideriez ce jury" in letter(world, "jury-invitation")
    assert token not in made.link_digest
    shown = sitting.seat_invitation(world.desk, token)
    assert not shown.has_account
    with pytest.raises(Invalid) as refused:
        sitting.accept_seat_with_account(world.desk, token, {"name": "", "password": "court"})
    assert {each.field for each in refused.value.refusals} == {"name", "password"}
    raw = {"name": "Léa Morvan", "password": PASSWORD}
    assert sitting.accept_seat_with_account(world.desk, token, raw)
    now = kept(world, made)
    assert now.state is JurorState.ACCEPTED
    assert now.answered_at == DURING
    assert now.person_id is not None
    assert "Léa Morvan accepte" in letter(world, "jury-accepted")
    with pytest.raises(DeadLink):
        sitting.seat_invitation(world.desk, token)


def test_the_link_lets_nobody_else_in(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    invited(world, call)
    token = token_in(world)
    with pytest.raises(NotAllowed, match="other-address"):
        sitting.accept_seat(world.desk, world.applicant, token)
    with pytest.raises(UnknownLink):
        sitting.seat_invitation(world.desk, f"{token}x")
    world.at(DURING + LINK_LENGTH + dt.timedelta(seconds=1))
    with pytest.raises(DeadLink, match="invitation-expired"):
        sitting.seat_invitation(world.desk, token)


def test_declining_needs_a_reason_and_no_account(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    made = invited(world, call)
    token = token_in(world)
    with pytest.raises(Invalid):
        sitting.decline_seat(world.desk, token, {"reason": " "})
    sitting.decline_seat(world.desk, token, {"reason": "En congé jusqu’en avril."})
    assert kept(world, made).state is JurorState.DECLINED
    assert kept(world, made).reason == "En congé jusqu’en avril."
    assert "En congé jusqu’en avril." in letter(world, "jury-declined")
    with pytest.raises(DeadLink, match="jury-declined"):
        sitting.decline_seat(world.desk, token, {"reason": "encore"})
    # Invited again, they may answer again.
    again = invited(world, call)
    assert again.public_id == made.public_id
    assert kept(world, again).state is JurorState.INVITED


def test_nobody_is_invited_twice_and_every_line_of_a_list_is_told(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    invited(world, call)
    with pytest.raises(Invalid, match="invalid") as refused:
        invited(world, call)
    assert refused.value.refusals[0].kind == "juror-there"
    pasted = f"""Ana Lopes ; ana@x.example ; agente
    Sans adresse ;  ; usager
    Bo Li ; bo@x ; robot

    Ana Lopes ; ana@x.example ; agent
    Léa Morvan ; {NEW} ; chercheuse"""
    with pytest.raises(Invalid) as refused:
        seating.invite_many(
            world.desk, world.manager, call.public_id, {"pasted": pasted}, base=BASE
        )
    assert [(each.kind, each.expected) for each in refused.value.refusals] == [
        ("pasted-short", "2"),
        ("pasted-kind", "3"),
        ("pasted-twice", "5"),
    ]
    known = f"Ana Lopes ; ana@x.example ; agente\nLéa ; {NEW} ; chercheuse"
    with pytest.raises(Invalid) as refused:
        seating.invite_many(world.desk, world.manager, call.public_id, {"pasted": known}, base=BASE)
    assert refused.value.refusals[0].kind == "pasted-seated"
    fine = "Ana Lopes ; ana@x.example ; agente\nBo Li\tbo@x.example\tpraticien"
    count = seating.invite_many(
        world.desk, world.manager, call.public_id, {"pasted": fine}, base=BASE
    )
    assert count == 2
    shown = seating.jury_page(world.desk, world.manager, call.public_id)
    assert [each.juror.name for each in shown.members] == ["Léa Morvan", "Ana Lopes", "Bo Li"]


def test_a_reminder_renews_the_link_and_a_withdrawal_kills_it(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    made = invited(world, call)
    first = token_in(world)
    seating.remind_juror(world.desk, world.manager, call.public_id, made.public_id, base=BASE)
    second = token_in(world, "jury-reminder")
    assert first != second
    with pytest.raises(UnknownLink):
        sitting.seat_invitation(world.desk, first)
    sitting.seat_invitation(world.desk, second)
    seating.withdraw_juror(world.desk, world.manager, call.public_id, made.public_id)
    with pytest.raises(UnknownLink):
        sitting.seat_invitation(world.desk, second)
    assert seating.jury_page(world.desk, world.manager, call.public_id).members == ()


def test_nobody_reads_before_the_charter_is_signed_when_they_were_invited(world: World) -> None:
    call = a_call(world)
    file = a_submitted(world, call)
    reader = world.reviewers[0]
    juror = seated(world, call, reader)
    reviewing.assign(world.desk, world.manager, file.public_id, reader)
    world.at(AFTER)
    assert not sees(world, reader, file)
    assert finding.files_to_read(world.desk, reader, {}).pages == ()
    with pytest.raises(NotFound):
        reviewing.save_review(world.desk, reader, file.public_id, review_form())
    with pytest.raises(Invalid):
        sitting.sign_charter(world.desk, reader, juror.public_id, {}, seen="")
    with pytest.raises(Conflict, match="charter-changed"):
        sitting.sign_charter(world.desk, reader, juror.public_id, {"agreed": "yes"}, seen="another")
    sign(world, reader, juror)
    assert kept(world, juror).charter_signed_at == AFTER
    assert sees(world, reader, file)
    # Another text is to be signed again.
    own = {"charter_fr": "Je lis tout.", "charter_en": ""}
    seating.keep_charter(
        world.desk, world.manager, call.public_id, JuryKind.PROJECT, own, revision=0
    )
    with pytest.raises(Conflict, match="jury-changed"):
        seating.keep_charter(
            world.desk, world.manager, call.public_id, JuryKind.PROJECT, own, revision=0
        )
    assert not sees(world, reader, file)
    sign(world, reader, juror)
    assert sees(world, reader, file)


def test_whoever_is_given_a_file_by_hand_is_a_juror_and_may_read_at_once(
    small_world: World,
) -> None:
    world, call = small_world, a_call(small_world)
    file = a_submitted(world, call)
    assign_both(world, file)
    shown = seating.jury_page(world.desk, world.manager, call.public_id)
    assert [each.juror.state for each in shown.members] == [JurorState.ACCEPTED] * 2
    assert [each.load for each in shown.members] == [1, 1]
    assert not any(each.must_sign for each in shown.members)
    world.at(AFTER)
    assert all(sees(world, each, file) for each in world.reviewers)


def test_ties_found_between_organisations_keep_a_file_from_a_juror(world: World) -> None:
    call = a_call(world)
    file, other = a_submitted(world, call), a_submitted(world, call, neighbour=True)
    give_siret(world, world.val_d_essai.name, TOWN)
    reader = world.reviewers[0]
    ccas = people.create_organisation(
        world.desk, world.administrator, name="CCAS de Val-d’Essai", siret=TOWN_CCAS
    )
    people.join(world.desk, world.administrator, reader, ccas)
    juror = seated(world, call, reader)
    sign(world, reader, juror)
    with pytest.raises(Conflict, match="juror-bound"):
        reviewing.assign(world.desk, world.manager, file.public_id, reader)
    reviewing.assign(world.desk, world.manager, other.public_id, reader)
    (member,) = seating.jury_page(world.desk, world.manager, call.public_id).members
    assert [(each.file.id, each.kind) for each in member.ties] == [(file.id, BarredKind.GROUPING)]
    assert member.ties[0].may_lift
    world.at(AFTER)
    page = sitting.seat_page(world.desk, reader, juror.public_id)
    assert [each.public_id for each in page.files] == [other.public_id]
    assert page.set_aside == 1
    # A manager may say that it does not count, and why.
    raw = {"application": file.public_id, "reason": ""}
    with pytest.raises(Invalid):
        seating.lift_tie(world.desk, world.manager, call.public_id, juror.public_id, raw)
    raw = {"application": file.public_id, "reason": "Deux services sans lien."}
    seating.lift_tie(world.desk, world.manager, call.public_id, juror.public_id, raw)
    reviewing.assign(world.desk, world.manager, file.public_id, reader)
    assert sees(world, reader, file)


def test_someone_of_the_administration_itself_cannot_be_freed(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    file = a_submitted(world, call)
    juror = seated(world, call, world.applicant)
    raw = {"application": file.public_id, "reason": "on s’arrange"}
    with pytest.raises(Conflict, match="tie-stands"):
        seating.lift_tie(world.desk, world.manager, call.public_id, juror.public_id, raw)


def test_a_recusal_takes_the_file_away_keeps_the_draft_and_tells_the_manager(world: World) -> None:
    call = a_call(world)
    file, other = a_submitted(world, call), a_submitted(world, call, neighbour=True)
    reader = world.reviewers[0]
    juror = seated(world, call, reader)
    sign(world, reader, juror)
    for each in (file, other):
        reviewing.assign(world.desk, world.manager, each.public_id, reader)
    world.at(AFTER)
    reviewing.save_review(world.desk, reader, file.public_id, review_form())
    raw = {"application": file.public_id, "reason": "L’autrice est ma sœur."}
    with pytest.raises(Invalid) as refused:
        sitting.recuse(world.desk, reader, juror.public_id, {"application": "", "reason": ""})
    assert {each.field for each in refused.value.refusals} == {"application", "reason"}
    sitting.recuse(world.desk, reader, juror.public_id, raw)
    assert not sees(world, reader, file)
    assert sees(world, reader, other)
    listed = finding.files_to_read(world.desk, reader, {})
    assert [each.application.public_id for each in listed.pages] == [other.public_id]
    page = sitting.seat_page(world.desk, reader, juror.public_id)
    assert [each.public_id for each in page.files] == [other.public_id]
    with reading(world.desk.engine) as connection:
        drafts = connection.execute(select(t.reviews.c.comment_for_jury)).scalars().all()
        assert drafts == ["Solide."]
        assert reader.id not in reviews.reviewers_of(connection, file.id)
        assert scores.untrue_scores(connection, call.id, call.criteria) == ()
    assert "L’autrice est ma sœur." in letter(world, "jury-recusal")
    with pytest.raises(NotFound):
        sitting.recuse(world.desk, reader, juror.public_id, raw)
    with pytest.raises(NotFound):
        reviewing.submit_review(world.desk, reader, file.public_id, review_form())
    with pytest.raises(Conflict, match="juror-bound"):
        reviewing.assign(world.desk, world.manager, file.public_id, reader)
    bond = seating.jury_page(world.desk, world.manager, call.public_id).members[0].ties[0].bond
    said = {"bond": bond, "reason": "Nous y tenons."}
    with pytest.raises(Conflict, match="recusal-stands"):
        seating.lift_tie(world.desk, world.manager, call.public_id, juror.public_id, said)


def test_a_review_already_in_counts_no_more_once_its_reader_recuses(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    file = a_submitted(world, call)
    assign_both(world, file)
    world.at(AFTER)
    first, second = world.reviewers
    reviewing.submit_review(world.desk, first, file.public_id, review_form(4))
    reviewing.submit_review(world.desk, second, file.public_id, review_form(2))
    with world.desk.look() as connection:
        juror = juries.juror_of_person(connection, call.id, first.id)
    assert juror is not None
    raw = {"application": file.public_id, "reason": "J’y ai travaillé."}
    sitting.recuse(world.desk, first, juror.public_id, raw)
    page = looking.application_page(world.desk, world.manager, file.public_id)
    assert [each.reviewer_id for each in page.reviews] == [second.id]
    assert page.summary is not None
    assert (page.summary.count, page.summary.mean) == (1, 2.0)
    assert "ne compte plus" in letter(world, "jury-recusal")


def test_a_manager_who_is_bound_as_a_juror_sees_nothing_of_the_file(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    file, other = a_submitted(world, call), a_submitted(world, call, neighbour=True)
    juror = seated(world, call, world.manager)
    world.at(AFTER)
    raw = {"kind": "family", "application": file.public_id, "note": "un frère"}
    sitting.declare_bond(world.desk, world.manager, juror.public_id, raw)
    with pytest.raises(NotFound):
        looking.application_page(world.desk, world.manager, file.public_id)
    page = seating.jury_page(world.desk, world.manager, call.public_id)
    assert [each.public_id for each in page.files] == [other.public_id]
    assert page.members[0].ties == ()
    assert page.hidden == 1
    said = {"application": file.public_id, "reason": "je me libère"}
    with pytest.raises(NotFound):
        seating.lift_tie(world.desk, world.manager, call.public_id, juror.public_id, said)


def test_what_is_declared_of_an_organisation_takes_back_its_files(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    give_siret(world, world.val_d_essai.name, TOWN)
    file = a_submitted(world, call)
    reader = world.reviewers[0]
    reviewing.assign(world.desk, world.manager, file.public_id, reader)
    with world.desk.look() as connection:
        juror = juries.juror_of_person(connection, call.id, reader.id)
    assert juror is not None
    world.at(AFTER)
    assert sees(world, reader, file)
    bad = {"kind": "past-employer", "siret": "21350238800018"}
    with pytest.raises(Invalid) as refused:
        sitting.declare_bond(world.desk, reader, juror.public_id, bad)
    assert refused.value.refusals[0].field == "siret"
    with pytest.raises(Invalid) as refused:
        sitting.declare_bond(world.desk, reader, juror.public_id, {"kind": "funder"})
    assert refused.value.refusals[0].kind == "bond-with-nobody"
    said = {"kind": "past-employer", "siret": "213 502 388 00027", "organisation": "Le CCAS"}
    bond = sitting.declare_bond(world.desk, reader, juror.public_id, said)
    assert bond.siret == TOWN_CCAS
    assert not sees(world, reader, file)
    lifted = {"bond": bond.public_id, "reason": "Il y a vingt ans."}
    seating.lift_tie(world.desk, world.manager, call.public_id, juror.public_id, lifted)
    reviewing.assign(world.desk, world.manager, file.public_id, reader)
    assert sees(world, reader, file)


def test_leaving_gives_back_what_is_not_marked(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    file, other = a_submitted(world, call), a_submitted(world, call, neighbour=True)
    reader = world.reviewers[0]
    juror = seated(world, call, reader)
    sign(world, reader, juror)
    for each in (file, other):
        reviewing.assign(world.desk, world.manager, each.public_id, reader)
    world.at(AFTER)
    reviewing.submit_review(world.desk, reader, file.public_id, review_form())
    sitting.leave_jury(world.desk, reader, juror.public_id, {"reason": "Nouveau poste."})
    assert kept(world, juror).state is JurorState.LEFT
    with world.desk.look() as connection:
        assert juries.given_on(connection, call.id, reader.id) == {file.id}
    assert "Nouveau poste." in letter(world, "jury-left")
    with pytest.raises(NotFound):
        sitting.seat_page(world.desk, reader, juror.public_id)
    with pytest.raises(Conflict, match="juror-gone"):
        reviewing.assign(world.desk, world.manager, other.public_id, reader)


def profile(**said: str) -> dict[str, str]:
    return {"language.fr": "yes", "least": "2", "most": "12"} | said


def test_a_juror_says_what_they_know_and_how_much_they_read(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    reader = world.reviewers[0]
    juror = seated(world, call, reader)
    codes = sitting.known_codes(world.desk)
    raw = profile(
        **{
            f"expertise.{codes['pistes'][0]}": "yes",
            "expertise.inconnue": "yes",
            "language.en": "yes",
            "words": "Dix ans de ressources humaines.",
            "territory": "2a",
            "free_from": "2027-02-01",
        }
    )
    sitting.describe_oneself(world.desk, reader, juror.public_id, raw)
    now = kept(world, juror)
    assert now.expertise == (codes["pistes"][0],)
    assert now.languages == ("fr", "en")
    assert (now.least, now.most, now.territory) == (2, 12, "2A")
    assert now.free_from == dt.date(2027, 2, 1)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"least": "12", "most": "3"}, ("most", "most-below-least")),
        ({"territory": "Bretagne"}, ("territory", "too-long")),
        ({"territory": "996"}, ("territory", "not-a-department")),
        ({"language.fr": ""}, ("languages", "no-language")),
        (
            {"free_from": "2027-03-01", "free_until": "2027-02-01"},
            ("free_until", "until-before-from"),
        ),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(
    small_world: World, said: Raw, expected: tuple[str, str]
) -> None:
    world, call = small_world, a_call(small_world)
    juror = seated(world, call, world.reviewers[0])
    with pytest.raises(Invalid) as refused:
        sitting.describe_oneself(world.desk, world.reviewers[0], juror.public_id, profile(**said))
    assert expected in {(each.field, each.kind) for each in refused.value.refusals}


def test_managers_and_the_chair_lead_and_nobody_else(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    chair, plain = world.reviewers
    seated(world, call, chair, is_chair="yes")
    seated(world, call, plain)
    with world.desk.look() as connection:
        seating.check_leads(connection, world.manager, call)
        seating.check_leads(connection, chair, call)
        with pytest.raises(NotAllowed):
            seating.check_leads(connection, plain, call)
    with pytest.raises(NotAllowed):
        seating.jury_page(world.desk, chair, call.public_id)
    with pytest.raises(NotAllowed):
        seating.invite_juror(world.desk, chair, call.public_id, invitation(), base=BASE)


def test_erasing_a_person_blanks_their_place_in_a_jury(world: World) -> None:
    call = a_call(world)
    reader = world.reviewers[0]
    juror = seated(world, call, reader)
    sitting.describe_oneself(
        world.desk, reader, juror.public_id, profile(words="Je connais l’Ehpad.", territory="35")
    )
    said = {"kind": "past-employer", "organisation": "Mairie de Loin", "note": "de 2010 à 2014"}
    sitting.declare_bond(world.desk, reader, juror.public_id, said)
    given = own_data.all_of_it(world.desk, reader)
    assert "Je connais l’Ehpad." in str(given)
    assert "de 2010 à 2014" in str(given)
    with writing(world.desk.engine) as connection:
        personal.erase(connection, reader, world.clock.now())
    now = kept(world, juror)
    assert "Bruno" not in f"{now.name} {now.email}"
    assert (now.words, now.reason, now.territory, now.expertise) == ("", "", "", ())
    assert now.state is JurorState.LEFT
    with world.desk.look() as connection:
        (bond,) = juries.bonds_of_juror(connection, juror.id)
    assert (bond.organisation, bond.note, bond.siret) == ("", "", "")


def test_the_journal_names_nobody(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    juror = seated(world, call, world.reviewers[0])
    sign(world, world.reviewers[0], juror)
    with world.desk.look() as connection:
        rows = connection.execute(select(t.journal_entries)).all()
    kinds = [row.kind for row in rows]
    assert kinds[-3:] == ["invite_juror", "join_jury", "sign_charter"]
    assert not any("Bruno" in str(row) or "bruno@" in str(row) for row in rows)


def test_an_invitation_that_nobody_took_is_forgotten_in_time(small_world: World) -> None:
    world, call = small_world, a_call(small_world)
    invited(world, call)
    declined = invited(world, call, email="bo@x.example")
    sitting.decline_seat(world.desk, token_in(world), {"reason": "Absent."})
    stays = seated(world, call, world.reviewers[0])
    raw = {"kind": "other", "organisation": "Mairie de Loin"}
    seating.bind_juror(world.desk, world.manager, call.public_id, declined.public_id, raw)
    world.at(DURING + AFTER_INVITATIONS + LINK_LENGTH - dt.timedelta(seconds=1))
    retaining.apply_retention(world.desk)
    with world.desk.look() as connection:
        assert {each.email for each in juries.jurors_of(connection, call.id)} == {NEW, stays.email}
    world.at(DURING + AFTER_INVITATIONS + LINK_LENGTH + dt.timedelta(seconds=1))
    retaining.apply_retention(world.desk)
    with world.desk.look() as connection:
        assert [each.email for each in juries.jurors_of(connection, call.id)] == [stays.email]
