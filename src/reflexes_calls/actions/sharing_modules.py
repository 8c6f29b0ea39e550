"""Sharing modules: by a link with colleagues, and on the public shelf, where anyone may copy."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress

from sqlalchemy import Connection

from reflexes import RefusedError, training
from reflexes.records import record
from reflexes.training import Module
from reflexes_calls.actions.building_modules import DoesNotHold
from reflexes_calls.actions.composing_modules import catalogue_of, module_kept
from reflexes_calls.actions.desk import Desk
from reflexes_calls.actions.keeping_modules import keep_module, own_module
from reflexes_calls.actions.noting import note_service
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import (
    Conflict,
    DeadLink,
    FieldRefusal,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    UnknownLink,
)
from reflexes_calls.domain.modules import (
    Change,
    KeptModule,
    PublishAnswers,
    PublishedModule,
    Sharing,
)
from reflexes_calls.domain.people import Organisation, Person, Role
from reflexes_calls.storage import modules, people

LINK_BYTES = 16
LONGEST_REASON = 600
FILTERS = ("public", "length", "piste", "q")


@record
class OnShelf:
    """A published module as everyone sees it. `author` is a person who wished to be named."""

    published: PublishedModule
    module: Module
    organisation: Organisation | None
    author: str


@record
class SharedModule:
    """A module behind the link that its owner gave."""

    kept: KeptModule
    module: Module


def share(desk: Desk, actor: Person, public_id: str, sharing: Sharing | None) -> None:
    """Give a module a link, change what its link allows, or take it away."""
    with desk.take(actor) as taking:
        kept = own_module(taking.connection, actor, public_id, lock=True)
        link = (kept.link or secrets.token_hex(LINK_BYTES)) if sharing else None
        modules.share_module(taking.connection, kept.id, link, sharing)


def shared_module(desk: Desk, link: str) -> SharedModule:
    """The module that a link opens."""
    with desk.look() as connection:
        kept = modules.find_by_link(connection, link)
    if kept is None:
        raise UnknownLink
    return SharedModule(kept=kept, module=module_kept(kept.said))


def copy_shared(
    desk: Desk, actor: Person, link: str, *, request_key: str | None = None
) -> KeptModule:
    """Keep a copy of a module whose link allows it."""
    shared = shared_module(desk, link)
    if shared.kept.sharing is not Sharing.COPY:
        raise NotAllowed("module-read-only")
    return keep_module(desk, actor, shared.module, change=Change.COPIED, request_key=request_key)


def publish(  # noqa: PLR0913  # which state, in whose name, with what
    desk: Desk,
    actor: Person,
    public_id: str,
    organisation: str,
    raw: Raw,
    *,
    revision: int,
) -> PublishedModule:
    """Put the present state of a module on the shelf, in the place of the former one.

    Raises `DoesNotHold` for a module whose files cannot be made, `Invalid` for the form.
    """
    with desk.take(actor) as taking:
        connection = taking.connection
        kept = own_module(connection, actor, public_id, lock=True)
        if kept.revision != revision:
            raise Conflict("module-changed-since", revision=kept.revision)
        said, chosen = _read(connection, actor, organisation, raw)
        module = module_kept(kept.said)
        if refusals := training.check_module(module, catalogue_of(desk, module.edition)):
            raise DoesNotHold(RefusedError(refusals))
        for former in modules.published_of(connection, kept.id):
            if former.withdrawn_at is None:
                modules.withdraw_published(connection, former.id, taking.now, actor.id, "")
        made = modules.publish_module(
            connection,
            module_id=kept.id,
            person_id=actor.id,
            organisation_id=chosen.id if chosen else None,
            shows_name=said.shows_name,
            title=module.title,
            said=kept.said,
            edition=module.edition,
            language=module.language.value,
            public=module.public.value,
            length=module.length.value,
            published_at=taking.now,
        )
        facts = {"module": kept.public_id, "version": kept.revision}
        note_service(connection, taking.now, actor, "publish_module", made.public_id, facts)
    return made


def _read(
    connection: Connection, actor: Person, organisation: str, raw: Raw
) -> tuple[PublishAnswers, Organisation | None]:
    refusals: list[FieldRefusal] = []
    said: PublishAnswers | None = None
    try:
        said = read_form(PublishAnswers, raw)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    mine = people.organisation_records(connection, actor.id)
    chosen = next((each for each in mine if each.public_id == organisation), None)
    if organisation and chosen is None:
        refusals.append(FieldRefusal(field="organisation", kind="not-a-choice"))
    if refusals or said is None:
        raise Invalid(tuple(refusals))
    return said, chosen


def withdraw(desk: Desk, actor: Person, public_id: str, reason: str = "") -> None:
    """Take a module off the shelf: its author, or an administrator who says why."""
    with desk.take(actor) as taking:
        known = modules.find_published(taking.connection, public_id, lock=True)
        if known is None:
            raise NotFound("module", public_id)
        if known.person_id != actor.id:
            _check_moderator(taking.connection, actor)
            if not reason.strip():
                raise Invalid((FieldRefusal(field="reason", kind="missing"),))
        if len(reason) > LONGEST_REASON:
            refusal = FieldRefusal(
                field="reason", kind="too-long", met=str(len(reason)), expected=str(LONGEST_REASON)
            )
            raise Invalid((refusal,))
        if known.withdrawn_at is not None:
            return
        modules.withdraw_published(
            taking.connection, known.id, taking.now, actor.id, reason.strip()
        )
        facts = {"reason": reason.strip()}
        note_service(
            taking.connection, taking.now, actor, "withdraw_module", known.public_id, facts
        )


def _check_moderator(connection: Connection, actor: Person) -> None:
    if not may_moderate(connection, actor):
        raise NotAllowed("not-allowed")


def may_moderate(connection: Connection, actor: Person) -> bool:
    """Whether a person administers the instance."""
    grants = people.grants_of(connection, actor.id)
    return any(each.call is None and each.role is Role.ADMINISTRATOR for each in grants)


def public_shelf(desk: Desk, asked: Mapping[str, str]) -> tuple[OnShelf, ...]:
    """What stands on the shelf, the newest first, narrowed by public, length, piste and words."""
    columns = {name: asked[name] for name in ("public", "length") if asked.get(name)}
    with desk.look() as connection:
        found = modules.shelf(connection, **columns)
        if piste := asked.get("piste", ""):
            found = tuple(each for each in found if piste in each.said.get("about", ()))
        if words := asked.get("q", "").casefold().split():
            found = tuple(each for each in found if _says(each, words))
        return tuple(_those_readable(connection, found))


def _those_readable(
    connection: Connection, found: tuple[PublishedModule, ...]
) -> Iterator[OnShelf]:
    """What the shelf shows: a module of a form that is read no more hides no other."""
    for each in found:
        with suppress(Refused):
            yield _shown(connection, each)


def _says(published: PublishedModule, words: list[str]) -> bool:
    said = published.said
    activities = (
        activity["title"]
        for session in said["sessions"]
        for sequence in session["sequences"]
        for activity in sequence["activities"]
    )
    text = " ".join((published.title, said["aim"], *activities)).casefold()
    return all(word in text for word in words)


def published_module(desk: Desk, public_id: str) -> OnShelf:
    """A module of the shelf; `DeadLink` says when and why it was withdrawn."""
    with desk.look() as connection:
        known = modules.find_published(connection, public_id)
        if known is None:
            raise NotFound("module", public_id)
        if known.withdrawn_at is not None:
            kind = "module-withdrawn-why" if known.reason else "module-withdrawn"
            raise DeadLink(kind, day=known.withdrawn_at, reason=known.reason)
        return _shown(connection, known)


def _shown(connection: Connection, known: PublishedModule) -> OnShelf:
    key = known.organisation_id
    return OnShelf(
        published=known,
        module=module_kept(known.said),
        organisation=people.find_organisation(connection, key) if key else None,
        author=people.get_person(connection, known.person_id).name if known.shows_name else "",
    )


def copy_published(
    desk: Desk, actor: Person, public_id: str, *, request_key: str | None = None
) -> KeptModule:
    """Keep a copy of a module of the shelf."""
    shown = published_module(desk, public_id)
    return keep_module(desk, actor, shown.module, change=Change.COPIED, request_key=request_key)


def is_moderator(desk: Desk, actor: Person | None) -> bool:
    """Whether the visitor may take any module off the shelf."""
    if actor is None:
        return False
    with desk.look() as connection:
        return may_moderate(connection, actor)
