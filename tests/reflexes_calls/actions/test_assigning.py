"""Who reads what, computed: proven, shown first, put in force around what stands."""

import datetime as dt
import json
from collections import Counter

import pytest
from sqlalchemy import select, update

from reflexes.jury import assign, randomise
from reflexes_calls.actions import reviewing
from reflexes_calls.actions.assigning import (
    AssignmentPage,
    Proposal,
    assignment_page,
    propose,
    put_in_force,
)
from reflexes_calls.actions.telling_assignment import AssignmentImpossibleError
from reflexes_calls.domain.assignment import Away, hand_field, language_of_text
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.jury import BondKind, JurorKind, JuryKind, JuryPhase
from reflexes_calls.storage import assigning as stored
from reflexes_calls.storage import juries, reviews, scores
from reflexes_calls.storage import tables as t
from reflexes_calls.storage.engine import reading, writing
from tests.makers import AFTER, World
from tests.reflexes_calls.assigning_scene import (
    Scene,
    an_assigning_scene,
    assignment_form,
    change_reader,
)

pytestmark = pytest.mark.storage
ADDRESS = "https://appels.example"


@pytest.fixture
def scene(small_world: World) -> Scene:
    """Six files and four readers, one of each kind."""
    return an_assigning_scene(small_world)


@pytest.fixture
def anywhere(world: World) -> Scene:
    """The same, on each kind of database."""
    return an_assigning_scene(world)


def ask(scene: Scene, **said: str) -> Proposal:
    """Compute a proposal."""
    return propose(*scene.who, assignment_form(**said))


def shown(scene: Scene) -> AssignmentPage:
    """The page as the manager sees it."""
    return assignment_page(*scene.who)


def apply(scene: Scene) -> None:
    """Put in force what is shown."""
    found = shown(scene).proposal
    assert found is not None
    put_in_force(*scene.who, found.computation.public_id, ADDRESS)


def given(scene: Scene) -> set[tuple[str, str]]:
    """Who reads what, in public ids."""
    codes = {each.id: each.public_id for each in scene.readers}
    files = {key: code for key, code, _ in scene.files}
    with reading(scene.world.desk.engine) as connection:
        pairs = stored.given_pairs(connection, scene.call.id)
    return {(files[each.application], codes[each.reviewer]) for each in pairs}


def test_a_proposal_is_the_optimum_of_the_library_and_gives_nobody_a_file(scene: Scene) -> None:
    found = ask(scene)
    asked = found.asked
    best = assign(asked["fit"], reviews=asked["reviews"], loads=asked["loads"], seed=1)
    assert found.answered["total"] == best.total == found.answered["bound"]
    codes = [(asked["applications"][a], asked["reviewers"][r]) for a, r in best.pairs]
    assert found.pairs == set(codes)
    assert set(asked["applications"]) == {code for _, code, _ in scene.files}
    assert set(asked["reviewers"]) == {each.public_id for each in scene.readers}
    assert Counter(file for file, _ in found.pairs) == dict.fromkeys(asked["applications"], 2)
    assert given(scene) == set()
    assert {"numpy", "scipy", "ortools"} <= set(asked["versions"])


def test_the_same_inputs_give_the_same_bytes(scene: Scene) -> None:
    first, second = ask(scene, seed="7"), ask(scene, seed="7")
    assert first.computation.asked == second.computation.asked
    assert first.computation.answered == second.computation.answered
    assert first.computation.digest == second.computation.digest


def test_what_is_in_force_is_what_was_shown(anywhere: Scene) -> None:
    scene = anywhere
    found = ask(scene)
    assert shown(scene).coming == len(found.pairs) == 12
    apply(scene)
    assert given(scene) == found.pairs
    page = shown(scene)
    assert page.is_in_force
    assert page.is_fresh
    assert not page.coming
    assert not page.leaving
    with reading(scene.world.desk.engine) as connection:
        rows = connection.execute(select(t.assignments.c.rank, t.assignments.c.by_hand)).all()
        assert {tuple(row) for row in rows} == {(None, False)}
        assert scores.untrue_scores(connection, scene.call.id, scene.call.criteria) == ()
        asked = select(t.letters.c.recipient).where(t.letters.c.kind == "to-review-several")
        told = connection.execute(asked).scalars().all()
        kinds = (
            connection.execute(select(t.journal_entries.c.kind).order_by(t.journal_entries.c.seq))
            .scalars()
            .all()
        )
    assert sorted(told) == sorted(
        each.email for each in scene.readers if any(r == each.public_id for _, r in found.pairs)
    )
    assert kinds[-3:] == ["set_assignment", "propose_assignment", "apply_assignment"]
    with pytest.raises(Conflict, match="assignment-in-force"):
        apply(scene)


