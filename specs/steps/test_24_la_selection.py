"""Choosing under rules, drawing what is uncertain, and a record that anyone computes again."""

import datetime as dt
import io
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import pytest
from pytest_bdd import given, parsers, scenarios, then, when
from sqlalchemy import select

from reflexes.jury import JuryError
from reflexes.jury.record import replay
from reflexes_calls.actions import (
    applying,
    calling_up,
    choosing,
    deciding,
    piloting,
    preparing,
    recording,
)
from reflexes_calls.actions import drawing_lots as lots
from reflexes_calls.domain.errors import Conflict, Invalid, NotOpen, Refused
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.storage import applications, people, pilots, waiting_lists
from reflexes_calls.storage import tables as t
from specs.conftest import Story
from tests.makers import AFTER
from tests.reflexes_calls.selection_scene import (
    Scene,
    a_selection_scene,
    rule,
    selection_form,
)

pytestmark = pytest.mark.story
scenarios("24-choisir.feature")
DRAW_DAY = AFTER + dt.timedelta(days=5)
BRETAGNE = (0, 1, 4)
"""Which of the files stand in Bretagne."""


@attrs.define(kw_only=True)
class Choice:
    """The scene, and what was computed, refused or drawn last."""

    scene: Scene
    found: choosing.Found | None = None
    refusal: Refused | None = None
    drawn: dict[str, Any] = attrs.field(factory=dict)
    folder: Path | None = None
    called: int = 0

    @property
    def who(self) -> tuple[Any, Any, str]:
        """The desk, the manager and the call."""
        return self.scene.world.desk, self.scene.world.manager, self.scene.call.public_id

    def page(self) -> choosing.ChoosingPage:
        """What the manager sees."""
        return choosing.choosing_page(*self.who)

    def compute(self, **said: str) -> None:
        """Compute, or keep the refusal."""
        try:
            self.found = choosing.choose(*self.who, selection_form(**said), self.page().revision)
        except Refused as refused:
            self.refusal = refused

    def coded(self, *ranks: int) -> set[str]:
        """The receipts of some files."""
        return {self.scene.receipts[rank] for rank in ranks}


@given("un appel dont les six dossiers ont été lus deux fois", target_fixture="choice")
def files_are_read(story: Story) -> Choice:
    """Six files of six administrations, each read twice."""
    return Choice(scene=a_selection_scene(story.world))


@when(parsers.parse("la responsable calcule la sélection avec {budget} € et {places:d} places"))
@given(parsers.parse("une sélection calculée avec {budget} € et {places:d} places"))
def computes(choice: Choice, budget: str, places: int) -> None:
    """Money and places, no other rule."""
    choice.compute(budget=budget, places=str(places))


@when("la responsable demande au moins 3 dossiers de Bretagne")
def asks_for_a_region(choice: Choice) -> None:
    """A floor on a region."""
    choice.compute(**rule(1, "region:R-53", "at-least", "3"))


@when("la responsable demande 3 dossiers de Bretagne et 1 des Pays de la Loire")
def asks_for_too_much(choice: Choice) -> None:
    """Two floors that three places cannot hold."""
    two = rule(1, "region:R-53", "at-least", "3") | rule(2, "region:R-52", "at-least", "1")
    choice.compute(budget="100 000", **two)


@when("le deuxième dossier se retire")
def withdraws(choice: Choice) -> None:
    """The team takes its file back."""
    file, desk = choice.scene.files[1], choice.scene.world.desk
    with desk.look() as connection:
        author = people.get_person(connection, file.created_by)
    applying.withdraw(desk, author, file.public_id)


@when("la responsable prépare les décisions")
def prepares(choice: Choice) -> None:
    """From the selection that she has seen."""
    assert choice.found is not None
    preparing.prepare_selection(*choice.who, choice.found.computation.public_id, replace=False)


