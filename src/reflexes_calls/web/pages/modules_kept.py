"""One's own modules: the list, the running sheet to move and retime, the files, former states."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes import training
from reflexes_calls.actions.keeping_modules import (
    Mend,
    ModulePage,
    bring_back,
    brought_to_newest,
    duplicate,
    erase,
    keep_module,
    module_page,
    my_modules,
    save_change,
    shift,
    titled,
    update_of,
    versions_of,
)
from reflexes_calls.actions.leading_modules import lessons_of
from reflexes_calls.actions.retiming_modules import last_changes, with_minutes
from reflexes_calls.domain.errors import Conflict, Invalid, NotFound, Refused
from reflexes_calls.domain.module_texts import TitleTyped
from reflexes_calls.domain.modules import Change
from reflexes_calls.web.forms import Field, Form, Posted, Sheet, draw_field, specs_of
from reflexes_calls.web.module_files import file_page, files_page
from reflexes_calls.web.module_words import CHANGES, duration, facts_of, name
from reflexes_calls.web.notices import N_
from reflexes_calls.web.pages.modules import composed_here
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of
from reflexes_calls.web.visitor import desk_of, signed_in
from reflexes_calls.wording import sentence

router = APIRouter()

MINUTES = N_("Minutes of “%(title)s”")
OF_SEQUENCE = N_("Minutes of the whole of “%(title)s”")
STARTS = N_("Hour at which “%(title)s” starts")
KEPT = N_("Kept elsewhere meanwhile: %(kept)s.")
COPY_OF = N_("Copy of %(title)s")
Errors = tuple[tuple[str, str], ...]


@router.get("/mes-modules")
def list_mine(request: Request) -> Response:
    """One's modules."""
    listed = my_modules(desk_of(request), signed_in(request))
    words = translator(request)
    said: dict[str, Any] = {
        "named": lambda value: name(value, words),
        "duration": duration,
    }
    return page(request, "modules/mine.html", listed=listed, **said)


@router.post("/mes-modules")
def keep(request: Request, form: Posted) -> Response:
    """Keep what the address composes."""
    person, composed = signed_in(request), composed_here(request)
    if composed.module is None:
        return see(str(request.url.replace(path="/modules/composer")))
    kept = keep_module(
        desk_of(request),
        person,
        composed.module,
        change=Change.KEPT,
        request_key=form.request_key,
    )
    return see(f"/mes-modules/{kept.public_id}", done="module-kept")


@router.get("/mes-modules/{public_id}")
def show(request: Request, public_id: str) -> Response:
    """The running sheet of a module, to move and retime."""
    return _drawn(request, module_page(desk_of(request), signed_in(request), public_id))


@router.post("/mes-modules/{public_id}")
def change(request: Request, public_id: str, form: Posted) -> Response:
    """Save minutes, move, rename, duplicate, erase."""
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    here = f"/mes-modules/{public_id}"
    if do == "erase":
        erase(desk, person, public_id)
        return see("/mes-modules", done="module-erased")
    if do == "duplicate":
        shown = module_page(desk, person, public_id)
        title = translator(request)(COPY_OF) % {"title": shown.kept.title}
        made = duplicate(desk, person, public_id, title, request_key=form.request_key)
        return see(f"/mes-modules/{made.public_id}", done="module-copied")
    try:
        _save(request, public_id, form)
    except NotFound:
        raise
    except (Invalid, Conflict) as refused:
        return _refused(request, public_id, form, refused)
    return see(here, done="saved")


def _save(request: Request, public_id: str, form: Form) -> None:
    desk, person, do = desk_of(request), signed_in(request), form.text("do")
    typed = form.values
    if do.startswith("take:"):
        # The minutes that sessions took, for one activity, beside what else was typed.
        code = do.removeprefix("take:")
        lived = lessons_of(desk, person, public_id).lived.get(code)
        if lived is not None:
            typed = {**typed, f"minutes-{code}": str(lived.usual)}
    minutes = with_minutes(typed)
    if do == "rename":
        kind, mend = Change.RENAMED, titled(form.values)
    elif (moving := shift(do)) is not None:
        kind, mend = moving[0], after(minutes, moving[1])
    else:
        kind, mend = Change.RETIMED, minutes
    save_change(desk, person, public_id, kind, mend, revision=form.revision)


def after(first: Mend, then: Mend) -> Mend:
    """Both changes, one after the other: what was typed beside a button is kept with it."""
    return lambda module: then(first(module))


def _number(said: str) -> int:
    return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else 0


def _refused(request: Request, public_id: str, form: Form, refused: Refused) -> Response:
    shown = module_page(desk_of(request), signed_in(request), public_id)
    return _drawn(request, shown, typed=form.values, refused=refused)