def test_what_was_given_by_hand_or_opened_always_stands(anywhere: Scene) -> None:
    scene = anywhere
    world, (first, second, *_) = scene.world, scene.readers
    reviewing.assign(world.desk, world.manager, scene.files[0][1], first)
    by_hand = (scene.files[0][1], first.public_id)
    assert by_hand in ask(scene).pairs
    apply(scene)
    opened = min(given(scene) - {by_hand})
    keys = {code: key for key, code, _ in scene.files}
    persons = {each.public_id: each for each in scene.readers}
    reviewing.open_review(world.desk, persons[opened[1]], opened[0])
    # The one who opened can be given no other file, and the first of them none at all.
    change_reader(scene, 1, words="tout autre chose", expertise=[])
    for rank, each in enumerate(scene.readers):
        if each.public_id == opened[1]:
            change_reader(scene, rank, most=1)
    found = ask(scene)
    assert {by_hand, opened} <= found.pairs
    page = shown(scene)
    assert page.leaving > 0
    apply(scene)
    assert given(scene) == found.pairs
    with reading(world.desk.engine) as connection:
        kept = reviews.find_given(connection, keys[opened[0]], persons[opened[1]].id)
    assert kept is not None
    assert kept.opened_at is not None
    assert second in scene.readers


def test_pairs_kept_and_forbidden_by_hand_hold_and_the_rest_is_solved_around_them(
    scene: Scene,
) -> None:
    before = ask(scene)
    absent = min(
        {(code, each.public_id) for _, code, _ in scene.files for each in scene.readers}
        - before.pairs
    )
    present = next(pair for pair in sorted(before.pairs) if pair[0] != absent[0])
    after = ask(scene, **{hand_field(*present): "forbid"}, **{hand_field(*absent): "keep"})
    assert absent in after.pairs
    assert present not in after.pairs
    assert after.answered["total"] <= before.answered["total"]
    assert {(each.file, each.reader) for each in shown(scene).hands} == {absent, present}
    # What the form does not hold stays settled; a box set free is settled no more.
    assert absent in ask(scene).pairs
    again = ask(scene, **{hand_field(*present): "", hand_field(*absent): ""})
    assert again.pairs == before.pairs
    assert not shown(scene).hands


def test_a_pair_is_added_by_its_receipt(scene: Scene) -> None:
    reader, (_, code, receipt) = scene.readers[1], scene.files[3]
    found = ask(scene, add_file=receipt, add_reader=reader.public_id, add_how="keep")
    assert (code, reader.public_id) in found.pairs
    with pytest.raises(Invalid) as refused:
        ask(scene, add_file="nowhere", add_how="")
    assert {each.field for each in refused.value.refusals} == {"add_file", "add_reader", "add_how"}


def test_a_file_with_a_tie_is_never_proposed_and_never_kept_by_hand(scene: Scene) -> None:
    with writing(scene.world.desk.engine) as connection:
        juror = juries.juror_of_person(connection, scene.call.id, scene.readers[0].id)
        assert juror is not None
        for key, _, _ in scene.files[:3]:
            juries.add_bond(
                connection,
                juror_id=juror.id,
                application_id=key,
                siret="",
                organisation="",
                kind=BondKind.RECUSAL,
                note="non",
                declared_by=juror.person_id,
                declared_at=AFTER,
            )
    barred = {(code, scene.readers[0].public_id) for _, code, _ in scene.files[:3]}
    assert not barred & ask(scene).pairs
    with pytest.raises(Invalid) as refused:
        ask(scene, **{hand_field(*min(barred)): "keep"})
    assert [each.kind for each in refused.value.refusals] == ["hand-barred"]


