"""Training modules that a trainer can walk in with.

A module is made from the catalogue by a few choices (`compose`), kept as one TOML file that anyone
may change (`read_module`, `to_toml`), checked (`check_module`), and built into every file that a
session needs (`build`). It pins the edition it was made from; `changes_since` says what changed.

`commands.module` speaks all this on the command line.
"""

from typing import TYPE_CHECKING, Any

from reflexes.training.checking import check_module
from reflexes.training.choices import Choices, TrainingError, activities_of, places_of
from reflexes.training.comparing import Difference, differences
from reflexes.training.composing import compose, exchange, for_group
from reflexes.training.filling import fill
from reflexes.training.matter import gather
from reflexes.training.module import (
    Activity,
    Card,
    Claim,
    Item,
    Length,
    Modality,
    Module,
    Objective,
    Public,
    Sequence,
    Session,
)
from reflexes.training.reading import Read, module_of, plain_module, read_module, read_text
from reflexes.training.refused import Told, sentences, told
from reflexes.training.sharing_minutes import (
    fewest_minutes,
    retimed_sequence,
    sequence_of,
    starting_at,
)
from reflexes.training.template import FRAME, MAINS, template
from reflexes.training.timing import Moment, moments, moved, moved_activity, replaced, retimed
from reflexes.training.updating import Update, changes_since, updated

if TYPE_CHECKING:
    from reflexes.training.building import archive, build, write_files
    from reflexes.training.building_apart import archive_apart

__all__ = [
    "FRAME",
    "MAINS",
    "Activity",
    "Card",
    "Choices",
    "Claim",
    "Difference",
    "Item",
    "Length",
    "Modality",
    "Module",
    "Moment",
    "Objective",
    "Public",
    "Read",
    "Sequence",
    "Session",
    "Told",
    "TrainingError",
    "Update",
    "activities_of",
    "archive",
    "archive_apart",
    "build",
    "changes_since",
    "check_module",
    "compose",
    "differences",
    "exchange",
    "fewest_minutes",
    "fill",
    "for_group",
    "gather",
    "module_of",
    "moments",
    "moved",
    "moved_activity",
    "places_of",
    "plain_module",
    "read_module",
    "read_text",
    "replaced",
    "retimed",
    "retimed_sequence",
    "sentences",
    "sequence_of",
    "starting_at",
    "template",
    "told",
    "updated",
    "write_files",
]

BUILDING = frozenset({"archive", "archive_apart", "build", "write_files"})


def __getattr__(name: str) -> Any:
    """What builds files is imported when first asked: to make and check a module needs none."""
    if name not in BUILDING:
        raise AttributeError(name)
    if name == "archive_apart":
        from reflexes.training.building_apart import archive_apart  # noqa: PLC0415 - see above

        return archive_apart
    from reflexes.training import building  # noqa: PLC0415 - see above

    return getattr(building, name)
