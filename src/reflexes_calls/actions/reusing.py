"""Taking up what an administration answered before, in this call or in another."""

from collections.abc import Collection

from reflexes.records import record
from reflexes_calls.actions.applying import save_draft
from reflexes_calls.actions.copying import check_saving
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.looking import ApplicationPage, my_applications
from reflexes_calls.actions.papers import team_page
from reflexes_calls.domain.application import Application
from reflexes_calls.domain.earlier import EarlierAnswer, earlier_answers, typed_from
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.people import Person


@record
class ReusePage:
    """A draft, and the earlier applications of the same administration that hold something."""

    own: ApplicationPage
    earlier: tuple[ApplicationPage, ...]


@record
class ReuseChoice:
    """A draft beside one earlier application."""

    own: ApplicationPage
    source: ApplicationPage
    answers: tuple[EarlierAnswer, ...]


def reuse_page(desk: Desk, actor: Person, application_id: str) -> ReusePage:
    """What may be taken up, the most recent first."""
    own = team_page(desk, actor, application_id)
    check_saving(own)
    known = (
        each
        for each in my_applications(desk, actor, organisation=own.organisation)
        if each.application.id != own.application.id and each.application.draft
    )
    found = sorted(known, key=lambda each: each.application.updated_at, reverse=True)
    return ReusePage(own=own, earlier=tuple(found))


def reuse_choice(desk: Desk, actor: Person, application_id: str, source_id: str) -> ReuseChoice:
    """The answers of one earlier application beside those of the draft."""
    page = reuse_page(desk, actor, application_id)
    source = next((each for each in page.earlier if each.application.public_id == source_id), None)
    if source is None:
        raise NotFound("application", source_id)
    known = page.own.application
    return ReuseChoice(
        own=page.own,
        source=source,
        answers=earlier_answers(
            page.own.form, known.phase, known.draft, source.form, source.application.draft
        ),
    )


def reuse(  # noqa: PLR0913  # from where, what was ticked, and on what it rests
    desk: Desk,
    actor: Person,
    application_id: str,
    source_id: str,
    taken: Collection[str],
    *,
    revision: int,
) -> Application:
    """Type what was ticked into the draft, in one save; everything else stays as it is."""
    choice = reuse_choice(desk, actor, application_id, source_id)
    typed = typed_from(choice.answers, taken, choice.own.application.draft)
    return save_draft(desk, actor, application_id, typed, revision=revision, partial=True)