def test_whoever_is_bound_to_a_file_sees_nothing_of_it_and_computes_nothing(scene: Scene) -> None:
    ask(scene)
    world = scene.world
    with writing(world.desk.engine) as connection:
        juries.add_juror(
            connection,
            **{column.name: None for column in t.jurors.c if column.name not in {"id", "public_id"}}
            | {
                "call_id": scene.call.id,
                "jury": JuryKind.PROJECT,
                "person_id": world.manager.id,
                "name": world.manager.name,
                "email": world.manager.email,
                "is_chair": False,
                "kind": JurorKind.AGENT,
                "state": "accepted",
                "expertise": [],
                "words": "",
                "languages": ["fr"],
                "least": 0,
                "territory": "",
                "invited_by": world.manager.id,
                "invited_at": AFTER,
                "reason": "",
                "charter": "",
                "link_digest": "",
            },
        )
        juror = juries.juror_of_person(connection, scene.call.id, world.manager.id)
        assert juror is not None
        juries.add_bond(
            connection,
            juror_id=juror.id,
            application_id=scene.files[0][0],
            siret="",
            organisation="",
            kind=BondKind.RECUSAL,
            note="non",
            declared_by=world.manager.id,
            declared_at=AFTER,
        )
    page = shown(scene)
    assert len(page.hidden) == 1
    assert not page.may_write
    assert scene.files[0][1] not in {each.file.public_id for each in page.told}
    with pytest.raises(NotAllowed, match="recused-assignment"):
        ask(scene)


def test_one_of_a_kind_for_each_file(scene: Scene) -> None:
    kinds = {each.public_id: rank % 4 for rank, each in enumerate(scene.readers)}
    found = ask(scene, researcher="yes")
    for _, code, _ in scene.files:
        assert 2 in {kinds[reader] for file, reader in found.pairs if file == code}
    with pytest.raises(Invalid) as refused:
        ask(scene, researcher="yes", user="yes", agent="yes")
    assert [each.kind for each in refused.value.refusals] == ["more-kinds-than-reviews"]


def test_nobody_reads_their_own_territory(scene: Scene) -> None:
    with writing(scene.world.desk.engine) as connection:
        connection.execute(update(t.applications).values(territory="35238"))
    change_reader(scene, 0, territory="35")
    found = ask(scene, apart="yes", most="6")
    assert scene.readers[0].public_id not in {reader for _, reader in found.pairs}


def test_a_reader_who_does_not_read_its_language_is_given_no_file(scene: Scene) -> None:
    change_reader(scene, 0, languages=["en"])
    assert scene.readers[0].public_id not in {reader for _, reader in ask(scene).pairs}
    english = (
        "the idea of the town is to lend people for the good of all and to learn from this " * 4
    )
    assert language_of_text(english) == "en"
    assert language_of_text("une idée de la commune pour les habitants " * 9) == "fr"
    assert language_of_text("") == "fr"


def test_whoever_is_away_for_the_whole_reading_is_left_out_and_it_is_said(scene: Scene) -> None:
    change_reader(scene, 0, free_until=AFTER.date() - dt.timedelta(days=1))
    change_reader(scene, 1, free_until=AFTER.date())
    found = ask(scene)
    assert scene.readers[0].public_id not in found.readers
    assert scene.readers[1].public_id in found.readers
    assert [(each.name, each.why) for each in shown(scene).ground.out] == [
        (scene.readers[0].name, Away.NOT_FREE)
    ]


def test_whoever_is_away_for_a_part_reads_that_part_and_it_is_said(scene: Scene) -> None:
    closes = AFTER.date()
    with writing(scene.world.desk.engine) as connection:
        ends = AFTER + dt.timedelta(days=9)
        connection.execute(update(t.calls).values(closes_at=AFTER, review_by=ends))
    change_reader(scene, 0, free_until=closes + dt.timedelta(days=2))
    change_reader(scene, 1, free_until=closes + dt.timedelta(days=2), most=5)
    change_reader(scene, 2, free_from=closes + dt.timedelta(days=9), least=3)
    proposal = ask(scene, most="6")
    limits = dict(zip(proposal.readers, proposal.asked["loads"], strict=True))
    assert [limits[each.public_id] for each in scene.readers] == [2, 5, 3, 6]
    told = {each.name: each.days for each in shown(scene).readers}
    days = [told[each.name] for each in scene.readers]
    assert [(each.free, each.all) if each else None for each in days] == [
        (3, 10),
        (3, 10),
        (1, 10),
        None,
    ]


def test_declared_loads_hold_before_the_usual_ones(scene: Scene) -> None:
    change_reader(scene, 0, most=1)
    change_reader(scene, 1, least=5)
    count = Counter(reader for _, reader in ask(scene, most="5", least="2").pairs)
    assert count[scene.readers[0].public_id] == 1
    assert count[scene.readers[1].public_id] == 5
    assert min(count[each.public_id] for each in scene.readers[2:]) >= 2