def _drawn(
    request: Request,
    shown: ModulePage,
    *,
    typed: Mapping[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    words, language = translator(request), language_of(request)
    errors = errors_in(request, shown.module, refused)
    is_conflict = isinstance(refused, Conflict)
    desk, person, address = desk_of(request), signed_in(request), shown.kept.public_id
    just_saved = refused is None and request.query_params.get("done") == "saved"
    return page(
        request,
        "modules/kept.html",
        status=status_of(refused) if refused else 200,
        shown=shown,
        kept=shown.kept,
        told=training.told(shown.refusals, shown.module, language),
        errors=errors,
        sheet=_sheet(shown, words, typed or {}, errors, is_conflict=is_conflict),
        title_field=_title_field(shown, words, typed or {}, errors),
        here_tab="sheet",
        lived=lessons_of(desk, person, address).lived,
        changes=last_changes(desk, person, address) if just_saved else (),
        **facts_of(shown.module, words),
    )


def errors_in(request: Request, module: training.Module, refused: Refused | None) -> Errors:
    """What stands in the way of a change, each under its field."""
    words = translator(request)
    if refused is None:
        return ()
    if not isinstance(refused, Invalid):
        return (("", sentence(refused, words)),)
    labels = {name: label for name, label, _ in timed(module, words)}
    labels |= {"title": words(specs_of(TitleTyped)["title"].label)}
    return tuple(errors_of(refused, words, labels))


def _sheet(
    shown: ModulePage,
    words: Any,
    typed: Mapping[str, str],
    errors: Errors,
    *,
    is_conflict: bool,
) -> Sheet:
    """A field of minutes for each activity and each sequence, and the hours of sessions."""
    wrong, fields = dict(reversed(errors)), []
    for field, label, kept in timed(shown.module, words):
        value = typed.get(field, kept)
        differs = is_conflict and value.strip() != kept
        fields.append(
            Field(
                name=field,
                label=label,
                kind="hour" if field.startswith("starts-") else "whole",
                value=value,
                error=wrong.get(field, ""),
                hint=words(KEPT) % {"kept": kept} if differs else "",
            )
        )
    return Sheet(fields=tuple(fields), errors=errors)


def timed(module: training.Module, words: Any) -> Iterator[tuple[str, str, str]]:
    """What has minutes or an hour in a module: the name of its field, its label, what is kept."""
    for session in module.sessions:
        label = words(STARTS) % {"title": session.title}
        yield f"starts-{session.code}", label, session.starts
        for sequence in session.sequences:
            label = words(OF_SEQUENCE) % {"title": sequence.title}
            yield f"sequence-minutes-{sequence.code}", label, str(sequence.minutes)
            for activity in sequence.activities:
                label = words(MINUTES) % {"title": activity.title}
                yield f"minutes-{activity.code}", label, str(activity.minutes)


def _title_field(shown: ModulePage, words: Any, typed: Mapping[str, str], errors: Errors) -> Field:
    return draw_field(
        "title",
        specs_of(TitleTyped)["title"],
        words,
        value=typed.get("title", shown.kept.title),
        error=dict(reversed(errors)).get("title", ""),
    )


@router.get("/mes-modules/{public_id}/edition")
def show_update(request: Request, public_id: str) -> Response:
    """What changed in the catalogue since the edition of a module, before it is taken."""
    shown = module_page(desk_of(request), signed_in(request), public_id)
    update = update_of(desk_of(request), shown.module)
    return page(
        request,
        "modules/update.html",
        shown=shown,
        kept=shown.kept,
        update=update,
        newest=desk_of(request).catalogue,
        here_tab="",
    )


@router.post("/mes-modules/{public_id}/edition")
def take_update(request: Request, public_id: str, form: Posted) -> Response:
    """Bring a module to the newest edition."""
    desk, person = desk_of(request), signed_in(request)
    mend = brought_to_newest(desk)
    save_change(desk, person, public_id, Change.UPDATED, mend, revision=form.revision)
    return see(f"/mes-modules/{public_id}", done="module-updated")


@router.get("/mes-modules/{public_id}/versions")
def list_versions(request: Request, public_id: str) -> Response:
    """The former states of a module."""
    kept, versions = versions_of(desk_of(request), signed_in(request), public_id)
    words = translator(request)
    rows = [(each, words(CHANGES[each.change])) for each in versions]
    return page(request, "modules/versions.html", kept=kept, rows=rows, here_tab="versions")


@router.post("/mes-modules/{public_id}/versions")
def take_back(request: Request, public_id: str, form: Posted) -> Response:
    """Bring a former state back."""
    number = _number(form.text("number"))
    bring_back(desk_of(request), signed_in(request), public_id, number, revision=form.revision)
    return see(f"/mes-modules/{public_id}", done="module-back")


@router.get("/mes-modules/{public_id}/fichiers")
def list_files(request: Request, public_id: str) -> Response:
    """Every file of a module."""
    shown = module_page(desk_of(request), signed_in(request), public_id)
    words = translator(request)
    crumbs = [
        ("/mes-modules", words(N_("My modules"))),
        (f"/mes-modules/{public_id}", shown.kept.title),
    ]
    base = f"/mes-modules/{public_id}/fichiers"
    return files_page(request, shown.module, base=base, query="", crumbs=crumbs)


@router.get("/mes-modules/{public_id}/fichiers/{file}")
def give_file(request: Request, public_id: str, file: str) -> Response:
    """One file of a module, or all in a zip."""
    shown = module_page(desk_of(request), signed_in(request), public_id)
    return file_page(request, shown.module, file)
