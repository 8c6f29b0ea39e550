"""One's own modules: kept, renamed, moved, retimed, mended, each save a version."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import Connection

from reflexes import Catalogue, Refusal, training
from reflexes.records import changed, record, values_of
from reflexes.training import Module, Update
from reflexes.training.matter import Matter
from reflexes_calls.actions.composing_modules import catalogue_of, module_kept
from reflexes_calls.actions.desk import Desk, Taking
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import Conflict, FieldRefusal, Invalid, NotFound, Refused
from reflexes_calls.domain.module_texts import ActivityTexts, ObjectiveTexts, TitleTyped
from reflexes_calls.domain.modules import (
    MOST_MODULES,
    Change,
    KeptModule,
    ModuleSession,
    ModuleVersion,
    PublishedModule,
)
from reflexes_calls.domain.once import id_of_request
from reflexes_calls.domain.people import Person
from reflexes_calls.storage import module_sessions, modules

Mend = Callable[[Module], Module]
R = TypeVar("R")


@record
class ModulePage:
    """A module as its owner sees it. `refusals` are what stands in the way of its files."""

    kept: KeptModule
    module: Module
    refusals: tuple[Refusal, ...]
    newer: str
    published: tuple[PublishedModule, ...]
    sessions: tuple[ModuleSession, ...]


@record
class ModuleListed:
    """A module in one's list; `module` is None when its form is read no more."""

    kept: KeptModule
    module: Module | None
    holds: bool
    newer: str
    is_published: bool


@record
class Alternative:
    """An activity that may take the place of another; `missing` says why it cannot.

    `minutes` is what the whole module would last, `refusals` how many things would be to mend.
    """

    code: str
    least: int
    fewest: int
    most: int
    minutes: int = 0
    refusals: int = 0
    missing: str = ""


def keep_module(
    desk: Desk, actor: Person, module: Module, *, change: Change, request_key: str | None = None
) -> KeptModule:
    """Keep a module among one's own; a form sent twice keeps it once."""
    said = training.plain_module(module)
    with desk.take(actor) as taking:
        key = id_of_request(request_key, actor.public_id, said)
        if key and (known := modules.find_module(taking.connection, key)):
            return known
        if modules.count_modules(taking.connection, actor.id) >= MOST_MODULES:
            raise Refused("too-many-modules", most=MOST_MODULES)
        return modules.add_module(
            taking.connection,
            public_id=key,
            change=change,
            person_id=actor.id,
            title=module.title,
            said=said,
            edition=module.edition,
            made_at=taking.now,
        )


def my_modules(desk: Desk, actor: Person) -> tuple[ModuleListed, ...]:
    """One's modules, the last changed first."""
    with desk.look() as connection:
        known = modules.modules_of(connection, actor.id)
        return tuple(_listed(connection, desk, each) for each in known)


def _listed(connection: Connection, desk: Desk, kept: KeptModule) -> ModuleListed:
    on_shelf = modules.published_of(connection, kept.id)
    is_published = any(each.withdrawn_at is None for each in on_shelf)
    try:
        module = module_kept(kept.said)
    except Refused:
        return ModuleListed(
            kept=kept, module=None, holds=False, newer="", is_published=is_published
        )
    return ModuleListed(
        kept=kept,
        module=module,
        holds=not training.check_module(module, catalogue_of(desk, module.edition)),
        newer=_newer(desk, module),
        is_published=is_published,
    )


def _newer(desk: Desk, module: Module) -> str:
    """The edition that came since, if any: their names are in the order of time."""
    present = desk.catalogue.edition
    return present if present > module.edition else ""


def module_page(desk: Desk, actor: Person, public_id: str) -> ModulePage:
    """A module, for its owner alone."""
    with desk.look() as connection:
        kept = own_module(connection, actor, public_id)
        module = module_kept(kept.said)
        return ModulePage(
            kept=kept,
            module=module,
            refusals=training.check_module(module, catalogue_of(desk, module.edition)),
            newer=_newer(desk, module),
            published=modules.published_of(connection, kept.id),
            sessions=module_sessions.sessions_of(connection, kept.id),
        )


def own_module(
    connection: Connection, actor: Person, public_id: str, *, lock: bool = False
) -> KeptModule:
    """The module of its owner; for anyone else there is none."""
    kept = modules.find_module(connection, public_id, lock=lock)
    if kept is None or kept.person_id != actor.id:
        raise NotFound("module", public_id)
    return kept


def save_change(  # noqa: PLR0913  # what is changed, how, and on what it rests
    desk: Desk,
    actor: Person,
    public_id: str,
    change: Change,
    mend: Mend,
    *,
    revision: int,
) -> KeptModule:
    """Keep what `mend` makes of a module, as a new version.

    `Conflict` when it was saved elsewhere since `revision`: nothing is kept then.
    """
    with desk.take(actor) as taking:
        kept = own_module(taking.connection, actor, public_id, lock=True)
        if kept.revision != revision:
            raise Conflict("module-saved-elsewhere", revision=kept.revision)
        before = module_kept(kept.said)
        try:
            after = mend(before)
        except LookupError as unknown:
            raise NotFound("activity", str(unknown)) from unknown
        if after == before:
            return kept
        return _save(taking, kept, change, after)


def _save(taking: Taking, kept: KeptModule, change: Change, after: Module) -> KeptModule:
    return modules.save_module(
        taking.connection,
        kept,
        change,
        taking.now,
        title=after.title,
        said=training.plain_module(after),
        edition=after.edition,
    )


def titled(raw: Raw) -> Mend:
    """What renames a module."""
    said = read_form(TitleTyped, raw)
    return lambda module: changed(module, title=said.title)


