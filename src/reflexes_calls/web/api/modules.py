"""Training modules of the public shelf, for programs: the list, and each one whole."""

import datetime as dt
from typing import Any

from reflexes.fields import line, reference
from reflexes.records import record
from reflexes_calls.actions.sharing_modules import OnShelf, public_shelf, published_module
from reflexes_calls.domain.access import Scope
from reflexes_calls.web.api.describing import document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.notices import N_

NOUN = Noun("modules", N_("Training modules that trainers put on the public shelf."))


@document
class ModuleDocument:
    """A training module, as it was published."""

    id: str = said(N_("Its id"))
    address: str = said(N_("Where it is read by people"))
    archive: str = said(N_("Where its files are given, in one zip"))
    title: str = said(N_("Its title"))
    about: tuple[str, ...] = said(N_("The codes of the records that it is about"))
    public: str = said(N_("For whom it is"))
    length: str = said(N_("How long it lasts: half-day, day, two-days or six-weeks"))
    minutes: int = said(N_("How many minutes it lasts, breaks included"))
    language: str = said(N_("The language it is written in"))
    edition: str = said(N_("The edition of the catalogue it was made from"))
    organisation: str | None = said(N_("The administration that shares it"))
    published_at: dt.datetime = said(N_("When it was published"))
    licence: str = said(N_("Under which licence it may be copied"))


@document
class WholeModuleDocument(ModuleDocument):
    """A training module with all that it says."""

    module: dict[str, Any] = said(N_("The module, as its TOML file says it"))


@record
class ModulesAsked:
    """What may be asked of the shelf."""

    public: str = line("For whom it is", default="", max_length=40)
    length: str = line("How long it lasts", default="", max_length=40)
    piste: str = reference("The code of a piste", default="")


@NOUN.get(
    "/modules",
    N_("The modules of the shelf"),
    ModuleDocument,
    Scope.CALLS_READ,
    public=True,
    listed=True,
    query=ModulesAsked,
)
def list_modules(asked: Asked) -> Page[Any]:
    """What stands on the shelf, the oldest first."""
    known = {name: asked.query.get(name, "") for name in ("public", "length", "piste")}
    found = turned(asked, public_shelf(asked.desk, known), lambda each: (each.published.id,))
    return with_items(found, lambda each: ModuleDocument(**_facts(asked, each)))


@NOUN.get("/modules/{module}", N_("A module"), WholeModuleDocument, Scope.CALLS_READ, public=True)
def show_module(asked: Asked) -> WholeModuleDocument:
    """One module of the shelf, whole."""
    shown = published_module(asked.desk, asked.named("module"))
    return WholeModuleDocument(**_facts(asked, shown), module=shown.published.said)


def _facts(asked: Asked, shown: OnShelf) -> dict[str, Any]:
    known, module = shown.published, shown.module
    address = f"{asked.address}/modules/{known.public_id}"
    return {
        "id": known.public_id,
        "address": address,
        "archive": f"{address}/fichiers/module.zip",
        "title": known.title,
        "about": module.about,
        "public": known.public,
        "length": known.length,
        "minutes": module.minutes,
        "language": known.language,
        "edition": known.edition,
        "organisation": shown.organisation.name if shown.organisation else None,
        "published_at": known.published_at,
        "licence": "etalab-2.0",
    }
