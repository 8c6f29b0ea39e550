"""Training modules of the public shelf, for programs: the list, and each one whole."""

import datetime as dt
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from reflexes.fields import line, reference
from reflexes.records import record
from reflexes_calls.actions.building_modules import files_of
from reflexes_calls.actions.sharing_modules import OnShelf, public_shelf, published_module
from reflexes_calls.domain.access import Scope
from reflexes_calls.web.api.describing import document, said
from reflexes_calls.web.api.operations import Asked, Noun
from reflexes_calls.web.api.turning import Page, turned, with_items
from reflexes_calls.web.arriving import source_of
from reflexes_calls.web.module_files import ZIP, file_page
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


@document
class ModuleFileDocument:
    """A file of a module."""

    name: str = said(N_("Its name"))
    size: int = said(N_("How many bytes it weighs"))
    address: str = said(N_("Where it is given"))


@document
class ModuleFilesDocument:
    """The files of a module."""

    archive: str = said(N_("Where all of them are given, in one zip"))
    files: tuple[ModuleFileDocument, ...] = said(N_("The files, in their order"))


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


@NOUN.get(
    "/modules/{module}/files",
    N_("The files of a module, built when they are asked for"),
    ModuleFilesDocument,
    Scope.CALLS_READ,
    public=True,
)
def list_module_files(asked: Asked) -> ModuleFilesDocument:
    """Every file of a module, with its weight and its address."""
    shown = published_module(asked.desk, asked.named("module"))
    base = f"/modules/{shown.published.public_id}"
    files = files_of(asked.desk, shown.module, source_of(asked.request))
    return ModuleFilesDocument(
        archive=asked.at(f"{base}/archive.zip"),
        files=tuple(
            ModuleFileDocument(
                name=each.name,
                size=each.size,
                address=asked.at(f"{base}/files/{quote(each.name)}"),
            )
            for each in files
        ),
    )


@NOUN.get(
    "/modules/{module}/files/{file}",
    N_("One file of a module"),
    None,
    Scope.CALLS_READ,
    public=True,
    media_type="application/octet-stream",
)
def give_module_file(asked: Asked) -> Response:
    """One file, by its name in the list."""
    shown = published_module(asked.desk, asked.named("module"))
    return file_page(asked.request, shown.module, asked.named("file"), raises=True)


@NOUN.get(
    "/modules/{module}/archive.zip",
    N_("All the files of a module in one zip"),
    None,
    Scope.CALLS_READ,
    public=True,
    media_type="application/zip",
)
def give_module_archive(asked: Asked) -> Response:
    """The zip of all files; the same bytes for the same module."""
    shown = published_module(asked.desk, asked.named("module"))
    return file_page(asked.request, shown.module, ZIP, raises=True)


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