def with_texts(code: str, raw: Raw) -> Mend:
    """What gives an activity and the objectives it serves other words."""

    def mend(module: Module) -> Module:
        activity = next((each for each in module.activities if each.code == code), None)
        if activity is None:
            raise LookupError(code)
        refusals: list[FieldRefusal] = []
        texts = _read(ActivityTexts, raw, "", refusals)
        objectives = {}
        for each in activity.objectives:
            prefix = f"{each}."
            said = {
                name.removeprefix(prefix): value
                for name, value in raw.items()
                if name.startswith(prefix)
            }
            objectives[each] = _read(ObjectiveTexts, said, prefix, refusals)
        if refusals or texts is None:
            raise Invalid(tuple(refusals))
        written = changed(activity, **values_of(texts))
        return changed(
            training.replaced(module, code, written),
            objectives=tuple(
                changed(each, **values_of(words)) if (words := objectives.get(each.code)) else each
                for each in module.objectives
            ),
        )

    return mend


def _read(kind: type[R], raw: Raw, at: str, refusals: list[FieldRefusal]) -> R | None:
    try:
        return read_form(kind, raw, at=at)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
        return None


def matter_of(desk: Desk, module: Module) -> tuple[Catalogue, Matter]:
    """What an edition gives to a module, for the activities that may come into it."""
    catalogue = catalogue_of(desk, module.edition)
    choices = training.Choices(
        code=module.code,
        about=module.about,
        public=module.public,
        length=module.length,
        modality=module.modality,
        language=module.language,
    )
    return catalogue, training.gather(catalogue, choices)


def exchanged(desk: Desk, code: str, to: str) -> Mend:
    """What puts another activity in the place of one."""

    def mend(module: Module) -> Module:
        _, matter = matter_of(desk, module)
        if to not in training.MAINS:
            raise LookupError(to)
        try:
            return training.exchange(matter, module, code, to)
        except training.TrainingError as error:
            kind = "no-piste-to-study" if "subject" in error.facts else "no-evidence-to-read"
            raise Invalid((FieldRefusal(field="to", kind=kind),)) from error

    return mend


def alternatives(desk: Desk, module: Module, code: str) -> tuple[Alternative, ...]:
    """What may take the place of an activity; nothing for those that open, pace and close."""
    old = next((each for each in module.activities if each.code == code), None)
    if old is None or old.template not in training.MAINS:
        return ()
    catalogue, matter = matter_of(desk, module)
    found = []
    for each in training.MAINS:
        if each == old.template:
            continue
        made = training.template(each)
        shown = Alternative(code=each, least=made.least, fewest=made.fewest, most=made.most)
        try:
            after = training.exchange(matter, module, code, each)
        except training.TrainingError as error:
            kind = "no-piste-to-study" if "subject" in error.facts else "no-evidence-to-read"
            found.append(changed(shown, missing=kind))
            continue
        left = training.check_module(after, catalogue)
        found.append(changed(shown, minutes=after.minutes, refusals=len(left)))
    return tuple(found)


def update_of(desk: Desk, module: Module) -> Update | None:
    """What changed in the catalogue since the edition of a module; None when none came since."""
    if not _newer(desk, module):
        return None
    return training.changes_since(module, catalogue_of(desk, module.edition), desk.catalogue)


def brought_to_newest(desk: Desk) -> Mend:
    """What takes the changes of the newest edition."""

    def mend(module: Module) -> Module:
        update = update_of(desk, module)
        return module if update is None else training.updated(module, update, desk.catalogue)

    return mend


def versions_of(
    desk: Desk, actor: Person, public_id: str
) -> tuple[KeptModule, tuple[ModuleVersion, ...]]:
    """The former states of one's module, the newest first."""
    with desk.look() as connection:
        kept = own_module(connection, actor, public_id)
        return kept, modules.versions_of(connection, kept.id)


def bring_back(
    desk: Desk, actor: Person, public_id: str, number: int, *, revision: int
) -> KeptModule:
    """Make a former state the present one; the present one stays among the versions."""
    _, versions = versions_of(desk, actor, public_id)
    former = next((each for each in versions if each.number == number), None)
    if former is None:
        raise NotFound("version", str(number))
    return save_change(
        desk,
        actor,
        public_id,
        Change.BROUGHT_BACK,
        lambda _: module_kept(former.said),
        revision=revision,
    )


def duplicate(
    desk: Desk, actor: Person, public_id: str, title: str, *, request_key: str | None = None
) -> KeptModule:
    """Keep another copy of one's module, under another name."""
    known = module_page(desk, actor, public_id)
    copied = changed(known.module, title=title[:160])
    return keep_module(desk, actor, copied, change=Change.COPIED, request_key=request_key)


def erase(desk: Desk, actor: Person, public_id: str) -> None:
    """Erase one's module, its versions and what was said after its sessions."""
    with desk.take(actor) as taking:
        kept = own_module(taking.connection, actor, public_id, lock=True)
        modules.erase_module(taking.connection, kept.id)


def shift(raw_do: str) -> tuple[Change, Mend] | None:
    """What a button « up » or « down » does: `up:CODE`, `activity-down:CODE`; None for others."""
    name, _, code = raw_do.partition(":")
    ways: Mapping[str, tuple[Callable[[Module, str, int], Module], int]] = {
        "up": (training.moved, -1),
        "down": (training.moved, 1),
        "activity-up": (training.moved_activity, -1),
        "activity-down": (training.moved_activity, 1),
    }
    if name not in ways:
        return None
    move, by = ways[name]
    return Change.MOVED, lambda module: move(module, code, by)