def test_an_impossible_assignment_names_files_readers_and_what_is_missing(scene: Scene) -> None:
    with pytest.raises(AssignmentImpossibleError) as refused:
        ask(scene, reviews="3", most="4")
    told = refused.value
    assert told.facts["needed"] == 18
    assert told.facts["available"] == 16
    assert told.facts["missing"] == 2
    assert told.files == tuple(receipt for _, _, receipt in scene.files)
    assert told.readers == tuple(sorted(each.name for each in scene.readers))
    # What was typed is kept all the same.
    assert shown(scene).typed["reviews"] == "3"
    with pytest.raises(AssignmentImpossibleError) as share:
        ask(scene, researcher="yes", most="5")
    assert (share.value.kind, share.value.facts["missing"]) == ("assignment-share", 1)


def test_a_draw_is_seeded_and_limited(scene: Scene) -> None:
    found = ask(scene, way="random", limit="60", seed="3")
    asked = found.asked
    drawn = randomise(
        asked["fit"], reviews=asked["reviews"], loads=asked["loads"], seed=3, limit=0.6
    )
    codes = {(asked["applications"][a], asked["reviewers"][r]) for a, r in drawn.assignment.pairs}
    assert found.pairs == codes == ask(scene, way="random", limit="60", seed="3").pairs
    assert any(ask(scene, way="random", limit="60", seed=f"{n}").pairs != codes for n in range(9))
    with pytest.raises(NotOpen, match="assignment-limit"):
        ask(scene, way="random", limit="20")
    with pytest.raises(Invalid) as refused:
        ask(scene, way="random", user="yes")
    assert [each.kind for each in refused.value.refusals] == ["random-with-kinds"]


def test_the_worst_match_may_be_raised_first(scene: Scene) -> None:
    best, even = ask(scene), ask(scene, way="even")
    assert even.fairness.per_pair.least >= best.fairness.per_pair.least
    assert even.answered["floor"] == even.fairness.per_pair.least


def test_each_pair_says_why(scene: Scene) -> None:
    ask(scene)
    pairs = [pair for each in shown(scene).told for pair in each.pairs]
    assert len(pairs) == 12
    knowing = next(p for p in pairs if p.reader == scene.readers[0].public_id)
    assert knowing.common.own == (scene.call.piste["code"],)
    assert any(pair.common.words for pair in pairs)
    assert all(1 <= pair.rank <= pair.possible == 4 for pair in pairs)


def test_an_old_proposal_is_not_put_in_force(scene: Scene) -> None:
    first = ask(scene)
    second = ask(scene, seed="2")
    with pytest.raises(Conflict, match="assignment-other"):
        put_in_force(*scene.who, first.computation.public_id, ADDRESS)
    change_reader(scene, 0, most=1)
    assert not shown(scene).is_fresh
    with pytest.raises(Conflict, match="assignment-stale"):
        put_in_force(*scene.who, second.computation.public_id, ADDRESS)


def test_a_jury_that_deliberates_is_given_nothing(scene: Scene) -> None:
    ask(scene)
    with writing(scene.world.desk.engine) as connection:
        phase = JuryPhase.DELIBERATING
        juries.keep_jury(connection, scene.call.id, JuryKind.PROJECT, at=AFTER, phase=phase)
    assert not shown(scene).may_write
    with pytest.raises(NotOpen, match="assignment-after-reading"):
        ask(scene)


def test_the_chair_computes_for_their_own_jury_and_readers_do_not(scene: Scene) -> None:
    world, reader = scene.world, scene.readers[0]
    with pytest.raises(NotAllowed):
        assignment_page(world.desk, reader, scene.call.public_id, JuryKind.PROJECT)
    change_reader(scene, 0, is_chair=True)
    who = (world.desk, reader, scene.call.public_id)
    found = propose(*who, JuryKind.PROJECT, assignment_form())
    put_in_force(*who, JuryKind.PROJECT, found.computation.public_id, ADDRESS)
    assert given(scene) == found.pairs
    assert not assignment_page(*who, JuryKind.PROJECT).manages
    with pytest.raises(NotFound):
        assignment_page(*who, JuryKind.PROTOCOL)


def test_nothing_is_computed_of_nobody(small_world: World) -> None:
    scene = an_assigning_scene(small_world, readers=0)
    with pytest.raises(NotOpen, match="no-reader-to-assign"):
        ask(scene)


def test_a_computation_holds_codes_alone(scene: Scene) -> None:
    text = json.dumps(ask(scene).asked)
    assert not any(each.name in text or each.email in text for each in scene.readers)
