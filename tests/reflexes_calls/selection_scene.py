"""A call whose deadline has passed, and files that two readers have marked: what a jury chooses."""

import attrs

from reflexes_calls.actions import applying, people, publishing
from reflexes_calls.actions import reviewing as reading_files
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.call import Call
from tests.makers import AFTER, PASSWORD, PISTE, World, answers, call_form, review_form

TERRITORIES = ("35238", "29019", "44109", "69123", "56260", "44184")
"""Rennes, Brest, Nantes, Lyon, Vannes, Saint-Nazaire: three in Bretagne."""
BUDGETS = ("12 000", "10 000", "9 000", "8 000", "7 500", "6 000")
MARKS = ((4, 4), (4, 3), (3, 3), (3, 2), (2, 2), (1, 2))
"""What the two readers give to each file, on every criterion."""


@attrs.define(kw_only=True)
class Scene:
    """The world, its call and its files, the best marked first."""

    world: World
    call: Call
    files: tuple[Application, ...]

    @property
    def receipts(self) -> tuple[str, ...]:
        """The receipts of the files, in the same order."""
        return tuple(each.receipt or "" for each in self.files)


def a_selection_scene(world: World, *, files: int = 6, reads: int = 2, **said: str) -> Scene:
    """Some files, each of an administration of its own, read by the two readers."""
    drafted = publishing.draft_call(world.desk, world.manager, PISTE, call_form(**said))
    call = publishing.publish(world.desk, world.manager, drafted.public_id)
    sent = tuple(_file(world, call, rank) for rank in range(files))
    for file in sent:
        for reader in world.reviewers[:reads]:
            reading_files.assign(world.desk, world.manager, file.public_id, reader)
    world.at(AFTER)
    for file, marks in zip(sent, MARKS, strict=False):
        for reader, mark in list(zip(world.reviewers, marks, strict=True))[:reads]:
            reading_files.submit_review(world.desk, reader, file.public_id, review_form(mark))
    return Scene(world=world, call=call, files=sent)


def _file(world: World, call: Call, rank: int) -> Application:
    desk, root = world.desk, world.administrator
    own = people.create_organisation(desk, root, name=f"Mairie de Hameau-{rank}")
    author = people.create_person(
        desk, root, name=f"Autrice Numéro{rank}", email=f"a{rank}@essai.example", password=PASSWORD
    )
    people.join(desk, root, author, own)
    draft = applying.start_draft(desk, author, call.public_id, own)
    said = answers(
        title=f"Idée singulière {rank}", territory=TERRITORIES[rank], budget=BUDGETS[rank]
    )
    applying.save_draft(desk, author, draft.public_id, said, revision=draft.revision)
    return applying.submit(desk, author, draft.public_id)


def selection_form(**said: str) -> dict[str, str]:
    """What a manager types: money, places, no rule."""
    return {"budget": "30 000", "places": "3", "share": "100", "floor": "50"} | said


def rule(rank: int, who: str, sense: str, figure: str, unit: str = "files") -> dict[str, str]:
    """A rule, as typed."""
    said = {"who": who, "sense": sense, "figure": figure, "unit": unit}
    return {f"rule-{rank}-{part}": text for part, text in said.items()}