@given("des décisions publiées à partir d’elle")
def released(choice: Choice) -> None:
    """Prepared, then told to everyone."""
    prepares(choice)
    page = deciding.release_page(*choice.who)
    files = {each.public_id for each in choice.scene.files}
    deciding.release(*choice.who, files, page.seen, address="")


@when("la responsable annonce un tirage pour dans cinq jours")
def announces(choice: Choice) -> None:
    """Where the seed will come from, and when."""
    lots.register(*choice.who, {"source": "Loto", "announced_on": f"{DRAW_DAY:%d/%m/%Y}"})


@when("elle écrit la graine ce jour-là")
def types_the_seed(choice: Choice) -> None:
    """As it was published."""
    choice.scene.world.at(DRAW_DAY)
    choice.drawn = lots.draw(
        *choice.who, {"seed": "4 8 15 16 23", "seed_on": f"{DRAW_DAY:%d/%m/%Y}"}
    )


@when("qu’elle écrit une graine publiée la veille")
def types_an_early_seed(choice: Choice) -> None:
    """The day before the one announced."""
    choice.scene.world.at(DRAW_DAY)
    early = DRAW_DAY - dt.timedelta(days=1)
    try:
        lots.draw(*choice.who, {"seed": "4 8 15", "seed_on": f"{early:%d/%m/%Y}"})
    except Refused as refused:
        choice.refusal = refused


@when("la responsable publie le registre")
def publishes(choice: Choice, tmp_path: Path) -> None:
    """For everyone, on the page of the results."""
    recording.publish_record(*choice.who)
    desk, _, call = choice.who
    with zipfile.ZipFile(io.BytesIO(recording.published_zip(desk, call))) as archive:
        archive.extractall(tmp_path / "unpacked")
    choice.folder = tmp_path / "unpacked" / "record"


@then(parsers.parse("trois dossiers sont retenus pour {budget} € au plus"))
def three_within(choice: Choice, budget: str) -> None:
    """The number and the money."""
    assert choice.found is not None
    chosen = choice.found.answered["chosen"]
    assert len(chosen) == 3
    spent = sum(choice.found.amounts[code] for code in chosen)
    assert spent <= int(budget.replace(" ", "")) * 100


@then("l’écart à la borne est nul")
def is_proven(choice: Choice) -> None:
    """A proof."""
    assert choice.found is not None
    assert choice.found.answered["gap"] == 0


@then("une liste d’attente dit qui vient ensuite")
def waits(choice: Choice) -> None:
    """Someone is next in line."""
    assert choice.found is not None
    assert choice.found.answered["next"]


@then("trois dossiers de Bretagne sont retenus")
def three_of_bretagne(choice: Choice) -> None:
    """All those of the region."""
    assert choice.found is not None
    assert set(choice.found.answered["chosen"]) == choice.coded(*BRETAGNE)


@then(parsers.parse("la règle « {said} » a un prix"))
def has_a_price(choice: Choice, said: str) -> None:
    """More than nothing."""
    assert choice.found is not None
    names = {name: words.fr.replace("\u00a0", " ") for name, words in choice.found.words.items()}
    prices = {names[one["name"]]: one["price"] for one in choice.found.answered["rules"]}
    assert prices[said] > 0


@then("elle nomme le dossier qu’elle fait entrer")
def names_who_comes_in(choice: Choice) -> None:
    """Without the rule, they would be out."""
    assert choice.found is not None
    (one,) = (each for each in choice.found.answered["rules"] if each["name"] == "rule-1")
    assert set(one["leaves"]) == choice.coded(4)


@then("le calcul est refusé et nomme les deux règles")
def names_the_rules(choice: Choice) -> None:
    """And no other than those in the way."""
    assert isinstance(choice.refusal, choosing.RulesContradictError)
    told = choice.refusal.listed("fr")
    assert "Bretagne" in told
    assert "Pays de la Loire" in told


@then("le calcul est refusé et donne le montant du moins cher")
def names_the_cheapest(choice: Choice) -> None:
    """6 000 €."""
    assert isinstance(choice.refusal, NotOpen)
    assert choice.refusal.facts["expected"] == "6\u202f000 €"


