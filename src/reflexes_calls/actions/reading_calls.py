"""What the public page of a call shows: the published text, never what is being written."""

from reflexes.records import record
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.call_document import call_at
from reflexes_calls.domain.errors import NotFound
from reflexes_calls.domain.lifecycle import CallStage
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.rights import check_finds
from reflexes_calls.storage import calls
from reflexes_calls.storage.calls import CallVersion


@record
class TextPage:
    """A call as one published version said it; a draft has no version.

    `call` says what that version said, `latest` is the number of the one that stands.
    """

    call: Call
    roles: frozenset[Role]
    version: CallVersion | None
    latest: int
    late_files: int


def text_page(
    desk: Desk, actor: Person | None, call_id: str, number: int | None = None
) -> TextPage:
    """The text of a call: the one that stands, or an older one by its number."""
    with desk.look() as connection:
        call = need_call(connection, call_id)
        roles = roles_on(connection, actor, call) if actor else frozenset()
        check_finds(call, roles)
        known = calls.call_versions_of(connection, call.id)
        late = calls.count_late_admissions(connection, call.id)
    version = _version(known, number, call_id)
    if version is not None:
        call = call_at(
            call, version.document, version=version.number, form_number=version.form_number
        )
    return TextPage(call=call, roles=roles, version=version, latest=len(known), late_files=late)


def texts_that_stand(desk: Desk) -> tuple[tuple[Call, CallVersion], ...]:
    """Every published call as its last version says it, with that version."""
    with desk.look() as connection:
        found = []
        for call in calls.list_calls(connection):
            known = calls.call_versions_of(connection, call.id)
            if call.stage is CallStage.DRAFT or not known:
                continue
            last = known[-1]
            told = call_at(call, last.document, version=last.number, form_number=last.form_number)
            found.append((told, last))
    return tuple(found)


def _version(
    known: tuple[CallVersion, ...], number: int | None, call_id: str
) -> CallVersion | None:
    if number is None:
        return known[-1] if known else None
    for each in known:
        if each.number == number:
            return each
    raise NotFound("version", f"{call_id} {number}")
