"""A draft taken offline as a document, and what its team brings back."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from reflexes_calls.actions.applying import save_draft
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.looking import ApplicationPage
from reflexes_calls.actions.papers import team_page
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.attachment import MEGABYTE, FileKind, FileLimits, FileRefused
from reflexes_calls.domain.errors import NotOpen
from reflexes_calls.domain.people import Person
from reflexes_calls.domain.working_copy import Difference, Returned, typed_of
from reflexes_calls.papers.reading import read_copy

LIMITS = FileLimits(
    most_bytes=5 * MEGABYTE,
    most_files=1,
    kinds=(FileKind.DOCX, FileKind.ODT, FileKind.TXT),
)
"""What may come back: text alone is taken from it, and text is light."""


def check_saving(own: ApplicationPage) -> None:
    """Raise `NotOpen` when nobody of the team may change the draft any more."""
    if "save" not in own.open_steps:
        raise NotOpen("not-open", step="save", stage=own.application.stage, open=own.open_steps)


def read_returned(
    desk: Desk, actor: Person, application_id: str, path: Path, name: str
) -> tuple[ApplicationPage, Returned]:
    """A document that came back, for the team of its application.

    Raises `FileRefused` when it cannot be read safely, is no working copy, or is that of another
    application.
    """
    own = team_page(desk, actor, application_id)
    check_saving(own)
    kind, _ = desk.files.look_into(path, name, LIMITS)
    returned = read_copy(path, kind)
    if not returned.zones:
        raise FileRefused("copy-without-zones")
    if returned.application and returned.application != own.application.public_id:
        raise FileRefused("copy-of-another")
    return own, returned


def take_back(  # noqa: PLR0913  # what came back, what was ticked, and on what it rests
    desk: Desk,
    actor: Person,
    application_id: str,
    differences: Iterable[Difference],
    taken: Collection[str],
    *,
    draft: Mapping[str, str],
    revision: int,
) -> Application:
    """Keep what was ticked, in one save; `Conflict` when the same answers changed meanwhile."""
    typed = typed_of(differences, taken, draft)
    return save_draft(desk, actor, application_id, typed, revision=revision, partial=True)