@then("rien n’est gardé")
def nothing_kept(choice: Choice) -> None:
    """Neither what was typed nor a result."""
    assert choice.page().revision == 0
    assert choice.page().found is None


@then("la page dit qui entre à sa place")
def says_who_comes_in(choice: Choice) -> None:
    """The others are kept."""
    left = choice.page().departures
    assert left is not None
    assert set(left.left) == choice.coded(1)
    assert set(left.enters) == choice.coded(2)


@then("chaque dossier a une décision préparée avec des motifs")
def all_prepared(choice: Choice) -> None:
    """With reasons in French."""
    waiting = deciding.release_page(*choice.who).waiting
    assert len(waiting) == 6
    for each in waiting:
        assert each.prepared is not None
        assert each.prepared.reasons.startswith("Votre dossier")


@then("ceux de la liste d’attente le disent")
def waiting_say_so(choice: Choice) -> None:
    """In their reasons."""
    assert choice.found is not None
    line = {one["project"] for one in choice.found.answered["next"]}
    for each in deciding.release_page(*choice.who).waiting:
        assert each.prepared is not None
        is_said = "liste d’attente" in each.prepared.reasons
        assert is_said == (each.application.receipt in line)


@then("aucune équipe n’a reçu de lettre de décision")
def nobody_told(choice: Choice) -> None:
    """Prepared is not released."""
    with choice.scene.world.desk.look() as connection:
        kinds = set(connection.execute(select(t.letters.c.kind)).scalars())
    assert "receipt" in kinds
    assert not kinds & {"selected", "declined"}


@then("plus rien ne change dans la sélection")
def nothing_changes(choice: Choice) -> None:
    """Neither rules nor files."""
    choice.refusal = None
    choice.compute(places="4")
    assert isinstance(choice.refusal, Conflict)


@then("l’empreinte de ce qui est annoncé est publique")
def digest_is_public(choice: Choice) -> None:
    """It is that of what was registered."""
    desk, _, call = choice.who
    (shown,) = lots.draws_page(desk, call).draws
    assert shown.lottery.digest == sha256(shown.lottery.registered.encode()).hexdigest()


@then("chacun retrouve l’ordre tiré avec la graine et les numéros")
def anyone_draws(choice: Choice) -> None:
    """With a digest and a pencil."""
    assert choice.found is not None
    by_hand = sorted(
        choice.found.grey, key=lambda code: sha256(f"4 8 15 16 23|{code}".encode()).hexdigest()
    )
    assert choice.drawn["drawn"] == by_hand


@then("la graine est refusée")
def seed_refused(choice: Choice) -> None:
    """It was known too early."""
    assert isinstance(choice.refusal, Invalid)
    assert choice.refusal.refusals[0].kind == "seed-before"


@then("le calcul refait donne la même chose à l’octet près")
def replayed(choice: Choice) -> None:
    """Every stage."""
    assert choice.folder is not None
    stages = replay(choice.folder)
    assert [one.stage for one in stages] == ["calibration", "portfolio"]
    assert all(one.same for one in stages)


@then("aucun nom, aucune adresse, aucun titre n’y figure")
def names_nobody(choice: Choice) -> None:
    """Looked for in the bytes."""
    assert choice.folder is not None
    kept = "\n".join(path.read_text("utf-8") for path in choice.folder.iterdir())
    for word in ("Hameau", "Autrice", "essai.example", "Idée singulière", "Odile", "Bruno"):
        assert word not in kept


@then("un fichier modifié est refusé")
def change_refused(choice: Choice) -> None:
    """By its digest."""
    assert choice.folder is not None
    path = choice.folder / "calibration.json"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(JuryError, match="was changed"):
        replay(choice.folder)


CALL_UP = {"amount": "8 000", "reasons": "Une place se libère."}


