"""Points looked at in depth by several, and pilots read by peers."""

import pytest

from reflexes_calls.actions import piloting, probing, reading_peers
from reflexes_calls.domain.errors import Invalid, NotAllowed, NotFound, NotOpen
from tests.makers import (
    PROMISE,
    World,
    a_call,
)
from tests.reflexes_calls.pilots_scene import two_pilots

ASKS = {
    "question": "Comment part un courrier un jour de pointe ?",
    "why": "Le circuit de signature dit qui décide.",
    "shared_with": "call",
}
FOUND = {
    "where": "Accueil central, trois matinées",
    "what": "Quarante courriers, pris dans l’ordre d’arrivée.",
    "who": "Deux responsables d’un autre service",
    "found": "Trois signatures sur quatre ne changent rien au texte.",
    "not_said": "Rien des courriers sensibles, traités à part.",
    "evidence": "Registre du courrier, au secrétariat général.",
}
READ = {
    "convincing": "Le registre.",
    "missing": "Une période avant.",
    "would_try": "Un second accueil.",
}


@pytest.fixture
def two(world: World) -> tuple[str, str]:
    """Two pilots of one call: of the town and of its neighbour."""
    return two_pilots(world, a_call(world))


def test_each_answers_for_itself_and_reads_the_others_afterwards(
    world: World, two: tuple[str, str]
) -> None:
    desk, (mine, theirs) = world.desk, two
    opened = probing.open_probe(desk, world.applicant, mine, ASKS)
    probing.answer_probe(desk, world.applicant, mine, opened.public_id, FOUND)
    before = probing.probe_page(desk, world.neighbour, theirs, opened.public_id)
    assert (before.told, before.waits) == ((), True)
    said = FOUND | {"found": "Une seule signature suffit déjà."}
    probing.answer_probe(desk, world.neighbour, theirs, opened.public_id, said)
    after = probing.probe_page(desk, world.neighbour, theirs, opened.public_id)
    assert [each.organisation for each in after.told] == [
        world.val_d_essai.name,
        world.bourg_temoin.name,
    ]
    read = probing.probe_page(desk, world.manager, mine, opened.public_id)
    assert len(read.told) == 2
    assert not hasattr(read, "count")


def test_a_later_answer_takes_the_place_of_the_first_on_the_page(
    world: World, two: tuple[str, str]
) -> None:
    desk, (mine, _) = world.desk, two
    opened = probing.open_probe(desk, world.applicant, mine, ASKS)
    for text in ("D’abord ceci.", "Puis cela."):
        said = FOUND | {"found": text}
        probing.answer_probe(desk, world.applicant, mine, opened.public_id, said)
    (told,) = probing.probe_page(desk, world.applicant, mine, opened.public_id).told
    assert told.answer.said.found == "Puis cela."


@pytest.mark.parametrize(
    ("shared", "is_seen"), [("nobody", False), ("call", True), ("piste", True)]
)
def test_a_point_is_seen_by_those_it_is_shared_with(
    world: World, two: tuple[str, str], shared: str, *, is_seen: bool
) -> None:
    desk, (mine, theirs) = world.desk, two
    opened = probing.open_probe(desk, world.applicant, mine, ASKS | {"shared_with": shared})
    lines = probing.probes_page(desk, world.neighbour, theirs).lines
    assert [each.probe for each in lines] == ([opened] if is_seen else [])
    if not is_seen:
        with pytest.raises(NotFound):
            probing.answer_probe(desk, world.neighbour, theirs, opened.public_id, FOUND)


def test_nobody_is_named_at_a_point(world: World, two: tuple[str, str]) -> None:
    said = ASKS | {"why": "Mme Durand signe tout.", "question": ""}
    with pytest.raises(Invalid) as refused:
        probing.open_probe(world.desk, world.applicant, two[0], said)
    assert {each.field for each in refused.value.refusals} == {"why", "question"}


def test_a_team_reads_another_and_both_keep_it(world: World, two: tuple[str, str]) -> None:
    desk, (mine, theirs) = world.desk, two
    asked = {"reader": theirs, "reads": "plan", "note": "Nos indicateurs sont-ils les bons ?"}
    with pytest.raises(Invalid) as refused:
        reading_peers.ask_peers(desk, world.applicant, mine, asked, address="")
    assert refused.value.refusals[0].kind == "nothing-to-read"
    piloting.promise(desk, world.applicant, mine, [PROMISE])
    reading = reading_peers.ask_peers(
        desk, world.applicant, mine, asked, address="https://essai.example"
    )
    letters = [path.read_text("utf-8") for path in desk.outbox.glob("*.eml")]
    assert any("odile@essai.example" in text and "lectures" in text for text in letters)
    with pytest.raises(NotFound):
        reading_peers.answer_peers(desk, world.applicant, mine, reading.public_id, READ)
    reading_peers.answer_peers(desk, world.neighbour, theirs, reading.public_id, READ)
    with pytest.raises(NotOpen, match="reading-answered"):
        reading_peers.answer_peers(desk, world.neighbour, theirs, reading.public_id, None)
    for reader, pilot in (
        (world.applicant, mine),
        (world.neighbour, theirs),
        (world.manager, mine),
    ):
        _, line = reading_peers.reading_page(desk, reader, pilot, reading.public_id)
        assert line.reading.would_try == READ["would_try"]
    with pytest.raises(NotAllowed):
        reading_peers.reading_page(desk, world.reviewers[0], mine, reading.public_id)


def test_a_team_may_lack_the_time(world: World, two: tuple[str, str]) -> None:
    desk, (mine, theirs) = world.desk, two
    piloting.promise(desk, world.applicant, mine, [PROMISE])
    asked = {"reader": theirs, "reads": "plan"}
    reading = reading_peers.ask_peers(desk, world.manager, mine, asked, address="")
    reading_peers.answer_peers(desk, world.neighbour, theirs, reading.public_id, None)
    _, line = reading_peers.reading_page(desk, world.manager, mine, reading.public_id)
    assert line.reading.is_declined
    oneself = asked | {"reader": mine}
    with pytest.raises(Invalid) as refused:
        reading_peers.ask_peers(desk, world.applicant, mine, oneself, address="")
    assert refused.value.refusals[0].kind == "reader-unknown"
