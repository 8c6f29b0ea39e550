"""Who reads what: computed, shown, settled by hand, put in force."""

from collections import Counter

import attrs
import pytest
from pytest_bdd import given, scenarios, then, when
from sqlalchemy import select

from reflexes_calls.actions import reviewing
from reflexes_calls.actions.assigning import assignment_page, propose, put_in_force
from reflexes_calls.actions.telling_assignment import AssignmentImpossibleError, Proposal
from reflexes_calls.domain.assignment import hand_field
from reflexes_calls.domain.jury import BondKind
from reflexes_calls.storage import assigning as stored
from reflexes_calls.storage import juries
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import writing
from specs.conftest import Story
from tests.makers import AFTER
from tests.reflexes_calls.assigning_scene import (
    Scene,
    an_assigning_scene,
    assignment_form,
    change_reader,
)

pytestmark = pytest.mark.story
scenarios("21-affecter.feature")
ADDRESS = "https://appels.example"


@attrs.define(kw_only=True)
class Assigning:
    """The scene, what was computed last, and the pairs settled by hand."""

    scene: Scene
    found: Proposal | None = None
    refusal: AssignmentImpossibleError | None = None
    kept: tuple[str, str] = ("", "")
    forbidden: tuple[str, str] = ("", "")

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs of the proposal."""
        assert self.found is not None
        return self.found.pairs

    @property
    def first(self) -> str:
        """The public id of the first reader."""
        return self.scene.readers[0].public_id

    def compute(self, **said: str) -> Proposal:
        """Compute what a form asks for."""
        self.found = propose(*self.scene.who, assignment_form(**said))
        return self.found

    def given(self) -> set[tuple[int, int]]:
        """Who reads what today."""
        with self.scene.world.desk.look() as connection:
            pairs = stored.given_pairs(connection, self.scene.call.id)
        return {(each.application, each.reviewer) for each in pairs}


@given(
    "six dossiers à lire et quatre membres du jury, un de chaque profil",
    target_fixture="assigning",
)
def files_and_readers(story: Story) -> Assigning:
    """Six files, four readers."""
    return Assigning(scene=an_assigning_scene(story.world))


@given("deux lectures par dossier calculées")
@when("la responsable calcule deux lectures par dossier")
def computes(assigning: Assigning) -> None:
    """Two reviews for each file."""
    assigning.compute()


@then("chaque dossier a deux lectures proposées, chacune avec ses raisons")
def two_each(assigning: Assigning) -> None:
    """Each pair has a rank and a degree."""
    told = assignment_page(*assigning.scene.who).told
    assert [len(each.pairs) for each in told] == [2] * 6
    assert all(pair.rank >= 1 and pair.degree for each in told for pair in each.pairs)


@then("il est prouvé qu’aucune affectation ne fait mieux")
def proven(assigning: Assigning) -> None:
    """The bound is the total."""
    assert assigning.found is not None
    assert assigning.found.answered["bound"] == assigning.found.answered["total"]


@then("personne n’a encore de dossier")
def nobody_yet(assigning: Assigning) -> None:
    """A proposal gives nothing."""
    assert assigning.given() == set()


@when("elle met la proposition en vigueur")
def puts_in_force(assigning: Assigning) -> None:
    """As it is shown."""
    assert assigning.found is not None
    put_in_force(*assigning.scene.who, assigning.found.computation.public_id, ADDRESS)


@then("chacun a les dossiers montrés et une seule lettre")
def all_have_theirs(assigning: Assigning) -> None:
    """The pairs, and a letter for each reader."""
    keys = {code: key for key, code, _ in assigning.scene.files}
    persons = {each.public_id: each for each in assigning.scene.readers}
    expected = {(keys[file], persons[reader].id) for file, reader in assigning.pairs}
    assert assigning.given() == expected
    with assigning.scene.world.desk.look() as connection:
        asked = select(t.letters.c.recipient).where(t.letters.c.kind == "to-review-several")
        told = Counter(connection.execute(asked).scalars())
    readers = {reader for _, reader in assigning.pairs}
    assert told == {persons[reader].email: 1 for reader in readers}


@when("la responsable garde une lecture absente et en interdit une autre")
def settles(assigning: Assigning) -> None:
    """One of each, of two files."""
    everyone = {
        (code, each.public_id)
        for _, code, _ in assigning.scene.files
        for each in assigning.scene.readers
    }
    assigning.kept = min(everyone - assigning.pairs)
    assigning.forbidden = min(p for p in assigning.pairs if p[0] != assigning.kept[0])
    hands = {hand_field(*assigning.kept): "keep", hand_field(*assigning.forbidden): "forbid"}
    assigning.compute(**hands)


@then("la nouvelle proposition tient les deux")
def both_hold(assigning: Assigning) -> None:
    """Kept is there, forbidden is not, and each file still has two."""
    assert assigning.kept in assigning.pairs
    assert assigning.forbidden not in assigning.pairs
    assert set(Counter(file for file, _ in assigning.pairs).values()) == {2}


@given("un dossier confié à la main à la première")
def by_hand(assigning: Assigning) -> None:
    """The one that fits her least would be hers all the same."""
    scene = assigning.scene
    assigning.kept = (scene.files[5][1], assigning.first)
    world = scene.world
    reviewing.assign(world.desk, world.manager, scene.files[5][1], scene.readers[0])
    change_reader(scene, 0, most=1)


@then("cette lecture est dans la proposition")
def is_kept(assigning: Assigning) -> None:
    """What stands, stands."""
    assert assigning.kept in assigning.pairs


@given("la première s’est récusée du premier dossier")
def recused(assigning: Assigning) -> None:
    """With a reason."""
    scene = assigning.scene
    with writing(scene.world.desk.engine) as connection:
        juror = juries.juror_of_person(connection, scene.call.id, scene.readers[0].id)
        assert juror is not None
        juries.add_bond(
            connection,
            juror_id=juror.id,
            application_id=scene.files[0][0],
            siret="",
            organisation="",
            kind=BondKind.RECUSAL,
            note="J’y ai travaillé.",
            declared_by=scene.readers[0].id,
            declared_at=AFTER,
        )


@then("ce dossier ne lui est pas proposé")
def not_proposed(assigning: Assigning) -> None:
    """Whatever she knows."""
    assert (assigning.scene.files[0][1], assigning.first) not in assigning.pairs


@given("la première n’est plus libre")
def away(assigning: Assigning) -> None:
    """Her last free day is past."""
    change_reader(assigning.scene, 0, free_until=AFTER.date().replace(day=1))


@then("la première n’a aucun dossier et la page dit pourquoi")
def left_out(assigning: Assigning) -> None:
    """She is named among those left out."""
    assert assigning.first not in {reader for _, reader in assigning.pairs}
    out = assignment_page(*assigning.scene.who).ground.out
    assert [each.name for each in out] == [assigning.scene.readers[0].name]


@when("la responsable demande trois lectures et quatre dossiers par personne")
def asks_too_much(assigning: Assigning) -> None:
    """Eighteen reviews, sixteen places."""
    with pytest.raises(AssignmentImpossibleError) as refused:
        assigning.compute(reviews="3", most="4")
    assigning.refusal = refused.value


@then("elle apprend que deux lectures manquent, pour quels dossiers et chez qui")
def is_counted(assigning: Assigning) -> None:
    """Every file, every reader, two reviews."""
    refused = assigning.refusal
    assert refused is not None
    assert refused.facts["missing"] == 2
    assert (len(refused.files), len(refused.readers)) == (6, 4)


@then("ce qu’elle a saisi est gardé")
def typed_is_kept(assigning: Assigning) -> None:
    """The form comes back as it was."""
    assert assignment_page(*assigning.scene.who).typed["reviews"] == "3"


@when("la responsable tire l’affectation au sort avec la graine 3")
def draws(assigning: Assigning) -> None:
    """No pair has more than sixty chances in a hundred."""
    assigning.compute(way="random", limit="60", seed="3")


@then("le même tirage redonne la même affectation, à l’octet près")
def drawn_again(assigning: Assigning) -> None:
    """Asked and answered, byte for byte."""
    assert assigning.found is not None
    first = assigning.found.computation
    second = assigning.compute(way="random", limit="60", seed="3").computation
    assert (first.asked, first.answered) == (second.asked, second.answered)