def _waiting(choice: Choice) -> tuple[calling_up.Waiting, ...]:
    return calling_up.waiting_list_page(*choice.who).waiting


def _call_up(choice: Choice, rank: int) -> None:
    """Call a file up by its place among those who wait, or keep the refusal."""
    file = _waiting(choice)[rank].application
    choice.called = file.id
    try:
        calling_up.call_up(*choice.who[:2], file.public_id, CALL_UP, address="")
    except Refused as refused:
        choice.refusal = refused


@when("une équipe retenue renonce avant de commencer")
def renounces(choice: Choice) -> None:
    """Nothing was promised yet: the whole amount comes free."""
    desk = choice.scene.world.desk
    with desk.look() as connection:
        file = choice.scene.files[0]
        pilot = pilots.pilot_of_application(connection, file.id)
        author = people.get_person(connection, file.created_by)
    assert pilot is not None
    piloting.abandon(desk, author, pilot.public_id, {"lessons": "Les agents sont partis."})


@then("la liste d’attente dit qui vient d’abord et ce qui est libre")
def list_tells(choice: Choice) -> None:
    """The money of the team that left pays for the next one."""
    shown = calling_up.waiting_list_page(*choice.who)
    assert [each.place.rank for each in shown.waiting] == [1, 2]
    assert shown.left is not None
    assert shown.left >= 8_000_00
    assert shown.fits(shown.waiting[0])


@when("la responsable appelle le premier de la liste")
def calls_the_first(choice: Choice) -> None:
    """As much as is asked by the form."""
    _call_up(choice, 0)


@then("il est retenu, son pilote est ouvert et son équipe le sait")
def is_called(choice: Choice) -> None:
    """All in one act."""
    with choice.scene.world.desk.look() as connection:
        known = applications.get_application(connection, choice.called)
        pilot = pilots.pilot_of_application(connection, choice.called)
        told = t.letters.c.application_id == choice.called
        asked = select(t.letters.c.kind).where(told)
        kinds = set(connection.execute(asked).scalars())
    assert known.stage is ApplicationStage.SELECTED
    assert pilot is not None
    assert "selected" in kinds


@then("la décision d’avant reste gardée")
def former_is_kept(choice: Choice) -> None:
    """With its reasons and its day."""
    with choice.scene.world.desk.look() as connection:
        place = waiting_lists.place_of(connection, choice.called)
    assert place is not None
    assert "position sur la liste d’attente" in place.declined_reasons
    assert place.declined_at is not None


@when("la responsable appelle le deuxième de la liste sans dire pourquoi")
def calls_the_second(choice: Choice) -> None:
    """Out of order."""
    _call_up(choice, 1)


@then("l’appel est refusé et nomme le rang de qui vient d’abord")
def order_is_asked_for(choice: Choice) -> None:
    """And nobody was selected."""
    assert isinstance(choice.refusal, Invalid)
    known = {each.field: each for each in choice.refusal.refusals}
    assert (known["before"].kind, known["before"].met) == ("others-come-first", "1")
    assert len(_waiting(choice)) == 2


@when("la responsable clôt la liste d’attente")
def closes(choice: Choice) -> None:
    """For good."""
    assert calling_up.close_waiting_list(*choice.who, address="") == 2


@then("chaque équipe qui attendait reçoit une lettre")
def all_are_told(choice: Choice) -> None:
    """One each."""
    with choice.scene.world.desk.look() as connection:
        asked = select(t.letters.c.application_id).where(t.letters.c.kind == "waiting-list-closed")
        told = sorted(connection.execute(asked).scalars())
        places = waiting_lists.places_of(connection, choice.scene.call.id)
    assert told == sorted(each.application_id for each in places)


@then("plus personne ne peut être appelé")
def nobody_is_called(choice: Choice) -> None:
    """The list is empty, and says so."""
    assert _waiting(choice) == ()
    with pytest.raises(NotOpen, match="nobody-waits"):
        calling_up.close_waiting_list(*choice.who, address="")
