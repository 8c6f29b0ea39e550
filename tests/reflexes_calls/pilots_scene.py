"""Two pilots of one call: of the town and of its neighbour."""

from reflexes_calls.actions import deciding
from reflexes_calls.actions import reviewing as reading_files
from reflexes_calls.domain.call import Call
from reflexes_calls.storage import pilots
from tests.makers import AFTER, SELECT, World, a_submitted, assign_both, review_form


def two_pilots(world: World, call: Call) -> tuple[str, str]:
    """The public ids of the two, as agreed."""
    files = [a_submitted(world, call), a_submitted(world, call, neighbour=True)]
    for file in files:
        assign_both(world, file)
    world.at(AFTER)
    for file in files:
        for reader in world.reviewers:
            reading_files.submit_review(world.desk, reader, file.public_id, review_form())
        deciding.prepare(world.desk, world.manager, file.public_id, SELECT)
    seen = deciding.release_page(world.desk, world.manager, call.public_id).seen
    chosen = {file.public_id for file in files}
    deciding.release(world.desk, world.manager, call.public_id, chosen, seen, address="")
    with world.desk.look() as connection:
        made = {each.organisation_id: each for each in pilots.pilots_of_call(connection, call.id)}
    first, second = made[world.val_d_essai.id], made[world.bourg_temoin.id]
    return first.public_id, second.public_id
